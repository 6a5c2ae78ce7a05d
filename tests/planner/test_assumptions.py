"""What a plan says it took for granted, and what it warns of."""

from datetime import date

from msgspec.structs import replace

from catalog.model import Role, Trait
from planner.assumptions import assumptions, said, warnings
from planner.request import Budget, Calendar, Estimate, Freeze, Headcount, Organization, Policy
from planner.scope import scope
from tests.builders import a_catalog, a_mode, a_request, an_item
from tests.planner.networks import a_placement

PLAIN = a_catalog(an_item("act-a", effort={"engineer": 2, "lead": 0.5}))


def told(catalog=PLAIN, weeks=None, **fields):
    """All assumptions as one text; with ``weeks``, those of a plan that has these start weeks."""
    request = a_request(**fields)
    placement = None if weeks is None else a_placement(request, catalog, **weeks)
    return "\n".join(assumptions(request, catalog, scope(request, catalog), placement))


def warned(catalog, request=None, **weeks):
    return list(warnings(a_placement(request or a_request(), catalog, **weeks)))


def test_the_size_and_the_functions_are_stated():
    text = told(functions=("sales",))
    assert "1,000 employees and 1 function: sales." in text
    assert "2 functions: sales, hr." in told()


def test_what_is_in_place_is_stated():
    catalog = a_catalog(an_item("gov-a"), an_item("act-b", to_level=3))
    assert "Everything up to level 2 is in place." in told(catalog, current=2, target=3)
    assert "in place, except what is named as missing." in told(catalog, current=2, target=3, missing=("gov-a",))


def test_a_level_without_a_date_counts_as_declared_on_the_start():
    catalog = a_catalog(an_item("act-a"), evidence_weeks=(3, 0, 0, 0))
    # Three weeks from 4 January end on the 24th.
    assert "its 3 weeks of evidence end on 24 Jan 2027, and level 2 is not declared before" in told(catalog)
    assert "evidence" not in told(catalog, current_since=date(2026, 1, 1))
    assert "evidence" not in told()


def test_people_without_a_limit_are_stated():
    assert "No limit on people was given" in told()


def test_roles_without_a_number_are_named():
    fields = {"headcount": Headcount(roles={"engineer": 2})}
    assert "(all others) are not limited" in told(**fields)
    assert "(lead) are not limited" in told(**fields, weeks={"act_a": 0, "gate_2": 2})
    fields = {"headcount": Headcount(roles={"engineer": 2, "lead": 1})}
    assert "(none is used) are not limited" in told(**fields, weeks={"act_a": 0, "gate_2": 2})


def test_a_single_number_of_people_means_generalists_with_the_split_that_was_used():
    # One engineer and a quarter of a lead for two weeks: 2 and, to the nearest whole (half to even), 0 person-weeks.
    text = told(headcount=4, weeks={"act_a": 0, "gate_2": 2})
    assert "can fill any role. The plan uses them as (person-weeks): engineer 2, lead 0." in text
    assert "can fill any role." in told(headcount=4)
    capped = Headcount(total=4, roles={"lead": 1})
    assert "any role not capped by itself" in told(headcount=capped)


def test_money_without_a_limit_is_stated():
    assert "No budget was given" in told()


def test_what_the_budget_does_not_count_is_stated_with_the_plan():
    weeks = {"act_a": 0, "gate_2": 2}
    text = told(budget=Budget(total=9), weeks=weeks)
    assert "The budget counts cash and run cost; own labour is shown beside it and limits nothing." in text
    cash = Budget(total=9, covers=("cash",))
    assert "counts cash; own labour and run cost are shown beside it and limit" in told(budget=cash, weeks=weeks)
    everything = Budget(total=9, covers=("cash", "labour", "run"))
    assert "The budget counts" not in told(budget=everything, weeks=weeks)
    assert "budget" not in told(budget=Budget(total=9))


def test_items_that_the_catalog_brings_by_default_are_stated():
    catalog = a_catalog(an_item("act-a", optional=True, default="included"))
    assert "act-a is optional in the model; the catalog includes it by default." in told(catalog)


def test_items_for_a_few_functions_are_stated_once():
    modes = {"in_house": a_mode(setup_weeks=1)}
    catalog = a_catalog(an_item("act-r", repeats_per_function=True, min_functions=2, modes=modes))
    text = told(catalog, functions=("sales", "hr", "support"))
    assert text.count("act-r is planned for sales, hr only; the model asks for 2 functions.") == 1
    assert "act-r" not in told(catalog, functions=("sales", "hr"))


def test_what_is_held_back_is_stated_in_money():
    # A tenth of 99 leaves 89 whole units, of 5 and 10 it leaves 4 and 9.
    budget = Budget(currency="USD", total=99, per_quarter=(5, 10), contingency=0.1)
    text = told(budget=budget)
    assert (
        "10 % is held back as a contingency: USD 10 of the total of 99 and 1, 1 of the money of each quarter." in text
    )
    assert "contingency" not in told(budget=Budget(total=99))


def test_the_exchange_rate_is_stated():
    assert "One USD of the catalog is 0.9 EUR" in told(budget=Budget(currency="EUR", exchange_rate=0.9))
    assert "One USD" not in told(budget=Budget(currency="USD"))


def test_labour_without_a_rate_is_stated():
    roles = (Role(id="engineer", title="Engineer"), Role(id="lead", title="Lead", rate=5))
    catalog = replace(PLAIN, roles=roles)
    weeks = {"act_a": 0, "gate_2": 2}
    assert "no rate for engineer: that labour is shown as costing nothing." in told(catalog, weeks=weeks)
    assert "no rate" not in told(catalog, weeks=weeks, rates={"engineer": 1})


