"""Places on a grid: from coordinates to places among its cells, and back; and how they are written."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.grid.fields import Field
from nbtools.compute.numerals import told

Floats = NDArray[np.float64]
Limits = tuple[float, float]


def index_of(field: Field, axis: int, value: float) -> float:
    """Give the place among the edges along x (0) or y (1) of a coordinate.

    Beyond the outermost edges, cells of the size of the last one are counted on. A curvilinear grid is taken as
    shares of the room that it fills.

    Examples
    --------
    >>> from nbtools.compute.grid.fields import as_field
    >>> index_of(as_field(np.zeros((2, 3)), [10, 20, 40]), 0, 30.0)
    2.0
    """
    edges, value = _edges(field, axis), np.log(value) if field.scales[axis] == "log" else value
    way = 1 if edges[0] < edges[-1] else -1
    k = int(np.clip(np.searchsorted(way * edges, way * value, "right") - 1, 0, len(edges) - 2))
    return float(k + (value - edges[k]) / (edges[k + 1] - edges[k]))


def place_of(field: Field, axis: int, index: float) -> float:
    """Give the coordinate of a place among the edges along x (0) or y (1): the way back of `index_of`."""
    edges = _edges(field, axis)
    k = int(np.clip(np.floor(index), 0, len(edges) - 2))
    value = edges[k] + (index - k) * (edges[k + 1] - edges[k])
    return float(np.exp(value) if field.scales[axis] == "log" else value)


def view_between(field: Field, across: Limits, up: Limits) -> tuple[Limits, Limits]:
    """Give ((row0, col0), (row1, col1)) of what lies between two x and two y, in whatever order."""
    cols, rows = (
        sorted(index_of(field, axis, end) for end in ends) for axis, ends in enumerate((across, up))
    )
    return (rows[0], cols[0]), (rows[1], cols[1])


def limits_of(field: Field, view: tuple[Limits, Limits]) -> tuple[Limits, Limits]:
    """Give the limits of x and of y with which axes show a view: x grows to the right, and row 0 is where it belongs.

    Examples
    --------
    >>> from nbtools.compute.grid.fields import as_field
    >>> limits_of(as_field(np.zeros((2, 3))), ((0, 1), (2, 3)))
    ((0.5, 2.5), (1.5, -0.5))
    """
    rows, cols = zip(*view, strict=True)
    left, right = sorted(place_of(field, 0, col) for col in cols)
    bottom, top = sorted((place_of(field, 1, row) for row in rows), reverse=field.rows_down)
    return (left, right), (bottom, top)


def cell_at(field: Field, x: float, y: float, scale: tuple[float, float]) -> tuple[float, float]:
    """Give (row, col) of a place: 0 in the middle of the first cell; of a curvilinear grid, see `nearest_cell`."""
    if field.curvilinear:
        return nearest_cell(field, x, y, scale)
    return index_of(field, 1, y) - 0.5, index_of(field, 0, x) - 0.5


def center_of(field: Field, row: float, col: float) -> tuple[float, float]:
    """Give x and y of a place among the cells: the way back of `cell_at`."""
    if not field.curvilinear:
        return place_of(field, 0, col + 0.5), place_of(field, 1, row + 0.5)
    rows, cols = (np.rint(np.clip([k], 0, size - 1)) for k, size in zip((row, col), field.shape, strict=True))
    x, y = field.at(rows, cols)
    return float(x[0]), float(y[0])


def nearest_cell(field: Field, x: float, y: float, scale: tuple[float, float]) -> tuple[int, int]:
    """Find the cell of a curvilinear grid whose centre is nearest, with x and y measured in a scale for each."""
    away = ((field.x - x) / scale[0]) ** 2 + ((field.y - y) / scale[1]) ** 2
    row, col = np.unravel_index(int(np.argmin(away)), field.x.shape)
    return int(row), int(col)


def track(field: Field, cut: tuple[int, int], *, along_row: bool) -> tuple[Floats, Floats]:
    """Give x and y of the centres of the row, or of the column, through (row, col), from edge to edge."""
    row, col = cut
    if field.curvilinear:
        part: Any = (row, slice(None)) if along_row else (slice(None), col)
        return field.x[part], field.y[part]
    if along_row:
        return span(field.x_edges), np.repeat(field.y[row], 2)
    return np.repeat(field.x[col], 2), span(field.y_edges)


def span(edges: Floats) -> Floats:
    """Give the outermost edges, in their order; of a curvilinear grid the smallest and the largest."""
    return np.array([edges.min(), edges.max()]) if edges.ndim == 2 else edges[[0, -1]]


def coordinate_text(field: Field, axis: int, value: float) -> str:
    """Write a coordinate along x (0) or y (1) with its name, dates as such."""
    name = field.names[axis].split(" (")[0] or "xy"[axis]
    if not field.dates[axis] or not np.isfinite(value) or abs(value) > 1e8:
        return f"{name} {told(value)}"
    date = np.datetime64(0, "s") + np.timedelta64(round(value * 86400), "s")
    return f"{name} {str(date).replace('T', ' ')}"


def _edges(field: Field, axis: int) -> Floats:
    """Give the edges along x (0) or y (1) as the screen spaces them."""
    edges = (field.x_edges, field.y_edges)[axis]
    if field.curvilinear:
        edges = np.linspace(edges.min(), edges.max(), field.shape[1 - axis] + 1)
    return np.log(edges) if field.scales[axis] == "log" else edges
