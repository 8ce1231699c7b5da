"""Puts into a folder that PyInstaller built the licences of what is in it, and a list of that.

    python tools/licences.py dist/glutmin_viewer build/glutmin_viewer

The second is PyInstaller's own folder, whose tables tell where every file came from. Run in the environment that the
folder was built in. Written are `licences/`: what each package brings, the texts of licences that packages only name,
notes on the native libraries of wheels that bring none (as Debian has them, of near versions), copies of the system's
own notes on its libraries; and beside it `THIRD-PARTY.md` and `sbom.cdx.json`.
"""

from __future__ import annotations

import ast
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

import sbom
import third_party
from packageurl import PackageURL
from packaging.utils import canonicalize_name

TEXTS = third_party.ROOT / "packaging" / "licences"
LICENCE = re.compile(r"\.dist-info/.*(licen[cs]e|copying|notice|authors)", re.IGNORECASE)

BUILDER = "pyinstaller"  # its starter is in the folder


def sources(build: Path) -> set[Path]:
    """Where the files and modules of a folder came from, by the tables of PyInstaller."""
    found = set()
    for name in ("COLLECT-00.toc", "PYZ-00.toc"):
        for entry in _entries(ast.literal_eval((build / name).read_text(encoding="utf-8"))):
            if entry[2] != "SYMLINK" and entry[1] not in {"", "-"}:
                found.add(Path(entry[1]).resolve())
    return found


def _entries(table: object) -> Iterator[tuple[str, str, str]]:
    if isinstance(table, tuple) and len(table) == 3 and all(isinstance(part, str) for part in table):
        yield table
    elif isinstance(table, tuple | list):
        for part in table:
            yield from _entries(part)


def owners(files: set[Path]) -> tuple[dict[str, Distribution], set[Path]]:
    """The packages to which files belong, by name; and the files that belong to none."""
    found: dict[str, Distribution] = {}
    left = set(files)
    for dist in distributions():
        of_it = files & {Path(str(dist.locate_file(file))).resolve() for file in dist.files or ()}
        if of_it:
            found[canonicalize_name(dist.name)] = dist
            left -= of_it
    return found, left


def copy_texts(dist: Distribution, folder: Path) -> int:
    """Copy what a package says of its licence; how many files that were."""
    texts = [file for file in dist.files or () if LICENCE.search(str(file)) and not str(file).endswith((".py", ".pyc"))]
    for file in texts:
        target = folder / f"{canonicalize_name(dist.name)}-{dist.version}" / Path(*file.parts[1:])
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(str(dist.locate_file(file)), target)
    return len(texts)


def system_packages(files: set[Path]) -> dict[str, str]:
    """Packages of Debian or Ubuntu to which libraries belong, with their versions; none on other systems."""
    if not shutil.which("dpkg-query"):
        return {}
    names = {name for file in files for name in (str(file), str(file).removeprefix("/usr"))}
    owners = {line.partition(":")[0] for line in _told("--search", *names)}
    return dict(
        line.split(" ", 1) for line in _told("--show", "--showformat=${Package} ${Version}\\n", *sorted(owners))
    )


def _told(*asked: str) -> list[str]:
    """What dpkg-query finds of what is asked; it says by its exit code that it did not find everything."""
    run = subprocess.run(["dpkg-query", *asked], capture_output=True, text=True, check=False)
    return run.stdout.splitlines()


def main(folder: Path, build: Path) -> None:
    """Write all of it; raises SystemExit in words where a package tells no licence."""
    licences = folder / "licences"
    shutil.rmtree(licences, ignore_errors=True)
    shutil.copytree(TEXTS, licences / "texts")
    inside, left = owners(sources(build))
    every = {package.name: package for package in third_party.packages()}
    if strange := inside.keys() - {name for name, package in every.items() if package.runs} - {sbom.NAME, BUILDER}:
        raise SystemExit(f"In the folder, but not locked for the program: {', '.join(sorted(strange))}.")
    for name, dist in sorted(inside.items()):
        texts = copy_texts(dist, licences)
        licence = every[name].licence if name in every else ""
        named = [word for word in re.findall(r"[A-Za-z]+-[0-9.]+", licence) if (TEXTS / f"{word}.txt").is_file()]
        if not texts and not named and name != sbom.NAME:
            raise SystemExit(f"{name} brings no licence: put its text into {TEXTS}.")
    system = system_packages({file for file in left if file.suffix != ".py"})
    for package in system:
        note = Path("/usr/share/doc") / package / "copyright"
        if note.is_file():
            (licences / "system").mkdir(exist_ok=True)
            shutil.copyfile(note, licences / "system" / f"{package}.txt")
    for place in (sysconfig.get_path("stdlib"), sys.base_prefix):  # on Linux and macOS, on Windows
        if (text := Path(place) / "LICENSE.txt").is_file():
            shutil.copyfile(text, licences / "python.txt")
    shutil.copyfile(third_party.LIST, folder / third_party.LIST.name)
    others = [PackageURL("generic", name="python", version=platform.python_version())]
    others += [PackageURL("pypi", name=BUILDER, version=inside[BUILDER].version)]
    if system:
        here = platform.freedesktop_os_release()["ID"]
        others += [PackageURL("deb", here, name, number) for name, number in system.items()]
    within = [package for name, package in every.items() if name in inside]
    listed = sbom.checked(sbom.listed(within, third_party.version(), others))
    (folder / "sbom.cdx.json").write_text(listed, encoding="utf-8")
    missing = [package.name for package in every.values() if package.runs and package.name not in inside]
    print(f"{folder}: licences of {len(inside)} packages and {len(system)} of the system.")
    print(f"Locked and not in it: {', '.join(missing)}.")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
