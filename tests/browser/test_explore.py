"""Explore: a consultant asks what more, less or otherwise would bring, and makes the answer the plan on screen."""

import pytest

from tests.browser.chromium import barriers

SMALL = "?current=1&target=2&start=2027-01-04&budget=600000&headcount=6"
WIDE = "?current=1&target=3&start=2027-01-04&headcount=6"
ASKED = "#frontier, #least, #highest, #limits, #worth, #split, #tornado"


def explored(page):
    """Wait until the plan that questions are about is there."""
    page.get_by_text("Its plan: level").wait_for()
    return page


def answer(page, card, button):
    """Ask, and wait until there is an answer."""
    own = page.locator(f"#{card}")
    own.get_by_role("button", name=button).click()
    own.get_by_text("Of the request on screen.").wait_for()
    own.locator(".going").wait_for(state="hidden")
    return own


def own_words(page, card):
    """Return what was found, back in the view."""
    page.get_by_role("link", name="Explore", exact=True).click()
    return page.locator(f"#{card} .found").inner_text()


def test_a_point_of_the_frontier_becomes_the_plan_and_going_back_brings_the_old_one(at):
    page = explored(at(f"{SMALL}#explore"))
    own = answer(page, "frontier", "Find the frontier")
    own.get_by_text("nothing lies between: proven").wait_for()
    own.get_by_text("or less there is no plan: proven.").wait_for()
    least = own.get_by_role("row").nth(1)
    budget, finish = least.get_by_role("rowheader").inner_text(), least.get_by_role("cell").first.inner_text()
    least.get_by_role("button", name="Use this").focus()
    page.keyboard.press("Enter")
    page.locator("#verdict", has_text=finish).wait_for()
    assert page.get_by_label("Budget USD").input_value() == budget
    assert page.evaluate("document.activeElement.id") == "main"

    # The answer is still there, and says which of its points is on screen.
    page.get_by_role("link", name="Explore", exact=True).click()
    own.get_by_text("Of the request from which the one on screen was made").wait_for()
    assert own.locator("tr.current").get_by_role("rowheader").inner_text() == budget

    page.go_back()
    page.go_back()
    explored(page)
    own.get_by_text("Of the request on screen.").wait_for()
    assert page.get_by_label("Budget USD").input_value() == "600,000"


def test_a_point_of_the_chart_becomes_the_plan(at):
    page = explored(at(f"{SMALL}#explore"))
    own = answer(page, "frontier", "Find the frontier")
    own.locator("svg path[aria-label], svg [aria-roledescription='circle']").first.click(force=True)
    page.locator("body[data-view='plan'] #verdict", has_text="Level 2 on").wait_for()
    assert page.get_by_label("Budget USD").input_value() != "600,000"


def test_each_level_on_the_way_has_a_staircase_of_its_own_as_soon_as_there_is_one(at):
    page = explored(at(f"{WIDE}#explore"))
    own = page.locator("#frontier")
    own.get_by_role("button", name="Find the frontier").click()
    own.get_by_role("radio", name="2").check()
    own.locator("strong", has_text="Level 2: ").wait_for()
    assert own.get_by_role("radio", name="2").evaluate("it => it === document.activeElement")
    own.get_by_role("button", name="Stop").click()
    own.locator(".going").wait_for(state="hidden")
    own.locator("strong", has_text="Level 2: ").wait_for()
    own.get_by_role("button", name="Use this").first.click()
    page.locator("#verdict", has_text="Level 2 on").wait_for()


def test_what_was_asked_of_another_request_says_so_and_can_be_asked_again(at):
    page = explored(at(f"{SMALL}#explore"))
    own = answer(page, "least", "Find the least")
    page.get_by_label("People FTE").fill("5")
    page.keyboard.press("Tab")
    own.get_by_text("Of an earlier request:").wait_for()
    assert "level 1 → 2 from 4 Jan 2027, 600k, 6 people" in own.locator(".old").inner_text()
    own.get_by_role("button", name="Ask of this one").click()
    own.get_by_text("Of the request on screen.").wait_for()


def test_the_least_for_a_date_and_how_far_the_money_gets_are_sentences_with_a_proof(at):
    page = explored(at(f"{SMALL}#explore"))
    own = answer(page, "least", "Find the least")
    said = own.locator(".found").inner_text()
    assert "less does not do, proven. Level 2 on" in said
    amount = own.locator(".found strong").inner_text().removeprefix("USD ")

    page.locator("#highest").get_by_label("Budget").fill("300k")
    far = answer(page, "highest", "How far?").locator(".found").inner_text()
    assert far.startswith("Level 2, ")
    assert far.endswith("proven.")

    own.get_by_role("button", name="Use it").click()
    page.locator("body[data-view='plan'] #verdict").wait_for()
    assert page.get_by_label("Budget USD").input_value() == amount


