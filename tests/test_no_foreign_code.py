"""The source holds no way to run code from a file, to start another program, to reach a network, to unpack anywhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import glutmin_viewer

PACKAGE = Path(glutmin_viewer.__file__).parent
BUILT_IN = {"eval", "exec", "compile", "__import__", "breakpoint"}
MODULES = {
    *("pickle", "marshal", "shelve", "dill", "joblib", "code", "codeop", "runpy", "imp", "ctypes", "cffi"),
    *("subprocess", "multiprocessing", "pty", "webbrowser", "tarfile"),
    *("socket", "socketserver", "ssl", "http", "urllib", "urllib3", "requests", "pooch"),
    *("ftplib", "smtplib", "asyncio"),
}
NAMES = {
    *("import_module", "spec_from_file_location", "unpack_archive", "extract", "extractall"),
    *("QProcess", "QDesktopServices", "QPluginLoader", "QLibrary", "QtNetwork", "QtWebEngineWidgets", "QtQml"),
}
OF_OS = ("exec", "spawn", "posix_spawn", "system", "popen", "startfile", "fork")  # beginnings of its functions


def offences(source: str) -> Iterator[str]:
    """What of this a module of Python holds."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in BUILT_IN:
                yield f"{name}()"
            case ast.Import(names=names):
                yield from (alias.name for alias in names if alias.name.partition(".")[0] in MODULES)
            case ast.ImportFrom(module=str(module), names=names):
                parts, imported = module.split("."), [alias.name for alias in names]
                yield from (part for part in parts if part in NAMES)
                yield from (name for name in imported if name in NAMES or (module == "os" and name.startswith(OF_OS)))
                if parts[0] in MODULES:
                    yield module
            case ast.Attribute(attr=name) if name in NAMES:
                yield name
            case ast.Attribute(value=ast.Name(id="os"), attr=name) if name.startswith(OF_OS):
                yield f"os.{name}"
        if isinstance(node, ast.Call):
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            pickles = given.get("allow_pickle")
            if pickles is not None and not (isinstance(pickles, ast.Constant) and pickles.value is False):
                yield "allow_pickle"
            match node.func:
                case ast.Attribute(value=ast.Name(id="np" | "numpy"), attr="load") if pickles is None:
                    yield "load without allow_pickle=False"


def test_no_module_of_the_program_does_any_of_it():
    found = {
        path.relative_to(PACKAGE).as_posix(): said
        for path in PACKAGE.rglob("*.py")
        if (said := sorted(offences(path.read_text(encoding="utf-8"))))
    }
    assert found == {"core/heap.py": ["ctypes"]}


def test_all_that_is_asked_of_the_c_library_is_two_of_its_options_and_to_give_back_what_is_free():
    asked, own = set(), ast.parse((PACKAGE / "core" / "heap.py").read_text(encoding="utf-8"))
    for node in ast.walk(own):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="ctypes"), attr=name), args=given):
                assert name == "CDLL" and ast.unparse(given[0]) == "None"
            case ast.Call(func=ast.Name(id="getattr"), args=[of, name, *_]):
                assert (ast.unparse(of), ast.unparse(name)) == ("ctypes.CDLL(None)", "name")
            case ast.Call(func=ast.Name(id="_ask"), args=[ast.Constant(value=name), *_]):
                asked.add(name)
    assert asked == {"mallopt", "malloc_trim"} and ast.unparse(own).count("ctypes.") == 1


@pytest.mark.parametrize(
    "source",
    [
        "eval('1')",
        "exec(text)",
        "import pickle",
        "from urllib.request import urlopen",
        "import http.client as h",
        "from importlib import import_module",
        "importlib.import_module(name)",
        "import os; os.system('true')",
        "from os import system",
        "import os; os.execv(a, b)",
        "from PySide6.QtGui import QDesktopServices",
        "from PySide6.QtNetwork import QTcpSocket",
        "from PySide6 import QtNetwork",
        "np.load(path)",
        "np.load(path, allow_pickle=True)",
        "np.lib.format.read_array(stream, allow_pickle=wanted)",
        "archive.extractall(folder)",
    ],
)
def test_each_of_it_would_be_found(source):
    assert list(offences(source))
    assert not list(offences("app.exec(); re.compile('a'); np.load(path, allow_pickle=False); import os"))
