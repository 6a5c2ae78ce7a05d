"""PSPLIB's instances as networks of the planner, their best known bounds, and a verifier of their schedules.

The harness calls ``cases`` and, on each schedule that comes back, ``faults_of``. No licence to pass the data on is
known: a folder of it is an argument (``<folder>/<set>/*.sm`` and the like, ``<folder>/<set>_bounds.csv``), never part
of the project. The verifier works on the instance as the ``psplib`` package read it and knows nothing of the planner.

A period of an instance is a week; its renewable resources are Resources, its non-renewable ones Stocks, its demands as
they are. A dummy activity (one mode that takes no time) is a gate.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from planner.network import Link, Mode, Money, Network, Node, Resource, Schedule, Stock
from planner.request import Goal
from tests.bench.cases import Absent, Case

if TYPE_CHECKING:
    from psplib import Activity, ProjectInstance

FORMATS = {".sm": "psplib", ".mm": "psplib", ".rcp": "patterson"}
"""The files that are read, by suffix, and what the ``psplib`` package calls their format."""

Bounds = tuple[int | None, int | None]
"""The best known lower and upper bound of a makespan, in weeks; None for both where there is known to be no plan."""


def cases(folder: Path, sets: Sequence[str]) -> Iterator[Case]:
    """Yield every instance of some sets, each a sub-folder, in the order of their numbers; the goal is ``finish``.

    Raises ``Absent`` where a set has no instance there, or the ``psplib`` package is not installed.
    """
    for name in sets:
        paths = _paths(folder / name)
        if not paths:
            raise Absent(f"no instance of the set {name} is in the folder given: {_kinds()} files in a folder {name}")
        for path in paths:
            yield case(name, path.stem, read(path))


def case(set_name: str, name: str, instance: "ProjectInstance") -> Case:
    """Return an instance as a case, tagged by what it has: ``modes:single`` or ``modes:multi``, ``stocks``."""
    network = network_of(instance)
    multi = any(len(node.modes) > 1 for node in network.nodes)
    return Case(
        set=set_name,
        name=name,
        network=network,
        goals=(Goal("finish"),),
        activities=sum(node.kind != "gate" for node in network.nodes),
        tags=("modes:multi" if multi else "modes:single", *(("stocks",) if network.stocks else ())),
    )


def best_known(folder: Path, set_name: str) -> dict[str, Bounds]:
    """Return the bounds of each instance of a set by its name, from ``<set>_bounds.csv``; none where there is no file.

    A bound that is no number is None.
    """
    path = folder / f"{set_name}_bounds.csv"
    if not path.is_file():
        return {}
    with path.open(newline="", encoding="utf-8") as lines:
        return {row["instance"]: (_number(row["lb"]), _number(row["ub"])) for row in csv.DictReader(lines)}


def read(path: Path) -> "ProjectInstance":
    """Return the instance in a file, in the format of its suffix. Raises ``Absent`` without the ``psplib`` package."""
    try:
        # Optional: the benchmark's other sets and its own tables do without it.
        from psplib import parse  # noqa: PLC0415
    except ImportError as missing:
        raise Absent("the psplib package is missing: install the project's extra named bench") from missing
    return parse(path, FORMATS[path.suffix.lower()])


def network_of(instance: "ProjectInstance") -> Network:
    """Return an instance as a network whose nodes are its activities in their order; the target is its last dummy.

    An instance that does not end in one dummy gets a gate of its own after its activities. Every activity fits before
    the horizon, the sum of the longest modes.
    """
    renewable = [index for index, resource in enumerate(instance.resources) if resource.renewable]
    stocks = [index for index, resource in enumerate(instance.resources) if not resource.renewable]
    nodes = [_node(number, it, renewable, stocks) for number, it in enumerate(instance.activities, start=1)]
    links = [Link(before, after) for before, it in enumerate(instance.activities) for after in it.successors]
    ends = [index for index, activity in enumerate(instance.activities) if not activity.successors]
    if len(ends) != 1 or nodes[ends[0]].kind != "gate":
        at_once = Mode("", 0, (0,) * len(renewable), cash=0, labour=0, draw=(0,) * len(stocks))
        links += [Link(end, len(nodes)) for end in ends]
        nodes.append(Node("end", "gate", (at_once,)))
        ends = [len(nodes) - 1]
    horizon = sum(max(mode.weeks for mode in node.modes) for node in nodes)
    return Network(
        nodes=tuple(nodes),
        links=tuple(links),
        resources=tuple(Resource(f"R{number}", (capacity,)) for number, capacity in _numbered(instance, renewable)),
        money=Money(),
        quarter_ends=(horizon,),
        target=ends[0],
        horizon=horizon,
        stocks=tuple(Stock(f"N{number}", capacity) for number, capacity in _numbered(instance, stocks)),
    )


def faults_of(folder: Path, solved: Case, schedule: Schedule) -> list[str]:
    """Return what a schedule of a case breaks of the instance in its file, as sentences; none where it keeps all."""
    path = next(path for path in _paths(folder / solved.set) if path.stem == solved.name)
    instance = read(path)
    count = len(instance.activities)
    return faults(instance, schedule.starts[:count], schedule.modes[:count])


def faults(instance: "ProjectInstance", starts: Sequence[int], modes: Sequence[int]) -> list[str]:
    """Return what start periods and modes, one an activity, break of an instance: order, capacities, stocks.

    Activities, resources and modes are numbered from 1 in the sentences.
    """
    activities = instance.activities
    if not len(starts) == len(modes) == len(activities):
        return [f"{len(starts)} starts and {len(modes)} modes for {len(activities)} activities"]
    wrong = [
        f"activity {index + 1} has no mode {modes[index] + 1}"
        for index, activity in enumerate(activities)
        if not 0 <= modes[index] < len(activity.modes)
    ]
    if wrong:
        return wrong
    return [
        *_too_early(activities, starts, modes),
        *_over_capacity(instance, starts, modes),
        *_overdrawn(instance, modes),
    ]


def _too_early(activities: "Sequence[Activity]", starts: Sequence[int], modes: Sequence[int]) -> Iterator[str]:
    for before, activity in enumerate(activities):
        if starts[before] < 0:
            yield f"activity {before + 1} starts in period {starts[before]}"
        finish = starts[before] + activity.modes[modes[before]].duration
        for after in activity.successors:
            if starts[after] < finish:
                yield f"activity {after + 1} starts in period {starts[after]}, before {before + 1} ends at {finish}"


def _over_capacity(instance: "ProjectInstance", starts: Sequence[int], modes: Sequence[int]) -> Iterator[str]:
    for number, resource in enumerate(instance.resources):
        if not resource.renewable:
            continue
        used: Counter[int] = Counter()
        for activity, start, mode in zip(instance.activities, starts, modes, strict=True):
            chosen = activity.modes[mode]
            for period in range(start, start + chosen.duration):
                used[period] += chosen.demands[number]
        for period, amount in sorted(used.items()):
            if amount > resource.capacity:
                yield f"resource {number + 1} gives {resource.capacity} and is asked {amount} in period {period}"


def _overdrawn(instance: "ProjectInstance", modes: Sequence[int]) -> Iterator[str]:
    for number, resource in enumerate(instance.resources):
        drawn = sum(it.modes[mode].demands[number] for it, mode in zip(instance.activities, modes, strict=True))
        if not resource.renewable and drawn > resource.capacity:
            yield f"resource {number + 1} holds {resource.capacity} and {drawn} is drawn from it"


def _node(number: int, activity: "Activity", renewable: Sequence[int], stocks: Sequence[int]) -> Node:
    modes = tuple(
        Mode(
            name=f"mode {position}",
            weeks=mode.duration,
            demand=tuple(mode.demands[index] for index in renewable),
            cash=0,
            labour=0,
            draw=tuple(mode.demands[index] for index in stocks),
        )
        for position, mode in enumerate(activity.modes, start=1)
    )
    dummy = len(modes) == 1 and not modes[0].weeks
    return Node(f"activity {number}", "gate" if dummy else "action", modes)


def _numbered(instance: "ProjectInstance", which: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the capacities of some resources, numbered from 1 as PSPLIB numbers those of a kind."""
    return enumerate((instance.resources[index].capacity for index in which), start=1)


def _paths(folder: Path) -> list[Path]:
    """Return a set's files in the order of the numbers in their names: j301_2 before j301_10."""
    found = [path for path in folder.glob("*") if path.suffix.lower() in FORMATS]
    return sorted(found, key=lambda path: ([int(number) for number in re.findall(r"\d+", path.stem)], path.name))


def _kinds() -> str:
    return ", ".join(FORMATS)


def _number(text: str) -> int | None:
    return int(text) if text.strip().isdigit() else None
