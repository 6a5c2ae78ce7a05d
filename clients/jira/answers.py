"""Answers of Jira taken apart: an object, a list of objects, an id, each where there has to be one.

Whoever reads an answer asks here for what it goes by. An answer without it is ``Garbled``: it must neither be taken for
an empty one, as if nothing were there, nor end in a fault of ours.
"""

from typing import Any

from clients.jira.wire import Unreachable


class Garbled(Unreachable):
    """Jira answered with something that makes no sense; nothing was concluded from it."""

    def __init__(self, what: str) -> None:
        super().__init__(f"Jira's answer makes no sense: {what}; nothing was concluded from it, try again")


def loosely(value: Any) -> dict[str, Any]:
    """Return an object, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def record(value: Any, what: str) -> dict[str, Any]:
    """Return an object."""
    if not isinstance(value, dict):
        raise Garbled(f"{what} is no object")
    return value


def records(value: Any, what: str) -> list[dict[str, Any]]:
    """Return a list of objects, which may be empty, but has to be there."""
    if not isinstance(value, list):
        raise Garbled(f"{what} is no list")
    return [record(one, f"an entry of {what}") for one in value]


def word(value: dict[str, Any], name: str, what: str) -> str:
    """Return a member that is a text, or a number where Jira has numbers for ids."""
    found = value.get(name)
    if isinstance(found, bool) or not isinstance(found, str | int) or found == "":
        raise Garbled(f"{what} has no {name}")
    return str(found)


def failures(body: Any) -> dict[int, str]:
    """Return why items of a bulk request failed, by their place in it; -1 where it is not said which."""
    found: dict[int, str] = {}
    errors = loosely(body).get("errors")
    for error in map(loosely, errors if isinstance(errors, list) else ()):
        said = loosely(error.get("elementErrors"))
        messages = said.get("errorMessages")
        reasons = [
            *(messages if isinstance(messages, list) else ()),
            *(f"{name}: {why}" for name, why in loosely(said.get("errors")).items()),
        ]
        place = error.get("failedElementNumber")
        number = place if isinstance(place, int) and not isinstance(place, bool) else -1
        found[number] = " ".join(map(str, reasons)) or f"Jira says {error.get('status')}"
    return found
