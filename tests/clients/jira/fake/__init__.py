"""A stateful fake of Jira Cloud, as strict as the real one: the adversary that the sync is judged by.

``FakeJira`` is the site, ``Faults`` and ``faults`` what goes wrong, ``serve`` a real server on it. It knows nothing of
``clients``.
"""

from tests.clients.jira.fake import faults
from tests.clients.jira.fake.clock import Clock, RealClock
from tests.clients.jira.fake.configuration import Component, Field, IssueType, LinkType, Person, Project, Status
from tests.clients.jira.fake.faults import Faults
from tests.clients.jira.fake.jira import FakeJira
from tests.clients.jira.fake.server import serve
from tests.clients.jira.fake.wire import Request, Response

__all__ = [
    "Clock",
    "Component",
    "FakeJira",
    "Faults",
    "Field",
    "IssueType",
    "LinkType",
    "Person",
    "Project",
    "RealClock",
    "Request",
    "Response",
    "Status",
    "faults",
    "serve",
]
