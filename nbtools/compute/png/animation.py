"""Pictures in a row, as an animated PNG or a GIF: written frame by frame, so that memory holds one at a time.

An animated PNG keeps every pixel. A GIF has at most 256 colours in a frame, each frame its own; with more, the rarest
become the nearest of the others.

Sources of the formats: https://www.w3.org/TR/png-3/#apng-frame-based-animation and
https://www.w3.org/Graphics/GIF/spec-gif89a.txt
"""

from __future__ import annotations

import pathlib
import struct
import warnings
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.png.files import Target, ending, file_name, new_file
from nbtools.compute.png.png import encode_png

Frame = NDArray[np.uint8]

_SHORTEST, _LONGEST = 0.02, 60.0  # seconds; browsers slow down GIFs that ask for less, APNG ends at 65.535
_COLORS = 256


def write_animation(
    path: Target,
    frames: Iterable[Frame],
    count: int,
    *,
    duration: float = 0.1,
    loop: int = 0,
    overwrite: bool = False,
) -> pathlib.Path:
    r"""Write frames as an animated picture, without loss where the format allows.

    Parameters
    ----------
    path : path-like or binary file
        Ends in .png (animated PNG, every pixel exact) or .gif.
    frames : iterable of ndarray of uint8, shape (rows, cols, 4)
        RGBA, all of one shape. Only one is held at a time, and for PNG the one before.
    count : int
        Number of frames.
    duration : float
        Seconds for each frame, from 0.02 to 60; in a GIF rounded to hundredths, in a PNG to thousandths.
    loop : int
        How many times it plays; 0: for ever.
    overwrite : bool
        Whether an existing file may be replaced.

    Returns
    -------
    pathlib.Path
        The file. The same frames always give the same bytes.

    Warns
    -----
    UserWarning
        When a GIF is not exact: how many pixels have another colour, and by how much at most.

    Raises
    ------
    ValueError
        If the path, the duration or `loop` is not allowed, or frames differ in shape or number from what was said.
    FileExistsError, FileNotFoundError
        See `nbtools.compute.png.files.write_new`. Whatever is raised, no half file is left.

    Examples
    --------
    >>> import tempfile
    >>> frames = [np.full((2, 3, 4), value, np.uint8) for value in (0, 255)]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_animation(folder + "/a.png", frames, 2).read_bytes()[:8]
    b'\x89PNG\r\n\x1a\n'
    """
    seconds = checks.positive("duration", duration, "s")
    if not _SHORTEST <= seconds <= _LONGEST:
        raise ValueError(f"duration must be from {_SHORTEST} to {_LONGEST:g} s, got {duration}")
    if not 0 <= checks.integer("loop", loop, minimum=0) < 1 << 16:
        raise ValueError(f"loop must be at most {(1 << 16) - 1}, got {loop}")
    loss = _Loss()
    with new_file(path, endings=(".gif", ".png"), overwrite=overwrite) as file:
        checked = _checked(frames, checks.integer("count", count, minimum=1))
        if ending(path) == ".gif":
            parts = _gif(checked, round(seconds * 100), loop, loss)
        else:
            parts = _apng(checked, count, round(seconds * 1000), loop)
        file.writelines(parts)
    if loss.pixels:
        warnings.warn(
            f"{file_name(path)!r} is not exact: frames of more than {_COLORS} colours, {loss.pixels} of {loss.of} "
            f"pixels have another one, off by at most {loss.most} of 255; as .png it would be exact",
            stacklevel=3,  # who has called the method of an explorer
        )
    return pathlib.Path(file_name(path))


def _checked(frames: Iterable[Frame], count: int) -> Iterator[Frame]:
    shape: tuple[int, ...] | None = None
    number = 0
    for number, frame in enumerate(frames, 1):
        if frame.dtype != np.uint8 or frame.ndim != 3 or frame.shape[2] != 4 or frame.size == 0:
            raise ValueError(
                f"frames must be uint8 of shape (rows, cols, 4), got {frame.dtype} of shape {frame.shape}"
            )
        shape = shape or frame.shape
        if frame.shape != shape:
            raise ValueError(f"frames must have one shape, got {shape[:2]} and then {frame.shape[:2]} px")
        if number <= count:
            yield frame
    if number != count:
        raise ValueError(f"count must be the number of frames, got {count} for {number} frames")


# --- animated PNG -----------------------------------------------------------------------------------------------


