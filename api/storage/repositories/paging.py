"""A page of a list, by the id after which it goes on: as fast at the end of a list as at its beginning.

Repositories call it with a statement that has their workspace and filters in it already.
"""

from typing import Any, Protocol, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Mapped


class _Listed(Protocol):
    @property
    def id(self) -> str: ...


Statement = TypeVar("Statement", bound=Select[Any])
Listed = TypeVar("Listed", bound=_Listed)


def page_of(statement: Statement, by: Mapped[str], after: str | None, limit: int, *, newest_first: bool) -> Statement:
    """Return ``statement`` for one page and one row more, which says whether there is another page."""
    if after is not None:
        statement = statement.where(by < after if newest_first else by > after)
    return statement.order_by(by.desc() if newest_first else by).limit(limit + 1)


def cut(rows: list[Listed], limit: int) -> tuple[list[Listed], str | None]:
    """Return the page, and the id of its last row where more follow."""
    return (rows[:limit], rows[limit - 1].id) if len(rows) > limit else (rows, None)
