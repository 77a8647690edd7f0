"""Lines between the cells of an image, drawn where the cells are large enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.artist import Artist, allow_rasterization
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform

from nbtools.draw.cells.view import Cells, in_view
from nbtools.draw.image.context import graphics, paints_pixels, pixels_per_point

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase

POINTS_PER_PIXEL = 0.72  # of a screen with 100 dots per inch


class CellGrid(Artist):
    """Lines on the edges of cells.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Linear axes.
    cells : Cells
        Where the cells are.
    color : str
        Colour of the lines.
    linewidth : float
        Their width in points; on a screen at least one of its pixels.
    smallest : float
        Where cells are smaller than so many px of a screen with 100 dots per inch, there are no lines.
    """

    axes: Axes

    def __init__(
        self,
        axes: Axes,
        cells: Cells,
        *,
        color: str | tuple[float, float, float, float] = "0.5",
        linewidth: float = 0.6,
        smallest: float = 5,
    ) -> None:
        super().__init__()
        self.set_zorder(1.5)
        self.set_in_layout(False)
        self._cells, self._color, self._width, self._smallest = cells, color, linewidth, smallest
        axes.add_artist(self)

    @allow_rasterization
    def draw(self, renderer: RendererBase) -> None:
        """Draw the lines."""
        seen = in_view(self.axes, self._cells) if self.get_visible() else None
        point = pixels_per_point(renderer)
        if seen is None or min(run.pitch for run in seen) < self._smallest * POINTS_PER_PIXEL * point:
            return
        rows, cols = seen
        (top, bottom), (left, right) = rows.edges[[0, -1]], cols.edges[[0, -1]]
        ends = [((left, y), (right, y)) for y in rows.edges] + [((x, top), (x, bottom)) for x in cols.edges]
        lines = Path(np.reshape(ends, (-1, 2)), [Path.MOVETO, Path.LINETO] * len(ends))
        with graphics(self, renderer) as context:
            context.set_foreground(self._color)
            whole = max(1, round(self._width * point)) / point  # pixels of the screen
            context.set_linewidth(whole if paints_pixels(renderer) else self._width)
            context.set_snap(True)
            renderer.draw_path(context, lines, IdentityTransform())
        self.stale = False
