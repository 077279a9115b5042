# Needs Python 3.11 or newer and make, nothing else. `make` alone lists what there is.
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
UV ?= uv
DEMO_DATA := $(CURDIR)/var/demo
CATALOGUES := $(wildcard locale/*/LC_MESSAGES/django.po)
STATIC_FILES := $(shell find tipline -path '*/static/*' -type f 2>/dev/null)

# The demonstration keeps to its own folder and its own database, whatever else is set in this shell.
DEMO := env -u DATABASE_URL -u REDIS_URL -u TIPLINE_KEYS TIPLINE_DATA="$(DEMO_DATA)" \
	DJANGO_SETTINGS_MODULE=config.settings.demo $(BIN)/python manage.py
CHECK := DJANGO_SETTINGS_MODULE=config.settings.test $(BIN)/python manage.py
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input \
	--only-binary :all: --require-hashes -r

.PHONY: help demo demo-reset install test lint fuzz format lock translations screenshots
.DELETE_ON_ERROR:

help: ## list what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r name what; \
		do printf 'make %-14s %s\n' "$$name" "$$what"; done

demo: $(VENV)/installed translated $(DEMO_DATA)/collected ## build the demonstration if it is not there, and serve it
	@$(DEMO) migrate --verbosity 0
	@$(DEMO) demo --port "$(PORT)"
	@$(DEMO) serve --port "$(PORT)"

demo-reset: $(VENV)/installed ## throw the demonstration's data away and build it anew
	@$(DEMO) serve --check-stopped
	@rm -rf "$(DEMO_DATA)"
	@$(MAKE) --no-print-directory demo

install: $(VENV)/installed translated ## install or renew what a service needs (docs/deployment.md)

test: $(VENV)/installed-dev translated ## run the tests, on SQLite or on what DATABASE_URL and REDIS_URL name
	@mkdir -p var/test
	$(BIN)/python -m pytest -n auto --dist loadfile --cov --cov-branch --cov-report=term:skip-covered \
		--junitxml=var/test/results.xml $(ARGS)

lint: $(VENV)/installed-dev ## check style, types and that no migration is missing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint templates --lint --quiet
	$(CHECK) makemigrations --check --dry-run
	$(CHECK) check

fuzz: $(VENV)/installed-dev ## let a fuzzer loose on the API of a server of its own, for MINUTES=10
	$(BIN)/python -m tests.api.fuzz --minutes $(or $(MINUTES),10)

format: $(VENV)/installed-dev ## bring the code into its form
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

# The extras stay in the pins: without them pip may find a newer release for `name[extra]`, and refuses it as unpinned.
lock: ## pin the requirements anew, with hashes (needs uv)
	@command -v $(UV) >/dev/null || { echo "This needs uv: https://docs.astral.sh/uv/" >&2; exit 1; }
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--no-emit-find-links --no-strip-extras $(LOCK) pyproject.toml -o requirements.txt
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--no-emit-find-links --no-strip-extras $(LOCK) --group dev -c requirements.txt pyproject.toml -o requirements-dev.txt

translations: $(VENV)/installed-dev ## gather the strings into the catalogues (needs gettext) and compile them
	@command -v xgettext >/dev/null || { echo "This needs gettext (Debian: apt install gettext)." >&2; exit 1; }
	$(CHECK) makemessages --all --no-obsolete --add-location file --ignore '.venv/*' --ignore 'var/*' --ignore 'tests/*'
	@$(MAKE) --no-print-directory translated

.PHONY: translated
translated: $(CATALOGUES:.po=.mo)

%.mo: %.po $(VENV)/installed
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

$(DEMO_DATA)/collected: $(VENV)/installed $(STATIC_FILES)
	@mkdir -p $(@D)
	@$(DEMO) collectstatic --no-input --verbosity 0
	@touch $@

$(VENV)/installed: requirements.txt | $(BIN)/python
	@echo "Installing what is needed. This happens once."
	@$(INSTALL) requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	@echo "Installing what the tests need. This happens once."
	@$(INSTALL) requirements-dev.txt
	@touch $@

# The first Python on the path that is new enough; a half-made environment is taken away again.
$(BIN)/python:
	@found=; old=; \
	for name in python3 python3.14 python3.13 python3.12 python3.11; do \
		command -v $$name >/dev/null 2>&1 || continue; \
		if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then found=$$name; break; fi; \
		old="$$old $$name"; \
	done; \
	if [ -z "$$found" ]; then \
		if [ -n "$$old" ]; then echo "Python 3.11 or newer is needed;$$old is older." >&2; \
		else echo "Python 3.11 or newer is needed, and there is no python3 here (Debian: apt install python3 python3-venv)." >&2; fi; \
		exit 1; \
	fi; \
	echo "Making $(VENV) with $$found."; \
	if ! made=$$($$found -m venv $(VENV) 2>&1) || ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
		rm -rf $(VENV); \
		version=$$($$found -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
		printf '%s\n' "$$made" >&2; \
		echo "$$found cannot make a virtual environment. On Debian and Ubuntu: apt install python$$version-venv" >&2; \
		exit 1; \
	fi

screenshots: $(VENV)/installed-dev ## take the README's pictures from a running demo (needs Chromium)
	@DJANGO_SETTINGS_MODULE=config.settings.demo PYTHONPATH=. $(BIN)/python docs/screenshots.py --port "$(PORT)"
