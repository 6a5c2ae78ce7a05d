"""What each idea of the search is worth: the whole planner beside the planner without it, on the roadmaps.

The runs keep the set of their cases, for the problems are the same: what is known of one holds for all contenders.
"""

from collections.abc import Iterable, Iterator, Sequence
from statistics import mean
from typing import get_args

from planner.optimizer.stages import Idea
from tests.bench.cases import Run
from tests.bench.contenders import MILEPOST, Milepost
from tests.bench.paper import gap

LEFT_OUT = {idea: Milepost(without=(idea,)) for idea in get_args(Idea)}

CONTENDERS = (Milepost(), *LEFT_OUT.values())

TITLE = (
    "What each idea is worth. Positive: with it, more is proven (in points), the gap is smaller (in points), the value "
    "is lower (as a part of it), the first goal is proven sooner (where both prove it). A goal's gaps and values are "
    "compared where the goals before it came to the same; over how many pairs, in brackets."
)

Pair = tuple[Run, Run]
"""A run of the whole planner, and one without an idea on the same case with the same seed."""


def head(names: Sequence[str]) -> list[str]:
    """Return the head of the table for goals of these names."""
    by_goal = (f"{name}: {what}" for name in names for what in ("proven", "gap", "value"))
    return ["left out", "n", *by_goal, "sooner"]


def worth(runs: Sequence[Run], names: Sequence[str]) -> list[list[str]]:
    """Return a row for each idea that was left out of a run; a run that failed is compared with none."""
    held = [run for run in runs if run.failure is None]
    whole = {run.key: run for run in held if run.contender == MILEPOST}
    rows = []
    for idea, contender in LEFT_OUT.items():
        without = [run for run in held if run.contender == contender.name]
        pairs = [(whole[run.key], run) for run in without if run.key in whole]
        if pairs:
            by_goal = (cell for place in range(len(names)) for cell in _of_goal(pairs, place))
            rows.append([idea, str(len(pairs)), *by_goal, _mean(_sooner(pairs), " s", digits=2)])
    return rows


def _of_goal(pairs: Sequence[Pair], place: int) -> list[str]:
    """Return what an idea is worth in one goal: proofs, gap, value."""
    alike = [pair for pair in pairs if _alike(*pair, place)]
    proven = mean(mine.goals[place].proven - other.goals[place].proven for mine, other in pairs)
    return [f"{100 * proven:+z.1f}", _mean(_gaps(alike, place)), _mean(_values(alike, place), " %")]


def _alike(mine: Run, other: Run, place: int) -> bool:
    """Tell whether both runs have a value of a goal, and the same values of the goals before it."""
    values, others = ([it.value for it in run.goals[: place + 1]] for run in (mine, other))
    return None not in (values[-1], others[-1]) and values[:-1] == others[:-1]


def _gaps(pairs: Sequence[Pair], place: int) -> Iterator[float]:
    for mine, other in pairs:
        closed, left = gap(mine.goals[place]), gap(other.goals[place])
        if closed is not None and left is not None:
            yield 100 * (left - closed)


def _values(pairs: Sequence[Pair], place: int) -> Iterator[float]:
    """Yield how much higher each value is without the idea, in percent; nothing beside a value of 0."""
    for mine, other in pairs:
        value, higher = mine.goals[place].value, other.goals[place].value
        if value and higher is not None:
            yield 100 * (higher - value) / value


def _sooner(pairs: Sequence[Pair]) -> Iterator[float]:
    for mine, other in pairs:
        proven_s, later_s = mine.goals[0].proven_s, other.goals[0].proven_s
        if proven_s is not None and later_s is not None:
            yield later_s - proven_s


def _mean(values: Iterable[float], unit: str = "", digits: int = 1) -> str:
    """Return a mean with its sign, and of how many; a dash of none."""
    given = [*values]
    return f"{mean(given):+z.{digits}f}{unit} ({len(given)})" if given else "-"
