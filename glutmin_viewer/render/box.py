"""Room on a picture, for words that give way to each other."""

from __future__ import annotations

import msgspec

from glutmin_viewer.core.mesh import Floats


class Box(msgspec.Struct, frozen=True):
    """A rectangle of the picture, pixels: its middle and half its width and height."""

    x: float
    y: float
    half_width: float
    half_height: float

    def meets(self, other: Box) -> bool:
        return (
            abs(self.x - other.x) < self.half_width + other.half_width
            and abs(self.y - other.y) < self.half_height + other.half_height
        )

    def is_crossed_by(self, start: Floats, end: Floats) -> bool:
        """Whether the line between two places of the picture (2,) comes into it."""
        first, last = 0.0, 1.0
        halves = (self.half_width, self.half_height)
        for at, step, middle, half in zip(start, end - start, (self.x, self.y), halves, strict=True):
            if abs(step) < 1e-9:
                if abs(at - middle) > half:
                    return False
                continue
            near, far = sorted(((middle - half - at) / step, (middle + half - at) / step))
            first, last = max(first, near), min(last, far)
        return bool(first < last)

    def lies_in(self, size: tuple[int, int], margin: float) -> bool:
        """Whether it lies within a picture, off its edges."""
        return (
            self.half_width + margin <= self.x <= size[0] - self.half_width - margin
            and self.half_height + margin <= self.y <= size[1] - self.half_height - margin
        )
