"""The ``why`` command: why a plan is as it is, why there is none, and what it would take to have it otherwise.

It asks ``planner.explaining.questions`` and prints through ``clients.cli.reasons``; a plan that was kept in a file is
believed only after the planner's checker has accepted it.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import rich_click as click
from click.exceptions import Exit

from catalog.fault import Fault, Refused
from clients.cli import screen
from clients.cli.faults import RefusedQuestion, refusals
from clients.cli.flags import OUTPUT, SEARCH, request_options
from clients.cli.planning import EXIT_CODES, INTERRUPTED, cancelled_by_hand, solve
from clients.cli.server import reading, server_option

if TYPE_CHECKING:
    from datetime import date

    from catalog.model import Catalog
    from clients.cli.shelf import Shelf
    from planner.explaining.questions import Question, Reply
    from planner.plans import Plan
    from planner.request import Solver

    Answered = tuple[Question, Reply]

ABOUT = "What is asked"
PLAN_KEYS = {"activities", "request"}
MOST_FAULTS = 3


class Wish(NamedTuple):
    """What the flags ask of the plan, as typed."""

    on: str | None
    by: str | None
    limits: bool
    worth: bool
    left_out: str | None
    debt: bool

    @property
    def typed(self) -> dict[str, str]:
        """The flags that name something, by the place in a question that they set."""
        named = {"/on": ("--on", self.on), "/by": ("--by", self.by), "/left_out": ("--left-out", self.left_out)}
        return {place: f"{flag} {text}" for place, (flag, text) in named.items() if text is not None}


class Asked(NamedTuple):
    """The plan that is asked about, its catalog, how long to look, and whether Ctrl-C cut its making short."""

    plan: "Plan"
    catalog: "Catalog"
    solver: "Solver"
    interrupted: bool


@click.command()
@click.option_panel(ABOUT)
@partial(request_options, file="[PLAN.json|REQUEST]")
@server_option(panel=SEARCH)
@click.option("--on", metavar="ID", panel=ABOUT, help="An activity, an item or a gate: what holds it where it is.")
@click.option(
    "--by", metavar="DATE", panel=ABOUT, help="What it takes to have it (without --on: the target) by that day."
)
@click.option("--limits", is_flag=True, panel=ABOUT, help="What each limit costs: the plan without it.")
@click.option("--worth", is_flag=True, panel=ABOUT, help="What more of each limit buys, and the price of a week.")
@click.option("--left-out", metavar="ITEM", panel=ABOUT, help="What an optional item that is left out would take.")
@click.option("--debt", is_flag=True, panel=ABOUT, help="What the governance that is missing delays.")
@click.option("--json", "as_json", is_flag=True, help="Print [{question, answer}], and nothing else.", panel=OUTPUT)
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

    The file holds a plan (`milepost plan ... --json`) or a request; a request, or the flags of `plan` alone, is
    planned first. Several questions may be asked at once, each takes up to --time-limit.
    """
    if request_file is None and not any(flags.values()):
        raise click.UsageError("Say of what: a plan or a request in a file, or --from and --to.")
    wish = Wish(on, by, limits, worth, left_out, debt)
    with refusals(as_json=as_json), reading(as_json=as_json) as shelf:
        questions = list(questions_of(wish))
        asked = plan_of(request_file, flags, shelf)
        judge(wish, questions, asked)
        found, stopped = answers(questions, asked, shelf)
    if stopped:
        click.echo("milepost: stopped; this is what is known so far", err=True)
    if questions and asked.plan.finish is None:
        click.echo("milepost: there is no plan to ask that of; this is what is known of it", err=True)
    if as_json:
        click.echo(as_document(asked.plan, wish, found))
    else:
        from clients.cli.reasons import print_answers

        print_answers(screen.output(), asked.plan, asked.catalog, found, on=on, told=is_told(wish, found))
    raise Exit(INTERRUPTED if stopped else EXIT_CODES[asked.plan.status])


def questions_of(wish: Wish) -> "Iterator[Question]":
    """Yield the questions that have to be solved for, in the order of their answers; Refused for what is no day."""
    from planner.explaining.questions import Question

    if wish.by is not None:
        yield Question("sooner", wish.on, day_of(wish.by))
    if wish.limits:
        yield Question("limits")
    if wish.worth:
        yield Question("worth")
    if wish.left_out is not None:
        yield Question("left_out", wish.left_out)
    if wish.debt:
        yield Question("debt")


def day_of(text: str) -> "date":
    """Return the day that was typed."""
    from datetime import date

    from catalog.suggestion import date_in

    try:
        return date.fromisoformat(text)
    except ValueError:
        meant = date_in(text)
        fault = Fault("/by", "unreadable_flag", f"{text!r} is no day.", str(meant or "a date like 2027-09-30"))
        raise RefusedQuestion([fault], "your flags", {"/by": f"--by {text}"}) from None


def plan_of(request_file: str | None, flags: Mapping[str, Any], shelf: "Shelf") -> Asked:
    """Return the plan that the file holds, or the one that is made for its request."""
    from clients.cli.asking import ask_of, read_bytes

    written = b"{}" if request_file is None else read_bytes(request_file)
    if request_file is not None and holds_a_plan(written):
        return kept_plan(written, request_file, flags, shelf)
    question = ask_of(written, request_file, flags, shelf.load)
    plan, interrupted = solve(question, shelf)
    return Asked(plan, question.catalog, question.request.solver, interrupted)


