# Two commands for a newcomer: `make demo` and `make test`. Each makes the environment first.
# Arguments are handed on: `make demo ARGS="--port 9000"`, `make test ARGS="tests/dsl -q"`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.made-from-lock
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input

.PHONY: demo test bench

demo: $(STAMP)
	@$(BIN)/bottlecap demo $(ARGS)

test: $(STAMP)
	@$(BIN)/python -m tests.support.run $(ARGS)

bench: $(STAMP)
	@$(BIN)/python -m tests.benchmarks.run $(ARGS)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Bottlecap needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another with: make PYTHON=python3.12")'
	@echo "Making the environment in $(VENV) (once; about half a minute):"
	@echo "  1/3 a fresh virtual environment"
	@$(PYTHON) -m venv $(VENV)
	@echo "  2/3 libraries, each checked against its hash in requirements.lock"
	@$(PIP) install --require-hashes -r requirements.lock
	@echo "  3/3 Bottlecap itself"
	@$(PIP) install --no-deps --no-build-isolation --no-index -e .
	@touch $@
