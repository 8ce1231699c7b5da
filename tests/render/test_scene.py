"""Frames reach the actors: right arrays, right places, no more uploads than needed, nothing left behind."""

from __future__ import annotations

import gc
from dataclasses import replace

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace as changed
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkRenderingCore import vtkActor, vtkRenderer
from whole import whole_atlas

from glutmin_viewer.core.camera import VIEWS, View, figure_camera, hip_camera, home_camera, leg_camera, oblique_camera
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.pose import SIDES, HipPose
from glutmin_viewer.core.postures import Posture
from glutmin_viewer.core.showing_pain import with_trigger_point
from glutmin_viewer.core.state import (
    SceneState,
    faded,
    selected,
    shown,
    with_attachments,
    with_motion,
    with_pose,
    with_posture,
    with_side,
)
from glutmin_viewer.render.drawables import Mark, Surface
from glutmin_viewer.render.forces import ForceMark
from glutmin_viewer.render.picture import Manner, Studio
from glutmin_viewer.render.scene import Scene
from glutmin_viewer.render.style import DARK, LIGHT, Backdrop

MUSCLE = "gluteus_minimus_right.anterior"


def surface(scene: Scene, name: str) -> Surface:
    drawable = scene.drawables[name]
    assert isinstance(drawable, Surface)
    return drawable


def points(scene: Scene, name: str) -> np.ndarray:
    return vtk_to_numpy(surface(scene, name).mesh.GetPoints().GetData())


def matrix(actor: vtkActor) -> np.ndarray:
    native = actor.GetMatrix()
    return np.array([[native.GetElement(i, j) for j in range(4)] for i in range(4)])


@pytest.fixture
def scene() -> Scene:
    return Scene(vtkRenderer(), vtkRenderer())


def test_every_item_has_its_arrays_and_place(scene: Scene, compose: Composer) -> None:
    frame = compose(with_trigger_point(SceneState(), "posterior_1"))
    scene.show(frame)
    assert list(scene.drawables) == [item.id for item in frame.items]
    for item in frame.items:
        drawable = scene.drawables[item.id]
        if isinstance(drawable, Mark):
            np.testing.assert_allclose(drawable.position, item.world_from_points[:3, 3])
            continue
        np.testing.assert_allclose(points(scene, item.id), item.points, atol=1e-4)
        faces = vtk_to_numpy(drawable.mesh.GetPolys().GetConnectivityArray()).reshape(-1, 3)
        np.testing.assert_array_equal(faces, item.faces)
        np.testing.assert_allclose(matrix(drawable.actor), item.world_from_points)


def test_streaks_get_their_smaller_copies_with_the_first_picture_at_rest(scene: Scene, compose: Composer) -> None:
    scene.set_still(False)
    scene.show(compose(SceneState()))
    textures = [it.actor.GetTexture() for it in scene.drawables.values() if isinstance(it, Surface)]
    textures = [texture for texture in textures if texture is not None]
    assert textures and not any(texture.GetMipmap() for texture in textures)
    scene.set_still(True)
    assert all(texture.GetMipmap() for texture in textures)


def test_an_upload_writes_into_the_buffer_that_is_there_and_only_for_what_moved(
    scene: Scene, compose: Composer
) -> None:
    scene.show(compose(with_motion(SceneState(), "abduction", 0.0)))
    before = {name: surface(scene, name).mesh.GetPoints().GetData() for name in (MUSCLE, "femur_right")}
    stamps = {name: array.GetMTime() for name, array in before.items()}
    first = points(scene, MUSCLE).copy()
    scene.show(compose(with_motion(SceneState(), "abduction", 1.5)))
    for name, array in before.items():
        assert surface(scene, name).mesh.GetPoints().GetData() is array
    assert before[MUSCLE].GetMTime() > stamps[MUSCLE]
    assert before["femur_right"].GetMTime() == stamps["femur_right"]
    assert np.abs(points(scene, MUSCLE) - first).max() > 1.0


