"""What the check of a catalog found, as a page for people and as data for programs: faults first, then advice."""

from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from catalog.fault import Fault
from catalog.library import Examination
from clients.amounts import counted
from clients.cli import screen


def as_data(found: Examination) -> dict[str, Any]:
    """Return the findings as plain data, each with file and line where they are known."""

    def located(fault: Fault) -> dict[str, Any]:
        place = found.places.of(fault.pointer) if found.places and fault.pointer else None
        return {
            "pointer": fault.pointer,
            "code": fault.code,
            "detail": fault.detail,
            "suggestion": fault.suggestion,
            "file": place.file if place else None,
            "line": place.line if place else None,
        }

    return {
        "usable": found.catalog is not None,
        "errors": [located(fault) for fault in found.faults],
        "advice": [located(fault) for fault in found.advice],
    }


def print_all(console: Console, name: str, found: Examination) -> None:
    """Print every finding with its place, what it is and what would be right, and a verdict first."""
    told = as_data(found)
    name = screen.printable(name)
    if found.catalog is None:
        console.print(Text(f"{name}: {counted(len(found.faults), 'fault')}; it cannot be planned with", style="bold"))
    else:
        sizes = f"{counted(len(found.catalog.levels), 'level')}, {counted(len(found.catalog.items), 'item')}"
        of = f"{found.catalog.id} {found.catalog.version}"
        console.print(Text(f"{name}: {of}, {sizes}; no fault", style="bold green"))
    for finding in told["errors"]:
        print_finding(console, finding)
    if told["advice"]:
        console.print()
        console.print(Text(f"Worth a look: {counted(len(told['advice']), 'thing')}", style="bold"))
    for finding in told["advice"]:
        print_finding(console, finding)


def print_finding(console: Console, finding: dict[str, Any]) -> None:
    """Print one finding in two or three lines."""
    place = Text("  ")
    if finding["file"]:
        place.append(screen.printable(f"{finding['file']}:{finding['line']}  "), style="bold cyan")
    place.append(screen.printable(finding["pointer"]), style="dim" if finding["file"] else "cyan")
    if finding["pointer"] or finding["file"]:
        console.print(place, soft_wrap=True)
    lines = [Text(screen.printable(finding["detail"]))]
    if finding["suggestion"]:
        lines.append(Text(f"try: {screen.printable(finding['suggestion'])}", style="green"))
    for line in lines:
        console.print(Padding(line, (0, 0, 0, 4), expand=False))
