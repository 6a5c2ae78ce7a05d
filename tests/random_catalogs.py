"""Small random catalogs, each with what the features asked for speak of; ``tests.random_cases`` asks them for plans."""

from random import Random

from msgspec.structs import replace

from catalog.model import Recurring, Trait, TraitFactor, Transition
from tests.builders import a_catalog, a_mode, a_risk, an_item

FEATURES = (
    *("labour", "run", "accrual", "year", "never", "contingency", "exchange", "rates", "fiscal", "freezes"),
    *("changes", "exit", "evidence_policy", "current_since", "look_ahead", "traits", "include", "exclude", "open"),
    *("function_levels", "min_functions", "soft", "estimates", "goals"),
)
LAST_LEVEL = 4


def all_features(seed):
    """Return a random choice of features."""
    dice = Random(f"features {seed}")
    return frozenset(one for one in FEATURES if dice.random() < 0.3)


class CatalogDraft:
    """A catalog being thought up; ``has`` decides whether a feature's part is there."""

    def __init__(self, dice, features):
        self.dice, self.features = dice, features
        if "open" in features:
            self.current, self.target = dice.choice((2, 3, 3)), LAST_LEVEL
        elif features & {"exit", "function_levels"}:
            self.current, self.target = dice.choice(((2, 3), (2, 4), (1, 2), (1, 3)))
        else:
            self.current, self.target = dice.choice(((1, 2), (1, 3), (1, 3), (2, 3)))
        self.functions = ("sales", "hr")
        self.items = []

    def has(self, feature, chance=0.85):
        """Tell whether a feature was asked for, and the dice agree."""
        return feature in self.features and self.dice.random() < chance

    def catalog(self):
        """Return the catalog of this draft."""
        dice, fields = self.dice, {}
        wanted = dice.randint(2, 6)
        while len(self.items) < wanted:
            self.items.append(self._item(len(self.items)))
        evidence = (0, 0, 1, 2) if "current_since" not in self.features else (1, 2, 3, 4)
        if "traits" in self.features:
            fields["traits"] = (self._trait(),)
        catalog = a_catalog(
            *self.items,
            evidence_weeks=tuple(dice.choice(evidence) for _ in range(LAST_LEVEL)),
            risks=self._risks(),
            rates={"engineer": dice.choice((3, 7)), "lead": dice.choice((5, 12.5))},
            **fields,
        )
        if "open" in self.features:
            beyond = Transition(id=f"{LAST_LEVEL}-{LAST_LEVEL + 1}", from_level=LAST_LEVEL, to_level=None)
            catalog = replace(catalog, transitions=(*catalog.transitions, beyond))
        return catalog

    def _risks(self):
        return tuple(
            a_risk(name, level, severity) for name, level, severity in (("leak", 1, 2), ("drift", 2, 3), ("harm", 3, 5))
        )

    def _trait(self):
        dice = self.dice
        factor = TraitFactor(
            kind=dice.choice((None, "action", "governance")),
            items=dice.choice(((), (), (self.items[0].id,))),
            duration=dice.choice((1, 1.25, 1.5)),
            cash=dice.choice((1, 1.5, 2)),
            effort=dice.choice((1, 1.1, 2)),
        )
        return Trait(id="regulated", title="Regulated", factors=(factor,))

    def _item(self, place):
        dice = self.dice
        kind = dice.choice(("gov", "gov", "act") if "exit" in self.features else ("act", "act", "gov"))
        to_level = self._to_level()
        opens_beyond = to_level > LAST_LEVEL
        repeats = (kind == "act" or "exit" not in self.features) and dice.random() < self._repeating()
        with_setup = repeats and dice.random() < 0.5
        modes = {"in_house": self._mode(with_setup)}
        if dice.random() < 0.4:
            modes["partner"] = self._mode(with_setup and dice.random() < 0.8)
            if dice.random() < 0.3:
                modes["managed"] = self._mode(with_setup and dice.random() < 0.8)
        fields = self._optional()
        optional = "optional" in fields or opens_beyond
        fields |= self._needs(to_level, optional)
        if "run" in self.features or "goals" in self.features:
            shared = dice.choice((0, 52, 104, 130)) if with_setup or not repeats else 0
            fields["recurring"] = Recurring(shared=shared, per_function=dice.choice((0, 52, 150)) if repeats else 0)
        if self.has("accrual"):
            fields["accrual"] = dice.choice(("prorated", "start", "end"))
        if repeats and self.has("min_functions"):
            fields["min_functions"] = 1
        if kind == "gov" and self.has("exit", 0.4):
            fields["home_level"] = min(to_level, LAST_LEVEL) - dice.choice((0, 1))
        if dice.random() < 0.15 and not opens_beyond and to_level > 2:
            fields["may_start_at_level"] = dice.randint(1, to_level - 1)
        elif dice.random() < 0.15:
            fields["long_lead"] = True
        if self.items and self.has("soft"):
            fields["soft_prerequisites"] = (dice.choice(self.items).id,)
        return an_item(
            f"{kind}-{place}",
            to_level=to_level,
            modes=modes,
            repeats_per_function=repeats,
            lag=dice.choice((0, 0, 0, 1, 2)),
            risks=tuple(name for name in ("leak", "drift", "harm") if dice.random() < 0.3),
            **fields,
        )

    def _to_level(self):
        dice = self.dice
        if self.has("open", 0.4):
            return LAST_LEVEL + 1
        lowest = 2 if self.has("exit", 0.5) or self.has("function_levels", 0.4) else max(2, self.current)
        return dice.randint(min(lowest, self.target), self.target)

    def _repeating(self):
        return 0.5 if self.features & {"changes", "function_levels", "min_functions"} else 0.2

    def _optional(self):
        """Return what makes an item optional, where a feature speaks of such items."""
        dice = self.dice
        kinds = []
        if "include" in self.features:
            kinds.append({"optional": True})
        if "exclude" in self.features:
            kinds.append({"optional": True, "default": "included"})
        if "traits" in self.features:
            kinds += [{"optional": True, "applies_if": "regulated"}, {"applies_if": "regulated"}]
        return dict(dice.choice(kinds)) if kinds and dice.random() < 0.5 else {}

    def _needs(self, to_level, optional):
        """Choose prerequisites among earlier items; a mandatory one needs nothing that may be left out."""
        dice = self.dice
        lower = [
            one for one in self.items if leads_to(one) <= to_level and (optional or not one.optional or one.default)
        ]
        needs = {"after": [], "governed_by": []}
        for one in dice.sample(lower, min(len(lower), dice.choice((0, 1, 1, 2)))):
            lag = dice.choice((0, 0, 0, 1))
            needs["governed_by" if one.kind == "governance" else "after"].append((one.id, lag) if lag else one.id)
        return needs

    def _mode(self, with_setup):
        dice = self.dice

        def effort():
            roles = dice.sample(("engineer", "lead"), dice.choice((0, 1, 1, 2)))
            return {role: dice.choice((0.25, 0.5, 1, 1.5, 2, 3)) for role in roles}

        return a_mode(
            weeks=dice.randint(1, 4),
            cash=dice.choice((0, 1, 3, 7, 10, 11, 20)),
            effort=effort(),
            setup_weeks=dice.randint(1, 2) if with_setup else None,
            setup_cash=dice.choice((0, 2, 5)) if with_setup else 0,
            setup_effort=effort() if with_setup else None,
        )


def leads_to(item):
    """Return the level that an item's transition leads to; one above the last for the open one."""
    return int(item.transition[2:])
