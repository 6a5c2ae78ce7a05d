"""The page's plan: a consultant in front of a client, from the empty page to the pack that is sent."""

import json
import zipfile
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.chromium import barriers

SMALL = "?current=1&target=2&start=2027-01-04"
LIMITED = f"{SMALL}&deadline=2028-12-31&budget=600000&headcount=6"


def planned(page):
    """Wait for a plan, with its Gantt drawn."""
    page.locator("body:not([data-solving]) #verdict").wait_for()
    page.locator("#road svg").wait_for()
    return page


def verdict(page):
    return page.locator("#verdict").inner_text()


def plan_id(page):
    return parse_qs(urlsplit(page.url).query)["plan"][0]


def slide(page, name, key, times=1):
    slider = page.get_by_role("slider", name=name)
    slider.focus()
    for _ in range(times):
        page.keyboard.press(key)


def test_from_the_empty_page_to_the_pack_that_is_sent(at, tmp_path):
    page = at()
    page.get_by_role("button", name="Show an example").click()
    planned(page)
    assert "proven best" in verdict(page)
    first = plan_id(page)

    # Less money: a slider, and the plan follows, with what has changed.
    slide(page, "Budget, slider", "PageDown")
    page.locator(".figures .change").first.wait_for()
    assert plan_id(page) != first

    # Too few people: what stands in the way, and a change that would do as a button.
    page.get_by_label("People FTE").fill("1.2")
    page.keyboard.press("Tab")
    page.get_by_role("heading", name="There is no such plan").wait_for()
    assert page.locator(".members li").count() >= 1
    page.get_by_role("button", name="Apply: Headcount").click()
    page.locator("body:not([data-solving]) #verdict").wait_for()
    assert float(page.get_by_label("People FTE").input_value()) > 1.2

    # Everything, in one file.
    with page.expect_download() as download:
        page.get_by_role("button", name="Everything").click()
    pack = tmp_path / download.value.suggested_filename
    download.value.save_as(pack)
    with zipfile.ZipFile(pack) as archive:
        assert {"report.html", "plan.xlsx", "plan.pptx", "plan.xml"} <= set(archive.namelist())


def test_a_link_shows_the_same_plan_without_planning_again(at):
    page = planned(at(LIMITED))
    address = urlsplit(page.url)
    asked = []
    other = at(f"?{address.query}")
    other.on("request", lambda request: asked.append((request.method, request.url)))
    planned(other)
    assert (verdict(other), plan_id(other)) == (verdict(page), plan_id(page))
    assert not [one for one in asked if one[0] == "POST"]


def test_a_link_to_a_plan_that_is_gone_plans_what_it_was_of(at):
    page = at(f"{SMALL}&plan=plan_00000000000000000000000000", quiet=False)
    planned(page)
    assert plan_id(page) != "plan_00000000000000000000000000"


def test_a_request_with_more_than_five_inputs_stands_whole_in_the_address(at):
    page = planned(at(SMALL))
    page.get_by_text("More: goals").click()
    page.get_by_label("Wanted first").select_option("cheapest")
    page.locator("td", has_text="yes").first.wait_for()
    page.get_by_role("row", name="Cost with running cost").wait_for()
    other = planned(at(f"?{urlsplit(page.url).query}"))
    assert other.get_by_role("row", name="Cost with running cost").count() == 1
    other.get_by_text("More: goals").click()
    whole = json.loads(other.get_by_label("The whole request").input_value())
    assert whole == {"current": 1, "target": 2, "start": "2027-01-04", "goals": "cheapest"}


def test_a_limit_that_is_switched_off_is_kept_and_costs_nothing(at):
    page = planned(at(f"{SMALL}&headcount=1.5"))
    before = verdict(page)
    page.get_by_role("checkbox", name="People limits the plan").uncheck()
    page.get_by_text("Switched off: kept, and not held.").wait_for()
    page.locator(".figures .change", has_text="sooner").wait_for()
    assert verdict(page) != before
    assert page.get_by_label("People FTE").input_value() == "1.5"
    page.get_by_role("checkbox", name="People limits the plan").check()
    # How much later is a matter of how far a busy machine gets in its time.
    page.locator(".figures .change", has_text="later").wait_for()
    assert "Switched off" not in page.locator(".ask").inner_text()


