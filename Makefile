# make run    open the viewer (without a screen: the same scenes as pictures in out/)
# make test   every check: lint, format, import contracts, types, tests
# make bench  the measured figures of the README, and more, as a table and in out/bench.json
# make fuzz   thousands of damaged files of every kind, each answered by a clear sentence (some minutes)
# make leaks  200 windows opened and closed, 10,000 pictures: what stays, and how memory grows (half an hour)
# make soak   random events in the window, of a seed and as many as are wanted: make soak SEED=7 EVENTS=20000
# make atlas  build meshes/ anew from the named numbers in glutmin_viewer/modelling/data
# make pictures  draw the pictures of docs/ anew
# make icon    draw the icon of the program anew
# make folder  dist/glutmin_viewer/: the program with all it needs, for machines without Python (docs/packaging.md)
# make menu    the program in the menu of the desktop (Linux); packaging/menu.sh --remove takes it out again
# make sbom    dist/sbom.cdx.json: what the program uses here, as a list for machines
# make licences  THIRD-PARTY.md anew, after the locked versions have changed
PYTHON ?= python3
BIN := .venv/bin
SIZE := -screen 0 1600x1000x24
SCREEN := xvfb-run -a -s "$(SIZE)"

.PHONY: run test test-generators test-program bench fuzz leaks soak atlas pictures folder menu icon sbom licences clean

run: .venv/run.stamp
	@$(BIN)/python main.py

test: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target test-generators test-program

# Each half has a core and a screen of its own; more threads would wait for each other and count as work. What computes
# longest is with the generators, so that both halves take as long.
GENERATORS := tests/modelling $(addprefix tests/core/test_,$(addsuffix .py,muscles_in_motion postures massage against_models))
test-generators:
	OPENBLAS_NUM_THREADS=1 xvfb-run -a -n 150 -s "$(SIZE)" $(BIN)/python -m pytest $(GENERATORS)
test-program:
	$(SCREEN) $(BIN)/python -m pytest $(addprefix --ignore ,$(GENERATORS))

leaks: .venv/test.stamp
	@$(SCREEN) $(BIN)/python tools/leaks.py

SEED := 1
EVENTS := 20000
soak: .venv/test.stamp
	@PYTHONPATH=tests $(SCREEN) $(BIN)/python -m robot --seed $(SEED) --events $(EVENTS)

bench: .venv/test.stamp
	@mkdir -p out
	@$(SCREEN) $(BIN)/python benchmarks/bench.py --json out/bench.json

fuzz: .venv/test.stamp
	@$(BIN)/python tests/fuzz.py

atlas: .venv/run.stamp
	$(BIN)/glutmin-viewer atlas build meshes

pictures: .venv/test.stamp
	@$(SCREEN) $(BIN)/python tools/pictures.py
	@$(BIN)/glutmin-viewer animate docs/abduction.gif --motion abduction --colour-by length --size 480x400 --no-labels

icon: .venv/run.stamp
	$(BIN)/python tools/icon.py

menu: .venv/run.stamp
	@packaging/menu.sh

# These libraries come with their symbols, which nothing needs; some others would break when they are stripped.
folder: .venv-folder/stamp
	.venv-folder/bin/python -m pip install --quiet --no-build-isolation --no-deps --force-reinstall .
	.venv-folder/bin/pyinstaller --noconfirm --log-level WARN --distpath dist --workpath build packaging/glutmin_viewer.spec
	cd dist/glutmin_viewer/_internal && strip --strip-unneeded vtkmodules/*.so libpython*.so* python3.*/lib-dynload/*.so
	cp packaging/menu.sh dist/glutmin_viewer/
	.venv-folder/bin/python tools/licences.py dist/glutmin_viewer build/glutmin_viewer
	@du -sh dist/glutmin_viewer

sbom: .venv/test.stamp
	$(BIN)/python tools/sbom.py dist/sbom.cdx.json

licences: .venv/test.stamp
	$(BIN)/python tools/third_party.py

.venv-folder/stamp: requirements-folder.txt tools/system_packages.sh
	@PYTHON=$(PYTHON) tools/system_packages.sh
	@test -x .venv-folder/bin/python || $(PYTHON) -m venv .venv-folder
	.venv-folder/bin/python -m pip install --quiet --require-hashes -r requirements-folder.txt
	@touch $@

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
	rm -rf .venv .venv-folder out build dist
