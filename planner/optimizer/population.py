"""Plans kept to breed others from: the best found, no two of them worth the same."""

import random

from planner.network import Schedule

Key = tuple[int, int]
"""What a plan is judged by: finish, then cost; less is better."""

SIZE = 24
"""How many plans are kept."""

SLACK = 1.1
"""How much later than the best a plan may end that joins while there is room, as a multiple of it."""


class Population:
    """A few plans, best first; there must be one before anything is asked."""

    def __init__(self) -> None:
        self.members: list[tuple[Key, Schedule]] = []

    @property
    def best(self) -> Key:
        """What the best is judged by."""
        return self.members[0][0]

    @property
    def is_full(self) -> bool:
        """Whether a plan joins only in the place of another."""
        return len(self.members) >= SIZE

    @property
    def latest(self) -> int:
        """The latest end that a plan may have to join."""
        return self.members[-1][0][0] if self.is_full else int(self.best[0] * SLACK) + 2

    def parents(self, chance: random.Random) -> tuple[Schedule, Schedule]:
        """Return two plans, the first rather a good one; they may be the same."""
        good = min(chance.sample(self.members, min(2, len(self.members))), key=lambda member: member[0])
        return good[1], chance.choice(self.members)[1]

    def join(self, key: Key, schedule: Schedule) -> None:
        """Take a plan in: in the place of one that is worth the same, where there is room, or in that of the worst."""
        place = next((place for place, member in enumerate(self.members) if member[0] == key), None)
        if place is not None:
            self.members[place] = (key, schedule)
            return
        if self.is_full:
            if key > self.members[-1][0]:
                return
            self.members.pop()
        self.members.append((key, schedule))
        self.members.sort(key=lambda member: member[0])
