"""What a pull has to find of an issue, by the account that ``Truth`` keeps of its statuses."""

CATEGORY = {"10000": "new", "3": "indeterminate", "10001": "indeterminate", "10002": "done", "10003": "done"}
CANCELLED, WONT_DO = "10003", "10001"


def happened(truth, node):
    """Return the kind and the day of everything that happened to the issue of a node; some have no day of their own."""
    there = truth.issues(node)
    if not there:
        by_people = any(name == node and issue not in truth.dropped for issue, name in truth.made.items())
        return {("deleted", None)} if by_people else set()
    issue = there[-1]
    moves = [(at, CATEGORY[before], CATEGORY[after]) for at, before, after in truth.moves.get(issue.id, [])]
    now = CATEGORY[issue.values["status"]]
    into_work = [at.date() for at, _, after in moves if after == "indeterminate"]
    ended = [at.date() for at, before, after in moves if after == "done" != before]
    again = [at.date() for at, before, after in moves if before == "done" != after]
    found = {("moved", None)} if issue.values["project"] != "10000" else set()
    if now != "new":
        found.add(("started", (into_work or ended[-1:])[0]))
    if now != "done" and again:
        found.add(("reopened", again[-1]))
    if now == "done":
        given_up = issue.values["status"] == CANCELLED or issue.values["resolution"] == WONT_DO
        found.add(("cancelled" if given_up else "finished", ended[-1]))
    return found
