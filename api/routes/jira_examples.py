"""Examples for the documentation of Jira: connections, what is asked of them, what it comes to."""

from typing import Any

from api.routes.examples import ASKED_JOB, AT, JOB_ID, PLAN_ID

CONNECTION_ID = "jcn_01m8by3f1s000h7q2wn5kd9tzx"
RUN_ID = "jrn_01m8by3g6v000t4m8xb1zr5cqy"
HASH = "5f3a9c1e7b2d4860"

_POLICIES: dict[str, Any] = {
    "default": "ask", "summary": None, "description": None, "parent": None, "start": None, "due": None,
    "quarter": None, "function": None, "labels": None, "assignee": None,
}  # fmt: skip
NEW_CONNECTION: dict[str, Any] = {
    "name": "Operations",
    "site": "https://acme.atlassian.net",
    "email": "pmo@acme.example",
    "project": "OPS",
    "token": "the-API-token-of-that-account",
    "mapping": {"policies": {"start": "plan"}},
}
CONNECTION: dict[str, Any] = {
    "id": CONNECTION_ID,
    "name": "Operations",
    "site": "https://acme.atlassian.net",
    "email": "pmo@acme.example",
    "project": "OPS",
    "scoped": False,
    "cloud_id": None,
    "gateway": "https://api.atlassian.com",
    "mapping": {
        "roadmap": None,
        "types": {"phase": None, "action": None, "governance": None, "gate": None},
        "parents": "phase",
        "dates": {"start": None, "due": None},
        "quarter": "version",
        "function": "auto",
        "link": None,
        "labels": [],
        "assignees": {},
        "policies": {**_POLICIES, "start": "plan"},
        "removed": "keep",
        "recreate": False,
        "closing": None,
        "cancelled": ["Cancelled", "Won't Do"],
        "settle_s": 120,
    },
    "token_set_at": AT,
    "version": 1,
    "created_at": AT,
    "updated_at": AT,
}
SYNC_JOB: dict[str, Any] = {**ASKED_JOB, "kind": "jira", "subject": f"/v1/jira/runs/{RUN_ID}"}
RUN_SUMMARY: dict[str, Any] = {
    "id": RUN_ID,
    "action": "diff",
    "connection": f"/v1/jira/connections/{CONNECTION_ID}",
    "plan": f"/v1/plans/{PLAN_ID}",
    "roadmap": "acme-2027",
    "state": "succeeded",
    "created_at": AT,
    "job": f"/v1/jobs/{JOB_ID}",
}


def a_run(action: str, result: dict[str, Any], **asked: Any) -> dict[str, Any]:
    """Return a run as it is sent."""
    return {
        "id": RUN_ID,
        "action": action,
        "connection": f"/v1/jira/connections/{CONNECTION_ID}",
        "plan": f"/v1/plans/{PLAN_ID}",
        "roadmap": "acme-2027",
        "asked": {"settled": {}, "hash": None, "full": False} | asked,
        "status": "succeeded",
        "result": result,
        "created_at": AT,
        "job": f"/v1/jobs/{JOB_ID}",
    }


PREFLIGHT_RUN = a_run(
    "preflight",
    {
        "ready": True,
        "account": "Pat Miller",
        "time_zone": "Europe/Berlin",
        "project": "OPS",
        "kinds": {
            "action": {
                "type_id": "10001",
                "type_name": "Task",
                "fields": {"summary": "summary", "due": "duedate", "labels": "labels"},
                "epic_name": None,
            }
        },
        "link": {"id": "10000", "name": "Blocks", "outward": "blocks"},
        "quarter": "version",
        "may_add_versions": True,
        "components": {},
        "findings": [
            {
                "severity": "warning",
                "subject": "start date of Task",
                "detail": "The start dates of action issues cannot be written: Start date is not on the screen.",
                "suggestion": "add it to the screens, or name another under mapping.dates: Due date",
            }
        ],
    },
)
CHANGE_SET: dict[str, Any] = {
    "hash": HASH,
    "plan": PLAN_ID,
    "site": "https://acme.atlassian.net",
    "project": "OPS",
    "roadmap": "acme-2027",
    "changes": [
        {
            "id": "update act-teach-teams@sales:due",
            "operation": "update",
            "node": "act-teach-teams@sales",
            "issue": "OPS-12",
            "field": "due",
            "base": "2027-02-14",
            "mine": "2027-02-21",
            "theirs": "2027-02-14",
            "policy": None,
            "reason": "the plan has changed",
        }
    ],
    "counts": {"update": 1},
    "writes": [{"operation": "edit", "changes": ["update act-teach-teams@sales:due"]}],
    "warnings": [],
    "settled": {},
}
DIFF_RUN = a_run("diff", CHANGE_SET)
APPLY_RUN = a_run(
    "apply",
    {
        "state": "done",
        "run": "run-3f9c21ab88d0",
        "hash": HASH,
        "requests": 1,
        "undone": [],
        "until": None,
        "detail": "all of it is done",
        "change_set": None,
    },
    hash=HASH,
)
PULL_RUN = a_run(
    "pull",
    {
        "actuals": [
            {
                "on": "act-teach-teams@sales",
                "kind": "started",
                "date": "2027-01-25",
                "value": "In Progress",
                "source": "jira:OPS-12",
                "by": "Pat Miller",
                "recorded_at": AT,
            }
        ],
        "new": ["act-teach-teams@sales:started"],
        "gone": [],
        "full": False,
        "issues": 1,
    },
)
AUDIT: dict[str, Any] = {
    "number": 41,
    "roadmap": "acme-2027",
    "at": AT,
    "run": "run-3f9c21ab88d0",
    "actor": "Pat Miller",
    "operation": "update",
    "node": "act-teach-teams@sales",
    "issue": "OPS-12",
    "field": "due",
    "before": "2027-02-14",
    "after": "2027-02-21",
    "status": 204,
}
