"""Where a plane meets a closed surface: the outline, and the area within it as triangles or as cells of a picture.

The area is filled in strips between the heights of all corners, where the outline winds about it. So skin that runs
into itself in a fold, as in the groin of a bent hip, leaves no hole.
"""

from __future__ import annotations

import numpy as np

from glutmin_viewer.core.mesh import Floats, Ints


def outline(points: Floats, faces: Ints, point: Floats, normal: Floats) -> Floats:
    """The pieces (n, 2, 3) in which a plane meets faces (m, 3), all with the inside of the surface on the same hand."""
    height = (points - point) @ normal
    higher = height > 0.0
    a, b, c = (higher[faces[:, k]] for k in range(3))
    met = faces[(a != b) | (b != c)]
    above = higher[met]
    single = (above.sum(axis=1) == 1)[:, None]  # of its corners one is above, else one below
    alone = (above == single).argmax(axis=1)
    first, second, third = (met[np.arange(len(met)), (alone + k) % 3] for k in range(3))
    ends = [_between(points, height, first, other) for other in (second, third)]
    pieces = np.stack(ends, axis=1)
    pieces[~single[:, 0]] = pieces[~single[:, 0], ::-1]
    return np.asarray(pieces)


def filled(pieces: Floats, normal: Floats) -> Floats:
    """The triangles (n, 3, 3) that fill an outline (m, 2, 3) in a plane; none in strips in which it is open."""
    if not len(pieces):
        return np.empty((0, 3, 3))
    up = np.cross(normal, np.eye(3)[np.abs(normal).argmin()])
    up /= np.linalg.norm(up)
    frame = np.stack([np.cross(up, normal), up, normal], axis=1)
    flat = pieces @ frame
    away = float(flat[..., 2].mean())
    levels = np.unique(flat[..., 1])
    lowest, highest = (np.searchsorted(levels, end(flat[..., 1], axis=1)) for end in (np.min, np.max))
    spans = highest - lowest
    piece = np.repeat(np.arange(len(pieces)), spans)
    strip = np.arange(len(piece)) - np.repeat(np.cumsum(spans) - spans, spans) + lowest[piece]
    (x0, y0), (x1, y1) = (flat[piece, k, :2].T for k in range(2))
    slope = (x1 - x0) / (y1 - y0)
    low, high = (x0 + slope * (levels[strip + k] - y0) for k in range(2))
    order = np.lexsort((low + high, strip))
    strip, low, high = strip[order], low[order], high[order]
    turns = np.sign(y1 - y0)[order]
    left_open = np.bincount(strip, turns)
    winds = np.cumsum(turns) - (np.cumsum(left_open) - left_open)[strip]
    here = np.flatnonzero((strip[1:] == strip[:-1]) & (winds[:-1] != 0.0) & (left_open[strip[:-1]] == 0.0))
    bottom, top = levels[strip[here]], levels[strip[here] + 1]
    corners = [(low[here], bottom), (low[here + 1], bottom), (high[here + 1], top), (high[here], top)]
    a, b, c, d = (np.stack([x, y, np.full(len(x), away)], axis=1) for x, y in corners)
    return np.asarray(np.concatenate([np.stack([a, b, c], axis=1), np.stack([a, c, d], axis=1)]) @ frame.T)


def cells_within(pieces: Floats, rows: int, columns: int) -> np.ndarray:
    """Which cells (rows, columns) have their middle within an outline (m, 2, 2) drawn on them, in cells from the lower
    left; none in rows in which it is open."""
    (x0, y0), (x1, y1) = (pieces[:, k].T - 0.5 for k in range(2))
    row = np.arange(rows)[:, None]
    at, piece = np.nonzero((y0 <= row) != (y1 <= row))
    x0, y0, x1, y1 = (values[piece] for values in (x0, y0, x1, y1))
    first = np.clip(np.ceil(x0 + (x1 - x0) * (at - y0) / (y1 - y0)), 0, columns).astype(int)
    winds = np.zeros((rows, columns + 1))
    np.add.at(winds, (at, first), np.sign(y1 - y0))
    winds = winds.cumsum(axis=1)
    return np.asarray((winds[:, :-1] != 0.0) & (winds[:, -1:] == 0.0))


def _between(points: Floats, height: Floats, start: Ints, end: Ints) -> Floats:
    """Where edges (n,) from corner to corner meet the plane, (n, 3); the same for either direction."""
    start, end = np.minimum(start, end), np.maximum(start, end)
    share = (height[start] / (height[start] - height[end]))[:, None]
    return np.asarray(points[start] + share * (points[end] - points[start]))
