"""The map and the histogram of DiffExplorer, with what the mouse does on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nbtools.draw.diff.chart import DifferenceChart
from nbtools.draw.diff.comparison import Look
from nbtools.draw.image.view import View
from nbtools.draw.mouse import drag_over
from nbtools.widgets.base.charts import live


class Navigator:
    """A map on which the view is dragged, and a histogram in which the threshold is.

    Parameters
    ----------
    look : Look
        What is shown first.
    on_view : callable
        Called with (row, col) of the map under the mouse, to which the view is brought.
    on_threshold : callable
        Called with the value under the mouse while the threshold is dragged.
    """

    def __init__(
        self,
        look: Look,
        on_view: Callable[[float, float], None],
        on_threshold: Callable[[float], None],
    ) -> None:
        self.chart = DifferenceChart(look)
        alt = "map of the differing pixels, and histogram of the differences with the threshold"
        self.canvas = live(self.chart, alt)
        drag_over(self.canvas, self.chart.axes, lambda x, _: on_threshold(x))
        drag_over(self.canvas, self.chart.map, lambda x, y: on_view(y, x))

    def show(self, look: Look, ranked: np.ndarray, limit: Any, threshold: float, dim: float) -> None:
        """Show the map and the histogram, see `DifferenceChart`."""
        self.canvas.changed(whole=self.chart.show(look, ranked, limit, threshold, dim))

    def show_view(self, view: View) -> None:
        """Draw the frame around what is in view."""
        self.chart.show_view(view)
        self.canvas.moved()
