"""Examples for the documentation: requests as people send them, answers as the service gives them."""

import json
from pathlib import Path
from typing import Any

import msgspec

from api.routes.example_catalog import CATALOG
from catalog.comparison import compare
from catalog.model import Catalog

PLAN_ID = "plan_01m8by39n9000pg8tj1gbgds1b"
JOB_ID = "job_01m8by39n9000wn091f0ez89mn"
QUESTION_ID = "qst_01m8by3c5e0009m2tq7hv4dwxk"
STUDY_ID = "std_01m8by3d7q000a4k8wz2nf6ghj"
COMPARISON_ID = "cmp_01m8by3e2r000x9p5tm7cb3vys"
SCENARIO_ID = "scn_01m8by3ata000c9rc0s6815zmf"
KEY_ID = "key_01m8by3az9000wn091f0ez89mn"
AT = "2026-11-26T12:43:15.911000Z"

REQUEST: dict[str, Any] = {
    "name": "Acme 2027",
    "current": 2,
    "target": 4,
    "start": "2027-01-04",
    "deadline": "2028-12-31",
    "budget": {"total": 1500000},
    "headcount": {"total": 12},
}
PROGRESS: dict[str, Any] = {
    "goal": "finish", "value": 47, "bound": 47, "gap": 0.0, "plans": 35, "elapsed_s": 0.82,
}  # fmt: skip
JOB: dict[str, Any] = {
    "id": JOB_ID,
    "kind": "plan",
    "state": "running",
    "subject": f"/v1/plans/{PLAN_ID}",
    "events": f"/v1/jobs/{JOB_ID}/events",
    "attempt": 1,
    "cancel_requested": False,
    "progress": PROGRESS,
    "error": None,
    "created_at": AT,
    "started_at": AT,
    "finished_at": None,
    "wakes_at": None,
}
SUMMARY: dict[str, Any] = {
    "id": PLAN_ID,
    "name": "Acme 2027",
    "state": "succeeded",
    "status": "optimal",
    "catalog": "ai-maturity@1.1.0",
    "current": 2,
    "target": 4,
    "start": "2027-01-04",
    "deadline": "2028-12-31",
    "finish": "2027-11-28",
    "created_at": AT,
    "job": f"/v1/jobs/{JOB_ID}",
}
SCENARIO: dict[str, Any] = {
    "id": SCENARIO_ID,
    "name": "Two years, 1.5M",
    "version": 1,
    "request": REQUEST,
    "created_at": AT,
    "updated_at": AT,
}
KEY: dict[str, Any] = {
    "id": KEY_ID,
    "name": "Jira bridge",
    "workspace": "acme",
    "prefix": "mp_Zk3VtQ9x",
    "scopes": ["plans:read", "plans:write"],
    "created_at": AT,
    "expires_at": None,
    "last_used_at": None,
    "revoked_at": None,
}
NEW_KEY: dict[str, Any] = {"name": "Jira bridge", "scopes": ["plans:read", "plans:write"]}
OVERVIEW: dict[str, Any] = {
    "id": "ai-maturity",
    "version": "1.1.0",
    "title": "AI maturity, seven levels",
    "description": "From first experiments to an AI-run enterprise.",
    "currency": "USD",
    "levels": 7,
    "items": 90,
    "digest": "5f0c6e1d" * 8,
    "built_in": True,
}
EVENT: dict[str, Any] = {
    "id": "3",
    "event": "progress",
    "data": f'{{"id":3,"event":"progress","at":"{AT}","state":"running","progress":null}}',
}


