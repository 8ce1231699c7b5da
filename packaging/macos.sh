#!/bin/sh
# Builds the folder for macOS, as `make folder` does for Linux: dist/glutmin_viewer/, with Python and all libraries.
#
# Not tried: it was written on Linux, and no Mac was at hand. Needs Python 3.11 or newer from python.org or Homebrew.
# For others it has to be signed and notarised (codesign, notarytool), or macOS will not open it.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
[ -x .venv-folder/bin/python ] || "$python" -m venv .venv-folder
bin=.venv-folder/bin
$bin/python -m pip install --quiet --require-hashes -r requirements-folder.txt
$bin/python -m pip install --quiet --no-build-isolation --no-deps --force-reinstall .
$bin/pyinstaller --noconfirm --log-level WARN --distpath dist --workpath build packaging/glutmin_viewer.spec
$bin/python tools/licences.py dist/glutmin_viewer build/glutmin_viewer
dist/glutmin_viewer/glutmin-viewer doctor
du -sh dist/glutmin_viewer
