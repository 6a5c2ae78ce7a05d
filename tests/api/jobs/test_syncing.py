"""Syncs by real workers that are killed, stopped and started again: the same end as without, and nothing is doubled."""

import contextlib
import signal
import time
from pathlib import Path

import pytest

from clients.jira.labels import identity_label
from clients.sdk import Client
from tests.api.jobs.yard import kill
from tests.api.servers import Server, serving
from tests.clients.jira.fake import FakeJira, RealClock, faults, serve

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to find processes")

REQUEST = {
    "name": "Acme 2027", "current": 1, "target": 2, "start": "2027-01-04", "organization": {"functions": ["sales"]},
    "solver": {"workers": 1, "time_limit_s": 20},
}  # fmt: skip
# A create whose answer was lost is looked for, for a second.
QUICK = {"settle_s": 1}
SETTINGS = {"jira_allow": "127.0.0.1", "most_attempts": 100, "lease_s": 2.0}


class Office:
    """A plan on a server, and a Jira to bring it to."""

    def __init__(self, server, client, jira, address):
        self.server, self.client, self.jira = server, client, jira
        self.plan = client.plans.create(REQUEST).id
        self.connection = client.jira.connections.create(
            {"name": "Ops", "site": address, "email": "sync@example.com", "project": "PROJ", "token": "token",
             "mapping": QUICK}
        ).id  # fmt: skip

    def diff(self, **options):
        return self.client.jira.diff(self.plan, self.connection, **options)

    def apply(self, hash_, **options):
        return self.client.jira.apply(self.plan, self.connection, hash_, **options)

    def kill_a_worker(self, _=None):
        """Kill the worker that is at it; it is in the middle of a request."""
        (worker,) = self.server.workers
        kill(worker)

    def attempts(self):
        return next(iter(self.client.jobs.list())).attempt


@contextlib.contextmanager
def opened(folder, jira, workers=1):
    with (
        serve(jira) as address,
        serving(folder, "--workers", workers, **SETTINGS) as server,
        Client(server.address, timeout=60) as client,
    ):
        yield Office(server, client, jira, address)


@pytest.fixture
def jira():
    return FakeJira(RealClock(), index_lag=0)


@pytest.fixture
def office(tmp_path, jira):
    with opened(tmp_path, jira) as office:
        yield office
    assert jira.faults_of_requests == []
    assert '"level": "error"' not in office.server.log


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """Where a Jira stands after an apply that nobody disturbed, and the indexes of its requests that write."""
    jira = FakeJira(RealClock(), index_lag=0)
    with opened(tmp_path_factory.mktemp("calm"), jira) as office:
        shown = office.diff()
        jira.begin()
        assert office.apply(shown.hash).state == "done"
        return end_of(jira), [entry.index for entry in jira.log if entry.writing]


def end_of(jira):
    """Where a Jira stands, apart from what names a single run."""
    return jira.snapshot(prefix="milepost:", properties=lambda value: value.get("node") if value else value)


def test_a_worker_that_is_killed_in_the_middle_of_an_apply_is_followed_by_one_that_goes_on(office, undisturbed):
    end, writes = undisturbed
    shown = office.diff()
    office.jira.begin()
    # Jira does what it was asked, and nobody hears the answer: a version, a create, a link.
    for index in (writes[0], writes[3], writes[10]):
        office.jira.faults.before(index, office.kill_a_worker)
    outcome = office.apply(shown.hash)
    assert outcome.state == "done"
    assert office.attempts() >= 4
    assert end_of(office.jira) == end
    again = office.diff()
    assert (again.counts, again.writes) == ({}, ())


@pytest.mark.parametrize("cut", [faults.lost(), faults.cut()], ids=lambda fault: fault.name)
def test_of_a_create_that_a_killed_worker_sent_no_second_issue_is_made(office, undisturbed, cut):
    shown = office.diff()

    def creates(request):
        if request.path.endswith("/issue/bulk"):
            office.kill_a_worker()
            return True
        return False

    office.jira.faults.when(creates, cut, times=1)
    assert office.apply(shown.hash).state == "done"
    assert office.attempts() == 2
    assert end_of(office.jira) == undisturbed[0]


def test_a_server_that_is_stopped_lets_the_next_one_go_on(office, undisturbed, tmp_path):
    shown = office.diff()
    office.jira.begin()
    halfway = undisturbed[1][8]
    office.jira.faults.before(halfway, lambda _: (office.server.process.send_signal(signal.SIGTERM), time.sleep(1.5)))
    job = office.apply(shown.hash, wait=False)
    office.server.process.wait(60)
    written = len(office.jira.writes())
    assert 0 < written < len(shown.writes)
    following = Server(tmp_path, "--workers", "1", **SETTINGS)
    try:
        with Client(following.address, timeout=60) as client:
            assert client.jobs.wait(job.id).state == "succeeded"
            assert client.jira.run(job.subject).result.state == "done"
    finally:
        following.stop()
    assert end_of(office.jira) == undisturbed[0]


def test_two_syncs_of_one_roadmap_come_one_after_the_other(tmp_path, jira):
    with opened(tmp_path, jira, workers=2) as office:
        shown, jobs = office.diff(), office.client.jobs
        asked = [office.apply(shown.hash, wait=False), office.diff(wait=False)]
        assert [jobs.wait(job.id).state for job in asked] == ["succeeded", "succeeded"]
        labels = [identity_label("acme-2027", one.node) for one in shown.changes if one.operation == "create"]
        assert all(len(jira.keys(label)) == 1 for label in labels)
        assert office.diff().counts == {}


def test_a_cancelled_apply_ends_between_two_requests_and_the_same_one_goes_on(office, undisturbed):
    shown = office.diff()
    office.jira.begin()
    halfway = undisturbed[1][8]
    jobs = []
    office.jira.faults.before(halfway, lambda _: (office.client.jobs.cancel(jobs[0].id), time.sleep(1.0)))
    jobs.append(office.apply(shown.hash, wait=False))
    ended = office.client.jobs.wait(jobs[0].id)
    assert (ended.state, ended.error) == ("cancelled", None)
    assert len(office.jira.writes()) < len(shown.writes)
    assert office.apply(shown.hash).state == "done"
    assert end_of(office.jira) == undisturbed[0]
