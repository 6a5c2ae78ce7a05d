"""The plan as bars over fiscal quarters: who waits for whom, what cannot move, when each level is declared.

Pages, slides, reports and folders of pictures show it; ``gantt_pages`` cuts a long plan into pictures of so many rows,
for paper and for whoever cannot scroll.
"""

from collections.abc import Iterator, Sequence

from catalog.model import Catalog
from clients.amounts import in_words
from clients.dates import day
from clients.documents.charts import landmarks
from clients.documents.charts.bars import bars, entries, gate_entry, leaders, titles
from clients.documents.charts.drawing import Spec, picture, titled
from clients.documents.charts.layout import Layout, layout
from clients.documents.charts.legend import Entry, legend, swatch
from clients.documents.charts.links import Which, links
from clients.documents.charts.naming import name_of, verdict_of
from clients.documents.charts.shared import Axis
from clients.documents.charts.themes import THEMES, Theme, ThemeName
from clients.documents.charts.timeline import HEADER, header
from clients.documents.outline import By, Group, Outline, outline
from clients.documents.refusal import refuse_without_schedule
from planner.plans import Plan

MOST_ROWS = 40
"""How many rows a picture on a landscape page may have and still be read."""


def gantt(
    plan: Plan,
    catalog: Catalog,
    *,
    by: By = "transition",
    theme: ThemeName = "light",
    baseline: Plan | None = None,
    which: Which = "auto",
    axis: Axis = "own",
) -> Spec:
    """Return the Gantt of a plan; ``baseline`` puts each activity's place in an earlier plan under its bar.

    ``which`` links are drawn: "auto" draws all up to 40 rows, up to 120 those alone that cannot move, beyond it none.
    """
    shown, before, shift = outlines(plan, catalog, by, baseline)
    own = layout(shown, shown.groups, by, before, shift, axis=axis)
    return _page(plan, catalog, shown, own, which, THEMES[theme], "")


def gantt_pages(
    plan: Plan,
    catalog: Catalog,
    *,
    by: By = "transition",
    theme: ThemeName = "light",
    baseline: Plan | None = None,
    most: int = MOST_ROWS,
) -> list[Spec]:
    """Return the Gantt as pictures of at most so many rows each, all with the whole axis and every gate."""
    shown, before, shift = outlines(plan, catalog, by, baseline)
    pages = list(_paged(shown.groups, most))
    found = []
    for number, groups in enumerate(pages, 1):
        part = f" ({number} of {len(pages)})" if len(pages) > 1 else ""
        own = layout(shown, groups, by, before, shift)
        found.append(_page(plan, catalog, shown, own, "auto", THEMES[theme], part))
    return found


def outlines(plan: Plan, catalog: Catalog, by: By, baseline: Plan | None) -> tuple[Outline, Outline | None, int]:
    """Return a plan's outline, that of the plan before if there is one, and how many weeks later that began."""
    for one in (plan, baseline):
        if one is not None:
            refuse_without_schedule(one, "a Gantt")
    shown = outline(plan, catalog, by)
    if baseline is None:
        return shown, None, 0
    return shown, outline(baseline, catalog, by), (baseline.start - plan.start).days // 7


def drawn(layout: Layout, shown: Outline, key: Sequence[Entry], middle: Sequence[Spec], theme: Theme) -> list[Spec]:
    """Return the layers of a picture with bars; ``middle`` is what belongs to one chart alone."""
    axis, bottom = layout.axis, layout.bottom
    words, deep = landmarks.reasons(axis, shown.freezes, bottom + 3, theme)
    frozen = [swatch("Frozen: no action starts or ends", theme.frozen, 14)] if shown.freezes else []
    samples, high = legend(axis, [*key, gate_entry(theme), *frozen], bottom + deep + 10)
    return [
        axis.ground(bottom + deep + 10 + high),
        *header(axis, theme, bottom),
        landmarks.freezes(shown.freezes, HEADER, bottom, theme),
        leaders(layout, theme),
        *titles(layout, theme),
        *landmarks.gate_lines(layout.marks, HEADER, bottom, theme),
        *middle,
        *landmarks.gates(layout.marks, HEADER, theme),
        *words,
        *samples,
    ]


def sized(layers: Sequence[Spec]) -> float:
    """Return how many pixels layers on one ground are high."""
    height: float = layers[0]["encoding"]["y"]["scale"]["domain"][1]
    return height


def _page(plan: Plan, catalog: Catalog, shown: Outline, own: Layout, which: Which, theme: Theme, part: str) -> Spec:
    middle = [*links(own, which, theme), *bars(own, theme)]
    layers = drawn(own, shown, list(entries(own, theme)), middle, theme)
    title = titled(name_of(plan) + part, [verdict_of(plan, catalog)], own.axis.width)
    return picture(own.axis.width, sized(layers), layers, theme, title, _description(plan, shown, own, part))


def _description(plan: Plan, shown: Outline, own: Layout, part: str) -> str:
    rows = own.rows
    fixed = sum(bool(row.activity.critical) for row in rows)
    gates = in_words([f"{one.label} on {day(one.date)}" for one in shown.milestones])
    finish = max((row.finish for row in rows), default=plan.start)
    start = min((row.start for row in rows), default=plan.start)
    count = "1 activity" if len(rows) == 1 else f"{len(rows)} activities"
    return f"Gantt{part}: {count} from {day(start)} to {day(finish)}; {fixed} cannot move. {gates}."


def _paged(groups: Sequence[Group], most: int) -> Iterator[tuple[Group, ...]]:
    """Yield the groups cut into pages of about as many rows each; the title of one that goes on says so."""
    count = sum(len(group.rows) for group in groups)
    size = -(-count // -(-count // most)) if count else most
    page: list[Group] = []
    left = size
    for group in groups:
        rows, title = group.rows, group.title
        while rows:
            taken, rows = rows[:left], rows[left:]
            page.append(Group(group.id, title, taken))
            left -= len(taken)
            title = f"{group.title} (continued)"
            if not left:
                yield tuple(page)
                page, left = [], size
    if page or not count:
        yield tuple(page)
