"""Files to be opened and dropped: scenes that the window can show, and what is none."""

from __future__ import annotations

import json
from functools import partial, reduce
from pathlib import Path

import msgspec

from glutmin_viewer.core.camera import leg_camera
from glutmin_viewer.core.cut import Cut
from glutmin_viewer.core.document import Document, encoded
from glutmin_viewer.core.pain_drawing import PainDrawing
from glutmin_viewer.core.postures import Posture
from glutmin_viewer.core.showing_pain import with_cause, with_drawing, with_trigger_point
from glutmin_viewer.core.state import SceneState, coloured_by, shown, with_cut, with_motion, with_posture, with_side

GOOD = {
    "first": (),
    "chair": (partial(with_posture, posture=Posture("sitting")), partial(with_trigger_point, name="posterior_1")),
    "ball": (partial(with_posture, posture=Posture("massage_anterior")), partial(coloured_by, what="length")),
    "drop": (partial(with_motion, name="level_beside_drop", time_s=0.5),),
    "cut": (partial(shown, names=["skin"], visible=True), partial(with_cut, cut=Cut("axial", 10.0))),
    "sore": (partial(with_drawing, drawing=PainDrawing(("thigh_posterior_left", "calf_upper_left"))),),
    "left": (partial(with_side, side="left"), partial(with_cause, name="radiculopathy_S1")),
}
CHANGES: dict[str, dict[str, object]] = {
    "later version": {"version": 99},
    "other format": {"format": "another"},
    "no scene": {"scene": None},
    "unknown field": {"colour": "blue"},
    "unknown selection": {"scene": {"selection": "heart"}},
    "too far bent": {"scene": {"pose": {"flexion_deg": 1e9}}},
    "unknown motion": {"scene": {"motion": "dance"}},
    "late": {"scene": {"motion": "flexion", "motion_time_s": 1e300}},
    "unseen": {"scene": {"opacities": [["sacrum", -1.0]]}},
    "heavy": {"scene": {"mass_kg": 1e6}},
    "text for a number": {"scene": {"mass_kg": "heavy"}},
}
BYTES = {
    "empty": b"",
    "no JSON": b"{",
    "no text": b"\xff\xfe\x00\x01" * 100,
    "not a number": b'{"format": "glutmin_viewer state", "version": 1, "scene": {"mass_kg": NaN}}',
    "deep": b"[" * 100_000,
}


def write_scenes(folder: Path) -> list[Path]:
    """Write them all; the paths in a row, with one that is not there and a folder."""
    folder.mkdir()
    written = []
    for name, verbs in GOOD.items():
        scene = reduce(lambda state, verb: verb(state), verbs, SceneState())
        camera = leg_camera("posterior", scene.side) if len(verbs) % 2 else None
        written.append(folder / f"{name}.json")
        written[-1].write_bytes(encoded(Document(scene, camera)))
    plain = msgspec.to_builtins(Document(SceneState()))
    for name, change in CHANGES.items():
        written.append(folder / f"{name}.json")
        written[-1].write_text(json.dumps(plain | change))
    for name, data in BYTES.items():
        written.append(folder / f"{name}.json")
        written[-1].write_bytes(data)
    (folder / "folder.json").mkdir()
    (folder / "words.txt").write_text("no scene")
    return [*written, folder / "folder.json", folder / "words.txt", folder / "missing.json"]
