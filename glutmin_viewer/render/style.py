"""How everything looks, as data: materials, the marks of trigger points, the grades of pain, background and light.

Grades of pain fall from dark to light (so that they stay apart for every kind of colour vision and in grey print) and
each has a pattern of its own: solid, hatched, dotted. Colours are linear RGB shares 0..1 as OpenGL takes them.
"""

from __future__ import annotations

import msgspec
import numpy as np

Colour = tuple[float, float, float]


class Material(msgspec.Struct, frozen=True):
    """A surface: its colour and how it answers light."""

    colour: Colour
    ambient: float
    diffuse: float
    specular: float
    shininess: float


class Grade(msgspec.Struct, frozen=True):
    """A grade of referred pain: the area, the pattern on it, and how much of the area's colour covers the skin."""

    area: Colour
    pattern: Colour
    cover: float


class Light(msgspec.Struct, frozen=True):
    """A light fixed to the camera: where from (right, up, towards the viewer), colour and strength."""

    direction: tuple[float, float, float]
    colour: Colour
    intensity: float


BONE = Material((0.95, 0.89, 0.77), 0.11, 0.86, 0.10, 26.0)
MUSCLE = Material((0.66, 0.25, 0.23), 0.12, 0.90, 0.16, 26.0)
NERVE = Material((0.96, 0.80, 0.30), 0.16, 0.88, 0.18, 26.0)
BURSA = Material((0.36, 0.62, 0.82), 0.20, 0.82, 0.30, 40.0)
SKIN = Material((0.93, 0.75, 0.65), 0.20, 0.92, 0.05, 12.0)
GROUND = Material((0.34, 0.355, 0.38), 0.30, 0.62, 0.0, 8.0)
BALL = Material((0.10, 0.58, 0.42), 0.22, 0.80, 0.35, 40.0)  # no colour of the body, nor of pain
FIGURE = Material((0.60, 0.62, 0.66), 0.20, 0.86, 0.06, 12.0)

PLAIN: dict[str, Material] = {
    "bone": BONE, "nerve": NERVE, "bursa": BURSA, "skin": SKIN, "figure": FIGURE, "ground": GROUND, "ball": BALL,
}  # fmt: skip

# Same flesh, turned a little from orange through red to purple, front to back.
GROUP_COLOURS: dict[str, Colour] = {
    "anterior": (0.77, 0.37, 0.26),
    "middle": (0.67, 0.24, 0.21),
    "posterior": (0.54, 0.21, 0.30),
}
TENDON: Colour = (0.93, 0.89, 0.82)
TENDON_PALENESS = 0.6  # where muscles are coloured by a number

# A scale about zero, from -1 (blue) over pale to 1 (orange): told apart by all kinds of colour vision, and each half
# evenly darker towards its end.
SCALE: tuple[Colour, ...] = (
    (0.06, 0.27, 0.60),
    (0.36, 0.62, 0.86),
    (0.94, 0.93, 0.90),
    (0.95, 0.62, 0.26),
    (0.70, 0.29, 0.02),
)
UNCOLOURED: Colour = (0.92, 0.92, 0.92)  # of streaks that another colour multiplies
CARTILAGE: Colour = (0.84, 0.875, 0.87)

# Origins red and insertions blue, as bones are painted in anatomy classes.
ATTACHMENT_COLOURS: tuple[Colour, Colour] = ((0.80, 0.20, 0.16), (0.16, 0.36, 0.78))
ATTACHMENT_COVER = 0.72
# A part of a bone that is told of, and one to stay off: told apart in grey too, the one bright, the other dark.
LIT: Colour = (0.08, 0.72, 0.86)
AVOID: Colour = (0.62, 0.04, 0.10)

# What is left of a colour where no light comes in: the warm dark of bone, the deep red of flesh, the brown of skin.
SHADES: dict[str, Colour] = {
    "bone": (0.26, 0.19, 0.13),
    "muscle": (0.38, 0.28, 0.28),
    "skin": (0.42, 0.26, 0.20),
    "figure": (0.40, 0.40, 0.42),
    "ball": (0.10, 0.20, 0.18),
}
SHADE_POWER = 1.5

# Marks are the bright sister of their group's colour.
MARK_COLOURS: dict[str, Colour] = {
    "anterior": (1.0, 0.68, 0.30),
    "posterior": (0.98, 0.56, 0.86),
    "probe": (0.55, 0.90, 1.0),
}
MARK_OUTLINE: Colour = (0.08, 0.07, 0.09)
MARK_CHOSEN: Colour = (1.0, 1.0, 1.0)
# Lines that lead from a name to what it names: dark under light, to be seen on any ground.
LABEL_LINES: tuple[tuple[Colour, float], ...] = (((0.05, 0.05, 0.06), 3.0), ((0.88, 0.90, 0.92), 1.2))
# Measurements: the green of callipers on a screen, which nothing of the body has, dark under it; they are told from
# names and forces in grey too, as they are graduated and end in rings.
RULER: Colour = (0.72, 1.0, 0.36)
RULER_LINES: tuple[tuple[Colour, float], ...] = (((0.03, 0.06, 0.02), 4.2), (RULER, 1.8))
RULER_BEHIND: Colour = (0.09, 0.10, 0.11)  # of its value, before any ground
# The faces of a cut, where they are not in the colour of what is cut: within the skin a plain ground, since most of
# what lies there is not modelled, and the spongy inside of bone. What is deeper lies over what is around it.
CAPS: dict[str, Colour] = {"skin": (0.78, 0.66, 0.54), "bone": (0.90, 0.84, 0.72)}
CAP_ORDER: dict[str, int] = {"skin": 0, "muscle": 2, "bursa": 4, "nerve": 6, "bone": 8}
CAP_LINE_PX = 1.6
MARK_RADIUS_MM = 4.5
MARK_LEAST_RADIUS_PX = 6.0
MARK_SURFACES_MM = 22.0  # a little more than the belly over a point is thick
# Farther than a point lies under the skin over it; what stands farther before it, as a knee, hides it.
MARK_UNDER_SKIN_MM = 130.0
MARK_HIDDEN_OPACITY = 0.45  # of a mark behind bone, muscle or skin
MARK_CHOSEN_FORWARD = 0.1  # share of the way to the eye

