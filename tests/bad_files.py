"""Every kind of file that the program reads: one table of valid examples, readers, and how their structure can change.

`attempt` reads one file as the program does: all but a sound value and one clear sentence is a fault.
"""

from __future__ import annotations

import json
import unicodedata
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import shapes
import tomli
import tomli_w
from befalling import Change, changed_arrays, changed_mesh, changed_tree

from glutmin_viewer import content, core
from glutmin_viewer.content import Content, data_files
from glutmin_viewer.core import causes, charts, pain
from glutmin_viewer.core.anchors import Anchor
from glutmin_viewer.core.atlas import Atlas, Structure, Unwrapped, shortcomings
from glutmin_viewer.core.atlas_files import load_atlas, write_atlas
from glutmin_viewer.core.camera import home_camera
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.cut import Cut
from glutmin_viewer.core.document import Document, encoded, load_document, load_fitting, save_document
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.last_scene import load_last_scene
from glutmin_viewer.core.layout import Layout, load_layout
from glutmin_viewer.core.measure import measure
from glutmin_viewer.core.moves import Move
from glutmin_viewer.core.pain_drawing import PainDrawing, Stroke
from glutmin_viewer.core.pose import BODIES, HipPose
from glutmin_viewer.core.progress import Progress, Tally, load_progress, save_progress
from glutmin_viewer.core.rulers import Ruler
from glutmin_viewer.core.saved_views import SavedViews
from glutmin_viewer.core.settings import Settings, load_settings
from glutmin_viewer.core.stance import StanceData
from glutmin_viewer.core.state import SceneState, faded, with_pose
from glutmin_viewer.core.tour import Tour, load_tour

LONGEST_SENTENCE = 4000
CONTROLS = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@dataclass(frozen=True)
class Kind:
    """path: where it lies in its folder. example: valid bytes. read: its reader, given the path of the file, and what
    must hold of what was read. changed: its structure changed, while bytes can be changed of any file."""

    name: str
    path: str
    example: bytes
    read: Callable[[Path], object]
    changed: Change


def attempt(kind: Kind, folder: Path, held: bytes) -> bool:
    """Read a file that holds these bytes; whether it was accepted. All but a sentence raises, warnings too."""
    path = folder / kind.path
    path.write_bytes(held)
    return accepted(kind, path)


