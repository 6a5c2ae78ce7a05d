"""A hundred ways in which a person breaks a catalog, each with what the check must say of it.

A mutation changes the plain data of a whole catalog in one place and names the code and the pointer of the fault (or
of the advice) that must be found there. Places are chosen by a dice, so that no two seeds break the same spot.
"""

from collections.abc import Callable
from random import Random

Document = dict[str, object]
Broken = tuple[str, str]
Mutation = Callable[[Document, Random], Broken]


def _an_item(document, dice, fits=lambda item: True):
    return dice.choice([(index, item) for index, item in enumerate(document["items"]) if fits(item)])


def _a_mode(item, dice):
    return dice.choice(sorted(item["modes"].items()))


# Names


def an_unknown_prerequisite(document, dice):
    index, item = _an_item(document, dice)
    item["prerequisites"] = [*item.get("prerequisites", ()), "act-that-nobody-wrote"]
    return "unknown_name", f"/items/{index}/prerequisites/{len(item['prerequisites']) - 1}"


def a_misspelt_risk(document, dice):
    index, item = _an_item(document, dice, lambda item: item.get("risks"))
    item["risks"][0] += "s"
    return "unknown_name", f"/items/{index}/risks/0"


def a_misspelt_role(document, dice):
    index, item = _an_item(document, dice)
    name, mode = _a_mode(item, dice)
    mode.setdefault("effort_person_weeks", {})["enginer"] = 1
    return "unknown_name", f"/items/{index}/modes/{name}/effort_person_weeks/enginer"


def an_unknown_source(document, dice):
    index, item = _an_item(document, dice)
    basis = item["estimate_basis"]
    basis["sources"] = [*basis.get("sources", ()), "S-NOWHERE"]
    return "unknown_name", f"/items/{index}/estimate_basis/sources/{len(basis['sources']) - 1}"


def an_unknown_clause(document, dice):
    index, item = _an_item(document, dice, lambda item: item.get("frameworks"))
    framework = dice.choice(sorted(item["frameworks"]))
    item["frameworks"][framework].append("Art.999")
    return "unknown_name", f"/items/{index}/frameworks/{framework}/{len(item['frameworks'][framework]) - 1}"


def an_unknown_accountable(document, dice):
    index, item = _an_item(document, dice)
    item["accountable"] = "somebody"
    return "unknown_name", f"/items/{index}/accountable"


def a_duty_by_an_unknown_clause(document, dice):
    index = dice.randrange(len(document["levels"]))
    framework = document["frameworks"][0]["id"]
    duties = document["levels"][index].setdefault("duties", [])
    duties.append({"framework": framework, "clause": "Art.999", "why": "it is so"})
    return "unknown_name", f"/levels/{index}/duties/{len(duties) - 1}/clause"


def two_items_of_one_id(document, dice):
    document["items"].append({**_an_item(document, dice)[1]})
    return "duplicate", f"/items/{len(document['items']) - 1}/id"


def two_risks_of_one_id(document, dice):
    document["risks"].append({**dice.choice(document["risks"])})
    return "duplicate", f"/risks/{len(document['risks']) - 1}/id"


def a_prerequisite_named_twice(document, dice):
    index, item = _an_item(document, dice, lambda item: item.get("prerequisites"))
    item["prerequisites"].append(item["prerequisites"][0])
    return "duplicate", f"/items/{index}/prerequisites/{len(item['prerequisites']) - 1}"


def an_item_named_like_a_gate(document, dice):
    document["items"].append({**_an_item(document, dice)[1], "id": "gate-2"})
    return "reserved", f"/items/{len(document['items']) - 1}/id"


# Order


def a_cycle(document, dice):
    items = {item["id"]: item for item in document["items"]}
    places = {item["id"]: index for index, item in enumerate(document["items"])}
    pairs = [
        (item, items[needed])
        for item in document["items"]
        for needed in item.get("prerequisites", ())
        if isinstance(needed, str) and items[needed]["transition"] == item["transition"]
    ]
    item, needed = dice.choice(pairs)
    # What is needed now needs its follower: both stand in the ring, which is told from its first member on.
    needed["prerequisites"] = [*needed.get("prerequisites", ()), item["id"]]
    return "cycle", f"/items/{min(places[item['id']], places[needed['id']])}/"


def an_item_that_needs_itself(document, dice):
    index, item = _an_item(document, dice)
    item["prerequisites"] = [*item.get("prerequisites", ()), item["id"]]
    return "cycle", f"/items/{index}/prerequisites/{len(item['prerequisites']) - 1}"


def governance_after_what_it_guards(document, dice):
    first, last = document["transitions"][0]["id"], document["transitions"][3]["id"]
    index, item = _an_item(document, dice, lambda item: item["transition"] == first)
    late = dice.choice(
        [one["id"] for one in document["items"] if one["kind"] == "governance" and one["transition"] == last]
    )
    item["governance_prerequisites"] = [*item.get("governance_prerequisites", ()), late]
    return "late_governance", f"/items/{index}/governance_prerequisites/{len(item['governance_prerequisites']) - 1}"


def an_action_named_as_governance(document, dice):
    first = document["transitions"][0]["id"]
    action = dice.choice(
        [one["id"] for one in document["items"] if one["kind"] == "action" and one["transition"] == first]
    )
    index, item = _an_item(document, dice, lambda item: item["transition"] == document["transitions"][2]["id"])
    item["governance_prerequisites"] = [*item.get("governance_prerequisites", ()), action]
    return "not_governance", f"/items/{index}/governance_prerequisites/{len(item['governance_prerequisites']) - 1}"


def an_action_that_nobody_can_stop(document, dice):
    first = document["transitions"][0]["id"]
    index, item = _an_item(document, dice, lambda item: item["kind"] == "action" and item["transition"] == first)
    item["autonomy"] = dice.choice(("acts", "runs"))
    return "no_human_override", f"/items/{index}/autonomy"


