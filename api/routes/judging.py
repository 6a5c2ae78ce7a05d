"""Requests judged as the service judges them: in form, in meaning, and by its limits; all faults at once."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from msgspec.structs import replace

from api.limits import excesses, over_time
from api.problems import ApiProblem
from api.service import Service
from catalog import library
from catalog.fault import Fault, Refused, capped
from catalog.model import Catalog
from catalog.reading import Walked, examine_json, in_order, walk
from catalog.wording import printable
from clients.sdk.types import NewScenario
from planner.explaining.questions import Question, judge_question
from planner.exploring.studies import StudyRequest, judge_asked
from planner.intake import read_request
from planner.plans import CatalogReference, Plan
from planner.request import PlanRequest
from planner.scope import scope

AT = "/request"
LONGEST_DETAIL = 400


def judged(service: Service, workspace: str, document: bytes | Mapping[str, Any]) -> tuple[PlanRequest, Catalog]:
    """Return a request with its defaults and its catalog; ``Refused`` with everything that is wrong with it."""
    wanted, catalog = read_request(document, lambda reference: service.catalog(workspace, reference))
    if faults := excesses(wanted, len(scope(wanted, catalog).activities), service.settings):
        raise Refused(faults)
    return wanted, catalog


def judged_scenario(service: Service, workspace: str, document: object) -> tuple[str, PlanRequest]:
    """Return the name and the request of a scenario; ``Refused`` with everything that is wrong with either."""
    walked = walk(document, NewScenario)
    inside, faults = _with_request(service, workspace, walked)
    if faults or walked.value is None or inside is None:
        raise Refused(capped(in_order(faults, document)))
    return walked.value.name, inside[0]


def judged_study(service: Service, workspace: str, body: bytes) -> tuple[StudyRequest, Catalog]:
    """Return what is asked of a study, with defaults, and its catalog; ``Refused`` with everything that is wrong."""
    walked = examine_json(body, StudyRequest)
    inside, faults = _with_request(service, workspace, walked)
    asked = walked.value
    wrong = [fault.pointer for fault in walked.faults]
    if asked is not None:
        meant = over_time("/time_limit_s", asked.time_limit_s, service.settings.max_study_seconds)
        if "/kind" not in wrong:
            meant += judge_asked(asked, inside[1] if inside else _known(service, workspace, asked, wrong))
        # What is wrong in its form was left out or stands for nothing: nothing can be said of what it means.
        meant = [fault for fault in meant if not any(_overlap(fault.pointer, pointer) for pointer in wrong)]
        faults += _short(meant)
    if faults or asked is None or inside is None:
        raise Refused(capped(in_order(faults, walked.document)))
    return replace(asked, request=inside[0]), inside[1]


def _with_request(
    service: Service, workspace: str, walked: Walked[Any]
) -> tuple[tuple[PlanRequest, Catalog] | None, list[Fault]]:
    """Return the request that a document holds, with its catalog, and everything that is wrong with the document."""
    document = walked.document
    request = document.get("request") if isinstance(document, Mapping) else None
    if not isinstance(request, Mapping):
        return None, list(walked.faults)
    # The request is judged whole: what its form lacks is among what its judge finds.
    faults = [fault for fault in walked.faults if not fault.pointer.startswith(f"{AT}/")]
    try:
        return judged(service, workspace, request), faults
    except Refused as refused:
        return None, faults + [replace(fault, pointer=AT + fault.pointer) for fault in refused.faults]


def _known(service: Service, workspace: str, asked: StudyRequest, wrong: list[str]) -> Catalog | None:
    """Return the catalog that a request names which was refused, if that is known."""
    if not any(_overlap(f"{AT}/catalog", pointer) for pointer in wrong):
        with suppress(Refused):
            return service.catalog(workspace, asked.request.catalog)
    return None


def _overlap(one: str, other: str) -> bool:
    """Say whether two pointers lead to the same place, or one into what the other leads to."""
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")


def _short(faults: list[Fault]) -> list[Fault]:
    """Return faults that repeat nothing at length."""
    return [replace(fault, detail=printable(fault.detail, LONGEST_DETAIL)) for fault in faults]


def judged_question(body: bytes, plan: Plan, catalog: Catalog) -> Question:
    """Return a question about a plan; ``Refused`` with everything that is wrong with it."""
    walked = examine_json(body, Question)
    faults = list(walked.faults)
    wrong = {fault.pointer for fault in faults}
    if walked.value is not None and "/about" not in wrong:
        meant = [fault for fault in judge_question(walked.value, plan, catalog) if fault.pointer not in wrong]
        faults += _short(meant)
    if faults or walked.value is None:
        raise Refused(capped(in_order(faults, walked.document)))
    return walked.value


def catalog_of(service: Service, workspace: str, plan: Plan) -> Catalog:
    """Return the catalog that a plan was made by; a conflict where it is not there any more as it was."""
    return catalog_referred_to(service, workspace, plan.catalog)


def catalog_referred_to(service: Service, workspace: str, reference: CatalogReference) -> Catalog:
    """Return the catalog that a plan refers to; a conflict where it is not there any more as it was."""
    named = f"{reference.id}@{reference.version}"
    try:
        found = service.catalog(workspace, named)
    except Refused:
        found = None
    if found is None or library.digest(found) != reference.digest:
        detail = (
            f"The plan was made by {named}, which is not here as it was then. Plan its request again, and ask of that."
        )
        raise ApiProblem("conflict", detail)
    return found
