#!/usr/bin/env bash
# The made-up hospital and the window; without a screen, one disc image and where it is.
# From a fresh checkout on Debian 12 this is the only command. Words behind it go to the demo.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

need "${window_packages[@]}"
make_venv ""

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  exec .venv/bin/python -m mkiso_desktop demo "$@"
fi
echo "No screen here: making one disc image instead of opening the window." >&2
exec .venv/bin/python -m mkiso_desktop demo --headless "$@"
