"""The bundled atlas for all tests of a process, read once: nobody changes it.

What is worked out from an atlas is kept with it, so all tests share that too.
"""

from __future__ import annotations

from functools import cache

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.atlas_files import load_atlas
from glutmin_viewer.core.bundled import bundled_atlas


@cache
def whole_atlas() -> Atlas:
    return load_atlas(bundled_atlas())
