"""What can befall a file, as strategies of Hypothesis: bytes, a tree of values, a PLY mesh, an archive of arrays."""

from __future__ import annotations

import io
import json
import struct
import warnings
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from hypothesis import strategies as st

Change = st.SearchStrategy[bytes]
NO_NUMBERS = (float("nan"), float("inf"), float("-inf"))


def one_of(draw: st.DrawFn, *choices: Any) -> Any:
    return draw(st.sampled_from(choices))


# ---- bytes -----------------------------------------------------------------------------------------------------------

BLOBS = (
    b"\0",
    b"\xff",
    b"\0" * 64,
    b"\xff" * 16,
    b"\r\n",
    b"\n\n",
    b"9" * 40,
    b"9" * 5000,
    *(b"-", b"[", b"{", b'"', b"nan"),
)


@st.composite
def befallen(draw: st.DrawFn, example: bytes) -> bytes:
    """Bytes flipped, cut off, doubled, inserted, zeroed, swapped and encoded anew, up to three times."""
    held = example
    for _ in range(draw(st.integers(1, 3))):
        held = _befallen_once(draw, held)
    return held


def _befallen_once(draw: st.DrawFn, held: bytes) -> bytes:
    place = draw(st.integers(0, len(held)))
    if draw(st.booleans()):  # headers are small, and at either end
        place = min(place, 400) if draw(st.booleans()) else max(len(held) - place, len(held) - 400)
    before, after = held[:place], held[place:]
    length = one_of(draw, 1, 2, 4, 16, 200, 4000)
    match draw(st.integers(0, 11)):
        case 0:
            return before + bytes(byte ^ (1 << draw(st.integers(0, 7))) for byte in after[:1]) + after[1:]
        case 1:
            return before + draw(st.binary(min_size=1, max_size=4)) + after[1:]
        case 2:
            return before
        case 3:
            return after
        case 4:
            return held + held
        case 5:
            return before + one_of(draw, *BLOBS) + after
        case 6:
            return before + bytes(len(after[:length])) + after[length:]
        case 7:
            other = draw(st.integers(0, len(after)))
            n = min(length, other, len(after) - other)
            return before + after[other : other + n] + after[n:other] + after[:n] + after[other + n :]
        case 8:
            return before + after[length:]
        case 9:
            return before + after[:length] * one_of(draw, 2, 3, 50) + after[length:]
        case 10:
            return held.decode("utf-8", "replace").encode(
                one_of(draw, "utf-8-sig", "utf-16", "utf-32", "cp1252"), "replace"
            )
        case _:
            return one_of(
                draw, b"", b"\0" * 3000, held.replace(b"\n", b"\r\n"), held.replace(b"\n", b"\r"), held.upper()
            )


# ---- trees of values, as JSON and TOML hold them ---------------------------------------------------------------------

JUNK: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1,
        2**31,
        2**63,
        2**64,
        -(2**70),
        10**400,
        0.5,
        -0.0,
        1e-320,
        1e6,
        -1e9,
        1e300,
        1.7e308,
    ),
    *(
        *NO_NUMBERS,
        "",
        " ",
        "\0",
        "a\nb",
        "\u202e",
        "../x",
        "..",
        "/etc/passwd",
        "x" * 5000,
        "ä" * 300,
        "skin",
        "right",
    ),
    *([], {}, [1, 2, 3], ["a"], [[0.0, 0.0, 0.0]] * 3, {"a": 1}, [{}], ["skin"] * 3000),
)
# In place of a value: what no writer would write.
TOKENS = (
    *("NaN", "nan", "-inf", "1e999", "-1e-999", "9" * 5000, "9" * 30, "1" + "0" * 309 + ".5", "0x10", "1979-05-27"),
    *("[" * 100_000, "{" * 3000, '{"a":' * 100_000, "[" * 900 + "]" * 900, "{" + "a." * 20_000 + "b = 1}"),
    *("'", '"', "tru", "", ",", '"\\ud800"', '"\\u0000"', "a.b = 1", "[" + "1," * 200_000 + "1]"),
)
KEYS = ("unknown", "", "a.b", "x" * 5000, "\0", "skin", "ä\n")
PLACE = "@@PLACE@@"
Dump = Callable[[Any], str]


def changed_tree(example: bytes, dump: Dump, load: Callable[[str], Any]) -> Change:
    """The text of a tree of which a value or two are of another type, missing, doubled, or no value at all."""
    tree = load(example.decode())
    return _changed_tree(tree, dump, _ways(tree))


