"""The colour of every vertex of a surface: its tissue, what is painted on it, and the shade of its own form."""

from __future__ import annotations

import numpy as np

from glutmin_viewer.core.frame import Item
from glutmin_viewer.render import style


def vertex_colours(item: Item) -> np.ndarray | None:
    """(n, 3) uint8 for a surface that has more than one colour, else None.

    Muscles coloured by their groups get the shade alone: it multiplies the texture that holds their colour.
    """
    if all(made_of is None for made_of in (item.lightness, item.cartilage, item.attachments, item.value, item.tender)):
        return None
    assert item.points is not None
    if item.value is not None:
        colour = style.diverging(item.value)
        if item.fibre_coordinates is not None:  # tendon stays pale
            colour += style.TENDON_PALENESS * item.fibre_coordinates[:, 1:] * (np.array(style.TENDON) - colour)
    else:
        colour = np.empty((len(item.points), 3))
        colour[:] = (1.0, 1.0, 1.0) if item.kind == "muscle" else style.material(item.kind, item.group).colour
    if item.tender is not None:
        # Where a texture holds the colour, what is painted multiplies it.
        under = np.ones(3) if item.value is not None else np.array(style.material(item.kind, item.group).colour)
        colour += item.tender[:, None] * (np.minimum(np.array(style.TENDER) / under, 1.0) - colour)
    if item.cartilage is not None:
        colour += item.cartilage[:, None] * (np.array(style.CARTILAGE) - colour)
    if item.attachments is not None:
        for code, paint in enumerate((*style.ATTACHMENT_COLOURS, style.LIT, style.AVOID), 1):
            painted = item.attachments == code
            colour[painted] += style.ATTACHMENT_COVER * (np.array(paint) - colour[painted])
    if item.lightness is not None:
        dark = np.array(style.SHADES[item.kind])
        light = (item.lightness**style.SHADE_POWER)[:, None]
        colour *= dark + (1.0 - dark) * light
    return np.asarray(np.rint(255.0 * np.clip(colour, 0.0, 1.0)).astype(np.uint8))
