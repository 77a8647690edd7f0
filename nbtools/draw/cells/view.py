"""Which cells of an image the axes show, and where on the screen they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from nbtools.draw.image.context import require_linear

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Ends = tuple[float, float]


class Cells(Protocol):
    """An image as cells with values and colours."""

    def shape(self) -> tuple[int, int] | None:
        """Give the number of rows and columns; None when there is no image any more."""

    def ends(self) -> tuple[Ends, Ends]:
        """Give the outer edges of the first and the last row, and those of the columns, in data coordinates."""

    def array(self) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
        """Give all values, (rows, cols) or (rows, cols, channels), and where they are masked.

        The same object as long as nothing changes.
        """

    def colors(self, rows: slice, cols: slice) -> NDArray[np.uint8]:
        """Give red, green and blue of cells as they are seen."""


@dataclass(frozen=True, slots=True)
class Run:
    """The cells along one axis that are in view, in display coordinates."""

    window: slice
    edges: NDArray[np.float64]  # one more than cells
    pitch: float  # size of a cell

    @property
    def middles(self) -> NDArray[np.float64]:
        """The middles of the cells."""
        middles: NDArray[np.float64] = (self.edges[:-1] + self.edges[1:]) / 2
        return middles


def run(scale: float, offset: float, ends: Ends, count: int, low: float, high: float) -> Run | None:
    """Find the cells between two display coordinates, where ``display = scale * data + offset``."""
    first, last = (float(scale * end + offset) for end in ends)
    if first == last or not np.isfinite([first, last]).all():
        return None
    size = (last - first) / count
    places = sorted(((low - first) / size, (high - first) / size))
    begin, end = max(int(np.floor(places[0])), 0), min(int(np.ceil(places[1])), count)
    if begin >= end:
        return None
    edges = first + float(size) * np.arange(begin, end + 1, dtype=np.float64)
    return Run(slice(begin, end), edges, abs(size))


def in_view(axes: Axes, cells: Cells) -> tuple[Run, Run] | None:
    """Find the rows and the columns that linear axes show; None for nothing."""
    require_linear(axes)
    shape = cells.shape()
    if shape is None:
        return None
    matrix, box = axes.transData.get_affine().get_matrix(), axes.bbox
    down, across = cells.ends()
    rows = run(matrix[1, 1], matrix[1, 2], down, shape[0], box.y0, box.y1)
    cols = run(matrix[0, 0], matrix[0, 2], across, shape[1], box.x0, box.x1)
    return None if rows is None or cols is None else (rows, cols)