def _apng(frames: Iterator[Frame], count: int, milliseconds: int, loop: int) -> Iterator[bytes]:
    """Of each frame after the first, only the rectangle that has changed is written."""
    before: Frame | None = None
    number = 0  # of the chunk that controls or continues the animation
    for frame in frames:
        rows, cols = slice(0, frame.shape[0]), slice(0, frame.shape[1])
        if before is not None:
            rows, cols = _changed(before, frame)
        part = np.ascontiguousarray(frame[rows, cols])
        chunks = list(_chunks(encode_png(part, level=6)))
        if before is None:
            yield b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", dict(chunks)[b"IHDR"])
            yield _chunk(b"acTL", struct.pack(">II", count, loop))
        box = part.shape[1], part.shape[0], cols.start, rows.start
        yield _chunk(b"fcTL", struct.pack(">IIIIIHHBB", number, *box, milliseconds, 1000, 0, 0))
        number += 1
        for data in (data for kind, data in chunks if kind == b"IDAT"):
            if before is None:
                yield _chunk(b"IDAT", data)
            else:
                yield _chunk(b"fdAT", struct.pack(">I", number) + data)
                number += 1
        before = frame
    yield _chunk(b"IEND", b"")


def _changed(before: Frame, frame: Frame) -> tuple[slice, slice]:
    """Give the smallest rectangle outside of which two frames are equal; one pixel when they are."""
    differ = (before != frame).any(axis=2)
    rows, cols = (np.flatnonzero(differ.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return slice(0, 1), slice(0, 1)
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(cols[0]), int(cols[-1]) + 1)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 8
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        yield png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        place += 12 + length


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))


# --- GIF --------------------------------------------------------------------------------------------------------


@dataclass
class _Loss:
    """What a GIF could not keep: pixels with another colour, of how many, and by how much at most."""

    pixels: int = 0
    of: int = 0
    most: int = 0


def _gif(frames: Iterator[Frame], hundredths: int, loop: int, loss: _Loss) -> Iterator[bytes]:
    from PIL import GifImagePlugin, Image

    started = False
    for frame in frames:
        if not started:
            started = True
            yield b"GIF89a" + struct.pack(
                "<HHBBB", frame.shape[1], frame.shape[0], 0x70, 0, 0
            )  # no common colours
            if loop != 1:  # the number is that of repetitions
                yield b"!\xff\x0bNETSCAPE2.0\x03\x01" + struct.pack("<HB", max(loop - 1, 0), 0)
        places, colors = _few_colors(frame, loss)
        picture = Image.fromarray(places)
        picture.putpalette(np.ascontiguousarray(colors[:, :3]).tobytes())
        # A frame is cleared before the next one, which may be transparent where it was not.
        how: dict[str, Any] = {"duration": hundredths * 10, "include_color_table": True, "disposal": 2}
        clear = np.flatnonzero(colors[:, 3] == 0)
        if len(clear):
            how["transparency"] = int(clear[0])
        parts = GifImagePlugin.getdata(picture, **how)
        yield b"".join(parts)
        parts.clear()  # Pillow keeps it in a class of its own making, until the garbage is collected
    yield b";"


def _few_colors(frame: Frame, loss: _Loss) -> tuple[NDArray[np.uint8], Frame]:
    """Give each pixel's place in a list of at most 256 colours, at most one of them transparent, and that list."""
    given = frame.reshape(-1, 4)
    flat = given.copy()
    opaque = flat[:, 3] >= 128
    flat[~opaque] = 0  # what is under a transparent pixel is not seen
    flat[opaque, 3] = 255
    found, places, number = np.unique(flat.view(np.uint32)[:, 0], return_inverse=True, return_counts=True)
    colors = found[:, None].view(np.uint8)
    kept, to = _nearest(colors, number)
    change = np.abs(colors[kept][to].astype(np.int16) - colors).max(axis=1)
    off = np.maximum(change[places], np.abs(flat[:, 3].astype(np.int16) - given[:, 3]))
    loss.pixels += int(np.count_nonzero(off))
    loss.of += len(flat)
    loss.most = max(loss.most, int(off.max()))
    return to.astype(np.uint8)[places].reshape(frame.shape[:2]), colors[kept]


def _nearest(colors: Frame, number: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Choose the 256 most frequent colours, and say for each colour which of those is the nearest."""
    if len(colors) <= _COLORS:
        every = np.arange(len(colors))
        return every, every
    from scipy.spatial import cKDTree

    rank = np.where(colors[:, 3] == 0, number.max() + 1, number)  # a transparent pixel stays transparent
    kept = np.sort(np.argsort(-rank, kind="stable")[:_COLORS])
    points = colors.astype(float) * (1, 1, 1, 1000)  # and is far from every colour
    return kept, np.asarray(cKDTree(points[kept]).query(points)[1], np.intp)
