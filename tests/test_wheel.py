"""The wheel carries all it needs: installed elsewhere, it renders the same picture as the checkout."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """The Python of an environment outside the checkout, with the wheel and the dependencies of this one."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    build = [*pip, "wheel", "--no-build-isolation", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, timeout=120)
    wheel = next(folder.glob("*.whl"))
    venv.create(folder / "env", with_pip=False)
    packages = next((folder / "env").glob("lib/python*/site-packages"))
    # A path file lends the dependencies, but not the editable install of this checkout.
    (packages / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    install = [*pip, "install", "--no-deps", "--target", str(packages), str(wheel)]
    subprocess.run(install, check=True, capture_output=True, timeout=120)
    return folder / "env" / "bin" / "python"


def test_the_wheel_renders_the_same_picture(installed, tmp_path):
    for name, python in (("checkout", sys.executable), ("wheel", str(installed))):
        render = [python, "-m", "glutmin_viewer", "render", str(tmp_path / f"{name}.png"), "--size", "320x240"]
        subprocess.run(render, check=True, cwd=tmp_path, timeout=120)
    assert (tmp_path / "wheel.png").read_bytes() == (tmp_path / "checkout.png").read_bytes()


def test_it_is_the_wheel_that_runs(installed, tmp_path):
    script = "import glutmin_viewer; from glutmin_viewer.core.bundled import bundled_atlas; print(bundled_atlas())"
    run = subprocess.run([installed, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert Path(run.stdout.strip()).parent.parent.name == "site-packages"
    assert str(ROOT) not in run.stdout
