"""The answers that a study has got so far, kept in the database: whoever takes its job up again goes on from them.

A worker hands it to ``planner`` as its port ``Kept``, which asks from several threads at once.
"""

from contextlib import suppress
from importlib.metadata import version

import msgspec

from api.storage.database import Busy, Database
from api.storage.repositories.studies import Studies
from planner.desk import Bare

VERSION = version("milepost")


class Keeping:
    """The answers of one study. They are another's no more: of another study, or of another version of the planner.

    Where the database is busy an answer is not kept, or not found again: to solve once more is only slower.
    """

    def __init__(self, database: Database, workspace: str, study_id: str) -> None:
        self._database, self._workspace, self._study_id = database, workspace, study_id

    def get(self, key: str) -> Bare | None:
        """Return what was put under a key."""
        with suppress(Busy), self._database.read() as session:
            document = Studies(session, self._workspace).kept(self._study_id, _own(key))
            return None if document is None else msgspec.json.decode(document, type=Bare)
        return None

    def put(self, key: str, answer: Bare) -> None:
        """Keep an answer under a key, unless the study is over."""
        with suppress(Busy), self._database.write() as session:
            Studies(session, self._workspace).keep(self._study_id, _own(key), msgspec.json.encode(answer))


def _own(key: str) -> str:
    return f"{VERSION} {key}"