def accepted(kind: Kind, path: Path) -> bool:
    """Whether a file is accepted; where it is not, one sentence says so and names a file."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            kind.read(path)
        except (InputError, data_files.Damaged) as error:
            check_sentence(str(error), path)
            return False
    return True


def check_sentence(sentence: str, path: Path) -> None:
    """One line that names the file, or another of its folder, and what to do."""
    assert not any(unicodedata.category(letter) in CONTROLS for letter in sentence), sentence[:200]
    assert len(sentence) <= LONGEST_SENTENCE
    assert str(path.parent) in sentence and sentence[-1] in ".?" and len(sentence) > len(str(path)) + 20, sentence


def kinds(examples: Path) -> tuple[Kind, ...]:
    """The table. examples: a folder in which the small atlas is written."""
    bone = small_atlas().structures["sacrum"].mesh
    assert bone is not None
    return (
        _of_atlas(examples, "mesh", "sacrum.ply", changed_mesh(bone.vertices, bone.faces)),
        _of_atlas(examples, "muscle's side-car", "gluteus_minimus_right.npz"),
        _of_atlas(examples, "skin's side-car", "skin.npz"),
        _of_atlas(examples, "bone's side-car", "sacrum.npz"),
        _of_atlas(examples, "manifest", "atlas.toml", _toml((examples / "atlas.toml").read_bytes())),
        _kept("state", "scene.json", encoded(example_document()), _read_state),
        _kept("saved view", "view_0001.json", encoded(example_document()), _read_view),
        _kept("last scene", "scene.json", encoded(example_document()), _read_last_scene),
        _kept("settings", "settings.json", Settings("de", "dark", 110, "slicer", True), load_settings),
        _kept("layout", "layout.json", Layout(b"geometry", 300, 400), _read_layout),
        _kept("progress", "quiz.json", Progress({"find": Tally(3, 2)}, 5), _read_progress),
        _kept("tour", "tour.json", Tour(True), load_tour),
        _of_program("texts", content, "de", Content),
        _of_program("causes", core, "causes", causes.Table),
        _of_program("zones", core, "zones", pain.Atlas),
        _of_program("charts", core, "charts", charts.Table),
        _of_program("moves", core, "moves", dict[str, Move]),
        _of_program("stance", core, "stance", StanceData),
    )


def _of_atlas(examples: Path, name: str, path: str, changed: Change | None = None) -> Kind:
    if changed is None:
        with np.load(examples / path) as archive:
            changed = changed_arrays(dict(archive))
    return Kind(name, path, (examples / path).read_bytes(), _read_atlas, changed)


def _kept(name: str, path: str, example: msgspec.Struct | bytes, read: Callable[[Path], object]) -> Kind:
    held = example if isinstance(example, bytes) else msgspec.json.encode(example)
    return Kind(name, path, held, read, changed_tree(held, json.dumps, json.loads))


def _of_program(name: str, package: Any, file: str, kind: Any) -> Kind:
    held = (Path(package.__file__).parent / f"{file}.toml").read_bytes()
    return Kind(name, f"{file}.toml", held, partial(data_files.read, kind=kind), _toml(held))


def _toml(example: bytes) -> Change:
    return changed_tree(example, lambda tree: tomli_w.dumps(_without_none(tree)), tomli.loads)


def _without_none(tree: Any) -> Any:
    """TOML has no null."""
    if isinstance(tree, dict):
        return {key: _without_none(value) for key, value in tree.items() if value is not None}
    return [_without_none(value) for value in tree if value is not None] if isinstance(tree, list) else tree


# ---- examples --------------------------------------------------------------------------------------------------------


@cache
def small_atlas() -> Atlas:
    """An atlas of few vertices that has one of everything that an atlas can hold."""
    bone, body = shapes.ellipsoid((-80, 50, 0), (15, 60, 45), 4), shapes.ellipsoid((-20, -330, 0), (150, 545, 190), 6)
    n, m = len(bone.vertices), len(body.vertices)
    sacrum = Structure(
        *("sacrum", "bone", "pelvis", None, "made for tests", bone),
        regions={"sacrum_top": np.arange(9), "sacrum_rim": np.arange(4, 12)},
        lightness=np.linspace(0.2, 1.0, n),
        cartilage=np.linspace(0.0, 1.0, n),
    )
    weights = np.zeros((m, len(BODIES)))
    weights[:, 0], weights[:, 2] = 0.25, 0.75
    skin = Structure(
        *("skin", "skin", "pelvis", None, "made for tests", body),
        regions={"groin_right": np.arange(20)},
        weights=weights,
        unwrapped=Unwrapped(np.linspace(0.1, 0.9, 2 * m).reshape(m, 2), body.faces, 900.0),
    )
    tiny = shapes.tiny_atlas()
    muscle = tiny.structures["gluteus_minimus_right"]
    return replace(
        tiny,
        structures={part.id: part for part in (sacrum, muscle, skin)},
        landmarks={"promontory": np.array([-65.0, 50.0, 0.0])},
        landmark_structure={"promontory": "sacrum"},
    )


def atlas_folder(folder: Path) -> Path:
    """The small atlas, written."""
    write_atlas(small_atlas(), folder)
    return folder


@cache
def example_document() -> Document:
    """A scene with one of nearly everything that a state file can hold."""
    at_skin, scene = (-20.0, -330.0, 190.0), faded(SceneState(), "sacrum", 0.5)
    scene = msgspec.structs.replace(
        with_pose(scene, HipPose(20.0, -5.0, 3.0)),
        hidden=scene.hidden | {"sacrum"},
        selection="sacrum",
        cut=Cut("free", 10.0, (0.0, 0.6, 0.8)),
        drawing=PainDrawing((Stroke((at_skin, (-20.0, -320.0, 190.0))), "groin_right")),
        rulers=(Ruler((Anchor("sacrum", (-65.0, 50.0, 0.0)), Anchor("sacrum", (-80.0, 110.0, 0.0)))),),
        lit=("sacrum",),
        shown_by_posture=frozenset({"skin"}),
    )
    return Document(scene, home_camera("left"), name="Mine")


# ---- readers, and what must hold of what they accept -----------------------------------------------------------------


def _read_atlas(path: Path) -> None:
    atlas = load_atlas(path.parent)
    for pose in (HipPose(), HipPose(60.0, 10.0, -10.0)):
        _check_drawn(atlas, with_pose(SceneState(hidden=frozenset()), pose))
    shortcomings(atlas)
    if "gluteus_minimus_right" in atlas.structures:
        assert all(np.isfinite(row.length_mm) for row in measure(atlas, "right", HipPose(60.0, 10.0, -10.0)))


def _check_drawn(atlas: Atlas, state: SceneState) -> None:
    """All that is drawn is finite."""
    for item in Composer(atlas)(state).items:
        for array in (item.points, item.world_from_points, item.normals):
            assert array is None or np.isfinite(array).all(), item.id


def _check_document(document: Document, path: Path) -> None:
    """What is accepted can be drawn and looked at, and is the same when it is saved and read again."""
    _check_drawn(small_atlas(), document.scene)
    if (camera := document.camera) is not None:
        across = np.cross(camera.view_up, camera.direction)
        assert np.isfinite(camera.position).all() and np.linalg.norm(across) > 1e-5 and camera.height_mm > 0.0
    again = path.with_name("again.saved")
    save_document(document, again)
    assert load_document(again) == document


def _read_state(path: Path) -> None:
    _check_document(load_fitting(path, small_atlas()), path)


def _read_last_scene(path: Path) -> None:
    document = load_last_scene(path, small_atlas())
    if document is not None:
        _check_document(document, path)


def _read_view(path: Path) -> None:
    listing = SavedViews(path.parent).listed()
    if listing.skipped:
        raise InputError(f"{path.parent / listing.skipped[0]} is skipped, as the window of saved views says.")
    for view in listing.views:
        assert view.name and "\n" not in view.name


def _read_layout(path: Path) -> None:
    layout = load_layout(path)
    assert layout is None or (max(layout.left, layout.right) < 2**31 and min(layout.left, layout.right) >= 0)


def _read_progress(path: Path) -> None:
    progress = load_progress(path)
    assert 0 <= progress.right <= progress.answered
    again = path.with_name("again.saved")
    save_progress(progress, again)
    assert load_progress(again) == progress
