"""Descriptions as people and Jira make them: documents drawn by chance, and what Jira does to one unasked."""

import functools
import json
import os
from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import strategies as st

from clients.jira.adf import bullets, document, heading, paragraph, text

words = st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1, max_size=12).filter(str.strip)
marks = st.lists(st.sampled_from(["strong", "em"]), max_size=2, unique=True)
inline = st.builds(lambda said, how: text(said, *how), words, marks)
lines = st.lists(inline, min_size=1, max_size=3)
paragraphs = lines.map(lambda parts: paragraph(*parts))
headings = st.builds(heading, st.integers(1, 6), words)
lists = st.lists(inline, min_size=1, max_size=3).map(lambda entries: bullets(*entries)[0])
blocks = st.lists(st.one_of(paragraphs, headings, lists), max_size=4)
peoples_panels = st.builds(
    lambda kind, inside: {"type": "panel", "attrs": {"panelType": kind}, "content": inside},
    st.sampled_from(["info", "note", "custom"]),
    st.lists(paragraphs, min_size=1, max_size=2),
)
untidy = st.sampled_from(
    [
        {"type": "rule"},
        {"type": "paragraph"},
        {"type": "paragraph", "attrs": {"localId": "p1"}, "content": [{"type": "text", "text": "mine "}]},
        {"type": "mediaSingle", "content": [{"type": "media", "attrs": {"type": "external", "url": "x"}}]},
    ]
)
documents = st.one_of(
    st.none(),
    st.lists(st.one_of(paragraphs, headings, lists, peoples_panels, untidy), max_size=5).map(
        lambda content: document(*content)
    ),
)


@st.composite
def as_jira_keeps_it(draw, nodes):
    """The same blocks with what Jira and its editor add, split and reorder of their own."""
    found = []
    for node in nodes:
        found += [draw(adorned(piece)) for piece in draw(pieces(node))]
        if node["type"] != "listItem" and node["type"] != "text" and draw(st.booleans()):
            found.append({"type": "paragraph", "content": []})
    return found


@st.composite
def pieces(draw, node):
    if node["type"] != "text" or len(node["text"]) < 2:
        return [node]
    place = draw(st.integers(1, len(node["text"]) - 1))
    return [{**node, "text": node["text"][:place]}, {**node, "text": node["text"][place:]}]


@st.composite
def adorned(draw, node):
    found = dict(node)
    if "content" in node:
        found["content"] = draw(as_jira_keeps_it(node["content"]))
        if node["type"] in ("paragraph", "heading") and draw(st.booleans()):
            found["content"].append({"type": "text", "text": "  "})
    if node["type"] == "text":
        found["marks"] = [{**mark, "attrs": {}} for mark in reversed(node.get("marks", []))]
    else:
        extra = draw(st.sampled_from([{}, {"localId": "a1"}, {"localId": None}, {"width": None}]))
        found["attrs"] = {**node.get("attrs", {}), **extra}
    return dict(reversed(found.items()))


def faults(described):
    """What Atlassian's schema finds wrong with a document; skips where MILEPOST_ADF does not name the schema."""
    return [error.message for error in schema().iter_errors(described)]


@functools.cache
def schema():
    path = os.environ.get("MILEPOST_ADF")
    if not path:
        pytest.skip("MILEPOST_ADF names no schema of the Atlassian Document Format")
    return jsonschema_rs.validator_for(json.loads(Path(path).read_text(encoding="utf-8")))
