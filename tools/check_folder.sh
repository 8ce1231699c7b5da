#!/usr/bin/env bash
# Lets the folder that `make folder` built do everything on a machine without Python: a bare Debian in a folder.
#
#   tools/check_folder.sh [FOLDER]     as root; needs debootstrap, Xvfb, strace's package reachable, and .venv
#
# In it there is what every desktop has (OpenGL, a font) and neither Python nor a network; the screen is a virtual one
# from outside. ROOT=DIR keeps that Debian for the next time, SUITE chooses another (else bookworm), PYTHON is for the pictures.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(realpath "${1:-dist/glutmin_viewer}")
[ -x "$folder/glutmin-viewer" ] || { echo "There is no program in $folder: call make folder first." >&2; exit 2; }
[ "$(id -u)" = 0 ] || { echo "Only root may make and enter another root: call it by sudo." >&2; exit 2; }

work=$(mktemp -d)
root=${ROOT:-$work/root}
screen=
tidy() {
    [ -z "$screen" ] || kill "$screen" 2>/dev/null || true
    for place in tmp/.X11-unix proc dev; do umount -l "$root/$place" 2>/dev/null || true; done
    rm -rf "$work"
}
trap tidy EXIT

if [ ! -e "$root/usr/bin/strace" ]; then
    echo "A bare Debian is made."
    debootstrap --variant=minbase --include=libgl1,libegl1,libgl1-mesa-dri,libfontconfig1,fonts-dejavu-core,strace \
        "${SUITE:-bookworm}" "$root" >"$work/log" || { tail -n 5 "$work/log" >&2; exit 1; }
fi
! chroot "$root" sh -c 'command -v python3 || command -v python' || { echo "There is a Python in $root." >&2; exit 1; }
rm -rf "$root/opt/glutmin_viewer" "$root/root" "$root/out"
mkdir -p "$root/opt" "$root/root" "$root/out" "$root/tmp/.X11-unix"
cp -a "$folder" "$root/opt/glutmin_viewer"
mount --bind /proc "$root/proc"
mount --bind /dev "$root/dev"
mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"

# Without a network, and with a note of every place that anything in the process wants to connect to.
inside() {
    unshare --net chroot "$root" env -i HOME=/root LANG=C.UTF-8 PATH=/usr/bin:/bin "$@"
}
program() {
    inside sh -c 'cd /out && exec strace -f -qq -e trace=connect -o /out/connects -A /opt/glutmin_viewer/glutmin-viewer "$@"' - "$@"
}
program doctor | tee "$work/doctor"
grep -q "It opens" "$work/doctor"
for call in \
    "render plain.png --trigger-point posterior_1 --names --cut axial=10" \
    "animate film.gif --motion flexion --size 160x120" \
    "animate film.mp4 --motion flexion --size 160x120" \
    "export hand-out.pdf --trigger-point posterior_1 --language de" \
    "export body.glb --posture sitting" \
    "export curve.csv --over flexion" \
    "measure --claims" \
    "where --region thigh_lateral_right" \
    "atlas check" \
    "atlas build other --set neck_shaft_angle_deg=130" \
    "render other.png --atlas other"; do
    start=$(date +%s.%N)
    # shellcheck disable=SC2086  # a call is words
    program $call >"$work/said" || { cat "$work/said"; echo "failed: $call" >&2; exit 1; }
    printf '%6.1f s  %s\n' "$(echo "$(date +%s.%N) - $start" | bc)" "$call"
done

Xvfb -displayfd 3 -screen 0 1400x900x24 -nolisten tcp 3>"$work/number" >"$work/screen" 2>&1 &
screen=$!
sleep 2
display=:$(cat "$work/number")
program_in_window() {
    inside DISPLAY="$display" sh -c 'cd /out && echo $$ >pid && exec timeout --preserve-status -s INT 120 \
        strace -f -qq -e trace=connect -o /out/connects -A /opt/glutmin_viewer/glutmin-viewer --fresh --language "$1"' - "$1"
}
for language in en de; do
    program_in_window "$language" >"$work/said" 2>&1 &
    window=$!
    seen=1
    for _ in $(seq 20); do
        sleep 3 # the panels come after the picture
        QT_QPA_PLATFORM=xcb DISPLAY=$display ${PYTHON:-.venv/bin/python} tools/seen_on_screen.py "dist/window-$language.png" \
            >"$work/seen" && seen=0 && break
    done
    cat "$work/seen"
    kill -TERM "$(cat "$root/out/pid")"
    wait "$window" || seen=1
    if [ "$seen" != 0 ] || grep -q -i -E "error|traceback|could not|fault" "$work/said"; then
        cat "$work/said"
        echo "failed: the window, or closing it, with --language $language" >&2
        exit 1
    fi
done
if grep -E "AF_INET" "$root/out/connects"; then
    echo "Something in the folder wants a network: see above." >&2
    exit 1
fi
echo "The folder works without Python and without a network; $(grep -c connect "$root/out/connects") local connections."
du -sh "$folder"
