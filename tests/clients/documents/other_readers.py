"""Documents as other people's programs read them: of each format every activity and every gate that it tells of.

For ``test_round_trip``. Each reader takes a file and returns what it found: activities by id, or by label where the
format shows no ids, as strings, numbers and dates; of a gate the day by its level. Nothing of Milepost is asked.
"""

import csv
import io
import json
import re
import shutil
import subprocess
import warnings
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import icalendar
import openpyxl
import pptx
import pytest
from lxml import html as markup

from tests.clients.documents import mermaid_grammar

LEVEL_OF_GATE = re.compile(r"Level (\d+) declared")
LEVEL_OF_GROUP = re.compile(r"Level \d+ to (\d+)")
COST = re.compile(r"[A-Z]{3} ([\d,]+) cash, ([\d,]+) own labour(?:, ([\d,]+) a year to run)?")
MICROSOFT = {"": "http://schemas.microsoft.com/project"}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class Read(SimpleNamespace):
    """What was found of an activity; what is not there was not found."""


def read_json(content):
    plan = json.loads(content)
    found = {
        one["id"]: Read(
            start=date.fromisoformat(one["start"]),
            finish=date.fromisoformat(one["finish"]),
            cost=(one["cash"], one["labour"], one["run_per_year"]),
            owner=one["accountable"],
            level=int(one["transition"][-1]),
        )
        for one in plan["activities"]
    }
    return found, {gate["level"]: date.fromisoformat(gate["date"]) for gate in plan["gates"]}


def read_csv(content):
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return {row["Identifier"]: of_columns(row, date.fromisoformat) for row in rows}, {}


def read_xlsx(content):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells which looks it does not know
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    _, _, _, heads, *rows = book["Activities"].iter_rows(values_only=True)
    found = [dict(zip(heads, row, strict=True)) for row in rows]
    gates = {}
    for words, day, *_ in book["Gates"].iter_rows(values_only=True):
        if level := LEVEL_OF_GATE.match(str(words)):
            gates[int(level[1])] = day.date()
    return {row["Identifier"]: of_columns(row, datetime.date) for row in found if row["Identifier"]}, gates


def of_columns(row, day):
    return Read(
        start=day(row["Start"]),
        finish=day(row["Finish"]),
        cost=tuple(int(row[name]) for name in ("Cash", "Own labour", "Running cost a year")),
        owner=row["Accountable"],
        level=int(row["Leads to level"]),
    )


def read_pptx(content):
    show = pptx.Presentation(io.BytesIO(content))
    found, gates = {}, {}
    for table in (shape.table for slide in show.slides for shape in slide.shapes if shape.has_table):
        heads, *rows = ([cell.text_frame.text for cell in row.cells] for row in table.rows)
        if heads[0] == "Activity":
            found |= {row["Activity"]: of_cells(row) for row in (dict(zip(heads, row, strict=True)) for row in rows)}
        if heads[0] == "Level":
            gates |= {int(row[0]): day_of(row[2]) for row in rows}
    return found, gates


def of_cells(row, level=None):
    return Read(
        start=day_of(row["Starts"]),
        finish=day_of(row["Ends"]),
        cost=tuple(number_of(row[name]) for name in ("Cash", "Own labour", "Run a year")),
        owner=row["Accountable"],
        level=int(row["Level"]) if level is None else level,
    )


def read_html(content):
    page = markup.fromstring(content)
    (table,) = page.xpath('//section[@id="activities"]//table')
    rows = [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")]
        for row in table.xpath("./thead/tr|./tbody/tr")
    ]
    return of_table(rows), gates_of(page.text_content())


def read_pdf(content, folder):
    """By poppler, from the structure that is there for those who do not see the page."""
    if shutil.which("pdfinfo") is None:
        pytest.skip("poppler is not installed")
    (folder / "plan.pdf").write_bytes(content)
    done = subprocess.run(["pdfinfo", "-struct-text", folder / "plan.pdf"], capture_output=True, timeout=60, check=True)
    before, _, rest = done.stdout.decode().partition('"Every activity of the plan"')
    rows = []
    for line in rest.splitlines():
        words = line.strip()
        if line.startswith(("  H1", "  Span")):
            break
        if words == "TR":
            rows.append([])
        elif words.startswith(("TD", "TH")) and not words.startswith("THead"):
            rows[-1].append("")
        elif words.startswith('"') and rows and words.endswith('"'):
            rows[-1][-1] += words[1:-1]
    return of_table(rows), gates_of(" ".join(re.findall(r'"(.*)"', before)))


