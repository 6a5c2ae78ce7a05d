"""Writes that say what they came to: how many rows they changed, whether a row was new.

Repositories call it; it knows no table.
"""

from typing import Any

from sqlalchemy import UpdateBase, literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def affected(session: Session, statement: UpdateBase) -> int:
    """Carry out a statement and return how many rows it changed.

    Rows that the session holds are not brought up to date: they are read again by whoever wants them.
    """
    count: int = session.exec(statement.execution_options(synchronize_session=False)).rowcount
    return count


def insert_new(session: Session, row: SQLModel) -> bool:
    """Insert a row unless its key is taken; waits for another transaction that is writing the same key."""
    insert = _INSERT[session.get_bind().dialect.name]
    statement = insert(type(row)).values(row.model_dump()).on_conflict_do_nothing()
    # Asked for by a result: the count of rows is not known of such a statement on PostgreSQL.
    return session.exec(statement.returning(literal_column("1"))).first() is not None


def add(session: Session, row: SQLModel) -> None:
    """Insert a row now, so that what is wrong with it is raised here and not at the end."""
    session.add(row)
    session.flush()
