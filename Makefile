# Two commands matter: `make run` and `make test`. Both set up .venv from requirements.lock first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
RIVALS := $(VENV)/rivals/.ready

.DEFAULT_GOAL := help
.PHONY: help run test ui bench lint sample dictionary docs lock clean migration

help: ## Show the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 12

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "gcm-pipeline needs Python 3.11 or newer; name it with make PYTHON=...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up $(VENV) (a minute or two, once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

run: $(READY) ## Run the nightly job on the shipped example (or on GCM_LANDING)
	@$(BIN)/gcm-pipeline run

test: $(READY) lint ## Lint, types, architecture and all tests
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: $(READY) ## ruff, mypy and import-linter
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports > $(VENV)/lint-imports.log 2>&1 || (cat $(VENV)/lint-imports.log; exit 1)

ui: $(READY) ## Open the Dagster UI over the same storage, with the schedule's daemon
	@$(BIN)/gcm-pipeline serve

$(RIVALS): benchmarks/rivals/requirements.lock | $(READY)
	@test -x $(VENV)/rivals/bin/python || $(PYTHON) -m venv $(VENV)/rivals
	@$(VENV)/rivals/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

bench: $(READY) $(RIVALS) ## Compare the nightly job with what one would use instead (under 15 minutes)
	@$(BIN)/python -m benchmarks

sample: $(READY) ## Write the shipped synthetic example anew
	@$(BIN)/gcm-pipeline sample data/landing

dictionary: $(READY) ## Write the data dictionary, the entity diagram and sql/graph/ anew
	@$(BIN)/python -m gcm_pipeline.quality.sql_graph
	@$(BIN)/python -m gcm_pipeline.reports.dictionary

docs: $(READY) ## Build the documentation as a site: open site/index.html
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet

migration: $(READY) ## Write the revision for a changed table: make migration m="Why it changes"
	@$(BIN)/python -m gcm_pipeline.warehouse.migrations.write "$(m)"
	@$(BIN)/ruff check --quiet --fix gcm_pipeline/warehouse/migrations/versions
	@$(BIN)/ruff format --quiet gcm_pipeline/warehouse/migrations/versions

lock: ## Pin the dependencies anew (needs uv on the PATH)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url \
		--no-emit-find-links --no-header --upgrade --extra dev --extra server pyproject.toml --output-file requirements.lock

clean: ## Remove .venv, site and caches (never the storage folder)
	rm -rf $(VENV) site .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info
