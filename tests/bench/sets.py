"""The sets of cases that a name on the command line stands for, each with those who compete on it."""

from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from planner.network import Schedule
from planner.request import Goal
from tests.bench import ablation, constraints, encodings, portfolio, psplib, roadmaps
from tests.bench.cases import Absent, Case, Contender, Run
from tests.bench.contenders import Milepost, priority_rule
from tests.bench.known import Figure, Known

NAMES = ("roadmaps", "ablation", "constraints", "encodings", "psplib", "portfolio")


class CaseSet(Struct, frozen=True):
    """Cases, and who competes: ``contenders`` always, ``rivals`` unless they are left out."""

    cases: Callable[[], Iterator[Case]]
    contenders: tuple[Contender, ...] = (Milepost(),)
    rivals: tuple[Contender, ...] = (priority_rule,)


def case_set(name: str, folder: Path | None) -> CaseSet:
    """Return the set of a name; ``folder`` is where psplib's instances are. Raises ``Absent`` where it is needed."""
    if name == "roadmaps":
        return CaseSet(roadmaps.cases)
    if name == "ablation":
        return CaseSet(roadmaps.cases, contenders=ablation.CONTENDERS, rivals=())
    if name == "constraints":
        return CaseSet(constraints.cases)
    if name == "encodings":
        return CaseSet(encodings.cases, contenders=encodings.CONTENDERS, rivals=())
    if name == "portfolio":
        return CaseSet(portfolio.cases)
    if folder is None:
        raise Absent("the set psplib needs --folder, the folder that holds its instances")
    return _psplib(folder)


def _psplib(folder: Path) -> CaseSet:
    def faults(case: Case, schedule: Schedule) -> list[str]:
        return psplib.faults_of(folder, case, schedule)

    return CaseSet(
        lambda: psplib.cases(folder, subsets(folder)),
        contenders=(Milepost(faults),),
        rivals=(priority_rule, pyjobshop),
    )


def subsets(folder: Path) -> list[str]:
    """Return the names of the sets in a folder of psplib's."""
    return sorted(it.name for it in folder.iterdir() if it.is_dir())


def pyjobshop(case: Case, seconds: float, workers: int, seed: int) -> Run:
    """Return what PyJobShop comes to. Raises ``Absent`` where it is not installed."""
    # Here: it measures itself in a way that not every system knows.
    from tests.bench.pyjobshop import contend  # noqa: PLC0415

    return contend(case, seconds, workers, seed)


def take_published(known: Known, folder: Path) -> None:
    """Put the best known bounds of a folder of psplib's beside what is known."""
    for name in subsets(folder):
        for instance, (bound, value) in psplib.best_known(folder, name).items():
            known.published[name, instance] = Figure("finish", {}, value, bound)


def chosen(cases: Iterator[Case], only: str, every: int, goals: tuple[Goal, ...]) -> Iterator[Case]:
    """Yield every k-th of the cases whose set and name hold ``only``, with ``goals`` in place of theirs if any."""
    matching = (case for case in cases if only in f"{case.set} {case.name}")
    for position, case in enumerate(matching):
        if position % every == 0:
            yield _with_goals(case, goals) if goals else case


def _with_goals(case: Case, goals: tuple[Goal, ...]) -> Case:
    request = None if case.request is None else replace(case.request, goals=goals)
    return replace(case, goals=goals, request=request)
