"""Films as files: MP4 (H.264) for players and slides, GIF for pages.

The picture of a moment depends on that moment alone, so equal input gives equal pictures. H.264 has even sizes and one
colour value for four pixels, which every player shows. A GIF has one palette for all of its pictures, taken from some
of them, and a fixed pattern in place of colours that it lacks, so that nothing flickers.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from PIL import Image

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.footage import Film
from glutmin_viewer.core.steps import part
from glutmin_viewer.core.whole_file import whole_file
from glutmin_viewer.render.picture import PLAIN, Manner, Size, Studio

ENDINGS = (".mp4", ".gif")
FPS_RANGE = (1, 60)
# Drawing choices: good for slides and small enough to be sent.
QUALITY = {"crf": "18", "preset": "medium"}
SAMPLES = 6  # pictures from which a palette is made
COLOURS, STEP = 255, 6
# Thresholds of a Bayer pattern, from -1/2 to 1/2, and how far they move a colour.
_BAYER = np.block([[np.array([[0, 8], [12, 4]]), np.array([[2, 10], [14, 6]])],
                   [np.array([[3, 11], [15, 7]]), np.array([[1, 9], [13, 5]])]])  # fmt: skip
DITHER = 10.0 * (_BAYER / 15.0 - 0.5)

Take = Callable[[float], Generator[float, None, np.ndarray]]


def check_fps(fps: float) -> None:
    """Raise InputError where a film cannot have so many pictures a second."""
    low, high = FPS_RANGE
    if not low <= fps <= high or fps != round(fps):
        raise InputError(f"{fps:g} pictures a second cannot be made: choose a whole number from {low} to {high}.")


def record(
    path: Path, atlas: Atlas, film: Film, size: Size, fps: int, manner: Manner = PLAIN
) -> Generator[float, None, None]:
    """Write a film; the share done after every piece of a picture. Whoever stops asking leaves no file.

    size: of the picture in pixels; a film in MP4 leaves out the last row or column of an odd one. Raises InputError
    for what cannot be made or written.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise InputError(f"{path} is no name for a film: let it end in {' or '.join(ENDINGS)}.")
    check_fps(fps)
    if ending == ".mp4":
        size = size[0] // 2 * 2, size[1] // 2 * 2
    compose = Composer(atlas)
    with whole_file(path) as temporary, Studio(size, manner) as studio:

        def take(time_s: float) -> Generator[float, None, np.ndarray]:
            shot = film.at(time_s)
            return studio.steps(compose(shot.state), shot.camera, shot.title, shot.lines)

        times = film.times(fps)
        with closing((_mp4 if ending == ".mp4" else _gif)(temporary, take, times, size, fps)) as steps:
            yield from steps


def _mp4(path: Path, take: Take, times: list[float], size: Size, fps: int) -> Generator[float, None, None]:
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as file:
        stream = file.add_stream("libx264", rate=fps, options=QUALITY)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        context = stream.codec_context
        context.colorspace, context.color_range = Colorspace.ITU709, ColorRange.MPEG
        context.color_primaries, context.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
        for k, time_s in enumerate(times):
            picture = yield from part(take(time_s), k / len(times), (k + 1) / len(times))
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame = frame.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG)
            file.mux(stream.encode(frame))
            yield (k + 1) / len(times)
        file.mux(stream.encode(None))


def _gif(path: Path, take: Take, times: list[float], size: Size, fps: int) -> Generator[float, None, None]:
    samples = times[:: max(len(times) // SAMPLES, 1)]
    total, taken = len(samples) + len(times), []
    for k, time_s in enumerate(samples):
        picture = yield from part(take(time_s), k / total, (k + 1) / total)
        taken.append(picture[::2, ::2])
    # Every colour once, coarsely told: a small mark has as much of a right to its own as the ground.
    found = np.unique(np.concatenate(taken).reshape(-1, 3) // STEP * STEP + STEP // 2, axis=0)
    palette = Image.fromarray(found[None]).quantize(COLOURS, Image.Quantize.MEDIANCUT)
    colours = np.zeros((256, 4), np.uint8)
    colours[:, 0] = 255  # opaque
    own = np.array(palette.getpalette(), np.uint8).reshape(-1, 3)
    colours[: len(own), 1:] = own
    pattern = np.tile(DITHER, (size[1] // 4 + 1, size[0] // 4 + 1))[: size[1], : size[0], None]
    with av.open(str(path), "w", format="gif") as file:
        stream = file.add_stream("gif", rate=fps)
        stream.width, stream.height, stream.pix_fmt = *size, "pal8"
        stream.codec_context.time_base = Fraction(1, 100)  # that of the format
        for k, time_s in enumerate(times):
            done = len(samples) + k
            shot = yield from part(take(time_s), done / total, (done + 1) / total)
            picture = np.clip(shot + pattern, 0.0, 255.0).astype(np.uint8)
            places = Image.fromarray(picture).quantize(palette=palette, dither=Image.Dither.NONE)
            frame = av.VideoFrame.from_ndarray((np.asarray(places), colours), format="pal8")
            frame.pts, frame.time_base = round(100 * k / fps), Fraction(1, 100)
            file.mux(stream.encode(frame))
            yield (done + 1) / total
        file.mux(stream.encode(None))