def _ways(tree: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The ways to all values of a tree; of a long list only to some."""
    inner = tree.items() if isinstance(tree, Mapping) else enumerate(tree[:6]) if isinstance(tree, list) else ()
    return ([way] if way else []) + [found for key, value in inner for found in _ways(value, (*way, key))]


@st.composite
def _changed_tree(draw: st.DrawFn, tree: Any, dump: Dump, ways: list[tuple[Any, ...]]) -> bytes:
    tree, token, times = json.loads(json.dumps(tree)), "", (2, 20, 2000)
    for _ in range(draw(st.integers(1, 2))):
        *way, last = draw(st.sampled_from(ways))
        held: Any = tree
        try:
            for key in way:
                held = held[key]
            held[last]
        except (KeyError, IndexError, TypeError):
            continue  # the first change has taken it away
        if isinstance(held, str):
            continue
        match draw(st.integers(0, 5)):
            case 0 | 1:
                held[last] = one_of(draw, *JUNK)
            case 2:
                del held[last]
            case 3 if isinstance(held, dict):
                held[one_of(draw, *KEYS)] = one_of(draw, *JUNK)
            case 3 | 4 if isinstance(held, list):
                held *= one_of(draw, *times)
                times = (2,)  # not thousands of thousands
            case _:
                held[last], token = PLACE, one_of(draw, *TOKENS)
    return dump(tree).replace(f'"{PLACE}"', token).encode("utf-8", "surrogatepass")


# ---- meshes ----------------------------------------------------------------------------------------------------------

COUNTS = (
    "0",
    "1",
    "2",
    "-1",
    "-5",
    "1_0",
    "+7",
    "x",
    "1.5",
    "",
    "2000001",
    str(2**32),
    str(2**62),
    str(2**63),
    "9" * 400,
)
TYPES = ("char", "ushort", "uint", "float", "double", "int8", "float64", "quad", "list uchar int", "list uint uint")
CODES = {"uchar": "u1", "int": "i4", "uint": "u4", "float": "f4", "double": "f8"}
LINES = (
    "comment element face 7",
    "obj_info \t",
    "comment " + "x" * 70_000,
    "",
    "format ascii 1.0",
    "property",
    "element face",
)
NUMBERS = (0.0, 1e6, -1e9, 1e30, 1e300, *NO_NUMBERS)
INDICES = (-1, -(2**31), 2**31 - 1, 10**6, 0)


@st.composite
def changed_mesh(draw: st.DrawFn, vertices: np.ndarray, faces: np.ndarray) -> bytes:
    """A PLY file in any of its formats, whose header or numbers may lie."""
    vertices, faces = vertices.copy(), faces.copy()
    if draw(st.booleans()):
        vertices[draw(st.integers(0, len(vertices) - 1)), draw(st.integers(0, 2))] = one_of(draw, *NUMBERS)
    if draw(st.booleans()):
        faces[draw(st.integers(0, len(faces) - 1)), draw(st.integers(0, 2))] = one_of(draw, *INDICES)
    if draw(st.integers(0, 5)) == 0:
        vertices, faces = vertices[: draw(st.integers(0, 3))], faces[: draw(st.integers(0, 2))]
    order = one_of(draw, "<", "<", ">", "a")
    real = one_of(draw, "float", "float", "double", "int", "uchar")
    count, index = one_of(
        draw, ("uchar", "int"), ("uchar", "int"), ("int", "int"), ("uchar", "float"), ("double", "uint")
    )
    coding = {"<": "binary_little_endian", ">": "binary_big_endian", "a": "ascii"}[order]
    header = [
        "ply",
        f"format {coding} 1.0",
        f"element vertex {len(vertices)}",
        *(f"property {real} {axis}" for axis in "xyz"),
    ]
    header += [f"element face {len(faces)}", f"property list {count} {index} vertex_indices", "end_header"]
    if draw(st.booleans()):
        _lie(draw, header)
    with np.errstate(all="ignore"):
        vertices = vertices * one_of(draw, 1.0, 1.0, 1.0, 1.0, 0.0, 1e-6, 1e4, 1e200)
        corners = one_of(draw, 3, 3, 3, 3, 4, 0, 255)
        if order == "a":
            rows = [" ".join(f"{x:g}" for x in row) for row in vertices]
            rows += [" ".join(map(str, (corners, *row))) for row in faces]
            body = "\n".join(rows).encode() + b"\n"
        else:
            listed = np.zeros(len(faces), [("n", order + CODES[count]), ("at", order + CODES[index], (3,))])
            listed["n"], listed["at"] = corners, faces
            body = vertices.astype(order + CODES[real]).tobytes() + listed.tobytes()
    newline = one_of(draw, "\n", "\n", "\n", "\r\n", "\r")
    held = (newline.join(header) + newline).encode() + body
    return held[: draw(st.integers(0, len(held)))] if draw(st.integers(0, 7)) == 0 else held


def _lie(draw: st.DrawFn, header: list[str]) -> None:
    """Change a line of a header."""
    k = draw(st.integers(0, len(header) - 1))
    match draw(st.integers(0, 6)), header[k].split()[0]:
        case ((0 | 1), "element"):
            header[k] = " ".join([*header[k].split()[:2], one_of(draw, *COUNTS)])
        case ((0 | 1 | 2), "property"):
            header[k] = f"property {one_of(draw, *TYPES)} {header[k].split()[-1]}"
        case 3, _:
            del header[k]
        case 4, _:
            header.insert(k, header[k])
        case 5, _:
            header[k:k] = [f"element extra {one_of(draw, *COUNTS)}", f"property {one_of(draw, *TYPES)} a"][
                : one_of(draw, 1, 2)
            ]
        case _:
            header.insert(k, one_of(draw, *LINES))


# ---- archives of arrays ----------------------------------------------------------------------------------------------

DTYPES = ("<f4", ">f8", "<i8", "u1", "?", "<c16", "<f2", "S4", "<U2", "V3", "<M8[s]", [("x", "<f4")])
DESCRIPTIONS = (
    *(b"'<f4'", b"'<f8'", b"'|O'", b"'<q9'", b"3", b"[('a','<f4')]", b"'<f4,'", b"'V0'", b"[]", b"'<U2147483647'"),
    *(b"'(2,)f4'", b"('<f4',)"),
)
SHAPES = (
    *(b"()", b"(0,)", b"(3,)", b"(-1,)", b"'a'", b"(1.5,)", b"(True,)", b"[3]", b"(" * 150, b"(" + b"9" * 300 + b",)"),
    *(b"(4611686018427387904,)", b"(2, 1099511627776)", b"(1099511627776, 0)", b"(10000000000,)"),
)
HEADERS = (b"{}", b"[" * 300, b"-" * 9000 + b"1", b"{'descr': 1L}", b"\xff", b"'a\nb", b"x" * 60_000)
MEMBERS = ("region/x", "unknown", "../x", "/x", "region/", "a" * 300, "weights", "belly/lift", "uv/points")
PACKED = {"bzip2": zipfile.ZIP_BZIP2, "lzma": zipfile.ZIP_LZMA, "stored": zipfile.ZIP_STORED}
MANNERS = (*PACKED, "doubled", "noted", "encrypted", "endless", "plain", "plain", "plain")


@st.composite
def changed_arrays(draw: st.DrawFn, arrays: Mapping[str, np.ndarray]) -> bytes:
    """An archive whose arrays are of other shapes, types and values, or that lies about them or itself."""
    held = dict(arrays)
    name = one_of(draw, *sorted(held))
    values = held[name]
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        match draw(st.integers(0, 8)):
            case 0:
                dtype = one_of(draw, *DTYPES)
                held[name] = values.astype(dtype) if isinstance(dtype, str) else np.zeros(values.shape, dtype)
            case 1:
                held[name] = values.astype("<f8")
                place = draw(st.integers(0, values.size - 1))
                held[name].flat[place] = one_of(draw, *NUMBERS, -1.0, 0.5, 2.0, 2.0**31, -1e-9)
            case 2:
                shaped = (
                    values[:0],
                    values[:-1],
                    values[None],
                    values.ravel(),
                    values.T,
                    values[:1],
                    np.zeros((0, 2**40)),
                )
                held[name] = one_of(draw, np.float32(3), *shaped)
            case 3:
                del held[name]
            case 4:
                held[one_of(draw, *MEMBERS)] = one_of(draw, values, values[:1], np.arange(3), np.zeros(3), np.zeros(1))
            case 5:
                held[name] = np.array([{"code": 1}, print], dtype=object)
            case 6:
                held[name] = values * one_of(draw, 0, -1, 1e6, 1e30)
            case _:
                pass
    lying = one_of(draw, *sorted(held)) if held and draw(st.integers(0, 3)) == 0 else None
    return _archived(draw, held, lying, one_of(draw, *MANNERS))


def _archived(draw: st.DrawFn, arrays: Mapping[str, np.ndarray], lying: str | None, manner: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", PACKED.get(manner, zipfile.ZIP_DEFLATED)) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of two members of one name
        for name, values in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, np.asanyarray(values), allow_pickle=True)
            data = member.getvalue()
            archive.writestr(f"{name}.npy", _with_header(draw, data) if name == lying else data)
            if manner == "doubled" and name == min(arrays):
                archive.writestr(f"{name}.npy", data[:-1])
        if manner == "noted":
            archive.writestr("note.txt", "no array")
    held = bytearray(buffer.getvalue())
    if manner == "encrypted" and arrays:  # or so it says
        struct.pack_into("<H", held, held.rfind(b"PK\1\2") + 8, 1)
    if manner == "endless" and arrays:  # it says to unpack to 4 GB
        struct.pack_into("<I", held, held.find(b"PK\1\2") + 24, 2**32 - 2)
    return bytes(held)


def _with_header(draw: st.DrawFn, member: bytes) -> bytes:
    """The bytes of an array under another header."""
    body = member[10 + struct.unpack("<H", member[8:10])[0] :]
    words = b"{'descr': %b, 'fortran_order': %b, 'shape': %b, }" % (
        one_of(draw, *DESCRIPTIONS),
        one_of(draw, b"False", b"False", b"True", b"7"),
        one_of(draw, *SHAPES),
    )
    words = one_of(draw, words, words, words, *HEADERS)
    version = one_of(draw, b"\1\0", b"\1\0", b"\1\0", b"\2\0", b"\3\0", b"\x09\0")
    return b"\x93NUMPY" + version + struct.pack("<H", len(words)) + words + body
