"""Measures the service on this machine: ``python -m tests.bench.service`` (``make bench-api``).

Starts ``milepost serve`` and, beside it, a bare Litestar handler that returns the same bytes, and asks both in turn, so
that the ratio holds whatever the machine. Everything runs on loopback, in a data directory of its own, and is ended.
"""

import argparse
import contextlib
import os
import platform
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import httpx

from tests.bench.load import LOOPBACK, load, percentile

REQUEST = {
    "name": "bench",
    "current": 2,
    "target": 4,
    "start": "2027-01-04",
    "headcount": 12,
    "budget": {"total": 1_500_000},
    "solver": {"time_limit_s": 5, "workers": 1},
}
# Scarce money by quarter and one person of each role: a search that uses all of its seconds.
LONG = {
    **REQUEST,
    "name": "long",
    "target": 5,
    "headcount": {"roles": {"ai_engineer": 1, "data_engineer": 1, "program_lead": 1}},
    "budget": {"per_quarter": 200_000},
}
CONNECTIONS = 32
ROUNDS = 3
MANY = 10_000
LISTENERS = 50


def main() -> None:
    """Run every measurement and print its row."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.service", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5, help="length of each round of load (default 5)")
    options = parser.parse_args()
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"Litestar {version('litestar')}, uvicorn {version('uvicorn')}, client on the same machine\n"
    )
    print("| what | measured | bar |\n| --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with served(data) as (port, seconds_up):
            row("milepost serve: first answer of /livez", f"{seconds_up:.2f} s", "under 2 s")
            with httpx.Client(base_url=f"http://{LOOPBACK}:{port}", timeout=60) as client:
                measure(client, port, data, options.seconds)


def measure(client: httpx.Client, port: int, data: Path, seconds: float) -> None:
    """Measure reads, lists, the event loop under solves, and listeners."""
    answer = client.post("/v1/plans", json=REQUEST, headers={"Prefer": "wait=30"})
    answer.raise_for_status()
    plan = answer.headers["location"]
    body = client.get(plan).content
    document = data / "plan.json"
    document.write_bytes(body)
    reads(port, plan, document, seconds)
    add_plans(data, MANY)
    lists(client)
    loop_delay(client)
    listeners(client)


def reads(port: int, plan: str, document: Path, seconds: float) -> None:
    """Ask for a stored plan and for the same bytes of a bare handler, in turn."""
    ours, bare = [], []
    with bare_handler(document) as other:
        for _ in range(ROUNDS):
            ours.append(load(port, plan, connections=CONNECTIONS, seconds=seconds))
            bare.append(load(other, "/", connections=CONNECTIONS, seconds=seconds))
    ratio = statistics.median(mine.per_second / theirs.per_second for mine, theirs in zip(ours, bare, strict=True))
    rates = f"{statistics.median(one.per_second for one in ours):,.0f} of "
    rates += f"{statistics.median(one.per_second for one in bare):,.0f} a second"
    failures = sum(one.failures for one in (*ours, *bare))
    row(f"GET of a stored plan ({document.stat().st_size:,} bytes), {CONNECTIONS} connections", rates, "")
    row("... of a bare handler's rate, round by round", f"{ratio:.0%}", "at least 60 %")
    row("... p99", f"{1000 * statistics.median(one.percentile(99) for one in ours):.1f} ms", "under 10 ms")
    row("... answers that were not 200", str(failures), "0")


def add_plans(data: Path, number: int) -> None:
    """Put plans into the database directly: the list is measured, not the making."""
    from api.storage.database import Database  # noqa: PLC0415
    from api.storage.ids import new_id  # noqa: PLC0415
    from api.storage.tables import JobRow, PlanRow  # noqa: PLC0415

    database = Database(f"sqlite:///{data / 'milepost.db'}")
    at = datetime.now(UTC) - timedelta(days=1)
    filler = b"x" * 200_000
    with database.write() as session:
        for number_of in range(number):
            job, plan = new_id("job"), new_id("plan")
            session.add(
                JobRow(
                    id=job,
                    workspace_id="default",
                    kind="plan",
                    subject_id=plan,
                    state="succeeded",
                    attempt=1,
                    payload=b"{}",
                    created_at=at,
                    started_at=at,
                    finished_at=at,
                )
            )
            session.add(
                PlanRow(
                    id=plan,
                    workspace_id="default",
                    job_id=job,
                    name=f"plan {number_of}",
                    catalog="ai-maturity",
                    current=2,
                    target=4,
                    start=date(2027, 1, 4),
                    status="optimal",
                    finish=date(2027, 11, 28),
                    etag='"x"',
                    document=filler if number_of % 10 == 0 else b"{}",
                    created_at=at,
                )
            )
    database.close()


def lists(client: httpx.Client) -> None:
    """Page through the plans, a hundred at a time."""
    times, address, seen = [], "/v1/plans?limit=100", 0
    while address:
        began = time.perf_counter()
        page = client.get(address).raise_for_status()
        times.append(time.perf_counter() - began)
        answer = page.json()
        seen += len(answer["items"])
        address = f"/v1/plans?limit=100&cursor={answer['next']}" if answer["next"] else ""
    ordered = sorted(times)
    row(
        f"a page of 100 of {seen:,} plans, all {len(times)} pages",
        f"median {1000 * percentile(ordered, 50):.1f} ms, p99 {1000 * percentile(ordered, 99):.1f} ms",
        "under 20 ms",
    )


def loop_delay(client: httpx.Client) -> None:
    """Let two searches run and read what the service says of its event loop meanwhile."""
    jobs = [client.post("/v1/plans", json=LONG).raise_for_status().json()["id"] for _ in range(2)]
    until = time.monotonic() + 30
    while any(client.get(f"/v1/jobs/{job}").json()["state"] == "queued" for job in jobs) and time.monotonic() < until:
        time.sleep(0.05)
    before = delays(client)
    pings = []
    while all(client.get(f"/v1/jobs/{job}").json()["state"] == "running" for job in jobs):
        began = time.perf_counter()
        client.get("/livez")
        pings.append(time.perf_counter() - began)
        time.sleep(0.01)
    after = delays(client)
    counted = {bound: after[bound] - before.get(bound, 0) for bound in after}
    total = counted[float("inf")]
    p99 = min(bound for bound, count in counted.items() if count >= 0.99 * total) if total else float("nan")
    row(
        f"event loop delay while two searches run ({total:,.0f} samples)",
        f"p99 at most {1000 * p99:g} ms; /livez p99 {1000 * percentile(sorted(pings), 99):.1f} ms",
        "p99 under 10 ms",
    )


def delays(client: httpx.Client) -> dict[float, float]:
    """Return the service's histogram of its event loop's delay: seconds to number of samples at most as long."""
    found = {}
    for line in client.get("/metrics").text.splitlines():
        if line.startswith("milepost_event_loop_delay_seconds_bucket"):
            bound = line.partition('le="')[2].partition('"')[0]
            found[float(bound)] = float(line.rpartition(" ")[2])
    return found


def listeners(client: httpx.Client) -> None:
    """Let many listen to one job, and compare what each of them heard."""
    job = client.post("/v1/plans", json=LONG).raise_for_status().json()["id"]
    heard: list[str] = [""] * LISTENERS

    def listen(number: int) -> None:
        with (
            httpx.Client(base_url=client.base_url, timeout=60) as own,
            own.stream("GET", f"/v1/jobs/{job}/events", headers={"Last-Event-ID": "0"}) as stream,
        ):
            lines = (line for line in stream.iter_lines() if line.startswith(("id:", "event:", "data:")))
            heard[number] = "\n".join(lines)

    threads = [threading.Thread(target=listen, args=(number,)) for number in range(LISTENERS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    events = heard[0].count("event:")
    same = sum(one == heard[0] for one in heard)
    row(
        f"{LISTENERS} listeners on one job",
        f"{same} identical streams of {events} events, all ended in {seconds:.1f} s",
        f"{LISTENERS} identical",
    )


@contextlib.contextmanager
def served(data: Path) -> Iterator[tuple[int, float]]:
    """Run ``milepost serve`` on a free port; yield the port and the seconds until it answered."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("milepost")), "serve", "--port", str(port), "--data", str(data)]
    with running(command, port, "/livez") as seconds:
        yield port, seconds


@contextlib.contextmanager
def bare_handler(document: Path) -> Iterator[int]:
    """Run the handler that does nothing but return the document; yield its port."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.bare", str(port), str(document)]
    with running(command, port, "/"):
        yield port


@contextlib.contextmanager
def running(command: list[str], port: int, path: str) -> Iterator[float]:
    """Run a server until the block ends; yield the seconds until ``path`` was answered."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            while True:
                with contextlib.suppress(httpx.TransportError):
                    httpx.get(f"http://{LOOPBACK}:{port}{path}", timeout=5)
                    break
                if process.poll() is not None or time.perf_counter() - began > 60:
                    log.seek(0)
                    raise SystemExit(f"{' '.join(command)} did not come up:\n{log.read().decode()}")
                time.sleep(0.01)
            yield time.perf_counter() - began
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def row(what: str, measured: str, bar: str) -> None:
    """Print a row of the table."""
    print(f"| {what} | {measured} | {bar} |", flush=True)


if __name__ == "__main__":
    main()
