"""The ``why`` command: why a plan is as it is, why there is none, and what it would take."""

import threading
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import rich_click as click
from click.exceptions import Exit

from catalog.fault import Fault, Refused
from clients.cli import screen
from clients.cli.faults import refusals
from clients.cli.flags import OUTPUT, request_options
from clients.cli.planning import EXIT_CODES, INTERRUPTED, cancelled_by_hand, solve
from clients.cli.server import reading, server_option

if TYPE_CHECKING:
    from catalog.model import Catalog
    from clients.cli.asking import Question as Asked
    from clients.cli.shelf import Shelf
    from planner.explaining.questions import Question, Reply
    from planner.plans import Plan

WHY = "Why"


@click.command()
@request_options
@click.option_panel(WHY)
@server_option(panel=OUTPUT)
@click.option("--on", metavar="ID", panel=WHY, help="An activity or a gate: what holds it where it is.")
@click.option(
    "--by", metavar="DATE", panel=WHY, help="What it would take to have it (or, without --on, the target) by this day."
)
@click.option("--limits", "limits", is_flag=True, panel=WHY, help="What each limit costs: the plan without it.")
@click.option(
    "--worth",
    "worth",
    is_flag=True,
    panel=WHY,
    help="What a little more of each limit buys, and what the next week costs.",
)
@click.option("--left-out", "left_out", metavar="ITEM", panel=WHY, help="What an optional item would take.")
@click.option("--debt", "debt", is_flag=True, panel=WHY, help="What the governance that is missing delays.")
@click.option("--json", "as_json", is_flag=True, help="Print the answers as JSON, and nothing else.", panel=OUTPUT)
@click.help_option("-h", "--help", panel=OUTPUT, help="Show this message and exit.")
def why(
    request_file: str | None,
    on: str | None,
    by: str | None,
    limits: bool,
    worth: bool,
    left_out: str | None,
    debt: bool,
    as_json: bool,
    **flags: Any,
) -> None:
    """Say why a plan is as it is, why there is none, and what it would take.

    The file holds a plan (`milepost plan --json`) or a request, which is planned first; flags are those of plan.
    Each question takes up to the time limit.
    """
    with refusals(as_json=as_json), reading(as_json=as_json) as shelf:
        questions = list(asked_for(on, by, limits=limits, worth=worth, left_out=left_out, debt=debt))
        plan, catalog, interrupted = the_plan(request_file, flags, shelf)
        judged(questions, on, plan, catalog)
        replies, stopped = answered(questions, plan, catalog) if plan.finish is not None else ([], False)
    if as_json:
        click.echo(as_document(plan, on, replies))
    else:
        from clients.cli.reasons import print_reasons

        print_reasons(screen.output(), plan, catalog, on, replies)
    raise Exit(INTERRUPTED if interrupted or stopped else EXIT_CODES[plan.status])


def asked_for(
    on: str | None, by: str | None, *, limits: bool, worth: bool, left_out: str | None, debt: bool
) -> "Iterator[Question]":
    """Yield the questions that the flags ask, in the order in which they are answered; Refused for a wrong day."""
    from planner.explaining.questions import Question

    if by is not None:
        yield Question("sooner", on, a_day(by))
    if limits:
        yield Question("limits")
    if worth:
        yield Question("worth")
    if left_out is not None:
        yield Question("left_out", left_out)
    if debt:
        yield Question("debt")


def a_day(text: str) -> Any:
    """Return the day that was typed; Refused where it is none."""
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError:
        fault = Fault("/by", "unreadable_flag", f"{text!r} is no day.", "a date like 2027-09-30")
        raise Refused([fault], source=f"--by {text}") from None


