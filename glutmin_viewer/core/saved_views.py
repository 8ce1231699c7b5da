"""Views that somebody has kept to come back to: each a scene, a camera, a name and a small picture.

In their folder each is an ordinary state file, which has the name in it, and beside it its picture (PNG). The picture
is written first and the state file removed first, so that a view is there whole or not at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec
import platformdirs

from glutmin_viewer.core.document import MOST_BYTES, Document, encoded, load_document, settled
from glutmin_viewer.core.errors import InputError, Key
from glutmin_viewer.core.reading import MB, whole
from glutmin_viewer.core.view_names import described
from glutmin_viewer.core.whole_file import whole_file

ADVICE = "error_advice_room"
MOST_PICTURE_BYTES = 16 * MB  # as 400 x 300 pixels never take
MOST_LETTERS = 1000  # of a name
_OURS = re.compile(r"view_(\d+)\.")


class SavedView(msgspec.Struct, frozen=True):
    """A view that was kept, and its state file; the document has no name of its own."""

    path: Path
    name: str
    document: Document

    @property
    def picture(self) -> Path:
        """Where its picture is, if it has one."""
        return self.path.with_suffix(".png")


class Removed(msgspec.Struct, frozen=True):
    """What brings a removed view back: what its two files held; no picture where it had none."""

    view: SavedView
    state: bytes
    picture: bytes | None


class Listing(NamedTuple):
    """Views in the order in which they were kept, and names of files that are damaged or no state files."""

    views: tuple[SavedView, ...] = ()
    skipped: tuple[str, ...] = ()


def saved_views_folder() -> Path:
    """Where the platform wants what somebody makes with a program."""
    return Path(platformdirs.user_data_dir("glutmin_viewer", appauthor=False)) / "views"


def cleaned(name: str) -> str:
    """A name in one line, as it can be written, cut off where it is endless; empty where nothing is left of it."""
    written = name[:MOST_LETTERS].encode("utf-8", "replace").decode()
    spaced = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in written)
    return " ".join(spaced.split())


def unused(name: str, taken: Iterable[str]) -> str:
    """The name, with a number where it is taken: "Right hip (2)"."""
    names, number, found = set(taken), 1, name
    while found in names:
        number += 1
        found = f"{name} ({number})"
    return found


class SavedViews:
    """The views in a folder, which need not be there yet. Every verb raises InputError where it cannot be done."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._highest = 0  # also of those removed, which may come back

    def listed(self) -> Listing:
        """All views. Other state files that somebody has put into the folder come last, named as they are."""
        try:
            paths = [path for path in self.folder.iterdir() if path.suffix == ".json" and path.name[0] != "."]
        except FileNotFoundError:
            return Listing()
        except OSError as error:
            raise InputError(
                f"{self.folder} cannot be read ({error.strerror}): make it a folder that you may read."
            ) from None
        views, skipped = [], []
        for path in sorted(paths, key=_order):
            try:
                document = load_document(path)
            except InputError:
                skipped.append(cleaned(path.name))
                continue
            name = cleaned(document.name or "") or cleaned(path.stem)
            views.append(SavedView(path, name, _nameless(document)))
        return Listing(tuple(views), tuple(skipped))

    def keep(self, name: str, document: Document, picture: bytes) -> SavedView:
        """Keep a document under a name, else under one that describes it. picture: the bytes of a PNG file."""
        name = cleaned(name) or described(document)
        path = self._next()
        _write_both(path, encoded(msgspec.structs.replace(document, name=name)), picture)
        return SavedView(path, name, _nameless(document))

    def rename(self, view: SavedView, name: str) -> SavedView:
        """Give a view another name; without any it keeps its own."""
        name = cleaned(name) or view.name
        if name == view.name:
            return view
        document = load_document(view.path)
        _write(view.path, encoded(msgspec.structs.replace(document, name=name)))
        return SavedView(view.path, name, _nameless(document))

    def remove(self, view: SavedView) -> Removed:
        """Remove both files of a view."""
        try:
            state = whole(view.path, MOST_BYTES)
            picture = whole(view.picture, MOST_PICTURE_BYTES) if view.picture.is_file() else None
            view.path.unlink()
        except OSError as error:
            raise InputError(f"{view.path} cannot be removed ({error.strerror}): make that place writable.") from None
        with suppress(OSError):  # a picture alone is no view
            view.picture.unlink(missing_ok=True)
        self._highest = max(self._highest, _number(view.path))
        return Removed(view, state, picture)

    def bring_back(self, removed: Removed) -> SavedView:
        """Put the files of a removed view where they were; as the last one where another has taken their place."""
        view = removed.view
        if view.path.exists():
            view = msgspec.structs.replace(view, path=self._next())
        _write_both(view.path, removed.state, removed.picture)
        return view

    def _next(self) -> Path:
        with suppress(OSError):  # told when it is written
            self._highest = max(self._highest, *map(_number, self.folder.iterdir()), 0)
        self._highest += 1
        return self.folder / f"view_{self._highest:04d}.json"


def _nameless(document: Document) -> Document:
    return settled(msgspec.structs.replace(document, name=msgspec.UNSET))


def _number(path: Path) -> int:
    """The place of a view among those that were kept; 0 for a file with a name of its own."""
    found = _OURS.match(path.name)
    return 0 if found is None else int(found[1])


def _order(path: Path) -> tuple[bool, int, str]:
    return _number(path) == 0, _number(path), path.name.casefold()


def _write_both(path: Path, state: bytes, picture: bytes | None) -> None:
    """Write the files of a view, or none of them."""
    beside = path.with_suffix(".png")
    if picture is not None:
        _write(beside, picture)
    try:
        _write(path, state)
    except InputError:
        beside.unlink(missing_ok=True)
        raise


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError.of("error_make", path=path.parent, reason=error, advice=Key(ADVICE)) from None
    with whole_file(path, ADVICE) as temporary:
        temporary.write_bytes(data)
