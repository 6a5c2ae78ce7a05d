"""What a job does, without the process it is done in: from its payload to what will be served of it.

The functions that return a payload are called by the routes that queue; ``perform``, ``reply``, ``explore`` and
``compare`` by a worker. Nothing here reads the database.
"""

import hashlib
import threading
from collections.abc import Callable
from datetime import date

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

import planner
from catalog import library
from catalog.model import Catalog
from clients.sdk.types import JobFinding, JobProgress
from planner.asking import Finding
from planner.desk import Kept
from planner.explaining.answering import reply_to
from planner.explaining.questions import Question
from planner.exploring import studies
from planner.exploring.comparing import compared
from planner.exploring.studies import StudyRequest
from planner.outcome import Progress
from planner.plans import Plan
from planner.request import PlanRequest

Report = Callable[[JobProgress], None]
Found = Callable[[JobFinding], None]


class Payload(Struct, frozen=True):
    """A request that was judged, with its catalog: one of the project's own by id and version, or as a document."""

    request: PlanRequest
    own_catalog: str | None
    document: Catalog | None


class QuestionPayload(Struct, frozen=True):
    """A question that was judged, with the plan it is about, as it is stored, and that plan's catalog."""

    question: Question
    plan: Raw
    own_catalog: str | None
    document: Catalog | None


class StudyPayload(Struct, frozen=True):
    """What is asked of a study, as it was judged, with its catalog."""

    asked: StudyRequest
    own_catalog: str | None
    document: Catalog | None


class ComparisonPayload(Struct, frozen=True):
    """Two plans, as they are stored, with the catalog that both were made by."""

    before: Raw
    after: Raw
    own_catalog: str | None
    document: Catalog | None


class Answer(Struct, frozen=True):
    """A plan as it is stored: ``document`` is sent as it is, ``etag`` in the form in which it is sent."""

    status: str
    finish: date | None
    etag: str
    document: bytes


class Explored(Struct, frozen=True):
    """What a study or a comparison came to as it is stored; ``proven`` where all of it is certain."""

    proven: bool
    document: bytes


class Synced(Struct, frozen=True):
    """What was asked of Jira came to as it is stored."""

    document: bytes


def payload_of(request: PlanRequest, catalog: Catalog) -> bytes:
    """Return what a worker needs to plan ``request`` by ``catalog``, whatever is uploaded meanwhile."""
    return msgspec.json.encode(Payload(request, *named(catalog)))


def payload_of_question(question: Question, plan: bytes, catalog: Catalog) -> bytes:
    """Return what a worker needs to answer a question about an encoded plan that was made by ``catalog``."""
    return msgspec.json.encode(QuestionPayload(question, Raw(plan), *named(catalog)))


def payload_of_study(asked: StudyRequest, catalog: Catalog) -> bytes:
    """Return what a worker needs to make a study of a request by ``catalog``."""
    return msgspec.json.encode(StudyPayload(asked, *named(catalog)))


def payload_of_comparison(before: bytes, after: bytes, catalog: Catalog) -> bytes:
    """Return what a worker needs to compare two encoded plans that were made by ``catalog``."""
    return msgspec.json.encode(ComparisonPayload(Raw(before), Raw(after), *named(catalog)))


def named(catalog: Catalog) -> tuple[str | None, Catalog | None]:
    """Return a catalog as payloads hold it: the name of one of the project's own, else the whole."""
    return (f"{catalog.id}@{catalog.version}", None) if is_own(catalog) else (None, catalog)


def catalog_named(own_catalog: str | None, document: Catalog | None) -> Catalog:
    """Return the catalog that a payload holds; ``Refused`` where the one of an older program is no longer there."""
    return library.load(own_catalog or "") if document is None else document


def is_own(catalog: Catalog) -> bool:
    """Say whether a catalog is one of the project's own."""
    return catalog.id in library.available() and library.load(catalog.id) is catalog


def perform(
    payload: bytes, plan_id: str, report: Report, cancel: threading.Event, found: Found | None = None
) -> Answer:
    """Plan what a payload asks for and return the plan under its id; ``cancel`` ends the search and keeps the best.

    Where there is no plan, ``found`` is told piece by piece why, and what would do. Raises what ``planner.plan``
    raises, and ``Refused`` where the catalog of an older program is no longer there.
    """
    work = msgspec.json.decode(payload, type=Payload)
    plan = planner.plan(
        work.request, _catalog(work), lambda progress: report(progress_of(progress)), cancel, _telling(found)
    )
    # In the planner's own order: roles in a plan of the service stand as they do in one of the command line.
    document = msgspec.json.encode(replace(plan, id=plan_id))
    return Answer(plan.status, plan.finish, f'"{hashlib.sha256(document).hexdigest()[:32]}"', document)


def reply(payload: bytes, cancel: threading.Event, found: Found | None = None) -> bytes:
    """Return the encoded answer to a payload's question; ``cancel`` ends the search with what is known by then.

    Raises ``Refused`` as ``perform`` does.
    """
    work = msgspec.json.decode(payload, type=QuestionPayload)
    plan = msgspec.json.decode(work.plan, type=Plan)
    return msgspec.json.encode(reply_to(work.question, plan, _catalog(work), cancel, _telling(found)))


def explore(payload: bytes, cancel: threading.Event, found: Found | None = None, kept: Kept | None = None) -> Explored:
    """Return what a payload's study comes to; ``cancel`` ends it with what is known by then.

    It goes on from the answers that are ``kept``. Raises ``Refused`` as ``perform`` does.
    """
    work = msgspec.json.decode(payload, type=StudyPayload)
    study = studies.study(work.asked, _catalog(work), _telling(found), cancel, kept)
    return Explored(study.proven, msgspec.json.encode(study))


def compare(payload: bytes, cancel: threading.Event) -> Explored:
    """Return what a payload's comparison comes to; ``cancel`` ends it with what is known by then.

    Raises ``Refused`` as ``perform`` does.
    """
    work = msgspec.json.decode(payload, type=ComparisonPayload)
    before, after = (msgspec.json.decode(plan, type=Plan) for plan in (work.before, work.after))
    comparison = compared(before, after, _catalog(work), cancel)
    return Explored(comparison.proven, msgspec.json.encode(comparison))


def _catalog(work: Payload | QuestionPayload | StudyPayload | ComparisonPayload) -> Catalog:
    return catalog_named(work.own_catalog, work.document)


def _telling(found: Found | None) -> Callable[[Finding | studies.Found], None]:
    return lambda finding: found(JobFinding.of(finding)) if found is not None else None


def progress_of(progress: Progress) -> JobProgress:
    """Return what listeners are told of a search."""
    value, bound = progress.value, progress.bound
    gap = None if value is None or bound is None else 0.0 if value == bound else round((value - bound) / value, 4)
    return JobProgress(
        goal=progress.goal,
        value=value,
        bound=bound,
        gap=gap,
        plans=progress.plans,
        elapsed_s=round(progress.elapsed_s, 3),
    )
