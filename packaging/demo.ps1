# The made-up hospital and the window, on Windows. The twin of demo.sh.
# Not tried yet: written without a Windows machine at hand. Needs Python 3.11 or later.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..")

if (-not (Test-Path ".venv\Scripts\python.exe")) {
    py -3 -m venv .venv
    if ($LASTEXITCODE -ne 0) { throw "Python 3.11 or later is needed." }
}
.venv\Scripts\python.exe -m pip install -q -c packaging\constraints.txt -e .
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
.venv\Scripts\mkiso-desktop.exe demo @args
exit $LASTEXITCODE
