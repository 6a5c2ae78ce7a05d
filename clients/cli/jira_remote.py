"""The ``jira`` commands through a server: the same words, asked of its connections by the SDK.

A connection is named by its id on the server, which has the token, the mapping and what was last sent.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from catalog.fault import Fault, Refused

if TYPE_CHECKING:
    from clients.jira.applying import Tell
    from clients.jira.changes import ChangeSet, Take
    from clients.jira.pulling import Pulled
    from clients.jira.sync import Outcome
    from clients.sdk import Client
    from clients.sdk.jira_types import Preflight
    from clients.sdk.types import JobProgress

OWN = ("site", "email", "project", "scoped", "token_file")


class Remote:
    """One plan in one project, as a server brings it there; it has the methods of ``clients.jira.sync.Sync``."""

    def __init__(self, client: "Client", connection: str, plan: str | None, roadmap: str | None) -> None:
        self._client, self._connection, self._plan, self._roadmap = client, connection, plan, roadmap

    def preflight(self, _wanted: object = None) -> "Preflight":
        """Say what can be written."""
        return self._client.jira.preflight(self._connection, self._plan)

    def diff(self, _wanted: object, *, settled: "dict[str, Take]", **_: object) -> "ChangeSet":
        """Return what an apply would do."""
        return self._client.jira.diff(self._id, self._connection, roadmap=self._roadmap, settled=settled)

    def apply(self, _wanted: object, hash_: str, *, tell: "Tell", **_: object) -> "Outcome":
        """Carry out the change set of this hash; the server waits for a quota by itself."""
        from clients.jira.applying import Progress

        def told(progress: "JobProgress") -> None:
            tell(Progress(progress.value or 0, progress.bound or 0, "writing to Jira"))

        return self._client.jira.apply(self._id, self._connection, hash_, on_progress=told)

    def pull(self, *, full: bool) -> "Pulled":
        """Return what happened."""
        return self._client.jira.pull(self._id, self._connection, full=full, roadmap=self._roadmap)

    @property
    def _id(self) -> str:
        assert self._plan is not None
        return self._plan


def connection_of(flags: Mapping[str, Any]) -> str:
    """Return the id of the connection that was named; ``Refused`` where none was, or what the server has itself."""
    given = [f"--{name.replace('_', '-')}" for name in OWN if flags[name]]
    faults = [
        Fault("", "server_and_flag", f"With a server the connection says so, not {flag}.", "leave it out")
        for flag in given
    ]
    if flags["connection_file"] is None:
        detail = "With a server, say which of its connections is meant."
        faults.append(Fault("/connection", "missing", detail, "--connection ID, of POST /v1/jira/connections"))
    if faults:
        raise Refused(faults, source="your flags")
    return str(flags["connection_file"])
