"""The skin lies flat in two mirrored charts, true to size, and a field painted on them shows no seam."""

import numpy as np
import pytest

from glutmin_viewer.core.mesh import Mesh
from glutmin_viewer.core.pain import pain_fields
from glutmin_viewer.core.painting import painted, sampled, texels
from glutmin_viewer.modelling.unwrapping import unwrapped

SIZE = 1024
NEAR_MM = 30.0  # fields are compared this near a zone's border


@pytest.fixture(scope="module")
def body(parts):
    return parts.skin


@pytest.fixture(scope="module")
def flat(built_atlas):
    return built_atlas.skin.unwrapped


@pytest.fixture(scope="module")
def fields(body):
    """Height and the distances inside every zone, (n, 13) in mm."""
    zones = pain_fields(body.mesh.vertices, body.landmarks).values()
    near = [np.clip(zone, -NEAR_MM, NEAR_MM) for zone in zones]
    return np.column_stack([body.mesh.vertices[:, 1], *near])


@pytest.fixture(scope="module")
def texture(body, flat, fields):
    return painted(fields, body.mesh.faces, flat.points, flat.faces, SIZE)


@pytest.fixture(scope="module")
def seam(body, flat):
    """Both ends of every edge that lies in two places: on the skin (s, 2), here (s, 2) and there (s, 2)."""
    start, end = body.mesh.faces.ravel().astype(np.int64), np.roll(body.mesh.faces, -1, axis=1).ravel()
    here = np.stack([flat.faces.ravel(), np.roll(flat.faces, -1, axis=1).ravel()], axis=1)
    n = len(body.mesh.vertices)
    order, twin = np.argsort(start * n + end), np.argsort(end * np.int64(n) + start)
    there = here[:, ::-1][twin]
    apart = (here[order] != there).any(axis=1)
    return np.stack([start, end], axis=1)[order][apart], here[order][apart], there[apart]


def areas(flat, on_skin):
    """Signed area of every triangle in the texture and its area on the skin, mm2."""
    a, b, c = np.moveaxis(flat.points[flat.faces] * flat.mm_per_unit, 1, 0)
    (bx, by), (cx, cy) = (b - a).T, (c - a).T
    return 0.5 * (bx * cy - by * cx), np.linalg.norm(on_skin.area_vectors, axis=1)


def test_every_corner_has_a_place_in_the_square(body, flat):
    assert flat.faces.shape == body.mesh.faces.shape and flat.faces.dtype == np.int32
    np.testing.assert_array_equal(np.unique(flat.faces), np.arange(len(flat.points)))
    vertex = np.full(len(flat.points), -1)
    vertex[flat.faces] = body.mesh.faces
    np.testing.assert_array_equal(vertex[flat.faces], body.mesh.faces)
    assert flat.points.min() > 0.007 and flat.points.max() < 0.993


def test_each_half_is_one_disk(body, flat):
    right = body.mesh.vertices[body.mesh.faces, 2].sum(axis=1) > 0.0
    for half in (right, ~right):
        faces = flat.faces[half]
        directed = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
        edges, sides = np.unique(np.sort(directed, axis=1), axis=0, return_counts=True)
        assert len(np.unique(faces)) - len(edges) + len(faces) == 1
        assert sides.max() == 2


def test_no_triangle_is_flipped(body, flat):
    area, on_skin = areas(flat, body.mesh)
    assert (area > 0.2 * on_skin).all()


def test_no_texel_is_covered_twice(flat):
    _, row, column = texels(flat.points, flat.faces, 2 * SIZE)
    _, count = np.unique(row * 2 * SIZE + column, return_counts=True)
    assert count.max() == 1
    assert len(count) > 0.5 * (2 * SIZE) ** 2


