"""A small reader of Mermaid's Gantt charts, made from the rules that its own lexer has, in their order.

The first rule that matches takes its text, however short: a task whose name begins like a statement is that statement.
It stands in for Mermaid, which needs a browser and a package from elsewhere.
"""

import json
import re
from datetime import date, timedelta

RULES = [
    ("skip", r"%%(?!\{)[^\n]*"),
    ("skip", r"[^}]%%*[^\n]*"),
    ("newline", r"\n+"),
    ("skip", r"\s+"),
    ("skip", r"#[^\n]*"),
    ("skip", r"%[^\n]*"),
    ("call", r"call[\s]+"),
    ("href", r"href[\s]+\""),
    ("click", r"click[\s]+[^\s\n]*"),
    ("gantt", r"gantt"),
    ("statement", r"dateformat\s[^#\n;]+"),
    ("statement", r"inclusiveenddates"),
    ("statement", r"topaxis"),
    ("statement", r"axisformat\s[^#\n;]+"),
    ("statement", r"tickinterval\s[^#\n;]+"),
    ("statement", r"includes\s[^#\n;]+"),
    ("statement", r"excludes\s[^#\n;]+"),
    ("statement", r"todaymarker\s[^\n;]+"),
    ("statement", r"weekday\s[^#\n;]+"),
    ("statement", r"weekend\s[^#\n;]+"),
    ("date", r"\d\d\d\d-\d\d-\d\d"),
    ("title", r"title\s[^\n]+"),
    ("title", r"acc(title|descr)[^\n]*"),
    ("section", r"section\s[^\n]+"),
    ("text", r"[^:\n]+"),
    ("data", r":[^#\n;]+"),
    ("colon", r":"),
]
TAGS = ("active", "done", "crit", "milestone", "vert")


def read(text):
    """The chart's title and its tasks: section, label, tags, id, first day, day after the last."""
    assert text.startswith("---\n")
    front, _, body = text.removeprefix("---\n").partition("\n---\n")
    name, _, title = front.partition(": ")
    assert name == "title"
    tokens = [token for token in tokens_of(body) if token[0] != "newline"]
    assert tokens[0] == ("gantt", "gantt")
    return json.loads(title), list(tasks(tokens[1:]))


def tokens_of(body):
    at = 0
    while at < len(body):
        kind, found = next(
            (kind, found) for kind, rule in RULES if (found := re.compile(rule, re.IGNORECASE).match(body, at))
        )
        at = found.end()
        if kind != "skip":
            yield kind, found[0]


def tasks(tokens):
    section, label = None, None
    for kind, words in tokens:
        if kind == "section":
            section = words.removeprefix("section ")
        elif kind == "text":
            label = words.strip()
        elif kind == "data":
            assert label is not None, words
            yield a_task(section, label, words[1:])
            label = None
        else:
            assert kind == "statement", (kind, words)
    assert label is None


def a_task(section, label, data):
    parts = [part.strip() for part in data.split(",")]
    tags = []
    while parts[0] in TAGS:
        tags.append(parts.pop(0))
    name, start, length = parts
    first = date.fromisoformat(start)
    days = int(re.fullmatch(r"(\d+)d", length)[1])
    return {
        "section": section,
        "label": label,
        "tags": tags,
        "id": name,
        "start": first,
        "end": first + timedelta(days=days),
    }
