"""Runs a search in a process of its own, and is alone in the planner in knowing processes, the clock and signals.

The child is forked from a server that has OR-Tools loaded, so that a solve starts in milliseconds. It solves in a side
thread while its main thread listens: told to stop, it stops the solver again and again until it returns. The parent
keeps everything it was told, and ends the child with force when the time is up: no answer waits for the solver.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
import types
from collections.abc import Collection, Iterator, Sequence
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait

from msgspec import Struct

from planner.goals import Bound
from planner.ledger import breaks
from planner.network import Network, Schedule
from planner.optimizer.heuristic import Heuristic
from planner.optimizer.report import Report
from planner.optimizer.stages import Idea
from planner.optimizer.values import value
from planner.optimizer.windows import Windows
from planner.outcome import OnProgress, Outcome, Progress
from planner.plans import GoalResult, Status
from planner.request import Goal

PATIENCE_S = 0.15
"""How long a search that was told to stop may take before the process is terminated; the same again until killed."""

TICK_S = 0.05
"""How often the parent looks up from the pipe."""

_starting = threading.Lock()


def solve(
    network: Network,
    goals: Sequence[Goal],
    *,
    time_limit_s: float,
    workers: int = 0,
    seed: int = 1,
    on_progress: OnProgress | None = None,
    cancel: threading.Event | None = None,
    start: Schedule | None = None,
    without: Collection[Idea] = (),
    bounds: Sequence[Bound] = (),
    tidy: bool = True,
) -> Outcome:
    """Return the best schedule found within ``time_limit_s`` (wall clock, a hard limit), with what is proven of it.

    Without goals the first schedule ends the search. ``workers`` 0 is one a core. Setting ``cancel`` ends the search
    at once and keeps the best plan. ``on_progress`` is called in this thread with every improvement; what it raises
    ends the search and reaches the caller. ``start`` is a schedule that is known already. ``without`` leaves out parts
    of the search, to see what they are worth. ``bounds`` are proven already. A plan that is not to be ``tidy`` is not
    looked for beyond its goals, and is never repeatable.
    """
    run = _Run(network, goals, time_limit_s, workers or os.cpu_count() or 1, on_progress, cancel)
    if start is not None and breaks(network, start) is None:
        run.best, run.first_plan_s = start, 0.0
    return run.to_the_end(_Terms(seed, tuple(without), tuple(bounds), tidy))


class _Terms(Struct, frozen=True):
    """How a search is to go about it."""

    seed: int
    without: tuple[Idea, ...]
    bounds: tuple[Bound, ...]
    tidy: bool


class _Run:
    """One search seen from outside: the best that has been heard of it."""

    def __init__(
        self,
        network: Network,
        goals: Sequence[Goal],
        time_limit_s: float,
        workers: int,
        on_progress: OnProgress | None,
        cancel: threading.Event | None,
    ) -> None:
        self.began = time.monotonic()
        self.until = self.began + time_limit_s
        self.network, self.goals, self.workers = network, tuple(goals), workers
        self.on_progress, self.cancel = on_progress, cancel
        self.last: Report | None = None
        self.best: Schedule | None = None
        self.first_plan_s: float | None = None
        self.proven_s: dict[str, float] = {}
        self.told_to_stop: float | None = None

    def to_the_end(self, terms: _Terms) -> Outcome:
        """Run the search and return what it came to."""
        if not self.goals:
            self._first_plan()
            if self.best is not None:
                return self._outcome()
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["planner.optimizer.search"])
        ours, theirs = context.Pipe()
        child = _Child(
            context.Process(
                target=_work,
                args=(theirs, self.network, self.goals, self.until, self.workers, terms, self.best),
                name="milepost-solver",
                daemon=True,
            ),
            theirs,
        )
        try:
            # The server loads OR-Tools while the first plan is made here; the child is born when it is ready.
            forkserver.ensure_running()
            child.bear()
            self._first_plan()
            while child.alive or ours.poll():
                wait([ours, *child.sentinels], TICK_S)
                if not self._listen(ours) or not self._watch_the_clock(ours, child):
                    break
        finally:
            child.end(at_once=self.told_to_stop is not None)
            ours.close()
        return self._outcome()

    def _first_plan(self) -> None:
        """Make a plan by priority at once, if there is none."""
        if self.best is not None:
            return
        windows = Windows(self.network)
        if windows.fit(windows.horizon):
            schedule = Heuristic(self.network, windows, stopped=self._over).first()
            if schedule is not None and self.best is None:
                self._keep(schedule)
                if self.goals:
                    goal = self.goals[0].goal
                    self._tell(Progress(goal, value(self.network, schedule, goal), None, 1, self._elapsed()))

    def _over(self) -> bool:
        """Whether the caller cancelled, or the time is up."""
        return time.monotonic() >= self.until or (self.cancel is not None and self.cancel.is_set())

    def _listen(self, ours: Connection) -> bool:
        """Take in what the child has said; return False once it has said its last."""
        while ours.poll():
            try:
                report = ours.recv()
            except (EOFError, OSError):
                return False
            self._take(report)
            if report.done:
                return False
        return True

    def _take(self, report: Report) -> None:
        self.last = report
        if report.schedule is not None and breaks(self.network, report.schedule) is None:
            self._keep(report.schedule)
        for result in report.goals:
            if result.proven:
                self.proven_s.setdefault(result.goal, self._elapsed())
            else:
                self.proven_s.pop(result.goal, None)
        working = next((result for result in report.goals if result.goal == report.working_on), None)
        self._tell(
            Progress(
                goal=report.working_on,
                value=None if working is None else working.value,
                bound=None if working is None else working.bound,
                plans=report.plans,
                elapsed_s=self._elapsed(),
            )
        )

    def _watch_the_clock(self, ours: Connection, child: "_Child") -> bool:
        """Stop the child when the time is up or the caller cancels; return False once it need not be waited for."""
        now = time.monotonic()
        if self.told_to_stop is None:
            if self._over():
                self.told_to_stop = now
                with contextlib.suppress(OSError):
                    ours.send("stop")
            return True
        return child.born and now <= self.told_to_stop + PATIENCE_S

    def _keep(self, schedule: Schedule) -> None:
        self.best = schedule
        if self.first_plan_s is None:
            self.first_plan_s = self._elapsed()

    def _tell(self, progress: Progress) -> None:
        if self.on_progress is not None:
            self.on_progress(progress)

    def _elapsed(self) -> float:
        return time.monotonic() - self.began

    def _unproven(self) -> tuple[GoalResult, ...]:
        """Return the goals of the first plan, with nothing proven of it: the child never said a word."""
        values = [None if self.best is None else value(self.network, self.best, goal.goal) for goal in self.goals]
        return tuple(GoalResult(goal.goal, found, None, False) for goal, found in zip(self.goals, values, strict=True))

    def _of_the_best(self, results: tuple[GoalResult, ...]) -> tuple[GoalResult, ...]:
        """Return the goals as the child left them; stopped before its own first plan, it has values of none."""
        if self.best is None or any(result.value is not None for result in results):
            return results
        told = {result.goal: result for result in results}
        return tuple(
            GoalResult(found.goal, found.value, told[found.goal].bound, found.value == told[found.goal].bound)
            for found in self._unproven()
        )

    def _failure(self) -> str | None:
        if self.last is not None and self.last.failure is not None:
            return self.last.failure
        finished = not self.goals if self.last is None else self.last.done
        return None if finished or self.told_to_stop is not None else "the solver's process ended early"

    def _outcome(self) -> Outcome:
        last = self.last
        results = self._unproven() if last is None else self._of_the_best(last.goals)
        status: Status = "unknown"
        if self.best is not None:
            status = "optimal" if results and all(result.proven for result in results) else "feasible"
        elif last is not None and last.infeasible:
            status = "infeasible"
        return Outcome(
            status=status,
            schedule=self.best,
            goals=results,
            repeatable=last is not None and last.repeatable,
            workers=self.workers,
            wall_s=round(self._elapsed(), 3),
            first_plan_s=self.first_plan_s,
            proven_s=self.proven_s,
            failure=self._failure(),
        )


def _work(
    theirs: Connection,
    network: Network,
    goals: Sequence[Goal],
    until: float,
    workers: int,
    terms: _Terms,
    start: Schedule | None,
) -> None:
    """Search, in the child: a side thread solves, this one listens for the word to stop."""
    # Here, in the child, which has it loaded: the parent never imports OR-Tools.
    from planner.optimizer.search import Search  # noqa: PLC0415

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(5)
    saying = threading.Lock()

    def say(report: Report) -> None:
        with saying, contextlib.suppress(OSError):
            theirs.send(report)

    seconds = max(0.0, until - time.monotonic())
    search = Search(
        network,
        goals,
        seconds=seconds,
        workers=workers,
        seed=terms.seed,
        report=say,
        without=terms.without,
        bounds=terms.bounds,
        tidy=terms.tidy,
    )

    def run() -> None:
        try:
            search.run(start)
        except Exception as defect:
            say(search.report_of(failure=f"{type(defect).__name__}: {defect}"))

    solving = threading.Thread(target=run, name="solve", daemon=True)
    solving.start()
    while solving.is_alive():
        if theirs.poll(TICK_S / 5):
            while solving.is_alive():
                search.stop()
                solving.join(TICK_S / 5)
    theirs.close()


class _Child:
    """The solver's process, born in a side thread: the first one waits for the fork server, which no caller should."""

    def __init__(self, process: multiprocessing.process.BaseProcess, theirs: Connection) -> None:
        self.process, self.theirs = process, theirs
        self.born = False
        self._lock = threading.Lock()
        self._unwanted = False
        self._stillborn = False

    @property
    def alive(self) -> bool:
        """Whether it is still to come, or at work."""
        return not self._stillborn and (not self.born or self.process.is_alive())

    @property
    def sentinels(self) -> list[int]:
        """What tells of its death, once it is born."""
        return [self.process.sentinel] if self.born else []

    def bear(self) -> None:
        """Start it, in a side thread."""
        threading.Thread(target=self._bear, name="birth", daemon=True).start()

    def end(self, *, at_once: bool) -> None:
        """Make sure that it is gone: give it a moment, terminate it, kill it; if it is not born yet, then at birth.

        ``at_once``: it has had its moment.
        """
        with self._lock:
            self._unwanted = True
            if self.born:
                self._end(0 if at_once else PATIENCE_S)

    def _bear(self) -> None:
        try:
            with _starting, _main_module_hidden():
                self.process.start()
        except OSError:
            self._stillborn = True
            return
        finally:
            self.theirs.close()
        with self._lock:
            self.born = True
            if self._unwanted:
                self._end(PATIENCE_S)

    def _end(self, patience_s: float) -> None:
        self.process.join(patience_s)
        for force in (self.process.terminate, self.process.kill):
            if self.process.is_alive():
                force()
                self.process.join(PATIENCE_S)
        self.process.join()
        self.process.close()


@contextlib.contextmanager
def _main_module_hidden() -> Iterator[None]:
    """Hide the caller's main module: a child would run it again, guarded or not, and needs nothing of it."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
