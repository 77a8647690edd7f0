"""Characters, each rasterised once: what painted numbers and names are put together from."""

from __future__ import annotations

import contextlib
import math
import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties
from numpy.typing import NDArray

DIGIT = 0.73  # height of a digit, as part of the size of the font
_PLAIN: dict[Any, Any] = {"text.hinting": "default"}


def width_of(text: str, sixteenths: int) -> int:
    """Give the width of a text in pixels; the size of the font is in sixteenths of a pixel."""
    return sum(letter(character, sixteenths).shape[1] for character in text)


def below(sixteenths: int) -> int:
    """Say how many rows of a letter are below the base line."""
    return math.ceil(sixteenths / 64)


@lru_cache(maxsize=2048)
def letter(character: str, sixteenths: int) -> NDArray[np.uint8]:
    """Rasterise a character: how much of each pixel is ink, 0 to 255, the lowest row first."""
    width = max(1, round(extent(character, sixteenths)))
    return ink(character, sixteenths)[::-1, :width]


def ink(text: str, sixteenths: int) -> NDArray[np.uint8]:
    """Rasterise a text: how much of each pixel is ink, 0 to 255, the top row first."""
    under, width = below(sixteenths), max(1, math.ceil(extent(text, sixteenths)))
    tall = under + math.ceil(sixteenths / 16)
    agg = RendererAgg(width, tall, 72)  # at 72 dpi a point is a pixel
    with _plain():
        agg.draw_text(agg.new_gc(), 0, tall - under, text, font(sixteenths / 16), 0)
    found: NDArray[np.uint8] = np.asarray(agg.buffer_rgba())[..., 3]
    return found


@lru_cache(maxsize=8192)
def extent(text: str, sixteenths: int) -> float:
    """Measure the width of a text in pixels, which need not be a whole number."""
    with _plain():
        width, _, _ = RendererAgg(1, 1, 72).get_text_width_height_descent(text, font(sixteenths / 16), False)
    return width


@contextlib.contextmanager
def _plain() -> Iterator[None]:
    """Write the same whatever the user's settings, and without a word about characters that no font has."""
    with rc_context(_PLAIN), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


@lru_cache(maxsize=64)
def font(size: float) -> FontProperties:
    """Give the font of a size in points."""
    return FontProperties(family="DejaVu Sans", size=size)
