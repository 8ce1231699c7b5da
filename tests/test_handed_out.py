"""What the program is handed out with: locked by digests, its licences listed, and a list for machines."""

from __future__ import annotations

import configparser
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import icon
import numpy as np
import pytest
import sbom
import third_party
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from glutmin_viewer.app import ICON_PX, make_application
from glutmin_viewer.content import content

ROOT = third_party.ROOT
ARGB = QImage.Format.Format_ARGB32_Premultiplied
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-folder.txt")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def packages() -> list[third_party.Package]:
    return third_party.packages()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_digests_and_there_is_nothing_else(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    pin = r"[a-z0-9._-]+==\S+( ; [^\\\n]+)? \\\n"
    assert re.fullmatch(rf"({pin}(    --hash=sha256:[0-9a-f]{{64}}( \\)?\n)+)+", text)
    for entry in re.split(r"\n(?=\S)", text.strip()):
        assert not entry.endswith("\\") and entry.count("--hash=") == entry.count("\n"), entry.partition(" ")[0]


def requirements(group: str) -> list[Requirement]:
    """Of a dependency group and those that it includes."""
    found: list[Requirement] = []
    for entry in PROJECT["dependency-groups"][group]:
        found += requirements(entry["include-group"]) if isinstance(entry, dict) else [Requirement(entry)]
    return found


@pytest.mark.parametrize(("lock", "group"), list(zip(LOCKS, ("install", "dev", "folder"), strict=True)))
def test_the_locks_hold_what_the_project_asks_for(lock, group):
    pins = third_party.locked(ROOT / lock)
    for asked in [Requirement(text) for text in PROJECT["project"]["dependencies"]] + requirements(group):
        versions = [version for version, _ in pins[canonicalize_name(asked.name)]]
        assert versions and all(asked.specifier.contains(version) for version in versions), asked
    assert third_party.locked().items() <= pins.items()  # tests and folders have what is installed, nothing newer


def rows(heading: str) -> list[list[str]]:
    """The cells of the table of THIRD-PARTY.md under a heading."""
    section = third_party.LIST.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]


@pytest.mark.parametrize(
    ("heading", "runs"), [("Packages that the program uses", True), ("Packages that only build it", False)]
)
def test_the_list_names_every_locked_package_with_its_licence(packages, heading, runs):
    listed = {(cells[0].split("]")[0][1:], cells[1].split(" (")[0], cells[2]) for cells in rows(heading)}
    assert listed == {(p.name, " or ".join(p.versions), p.licence) for p in packages if p.runs == runs}


def test_the_list_begins_with_what_follows_from_it():
    words = third_party.HEAD.read_text(encoding="utf-8")
    assert third_party.LIST.read_text(encoding="utf-8").startswith(words) and "GPL version 3" in words


def test_the_list_says_why_each_dependency_is_there(packages):
    assert set(third_party.told()["why"]) == set(third_party.direct())
    assert all(package.needed_by for package in packages if package.runs and package.name not in third_party.direct())


def test_the_list_names_all_native_code_in_the_wheels(packages):
    listed = {cells[0]: cells[1].split(" (")[0] for cells in rows("Native code of others in the wheels")}
    found = {part.name: part.licence for part in third_party.bundled(packages)}
    assert found.items() <= listed.items()  # wheels for other Pythons and systems may hold less
    assert listed == {entry["name"]: entry["licence"] for entry in third_party.told()["bundled"]}
    assert found["x264"] == "GPL-2.0-or-later"


def test_a_library_or_a_licence_that_nobody_knows_is_not_passed_over(packages, monkeypatch):
    known = third_party.told()
    fewer = [entry for entry in known["bundled"] if entry["name"] != "x265"]
    monkeypatch.setattr(third_party, "told", lambda: known | {"bundled": fewer})
    with pytest.raises(KeyError, match="libx265"):
        third_party.bundled(packages)
    monkeypatch.setattr(third_party, "told", lambda: known | {"licence": {}})
    with pytest.raises(KeyError, match="colorama"):
        third_party.packages()


def test_the_texts_of_the_licences_that_ask_for_it_are_at_hand(packages):
    texts = {path.stem for path in (ROOT / "packaging" / "licences").glob("*.txt")}
    every = [package.licence for package in packages] + [entry["licence"] for entry in third_party.told()["bundled"]]
    asked = {word for licence in every for word in re.findall(r"L?GPL-[0-9.]+|Apache-2\.0|MPL-2\.0", licence)}
    assert asked <= texts


