"""What the runs come to: what is proven by scarcity, saved against the rule, what ideas are worth, who proves more."""

from collections.abc import Callable, Iterable, Sequence
from math import inf
from statistics import mean, median

from msgspec import Struct

from tests.bench import ablation
from tests.bench.cases import Case, Run
from tests.bench.contenders import MILEPOST, RULE
from tests.bench.known import Known
from tests.bench.paper import Paper, gap, percent, seconds

SCARCE = "scarce:"
EASY_S = 0.1
"""A case that any contender proves within this many seconds is easy."""

Rows = list[list[str]]


class Scored(Struct, frozen=True):
    """A run beside its case."""

    case: Case
    run: Run


def summarize(paper: Paper, scored: Sequence[Scored], known: Known) -> None:
    """Write every summary that the runs have figures for."""
    tagged = [it for it in scored if _scarcity(it.case) is not None]
    names = [goal.goal for goal in tagged[0].case.goals] if tagged else []
    paper.table(
        "What is proven, by what is scarce. A gap is between value and bound, as a part of the value; over the best "
        "known: the value above the best one known for the same goals before.",
        ("scarce", "n", "first plan, median", "most", *(f"{it}: proven" for it in names)),
        _by_scarcity(tagged, lambda group: _proofs(group, names)),
    )
    paper.table(
        "Mean gaps",
        ("scarce", "n", *(f"{it}: gap" for it in names), "first goal over the best known", "repeatable", "MiB, most"),
        _by_scarcity(tagged, lambda group: _gaps(group, names, known)),
    )
    paper.table(
        "Against the priority rule. Worse: the first goal in which the two differ is worse.",
        ("scarce", "n", "pairs", "weeks saved, mean", "money saved, mean", "worse", "rule found none"),
        _against_the_rule(tagged),
    )
    paper.table(ablation.TITLE, ablation.head(names), ablation.worth([it.run for it in scored], names))
    others = [it for it in scored if _scarcity(it.case) is None]
    paper.table(
        f"By set and contender. Easy: proven by any of them within {EASY_S} s. Medians on the easy: until proven, "
        "and until the whole answer, which is also tidied and tested for being the only one.",
        ("set", "contender", "n", "proven", "gap to the best known", "own gap", "easy", "until proven", "whole answer"),
        _by_contender(others, known),
    )


def _scarcity(case: Case) -> str | None:
    return next((tag.removeprefix(SCARCE) for tag in case.tags if tag.startswith(SCARCE)), None)


def _by_scarcity(scored: Sequence[Scored], cells: Callable[[Sequence[Scored]], list[str]]) -> Rows:
    """Return a row for each scarcity and one for all, of the planner's own runs."""
    own = [it for it in scored if it.run.contender == MILEPOST]
    rows = []
    for name in ("none", "money", "people", "both", "all"):
        group = [it for it in own if name in (_scarcity(it.case), "all")]
        if group:
            rows.append([name, str(len(group)), *cells(group)])
    return rows


def _proofs(group: Sequence[Scored], names: Sequence[str]) -> list[str]:
    first = [it.run.first_plan_s for it in group if it.run.first_plan_s is not None]
    proven = [mean(it.run.goals[place].proven for it in group) for place in range(len(names))]
    return [seconds(_median(first)), seconds(max(first, default=None)), *map(percent, proven)]


def _gaps(group: Sequence[Scored], names: Sequence[str], known: Known) -> list[str]:
    gaps = [_mean(gap(it.run.goals[place]) for it in group) for place in range(len(names))]
    over = _mean(_over_best(it, known) for it in group)
    most = max((it.run.memory_mib for it in group if it.run.memory_mib is not None), default=None)
    repeatable = sum(it.run.repeatable for it in group)
    return [*map(percent, gaps), percent(over), str(repeatable), "-" if most is None else f"{most:.0f}"]


def _over_best(scored: Scored, known: Known) -> float | None:
    """Return how far the first goal is above the best value known, as a part of that; below 0 where it is better."""
    reached = scored.run.goals[0]
    best = known.best(scored.case, reached.goal, {}).value
    if reached.value is None or best is None:
        return None
    return (reached.value - best) / best if best else 0.0


def _against_the_rule(scored: Sequence[Scored]) -> Rows:
    rules = {it.run.key: it.run for it in scored if it.run.contender == RULE}
    if not rules:
        return []
    return _by_scarcity(
        scored, lambda group: _savings([(it, rules[it.run.key]) for it in group if it.run.key in rules])
    )


def _savings(pairs: Sequence[tuple[Scored, Run]]) -> list[str]:
    both = [(it.run, rule) for it, rule in pairs if rule.goals[0].value is not None]
    worse = sum(_is_worse(run, rule) for run, rule in both)
    return [
        str(len(both)),
        _number(_mean(_saved(run, rule, "finish") for run, rule in both)),
        _number(_mean(_saved(run, rule, "cost") for run, rule in both)),
        percent(worse / len(both)) if both else "-",
        str(len(pairs) - len(both)),
    ]


def _saved(run: Run, rule: Run, goal: str) -> int | None:
    """Return how much less of a goal a run takes than the rule."""
    mine = next((it.value for it in run.goals if it.goal == goal), None)
    theirs = next((it.value for it in rule.goals if it.goal == goal), None)
    return None if mine is None or theirs is None else theirs - mine


def _is_worse(run: Run, rule: Run) -> bool:
    """Tell whether a run has no plan, or one that is worse than the rule's in the first goal in which they differ."""
    if run.goals[0].value is None:
        return True
    return _values(run) > _values(rule)


def _values(run: Run) -> list[int]:
    return [it.value for it in run.goals if it.value is not None]


def _by_contender(scored: Sequence[Scored], known: Known) -> Rows:
    rows = []
    for name in sorted({it.run.set for it in scored}):
        group = [it for it in scored if it.run.set == name]
        easy = {it.run.key for it in group if _proof_s(it.run) <= EASY_S}
        for contender in dict.fromkeys(it.run.contender for it in group):
            own = [it for it in group if it.run.contender == contender]
            runs = [it.run for it in own if it.run.key in easy]
            rows.append(
                [
                    *(name, contender, str(len(own))),
                    str(sum(it.run.status in ("optimal", "infeasible") for it in own)),
                    percent(_mean(_over_best(it, known) for it in own)),
                    percent(_mean(gap(it.run.goals[0]) for it in own)),
                    str(len(runs)),
                    seconds(_median([*map(_proof_s, runs)])),
                    seconds(_median([run.wall_s for run in runs])),
                ]
            )
    return rows


def _proof_s(run: Run) -> float:
    """Return when the last goal was proven, endless if it was not; the whole time where the contender does not tell."""
    if run.status != "optimal":
        return inf
    times = [it.proven_s for it in run.goals if it.proven_s is not None]
    return max(times) if len(times) == len(run.goals) else run.wall_s


def _mean(values: Iterable[float | None]) -> float | None:
    given = [value for value in values if value is not None]
    return mean(given) if given else None


def _median(values: Sequence[float]) -> float | None:
    """Return the median, None where there is no value or most of them are endless."""
    middle = median(values) if values else inf
    return None if middle == inf else middle


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.1f}"