def test_a_mm_on_the_skin_is_about_a_mm_on_the_chart(body, flat):
    area, on_skin = areas(flat, body.mesh)
    scale = area / on_skin
    low, middle, high = np.percentile(scale, [5, 50, 95])
    assert middle == pytest.approx(1.0, abs=0.05)
    assert low > 0.75 and high < 1.3
    painted_on = body.mesh.vertices[body.mesh.faces, 1].mean(axis=1)
    buttock_to_calf = scale[(painted_on < 150.0) & (painted_on > -700.0)]
    assert np.percentile(buttock_to_calf, 0.5) > 0.7 and np.percentile(buttock_to_calf, 99.5) < 1.5
    assert flat.mm_per_unit / SIZE < 1.5  # mm a texel


def test_angles_are_kept(body, flat):
    """The longest stretch of a triangle over its shortest, from buttock to calf."""
    height = body.mesh.vertices[body.mesh.faces, 1].mean(axis=1)
    some = (height < 150.0) & (height > -700.0)
    a, b, c = (corner[some] for corner in body.mesh.corners)
    along = (b - a) / np.linalg.norm(b - a, axis=1, keepdims=True)
    up = np.cross(body.mesh.area_vectors[some], along)
    up /= np.linalg.norm(up, axis=1, keepdims=True)
    on_skin = np.array([[((p - a) * q).sum(axis=1) for p in (b, c)] for q in (along, up)])
    p, q, r = np.moveaxis(flat.points[flat.faces[some]], 1, 0)
    stretch = np.stack([q - p, r - p], axis=2) @ np.linalg.inv(np.moveaxis(on_skin, 2, 0))
    longest, shortest = np.linalg.svd(stretch, compute_uv=False).T
    assert np.percentile(longest / shortest, 95) < 1.35


def test_left_is_the_mirror_image_of_right(body, flat):
    centre = body.mesh.vertices[body.mesh.faces].mean(axis=1)
    place = flat.points[flat.faces].mean(axis=1)
    order, mirrored = (np.lexsort(np.round(centre * (1.0, 1.0, side), 6).T) for side in (1.0, -1.0))
    np.testing.assert_allclose(place[order], place[mirrored] * (-1.0, 1.0) + (1.0, 0.0), atol=1e-6)
    assert (place[centre[:, 2] > 0.0, 0] < 0.5).all()


def test_cuts_keep_out_of_the_pain_zones(body, seam):
    zones = pain_fields(body.mesh.vertices, body.landmarks).values()
    cut = np.unique(seam[0])
    assert max(zone[cut].max() for zone in zones) < 0.0


def test_a_painted_field_is_the_same_on_both_sides_of_a_seam(flat, fields, texture, seam):
    vertices, here, there = seam
    for share in (0.0, 0.25, 0.5, 0.75):
        ends = np.array([[1.0 - share], [share]])
        one, other = (sampled(texture, (flat.points[points] * ends).sum(axis=1)) for points in (here, there))
        assert np.percentile(np.abs(one - other), 99.9) < 0.75
        truth = (fields[vertices] * ends).sum(axis=1)
        assert np.percentile(np.abs(one - truth), 99.9) < 0.75


def test_a_painted_field_is_the_field(body, flat, fields, texture):
    shares = np.random.default_rng(1).dirichlet((1.0, 1.0, 1.0), size=len(flat.faces))[:, :, None]
    truth = (fields[body.mesh.faces] * shares).sum(axis=1)
    found = sampled(texture, (flat.points[flat.faces] * shares).sum(axis=1))
    difference = np.abs(found - truth)
    assert np.percentile(difference, 99.9) < 0.3
    assert difference.max() < 1.5


def test_two_runs_agree(body, flat):
    again = unwrapped(Mesh(body.mesh.vertices.copy(), body.mesh.faces.copy()))
    assert again.points.tobytes() == flat.points.tobytes()
    assert again.faces.tobytes() == flat.faces.tobytes()
    assert again.mm_per_unit == flat.mm_per_unit


def test_a_lopsided_mesh_is_refused(body):
    vertices = body.mesh.vertices.copy()
    vertices[vertices[:, 2].argmax()] += 0.1
    with pytest.raises(ValueError, match="mirror image"):
        unwrapped(Mesh(vertices, body.mesh.faces))
