from msgspec.structs import replace

from catalog.model import Recurring, ScaleClass, Trait, TraitFactor, Transition
from planner.checking import check
from planner.checking.duty import duties, milestones
from planner.checking.figures import Estimator, Figures
from planner.checking.terms import read_terms
from planner.request import Budget, Estimate, Organization, Policy
from tests.builders import a_catalog, a_mode, a_request, an_item
from tests.planner.office import PLAN

SCOPE = a_catalog(
    an_item("gov-old", weeks=1),
    an_item("act-older", weeks=1),
    an_item("act-old", weeks=1, after=("act-older",)),
    an_item("act-idle", weeks=1),
    an_item("act-new", to_level=3, after=("act-old",)),
    an_item("act-extra", to_level=3, optional=True),
    an_item("act-wanted", to_level=3, optional=True, default="included"),
    an_item("act-few", to_level=3, repeats_per_function=True, min_functions=1),
    an_item("act-after-few", to_level=3, repeats_per_function=True, after=("act-few",)),
)


def expected_names(**fields):
    request = a_request(current=2, target=3, **fields)
    empty = replace(PLAN, request=request, activities=(), gates=())
    return {one.subject for one in check(request, SCOPE, empty) if one.rule == "activities"}


ABOVE = {"act-new", "act-wanted", "act-few@sales", "act-after-few@sales", "act-after-few@hr"}


def test_what_lies_above_the_current_level_is_in_scope_and_optional_only_by_default():
    assert expected_names() == ABOVE


def test_missing_governance_is_in_scope_and_a_missing_action_only_where_it_is_needed():
    # act-older is needed through act-old, which is in place; nothing needs act-idle.
    assert expected_names(missing=("gov-old", "act-older", "act-idle")) == ABOVE | {"gov-old", "act-older"}


def test_completed_copies_are_left_out_one_by_one_or_all():
    assert expected_names(completed=("act-after-few@hr", "act-few")) == {"act-new", "act-wanted", "act-after-few@sales"}


def test_a_default_can_be_excluded_and_an_option_included():
    assert expected_names(exclude=("act-wanted",), include=("act-extra",)) == ABOVE - {"act-wanted"} | {"act-extra"}


def test_a_function_below_the_enterprise_brings_its_copies_and_one_above_skips_them():
    names = expected_names(functions=("sales", "hr", "legal"))
    assert names == ABOVE | {"act-after-few@legal"}
    levels = {"enterprise": 2, "sales": 3}
    request = a_request(current=levels, target=3)
    found = {one.subject for one in check(request, SCOPE, replace(PLAN, request=request, activities=(), gates=()))}
    assert {"act-few@hr", "act-after-few@hr", "act-new"} <= found
    assert not {"act-few@sales", "act-after-few@sales"} & found


def test_figures_grow_with_size_and_traits_and_copies_get_cheaper_and_are_rounded_once():
    # Four times the reference: weeks and effort double, cash is fourfold. The trait makes 7.5 weeks, half up 8.
    # Two functions, each doubling costing half: F(2)/2 = (1 + 1/2) / 2 = 0.75.
    scale = ScaleClass(id="flat", title="Roots", effort_exponent=0.5, cash_exponent=1, duration_exponent=0.5)
    copied = an_item(
        "act-a",
        modes={"in_house": a_mode(3, 10, {"lead": 1}, setup_weeks=1, setup_cash=2)},
        repeats_per_function=True,
        recurring=Recurring(shared=3, per_function=10),
    )
    catalog = a_catalog(
        copied,
        rates={"lead": 1001},
        traits=(Trait(id="regulated", title="Regulated", factors=(TraitFactor(kind="action", duration=1.25),)),),
    )
    catalog = replace(catalog, scaling=replace(catalog.scaling, learning=0.5, classes=(scale,)))
    request = a_request(organization=Organization(employees=4000, functions=("sales", "hr"), traits=("regulated",)))
    estimator = Estimator(request, catalog)
    named = duties(read_terms(request), catalog)
    # 1 x 2 x 0.75 = 1.5 person-weeks over 8 weeks: 18.75 hundredths; 1.5 x 1001 = 1501.5 rounded up.
    copy = Figures(weeks=8, cash=30, labour=1502, demand={"lead": 19})
    assert estimator.figures(named["act-a@hr"]) == {"in_house": copy}
    assert estimator.run_per_year(named["act-a@hr"]) == 40
    assert estimator.figures(named["act-a@setup"]) == {"in_house": Figures(weeks=3, cash=8, labour=0, demand={})}
    assert estimator.run_per_year(named["act-a@setup"]) == 12


