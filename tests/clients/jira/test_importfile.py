import csv
import io
from datetime import date

from msgspec import structs

from clients.jira.importfile import import_file
from clients.jira.mapping import Dates, Mapping, Types
from clients.jira.wanted import Link, Wanted, wanted
from tests.clients import sample
from tests.clients.jira.plans import a_catalog, a_gate, a_plan, an_activity


def the_wanted(mapping=None, **fields):
    work = [an_activity("gov-b"), an_activity("act-a@hr", start=4, after=["gov-b"], **fields)]
    plan = a_plan(work, [a_gate(2, 8, [one.id for one in work])])
    return wanted(plan, a_catalog(), mapping or Mapping(), "acme")


def read(mapping=None, **fields):
    mapping = mapping or Mapping()
    content = import_file(the_wanted(mapping, **fields), mapping).content.decode("utf-8")
    heading, *rows = csv.reader(io.StringIO(content, newline=""))
    assert {len(row) for row in rows} == {len(heading)}
    return heading, rows


def under(heading, row, name):
    return [cell for title, cell in zip(heading, row, strict=True) if title == name and cell]


def test_the_file_holds_every_issue_under_its_parent():
    heading, rows = read()
    assert heading == [
        "Issue Type", "Issue ID", "Parent", "Summary", "Description", "Start date", "Due date", "Fix Version",
        "Labels", "Labels", "Labels", "Labels", 'Link "Blocks"',
    ]  # fmt: skip
    assert [row[:4] + row[5:8] for row in rows] == [
        ["Epic", "1", "", "FY27 Q1: Acme 2027", "2027-01-01", "2027-03-31", ""],
        ["Task", "2", "1", "Do gov-b", "2027-01-04", "2027-01-31", "FY27 Q1"],
        ["Task", "3", "1", "Do act-a: HR", "2027-02-01", "2027-02-28", "FY27 Q1"],
        ["Task", "4", "1", "Level 2 declared: Level 2", "", "2027-02-28", "FY27 Q1"],
    ]
    assert rows[2][4].startswith("All there is to a.\n\nDone when\n- Deliverable: act-a delivered\n")


def test_links_stand_in_the_row_of_the_blocker_by_the_issue_id_of_the_blocked():
    heading, rows = read()
    assert [under(heading, row, 'Link "Blocks"') for row in rows] == [[], ["3"], ["4"], []]


def test_labels_let_a_later_sync_adopt_the_issues():
    heading, rows = read()
    assert under(heading, rows[2], "Labels") == [
        "milepost-acme", "milepost:acme:act-a@hr", "milepost-imported", "function-hr",
    ]  # fmt: skip


def test_quarters_and_functions_go_where_the_mapping_says():
    heading, rows = read(Mapping(quarter="label", function="component"))
    assert "Fix Version" not in heading
    assert under(heading, rows[2], "Component") == ["HR"]
    assert under(heading, rows[2], "Labels")[3:] == ["quarter-fy27-q1"]
    heading, rows = read(Mapping(quarter="none", function="none"))
    assert not {"Fix Version", "Component"} & {*heading}
    assert len(under(heading, rows[2], "Labels")) == 3


def test_names_of_the_mapping_are_used_and_ids_are_not_as_no_importer_knows_them():
    types = Types(phase="Initiative", gate="Milestone", action="10012")
    dates = Dates(start="Target start", due="customfield_10023")
    mapping = Mapping(types=types, dates=dates, link="Gantt")
    heading, rows = read(mapping)
    assert [row[0] for row in rows] == ["Initiative", "Task", "Task", "Milestone"]
    assert heading[5:7] == ["Target start", "Due date"]
    assert heading[-1] == 'Link "Gantt"'
    assert any("types by id" in note for note in import_file(the_wanted(mapping), mapping).notes)
    heading, _ = read(Mapping(dates=Dates(start="none", due="none")))
    assert not {"Start date", "Due date"} & {*heading}


def test_no_cell_is_a_formula_to_a_spreadsheet():
    mapping = Mapping()
    made = import_file(the_wanted(mapping, title='=HYPERLINK("x", "y")'), mapping)
    rows = list(csv.reader(io.StringIO(made.content.decode("utf-8"), newline="")))
    assert rows[3][3] == '\'=HYPERLINK("x", "y"): HR'
    assert "1 text that begins like a formula got an apostrophe in front" in made.notes[-1]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)


def test_texts_of_every_kind_come_back_as_they_were():
    title = 'Say "hello, world"; שלום 👍 – naïve'
    _, rows = read(title=title)
    assert rows[2][3] == f"{title}: HR"


def test_a_large_file_is_written_whole_and_its_size_is_told():
    (node, *_) = the_wanted().nodes
    many = tuple(structs.replace(node, id=f"node-{number}", parent=None) for number in range(1_501))
    made = import_file(Wanted("acme", many, (), ()), Mapping())
    assert len(list(csv.reader(io.StringIO(made.content.decode("utf-8"), newline="")))) == 1_502
    assert any("1,501 rows" in note and "1,500" in note for note in made.notes)
    few = import_file(Wanted("acme", many[:1_500], (), ()), Mapping())
    assert not any("rows" in note for note in few.notes)


def test_no_issue_and_many_links_make_files_too():
    assert import_file(Wanted("acme", (), (), ()), Mapping()).content.startswith(b"Issue Type,Issue ID,Parent,Summary")
    made = the_wanted()
    links = tuple(Link("phase-fy27-q1", other) for other in ("act-a@hr", "gate-2", "gov-b"))
    content = import_file(structs.replace(made, links=links), Mapping()).content.decode("utf-8")
    heading, first, *_ = csv.reader(io.StringIO(content, newline=""))
    assert under(heading, first, 'Link "Blocks"') == ["3", "4", "2"]


def test_a_whole_plan_is_written_with_every_parent_above_its_children():
    mapping = Mapping()
    made = wanted(sample.a_plan(), sample.a_catalog(), mapping, "acme")
    content = import_file(made, mapping).content.decode("utf-8")
    _, *rows = csv.reader(io.StringIO(content, newline=""))
    seen = set()
    for row in rows:
        assert not row[2] or row[2] in seen
        assert not row[5] or date.fromisoformat(row[5]) <= date.fromisoformat(row[6])
        seen.add(row[1])
    assert len(seen) == len(made.nodes)
