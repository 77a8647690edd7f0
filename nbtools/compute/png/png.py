"""Pictures to PNG, without loss: the one encoder of the package.

Frames of a live picture must be encoded in a few milliseconds, static pictures be small; one parameter
decides. Measured on a frame in which half of 550 x 500 noisy pixels change: zlib 1.2.13 takes 10 ms at level 1
with its default strategy and is the larger or the slower with others, ISA-L, which level 1 uses where it is
installed, 3 ms for a file 4 % larger. Filters (PNG's prediction from neighbouring pixels)
cost more time there than they save, so that every row of a frame has filter type 0. In files of 8 million
places in a colormap, filter type 1 (difference to the left neighbour) halves what is smooth in 2 ms, and a sample
of the rows tells whether it does.

Source of the format: https://www.w3.org/TR/png-3/
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbtools.compute import checks

try:
    from isal.isal_zlib import compress as _fast
    from isal.isal_zlib import crc32
except ImportError:  # no wheel for this machine
    _fast, crc32 = zlib.compress, zlib.crc32

_GRAY, _INDEXED = 0, 3  # PNG colour types
_COLOR_TYPES = {3: 2, 4: 6}  # colours of a pixel -> PNG colour type
_SAMPLE = 1 << 19  # bytes that are compressed to choose a filter, at most about
_LONG = 1 << 10  # longer notes are compressed


def encode_png(
    rgba: ArrayLike,
    *,
    level: int = 1,
    text: Mapping[str, str] | None = None,
    per_meter: int | None = None,
    predict: bool = False,
) -> bytes:
    r"""Encode a picture as PNG.

    Parameters
    ----------
    rgba : array-like of uint8, shape (rows, cols, 4) or (rows, cols, 3)
        Red, green, blue and, with 4, alpha (not premultiplied).
    level : int
        Effort of compression, from 0 (none) and 1 (fast) to 9 (small).
    text : mapping of str to str, optional
        Notes to keep in the file, by keyword: 1 to 79 characters of latin-1.
    per_meter : int, optional
        Physical size: pixels for each metre.
    predict : bool
        Whether to look if pixels are better predicted from their left neighbours: a smaller file in a longer time.

    Returns
    -------
    bytes
        The file. The same picture and parameters always give the same bytes.

    Raises
    ------
    TypeError
        If the pixels are not uint8.
    ValueError
        If the shape, the level or a keyword is not allowed.

    Examples
    --------
    >>> png = encode_png(np.zeros((2, 3, 4), np.uint8), text={"Title": "nothing"})
    >>> png[:8]
    b'\x89PNG\r\n\x1a\n'
    """
    pixels = np.asarray(rgba)
    if pixels.dtype != np.uint8:
        raise TypeError(f"rgba must have dtype uint8, got {pixels.dtype}")
    if pixels.ndim != 3 or pixels.shape[2] not in _COLOR_TYPES or pixels.size == 0:
        raise ValueError(f"rgba must have shape (rows, cols, 4) or (rows, cols, 3), got {pixels.shape}")
    chunks = _notes(text, per_meter)
    return _file(pixels, 8, _COLOR_TYPES[pixels.shape[2]], chunks, level, predict)


def encode_indexed(
    indices: NDArray[np.uint8],
    palette: NDArray[np.uint8],
    *,
    level: int = 1,
    text: Mapping[str, str] | None = None,
    per_meter: int | None = None,
) -> bytes:
    """Encode places in a table of colours as PNG, one byte for each pixel.

    Parameters
    ----------
    indices : ndarray of uint8, shape (rows, cols)
        Places in the table.
    palette : ndarray of uint8, shape (n, 3) or (n, 4)
        At most 256 colours, with alpha if 4.
    level, text, per_meter
        As in `encode_png`.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    ValueError
        If the table has no or too many colours, or there are indices beyond it.

    Examples
    --------
    >>> table = np.array([[0, 0, 0], [255, 0, 0]], np.uint8)
    >>> b"PLTE" in encode_indexed(np.array([[0, 1]], np.uint8), table)
    True
    """
    if not (palette.ndim == 2 and 1 <= len(palette) <= 256 and palette.shape[1] in (3, 4)):
        raise ValueError(f"palette must have shape (n, 3) or (n, 4), n from 1 to 256, got {palette.shape}")
    if indices.max() >= len(palette):
        raise ValueError(f"indices must be from 0 to {len(palette) - 1}, got {indices.max()}")
    chunks = [*_notes(text, per_meter), (b"PLTE", palette[:, :3].tobytes())]
    if palette.shape[1] == 4 and (palette[:, 3] < 255).any():
        seen = np.flatnonzero(palette[:, 3] < 255)[-1] + 1  # those left out are opaque
        chunks.append((b"tRNS", palette[:seen, 3].tobytes()))
    return _file(indices[..., None], 8, _INDEXED, chunks, level, True)


def encode_gray(
    values: NDArray[Any],
    *,
    level: int = 1,
    text: Mapping[str, str] | None = None,
    per_meter: int | None = None,
) -> bytes:
    """Encode shades of grey as PNG, with 8 or 16 bits for each pixel.

    Parameters
    ----------
    values : ndarray of uint8 or uint16, shape (rows, cols)
        From black, 0, to white, the largest number of the type.
    level, text, per_meter
        As in `encode_png`.

    Returns
    -------
    bytes
        The file.

    Examples
    --------
    >>> encode_gray(np.array([[0, 65535]], np.uint16))[24]  # bits
    16
    """
    size = values.dtype.itemsize
    numbers = np.ascontiguousarray(values, f">u{size}").view(np.uint8).reshape(*values.shape, size)
    return _file(numbers, 8 * size, _GRAY, _notes(text, per_meter), level, True)


_Chunks = list[tuple[bytes, bytes]]


def _file(
    pixels: NDArray[np.uint8], bits: int, color_type: int, chunks: _Chunks, level: int, predict: bool
) -> bytes:
    """Put a file together; the last axis of the pixels are the bytes of each."""
    if not 0 <= checks.integer("level", level) <= 9:
        raise ValueError(f"level must be from 0 to 9, got {level}")
    rows, cols, size = pixels.shape
    header = struct.pack(">IIBBBBB", cols, rows, bits, color_type, 0, 0, 0)
    lines = pixels.reshape(rows, cols * size)
    data = _compress(lines, level, size if predict and _predictable(lines, size) else None)
    parts = [(b"IHDR", header), *chunks, (b"IDAT", data), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in parts)


def _predictable(lines: NDArray[np.uint8], size: int) -> bool:
    """Try on some rows whether the difference to the left neighbour, `size` bytes before, is shorter."""
    some = lines[:: max(1, lines.size // _SAMPLE)]
    return len(_compress(some, 1, size)) < len(_compress(some, 1, None))


def _compress(lines: NDArray[np.uint8], level: int, left: int | None) -> bytes:
    rows, length = lines.shape
    raw = np.empty((rows, length + 1), np.uint8)
    if left is None:
        raw[:, 0] = 0  # filter type: none
        raw[:, 1:] = lines
    else:
        raw[:, 0] = 1  # filter type: Sub
        raw[:, 1 : left + 1] = lines[:, :left]
        np.subtract(lines[:, left:], lines[:, :-left], out=raw[:, left + 1 :])
    return (_fast if level == 1 else zlib.compress)(raw.data, level)


def _notes(text: Mapping[str, str] | None, per_meter: int | None) -> _Chunks:
    chunks = [(b"iTXt", _note(key, value)) for key, value in (text or {}).items()]
    if per_meter is not None:
        chunks.append((b"pHYs", struct.pack(">IIB", per_meter, per_meter, 1)))
    return chunks


def _note(key: str, value: str) -> bytes:
    keyword = key.encode("latin-1", "replace")
    allowed = key.isprintable() and keyword.decode("latin-1") == key and key == " ".join(key.split())
    if not (1 <= len(keyword) <= 79 and allowed):
        raise ValueError(f"text must have keys of 1 to 79 printable latin-1 characters, got {key!r}")
    content = value.encode()
    packed = len(content) > _LONG
    flags = b"\1\0" if packed else b"\0\0"  # and the method of compression, deflate
    return keyword + b"\0" + flags + b"\0" + b"\0" + (zlib.compress(content) if packed else content)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(data, crc32(kind)))
