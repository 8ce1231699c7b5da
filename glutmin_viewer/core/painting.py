"""Fields on a mesh's vertices painted into a texture, and read from it again.

A texture is (size, size) or (size, size, c) float32. Texel [row, column] stands for u = (column + 1/2) / size,
v = (row + 1/2) / size: row 0 is at the bottom, as graphics libraries have it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from glutmin_viewer.core.mesh import Floats, Ints

Texture = NDArray[np.float32]
Indices = NDArray[np.int64]

RIM_TEXELS = 2.0  # so far beyond its rim a chart's field goes on evenly; bilinear sampling reaches 1.42 texels


def painted(values: NDArray[np.floating], faces: Ints, points: Floats, uv_faces: Ints, size_px: int) -> Texture:
    """The field as a texture, linear within every triangle.

    values: (n,) or (n, c), one row a vertex. faces: (m, 3) vertices. points: (k, 2) places in 0..1. uv_faces: (m, 3)
    points of the same corners. Texels outside the charts take after the nearest one inside, so that bilinear sampling
    at a chart's rim finds the field, not the ground.
    """
    face, row, column = texels(points, uv_faces, size_px)
    if not len(face):
        raise ValueError(f"no triangle covers the middle of a texel at {size_px} px: paint into a larger texture")
    owner = np.full((size_px, size_px), -1, np.int64)
    owner[row, column] = face
    ground = np.nonzero(owner < 0)
    nearest = distance_transform_edt(owner < 0, return_distances=False, return_indices=True)
    near_row, near_column = nearest[0][ground].astype(np.int64), nearest[1][ground].astype(np.int64)
    owner[ground] = owner[near_row, near_column]
    middle = np.arange(size_px) + 0.5
    place: Floats = np.stack(np.meshgrid(middle, middle), axis=-1)
    inside = np.stack([near_column, near_row], axis=1) + 0.5
    beyond = place[ground] - inside
    distance = np.hypot(beyond[:, 0], beyond[:, 1])[:, None]
    place[ground] = inside + beyond * np.minimum(1.0, RIM_TEXELS / distance)
    shares = _shares(points[uv_faces] * size_px, owner.ravel(), place.reshape(-1, 2))
    field = np.asarray(values, np.float64)
    corners = faces[owner.ravel()]
    result = np.zeros((size_px * size_px, *field.shape[1:]))
    for k in range(3):
        share = shares[:, k] if field.ndim == 1 else shares[:, k, None]
        result += share * field[corners[:, k]]
    return result.reshape(size_px, size_px, *field.shape[1:]).astype(np.float32)


def sampled(texture: Texture, uv: Floats) -> Texture:
    """The texture at places (p, 2) in 0..1, bilinear between the middles of texels: (p,) or (p, c)."""
    size = len(texture)
    at = np.clip(uv * size - 0.5, 0.0, size - 1.0)
    low = np.minimum(at.astype(np.int64), size - 2)
    share = (at - low).reshape(len(uv), 2, *[1] * (texture.ndim - 2))
    column, row = low.T
    right, up = share[:, 0], share[:, 1]
    lower = texture[row, column] * (1.0 - right) + texture[row, column + 1] * right
    upper = texture[row + 1, column] * (1.0 - right) + texture[row + 1, column + 1] * right
    return np.asarray(lower * (1.0 - up) + upper * up, np.float32)


def texels(points: Floats, faces: Ints, size_px: int) -> tuple[Indices, Indices, Indices]:
    """Face, row and column of every texel (t,) whose middle a triangle covers.

    points: (k, 2) in 0..1. faces: (m, 3). Triangles that share an edge share no texel.
    """
    corners = points[faces] * size_px - 0.5
    v = corners[:, :, 1]
    first = np.maximum(np.ceil(v.min(axis=1)), 0.0).astype(np.int64)
    count = np.clip(np.ceil(v.max(axis=1)).astype(np.int64), 0, size_px) - first
    face, row = _spread(first, count)
    left, right = np.full(len(face), np.inf), np.full(len(face), -np.inf)
    for k in range(3):
        one, other = corners[face, k], corners[face, (k + 1) % 3]
        # From the lower end always: two triangles then find their common edge in the very same place.
        turned = one[:, 1] > other[:, 1]
        low, high = np.where(turned[:, None], other, one), np.where(turned[:, None], one, other)
        crossed = (low[:, 1] <= row) & (row < high[:, 1])
        rise = np.where(crossed, high[:, 1] - low[:, 1], 1.0)
        u = low[:, 0] + (high[:, 0] - low[:, 0]) * ((row - low[:, 1]) / rise)
        left = np.where(crossed, np.minimum(left, u), left)
        right = np.where(crossed, np.maximum(right, u), right)
    met = left < right
    face, row = face[met], row[met]
    start = np.clip(np.ceil(left[met]), 0, size_px).astype(np.int64)
    stop = np.clip(np.ceil(right[met]), 0, size_px).astype(np.int64)
    span, column = _spread(start, stop - start)
    return face[span], row[span], column


def _spread(first: Indices, count: Indices) -> tuple[Indices, Indices]:
    """Runs of whole numbers, one after the other: which run each number (t,) is of, and the number itself."""
    count = np.maximum(count, 0)
    run = np.repeat(np.arange(len(first)), count)
    within = np.arange(len(run)) - np.repeat(np.cumsum(count) - count, count)
    return run, first[run] + within


def _shares(corners: Floats, face: Indices, place: Floats) -> Floats:
    """Barycentric coordinates (t, 3) of places (t, 2) in the triangles `face` (t,) of corners (m, 3, 2)."""
    a = corners[:, 0]
    (bx, by), (cx, cy) = (corners[:, 1] - a).T, (corners[:, 2] - a).T
    area = bx * cy - by * cx
    area[area == 0.0] = 1.0  # covers no texel
    to_b = np.stack([cy, -cx], axis=1) / area[:, None]
    to_c = np.stack([-by, bx], axis=1) / area[:, None]
    offset = place - a[face]
    second = np.einsum("ij,ij->i", offset, to_b[face])
    third = np.einsum("ij,ij->i", offset, to_c[face])
    return np.stack([1.0 - second - third, second, third], axis=1)
