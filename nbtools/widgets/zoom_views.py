"""The pictures of ZoomExplorer: the result, and an overview with the rectangle that it shows."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import MouseButton, MouseEvent
from matplotlib.backend_tools import Cursors
from matplotlib.patches import Rectangle

from nbtools.compute.zoom import Zoomed
from nbtools.compute.zoom_window import roi_window
from nbtools.draw.sampled import Sampled, Samples
from nbtools.draw.ticks import Ticks
from nbtools.widgets.charts import chart
from nbtools.widgets.stage import Box, Stage, View

_LEFT, _RIGHT, _BOTTOM, _TOP = 44, 8, 26, 8  # margins in px of the screen
_WIDTH, _LOWEST, _HIGHEST = 548, 220, 470
_ACROSS, _UP = 312, 150  # room of the overview
_CORNER = 9  # px within which the mouse takes hold of a corner
_OVERVIEW = {"order": 0, "mode": "nearest", "cval": 0.0, "antialias": False}

OnView = Callable[[View], None]


class ZoomView(Stage):
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
        self._held: tuple[float, float, View] | None = (
            None  # where the mouse was pressed, and what was in view
        )
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
        return [_fitted(self.shape, (_LEFT, _BOTTOM, width - _LEFT - _RIGHT, height - _BOTTOM - _TOP))]

    def describe(self, row: int, col: int, panel: Axes) -> str:
        """Tell row, column and value of a pixel of the image."""
        picture = self._result.picture
        if not (0 <= row < self.shape[0] and 0 <= col < self.shape[1]):
            return "outside of the image"
        value = " ".join(f"{x:.6g}" for x in np.atleast_1d(picture.values[row, col]))
        masked = picture.masked is not None and bool(np.any(picture.masked[row, col]))
        return f"pixel {row}, {col}: {'masked' if masked else value}"

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

    def pressed(self, event: MouseEvent) -> None:
        """Take hold of the image."""
        super().pressed(event)
        if event.inaxes is self.axes and event.button == MouseButton.LEFT and not self.canvas.toolbar.mode:
            self._held = event.x, event.y, self.view

    def moved(self, event: MouseEvent) -> None:
        """Drag the image along with the mouse."""
        if self._held is not None:
            x, y, ((row0, col0), (row1, col1)) = self._held
            down = (event.y - y) / self.axes.bbox.height * (row1 - row0)
            left = (x - event.x) / self.axes.bbox.width * (col1 - col0)
            self.view = (row0 + down, col0 + left), (row1 + down, col1 + left)

    def released(self, event: MouseEvent) -> None:
        """Let go."""
        self.moved(event)  # the browser may keep the last motion back until the button is up
        self._held = None


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
        left, bottom, across, up = _fitted(samples.shape, (4, 4, width - 8, height - 8))
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
        if self._held is not None:
            self._move(event)
        self._held = None


def _fitted(shape: tuple[int, int], room: Box) -> Box:
    """Give the largest box of the shape of an image in the middle of a room."""
    left, bottom, across, up = room
    scale = min(across / shape[1], up / shape[0])
    width, height = shape[1] * scale, shape[0] * scale
    return left + (across - width) / 2, bottom + (up - height) / 2, width, height
