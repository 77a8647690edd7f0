"""Axes in x and y of the data, whose view is told in rows and columns of the grid."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from nbtools.compute.grid.places import index_of, nearest_cell, place_of
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
    _rows_down: bool  # whether row 0 is on top, as for images; else y grows upwards

    def axes_view(self) -> View:
        """Give what is in view, in rows and columns; of a curvilinear grid, as shares of the room that it fills."""
        cols = sorted(index_of(self.drawn.field, 0, end) for end in self.axes.get_xlim())
        rows = sorted(index_of(self.drawn.field, 1, end) for end in self.axes.get_ylim())
        return (rows[0], cols[0]), (rows[1], cols[1])

    def limits_of(self, view: View) -> tuple[tuple[float, float], tuple[float, float]]:
        """Give the limits of x and of y with which the axes show some rows and columns."""
        (row0, col0), (row1, col1) = view
        left, right = sorted(place_of(self.drawn.field, 0, col) for col in (col0, col1))
        ends = (place_of(self.drawn.field, 1, row) for row in (row0, row1))
        bottom, top = sorted(ends, reverse=self._rows_down)
        return (left, right), (bottom, top)

    def from_axes(self, x: float, y: float) -> tuple[float, float]:
        """Give (row, col) of a place: 0 in the middle of the first cell."""
        if not self.drawn.field.curvilinear:
            return index_of(self.drawn.field, 1, y) - 0.5, index_of(self.drawn.field, 0, x) - 0.5
        (left, right), (low, high) = self.axes.get_xlim(), self.axes.get_ylim()
        return nearest_cell(self.drawn.field, x, y, (right - left, high - low))

    def to_axes(self, row: float, col: float) -> tuple[float, float]:
        """Give x and y of a place among the cells."""
        if self.drawn.field.curvilinear:
            rows, cols = (np.clip([k], 0, n - 1) for k, n in zip((row, col), self.shape, strict=True))
            x, y = self.drawn.field.at(np.rint(rows), np.rint(cols))
            return float(x[0]), float(y[0])
        return place_of(self.drawn.field, 0, col + 0.5), place_of(self.drawn.field, 1, row + 0.5)

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
        down = (-1 if self._rows_down else 1) * rows / (row1 - row0) * box.height
        right = cols / (col1 - col0) * box.width
        self._look(np.array([(box.x0 + right, box.y0 + down), (box.x1 + right, box.y1 + down)]))

    def key(self, key: str) -> bool:
        """Move or zoom by a key; up is up, whatever way y grows."""
        if not self._rows_down:
            key = {"ArrowUp": "ArrowDown", "ArrowDown": "ArrowUp"}.get(key, key)
        return super().key(key)

    def _look(self, corners: np.ndarray) -> None:
        """Show what lies between two places on the screen."""
        (x0, y0), (x1, y1) = self.axes.transData.inverted().transform(corners)
        self.axes.set_xlim(x0, x1)
        self.axes.set_ylim(y0, y1)
        self.canvas.draw_idle()
