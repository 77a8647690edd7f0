"""Ticks that are painted at each step of a slider.

matplotlib lays out each number anew, which takes longer than painting the image that the numbers belong to. Here each
character is rasterised once, and numbers are put together from them; vector formats get true text.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from matplotlib.artist import Artist, allow_rasterization
from matplotlib.path import Path
from matplotlib.ticker import Formatter, Locator, MaxNLocator
from matplotlib.transforms import IdentityTransform
from numpy.typing import NDArray

from nbtools.draw.image.context import draw_picture, graphics, paints_pixels, pixels_per_point
from nbtools.draw.marks.letters import DIGIT, Look, below, draw_text, letter, width_of
from nbtools.draw.marks.scales import located
from nbtools.draw.theme import shade

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.backend_bases import RendererBase

FONT = 8.0  # points
_LENGTH, _AWAY = 3.0, 5.0  # points: of a tick, and from the axes to its number
# sizes of the font: a line, between two numbers, beyond the end of an edge
_TALL, _GAP, _OVER = 1.1, 0.6, 1.0
_MOST, _STEPS = 8, (1, 2, 2.5, 5, 10)  # numbers on an edge, and how far they are apart
_INK, _LINE = 0.2, 0.4  # greys on white paper

Place = tuple[float, float]
Ends = tuple[float, float, float, float]
Room = tuple[float, float, float]  # px: before an edge, along it, and behind it


def number_text(value: float) -> str:
    """Write a number as it stands at a tick.

    Examples
    --------
    >>> number_text(-2.5), number_text(3000.0)
    ('−2.5', '3000')
    """
    return f"{value + 0.0:.10g}".replace("-", "\N{MINUS SIGN}")


def round_values(
    first: float, last: float, room: Room, em: float, *, upright: bool, within: Place | None = None
) -> list[float]:
    """Choose round values on an edge, as many as stand there beside each other, and a few at most.

    Parameters
    ----------
    first, last : float
        The values at its ends.
    room : (float, float, float)
        Px of the screen before the edge, along it, and behind it: no number reaches out of these.
    em : float
        Size of the font in px.
    upright : bool
        Whether the numbers stand above each other.
    within : (float, float), optional
        Only whole numbers between these will do; if not given, any.

    Examples
    --------
    >>> round_values(-0.5, 3000.5, (9, 500, 9), 11, upright=False), round_values(60, 0, (9, 20, 9), 11, upright=True)
    ([0.0, 500.0, 1000.0, 1500.0, 2000.0, 2500.0], [0.0])
    """

    def size(value: float) -> float:
        return _TALL * em if upright else width_of(number_text(value), round(em * 16))

    low, high = min(first, last), max(first, last)
    if within is not None:
        low, high = max(low, within[0]), min(high, within[1])
    before, length, behind = (min(room[0], _OVER * em), room[1], min(room[2], _OVER * em))
    found: list[float] = []
    if within is not None and low == high:  # a single row
        return [low] if low == round(low) else found
    if not 1e-290 < high - low < 1e306:  # beyond, its arithmetic ends
        return found
    digits = 0 if within is not None else max(0, 2 - math.floor(math.log10(high - low)))
    for count in range(max(min(_MOST, int(length / size(high))), 1), 0, -1):
        locator = MaxNLocator(count, steps=_STEPS, min_n_ticks=1, integer=within is not None)
        inside = [round(value, digits) for value in located(locator, low, high) if low <= value <= high]
        ends = {v: ((v - first) / (last - first) * length, size(v) / 2) for v in inside}
        found = [v for v, (at, half) in ends.items() if at - half >= -before and at + half <= length + behind]
        apart = (abs(ends[a][0] - ends[b][0]) - ends[a][1] - ends[b][1] for a, b in pairwise(found))
        if all(free >= _GAP * em * (not upright) for free in apart):
            return found
    return found[:1]


class RoundLocator(Locator):
    """Finds round values on an axis of numbers, whose labels never overlap.

    Parameters
    ----------
    count : callable, optional
        Gives the number of rows or columns: then only these have ticks.
    """

    def __init__(self, count: Callable[[], int] | None = None) -> None:
        self._count = count

    def __call__(self) -> Any:
        """Give those in view."""
        return self.tick_values(*self.axis.get_view_interval())  # type: ignore[union-attr]

    def tick_values(self, vmin: float, vmax: float) -> Any:
        """Give those between two ends."""
        axis: Any = self.axis
        within = None if self._count is None else (0, self._count() - 1)
        upright, em = axis.axis_name == "y", FONT * axis.get_figure(root=True).dpi / 72
        return np.array(
            round_values(vmin, vmax, _room(axis.axes, upright), em, upright=upright, within=within)
        )


def _room(axes: Axes, upright: bool) -> Room:
    """Give the room for numbers before some axes, along them, and behind them up to the edge of the figure."""
    figure: Any = axes.get_figure(root=True)
    box, whole = axes.bbox, figure.bbox
    if upright:
        return float(box.y0), float(box.height), float(whole.height - box.y1)
    return float(box.x0), float(box.width), float(whole.width - box.x1)


class RoundFormatter(Formatter):
    """Writes them as `Ticks` do."""

    def __call__(self, value: float, pos: int | None = None) -> str:
        """Write one."""
        return number_text(value)


def number_axis(axis: Axis, count: Callable[[], int] | None = None) -> None:
    """Let a linear axis have ticks at round values, or at rows or columns, see `RoundLocator`."""
    axis.set_major_locator(RoundLocator(count))
    axis.set_major_formatter(RoundFormatter())


class Tick(NamedTuple):
    """A number, the left end of its base line, the ends of its tick, and the size of its font."""

    name: str
    text: Place
    line: Ends
    size: float


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
        self._ends: Place | None = None
        self._fitted: tuple[float, float, Room, float] | None = None
        axes.add_artist(self)
        self.set_clip_on(False)

    def number(self, first: float, last: float) -> None:
        """Put ticks at round values between those at both ends of the edge, as many as there is room for."""
        self._ends = first, last

    def _fit(self, point: float) -> None:
        """Find the round values, where the edge or the values at its ends are others than before."""
        upright = self.side in ("left", "right")
        edge = self._ends and (*self._ends, _room(self.axes, upright), FONT * point)
        if edge is not None and edge != self._fitted:
            self._fitted, (first, last, room, em) = edge, edge
            values = round_values(first, last, room, em, upright=upright)
            self.places = [(value - first) / (last - first) for value in values]
            self.names = [number_text(value) for value in values]

    @allow_rasterization
    def draw(self, renderer: RendererBase) -> None:
        """Paint the ticks."""
        if not self.get_visible():
            return
        point = pixels_per_point(renderer)
        self._fit(point)
        greys = shade(self, _INK), shade(self, _LINE)
        with graphics(self, renderer) as context:
            for tick in self.laid_out(point):
                if paints_pixels(renderer):
                    _paint(renderer, context, tick, point, greys)
                else:
                    _write(renderer, context, tick, greys)
        self.stale = False

    def laid_out(self, point: float) -> list[Tick]:
        """Say where each number and its tick are in display units, of which a point has so many."""
        size, box = min(FONT, FONT * self.letters / max(map(len, self.names), default=1)), self.axes.bbox
        tall, away, length = DIGIT * size * point, _AWAY * point, _LENGTH * point
        found = []
        for place, name in zip(self.places, self.names, strict=True):
            width = width_of(name, round(size * point * 16))
            x, y = box.x0 + place * box.width, box.y0 + place * box.height
            if self.side == "bottom":
                text, line = (x - width / 2, box.y0 - away - tall), (x, box.y0 - length, x, box.y0)
            elif self.side == "top":
                text, line = (x - width / 2, box.y1 + away), (x, box.y1, x, box.y1 + length)
            elif self.side == "left":
                text, line = (box.x0 - away - width, y - tall / 2), (box.x0 - length, y, box.x0, y)
            else:
                text, line = (box.x1 + away, y - tall / 2), (box.x1, y, box.x1 + length, y)
            found.append(Tick(name, text, line, size))
        return found


def _paint(
    renderer: RendererBase, context: Any, tick: Tick, point: float, greys: tuple[float, float]
) -> None:
    """Paint a tick and its number as pixels."""
    name, text, line, size = tick
    thick = max(1, round(0.8 * point))
    across, up = (max(round(line[k + 2] - line[k]), thick) for k in (0, 1))
    ink = np.full((up, across, 4), 255, np.uint8)
    ink[..., :3] = round(255 * greys[1])
    x, y = (line[k] - thick / 2 if line[k] == line[k + 2] else line[k] for k in (0, 1))
    draw_picture(renderer, context, round(x), round(y), ink)
    pixels, under = _written(name, round(size * point * 16), greys[0])
    draw_picture(renderer, context, round(text[0]), round(text[1]) - under, pixels)


def _write(renderer: RendererBase, context: Any, tick: Tick, greys: tuple[float, float]) -> None:
    """Draw a tick as a line and its number as text."""
    name, text, line, size = tick
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
