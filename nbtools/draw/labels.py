"""Numbers beside the spots: as many as fit without overlap, the first ones first.

A matplotlib text costs about 0.15 ms, and each step of a slider changes all of them. So the few characters
that numbers need are rasterised once, with matplotlib's own font, and labels are put together from them as
pixels. Vector formats get true text at the same places.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.artist import Artist, allow_rasterization
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties
from matplotlib.transforms import Bbox
from numpy.typing import ArrayLike, NDArray

from nbtools.compute import checks
from nbtools.draw.context import graphics, on_screen, paints_pixels

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase

_CHARACTERS = "0123456789.-+e–∞kMGTmµn"
_LONGEST = 6  # characters that a label is given room for
_MOST = 2000  # labels in view that are tried for a place
_CELL = 4  # pixels of the grid on which places are taken
_GAP = 2  # points between circle and label
_COLOR = (255, 255, 255)
_PREFIXES = {12: "T", 9: "G", 6: "M", 3: "k", 0: "", -3: "m", -6: "µ", -9: "n"}


def compact(value: float) -> str:
    """Write a number with four digits at most, so that it fits beside a spot.

    Parameters
    ----------
    value : float
        Any number.

    Returns
    -------
    str
        With a decimal prefix (k, M, G, T; m, µ, n) beyond 9999 and below 0.01; an en dash for NaN.

    Examples
    --------
    >>> [compact(value) for value in (412, 0, -3.14159, 1234567, 0.00072, float("nan"))]
    ['412', '0', '-3.142', '1.235M', '720µ', '–']
    """
    if not math.isfinite(value):
        return "–" if math.isnan(value) else "-∞" if value < 0 else "∞"
    rounded = float(f"{value:.4g}")
    size = abs(rounded)
    if size == 0 or 0.01 <= size < 10_000:
        return f"{rounded:.4g}"
    power = 3 * math.floor(math.log10(size) / 3)
    if power not in _PREFIXES:
        return f"{value:.1e}"
    return f"{rounded / 10**power:.4g}{_PREFIXES[power]}"


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
        self._font = FontProperties(
            family="DejaVu Sans", size=checks.positive("fontsize", fontsize, "points"), weight="bold"
        )
        self.show(np.empty((0, 2)), np.empty(0), 1.0)
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
            raise ValueError(f"values must have shape ({len(found)},), one for each center, got {numbers.shape}")
        self._centers, self._values = found, numbers
        self._radius = checks.positive("radius", radius)
        self.stale = True

    def placed(self, renderer: RendererBase) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Choose the spots that get a label; return their places and the middles (x, y) in display units.

        The choice is made at the spots themselves, so that it stays while the radius changes.
        """
        positions, (_, scale) = on_screen(self.axes, self._centers)
        width, height = (renderer.points_to_pixels(size) for size in self._room())
        x0, y0, x1, y1 = self.axes.bbox.extents
        chosen = place(positions, width, height, (x0, y0, x1, y1))
        middles = positions[chosen]
        middles[:, 1] += self._radius * scale + renderer.points_to_pixels(_GAP) + height / 2
        shown = middles[:, 1] + height / 2 <= y1
        return chosen[shown], middles[shown]

    def _room(self) -> tuple[float, float]:
        size = self._font.get_size_in_points()
        return 0.72 * size * _LONGEST, 1.25 * size

    def get_window_extent(self, renderer: RendererBase | None = None) -> Bbox:
        """Return the rectangle of the axes: what lies outside of it is not drawn."""
        return Bbox(self.axes.bbox.get_points())

    @allow_rasterization
    def draw(self, renderer: RendererBase) -> None:
        """Write the labels that find room."""
        if not self.get_visible() or not len(self._centers):
            return
        chosen, middles = self.placed(renderer)
        texts = [compact(value) for value in self._values[chosen].tolist()]
        with graphics(self, renderer) as context:
            if paints_pixels(renderer):
                self._paint(renderer, context, texts, middles)
            else:
                self._write(renderer, context, texts, middles)
        self.stale = False

    def _paint(self, renderer, context, texts, middles) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        glyphs = _glyphs(self._font.get_name(), round(renderer.points_to_pixels(self._font.get_size()) * 16))
        box = self.axes.bbox
        left, bottom = int(np.floor(box.x0)), int(np.floor(box.y0))
        ink = np.zeros((int(np.ceil(box.y1)) - bottom, int(np.ceil(box.x1)) - left), np.uint8)
        rows = ink.shape[0]
        for text, (x, y) in zip(texts, middles.tolist(), strict=True):
            pictures = [glyphs[character] for character in text]
            column = round(x - left - sum(picture.shape[1] for picture in pictures) / 2)
            row = round(rows - (y - bottom) - pictures[0].shape[0] / 2)
            for picture in pictures:
                height, width = picture.shape
                part = ink[max(row, 0) : row + height, max(column, 0) : column + width]
                part[:] = picture[: part.shape[0], : part.shape[1]]
                column += width
        renderer.draw_image(context, left, bottom, _with_halo(ink)[::-1])

    def _write(self, renderer, context, texts, middles) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        context.set_foreground("white")
        for text, (x, y) in zip(texts, middles.tolist(), strict=True):
            width, height, descent = renderer.get_text_width_height_descent(text, self._font, False)
            top = renderer.height - y if renderer.flipy() else y
            base = top + (height / 2 - descent) * (1 if renderer.flipy() else -1)
            renderer.draw_text(context, x - width / 2, base, text, self._font, 0)


@lru_cache(maxsize=16)
def _glyphs(family: str, size: int) -> dict[str, NDArray[np.uint8]]:
    """Rasterise the characters that numbers need; `size` in sixteenths of a pixel."""
    font = FontProperties(family=family, size=size / 16, weight="bold")
    height = math.ceil(size / 16 * 1.3)
    glyphs = {}
    for character in _CHARACTERS:
        measure = RendererAgg(8, 8, 72)  # at 72 dpi a point is a pixel
        width = max(1, round(measure.get_text_width_height_descent(character, font, False)[0] * 1.02))
        agg = RendererAgg(width, height, 72)
        agg.draw_text(agg.new_gc(), 0, height * 0.8, character, font, 0)
        glyphs[character] = np.asarray(agg.buffer_rgba())[..., 3].copy()
    return glyphs


def _with_halo(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Lay light ink over a dark rim of one pixel; return RGBA."""
    halo = ink.copy()
    for axis in (0, 1):
        wider = halo.copy()
        first, last = ((slice(1, None), slice(None)), (slice(None, -1), slice(None)))
        if axis:
            first, last = first[::-1], last[::-1]
        np.maximum(wider[first], halo[last], out=wider[first])
        np.maximum(wider[last], halo[first], out=wider[last])
        halo = wider
    shades = ink.astype(np.uint16) << 8
    shades |= halo
    return _SHADES.take(shades)[..., None].view(np.uint8)


def _shades() -> NDArray[np.uint32]:
    """RGBA, as one number, for every pair of ink and halo coverage."""
    ink, halo = np.arange(256)[:, None] / 255, np.arange(256)[None] / 255 * 0.85
    alpha = ink + halo * (1 - ink)
    light = np.divide(ink, alpha, out=np.zeros_like(alpha), where=alpha > 0)
    shades = np.empty((256, 256, 4), np.uint8)
    shades[..., :3] = np.rint(light[..., None] * _COLOR)
    shades[..., 3] = np.rint(255 * alpha)
    return shades.view(np.uint32).ravel()


_SHADES = _shades()
