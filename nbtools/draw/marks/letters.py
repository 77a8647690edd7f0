"""Characters, each rasterised once: what painted numbers and names are put together from."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties
from numpy.typing import NDArray

DIGIT = 0.73  # height of a digit, as part of the size of the font
_PLAIN: dict[Any, Any] = {"text.hinting": "default"}  # whatever the user's settings


def width_of(text: str, sixteenths: int) -> int:
    """Give the width of a text in pixels; the size of the font is in sixteenths of a pixel."""
    return sum(letter(character, sixteenths).shape[1] for character in text)


def below(sixteenths: int) -> int:
    """Say how many rows of a letter are below the base line."""
    return int(np.ceil(sixteenths / 16 / 4))


@lru_cache(maxsize=2048)
def letter(character: str, sixteenths: int) -> NDArray[np.uint8]:
    """Rasterise a character: how much of each pixel is ink, 0 to 255, the lowest row first."""
    typeface, under = font(sixteenths / 16), below(sixteenths)
    tall = under + int(np.ceil(sixteenths / 16))
    agg = RendererAgg(4 * tall, tall, 72)  # at 72 dpi a point is a pixel
    with rc_context(_PLAIN):
        width = max(1, round(agg.get_text_width_height_descent(character, typeface, False)[0]))
        agg.draw_text(agg.new_gc(), 0, tall - under, character, typeface, 0)
    ink: NDArray[np.uint8] = np.asarray(agg.buffer_rgba())[::-1, :width, 3]
    return ink


@lru_cache(maxsize=64)
def font(size: float) -> FontProperties:
    """Give the font of a size in points."""
    return FontProperties(family="DejaVu Sans", size=size)