def test_the_list_for_machines_fits_its_schema_and_holds_all_packages(packages):
    used = [package for package in packages if package.runs]
    others = [PackageURL("deb", "debian", "libx11-6", "2:1.8.4")]
    text = sbom.checked(sbom.listed(used, third_party.version(), others))
    assert text == sbom.listed(used[::-1], third_party.version(), others)
    document = json.loads(text)
    listed = {part["purl"] for part in document["components"] if "purl" in part}
    assert listed == {f"pkg:pypi/{p.name}@{p.installed.version}" for p in used if p.installed} | {str(others[0])}
    assert {"x264", "Qt 6"} <= {part["name"] for part in document["components"]}
    with pytest.raises(ValueError, match="schema"):
        sbom.checked(text.replace('"library"', '"books"'))
    depends = {entry["ref"]: set(entry.get("dependsOn", ())) for entry in document["dependencies"]}
    assert depends["glutmin-viewer"] == set(third_party.direct()) and "numpy" in depends["scipy"]


def test_the_folder_takes_every_module_of_vtk_that_the_program_imports():
    spec = (ROOT / "packaging" / "glutmin_viewer.spec").read_text(encoding="utf-8")
    taken = set(re.search(r'VTK = set\(\s*"""(.*?)"""', spec, re.DOTALL)[1].split())
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "glutmin_viewer").rglob("*.py"))
    imported = set(re.findall(r"(?:from|import) vtkmodules\.(\w+)", source))
    assert len(imported) > 5 and imported <= taken


def test_the_icon_is_what_its_script_draws(qapp):
    assert (icon.FOLDER / "icon.svg").read_text(encoding="utf-8") == icon.drawn()
    for size in icon.SIZES:
        pictures = [
            image.convertToFormat(ARGB) for image in (QImage(str(icon.FOLDER / f"{size}.png")), icon.painted(size))
        ]
        kept, drawn = (np.array(picture.constBits(), dtype=int) for picture in pictures)
        assert len(kept) == 4 * size * size and np.abs(kept - drawn).max() <= 8  # versions of Qt may round another way


def test_the_window_has_an_icon_that_is_there(qapp):
    make_application()
    shown = {size.width() for size in QApplication.windowIcon().availableSizes()}
    assert shown == set(ICON_PX) <= set(icon.SIZES)


@pytest.fixture
def menu(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Calls menu.sh of a folder as `make folder` builds it, at a place with a blank, a percent sign and an umlaut."""
    folder = tmp_path / "100 % Hüfte"
    icons = folder / "_internal" / "glutmin_viewer" / "ui" / "icons"
    shutil.copytree(icon.FOLDER, icons)
    shutil.copy(ROOT / "packaging" / "menu.sh", folder)
    program = folder / "glutmin-viewer"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.environ["PATH"], "XDG_DATA_HOME": str(tmp_path / "data")}
        call = [folder / "menu.sh", *arguments]
        return subprocess.run(call, env=environment, capture_output=True, text=True, timeout=20, check=False)

    return call


@pytest.mark.skipif(sys.platform != "linux", reason="the menu of Linux desktops")
def test_the_menu_gets_the_program_with_its_icon_and_is_rid_of_it_again(menu, tmp_path):
    assert menu().returncode == 0 and menu().returncode == 0
    entry = configparser.ConfigParser(interpolation=None, delimiters="=")
    entry.optionxform = str
    entry.read(tmp_path / "data" / "applications" / "glutmin_viewer.desktop", encoding="utf-8")
    told = entry["Desktop Entry"]
    place = str(tmp_path / "100 %% Hüfte" / "glutmin-viewer")
    assert told["Exec"] == f'"{place}" %f' and told["StartupWMClass"] == "glutmin_viewer"
    assert [told["Name"], told["Name[de]"]] == [content(language).ui["title"] for language in ("en", "de")]
    found = {path.parent.parent.name: path for path in tmp_path.glob(f"data/icons/hicolor/*/apps/{told['Icon']}.*")}
    assert found.keys() == {"scalable", *(f"{size}x{size}" for size in icon.SIZES)}
    assert all(QImage(str(path)).width() == int(size.split("x")[0]) for size, path in found.items() if "x" in size)
    if shutil.which("desktop-file-validate"):
        subprocess.run(["desktop-file-validate", *tmp_path.glob("data/applications/*")], check=True)
    assert menu("--remove").returncode == 0
    assert [path for path in (tmp_path / "data").rglob("*") if path.is_file()] == []


def test_the_menu_says_where_there_is_no_program(menu, tmp_path):
    (tmp_path / "100 % Hüfte" / "glutmin-viewer").unlink()
    done = menu()
    assert done.returncode == 2 and "no program at" in done.stderr and not (tmp_path / "data").exists()
