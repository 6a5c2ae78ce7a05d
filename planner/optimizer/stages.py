"""How a search spends its time: the runs of the solver within each goal, and the shares of all that goes before them.

Shares are of the time limit, but those of a ``Stage`` are of what is left of it when the run begins; what is not used
passes on.
"""

from typing import Literal

from msgspec import Struct

Idea = Literal["glance", "improvement", "relaxation", "loads", "proposals", "energy", "laps", "squeezing", "gating"]
"""A part of the search that plans and proofs do not depend on, only how soon they come: it can be left out to see what
it is worth.

``glance``: the solver is asked before anything else where it may prove the finish at once. ``improvement``: other
orders and modes are tried without the solver. ``relaxation``: bounds from people, money and time added up by quarter.
``loads``: rows on what can be at work in the same week. ``proposals``: plans made after what the relaxation proposes.
``energy``: rows on the work between gates. ``laps``: the goals are gone through again with what time is left.
``squeezing``: of large networks the plan is made shorter by stacking it again and again, in place of the solver.
``gating``: meanwhile plans are parted by when their gates are declared, and each part is bounded.
"""


class Stage(Struct, frozen=True):
    """One run of the solver within a goal: its share of the time left, and the solver's workers where not its own."""

    share: float
    subsolvers: tuple[str, ...] = ()


BOUNDING = ("lb_tree_search",)
"""The solver's worker that raises bounds on sums of choices fastest."""

STAGES = {
    "any": (Stage(0.05), Stage(0.95)),
    "glance": (Stage(0.04),),
    "finish": (Stage(0.25), Stage(0.35)),
    "finish alone": (Stage(0.95),),
    "other": (Stage(0.35), Stage(0.55, BOUNDING)),
    "last": (Stage(0.35), Stage(0.7, BOUNDING)),
    "beyond": (Stage(0.3),),
    "tidy": (Stage(0.7),),
    "second plan": (Stage(0.9),),
}

NARROWING_SHARE = 0.35
"""What breeding may take, with the relaxation beside it."""

NARROWING_SHARE_ALONE = 0.45
"""The same where there is one goal only."""

NARROWING_LONGEST = 0.6
"""The same where the bound is not near and still being raised: of large networks that takes longer, and is worth more
than what the solver would do meanwhile."""

RELAXATION_SHARE = 0.12
"""What the relaxation may take where there is no plan yet."""

FRUITLESS_SHARE = 0.08
"""What breeding may take without finding a plan that ends sooner, once the bound is settled."""

PACKING_SHARE = 0.06
"""What it may take to learn what can be at work at once where there is no plan yet; and for the cost."""

MOST_AT_A_GLANCE = 200
"""How many nodes there may be for the solver to be asked before anything else: the easy ones are proven at once."""

LARGE = 800
"""How many nodes there are at least where squeezing takes the solver's place for the finish.

From a thousand on its model takes seconds to build, and in half a minute it improved no plan of the portfolio set."""

SQUEEZING_SHARE = 0.35
"""What squeezing and gating may take, side by side where there are two workers."""

SQUEEZING_SHARE_ALONE = 0.96
"""The same where there is one goal only."""

GATING_SHARE = 0.4
"""The part of that which gating takes where there is one worker."""

MOST_LAPS = 3
"""How often the goals are gone through once more, where time is left."""

WORTH_A_LAP = 0.15
"""What must be left for that."""

FOLLOWED = 10
"""How many plans each proposal of the relaxation is worth where there is no plan yet."""

NEAR = 1.05
"""How far above its bound the finish may be to be near, as a multiple of it: there the solver does better than what
goes before it, and is told of loads."""

REACH = 1.5
"""How far beyond the best plan's end a goal other than ``finish`` is first searched, as a multiple of it."""


def stages(goal: str, *, last: bool) -> tuple[Stage, ...]:
    """Return the runs of a goal; the last goal leaves nothing for others, and ``finish`` alone still less."""
    if goal == "finish":
        return STAGES["finish alone" if last else "finish"]
    return STAGES["last" if last else "other"]
