"""Small charts beside the picture: a histogram with a line to drag, and curves with a marked place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import MouseEvent
from matplotlib.backend_tools import Cursors
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure

from nbtools.widgets.base.canvas import Canvas

_DPI = 100
INK, BARS, MARK = "0.25", "#56B4E9", "#D55E00"  # Okabe and Ito's sky blue and vermilion


def chart(width: int, height: int, margins: tuple[int, int, int, int], alt: str) -> tuple[Canvas, Axes]:
    """Make a canvas with one plain axes; sizes and margins (left, bottom, right, top) in px of the screen."""
    figure = Figure((width / _DPI, height / _DPI), dpi=_DPI, facecolor="white", layout="none")  # type: ignore[arg-type]
    left, bottom, right, top = margins
    axes = figure.add_axes(
        (left / width, bottom / height, (width - left - right) / width, (height - bottom - top) / height),
        facecolor="white",
    )
    axes.tick_params(labelsize=7, length=2, pad=2, color="0.4", labelcolor=INK)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set(edgecolor="0.6", linewidth=0.8)
    axes.set_navigate(False)
    canvas = Canvas(figure, tools=False, alt=alt)
    canvas.resizable = False
    return canvas, axes


def drag_along(canvas: Canvas, axes: Axes, action: Callable[[float], None]) -> None:
    """Call a function with the x under the mouse while it is dragged over an axes."""
    dragging = False

    def press(event: MouseEvent) -> None:
        nonlocal dragging
        dragging = event.inaxes is axes
        move(event)

    def move(event: MouseEvent) -> None:
        if dragging:
            action(float(axes.transData.inverted().transform((event.x, event.y))[0]))

    def release(event: MouseEvent) -> None:
        nonlocal dragging
        dragging = False

    canvas.mpl_connect("button_press_event", press)
    canvas.mpl_connect("motion_notify_event", move)
    canvas.mpl_connect("button_release_event", release)


def bar_corners(edges: np.ndarray, counts: np.ndarray) -> list[np.ndarray]:
    """Give the corners of the bars of a histogram on a logarithmic axis, which begins at 0.5; none for empty bins."""
    filled = np.flatnonzero(counts)
    left, right, top = edges[filled], edges[filled + 1], counts[filled]
    floor = np.full(top.shape, 0.5)
    corners = (left, floor), (left, top), (right, top), (right, floor)
    return list(np.stack([np.stack(corner, -1) for corner in corners], axis=1))


class Histogram:
    """Counts of values, logarithmic, with a threshold line that the mouse drags.

    Parameters
    ----------
    on_drag : callable
        Called with the value under the mouse while it is dragged.
    """

    def __init__(self, on_drag: Callable[[float], None], *, alt: str) -> None:
        self.canvas, self._axes = chart(320, 104, (30, 32, 8, 13), alt)
        self._axes.set_yscale("log")
        self._axes.set_xlabel("peak value", fontsize=7, color=INK, labelpad=1)
        self._axes.set_title("number of peaks", fontsize=7, color=INK, loc="left", pad=1)
        self._bars = PolyCollection([], facecolor=BARS, edgecolor="none")
        self._axes.add_collection(self._bars, autolim=False)
        self._line = self._axes.axvline(0, color=MARK, linewidth=2)
        self.canvas.set_moving(self._line)
        self._shown: tuple[Any, ...] = ()
        drag_along(self.canvas, self._axes, on_drag)
        self.canvas.set_cursor(Cursors.RESIZE_HORIZONTAL)

    def show(self, values: np.ndarray, low: float, high: float, threshold: float) -> None:
        """Show the histogram of the values from low to high, and the line at the threshold."""
        shown, self._shown = self._shown, (values, low, high, threshold)
        if shown and shown[0] is values and shown[1:] == self._shown[1:]:
            return
        self._line.set_xdata([threshold, threshold])
        if shown and shown[0] is values and shown[1:3] == (low, high):
            self.canvas.moved()
            return
        pad = (high - low) * 0.01 or 0.5
        counts, edges = np.histogram(np.clip(values, low, high), bins=70, range=(low - pad, high + pad))
        self._bars.set_verts(bar_corners(edges, counts))
        self._axes.set_xlim(low - pad, high + pad)
        self._axes.set_ylim(0.5, max(counts.max(), 1) * 1.6)
        self.canvas.draw_idle()


class Curves:
    """Many thin curves, their median, one chosen curve, and a line at the current place."""

    def __init__(self, xlabel: str, ylabel: str, *, alt: str) -> None:
        self.canvas, self._axes = chart(860, 210, (52, 36, 12, 8), alt)
        self._axes.set_xlabel(xlabel, fontsize=8, color=INK)
        self._axes.set_ylabel(ylabel, fontsize=8, color=INK)
        self._many = LineCollection([], colors="0.6", linewidths=0.6, alpha=0.35)
        self._axes.add_collection(self._many, autolim=False)
        (self._median,) = self._axes.plot([], [], color="#0072B2", linewidth=2, label="median")
        (self._chosen,) = self._axes.plot(
            [], [], color="black", linewidth=1.5, linestyle="--", label="_selected"
        )
        self._place = self._axes.axvline(0, color=MARK, linewidth=1.5, label="now")
        self._axes.legend(loc="upper left", fontsize=7, frameon=False)
        self.canvas.set_moving(self._median, self._chosen, self._place)
        self._shown: Any = None

    def show(self, x: np.ndarray, curves: np.ndarray, place: float, chosen: int = -1) -> None:
        """Show curves (n, len(x)), with the line at x = place and curve number `chosen` marked."""
        self._place.set_xdata([place, place])
        self._chosen.set_visible(0 <= chosen < len(curves))
        if 0 <= chosen < len(curves):
            self._chosen.set_data(x, curves[chosen])
        if curves is self._shown:
            self.canvas.moved()
            return
        self._shown = curves
        some = curves[:400]
        self._many.set_segments([np.column_stack((x, curve)) for curve in some])
        good = curves[np.isfinite(curves).all(axis=1)]
        self._median.set_data(x, np.median(good, axis=0) if len(good) else np.full(len(x), np.nan))
        self._axes.set_xlim(0, x[-1])
        low, high = np.percentile(good, (0.5, 99.5)) if good.size else (0, 1)
        pad = (high - low) * 0.06 or 1
        self._axes.set_ylim(min(low, 0) - pad, high + pad)
        self.canvas.draw_idle()
