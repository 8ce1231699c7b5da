"""What a view is called before somebody names it: what is shown, of which side, from where."""

from __future__ import annotations

import numpy as np

from glutmin_viewer.content import content, language
from glutmin_viewer.core.camera import VIEWS, Camera, View, hip_camera
from glutmin_viewer.core.document import Document
from glutmin_viewer.core.pose import STANDING, Side
from glutmin_viewer.core.state import SceneState
from glutmin_viewer.core.views import first_camera

UPRIGHT = ("standing", "single_leg_stance", "sitting")  # else a body has no front and back of the room


def described(document: Document) -> str:
    """In words of the language in use: "Right hip, from behind", "Rear point 1, sitting, right, from the side"."""
    scene, ui = document.scene, content().ui
    shown = _shown(scene)
    parts = [*shown, ui[scene.side]] if shown else [ui[f"{scene.side}_hip"]]
    if scene.posture.name in UPRIGHT:
        parts.append(ui[f"seen_{nearest_view(document.camera or first_camera(scene), scene.side)}"])
    first, *others = parts
    return ", ".join([first, *map(_inside, others)])


def nearest_view(camera: Camera, side: Side) -> View:
    """The named view whose direction is most like that of a camera."""
    direction = np.array(camera.direction)
    return max(VIEWS, key=lambda view: float(direction @ np.array(hip_camera(view, side).direction)))


def _shown(scene: SceneState) -> list[str]:
    """Names of what tells a scene from a hip at rest: its pain, and how the body is held or moves."""
    texts, names = content(), []
    if scene.trigger_point is not None:
        names.append(texts.trigger_points[scene.trigger_point].name)
    elif scene.drawing is not None:
        names.append(texts.ui["painted"])
    elif scene.cause is not None:
        names.append(texts.causes[scene.cause].name)
    if scene.motion is not None:
        names.append(texts.motions[scene.motion].name)
    elif scene.posture.name != "standing":
        names.append(texts.ui[scene.posture.name])
    elif scene.pose != STANDING:
        names.append(texts.ui["free_pose"])
    return names


def _inside(name: str) -> str:
    """As it stands inside a name: in English without its capital; German nouns keep theirs."""
    keeps = language() == "de" or not name[1:2].islower()
    return name if keeps else name[0].lower() + name[1:]
