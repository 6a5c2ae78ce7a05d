"""What the fake says of itself, its projects, screens and rights; versions; the workflow."""

from tests.clients.jira.asking import ask, made
from tests.clients.jira.fake import FakeJira, Request


def transition(jira, key, name):
    there = ask(jira, "GET", f"/issue/{key}/transitions").json["transitions"]
    chosen = next(each["id"] for each in there if each["to"]["name"] == name)
    return ask(jira, "POST", f"/issue/{key}/transitions", {"transition": {"id": chosen}})


def test_only_the_right_credentials_pass():
    jira = FakeJira()
    assert ask(jira, "GET", "/myself").json["displayName"] == "Sync Robot"
    assert ask(jira, "GET", "/myself", credentials=("sync@example.com", "wrong")).status == 401
    assert ask(jira, "GET", "/myself", credentials=None).status == 401
    assert ask(jira, "GET", "/serverInfo", credentials=None).json["deploymentType"] == "Cloud"


def test_a_scoped_token_works_through_the_gateway_alone():
    jira = FakeJira(scoped=True)
    cloud = jira.handle(Request.of("GET", "/_edge/tenant_info", credentials=None)).json["cloudId"]
    assert ask(jira, "GET", "/myself").status == 401
    assert jira.handle(Request.of("GET", f"/ex/jira/{cloud}/rest/api/3/myself")).status == 200
    assert jira.handle(Request.of("GET", "/ex/jira/another/rest/api/3/myself")).status == 404


def test_what_the_fake_does_not_know_is_not_found():
    assert ask(FakeJira(judge=None), "GET", "/dashboard").status == 404
    assert ask(FakeJira(judge=None), "PATCH", "/issue/PROJ-1").status == 405


def test_a_body_is_sent_as_json():
    jira = FakeJira()
    plain = Request("POST", "/rest/api/3/issueLink", {}, {"content-type": "text/plain"}, b"{}")
    jira.handle(plain)
    assert jira.faults_of_requests == ["a body in JSON is to be sent as application/json"]


def test_rights_are_told_for_the_permissions_asked_for():
    jira = FakeJira()
    jira.site.without("LINK_ISSUES")
    told = ask(jira, "GET", "/mypermissions?projectKey=PROJ&permissions=CREATE_ISSUES,LINK_ISSUES").json["permissions"]
    assert {name: each["havePermission"] for name, each in told.items()} == {
        "CREATE_ISSUES": True,
        "LINK_ISSUES": False,
    }
    assert ask(jira, "GET", "/mypermissions?permissions=FLY").status == 400
    assert ask(jira, "GET", "/mypermissions?permissions=CREATE_ISSUES&projectKey=NONE").status == 404


def test_the_types_of_a_project_tell_their_level():
    jira = FakeJira(metadata_page=3)
    first = ask(jira, "GET", "/issue/createmeta/PROJ/issuetypes").json
    rest = ask(jira, "GET", "/issue/createmeta/PROJ/issuetypes?startAt=3").json
    levels = {kind["name"]: kind["hierarchyLevel"] for kind in first["issueTypes"] + rest["issueTypes"]}
    assert levels == {"Epic": 1, "Story": 0, "Task": 0, "Sub-task": -1}
    assert (first["total"], first["maxResults"]) == (4, 3)
    assert ask(jira, "GET", "/issue/createmeta/PROJ/issuetypes?maxResults=201").status == 400


def test_the_fields_of_a_type_are_those_of_its_screen():
    jira = FakeJira()
    jira.site.hide("duedate", "Epic")
    jira.site.require("customfield_10011", "Epic")
    shown = ask(jira, "GET", "/issue/createmeta/PROJ/issuetypes/10000").json["fields"]
    fields = {field["fieldId"]: field for field in shown}
    assert {"duedate", "parent"}.isdisjoint(fields)
    assert fields["customfield_10011"]["required"]
    assert fields["customfield_10015"]["schema"]["custom"].endswith(":datepicker")
    assert ask(jira, "GET", "/issue/createmeta/PROJ/issuetypes/10004").status == 404


def test_two_fields_bear_the_same_name():
    named = [field["id"] for field in ask(FakeJira(), "GET", "/field").json if field["name"] == "Start date"]
    assert named == ["customfield_10015", "customfield_10115"]


def test_the_name_of_a_version_is_its_own_in_the_project():
    jira = FakeJira()
    body = {"name": "2027 Q1", "projectId": 10000, "startDate": "2027-01-01", "releaseDate": "2027-03-31"}
    made_version = ask(jira, "POST", "/version", body)
    assert made_version.status == 201
    assert made_version.json["id"].isdecimal()
    again = ask(jira, "POST", "/version", body | {"name": "2027 q1"})
    assert (again.status, list(again.json["errors"])) == (400, ["name"])
    assert ask(jira, "POST", "/version", body | {"projectId": 10001}).status == 201
    assert [each["name"] for each in ask(jira, "GET", "/project/PROJ/versions").json] == ["2027 Q1"]


def test_to_make_a_version_takes_the_right_to():
    jira = FakeJira()
    jira.site.without("ADMINISTER_PROJECTS")
    assert ask(jira, "POST", "/version", {"name": "2027 Q1", "projectId": 10000}).status == 403
    jira.site.refusals["version"] = 404
    assert ask(jira, "POST", "/version", {"name": "2027 Q1", "projectId": 10000}).status == 404


def test_who_may_not_browse_finds_neither_project_nor_issue():
    jira = FakeJira()
    key = made(jira)
    jira.site.without("BROWSE_PROJECTS")
    assert ask(jira, "GET", "/project/PROJ").status == 404
    assert ask(jira, "GET", f"/issue/{key}").status == 404
    assert len(ask(jira, "POST", "/issue/bulkfetch", {"issueIdsOrKeys": [key]}).json["issueErrors"]) == 1


def test_a_status_of_the_category_done_settles_the_resolution_and_leaving_it_clears_it():
    jira = FakeJira()
    key = made(jira)
    assert transition(jira, key, "Done").status == 204
    done = jira.issue(key)["fields"]
    assert (done["resolution"]["name"], done["status"]["statusCategory"]["key"]) == ("Done", "done")
    assert done["resolutiondate"] == done["statuscategorychangedate"] == done["updated"]
    transition(jira, key, "In Progress")
    reopened = jira.issue(key)["fields"]
    assert (reopened["resolution"], reopened["resolutiondate"]) == (None, None)
    items = jira.issue(key)["changelog"]["histories"][1]["items"]
    assert [(item["field"], item["to"]) for item in items] == [("status", "10002"), ("resolution", "10000")]


def test_a_workflow_may_leave_the_resolution_empty():
    jira = FakeJira(resolves=False)
    key = made(jira)
    transition(jira, key, "Done")
    assert jira.issue(key)["fields"]["resolutiondate"] is None


def test_moving_within_a_category_does_not_change_its_date():
    jira = FakeJira()
    key = made(jira)
    transition(jira, key, "In Progress")
    before = jira.issue(key)["fields"]["statuscategorychangedate"]
    transition(jira, key, "In Review")
    assert jira.issue(key)["fields"]["statuscategorychangedate"] == before


def test_a_workflow_allows_what_it_allows():
    jira = FakeJira(transitions={"To Do": ("In Progress",), "In Progress": ("Done",)})
    key = made(jira)
    assert ask(jira, "POST", f"/issue/{key}/transitions", {"transition": {"id": "41"}}).status == 400
    assert transition(jira, key, "In Progress").status == 204
    assert transition(jira, key, "Done").status == 204
