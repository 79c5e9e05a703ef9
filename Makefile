# Every target prepares what it needs: a Python ≥ 3.11 with venv, and a package index, are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := $(VENV)/.demo-ready
DEV := $(VENV)/.dev-ready
ADDRESS ?= 127.0.0.1:8000
WORKERS ?= auto
BROWSERS ?= 2

.PHONY: help demo test lint format types e2e bench docs openapi messages clean
help: ## What can be made
	@grep -hE '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(DEMO) ## The example project on http://127.0.0.1:8000, offline, with people to sign in as
	$(BIN)/python manage.py demo --address $(ADDRESS)
	$(BIN)/python manage.py runserver --noreload $(ADDRESS)

test: $(DEV) ## The whole suite on SQLite; 100 % of branches, package and tests; no service needed
	$(BIN)/python -W error -m django makemigrations --check --dry-run --settings=tests.settings
	$(BIN)/python -W error manage.py makemigrations --check --dry-run
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --cov

lint: $(DEV) ## ruff, both halves
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(DEV) ## What lint would have you do
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(DEV) ## mypy --strict, with Django's own types
	$(BIN)/mypy

# A browser may stumble once, and then says so (RERUN); everything else has to pass at once.
e2e: $(DEV) ## A real Chromium through every flow
	.ci/chromium
	$(BIN)/python -m pytest -m e2e --numprocesses $(BROWSERS) --reruns 1 -r R tests/e2e

bench: $(DEV) ## The app against the view that people write by hand, as ratios; QUICK=1 for a smoke test
	$(BIN)/python -m tests.benchmarks $(if $(QUICK),--quick)

docs: $(DEV) ## build/docs, warnings are errors
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

openapi: $(DEV) ## Renew docs/reference/openapi.yaml
	$(BIN)/python -W error manage.py spectacular --settings tests.settings_schema --validate --fail-on-warn \
		--file docs/reference/openapi.yaml

messages: $(DEV) ## Collect and compile the strings (needs gettext)
	cd django_billing_portal && ../$(BIN)/django-admin makemessages --all --add-location file --no-wrap --no-obsolete
	cd django_billing_portal && ../$(BIN)/django-admin compilemessages

clean: ## Everything that the other targets made
	rm -rf $(VENV) .nox .mypy_cache .pytest_cache .ruff_cache .hypothesis .schemathesis .coverage* build dist db.sqlite3*

$(DEMO): pyproject.toml
	PYTHON=$(PYTHON) .ci/venv $(VENV) -e '.[api,openapi]'
	touch $@

$(DEV): pyproject.toml
	PYTHON=$(PYTHON) .ci/venv $(VENV) -e '.[dev,docs,api,async]'
	touch $@ $(DEMO)
