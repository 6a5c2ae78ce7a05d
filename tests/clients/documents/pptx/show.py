"""Slides as a test reads them: by python-pptx, and as LibreOffice lays them out."""

import re
import shutil
import subprocess
from io import BytesIO
from typing import NamedTuple

import pptx
from pptx.util import Emu

from clients.documents.pptx import slides

PRESENTATION = ".//{http://schemas.openxmlformats.org/presentationml/2006/main}cNvPr"


class Word(NamedTuple):
    """A word of a page as it is laid out, in points."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def opened(plan, catalog, pictures=None):
    return pptx.Presentation(BytesIO(slides(plan, catalog, pictures)))


def titled(show, title):
    """The slides whose title begins so."""
    found = [slide for slide in show.slides if slide.shapes.title.text.startswith(title)]
    assert found, title
    return found


def named(slide, name):
    (shape,) = (shape for shape in slide.shapes if shape.name == name)
    return shape


def told(shape):
    return shape.element.find(PRESENTATION).get("descr")


def words_of(slide):
    """Everything that is written on a slide, tables included."""
    for shape in slide.shapes:
        if shape.has_text_frame:
            yield shape.text_frame.text
        if shape.has_table:
            yield from (cell.text_frame.text for row in shape.table.rows for cell in row.cells)


def tables(slide):
    """The tables of a slide as lists of rows of words."""
    return [
        [[cell.text_frame.text.replace("\u00a0", "") for cell in row.cells] for row in shape.table.rows]
        for shape in slide.shapes
        if shape.has_table
    ]


def inches(length):
    return Emu(length).inches


def can_be_laid_out():
    """Whether LibreOffice is here, with letters as wide as the Arial that slides are measured in."""
    if not all(shutil.which(tool) for tool in ("soffice", "pdftotext", "fc-match")):
        return False
    font = subprocess.run(["fc-match", "Arial"], capture_output=True, text=True, check=False).stdout.lower()
    return any(name in font for name in ("arial", "liberation", "arimo"))


def laid_out(folder, plan, catalog):
    """The words of each page, as LibreOffice lays the slides out, with the pages' width and height."""
    path = folder / "plan.pptx"
    path.write_bytes(slides(plan, catalog))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, path]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    text = subprocess.run(
        ["pdftotext", "-bbox", folder / "plan.pdf", "-"], check=True, capture_output=True, text=True, timeout=60
    ).stdout
    return [_page(page) for page in text.split("<page ")[1:]]


def _page(text):
    width, height = (float(found) for found in re.match(r'width="([\d.]+)" height="([\d.]+)"', text).groups())
    rule = r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>'
    words = []
    for *corners, word in re.findall(rule, text):
        left, top, right, bottom = map(float, corners)
        words.append(Word(word, left, top, right, bottom))
    return width, height, words
