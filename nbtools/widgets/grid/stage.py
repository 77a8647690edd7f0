"""Axes in x and y of the data, whose view is told in rows and columns of the grid."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from nbtools.compute.grid.places import cell_at, center_of, limits_of, view_between
from nbtools.draw.image.view import View
from nbtools.draw.mesh.contoured import ContouredField
from nbtools.widgets.base.stage import Panel, Stage


class GridPanel(Panel):
    """Axes in x and y of the data, of any scale; their shape is that of the room they have."""

    def apply_aspect(self, position: Any = None) -> None:
        """Leave the view alone (called by matplotlib before it draws)."""
        Axes.apply_aspect(self, position)


class GridStage(Stage):
    """A stage for a grid: x and y on the axes, rows and columns everywhere else."""

    panel = GridPanel
    closest = 2
    drawn: ContouredField

    def axes_view(self) -> View:
        """Give what is in view, in rows and columns; of a curvilinear grid, as shares of the room that it fills."""
        return view_between(self.drawn.field, self.axes.get_xlim(), self.axes.get_ylim())

    def limits_of(self, view: View) -> tuple[tuple[float, float], tuple[float, float]]:
        """Give the limits of x and of y with which the axes show some rows and columns."""
        return limits_of(self.drawn.field, view)

    def from_axes(self, x: float, y: float) -> tuple[float, float]:
        """Give (row, col) of a place: 0 in the middle of the first cell."""
        (left, right), (low, high) = self.axes.get_xlim(), self.axes.get_ylim()
        return cell_at(self.drawn.field, x, y, (right - left, high - low))

    def to_axes(self, row: float, col: float) -> tuple[float, float]:
        """Give x and y of a place among the cells."""
        return center_of(self.drawn.field, row, col)

    @property
    def grid(self) -> tuple[Any, ...]:
        """What the places of rows and columns on the axes depend on."""
        return self.drawn.field.x_edges, self.drawn.field.y_edges

    def resize(self, factor: float, row: float | None, col: float | None) -> None:
        """Make the view smaller or larger about a place, or its middle, evenly on the screen."""
        box = self.axes.bbox
        middle = np.array([(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2])
        if row is not None and col is not None:
            middle = self.axes.transData.transform(self.to_axes(row - 0.5, col - 0.5))
        self._look(middle + (np.array([(box.x0, box.y0), (box.x1, box.y1)]) - middle) * factor)

    def shift(self, rows: float, cols: float) -> None:
        """Move the view by so many rows and columns, all of the same size on the screen."""
        (row0, col0), (row1, col1) = self.view
        box = self.axes.bbox
        down = (-1 if self.drawn.field.rows_down else 1) * rows / (row1 - row0) * box.height
        right = cols / (col1 - col0) * box.width
        self._look(np.array([(box.x0 + right, box.y0 + down), (box.x1 + right, box.y1 + down)]))

    def key(self, key: str) -> bool:
        """Move or zoom by a key; up is up, whatever way y grows."""
        if not self.drawn.field.rows_down:
            key = {"ArrowUp": "ArrowDown", "ArrowDown": "ArrowUp"}.get(key, key)
        return super().key(key)

    def _look(self, corners: np.ndarray) -> None:
        """Show what lies between two places on the screen."""
        (x0, y0), (x1, y1) = self.axes.transData.inverted().transform(corners)
        self.axes.set_xlim(x0, x1)
        self.axes.set_ylim(y0, y1)
        self.canvas.draw_idle()
