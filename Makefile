# make run | assets | test | lint | fuzz | replay | screenshots | clean
PYTHON ?= python3
CONTRACT_DIR ?= ../shared/contract
VENV := .venv
BIN := $(VENV)/bin
ASSETS := build/assets
PACKAGES := apikeys core docs metadata twentyapi webhooks
CLIENTS := build/clients

.PHONY: run assets test lint fuzz replay screenshots clean

run: $(VENV)/.installed
	@$(MAKE) -s assets || echo "Without GraphiQL in the playground: its packages could not be installed"
	@$(BIN)/python -m compileall -q $(PACKAGES)
	@exec $(BIN)/python manage.py serve

# The parts of the pages that come from npm packages; they are served from this folder.
assets: $(ASSETS)/graphiql.js

test: $(VENV)/.installed-dev $(ASSETS)/graphiql.js $(CLIENTS)/.installed
	$(BIN)/pytest -n 2 $(ARGS)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Made-up requests from the OpenAPI document of REST Core; FUZZ_EXAMPLES for each operation.
fuzz: $(VENV)/.installed-dev
	FUZZ_EXAMPLES=$(or $(FUZZ_EXAMPLES),50) $(BIN)/pytest -n 0 tests/core/rest/test_fuzz.py $(ARGS)

# Replays the recorded cases of CONTRACT_DIR against a server with a throw-away workspace; see CONTRIBUTING.md.
replay: $(VENV)/.installed-dev
	CONTRACT_DIR=$(CONTRACT_DIR) $(BIN)/python -m tests.replay $(ARGS)

# The pictures of the guide, light and dark, with Debian's Chromium. Look at each of them afterwards.
screenshots: $(VENV)/.installed-dev $(ASSETS)/graphiql.js
	$(BIN)/python -m tests.browser.screenshots docs/guide/images

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(ASSETS)/graphiql.js: $(wildcard docs/assets/*) | $(VENV)/.installed
	@echo "Building the page assets of docs/assets into $(ASSETS)"
	$(BIN)/python docs/assets/install.py docs/assets $(ASSETS)
	@touch $@

# spectral, and what generates and compiles clients in TypeScript: for the tests of the OpenAPI documents.
$(CLIENTS)/.installed: tests/docs/clients/package.json tests/docs/clients/package-lock.json | $(VENV)/.installed
	@echo "Installing the npm packages of tests/docs/clients into $(CLIENTS)"
	$(BIN)/python docs/assets/install.py tests/docs/clients $(CLIENTS)
	@touch $@

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "Installing the packages of pyproject.toml into $(VENV)"
	$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	@echo "Installing the packages of pyproject.toml, with those for development, into $(VENV)"
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/.installed
