"""The ``example`` command: a request to begin from, with every part that a first plan needs."""

import json

import rich_click as click

REQUEST = {
    "name": "Acme 2027",
    "catalog": "ai-maturity",
    "organization": {"employees": 1000, "functions": ["sales", "hr", "operations", "product", "support"]},
    "current": 2,
    "target": 4,
    "start": "2027-01-04",
    "deadline": "2028-12-31",
    "budget": {"currency": "USD", "total": 1500000},
    "headcount": {"total": 12},
    "solver": {"time_limit_s": 10},
}


@click.command()
def example() -> None:
    """Print a request to begin from: `milepost example > request.json`."""
    click.echo(json.dumps(REQUEST, indent=2))
