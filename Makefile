# Everything is done from here: `make run`, `make test`, `make check`, `make bench`.
# Set-up happens by itself, and again only when what it depends on has changed.

PYTHON ?= python3
# One more than there are cores: a test of the pages waits for a browser half of its time.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(min(os.cpu_count() or 1, 7) + 1)')
# More arguments: `make test ARGS="tests/test_embedded.py -x"`, `make bench ARGS=...`.
ARGS ?=
# A city's own territory: `make run CITY=path.csv`.
CITY ?=
export CITY
export npm_config_update_notifier := false
# Whatever the caller has set: where nothing compiled is kept, each of the many processes of a run compiles all sources.
export PYTHONDONTWRITEBYTECODE :=

MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:
ifndef CHECKING
.NOTPARALLEL:
endif

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
PYTHON_SOURCES := $(wildcard gridward.py api bench docs migrations models tests workflow)

# A stamp's name holds a checksum of all that its step depends on.
checksum = $(shell { $(1); } 2>&1 | cksum | tr ' ' -)
VENV := .venv/.made-$(call checksum,pwd; $(PYTHON) --version)
RUN := .venv/.run-$(call checksum,cat requirements.lock)
DEV := .venv/.dev-$(call checksum,cat requirements-dev.lock)
NODE := web/node_modules/.installed-$(call checksum,cd web && cat package.json package-lock.json .npmrc)
PAGES := web/dist/.built-$(call checksum,cd web && find . ../docs/pictures \( -name node_modules -o -name dist \) -prune -o -type f -exec cksum {} + | LC_ALL=C sort)

.PHONY: run test check bench lock clean
.PHONY: format-check lint types imports rules dead-code dependencies locks

run: $(RUN) $(PAGES)
	@exec $(BIN)/gridward up $${CITY:+--city "$$CITY"}

test: $(DEV) $(PAGES)
	@GRIDWARD_BROWSER="$$($(BIN)/python -m tests.browser)" && export GRIDWARD_BROWSER && \
		exec $(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

# Each check by itself, as many at a time as there are workers; the longest begins first.
CHECKS := types rules imports dead-code dependencies lint format-check locks
check: $(DEV)
	@$(MAKE) --no-print-directory --jobs=$(WORKERS) CHECKING=yes $(CHECKS)

bench: $(DEV)
	@exec $(BIN)/python -m bench $(ARGS)

format-check: $(DEV)
	$(BIN)/ruff format --check .

lint: $(DEV)
	$(BIN)/ruff check .

types: $(DEV)
	$(BIN)/mypy $(PYTHON_SOURCES)

imports: $(DEV)
	$(BIN)/lint-imports --no-logo

rules: $(DEV)
	$(BIN)/gridward rules check

# A class's fields and an enumeration's members are data, which vulture takes for variables.
dead-code: $(DEV)
	$(BIN)/vulture $(PYTHON_SOURCES) > .venv/dead-code || [ $$? -eq 3 ]
	! grep -v 'unused variable' .venv/dead-code

dependencies: $(DEV)
	$(BIN)/deptry .

# The locks begin with a hash of what they were asked for, so this needs no network.
asked = $(BIN)/python -c 'import hashlib, json, tomllib; \
	asked = tomllib.load(open("pyproject.toml", "rb")); \
	project = asked["project"]; \
	parts = [project["requires-python"], project["dependencies"], asked["dependency-groups"]]; \
	print("\043 asked:", hashlib.sha256(json.dumps(parts).encode()).hexdigest())'

locks: $(DEV)
	@asked="$$($(asked))" && for lock in requirements.lock requirements-dev.lock; do \
		head -n 1 $$lock | grep -qxF "$$asked" || { \
			echo "$$lock is older than pyproject.toml: make lock" >&2; exit 1; }; \
	done

# `make lock UPGRADE=--upgrade` takes the newest versions.
UPGRADE ?=
compile = $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--no-header --no-annotate --group build
lock: $(DEV)
	asked="$$($(asked))" && solved="$$(mktemp -d)" && trap 'rm -r "$$solved"' EXIT && \
	cp requirements-dev.lock "$$solved/all" && \
	$(compile) $(UPGRADE) --group dev --output-file "$$solved/all" && \
	pin="$(compile) --generate-hashes --constraint $$solved/all" && \
	$$pin --output-file "$$solved/run" && \
	$$pin --group dev --output-file "$$solved/dev" && \
	{ echo "$$asked"; cat "$$solved/run"; } > requirements.lock && \
	{ echo "$$asked"; cat "$$solved/dev"; } > requirements-dev.lock

# Keeps .data: that is somebody's city.
clean:
	rm -rf .venv .cache .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	rm -rf web/node_modules web/dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV):
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo 'Python cannot make environments here. On Debian and Ubuntu, run this once as root:' \
			'apt-get install -y python3-venv' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'Gridward needs Python 3.11 or newer: make PYTHON=/path/to/python3' >&2; exit 1; }
	@echo 'Making the environment .venv (a minute or so, the first time only)'
	@$(PYTHON) -m venv --clear .venv
	@touch $@

$(RUN): | $(VENV)
	@$(PIP) install --quiet --require-hashes -r requirements.lock
	@$(PIP) install --quiet --no-index --no-deps --no-build-isolation -e .
	@rm -f .venv/.run-* .venv/.dev-*
	@touch $@

$(DEV): $(RUN) | $(VENV)
	@$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@rm -f .venv/.dev-*
	@touch $@

$(NODE): | $(RUN)
	@cd web && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --no-audit --no-fund
	@touch $@

$(PAGES): $(NODE)
	@cd web && PATH="$(CURDIR)/$(BIN):$$PATH" npm run build
	@touch $@
