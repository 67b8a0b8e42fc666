#!/usr/bin/env bash
# The fault suite in full, some half an hour: bad peers, hostile bytes, kills, full disks, cut lines.
# Ends with a table of what is promised, how often it was tried, and how often it broke.
# Words behind it go to pytest, for example: packaging/faults.sh -k relay
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

need "${window_packages[@]}" "${test_packages[@]}"
make_venv "[test]"

export QT_QPA_PLATFORM=offscreen MKISO_FAULTS=full
exec .venv/bin/python -m pytest -m "promise and not slow" -p no:cacheprovider "$@"
