"""The page's way to Jira and back, against a Jira on this machine: strict, at its limits, and moving meanwhile."""

import re
import zipfile
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from clients.jira.labels import identity_label
from tests.api.servers import Server
from tests.browser.chromium import barriers
from tests.clients.jira.fake import FakeJira, RealClock, faults, serve

TOKEN = "token-of-the-fake-that-nobody-sees"
PLAN = "?current=1&target=2&start=2027-01-04&name=Acme"
SLOWER = f"{PLAN}&headcount=1.5"
QUOTA_S = 20


@pytest.fixture(scope="module")
def served(tmp_path_factory, chromium):
    server = Server(tmp_path_factory.mktemp("served"), jira_allow="127.0.0.1")
    try:
        yield server.address
    finally:
        server.stop()


@dataclass
class There:
    """A Jira, and where it answers."""

    jira: Any
    address: str

    def key(self, node):
        (key,) = self.jira.keys(identity_label("acme", node))
        return key


@pytest.fixture
def there():
    jira = FakeJira(RealClock(), index_lag=0, credentials=("sync@example.com", TOKEN))
    with serve(jira) as address:
        yield There(jira, address)
    assert jira.faults_of_requests == []


def typed(page, **fields):
    """Fill the form of a new connection, which is folded away where there is another one."""
    page.locator("#connections").wait_for()
    if page.get_by_text("Another connection").count():
        page.get_by_text("Another connection").click()
    form = page.locator("form.connection", has=page.get_by_role("button", name="Connect"))
    labels = {"name": "Name", "site": "Address", "email": "Account", "project": "Project", "token": "API token"}
    for name, value in fields.items():
        form.get_by_label(re.compile(f"^{labels[name]}")).fill(value)
    form.get_by_role("button", name="Connect").click()
    return form


def connected(at, there, place=PLAN, token=TOKEN, **how):
    """Return the page with a plan and a connection to a Jira of its own."""
    page = at(f"{place}#jira", **how)
    page.get_by_text("“Acme”: level 2 on").wait_for()
    name = f"Ops {there.address.rpartition(':')[2]}"
    typed(page, name=name, site=there.address, email="sync@example.com", project="PROJ", token=token)
    page.locator("#connections", has_text=f"{name}, as").wait_for()
    return page


def press(page, name):
    page.get_by_role("button", name=name).click()
    return page


def compared(page):
    press(page, "Compare with Jira").locator("#changes").wait_for()
    return page


def written(page):
    press(compared(page), "Write it")
    page.get_by_role("heading", name="Written").wait_for()
    return page


def again(at, there, place):
    """Return the page with another plan, over the same connection."""
    other = at(f"{place}#jira")
    other.get_by_text("“Acme”: level 2 on").wait_for()
    option = other.get_by_label("Connection", exact=True).locator("option", has_text=there.address.partition("//")[2])
    other.get_by_label("Connection", exact=True).select_option(option.get_attribute("value"))
    other.locator("#connections", has_text=f"Ops {there.address.rpartition(':')[2]}, as").wait_for()
    return other


def test_from_a_connection_to_a_second_comparison_with_nothing_to_do(at, there):
    page = connected(at, there)
    press(page, "Check the project").get_by_role("heading", name="PROJ is ready").wait_for()
    compared(page)
    create = int(re.search(r"(\d+) issues to create", page.locator(".counts").inner_text())[1])
    page.locator("#changes summary", has_text="issues to create").click()
    ticks = page.get_by_role("row").filter(has=page.get_by_role("img", name="yes")).filter(has_text="new in the plan")
    assert ticks.count() == create
    assert there.jira.writes() == []
    requests = int(re.search(r"(\d+) requests?", page.get_by_role("button", name="Write it").inner_text())[1])
    press(page, "Write it").get_by_role("heading", name="Written").wait_for()
    assert len(there.jira.writes()) == requests
    assert len(there.jira.keys("milepost-acme")) == create
    press(page, "Compare again").get_by_text("there is nothing to do").wait_for()
    assert page.get_by_role("button", name="Write it").count() == 0
    page.get_by_text("Audit: every field").click()
    page.get_by_text(re.compile(r"\d+ fields written, the newest first")).wait_for()
    page.get_by_text("The last 4 steps").click()
    press(page, "Show the check of").get_by_role("heading", name="PROJ is ready").wait_for()


