"""The picture of ZoomExplorer: the result, which the mouse moves and zooms."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from nbtools.compute.zoom.sample import sample
from nbtools.compute.zoom.window import roi_window
from nbtools.compute.zoom.zoom import Zoomed
from nbtools.draw.image.layout import Box, fitted
from nbtools.draw.image.view import View
from nbtools.draw.marks.ticks import Ticks
from nbtools.draw.zoom.sampled import Sampled, Samples
from nbtools.widgets.base.stage import OnView, Stage


class ZoomPicture(Stage):
    """The result; its axes tell rows and columns of the image, and its view is a parameter of the explorer.

    Parameters
    ----------
    samples : Samples
        What is shown first.
    on_view : callable
        Called with the part of the image that is to be shown.
    alt : str
        Text for readers who cannot see the picture.
    """

    heights = (220, 470)
    slack = -1
    asks = True

    def __init__(self, samples: Samples, on_view: OnView, *, alt: str = "") -> None:
        self._samples, self._on_view = samples, on_view
        super().__init__(samples.shape, alt=alt)

    def fill(self) -> None:
        """Make the image, the cross in its middle, and the ticks."""
        self._sampled = Sampled(self.axes, self._samples)
        self._cross = [
            self.axes.plot([], [], "+", color=color, markersize=9, markeredgewidth=width, zorder=4)[0]
            for color, width in (("black", 2.6), ("white", 1.0))
        ]
        for line in self._cross:
            line.set(transform=self.axes.transAxes, data=([0.5], [0.5]))
        self.axes.spines[:].set_linewidth(1.2)  # the image covers the inner half
        self.axes.tick_params(left=False, bottom=False, labelleft=False, labelbottom=False)
        self._rows, self._cols = Ticks(self.axes, "left"), Ticks(self.axes, "bottom")
        self.canvas.set_moving(self._sampled, *self._cross, self._rows, self._cols)

    def show(self, samples: Samples, result: Zoomed, table: np.ndarray, limits: Any) -> None:
        """Show a result."""
        self._sampled.show(samples, result.window, result.options, table, limits)
        self._result, new = result, samples.shape != self.shape
        if new:
            self.shape = samples.shape
            self.place()
        self._set_view(result.roi)
        (row0, col0), (row1, col1) = result.roi
        self._rows.number(row1 - 0.5, row0 - 0.5)
        self._cols.number(col0 - 0.5, col1 - 0.5)
        self.canvas.changed(whole=new)

    def ask_view(self, view: View) -> None:
        """Let the explorer show a part of the image."""
        self._on_view(view)

    def boxes(self, width: float, height: float) -> list[Box]:
        """Give the panel the shape of the image, so that the view is exactly what the result shows."""
        return [fitted(self.shape, self.room(width, height))]

    def describe(self, row: int, col: int, panel: Axes) -> str:
        """Tell row, column and value of a pixel of the image."""
        if not (0 <= row < self.shape[0] and 0 <= col < self.shape[1]):
            return "outside of the image"
        return f"pixel {row}, {col}: {self._result.pixels.told(row, col)}"

    def tell(self, x: float, y: float) -> str:
        """Tell where the cursor is in the image, what the result has there, and the pixel of the image."""
        window = self._result.window
        out = [int(np.abs(places - at).argmin()) for places, at in ((window.rows, y), (window.cols, x))]
        here = roi_window(
            [[window.rows[out[0]], window.cols[out[1]]], [window.rows[out[0]] + 1, window.cols[out[1]] + 1]],
            (1, 1),
        )
        options = {**self._result.options, "near": 24, "antialias": False}
        value = np.atleast_1d(sample(self._result.pixels, here, **options)[0, 0])
        values = " ".join("masked" if np.ma.is_masked(v) else f"{v:.6g}" for v in value)
        place = f"row {window.rows[out[0]]:.2f}  col {window.cols[out[1]]:.2f}  value {values}"
        return f"{place}   ({self.describe(math.floor(y + 0.5), math.floor(x + 0.5), self.axes)})"
