"""A plan as a report: what its readers ask first stands first. Called by the front door of documents.

``report`` reads as the table of contents; every figure and every date is the Plan's.
"""

from collections.abc import Iterator

from catalog.model import Catalog
from clients.amounts import counted, people, short_money
from clients.dates import day
from clients.documents.caps import caps
from clients.documents.report.blocks import Bullets, Fact, Paragraph, Picture, Report, Section
from clients.documents.report.gates import criteria, levels
from clients.documents.report.means import covered_in_words, money, staff
from clients.documents.report.quarters import first_quarter, quarters
from clients.documents.report.risks import risks
from clients.documents.report.teller import Teller
from clients.documents.report.work import accountable, activities
from clients.lines import one_line
from clients.names import shown
from clients.verdict import arrival, verdict
from planner.building import money as usable_money
from planner.plans import Plan

PROOF = {"optimal": "Proven best", "feasible": "Best found"}


def report(plan: Plan, catalog: Catalog) -> Report:
    """Return the report of a plan that has a schedule; ``ValueError`` for one that has none."""
    teller = Teller(plan, catalog)
    sections = (
        levels(teller),
        Section("roadmap", "The way there", (Picture("gantt", "Every activity on its weeks", table="activities"),)),
        first_quarter(teller),
        money(teller),
        staff(teller),
        risks(teller),
        criteria(teller),
        why(teller),
        quarters(teller),
        accountable(teller),
        *debt(teller),
        *notes(teller),
        activities(teller),
    )
    return Report(
        title=shown(plan.request.name or "", f"The road to level {plan.request.target}"),
        subtitle=subtitle(teller),
        proven=plan.status == "optimal",
        proof=PROOF.get(plan.status, plan.status),
        verdict=verdict(plan, teller.currency),
        facts=tuple(facts(teller)),
        sections=sections,
        sources=tuple(sources(teller)),
    )


def subtitle(teller: Teller) -> str:
    """Return the question in one line."""
    request = teller.plan.request
    standing = request.current if isinstance(request.current, int) else request.current["enterprise"]
    beyond = "+" if any(gate.level is None for gate in teller.plan.gates) else ""
    work = counted(len(teller.plan.activities), "activity").replace("activitys", "activities")
    return f"Level {standing} to {request.target}{beyond}, from {day(teller.plan.start)}: {work}"


def facts(teller: Teller) -> Iterator[Fact]:
    """Yield the figures that are read first, each with the limit that it is held to."""
    plan, totals = teller.plan, teller.plan.totals
    assert plan.finish is not None
    assert totals is not None
    yield Fact(f"{arrival(plan)} on", day(plan.finish), spare(plan))
    yield Fact(f"Money, {teller.currency}", short_money(totals.covered), of_the_budget(teller))
    yield Fact(f"One-off cash, {teller.currency}", short_money(totals.cash))
    yield Fact(f"Own labour, {teller.currency}", short_money(totals.labour))
    yield Fact(f"Running cost, {teller.currency}", short_money(totals.run), "to the target gate")
    if totals.payroll:
        yield Fact(f"New hires, {teller.currency}", short_money(totals.payroll), "a year; limits nothing")
    peaks = [phase.staffing["total"].peak for phase in plan.phases if "total" in phase.staffing]
    if peaks:
        yield Fact("People at the peak, FTE", people(max(peaks)), of_the_people(teller))


def spare(plan: Plan) -> str:
    """Return how far the deadline is from the finish."""
    if plan.request.deadline is None or plan.finish is None:
        return "no deadline was set"
    weeks = (plan.request.deadline - plan.finish).days // 7
    return f"{counted(weeks, 'week')} before the deadline of {day(plan.request.deadline)}"


def of_the_budget(teller: Teller) -> str:
    """Return what the money is measured against: what is left of the total budget after the contingency."""
    budget, usable = teller.plan.request.budget, usable_money(teller.plan.request).total
    counts = f"{covered_in_words(teller)} counted"
    if usable is None:
        return counts
    held = f", {budget.contingency * 100:g} % held back" if budget.contingency else ""
    return f"of {short_money(usable)}{held}; {counts}"


def of_the_people(teller: Teller) -> str:
    """Return how many people there are at most."""
    there_are = caps(teller.plan, "total")
    return f"of {people(max(there_are))}" if there_are else "no limit on people in total"


def why(teller: Teller) -> Section:
    """Return why the target date, told back from it."""
    story = tuple(teller.spoken(sentence) for sentence in teller.plan.story)
    opening = Paragraph("Told back from the target: what each date waits for.")
    return Section("why", "Why these dates", (opening, Bullets(story)))


def debt(teller: Teller) -> Iterator[Section]:
    """Yield what is missing from levels that are declared already, if anything is."""
    owed = teller.plan.debt
    if not owed:
        return
    items = []
    for own in teller.together(one.activity for one in owed):
        first = next(one for one in owed if one.activity == own[0].id)
        held = ", ".join(teller.names.level(gate) for gate in teller.plan.gates if gate.id in first.gates)
        waits = f"; {held} waits for it" if held else ""
        items.append(f"{teller.several(own)}, of level {first.level}{waits}.")
    opening = Paragraph("What levels that are declared already should have had, and have not.")
    yield Section("debt", "Governance debt", (opening, Bullets(tuple(items))))


def notes(teller: Teller) -> Iterator[Section]:
    """Yield what a reader should look at twice, and what was taken for granted."""
    plan = teller.plan
    if plan.warnings:
        yield Section("warnings", "To look at twice", (Bullets(teller.sentences(plan.warnings)),))
    if plan.assumptions:
        yield Section("assumptions", "Taken for granted", (Bullets(teller.sentences(plan.assumptions)),))


def sources(teller: Teller) -> Iterator[str]:
    """Yield what the plan was made of, and how its answer was found."""
    plan, solver = teller.plan, teller.plan.solver
    yield f"Plan {one_line(plan.id)}, by Milepost {solver.version}"
    yield f"Catalog {one_line(plan.catalog.id)} {plan.catalog.version}, SHA-256 {plan.catalog.digest[:16]}…"
    again = "; the same request gives the same plan again" if solver.repeatable else ""
    yield f"Searched with {counted(solver.workers, 'worker')} from seed {solver.seed}{again}"
