"""What the quiz asks for is in sight in its scene: a click there is on it, and is right."""

from __future__ import annotations

import numpy as np
import pytest
from standing import stand
from whole import whole_atlas

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.frame import Frame
from glutmin_viewer.core.places import rest_position
from glutmin_viewer.core.quiz import Question, hit, quiz_round, table
from glutmin_viewer.render.picking import pick, pick_on
from glutmin_viewer.render.picture import Studio

ALL = 1000  # questions: a round goes on as long as there are any
LEAST = 0.15  # of the points of a place that a click can reach: its far side is always hidden
SAMPLE = 25


@pytest.fixture(scope="module")
def bundled() -> Atlas:
    return whole_atlas()


def clicked(studio: Studio, atlas: Atlas, frame: Frame, question: Question, point: np.ndarray) -> bool:
    """Whether a click on the picture where a point (3,) mm of the world is drawn is right."""
    renderer = studio.stage.scene.renderer
    renderer.SetWorldPoint(*point, 1.0)
    renderer.WorldToDisplay()
    x, y, _ = renderer.GetDisplayPoint()
    width, height = renderer.GetSize()
    found = pick(studio.stage.scene, x, y) if 0 <= x < width and 0 <= y < height else None
    if found is None:
        return False
    item = next(item for item in frame.items if item.id == found.id)
    structure = atlas.structures.get(found.id.partition(".")[0])
    position = np.array(found.position) if structure is None else rest_position(structure, item, found.position)
    return hit(question, atlas, found.id, position)


@pytest.mark.parametrize("side", ["right", "left"])
def test_what_is_to_be_found_is_in_sight(studio: Studio, bundled: Atlas, side: str) -> None:
    compose = Composer(bundled)
    questions = [question for question in quiz_round(bundled, side, 1, ALL) if question.kind == "find"]
    assert {question.about for question in questions} == {find.id for find in table().find}
    for question in questions:
        frame = compose(question.scene)
        stand(studio, frame, question.camera)
        head, _, group = question.about.partition(".")
        name = question.on or head
        bone = bundled.structures.get(f"{name}_{side}") or bundled.structures[name]
        items = [item for item in frame.items if item.id.partition(".")[0] == bone.id and group in item.id]
        assert items, question.about
        points = np.concatenate([np.c_[i.points, np.ones(len(i.points))] @ i.world_from_points.T for i in items])[:, :3]
        if question.on:
            points = points[bone.regions[question.about]]
        sample = points[:: max(1, len(points) // SAMPLE)]
        seen = [clicked(studio, bundled, frame, question, point) for point in sample]
        assert np.mean(seen) > LEAST, (question.about, np.mean(seen))


@pytest.mark.parametrize("side", ["right", "left"])
def test_a_painted_place_is_in_sight(studio: Studio, bundled: Atlas, side: str) -> None:
    compose = Composer(bundled)
    questions = [q for seed in range(2) for q in quiz_round(bundled, side, seed, ALL) if q.scene.drawing is not None]
    assert {question.kind for question in questions} == {"refer", "root", "over"}
    for question in questions:
        frame = compose(question.scene)
        stand(studio, frame, question.camera)
        skin = next(item for item in frame.items if item.id == "skin")
        assert question.scene.drawing is not None
        (dab,) = question.scene.drawing.strokes
        renderer = studio.stage.scene.renderer
        vertex = np.linalg.norm(bundled.structures["skin"].mesh.vertices - dab.points[0], axis=1).argmin()
        face = skin.faces[(skin.faces == vertex).any(axis=1)][0]
        middle = skin.points[face].mean(axis=0)  # beside the vertex, where a ray could slip between the triangles
        renderer.SetWorldPoint(*middle, 1.0)
        renderer.WorldToDisplay()
        x, y, _ = renderer.GetDisplayPoint()
        width, height = renderer.GetSize()
        assert 0.04 * height < y < 0.96 * height and 0.1 * width < x < 0.9 * width, (question.kind, question.about)
        found = pick_on(studio.stage.scene, "skin", x, y)
        assert found is not None
        assert np.linalg.norm(np.array(found.position) - middle) < 5.0
