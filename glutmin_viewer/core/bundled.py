"""Where the atlas is that comes with the viewer."""

from __future__ import annotations

from pathlib import Path


def bundled_atlas() -> Path:
    """The folder of the bundled atlas: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "meshes"
    return installed if installed.is_dir() else package.parent / "meshes"
