"""Ticks at the middles of pixels, thinned out so that their labels never overlap."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import rcParams
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.ticker import Formatter, Locator
from numpy.typing import NDArray

from nbtools.draw.cells.names import Names
from nbtools.draw.cells.view import in_view
from nbtools.draw.image.context import pixels_per_point
from nbtools.draw.marks.letters import width_of
from nbtools.draw.marks.ticks import FONT, Ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.font_manager import FontProperties

    from nbtools.draw.cells.view import Cells

_GAP, _BESIDE = (
    0.1,
    0.5,
)  # free room between two labels, and more where they stand side by side, in sizes of the font
_TALL = 1.1  # height of a line
_TIE = 1e-9


def thinned(
    keys: Sequence[int], window: slice, pitch: float, size: Callable[[int], float], gap: float
) -> list[int]:
    """Choose the rows or columns that are labelled: all of them, or every 2nd, 5th, 10th and so on.

    Parameters
    ----------
    keys : sequence of int
        Those that have a label, rising.
    window : slice
        Those in view.
    pitch : float
        From one row or column to the next, in pixels of the screen.
    size : callable
        Gives the length of a label along the axis, in pixels of the screen.
    gap : float
        Free room that is kept between two labels.

    Returns
    -------
    list of int
        The same ones wherever the view is, as long as the labels have similar lengths.

    Examples
    --------
    >>> thinned(range(30), slice(3, 30), 8.0, lambda k: 12.0, 5.0)
    [5, 10, 15, 20, 25]
    """
    for step in _steps():
        some = keys[::step]
        chosen = list(some[bisect_left(some, window.start) : bisect_left(some, window.stop)])
        if len(chosen) < 2:
            return chosen
        if (chosen[-1] - chosen[0]) * pitch < gap * (len(chosen) - 1):  # spares to measure thousands
            continue
        ends = zip(pairwise(chosen), pairwise(map(size, chosen)), strict=True)
        if all((first + last) / 2 + gap <= (b - a) * pitch for (a, b), (first, last) in ends):
            return chosen
    raise AssertionError  # the steps have no end


def _steps() -> Iterator[int]:
    power = 1
    while True:
        yield from (power, 2 * power, 5 * power)
        power *= 10


def labelled(names: Names | None, count: int) -> Sequence[int]:
    """List the rows or columns that have a label."""
    return range(count) if names is None else sorted(k for k in names if k < count)


class CellLocator(Locator):
    """Finds the middles of rows or columns, when the axes are drawn.

    Parameters
    ----------
    cells : Cells
        The image.
    across : bool
        Columns, or rows.
    names : dict, optional
        Names by number.
    """

    def __init__(self, cells: Cells, across: bool, names: Names | None) -> None:
        self.cells, self.across, self.names = cells, across, names

    def __call__(self) -> NDArray[np.float64]:  # type: ignore[override]
        """Give the places of the ticks in view."""
        return self.tick_values(*self.axis.get_view_interval())  # type: ignore[union-attr]

    def tick_values(self, vmin: float, vmax: float) -> NDArray[np.float64]:  # type: ignore[override]
        """Give the places of the ticks between two ends."""
        shape = self.cells.shape()
        if shape is None or vmin == vmax:
            return np.empty(0)
        count, (first, last) = shape[self.across], self.cells.ends()[self.across]
        size = (last - first) / count
        low, high = sorted(((vmin - first) / size - 0.5, (vmax - first) / size - 0.5))
        window = slice(max(math.ceil(low - 1e-9), 0), min(math.floor(high + 1e-9) + 1, count))
        if window.start >= window.stop:
            return np.empty(0)
        axes = self.axis.axes  # type: ignore[union-attr]
        length = axes.bbox.width if self.across else axes.bbox.height
        label = self.axis.get_major_ticks(1)[0].label1  # type: ignore[union-attr]
        dpi, typeface = axes.figure.dpi, label.get_fontproperties()
        turned, fonts = math.radians(label.get_rotation()), _fonts()

        def along(k: int) -> float:
            name = str(k) if self.names is None else self.names[k]
            return _along(_extent(name, typeface, dpi, fonts), turned, self.across)

        pitch = abs(size / (vmax - vmin)) * length
        gap = _GAP * typeface.get_size_in_points() * dpi / 72
        chosen = thinned(labelled(self.names, count), window, pitch, along, gap)
        return first + (np.array(chosen, dtype=np.float64) + 0.5) * size


class CellFormatter(Formatter):
    """Writes the names of rows or columns, or their numbers, as literal text.

    `cells`, `across` and `names` are those of `CellLocator`.
    """

    def __init__(self, cells: Cells, across: bool, names: Names | None) -> None:
        self.cells, self.across, self.names = cells, across, names

    def __call__(self, value: float, pos: int | None = None) -> str:
        """Name what is at a place."""
        shape = self.cells.shape()
        if shape is None:
            return ""
        count, (first, last) = shape[self.across], self.cells.ends()[self.across]
        k = math.floor((value - first) / (last - first) * count)
        if not 0 <= k < count:
            return ""
        name = str(k) if self.names is None else self.names.get(k, "")
        return name.replace("$", r"\$")  # a dollar would begin a formula


def _along(extent: tuple[float, float], turned: float, across: bool) -> float:
    """Give the room that a label takes along its axis; labels at a slant may reach beneath each other."""
    width, height = extent if across else extent[::-1]
    cosine, sine = abs(math.cos(turned)), abs(math.sin(turned))
    straight = width * cosine + height * sine
    return min(straight, height / sine) if sine > 0.05 else straight


@lru_cache(maxsize=4096)
def _extent(text: str, typeface: FontProperties, dpi: float, fonts: str) -> tuple[float, float]:
    """Measure a text: its width with the room beside it, and the height of its line.

    `fonts` are the settings by which it is measured, for this is kept.
    """
    width, height, _ = _agg(dpi).get_text_width_height_descent(text, typeface, False)
    em = typeface.get_size_in_points() * dpi / 72
    return width + _BESIDE * em, max(height, _TALL * em)


def _fonts() -> str:
    """Write down the settings that decide how wide a text on the user's own axes is."""
    return repr([item for item in dict.items(rcParams) if item[0].startswith(("font.", "text."))])


