# Setkeeper. `make help` lists what there is; `make run` and `make test` need Python 3.11 or newer and nothing else.

SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
STORY ?= self-run
# One process more than there are cores: many tests wait for a bot of another process, a browser or the disk.
WORKERS ?= $(shell expr $$(nproc 2>/dev/null || echo 2) + 1)
PYTEST ?= -n $(WORKERS) --dist loadgroup

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(PIP) install --quiet --no-input --require-hashes
COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-header --no-annotate
UV_VERSION := 0.13.9

# A stamp a purpose, renewed when its lock changes: the second run of a target installs nothing.
STAMPS := $(VENV)/.stamps
RUN_READY := $(STAMPS)/run
TEST_READY := $(STAMPS)/dev

.PHONY: help run story install test gates check torture kindness fairness bench stories screenshots messages locks clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUN_READY) ## Set up, and open a page to try it in a pretend Slack: no account needed
	@$(BIN)/setkeeper sandbox

story: $(RUN_READY) ## Set up, and print the story STORY as it happens in the pretend Slack
	@$(BIN)/setkeeper sandbox --story $(STORY)

install: $(RUN_READY) ## Set up, and nothing else

test: $(TEST_READY) ## Set up, and run every test
	$(BIN)/python -m pytest $(PYTEST)

gates: $(TEST_READY) ## Style, types and floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: gates test ## Every gate: style, types, floors, tests

torture: $(TEST_READY) ## The long kill run: 200 crashes on both databases
	SETKEEPER_TORTURE=200 $(BIN)/python -m pytest tests/whole -k kill -s

kindness: $(TEST_READY) ## A simulated year of 30 sets: what came to whom and when; fails on any unkindness
	$(BIN)/python -m tests.kindness

fairness: $(TEST_READY) ## A thousand sets taking turns for two years: every offer checked; fails on any unfairness
	$(BIN)/python -m tests.fairness

bench: $(TEST_READY) ## Measure against bare Bolt in the same run, and print the table
	$(BIN)/python -m benchmarks

stories: $(TEST_READY) ## Write docs/stories anew from the story self-run
	$(BIN)/python -m tests.whole.stories

screenshots: $(TEST_READY) ## Take the pictures of the README from the page, with Chromium, into docs/images
	$(BIN)/python -m tests.browser.screenshots

messages: $(RUN_READY) ## Collect every sentence into handlers/locale/setkeeper.pot, for translators
	$(BIN)/pybabel --quiet extract --mapping-file pyproject.toml --no-default-keywords --keywords "t n:1,2" \
		--no-wrap --omit-header --add-location file --output-file handlers/locale/setkeeper.pot handlers bot

locks: $(BIN)/uv ## Write the locks anew from pyproject.toml
	$(COMPILE) pyproject.toml -o locks/run.txt
	$(COMPILE) pyproject.toml --extra postgres -o locks/postgres.txt
	$(COMPILE) --group build -o locks/build.txt
	$(COMPILE) pyproject.toml --extra postgres --group build --group dev -o locks/dev.txt

clean: ## Remove the environment and caches; never var/, which holds data
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache dist build

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Setkeeper needs Python 3.11 or newer, and '$(PYTHON)' is older or missing."; \
		echo "Name another one like this: make run PYTHON=python3.12"; exit 1; }
	@echo "Setting up $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || { \
		echo "Python could not make an environment; some systems ship that apart, as python3-venv."; exit 1; }

$(BIN)/uv: | $(BIN)/python
	$(PIP) install --quiet "uv==$(UV_VERSION)"

$(RUN_READY): locks/run.txt locks/build.txt pyproject.toml | $(BIN)/python
	@$(INSTALL) -r locks/run.txt -r locks/build.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@mkdir -p $(STAMPS) && touch $@

$(TEST_READY): locks/dev.txt pyproject.toml | $(BIN)/python
	@$(INSTALL) -r locks/dev.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@mkdir -p $(STAMPS) && touch $@ $(RUN_READY)
