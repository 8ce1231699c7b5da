"""How deep one looks: layers from the skin to the bone, taken away one after another."""

from __future__ import annotations

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.pose import SIDES
from glutmin_viewer.core.state import SceneState, faded
from glutmin_viewer.core.visibility import made_visible, parts_of, visible_parts

# From outside in, of either side; what lies deeper than all of them is bone.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("skin",),
    ("gluteus_maximus", "iliotibial_tract", "tensor_fasciae_latae"),
    ("gluteus_medius", "piriformis"),
    ("gluteus_minimus",),
)
DEEPEST = float(len(LAYERS))
LEAST_OPACITY = 0.02  # fainter is not drawn


def at_depth(state: SceneState, atlas: Atlas, depth: float) -> SceneState:
    """With so many layers taken away (0: the skin is whole; 4: bare bone), the outermost left of them in part."""
    depth = min(max(depth, 0.0), DEEPEST)
    for place, layer in enumerate(LAYERS):
        opacity = 1.0 - min(max(depth - place, 0.0), 1.0)
        names = _of_layer(atlas, layer)
        state = made_visible(state, atlas, names, opacity >= LEAST_OPACITY)
        for name in names:
            state = faded(state, name, opacity if opacity >= LEAST_OPACITY else 1.0)
    return state


def depth_of(state: SceneState, atlas: Atlas) -> float:
    """How many layers are taken away on the side looked at: as far as the outermost one that is seen."""
    seen = visible_parts(state, atlas)
    for place, layer in enumerate(LAYERS):
        names = [name for name in _of_layer(atlas, layer) if name == "skin" or name.endswith(f"_{state.side}")]
        opacities = [state.opacity(name) for name in names if parts_of(atlas, [name]) & seen]
        if opacities:
            return place + 1.0 - max(opacities)
    return DEEPEST


def _of_layer(atlas: Atlas, layer: tuple[str, ...]) -> list[str]:
    ids = [name for part in layer for name in (part, *(f"{part}_{side}" for side in SIDES))]
    return [name for name in ids if name in atlas.structures]
