# Each target does its own set-up: `make demo` on a fresh machine needs Python 3.11 or newer, make, and a network once.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

# The hundreds of processes of a test run keep what they compile, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test types built suite lab build bench clean

help: ## what there is to make
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv || { echo "Python's venv module is missing: on Debian or Ubuntu, apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/jupyter labextension disable --level sys_prefix "@jupyterlab/apputils-extension:announcements" >/dev/null 2>&1 || true
	@touch $@

demo: $(READY) ## build the course and grade a made-up class
	$(BIN)/autograder build
	$(BIN)/autograder demo

test: $(READY) ## everything CI runs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(MAKE) --no-print-directory --jobs 3 types built suite

types:
	$(BIN)/mypy

built:
	$(BIN)/autograder build --check

suite:
	$(BIN)/python -m pytest -n 4 --dist loadscope --nbval --nbval-current-env --nbval-cell-timeout 300 solutions notebooks tests

lab: $(READY) ## open JupyterLab, each lesson in a copy of your own
	$(BIN)/autograder start
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/jupyter lab --LabApp.default_url=/lab/tree/work $(if $(filter 0,$(shell id -u)),--allow-root)

build: $(READY) ## make the notebooks from the lessons' texts
	$(BIN)/autograder build

bench: $(READY) ## what judging, grading a class, and recording it cost
	$(BIN)/python benchmarks/judgement.py
	$(BIN)/python benchmarks/grading.py
	$(BIN)/python benchmarks/coordinator.py

clean: ## remove everything made at run time
	rm -rf .venv var
