"""Requests judged as the service judges them: in form, in meaning, and by its limits; all faults at once."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from api.limits import excesses
from api.problems import ApiProblem
from api.service import Service
from catalog import library
from catalog.fault import Fault, Refused, capped
from catalog.model import Catalog
from catalog.reading import examine_json, in_order, walk
from catalog.wording import printable
from clients.sdk.types import NewScenario
from planner.explaining.questions import Question, judge_question
from planner.intake import read_request
from planner.plans import Plan
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
    request = document.get("request") if isinstance(document, Mapping) else None
    faults: list[Fault] = list(walked.faults)
    if isinstance(request, Mapping):
        # The request is judged whole: what its form lacks is among what its judge finds.
        faults = [fault for fault in faults if not fault.pointer.startswith(f"{AT}/")]
        try:
            wanted, _ = judged(service, workspace, request)
        except Refused as refused:
            faults += [replace(fault, pointer=AT + fault.pointer) for fault in refused.faults]
    if faults or walked.value is None:
        raise Refused(capped(in_order(faults, document)))
    return walked.value.name, wanted


def judged_question(body: bytes, plan: Plan, catalog: Catalog) -> Question:
    """Return a question about a plan; ``Refused`` with everything that is wrong with it."""
    walked = examine_json(body, Question)
    faults = list(walked.faults)
    wrong = {fault.pointer for fault in faults}
    if walked.value is not None and "/about" not in wrong:
        meant = [fault for fault in judge_question(walked.value, plan, catalog) if fault.pointer not in wrong]
        faults += [replace(fault, detail=printable(fault.detail, LONGEST_DETAIL)) for fault in meant]
    if faults or walked.value is None:
        raise Refused(capped(in_order(faults, walked.document)))
    return walked.value


def catalog_of(service: Service, workspace: str, plan: Plan) -> Catalog:
    """Return the catalog that a plan was made by; a conflict where it is not there any more as it was."""
    named = f"{plan.catalog.id}@{plan.catalog.version}"
    try:
        found = service.catalog(workspace, named)
    except Refused:
        found = None
    if found is None or library.digest(found) != plan.catalog.digest:
        detail = (
            f"The plan was made by {named}, which is not here as it was then. Plan its request again, and ask of that."
        )
        raise ApiProblem("conflict", detail)
    return found
