"""Measures documents on this machine: ``python -m tests.bench.documents`` (``make bench-documents``).

Times every format of a plan of 130 activities and all of them together, then asks a service for charts and documents
and reads what it says of its event loop meanwhile; beside it stands the same with as many busy processes and no
document, for what the machine itself is late by.
"""

import argparse
import asyncio
import contextlib
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import httpx
import msgspec

import planner
from api.storage.repositories.plans import Plans
from catalog.library import load
from catalog.model import Catalog
from clients.documents.export import Exporter
from clients.documents.formats import CHARTS, FILES
from clients.documents.rendering import Renderer
from planner.plans import Plan
from planner.request import Budget, Headcount, Organization, PlanRequest, Solver
from tests.api.house import House
from tests.bench.requests import START
from tests.bench.service import LOOPBACK, delays, row, served

FUNCTIONS = ("sales", "hr", "operations", "product", "support", "finance")
REQUEST = PlanRequest(
    name="bench",
    organization=Organization(functions=FUNCTIONS),
    current=1,
    target=5,
    start=START,
    budget=Budget(total=6_000_000, per_quarter=500_000),
    headcount=Headcount(total=25, roles={"ai_engineer": (3, 4)}),
    solver=Solver(time_limit_s=10),
)
WANTED = [(f"charts/{chart}", accept) for chart in CHARTS for accept in ("image/svg+xml", "image/png")]
WANTED += [(f"documents/{form}", "*/*") for form in ("html", "pdf", "xlsx", "pptx", "zip")]
BUSY = "while True: pass"


def main() -> None:
    """Run every measurement and print its row."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.documents", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured; the best counts (default 3)")
    options = parser.parse_args()
    catalog = load("ai-maturity")
    plan = planner.plan(REQUEST, catalog)
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"vl-convert {version('vl-convert-python')}, typst {version('typst')}; {len(plan.activities)} activities, "
        f"{len(plan.phases)} quarters\n"
    )
    print("| what | measured | bar |\n| --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        everything(plan, Path(folder), options.rounds)
        one_by_one(plan, catalog, options.rounds)
        with (
            served(Path(folder)) as (port, _),
            httpx.Client(base_url=f"http://{LOOPBACK}:{port}", timeout=120) as client,
        ):
            beside(client)
        held(plan, Path(folder) / "held")


def everything(plan: Plan, folder: Path, rounds: int) -> None:
    """Time the command that makes all documents, from its start to its end."""
    file = folder / "plan.json"
    file.write_bytes(msgspec.json.encode(plan))
    command = [str(Path(sys.executable).with_name("milepost")), "export", str(file), "--all", str(folder / "all")]
    times = [timed(lambda: subprocess.run(command, check=True, capture_output=True)) for _ in range(rounds)]
    size = sum(path.stat().st_size for path in (folder / "all").iterdir())
    row(f"milepost export --all: {len(FILES)} files, {size:,} bytes", f"{min(times):.1f} s", "within 10 s")


def one_by_one(plan: Plan, catalog: Catalog, rounds: int) -> None:
    """Time each format by itself, its pictures included, in a process that has started already."""
    with Renderer() as renderer:
        for name, format_ in FILES.items():
            chart = name.partition(".")[0] if format_ in ("svg", "png") else "gantt"
            times = []
            for _ in range(rounds):
                exporter = Exporter(plan, catalog, renderer=renderer)
                times.append(timed(lambda made=exporter, form=format_, one=chart: made.document(form, one)))  # type: ignore[misc]
            row(f"... {name}", f"{min(times):.2f} s", "")


def timed(work: object) -> float:
    """Return the seconds that a piece of work takes."""
    began = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - began


def held(plan: Plan, folder: Path) -> None:
    """Ask for the same in this process, and see how long the longest step of the event loop keeps it at work.

    Counted is the time that the loop's thread computes, so that no other process of the machine has a share in it.
    """
    folder.mkdir()
    longest = 0.0
    run = asyncio.events.Handle._run

    def measured(handle: asyncio.events.Handle) -> None:
        nonlocal longest
        began = time.thread_time()
        run(handle)
        longest = max(longest, time.thread_time() - began)

    with House(folder) as house:
        address = f"/v1/plans/{stored(house, plan)}"
        house.client.get(f"{address}/charts/risk")  # what happens once, at the first request, is not what is asked here
        asyncio.events.Handle._run = measured  # type: ignore[method-assign]
        try:
            for path, accept in WANTED:
                house.client.get(f"{address}/{path}", headers={"Accept": accept}).raise_for_status()
        finally:
            asyncio.events.Handle._run = run  # type: ignore[method-assign]
    row("longest step of the event loop meanwhile, in processor time", f"{1000 * longest:.1f} ms", "never over 10 ms")


def stored(house: House, plan: Plan) -> str:
    """Put a plan into a service's database as if a worker had made it, and return its id."""
    plan_id = house.plan()
    document = msgspec.json.encode(msgspec.structs.replace(plan, id=plan_id))
    with house.database.write() as session:
        Plans(session, "default").set_result(
            plan_id, status=plan.status, finish=plan.finish, etag=f'"{plan_id}"', document=document
        )
    return plan_id


def beside(client: httpx.Client) -> None:
    """Ask for charts and documents and read how late the event loop was meanwhile."""
    request = msgspec.json.encode(REQUEST)
    headers = {"Prefer": "wait=60", "Content-Type": "application/json"}
    answer = client.post("/v1/plans", content=request, headers=headers).raise_for_status()
    address = answer.headers["location"]
    with late(client, "charts and documents are made", "never over 10 ms"):
        began = time.perf_counter()
        for path, accept in WANTED:
            client.get(f"{address}/{path}", headers={"Accept": accept}).raise_for_status()
        seconds = time.perf_counter() - began
    with late(client, "two processes are busy and nothing is made"), busy(2):
        time.sleep(seconds)
    again = client.get(f"{address}/documents/zip")
    known = timed(lambda: client.get(f"{address}/documents/zip", headers={"If-None-Match": again.headers["etag"]}))
    row("all documents, to a caller who has them", f"{1000 * known:.1f} ms", "")


@contextlib.contextmanager
def late(client: httpx.Client, while_: str, bar: str = "") -> Iterator[None]:
    """Print how late the event loop of a service was while the block ran."""
    before = delays(client)
    yield
    after = delays(client)
    counted = {bound: after[bound] - before.get(bound, 0) for bound in after}
    total = counted[float("inf")]

    def most(share: float) -> str:
        return f"{1000 * min(bound for bound, count in counted.items() if count >= share * total):g} ms"

    row(
        f"event loop delay while {while_} ({total:,.0f} samples)",
        f"p99 at most {most(0.99)}, all at most {most(1)}",
        bar,
    )


@contextlib.contextmanager
def busy(count: int) -> Iterator[None]:
    """Keep ``count`` processes busy, as niced as those that make documents."""
    words = ["nice", "-n", "5", sys.executable, "-c", BUSY]
    with contextlib.ExitStack() as stack:
        for _ in range(count):
            process = stack.enter_context(subprocess.Popen(words))
            stack.callback(process.kill)
        yield


if __name__ == "__main__":
    main()
