"""The best values and bounds that are known of each goal of each case, in a file that may only get better.

A value of a later goal stands for something only beside the values of the goals before it: figures are kept, and
compared, with those. After a goal that may be given up (``within``) nothing is kept. A case whose network has changed
is another problem: what was known of it is forgotten.
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

from planner.network import Network
from tests.bench.cases import Case, Run

DEFAULT = Path(__file__).with_name("known.json")


class Contradiction(Exception):
    """A value below a known bound, or a bound above a known value: one of the two was a lie. The message names both."""


class Figure(Struct):
    """What is known of one goal where the goals before it have the values ``after``, by goal and in their order."""

    goal: str
    after: dict[str, int]
    value: int | None = None
    bound: int | None = None

    def rank(self) -> tuple[int, ...]:
        """Return the values before, to be compared: less is better."""
        return tuple(self.after.values())


class Problem(Struct):
    """What is known of one case; ``network`` is the print of the network it is known of."""

    network: str
    figures: list[Figure] = []

    def of(self, goal: str, after: dict[str, int]) -> Figure | None:
        """Return the figure of a goal after goals of these names, whatever their values were."""
        return next((it for it in self.figures if it.goal == goal and [*it.after] == [*after]), None)


class Known:
    """The known figures of all sets. ``values`` and ``bounds`` count what was bettered since it was read.

    ``published`` holds the figures of others on a first goal, by set and name: compared with, and never kept.
    """

    def __init__(self, problems: dict[str, dict[str, Problem]] | None = None) -> None:
        self.problems = problems or {}
        self.published: dict[tuple[str, str], Figure] = {}
        self.values = 0
        self.bounds = 0

    def compare(self, case: Case, run: Run) -> None:
        """Raise ``Contradiction`` where a run and what is known cannot both be true."""
        for found in _figures(case, run):
            for known in self._beside(case, found):
                _agree(run, found, known)

    def learn(self, case: Case, run: Run) -> None:
        """Take over every figure of a run that betters what is known. Raises ``Contradiction``."""
        self.compare(case, run)
        problem = self._problem(case)
        if problem is None:
            problem = Problem(print_of(case.network))
            self.problems.setdefault(case.set, {})[case.name] = problem
        for found in _figures(case, run):
            self._take(problem, found)

    def best(self, case: Case, goal: str, after: dict[str, int]) -> Figure:
        """Return the best value and bound known of a goal after exactly these values, None where there is none."""
        figures = self._beside(case, Figure(goal, after))
        values = [it.value for it in figures if it.value is not None]
        bounds = [it.bound for it in figures if it.bound is not None]
        return Figure(goal, after, min(values, default=None), max(bounds, default=None))

    def _beside(self, case: Case, found: Figure) -> list[Figure]:
        """Return the known figures of the same goal after the same values."""
        problem = self._problem(case)
        known = [None if problem is None else problem.of(found.goal, found.after)]
        known.append(self.published.get((case.set, case.name)))
        return [it for it in known if it is not None and (it.goal, it.after) == (found.goal, found.after)]

    def _problem(self, case: Case) -> Problem | None:
        problem = self.problems.get(case.set, {}).get(case.name)
        return problem if problem is not None and problem.network == print_of(case.network) else None

    def _take(self, problem: Problem, found: Figure) -> None:
        known = problem.of(found.goal, found.after)
        if known is not None and known.rank() < found.rank():
            return
        if known is None or known.rank() > found.rank():
            problem.figures = [it for it in problem.figures if it is not known]
            known = Figure(found.goal, dict(found.after))
            problem.figures.append(known)
        if found.value is not None and (known.value is None or found.value < known.value):
            known.value = found.value
            self.values += 1
        if found.bound is not None and (known.bound is None or found.bound > known.bound):
            known.bound = found.bound
            self.bounds += 1


def read(path: Path) -> Known:
    """Return what is known in a file; nothing where there is none."""
    if not path.is_file():
        return Known()
    return Known(msgspec.json.decode(path.read_bytes(), type=dict[str, dict[str, Problem]]))


def write(known: Known, path: Path) -> None:
    """Write what is known, by set and name."""
    kept = {name: dict(sorted(problems.items())) for name, problems in sorted(known.problems.items())}
    path.write_bytes(msgspec.json.format(msgspec.json.encode(kept), indent=1) + b"\n")


def print_of(network: Network) -> str:
    """Return a short hash of what a network says; fields that say nothing do not count, so that new ones may come."""
    said = _said(msgspec.to_builtins(network, order="deterministic"))
    return sha256(msgspec.json.encode(said, order="deterministic")).hexdigest()[:12]


def _said(part: object) -> object:
    if isinstance(part, dict):
        return {name: _said(value) for name, value in part.items() if value not in (None, [], (), {})}
    if isinstance(part, list | tuple):
        return [_said(value) for value in part]
    return part


def _figures(case: Case, run: Run) -> Iterator[Figure]:
    """Yield what a run tells of each goal, as long as the goals before it have values; nothing of a failed run."""
    if run.failure is not None:
        return
    after: dict[str, int] = {}
    for goal, reached in zip(case.goals, run.goals, strict=True):
        yield Figure(reached.goal, dict(after), reached.value, reached.bound)
        if reached.value is None or goal.within is not None:
            return
        after[reached.goal] = reached.value


def _agree(run: Run, found: Figure, known: Figure) -> None:
    where, who = f"{run.set}, {run.name}, {found.goal}", f"of {run.contender}, seed {run.seed}"
    if found.value is not None and known.bound is not None and found.value < known.bound:
        raise Contradiction(f"{where}: the value {found.value} {who} is below the known bound {known.bound}")
    if found.bound is not None and known.value is not None and found.bound > known.value:
        raise Contradiction(f"{where}: the bound {found.bound} {who} is above the known value {known.value}")