def test_a_limit_that_was_switched_off_holds_again_where_an_answer_sets_it(at):
    page = explored(at(f"{SMALL}#explore"))
    page.get_by_role("checkbox", name="Budget limits the plan").uncheck()
    page.get_by_text("1 limit switched off").wait_for()
    explored(page)
    own = answer(page, "least", "Find the least")
    amount = own.locator(".found strong").inner_text().removeprefix("USD ")
    own.get_by_role("button", name="Use it").click()
    page.locator("body[data-view='plan']:not([data-solving]) #verdict").wait_for()
    assert page.get_by_role("checkbox", name="Budget limits the plan").is_checked()
    assert page.get_by_label("Budget USD").input_value() == amount


def test_a_role_that_an_answer_caps_leaves_people_in_all_as_they_were(at):
    page = explored(at(f"{SMALL}#explore"))
    page.locator("#least").get_by_label("The least", exact=True).select_option("of: AI engineer")
    own = answer(page, "least", "Find the least")
    own.get_by_role("button", name="Use it").click()
    page.locator("body[data-view='plan']:not([data-solving]) #verdict").wait_for()
    assert page.get_by_label("People FTE").input_value() == "6"
    page.get_by_text("More: goals").click()
    cap = page.get_by_role("textbox", name="AI engineer").input_value()
    assert own_words(page, "least").startswith(f"{cap} FTE of AI engineer")


def test_an_amount_that_is_none_is_told_where_it_was_typed(at):
    page = explored(at(f"{SMALL}#explore"))
    own = page.locator("#highest")
    own.get_by_label("Budget").fill("lots")
    own.get_by_role("button", name="How far?").click()
    assert own.get_by_role("alert").filter(has_text="“lots” is no amount.").count() == 1


def test_a_limit_is_switched_off_to_see_what_it_costs(at):
    page = explored(at("?current=1&target=2&start=2027-01-04&headcount=1.5#explore"))
    own = answer(page, "limits", "What does each cost?")
    row = own.get_by_role("row", name="1.5 people throughout")
    finish = row.get_by_role("cell").first.inner_text()
    assert int(row.get_by_role("cell").nth(1).inner_text()) > 0
    row.get_by_role("button", name="Switch off").click()
    page.locator("#verdict", has_text=finish).wait_for()
    page.get_by_text("Switched off: kept, and not held.").wait_for()


def test_what_more_buys_is_told_of_the_limits_that_bind(at):
    page = explored(at("?current=1&target=2&start=2027-01-04&headcount=1.5#explore"))
    own = answer(page, "worth", "What does more buy?")
    row = own.get_by_role("row", name="1.5 people throughout")
    assert "more" in row.get_by_role("cell").last.inner_text()


def test_the_same_money_is_split_by_quarter(at):
    page = explored(at(f"{SMALL}#explore"))
    own = answer(page, "split", "Split it")
    quarters = own.get_by_role("rowheader").all_inner_texts()
    assert quarters[:2] == ["FY27 Q1", "FY27 Q2"]
    amounts = [int(one.replace(",", "")) for one in own.get_by_role("cell").all_inner_texts()]
    assert sum(amounts) == 600_000


def test_the_figures_that_move_the_plan_are_shown_while_they_are_found_and_stopped(at):
    page = explored(at(f"{WIDE}#explore"))
    own = page.locator("#tornado")
    own.get_by_role("button", name="Find out").click()
    own.get_by_text("so far").first.wait_for()
    own.get_by_role("button", name="Stop").click()
    own.locator(".going").wait_for(state="hidden")
    assert own.get_by_role("row").count() > 1


def test_before_anything_is_asked_it_says_what_to_do(at):
    page = at("#explore")
    page.get_by_role("button", name="Show an example").click()
    explored(page)
    assert page.locator(ASKED).count() == 7


@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_kept_out(at, width, scheme):
    page = explored(at(f"{SMALL}#explore", width=width, color_scheme=scheme))
    assert barriers(page) == []
    for card, button in [
        ("frontier", "Find the frontier"),
        ("least", "Find the least"),
        ("limits", "What does each cost?"),
        ("split", "Split it"),
    ]:
        answer(page, card, button)
    page.locator("#frontier svg").wait_for()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