def test_an_estimate_of_the_request_is_used_as_given():
    catalog = a_catalog(an_item("act-a", weeks=3, cash=10, effort={"lead": 1}))
    mine = Estimate(item="act-a", duration_weeks=(4, 5, 9), effort_person_weeks={"engineer": 0.01})
    request = a_request(estimates=(mine,), rates={"engineer": 2000})
    duty = duties(read_terms(request), catalog)["act-a"]
    # A hundredth of a person-week over five weeks is less than a hundredth of an FTE, which is the least there is.
    assert Estimator(request, catalog).figures(duty) == {
        "in_house": Figures(weeks=5, cash=10, labour=20, demand={"engineer": 1})
    }


def test_governance_on_leaving_a_level_belongs_to_the_gate_after_it():
    # Under exit, level 2's governance is still to do at level 2; level 3's is due later, unless something needs it.
    assert expected_names(policy=Policy(governance="exit")) == ABOVE | {"gov-old"}
    later = a_catalog(
        an_item("gov-first", home_level=1),
        an_item("gov-needed", to_level=3),
        an_item("gov-due", to_level=3),
        an_item("act-new", to_level=3, governed_by=("gov-needed",)),
    )
    terms = read_terms(a_request(current=1, target=3, policy=Policy(governance="exit")))
    gates = {name: duty.gate for name, duty in duties(terms, later).items()}
    assert gates == {"gov-first": 0, "gov-needed": 1, "act-new": 1}


def test_what_lies_beyond_the_last_level_adds_a_last_gate():
    beyond = Transition(id="4-5", from_level=4, to_level=None)
    catalog = a_catalog(an_item("act-last", to_level=4), an_item("act-beyond", to_level=5))
    catalog = replace(catalog, transitions=(*catalog.transitions, beyond))
    terms = read_terms(a_request(current=3, target=4, include=("act-beyond",)))
    assert [gate.id for gate in milestones(terms, catalog)] == ["gate-4", "beyond"]
    assert {name: duty.gate for name, duty in duties(terms, catalog).items()} == {"act-last": 0, "act-beyond": 1}
    without = read_terms(a_request(current=3, target=4))
    assert [gate.id for gate in milestones(without, catalog)] == ["gate-4"]


def names_of(request, catalog):
    return set(duties(read_terms(request), catalog))


def test_what_is_included_for_one_function_brings_what_it_needs_for_that_function():
    catalog = a_catalog(
        an_item("gov-base", optional=True),
        an_item("act-base", optional=True, repeats_per_function=True, governed_by=("gov-base",)),
        an_item("act-extra", optional=True, repeats_per_function=True, after=("act-base",)),
    )
    assert names_of(a_request(include=("act-extra@hr",)), catalog) == {"gov-base", "act-base@hr", "act-extra@hr"}
    assert len(names_of(a_request(include=("act-extra",)), catalog)) == 5


def test_a_trait_brings_in_only_what_is_optional():
    catalog = a_catalog(
        an_item("act-must", applies_if="regulated"),
        an_item("act-may", optional=True, applies_if="regulated"),
        traits=(Trait(id="regulated", title="Regulated"),),
    )
    regulated = Organization(traits=("regulated",))
    assert names_of(a_request(), catalog) == {"act-must"}
    assert names_of(a_request(organization=regulated), catalog) == {"act-must", "act-may"}
    assert names_of(a_request(organization=regulated, exclude=("act-may",)), catalog) == {"act-must"}


