# Each target does all the set-up that it needs: a .venv with the pinned, hashed
# packages of requirements.lock, then the project itself.

PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11,$(if $(shell \
  $(name) -c 'import sys; sys.version_info >= (3, 11) and print("yes")' 2>/dev/null),$(name))))
BIN := .venv/bin
READY := .venv/.ready
GOLD ?= ../shared/eval

.PHONY: help install demo test soak check format bench evaluate train lock pictures transcripts wheel clean

help: ## show the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 20

install: $(READY) ## make .venv with the program and its tools in it

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $(READY)

demo: $(READY) ## collect the sample newsroom and show timeline, state and digest
	$(BIN)/tracker demo

test: $(READY) ## run the tests
	$(BIN)/python -m pytest

soak: $(READY) build/feedparser ## run the tests that take minutes: kills, memory, feeds, years of digests
	FEEDPARSER_TESTS=$(CURDIR)/build/feedparser $(BIN)/python -m pytest -m soak
	SOAK_SEEDS=50 $(BIN)/python -m pytest tests/tracker/mail/test_year.py tests/tracker/mail/test_kills.py

build/feedparser:
	mkdir -p build/sdist
	$(BIN)/python -m pip download --quiet --no-deps --no-binary feedparser \
	  --dest build/sdist "$$($(BIN)/python -m pip freeze | grep '^feedparser==')"
	mkdir -p $@
	tar -xzf build/sdist/feedparser-*.tar.gz -C $@ --strip-components 1

check: $(READY) ## lint, formatting, types and import layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(READY) ## lay the code out
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

pictures: $(READY) ## take pictures of the digest with Chromium, into docs/pictures
	$(BIN)/python -m tools.pictures docs/pictures

transcripts: $(READY) ## make what README.md shows of the output anew
	$(BIN)/python -m tools.transcripts README.md

bench: $(READY) ## time the queries on a large generated timeline
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.collecting
	$(BIN)/python -m benchmarks.idle
	$(BIN)/python -m benchmarks.backfill
	$(BIN)/python -m benchmarks.extraction $(if $(wildcard $(GOLD)/dev-*.jsonl),--gold $(GOLD))

evaluate: $(READY) ## score the extraction against gold files: make evaluate GOLD=folder
	$(BIN)/python -m tools.evaluate \
	  $(if $(wildcard $(GOLD)/dev-*.jsonl),--write docs/evaluation.md) tests/gold/*.jsonl $(wildcard $(GOLD)/seed.jsonl $(GOLD)/dev-*.jsonl)

train: $(READY) ## train the small models anew: make train GOLD=folder
	$(BIN)/python -m tools.train --hold 3 --out data/model/judge.jsonl --written data/training \
	  tests/gold/*.jsonl $(wildcard $(GOLD)/dev-*.jsonl)

wheel: $(READY) ## build the wheel into dist/
	rm -rf dist
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

lock: ## pin and hash every package anew
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed" >&2; exit 1; }
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet uv
	build/lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --group dev --custom-compile-command "make lock" \
	  --output-file requirements.lock pyproject.toml

clean: ## remove everything that make made
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
