"""The cells of a grid as an artist that costs what the screen costs.

Each screen pixel shows the cell in which its middle lies, as `pcolormesh` does: no mean is formed where many
cells fall on one pixel. The rows and columns of a rectilinear grid are looked up, whatever their spacing and the
scale of the axes; the cells of a curvilinear one are tested one by one, as few times as there are pixels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.artist import Artist, allow_rasterization
from numpy.typing import NDArray

from nbtools.compute.color.shading import shade
from nbtools.compute.grid.fields import Field
from nbtools.compute.grid.quads import cells_at_pixels
from nbtools.draw.image.context import draw_picture, frame_size, graphics
from nbtools.draw.image.shades import colors_of, described, map_to
from nbtools.draw.scene import Layer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase


class MeshCells(Artist):
    """A field in colours, cell by cell.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to paint: x across and y up or down, on any scale.
    field : Field
        The values, and where the edges of their cells are.
    table : ndarray of uint8, shape (N + 3, 4)
        Colours as `nbtools.compute.color.colormaps.lut` gives them.
    limits : pair of float, or Normalize
        Values of the first and the last colour.
    """

    axes: Axes

    def __init__(self, axes: Axes, field: Field, table: NDArray[np.uint8], limits: Any) -> None:
        super().__init__()
        self.set_zorder(0)
        self._seen: tuple[Any, Any] | None = None  # what was in view at last, and which cells that were
        self._painted: tuple[Any, Any] | None = None  # the same in colours
        self._described: tuple[Any, Any] | None = None  # and its numbers for a page
        self.show(field, table, limits)
        axes.add_artist(self)

    def show(self, field: Field, table: NDArray[np.uint8], limits: Any) -> None:
        """Show another field, or the same one in other colours."""
        self.field, self._table, self._limits = field, table, limits
        self.stale = True

    @allow_rasterization
    def draw(self, renderer: RendererBase) -> None:
        """Paint what the axes show of the grid."""
        if not self.get_visible():
            return
        seen = self._in_view(renderer.get_image_magnification())
        colors = self._table, self._limits
        if self._painted is None or self._painted[0][0] is not colors[0] or self._painted[0][1] != colors[1]:
            self._painted = colors, self._colored(seen)
        x, y, pixels = self._painted[1]
        if pixels.size:
            with graphics(self, renderer) as context:
                draw_picture(renderer, context, x, y, pixels)
        self.stale = False

    def layer(self) -> Layer | None:
        """Describe it for a page; None for nothing, or where it cannot paint the same."""
        seen = self._in_view(1.0)
        colors = colors_of(self._limits, self.field.image.values.dtype)
        if colors is None or (self.field.curvilinear and self._table[-1, 3]):
            return None
        if self._described is None or self._described[0] is not seen:
            self._described = seen, self._numbers(seen[2])
        arrays = self._described[1]
        if not arrays["values"].size:
            return None
        place = seen[0], frame_size(self.axes)[1] - seen[1] - len(arrays["rows"])
        return Layer("shades", {"place": place, **colors}, {**arrays, "table": self._table})

    def _numbers(self, cells: Any) -> dict[str, NDArray[Any]]:
        """Give the numbers of the cells in view, and which of them each pixel shows, the highest row first."""
        z, bad = self.field.image.values, self.field.image.bad
        if self.field.curvilinear:
            cells = cells[::-1]
            hidden = cells < 0  # where there is no cell, there is no colour, as in bad ones
            index = np.unravel_index(np.where(hidden, 0, cells), z.shape)
            maps = [map_to(np.arange(size)) for size in cells.shape]
            numbers = described(z[index], hidden if bad is None else hidden | bad[index])
            return {**numbers, "rows": maps[0], "cols": maps[1]}
        (rows, row), (cols, col) = (np.unique(k, return_inverse=True) for k in cells)
        part = np.ix_(rows, cols)
        numbers = described(z[part], None if bad is None else bad[part])
        return {**numbers, "rows": map_to(row[::-1]), "cols": map_to(col)}

    def _in_view(self, zoom: float) -> tuple[float, float, Any]:
        """Find the cells in view, and keep them: other colours then cost what the screen costs."""
        axes = self.axes
        view = (
            *axes.bbox.extents,
            *axes.get_xlim(),
            *axes.get_ylim(),
            axes.get_xscale(),
            axes.get_yscale(),
            zoom,
        )
        if self._seen is None or self._seen[0] != (self.field, view):
            self._seen, self._painted = ((self.field, view), self._cells(zoom)), None
        found: tuple[float, float, Any] = self._seen[1]
        return found

    def _cells(self, zoom: float) -> tuple[float, float, Any]:
        """Find the cells in view: left and lower end of what is painted, and the index of each pixel's cell."""
        box = self.axes.bbox
        x, across = _pixels(box.x0, box.x1, zoom)
        y, up = _pixels(box.y0, box.y1, zoom)
        if self.field.curvilinear:
            px, py = self._corners(x, y, zoom)
            return x, y, cells_at_pixels(px, py, across, up)
        if not self.axes.transData.is_separable:
            raise ValueError(f"axes must have x across and y up, got {self.axes.name}")
        back = self.axes.transData.inverted()
        along = x + (np.arange(across) + 0.5) / zoom, y + (np.arange(up) + 0.5) / zoom
        cols = _index(
            back.transform(np.column_stack([along[0], np.full(across, box.y0)]))[:, 0], self.field.x_edges
        )
        rows = _index(
            back.transform(np.column_stack([np.full(up, box.x0), along[1]]))[:, 1], self.field.y_edges
        )
        (left, cols), (low, rows) = _inside(cols, self.field.shape[1]), _inside(rows, self.field.shape[0])
        return x + left / zoom, y + low / zoom, (rows, cols)

    def _corners(self, x: float, y: float, zoom: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Place the corners of all cells in pixels, counted from (x, y) in display units."""
        edges, transform = (self.field.x_edges, self.field.y_edges), self.axes.transData
        if transform.is_affine and transform.is_separable:
            matrix = transform.get_affine().get_matrix() * zoom
            px, py = (edges[k] * matrix[k, k] + (matrix[k, 2] - (x, y)[k] * zoom) for k in (0, 1))
            return px, py
        places = transform.transform(np.column_stack([k.ravel() for k in edges])) * zoom - (
            x * zoom,
            y * zoom,
        )
        return places[:, 0].reshape(edges[0].shape), places[:, 1].reshape(edges[0].shape)

    def _colored(self, seen: tuple[float, float, Any]) -> tuple[float, float, NDArray[np.uint8]]:
        """Colour the cells in view."""
        x, y, cells = seen
        z, bad = self.field.image.values, self.field.image.bad
        if self.field.curvilinear:
            hidden = cells < 0
            index = np.unravel_index(np.where(hidden, 0, cells), z.shape)
            pixels = shade(z[index], self._table, self._limits, None if bad is None else bad[index])
            pixels[hidden] = 0
            return x, y, pixels
        (rows, row), (cols, col) = (np.unique(k, return_inverse=True) for k in cells)
        part = np.ix_(rows, cols)
        colors = shade(z[part], self._table, self._limits, None if bad is None else bad[part])
        picture = np.ascontiguousarray(colors).view(np.uint32)[..., 0][np.ix_(row, col)]
        return x, y, picture[..., None].view(np.uint8)


def _pixels(low: float, high: float, zoom: float) -> tuple[float, int]:
    """Find where the first screen pixel between two display coordinates begins, and how many there are."""
    if zoom != 1:  # a vector format, where pixels need not be aligned
        return low, max(int(np.ceil((high - low) * zoom)), 0)
    begin, end = np.floor(low + 0.5), np.floor(high + 0.5)
    return float(begin), max(int(end - begin), 0)


def _index(values: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.intp]:
    """Find the cell of each value; -1 and less, or the number of cells and more, is outside."""
    if edges[0] > edges[-1]:
        values, edges = -values, -edges
    found = np.searchsorted(edges, values, "right") - 1
    return np.where(np.isnan(values), -1, found)


def _inside(index: NDArray[np.intp], size: int) -> tuple[int, NDArray[np.intp]]:
    """Leave out the pixels before and after those that show a cell; say how many come before."""
    inside = np.flatnonzero((index >= 0) & (index < size))
    if not inside.size:
        return 0, index[:0]
    return int(inside[0]), index[inside[0] : inside[-1] + 1]