def the_plan(request_file: str | None, flags: dict[str, Any], shelf: "Shelf") -> "tuple[Plan, Catalog, bool]":
    """Return the plan that the file holds, or the one that is made for a request, and whether Ctrl-C cut that short."""
    from clients.cli.asking import ask, read_bytes

    if request_file is None and not any(flags.values()):
        raise click.UsageError("Say of which plan: a plan or a request in a file, or --from and --to.")
    if request_file not in (None, "-"):
        assert request_file is not None
        kept = a_plan(read_bytes(request_file))
        if kept is not None:
            if any(flags.values()):
                detail = f"{request_file} holds a plan; its request is not changed by flags."
                raise Refused([Fault("", "plan_and_flags", detail, "leave the flags out, or give a request")])
            return kept, shelf.load(f"{kept.catalog.id}@{kept.catalog.version}"), False
    question: Asked = ask(request_file, flags, shelf.load)
    plan, interrupted = solve(question, shelf)
    return plan, question.catalog, interrupted


def a_plan(written: bytes) -> "Plan | None":
    """Return the plan that a file holds, or None where it holds something else."""
    import msgspec

    from planner.plans import Plan

    try:
        return msgspec.json.decode(written, type=Plan)
    except msgspec.MsgspecError:
        return None


def judged(questions: "Sequence[Question]", on: str | None, plan: "Plan", catalog: "Catalog") -> None:
    """Refuse what cannot be asked of the plan, every fault at once."""
    from catalog.suggestion import nearest_or_all
    from planner.explaining.questions import judge_question

    faults = [fault for question in questions for fault in judge_question(question, plan, catalog)]
    known = [*(it.id for it in plan.activities), *(gate.id for gate in plan.gates)]
    if on is not None and on not in known and not any(fault.pointer == "/on" for fault in faults):
        copies = any(it.item == on for it in plan.activities)
        if not (copies and questions):
            detail = f"{on} is no activity and no gate of this plan."
            faults.append(Fault("/on", "unknown_id", detail, nearest_or_all(on, known)))
    if faults:
        raise Refused(faults, source="your flags")


def answered(
    questions: "Sequence[Question]", plan: "Plan", catalog: "Catalog"
) -> "tuple[list[tuple[Question, Reply]], bool]":
    """Return each question with its answer, and whether Ctrl-C cut them short."""
    from clients.cli.panel import Panel
    from planner.building import build_network
    from planner.explaining.asking import Desk, drive
    from planner.explaining.questions import answer, schedule_of
    from planner.ignoring import as_if

    cancel = threading.Event()
    found: list[tuple[Question, Reply]] = []
    currency = plan.request.budget.currency or catalog.currency
    with (
        Panel(screen.errors(), plan.request, currency) as panel,
        cancelled_by_hand(cancel, panel, waiting=False),
    ):
        for question in questions:
            if cancel.is_set():
                break
            seconds = plan.request.solver.time_limit_s
            solver = plan.request.solver
            desk = Desk(
                catalog,
                until=time.monotonic() + seconds,
                patience_s=seconds / 4,
                workers=solver.workers,
                seed=solver.seed,
                cancel=cancel,
            )
            network = build_network(as_if(plan.request, catalog), catalog)
            schedule = schedule_of(plan, network)
            if schedule is not None:
                desk.know(network, schedule)
            found.append((question, drive(answer(question, plan, catalog), desk)))
    return found, cancel.is_set()


def as_document(plan: "Plan", on: str | None, replies: "Sequence[tuple[Question, Reply]]") -> bytes:
    """Return what is known as JSON: what the plan says itself, and each question with its answer."""
    import msgspec

    from clients.cli.reasons import reasons_of

    document = {
        "plan": plan.id,
        "why": [{"on": name, "reasons": why} for name, why in reasons_of(plan, on)],
        "conflicts": plan.conflicts,
        "repairs": plan.repairs,
        "unrepairable": plan.unrepairable,
        "answers": [{"question": question, "answer": reply} for question, reply in replies],
    }
    encoded = msgspec.json.encode(document)
    return msgspec.json.format(encoded, indent=2) if screen.output().is_terminal else encoded
