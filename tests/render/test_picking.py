"""What is picked: trigger points before structures before a translucent skin."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from msgspec.structs import replace as replaced

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.camera import VIEWS, View, hip_camera, leg_camera
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.frame import Item
from glutmin_viewer.core.pose import STANDING, HipPose
from glutmin_viewer.core.showing_pain import with_trigger_point
from glutmin_viewer.core.state import SceneState, faded, shown, with_pose
from glutmin_viewer.render.drawables import Mark
from glutmin_viewer.render.picking import MARK_REACH_PX, mark_on_display, pick, pick_surface
from glutmin_viewer.render.picture import Studio
from glutmin_viewer.render.scene import Scene


def marks(scene: Scene) -> dict[str, tuple[float, float, float]]:
    return {n: mark_on_display(scene, d) for n, d in scene.drawables.items() if isinstance(d, Mark)}


def middle(scene: Scene) -> tuple[float, float]:
    width, height = scene.renderer.GetSize()
    return width / 2, height / 2


@pytest.mark.parametrize("view", VIEWS)
def test_every_trigger_point_is_picked_where_it_is_drawn(studio: Studio, compose: Composer, view: View) -> None:
    studio.picture(compose(SceneState()), hip_camera(view, "right"))
    scene = studio.stage.scene
    places = marks(scene)
    assert len(places) == 5
    for name, (x, y, _) in places.items():
        found = pick(scene, x, y)
        nearer = [n for n, (a, b, _) in places.items() if np.hypot(a - x, b - y) < 1.0]
        assert found is not None and found.id in nearer and name in nearer


def test_a_mark_is_drawn_where_it_is_picked(studio: Studio, compose: Composer) -> None:
    bare = ["hip_bone_right", "hip_bone_left", "femur_right", "femur_left", "sacrum"]
    picture = studio.picture(compose(shown(SceneState(), bare, False)), hip_camera("lateral", "right"))
    for x, y, _ in marks(studio.stage.scene).values():
        pixel = picture[round(len(picture) - y / 2), round(x / 2)].astype(int)
        assert pixel.min() > 55 and pixel.max() > 190


def test_a_mark_is_reached_from_six_points_beside_it_and_no_farther(studio: Studio, compose: Composer) -> None:
    studio.picture(compose(SceneState()), leg_camera("lateral", "right"))
    scene = studio.stage.scene
    places = marks(scene)
    name, (x, y, radius) = max(places.items(), key=lambda item: item[1][0])
    reach = max(radius, MARK_REACH_PX * scene.pixel_scale)
    near, far = pick(scene, x + reach - 0.5, y), pick(scene, x + reach + 1.0, y)
    assert near is not None and near.id == name
    assert far is None or far.id != name


def test_a_structure_is_picked_on_its_surface(studio: Studio, compose: Composer) -> None:
    state = shown(SceneState(), ["gluteus_minimus_right"], False)
    camera = hip_camera("lateral", "right")
    studio.picture(compose(state), camera)
    found = pick(studio.stage.scene, *middle(studio.stage.scene))
    assert found is not None and found.id == "hip_bone_right"
    across = np.array(found.position) - camera.focal_point
    assert np.linalg.norm(np.cross(across, camera.direction)) < 0.5
    assert found.position[2] > 80.0


def on_a_ray(item: Item, faces: np.ndarray, eye: np.ndarray, ahead: np.ndarray) -> float:
    """How far from the eye a ray meets faces of an item (Moeller & Trumbore 1997), mm; inf beside them."""
    assert item.points is not None
    points = item.points @ item.world_from_points[:3, :3].T + item.world_from_points[:3, 3]
    a, b, c = (points[faces[:, k]] for k in range(3))
    across = np.cross(ahead, c - a)
    size = np.einsum("ij,ij->i", b - a, across)
    size[np.abs(size) < 1e-9] = np.nan
    over = np.cross(eye - a, b - a)
    u, v = np.einsum("ij,ij->i", eye - a, across) / size, over @ ahead / size
    distance = np.einsum("ij,ij->i", c - a, over) / size
    met = distance[(u >= 0.0) & (v >= 0.0) & (u + v <= 1.0)]
    return float(met.min(initial=np.inf))


@pytest.mark.parametrize("still", [True, False])
def test_a_pick_is_where_the_line_of_sight_meets_the_nearest_face(
    studio: Studio, compose: Composer, still: bool
) -> None:
    scene = studio.stage.scene
    eye = np.zeros(3)
    for pose in (STANDING, HipPose(flexion_deg=70.0, adduction_deg=-20.0)):
        frame = compose(replaced(with_pose(SceneState(), pose), hidden=frozenset({"skin"})))
        studio.picture(frame, hip_camera("lateral", "right"))
        scene.set_still(still)
        eye[:] = scene.renderer.GetActiveCamera().GetPosition()
        hits = 0
        for x, y in np.stack(np.meshgrid(np.linspace(250, 550, 9), np.linspace(150, 450, 9)), axis=-1).reshape(-1, 2):
            found = pick_surface(scene, x, y)
            scene.renderer.SetDisplayPoint(x, y, 0.5)
            scene.renderer.DisplayToWorld()
            towards = np.array(scene.renderer.GetWorldPoint()[:3]) - eye
            ahead = towards / np.linalg.norm(towards)
            drawn = {item: item.faces if still or item.coarse is None else item.coarse for item in frame.items}
            met = {i.id: on_a_ray(i, f, eye, ahead) for i, f in drawn.items() if f is not None and f.shape[1] == 3}
            nearest = min(met, key=met.__getitem__)
            if found is None:
                assert met[nearest] == np.inf
                continue
            hits += 1
            assert abs(met[found.id] - met[nearest]) < 0.01
            assert np.linalg.norm(eye + met[nearest] * ahead - found.position) < 0.05
        assert hits > 20


def test_a_translucent_skin_hides_no_structure_and_an_opaque_one_does(studio: Studio, compose: Composer) -> None:
    veiled = shown(faded(SceneState(), "skin", 0.4), ["skin"], True)
    camera = hip_camera("lateral", "right")
    bare = shown(veiled, ["gluteus_minimus_right"], False)
    scene = studio.stage.scene
    picked = []
    for state in (bare, shown(SceneState(hidden=bare.hidden), ["skin"], True)):
        studio.picture(compose(state), camera)
        picked.append(pick(scene, *middle(scene)))
    assert [p.id for p in picked if p is not None] == ["hip_bone_right", "skin"]


def test_a_translucent_skin_is_picked_where_nothing_else_is(studio: Studio, compose: Composer) -> None:
    studio.picture(compose(with_trigger_point(SceneState(), "posterior_1")), leg_camera("lateral", "right"))
    scene = studio.stage.scene
    width, height = scene.renderer.GetSize()
    found = pick(scene, width * 0.5, height * 0.15)
    assert found is not None and found.id == "skin"
    assert pick(scene, 5.0, height - 5.0) is None


def test_a_muscle_without_a_mesh_is_drawn_and_picked_as_its_fibres(studio: Studio, tiny_atlas: Atlas) -> None:
    name = "gluteus_minimus_right"
    muscle = replace(tiny_atlas.structures[name], mesh=None, belly=None)
    bare = replace(tiny_atlas, structures={name: muscle})
    frame = Composer(bare)(SceneState())
    picture = studio.picture(frame, hip_camera("lateral", "right")).astype(int)
    red = picture[..., 0] > picture[..., 1] + 40
    assert 50 < red.sum() < 0.2 * red.size
    row, column = (int(places[len(places) // 2]) for places in np.nonzero(red))
    found = pick(studio.stage.scene, 2 * column + 1, 2 * (len(picture) - row) - 1)
    assert found is not None and found.id == name


def test_what_is_nearly_unseen_is_not_picked(studio: Studio, compose: Composer) -> None:
    state = faded(shown(SceneState(), ["gluteus_minimus_right"], False), "hip_bone_right", 0.01)
    studio.picture(compose(state), hip_camera("lateral", "right"))
    found = pick(studio.stage.scene, *middle(studio.stage.scene))
    assert found is None or found.id != "hip_bone_right"
