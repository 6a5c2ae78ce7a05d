"""Two plans in one picture: the second as bars, the first thin and grey under them, the difference of each in words.

Whoever compares plans shows it. Differences are weeks between places that stand in the plans; why they differ is
``planner.exploring.comparison``'s to say.
"""

from msgspec import structs

from catalog.fault import Refused
from catalog.model import Catalog
from clients.amounts import counted, short_money
from clients.dates import day
from clients.documents.charts.bars import bars, entries
from clients.documents.charts.drawing import Spec, outlined, picture, titled
from clients.documents.charts.gantt import drawn, outlines, sized
from clients.documents.charts.layout import Layout, Line, layout
from clients.documents.charts.lettering import fitted, width
from clients.documents.charts.naming import currency_of
from clients.documents.charts.themes import THEMES, Theme, ThemeName
from clients.documents.outline import By, Group, Outline
from clients.lines import one_line
from clients.verdict import arrival, reached
from planner.exploring.comparison import judge_comparison
from planner.plans import Plan, PlannedActivity

LONGEST_NAME = 160
APART = 6


def compare(
    before: Plan,
    after: Plan,
    catalog: Catalog,
    *,
    names: tuple[str, str] = ("A", "B"),
    by: By = "transition",
    theme: ThemeName = "light",
) -> Spec:
    """Return the second plan over the first; ``names`` are what the two are called, the first one first.

    Raises ``Refused`` where one has no schedule, or where the two were made by different catalogs or count in different
    currencies.
    """
    shown, past, shift = outlines(after, catalog, by, before)
    faults = judge_comparison(before, after)
    if faults:
        raise Refused(faults)
    assert past is not None
    tint = THEMES[theme]
    was, now = (fitted(one_line(name), 12, LONGEST_NAME) for name in names)
    own = layout(shown, _with_gone(shown, past), by, past, shift, was)
    words = _words(own, _modes(before), tint)
    key = list(entries(own, tint, outlines=False, was=was))
    layers = drawn(own, shown, key, [*bars(own, tint, outlines=False), *words], tint)
    said = [_reached(before, after, catalog, was, now), _moved(own)]
    title = titled(f"{now} beside {was}", [" ".join(said)], own.axis.width)
    return picture(own.axis.width, sized(layers), layers, tint, title, f"Comparison of two plans. {' '.join(said)}")


def _with_gone(shown: Outline, past: Outline) -> list[Group]:
    """Return the groups of the second plan, and in them, or after them, what only the first one has."""
    there = {row.id for row in shown.rows}
    gone = {group.id: tuple(row for row in group.rows if row.id not in there) for group in past.groups}
    found = [structs.replace(group, rows=(*group.rows, *gone.pop(group.id, ()))) for group in shown.groups]
    rest = [structs.replace(group, rows=gone[group.id]) for group in past.groups if gone.get(group.id)]
    return found + rest


def _words(own: Layout, modes: dict[str, str], theme: Theme) -> list[Spec]:
    """Return the differences in words, right of the bars, or left of them where there is no room."""
    axis, size = own.axis, own.letters - 1
    rows = []
    for one in own.lines:
        text = _difference(one, modes)
        if text:
            wide = width(text, size)
            spans = [it for it in (one.now, one.before) if it is not None]
            begin = axis.pixels(max(end for _, end in spans)) + APART
            if begin + wide > axis.width:
                begin = max(axis.labels + APART, axis.pixels(max(0, min(first for first, _ in spans))) - APART - wide)
            rows.append({"x": axis.at(begin), "y": one.y, "text": text})
    return outlined(rows, theme, fontSize=size, color=theme.ink)


def _difference(one: Line, modes: dict[str, str]) -> str:
    if one.row is None:
        return ""
    if one.now is None:
        return "gone"
    if one.before is None:
        return "new"
    (begin, end), (was, until) = one.now, one.before
    how = _how(one.row.activity)
    other = f", now {how}" if how and modes.get(one.row.id, how) != how else ""
    if begin != was:
        return f"{counted(abs(begin - was), 'week')} {'later' if begin > was else 'sooner'}{other}"
    longer = (end - begin) - (until - was)
    if longer:
        return f"{counted(abs(longer), 'week')} {'longer' if longer > 0 else 'shorter'}{other}"
    return other.removeprefix(", ")


def _how(activity: PlannedActivity) -> str:
    return one_line(activity.mode or "").replace("_", " ")


def _modes(plan: Plan) -> dict[str, str]:
    return {one.id: _how(one) for one in plan.activities}


def _reached(before: Plan, after: Plan, catalog: Catalog, was: str, now: str) -> str:
    """Return when and for how much the second plan ends, beside the first."""
    assert before.finish is not None
    assert after.finish is not None
    weeks = (after.finish - before.finish).days // 7
    when = "when" if not weeks else f"{counted(abs(weeks), 'week')} {'later than' if weeks > 0 else 'sooner than'}"
    same_end = arrival(before) == arrival(after)
    told = f"{now} reaches {_lower(arrival(after))} on {day(after.finish)}"
    told += f", {when} {was} does" if same_end else f", {was} {_lower(arrival(before))} on {day(before.finish)}"
    costs = reached(before, "cost"), reached(after, "cost")
    if costs[0] is None or costs[1] is None or costs[0] == costs[1]:
        return f"{told}, at the same cost."
    more = "more" if costs[1] > costs[0] else "less"
    return f"{told}, for {currency_of(after, catalog)} {short_money(abs(costs[1] - costs[0]))} {more} once."


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _moved(own: Layout) -> str:
    rows = [one for one in own.lines if one.row is not None]
    counts = {
        "moved": sum(one.now is not None and one.before is not None and one.now != one.before for one in rows),
        "new": sum(one.before is None for one in rows),
        "gone": sum(one.now is None for one in rows),
    }
    told = [f"{number} {word}" for word, number in counts.items() if number]
    return f"Of {len(rows)} activities {', '.join(told) or 'none differs in time'}."