def test_the_composers_arrays_are_never_written_to(scene: Scene, compose: Composer) -> None:
    state = with_trigger_point(SceneState(), "anterior_1")
    frame = compose(state)
    kept = {item.id: item.points.copy() for item in frame.items if item.points is not None}
    scene.show(frame)
    scene.show(compose(with_motion(state, "flexion", 1.5)))
    for item in frame.items:
        if item.points is not None:
            np.testing.assert_array_equal(item.points, kept[item.id])


def test_a_motion_moves_the_femur_and_not_the_pelvis(scene: Scene, compose: Composer) -> None:
    scene.show(compose(SceneState()))
    femur, pelvis = (matrix(surface(scene, name).actor) for name in ("femur_right", "hip_bone_right"))
    scene.show(compose(with_motion(SceneState(), "flexion", 1.5)))
    assert np.abs(matrix(surface(scene, "femur_right").actor) - femur).max() > 0.5
    np.testing.assert_array_equal(matrix(surface(scene, "hip_bone_right").actor), pelvis)


def test_what_is_hidden_is_gone_from_the_renderer(scene: Scene, compose: Composer) -> None:
    scene.show(compose(SceneState()))
    count = scene.renderer.GetActors().GetNumberOfItems()
    marks = sum(len(one.within) for one in scene.drawables.values() if isinstance(one, Mark))
    scene.show(compose(shown(SceneState(), ["sacrum", "gluteus_minimus_right"], False)))
    # The sacrum, three groups, and what of the marks stands among them.
    assert scene.renderer.GetActors().GetNumberOfItems() == count - 4 - marks
    assert marks > 0 and not any(actor.GetVisibility() for actor in scene.overlay.GetActors())


def test_opacity_reaches_the_actor_and_leaves_it(scene: Scene, compose: Composer) -> None:
    scene.show(compose(faded(SceneState(), "sacrum", 0.3)))
    look = surface(scene, "sacrum").actor.GetProperty()
    assert look.GetOpacity() == pytest.approx(0.3)
    scene.show(compose(SceneState()))
    assert look.GetOpacity() == 1.0


def test_what_is_selected_glows_and_nothing_else(studio: Studio, compose: Composer) -> None:
    camera = hip_camera("lateral", "right")
    plain, bone, muscle, again = (
        studio.picture(compose(selected(SceneState(), name)), camera).astype(int)
        for name in (None, "hip_bone_right", "gluteus_minimus_right", None)
    )
    lit = [picture.sum(axis=2) > plain.sum(axis=2) + 40 for picture in (bone, muscle)]
    assert min(area.sum() for area in lit) > 500
    assert (lit[0] & lit[1]).sum() < 0.2 * min(area.sum() for area in lit)
    np.testing.assert_array_equal(plain, again)


def test_an_item_of_another_size_is_uploaded_anew(scene: Scene, compose: Composer) -> None:
    frame = compose(SceneState())
    scene.show(frame)
    smaller = [
        changed(item, points=item.points[:30], normals=item.normals[:30], faces=item.faces[:4] % 30)
        if item.id == "sacrum"
        else item
        for item in frame.items
    ]
    scene.show(replace(frame, items=tuple(smaller)))
    assert len(points(scene, "sacrum")) == 30
    assert surface(scene, "sacrum").mesh.GetNumberOfPolys() == 4


def test_only_closed_surfaces_are_drawn_from_outside_alone(scene: Scene, compose: Composer) -> None:
    frame = compose(shown(SceneState(), ["skin"], True))
    open_at_one_end = [
        changed(item, faces=item.faces[10:]) if item.id == "femur_left" else item
        for item in frame.items
        if item.faces is not None
    ]
    scene.show(replace(frame, items=tuple(open_at_one_end)))
    culled = {name: surface(scene, name).actor.GetProperty().GetBackfaceCulling() for name in scene.drawables}
    assert not culled.pop("femur_left")
    assert all(culled.values())


