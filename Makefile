# `make` alone explains every verb. Recipes stay short; what is longer lies in tools/.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# What the environment says counts too: `PORT=7000 make run` is `make run PORT=7000`.
PYTHON ?= python3
PORT ?= 6543
DATA ?= var

# pyramid and deform still import it; the lock file holds the last version that has it.
export PYTHONWARNINGS := ignore:pkg_resources is deprecated
# Compiled modules are kept although images of containers say otherwise: the tests start many processes, and each would
# compile the desk anew, a quarter of its start.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PLUGINS := $(wildcard plugins/*/pyproject.toml)
CATALOGUES := $(wildcard locales/*/LC_MESSAGES/*.po plugins/*/*/locales/*/LC_MESSAGES/*.po)
# The shell has no windows to draw, which are half of what a browser test costs; any other Chromium shows the same pages.
HAS_CHROMIUM = tools/native.sh Chromium chromium-headless-shell -- bash -c 'which chromium-headless-shell || which chromium'
# One more than there are processors: a test that waits for a browser, a server or a disk leaves its own to another.
WORKERS = $$(( $$($(BIN)/python -c 'import os; print(os.cpu_count())') + 1 ))
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate setup.cfg

# Each stamp says that a step is done for the files it depends on, so the second `make run` starts at once.
INSTALLED := $(VENV)/.installed
INSTALLED_FOR_TESTS := $(VENV)/.installed-for-tests
COMPILED := $(VENV)/.compiled

.PHONY: help
help: ## Explain every verb
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

.PHONY: run
run: $(COMPILED) ## Serve the desks of all installed cantons with demo people; PORT=6543 and DATA=var may be given
	@$(BIN)/guichet serve --port "$(PORT)" --data "$(DATA)"

.PHONY: test
test: $(INSTALLED_FOR_TESTS) ## Check everything: style, import rules, types, all tests; CI=true lets nothing be skipped
	@# Each takes one processor; the tests take all there are.
	@$(MAKE) --jobs=2 rewritten lint types
	@$(MAKE) unit

.PHONY: lint
lint: $(INSTALLED_FOR_TESTS) ## Check style, import rules, texts and translations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/guichet messages check

# pytest rewrites each module of tests when it is first read, and keeps that. Each worker of `unit` would do it for itself,
# at the same time, in 12 seconds. What cannot be read is reported by the tests.
.PHONY: rewritten
rewritten: $(INSTALLED_FOR_TESTS)
	@$(BIN)/pytest --collect-only --quiet >/dev/null 2>&1 || true

.PHONY: types
types: $(INSTALLED_FOR_TESTS) ## Check the types
	$(BIN)/mypy

.PHONY: unit
unit: $(INSTALLED_FOR_TESTS) $(COMPILED) ## Run the tests alone; ARGS='tests/values -x' runs some of them
	@$(HAS_CHROMIUM)
	@tools/native.sh PostgreSQL postgresql -- ls /usr/lib/postgresql/*/bin/{initdb,postgres}
	@tools/native.sh Redis redis-server -- which redis-server
	@tools/native.sh "promtool (it tries the alerts)" prometheus -- which promtool
	@tools/native.sh nginx nginx-light -- ls /usr/sbin/nginx
	@tools/native.sh ClamAV clamav-daemon -- ls /usr/sbin/clamd
	$(BIN)/pytest $(or $(ARGS),-n $(WORKERS) --dist loadgroup)

.PHONY: calendar
calendar: $(INSTALLED_FOR_TESTS) $(COMPILED) ## Run the tests without the browser under moved clocks; DAY=leap-day runs one of them
	$(BIN)/python tests/moved_clock $(DAY) $(ARGS)

.PHONY: scale
scale: $(INSTALLED_FOR_TESTS) $(COMPILED) ## Compare a desk of a million invoices with one of 10,000; ARGS='--senders 2000' makes fewer
	$(BIN)/python -W ignore tests/bench/scale.py $(ARGS)

.PHONY: mutants
mutants: $(INSTALLED_FOR_TESTS) $(COMPILED) ## Remove each defence of docs/security.md in a copy and expect its tests to fail; ARGS=7.2.3 takes one
	$(BIN)/python tests/mutants $(ARGS)

.PHONY: messages
messages: $(INSTALLED_FOR_TESTS) ## Collect the texts, bring the catalogues up to date, compile them
	$(BIN)/guichet messages extract
	$(BIN)/guichet messages update
	$(BIN)/guichet messages compile

.PHONY: docs
docs: $(INSTALLED_FOR_TESTS) ## Make a site of docs/ in build/docs; a warning is an error
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going --doctree-dir build/doctrees docs build/docs $(ARGS)
	@echo "build/docs/index.html"

.PHONY: corpus
corpus: $(INSTALLED_FOR_TESTS) ## Read 550 suppliers' bills, scanned and photographed, writes docs/bills.md; ARGS='--each 5' reads fewer
	$(BIN)/python tests/bills $(ARGS)

.PHONY: bench
bench: $(INSTALLED_FOR_TESTS) $(COMPILED) ## Measure speed and memory, writes docs/bench.md; ARGS='--against REV', --compare (with the last release) or --load
	$(BIN)/python tests/bench $(ARGS)

.PHONY: shots
shots: $(INSTALLED_FOR_TESTS) $(COMPILED) ## Photograph every page, on a phone and on a desk
	@$(HAS_CHROMIUM)
	$(BIN)/python tools/shots.py $(ARGS)

.PHONY: keyboard
keyboard: $(INSTALLED_FOR_TESTS) $(COMPILED) ## Decide on 100 cases by keyboard alone, prints keys, pages and seconds per case
	@$(HAS_CHROMIUM)
	GUICHET_KEYBOARD_CASES=100 $(BIN)/pytest tests/browser/test_keyboard_day.py -q $(ARGS)

.PHONY: drill
drill: $(INSTALLED_FOR_TESTS) $(COMPILED) ## Restore a working desk from 50 backups made under load, on both storages; prints the figures
	@tools/native.sh PostgreSQL postgresql -- ls /usr/lib/postgresql/*/bin/{initdb,postgres}
	GUICHET_RESTORES=50 $(BIN)/pytest -q -s tests/drill tests/postgres/test_drill_on_postgres.py $(ARGS)

.PHONY: lock
lock: $(INSTALLED_FOR_TESTS) ## Write requirements/ anew from setup.cfg; ARGS=--upgrade takes newer versions
	$(LOCK) $(ARGS) --extra postgres --extra redis --output-file requirements/run.txt
	$(LOCK) $(ARGS) --extra postgres --extra redis --extra testing --extra test --constraint requirements/run.txt --output-file requirements/test.txt

.PHONY: audit
audit: $(INSTALLED_FOR_TESTS) ## Ask pypi.org for known weaknesses of the pinned libraries; fails for one that could not be audited
	$(BIN)/pip-audit --strict --require-hashes --disable-pip --requirement requirements/run.txt

.PHONY: clean
clean: ## Remove what the other verbs made, except the data
	rm -rf $(VENV) build .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +
	find locales plugins -name '*.mo' -delete
	rm -rf ./*.egg-info core/*.egg-info plugins/*/*.egg-info

$(BIN)/python:
	@tools/native.sh "Python 3.11 or newer" python3 -- $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))'
	@tools/native.sh "the module venv of Python" python3-venv -- $(PYTHON) -c 'import ensurepip, venv'
	$(PYTHON) -m venv $(VENV)

$(INSTALLED): requirements/run.txt setup.cfg pyproject.toml $(PLUGINS) | $(BIN)/python
	$(PIP) --require-hashes --requirement requirements/run.txt
	$(PIP) --no-deps --no-build-isolation --editable . $(PLUGINS:%/pyproject.toml=--editable ./%)
	@tools/native.sh "Pango (it draws the PDF copies)" "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" -- \
		$(BIN)/python -c 'import sys; from guichet.cli.doctor.machine_checks import native_libraries; sys.exit(native_libraries().found or 0)'
	@tools/native.sh "Noto (typefaces for names in Arabic, Chinese and others)" "fonts-noto-core fonts-noto-cjk" -- \
		$(BIN)/python -c 'import sys; from guichet.documents import noto_fonts; sys.exit(noto_fonts.problem())'
	@touch $@

$(INSTALLED_FOR_TESTS): requirements/test.txt $(INSTALLED)
	$(PIP) --require-hashes --requirement requirements/test.txt
	@touch $@

$(COMPILED): $(CATALOGUES) | $(INSTALLED)
	@$(BIN)/guichet messages compile >/dev/null
	@touch $@