def test_what_is_wrong_with_a_connection_is_told_at_its_fields(at, there):
    page = at(f"{PLAN}#jira", quiet=False)
    form = typed(page, name="Elsewhere", site="http://10.0.0.1", email="nobody", project="PROJ", token=TOKEN)
    form.locator(".faults p").nth(1).wait_for()
    assert form.get_by_label("Address").get_attribute("aria-invalid") == "true"
    assert form.get_by_label("Account (e-mail)").get_attribute("aria-invalid") == "true"
    assert form.get_by_label("Project").get_attribute("aria-invalid") is None
    assert there.jira.log == []


def test_a_wrong_token_is_told_and_set_anew_and_never_shown(at, there):
    page = connected(at, there, token="mistyped")
    press(page, "Check the project").get_by_role("heading", name="It could not be done").wait_for()
    assert "Jira answered 401" in page.locator("#failure").inner_text()
    page.get_by_text("Change it, or set its token anew").last.click()
    page.locator("details[open]").get_by_label("API token").fill(TOKEN)
    page.locator("details[open]").get_by_role("button", name="Save").click()
    page.locator("details[open]").wait_for(state="detached")
    press(page, "Check the project").get_by_role("heading", name="PROJ is ready").wait_for()
    assert TOKEN not in page.content()
    page.get_by_role("link", name="API", exact=True).click()
    page.locator("#call-jira").wait_for()
    assert "/preflight" in page.locator("#call-jira").inner_text()
    assert TOKEN not in page.content()


def test_what_a_project_lacks_is_told_with_what_to_do(at, there):
    there.jira.site.hide("labels", "Task")
    page = connected(at, there)
    press(page, "Check the project").get_by_role("heading", name="to see to before anything can be written").wait_for()
    finding = page.locator(".findings .error").first.inner_text()
    assert "no issue could be found again" in finding
    assert "Try: add the field Labels" in finding
    press(page, "Compare with Jira").get_by_role("heading", name="It could not be done").wait_for()
    assert "labels" in page.locator("#failure").inner_text()
    assert there.jira.writes() == []


def test_where_both_have_changed_somebody_says_who_wins(at, there):
    written(connected(at, there))
    keys = there.jira.keys("milepost-acme")
    dated = {key: there.jira.issue(key)["fields"]["duedate"] for key in keys}
    for key in keys:
        there.jira.edit(key, duedate="2029-12-24")
    page = compared(again(at, there, SLOWER))
    conflicts = page.locator(".settling tr.conflict")
    assert conflicts.count() >= 3
    key = conflicts.first.get_by_role("link").inner_text()
    plans = conflicts.first.locator("label", has_text="the plan:").inner_text()
    page.get_by_role("button", name="The plan wins").click()
    conflicts.nth(1).get_by_label("Jira:").check()
    theirs = conflicts.nth(1).get_by_role("link").inner_text()
    page.get_by_text("Choices were made since").wait_for()
    assert page.get_by_role("button", name="Write it").is_disabled()
    press(page, "Compare again with these choices")
    page.locator("#changes tr.conflict").first.wait_for(state="detached")
    page.locator(".settling", has_text="it was settled so").wait_for()
    press(page, "Write it").get_by_role("heading", name="Written").wait_for()
    due = there.jira.issue(key)["fields"]["duedate"]
    assert due not in ("2029-12-24", dated[key])
    assert plans.endswith(due[:4])
    assert there.jira.issue(theirs)["fields"]["duedate"] == "2029-12-24"


def test_what_was_done_in_jira_is_read_back(at, there):
    page = written(connected(at, there))
    key = there.key("gate-2")
    there.jira.move_status(key, "In Progress")
    press(page, "Read back").locator("#pulled tbody tr").first.wait_for()
    row = page.locator("#pulled tbody tr").inner_text()
    assert key in row
    assert "Level 2 declared" in row
    assert "started (new)" in row
    link = page.locator("#pulled").get_by_role("link", name=key)
    assert link.get_attribute("href") == f"{there.address}/browse/{key}"
    assert link.get_attribute("rel") == "noreferrer noopener"
    press(page, "Read back").get_by_text(", 0 new").wait_for()


def test_writing_that_has_to_wait_is_followed_stopped_and_gone_on_with(at, there):
    page = compared(connected(at, there))
    quota = faults.limited("jira-quota-global-based", QUOTA_S)
    there.jira.faults.when(lambda request: request.path.endswith("/issueLink"), quota, 1)
    press(page, "Write it").get_by_text("has to wait until").wait_for()
    made = there.jira.keys("milepost-acme")
    assert made
    # Who comes back finds it as it was left.
    page.reload()
    page.get_by_text("has to wait until").wait_for()
    press(page, "Stop; what is written stays").get_by_role("heading", name="Stopped").wait_for()
    press(page, "Go on with it").get_by_role("heading", name="Written").wait_for()
    assert there.jira.keys("milepost-acme") == made
    compared(page).get_by_text("there is nothing to do").wait_for()


