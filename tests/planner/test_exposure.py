"""When a risk is open: from its level on, until all that the plan does against it is finished."""

from planner.exposure import open_weeks, weighted_weeks
from tests.builders import a_catalog, a_request, a_risk, an_item
from tests.planner.networks import a_gate, a_network, a_node, a_placement, a_schedule


def opened(items, risks, request=None, **weeks):
    placement = a_placement(request or a_request(), a_catalog(*items, risks=risks), **weeks)
    return open_weeks(placement.network, placement.schedule)


def test_a_risk_up_to_the_current_level_is_open_until_its_mitigators_are_finished():
    items = (an_item("act-a", weeks=2, risks=("leak",)), an_item("act-b", weeks=3, risks=("leak",)))
    assert opened(items, (a_risk("leak"),), act_a=0, act_b=1, gate_2=6) == {"leak": (0, 4)}


def test_the_last_copy_closes_a_risk():
    item = an_item("act-r", weeks=2, repeats_per_function=True, risks=("leak",))
    assert opened((item,), (a_risk("leak"),), act_r__sales=0, act_r__hr=3, gate_2=5) == {"leak": (0, 5)}


def test_a_risk_of_a_higher_level_opens_at_that_level_s_gate():
    items = (an_item("act-a"), an_item("act-b", to_level=3, weeks=4, risks=("drift",)))
    request = a_request(target=3)
    weeks = {"act_a": 0, "gate_2": 3, "act_b": 2, "gate_3": 6}
    assert opened(items, (a_risk("drift", level=2),), request, **weeks) == {"drift": (3, 6)}


def test_a_risk_that_is_closed_before_it_opens_is_never_open():
    items = (an_item("act-a", weeks=2, risks=("drift",)),)
    assert opened(items, (a_risk("drift", level=2),), act_a=0, gate_2=2) == {}


def test_a_risk_above_the_target_never_opens():
    assert opened((an_item("act-a"),), (a_risk("far", level=3),), act_a=0, gate_2=2) == {}


def test_without_a_mitigator_a_risk_stays_open_to_the_end():
    # The end is week 2; open "to the end" is shown as the week after it.
    assert opened((an_item("act-a"),), (a_risk("old"),), act_a=0, gate_2=2) == {"old": (0, 3)}


def test_a_risk_whose_mitigators_are_all_in_place_is_closed():
    items = (an_item("gov-old", risks=("old",)), an_item("act-a", to_level=3))
    request = a_request(current=2, target=3)
    assert opened(items, (a_risk("old"),), request, act_a=0, gate_3=2) == {}


def test_one_missing_mitigator_that_is_not_planned_keeps_a_risk_open():
    # The missing action is needed by nothing, so it is left out of the plan.
    items = (an_item("gov-old", risks=("old",)), an_item("act-old", risks=("old",)), an_item("act-a", to_level=3))
    request = a_request(current=2, target=3, missing=("act-old",))
    assert opened(items, (a_risk("old"),), request, act_a=0, gate_3=2) == {"old": (0, 3)}


def test_mitigators_beyond_the_target_put_nothing_in_place():
    items = (an_item("act-a"), an_item("act-far", to_level=4, risks=("old",)))
    assert opened(items, (a_risk("old"),), act_a=0, gate_2=2) == {"old": (0, 3)}


def test_risks_come_in_the_order_of_the_catalog():
    risks = (a_risk("zeal"), a_risk("anger"))
    assert list(opened((an_item("act-a"),), risks, act_a=0, gate_2=2)) == ["zeal", "anger"]


# Weighted ----------------------------------------------------------------------------------------------------


def test_risk_is_severity_times_weeks_open_to_the_target():
    network = a_network(
        a_node("a", (2,)),
        a_gate("gate"),
        a_node("b", (4,)),
        links=[("a", "gate"), ("a", "b")],
        risks=[("old", 5, None, "a"), ("new", 3, "gate", "b"), ("open", 2, "gate"), ("early", 9, "gate", "a")],
    )
    # old 2 weeks, new from 2 to 7, open from 2 to the end in 7, early never: 10 + 15 + 10.
    schedule = a_schedule(network, a=0, gate=2, b=3, end=7)
    assert weighted_weeks(network, schedule) == 35


def test_a_risk_with_no_mitigator_is_open_for_all_of_the_weeks_to_the_target():
    network = a_network(a_node("a", (2,)), risks=[("old", 4, None)])
    schedule = a_schedule(network, a=0, end=6)
    assert open_weeks(network, schedule) == {"old": (0, 7)}
    assert weighted_weeks(network, schedule) == 24


def test_a_risk_that_the_target_opens_is_open_for_no_week():
    network = a_network(a_node("a", (2,)), risks=[("last", 4, "end")])
    schedule = a_schedule(network, a=0, end=2)
    assert open_weeks(network, schedule) == {"last": (2, 3)}
    assert weighted_weeks(network, schedule) == 0
