"""How a joint passes over the skin from one body to the next: as evenly as its turns allow, and nowhere turned over.

A passage is a share that rises over the skin from 0 on the one body to 1 on the other. `even` spreads it between its
borders so that far turns strain the skin alike everywhere; `relieved` then shifts it as little as need be until no
triangle is turned over or stretched too far in a list of positions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import minimize
from scipy.sparse.linalg import splu

from glutmin_viewer.core.mesh import Floats, Ints, Mesh, cross, vertex_normals
from glutmin_viewer.modelling.part import MIRROR

ROUNDS = 14  # of evening out
EVENING = 0.35  # power of a face's strain in its weight of the next round
STIFFEST = 1000.0  # largest ratio of such a weight to the first one
STRETCH = 1.2  # growth of an area that counts as much as its vanishing does
LEAST, MOST = 0.08, 2.3  # area of a triangle against that at rest, seen along the skin's normal, that relief aims at
BENT, SLOPED = 200.0, 0.2  # what relief pays for how its shift curves and slopes
STEPS = 100  # of relief
PLACES = np.linspace(0.0, 1.0, 201)  # of a way
SAMPLES = 7  # places over which what is carried is averaged


@dataclass(frozen=True, eq=False)
class Way:
    """The bodies from one side of a joint to the other.

    straight, folded: (len(PLACES), k) what each carries at places of the way, where the skin is bent round and where it
    folds in; rows sum to 1. frames: for a turn (3, 3) of the last body, how all of them turn (k, 3, 3) and where they
    take the joint's centre (k, 3), from it.
    """

    straight: Floats
    folded: Floats
    frames: Callable[[Floats], tuple[Floats, Floats]]

    @classmethod
    def of(
        cls,
        knots: Floats,
        creasing: np.ndarray,
        rounded: float,
        frames: Callable[[Floats], tuple[Floats, Floats]],
    ) -> Way:
        """knots: (k,) the bodies' places, from 0 to 1. creasing: (k,) which of those midway line a fold. rounded: how
        far to either side of a place what is carried is averaged, so that passing a body leaves no kink."""
        ends = (knots == 0.0) | (knots == 1.0)
        return cls(_passed(knots, ~creasing | ends, rounded), _passed(knots, creasing | ends, rounded), frames)

    def carried(self, share: Floats, folding: Floats | float = 0.0) -> Floats:
        """What the bodies carry, (n, k), of shares (n,) on the way. folding: by how much the skin folds in there."""
        return self._mixed(share, folding, np.interp)

    def changes(self, share: Floats, folding: Floats) -> Floats:
        """Derivative of `carried` by the share, (n, k)."""
        return self._mixed(share, folding, _slopes)

    def _mixed(self, share: Floats, folding: Floats | float, at: Callable[[Floats, Floats, Floats], Floats]) -> Floats:
        straight, folded = (
            np.stack([at(share, PLACES, column) for column in table.T], axis=1)
            for table in (self.straight, self.folded)
        )
        return straight + (folded - straight) * np.broadcast_to(folding, share.shape)[:, None]


def _passed(knots: Floats, chosen: np.ndarray, rounded: float) -> Floats:
    """(len(PLACES), k): from each of the chosen bodies evenly to the next."""
    reach = np.minimum(np.minimum(PLACES, 1.0 - PLACES), rounded)
    result = np.zeros((len(PLACES), len(knots)))
    for offset in np.linspace(-1.0, 1.0, SAMPLES):
        rows = [np.interp(PLACES + offset * reach, knots[chosen], row) for row in np.eye(int(chosen.sum()))]
        result[:, chosen] += np.stack(rows, axis=1) / SAMPLES
    return result


def _slopes(share: Floats, places: Floats, values: Floats) -> Floats:
    """Derivative of `np.interp`."""
    slopes: Floats = np.diff(values) / np.diff(places)
    return slopes[np.clip(np.searchsorted(places, share, side="right") - 1, 0, len(slopes) - 1)]


@dataclass(frozen=True, eq=False)
class Passage:
    """The skin round a joint.

    rest: the mesh about the joint's centre, all of it turned to the right side. normals: (n, 3) of its vertices.
    right: (n,) whether a vertex lies on the right side or the midline. hand: (m,) -1 for faces of the left side, which
    so turned run the other way round. folding: (n,), see `Way`.
    """

    rest: Mesh
    normals: Floats
    right: np.ndarray
    hand: Floats
    way: Way
    folding: Floats

    @classmethod
    def of(cls, mesh: Mesh, centre: Sequence[float], way: Way, folding: Floats) -> Passage:
        turned = mesh.vertices * [1.0, 1.0, 0.0] + np.abs(mesh.vertices) * [0.0, 0.0, 1.0]
        left = mesh.vertices[:, 2:] < 0.0
        normals = vertex_normals(mesh) * np.where(left, MIRROR, 1.0)
        hand = np.where(mesh.vertices[mesh.faces, 2].sum(axis=1) < 0.0, -1.0, 1.0)
        return cls(Mesh(turned - centre, mesh.faces), normals, ~left[:, 0], hand, way, folding)

    def even(self, value: Floats, fixed: np.ndarray, turns: Floats, shaped: Callable[[Floats], Floats]) -> Floats:
        """The field (n,) with given values where it is fixed, elsewhere as even as the turns (t, 3, 3) allow.

        shaped: how a field becomes the share that carries.
        """
        faces, slope = self.rest.faces, _slope(self.rest)
        area = np.linalg.norm(self.rest.area_vectors, axis=1)
        free, weight, field = ~fixed, np.ones(len(area)), value.copy()
        passing = free[faces].any(axis=1)
        frames = [list(zip(*self.way.frames(turn), strict=True)) for turn in turns]
        for _ in range(ROUNDS):
            matrix = (slope.T @ sparse.diags(np.repeat(area * weight, 3)) @ slope).tocsc()[free]
            field[free] = splu(matrix[:, free].tocsc()).solve(-(matrix[:, fixed] @ value[fixed]))
            strain = self._strain(shaped(field), frames)
            weight = np.clip(weight * (strain / strain[passing].mean()) ** EVENING, 1.0 / STIFFEST, STIFFEST)
        return field

    def _strain(self, share: Floats, frames: list[list[tuple[Floats, Floats]]]) -> Floats:
        """How much (m,) a face is stretched or squeezed by the worst turn; 1 is the bearable most."""
        faces, before = self.rest.faces, np.linalg.norm(self.rest.area_vectors, axis=1)
        worst = np.full(len(faces), 0.02)
        own = self.way.carried(share, self.folding)
        for bodies in frames:
            posed, normals = np.zeros_like(self.normals), np.zeros_like(self.normals)
            for part, (turn, shift) in zip(own.T, bodies, strict=True):
                posed += part[:, None] * (self.rest.vertices @ turn.T + shift)
                normals += part[:, None] * (self.normals @ turn.T)
            areas, along = Mesh(posed, faces).area_vectors, normals[faces].sum(axis=1)
            ratio = np.einsum("ij,ij->i", areas, along) * self.hand / (before * np.linalg.norm(along, axis=1))
            growth = np.linalg.norm(areas, axis=1) / before
            worst = np.maximum(worst, np.maximum((growth - 1.0) / STRETCH, 1.0 - ratio))
        return worst

    def relieved(self, share: Floats, turns: Floats) -> Floats:
        """The share (n,), shifted a little on the right side so that turns (t, 3, 3) turn over no triangle there."""
        passing = (share > 0.0) & (share < 1.0)
        chosen = self.right[self.rest.faces].all(axis=1) & passing[self.rest.faces].any(axis=1)
        vertices, faces = np.unique(self.rest.faces[chosen], return_inverse=True)
        patch = Mesh(self.rest.vertices[vertices], faces.reshape(-1, 3).astype(np.int32))
        before = share[vertices]
        free = passing[vertices]
        slope, area = _slope(patch), np.linalg.norm(patch.area_vectors, axis=1)
        sloped = (slope.T @ sparse.diags(np.repeat(area / 2.0, 3)) @ slope).tocsr()
        mass = np.bincount(patch.faces.ravel(), np.repeat(area / 6.0, 3))
        price = BENT * (sloped @ sparse.diags(1.0 / mass) @ sloped) + SLOPED * sloped
        gathered = [
            sparse.csr_matrix((np.ones(len(area)), (corner, np.arange(len(area)))), shape=(len(vertices), len(area)))
            for corner in patch.faces.T
        ]
        frames = [list(zip(*self.way.frames(turn), strict=True)) for turn in turns]
        placed = [np.stack([patch.vertices @ turn.T + shift for turn, shift in one], axis=1) for one in frames]
        turned = [np.stack([self.normals[vertices] @ turn.T for turn, _ in one], axis=1) for one in frames]
        folding = self.folding[vertices]

        def cost(values: Floats) -> tuple[float, Floats]:
            now = before.copy()
            now[free] = values
            own, change = self.way.carried(now, folding), self.way.changes(now, folding)
            paid = price @ (now - before)
            total, gradient = 0.5 * float((now - before) @ paid), paid
            for positions, normals in zip(placed, turned, strict=True):
                posed, along = (np.einsum("nk,nkj->nj", own, bodies) for bodies in (positions, normals))
                part, pull = _overdone(Mesh(posed, patch.faces), along, area, gathered)
                total += part
                gradient = gradient + np.einsum("nj,nk,nkj->n", pull, change, positions)
            return total, gradient[free]

        found = minimize(
            cost,
            before[free],
            jac=True,
            method="L-BFGS-B",
            bounds=[(0.0, 1.0)] * int(free.sum()),
            options={"maxiter": STEPS},
        )
        result = share.copy()
        result[vertices[free]] = found.x
        return result


def _overdone(posed: Mesh, normals: Floats, before: Floats, gathered: list[sparse.csr_matrix]) -> tuple[float, Floats]:
    """Sum of squares of what faces lack of `LEAST` or have above `MOST`, and its gradient by the vertices (n, 3).

    normals: (n, 3) carried along, taken as given. before: (m,) areas at rest. gathered: for each corner (n, m), which
    face has it at which vertex.
    """
    areas = posed.area_vectors
    along: Floats = normals[posed.faces].sum(axis=1)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    size = np.linalg.norm(areas, axis=1)
    short = np.maximum(LEAST - np.einsum("ij,ij->i", areas, along) / before, 0.0)
    large = np.maximum(size / before - MOST, 0.0)
    by_area = (-2.0 * short / before)[:, None] * along
    by_area += (2.0 * large / (before * np.maximum(size, 1e-9)))[:, None] * areas
    gradient = np.zeros_like(posed.vertices)
    a, b, c = posed.corners
    for at_corner, opposite in zip(gathered, (c - b, a - c, b - a), strict=True):
        gradient += at_corner @ cross(by_area, opposite)
    return float((short**2).sum() + (large**2).sum()), gradient


def mirrored(values: Floats, twin: Ints, right: np.ndarray) -> Floats:
    """Values (n,) of the right side and the midline, given to the left as well; twin: (n,) mirror images by index."""
    result: Floats = np.where(right, values, values[twin])
    return result


def _slope(mesh: Mesh) -> sparse.csr_matrix:
    """(3 m, n) matrix that takes a value a vertex to its gradient on every face, x y z of a face together."""
    a, b, c = mesh.corners
    normal = cross(b - a, c - a)
    square = (normal**2).sum(axis=1, keepdims=True)
    per_corner = np.stack([cross(normal, edge) / square for edge in (c - b, a - c, b - a)], axis=2)  # (m, 3, 3)
    m = len(mesh.faces)
    rows = np.repeat(np.arange(3 * m), 3)
    columns = np.repeat(mesh.faces[:, None, :], 3, axis=1).ravel()
    return sparse.csr_matrix((per_corner.ravel(), (rows, columns)), shape=(3 * m, len(mesh.vertices)))
