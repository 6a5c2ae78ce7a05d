"""What the ``jira`` commands print: what a project can take, what would be done, what was done, what happened there.

Every word and value comes from what ``clients.jira`` returned; nothing is decided here. Titles and values of a Jira are
other people's: nothing in them drives the terminal.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from clients.amounts import counted
from clients.cli.screen import glyphs, printable, shortened
from clients.jira.adf import plain_text
from clients.jira.changes import Change, ChangeSet
from clients.jira.ledger import Audit
from clients.jira.preflight import Capabilities
from clients.jira.pulling import Actual, Pulled
from clients.jira.sync import Outcome
from clients.jira.work import Undone
from clients.sdk.jira_types import Preflight
from planner.plans import Plan

FEW, VALUE = 12, 48
SIGNS = {"error": ("x", "bold red"), "warning": ("!", "yellow"), "note": ("-", "dim")}
NOUNS = {
    "version": ("version", "to add"), "create": ("issue", "to create"), "adopt": ("issue", "to adopt"),
    "update": ("field", "to change"), "link": ("link", "to make"), "unlink": ("link", "to take away"),
    "close": ("issue", "to close"), "delete": ("issue", "to delete"), "accept": ("field", "settled for Jira"),
    "conflict": ("conflict", "to settle"), "kept": ("edit", "of people kept"), "deleted": ("issue", "deleted in Jira"),
    "moved": ("issue", "moved elsewhere"), "copy": ("issue", "that looks like a copy"),
    "left": ("issue", "no longer in the plan"),
}  # fmt: skip
STYLES = {
    "create": "green",
    "update": "cyan",
    "unlink": "red",
    "delete": "bold red",
    "close": "red",
    "conflict": "bold yellow",
}


def print_preflight(console: Console, can: Capabilities | Preflight) -> None:
    """Print what a project can take, what not, and why."""
    for finding in sorted(can.findings, key=lambda one: list(SIGNS).index(one.severity)):
        sign, style = SIGNS[finding.severity]
        console.print(Text.assemble((f" {sign} ", style), printable(finding.detail)))
        if finding.suggestion and finding.severity != "note":
            console.print(Padding(Text(f"try: {printable(finding.suggestion)}", style="green"), (0, 0, 0, 5)))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    names = list(dict.fromkeys(name for kind in can.kinds.values() for name in kind.fields))
    for heading in ("", "issue type", *names):
        table.add_column(heading, style="dim" if not heading else "", overflow="fold")
    for kind, how in can.kinds.items():
        table.add_row(kind, printable(how.type_name), *(printable(how.fields.get(name, "no")) for name in names))
    console.print()
    console.print(table)
    errors = sum(one.severity == "error" for one in can.findings)
    ready = f"{can.project if isinstance(can, Preflight) else can.project_key} is ready: the plan can be written."
    verdict = ready if can.ready else f"{counted(errors, 'thing')} to see to before anything can be written."
    console.print(Text(f"\n{verdict}", style="bold"))


def print_diff(console: Console, found: ChangeSet, *, everything: bool) -> None:
    """Print what would be done: figures, then each change, those of a kind together."""
    console.print(Text(f"{found.roadmap} in {found.project} at {found.site}", style="bold"))
    for warning in found.warnings:
        console.print(Text.assemble((" ! ", "yellow"), printable(warning)))
    if not found.changes:
        console.print("Jira and the plan agree; there is nothing to do.")
        return
    for operation, count in found.counts.items():
        console.print(Text(f"  {_many(count, operation)}", style=STYLES.get(operation, "")))
    requests = counted(len(found.writes), "request")
    console.print(Text(f"  in {requests} that would write", style="dim"))
    for operation in NOUNS:
        changes = [one for one in found.changes if one.operation == operation]
        if changes:
            console.print()
            console.print(_section(console, operation, changes, everything=everything))


def _section(console: Console, operation: str, changes: Sequence[Change], *, everything: bool) -> Group:
    arrow = glyphs(console).arrow
    shown = changes if everything else changes[:FEW]
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for one in shown:
        first = "" if one.field == "link" else one.issue or _name(one)
        table.add_row(Text(printable(first), style="dim" if one.issue else ""), _told(one, arrow))
    parts: list[Any] = [Text(_many(len(changes), operation), style=STYLES.get(operation, "bold")), table]
    if len(shown) < len(changes):
        parts.append(Text(f"    and {len(changes) - len(shown)} more (all of them with --all)", style="dim"))
    return Group(*parts)


def _many(count: int, operation: str) -> str:
    noun, what = NOUNS[operation]
    return f"{counted(count, noun)} {what}"


def _name(change: Change) -> str:
    return change.node or change.id.partition(" ")[2]


def _told(change: Change, arrow: str) -> Text:
    """Return what a change does, in a line or two."""
    words = Text()
    match change.operation:
        case "create":
            words.append(printable(str(change.mine.get("summary", ""))))
            under = change.mine.get("parent")
            words.append(f"  under {under}" if under else "", style="dim")
            if not change.reason.startswith("new"):
                words.append(f"\n{printable(change.reason)}", style="yellow")
        case "link" | "unlink" | "kept" if change.field == "link":
            words.append(printable(change.id.removeprefix("link ").replace(" > ", f" {arrow} ")))
            words.append("" if change.operation == "link" else f"  {change.reason}", style="dim")
        case "version":
            words.append(f"{change.mine['start']} to {change.mine['end']}")
        case "update" | "conflict" | "kept" | "accept":
            words.append(f"{change.field}: ", style="bold")
            theirs, mine = _value(change.theirs), _value(change.mine)
            words.append(f"{theirs} {arrow} {mine}" if change.operation == "update" else f"Jira {theirs}, plan {mine}")
            words.append(f"  {printable(change.reason)}", style="dim")
            if change.operation == "conflict":
                words.append(f"\n--settle {change.id}=plan  or  --settle {change.id}=jira", style="yellow")
        case _:
            words.append(f"{_name(change)}  ", style="dim" if change.issue else "")
            words.append(printable(change.reason))
    return words


def _value(value: Any) -> str:
    """Return a field's value as a person reads it, short."""
    if value is None or value == []:
        return "nothing"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        words = plain_text({"type": "doc", "version": 1, "content": value})
        return f"“{shortened(printable(' '.join(words.split())), VALUE, '…')}”"
    words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return shortened(printable(words), VALUE, "…")


