PYTHON ?= python3.11
BIN := .venv/bin
# With judges, other people's readers judge the documents too; one of them needs Java.
EXTRAS ?= dev

.PHONY: plan test lint bench bench-api bench-documents bench-page soak format clean

INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt

# The environment: made once, made again when a dependency changes. To plan takes less than to test.
.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(INSTALL) --editable .
	touch $@

.venv/tested: .venv/installed
	$(INSTALL) --editable '.[$(EXTRAS)]'
	touch $@

plan: .venv/installed
	$(BIN)/milepost plan --from 2 --to 4 --budget 1.5M --headcount 12 --start 2027-01-04 --deadline 2028-12-31

# What plans is to be covered by its own tests: the others are not traced, which takes less time.
PYTEST := pytest -n auto --dist worksteal -m "not soak"

test: lint
	$(BIN)/coverage erase
	$(BIN)/coverage run -m $(PYTEST) tests/catalog tests/planner
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --fail-under=95
	$(BIN)/python -m $(PYTEST) --ignore tests/catalog --ignore tests/planner

lint: .venv/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

soak: .venv/tested
	$(BIN)/python -m pytest -n auto -m soak

bench: .venv/tested
	$(BIN)/python -m tests.bench $(BENCH)

bench-api: .venv/tested
	$(BIN)/python -m tests.bench.service

bench-documents: .venv/tested
	$(BIN)/python -m tests.bench.documents

bench-page: .venv/tested
	$(BIN)/python -m tests.bench.page

format: .venv/tested
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf .venv
