"""Planning in programs of their own: what they print, how they end."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).parents[3]


def script(text, **fields):
    """What a program prints."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(text)],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
        **fields,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def test_a_script_without_a_guard_plans(tmp_path):
    path = tmp_path / "unguarded.py"
    path.write_text(
        textwrap.dedent("""
            import sys
            import planner
            from tests.builders import a_catalog, a_request, an_item
            plan = planner.plan(a_request(), a_catalog(an_item("act-a", weeks=3)))
            print("once", plan.status, "ortools" in sys.modules)
        """)
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-W", "error", str(path)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        timeout=60,
        check=False,
    )
    # Once: no child has run the script again. And OR-Tools was loaded in the child alone.
    assert (done.stdout.decode(), done.stderr.decode()) == ("once optimal False\n", "")


def test_a_program_with_no_time_has_its_plan_and_ends():
    printed = script(
        """
        from planner.optimizer import process
        from tests.planner.networks import GOALS
        from tests.planner.optimizer.children import NETWORK
        outcome = process.solve(NETWORK, GOALS, time_limit_s=0.001, workers=1)
        print(outcome.status, outcome.schedule.starts[-1], outcome.failure)
        """
    )
    assert printed == "feasible 5 None\n"


def test_an_interrupt_of_the_whole_group_leaves_the_search_to_its_parent():
    printed = script(
        """
        import os, signal
        from planner.optimizer import process
        from tests.planner.networks import GOALS
        from tests.planner.optimizer.children import NETWORK
        heard = []
        signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
        def interrupt(progress):
            if progress.bound is not None and not heard:
                os.killpg(0, signal.SIGINT)
        outcome = process.solve(NETWORK, GOALS, time_limit_s=60, workers=1, on_progress=interrupt)
        print(len(heard), outcome.status, outcome.failure)
        """,
        start_new_session=True,
    )
    assert printed == "1 optimal None\n"