def test_the_coarse_level_is_drawn_while_something_moves(scene: Scene, compose: Composer) -> None:
    item = next(item for item in compose(SceneState()).items if item.id == MUSCLE)
    scene.show(compose(SceneState()))
    actor = surface(scene, MUSCLE).actor
    for still, faces in ((True, item.faces), (False, item.coarse), (True, item.faces)):
        scene.set_still(still)
        assert actor.GetMapper().GetInput().GetNumberOfPolys() == len(faces)
    scene.set_still(False)
    moved = with_motion(SceneState(), "flexion", 1.0)
    scene.show(compose(moved))
    drawn = actor.GetMapper().GetInput()
    posed = next(item for item in compose(moved).items if item.id == MUSCLE)
    np.testing.assert_allclose(vtk_to_numpy(drawn.GetPoints().GetData()), posed.points, atol=1e-4)
    # What has no coarse level is drawn as it is, and what is new joins in.
    assert surface(scene, "sacrum").actor.GetMapper().GetInput().GetNumberOfPolys() > 0
    scene.show(compose(shown(moved, ["skin"], True)))
    assert surface(scene, "skin").actor.GetMapper().GetInput().GetNumberOfPolys() > 0


def test_coarse_and_full_level_look_alike(studio: Studio, compose: Composer) -> None:
    frame, camera = compose(SceneState()), home_camera("right")
    full = studio.picture(frame, camera).astype(float)
    studio.stage.scene.set_still(False)
    coarse = studio.picture(frame, camera).astype(float)
    studio.stage.scene.set_still(True)
    assert 0.0 < np.abs(full - coarse).mean() < 2.0


def test_painted_attachments_are_red_and_blue_and_leave_again(studio: Studio, compose: Composer) -> None:
    bones = SceneState(hidden=frozenset({"gluteus_minimus_right", "gluteus_minimus_left", "skin", "sacrum"}))

    def share(state: SceneState) -> tuple[float, float]:
        picture = studio.picture(compose(state), hip_camera("lateral", "right")).astype(float)
        red, blue = picture[..., 0] > 1.8 * picture[..., 2], picture[..., 2] > 1.4 * picture[..., 0]
        lit = picture.max(axis=-1) > 90
        return float((red & lit).mean()), float((blue & lit).mean())

    plain, painted = share(bones), share(with_attachments(bones, True))
    assert plain == (0.0, 0.0)
    assert painted[0] > 0.002 and painted[1] > 0.0005
    assert share(bones) == plain


def test_the_camera_reads_back_as_it_was_set(studio: Studio) -> None:
    cameras = [make(view, "left") for view in VIEWS for make in (hip_camera, leg_camera)]
    for camera in [*cameras, home_camera("right"), oblique_camera("right", "anterior")]:
        for aspect in (0.5, 1.0, 1.8):
            studio.stage.scene.set_camera(camera, aspect)
            back = studio.stage.scene.camera()
            for name in ("focal_point", "direction", "view_up", "height_mm"):
                np.testing.assert_allclose(getattr(back, name), getattr(camera, name), atol=1e-6)


def test_height_mm_fills_the_pictures_height(studio: Studio, compose: Composer) -> None:
    camera = hip_camera("lateral", "right")
    studio.picture(compose(SceneState()), camera)
    scene = studio.stage.scene
    height = scene.renderer.GetSize()[1]
    assert scene.mm_per_pixel(np.array(camera.focal_point)) * height == pytest.approx(camera.height_mm)


def test_the_whole_figure_lies_within_the_clipping_range(studio: Studio, compose: Composer) -> None:
    state = with_trigger_point(SceneState(), "anterior_1")
    for camera in (home_camera("right"), leg_camera("inferior", "right")):
        studio.picture(compose(state), camera)
        near, far = studio.stage.scene.renderer.GetActiveCamera().GetClippingRange()
        skin = compose(state).items
        depth = (next(i.points for i in skin if i.kind == "skin") - camera.position) @ -np.array(camera.direction)
        assert 0.0 < near <= depth.min() and far >= depth.max()


