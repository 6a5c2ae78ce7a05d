"""How long studies take: ``python -m tests.bench.studies``.

Whole frontiers of finish against budget, with one and with two solves at once; and a grid of 100 cells beside its cells
planned one by one from nothing, in the same run, with the same workers.
"""

import argparse
import time
from datetime import date, timedelta
from itertools import islice

import msgspec
from msgspec.structs import replace

import planner
from catalog.library import load
from catalog.model import Catalog
from planner.exploring.grid import crossed
from planner.exploring.studies import Frontier, Grid, Study, StudyRequest, study
from planner.intake import read_request, with_defaults
from planner.merging import merged
from planner.request import Headcount, PlanRequest, Solver
from tests.bench.contenders import warm_up
from tests.bench.machine import machine
from tests.bench.paper import Paper

START = date(2027, 1, 4)
LIMITS_S = {"2-4": 30, "1-5": 120}
"""Seconds within which the frontier of each is to be whole."""


def a_request(current: int, target: int, headcount: float | None = 12) -> PlanRequest:
    """Return a request of five functions with so many people."""
    people = Headcount() if headcount is None else headcount
    request = PlanRequest(current=current, target=target, start=START, headcount=people)
    return with_defaults(request, load("ai-maturity"))


def main() -> None:
    """Run the studies, and print how long they took and what is proven."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.studies", description=__doc__)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="solves at once (default 1 and 2)")
    parser.add_argument("--cells", type=int, default=100, help="cells of the grid to plan from nothing (default all)")
    parser.add_argument("--only", choices=["frontier", "grid"], help="one of the two")
    options = parser.parse_args()
    paper, catalog = Paper(), load("ai-maturity")
    paper.write(machine())
    warm_up()
    if options.only != "grid":
        frontiers(paper, catalog, options.workers)
    if options.only != "frontier":
        grids(paper, catalog, options.workers, options.cells)


def frontiers(paper: Paper, catalog: Catalog, workers: list[int]) -> None:
    """Draw each frontier with each number of solves at once."""
    paper.head(("frontier", "at once", "within", "took", "solves", "points", "proven"))
    for name, limit in LIMITS_S.items():
        current, target = map(int, name.split("-"))
        for count in workers:
            found = asked("frontier", a_request(current, target), catalog, count, limit)
            assert isinstance(found.result, Frontier)
            points = sum(len(level.points) for level in found.result.levels)
            whole = "all" if found.proven else "not all"
            paper.row((name, str(count), f"{limit} s", f"{found.wall_s:.1f} s", str(found.solves), str(points), whole))


def grids(paper: Paper, catalog: Catalog, workers: list[int], most: int) -> None:
    """Fill a grid of five budgets, five headcounts and four deadlines, together and cell by cell."""
    request = a_request(2, 4, None)
    cells = {
        "budgets": tuple(range(1_000_000, 1_250_001, 62_500)),
        "headcounts": (7, 8, 9, 10, 12),
        "deadlines": tuple(date(2027, 11, 28) + timedelta(weeks=weeks) for weeks in (0, 3, 6, 20)),
    }
    paper.head(("grid of 100", "at once", "together", "proven", "solves", "one by one", "of them proven", "ratio"))
    for count in workers:
        together = asked("grid", request, catalog, count, 600, **cells)
        assert isinstance(together.result, Grid)
        proven = sum(cell.status in ("optimal", "infeasible") for cell in together.result.cells)
        began, alone = time.monotonic(), 0
        wanted = list(islice(crossed(*cells.values()), most))  # type: ignore[arg-type]
        for cell in wanted:
            own = read_request(merged(_document(request), cell.changes), lambda _: catalog)[0]
            own = replace(own, solver=Solver(time_limit_s=10, workers=count))
            alone += planner.plan(own, catalog, explained=False).status in ("optimal", "infeasible")
        took = time.monotonic() - began
        ratio = took / together.wall_s * len(together.result.cells) / len(wanted)
        paper.row(
            (
                "5 x 5 x 4",
                str(count),
                f"{together.wall_s:.1f} s",
                str(proven),
                str(together.solves),
                f"{took:.1f} s" + ("" if len(wanted) == len(together.result.cells) else f" for {len(wanted)}"),
                str(alone),
                f"{ratio:.1f}",
            )
        )


def _document(request: PlanRequest) -> dict[str, object]:
    document: dict[str, object] = msgspec.to_builtins(request)
    return document


def asked(kind: str, request: PlanRequest, catalog: Catalog, workers: int, seconds: float, **fields: object) -> Study:
    """Return what a study comes to, so many solves at once."""
    own = replace(request, solver=Solver(workers=workers))
    return study(StudyRequest(kind=kind, request=own, time_limit_s=seconds, **fields), catalog)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
