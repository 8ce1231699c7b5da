"""The looks of the window as data: a dark one and a light one, how large words are, and which of all that is in use.

What is painted by hand asks `look()` and `scaled()` when it is made; the window makes it anew when they change.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from glutmin_viewer.core.fibres import Group
from glutmin_viewer.render.style import DARK as DARK_BACKDROP
from glutmin_viewer.render.style import LIGHT as LIGHT_BACKDROP
from glutmin_viewer.render.style import Backdrop

BASE_PT = 10.5
ICON_PX, HANDLE_PX = 16, 16  # beside words of the first choice: swatches, and what a slider is taken by
LEAST_WIDTH = 1240  # of the window; below it the player would cover the right panel


class Look(msgspec.Struct, frozen=True):
    """Colours of the window. ground, panel, raised: what lies deeper and higher; dim: what cannot be used now; chosen:
    behind what is selected; shorter, longer: of a change of length, told apart by all kinds of colour vision; curves:
    of the fibre groups, the sisters of their flesh, apart in lightness too. backdrop: of the picture."""

    name: str  # of its marks
    ground: str
    panel: str
    raised: str
    hover: str
    line: str
    edge: str
    box: str
    text: str
    muted: str
    dim: str
    dim_line: str
    dim_handle: str
    track: str
    accent: str
    accent_hover: str
    on_accent: str
    chosen: str
    chosen_row: str
    warning: str
    warning_ground: str
    warning_hover: str
    on_warning: str
    notice: str
    error: str
    error_ground: str
    right: str
    shorter: str
    longer: str
    curves: Mapping[Group, str]
    badges: Mapping[str, str]
    backdrop: Backdrop


DARK = Look(
    name="dark",
    ground="#12161b",
    panel="#1a2027",
    raised="#252d36",
    hover="#303a45",
    line="#3a4653",
    edge="#55657a",
    box="#8795a4",
    text="#e9edf1",
    muted="#a9b5c1",
    dim="#66727f",
    dim_line="#2b343e",
    dim_handle="#4a5663",
    track="#2e343b",
    accent="#6cb6ff",
    accent_hover="#8ac6ff",
    on_accent="#08131f",
    chosen="#2b4764",
    chosen_row="#22384f",
    warning="#f0b24a",
    warning_ground="#3a2f1a",
    warning_hover="#4d3d20",
    on_warning="#ffdf9e",
    notice="#2a2a22",
    error="#ff8a75",
    error_ground="#33231f",
    right="#8fd0c4",
    shorter="#5aa9f0",
    longer="#f2a33c",
    curves=MappingProxyType({"anterior": "#ffaa44", "middle": "#e8604f", "posterior": "#dcb8ff"}),
    badges=MappingProxyType(
        {
            "anatomy": "#8fd0c4",
            "model": "#8db8f5",
            "tradition": "#d9bf7c",
            "contested": "#f0a585",
            "ours": "#b9b3c9",
        }
    ),
    backdrop=DARK_BACKDROP,
)
LIGHT = Look(
    name="light",
    ground="#ffffff",
    panel="#f1f4f7",
    raised="#e3e8ed",
    hover="#d5dde5",
    line="#b3bfcb",
    edge="#7d8c9b",
    box="#66747f",
    text="#14191f",
    muted="#4a5763",
    dim="#8793a0",
    dim_line="#d3dae1",
    dim_handle="#b5c0ca",
    track="#dbe1e7",
    accent="#0b62b5",
    accent_hover="#084d90",
    on_accent="#ffffff",
    chosen="#c9dff5",
    chosen_row="#dbeafa",
    warning="#8a5600",
    warning_ground="#fdeccb",
    warning_hover="#fadfa6",
    on_warning="#5a3900",
    notice="#fcf3de",
    error="#b3261e",
    error_ground="#fce6e2",
    right="#0f6f66",
    shorter="#1f6fc4",
    longer="#b5620a",
    curves=MappingProxyType({"anterior": "#a86400", "middle": "#8e1410", "posterior": "#5b3fb0"}),
    badges=MappingProxyType(
        {
            "anatomy": "#0f6f66",
            "model": "#1c5bb5",
            "tradition": "#745600",
            "contested": "#9f3f1b",
            "ours": "#574c80",
        }
    ),
    backdrop=LIGHT_BACKDROP,
)
_look, _scale = DARK, 1.0


def look() -> Look:
    """The one in use."""
    return _look


def scaled(size: float) -> int:
    """A length in points of the screen, or a size of type times any factor, as large as words are now."""
    return round(_scale * size)


def handle_px(scale: float) -> int:
    """How wide the handle of a slider is beside words of a size; even, as it is round."""
    return 2 * round(scale * HANDLE_PX / 2)


def text_scale() -> float:
    """How large words are: 1 for the first choice."""
    return _scale


def wear(look: Look, scale: float) -> None:
    """Use a look, and words of a size, from now on."""
    global _look, _scale
    _look, _scale = look, scale