def a_mandatory_item_with_a_default(document, dice):
    index, item = _an_item(document, dice, lambda item: not item.get("optional"))
    item["default"] = "included"
    return "default_of_mandatory", f"/items/{index}/default"


def a_start_level_above_the_gate(document, dice):
    index, item = _an_item(document, dice, lambda item: item["transition"] == document["transitions"][1]["id"])
    item["may_start_at_level"] = 4
    return "look_ahead", f"/items/{index}/may_start_at_level"


def levels_out_of_order(document, dice):
    index = dice.randrange(1, len(document["levels"]))
    document["levels"][index]["level"] += 10
    return "level_order", f"/levels/{index}/level"


def an_unknown_level_of_a_risk(document, dice):
    index = dice.randrange(len(document["risks"]))
    document["risks"][index]["level"] = 77
    return "unknown_level", f"/risks/{index}/level"


# Figures


def an_unordered_estimate(document, dice):
    index, item = _an_item(document, dice)
    name, mode = _a_mode(item, dice)
    mode["duration_weeks"] = [9, 5, 7]
    return "unordered", f"/items/{index}/modes/{name}/duration_weeks"


def a_negative_estimate(document, dice):
    index, item = _an_item(document, dice)
    name, mode = _a_mode(item, dice)
    mode["cash"] = [-5, 0, 10]
    return "out_of_range", f"/items/{index}/modes/{name}/cash"


def a_negative_effort(document, dice):
    index, item = _an_item(document, dice)
    name, mode = _a_mode(item, dice)
    role = document["roles"][0]["id"]
    mode.setdefault("effort_person_weeks", {})[role] = -1
    return "out_of_range", f"/items/{index}/modes/{name}/effort_person_weeks/{role}"


def an_unordered_impact(document, dice):
    index = dice.randrange(len(document["risks"]))
    document["risks"][index]["impact_weeks"] = [3, 2, 1]
    return "unordered", f"/risks/{index}/impact_weeks"


def an_item_without_a_mode(document, dice):
    index, item = _an_item(document, dice)
    item["modes"] = {}
    return "no_mode", f"/items/{index}/modes"


# Form


def an_unknown_key(document, dice):
    index, item = _an_item(document, dice)
    item["deliverables"] = "a report"
    return "unknown_field", f"/items/{index}/deliverables"


def an_unknown_key_of_a_mode(document, dice):
    index, item = _an_item(document, dice)
    name, mode = _a_mode(item, dice)
    mode["duration_week"] = [1, 2, 3]
    return "unknown_field", f"/items/{index}/modes/{name}/duration_week"


def a_missing_title(document, dice):
    index, item = _an_item(document, dice)
    del item["title"]
    return "missing", f"/items/{index}/title"


def an_unknown_kind(document, dice):
    index, item = _an_item(document, dice)
    item["kind"] = "acton"
    return "unknown_value", f"/items/{index}/kind"


def text_where_a_number_belongs(document, dice):
    index, item = _an_item(document, dice)
    item["evidence_lag_weeks"] = "two"
    return "wrong_type", f"/items/{index}/evidence_lag_weeks"


def a_severity_of_nine(document, dice):
    index = dice.randrange(len(document["risks"]))
    document["risks"][index]["severity"] = 9
    return "out_of_range", f"/risks/{index}/severity"


# Advice


def an_item_that_no_gate_needs(document, dice):
    needed = {
        name if isinstance(name, str) else name["item"]
        for item in document["items"]
        for field in ("prerequisites", "governance_prerequisites")
        for name in item.get(field, ())
    }
    steps = [step["id"] for step in document["transitions"] if step["to_level"] is not None]
    index, item = _an_item(
        document,
        dice,
        lambda item: item["id"] not in needed and item["transition"] in steps and not item.get("applies_if"),
    )
    item["optional"] = True
    item["default"] = None
    return "no_gate", f"/items/{index}/optional"


def a_risk_that_nothing_reduces(document, dice):
    document["risks"].append({**dice.choice(document["risks"]), "id": "risk-of-the-sky"})
    return "unused", f"/risks/{len(document['risks']) - 1}"


def an_item_without_words(document, dice):
    index, item = _an_item(document, dice)
    item["description"] = ""
    return "unsaid", f"/items/{index}"


RULES: tuple[Mutation, ...] = (
    an_unknown_prerequisite,
    a_misspelt_risk,
    a_misspelt_role,
    an_unknown_source,
    an_unknown_clause,
    an_unknown_accountable,
    a_duty_by_an_unknown_clause,
    two_items_of_one_id,
    two_risks_of_one_id,
    a_prerequisite_named_twice,
    an_item_named_like_a_gate,
    a_cycle,
    an_item_that_needs_itself,
    governance_after_what_it_guards,
    an_action_named_as_governance,
    an_action_that_nobody_can_stop,
    a_mandatory_item_with_a_default,
    a_start_level_above_the_gate,
    levels_out_of_order,
    an_unknown_level_of_a_risk,
    an_unordered_estimate,
    a_negative_estimate,
    a_negative_effort,
    an_unordered_impact,
    an_item_without_a_mode,
)
FORM: tuple[Mutation, ...] = (
    an_unknown_key,
    an_unknown_key_of_a_mode,
    a_missing_title,
    an_unknown_kind,
    text_where_a_number_belongs,
    a_severity_of_nine,
)
HARMLESS_FORM: tuple[Mutation, ...] = (an_unknown_key, an_unknown_key_of_a_mode)
ADVICE: tuple[Mutation, ...] = (an_item_that_no_gate_needs, a_risk_that_nothing_reduces, an_item_without_words)
