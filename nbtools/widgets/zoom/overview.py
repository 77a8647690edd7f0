"""The overview of ZoomExplorer: the whole image, with the rectangle that the result shows."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.backend_bases import MouseButton, MouseEvent
from matplotlib.backend_tools import Cursors
from matplotlib.patches import Rectangle

from nbtools.compute.zoom.window import roi_window
from nbtools.draw.zoom.sampled import Sampled, Samples
from nbtools.widgets.base.charts import chart
from nbtools.widgets.base.stage import OnView, View, fitted

_ACROSS, _UP = 312, 150  # room in px of the screen
_CORNER = 9  # px within which the mouse takes hold of a corner
_OVERVIEW = {"order": 0, "mode": "nearest", "cval": 0.0, "antialias": False}


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
        height = round(min(_ACROSS * samples.shape[0] / samples.shape[1], _UP)) + 8
        self._size = _ACROSS + 8, max(height, 40)
        alt = "the whole image with the rectangle that is shown"
        self.canvas, self._axes = chart(*self._size, (4, 4, 4, 4), alt)
        self._axes.set(xticks=[], yticks=[])
        self._axes.spines[:].set_visible(False)
        self._sampled = Sampled(self._axes, samples)
        self._frames = [
            Rectangle((0, 0), 1, 1, fill=False, edgecolor=color, linewidth=width, zorder=2 + k, clip_on=False)
            for k, (color, width) in enumerate((("black", 3.0), ("white", 1.4)))
        ]
        for frame in self._frames:
            self._axes.add_patch(frame)
        self.canvas.set_moving(*self._frames)
        self._on_view = on_view
        self._view: View = ((0, 0), samples.shape)
        self._held: tuple[float, float, View, tuple[int, int] | None] | None = None
        self._look: tuple[Any, ...] = ()
        self.canvas.mpl_connect("button_press_event", self._press)
        self.canvas.mpl_connect("motion_notify_event", self._move)
        self.canvas.mpl_connect("button_release_event", self._release)

    def show(self, samples: Samples, view: View, table: np.ndarray, limits: Any) -> None:
        """Show the whole image, and the rectangle around what is in view."""
        look = samples, table, limits
        new = not self._look or any(a is not b for a, b in zip(look, self._look, strict=True))
        if new:
            self._look = look
            self._fit(samples, table, limits)
        self._view = view
        (row0, col0), (row1, col1) = view
        for frame in self._frames:
            frame.set_bounds(col0 - 0.5, row0 - 0.5, col1 - col0, row1 - row0)
        self.canvas.draw_idle() if new else self.canvas.moved()

    def _fit(self, samples: Samples, table: np.ndarray, limits: Any) -> None:
        rows, cols = samples.shape
        width, height = self._size
        left, bottom, across, up = fitted(samples.shape, (4, 4, width - 8, height - 8))
        self._axes.set_position((left / width, bottom / height, across / width, up / height))
        self._axes.set(xlim=(-0.5, cols - 0.5), ylim=(rows - 0.5, -0.5))
        whole = roi_window(((0, 0), (rows, cols)), (max(rows, height + 1), max(cols, width + 1)))
        self._sampled.show(samples, whole, _OVERVIEW, table, limits)

    # --- mouse --------------------------------------------------------------------------------------------------

    def _place(self, event: MouseEvent) -> tuple[float, float]:
        """Give the place under the mouse in pixels of the image, 0 at its outer edge."""
        x, y = self._axes.transData.inverted().transform((event.x, event.y))
        return float(y) + 0.5, float(x) + 0.5

    def _corner(self, event: MouseEvent) -> tuple[int, int] | None:
        """Say which corner of the rectangle is near the mouse: (0 or 1 for the rows, 0 or 1 for the columns)."""
        reach = _CORNER * self.canvas.device_pixel_ratio
        for i in (0, 1):
            for j in (0, 1):
                x, y = self._axes.transData.transform((self._view[j][1] - 0.5, self._view[i][0] - 0.5))
                if max(abs(x - event.x), abs(y - event.y)) <= reach:
                    return i, j
        return None

    def _press(self, event: MouseEvent) -> None:
        if event.button != MouseButton.LEFT:
            return
        row, col = self._place(event)
        corner = self._corner(event)
        (row0, col0), (row1, col1) = self._view
        view = self._view
        if corner is None and not (row0 <= row <= row1 and col0 <= col <= col1):
            down, right = row - (row0 + row1) / 2, col - (col0 + col1) / 2
            view = (row0 + down, col0 + right), (row1 + down, col1 + right)
        self._held = row, col, view, corner
        self._move(event)

    def _move(self, event: MouseEvent) -> None:
        if self._held is None:
            self.canvas.set_cursor(Cursors.RESIZE_HORIZONTAL if self._corner(event) else Cursors.MOVE)
            return
        row, col, ((row0, col0), (row1, col1)), corner = self._held
        now = self._place(event)
        if corner is None:
            down, right = now[0] - row, now[1] - col
            self._on_view(((row0 + down, col0 + right), (row1 + down, col1 + right)))
            return
        fixed = (row1, row0)[corner[0]], (col1, col0)[corner[1]]
        signs = (-1, 1)[corner[0]], (-1, 1)[corner[1]]
        shape = self._look[0].shape
        share = max((now[k] - fixed[k]) * signs[k] / shape[k] for k in (0, 1))
        size = [max(share, 1e-6) * length * sign for length, sign in zip(shape, signs, strict=True)]
        ends = [sorted((fixed[k], fixed[k] + size[k])) for k in (0, 1)]
        self._on_view(((ends[0][0], ends[1][0]), (ends[0][1], ends[1][1])))

    def _release(self, event: MouseEvent) -> None:
        self._held = None
