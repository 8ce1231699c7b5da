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
        reason = error if isinstance(error, OSError | InputError) else first_line(error)
        raise InputError.of("error_car_none", path=path, reason=reason) from None


def _unpacked(data: bytes, vertices: int) -> dict[str, np.ndarray]:
    """The arrays of an archive, which may hold and unpack to no more than its mesh calls for."""
    most = NUMBERS_PER_VERTEX * vertices + NUMBERS_BESIDES
    if data.count(b"PK\1\2") > MOST_ARRAYS:  # before the list of them is read
        raise InputError.of("error_car_arrays", most=MOST_ARRAYS)
    found: dict[str, np.ndarray] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of headers as Python 2 wrote them
        members = [member for member in archive.infolist() if member.filename.endswith(".npy")]
        if sum(member.file_size for member in members) > 8 * most:
            raise _too_many(most, vertices)
        for member in members:
            if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise InputError.of("error_car_packed")
            with archive.open(member) as stream:
                found[member.filename.removesuffix(".npy")] = np.lib.format.read_array(stream, allow_pickle=False)
    if sum(array.size for array in found.values()) > most:
        raise _too_many(most, vertices)
    return found


def _too_many(most: int, vertices: int) -> InputError:
    return InputError.of("error_car_numbers", most=most, vertices=vertices)


def checked(
    path: Path, name: str, array: np.ndarray | None, shape: tuple[int | None, ...], within: tuple[float, float]
) -> Floats:
    """The array as float64, or InputError where it is missing, of another shape, not finite or out of range."""
    if array is None:
        raise InputError.of("error_car_lacks", path=path, name=name)
    wanted = "(" + ", ".join("any" if n is None else str(n) for n in shape) + ")"
    fits = array.ndim == len(shape) and all(n is None or n == m for n, m in zip(shape, array.shape, strict=True))
    if not fits or array.size == 0:
        raise InputError.of("error_car_shape", path=path, name=name, shape=array.shape, wanted=wanted)
    if array.dtype.kind not in "iuf":
        raise InputError.of("error_car_kind", path=path, name=name, kind=array.dtype)
    values = array.astype(np.float64, copy=False)
    (low, high), least, most = within, values.min(), values.max()
    if not (np.isfinite(least) and np.isfinite(most)):
        raise InputError.of("error_car_no_number", path=path, name=name)
    if least < low - ROUNDED or most > high + ROUNDED:
        raise InputError.of("error_car_range", path=path, name=name, low=float(low), high=float(high))
    return values


def write_arrays(arrays: Mapping[str, np.ndarray], path: Path) -> None:
    """Like numpy.savez, but without the time of writing, so that equal arrays give equal bytes."""
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(arrays):
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            with archive.open(entry, "w") as stream:
                np.lib.format.write_array(stream, np.ascontiguousarray(arrays[name]), allow_pickle=False)
