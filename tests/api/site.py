"""The service with a plan, a Jira on this machine, and a connection between them, for tests of syncs over HTTP."""

import msgspec

from api.problems import TYPES
from api.storage.repositories.plans import Plans
from clients.jira.labels import identity_label
from clients.sdk.jira_types import RESULTS

AT = "/v1/jira/connections"
ROADMAP = "acme-2027"
TOKEN = "token-of-the-fake-that-nobody-sees"


class Site:
    """The service with a plan, a Jira that answers on this machine, and a connection between them."""

    def __init__(self, house, jira, address):
        self.house, self.client, self.jira = house, house.client, jira
        self.plan = house.plan()
        body = {"name": "Ops", "site": address, "email": "sync@example.com", "project": "PROJ", "token": TOKEN}
        answer = self.client.post(AT, json=body)
        assert answer.status_code == 201, answer.text
        self.connection = answer.json()
        self.path = f"{AT}/{self.connection['id']}"

    def address(self, action):
        return f"{self.path}/preflight" if action == "preflight" else f"/v1/plans/{self.plan}/jira/{action}"

    def ask(self, action, headers=None, **body):
        """Ask for something, and return the answer."""
        given = body if action == "preflight" else {"connection": self.connection["id"], **body}
        return self.client.post(self.address(action), json=given, headers=headers)

    def run(self, action, **body):
        """Ask for something, let a worker do it, and return the run as it is read."""
        answer = self.ask(action, **body)
        assert answer.status_code == 202, answer.text
        self.house.work()
        return self.client.get(answer.json()["subject"]).json()

    def result(self, action, **body):
        run = self.run(action, **body)
        assert run["status"] == "succeeded", self.client.get(run["job"]).json()
        return msgspec.convert(run["result"], RESULTS[action])

    def push(self, **body):
        return self.result("apply", hash=self.result("diff", **body).hash)

    def failure(self, action, **body):
        """Ask for something that fails, and return the problem of the job."""
        run = self.run(action, **body)
        assert (run["status"], run["result"]) == ("failed", None)
        error = self.client.get(run["job"]).json()["error"]
        slug = error["type"].rpartition("/")[2]
        assert (TYPES[slug].status, TYPES[slug].title) == (error["status"], error["title"])
        return slug, error

    def key(self, node):
        (key,) = self.jira.keys(identity_label(ROADMAP, node))
        return key

    def revised(self, words):
        """Return the id of another plan, which is this one with other words."""
        plan_id = self.house.plan()
        with self.house.database.write() as session:
            plans = Plans(session, "default")
            document = plans.document(plan_id)[0]
            for before, after in words.items():
                document = document.replace(before.encode(), after.encode())
            plans.set_result(plan_id, status="optimal", finish=None, etag='"revised"', document=document)
        return plan_id

    def job(self):
        return self.client.get("/v1/jobs").json()["items"][0]
