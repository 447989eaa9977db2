# The commands of the house. Needs python3, make, git, and sudo or root: the rest is installed here.

PYTHON ?= python3
ARGS ?=
BIN := .venv/bin
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
APT := $(SUDO) apt-get update -qq </dev/null && $(SUDO) env DEBIAN_FRONTEND=noninteractive \
	apt-get install -y -qq --no-install-recommends </dev/null
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check \
	$(if $(wildcard wheels),--no-index --find-links wheels)

# A Raspberry Pi's own Python from 3.13 on takes lgpio from the system: no wheel has it.
PI := $(shell grep -qs "Raspberry Pi" /proc/device-tree/model && \
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 13))" && echo yes)

.PHONY: setup setup-test run demo test test-long lint bench no-python

setup: .venv/.office

setup-test: .venv/.tests
	@command -v chromium >/dev/null || { $(APT) chromium; }
	@/sbin/ldconfig -p | grep -q libatomic.so.1 || { $(APT) libatomic1; }
	@tesseract --list-langs 2>/dev/null | grep -qx ara || { $(APT) tesseract-ocr tesseract-ocr-ara; }
	@command -v aplay >/dev/null || { $(APT) alsa-utils; }

# Pillow takes the order of Arabic letters on the paper from the system's libfribidi; pyusb needs its libusb.
# Made anew when the Python that it points to has gone, as after an upgrade of the system.
.venv/.made: $(if $(realpath .venv/bin/python),,no-python)
	@$(PYTHON) -c "import venv, ensurepip" 2>/dev/null || { $(APT) python3-venv; }
	$(if $(PI),@$(PYTHON) -c "import lgpio" 2>/dev/null || { $(APT) python3-lgpio; })
	@/sbin/ldconfig -p | grep -q libfribidi.so.0 || { $(APT) libfribidi0; }
	@/sbin/ldconfig -p | grep -q libusb-1.0.so.0 || { $(APT) libusb-1.0-0; }
	$(PYTHON) -m venv --clear $(if $(PI),--system-site-packages) .venv
	@touch $@

.venv/.office: .venv/.made requirements.txt
	$(PIP) -r requirements.txt
	@touch $@

.venv/.tests: .venv/.office tests/requirements.txt
	$(PIP) -r tests/requirements.txt
	@touch $@

# Only an office that speaks through the machine itself needs a player of sounds.
run: setup
	@! grep -Eqs '^ *output *= *"(speaker|both)"' office.toml || command -v aplay >/dev/null || { $(APT) alsa-utils; }
	@$(BIN)/python -m server run $(if $(wildcard office.toml),--config office.toml,--data .data --simulate) $(ARGS)

demo: setup
	@$(BIN)/python -m server demo $(ARGS)

test: setup-test
	$(BIN)/python -m pytest -m "not long" -n 4 --dist worksteal $(ARGS)

test-long: setup-test
	$(BIN)/python -m pytest -m long $(ARGS)

lint: setup-test
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m ruff check .
	$(BIN)/python -m mypy
	$(BIN)/python $(BIN)/lint-imports --no-logo

bench: setup-test
	@$(BIN)/python -m tests.bench $(ARGS)
