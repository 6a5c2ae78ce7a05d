"""The names by which a roadmap's issues are known in Jira: its slug, and the labels that tell whose an issue is.

A label has no blanks and at most 255 characters. Called by whoever writes issues or looks for them; asks no site.
"""

import re
import unicodedata
from hashlib import sha256

import msgspec

from clients.jira.mapping import Mapping
from planner.plans import Plan

LONGEST_LABEL = 255
LONGEST_SLUG = 60
IMPORTED = "milepost-imported"
"""The label of issues that came by an import file, and wait to be adopted."""
_PLAIN = re.compile(r"[!-~]+")


def group_label(roadmap: str) -> str:
    """Return the label that all issues of a roadmap have."""
    return f"milepost-{roadmap}"


def identity_label(roadmap: str, node: str) -> str:
    """Return the label that only the issue of this node has; one too long keeps its beginning and gets a hash."""
    label = f"milepost:{roadmap}:{node}"
    if _PLAIN.fullmatch(label) and len(label) <= LONGEST_LABEL:
        return label
    plain = "".join(sign if _PLAIN.fullmatch(sign) else "-" for sign in label)
    return f"{plain[: LONGEST_LABEL - 9]}-{_short_hash(label)}"


def quarter_label(quarter: str) -> str:
    """Return the label of a quarter where a site has no versions: ``quarter-fy27-q1``."""
    return f"quarter-{_hyphened(quarter)}"


def function_label(function: str) -> str:
    """Return the label of a function where a site has no components: ``function-sales``."""
    return f"function-{_hyphened(function)}"


def roadmap_of(plan: Plan, mapping: Mapping) -> str:
    """Return what a plan is called in Jira through every re-plan: as the mapping says, else as its request is named.

    One without a name is known by what a re-plan keeps: whose plan it is, and from where to where it leads, so that
    the plans of two organizations in one project are not taken for each other.
    """
    request = plan.request
    lasting = msgspec.json.encode((plan.catalog.id, request.organization, request.current, request.target, plan.start))
    return mapping.roadmap or slug(request.name or "") or f"roadmap-{sha256(lasting).hexdigest()[:8]}"


def slug(name: str) -> str:
    """Return a name in lower-case letters, digits and hyphens, at most 60 of them; "" for a blank one.

    A name that loses letters by it, or its end, gets a hash, so that two names never become one.
    """
    folded = unicodedata.normalize("NFKD", name.strip().casefold())
    letters = "".join(sign for sign in folded if not unicodedata.combining(sign))
    plain = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    lost = any(sign.isalnum() and not sign.isascii() for sign in letters) or not plain
    if folded and (lost or len(plain) > LONGEST_SLUG):
        mark = _short_hash(folded)
        return f"{plain[: LONGEST_SLUG - 1 - len(mark)].strip('-')}-{mark}".strip("-")
    return plain


def _hyphened(words: str) -> str:
    return "-".join(words.casefold().split())


def _short_hash(words: str) -> str:
    return sha256(words.encode(errors="surrogatepass")).hexdigest()[:8]
