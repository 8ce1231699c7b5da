"""What is drawn on the skin is told apart by lightness or by a pattern, also by dichromats and in a grey print."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pytest
from msgspec.structs import replace as changed
from vision import DICHROMATS, contrast, luminance, seen_by

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.camera import hip_camera
from glutmin_viewer.core.charts import OUTSIDE
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.frame import GRADES
from glutmin_viewer.core.showing_pain import with_trigger_point
from glutmin_viewer.core.state import SceneState, faded
from glutmin_viewer.render.picture import Studio

INSIDE_MM = 100.0
PATCH = np.s_[130:170, 180:220]  # of one evenly lit place on the skin, 1.1 mm to a pixel
VISIONS = (None, *DICHROMATS, "grey")
TOLD_BY_LIGHTNESS, TOLD_BY_PATTERN = 1.25, 1.8  # least ratios of luminance


@dataclass(frozen=True)
class Look:
    """What a piece of skin shows: a grade of pain, and over it another cause's area and what is painted."""

    grade: str | None = None
    cause: bool = False
    painted: bool = False

    def __str__(self) -> str:
        over = ["cause"] * self.cause + ["painted"] * self.painted
        return " on ".join([*reversed(over), self.grade or "skin"])

    @property
    def patterns(self) -> tuple[str, ...]:
        """By what besides its lightness it is told, from the top."""
        own = {"spillover": "stripes", "rare": "dots"}.get(self.grade or "", "")
        return tuple(filter(None, ["outline" * self.painted, "hatching" * self.cause, own]))


PLAIN = (Look(), *(Look(grade) for grade in GRADES))
LOOKS = (
    *PLAIN,
    *(Look(plain.grade, cause=True) for plain in PLAIN),
    *(Look(plain.grade, painted=True) for plain in PLAIN),
)
Patches = dict[Look, tuple[np.ndarray, np.ndarray]]


@pytest.fixture(scope="module")
def patches(atlas: Atlas) -> Patches:
    """Pixels (rows, columns, 3) 0..1 of each look: within its area, and across its border with what lies beside it."""
    frame = Composer(atlas)(faded(with_trigger_point(SceneState(), "anterior_1"), "skin", 1.0))
    skin = next(item for item in frame.items if item.kind == "skin")
    assert skin.rest is not None
    middle = skin.rest[:, 1] - 25.0  # crosses the patch
    with Studio((400, 300)) as studio:

        def patch(look: Look, marked: np.ndarray | float) -> np.ndarray:
            pain = np.full((len(middle), 3), OUTSIDE, dtype=np.float32)
            if look.grade is not None:
                pain[:, GRADES.index(look.grade)] = INSIDE_MM
            over = np.full((len(middle), 2), OUTSIDE, dtype=np.float32)
            for column, there in enumerate((look.painted, look.cause)):
                if there:
                    over[:, column] = marked
            shown = replace(frame, items=(changed(skin, pain=pain, marked=over),))
            return studio.picture(shown, hip_camera("lateral", "right"))[PATCH] / 255.0

        return {look: (patch(look, INSIDE_MM), patch(look, middle)) for look in LOOKS}


def seen(patch: np.ndarray, vision: str | None) -> np.ndarray:
    """Luminance (rows, columns) of a patch as it is seen."""
    return luminance(seen_by(patch.reshape(-1, 3), vision)).reshape(patch.shape[:2])


def strength(look: Look, pattern: str, patches: Patches, vision: str | None) -> float:
    """Contrast of a pattern of a look: of its marks and their ground, or of line and rim of an outline."""
    within, border = (seen(patch, vision) for patch in patches[look])
    if pattern == "outline":  # it lies across the columns
        return float(np.median([contrast(column.min(), column.max()) for column in border.T]))
    if look.cause and pattern != "hatching":
        # Between the lines of the hatching, which lie where they do on the plain solid area.
        bare, hatched = (patches[Look("essential", cause)][0] for cause in (False, True))
        within = within[np.abs(hatched - bare).max(axis=2) < 0.04]
    return contrast(*np.percentile(within, [5, 95]))


@pytest.mark.parametrize("vision", VISIONS)
def test_areas_are_told_apart_by_lightness_or_by_a_pattern(patches: Patches, vision: str | None) -> None:
    light = {look: float(seen(patches[look][0], vision).mean()) for look in LOOKS}
    strong = {look: {name: strength(look, name, patches, vision) for name in look.patterns} for look in LOOKS}
    print(f"\n{vision or 'all colours'}: mean luminance, contrast of it to each, contrast of patterns")
    print(" " * 27 + " ".join(f"{look!s:>9.9}" for look in PLAIN))
    for look in LOOKS:
        ratios = " ".join(f"{contrast(light[look], light[plain]):9.2f}" for plain in PLAIN)
        print(f"{look!s:22}{light[look]:5.2f}{ratios}  ", *(f"{n} {ratio:.1f}" for n, ratio in strong[look].items()))
    for one, other in combinations(LOOKS, 2):
        differing = [
            strong[look][name]
            for look, beside in ((one, other), (other, one))
            for name in look.patterns
            if name not in beside.patterns
        ]
        by_lightness = contrast(light[one], light[other]) >= TOLD_BY_LIGHTNESS
        assert by_lightness or max(differing, default=1.0) >= TOLD_BY_PATTERN, f"{one} and {other} look alike"


@pytest.mark.parametrize("vision", VISIONS)
def test_the_usual_area_is_told_from_all_others_by_lightness_alone(patches: Patches, vision: str | None) -> None:
    light = {look: float(seen(patches[look][0], vision).mean()) for look in PLAIN}
    skin, essential, spillover, rare = (light[look] for look in PLAIN)
    assert essential < spillover < rare
    for other in (skin, spillover, rare):
        assert contrast(essential, other) > 2.5
    assert contrast(spillover, rare) >= TOLD_BY_LIGHTNESS


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("look", [look for look in LOOKS if look.patterns], ids=str)
def test_patterns_and_outlines_stand_out_from_their_ground(patches: Patches, look: Look, vision: str | None) -> None:
    assert min(strength(look, name, patches, vision) for name in look.patterns) >= TOLD_BY_PATTERN


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("look", PLAIN, ids=str)
def test_the_outline_of_what_is_painted_has_a_light_line_and_a_dark_rim(
    patches: Patches, look: Look, vision: str | None
) -> None:
    within, border = (seen(patch, vision) for patch in patches[replace(look, painted=True)])
    plain = seen(patches[look][0], vision)
    # Whatever the ground: one of the two is far from it, on either side of the border.
    line, rim = np.median(border.max(axis=0)), np.median(border.min(axis=0))
    for ground in (within.mean(), plain.mean()):
        assert max(contrast(line, ground), contrast(rim, ground)) > 2.5
    assert contrast(line, rim) > 3.0
