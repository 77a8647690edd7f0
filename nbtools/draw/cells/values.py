"""The numbers of an image, written on its cells where they fit.

Each character is rasterised once and stamped wherever it occurs, so that two thousand numbers take a few
milliseconds; vector formats get true text.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.artist import Artist, allow_rasterization
from numpy.typing import NDArray

from nbtools.compute.cells.formats import Fmt, PixelFormat, pixel_format
from nbtools.draw.cells.view import Cells, Run, in_view
from nbtools.draw.image.context import graphics, pixels_per_point
from nbtools.draw.marks.letters import DIGIT, Look, Words, width_of, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.transforms import BboxBase

_SAMPLE = 1 << 14  # values whose texts are measured beforehand, at most about
MOST = 2000  # numbers that are written at a time
_LINE = 1.15  # from line to line, in sizes of the font
_ROOM = 0.86, 0.84  # of width and height of a cell, which its text may fill
_EM = 256  # size at which texts are measured, in sixteenths of a pixel
_BLACK, _WHITE = Look("black"), Look("white")
_TIE = 0.1791  # luminance at which black and white are read equally well: sqrt(1.05 * 0.05) - 0.05


class CellValues(Artist):
    """Numbers on cells: black or white, whichever is read better there.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Linear axes.
    cells : Cells
        What is written.
    fmt : str or callable
        As for `pixel_format`.
    size : float
        Size of the font in points; smaller where cells are.
    smallest : float
        Where so many points do not fit, nothing is written.
    """

    axes: Axes

    def __init__(
        self, axes: Axes, cells: Cells, fmt: Fmt = "auto", *, size: float = 8.0, smallest: float = 5.0
    ) -> None:
        super().__init__()
        self.set_zorder(3)
        self.set_in_layout(False)
        self._cells, self._size, self._smallest = cells, size, min(smallest, size)
        self._fmt, self._known = fmt, _Known(cells, fmt)
        axes.add_artist(self)

    def set_format(self, fmt: Fmt) -> None:
        """Write the numbers in another format."""
        known = _Known(self._cells, fmt)
        self._fmt, self._known, self.stale = fmt, known, True

    @property
    def format(self) -> PixelFormat:
        """How the numbers are written."""
        return self._current().format

    def _current(self) -> _Known:
        if self._known.array is not self._cells.array()[0]:
            self._known = _Known(self._cells, self._fmt)
        return self._known

    @allow_rasterization
    def draw(self, renderer: RendererBase) -> None:
        """Write the numbers of the cells in view."""
        point = pixels_per_point(renderer)
        seen = self._seen(point)
        if seen is None:
            return
        known, (rows, cols), lines = self._current(), seen, self._lines
        windows = rows.window, cols.window
        hidden = None if known.masked is None else known.masked[windows]
        part = known.array[windows]
        texts = known.format.texts(part, hidden) if callable(known.format.fmt) else []
        widest = _em(texts) if texts else max(known.usual, known.measure(_extremes(part, hidden)))
        size = self._fitting(widest, lines, rows, cols, point)
        if size is not None:
            texts = texts or known.format.texts(part, hidden)
            white = np.repeat(reads_white(self._cells.colors(*windows)).ravel(), lines)
            places = _places(rows, cols, lines, size)
            # a number that is cut off at the edge of the axes would be read as another one
            whole = _inside(places, widest * size, size, self.axes.bbox)
            texts = [texts[k] for k in np.flatnonzero(whole)]
            if texts:
                self._write(renderer, texts, places[whole], white[whole], size)
        self.stale = False

    def fits(self) -> bool:
        """Whether there is room for numbers on the cells in view; then there mostly are some."""
        return self._seen(self.axes.figure.dpi / 72) is not None

    @property
    def _lines(self) -> int:
        array = self._current().array
        return int(array.shape[2]) if array.ndim == 3 else 1

    def _seen(self, point: float) -> tuple[Run, Run] | None:
        """Give the rows and columns in view; None where they are too small or too many for numbers."""
        seen = in_view(self.axes, self._cells) if self.get_visible() else None
        if seen is None or min(run.pitch for run in seen) * _ROOM[1] < DIGIT * self._smallest * point:
            return None
        return None if len(seen[0].middles) * len(seen[1].middles) * self._lines > MOST else seen

    def _fitting(self, widest: float, lines: int, rows: Run, cols: Run, point: float) -> float | None:
        """Find the size of the font in pixels; None where nothing fits."""
        tall = (lines - 1) * _LINE + DIGIT
        size = min(self._size * point, cols.pitch * _ROOM[0] / widest, rows.pitch * _ROOM[1] / tall)
        return np.floor(size * 2) / 2 if size >= self._smallest * point else None

    def _write(
        self,
        renderer: RendererBase,
        texts: list[str],
        places: NDArray[np.float64],
        white: NDArray[np.bool_],
        size: float,
    ) -> None:
        """Write texts with the middles of their base lines at these places (x, y)."""
        points = size / pixels_per_point(renderer)
        words = [
            Words([texts[k] for k in np.flatnonzero(some)], places[some], look)
            for some, look in ((~white, _BLACK), (white, _WHITE))
        ]
        with graphics(self, renderer) as context:
            write(renderer, context, words, points, self.axes.bbox)


class _Known:
    """What is known of all values, once for each array: their format, and the width that most numbers have at most.

    The size of the font follows from that width, and only where longer numbers are in view, from theirs: it stays the
    same while the view moves.
    """

    def __init__(self, cells: Cells, fmt: Fmt) -> None:
        self.array, self.masked = cells.array()
        self.format = pixel_format(self.array, self.masked, fmt)
        self.usual = 1.0
        if not callable(fmt):
            step = max(1, math.isqrt(self.array.size // _SAMPLE))
            some = self.array[::step, ::step], None if self.masked is None else self.masked[::step, ::step]
            good = _good(*some)
            ends = (
                np.quantile(good, (0.001, 0.999), method="nearest") if good.size else np.zeros(1, good.dtype)
            )
            self.usual = self.measure(ends.astype(good.dtype))

    def measure(self, values: NDArray[Any]) -> float:
        """Give the width of the widest of some values, in sizes of the font."""
        return _em(self.format.texts(values))


def _good(array: NDArray[Any], masked: NDArray[np.bool_] | None) -> NDArray[Any]:
    found = array if masked is None else array[~masked]
    return found[np.isfinite(found)] if found.dtype.kind == "f" else found.ravel()


def _extremes(array: NDArray[Any], masked: NDArray[np.bool_] | None) -> NDArray[Any]:
    """Give the values whose texts are the longest: the largest ones, and those nearest to zero, of each sign."""
    good = _good(array, masked)
    if good.size == 0:
        return np.zeros(1, array.dtype)
    found = [good.min(), good.max()]
    if good.dtype.kind == "f":
        found += [side.min() for side in (good[good > 0],) if side.size]
        found += [side.max() for side in (good[good < 0],) if side.size]
    return np.array(found, good.dtype)


def _em(texts: list[str]) -> float:
    """Measure the widest of texts in sizes of the font; of many, the longest ones are looked at."""
    longest = sorted(set(texts), key=len)[-16:]
    return max(width_of(text, _EM) / (_EM / 16) for text in longest) or 1.0


def _places(rows: Run, cols: Run, lines: int, size: float) -> NDArray[np.float64]:
    """Find the middles of the base lines of all texts, cell by cell, line by line downwards."""
    block = (lines - 1) * _LINE * size
    down = block / 2 - np.arange(lines) * _LINE * size - DIGIT / 2 * size
    y = rows.middles[:, None, None] + down
    x = np.broadcast_to(cols.middles[:, None], (len(rows.middles), len(cols.middles), lines))
    return np.stack([x, np.broadcast_to(y, x.shape)], axis=-1).reshape(-1, 2)


def _inside(places: NDArray[np.float64], width: float, size: float, box: BboxBase) -> NDArray[np.bool_]:
    """Say which texts lie wholly in a box."""
    x, y = places.T
    found: NDArray[np.bool_] = (x - width / 2 > box.x0 - 1) & (x + width / 2 < box.x1 + 1)
    return found & (y > box.y0 - 1) & (y + DIGIT * size < box.y1 + 1)


def luminance(rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Give the relative luminance of colours, 0 to 1, as WCAG 2 defines it.

    The contrast to white is ``1.05 / (luminance + 0.05)``, that to black ``(luminance + 0.05) / 0.05``; the better of
    the two is 4.58 or more for any colour.
    """
    part = np.arange(256) / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    found: NDArray[np.float64] = linear[rgb[..., :3]] @ (0.2126, 0.7152, 0.0722)
    return found


def reads_white(rgb: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Say on which colours white is read better than black."""
    found: NDArray[np.bool_] = luminance(rgb) < _TIE
    return found
