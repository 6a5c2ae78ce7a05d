"""Letters that cannot be shown: which of a plan's letters have a sign in no font, and how that is said.

Called where a document is set in letters of this machine: the PDF, and charts as PNG. SVG, HTML and Office files are
set by whoever opens them. Nothing is lost silently: the command line warns, and the PDF says it on its last page.
"""

from functools import lru_cache
from unicodedata import category, name

import msgspec

from catalog.model import Catalog
from clients.amounts import counted
from clients.documents import fonts
from clients.documents.report.blocks import Report
from clients.documents.report.contents import report
from planner.plans import Plan

SET_HERE = ("pdf", "png", "pptx", "zip")
"""The formats in which something is set in letters of this machine; of slides it is their pictures."""
# What the fonts of the packages have letters for: Latin, Greek, Cyrillic, and signs.
COVERED = ((0x0000, 0x052F), (0x1E00, 0x1FFF), (0x2000, 0x22FF))
INSTALL = "install a font that has them, for example Noto's (on Debian fonts-noto-cjk, fonts-noto-core)"
_MOST_SHOWN = 10


def beyond(told: Report) -> tuple[str, ...]:
    """Return the letters of a report that the fonts of the packages lack, each once."""
    letters = dict.fromkeys(msgspec.json.encode(told).decode())
    return tuple(letter for letter in letters if not any(first <= ord(letter) <= last for first, last in COVERED))


@lru_cache(maxsize=8)
def not_shown(letters: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of these letters for which no font of this machine has a sign."""
    return tuple(fonts.lacking(letter for letter in letters if not _is_unseen(letter)))


def warning(plan: Plan, catalog: Catalog) -> str | None:
    """Return what somebody who makes documents of a plan with a schedule should know of its letters, if anything."""
    lost = not_shown(beyond(report(plan, catalog)))
    if not lost:
        return None
    more = " …" if len(lost) > _MOST_SHOWN else ""
    some = f"{' '.join(lost[:_MOST_SHOWN])}{more}"
    return f"{_counted(lost)} in no font of this machine, and boxes stand for them ({some}): {INSTALL}"


def confession(lost: tuple[str, ...]) -> str:
    """Return what a document says of letters that it cannot show, by their numbers and names in Unicode."""
    named = [f"U+{ord(letter):04X} {name(letter, '').lower()}".strip() for letter in lost[:_MOST_SHOWN]]
    more = f", and {len(lost) - _MOST_SHOWN} more" if len(lost) > _MOST_SHOWN else ""
    return f"{_counted(lost)} shown as boxes, for want of a font where this was made: {', '.join(named)}{more}"


def _counted(lost: tuple[str, ...]) -> str:
    return f"{counted(len(lost), 'letter')} {'is' if len(lost) == 1 else 'are'}"


def _is_unseen(letter: str) -> bool:
    """Say whether nobody sees a letter: it joins others, or says how they are to look."""
    return category(letter) in ("Cf", "Cc", "Zs", "Zl", "Zp") or 0xFE00 <= ord(letter) <= 0xFE0F
