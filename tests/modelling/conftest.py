"""What the generators make now, made once for all tests of them."""

from __future__ import annotations

import pytest

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.modelling.build import Parts, assemble, generate


@pytest.fixture(scope="session")
def parts() -> Parts:
    return generate()


@pytest.fixture(scope="session")
def built_atlas(parts) -> Atlas:
    return assemble(parts)
