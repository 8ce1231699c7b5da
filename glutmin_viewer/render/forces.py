"""Forces, their levers and captions, drawn over everything that may hide them, each with its figure."""

from __future__ import annotations

import math

import numpy as np
from vtkmodules.vtkCommonMath import vtkMatrix4x4
from vtkmodules.vtkFiltersSources import vtkConeSource, vtkCylinderSource
from vtkmodules.vtkRenderingCore import vtkActor, vtkBillboardTextActor3D, vtkPolyDataMapper, vtkProp

from glutmin_viewer.content import content
from glutmin_viewer.core.frame import Item, structure_of
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.render import style

FONT_PT, CAPTION_PT = 13, 16
# How far words stand over what they name (or under it), in points of the screen.
OVER_PT = {"force": 12, "lever.weight": -14, "lever.abductors": -20}
HEAD_SHARE, HEAD_WIDTH = 0.22, 2.6  # of an arrow's length and of its shaft


class ForceMark:
    """An arrow for a force, the thicker the stronger; a bar with ends for its lever; or a caption alone."""

    def __init__(self, item: Item) -> None:
        self._kind, name = item.kind, structure_of(item.id).partition(".")[2]
        self._colour = style.FORCE_COLOURS.get(name)
        solids = {"force": (vtkCylinderSource, vtkConeSource), "lever": (vtkCylinderSource,) * 3}.get(item.kind, ())
        self._solids = [_solid(source(), self._colour or style.DARK.words) for source in solids]
        self._words = vtkBillboardTextActor3D()
        look = self._words.GetTextProperty()
        look.SetBackgroundOpacity(0.8)
        look.SetVerticalJustificationToCentered()
        look.SetJustificationToCentered()
        look.BoldOn()
        look.SetFontSize(CAPTION_PT if item.kind == "caption" else FONT_PT)
        self._meant = ""
        self._name, self._over = name, OVER_PT.get(item.kind, OVER_PT.get(f"{item.kind}.{name}", 0))

    def set_backdrop(self, backdrop: style.Backdrop) -> None:
        """Let the words be read before another ground; those in the colour of a force stay on a dark one."""
        backdrop = backdrop if self._colour is None else style.DARK
        look = self._words.GetTextProperty()
        look.SetColor(self._colour or backdrop.words)
        look.SetBackgroundColor(backdrop.behind)

    @property
    def actors(self) -> tuple[vtkProp, ...]:
        return (*self._solids, self._words)

    def show(self, item: Item) -> None:
        """Bring the mark to an item of the same id."""
        assert item.points is not None
        points = item.points @ item.world_from_points[:3, :3].T + item.world_from_points[:3, 3]
        words = content().ui
        if self._kind == "caption":
            self._say(words[f"caption_{self._name}"], points[0])
            return
        tail, tip = points
        if self._kind == "force":
            radius = min(style.FORCE_MM_PER_N * item.amount, style.FORCE_THICKEST_MM)
            neck = tip + HEAD_SHARE * (tail - tip)
            _span(self._solids[0], tail, neck, radius)
            _span(self._solids[1], neck, tip, HEAD_WIDTH * radius)
            self._say(words[f"force_{self._name}"].format(newtons=f"{10.0 * round(item.amount / 10.0):.0f}"), tail)
        else:
            ends = style.LEVER_END_MM * _across(tip - tail)
            _span(self._solids[0], tail, tip, style.LEVER_MM)
            for bar, end in zip(self._solids[1:], points, strict=True):
                _span(bar, end - ends, end + ends, style.LEVER_MM)
            self._say(words["force_lever"].format(mm=f"{item.amount:.0f}"), 0.5 * (tail + tip))

    def tell(self) -> None:
        """Bring the words to the item shown last; until then the earlier ones move with it."""
        if self._meant != self._words.GetInput():
            self._words.SetInput(self._meant)

    def set_pixel_scale(self, scale: float) -> None:
        """Pixels to a screen point, for the distance of the words from what they name."""
        self._words.SetDisplayOffset(0, round(self._over * scale))

    def _say(self, words: str, place: Floats) -> None:
        self._meant = words
        self._words.SetPosition(*place)


def _solid(source: vtkCylinderSource | vtkConeSource, colour: style.Colour) -> vtkActor:
    """A cylinder or cone of length and radius 1 about the origin, along y; to be placed by `_span`."""
    source.SetResolution(24)
    source.SetHeight(1.0)
    source.SetRadius(1.0)
    if isinstance(source, vtkConeSource):
        source.SetDirection(0.0, 1.0, 0.0)
    mapper = vtkPolyDataMapper()
    mapper.SetInputConnection(source.GetOutputPort())
    actor = vtkActor()
    actor.SetMapper(mapper)
    actor.SetUserMatrix(vtkMatrix4x4())
    look = actor.GetProperty()
    look.SetColor(colour)
    look.SetAmbient(0.55)
    look.SetDiffuse(0.55)
    return actor


def _span(actor: vtkActor, start: Floats, end: Floats, radius: float) -> None:
    """Stretch a solid from one point to another, both in the frontal plane."""
    along = end - start
    across = radius * _across(along)
    matrix = np.zeros((4, 4))
    matrix[:3] = np.stack([across, along, [radius, 0.0, 0.0], 0.5 * (start + end)], axis=1)
    matrix[3, 3] = 1.0
    actor.GetUserMatrix().DeepCopy(matrix.ravel().tolist())


def _across(along: Floats) -> Floats:
    """A unit vector in the frontal plane square to a direction that lies in it."""
    _, y, z = along.tolist()
    length = math.hypot(y, z)
    return np.array([0.0, -z / length, y / length] if length > 0.0 else [0.0, 1.0, 0.0])
