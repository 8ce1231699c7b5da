"""Whatever this program is handed out with: packages, their licences, who needs them, what native code they bring.

    python tools/third_party.py        writes THIRD-PARTY.md

Packages and versions are those of requirements.txt; licences and homes are read from the metadata of what is installed,
and where that does not tell, from packaging/third_party.toml. What follows from it is in packaging/handing_out.md.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCK, LIST = ROOT / "requirements.txt", ROOT / "THIRD-PARTY.md"
HEAD, TABLE = ROOT / "packaging" / "handing_out.md", ROOT / "packaging" / "third_party.toml"
FOLDERS = re.compile(r"(^[^/]+\.libs|^PySide6/Qt/lib|^vtkmodules)/(lib[^/]+\.so)")
# Parts of a wheel that are its own, not another's.
OWN = ("libvtk", "libpyside6", "libshiboken6")


@dataclass(frozen=True)
class Package:
    """A locked package. version: as in the lock, several for several Pythons. runs: whether the program uses it, rather
    than only who builds it. installed: its metadata, if it is installed here."""

    name: str
    versions: tuple[str, ...]
    marker: str
    licence: str
    home: str
    needed_by: tuple[str, ...]
    runs: bool
    installed: Distribution | None


@dataclass(frozen=True)
class Bundled:
    """Native code of others in a wheel. packages: those whose wheels hold it."""

    name: str
    licence: str
    note: str
    files: tuple[str, ...]
    packages: tuple[str, ...]


@cache
def told() -> dict[str, Any]:
    """The contents of packaging/third_party.toml."""
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def locked(lock: Path = LOCK) -> dict[str, list[tuple[str, str]]]:
    """Versions and markers of every pinned package, by its name."""
    pins: dict[str, list[tuple[str, str]]] = {}
    for line in lock.read_text(encoding="utf-8").splitlines():
        if found := re.match(r"([A-Za-z0-9._-]+)==(\S+?)(?: ; (.+?))? \\$", line):
            pins.setdefault(canonicalize_name(found[1]), []).append((found[2], found[3] or ""))
    return pins


def direct() -> tuple[str, ...]:
    """Names of the dependencies that pyproject.toml states."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return tuple(canonicalize_name(Requirement(text).name) for text in project["dependencies"])


def version() -> str:
    """The version of this program."""
    found: str = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return found


def packages(lock: Path = LOCK) -> list[Package]:
    """Every locked package, by name; raises KeyError for one whose licence nothing tells."""
    pins, needs = locked(lock), {}
    found = {name: _installed(name) for name in pins}
    for name, dist in found.items():
        asked = [Requirement(text) for text in (dist.requires or [])] if dist else []
        needs[name] = {canonicalize_name(r.name) for r in asked if "extra" not in str(r.marker or "")} & set(pins)
    for name, parents in told()["needed_by"].items():
        for parent in parents:
            needs.get(parent, set()).add(name)
    reached, ahead = set(), [name for name in direct() if name in pins]
    while ahead:
        if (name := ahead.pop()) not in reached:
            reached.add(name)
            ahead += needs[name]
    return [
        Package(
            name,
            tuple(version for version, _ in pins[name]),
            pins[name][0][1] if len(pins[name]) == 1 else "",
            licence_of(name, found[name]),
            home_of(name, found[name]),
            tuple(sorted(parent for parent in pins if name in needs[parent])),
            name in reached,
            found[name],
        )
        for name in sorted(pins)
    ]


def licence_of(name: str, dist: Distribution | None) -> str:
    """The licence as an SPDX expression: as the package tells it, else as packaging/third_party.toml does, else the one
    word that older metadata have; raises KeyError where nothing tells."""
    said = dist.metadata["License-Expression"] if dist else None
    if said := said or told()["licence"].get(name):
        return said
    word = (dist.metadata["License"] or "") if dist else ""
    if not re.fullmatch(r"[A-Za-z0-9.+-]+", word):
        raise KeyError(f"{name} tells no licence that can be read: add it to {TABLE.name}.")
    return word


def home_of(name: str, dist: Distribution | None) -> str:
    """Where the package has its home on the web."""
    urls = dict(line.split(", ", 1) for line in (dist.metadata.get_all("Project-URL") or [])) if dist else {}
    by_word = {word.casefold(): url for word, url in urls.items()}
    for word in ("homepage", "home", "source", "source code", "repository", "github", "documentation"):
        if word in by_word:
            return by_word[word]
    old = dist.metadata["Home-page"] if dist else None
    return old or told()["home"].get(name) or next(iter(urls.values()), f"https://pypi.org/project/{name}/")


def libraries(dist: Distribution) -> list[str]:
    """Names of the native libraries that lie apart in an installed wheel."""
    found = (FOLDERS.match(str(PurePosixPath(file))) for file in dist.files or ())
    return sorted({match[2] for match in found if match})


def bundled(among: Iterable[Package]) -> list[Bundled]:
    """Native code of others in the wheels; raises KeyError for a library that the table does not name."""
    beginnings = {start: entry["name"] for entry in told()["bundled"] for start in entry["files"]}
    files: dict[str, set[str]] = {}
    holders: dict[str, set[str]] = {}
    for package in among:
        for library in libraries(package.installed) if package.installed else ():
            fitting = [start for start in beginnings if library.startswith(start)]
            if not fitting and not library.startswith(OWN):
                raise KeyError(f"{library} of {package.name} is not in {TABLE.name}: add what it is.")
            if fitting:
                start = max(fitting, key=len)
                files.setdefault(beginnings[start], set()).add(start)
                holders.setdefault(beginnings[start], set()).add(package.name)
    return [
        Bundled(
            entry["name"],
            entry["licence"],
            entry.get("note", ""),
            tuple(sorted(files[entry["name"]])),
            tuple(sorted(holders[entry["name"]])),
        )
        for entry in told()["bundled"]
        if entry["name"] in files
    ]


def text() -> str:
    """The whole of THIRD-PARTY.md."""
    every = packages()
    why: Mapping[str, str] = told()["why"]
    lines = [
        HEAD.read_text(encoding="utf-8"),
        "## Packages that the program uses\n",
        "| package | version | licence | why, or needed by |",
        "|---|---|---|---|",
    ]
    for package in every:
        if package.runs:
            reason = [why[package.name]] if package.name in why else []
            reason += [f"needed by {', '.join(package.needed_by)}"] if package.needed_by else []
            lines.append(f"{_row(package)} {'; '.join(reason)} |")
    lines += [
        "",
        "## Packages that only build it\n",
        "| package | version | licence | needed by |",
        "|---|---|---|---|",
    ]
    lines += [f"{_row(p)} {', '.join(p.needed_by) or 'the build'} |" for p in every if not p.runs]
    lines += [
        "",
        "## Native code of others in the wheels\n",
        "As found in the wheels for Linux (x86_64). Few of them tell these licences; they are as their projects state.",
        "",
        "| what | licence | in the wheels of | files |",
        "|---|---|---|---|",
    ]
    for part in bundled(every):
        licence = f"{part.licence} ({part.note})" if part.note else part.licence
        lines.append(f"| {part.name} | {licence} | {', '.join(part.packages)} | {', '.join(part.files)} |")
    return "\n".join(lines) + "\n"


def _row(package: Package) -> str:
    where = f" ({package.marker})" if package.marker else ""
    return f"| [{package.name}]({package.home}) | {' or '.join(package.versions)}{where} | {package.licence} |"


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


if __name__ == "__main__":
    LIST.write_text(text(), encoding="utf-8")
    print(f"{LIST} is written.")