def test_in_motion_nothing_is_cut_off_between_two_looks_for_the_nearest(studio: Studio, compose: Composer) -> None:
    """From in front a thigh that flexes comes half a metre nearer; the planes are looked for but now and then."""
    scene, eye = studio.stage.scene, leg_camera("anterior", "right")
    scene.set_still(False)
    down, up = (compose(with_pose(SceneState(), HipPose(flexion_deg=flexion))) for flexion in (0.0, 100.0))
    ranges = []
    for frame in (down, up):
        scene.show(frame)
        scene.set_camera(eye, 1.0)
        scene.lay_out()
        ranges.append(scene.renderer.GetActiveCamera().GetClippingRange())
    assert ranges[0] == ranges[1]
    depths = [(item.in_world - eye.position) @ -np.array(eye.direction) for item in up.items if item.points is not None]
    assert ranges[1][0] < min(depth.min() for depth in depths)
    scene.set_camera(changed(eye, height_mm=0.5 * eye.height_mm), 1.0)
    scene.lay_out()
    assert scene.renderer.GetActiveCamera().GetClippingRange() != ranges[1]


@pytest.mark.parametrize("view", VIEWS)
def test_the_chosen_mark_is_never_cut_off_however_far_away(studio: Studio, compose: Composer, view: View) -> None:
    camera = leg_camera(view, "right")
    far = msgspec.structs.replace(camera, height_mm=3.0 * camera.height_mm)
    studio.picture(compose(with_trigger_point(SceneState(), "anterior_1")), far)
    scene = studio.stage.scene
    mark = scene.drawables["trigger_point.anterior_1"]
    assert isinstance(mark, Mark)
    native = scene.renderer.GetActiveCamera()
    depth = float((mark.front - np.array(native.GetPosition())) @ np.array(native.GetDirectionOfProjection()))
    assert native.GetClippingRange()[0] < depth - 2.0 * mark.radius_mm


def test_pain_is_drawn_where_the_field_is_positive_and_nowhere_else(studio: Studio, compose: Composer) -> None:
    camera = leg_camera("lateral", "right")
    state = with_trigger_point(SceneState(), "anterior_1")
    frame = compose(state)

    def reddish(pain: np.ndarray) -> int:
        items = tuple(changed(i, pain=pain) if i.kind == "skin" else changed(i, tender=None) for i in frame.items)
        picture = studio.picture(replace(frame, items=items), camera).astype(int)
        return int(((picture[..., 0] > 90) & (picture[..., 1] < 45)).sum())

    skin = next(i for i in frame.items if i.kind == "skin")
    assert skin.pain is not None and skin.rest is not None
    everywhere, nowhere = np.full_like(skin.pain, 40.0), np.full_like(skin.pain, -40.0)
    upper = nowhere.copy()
    upper[:, 0] = skin.rest[:, 1] + 300.0
    whole, half, none = reddish(everywhere), reddish(upper), reddish(nowhere)
    assert none < 50 < half < 0.75 * whole


def test_the_three_grades_look_different(studio: Studio, compose: Composer) -> None:
    frame = compose(with_trigger_point(SceneState(), "anterior_1"))
    skin = next(i for i in frame.items if i.kind == "skin")
    assert skin.pain is not None
    means, spreads = [], []
    for grade in range(3):
        pain = np.full_like(skin.pain, -500.0)
        pain[:, grade] = 100.0
        items = tuple(changed(i, pain=pain) for i in frame.items if i.kind == "skin")
        picture = studio.picture(replace(frame, items=items), hip_camera("lateral", "right"))
        patch = picture[120:180, 160:240].astype(float)
        means.append(patch.mean())
        spreads.append(np.abs(np.diff(patch.mean(axis=2), axis=0)).mean())
    assert means[0] < means[1] - 20 and means[1] < means[2] - 10
    assert spreads[0] < 0.3 * min(spreads[1:])


def test_hiding_the_muscle_takes_its_colour_away(studio: Studio, compose: Composer) -> None:
    def red(state: SceneState) -> int:
        picture = studio.picture(compose(state), hip_camera("lateral", "right")).astype(int)
        return int((picture[..., 0] > picture[..., 1] + 60).sum())

    seen = red(SceneState())
    assert seen > 1000
    assert red(shown(SceneState(), ["gluteus_minimus_right", "gluteus_minimus_left"], False)) < 0.02 * seen


