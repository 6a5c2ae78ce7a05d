"""Judges when things happen: order, governance before action, look-ahead, gates, evidence, pins, freezes, deadline."""

from collections.abc import Iterator

from planner.checking.layout import Layout, Placed
from planner.checking.violation import Violation
from planner.request import Pin


def order_violations(layout: Layout) -> Iterator[Violation]:
    """Yield every broken rule of time."""
    for one in layout.placed.values():
        yield from _after_what_it_needs(layout, one)
        yield from _after_its_level(layout, one)
        yield from _outside_freezes(layout, one)
    yield from _gates(layout)
    yield from _pins(layout)
    deadline = layout.terms.request.deadline
    target = layout.terms.end_of(layout.end)
    if deadline is not None and target > deadline:
        detail = f"The target is reached on {target}, after the deadline of {deadline}."
        yield Violation("deadline", layout.gates[-1].id, detail)


def pins_on(layout: Layout, one: Placed) -> Iterator[Pin]:
    """Yield the pins that name the activity, or its item unless it is the set-up."""
    for pin in layout.terms.request.pins:
        if pin.on == one.duty.id or (pin.on == one.duty.item.id and not one.duty.setup):
            yield pin


def first_evidence_week(layout: Layout) -> int:
    """Return the week from which the first gate has its evidence weeks, counted from ``current_since``."""
    since = layout.terms.request.current_since or layout.terms.request.start
    elapsed = (layout.terms.request.start - since).days
    return -((elapsed - 7 * layout.gates[0].evidence_weeks) // 7)


def _after_what_it_needs(layout: Layout, one: Placed) -> Iterator[Violation]:
    for name, lag in one.duty.after:
        before = layout.placed[name]
        if one.start < before.finish + lag:
            governed = before.duty.item.kind == "governance" and one.duty.item.kind == "action"
            yield Violation(
                "governance" if governed else "order",
                one.duty.id,
                f"It starts in week {one.start}; {name} has finished (lag {lag}) only by {before.finish + lag}.",
            )


def _after_its_level(layout: Layout, one: Placed) -> Iterator[Violation]:
    if one.duty.opened_by is not None and one.start < layout.gate_weeks[one.duty.opened_by]:
        gate = layout.gates[one.duty.opened_by].id
        detail = f"It starts in week {one.start}, before {gate} in week {layout.gate_weeks[one.duty.opened_by]}."
        yield Violation("look_ahead", one.duty.id, detail)


def _outside_freezes(layout: Layout, one: Placed) -> Iterator[Violation]:
    if one.duty.item.kind != "action" or not layout.terms.request.calendar.freezes:
        return
    for week in (one.start, one.finish - 1):
        if layout.terms.is_frozen(week):
            yield Violation("freeze", one.duty.id, f"Its first or last week, {week}, is frozen.")


def _gates(layout: Layout) -> Iterator[Violation]:
    for place, (gate, week) in enumerate(zip(layout.gates, layout.gate_weeks, strict=True)):
        needed = 0
        for one in layout.placed.values():
            if one.duty.gate == place or place == len(layout.gates) - 1:
                ready = one.proved if one.duty.gate == place else one.finish
                needed = max(needed, ready)
                if ready > week:
                    detail = f"It is declared in week {week}; {one.duty.id} is ready only by week {ready}."
                    yield Violation("gate", gate.id, detail)
        earliest = layout.gate_weeks[place - 1] + gate.evidence_weeks if place else first_evidence_week(layout)
        if week < earliest:
            detail = f"It is declared in week {week}; the evidence weeks before it run to week {earliest}."
            yield Violation("evidence_weeks", gate.id, detail)
        needed = max(needed, earliest, *(_not_before(layout, pin) for pin in _pins_of(layout, gate.id)), 0)
        if week > needed:
            detail = f"It is declared in week {week}; all it needs is there by week {needed}."
            yield Violation("gate_late", gate.id, detail)


def _pins_of(layout: Layout, gate: str) -> Iterator[Pin]:
    return (pin for pin in layout.terms.request.pins if pin.on == gate)


def _not_before(layout: Layout, pin: Pin) -> int:
    """Return the first gate week whose date is not before the pin's."""
    if pin.not_before is None:
        return 0
    return -(((layout.terms.request.start - pin.not_before).days - 1) // 7)


def _pins(layout: Layout) -> Iterator[Violation]:
    terms = layout.terms
    for gate, week in zip(layout.gates, layout.gate_weeks, strict=True):
        for pin in _pins_of(layout, gate.id):
            day = terms.end_of(week)
            if (pin.not_before and day < pin.not_before) or (pin.not_after and day > pin.not_after):
                yield Violation("pin", gate.id, f"It falls on {day}, outside its pin.")
    for one in layout.placed.values():
        for pin in pins_on(layout, one):
            if pin.not_before and terms.start_of(one.start) < pin.not_before:
                yield Violation("pin", one.duty.id, f"It starts before {pin.not_before}.")
            if pin.not_after and terms.end_of(one.finish) > pin.not_after:
                yield Violation("pin", one.duty.id, f"It finishes after {pin.not_after}.")
            if pin.mode and one.planned.mode != pin.mode:
                yield Violation("pin", one.duty.id, f"It is done {one.planned.mode}, not {pin.mode}.")
