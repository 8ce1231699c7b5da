"""Where the atlas that comes with the program lies."""

from __future__ import annotations

from pathlib import Path

import glutmin_viewer


def bundled_atlas() -> Path:
    """The folder `meshes`: inside an installed package, or beside the package in a checkout."""
    package = Path(glutmin_viewer.__file__).parent
    installed = package / "meshes"
    return installed if installed.is_dir() else package.parent / "meshes"
