"""What the supervisor tells a worker on its standard input, and nowhere else: there are secrets in it."""

from msgspec import Struct


class Orders(Struct, frozen=True):
    """What a worker is told at its start.

    ``vault_key`` opens the tokens of Jira, ``jira_hosts`` may be called besides Atlassian's.
    """

    name: str
    database: str
    lease_s: float
    most_attempts: int
    vault_key: bytes
    jira_hosts: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Orders(name={self.name!r})"