# The plan of that catalog, as it was made once: it is the shape that matters.
PLAN: dict[str, Any] = json.loads(Path(__file__).with_name("example_plan.json").read_bytes())
QUESTION: dict[str, Any] = {"about": "sooner", "by": "2027-02-14"}
ASKED_JOB: dict[str, Any] = {
    **JOB,
    "kind": "question",
    "subject": f"/v1/plans/{PLAN_ID}/questions/{QUESTION_ID}",
    "progress": None,
}
STUDY_REQUEST: dict[str, Any] = {
    "kind": "frontier",
    "given": "headcount",
    "request": {"catalog": "acme", "current": 1, "target": 2, "start": "2027-01-04"},
}
STUDY_JOB: dict[str, Any] = {**ASKED_JOB, "kind": "study", "subject": f"/v1/studies/{STUDY_ID}"}
STUDY_SUMMARY: dict[str, Any] = {
    "id": STUDY_ID,
    "kind": "frontier",
    "state": "succeeded",
    "proven": True,
    "created_at": AT,
    "job": f"/v1/jobs/{JOB_ID}",
}
_POINT: dict[str, Any] = {
    "level": 2, "given": 70, "reached": 7, "finish_week": 7, "finish": "2027-02-21", "cost": 4700, "spent": 4700,
    "peak": 67, "risk": 0, "proven": True,
}  # fmt: skip
STUDY: dict[str, Any] = {
    "id": STUDY_ID,
    "kind": "frontier",
    "status": "succeeded",
    "asked": {
        "kind": "frontier",
        "request": {**PLAN["request"], "name": None, "headcount": {"total": None, "roles": {}}},
        "given": "headcount",
        "reached": "finish",
        "resolution": None,
        "of": "budget",
        "budgets": [],
        "headcounts": [],
        "deadlines": [],
        "cells": [],
        "spread": 0.2,
        "time_limit_s": 120,
    },
    "result": {
        "kind": "frontier",
        "levels": [
            {
                "level": 2,
                "possible": True,
                "points": [
                    {**_POINT, "changes": {"goals": ["finish", "peak"], "target": 2, "headcount": {"total": 0.7}}}
                ],
                "gaps": [{"level": 2, "from": 0, "to": 60, "bound": None, "proven": True}],
            }
        ],
    },
    "proven": True,
    "solves": 3,
    "wall_s": 0.412,
    "job": f"/v1/jobs/{JOB_ID}",
}
OTHER_PLAN_ID = "plan_01m8by3b4t000q6d9hn1kx8rwe"
PAIR: dict[str, Any] = {"before": PLAN_ID, "after": OTHER_PLAN_ID}
COMPARISON_JOB: dict[str, Any] = {**ASKED_JOB, "kind": "comparison", "subject": f"/v1/comparisons/{COMPARISON_ID}"}
COMPARISON: dict[str, Any] = {
    "id": COMPARISON_ID,
    "status": "succeeded",
    "asked": PAIR,
    "result": {
        **PAIR,
        "weeks": 3,
        "money": 0,
        "gates": [{"gate": "gate-2", "before": "2027-02-21", "after": "2027-03-14", "weeks": 3}],
        "totals": [{"name": "cash", "before": 4700, "after": 4700}],
        "people": [{"name": "lead", "before": 0.67, "after": 0.5}],
        "risks": [],
        "moved": [{"activity": "act-teach-teams@sales", "before": "2027-01-25", "after": "2027-02-15", "weeks": 3}],
        "modes": [],
        "causes": [{"pointers": ["/headcount"], "from": [2], "to": [0.6], "weeks": 3, "money": 0}],
        "method": "Shapley values: the mean over all orders in which the differences can be made",
        "proven": True,
    },
    "job": f"/v1/jobs/{JOB_ID}",
}
PLAN_QUESTION: dict[str, Any] = {
    "id": QUESTION_ID,
    "plan": f"/v1/plans/{PLAN_ID}",
    "question": {"about": "sooner", "on": None, "by": "2027-02-14"},
    "status": "succeeded",
    "answer": {
        "on": "gate-2",
        "by": "2027-02-14",
        "now": "2027-02-21",
        "possible": False,
        "text": "gate-2 cannot be done by 14 Feb 2027 within the limits; this would do:",
        "moved": None,
        "conflicts": [
            {
                "members": [
                    {"pointer": "/deadline", "text": "the deadline of 14 Feb 2027", "value": "2027-02-14"},
                    {"pointer": "/headcount", "text": "2 people throughout", "value": "2"},
                ],
                "proven": True,
            }
        ],
        "repairs": [
            {
                "changes": [{"pointer": "/headcount", "from": 2, "to": 2.5}],
                "repaired_request": {**PLAN["request"], "deadline": "2027-02-14", "headcount": 2.5},
                "verdict": "Level 2 can then be declared by 14 Feb 2027.",
                "proven": True,
            }
        ],
    },
    "job": f"/v1/jobs/{JOB_ID}",
}
LEVELS: list[Any] = msgspec.to_builtins(compare(msgspec.convert(CATALOG, Catalog)))
ITEM: dict[str, Any] = CATALOG["items"][1]


def page(*items: dict[str, Any]) -> dict[str, Any]:
    """Return a page that holds everything."""
    return {"items": list(items), "next": None}
