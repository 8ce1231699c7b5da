"""What the generators make now, made once for all tests of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from changed import CHANGES

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.modelling.build import Parts, assemble, generate, other_person
from glutmin_viewer.modelling.proportions import Proportions


@pytest.fixture(scope="session")
def parts() -> Parts:
    return generate()


@pytest.fixture(scope="session")
def person(parts) -> Callable[[str], Parts]:
    """The average person with one number changed, by its name."""
    return cache(lambda name: other_person(parts, Proportions({name: CHANGES[name]})))


@pytest.fixture(scope="session")
def built_atlas(parts) -> Atlas:
    return assemble(parts)
