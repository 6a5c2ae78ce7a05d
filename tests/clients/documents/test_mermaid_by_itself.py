"""Mermaid's charts as Mermaid reads and draws them: every bar, gate and section, and not a letter more.

Needs Chromium, playwright and Mermaid; skipped where one of them is missing.
"""

import string
from datetime import timedelta

import pytest

from clients.documents.mermaid import LONGEST, mermaid, plain
from tests.clients import sample
from tests.clients.documents import mermaid_grammar, reading_by_mermaid, rooms
from tests.clients.jira import plans

STATEMENTS = (
    *("gantt", "dateFormat X", "axisFormat %d", "title x", "accTitle: x", "accDescr { x }", "section x", "click x"),
    *("call x()", 'href "x"', "excludes weekends", "includes 2027-01-04", "todayMarker off", "tickInterval 1day"),
    *("inclusiveEndDates", "topAxis", "weekday monday", "weekend friday", "2027-01-04", "---", "%%{init: {}}%%"),
    *("%% comment", "crit, done", ":x, 2027-01-04, 1d", "a:crit", "end", "#quot;", "#35;", "&amp; &lt; &#35;"),
    *("<b>bold</b>", "<script>x</script>", "`code`", "**bold**", "$$x^2$$", "fa:fa-user", "{x}", "[x](y)", "a\nb\r\nc"),
    *(
        "株式会社の生成AI",
        "مؤسسة الذكاء",
        "בינה מלאכותית",
        "नीति",
        "👩‍👩‍👧‍👦",
        "\u202eabc",
        "a\u2028b",
        "\ufeffx",
        "x" * 200,
        "…",
    ),
)
SIGNS = tuple(form.format(sign) for sign in string.punctuation for form in ("a{}b", "a {} b", "{}b", "a{}", "{0}{0}"))


@pytest.fixture
def read(visit, tmp_path):
    return reading_by_mermaid.reader(visit, tmp_path)


def hard_names():
    """A plan with a bar for every name that could be taken for something else, and those names."""
    names = [*STATEMENTS, *SIGNS]
    activities = [plans.an_activity(f"act-{number}", title=name) for number, name in enumerate(names)]
    return plans.a_plan(activities, [plans.a_gate(2, 4, [])]), names


def assert_equal(found, plan):
    """Every activity is a bar on its days, critical as it is; every gate a milestone; nothing else is there."""
    assert {one["id"]: (one["start"], one["end"], one["tags"]) for one in found["tasks"]} == {
        **{
            f"m-{one.id.replace('@', '--')}": (
                one.start,
                one.finish + timedelta(days=1),
                ["crit"] if one.critical else [],
            )
            for one in plan.activities
        },
        **{f"m-{gate.id}": (gate.date, gate.date + timedelta(days=1), ["milestone"]) for gate in plan.gates},
    }
    assert len(found["tasks"]) == len(plan.activities) + len(plan.gates) == len(found["shown"])


@pytest.mark.parametrize("size", rooms.SIZES.values(), ids=rooms.SIZES)
def test_it_finds_the_plan_in_its_chart(size, read):
    plan = rooms.a_plan_of(size)
    found = read(mermaid(plan, sample.a_catalog()))
    assert found["title"] == "Acme 2027"
    assert_equal(found, plan)


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Auckland"])
def test_where_it_is_read_moves_no_day(zone, visit, tmp_path):
    plan = sample.a_plan()
    read = reading_by_mermaid.reader(visit, tmp_path, timezone_id=zone)
    assert_equal(read(mermaid(plan, sample.a_catalog())), plan)


def test_hostile_names_are_words(read):
    plan, catalog = rooms.a_hostile_pair()
    found = read(mermaid(plan, catalog))
    assert found["title"].startswith("=1+1 株式会社 مؤسسة ]]› ‹b›")
    assert_equal(found, plan)
    assert sorted(one["label"] for one in found["tasks"]) == sorted(found["shown"])


def test_no_name_is_anything_but_a_name(read):
    plan, names = hard_names()
    found = read(mermaid(plan, plans.a_catalog()))
    assert_equal(found, plan)
    shown = {one["id"]: one["label"] for one in found["tasks"]}
    assert sorted(shown.values()) == sorted(found["shown"])
    for number, name in enumerate(names):
        label = shown[f"m-act-{number}"]
        assert len(name) > LONGEST or label == plain(name)
        assert {sign for sign in name if sign.isalnum()} <= {*label}


@pytest.mark.parametrize("pair", [lambda: (sample.a_plan(), sample.a_catalog()), rooms.a_hostile_pair])
def test_the_tests_own_reader_reads_what_mermaid_reads(pair, read):
    data = mermaid(*pair())
    title, tasks = mermaid_grammar.read(data.decode())
    found = read(data)
    assert (found["title"], found["tasks"]) == (title, tasks)
    assert found["sections"] == list(dict.fromkeys(task["section"] for task in tasks))
