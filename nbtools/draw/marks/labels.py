"""Numbers beside the spots: as many as fit without overlap, the first ones first.

The choice of places never changes while a radius is dragged, so that nothing jumps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.artist import Artist, allow_rasterization
from matplotlib.transforms import Bbox
from numpy.typing import ArrayLike, NDArray

from nbtools.compute import checks
from nbtools.draw.image.context import frame_size, graphics, on_screen, pixels_per_point
from nbtools.draw.marks.numbers import compact, stamped, stamps, write
from nbtools.draw.marks.stamps import Stamped, pixel_box
from nbtools.draw.scene import Layer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase

_WIDTH, _HEIGHT = 4.8, 1.25  # room for a label in sizes of the font; "-3.4e-17" is the widest
_MOST = 2000  # labels in view that are tried for a place
_CELL = 4  # pixels of the grid on which places are taken
_GAP = 2  # points between circle and label


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
        point = pixels_per_point(renderer)
        chosen, middles, scale = self._choose(point)
        height = _HEIGHT * self._size * point
        middles[:, 1] += self._radius * scale + _GAP * point + height / 2
        shown = middles[:, 1] + height / 2 <= self.axes.bbox.y1
        return chosen[shown], middles[shown]

    def _choose(self, point: float) -> tuple[NDArray[np.intp], NDArray[np.float64], float]:
        """Choose the spots that there is room for; give their places, where they are, and the scale along y."""
        positions, (_, scale) = on_screen(self.axes, self._centers)
        width, height = _WIDTH * self._size * point, _HEIGHT * self._size * point
        x0, y0, x1, y1 = self.axes.bbox.extents
        asked = width, height, x0, y0, x1, y1
        if asked != self._chosen_for[0] or not np.array_equal(positions, self._chosen_for[1]):
            self._chosen = place(positions, width, height, (x0, y0, x1, y1))
            self._chosen_for = asked, positions
        return self._chosen, positions[self._chosen], scale

    @property
    def chosen(self) -> NDArray[np.intp]:
        """Places of the spots that there is room for on the screen."""
        return self._choose(self.axes.figure.dpi / 72)[0]

    def layer(self, sums: NDArray[np.float64], **more: NDArray[Any]) -> Layer:
        """Describe the numbers for a page.

        Parameters
        ----------
        sums : ndarray of float64, shape (m, n)
            What stands at the `chosen` spots for each of m radii; may be empty.
        **more : ndarray, shape (n, ...)
            What else there is of each.
        """
        point = self.axes.figure.dpi / 72
        chosen, middles, scale = self._choose(point)
        left, bottom, cols, rows = pixel_box(self.axes.bbox)
        about = {
            "radius": self._radius,
            "scale": scale,
            "gap": _GAP * point,
            "height": _HEIGHT * self._size * point,
            "top": self.axes.bbox.y1,
            "box": (left, bottom, cols, rows),
            "place": (left, frame_size(self.axes)[1] - bottom - rows),
            "column": -1,
        }
        values = np.asarray(self._values[chosen], "<f8")
        letters = stamps(self._size, point)
        arrays = {"xy": middles.astype("<f8"), "values": values, "sums": np.asarray(sums, "<f8")}
        return Layer("numbers", {**about, **letters.about}, {**arrays, **letters.arrays, **more})

    def get_window_extent(self, renderer: RendererBase | None = None) -> Bbox:
        """Return the rectangle of the axes: what lies outside of it is not drawn."""
        return Bbox(self.axes.bbox.get_points())

    @allow_rasterization
    def draw(self, renderer: RendererBase) -> None:
        """Write the labels that find room."""
        if not self.get_visible():
            return
        with graphics(self, renderer) as context:
            write(renderer, context, *self._texts(renderer), self._size, self.axes.bbox)
        self.stale = False

    def stamped(self, renderer: RendererBase) -> Stamped | None:
        """Give the stamps with which they are written into pixels."""
        if self.get_alpha() is not None:
            return None
        return stamped(*self._texts(renderer), self._size * pixels_per_point(renderer))

    def _texts(self, renderer: RendererBase) -> tuple[list[str], NDArray[np.float64]]:
        chosen, middles = self.placed(renderer)
        return [compact(value) for value in self._values[chosen].tolist()], middles
