# Two commands for a newcomer: `make demo` and `make test`. Each makes the environment first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.made-from-lock

.PHONY: demo test check

demo: $(STAMP)
	@$(BIN)/bottlecap demo $(ARGS)

test: $(STAMP)
	@$(BIN)/python -m tests.support.run $(ARGS)

$(STAMP): requirements.lock pyproject.toml
	@echo "Making the environment (about half a minute the first time) ..."
	@$(PYTHON) -c 'import sys; sys.exit("Bottlecap needs Python 3.11 or newer; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
