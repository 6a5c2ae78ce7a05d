"""What the checker says when a plan is not what it claims to be."""

from msgspec import Struct


class Violation(Struct, frozen=True):
    """One broken rule: ``rule`` is a stable word, ``subject`` an id or a phase's label, ``detail`` a sentence."""

    rule: str
    subject: str
    detail: str


def differs(rule: str, subject: str, what: str, found: object, right: object) -> Violation:
    """Return the violation of a field that holds ``found`` where ``right`` was derived."""
    return Violation(rule, subject, f"{what} is {found}; it should be {right}.")
