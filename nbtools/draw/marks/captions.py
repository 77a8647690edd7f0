"""Titles as finished pixels: literal text, cut off where there is no more room."""

from __future__ import annotations

import math
import warnings
from functools import lru_cache

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties
from numpy.typing import NDArray

_INK = 0.2  # shade of grey
_CUT = "…"


def measured(text: str, size: float) -> int:
    """Give the width of a text in pixels.

    Parameters
    ----------
    text : str
        Any text; it is taken literally.
    size : float
        Size of the font in pixels.

    Returns
    -------
    int
    """
    return math.ceil(_extent(plain(text), round(size * 16))[0])


def plain(text: str) -> str:
    r"""Bring a text into one line, without characters that cannot be seen.

    Examples
    --------
    >>> plain(" a\n b\t")
    'a b'
    """
    line = " ".join(text.split())
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line)


def fitted(text: str, size: float, room: int) -> str:
    """Cut a text off, with an ellipsis, so that it is at most so many pixels wide.

    Examples
    --------
    >>> fitted("chromosome 12", 11, 200), fitted("chromosome 12", 11, 60), fitted("chromosome 12", 11, 3)
    ('chromosome 12', 'chromos…', '')
    """
    line = plain(text)
    if measured(line, size) <= room:
        return line
    keep = len(line)
    while keep and measured(line[:keep].rstrip() + _CUT, size) > room:
        keep -= 1
    return line[:keep].rstrip() + _CUT if keep else ""


@lru_cache(maxsize=2048)
def caption(text: str, size: float, room: int) -> NDArray[np.uint32]:
    """Write a text, dark on white.

    Parameters
    ----------
    text : str
        What is written, literally; cut off where it is wider than `room`.
    size : float
        Size of the font in pixels.
    room : int
        Greatest width in pixels.

    Returns
    -------
    ndarray of uint32, shape (rows, cols)
        RGBA, one number for each pixel; the top row first. Not to be written to.
    """
    shown, sixteenths = fitted(text, size, room), round(size * 16)
    width, below = math.ceil(_extent(shown, sixteenths)[0]), math.ceil(size / 4)
    height = math.ceil(size) + below
    agg = RendererAgg(max(width, 1), height, 72)  # at 72 dpi a point is a pixel
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        agg.draw_text(agg.new_gc(), 0, height - below, shown, _font(sixteenths), 0)
    ink = np.asarray(agg.buffer_rgba())[:, :width, 3].astype(np.float32) / 255
    pixels = np.full((*ink.shape, 4), 255, np.uint8)
    pixels[..., :3] = np.rint(255 * (1 - (1 - _INK) * ink))[..., None]
    found = pixels.view(np.uint32)[..., 0]
    found.flags.writeable = False
    return found


@lru_cache(maxsize=8192)
def _extent(text: str, sixteenths: int) -> tuple[float, float]:
    agg = RendererAgg(1, 1, 72)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        width, height, _ = agg.get_text_width_height_descent(text, _font(sixteenths), False)
    return width, height


@lru_cache(maxsize=64)
def _font(sixteenths: int) -> FontProperties:
    return FontProperties(family="DejaVu Sans", size=sixteenths / 16)
