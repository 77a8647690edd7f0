"""The picture of ZoomExplorer: the result, which the mouse moves and zooms."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from nbtools.compute.zoom.window import roi_window
from nbtools.compute.zoom.zoom import Zoomed
from nbtools.draw.marks.ticks import Ticks
from nbtools.draw.zoom.sampled import Sampled, Samples
from nbtools.widgets.base.dragged import DraggedStage
from nbtools.widgets.base.stage import Box, OnView, Stage, View, fitted

_LEFT, _RIGHT, _BOTTOM, _TOP = 44, 8, 26, 8  # margins in px of the screen
_WIDTH, _LOWEST, _HIGHEST = 548, 220, 470


class ZoomPicture(DraggedStage):
    """The result; its axes tell rows and columns of the image.

    Parameters
    ----------
    samples : Samples
        What is shown first.
    on_view : callable
        Called with the part of the image that is to be shown.
    alt : str
        Text for readers who cannot see the picture.
    """

    def __init__(self, samples: Samples, on_view: OnView, *, alt: str = "") -> None:
        self._on_view: OnView | None = None
        self._showing = False
        rows, cols = samples.shape
        inner = _WIDTH - _LEFT - _RIGHT
        height = round(min(max(inner * rows / cols, _LOWEST), _HIGHEST)) + _BOTTOM + _TOP
        super().__init__(samples.shape, (_WIDTH, height), alt=alt)
        self._sampled = Sampled(self.axes, samples)
        self._cross = [
            self.axes.plot([], [], "+", color=color, markersize=9, markeredgewidth=width, zorder=4)[0]
            for color, width in (("black", 2.6), ("white", 1.0))
        ]
        for line in self._cross:
            line.set(transform=self.axes.transAxes, data=([0.5], [0.5]))
        self.axes.spines[:].set_linewidth(1.2)  # the image covers the inner half
        self.axes.format_coord = self._tell  # type: ignore[method-assign]
        self.axes.tick_params(left=False, bottom=False, labelleft=False, labelbottom=False)
        self._rows, self._cols = Ticks(self.axes, "left"), Ticks(self.axes, "bottom")
        self.canvas.set_moving(self._sampled, *self._cross, self._rows, self._cols)
        self.axes.callbacks.connect("ylim_changed", self._limited)  # the toolbar sets x first, then y
        self._on_view = on_view

    def show(self, samples: Samples, result: Zoomed, table: np.ndarray, limits: Any) -> None:
        """Show a result."""
        self._sampled.show(samples, result.window, result.options, table, limits)
        self._result, new = result, samples.shape != self.shape
        if new:
            self.shape = samples.shape
            self.place()
        (row0, col0), (row1, col1) = result.roi
        self._showing = True
        self.axes.set_xlim(col0 - 0.5, col1 - 0.5)
        self.axes.set_ylim(row1 - 0.5, row0 - 0.5)
        self._showing = False
        self._rows.number(row1 - 0.5, row0 - 0.5)
        self._cols.number(col0 - 0.5, col1 - 0.5)
        self.canvas.draw_idle() if new else self.canvas.moved()

    def boxes(self, width: float, height: float) -> list[Box]:
        """Give the panel the shape of the image, so that the view is exactly what the result shows."""
        return [fitted(self.shape, (_LEFT, _BOTTOM, width - _LEFT - _RIGHT, height - _BOTTOM - _TOP))]

    def describe(self, row: int, col: int, panel: Axes) -> str:
        """Tell row, column and value of a pixel of the image."""
        if not (0 <= row < self.shape[0] and 0 <= col < self.shape[1]):
            return "outside of the image"
        return f"pixel {row}, {col}: {self._result.picture.told(row, col)}"

    def _tell(self, x: float, y: float) -> str:
        """Tell where the cursor is in the image, what the result has there, and the pixel of the image."""
        window = self._result.window
        out = [int(np.abs(places - at).argmin()) for places, at in ((window.rows, y), (window.cols, x))]
        here = roi_window(
            [[window.rows[out[0]], window.cols[out[1]]], [window.rows[out[0]] + 1, window.cols[out[1]] + 1]],
            (1, 1),
        )
        options = {**self._result.options, "near": 24, "antialias": False}
        value = np.atleast_1d(self._result.picture.sampled(here, **options)[0, 0])
        values = " ".join("masked" if np.ma.is_masked(v) else f"{v:.6g}" for v in value)
        place = f"row {window.rows[out[0]]:.2f}  col {window.cols[out[1]]:.2f}  value {values}"
        return f"{place}   ({self.describe(math.floor(y + 0.5), math.floor(x + 0.5), self.axes)})"

    # --- the view is a parameter --------------------------------------------------------------------------------

    @property
    def view(self) -> View:
        """What is in view."""
        return super().view

    @view.setter
    def view(self, view: View) -> None:
        if self._on_view is None:  # while the stage is made
            Stage.view.fset(self, view)  # type: ignore[attr-defined]
        else:
            self._on_view(view)

    def _limited(self, _axes: Axes) -> None:
        if not self._showing and self._on_view is not None:
            self._on_view(super().view)
