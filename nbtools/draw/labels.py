"""Numbers beside the spots: as many as fit without overlap, the first ones first.

The few characters that numbers need are rasterised once, with matplotlib's own font, and stamped wherever
they occur. Vector formats get true text at the same places.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.artist import Artist, allow_rasterization
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D, Bbox
from numpy.typing import ArrayLike, NDArray

from nbtools.compute import checks
from nbtools.draw.context import draw_picture, graphics, on_screen, paints_pixels, pixels_per_point
from nbtools.draw.stamps import Stamp, cut, paint

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import GraphicsContextBase, RendererBase

_CHARACTERS = "0123456789.-e–∞kMGTmµn"
_WIDTH, _HEIGHT = 4.8, 1.25  # room for a label in sizes of the font; "-3.4e-17" is the widest
_DIGIT = 0.73  # height of a digit, likewise
_MOST = 2000  # labels in view that are tried for a place
_CELL = 4  # pixels of the grid on which places are taken
_GAP = 2  # points between circle and label
_COLOR = "white"
_HALO = 10  # pixels of font size for a pixel of dark rim
_HALO_ALPHA = 0.85
_PREFIXES = {12: "T", 9: "G", 6: "M", 3: "k", 0: "", -3: "m", -6: "µ", -9: "n"}


def compact(value: float) -> str:
    """Write a number with four digits at most, in eight characters at most, so that it fits beside a spot.

    Parameters
    ----------
    value : float
        Any number.

    Returns
    -------
    str
        With a decimal prefix (k, M, G, T; m, µ, n) or a power of ten beyond 9999 and below 0.01; an en dash
        for NaN.

    Examples
    --------
    >>> [compact(value) for value in (412, 0, -3.14159, 1234567, 0.00072, 3.4e17, float("nan"))]
    ['412', '0', '-3.142', '1.235M', '720µ', '3.4e17', '–']
    """
    if not math.isfinite(value):
        return "–" if math.isnan(value) else "-∞" if value < 0 else "∞"
    rounded = float(f"{value:.4g}")
    size = abs(rounded)
    if size == 0:
        return "0"
    if 0.01 <= size < 10_000:
        return f"{value:.{4 if size >= 0.1 else 3}g}"
    if 1e-9 <= size < 1e15:
        power = 3 * math.floor(math.log10(size) / 3)
        return f"{rounded / 10**power:.4g}{_PREFIXES[power]}"
    return f"{value:.{int(1e-99 <= size < 9e99)}e}".replace("+", "")


def place(
    positions: NDArray[np.float64], width: float, height: float, bounds: tuple[float, float, float, float]
) -> NDArray[np.intp]:
    """Choose labels that do not overlap, going through them in order.

    Parameters
    ----------
    positions : ndarray, shape (n, 2)
        Middle (x, y) of each label in pixels, the most important first.
    width, height : float
        Size of a label in pixels.
    bounds : (x0, y0, x1, y1)
        Rectangle in pixels in which labels must lie.

    Returns
    -------
    ndarray of intp
        Places of the chosen labels in `positions`, rising.

    Examples
    --------
    >>> place(np.array([[50.0, 50], [60, 52], [90, 50]]), 30, 10, (0, 0, 200, 100))
    array([0, 2])
    """
    x0, y0, x1, y1 = bounds
    half = np.array([width, height]) / 2
    inside = ((positions - half >= (x0, y0)) & (positions + half <= (x1, y1))).all(axis=1)
    candidates = np.flatnonzero(inside)[:_MOST]
    low = np.floor((positions[candidates] - half - (x0, y0)) / _CELL).astype(np.intp)
    high = np.ceil((positions[candidates] + half - (x0, y0)) / _CELL).astype(np.intp)
    taken = np.zeros((int((y1 - y0) / _CELL) + 2, int((x1 - x0) / _CELL) + 2), bool)
    chosen = []
    for index, (left, bottom), (right, top) in zip(
        candidates.tolist(), low.tolist(), high.tolist(), strict=True
    ):
        room = taken[bottom:top, left:right]
        if not room.any():
            room[:] = True
            chosen.append(index)
    return np.array(chosen, np.intp)


class Labels(Artist):
    """Numbers just above the circles of spots.

    The artist adds itself to the axes and leaves their limits alone. Which spots are labelled depends on what
    is in view: zoomed in, more of them find room.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to paint; both scales must be linear when it is drawn.
    fontsize : float
        Size in points.
    zorder : float
        Order among the artists of the axes.
    """

    axes: Axes

    def __init__(self, axes: Axes, *, fontsize: float = 7.5, zorder: float = 3) -> None:
        super().__init__()
        self.set_zorder(zorder)
        self._size = checks.positive("fontsize", fontsize, "points")
        self._centers, self._values, self._radius = np.empty((0, 2)), np.empty(0), 1.0
        self._chosen = np.empty(0, np.intp)
        self._chosen_for: tuple[tuple[float, ...], NDArray[np.float64]] = (), np.empty((0, 2))
        axes.add_artist(self)

    def show(self, centers: ArrayLike, values: ArrayLike, radius: float) -> None:
        """Set what is written where.

        Parameters
        ----------
        centers : array-like, shape (n, 2)
            Positions (row, col) of the spots in data units, the most important first.
        values : array-like, shape (n,)
            The numbers.
        radius : float
            Radius of the circles in data units; labels stand above them.

        Raises
        ------
        ValueError
            If the values do not fit the centers, or the radius is not positive.
        """
        found, numbers = checks.points("centers", centers), np.asarray(values)
        if numbers.shape != (len(found),):
            raise ValueError(f"values must have shape ({len(found)},) like the centers, got {numbers.shape}")
        radius = checks.positive("radius", radius)
        self._centers, self._values, self._radius = found, numbers, radius
        self.stale = True

    def placed(self, renderer: RendererBase) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Choose the spots that get a label; return their places and the middles (x, y) in display units.

        The choice is made at the spots themselves, so that it stays while the radius changes.
        """
        positions, (_, scale) = on_screen(self.axes, self._centers)
        point = pixels_per_point(renderer)
        width, height = _WIDTH * self._size * point, _HEIGHT * self._size * point
        x0, y0, x1, y1 = self.axes.bbox.extents
        asked = width, height, x0, y0, x1, y1
        if asked != self._chosen_for[0] or not np.array_equal(positions, self._chosen_for[1]):
            self._chosen = place(positions, width, height, (x0, y0, x1, y1))
            self._chosen_for = asked, positions
        middles = positions[self._chosen]
        middles[:, 1] += self._radius * scale + _GAP * point + height / 2
        shown = middles[:, 1] + height / 2 <= y1
        return self._chosen[shown], middles[shown]

    def get_window_extent(self, renderer: RendererBase | None = None) -> Bbox:
        """Return the rectangle of the axes: what lies outside of it is not drawn."""
        return Bbox(self.axes.bbox.get_points())

    @allow_rasterization
    def draw(self, renderer: RendererBase) -> None:
        """Write the labels that find room."""
        if not self.get_visible():
            return
        chosen, middles = self.placed(renderer)
        texts = [compact(value) for value in self._values[chosen].tolist()]
        size = self._size * pixels_per_point(renderer)
        middles[:, 1] -= _DIGIT / 2 * size  # down to the base line
        if texts:
            with graphics(self, renderer) as context:
                if paints_pixels(renderer):
                    draw_picture(renderer, context, *paint(_stamped(texts, middles, size), self.axes.bbox))
                else:
                    _write(renderer, context, texts, middles, self._size)
        self.stale = False


