"""The overview of ZoomExplorer, with what the mouse does on it."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.backend_bases import MouseButton, MouseEvent
from matplotlib.backend_tools import Cursors

from nbtools.draw.zoom.overview import OverviewChart
from nbtools.draw.zoom.sampled import Samples
from nbtools.widgets.base.charts import live
from nbtools.widgets.base.drag import drag, under
from nbtools.widgets.base.stage import OnView, View

_CORNER = 9  # px within which the mouse takes hold of a corner
Held = tuple[
    tuple[float, float], View, tuple[int, int] | None
]  # where it was pressed, the view then, the corner


class Overview:
    """The whole image, with the rectangle that the result shows: drag it, or a corner of it.

    Parameters
    ----------
    samples : Samples
        What is shown first.
    on_view : callable
        Called with the part of the image that is to be shown.
    """

    def __init__(self, samples: Samples, on_view: OnView) -> None:
        self._chart, self._on_view = OverviewChart(samples), on_view
        self.canvas = live(self._chart, "the whole image with the rectangle that is shown")
        self._shape = samples.shape
        self._view: View = ((0, 0), samples.shape)
        drag(self.canvas, self._grab, self._pull, at_once=True, hover=self._point)

    def show(self, samples: Samples, view: View, table: np.ndarray, limits: Any) -> None:
        """Show the whole image, and the rectangle around what is in view."""
        self._shape, self._view = samples.shape, view
        self.canvas.changed(whole=self._chart.show(samples, view, table, limits))

    def _place(self, event: MouseEvent) -> tuple[float, float]:
        """Give the place under the mouse in pixels of the image, 0 at its outer edge."""
        x, y = under(event, self._chart.axes)
        return y + 0.5, x + 0.5

    def _corner(self, event: MouseEvent) -> tuple[int, int] | None:
        """Say which corner of the rectangle is near the mouse: (0 or 1 for the rows, 0 or 1 for the columns)."""
        reach = _CORNER * self.canvas.device_pixel_ratio
        for i in (0, 1):
            for j in (0, 1):
                corner = self._view[j][1] - 0.5, self._view[i][0] - 0.5
                x, y = self._chart.axes.transData.transform(corner)
                if max(abs(x - event.x), abs(y - event.y)) <= reach:
                    return i, j
        return None

    def _point(self, event: MouseEvent) -> None:
        self.canvas.set_cursor(Cursors.RESIZE_HORIZONTAL if self._corner(event) else Cursors.MOVE)

    def _grab(self, event: MouseEvent) -> Held | None:
        """Take hold of a corner, or of the rectangle, which comes to the mouse from elsewhere."""
        if event.button != MouseButton.LEFT:
            return None
        place, corner, view = self._place(event), self._corner(event), self._view
        if corner is None and not all(view[0][k] <= place[k] <= view[1][k] for k in (0, 1)):
            view = _moved(view, [place[k] - (view[0][k] + view[1][k]) / 2 for k in (0, 1)])
        return place, view, corner

    def _pull(self, event: MouseEvent, held: Held) -> None:
        start, view, corner = held
        now = self._place(event)
        if corner is None:
            self._on_view(_moved(view, [now[k] - start[k] for k in (0, 1)]))
            return
        fixed = [view[1 - corner[k]][k] for k in (0, 1)]
        signs = [(-1, 1)[corner[k]] for k in (0, 1)]
        share = max((now[k] - fixed[k]) * signs[k] / self._shape[k] for k in (0, 1))
        size = [max(share, 1e-6) * length * sign for length, sign in zip(self._shape, signs, strict=True)]
        ends = [sorted((fixed[k], fixed[k] + size[k])) for k in (0, 1)]
        self._on_view(((ends[0][0], ends[1][0]), (ends[0][1], ends[1][1])))


def _moved(view: View, by: list[float]) -> View:
    (row0, col0), (row1, col1) = view
    return (row0 + by[0], col0 + by[1]), (row1 + by[0], col1 + by[1])
