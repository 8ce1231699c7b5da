"""How far to trust the model: the measured figures (`trust.toml`), each with the test that holds it."""

from __future__ import annotations

from functools import cache

import msgspec

from glutmin_viewer.content.data_files import packaged


class Figure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Measured numbers by name; the test that holds them, and the document that tells how they were found.

    Without a test they could not be measured here, and the document says why.
    """

    values: dict[str, int | float]
    held_by: str = ""
    told_in: str = ""


@cache
def figures() -> dict[str, Figure]:
    """The figures by id, in the order in which they are shown."""
    return packaged(__package__, "trust", dict[str, Figure])