@lru_cache(maxsize=4)
def _agg(dpi: float) -> RendererAgg:
    return RendererAgg(1, 1, dpi)


class CellTicks(Ticks):
    """Ticks at the middles of rows or columns, found anew and painted at each drawing.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Linear axes.
    side : {"left", "right", "bottom", "top"}
        The edge.
    cells : Cells
        The image.
    names : dict, optional
        Names by number.
    """

    def __init__(self, axes: Axes, side: str, cells: Cells, names: Names | None) -> None:
        super().__init__(axes, side)
        self.cells, self._labels = cells, names
        self._view: tuple[Any, ...] = ()
        if names is not None:
            self.letters = max(map(len, names.values()), default=1)

    def draw(self, renderer: RendererBase) -> None:
        """Find the ticks and paint them."""
        seen, shape = in_view(self.axes, self.cells), self.cells.shape()
        if seen is None or shape is None or not self.get_visible():
            return
        across, em = self.side in ("bottom", "top"), FONT * pixels_per_point(renderer)
        run, box = seen[across], self.axes.bbox
        low, size = (box.x0, box.width) if across else (box.y0, box.height)
        view = across, shape, em, low, size, run.pitch, run.edges[0], run.window.start, run.window.stop
        if view != self._view:
            self._view = view
            places = (run.middles - low) / size
            inside = np.flatnonzero((places > -_TIE) & (places < 1 + _TIE)) + run.window.start
            within = slice(inside[0], inside[-1] + 1) if len(inside) else slice(0, 0)
            chosen = self._thinned(across, shape[across], within, run.pitch, em)
            self.places = [float(places[k - run.window.start]) for k in chosen]
            self.names = [self._name(k) for k in chosen]
        super().draw(renderer)

    def _name(self, k: int) -> str:
        return str(k) if self._labels is None else self._labels[k]

    def _thinned(self, across: bool, count: int, window: slice, pitch: float, em: float) -> list[int]:
        """Choose the rows or columns that have a label."""

        def along(k: int) -> float:
            return width_of(self._name(k), round(em * 16)) + _BESIDE * em if across else _TALL * em

        return thinned(labelled(self._labels, count), window, pitch, along, _GAP * em)
