"""Requests judged as the service judges them: in form, in meaning, and by its limits; all faults at once."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from api.limits import excesses
from api.service import Service
from catalog.fault import Fault, Refused, capped
from catalog.model import Catalog
from catalog.reading import in_order, walk
from clients.sdk.types import NewScenario
from planner.intake import read_request
from planner.request import PlanRequest
from planner.scope import scope

AT = "/request"


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