def of_table(rows):
    """Activities by label, from rows of a report's table: the groups among them say the level."""
    heads, *rows = rows
    found, level = {}, None
    for row in rows:
        if len(row) < len(heads):
            level = int(LEVEL_OF_GROUP.match(row[0])[1])
        else:
            found[row[0]] = of_cells(dict(zip(heads, row, strict=True)), level)
    return found


def gates_of(text):
    said = re.findall(r"Level (\d) declared[^.]*?(\d{1,2} [A-Z][a-z]{2} \d{4})", " ".join(text.split()))
    return {int(level): day_of(day) for level, day in reversed(said)}


def read_xml(content):
    project = ET.fromstring(content)
    aliases = {
        one.findtext("FieldID", None, MICROSOFT): one.findtext("Alias", None, MICROSOFT)
        for one in project.findall("ExtendedAttributes/ExtendedAttribute", MICROSOFT)
    }
    found, gates = {}, {}
    for task in project.findall("Tasks/Task", MICROSOFT):
        own = {
            aliases[one.findtext("FieldID", None, MICROSOFT)]: one.findtext("Value", None, MICROSOFT)
            for one in task.findall("ExtendedAttribute", MICROSOFT)
        }
        start, finish = (
            datetime.fromisoformat(task.findtext(tag, None, MICROSOFT)).date() for tag in ("Start", "Finish")
        )
        if own.get("Kind") == "Gate":
            gates[int(own["Leads to level"])] = finish
        elif own:
            hundredths = [int(own[name]) for name in ("Cash", "Own labour", "A year to run")]
            assert all(one % 100 == 0 for one in hundredths)
            assert int(task.findtext("Cost", None, MICROSOFT)) == hundredths[0] + hundredths[1]
            assert task.findtext("Contact", None, MICROSOFT) == own["Accountable"]
            found[own["Milepost id"]] = Read(
                start=start,
                finish=finish,
                cost=tuple(one // 100 for one in hundredths),
                owner=own["Accountable"],
                level=int(own["Leads to level"]),
            )
    return found, gates


def read_ics(content):
    found, gates = {}, {}
    for event in icalendar.Calendar.from_ical(content).walk("VEVENT"):
        kind, title = str(event["CATEGORIES"].cats[0]), str(event["SUMMARY"])
        first, last = event["DTSTART"].dt, event["DTEND"].dt - timedelta(days=1)
        if kind == "Gate":
            gates[int(LEVEL_OF_GATE.match(title)[1])] = last
        elif kind != "Evidence":
            told = dict(line.split(": ", 1) for line in str(event["DESCRIPTION"]).splitlines())
            found[title] = Read(
                start=first,
                finish=last,
                cost=tuple(number_of(one) for one in COST.fullmatch(told["Cost"]).groups()),
                owner=told["Accountable"],
                level=int(LEVEL_OF_GROUP.match(told["Leads to"])[1]),
            )
    return found, gates


def read_mmd(content):
    """By the rules of Mermaid's lexer; ``test_mermaid_by_itself`` has Mermaid confirm that it reads the same."""
    _, tasks = mermaid_grammar.read(content.decode())
    found, gates = {}, {}
    for task in tasks:
        if "milestone" in task["tags"]:
            gates[int(LEVEL_OF_GATE.match(task["label"])[1])] = task["start"]
        else:
            name = task["id"].removeprefix("m-").replace("--", "@")
            level = int(LEVEL_OF_GROUP.match(task["section"])[1])
            found[name] = Read(start=task["start"], finish=task["end"] - timedelta(days=1), level=level)
    return found, gates


def day_of(words):
    day, month, year = words.split()
    return date(int(year), MONTHS.index(month) + 1, int(day))


def number_of(words):
    return int((words or "0").replace(",", ""))
