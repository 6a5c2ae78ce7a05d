"""Which Jira a command means, as whom, and where the ledger is: from a file, flags and the environment, judged at once.

A flag goes before the environment, the environment before the file. The token comes from the environment or from a file
of its own, as a flag would stand in the list of processes; it is never shown.
"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import rich_click as click

from catalog.fault import Fault, Refused
from clients.cli.faults import RefusedQuestion

if TYPE_CHECKING:
    from clients.jira.connection import Connection
    from clients.jira.mapping import Mapping as JiraMapping

Command = TypeVar("Command", bound=Callable[..., Any])
PANEL = "Jira"
TOKEN = "MILEPOST_JIRA_TOKEN"
FILE = "jira.yaml"
LARGEST = 1_000_000
VARIABLES = {"site": "MILEPOST_JIRA_SITE", "email": "MILEPOST_JIRA_EMAIL", "project": "MILEPOST_JIRA_PROJECT"}
MISSING = {
    "site": ("the site of Jira", "https://acme.atlassian.net"),
    "email": ("the e-mail address of the account that the token is of", "pmo@acme.com"),
    "project": ("the key of the project", "OPS"),
}


class There(NamedTuple):
    """A Jira that was named: how to get there, and with which token."""

    connection: "Connection"
    token: str

    def __repr__(self) -> str:
        return f"There({self.connection!r}, '…')"


def _roadmap(_context: click.Context, _option: click.Parameter, name: str | None) -> str | None:
    """Return the name of a roadmap as labels have it."""
    from clients.jira.labels import slug

    return slug(name) if name is not None else None


roadmap_option = click.option(
    "--roadmap", metavar="NAME", callback=_roadmap, panel=PANEL,
    help="What the plan is called in Jira, through every re-plan; its name if not said.",
)  # fmt: skip


def connection_options(command: Command) -> Command:
    """Add the flags that name a Jira."""
    options = (
        click.option("--connection", "connection_file", metavar="FILE", panel=PANEL,
                     help=f"Site, account, project and mapping, as YAML or JSON; {FILE} where there is one."),
        click.option("--site", metavar="URL", panel=PANEL,
                     help=f"The site, https://acme.atlassian.net. [{VARIABLES['site']}]"),
        click.option("--email", metavar="EMAIL", panel=PANEL,
                     help=f"The account that the token is of. [{VARIABLES['email']}]"),
        click.option("--project", metavar="KEY", panel=PANEL,
                     help=f"The project, OPS. [{VARIABLES['project']}]"),
        click.option("--scoped", is_flag=True, default=None, panel=PANEL,
                     help="The token has scopes, or is a service account's: use it at Atlassian's gateway."),
        roadmap_option,
        click.option("--token-file", metavar="FILE", panel=PANEL,
                     help=f"A file that holds the token and nothing else, in place of {TOKEN}."),
    )  # fmt: skip
    decorated = click.option_panel(PANEL)(command)
    for option in reversed(options):
        decorated = option(decorated)
    return decorated


def read_there(flags: Mapping[str, Any]) -> There:
    """Return the Jira that was named; ``Refused`` with everything that is wrong with it or not said."""
    from catalog.reading import walk
    from clients.jira.connection import Connection, allowed_hosts, judge

    file = flags["connection_file"] or (FILE if Path(FILE).is_file() else None)
    document = _document(file) if file is not None else {}
    typed: dict[str, str] = {}
    for name, variable in VARIABLES.items():
        if flags[name] is not None:
            document[name], typed[f"/{name}"] = flags[name], f"--{name} {flags[name]}"
        elif os.environ.get(variable):
            document[name], typed[f"/{name}"] = os.environ[variable], variable
    if flags["scoped"]:
        document["scoped"], typed["/scoped"] = True, "--scoped"
    walked = walk(document, Connection)
    faults = [_unsaid(fault) for fault in walked.faults]
    if walked.value is not None and not faults:
        faults += judge(walked.value, allowed_hosts())
    token, told = _token(flags["token_file"])
    if faults or told or walked.value is None:
        raise RefusedQuestion([*faults, *told], file or "your flags", typed)
    return There(walked.value, token)


def ledger_of(plan_file: str, ledger: str | None) -> Path:
    """Return where the ledger is: beside the plan, or where the flag says."""
    from clients.jira.ledger_file import beside

    return Path(ledger) if ledger is not None else beside(plan_file)


def _document(file: str) -> dict[str, Any]:
    from catalog.files import fields_of

    try:
        with Path(file).open("rb") as stream:
            written = stream.read(LARGEST + 1)
    except OSError as error:
        raise Refused(
            [Fault("", "unreadable", f"{file} cannot be read: {error.strerror}.", "check its name")]
        ) from None
    if len(written) > LARGEST:
        detail = f"{file} has more than {LARGEST:,} bytes, which no connection has."
        raise Refused([Fault("", "too_large", detail, "name the file that holds the connection")], source=file)
    try:
        return dict(fields_of(written, Path(file).name))
    except Refused as refused:
        raise Refused(refused.faults, source=file) from None


def _unsaid(fault: Fault) -> Fault:
    """Return a fault; of a field that is missing, how to say it."""
    name = fault.pointer.removeprefix("/")
    if fault.code != "missing" or name not in MISSING:
        return fault
    what, example = MISSING[name]
    return Fault(fault.pointer, "missing", f"Say {what}.", f"--{name} {example}, or {VARIABLES[name]}={example}")


def _token(file: str | None) -> tuple[str, list[Fault]]:
    made = "make one at https://id.atlassian.com/manage-profile/security/api-tokens"
    token = os.environ.get(TOKEN, "").strip()
    if file is not None:
        try:
            token = Path(file).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return "", [Fault("/token", "unreadable", f"{file} cannot be read, or holds no token.", made)]
    if not token:
        return "", [Fault("/token", "missing", f"There is no token: set {TOKEN}, or name a --token-file.", made)]
    if not (token.isascii() and token.isprintable()) or " " in token:
        return "", [Fault("/token", "bad_token", "The token holds characters that no token has.", made)]
    return token, []


def read_mapping(file: str | None) -> "JiraMapping":
    """Return the mapping in the file of a connection, or the one that needs no file; ``Refused`` where it is none."""
    from catalog.reading import walk
    from clients.jira.mapping import Mapping as JiraMapping

    file = file or (FILE if Path(FILE).is_file() else None)
    written = _document(file).get("mapping") if file is not None else None
    if written is None:
        return JiraMapping()
    walked = walk(written, JiraMapping)
    if walked.faults or walked.value is None:
        faults = [Fault(f"/mapping{one.pointer}", one.code, one.detail, one.suggestion) for one in walked.faults]
        raise Refused(faults, source=file)
    return walked.value