def test_why_here_is_asked_of_a_bar_of_a_row_and_of_a_gate(at):
    page = planned(at(SMALL))
    page.get_by_role("button", name="Why is “Level 2 declared” on").click()
    box = page.get_by_role("dialog")
    assert "It needs" in box.inner_text()
    page.keyboard.press("Escape")
    box.wait_for(state="detached")
    page.get_by_text("activities as a table").click()
    page.get_by_role("button", name="Why is “").first.focus()
    page.keyboard.press("Enter")
    box.get_by_text("Why not a week earlier").wait_for()
    box.get_by_label("To have it by").fill("2027-01-11")
    box.get_by_role("button", name="Ask", exact=True).click()
    box.locator("[aria-live] p:not(.hint)").wait_for()
    box.get_by_role("button", name="Close").click()
    page.locator("#road svg [aria-roledescription='bar'], #road svg .mark-rect path[aria-label]").first.click(
        force=True
    )
    box.get_by_text("Why not a week earlier").wait_for()


def test_what_is_wrong_is_told_at_its_field_in_the_service_s_words(at):
    page = at(SMALL, quiet=False)
    planned(page)
    page.get_by_label("Budget USD").fill("a lot")
    page.keyboard.press("Tab")
    page.get_by_text("“a lot” is no amount.").wait_for()
    page.get_by_label("Budget USD").fill("1.5M")
    page.keyboard.press("Tab")
    page.locator("body:not([data-solving])").wait_for()
    assert page.get_by_label("Budget USD").input_value() == "1,500,000"
    page.get_by_label("Deadline", exact=True).fill("2026-01-01")
    page.keyboard.press("Tab")
    page.locator(".ask .faults p", has_text="must lie after the start").wait_for()
    assert page.get_by_label("Deadline", exact=True).get_attribute("aria-invalid") == "true"


def test_a_search_is_stopped_and_the_best_is_kept(at):
    request = {
        "current": 1, "target": 7, "start": "2027-01-04", "solver": {"time_limit_s": 60},
        "headcount": {"total": 4, "roles": {"ai_engineer": 0.9, "data_engineer": 0.8}},
    }  # fmt: skip
    page = at()
    page.get_by_text("More: goals").click()
    page.get_by_label("The whole request").fill(json.dumps(request))
    page.get_by_role("button", name="Plan this").click()
    page.get_by_text("best so far").wait_for()
    page.get_by_role("button", name="Stop, and keep the best").click()
    page.locator("body:not([data-solving]) #verdict").wait_for()
    assert "proven best" not in verdict(page)


def test_names_from_outside_are_words_and_nothing_else(at):
    request = {
        "name": "<img src=x onerror=alert(1)> & <b>مشروع</b> 計画",
        "current": 1, "target": 2, "start": "2027-01-04",
        "organization": {"functions": ["sales", "a-function-with-a-name-that-is-long-enough-to-be-cut-somewhere"]},
    }  # fmt: skip
    page = at()
    page.get_by_text("More: goals").click()
    page.get_by_label("The whole request").fill(json.dumps(request))
    page.get_by_role("button", name="Plan this").click()
    planned(page)
    assert page.locator("img").count() == 0
    assert page.get_by_label("Name", exact=True).input_value() == request["name"]
    assert page.evaluate("document.activeElement.textContent") == "Plan this"


@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_kept_out(at, width, scheme):
    page = at(width=width, color_scheme=scheme)
    assert barriers(page) == []
    page.get_by_role("button", name="Show an example").click()
    planned(page)
    page.locator("#risks svg").wait_for()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("People FTE").fill("1")
    page.keyboard.press("Tab")
    page.locator("body:not([data-solving]) .stuck").wait_for()
    assert barriers(page) == []


def test_all_of_it_goes_by_keyboard_alone(at):
    page = at()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the plan"
    page.get_by_label("Level now").focus()
    page.keyboard.type("1")
    page.keyboard.press("Tab")
    page.keyboard.type("2")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Plan it":
            break
    page.keyboard.press("Enter")
    planned(page)
    assert date.fromisoformat(page.get_by_label("Start", exact=True).input_value()).weekday() == 0


def test_the_calls_behind_the_page_can_be_copied(at, served):
    page = planned(at(LIMITED))
    page.get_by_role("link", name="API", exact=True).click()
    code = page.locator("#call-plan pre").first.inner_text()
    assert code.startswith(f"curl -X POST '{served}/v1/plans'")
    assert '"headcount":6' in code
    assert 'client.plans.create({"current": 1' in page.locator("#call-plan pre").nth(1).inner_text()
