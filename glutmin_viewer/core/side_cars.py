"""Side-cars: arrays by name in an archive of numpy (.npz), read within limits, each checked, and written."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from glutmin_viewer.core.errors import InputError, first_line
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.core.reading import MB, whole

MOST_BYTES, MOST_ARRAYS = 64 * MB, 2000
# The skin of the bundled atlas has 36 numbers a vertex in its side-car, and a muscle 20,000 for its fibres.
NUMBERS_PER_VERTEX, NUMBERS_BESIDES = 64, 200_000
ROUNDED = 1e-3  # by which a number may be out of its range: most are kept in single precision


def load_arrays(path: Path, vertices: int) -> dict[str, np.ndarray]:
    """The arrays of the side-car of a mesh; none where there is no such file."""
    try:
        return _unpacked(whole(path, MOST_BYTES), vertices)
    except FileNotFoundError:
        return {}
    except Exception as error:  # a damaged archive makes zipfile, zlib, numpy and ast raise nearly anything
        reason = (isinstance(error, OSError) and error.strerror) or first_line(error)
        raise InputError(f"{path} is not a readable side-car ({reason}): write it again.") from None


def _unpacked(data: bytes, vertices: int) -> dict[str, np.ndarray]:
    """The arrays of an archive, which may hold and unpack to no more than its mesh calls for."""
    most = NUMBERS_PER_VERTEX * vertices + NUMBERS_BESIDES
    too_many = ValueError(f"it holds more than {most:,} numbers, the most for {vertices:,} vertices")
    if data.count(b"PK\1\2") > MOST_ARRAYS:  # before the list of them is read
        raise ValueError(f"it holds more than {MOST_ARRAYS} arrays")
    found: dict[str, np.ndarray] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of headers as Python 2 wrote them
        members = [member for member in archive.infolist() if member.filename.endswith(".npy")]
        if sum(member.file_size for member in members) > 8 * most:
            raise too_many
        for member in members:
            if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise ValueError("it is packed in another way than numpy does")
            with archive.open(member) as stream:
                found[member.filename.removesuffix(".npy")] = np.lib.format.read_array(stream, allow_pickle=False)
    if sum(array.size for array in found.values()) > most:
        raise too_many
    return found


def checked(
    path: Path, name: str, array: np.ndarray | None, shape: tuple[int | None, ...], within: tuple[float, float]
) -> Floats:
    """The array as float64, or InputError where it is missing, of another shape, not finite or out of range."""
    if array is None:
        raise InputError(f'{path} has no array "{name}": write the side-car again with all its arrays.')
    wanted = "(" + ", ".join("any" if n is None else str(n) for n in shape) + ")"
    fits = array.ndim == len(shape) and all(n is None or n == m for n, m in zip(shape, array.shape, strict=True))
    if not fits or array.size == 0:
        raise InputError(f'{path}: array "{name}" has shape {array.shape}, but {wanted} belongs there.')
    if array.dtype.kind not in "iuf":
        raise InputError(f'{path}: array "{name}" holds {array.dtype}, but numbers belong there.')
    values = array.astype(np.float64, copy=False)
    (low, high), least, most = within, values.min(), values.max()
    if not (np.isfinite(least) and np.isfinite(most)):
        raise InputError(f'{path}: array "{name}" holds values that are no numbers (NaN or infinite).')
    if least < low - ROUNDED or most > high + ROUNDED:
        raise InputError(
            f'{path}: array "{name}" must lie between {low:.7g} and {high:.7g}; does it belong to another mesh?'
        )
    return values


def write_arrays(arrays: Mapping[str, np.ndarray], path: Path) -> None:
    """Like numpy.savez, but without the time of writing, so that equal arrays give equal bytes."""
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(arrays):
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            with archive.open(entry, "w") as stream:
                np.lib.format.write_array(stream, np.ascontiguousarray(arrays[name]), allow_pickle=False)
