#!/bin/sh
# Sees to the system packages that a bare Debian or Ubuntu lacks: for the window, and with "test" for a virtual screen.
# Installs through apt where that is possible without asking for a password, else says in one sentence what to install.
set -eu

[ "$(uname -s)" = Linux ] || exit 0
if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "This is no Debian or Ubuntu: if the window does not open, install OpenGL (Mesa), xkbcommon-x11, xcb-cursor and a font." >&2
    exit 0
fi

packages="python3-venv libgl1 libegl1 libgl1-mesa-dri libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0
    libxcb-keysyms1 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libxcursor1 libdbus-1-3 libfontconfig1 libxrender1 fonts-dejavu-core"
[ "${1:-}" = test ] && packages="$packages xvfb xauth"
# A Python that did not come with the system brings its own venv.
"${PYTHON:-python3}" -c 'import ensurepip' 2>/dev/null && packages=$(echo "$packages" | sed 's/python3-venv//')

missing=""
for package in $packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ]; then
    become=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    become="sudo"
else
    echo "Please install these system packages and call make again: sudo apt-get install$missing" >&2
    exit 2
fi
echo "Installing system packages:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { $become apt-get update -qq && DEBIAN_FRONTEND=noninteractive $become apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    echo "apt could not install them: see above, then call make again." >&2
    exit 2
fi