def holds_a_plan(written: bytes) -> bool:
    """Say whether a file holds a plan rather than a request."""
    import msgspec

    try:
        document = msgspec.json.decode(written)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return False
    return isinstance(document, dict) and document.keys() >= PLAN_KEYS


def kept_plan(written: bytes, file: str, flags: Mapping[str, Any], shelf: "Shelf") -> Asked:
    """Return the plan that a file holds; Refused where it is not one that this planner could have made.

    Its request cannot be changed any more: of the flags, only those of the search are left.
    """
    import msgspec

    from catalog import library
    from clients.cli.asking import ask_of, read_flags
    from planner.checking import check
    from planner.plans import Plan

    anew = "make it anew: milepost plan ... --json"
    others = [given.typed for given in read_flags(flags)[0] if given.flag.panel != SEARCH]
    if others:
        detail = f"The file holds a plan, which {others[0]} would change."
        hint = "leave the flag out, or give the request in place of the plan"
        raise Refused([Fault("", "plan_and_flags", detail, hint)], source=file)
    try:
        plan = msgspec.json.decode(written, type=Plan)
    except msgspec.MsgspecError as error:
        detail = f"The file holds a plan, but not as this version of Milepost writes it: {error}."
        raise Refused([Fault("", "unreadable_plan", detail, anew)], source=file) from None
    question = ask_of(msgspec.json.encode(plan.request), file, flags, shelf.load)
    if plan.catalog.digest != library.digest(question.catalog):
        there = f"{question.catalog.id} {question.catalog.version}"
        detail = f"The plan was made by {plan.catalog.id} {plan.catalog.version}; what is there now is another {there}."
        raise Refused([Fault("/catalog", "other_catalog", detail, anew)], source=file)
    violations = check(plan.request, question.catalog, plan)
    if violations:
        faults = [Fault("", it.rule, f"{it.subject}: {it.detail}", anew) for it in violations[:MOST_FAULTS]]
        raise Refused(faults, source=f"{file}, which is no sound plan by {question.catalog.id}")
    return Asked(plan, question.catalog, question.request.solver, interrupted=False)


def judge(wish: Wish, questions: "Sequence[Question]", asked: Asked) -> None:
    """Refuse what cannot be asked of the plan, every fault at once."""
    import msgspec

    from catalog.suggestion import nearest_or_all
    from planner.explaining.questions import judge_question

    faults: list[Fault] = []
    for question in questions:
        own = judge_question(question, asked.plan, asked.catalog)
        moved = {"pointer": "/left_out"} if question.about == "left_out" else {}
        faults += [msgspec.structs.replace(fault, **moved) for fault in own]
    work, gates = asked.plan.activities, asked.plan.gates
    known = list(dict.fromkeys([*(it.id for it in work), *(it.item for it in work), *(it.id for it in gates)]))
    if wish.by is None and wish.on is not None and wish.on not in known:
        detail = f"{wish.on} is no activity and no gate of this plan."
        faults.append(Fault("/on", "unknown_id", detail, nearest_or_all(wish.on, known)))
    if faults:
        raise RefusedQuestion(faults, "your flags", wish.typed)


def is_told(wish: Wish, found: "Sequence[Answered]") -> bool:
    """Say whether what stands in the plan already is to be told: it was asked for, or there is nothing else."""
    return not found or (wish.on is not None and wish.by is None)


def answers(questions: "Sequence[Question]", asked: Asked, shelf: "Shelf") -> "tuple[list[Answered], bool]":
    """Return each question with its answer, as far as they come, and whether Ctrl-C cut it short."""
    from clients.cli.panel import Panel
    from planner.explaining.answering import desk_about, reply_at

    if asked.interrupted or asked.plan.finish is None or not questions:
        return [], asked.interrupted
    cancel = threading.Event()
    there = shelf.client
    desk = desk_about(asked.plan, asked.catalog, asked.solver, cancel)
    request = asked.plan.request
    currency = request.budget.currency or asked.catalog.currency
    found: list[Answered] = []
    for place, question in enumerate(questions, 1):
        which = f"Question {place} of {len(questions)}" if len(questions) > 1 else "Looking for an answer"
        with (
            Panel(screen.errors(), request, currency, which, asked.solver.time_limit_s) as panel,
            cancelled_by_hand(cancel, panel, waiting=there is not None),
        ):
            if there is None:
                reply = reply_at(desk, question, asked.plan, panel.find)
            else:
                reply = there.plans.ask(asked.plan.id, question, on_finding=panel.find)
            found.append((question, reply))
        if cancel.is_set():
            break
    return found, cancel.is_set()


def as_document(plan: "Plan", wish: Wish, found: "Sequence[Answered]") -> bytes:
    """Return a list of questions with their answers; what stands in the plan itself answers a question of its own."""
    import msgspec

    from clients.cli.reasons import as_data

    document: list[dict[str, Any]] = []
    if is_told(wish, found):
        document.append({"question": {"about": "why", "on": wish.on, "by": None}, "answer": as_data(plan, wish.on)})
    document += [{"question": question, "answer": reply} for question, reply in found]
    encoded = msgspec.json.encode(document)
    return msgspec.json.format(encoded, indent=2) if screen.output().is_terminal else encoded