def test_traits_and_estimates_of_one_s_own_are_stated():
    catalog = replace(PLAIN, traits=(Trait(id="regulated", title="Regulated firm"),))
    traits = Organization(functions=("sales",), traits=("regulated",))
    assert "The catalog's factors for these traits are in the figures: Regulated firm." in told(
        catalog, organization=traits
    )
    own = (Estimate("act-a", mode="in_house", cash=(1, 2, 3), duration_weeks=(1, 2, 3)),)
    assert "used as given, for one function's part each: act-a (in_house): weeks, cash." in told(estimates=own)


def test_functions_that_are_not_where_the_enterprise_is_are_stated():
    catalog = a_catalog(an_item("act-a", to_level=3))
    text = told(catalog, current={"enterprise": 2, "sales": 3, "hr": 1}, target=3)
    assert "sales is at level 3: its own parts up to there are in place." in text
    assert "hr is at level 1: what it lacks up to level 2 comes before the first gate." in text


def test_freezes_are_stated_with_their_reasons():
    freeze = Freeze(from_=date(2027, 12, 13), to=date(2028, 1, 3), reason="year end")
    text = told(calendar=Calendar(freezes=(freeze,)))
    assert "in a week that holds a day of 13 Dec 2027 to 3 Jan 2028 (year end);" in text


def test_what_is_optional_and_left_out_is_stated_in_one_sentence():
    catalog = a_catalog(
        an_item("act-a", optional=True),
        an_item("act-b", optional=True),
        an_item("act-default", optional=True, default="included"),
        an_item("act-later", optional=True, to_level=3),
        an_item("act-must"),
    )
    text = told(catalog, exclude=("act-default",))
    assert "Left out because the request excludes it: act-default." in text
    assert "Left out because it is optional, and can be included: act-a and act-b." in text
    assert "act-b" not in told(catalog, include=("act-a", "act-b"))


def test_what_brings_an_optional_item_is_stated():
    catalog = a_catalog(
        an_item("act-base", optional=True),
        an_item("act-a", optional=True, after=("act-base",)),
        an_item("act-t", optional=True, applies_if="regulated"),
        traits=(Trait(id="regulated", title="Regulated firm"),),
    )
    traits = Organization(functions=("sales",), traits=("regulated",))
    text = told(catalog, organization=traits, include=("act-a",))
    assert "act-base is optional in the model; something included needs it." in text
    assert "act-t is in because of the organization's traits." in text


def test_an_exit_plan_states_what_it_leaves_due_next():
    catalog = a_catalog(an_item("gov-a"), an_item("gov-b"), an_item("act-c", governed_by=("gov-a",)))
    text = told(catalog, policy=Policy(governance="exit"))
    assert "That of level 2 is due next: gov-b." in text
    done = told(catalog, policy=Policy(governance="exit"), completed=("gov-b",))
    assert "That of level 2 is in the plan or in place." in done
    assert "due next" not in told(catalog)


def test_a_broken_soft_prerequisite_is_a_warning():
    catalog = a_catalog(an_item("act-a", weeks=2), an_item("act-b", soft_prerequisites=("act-a",)))
    assert warned(catalog, act_a=0, act_b=1, gate_2=4) == ["act-b starts before act-a has finished; better after it."]
    assert warned(catalog, act_a=0, act_b=2, gate_2=4) == []


def test_a_copy_s_soft_prerequisite_is_its_own_function_s():
    soft = an_item("act-b", repeats_per_function=True, soft_prerequisites=("act-a",))
    catalog = a_catalog(an_item("act-a", repeats_per_function=True), soft)
    weeks = {"act_a__sales": 0, "act_a__hr": 2, "act_b__sales": 2, "act_b__hr": 2, "gate_2": 4}
    assert warned(catalog, **weeks) == ["act-b@hr starts before act-a@hr has finished; better after it."]


def test_a_missed_regulatory_deadline_is_a_warning():
    item = an_item("act-a", regulatory_deadline=date(2027, 1, 16))
    # Two weeks end on 17 January.
    (warning,) = warned(a_catalog(item), act_a=0, gate_2=2)
    assert warning == "act-a finishes on 17 Jan 2027, after its regulatory deadline of 16 Jan 2027."
    assert warned(a_catalog(an_item("act-a", regulatory_deadline=date(2027, 1, 17))), act_a=0, gate_2=2) == []


def test_what_a_trait_makes_due_before_its_level_is_a_warning():
    due = an_item("gov-law", to_level=3, applies_if="regulated", regulatory_deadline=date(2027, 6, 1))
    catalog = a_catalog(an_item("act-a"), due, traits=(Trait(id="regulated", title="Regulated firm"),))
    regulated = Organization(functions=("sales",), traits=("regulated",))
    (warning,) = warned(catalog, a_request(organization=regulated), act_a=0, gate_2=2)
    assert warning == (
        "gov-law belongs to level 3 and is not in this plan, but as the organization is regulated, it is due by "
        "1 Jun 2027 whatever the level."
    )
    assert warned(catalog, act_a=0, gate_2=2) == []
    done = a_request(organization=regulated, completed=("gov-law",))
    assert warned(catalog, done, act_a=0, gate_2=2) == []


def test_dates_are_written_as_people_say_them():
    assert said(date(2027, 3, 4)) == "4 Mar 2027"
