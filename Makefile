# make demo       a year of the Sreseh example: workbooks, returns, findings, results, documents
# make serve      the page in the browser, over the campaigns of this folder
# make test       everything that must hold before a change goes in
# make quick      what of it is short: no other program, no wheel, nothing that takes long by itself
# make coverage   which lines and branches the tests reach: at least what setup.cfg asks for
# make test-lowest  the same with the oldest versions that setup.cfg allows, without other programs
# make lock       release/requirements*.txt again: the newest versions, to be tested and then released
# make bundle     dist/bundle: the program and all that it needs, to be installed without the network
# make samples    makes the sample returns again, where the definition or the form changed
# make report-templates  draws templates/*.docx again
# make clients-table  docs/clients.md again: what other programs keep of a form
# make keystrokes-table  docs/keystrokes.md again: what is typed into a window, and what is seen
# make findings-table  the sections of docs/findings.md again: every code, what it means, what to do
# make security-table  docs/security.md again: what hostile files come to and cost
# make pictures   the pictures of docs/pictures again
# make benchmark  how fast, side by side with the plain way of doing the same
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TOGETHER := -n 2 --dist worksteal --durations=10
FRAME := setup.cfg setup.py pyproject.toml
LOWEST := .venv-lowest
LOCK := pip compile --quiet --upgrade --universal --python-version 3.11 --no-header --no-annotate setup.cfg

.PHONY: demo serve test test-lowest quick coverage lint clients clients-table keystrokes-table findings-table security-table pictures \
	report-templates samples benchmark lock bundle clean

demo: $(VENV)/installed
	rm -rf iku-demo
	$(BIN)/iku demo iku-demo

serve: $(VENV)/installed
	$(BIN)/iku serve

test: lint clients
	$(BIN)/pytest $(TOGETHER) -m "not client"
	$(BIN)/pytest $(TOGETHER) -m client

quick: lint
	$(BIN)/pytest $(TOGETHER) -m "not client and not slow"

# Apart from the tests: counting lines doubles what they cost, and the figure moves by tenths.
coverage: $(VENV)/installed-for-tests
	$(BIN)/pytest $(TOGETHER) -m "not client" --cov=iku_workbook

test-lowest: $(VENV)/uv
	$(BIN)/uv venv --quiet --clear --seed --python $(BIN)/python $(LOWEST)
	$(BIN)/uv pip install --quiet --python $(LOWEST) --resolution lowest-direct -e '.[test]'
	$(LOWEST)/bin/python -m pytest $(TOGETHER) -m "not client"

lint: $(VENV)/installed-for-tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

clients: $(VENV)/clients

samples: $(VENV)/installed-for-tests clients
	$(BIN)/python -m samples.renew

report-templates: $(VENV)/installed-for-tests
	$(BIN)/python -m templates.draw

clients-table: $(VENV)/installed-for-tests clients
	$(BIN)/python -m tests.clients

keystrokes-table: $(VENV)/installed-for-tests clients
	$(BIN)/python -m tests.clients.keystrokes

findings-table: $(VENV)/installed-for-tests
	$(BIN)/python -m tests.findings_page

security-table: $(VENV)/installed-for-tests
	$(BIN)/python -m tests.workbook.security

pictures: $(VENV)/installed-for-tests clients
	$(BIN)/python -m tests.clients.pictures

benchmark: $(VENV)/installed-for-tests
	$(BIN)/python -m benchmarks

lock: $(VENV)/uv
	$(BIN)/uv $(LOCK) --extra web --output-file release/requirements.txt
	$(BIN)/uv $(LOCK) --all-extras --constraints release/requirements.txt --output-file release/requirements-test.txt

bundle: $(VENV)/uv
	$(BIN)/python -m release.bundle

clean:
	rm -rf $(VENV) $(LOWEST) build dist *.egg-info tests/npm/node_modules .coverage .coverage.* \
		.mypy_cache .pytest_cache .ruff_cache .hypothesis

# Stamps: each step is done again only where what it reads has changed.
$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name it with: make PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/installed: $(VENV)/made $(FRAME)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[web]'
	@touch $@

$(VENV)/installed-for-tests: $(VENV)/made $(FRAME)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@ $(VENV)/installed

$(VENV)/uv: $(VENV)/made
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@touch $@

$(VENV)/clients: $(VENV)/made tests/install-clients.sh tests/npm/package.json
	bash tests/install-clients.sh $(abspath $(BIN)/python)
	@touch $@
