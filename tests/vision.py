"""Colours as they are seen: by dichromats and in grey print, and how well two of them are told apart."""

from __future__ import annotations

import numpy as np

# Machado et al. 2009, full dichromacy, on linear RGB.
DICHROMATS = {
    "protanopia": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "deuteranopia": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
}
GREY = (0.299, 0.587, 0.114)  # of displayed values, as pictures are turned into grey ones
GAMMA = 2.2


def seen_by(colours: np.ndarray, vision: str | None) -> np.ndarray:
    """Displayed colours (n, 3) 0..1 as they look to a kind of vision: None for most, "grey" for a grey print."""
    colours = np.clip(colours, 0.0, 1.0)
    if vision is None:
        return colours
    if vision == "grey":
        return np.repeat((colours @ GREY)[:, None], 3, axis=1)
    linear = colours**GAMMA @ np.array(DICHROMATS[vision]).T
    return np.clip(linear, 0.0, 1.0) ** (1.0 / GAMMA)


def luminance(colours: np.ndarray) -> np.ndarray:
    """Relative luminance (n,) of displayed colours (n, 3), 0..1."""
    return colours**GAMMA @ [0.2126, 0.7152, 0.0722]


def contrast(one: float, other: float) -> float:
    """Ratio of two luminances, 1 to 21, as WCAG defines it."""
    low, high = sorted((one, other))
    return (high + 0.05) / (low + 0.05)
