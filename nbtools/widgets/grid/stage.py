"""Axes in x and y of the data, whose view is told in rows and columns of the grid."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from nbtools.compute.grid.fields import Field
from nbtools.widgets.base.stage import Panel, Stage, View


class GridPanel(Panel):
    """Axes in x and y of the data, of any scale; their shape is that of the room they have."""

    def apply_aspect(self, position: Any = None) -> None:
        """Leave the view alone (called by matplotlib before it draws)."""
        Axes.apply_aspect(self, position)

    def format_coord(self, x: float, y: float) -> str:
        """Tell what is under the cursor."""
        stage: Any = self.stage
        return str(stage.tell(x, y))


class GridStage(Stage):
    """A stage for a grid: x and y on the axes, rows and columns everywhere else."""

    panel = GridPanel
    _field: Field
    _rows_down: bool  # whether row 0 is on top, as for images; else y grows upwards

    @property
    def view(self) -> View:
        """What is in view, in rows and columns; of a curvilinear grid, as shares of the room that it fills."""
        cols = sorted(self._index(0, end) for end in self.axes.get_xlim())
        rows = sorted(self._index(1, end) for end in self.axes.get_ylim())
        return (rows[0], cols[0]), (rows[1], cols[1])

    @view.setter
    def view(self, view: View) -> None:
        (row0, col0), (row1, col1) = view
        self.axes.set_xlim(*sorted((self._place(0, col0), self._place(0, col1))))
        ends = sorted((self._place(1, row0), self._place(1, row1)), reverse=self._rows_down)
        self.axes.set_ylim(*ends)
        self.canvas.draw_idle()

    def _edges(self, axis: int) -> np.ndarray:
        """Give the edges along x (0) or y (1) as the screen spaces them."""
        edges = (self._field.x_edges, self._field.y_edges)[axis]
        if self._field.curvilinear:
            edges = np.linspace(edges.min(), edges.max(), self.shape[1 - axis] + 1)
        return np.log(edges) if self._field.scales[axis] == "log" else edges

    def _index(self, axis: int, value: float) -> float:
        """Give the place among the edges of a coordinate, beyond them by the size of the outermost cell."""
        edges = self._edges(axis)
        value = np.log(value) if self._field.scales[axis] == "log" else value
        way = 1 if edges[0] < edges[-1] else -1
        k = int(np.clip(np.searchsorted(way * edges, way * value, "right") - 1, 0, len(edges) - 2))
        return float(k + (value - edges[k]) / (edges[k + 1] - edges[k]))

    def _place(self, axis: int, index: float) -> float:
        """Give the coordinate of a place among the edges."""
        edges = self._edges(axis)
        k = int(np.clip(np.floor(index), 0, len(edges) - 2))
        value = edges[k] + (index - k) * (edges[k + 1] - edges[k])
        return float(np.exp(value) if self._field.scales[axis] == "log" else value)

    def from_axes(self, x: float, y: float) -> tuple[float, float]:
        """Give (row, col) of a place: 0 in the middle of the first cell."""
        if self._field.curvilinear:
            row, col = self._nearest(x, y)
            return float(row), float(col)
        return self._index(1, y) - 0.5, self._index(0, x) - 0.5

    def to_axes(self, row: float, col: float) -> tuple[float, float]:
        """Give x and y of a place among the cells."""
        if self._field.curvilinear:
            rows, cols = (np.clip([k], 0, n - 1) for k, n in zip((row, col), self.shape, strict=True))
            x, y = self._field.at(np.rint(rows), np.rint(cols))
            return float(x[0]), float(y[0])
        return self._place(0, col + 0.5), self._place(1, row + 0.5)

    def _nearest(self, x: float, y: float) -> tuple[int, int]:
        """Find the cell of a curvilinear grid whose centre is nearest on the screen."""
        (left, right), (low, high) = self.axes.get_xlim(), self.axes.get_ylim()
        away = ((self._field.x - x) / (right - left)) ** 2 + ((self._field.y - y) / (high - low)) ** 2
        row, col = np.unravel_index(int(np.argmin(away)), self._field.x.shape)
        return int(row), int(col)

    def zoom(self, factor: float, row: float | None = None, col: float | None = None) -> None:
        """Make the view smaller or larger about a place, or its middle, evenly on the screen."""
        (row0, col0), (row1, col1) = self.view
        if factor < 1 and min(row1 - row0, col1 - col0) * factor < 2:
            return
        if factor > 1 and (row1 - row0) * factor >= self.shape[0] and (col1 - col0) * factor >= self.shape[1]:
            self.show_whole()
            return
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

    def show_whole(self) -> None:
        """Zoom out to the whole grid."""
        self.view = ((0, 0), self.shape)

    def _look(self, corners: np.ndarray) -> None:
        """Show what lies between two places on the screen."""
        (x0, y0), (x1, y1) = self.axes.transData.inverted().transform(corners)
        self.axes.set_xlim(x0, x1)
        self.axes.set_ylim(y0, y1)
        self.canvas.draw_idle()
