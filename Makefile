# make demo: screen the sample batch; make test: everything CI checks; make bench: throughput.
.DEFAULT_GOAL := help
.PHONY: help demo test test-slow lint bench bench-history sample install constraints clean

VENV   := .venv
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
DEALS  ?= 100000
DOCUMENTS ?= 5000000

help:
	@echo "make demo       create the environment, screen the sample batch, show the queue"
	@echo "make test       format, lint, types, import contracts, rules and tests, as CI does"
	@echo "make test-slow  the longer tests"
	@echo "make bench      throughput of every stage (DEALS=$(DEALS))"
	@echo "make bench-history  a batch behind a long history (DEALS=$(DEALS) DOCUMENTS=$(DOCUMENTS))"
	@echo "make sample     make sample_data/batch again"
	@echo "make clean      remove the environment and the demo"

$(READY): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: set PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "$(PYTHON) is older than 3.11: set PYTHON=/path/to/python3"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --editable '.[dev]'
	@touch $(READY)

install: $(READY)

demo: $(READY)
	@rm -rf demo && mkdir demo
	$(BIN)/screening run sample_data/batch --db demo/screening.duckdb
	@echo
	@echo "(screening is $(BIN)/screening here: put $(BIN) on your PATH; duckdb is DuckDB's own command)"

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/screening rules check

test: lint
	$(BIN)/pytest -n auto --dist loadfile -m "not slow"

test-slow: $(READY)
	$(BIN)/pytest -m slow

bench: $(READY)
	$(BIN)/python -m benchmarks end_to_end --deals $(DEALS)
	$(BIN)/python -m benchmarks scoring_loop --deals $(DEALS)
	$(BIN)/python -m benchmarks rules --deals $(DEALS)
	$(BIN)/python -m benchmarks rules_diff --deals $(DEALS)

bench-history: $(READY)
	$(BIN)/python -m benchmarks history --deals $(DEALS) --documents $(DOCUMENTS)

sample: $(READY)
	$(BIN)/python -m screening.simulate.sample sample_data/batch

# The exact versions an install takes; written from the environment that passed the tests.
constraints: $(READY)
	$(BIN)/python -m pip list --format freeze --exclude-editable --exclude pip --exclude setuptools \
		> constraints.txt

clean:
	rm -rf $(VENV) demo