# Essential solid, spillover hatched, rare dotted.
PAIN: dict[str, Grade] = {
    "essential": Grade((0.64, 0.07, 0.24), (0.64, 0.07, 0.24), 0.92),
    "spillover": Grade((0.96, 0.70, 0.42), (0.76, 0.27, 0.10), 0.86),
    "rare": Grade((0.98, 0.90, 0.66), (0.45, 0.33, 0.08), 0.80),
}
# Where the muscle itself is tender: told from the red of what is described, and from every group of fibres.
TENDER: Colour = (0.30, 0.05, 0.42)


class Marking(msgspec.Struct, frozen=True):
    """A part of the skin that lies over grades of pain and lets them be seen: a tint of its ground, lines with a rim
    that are told from any ground, and an outline."""

    tint: Colour
    cover: float
    line: Colour
    rim: Colour
    outline_px: float


# Another cause is hatched across the margin's stripes; what is painted as painful has an outline alone.
CAUSE = Marking((0.16, 0.44, 0.52), 0.45, (0.75, 0.98, 1.0), (0.03, 0.16, 0.22), 2.0)
PAINTED = Marking((0.35, 0.62, 1.0), 0.30, (1.0, 1.0, 1.0), (0.03, 0.08, 0.22), 2.5)

PAIN_OUTLINE: Colour = (0.20, 0.03, 0.09)
PAIN_OUTLINE_PX = 1.5

FORCE_MM_PER_N, FORCE_THICKEST_MM = 0.0045, 9.0  # radius of an arrow
LEVER_MM, LEVER_END_MM = 1.6, 7.0  # radius of the bar, and half the length of those across its ends

# Small things deep in the body that shine through what hides them while they are selected.
SHINING_KINDS = ("nerve", "bursa")
SHINE_OPACITY, SHINE_AMBIENT = 0.6, 0.5
SELECTION: Colour = (0.35, 0.86, 1.0)


class Backdrop(msgspec.Struct, frozen=True):
    """What is seen beside the body, shaded from the lower edge to the upper one; words on it, what backs them, the
    colour of floor and seat, which stay as near to it as lets their form be seen, those of forces, told apart by all
    kinds of colour vision and from bone and flesh, and how much of those is in the words on them."""

    bottom: Colour
    top: Colour
    words: Colour
    behind: Colour
    ground: Colour
    forces: dict[str, Colour]
    ink: float


DARK = Backdrop(
    (0.105, 0.112, 0.125),
    (0.235, 0.25, 0.275),
    (0.93, 0.94, 0.95),
    (0.105, 0.112, 0.125),
    GROUND.colour,
    {"weight": (0.42, 0.76, 1.0), "abductors": (1.0, 0.66, 0.18)},
    1.0,
)
LIGHT = Backdrop(
    (0.80, 0.82, 0.84),
    (0.95, 0.955, 0.96),
    (0.09, 0.11, 0.13),
    (0.97, 0.975, 0.98),
    (0.86, 0.87, 0.88),
    {"weight": (0.12, 0.50, 0.92), "abductors": (0.95, 0.56, 0.08)},
    0.58,
)

LIGHTS = (
    Light((-0.60, 0.65, 0.70), (1.0, 0.97, 0.92), 0.80),  # key, from above the left shoulder
    Light((0.10, 0.15, 1.00), (1.0, 0.99, 0.97), 0.22),  # from the viewer, so that nothing faced is black
    Light((0.95, 0.05, 0.45), (0.86, 0.93, 1.0), 0.36),  # fill, cooler, so that the far side keeps its form
    Light((0.25, 0.55, -0.90), (1.0, 1.0, 1.0), 0.40),  # rim, from behind
)


def diverging(values: np.ndarray) -> np.ndarray:
    """Colours (n, 3) on `SCALE` for values (n,) from -1 to 1."""
    places = np.linspace(-1.0, 1.0, len(SCALE))
    return np.stack([np.interp(values, places, channel) for channel in zip(*SCALE, strict=True)], axis=1)


def material(kind: str, group: str | None) -> Material:
    """The material of an item."""
    if kind in PLAIN:
        return PLAIN[kind]
    colour = MUSCLE.colour if group is None else GROUP_COLOURS[group]
    return Material(colour, MUSCLE.ambient, MUSCLE.diffuse, MUSCLE.specular, MUSCLE.shininess)
