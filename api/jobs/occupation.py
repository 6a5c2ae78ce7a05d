"""One server at a time on an SQLite file: a lock beside the file, which ends with the process that holds it.

``api.serving`` and ``milepost migrate`` take it before they touch the schema, the supervisor before it ends the leases
of whoever worked there before. PostgreSQL needs none: its servers share the jobs.
"""

import fcntl
from pathlib import Path
from typing import IO

from api.storage.database import Database


class Occupied(Exception):
    """Another server works on a database that only one at a time may work on."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"Another server works on {file}: stop it first, or name another directory with --data.")


def occupy(database: Database) -> IO[bytes] | None:
    """Take the database for this process until what is returned is closed; None where it need not be taken.

    Raises ``Occupied``.
    """
    if database.file is None:
        return None
    path = database.file.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.with_name(f"{path.name}.lock").open("ab")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise Occupied(path) from error
    return lock
