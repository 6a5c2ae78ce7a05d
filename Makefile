PYTHON ?= python3.11
BIN := .venv/bin

.PHONY: plan test lint bench soak format clean

# The environment: made once, made again when a dependency changes.
.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

plan: .venv/installed
	$(BIN)/milepost plan --from 2 --to 4 --budget 1.5M --headcount 12 --start 2027-01-04 --deadline 2028-12-31

test: .venv/installed lint
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -m "not soak"
	$(BIN)/coverage report --include='planner/*,catalog/*' --fail-under=95

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

soak: .venv/installed
	$(BIN)/python -m pytest -m soak

bench: .venv/installed
	$(BIN)/python -m tests.bench

format: .venv/installed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf .venv
