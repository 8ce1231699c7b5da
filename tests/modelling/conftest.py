"""The atlas as the generators make it now, built once for all tests of them."""

from __future__ import annotations

import pytest

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.modelling.build import build_atlas


@pytest.fixture(scope="session")
def built_atlas() -> Atlas:
    return build_atlas()
