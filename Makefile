# Two commands on a fresh machine with Python 3.11+ and make:  make run   make test
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input install --no-compile --no-warn-script-location
FRONT_END_SOURCES := $(shell find static app/assets.py package.json package-lock.json \
                       -path static/dist -prune -o -type f -print 2>/dev/null)
# A stamp records that a step was done for these inputs, so that a second start repeats nothing.
STAMPS := .venv/stamps

.PHONY: help install run voices test check format bench trust sbom messages lock clean

help:  ## list the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 18

install: $(STAMPS)/front-end  ## make the environment and build the front-end files, nothing else

run: install $(STAMPS)/voices  ## serve the demo story on 127.0.0.1 (PORT=8000), with one sign-in per role
	@exec $(BIN)/sendero demo --port $(PORT)

voices: install  ## let espeak-ng speak the workers' texts for the time being, where it can be had
	@.ci/voices

test: install $(STAMPS)/dev  ## format, lint, types, contracts, then the one test suite on SQLite and PostgreSQL
	@.ci/test-packages
	@$(MAKE) check
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile || { \
		echo "Those that failed once more, each alone:"; \
		exec $(BIN)/python -m pytest -q --last-failed --last-failed-no-failures none; }

check: install $(STAMPS)/dev  ## format, lint, types and import contracts alone
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

format: $(STAMPS)/dev  ## put the code into its one shape
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

bench: install $(STAMPS)/bench  ## measure everything against peers, in the same run
	@for what in $$($(BIN)/python -c "from app.commands.bench import BENCHES; print(*BENCHES)"); do \
		$(BIN)/sendero bench $$what; done

trust: install $(STAMPS)/dev $(STAMPS)/trust  ## prove every promise of docs/trust.md, attackers and harnesses included
	@.ci/test-packages trust
	@$(BIN)/python .ci/trust

sbom: install $(STAMPS)/trust  ## write what Sendero is made of to var/sbom.cdx.json (CycloneDX)
	@.venv/trust/bin/python .ci/sbom

messages: install $(STAMPS)/dev  ## collect the texts to translate and report what lacks English
	@$(BIN)/python -m app.locale

lock: $(STAMPS)/dev  ## write the hash-pinned lock files anew from pyproject.toml
	@.ci/lock

clean:  ## remove what set-up built (never var/, where the data is)
	@rm -rf .venv node_modules static/dist

.venv/bin/python:
	@.ci/environment "$(PYTHON)"

$(STAMPS)/base: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing the locked libraries ..."
	@$(PIP) --require-hashes --no-deps -r requirements.lock
	@$(PIP) --no-build-isolation --no-deps --editable .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/bench: requirements-bench.lock $(STAMPS)/dev
	@echo "Installing the peers to measure against ..."
	@$(PIP) --require-hashes --no-deps -r requirements-bench.lock
	@touch $@

$(STAMPS)/dev: requirements-dev.lock requirements-scale.lock $(STAMPS)/base
	@echo "Installing what the tests and checks need ..."
	@$(PIP) --require-hashes --no-deps -r requirements-dev.lock -r requirements-scale.lock
	@touch $@

$(STAMPS)/trust: requirements-trust.lock $(STAMPS)/base
	@echo "Installing what attacks and looks through Sendero, in .venv/trust ..."
	@[ -x .venv/trust/bin/python ] || $(BIN)/python -m venv --without-pip .venv/trust
	@$(PIP:install=--python .venv/trust/bin/python install) --require-hashes --no-deps -r requirements-trust.lock
	@touch $@

$(STAMPS)/front-end: $(FRONT_END_SOURCES) $(STAMPS)/base
	@echo "Building the front-end files ..."
	@if ! .ci/has-node; then $(PIP) --require-hashes --no-deps -r requirements-node.lock; fi
	@$(BIN)/python -c "from app.assets import build; build()"
	@touch $@

$(STAMPS)/voices: registry/voices/texts.yaml $(STAMPS)/base
	@.ci/voices
	@touch $@
