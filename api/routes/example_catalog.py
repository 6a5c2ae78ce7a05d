"""A whole catalog in a few lines, for the documentation: two levels, a rule and an action that needs it."""

from typing import Any

_BASIS = {"duration": "assumption", "cash": "assumption", "effort": "assumption"}

CATALOG: dict[str, Any] = {
    "id": "acme",
    "version": "1.0.0",
    "title": "Acme, two levels",
    "currency": "USD",
    "functions": ["sales", "support"],
    "roles": [{"id": "lead", "title": "Lead", "rate": 4000}],
    "levels": [
        {"level": 1, "name": "Begun", "evidence_weeks": 4, "definition": "Single people try it."},
        {"level": 2, "name": "Agreed", "evidence_weeks": 0, "definition": "There are rules, and people keep them."},
    ],
    "transitions": [{"id": "1-2", "from_level": 1, "to_level": 2}],
    "scaling": {
        "reference_employees": 1000,
        "learning": 0.85,
        "classes": [{"id": "flat", "title": "Flat", "effort_exponent": 0, "cash_exponent": 0, "duration_exponent": 0}],
        "seat_licences_exponent": 1,
        "platforms_exponent": 0.6,
    },
    "items": [
        {
            "id": "gov-write-rules",
            "kind": "governance",
            "title": "Write the rules",
            "description": "The rules are written, discussed and signed. They are done once everybody can find them.",
            "transition": "1-2",
            "modes": {
                "in_house": {"duration_weeks": [2, 3, 5], "effort_person_weeks": {"lead": 2}, "cash": [0, 1000, 3000]}
            },
            "deliverable": "The rules",
            "evidence": "The signature of the board",
            "scale_class": "flat",
            "estimate_basis": _BASIS,
            "accountable": "lead",
            "responsible": "lead",
        },
        {
            "id": "act-teach-teams",
            "kind": "action",
            "title": "Teach the teams",
            "description": "Every team learns the rules in its own work. It is done when nine of ten passed a check.",
            "transition": "1-2",
            "repeats_per_function": True,
            "modes": {
                "in_house": {"duration_weeks": [2, 4, 6], "effort_person_weeks": {"lead": 1}, "cash": [0, 2000, 4000]}
            },
            "governance_prerequisites": ["gov-write-rules"],
            "deliverable": "Teams that know the rules",
            "evidence": "A passed check for nine of ten people",
            "scale_class": "flat",
            "estimate_basis": _BASIS,
            "accountable": "lead",
            "responsible": "lead",
        },
    ],
}
