"""The page's catalog: levels side by side, items and what they rest on, the crosswalk, items switched in a request."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import parse_qs, urlsplit

import pytest

from catalog import library
from tests.browser.chromium import barriers

MODEL = library.load("ai-maturity")
REQUEST = "?current=4&target=5&start=2027-01-04"
CHOSEN = "act-45-automate-first-process"  # optional, part of a plan unless it is left out, run by itself by AI


def requested(page):
    """Return the request that the address holds."""
    packed = parse_qs(urlsplit(page.url).query)["request"][0]
    return json.loads(urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))


def heading(page, name):
    page.get_by_role("heading", name=name, exact=True).wait_for()
    return page


def rows(page, table):
    return page.get_by_role("table", name=table).locator("tbody").get_by_role("row")


def standing(page):
    return page.get_by_role("region", name="In the request on screen")


def switch(page, name):
    return standing(page).get_by_role("button", name=name, exact=True)


def test_levels_stand_side_by_side_and_open_to_all_that_is_known_of_them(at):
    page = heading(at(f"{REQUEST}#catalog"), "The levels side by side")
    table = page.get_by_role("table", name="What each level is, a table")
    heads = table.get_by_role("columnheader").all_inner_texts()
    assert [head.split("\n")[0].removesuffix(" now").removesuffix(" wanted").strip() for head in heads[1:]] == [
        f"{level.level} {level.name}" for level in MODEL.levels
    ]
    assert [head.split()[-1] for head in heads[4:6]] == ["now", "wanted"]
    for level in MODEL.levels:
        assert table.get_by_text(level.summary, exact=True).count() == 1
        assert table.get_by_text(level.returns, exact=True).count() == 1
    assert table.get_by_role("rowheader", name="Definition").count() == 0
    page.get_by_role("link", name="Compare everything").click()
    table.get_by_role("rowheader", name="Definition").wait_for()
    table.get_by_role("link", name=f"3 {MODEL.level(3).name}").click()
    heading(page, f"Level 3: {MODEL.level(3).name}")
    assert urlsplit(page.url).fragment == "catalog/levels/3"
    assert page.get_by_text(MODEL.level(3).examples["sales"]).count() == 1
    page.go_back()
    heading(page, "The levels side by side")


def test_on_a_telephone_there_is_one_level_at_a_time(at):
    page = heading(at("#catalog", width=360), f"Level 1: {MODEL.level(1).name}")
    assert page.locator("main table").count() == 0
    page.get_by_role("link", name=f"5: {MODEL.level(5).name}").click()
    heading(page, f"Level 5: {MODEL.level(5).name}")


def test_items_are_found_by_words_and_filters_and_the_address_finds_them_again(at):
    page = heading(at("#catalog/items"), "Items")
    assert rows(page, "The items found").count() == len(MODEL.items)
    page.get_by_label("Step").select_option("2-3")
    page.get_by_label("Kind").select_option("governance")
    wanted = [it.title for it in MODEL.items if it.transition == "2-3" and it.kind == "governance"]
    page.get_by_text(f"{len(wanted)} of {len(MODEL.items)} items").wait_for()
    assert rows(page, "The items found").get_by_role("link").all_inner_texts() == wanted
    page.get_by_label("Search").fill("COMMITTEE  appoint")
    page.get_by_text(f"1 of {len(MODEL.items)} items").wait_for()
    other = heading(at(f"#{urlsplit(page.url).fragment}"), "Items")
    assert rows(other, "The items found").get_by_role("link").all_inner_texts() == [
        "Appoint an AI governance committee"
    ]
    other.get_by_label("Search").fill("nothing of the kind")
    other.get_by_text("Take a filter away.").wait_for()


@pytest.mark.parametrize(
    ("box", "chosen"),
    [
        ("Once in each function", lambda it: it.repeats_per_function),
        ("Optional", lambda it: it.optional or it.transition == "7+"),
    ],
    ids=["repeated", "optional"],
)
def test_boxes_leave_what_is_ticked(at, box, chosen):
    page = heading(at("#catalog/items"), "Items")
    page.get_by_label(box).check()
    wanted = {it.title for it in MODEL.items if chosen(it)}
    page.get_by_text(f"{len(wanted)} of ").wait_for()
    assert {*rows(page, "The items found").get_by_role("link").all_inner_texts()} == wanted


def test_an_item_tells_all_that_the_catalog_knows_and_leads_on(at):
    item, named = MODEL.item(CHOSEN), {it.id: it for it in MODEL.items}
    page = heading(at(f"#catalog/item/{CHOSEN}"), item.title)
    text = page.locator("main").inner_text()
    for said in (
        item.description,
        item.deliverable,
        item.evidence,
        "it counts 13 weeks",
        "20,000 USD a year and function",
    ):
        assert said in text
    partner = rows(page, "Weeks, cash and people by way").filter(has_text="Partner").inner_text().split()
    assert " ".join(partner).startswith(
        "Partner 11 7 to 16 174,500 105,500 to 323,000 0.45 Programme lead 3.6 AI engineer"
    )
    order = page.get_by_role("region", name="Before and after")
    needs = [named[it].title for it in (*item.prerequisites, *item.governance_prerequisites)]
    assert order.get_by_role("link").all_inner_texts()[: len(needs)] == needs
    moved = page.get_by_role("region", name="What it moves")
    assert moved.get_by_role("link").count() == len(item.kpis) + len(item.risks) + len(item.controls)
    # It runs by itself: what lets people stop it is named.
    override = page.locator("dl div", has_text="People decide").get_by_role("link").all_inner_texts()
    assert override
    assert {*override} <= {it.title for it in MODEL.items if it.human_override}
    order.get_by_role("link", name=needs[0]).click()
    heading(page, needs[0])
    assert page.evaluate("document.activeElement.textContent") == needs[0]
    assert urlsplit(page.url).fragment == f"catalog/item/{item.prerequisites[0]}"
    assert page.title() == f"{needs[0]} · Milepost"
    page.go_back()
    heading(page, item.title)


def test_sources_are_links_that_tell_nobody_and_are_never_fetched(at):
    item = MODEL.item(CHOSEN)
    page = heading(at(f"#catalog/item/{CHOSEN}"), item.title)
    known = {it.id: it for it in MODEL.sources}
    links = page.get_by_role("region", name="Where the figures come from").get_by_role("link")
    assert [it.get_attribute("href") for it in links.all()] == [known[it].address for it in item.estimate_basis.sources]
    page.get_by_role("link", name="Sources", exact=True).click()
    heading(page, "Sources")
    assert rows(page, "What was read where").count() == len(MODEL.sources)
    away = page.locator("main a[href^='http']")
    assert away.count() == sum(bool(it.address) for it in MODEL.sources)
    assert all("noreferrer" in it.get_attribute("rel") for it in away.all())
    # That nothing was asked of them, the window judges.


def test_a_framework_shows_which_item_meets_which_clause_from_both_sides(at):
    page = heading(at("#catalog/frameworks"), "Frameworks")
    page.get_by_text(f"{sum(len(it.clauses) for it in MODEL.frameworks)} clauses").wait_for()
    page.get_by_label("Framework", exact=True).select_option("eu_ai_act")
    act = next(it for it in MODEL.frameworks if it.id == "eu_ai_act")
    page.get_by_text(f"{len(act.clauses)} clauses").wait_for()
    clause = rows(page, "Clauses, and the items that meet them").filter(
        has=page.get_by_role("rowheader", name="Art.14")
    )
    meeting = [it.title for it in MODEL.items if "Art.14" in it.frameworks.get("eu_ai_act", ())]
    assert clause.get_by_role("link").all_inner_texts() == meeting
    page.get_by_label("Clauses", exact=True).select_option("open")
    met = {clause for it in MODEL.items for clause in it.frameworks.get("eu_ai_act", ())}
    open_ones = [it.id for it in act.clauses if it.id not in met]
    page.get_by_text(f"{len(open_ones)} clause").wait_for()
    assert page.get_by_role("rowheader").all_inner_texts() == open_ones
    page.get_by_label("Show").select_option("item")
    by_item = rows(page, "Items, and the clauses they speak to")
    assert by_item.count() == sum("eu_ai_act" in it.frameworks for it in MODEL.items)
    by_item.filter(has_text=MODEL.item(CHOSEN).title).get_by_role("link", name="Art.26", exact=True).click()
    page.locator("tr.current").get_by_role("rowheader", name="Art.26").wait_for()
    assert urlsplit(page.url).fragment == "catalog/frameworks/eu_ai_act?clause=Art.26"


def test_principles_and_insights_say_what_was_confirmed(at):
    page = heading(at("#catalog/insights"), "Principles and insights")
    for principle in MODEL.principles:
        assert page.get_by_text(principle, exact=True).count() == 1
    assert page.get_by_role("article").count() == len(MODEL.insights)
    doubted = next(it for it in MODEL.insights if it.confirmed == "no")
    assert "Not confirmed." in page.get_by_role("article").filter(has_text=doubted.title).inner_text()


def test_what_an_item_moves_has_a_page_that_leads_back(at):
    risk = next(it for it in MODEL.risks if it.id in MODEL.item(CHOSEN).risks)
    page = heading(at(f"#catalog/item/{CHOSEN}"), MODEL.item(CHOSEN).title)
    page.get_by_role("link", name=risk.title).click()
    heading(page, risk.title)
    users = page.get_by_role("region", name="Items that reduce it").get_by_role("link").all_inner_texts()
    assert users == [it.title for it in MODEL.items if risk.id in it.risks]


def test_an_item_is_left_out_and_brought_back_and_the_plan_follows(at):
    page = heading(at(f"{REQUEST}#catalog/item/{CHOSEN}"), MODEL.item(CHOSEN).title)
    standing(page).get_by_text("In the plan: 1 activity").wait_for()
    switch(page, "Leave out").focus()
    page.keyboard.press("Enter")
    standing(page).get_by_text("Left out. Not in the plan.").wait_for()
    standing(page).get_by_text("the plan ends on").wait_for()
    assert "sooner" in standing(page).inner_text()
    assert requested(page) == {"current": 4, "target": 5, "start": "2027-01-04", "exclude": [CHOSEN]}
    assert switch(page, "Leave out").get_attribute("aria-pressed") == "true"
    assert page.evaluate("document.activeElement.textContent") == "Leave out"
    # A step back in the page takes nothing back that was asked.
    page.get_by_role("link", name="All items").click()
    row = rows(page, "The items found").filter(has=page.get_by_role("link", name=MODEL.item(CHOSEN).title))
    assert "left out" in row.inner_text()
    page.go_back()
    heading(page, MODEL.item(CHOSEN).title)
    assert requested(page)["exclude"] == [CHOSEN]
    switch(page, "Leave out").click()
    standing(page).get_by_text("In the plan: 1 activity").wait_for()
    assert "request" not in parse_qs(urlsplit(page.url).query)


def test_an_item_is_done_already_in_one_function_then_in_all_then_in_all_but_one(at):
    repeated = MODEL.item("act-23-roll-out-prompts")  # one activity a function, and no set-up
    page = heading(at(f"?current=2&target=3&start=2027-01-04#catalog/item/{repeated.id}"), repeated.title)
    standing(page).get_by_text("In the plan: 5 activities").wait_for()
    page.get_by_label("In which functions").select_option("sales")
    switch(page, "Done already").click()
    standing(page).get_by_text("In the plan: 4 activities").wait_for()
    assert requested(page)["completed"] == [f"{repeated.id}@sales"]
    page.get_by_label("In which functions").select_option("all functions")
    switch(page, "Done already").click()
    standing(page).get_by_text("Not in the plan").wait_for()
    assert requested(page)["completed"] == [repeated.id]
    page.get_by_label("In which functions").select_option("hr")
    switch(page, "Done already").click()
    standing(page).get_by_text("In the plan: 1 activity").wait_for()
    others = [it for it in MODEL.functions if it != "hr"]
    assert requested(page)["completed"] == [f"{repeated.id}@{it}" for it in others]


def test_what_counts_as_in_place_can_be_said_to_be_missing(at):
    item = MODEL.item("gov-l1-tool-use-policy")
    page = heading(at(f"{REQUEST}#catalog/item/{item.id}"), item.title)
    standing(page).get_by_text("counts as in place").wait_for()
    assert standing(page).get_by_role("button").all_inner_texts() == ["Missing"]
    switch(page, "Missing").click()
    standing(page).get_by_text("In the plan: 1 activity").wait_for()
    assert requested(page)["missing"] == [item.id]


def test_what_the_service_refuses_is_told_beside_the_switch_and_taken_back_there(at):
    beyond = next(it for it in MODEL.items if it.transition == "7+")
    request = {"current": 5, "target": 6, "start": "2027-01-04", "include": [beyond.id]}
    packed = urlsafe_b64encode(json.dumps(request).encode()).decode().rstrip("=")
    page = heading(at(f"?request={packed}#catalog/item/{beyond.id}", quiet=False), beyond.title)
    standing(page).get_by_text(f"“{beyond.title}” lies beyond level 7").wait_for()
    assert beyond.id not in standing(page).inner_text()
    switch(page, "Bring in").click()
    standing(page).get_by_text("can be brought in where 7 is the level wanted").wait_for()
    assert "include" not in parse_qs(urlsplit(page.url).query)
    assert standing(page).get_by_role("button").count() == 0


def test_an_item_beyond_the_last_level_is_brought_in(at):
    beyond = next(it for it in MODEL.items if it.transition == "7+")
    page = heading(at(f"?current=6&target=7&start=2027-01-04#catalog/item/{beyond.id}"), beyond.title)
    standing(page).get_by_text("Not in the plan: nothing brings it in.").wait_for()
    switch(page, "Bring in").click()
    standing(page).get_by_text("In the plan: 1 activity").wait_for()
    assert standing(page).inner_text().startswith("In the request on screen\n\nBrought in.")
    assert requested(page)["include"] == [beyond.id]


def test_where_nothing_is_asked_an_item_says_where_to_ask(at):
    page = heading(at(f"#catalog/item/{CHOSEN}"), MODEL.item(CHOSEN).title)
    assert "Nothing is asked yet" in standing(page).inner_text()
    assert standing(page).get_by_role("button").count() == 0
    standing(page).get_by_role("link", name="the plan").click()
    page.get_by_role("button", name="Show an example").wait_for()


def test_another_catalog_is_looked_at_and_planned_with(at):
    page = heading(at(f"{REQUEST}#catalog/items"), "Items")
    cloud = library.load("cloud-migration")
    page.get_by_label("Catalog", exact=True).select_option(cloud.id)
    heading(page, cloud.title)
    page.get_by_text(f"{len(cloud.items)} items").wait_for()
    page.get_by_role("link", name=cloud.items[0].title).click()
    heading(page, cloud.items[0].title)
    assert urlsplit(page.url).fragment == f"catalog/item/{cloud.items[0].id}?of={cloud.id}"
    standing(page).get_by_role("button", name="Plan with this one").click()
    standing(page).get_by_text("Nothing is asked yet").wait_for()
    assert requested(page)["catalog"] == cloud.id


@pytest.mark.parametrize("place", ["item/nothing", "risk/nothing", "levels?of=nothing"])
def test_what_is_not_there_is_said(at, place):
    page = at(f"#catalog/{place}", quiet=False)
    page.get_by_role("heading", name="No such").wait_for()
    assert barriers(page) == []
    page.locator("main p").get_by_role("link").first.click()
    page.get_by_role("heading", name="side by side").or_(
        page.get_by_role("heading", name="Items", exact=True)
    ).wait_for()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (360, "dark"), (768, "dark"), (1440, "light")])
def test_nobody_is_kept_out_of_the_catalog(at, width, scheme):
    page = at(f"{REQUEST}#catalog", width=width, color_scheme=scheme)
    places = [
        "levels",
        "levels/4",
        "items",
        f"item/{CHOSEN}",
        "frameworks",
        "frameworks?by=item",
        "insights",
        "sources",
    ]
    for place in places:
        page.evaluate("place => { location.hash = place }", f"catalog/{place}")
        shown = place.partition("/")[0].partition("?")[0]
        page.locator({"risk": "#entry", "levels": "#levels, #level"}.get(shown, f"#{shown}")).wait_for()
        assert barriers(page) == [], place
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), place
