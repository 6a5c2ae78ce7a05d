"""PyJobShop as a contender: the same network, rebuilt with its own words and solved by OR-Tools under its model.

The harness calls ``contend``. Each run is a process of its own (``python -m tests.bench.pyjobshop``, which the harness
never needs to type): its memory is its own, and a run that does not end is ended. The time that Python takes to load
PyJobShop is not counted; building the model is.
"""

import os
import resource
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from planner.ledger import breaks
from planner.network import Network, Schedule
from planner.plans import Status
from tests.bench.cases import Absent, Case, Reached, Run

if TYPE_CHECKING:
    from pyjobshop import Model, Result

NAME = "pyjobshop"

ROOT = Path(__file__).resolve().parents[2]

GRACE_S = 60.0
"""How long a process may take beyond the time of its run, to load and to stop, until it is killed."""


class Task(Struct, frozen=True):
    """What a process is asked: a network, its goal being ``finish``, within ``seconds`` of building and solving."""

    network: Network
    seconds: float
    workers: int
    seed: int


class Answer(Struct, frozen=True):
    """What a process says: how it ended, the schedule if there is one, the bound on the target's week in weeks.

    ``failure`` is a sentence about a model that the solver did not take.
    """

    status: Status
    schedule: Schedule | None
    bound: int | None
    wall_s: float
    memory_mib: float
    failure: str | None = None


def contend(case: Case, seconds: float, workers: int, seed: int) -> Run:
    """Return what PyJobShop comes to on a case in ``seconds``, building included; ``workers`` 0 is one a core.

    Only ``finish`` is sought, and only networks of links, resources and stocks: of others the run's ``failure`` says
    why not. Further goals of the case stay without a value. Raises ``Absent`` without the ``pyjobshop`` package.
    """
    if find_spec("pyjobshop") is None:
        raise Absent("the pyjobshop package is missing: install the project's extra named bench")
    workers = workers or os.cpu_count() or 1
    refused = beyond_it(case)
    if refused is not None:
        return _run(case, seconds, workers, seed, _failed(0.0, refused))
    return _run(case, seconds, workers, seed, _asked(Task(case.network, seconds, workers, seed)))


def beyond_it(case: Case) -> str | None:
    """Return what of a case PyJobShop has no words for, as a sentence, or None where it has words for all of it."""
    network = case.network
    money = network.money
    if not case.goals or case.goals[0].goal != "finish":
        return "PyJobShop is asked for the finish alone, and this case has another goal first."
    if money.total is not None or money.per_quarter is not None:
        return "PyJobShop cannot limit money by the time at which it is spent, and this network limits money."
    if any(len(set(each.capacity)) > 1 for each in network.resources):
        return "PyJobShop's resources have one capacity for all time, and this network's change by the quarter."
    if network.frozen:
        return "PyJobShop has no weeks in which activities may run but not start or end."
    return None


def build(model: "Model", network: Network) -> list[int]:
    """Build a network into an empty model; return, for each of the model's modes, its position among its node's modes.

    The model's tasks are the network's nodes in their order; its time is weeks.
    """
    shared = [model.add_renewable(each.capacity[0], name=each.name) for each in network.resources]
    shared += [model.add_consumable(stock.amount, name=stock.name) for stock in network.stocks]
    end = network.horizon if network.deadline is None else min(network.deadline, network.horizon)
    tasks, positions = [], []
    for node in network.nodes:
        latest = end if node.latest is None else min(end, node.latest)
        tasks.append(model.add_task(earliest_start=node.earliest, latest_end=latest, name=node.id))
        for position, mode in enumerate(node.modes):
            demands = (*mode.demand, *(mode.drawn(stock) for stock in range(len(network.stocks))))
            taken = [(each, demand) for each, demand in zip(shared, demands, strict=True) if demand]
            model.add_mode(tasks[-1], [each for each, _ in taken], mode.weeks, [demand for _, demand in taken])
            positions.append(position)
    for link in network.links:
        model.add_end_before_start(tasks[link.before], tasks[link.after], link.lag)
    return positions


