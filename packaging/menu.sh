#!/bin/sh
# Puts the program into the menu of the desktop (Linux), for whoever calls this; with --remove takes it out again.
#
# It lies in the folder that `make folder` builds, and works in a checkout after `make run`. Where the program is moved
# later, call it again.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ -x "$here/glutmin-viewer" ]; then
    program=$here/glutmin-viewer
    inside=$here/_internal
else
    inside=$(dirname "$here")
    program=$inside/.venv/bin/glutmin-viewer
fi
data=${XDG_DATA_HOME:-$HOME/.local/share}
entry=$data/applications/glutmin_viewer.desktop
icons=$data/icons/hicolor

if [ "${1:-}" = --remove ]; then
    rm -f "$entry" "$icons"/*/apps/glutmin_viewer.png "$icons"/*/apps/glutmin_viewer.svg
    echo "It is no longer in the menu."
    exit 0
fi
[ -x "$program" ] || { echo "There is no program at $program: call make run first." >&2; exit 2; }
case $program in
*[\"\\\`\$]*) echo "No menu can start what lies at $program: move it to a place without quotes, backslashes and \$." >&2; exit 2 ;;
esac
mkdir -p "$data/applications" "$icons/scalable/apps"
cp "$inside/glutmin_viewer/ui/icons/icon.svg" "$icons/scalable/apps/glutmin_viewer.svg"
for size in 16 24 32 48 64 128 256; do
    mkdir -p "$icons/${size}x$size/apps"
    cp "$inside/glutmin_viewer/ui/icons/$size.png" "$icons/${size}x$size/apps/glutmin_viewer.png"
done
cat >"$entry" <<END
[Desktop Entry]
Type=Application
Name=Gluteus minimus viewer
Name[de]=Kleiner Gesäßmuskel
GenericName=Anatomy of the hip
GenericName[de]=Anatomie der Hüfte
Comment=See, understand and treat the gluteus minimus
Comment[de]=Den Gluteus minimus sehen, verstehen und behandeln
Exec="$(printf %s "$program" | sed 's/%/%%/g')" %f
Icon=glutmin_viewer
Terminal=false
Categories=Education;Science;MedicalSoftware;
Keywords=muscle;trigger point;massage;Muskel;Triggerpunkt;Massage;
StartupWMClass=glutmin_viewer
END
echo "It is in the menu now: Gluteus minimus viewer."
