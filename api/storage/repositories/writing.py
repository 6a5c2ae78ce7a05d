"""Writes that say what they came to: how many rows they changed, whether a row was new; and turns between writers.

Repositories call it; it knows no table.
"""

from typing import Any

from sqlalchemy import UpdateBase, literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, func, select

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


def wait_in_line(session: Session, of: str, name: str) -> None:
    """Wait until no other transaction stands in the line of these two names, and hold it to the end of this one.

    What is read from here on has seen what those before it committed. PostgreSQL is asked for a lock by the names; on
    SQLite there is one writer at a time anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.exec(select(func.pg_advisory_xact_lock(func.hashtext(of), func.hashtext(name))))


def add(session: Session, row: SQLModel) -> None:
    """Insert a row now, so that what is wrong with it is raised here and not at the end."""
    session.add(row)
    session.flush()
