"""Requests with one thing wrong, each with the pointer, the code and (where it is settled) the suggestion to expect.

The catalog they are read against is the one of ``test_intake``; every entry is laid over ``PLAIN``, which is sound.
"""

PLAIN = {"catalog": "tiny", "current": 1, "target": 3, "start": "2027-01-04"}


def organization(*functions, **others):
    return {"organization": {"functions": list(functions), **others}}


def people(**roles):
    return {"headcount": {"roles": roles}}


def an_estimate(item="act-educate", **figures):
    return {"estimates": [{"item": item, **figures}]}


ONE_THING_WRONG = [
    # Fields that are not known.
    ({"deadlin": "2028-01-01"}, "/deadlin", "unknown_field", "deadline"),
    ({"per_quarter": 5}, "/per_quarter", "unknown_field", "/budget/per_quarter"),
    ({"total": 5}, "/total", "unknown_field", "/budget/total or /headcount/total"),
    ({"budget": {"totla": 5}}, "/budget/totla", "unknown_field", "total"),
    ({"solver": {"x": 5}}, "/solver/x", "unknown_field", "time_limit_s, workers or seed"),
    ({"a/b~c": 1, "name": "Acme"}, "/a~1b~0c", "unknown_field", None),
    # Values of the wrong kind.
    ({"target": "3"}, "/target", "wrong_type", "3"),
    ({"target": 3.0}, "/target", "wrong_type", "3"),
    ({"target": None}, "/target", "wrong_type", "a whole number"),
    ({"current": True}, "/current", "wrong_type", "a whole number or an object"),
    ({"budget": {"total": "1500000"}}, "/budget/total", "wrong_type", "1500000"),
    ({"budget": {"total": "1.5M"}}, "/budget/total", "wrong_type", "1500000"),
    ({"budget": {"total": "USD 1,500,000"}}, "/budget/total", "wrong_type", "1500000"),
    ({"budget": {"total": 1500000.0}}, "/budget/total", "wrong_type", "1500000"),
    ({"budget": {"total": 0.5}}, "/budget/total", "wrong_type", "a whole number"),
    ({"budget": {"contingency": "10 %"}}, "/budget/contingency", "wrong_type", "0.1"),
    ({"budget": {"per_quarter": [1, "2"]}}, "/budget/per_quarter/1", "wrong_type", "2"),
    ({"budget": {"carry_over": "yes"}}, "/budget/carry_over", "unknown_value", "true"),
    ({"budget": 1500000}, "/budget", "wrong_type", "an object"),
    ({"headcount": "12"}, "/headcount", "wrong_type", "12"),
    ({"name": 2027}, "/name", "wrong_type", '"2027"'),
    ({"completed": "act-educate"}, "/completed", "wrong_type", '["act-educate"]'),
    ({"completed": [5]}, "/completed/0", "wrong_type", '"5"'),
    ({"pins": {"on": "gate-3"}}, "/pins", "wrong_type", "a list of objects"),
    ({"start": "2027-1-4"}, "/start", "wrong_date", "2027-01-04"),
    ({"start": "4.1.2027"}, "/start", "wrong_date", "2027-01-04"),
    ({"start": "2027-02-30"}, "/start", "wrong_date", "2027-02-28"),
    ({"start": "2027-01-04T09:00:00Z"}, "/start", "wrong_date", "2027-01-04"),
    ({"start": "next Monday"}, "/start", "wrong_date", "a date as in 2027-01-04"),
    ({"start": 20270104}, "/start", "wrong_type", "a date as in 2027-01-04"),
    # Words and numbers out of bounds.
    ({"goals": "fastst"}, "/goals", "unknown_value", "fastest"),
    ({"goals": ["finish", "costs"]}, "/goals/1", "unknown_value", "cost"),
    ({"policy": {"governance": "arrive"}}, "/policy/governance", "unknown_value", "arrival"),
    ({"budget": {"covers": ["chas"]}}, "/budget/covers/0", "unknown_value", "cash"),
    ({"budget": {"total": -5}}, "/budget/total", "out_of_range", "0"),
    ({"budget": {"total": 10**13}}, "/budget/total", "out_of_range", str(10**12)),
    ({"budget": {"contingency": 1.5}}, "/budget/contingency", "out_of_range", None),
    ({"headcount": -1.5}, "/headcount", "out_of_range", "0"),
    ({"organization": {"employees": 0}}, "/organization/employees", "out_of_range", "1"),
    ({"solver": {"time_limit_s": 0}}, "/solver/time_limit_s", "out_of_range", None),
    ({"name": ""}, "/name", "too_short", None),
    ({"name": "x" * 201}, "/name", "too_long", None),
    ({"name": "Ac\x07me"}, "/name", "forbidden_character", "Acme"),
    ({"name": "Ac\ud800me"}, "/name", "forbidden_character", "Acme"),
    ({"name": "Ac\uffffme"}, "/name", "forbidden_character", "Acme"),
    # Levels and the catalog.
    ({"catalog": "tinny"}, "/catalog", "unknown_catalog", "tiny"),
    ({"target": 1}, "/target", "not_above_current", "2"),
    ({"current": 3, "target": 2}, "/target", "not_above_current", "4"),
    ({"current": 4, "target": 4}, "/current", "not_above_current", "a level from 1 to 3"),
    ({"target": 9}, "/target", "unknown_level", "4"),
    ({"current": -1}, "/current", "unknown_level", "1"),
    # Dates.
    ({"start": "1804-01-02"}, "/start", "out_of_range", "a date as in 2027-01-04"),
    ({"deadline": "2027-01-04"}, "/deadline", "dates_unordered", "a date after 2027-01-04"),
    # The organization.
    (organization("sales", "Human Resources"), "/organization/functions/1", "wrong_form", "human-resources"),
    (organization("sales", "Qualität"), "/organization/functions/1", "wrong_form", "qualitat"),
    (organization("sales\n"), "/organization/functions/0", "wrong_form", "sales"),
    (organization("setup"), "/organization/functions/0", "reserved", "setup-function"),
    (organization("hr", "hr"), "/organization/functions/1", "duplicate", "name it once"),
    (organization(), "/organization/functions", "wrong_length", '["sales", "hr"]'),
    (organization(*(f"f{n}" for n in range(201))), "/organization/functions", "wrong_length", '["sales", "hr"]'),
    # People and money.
    (people(enginer=2), "/headcount/roles/enginer", "unknown_role", "engineer"),
    (people(engineer=[]), "/headcount/roles/engineer", "empty", None),
    (people(engineer=[1, 0.125]), "/headcount/roles/engineer/1", "too_precise", "0.12"),
    ({"headcount": {"total": []}}, "/headcount/total", "empty", None),
    ({"headcount": 2.345}, "/headcount", "too_precise", None),
    ({"budget": {"per_quarter": []}}, "/budget/per_quarter", "empty", None),
    # What is done and what is not.
    ({"completed": ["act-educat"]}, "/completed/0", "unknown_item", "act-educate"),
    ({"missing": ["act-embd@hr"]}, "/missing/0", "unknown_item", "act-embed@hr"),
    ({"missing": ["nothing like it"]}, "/missing/0", "unknown_item", "an id of the catalog"),
    ({"completed": ["act-embed@sale"]}, "/completed/0", "unknown_function", "act-embed@sales"),
    ({"completed": ["act-educate@hr"]}, "/completed/0", "enterprise_wide", "act-educate"),
    ({"completed": ["act-toolset@setup"]}, "/completed/0", "no_setup", "act-toolset"),
    ({"completed": ["act-embed", "act-embed"]}, "/completed/1", "duplicate", "list it once"),
    ({"completed": ["act-embed"], "missing": ["act-embed"]}, "/missing/0", "contradiction", None),
    ({"completed": ["act-embed"], "missing": ["act-embed@hr"]}, "/missing/0", "contradiction", None),
    ({"completed": ["act-embed@hr"], "missing": ["act-embed"]}, "/missing/0", "contradiction", None),
    # Pins.
    ({"pins": [{"not_before": "2027-03-01"}]}, "/pins/0/on", "missing", "text"),
    ({"pins": [{"on": "gate-3"}]}, "/pins/0", "empty", None),
    ({"pins": [{"on": "gate-4", "not_after": "2027-12-31"}]}, "/pins/0/on", "unknown_gate", None),
    ({"pins": [{"on": "gate-3", "mode": "partner"}]}, "/pins/0/mode", "unknown_mode", "leave the mode out"),
    ({"pins": [{"on": "act-educate", "mode": "patner"}]}, "/pins/0/mode", "unknown_mode", "partner"),
    ({"pins": [{"on": "act-embed@setup", "mode": "partner"}]}, "/pins/0/mode", "unknown_mode", "in_house"),
    ({"pins": [{"on": "act-embad", "mode": "partner"}]}, "/pins/0/on", "unknown_item", "act-embed"),
    (
        {"pins": [{"on": "gate-3", "not_before": "2027-03-01", "not_after": "2027-02-01"}]},
        "/pins/0/not_after",
        "dates_unordered",
        "2027-03-01 or later",
    ),
    # A level for each function.
    ({"current": {"sales": 2}}, "/current", "missing", '"enterprise": 2'),
    ({"current": {"enterprise": 1, "sale": 2}}, "/current/sale", "unknown_function", "sales"),
    ({"current": {"enterprise": 1, "hr": 9}}, "/current/hr", "unknown_level", "4"),
    ({"current": {"enterprise": 3, "hr": 1}}, "/target", "not_above_current", "4"),
    ({"current": {"enterprise": 4}, "target": 4}, "/current/enterprise", "not_above_current", None),
    ({"current_since": "2027-01-05"}, "/current_since", "dates_unordered", "2027-01-04 or earlier"),
    ({"organization": {"traits": ["regulatd"]}}, "/organization/traits/0", "unknown_trait", "regulated"),
    # Money, its currency, rates.
    ({"budget": {"covers": []}}, "/budget/covers", "empty", '["cash", "run"]'),
    ({"budget": {"covers": ["cash", "cash"]}}, "/budget/covers/1", "duplicate", None),
    ({"budget": {"currency": "EUR"}}, "/budget/currency", "no_exchange_rate", None),
    ({"budget": {"currency": "usd"}}, "/budget/currency", "wrong_form", "USD"),
    ({"budget": {"currency": "USD", "exchange_rate": 0.9}}, "/budget/exchange_rate", "needless", None),
    ({"budget": {"exchange_rate": 0.9}}, "/budget/exchange_rate", "needless", None),
    ({"budget": {"currency": "EUR", "exchange_rate": 0}}, "/budget/exchange_rate", "out_of_range", None),
    ({"rates": {"enginer": 4800}}, "/rates/enginer", "unknown_role", "engineer"),
    ({"rates": {"engineer": -1}}, "/rates/engineer", "out_of_range", "0"),
    # The calendar and the policy.
    ({"calendar": {"fiscal_year_start": 13}}, "/calendar/fiscal_year_start", "out_of_range", "12"),
    (
        {"calendar": {"freezes": [{"from": "2027-12-13", "to": "2027-12-03"}]}},
        "/calendar/freezes/0/to",
        "dates_unordered",
        "2027-12-13 or later",
    ),
    ({"policy": {"evidence_weeks": {"9": 4}}}, "/policy/evidence_weeks/9", "unknown_level", None),
    ({"policy": {"evidence_weeks": -1}}, "/policy/evidence_weeks", "out_of_range", None),
    ({"policy": {"evidence_weeks": {"2": -1}}}, "/policy/evidence_weeks/2", "out_of_range", "0"),
    ({"policy": {"look_ahead": 0}}, "/policy/look_ahead", "out_of_range", None),
    ({"policy": {"look_ahead": "fre"}}, "/policy/look_ahead", "unknown_value", None),
    ({"policy": {"changes_per_function": 0}}, "/policy/changes_per_function", "out_of_range", None),
    # Goals.
    ({"goals": []}, "/goals", "empty", "fastest"),
    ({"goals": ["finish", {"goal": "finish", "within": "2w"}]}, "/goals/1", "duplicate", "name it once"),
    ({"goals": [{"goal": "finish", "within": "2 weeks"}]}, "/goals/0/within", "wrong_form", "2%"),
    ({"goals": [{"goal": "finish", "within": "a bit"}]}, "/goals/0/within", "wrong_form", "5%"),
    ({"goals": [{"goal": "cost", "within": "2w"}]}, "/goals/0/within", "wrong_unit", "5%"),
    # Optional items.
    ({"include": ["act-extr"]}, "/include/0", "unknown_item", "act-extra"),
    ({"include": ["act-extra", "act-extra"]}, "/include/1", "duplicate", "list it once"),
    ({"include": ["act-embed@setup"]}, "/include/0", "setup", "act-embed"),
    ({"include": ["act-beyond"]}, "/include/0", "beyond_target", "leave it out, or plan to 4"),
    ({"exclude": ["act-dflt"]}, "/exclude/0", "unknown_item", None),
    ({"exclude": ["act-default", "act-default"]}, "/exclude/1", "duplicate", None),
    ({"exclude": ["act-educate"]}, "/exclude/0", "mandatory", None),
    ({"exclude": ["act-each@hr"]}, "/exclude/0", "whole_items_only", "act-each"),
    ({"exclude": ["act-extra"], "include": ["act-extra"]}, "/exclude/0", "contradiction", None),
    ({"exclude": ["act-base"], "include": ["act-extra"]}, "/exclude/0", "needed", "keep it in"),
    ({"exclude": ["gov-default"]}, "/exclude/0", "needed", "exclude act-default too"),
    ({"pins": [{"on": "beyond", "not_after": "2027-12-31"}]}, "/pins/0/on", "unknown_gate", None),
    # Estimates.
    (an_estimate(item="act-educat", cash=[1, 2, 3]), "/estimates/0/item", "unknown_item", "act-educate"),
    (an_estimate(item="act-embed@hr", cash=[1, 2, 3]), "/estimates/0/item", "whole_items_only", "act-embed"),
    (an_estimate(mode="partnr", cash=[1, 2, 3]), "/estimates/0/mode", "unknown_mode", "partner"),
    (an_estimate(), "/estimates/0", "empty", None),
    (an_estimate(duration_weeks=[3, 2, 8]), "/estimates/0/duration_weeks", "unordered", "[2, 3, 8]"),
    (an_estimate(cash=[-1, 2, 8]), "/estimates/0/cash", "out_of_range", None),
    (an_estimate(effort_person_weeks={"lad": 1}), "/estimates/0/effort_person_weeks/lad", "unknown_role", "lead"),
    (an_estimate(effort_person_weeks={"lead": -1}), "/estimates/0/effort_person_weeks/lead", "out_of_range", None),
    (
        {"estimates": [{"item": "act-educate", "cash": [1, 2, 3]}, {"item": "act-educate", "cash": [4, 5, 6]}]},
        "/estimates/1",
        "duplicate",
        None,
    ),
]
