"""Ticks that are painted at each step of a slider.

matplotlib lays out each number anew, which takes longer than painting the image that the numbers belong to. Here each
character is rasterised once, and numbers are put together from them; vector formats get true text.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.artist import Artist, allow_rasterization
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import IdentityTransform
from numpy.typing import NDArray

from nbtools.draw.image.context import draw_picture, graphics, paints_pixels, pixels_per_point
from nbtools.draw.marks.letters import DIGIT, Look, below, draw_text, letter, width_of
from nbtools.draw.theme import shade

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase

FONT = 8.0  # points
_LENGTH, _AWAY = 3.0, 5.0  # points: of a tick, and from the axes to its number
_INK, _LINE = 0.2, 0.4  # greys on white paper

Place = tuple[float, float]
Ends = tuple[float, float, float, float]


class Ticks(Artist):
    """Ticks on one edge of axes.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        The axes.
    side : {"left", "right", "bottom", "top"}
        Its edge.

    Attributes
    ----------
    places : list of float
        Where they are, as shares of the edge: 0 is left or below, 1 right or above.
    names : list of str
        What is written beside them.
    letters : int
        Names with more letters are smaller.
    """

    axes: Axes

    def __init__(self, axes: Axes, side: str = "right") -> None:
        super().__init__()
        self.side = side
        self.places: list[float] = []
        self.names: list[str] = []
        self.letters = 7
        axes.add_artist(self)
        self.set_clip_on(False)

    def number(self, first: float, last: float, count: int = 8) -> None:
        """Put ticks at round numbers, at most so many, between the values at both ends of the edge."""
        low, high = min(first, last), max(first, last)
        values = np.asarray(MaxNLocator(count, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high))
        digits = max(0, 2 - math.floor(math.log10(high - low)))
        values = values[(values >= low) & (values <= high)].round(digits)
        self.places = ((values - first) / (last - first)).tolist()
        self.names = [f"{value:.10g}".replace("-", "\N{MINUS SIGN}") for value in values + 0.0]

    @allow_rasterization
    def draw(self, renderer: RendererBase) -> None:
        """Paint the ticks."""
        if not self.get_visible() or not self.places:
            return
        point, box = pixels_per_point(renderer), self.axes.bbox
        size = min(FONT, FONT * self.letters / max(map(len, self.names)))
        greys = shade(self, _INK), shade(self, _LINE)
        with graphics(self, renderer) as context:
            for place, name in zip(self.places, self.names, strict=True):
                width = width_of(name, round(size * point * 16))
                tall, away, length = DIGIT * size * point, _AWAY * point, _LENGTH * point
                x, y = box.x0 + place * box.width, box.y0 + place * box.height
                if self.side == "bottom":
                    text, line = (x - width / 2, box.y0 - away - tall), (x, box.y0 - length, x, box.y0)
                elif self.side == "top":
                    text, line = (x - width / 2, box.y1 + away), (x, box.y1, x, box.y1 + length)
                elif self.side == "left":
                    text, line = (box.x0 - away - width, y - tall / 2), (box.x0 - length, y, box.x0, y)
                else:
                    text, line = (box.x1 + away, y - tall / 2), (box.x1, y, box.x1 + length, y)
                if paints_pixels(renderer):
                    _paint(renderer, context, name, text, line, size, point, greys)
                else:
                    _write(renderer, context, name, text, line, size, greys)
        self.stale = False


def _paint(
    renderer: RendererBase,
    context: Any,
    name: str,
    text: Place,
    line: Ends,
    size: float,
    point: float,
    greys: tuple[float, float],
) -> None:
    """Paint a tick and its number as pixels."""
    thick = max(1, round(0.8 * point))
    across, up = (max(round(line[k + 2] - line[k]), thick) for k in (0, 1))
    ink = np.full((up, across, 4), 255, np.uint8)
    ink[..., :3] = round(255 * greys[1])
    x, y = (line[k] - thick / 2 if line[k] == line[k + 2] else line[k] for k in (0, 1))
    draw_picture(renderer, context, round(x), round(y), ink)
    pixels, under = _written(name, round(size * point * 16), greys[0])
    draw_picture(renderer, context, round(text[0]), round(text[1]) - under, pixels)


def _write(
    renderer: RendererBase,
    context: Any,
    name: str,
    text: Place,
    line: Ends,
    size: float,
    greys: tuple[float, float],
) -> None:
    """Draw a tick as a line and its number as text."""
    context.set_linewidth(0.8)
    context.set_foreground(str(greys[1]))
    renderer.draw_path(context, Path([line[:2], line[2:]]), IdentityTransform())
    draw_text(renderer, context, name, *text, size, Look(str(greys[0])))


@lru_cache(maxsize=512)
def _written(text: str, sixteenths: int, grey: float) -> tuple[NDArray[np.uint8], int]:
    """Write a text; return RGBA, the lowest row first, and how many rows are below the base line.

    The size of the font is given in sixteenths of a pixel.
    """
    alpha = np.concatenate([letter(character, sixteenths) for character in text], axis=1)
    pixels = np.full((*alpha.shape, 4), round(255 * grey), np.uint8)
    pixels[..., 3] = alpha
    return pixels, below(sixteenths)
