"""A second, foreign set of bones opens too: the atlas is data, not code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tomli_w

from glutmin_viewer.core.atlas_files import load_atlas
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.measure import measure
from glutmin_viewer.core.pose import HipPose
from glutmin_viewer.core.state import SceneState

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "reference"

pytestmark = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference bones are not on this machine")


def similar(source: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rotation and translation that take points (n, 3) nearest to others."""
    a, b = source - source.mean(axis=0), target - target.mean(axis=0)
    u, _, vt = np.linalg.svd(a.T @ b)
    turn = vt.T @ np.diag([1, 1, np.sign(np.linalg.det(vt.T @ u.T))]) @ u.T
    return turn, target.mean(axis=0) - turn @ source.mean(axis=0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The generic bones of OpenSim and the gluteus minimus paths of one of its models, in metres."""
    import pyvista as pv

    folder = tmp_path_factory.mktemp("foreign")
    pelvis = json.loads((REFERENCE / "pelvis_landmarks.json").read_text())["pelvis_rv"]
    names = [name for name in pelvis["native_mm"] if name in pelvis["isb_mm"]]
    native = np.array([pelvis["native_mm"][n] for n in names])
    # Those are relative to the right hip joint centre; the atlas wants the point between both.
    half = pelvis["dims"]["interHJC"] / 2
    turn, shift = similar(native, np.array([pelvis["isb_mm"][n] for n in names]) + np.array([0, 0, half]))
    structures = []

    def add(name: str, file: str, body: str, side: str | None, turn: np.ndarray, shift: np.ndarray) -> None:
        surface = pv.read(REFERENCE / "bones" / file).triangulate()
        surface.points = (np.asarray(surface.points, float) * 1000 @ turn.T + shift) / 1000
        surface.save(folder / f"{name}.ply")
        entry = {"id": name, "kind": "bone", "body": body, "file": f"{name}.ply", "provenance": "OpenSim generic bones"}
        structures.append(entry | ({"side": side} if side else {}))

    add("hip_bone_right", "pelvis_rv.vtp", "pelvis", "right", turn, shift)
    add("hip_bone_left", "pelvis_lv.vtp", "pelvis", "left", turn, shift)
    add("sacrum", "sacrumv.vtp", "pelvis", None, turn, shift)
    for side, sign in (("right", 1), ("left", -1)):
        add(f"femur_{side}", f"femur_{side[0]}.vtp", f"thigh_{side}", side, np.eye(3), np.array([0, 0, sign * half]))
        paths = json.loads((REFERENCE / "path_isb.json").read_text())["rlu2023"]
        muscles = json.loads((REFERENCE / "model_facts.json").read_text())["rlu2023"]["muscles"]
        mirror, place = np.array([1, 1, sign]), np.array([0, 0, half])
        origin = np.array([paths[f"glmin{i}_r"]["P1_isb_pelvis_mm"] for i in (1, 2, 3)])
        # In the model's own axes of the femur, which stand upright at its zero.
        insertion = 1000 * np.array([muscles[f"glmin{i}_r"]["points"][1]["xyz_m"] for i in (1, 2, 3)])
        origin, insertion = (origin + place) * mirror, (insertion + place) * mirror
        arrays = {
            "fibre/pelvic_path": origin[:, None] / 1000,
            "fibre/femoral_path": insertion[:, None] / 1000,
            "fibre/group": np.array([0, 1, 2]),
            "fibre/wrap_radius": np.full(3, 0.03),
        }
        np.savez(folder / f"gluteus_minimus_{side}.npz", **arrays)
        muscle = {"id": f"gluteus_minimus_{side}", "kind": "muscle", "body": "pelvis", "side": side}
        structures.append(muscle | {"provenance": "path points of RajagopalLaiUhlrich2023"})
    manifest = {
        "format": 1,
        "title": "OpenSim generic bones",
        "sources": ["opensim-models"],
        "units": "m",
        "pelvic_tilt_deg": 6.9,
        "joints": {"hip_right": [0.0, 0.0, half / 1000], "hip_left": [0.0, 0.0, -half / 1000]},
        "structures": structures,
    }
    (folder / "atlas.toml").write_text(tomli_w.dumps(manifest))
    return folder


def test_it_opens_and_says_what_it_lacks(folder):
    atlas = load_atlas(folder)
    assert atlas.missing() == ["skin"]
    kinds = {item.id: item.kind for item in Composer(atlas)(SceneState()).items}
    assert kinds["femur_left"] == "bone"
    assert kinds["gluteus_minimus_right"] == "fibres"


def test_its_numbers_are_those_of_the_model_that_the_paths_are_from(folder):
    # RajagopalLaiUhlrich2023 at its own zero: length and three moment arms, mm.
    expected = {
        "anterior": (97.1, 8.1, -51.6, 13.1),
        "middle": (101.9, 3.0, -47.2, -3.6),
        "posterior": (82.4, -3.3, -39.0, -13.9),
    }
    for row in measure(load_atlas(folder), "right", HipPose()):
        arms = row.moment_arm_mm
        found = (row.length_mm, arms.flexion, arms.adduction, arms.internal_rotation)
        assert found == pytest.approx(expected[row.group], abs=0.4), row.group


def test_the_commands_work_on_it(folder, tmp_path):
    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "glutmin_viewer", *arguments, "--atlas", str(folder)],
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )

    picture = tmp_path / "foreign.png"
    call("render", str(picture), "--view", "lateral", "--size", "400x300")
    assert picture.stat().st_size > 5000
    rows = json.loads(call("measure", "--pose", "flexion=90", "--format", "json").stdout)["rows"]
    assert [row["group"] for row in rows] == ["anterior", "middle", "posterior"]
