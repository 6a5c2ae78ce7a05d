"""Times the planner against others and prints what was found and proven: ``python -m tests.bench roadmaps psplib``.

For each case every contender runs, one after the other; every plan is checked. Exits with 1 where a contender failed
or a plan did not hold, with 2 where something is missing, or a figure contradicts what is known: then nothing is
learned.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from planner.request import Goal
from tests.bench import known as known_figures
from tests.bench.cases import Absent, Case, Contender, Run
from tests.bench.contenders import warm_up
from tests.bench.known import Contradiction, Known
from tests.bench.machine import Machine, machine
from tests.bench.paper import HEAD, Paper, cells_of
from tests.bench.sets import NAMES, CaseSet, case_set, chosen, take_published
from tests.bench.summary import Scored, summarize


class Report(Struct, frozen=True):
    """What ``--json`` writes."""

    machine: Machine
    runs: tuple[Run, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line asks for and return the exit code."""
    options = _parser().parse_args(arguments)
    paper, here = Paper(), machine()
    scored: list[Scored] = []
    known = known_figures.read(options.known)
    paper.write(f"{here}, {options.seconds:g} s a run, {options.workers or here.cores} workers")
    ended = 0
    warm_up()
    try:
        for name in options.sets:
            if name == "psplib" and options.folder is not None:
                take_published(known, options.folder)
            _run_set(name, options, paper, known, scored)
    except (Absent, Contradiction) as told:
        paper.write(f"\n{told}")
        ended = 2
    except KeyboardInterrupt:
        ended = 130
    summarize(paper, scored, known)
    if options.learn and ended != 2:
        known_figures.write(known, options.known)
        paper.write(f"\nLearned: {known.values} better values, {known.bounds} better bounds.")
    failed = sum(it.run.failure is not None for it in scored)
    paper.write(f"\n{len(scored)} runs, {failed} failed.")
    _keep(options, paper, Report(here, tuple(it.run for it in scored)))
    return ended or (1 if failed else 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    add = parser.add_argument
    sets = f"any of {', '.join(NAMES)} (default roadmaps)"
    add("sets", nargs="*", type=_set_name, default=["roadmaps"], metavar="SET", help=sets)
    add("--seconds", type=float, default=10, help="time limit of each run (default 10)")
    add("--workers", type=int, default=0, help="workers of each run (default: one a core)")
    add("--seed", type=int, default=1, help="seed of the first run of each case (default 1)")
    add("--repeats", type=int, default=1, help="runs of each case, each with the next seed (default 1)")
    add("--rivals", action=argparse.BooleanOptionalAction, default=True, help="let others run too (default)")
    add("--only", default="", metavar="TEXT", help="only cases whose set and name hold this")
    add("--sample", type=int, default=1, metavar="N", help="only every N-th of these")
    add("--goals", type=_goals, default=(), help="goals in place of the cases' own: finish,cost")
    add("--folder", type=Path, help="where the instances of psplib are")
    add("--json", type=Path, metavar="FILE", help="write every run as JSON")
    add("--markdown", type=Path, metavar="FILE", help="write what is printed")
    add("--known", type=Path, default=known_figures.DEFAULT, metavar="FILE", help="the best known figures")
    add("--learn", action="store_true", help="put every better figure into the known ones")
    return parser


def _set_name(text: str) -> str:
    if text not in NAMES:
        raise argparse.ArgumentTypeError(f"there is no set {text}; the sets are {', '.join(NAMES)}")
    return text


def _goals(text: str) -> tuple[Goal, ...]:
    try:
        return msgspec.convert([{"goal": name} for name in text.split(",")], tuple[Goal, ...])
    except msgspec.ValidationError as wrong:
        raise argparse.ArgumentTypeError(f"{text} is no list of goals like finish,cost: {wrong}") from wrong


def _run_set(name: str, options: argparse.Namespace, paper: Paper, known: Known, scored: list[Scored]) -> None:
    one = case_set(name, options.folder)
    paper.write(f"\n## {name}")
    paper.head(HEAD)
    for case in chosen(one.cases(), options.only, options.sample, options.goals):
        for seed in range(options.seed, options.seed + options.repeats):
            for run in compete(case, _entrants(one, options.rivals), options.seconds, options.workers, seed):
                scored.append(Scored(case, run))
                paper.row(cells_of(run))
                (known.learn if options.learn else known.compare)(case, run)


def _entrants(one: CaseSet, rivals: bool) -> tuple[Contender, ...]:
    return (*one.contenders, *one.rivals) if rivals else one.contenders


def compete(case: Case, contenders: Sequence[Contender], seconds: float, workers: int, seed: int) -> Iterator[Run]:
    """Yield a run of each contender on a case, as it ends."""
    for contender in contenders:
        yield contender(case, seconds, workers, seed)


def _keep(options: argparse.Namespace, paper: Paper, report: Report) -> None:
    if options.json is not None:
        options.json.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n")
    if options.markdown is not None:
        options.markdown.write_text(str(paper), encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
