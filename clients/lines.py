"""Words from outside as text that any document can hold: one line, and nothing in it that cannot be seen.

Titles, names and sentences of a plan may hold anything that a catalog or a request holds. Whoever writes them into a
document (Jira, Excel, XML, a picture) takes them from here.
"""

import re
from unicodedata import bidirectional, category

from catalog.wording import FORBIDDEN

_BREAKS = re.compile(r"[\s\x1c-\x1f\x85\u2028\u2029]+")
_JOINERS = "\u200c\u200d"  # Format characters that words of some scripts, and emoji, are spelt with.


def one_line(words: str) -> str:
    """Return words from outside as one line, without what cannot be seen: control characters, marks that turn text."""
    return unbroken(words).strip()


def unbroken(words: str) -> str:
    """Return the same with the blanks at both ends."""
    return _BREAKS.sub(" ", _visible(_BREAKS.sub(" ", words)))


def runs_leftwards(words: str) -> bool:
    """Say whether words are read from right to left: whether their first letter is of such a script."""
    strong = (kind for kind in map(bidirectional, words) if kind in ("L", "R", "AL"))
    return next(strong, "L") != "L"


def _visible(words: str) -> str:
    """Return words without characters that only control how others are shown, and those that no document can hold."""
    kept = (sign for sign in FORBIDDEN.sub("", words) if category(sign) not in ("Cc", "Cf") or sign in _JOINERS)
    return "".join(kept)