def test_the_set_up_of_what_is_owed_is_in_place_unless_it_is_missing_too():
    old = an_item("act-old", modes={"in_house": a_mode(2, setup_weeks=1)}, repeats_per_function=True)
    catalog = a_catalog(old, an_item("act-new", to_level=3, after=("act-old",)))
    by_copy = a_request(current=2, target=3, missing=("act-old@hr",))
    assert names_of(by_copy, catalog) == {"act-old@hr", "act-new"}
    with_setup = replace(by_copy, missing=("act-old@hr", "act-old@setup"))
    assert names_of(with_setup, catalog) == {"act-old@hr", "act-old@setup", "act-new"}
    whole = replace(by_copy, missing=("act-old",))
    assert names_of(whole, catalog) == {"act-old@sales", "act-old@hr", "act-old@setup", "act-new"}
    behind = a_request(current={"enterprise": 2, "hr": 1}, target=3)
    assert names_of(behind, catalog) == {"act-old@hr", "act-new"}


def test_governance_that_a_function_has_overtaken_is_debt_of_the_first_gate():
    # sales works at level 3 already, so gov-mid is due at gate 2 (index 0); hr's copy of act-mid keeps gate 3.
    catalog = a_catalog(an_item("gov-mid", to_level=3), an_item("act-mid", to_level=3, repeats_per_function=True))
    request = a_request(current={"enterprise": 1, "sales": 3}, target=4)
    found = duties(read_terms(request), catalog)
    assert {name: duty.gate for name, duty in found.items()} == {"gov-mid": 0, "act-mid@hr": 1}


def test_an_estimate_for_one_mode_counts_before_one_for_all():
    catalog = a_catalog(an_item("act-a", modes={"in_house": a_mode(3), "partner": a_mode(2)}))
    estimates = (
        Estimate(item="act-a", mode="partner", duration_weeks=(1, 1, 1)),
        Estimate(item="act-a", duration_weeks=(8, 8, 8)),
    )
    request = a_request(estimates=estimates)
    figures = Estimator(request, catalog).figures(duties(read_terms(request), catalog)["act-a"])
    assert {name: one.weeks for name, one in figures.items()} == {"in_house": 8, "partner": 1}


def test_what_is_a_half_in_truth_is_rounded_up():
    # Two copies at 0.85 share 1.85/2 = 0.925 each, of 20 cash 18.5; the power that says so ends in ...9.
    item = an_item("act-a", cash=20, repeats_per_function=True)
    catalog = a_catalog(item)
    catalog = replace(catalog, scaling=replace(catalog.scaling, learning=0.85))
    request = a_request()
    assert Estimator(request, catalog).figures(duties(read_terms(request), catalog)["act-a@hr"])["in_house"].cash == 19


def test_money_of_the_catalog_is_exchanged_and_that_of_the_request_is_not():
    catalog = a_catalog(
        an_item(
            "act-a",
            cash=7,
            effort={"lead": 1, "engineer": 1},
            recurring=Recurring(shared=3, payroll_if_new_hires=5),
        ),
        an_item("act-b", cash=7),
    )
    mine = Estimate(item="act-b", cash=(9, 9, 9))
    budget = Budget(currency="EUR", exchange_rate=1.5)
    request = a_request(budget=budget, rates={"engineer": 100}, estimates=(mine,))
    estimator = Estimator(request, catalog)
    named = duties(read_terms(request), catalog)
    # 10.5, half up 11; a lead's 2000 x 1.5 and the request's own 100; 4.5 a year, half up 5; payroll 7.5, half up 8.
    assert estimator.figures(named["act-a"])["in_house"].cash == 11
    assert estimator.figures(named["act-a"])["in_house"].labour == 3100
    assert estimator.figures(named["act-b"])["in_house"].cash == 9
    assert estimator.run_per_year(named["act-a"]) == 5
    assert estimator.payroll(catalog.items) == 8
