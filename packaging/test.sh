#!/usr/bin/env bash
# Every check that we have: format, lint, types, tests. Fails when one of them does.
# From a fresh checkout on Debian 12 this is the only command. Words behind it go to pytest.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

need "${window_packages[@]}" "${test_packages[@]}"
make_venv "[test]"

# The tests throw away what they write, and wait for the disk a good part of their time: it goes
# into memory where there is plenty. Started by pytest itself, they write to the disk.
plenty_kb=$((8 * 1024 * 1024))
room_kb() {
  {
    df --output=avail /dev/shm | tail -n 1
    awk '/^MemAvailable/ { print $2 }' /proc/meminfo
    # A container may have less, and is ended when it takes more.
    cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null |
      awk '/^[0-9]+$/ { printf "%.0f\n", $1 / 1024 }' || true
  } | sort -n | head -n 1
}
if [ -w /dev/shm ] && [ "$(room_kb)" -ge "$plenty_kb" ]; then
  scratch=$(mktemp -d /dev/shm/tests-XXXXXX)
else
  scratch=$(mktemp -d)
fi
trap 'rm -rf "$scratch"' EXIT
export TMPDIR=$scratch QT_QPA_PLATFORM=offscreen

# On the second processor, without ever keeping the tests from the first; told behind them.
check_code() {
  renice -n 19 "$BASHPID" >/dev/null
  local failed=0
  .venv/bin/python -m ruff format --check . || failed=1
  .venv/bin/python -m ruff check . || failed=1
  .venv/bin/python -m mypy || failed=1
  return $failed
}
check_code >"$scratch/checks" 2>&1 &

failed=0
# A short name: a socket in it has to do with a hundred letters.
.venv/bin/python -m pytest --basetemp="$scratch/t" "$@" || failed=1
wait $! || failed=1
cat "$scratch/checks"
exit $failed
