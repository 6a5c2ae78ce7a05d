from tests.clients.sample import a_plan


def notes(text: str) -> str:
    """The warnings, their lines joined."""
    told = text[text.index("\nWarnings") : text.index("\nAssumptions")]
    return " ".join(told.split())


def test_sentences_that_differ_only_in_the_function_are_one(printed):
    warnings = tuple(
        f"act-34-iterate@{part} starts before act-34-embed-sops has finished; better after it."
        for part in ("setup", "sales", "hr")
    )
    told = notes(printed(a_plan(warnings=(*warnings, "Mind the gap.")), 200))
    assert told.count("starts before") == 1
    assert '· set-up, sales and hr" starts before' in told
    assert "Mind the gap." in told


def test_sentences_about_several_functions_stay_apart(printed):
    warnings = ("act-34-iterate@sales, act-34-iterate@hr.", "act-34-iterate@hr, act-34-iterate@sales.")
    assert notes(printed(a_plan(warnings=warnings), 200)).count("•") == 2


def test_where_a_field_is_to_be_filled_the_id_to_type_is_there(printed):
    warning = "act-34-iterate@setup is planned: add act-34-iterate@setup to completed if it is done."
    told = notes(printed(a_plan(warnings=(warning,)), 200))
    assert told.count("(act-34-iterate@setup)") == 1
    assert told.count('· set-up"') == 2


def test_parts_that_are_not_in_the_plan_have_names_too(printed):
    told = notes(printed(a_plan(warnings=("act-34-iterate@legal is done.",)), 200))
    assert "act-34-iterate" not in told
    assert '· legal" is done.' in told


def test_a_long_list_is_wrapped_under_its_bullet(printed):
    plan = a_plan(assumptions=("Left for later: " + ", ".join(f"thing number {number}" for number in range(40)) + ".",))
    told = printed(plan, 80)
    lines = told[told.index("\nAssumptions") :].splitlines()[2:6]
    assert lines[0].startswith(" • Left for later")
    assert {line[:3] for line in lines[1:]} == {"   "}
    assert max(map(len, lines)) <= 80
