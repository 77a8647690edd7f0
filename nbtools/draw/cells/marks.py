"""A marked pixel and the window about it, to be seen at any zoom and on any colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.artist import Artist, allow_rasterization
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform

from nbtools.draw.cells.view import Cells
from nbtools.draw.image.context import graphics, pixels_per_point, require_linear

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase

PIXEL, WINDOW = "#F0E442", "white"  # Okabe and Ito's yellow
_LEAST = 6.0, 10.0  # points: a pixel, and a window, are not drawn smaller
_LINES = (("black", 2.4), (None, 1.0))  # a dark line under a light one, in points


class CellMarks(Artist):
    """Frames around a pixel and around a window.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Linear axes.
    cells : Cells
        Where pixels are.

    Attributes
    ----------
    pixel : (int, int)
        Row and column.
    window : (slice, slice)
        Rows and columns.
    """

    axes: Axes

    def __init__(self, axes: Axes, cells: Cells) -> None:
        super().__init__()
        self.set_zorder(4)
        self._cells = cells
        self.pixel, self.window = (0, 0), (slice(0, 1), slice(0, 1))
        axes.add_artist(self)

    @allow_rasterization
    def draw(self, renderer: RendererBase) -> None:
        """Draw the frames."""
        require_linear(self.axes)
        if not self.get_visible() or self._cells.shape() is None:
            return
        point = pixels_per_point(renderer)
        row, col = self.pixel
        marked = slice(row, row + 1), slice(col, col + 1)
        with graphics(self, renderer) as context:
            context.set_snap(True)
            context.set_joinstyle("miter")
            for rows, cols, color, least in (
                (*self.window, WINDOW, _LEAST[1]),
                (*marked, PIXEL, _LEAST[0]),
            ):
                path = self._frame(rows, cols, least * point)
                for ink, width in _LINES:
                    context.set_foreground(ink or color)
                    context.set_linewidth(width)
                    renderer.draw_path(context, path, IdentityTransform())
        self.stale = False

    def _frame(self, rows: slice, cols: slice, least: float) -> Path:
        """Make the outline of rows and columns in display coordinates."""
        shape = self._cells.shape()
        assert shape is not None  # as `draw` has found
        (top, bottom), (left, right) = self._cells.ends()
        y = [top + k * (bottom - top) / shape[0] for k in (rows.start, rows.stop)]
        x = [left + k * (right - left) / shape[1] for k in (cols.start, cols.stop)]
        (x0, y0), (x1, y1) = self.axes.transData.transform(list(zip(x, y, strict=True))).tolist()
        x0, x1 = _widened(x0, x1, least)
        y0, y1 = _widened(y0, y1, least)
        corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]
        return Path(corners, [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY])


def _widened(first: float, last: float, least: float) -> tuple[float, float]:
    first, last = min(first, last), max(first, last)
    more = max(least - (last - first), 0) / 2
    return first - more, last + more
