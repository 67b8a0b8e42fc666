# Format, lint, types and tests, on Windows. The twin of test.sh.
# Not tried yet: written without a Windows machine at hand. Needs Python 3.11 or later, and for the
# tests against other people's programs dcmtk and Orthanc on the PATH.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..")

if (-not (Test-Path ".venv\Scripts\python.exe")) {
    py -3 -m venv .venv
    if ($LASTEXITCODE -ne 0) { throw "Python 3.11 or later is needed." }
}
$python = ".venv\Scripts\python.exe"
& $python -m pip install -q -c packaging\constraints.txt -e ".[test]"
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }

$env:QT_QPA_PLATFORM = "offscreen"
$failed = 0
& $python -m ruff format --check .
if ($LASTEXITCODE -ne 0) { $failed = 1 }
& $python -m ruff check .
if ($LASTEXITCODE -ne 0) { $failed = 1 }
& $python -m mypy
if ($LASTEXITCODE -ne 0) { $failed = 1 }
& $python -m pytest @args
if ($LASTEXITCODE -ne 0) { $failed = 1 }
exit $failed
