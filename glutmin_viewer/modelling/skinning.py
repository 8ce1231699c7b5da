"""How much each bone carries each point of the skin: weights for linear blend skinning.

Every joint has one oblique plane, across which the share of the lower body rises smoothly from 0 to 1; the numbers
are under [blend] in data/skin.toml.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.modelling.implicit import smoothstep
from glutmin_viewer.modelling.skin_form import figures


def skin_weights(vertices: Floats) -> Floats:
    """Weights (n, 8) of `pose.BODIES` for skin points (n, 3) in mm, pelvis frame, femora vertical; rows sum to 1.

    A leg has no share of the other half of the body, and none on the midline.
    """
    blend = figures()["blend"]
    folded = np.stack([vertices[:, 0], vertices[:, 1], np.abs(vertices[:, 2])], axis=1)
    trunk = 1.0 - _below(folded, blend["lumbosacral"])
    leg = _hip_share(folded, blend["hip"])
    shank = leg * _below(folded, blend["knee"])
    foot = shank * _below(folded, blend["ankle"])
    right = (vertices[:, 2] > 0.0).astype(float)
    one_leg = np.stack([leg - shank, shank - foot, foot], axis=1)
    pelvis_trunk = np.stack([(1.0 - leg) * (1.0 - trunk), (1.0 - leg) * trunk], axis=1)
    return np.concatenate([pelvis_trunk, one_leg * right[:, None], one_leg * (1.0 - right)[:, None]], axis=1)


def _hip_share(points: Floats, hip: dict[str, Any]) -> Floats:
    """Share of the leg: the blend narrows towards the midline, where above the crotch the pelvis alone carries."""
    z = points[:, 2]
    narrow, wide = hip["half_width_midline"], hip["half_width"]
    width = narrow + (wide - narrow) * smoothstep(z / hip["point"][2])
    share = _below(points, hip, width)
    off_midline = np.maximum(smoothstep(z / narrow), smoothstep((hip["crotch"] - points[:, 1]) / narrow))
    return share * off_midline


def _below(points: Floats, joint: dict[str, Any], half_width: Floats | None = None) -> Floats:
    """0 above the joint's plane, 1 below it, smooth over twice the half width."""
    offset = points - joint["point"]
    depth = joint["slope"][0] * offset[:, 0] + joint["slope"][1] * offset[:, 2] - offset[:, 1]
    return smoothstep(0.5 + 0.5 * depth / (joint["half_width"] if half_width is None else half_width))
