"""What Alembic runs a migration in: the connection that ``migrating`` holds, and all of it in one transaction.

Alembic alone executes it. It opens no connection and reads no file of settings.
"""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from api.storage.jira_tables import JiraRunRow


def _plain(kind: str, item: Any, _autogenerating: AutogenContext) -> str | Literal[False]:
    """Write types of SQLModel as what the database has: a version must not depend on how they are made later."""
    if kind == "type" and isinstance(item, AutoString):
        length = getattr(item.impl, "length", None)
        return f"sa.String(length={length})" if length else "sa.String()"
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=JiraRunRow.metadata,
    render_item=_plain,
    render_as_batch=True,  # SQLite changes a table by a copy of it
    transactional_ddl=False,  # the transaction is the caller's, on SQLite too
)
context.run_migrations()
