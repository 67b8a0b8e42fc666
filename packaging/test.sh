#!/usr/bin/env bash
# Every check that we have: format, lint, types, tests. Fails when one of them does.
# From a fresh checkout on Debian 12 this is the only command. Words behind it go to pytest.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

need "${window_packages[@]}" "${test_packages[@]}"
make_venv "[test]"

export QT_QPA_PLATFORM=offscreen
failed=0
.venv/bin/python -m ruff format --check . || failed=1
.venv/bin/python -m ruff check . || failed=1
.venv/bin/python -m mypy || failed=1
.venv/bin/python -m pytest "$@" || failed=1
exit $failed
