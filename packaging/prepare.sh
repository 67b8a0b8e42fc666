# Read by demo.sh, test.sh and faults.sh: gets this checkout ready to run, and does nothing the second time.
#
#   need PACKAGE...   Debian packages; installed when we are root, else the line to run is shown
#   make_venv EXTRAS  .venv with the tested set of versions; EXTRAS is "" or "[test]"

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

# What the window needs from Debian 12, with a screen (X11, Wayland) or without.
window_packages=(
  fonts-dejavu-core libdbus-1-3 libegl1 libfontconfig1 libgl1 libglib2.0-0 libx11-xcb1
  libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0
  libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-xfixes0 libxcb-xkb1 libxkbcommon-x11-0
  libxkbcommon0
)

# Other people's programs, against which the tests hold ours, and what breaks things on purpose.
test_packages=(
  chromium dbus-daemon dcmtk dicom3tools faketime genisoimage iproute2 nginx-light orthanc p7zip-full
  strace xdotool xorriso xvfb
)

need() {
  command -v dpkg-query >/dev/null || return 0 # not Debian: its own packages are its owner's task
  local package missing=()
  if ! find_python >/dev/null; then
    set -- "$@" python3 python3-venv
  fi
  for package in "$@"; do
    case "$(dpkg-query -W -f='${db:Status-Status} ' "$package" 2>/dev/null)" in
      installed*) ;;
      *) missing+=("$package") ;;
    esac
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    printf 'Some system packages are missing. Run this line, then start again:\n\n' >&2
    printf '  sudo apt-get install -y --no-install-recommends %s\n\n' "${missing[*]}" >&2
    exit 1
  fi
  echo "Installing ${missing[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q >&2
  apt-get install -q -y --no-install-recommends "${missing[@]}" >&2
}

# A Python of 3.11 or later that can make a venv (Debian's needs python3-venv for that).
find_python() {
  local python
  for python in python3 python3.11 python3.12 python3.13 /usr/bin/python3; do
    if "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
    then
      echo "$python"
      return 0
    fi
  done
  return 1
}

make_venv() {
  local extras=$1 python sum have
  sum=$(cat pyproject.toml packaging/constraints.txt | sha256sum | cut -d' ' -f1)
  have=$(cat .venv/prepared 2>/dev/null || true)
  # The set for tests holds all that the program needs.
  if [ "$have" = "$sum [test]" ] || [ "$have" = "$sum $extras" ]; then
    # A checkout that was moved has a .venv that points elsewhere.
    .venv/bin/python -P -c "
import pathlib, sys, mkiso_desktop
sys.exit(pathlib.Path(mkiso_desktop.__file__).parent.parent != pathlib.Path.cwd())" 2>/dev/null &&
      return 0
  fi
  if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    python=$(find_python) || {
      echo "Python 3.11 or later, with its venv module, is needed." >&2
      exit 1
    }
    echo "Making .venv" >&2
    "$python" -m venv --clear .venv
  fi
  echo "Installing what is pinned in packaging/constraints.txt" >&2
  .venv/bin/python -m pip install -q --disable-pip-version-check \
    -c packaging/constraints.txt -e ".$extras"
  echo "$sum $extras" >.venv/prepared
}
