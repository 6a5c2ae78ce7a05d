"""What a plan warns of and what it took for granted: sentences of the plan, with names where they have ids."""

import re
from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from clients.amounts import in_words
from clients.cli.page import ID, Page, part_in_words

# A sentence that speaks of one of these fields of a request is one to act on: its ids are what to type.
FIELDS = re.compile(r"\b(completed|missing|included?|excluded?)\b")


def notes(page: Page, title: str, texts: Sequence[str], style: str) -> RenderableType:
    """Return a list of sentences under a heading."""
    return Group(page.heading(title), *(bullet(page, text, style) for text in together(page, texts)))


def together(page: Page, texts: Sequence[str]) -> Iterator[str]:
    """Return the sentences, those that differ only in the function they speak of as one."""
    alike: dict[str, list[str]] = {}
    for text in texts:
        parts = parts_of(text)
        alike.setdefault(text.replace(f"@{parts[0]}", "@") if len(parts) == 1 else text, []).append(text)
    for same in alike.values():
        said = page.spoken(same[0], ids=bool(FIELDS.search(same[0])))
        if len(same) > 1:
            parts = [parts_of(text)[0] for text in same]
            said = said.replace(f"@{parts[0]}", "@...")
            every = in_words([part_in_words(part) for part in parts])
            said = said.replace(f" {page.glyphs.dot} {part_in_words(parts[0])}", f" {page.glyphs.dot} {every}")
        yield said


def parts_of(text: str) -> list[str]:
    """Return the functions (or the set-up) whose activities a sentence names, each once."""
    found = (word.partition("@")[2] for word in ID.findall(text))
    return list(dict.fromkeys(part for part in found if part))


def begun(text: str) -> str:
    """Return a text that begins like a sentence."""
    return text[:1].upper() + text[1:]


def numbered(number: int, text: str) -> RenderableType:
    """Return one entry of a numbered list, its lines indented alike."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_row(Text(f"{number}.", style="green"), Text(text))
    return Padding(table, (0, 0, 0, 1), expand=False)


def bullet(page: Page, text: str, style: str, aside: str = "") -> RenderableType:
    """Return one entry of a list, its lines indented alike."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_row(Text(page.glyphs.bullet, style=style or "dim"), Text.assemble(text, (aside, "dim")))
    return Padding(table, (0, 0, 0, 1), expand=False)
