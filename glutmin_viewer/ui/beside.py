"""Where a card stands that tells of something in a window: beside it, never over it where there is room for both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPoint, QRect, QSize

GAP, STEP, STEPS = 10, 48, 7  # px between the card and what it tells of; how much farther it may stand
MARGIN = 4  # px to the edge of the room


def beside(targets: Sequence[QRect], size: QSize, room: QRect, free: Sequence[QRect]) -> QRect:
    """The place of a card of a size within a room, all in the same coordinates.

    It stands beside the first of the targets and covers none; then it covers as little as it can of what shall stay
    free, the first of that above all; then it is near. A target that leaves no room beside it is given as much as a
    corner of the room leaves free.
    """

    def place(corner: QPoint) -> QRect:
        return _within(QRect(corner, size), room)

    def covered(place: QRect) -> tuple[int, ...]:
        return sum(_common(place, target) for target in targets), *(_common(place, part) for part in free)

    steps = range(GAP, GAP + STEP * STEPS, STEP)
    places = [(place(corner), away) for away in steps for corner in _corners(targets[0], size, away)]
    best, _ = min(places, key=lambda found: (covered(found[0]), found[1]))
    if not any(best.intersects(target) for target in targets):
        return best
    corners = (room.topLeft(), room.topRight(), room.bottomLeft(), room.bottomRight())
    return min(map(place, corners), key=covered)


def _corners(target: QRect, size: QSize, away: int) -> Iterator[QPoint]:
    """Upper left corners of the card on each side of the target, along its middle, beginning and end: first beside what
    is taller than the card, else first under it."""
    last_x, last_y = target.right() + 1 - size.width(), target.bottom() + 1 - size.height()
    xs = ((target.left() + last_x) // 2, target.left(), last_x)
    ys = ((target.top() + last_y) // 2, target.top(), last_y)
    left, above = target.left() - away - size.width(), target.top() - away - size.height()
    right, below = target.right() + 1 + away, target.bottom() + 1 + away
    beside = [QPoint(x, y) for x in (left, right) for y in ys]
    over = [QPoint(x, y) for y in (below, above) for x in xs]
    yield from beside + over if last_y >= target.top() else over + beside


def _within(place: QRect, room: QRect) -> QRect:
    """Moved until it lies in the room."""
    inner = room.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
    moved = QRect(place)
    moved.moveRight(min(moved.right(), inner.right()))
    moved.moveBottom(min(moved.bottom(), inner.bottom()))
    moved.moveLeft(max(moved.left(), inner.left()))
    moved.moveTop(max(moved.top(), inner.top()))
    return moved


def _common(place: QRect, other: QRect) -> int:
    """How much of another a place covers, px²."""
    part = place.intersected(other)
    return 0 if part.isEmpty() else part.width() * part.height()
