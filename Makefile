# make run    open the viewer (without a screen: the same scenes as pictures in out/)
# make test   every check: lint, format, import contracts, types, tests
# make soak   random events in the window, of a seed and as many as are wanted: make soak SEED=7 EVENTS=20000
# make bench  the measured figures of the README
# make atlas  build meshes/ anew from the named numbers in glutmin_viewer/modelling/data
# make pictures  draw the pictures of docs/ anew
PYTHON ?= python3
BIN := .venv/bin
SIZE := -screen 0 1600x1000x24
SCREEN := xvfb-run -a -s "$(SIZE)"

.PHONY: run test test-generators test-program soak bench atlas pictures clean

run: .venv/run.stamp
	@$(BIN)/python main.py

test: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target test-generators test-program

# Each half has a core and a screen of its own; more threads would wait for each other and count as work. Muscles in
# motion are with the generators, so that both halves take as long.
GENERATORS := tests/modelling tests/core/test_muscles_in_motion.py
test-generators:
	OPENBLAS_NUM_THREADS=1 xvfb-run -a -n 150 -s "$(SIZE)" $(BIN)/python -m pytest $(GENERATORS)
test-program:
	$(SCREEN) $(BIN)/python -m pytest $(addprefix --ignore ,$(GENERATORS))

SEED := 1
EVENTS := 20000
soak: .venv/test.stamp
	@PYTHONPATH=tests $(SCREEN) $(BIN)/python -m robot --seed $(SEED) --events $(EVENTS)

bench: .venv/test.stamp
	@$(SCREEN) $(BIN)/python benchmarks/bench.py

atlas: .venv/run.stamp
	$(BIN)/glutmin-viewer atlas build meshes

pictures: .venv/test.stamp
	@$(SCREEN) $(BIN)/python tools/pictures.py
	@$(BIN)/glutmin-viewer animate docs/abduction.gif --motion abduction --colour-by length --size 480x400 --no-labels

.venv/run.stamp: requirements.txt pyproject.toml tools/system_packages.sh
	@PYTHON=$(PYTHON) tools/system_packages.sh
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "$(PYTHON) is older than 3.11: call make PYTHON=python3.11 or newer."; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-build-isolation --no-deps --editable .
	@touch $@

.venv/test.stamp: .venv/run.stamp requirements-dev.txt
	@PYTHON=$(PYTHON) tools/system_packages.sh test
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

clean:
	rm -rf .venv out build dist
