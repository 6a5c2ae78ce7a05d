from hypothesis import given, settings
from hypothesis import strategies as st

from clients.jira.adf import (
    MARKER,
    bullets,
    canonical,
    document,
    heading,
    paragraph,
    plain_text,
    region_of,
    says_only,
    text,
    with_region,
    without_region,
)
from clients.lines import one_line
from tests.clients.jira.descriptions import as_jira_keeps_it, blocks, documents, faults

MINE = paragraph(text("Ask Ada first."))
YOURS = paragraph(text("Budget agreed."))
PLANNED = (heading(4, "Done when"), *bullets(text("A label scheme")))


def a_panel(*content, kind="note"):
    return {"type": "panel", "attrs": {"panelType": kind}, "content": list(content)}


def told(words):
    return {"type": "text", "text": words}


# Blocks


def test_words_from_outside_become_one_line_without_what_cannot_be_seen():
    assert one_line(" a\nb\t\tc\x07\x85d\u2028e \u202egnp\u2066.\ufeff") == "a b c d e gnp."


@given(st.text())
def test_one_line_is_one_line_and_stays_it(words):
    made = one_line(words)
    assert one_line(made) == made == made.strip()
    assert len(made.splitlines()) <= 1
    assert "  " not in made


def test_joiners_that_spell_words_and_emoji_are_kept():
    assert one_line("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 👩\u200d💻") == "می\u200cخواهم 👩\u200d💻"


def test_half_a_character_and_what_xml_cannot_hold_are_left_out():
    assert one_line("a\ud800b\ufffec") == "abc"


def test_no_empty_text_is_made():
    assert text("") == text("\x00") == text("\u202e") == []
    assert bullets([], text("")) == []
    assert paragraph() == {"type": "paragraph", "content": []}


# The managed region


def test_a_region_in_no_description_makes_one_of_its_own():
    made = with_region(None, PLANNED)
    assert [node["type"] for node in made["content"]] == ["panel"]
    assert made["content"][0]["attrs"] == {"panelType": "note"}
    assert plain_text(made) == f"{MARKER}\n\nDone when\n- A label scheme"


def test_a_region_is_put_at_the_end_and_then_stays_where_people_move_it():
    made = with_region(document(MINE), PLANNED)
    panel = made["content"][1]
    moved = document(panel, MINE, YOURS)
    changed = with_region(moved, [paragraph(text("Other"))])
    assert changed["content"][1:] == [MINE, YOURS]
    assert region_of(changed) == (paragraph(text("Other")),)


def test_a_marker_is_known_when_cut_in_pieces_translated_and_plain():
    first = {"type": "paragraph", "attrs": {"localId": "x"}, "content": [told("Mile"), told("post  ▸ wird gepflegt")]}
    kept = document(MINE, a_panel({"type": "paragraph"}, first, *PLANNED, kind="info"))
    assert region_of(kept) == PLANNED


def test_a_person_s_words_in_the_marker_and_the_panel_s_colour_outlive_an_update():
    first = paragraph(text("Milepost ▸ automatisch, bitte nicht ändern"))
    kept = document(a_panel(first, *PLANNED, kind="success"))
    changed = with_region(kept, [paragraph(text("Other"))])
    assert changed == document(a_panel(first, paragraph(text("Other")), kind="success"))


def test_a_line_written_above_the_marker_in_its_box_outlives_an_update():
    made = with_region(None, PLANNED)
    marker = made["content"][0]["content"][0]
    changed = with_region(document(a_panel(MINE, marker, *PLANNED)), [YOURS])
    assert changed == document(a_panel(MINE, marker, YOURS))


def test_a_person_s_own_panel_that_names_milepost_is_no_region():
    theirs = a_panel(paragraph(text("Milepost: ask Ada how it works")))
    made = with_region(document(theirs), PLANNED)
    assert made["content"][0] == theirs
    assert len(made["content"]) == 2


def test_a_second_region_by_pasting_is_people_s_text():
    once = with_region(None, PLANNED)
    twice = document(*once["content"], MINE, *once["content"])
    changed = with_region(twice, [paragraph(text("Other"))])
    assert changed["content"][1:] == twice["content"][1:]
    assert without_region(changed) == document(*twice["content"][1:])


def test_a_description_without_content_has_no_region():
    assert region_of(None) is None
    assert region_of({"type": "doc", "version": 1, "content": None}) is None
    assert region_of(document(a_panel())) is None
    assert without_region(document(MINE)) == document(MINE)


@given(documents, blocks)
@settings(deadline=None)
def test_what_is_put_in_is_found_and_nothing_else_is_touched(described, wanted):
    made = with_region(described, wanted)
    assert region_of(made) == canonical(wanted)
    outside = document() if described is None else described
    assert without_region(made) == outside
    assert with_region(made, wanted) == made


