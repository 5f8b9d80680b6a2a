# Aire's verbs. `make report` on a fresh machine needs only Python 3.11–3.13 and make.
NICHE ?= demo
export NICHE
PYTHON ?= python3
BIN := .venv/bin
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help env report test bench lab lint clean

help:            ## list the verbs
	@grep -E '^[a-z]+: .*##|^[a-z]+:  *##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 10

env:             ## set up .venv from requirements.lock (every other verb does it too)
	@$(PYTHON) -c 0 >/dev/null 2>&1 || { echo "aire: no $(PYTHON) on this machine; install Python 3.11, 3.12 or 3.13." >&2; exit 3; }
	@$(PYTHON) src/set_up.py

report: env      ## render a niche's report: make report NICHE=demo
	@$(BIN)/aire report -- "$$NICHE"

test: env        ## run the tests; ALL=1 adds the heavy ones (real corpora, browser)
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(if $(ALL),,-m "not heavy and not browser")

bench: env       ## measure what the notes claim, as ratios within one run
	@$(BIN)/python -m tests.bench

lab: env         ## explore in JupyterLab
	@$(BIN)/jupyter lab notebooks/00-index.ipynb

lint: env        ## check style, format and types
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

clean:           ## remove the tables and caches (raw data and reports stay)
	@find data/processed -mindepth 1 ! -name .gitkeep -delete
	@rm -rf .mypy_cache .ruff_cache .hypothesis