def _stamped(
    texts: list[str], middles: NDArray[np.float64], size: float
) -> list[tuple[Stamp, NDArray[np.intp]]]:
    """Put texts together from glyphs; say which pixels each glyph goes to."""
    glyphs = _glyphs(round(size * 16))
    places: dict[str, list[tuple[int, int]]] = {}
    for text, (x, y) in zip(texts, middles.tolist(), strict=True):
        left = round(x - sum(glyphs[character][1] for character in text) / 2)
        for character in text:
            places.setdefault(character, []).append((left, round(y)))
            left += glyphs[character][1]
    return [(glyphs[character][0], np.array(where)) for character, where in places.items()]


@lru_cache(maxsize=16)
def _glyphs(sixteenths: int) -> dict[str, tuple[Stamp, int]]:
    """Rasterise the characters that numbers need; return a stamp and the width in pixels of each.

    Stamps are placed by the left end of the base line. The size is given in sixteenths of a pixel.
    """
    font = _font(sixteenths / 16)
    margin = math.ceil(sixteenths / 16 / 2)  # for the halo, and what hangs below the base line
    agg = RendererAgg(4 * margin, 4 * margin, 72)  # at 72 dpi a point is a pixel
    glyphs = {}
    for character in _CHARACTERS:
        agg.clear()
        agg.draw_text(agg.new_gc(), margin, 3 * margin, character, font, 0)
        ink = np.asarray(agg.buffer_rgba())[::-1, :, 3] / 255
        halo = ink
        for _ in range(max(1, round(sixteenths / 16 / _HALO))):
            halo = np.pad(halo, 1)
            halo = np.maximum(np.maximum(halo[:-2], halo[1:-1]), halo[2:])
            halo = np.maximum(np.maximum(halo[:, :-2], halo[:, 1:-1]), halo[:, 2:])
        near = np.argwhere(halo > 0)
        light, dark = ink[tuple(near.T)][None], _HALO_ALPHA * halo[tuple(near.T)][None]
        width = agg.get_text_width_height_descent(character, font, False)[0]
        glyphs[character] = cut(near[:, ::-1] - margin, light, dark, _COLOR)[0], max(1, round(width))
    return glyphs


def _write(
    renderer: RendererBase,
    context: GraphicsContextBase,
    texts: list[str],
    middles: NDArray[np.float64],
    points: float,
) -> None:
    """Write true text over a dark rim."""
    font, point = _font(points), pixels_per_point(renderer)
    alpha = context.get_alpha()
    for text, (x, y) in zip(texts, middles.tolist(), strict=True):
        left = x - renderer.get_text_width_height_descent(text, font, False)[0] / 2
        context.set_alpha(alpha * _HALO_ALPHA)
        context.set_foreground("black")
        context.set_linewidth(2 * point)
        outline = TextPath((0, 0), text, prop=font)
        renderer.draw_path(context, outline, Affine2D().scale(point).translate(left, y))
        context.set_alpha(alpha)
        context.set_foreground(_COLOR)
        base = renderer.height - y if renderer.flipy() else y  # type: ignore[attr-defined]
        renderer.draw_text(context, left, base, text, font, 0)


def _font(size: float) -> FontProperties:
    return FontProperties(family="DejaVu Sans", size=size, weight="bold")
