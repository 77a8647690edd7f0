"""Ticks that are painted at each step of a slider.

matplotlib lays out each number anew, which takes longer than painting the image that the numbers belong to. Here each
character is rasterised once, and numbers are put together from them; vector formats get true text.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.artist import Artist, allow_rasterization
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform
from numpy.typing import NDArray

from nbtools.draw.context import draw_picture, graphics, paints_pixels, pixels_per_point

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase

_FONT, _LETTERS = 8.0, 7  # points; numbers with more letters are smaller
_LENGTH, _AWAY = 3.0, 5.0  # points: of a tick, and from the axes to its number
_INK, _LINE = 0.2, 0.4  # shades of grey
_DIGIT = 0.73  # height of a digit, as part of the size of the font


class RightTicks(Artist):
    """Ticks on the right edge of axes whose y goes from 0 to 1.

    Attributes
    ----------
    places : list of float
        From 0 to 1.
    names : list of str
        What is written beside them.
    """

    axes: Axes

    def __init__(self, axes: Axes) -> None:
        super().__init__()
        self.places: list[float] = []
        self.names: list[str] = []
        axes.add_artist(self)
        self.set_clip_on(False)

    @allow_rasterization
    def draw(self, renderer: RendererBase) -> None:
        """Paint the ticks."""
        if not self.get_visible() or not self.places:
            return
        point, box = pixels_per_point(renderer), self.axes.bbox
        size = min(_FONT, _FONT * _LETTERS / max(map(len, self.names)))
        heights = [box.y0 + place * box.height for place in self.places]
        with graphics(self, renderer) as context:
            for y, name in zip(heights, self.names, strict=True):
                base, x = y - _DIGIT / 2 * size * point, box.x1 + _AWAY * point
                if paints_pixels(renderer):
                    line = np.full((max(1, round(0.8 * point)), round(_LENGTH * point), 4), 255, np.uint8)
                    line[..., :3] = round(255 * _LINE)
                    draw_picture(renderer, context, round(box.x1), round(y - len(line) / 2), line)
                    pixels, below = _written(name, round(size * point * 16))
                    draw_picture(renderer, context, round(x), round(base) - below, pixels)
                    continue
                context.set_linewidth(0.8 * point)
                context.set_foreground(str(_LINE))
                path = Path([(box.x1, y), (box.x1 + _LENGTH * point, y)])
                renderer.draw_path(context, path, IdentityTransform())
                context.set_foreground(str(_INK))
                base = renderer.height - base if renderer.flipy() else base  # type: ignore[attr-defined]
                renderer.draw_text(context, x, base, name, _font(size), 0)
        self.stale = False


@lru_cache(maxsize=512)
def _written(text: str, sixteenths: int) -> tuple[NDArray[np.uint8], int]:
    """Write a text; return RGBA, the lowest row first, and how many rows are below the base line.

    The size of the font is given in sixteenths of a pixel.
    """
    glyphs = [_glyph(character, sixteenths) for character in text]
    alpha = np.concatenate(glyphs, axis=1)
    pixels = np.full((*alpha.shape, 4), round(255 * _INK), np.uint8)
    pixels[..., 3] = alpha
    return pixels, _below(sixteenths)


@lru_cache(maxsize=512)
def _glyph(character: str, sixteenths: int) -> NDArray[np.uint8]:
    """Rasterise a character: how much of each pixel is ink."""
    font, below = _font(sixteenths / 16), _below(sixteenths)
    tall = below + int(np.ceil(sixteenths / 16))
    agg = RendererAgg(4 * tall, tall, 72)  # at 72 dpi a point is a pixel
    width = max(1, round(agg.get_text_width_height_descent(character, font, False)[0]))
    agg.draw_text(agg.new_gc(), 0, tall - below, character, font, 0)
    ink: NDArray[np.uint8] = np.asarray(agg.buffer_rgba())[::-1, :width, 3]
    return ink


def _below(sixteenths: int) -> int:
    return int(np.ceil(sixteenths / 16 / 4))


@lru_cache(maxsize=64)
def _font(size: float) -> FontProperties:
    return FontProperties(family="DejaVu Sans", size=size)