def test_where_jira_has_moved_nothing_is_written_and_what_would_be_is_shown(at, there):
    page = compared(connected(at, there))
    there.jira.create("Somebody's own", labels=["milepost-acme", identity_label("acme", "gate-2")])
    press(page, "Write it").get_by_role("heading", name="Not written").wait_for()
    assert there.jira.writes() == []
    press(page, "Write it").get_by_role("heading", name="Written").wait_for()
    assert len(there.jira.writes()) > 0


def test_a_class_of_things_is_taken_out_and_a_connection_deleted(at, there):
    page = compared(connected(at, there))
    assert "version" in page.locator(".counts").inner_text()
    page.get_by_text("How plans become issues", exact=True).click()
    page.get_by_label("Quarters are written as").select_option("label")
    page.locator("details[open]").get_by_role("button", name="Save").click()
    page.locator("details[open]").wait_for(state="detached")
    assert "version" not in compared(page).locator(".counts").inner_text()
    name = f"Ops {there.address.rpartition(':')[2]}"
    page.get_by_text("Delete it", exact=True).click()
    press(page, f"Delete {name}")
    page.locator("#connections", has_text=f"{name}, as").wait_for(state="detached")
    assert name not in page.locator("main").inner_text()


def test_without_a_plan_there_is_nothing_to_compare(at):
    page = at("#jira")
    page.get_by_role("link", name="Make a plan first").click()
    page.get_by_role("heading", name="From the level you are at").wait_for()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (768, "light"), (1440, "dark")])
def test_nobody_is_kept_out(at, there, width, scheme):
    def judged():
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page = connected(at, there, width=width, color_scheme=scheme)
    for line in ("How plans become issues", "Change it, or set its token anew", "Another connection", "Delete it"):
        page.get_by_text(line, exact=True).click()
    judged()
    press(page, "Check the project").get_by_role("heading", name="PROJ is ready").wait_for()
    judged()
    compared(page)
    for line in page.locator("#changes summary").all():
        line.click()
    judged()
    written(page)
    judged()
    there.jira.edit(there.key("gate-2"), summary="Our own name for the day on which level 2 is declared " * 3)
    compared(page).locator(".settling").wait_for()
    judged()
    assert page.get_by_role("radiogroup").count() == 1


def test_a_pmo_s_quarter_from_money_by_quarter_to_issues_with_their_dates(at, there, served, tmp_path):
    page = connected(at, there)
    page.get_by_role("link", name="Plan", exact=True).click()
    page.get_by_text("More: goals").click()
    page.get_by_label("Money by fiscal quarter", exact=True).fill("120k; 150k")
    page.keyboard.press("Tab")
    page.locator("#money th", has_text="Carried in").wait_for(state="attached")
    page.get_by_text("Money as a table").click()
    page.get_by_label("AI engineer", exact=True).fill("1")
    page.keyboard.press("Tab")
    page.locator("body:not([data-solving]) #people tr", has_text="AI engineer").filter(has_text=" of 1").wait_for(
        state="attached"
    )

    # What stands on the page is the plan's, to the unit, and so is what is sent.
    plan = httpx.get(f"{served}/v1/plans/{parse_qs(urlsplit(page.url).query)['plan'][0]}").json()
    assert plan["request"]["budget"]["per_quarter"] == [120_000, 150_000]
    assert plan["request"]["headcount"]["roles"] == {"ai_engineer": 1}
    page.get_by_role("columnheader", name="Carried in").wait_for()  # unfolded still
    spent = page.locator("#money tbody tr").last.locator("td").nth(4).inner_text()
    assert spent == f"{plan['totals']['covered']:,}"
    second = plan["phases"][1]
    page.get_by_role("combobox", name="Quarter").select_option(second["label"])
    page.locator("#brief", has_text=f"USD {second['budget']['used']:,}").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel").click()
    download.value.save_as(tmp_path / "plan.xlsx")
    with zipfile.ZipFile(tmp_path / "plan.xlsx") as book:
        assert b'name="Gantt"' in book.read("xl/workbook.xml")

    page.get_by_role("link", name="Jira", exact=True).click()
    written(page)
    for activity in plan["activities"]:
        assert there.jira.issue(there.key(activity["id"]))["fields"]["duedate"] == activity["finish"]
