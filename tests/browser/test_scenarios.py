"""Scenarios: kept under names, opened again, side by side, and why two of them differ."""

import re
from urllib.parse import urlsplit

import pytest

from tests.browser.chromium import barriers

SMALL = "?current=1&target=2&start=2027-01-04&budget=600000&headcount=6"


@pytest.fixture(autouse=True)
def nothing_kept(served, at):
    """Begin with an empty shelf."""
    page = at()
    page.evaluate(
        """async () => {
            for (const one of (await (await fetch("/v1/scenarios")).json()).items)
                await fetch(`/v1/scenarios/${one.id}`, { method: "DELETE" });
        }"""
    )


def planned(page):
    page.locator("body:not([data-solving])").wait_for()
    page.get_by_text("On screen: ").wait_for()
    return page


def keep(page, name):
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Keep this one").click()
    page.get_by_text(f"“{name}” is kept.").wait_for()


def people(page, amount):
    """Ask for the same with so many people, and wait for its plan."""
    page.get_by_label("People FTE").fill(amount)
    page.keyboard.press("Tab")
    page.locator("body[data-solving]").wait_for()
    page.locator("body:not([data-solving])").wait_for()


def two_kept(page):
    planned(page)
    keep(page, "Six people")
    people(page, "1.5")
    keep(page, "One and a half")
    return page


def test_two_are_kept_seen_side_by_side_and_told_apart(at):
    page = two_kept(at(f"{SMALL}#scenarios"))
    page.get_by_role("checkbox", name="Six people").check()
    page.get_by_role("checkbox", name="One and a half").check()
    side = page.locator("#beside")
    finish = side.get_by_role("row", name="Level 2 declared")
    assert "later" in finish.get_by_role("cell").nth(1).inner_text()
    assert "later" not in finish.get_by_role("cell").first.inner_text()

    own = page.locator("#differs")
    own.get_by_role("button", name="Why do they differ?").click()
    own.locator(".found").wait_for()
    assert "“One and a half” beside “Six people”: done" in own.locator(".found").inner_text()
    cause = own.get_by_role("row", name="Headcount").get_by_role("cell").all_inner_texts()
    assert cause[:2] == ["6", "1.5"]
    together = own.get_by_role("row", name="Together").get_by_role("cell").all_inner_texts()
    assert cause[2:] == together[2:]


def test_a_link_shows_the_same_side_by_side_to_somebody_else(at):
    page = two_kept(at(f"{SMALL}#scenarios"))
    page.get_by_role("checkbox", name="Six people").check()
    page.get_by_role("checkbox", name="One and a half").check()
    page.locator("#beside").wait_for()
    seen = page.locator("#beside table").inner_text()
    address = urlsplit(page.url)
    posted = []
    other = at(f"?{address.query}#{address.fragment}")
    other.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    other.locator("#beside").wait_for()
    assert other.locator("#beside table").inner_text() == seen
    assert posted == []


def test_one_is_opened_and_its_plan_is_on_screen(at):
    page = two_kept(at(f"{SMALL}#scenarios"))
    assert page.locator("tr.current").get_by_role("rowheader").inner_text().startswith("One and a half")
    page.get_by_role("button", name="Open “Six people”").click()
    page.locator("body:not([data-solving]) #verdict").wait_for()
    assert page.get_by_label("People FTE").input_value() == "6"


def test_a_scenario_that_this_browser_has_no_plan_of_is_planned_when_it_is_ticked(at):
    two_kept(at(f"{SMALL}#scenarios"))
    other = planned(at(f"{SMALL}#scenarios"))
    other.get_by_role("button", name="Plan “One and a half”").wait_for()
    other.get_by_role("checkbox", name="Six people").check()
    other.get_by_role("checkbox", name="One and a half").check()
    other.locator("#beside").wait_for()
    assert other.get_by_role("button", name="Plan “").count() == 0


def test_what_a_link_has_side_by_side_without_a_plan_is_planned(at):
    page = two_kept(at(f"{SMALL}#scenarios"))
    page.get_by_role("checkbox", name="Six people").check()
    page.get_by_role("checkbox", name="One and a half").check()
    page.locator("#beside").wait_for()
    address = urlsplit(page.url)
    other = at(f"?{re.sub('%7Eplan_[a-z0-9]+', '%7E', address.query)}#scenarios")
    # On a busy machine the time may not suffice to find the same plan again; what was asked is the same.
    for what in ("What", "Limits"):
        seen = page.locator("#beside").get_by_role("row", name=what).inner_text()
        assert other.locator("#beside").get_by_role("row", name=what).inner_text() == seen


def test_what_is_on_screen_stands_beside_what_is_kept(at):
    page = planned(at(f"{SMALL}#scenarios"))
    keep(page, "Six people")
    people(page, "2")
    page.get_by_role("checkbox", name="Six people").check()
    page.get_by_role("checkbox", name="On screen, not kept").check()
    page.locator("#beside").wait_for()
    people(page, "1.5")
    page.locator("#beside").get_by_role("cell", name="600k and 1.5 people").wait_for()


def test_one_is_renamed_deleted_and_brought_back(at):
    page = planned(at(f"{SMALL}#scenarios"))
    keep(page, "Six people")
    page.get_by_role("button", name="Rename “Six people”").click()
    page.get_by_label("Another name for “Six people”").fill("Half a dozen")
    page.keyboard.press("Enter")
    page.get_by_role("checkbox", name="Half a dozen").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Rename"
    page.get_by_role("button", name="Delete “Half a dozen”").click()
    page.get_by_text("Nothing is kept yet.").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Bring it back"
    page.keyboard.press("Enter")
    page.get_by_role("checkbox", name="Half a dozen").wait_for()


def test_what_somebody_else_has_changed_is_not_overwritten(at):
    page = planned(at(f"{SMALL}#scenarios", quiet=False))
    keep(page, "Six people")
    page.evaluate(
        """async () => {
            const [one] = (await (await fetch("/v1/scenarios")).json()).items;
            const headers = { "Content-Type": "application/merge-patch+json", "If-Match": `"${one.version}"` };
            await fetch(`/v1/scenarios/${one.id}`, { method: "PATCH", headers, body: '{"name": "Theirs"}' });
        }"""
    )
    page.get_by_role("button", name="Delete “Six people”").click()
    page.get_by_text("Somebody changed it since it was read here").wait_for()
    page.get_by_role("checkbox", name="Theirs").wait_for()


def test_before_anything_is_kept_it_says_what_to_do(at):
    page = at("#scenarios")
    page.get_by_text("Ask for a plan first").wait_for()
    page.get_by_text("Nothing is kept yet.").wait_for()
    assert page.get_by_role("button", name="Keep this one").is_disabled()


@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_kept_out(at, width, scheme):
    page = at(f"{SMALL}#scenarios", width=width, color_scheme=scheme)
    planned(page)
    assert barriers(page) == []
    keep(page, "A name that is longer than it need be, as names of scenarios are where nobody looks after them")
    people(page, "1.5")
    keep(page, "Other")
    page.get_by_role("checkbox", name="A name that").check()
    page.get_by_role("checkbox", name="Other").check()
    page.locator("#differs").get_by_role("button", name="Why do they differ?").click()
    page.locator("#differs .found").wait_for()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