@given(documents, blocks, blocks, st.data())
@settings(deadline=None)
def test_the_region_is_found_and_changed_after_jira_kept_it_in_its_own_way(described, first, second, data):
    made = with_region(described, first)
    *before, panel = made["content"]
    after = data.draw(blocks)
    kept = document(*before, *data.draw(as_jira_keeps_it([panel])), *after)
    assert region_of(kept) == canonical(first)
    changed = with_region(kept, second)
    assert region_of(changed) == canonical(second)
    place = len(before)
    assert changed["content"][:place] == kept["content"][:place]
    assert changed["content"][place + 1 :] == kept["content"][place + 1 :]


# Comparison


def test_blocks_alike_to_people_are_alike():
    untidy = [
        {
            "type": "paragraph",
            "attrs": {"localId": "p1"},
            "content": [
                {"type": "text", "text": "Label", "marks": [{"type": "strong", "attrs": {}}, {"type": "em"}]},
                {"text": "s", "type": "text", "marks": [{"type": "em"}, {"type": "strong", "attrs": None}]},
                {"type": "text", "text": " all", "marks": []},
                {"type": "text", "text": ""},
                {"type": "text", "text": " ", "marks": [{"type": "em"}]},
                {"type": "hardBreak"},
            ],
        },
        {"type": "paragraph", "content": []},
        {"type": "heading", "attrs": {"level": 4.0, "localId": None}, "content": [told("Next")], "marks": None},
        {"type": "bulletList", "content": [{"type": "listItem", "content": [{"type": "paragraph"}]}]},
    ]
    assert canonical(untidy) == (
        paragraph(text("Labels", "strong", "em"), text(" all")),
        heading(4, "Next"),
    )


def test_what_a_person_changed_is_seen():
    original = canonical(PLANNED)
    assert canonical([heading(4, "Done when"), *bullets(text("A label schema"))]) != original
    assert canonical([heading(3, "Done when"), *bullets(text("A label scheme"))]) != original
    assert canonical([heading(4, "Done when"), *bullets(text("A label scheme", "strong"))]) != original
    assert canonical([*PLANNED, MINE]) != original
    link = {"type": "link", "attrs": {"href": "https://example.org"}}
    linked = {**told("A label scheme"), "marks": [link]}
    assert canonical([heading(4, "Done when"), *bullets([linked])]) != original


def test_blanks_inside_a_line_are_kept():
    assert canonical([paragraph(text("a "), text("b", "strong"))]) == (paragraph(text("a "), text("b", "strong")),)


@given(blocks)
@settings(deadline=None)
def test_the_canonical_form_is_its_own(drawn):
    assert canonical(canonical(drawn)) == canonical(drawn)


@given(blocks, st.data())
@settings(deadline=None)
def test_the_canonical_form_is_blind_to_what_jira_does_of_its_own(drawn, data):
    assert canonical(data.draw(as_jira_keeps_it(drawn))) == canonical(drawn)


# Words alone


def test_plain_text_says_what_people_see():
    described = document(
        MINE,
        {
            "type": "paragraph",
            "content": [
                told("Ask "),
                {"type": "mention", "attrs": {"id": "1", "text": "@Ada"}},
                {"type": "hardBreak"},
                {"type": "emoji", "attrs": {"shortName": ":tada:", "text": "🎉"}},
                {"type": "inlineCard", "attrs": {"url": "https://example.org"}},
            ],
        },
        {
            "type": "orderedList",
            "content": [
                {"type": "listItem", "content": [paragraph(text("one")), *bullets(text("inner"))]},
                {"type": "listItem", "content": []},
            ],
        },
        {
            "type": "table",
            "content": [
                {"type": "tableRow", "content": [{"type": "tableCell", "content": [MINE]}, {"type": "tableCell"}]}
            ],
        },
        a_panel(paragraph(text("noted"))),
        heading(2, "Last"),
    )
    assert plain_text(described).split("\n") == [
        "Ask Ada first.",
        "Ask @Ada",
        "🎉https://example.org",
        "- one",
        "  - inner",
        "- ",
        "Ask Ada first. | ",
        "noted",
        "",
        "Last",
    ]


def test_nothing_says_nothing():
    assert plain_text(None) == plain_text(document()) == ""


def test_a_description_that_came_by_a_file_is_known_by_its_words():
    brought = document(paragraph(text("Done when * A label  scheme")))
    assert says_only(brought, PLANNED)
    assert not says_only(document(*brought["content"], MINE), PLANNED)
    assert not says_only(None, PLANNED)


# Atlassian's schema


@given(documents, blocks)
@settings(deadline=None)
def test_every_description_made_is_valid(described, wanted):
    assert faults(with_region(described, wanted)) == []


def test_every_kind_of_block_made_is_valid():
    wanted = [heading(1, "A"), paragraph(text("b", "strong", "em"), text("c", "code")), *bullets(text("d"))]
    assert faults(document(*wanted)) == []
    assert faults(without_region(with_region(None, wanted))) == []
    assert faults(document({"type": "panel", "content": wanted})) != []