def print_outcome(console: Console, outcome: Outcome, plan_file: str) -> None:
    """Print what an apply came to, and what to do next where something is left."""
    again = f"milepost jira apply {plan_file} --hash {outcome.hash}"
    match outcome.state:
        case "done":
            what = f"{counted(outcome.requests, 'request')} sent" if outcome.requests else "nothing was left to do"
            console.print(Text(f"Done: {what}.", style="bold green"))
        case "refused":
            console.print(
                Text(
                    "Not done: the plan or Jira has moved since this was shown; nothing was written.",
                    style="bold yellow",
                )
            )
            if outcome.change_set is not None:
                console.print()
                print_diff(console, outcome.change_set, everything=False)
                console.print(f"\nTo do this instead: milepost jira apply {plan_file} --hash {outcome.change_set.hash}")
        case "parked":
            console.print(Text(f"Parked: {printable(outcome.detail)}.", style="bold yellow"))
            console.print(f"Nothing is lost; go on then, or at once with --wake: {again}")
        case _:
            console.print(Text(f"Not all is done: {printable(outcome.detail)}.", style="bold yellow"))
            for line in _undone(outcome.undone):
                console.print(line)
            console.print(f"See to it, then go on with: {again}; or look again: milepost jira diff {plan_file}")


def _undone(undone: Sequence[Undone]) -> Iterator[Text]:
    for one in undone[:FEW]:
        place = f"{one.issue} " if one.issue else ""
        yield Text.assemble("  ", (f"{place}{printable(one.change)}: ", "bold"), printable(one.detail))
    if len(undone) > FEW:
        yield Text(f"  and {len(undone) - FEW} more (all of them with --json)", style="dim")


def print_pulled(console: Console, pulled: Pulled, plan: Plan) -> None:
    """Print what happened: a line for each, the new ones marked."""
    looked = "every issue" if pulled.full else "what was changed lately"
    console.print(Text(f"Looked at {looked}: {counted(pulled.issues, 'issue')}, {len(pulled.new)} new.", style="bold"))
    if not pulled.actuals:
        console.print("Nothing has happened yet.")
        return
    titles = {one.id: one.title for one in plan.activities} | {one.id: f"Level {one.level}" for one in plan.gates}
    planned = {one.id: (one.start, one.finish) for one in plan.activities} | {
        one.id: (None, one.date) for one in plan.gates
    }
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("", "day", "what", "planned", "activity", "issue", "says"):
        table.add_column(heading, no_wrap=heading in ("day", "what", "planned", "issue"), overflow="fold")
    for actual in pulled.actuals:
        new = f"{actual.on}:{actual.kind}" in pulled.new
        start, finish = planned.get(actual.on, (None, None))
        due = {"started": start, "finished": finish}.get(actual.kind)
        table.add_row(
            Text("new" if new else "", style="green"),
            str(actual.date),
            actual.kind,
            str(due or ""),
            Text.assemble(actual.on, ("  " + printable(titles.get(actual.on, "")), "dim")),
            printable(actual.source.removeprefix("jira:")),
            printable(_said(actual)),
        )
    console.print(table)


def _said(actual: Actual) -> str:
    if isinstance(actual.value, dict):
        return "; ".join(f"{verb} {', '.join(ids)}" for verb, ids in actual.value.items() if ids)
    return str(actual.value)


def print_audit(console: Console, rows: Sequence[Audit]) -> None:
    """Print every field that was written, oldest first."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("at", "run", "by", "what", "issue", "field", "before", "after", "answer"):
        table.add_column(heading, overflow="fold", no_wrap=heading in ("at", "answer"))
    for one in rows:
        table.add_row(
            f"{one.at:%Y-%m-%d %H:%M:%S}",
            one.run,
            printable(one.actor),
            one.operation,
            printable(one.issue or one.node),
            one.field or "",
            _cell(one.before),
            _cell(one.after),
            str(one.status) if one.status is not None else "found done",
        )
    console.print(table)


def _cell(value: Any) -> str:
    return shortened(printable(json.dumps(value)), VALUE, "…") if isinstance(value, dict) else _value(value)
