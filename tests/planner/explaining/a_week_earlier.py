"""What the independent checker says of a plan in which one activity or gate, alone, is a week earlier than it is.

Its violations, read as the reasons that should have been given: (kind, subject) as a plan's ``Reason`` has them, but
for three that it does not tell apart. A pin may name the item or the activity. A gate's need of an activity is
``predecessor`` or, with weeks of evidence, ``evidence``; its need of the level before likewise.
"""

import re
from datetime import timedelta

from msgspec.structs import replace

from planner.building import build_network
from planner.checking import check
from planner.checking.duty import duties
from planner.checking.terms import read_terms
from planner.goals import expanded
from planner.network import Schedule
from planner.optimizer.values import value

# What a violation of these rules says follows from where things are; no move is forbidden by them.
DERIVED = {
    *("gate_late", "held_by", "finish", "totals", "status", "slack", "critical", "phases", "dates"),
    *("goal_value", "goal_bound", "goal_proven", "risks_open", "kpis", "evidence_due", "why", "story", "debt"),
    *("phase_starts", "phase_running", "phase_finishes", "phase_gates"),
    *("phase_staffing", "phase_spend", "phase_budget"),
}
WEEK = timedelta(days=7)


def named(plan, one):
    """What the reasons of an activity or gate name, as far as the checker tells them apart."""
    return {_named(plan, one, reason) for reason in one.why if reason.kind not in ("goal", "nothing")}


def _named(plan, one, reason):
    is_gate = one.id in {gate.id for gate in plan.gates}
    if is_gate and reason.kind in ("predecessor", "evidence"):
        levels = reason.subject.startswith("gate-")
        return ("level", "") if levels else ("need", reason.subject)
    return reason.kind, "" if reason.kind in ("pin", "start") else reason.subject


def broken(plan, catalog, one, weeks=1):
    """What the checker says that a move of one activity or gate by some weeks breaks, in the same words."""
    if (one.week if one in plan.gates else one.start_week) < weeks:
        return {("start", "")}
    moved = _gate_moved(plan, one) if one in plan.gates else activity_moved(plan, one, weeks)
    found = {_read(violation) for violation in check(plan.request, catalog, moved)} - {None}
    if one != plan.gates[-1]:
        return found
    # The last gate is said to need every activity; those of the gates before it are needed by these alone.
    wanted = duties(read_terms(plan.request), catalog)
    own = {name for name, duty in wanted.items() if duty.gate == len(plan.gates) - 1}
    return {(kind, subject) for kind, subject in found if kind != "need" or subject in own}


def activity_moved(plan, one, weeks):
    """The plan in which one activity alone is some weeks earlier, and no other field knows of it."""
    moved = replace(
        one, start_week=one.start_week - weeks, start=one.start - weeks * WEEK, finish=one.finish - weeks * WEEK
    )
    return replace(plan, activities=tuple(moved if other == one else other for other in plan.activities))


def _gate_moved(plan, one):
    moved = replace(one, week=one.week - 1, date=one.date - WEEK)
    return replace(plan, gates=tuple(moved if other == one else other for other in plan.gates))


def _read(violation):
    rule, subject, detail = violation.rule, violation.subject, violation.detail
    if rule in ("order", "governance"):
        return "predecessor", re.search(r"; (\S+) has finished", detail)[1]
    if rule == "look_ahead":
        return rule, re.search(r"before (\S+) in week", detail)[1]
    if rule == "gate":
        return "need", re.search(r"; (\S+) is ready", detail)[1]
    if rule == "evidence_weeks":
        return "level", ""
    if rule == "freeze":
        return "freeze", subject
    if rule == "pin":
        return "pin", ""
    read = {
        "headcount": "people",
        "changes_per_function": "changes",
        "budget_total": "total",
        "budget_quarter": "money",
    }
    if rule in read:
        return read[rule], subject
    assert rule in DERIVED, violation
    return None


def worse(plan, catalog, one, weeks=1):
    """The goals of the request that a move of one activity makes worse, with by how much."""
    network = build_network(plan.request, catalog)
    before, after = (schedule_of(network, some) for some in (plan, activity_moved(plan, one, weeks)))
    changes = {
        goal.goal: value(network, after, goal.goal) - value(network, before, goal.goal)
        for goal in expanded(plan.request)
    }
    return {goal: change for goal, change in changes.items() if change > 0}


def schedule_of(network, plan):
    """The schedule that a plan shows."""
    weeks = {one.id: one.start_week for one in plan.activities} | {gate.id: gate.week for gate in plan.gates}
    ways = {one.id: one.mode for one in plan.activities} | {gate.id: "" for gate in plan.gates}
    return Schedule(
        starts=tuple(weeks[node.id] for node in network.nodes),
        modes=tuple([mode.name for mode in node.modes].index(ways[node.id]) for node in network.nodes),
    )