def answer_to(task: Task) -> Answer:
    """Return what PyJobShop comes to, in this process; what it takes to build comes off the time to solve."""
    # Here, in the process of the run and before its time: the harness does without it.
    from pyjobshop import Model  # noqa: PLC0415

    began = time.perf_counter()
    model = Model()
    positions = build(model, task.network)
    left = max(0.0, task.seconds - (time.perf_counter() - began))
    result = model.solve(time_limit=left, display=False, num_workers=task.workers, random_seed=task.seed)
    wall_s = time.perf_counter() - began
    schedule = _schedule(result, positions)
    statuses: dict[str, Status] = {"OPTIMAL": "optimal", "FEASIBLE": "feasible", "INFEASIBLE": "infeasible"}
    return Answer(
        status=statuses.get(result.status.name, "unknown"),
        schedule=schedule,
        bound=None if schedule is None else round(result.lower_bound),
        wall_s=wall_s,
        memory_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        failure="PyJobShop's solver refused the model." if result.status.name == "UNKNOWN" else None,
    )


def _schedule(result: "Result", positions: list[int]) -> Schedule | None:
    tasks = result.best.tasks
    if not tasks:
        return None
    return Schedule(tuple(task.start for task in tasks), tuple(positions[task.mode] for task in tasks))


def _asked(task: Task) -> Answer:
    """Return what a process of its own answers to a task, or why it did not."""
    began = time.perf_counter()
    try:
        process = subprocess.run(
            [sys.executable, "-m", "tests.bench.pyjobshop"],
            cwd=ROOT,
            input=msgspec.msgpack.encode(task),
            capture_output=True,
            timeout=task.seconds + GRACE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return _failed(time.perf_counter() - began, f"PyJobShop did not end within {task.seconds + GRACE_S:g} s.")
    if process.returncode:
        last = process.stderr.decode(errors="replace").strip().splitlines()[-1:]
        return _failed(time.perf_counter() - began, f"PyJobShop ended early: {''.join(last) or 'no message'}")
    return msgspec.msgpack.decode(process.stdout, type=Answer)


def _run(case: Case, seconds: float, workers: int, seed: int, answer: Answer) -> Run:
    """Return an answer as a run, its schedule checked; PyJobShop does not tell when it had its first plan."""
    schedule, failure = answer.schedule, answer.failure
    if schedule is not None:
        broken = breaks(case.network, schedule)
        failure = None if broken is None else f"PyJobShop's plan does not hold: {broken}."
    proven = answer.status == "optimal"
    reached = [
        Reached(
            goal="finish",
            value=None if schedule is None else schedule.finish(case.network, case.network.target),
            bound=answer.bound,
            proven=proven,
            proven_s=answer.wall_s if proven else None,
        )
    ]
    reached += [Reached(goal.goal, None, None, proven=False) for goal in case.goals[1:]]
    if case.goals and case.goals[0].goal != "finish":
        reached[0] = Reached(case.goals[0].goal, None, None, proven=False)
    return Run(
        set=case.set,
        name=case.name,
        contender=NAME,
        seed=seed,
        workers=workers,
        seconds=seconds,
        activities=case.activities,
        tags=case.tags,
        status=answer.status,
        first_plan_s=None,
        wall_s=answer.wall_s,
        goals=tuple(reached),
        memory_mib=answer.memory_mib or None,
        failure=failure,
    )


def _failed(wall_s: float, failure: str) -> Answer:
    return Answer("unknown", None, None, wall_s, memory_mib=0.0, failure=failure)


def main() -> None:
    """Read a task from standard input and write the answer to standard output, as msgpack both."""
    # The planner's solver yields to other programs as much: on a busy machine neither is to gain.
    os.nice(5)
    task = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Task)
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer_to(task)))


if __name__ == "__main__":
    main()
