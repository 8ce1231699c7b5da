"""A studio in which every test of this folder takes its pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from whole import whole_atlas

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.render.picture import Studio

SIZE = (400, 300)


@pytest.fixture
def studio() -> Iterator[Studio]:
    with Studio(SIZE) as made:
        yield made


@pytest.fixture(scope="session")
def atlas(tiny_atlas: Atlas) -> Atlas:
    """The tiny atlas, with the landmarks on the skin that pain zones need."""
    return replace(tiny_atlas, landmarks={**tiny_atlas.landmarks, **whole_atlas().landmarks})


@pytest.fixture
def compose(atlas: Atlas) -> Composer:
    return Composer(atlas)