def test_the_left_hip_is_the_mirror_image_of_the_right(studio: Studio, compose: Composer) -> None:
    state = shown(SceneState(), ["skin"], False)
    # Within the picture's middle: the label and the cube read the same way round on both sides.
    right = studio.picture(compose(state), hip_camera("anterior", "right"))[40:220]
    left = studio.picture(compose(with_side(state, "left")), hip_camera("anterior", "left"))[40:220]

    nothing = studio.picture(replace(compose(state), items=()), hip_camera("anterior", "right"))[40:220].astype(int)

    def figure(picture: np.ndarray) -> np.ndarray:
        return np.abs(picture - nothing).max(axis=2) > 8

    same = figure(right) == figure(left)[:, ::-1]
    assert figure(right).mean() > 0.1
    assert same.mean() > 0.99
    assert (figure(right) == figure(left)).mean() < 0.9


def test_twenty_scenes_leave_nothing_behind(compose: Composer) -> None:
    def alive() -> int:
        gc.collect()
        return sum(isinstance(o, vtkActor | Scene | vtkRenderer) for o in gc.get_objects())

    before = alive()
    for _ in range(20):
        scene = Scene(vtkRenderer(), vtkRenderer())
        scene.show(compose(with_trigger_point(SceneState(), "anterior_1")))
        del scene
    assert alive() == before


def test_a_closed_studio_leaves_nothing_behind(compose: Composer) -> None:
    def alive() -> int:
        gc.collect()
        return sum(
            type(o).__name__.startswith("vtk") and isinstance(o, vtkActor | vtkRenderer) for o in gc.get_objects()
        )

    before = alive()
    with Studio((64, 64)) as studio:
        studio.picture(compose(SceneState()), home_camera("right"))
    del studio
    assert alive() == before


def test_words_of_forces_wait_in_motion_until_they_are_wanted_and_are_right_at_rest(scene: Scene) -> None:
    compose = Composer(whole_atlas())

    def words() -> list[str]:
        marks = (drawable for drawable in scene.drawables.values() if isinstance(drawable, ForceMark))
        return [mark.told for mark in marks]

    frames = [compose(with_motion(SceneState(), "level_beside_drop", at)) for at in (0.0, 1.5, 2.5)]
    right = []
    for frame in frames:
        scene.show(frame)
        right.append(words())
    assert all(map(all, right))
    scene.show(frames[0])
    scene.set_still(False)
    scene.show(frames[1])
    assert words() == right[0] != right[1]
    scene.tell()
    assert words() == right[1]
    scene.show(frames[2])
    assert words() == right[1] != right[2]
    scene.set_still(True)
    assert words() == right[2]


@pytest.mark.parametrize("backdrop", [DARK, LIGHT])
def test_floor_and_seat_belong_to_the_ground_they_are_seen_on(backdrop: Backdrop) -> None:
    frame = Composer(whole_atlas())(with_posture(SceneState(), Posture("sitting")))
    with Studio((320, 240), Manner(backdrop=backdrop, labels=False)) as studio:
        shown, bare = (
            studio.picture(each, figure_camera("sitting", "right"))[225, 60:130].astype(int)
            for each in (frame, replace(frame, items=()))
        )
    away = np.abs(shown - bare).mean()
    assert 10 < away < 60  # told from the ground, and no dark plate in the light


def test_in_motion_the_far_leg_does_not_cover_pain() -> None:
    compose = Composer(whole_atlas())
    for side in SIDES:
        state = with_motion(with_trigger_point(with_side(SceneState(), side), "posterior_1"), "gait", 0.45)
        frame, pictures = compose(state), []
        with Studio((140, 160), Manner(labels=False)) as studio:
            for still in (True, False):
                studio.stage.scene.set_still(still)
                pictures.append(studio.picture(frame, oblique_camera(side, "posterior")).astype(int))
        red = [(picture[..., 0] - picture[..., 1] > 90).sum() for picture in pictures]
        assert red[1] > 0.97 * red[0] > 200
