"""What activities take: the request's own estimates before the catalog's figures, in the request's currency."""

from catalog.model import Recurring, Trait, TraitFactor
from planner.request import Budget, Estimate, Organization
from planner.scope import scope
from planner.sizing import Sizing, rates
from tests.builders import a_catalog, a_mode, a_request, an_item

MODES = {
    "in_house": a_mode(4, cash=100, effort={"engineer": 2}, setup_weeks=2, setup_cash=10),
    "partner": a_mode(2, cash=300),
}
CATALOG = a_catalog(
    an_item("act-r", modes=MODES, repeats_per_function=True, recurring=Recurring(shared=100, per_function=51)),
)
EURO = Budget(currency="EUR", exchange_rate=0.5)


def sizes(activity_id="act-r@hr", catalog=CATALOG, **fields):
    """(weeks, people, cash, labour) of an activity by mode."""
    request = a_request(**fields)
    sizing = Sizing(request, catalog)
    (activity,) = (activity for activity in scope(request, catalog).activities if activity.id == activity_id)
    found = {mode: sizing.size(activity, mode) for mode in ("in_house", "partner") if mode in activity.item.modes}
    return {mode: (size.weeks, size.people, size.cash, size.labour) for mode, size in found.items()}


def test_without_estimates_the_catalog_s_figures_are_used():
    # Two person-weeks in four weeks are half a person.
    assert sizes() == {"in_house": (4, {"engineer": 50}, 100, 2000), "partner": (2, {}, 300, 0)}


def test_an_estimate_gives_the_figures_it_names_in_every_mode():
    own = Estimate("act-r", duration_weeks=(3, 8, 9))
    assert sizes(estimates=(own,)) == {"in_house": (8, {"engineer": 25}, 100, 2000), "partner": (8, {}, 300, 0)}


def test_an_estimate_of_a_mode_goes_before_one_of_all_modes():
    own = (Estimate("act-r", mode="partner", cash=(1, 2, 3)), Estimate("act-r", cash=(5, 6, 7)))
    assert [size[2] for size in sizes(estimates=own).values()] == [6, 2]


def test_estimates_are_used_as_given_for_one_copy_in_an_organization_of_any_size():
    doubled = Trait(id="dear", title="Dear", factors=(TraitFactor(effort=2, duration=2, cash=2),))
    catalog = a_catalog(an_item("act-a", weeks=4, cash=100, effort={"engineer": 2}), traits=(doubled,))
    fields = {"catalog": catalog, "organization": Organization(functions=("sales",), traits=("dear",))}
    own = Estimate("act-a", duration_weeks=(1, 3, 9), effort_person_weeks={"lead": 1.5}, cash=(1, 10.5, 99))
    assert sizes("act-a", **fields) == {"in_house": (8, {"engineer": 50}, 200, 4000)}
    # Half up: 10.5 is 11. The effort named is the whole effort: no engineer.
    assert sizes("act-a", **fields, estimates=(own,)) == {"in_house": (3, {"lead": 50}, 11, 3000)}


def test_a_set_up_is_not_touched_by_estimates():
    request = a_request(estimates=(Estimate("act-r", duration_weeks=(9, 9, 9), cash=(9, 9, 9)),))
    setup = scope(request, CATALOG).activities[0]
    size = Sizing(request, CATALOG).size(setup, "in_house")
    assert (setup.id, size.weeks, size.cash) == ("act-r@setup", 2, 10)


def test_the_catalog_s_money_is_exchanged_and_the_request_s_own_is_not():
    assert sizes(budget=EURO)["in_house"] == (4, {"engineer": 50}, 50, 1000)
    own = Estimate("act-r", cash=(100, 100, 100))
    assert sizes(budget=EURO, estimates=(own,), rates={"engineer": 700})["in_house"] == (4, {"engineer": 50}, 100, 1400)
    assert {role: float(rate) for role, rate in rates(a_request(budget=EURO, rates={"lead": 9}), CATALOG).items()} == {
        "engineer": 500,
        "lead": 9,
    }


def test_run_cost_is_exchanged_before_it_is_rounded():
    request = a_request(budget=EURO)
    sizing = Sizing(request, CATALOG)
    # 100 shared is 50; 51 for a function is 25.5, so 26.
    assert [sizing.run_per_year(activity) for activity in scope(request, CATALOG).activities] == [50, 26, 26]
