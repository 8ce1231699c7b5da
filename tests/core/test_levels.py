"""The coarser atlas for what plays: fewer points, the same muscle."""

from __future__ import annotations

import numpy as np
import pytest

from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.levels import coarsened
from glutmin_viewer.core.mesh import Mesh
from glutmin_viewer.core.motions import motions
from glutmin_viewer.core.state import SceneState, coloured_by, shown, with_motion


@pytest.fixture(scope="module")
def composers(atlas):
    return Composer(atlas), Composer(coarsened(atlas))


def muscles(compose, state):
    return {item.id: item for item in compose(state).items if item.kind == "muscle"}


@pytest.mark.parametrize("name", motions())
def test_its_points_are_those_that_the_coarse_level_uses(composers, name):
    state = shown(SceneState(), ["gluteus_medius_right", "gluteus_maximus_right"], True)
    state = coloured_by(with_motion(state, name, 0.4 * motions()[name].duration_s), "length")
    fine, coarse = (muscles(compose, state) for compose in composers)
    assert fine.keys() == coarse.keys()
    for name, item in coarse.items():
        drawn = fine[name].coarse
        if "maximus" in name:
            assert item.coarse is not None and len(item.points) == len(fine[name].points)
            continue
        kept = np.unique(drawn)
        assert len(item.faces) == len(drawn) and len(item.points) == len(kept) < 0.3 * len(fine[name].points)
        # Nothing but the last few per cent of thickness, from the volume of either level, differs.
        assert np.linalg.norm(item.points - fine[name].points[kept], axis=1).max() < 2.0
        np.testing.assert_allclose(item.value, fine[name].value[kept])
        volumes = [
            Mesh(points, faces).volume_cm3 for points, faces in ((item.points, item.faces), (fine[name].points, drawn))
        ]
        assert volumes[0] == pytest.approx(volumes[1], rel=0.1)


def test_what_stays_as_it_is_is_not_uploaded_again(composers):
    state = with_motion(SceneState(), "abduction", 1.0)
    fine, coarse = ({item.id: item for item in compose(state).items} for compose in composers)
    for name in ("hip_bone_right", "femur_right"):
        assert coarse[name].points is fine[name].points and coarse[name].normals is fine[name].normals
