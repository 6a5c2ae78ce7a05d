"""Reads a Gantt chart as Mermaid does, by Mermaid itself, in a window of Chromium.

``MILEPOST_MERMAID`` names the file ``mermaid.min.js`` of its package; where it names none, tests are skipped.
"""

import os
from datetime import date
from pathlib import Path

import pytest

VARIABLE = "MILEPOST_MERMAID"
PAGE = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Chart</title><body></body></html>'
READ = """async text => {
    const day = moment => [moment.getFullYear(), moment.getMonth() + 1, moment.getDate(), moment.getHours()]
    const {svg} = await mermaid.render('chart', text)
    const drawn = new DOMParser().parseFromString(svg, 'text/html')
    const words = it => [...drawn.querySelectorAll(it)].map(one => one.textContent)
    const {db} = await mermaid.mermaidAPI.getDiagramFromText(text)
    const tasks = db.getTasks().map(task => ({
        section: task.section, label: task.task.trim(), id: task.id,
        tags: ['active', 'done', 'crit', 'milestone', 'vert'].filter(tag => task[tag]),
        start: day(task.startTime), end: day(task.endTime)}))
    return {tasks, sections: db.getSections(), title: words('.titleText').join(''),
            shown: words('text[class*=taskText]').map(it => it.trim())}
}"""


def bundle() -> Path:
    """Where Mermaid is, or a skipped test."""
    path = Path(os.environ.get(VARIABLE, ""))
    if not path.is_file():
        pytest.skip(f"{VARIABLE} does not name the file mermaid.min.js")
    return path


def reader(visit, folder, **how):
    """A function from a chart's text to what Mermaid finds in it; what Mermaid says on the way fails the test."""
    script = bundle()
    (folder / "page.html").write_text(PAGE)
    page = visit((folder / "page.html").as_uri(), **how).page
    page.add_script_tag(content=script.read_text(encoding="utf-8"))
    page.evaluate("mermaid.initialize({startOnLoad: false})")
    return lambda data: _days(page.evaluate(READ, data.decode()))


def _days(found):
    for task in found["tasks"]:
        for end in ("start", "end"):
            *day, hour = task[end]
            assert hour == 0
            task[end] = date(*day)
    return found
