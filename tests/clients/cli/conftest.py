import io

import pytest
from rich.console import Console

from clients.cli.report import print_plan
from planner.plans import Plan
from tests.clients.sample import a_catalog


@pytest.fixture
def printed():
    """Print a plan as a pipe of a given width and encoding would receive it."""

    def print_to_text(plan: Plan, width: int = 120, encoding: str = "utf-8", **options) -> str:
        stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
        console = Console(file=stream, width=width, highlight=False, markup=False, emoji=False)
        print_plan(console, plan, a_catalog(), **options)
        stream.flush()
        return stream.buffer.getvalue().decode(encoding)

    return print_to_text
