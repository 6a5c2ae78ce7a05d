"""Linear programs in whole numbers, solved in floating point, whose bounds are certain all the same.

No verdict of the solver is believed: its multipliers are rounded, and the bound that they give is worked out again in
whole numbers (Neumaier and Shcherbina, Safe bounds in linear and mixed-integer linear programming, 2004). A wrong
multiplier makes a bound weaker, never false.
"""

from collections.abc import Sequence

from msgspec import Struct
from ortools.linear_solver import pywraplp

PRECISION = 1 << 80
"""What multipliers are multiplied by before they are rounded: rows of large amounts have very small ones."""

SLACK = 0.5
"""The share of each row that an elastic solution stays below it at most."""

Term = tuple[int, int]
"""A column and its whole coefficient."""


class Program:
    """A linear program in whole numbers: columns from 0 to a bound, and sums of them that are at most so much.

    A row that is not ``firm`` may be exceeded for a price, so that there is always a solution and there are always
    multipliers.
    """

    def __init__(self) -> None:
        self.most: list[int] = []
        self.costs: list[int] = []
        self.rows: list[tuple[list[Term], int, bool]] = []

    def column(self, most: int, cost: int = 0) -> int:
        """Add a column from 0 to ``most`` and return its number."""
        self.most.append(most)
        self.costs.append(cost)
        return len(self.most) - 1

    def at_most(self, terms: Sequence[Term], amount: int, *, firm: bool = False) -> None:
        """Add a row; one in which nothing counts is left out."""
        counting = [term for term in terms if term[1]]
        if counting:
            self.rows.append((counting, amount, firm))

    def contradicted_by(self, found: "Solution") -> bool:
        """Return True only if a solution's multipliers prove that nothing keeps every row."""
        return self._certain(found.multipliers, [0] * len(self.most)) > 0

    def least(self, seconds: float) -> int:
        """Return a bound on the cost of whatever keeps every row, proven in so many seconds, 0 at least."""
        found = self.solve(seconds, elastic=False)
        if found is None:
            return 0
        certain = self._certain(found.multipliers, [cost * PRECISION for cost in self.costs])
        return max(0, -(-certain // PRECISION))

    def _certain(self, multipliers: Sequence[int], costs: Sequence[int]) -> int:
        """Return the least that costs and exceeded rows, by their multipliers, come to over all columns' values."""
        weights = list(costs)
        total = 0
        for multiplier, (terms, amount, _) in zip(multipliers, self.rows, strict=True):
            if multiplier:
                total -= multiplier * amount
                for column, coefficient in terms:
                    weights[column] += multiplier * coefficient
        for weight, most in zip(weights, self.most, strict=True):
            total += min(0, weight) * most
        return total

    def solve(self, seconds: float, *, elastic: bool) -> "Solution | None":
        """Return a solution in floating point, or None where there is none, or none in so many seconds.

        Elastic, it is one that exceeds the rows as little, or stays below them as much, as can be.
        """
        solver = pywraplp.Solver.CreateSolver("GLOP")
        solver.SetTimeLimit(max(1, int(1000 * seconds)))
        # Preparing takes longer here than it saves, ten times as long on some.
        solver.SetSolverSpecificParametersAsString("use_preprocessing: false")
        infinity = solver.infinity()
        columns = [solver.NumVar(0, most, "") for most in self.most]
        objective = solver.Objective()
        objective.SetMinimization()
        excess = solver.NumVar(-SLACK, infinity, "") if elastic else None
        if excess is not None:
            objective.SetCoefficient(excess, 1)
        else:
            for column, cost in zip(columns, self.costs, strict=True):
                objective.SetCoefficient(column, cost)
        scales = [max(abs(coefficient) for _, coefficient in terms) for terms, _, _ in self.rows]
        rows = []
        for (terms, amount, firm), scale in zip(self.rows, scales, strict=True):
            row = solver.Constraint(-infinity, amount / scale)
            totals: dict[int, int] = {}
            for column, coefficient in terms:
                totals[column] = totals.get(column, 0) + coefficient
            for column, coefficient in totals.items():
                row.SetCoefficient(columns[column], coefficient / scale)
            if excess is not None and not firm:
                row.SetCoefficient(excess, -max(1.0, amount / scale))
            rows.append(row)
        if solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        return Solution(
            [column.solution_value() for column in columns],
            [max(0, round(-row.dual_value() * PRECISION / scale)) for row, scale in zip(rows, scales, strict=True)],
            0.0 if excess is None else excess.solution_value(),
        )


class Solution(Struct, frozen=True):
    """A value a column, a multiplier a row, none below 0, and the part by which an elastic one exceeds the rows."""

    values: list[float]
    multipliers: list[int]
    excess: float = 0.0
