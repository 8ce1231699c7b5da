# Builds the folder for Windows, as `make folder` does for Linux: dist\glutmin_viewer\, with Python and all libraries.
#
# Not tried: it was written on Linux, and no Windows was at hand. Needs Python 3.11 or newer from python.org.
#   powershell -ExecutionPolicy Bypass -File packaging\windows.ps1
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..")

function Run {
    & $args[0] $args[1..($args.Length - 1)]
    if ($LASTEXITCODE -ne 0) { throw "$($args[0]) ended with $LASTEXITCODE." }
}

$bin = ".venv-folder\Scripts"
if (-not (Test-Path "$bin\python.exe")) { Run py -3 -m venv .venv-folder }
Run "$bin\python.exe" -m pip install --quiet --require-hashes -r requirements-folder.txt
Run "$bin\python.exe" -m pip install --quiet --no-build-isolation --no-deps --force-reinstall .
Run "$bin\pyinstaller.exe" --noconfirm --log-level WARN --distpath dist --workpath build packaging\glutmin_viewer.spec
Run "$bin\python.exe" tools\licences.py dist\glutmin_viewer build\glutmin_viewer
Run "dist\glutmin_viewer\glutmin-viewer.exe" doctor
