"""Where the differences are and how large: a map of the whole image, and below it a histogram with the threshold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.backend_bases import MouseEvent
from matplotlib.collections import PolyCollection
from matplotlib.patches import Rectangle
from matplotlib.ticker import NullFormatter

from nbtools.draw.diff.comparison import Face, Look
from nbtools.draw.image.layout import ImageAxes
from nbtools.widgets.base.charts import BARS, INK, MARK, bar_corners, chart, drag_along

_WIDTH, _HEIGHT = 320, 208
_MAP_HEIGHT = 104
_BINS = 80
_LEAST = 12  # ratio of the ends of the histogram: so there always is a power of ten between them


class Navigator:
    """A map and a histogram in one picture, so that a step of the threshold is one frame.

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
        alt = "map of the differing pixels, and histogram of the differences with the threshold"
        self.canvas, self._axes = chart(_WIDTH, _HEIGHT, (30, 32, 8, _MAP_HEIGHT + 20), alt)
        figure = self.canvas.figure
        box = (30 / _WIDTH, 1 - (_MAP_HEIGHT + 4) / _HEIGHT, (_WIDTH - 38) / _WIDTH, _MAP_HEIGHT / _HEIGHT)
        self._map = ImageAxes(figure, box, facecolor="white", xticks=[], yticks=[])
        figure.add_axes(self._map)
        self._map.set_navigate(False)
        self._map.spines[:].set_visible(False)
        self._face = Face(self._map, look, "map")
        self._frame = Rectangle((0, 0), 1, 1, fill=False, edgecolor="black", linewidth=1.2, zorder=2)
        self._map.add_patch(self._frame)
        self._axes.set(xscale="log", yscale="log")
        for axis in (self._axes.xaxis, self._axes.yaxis):
            axis.set_minor_formatter(NullFormatter())  # there is no room for more than powers of ten
        self._axes.set_xlabel("|before − after|", fontsize=7, color=INK, labelpad=1)
        self._axes.set_title("number of pixels", fontsize=7, color=INK, loc="left", pad=1)
        self._bars = PolyCollection([], facecolor=BARS, edgecolor="none")
        self._axes.add_collection(self._bars, autolim=False)
        self._line = self._axes.axvline(1, color=MARK, linewidth=2)
        self.canvas.set_moving(self._face, self._frame, self._line)
        self._shown: tuple[Any, ...] = ()
        drag_along(self.canvas, self._axes, on_threshold)
        self._on_view, self._moving = on_view, False
        self.canvas.mpl_connect("button_press_event", self._press)
        self.canvas.mpl_connect("motion_notify_event", self._move)
        self.canvas.mpl_connect("button_release_event", self._release)

    def show(self, look: Look, ranked: np.ndarray, limit: Any, threshold: float, dim: float) -> None:
        """Show the map and the histogram of the strengths above zero, with the line at the threshold."""
        self._face.show(look, "map", limit, dim=max(dim, 0.6), balance=0.5, tile=1)
        new = (
            self._shown[:1] != (look.pair.shape,)
            or self._shown[1] is not ranked
            or self._shown[2] is not look
        )
        if new:
            rows, cols = look.pair.shape
            self._map.set_xlim(-0.5, cols - 0.5)
            self._map.set_ylim(rows - 0.5, -0.5)
            if not self._shown or self._shown[1] is not ranked:
                self._fill(ranked)
            self._shown = look.pair.shape, ranked, look
        low, high = self._axes.get_xlim()
        self._line.set_xdata([min(max(threshold, low), high)] * 2)
        self.canvas.draw_idle() if new else self.canvas.moved()

    def show_view(self, view: tuple[tuple[float, float], tuple[float, float]]) -> None:
        """Draw the frame around what is in view."""
        (row0, col0), (row1, col1) = view
        rows, cols = self._face.look.pair.shape
        top, left = max(row0, 0), max(col0, 0)
        bottom, right = min(row1, rows), min(col1, cols)
        self._frame.set_bounds(left - 0.5, top - 0.5, max(right - left, 0), max(bottom - top, 0))
        self.canvas.moved()

    def _fill(self, ranked: np.ndarray) -> None:
        """Count the strengths, which rise, in bins that are equal on a logarithmic scale."""
        finite = ranked[: np.searchsorted(ranked, np.inf)]
        low, high = (float(finite[0]), float(finite[-1])) if len(finite) else (0.1, 1.0)
        low, high = max(low, high * 1e-9) / 1.3, high * 1.3
        wider = max(_LEAST / (high / low), 1) ** 0.5
        low, high = low / wider, high * wider
        edges = np.geomspace(low, high, _BINS + 1)
        counts = np.diff(np.searchsorted(finite, edges))
        self._bars.set_verts(bar_corners(edges, counts))
        self._axes.set_xlim(low, high)
        self._axes.set_ylim(0.5, max(counts.max(), 6) * 1.8)

    def _press(self, event: MouseEvent) -> None:
        self._moving = event.inaxes is self._map
        self._move(event)

    def _move(self, event: MouseEvent) -> None:
        if self._moving:
            col, row = self._map.transData.inverted().transform((event.x, event.y))
            self._on_view(float(row), float(col))

    def _release(self, event: MouseEvent) -> None:
        self._moving = False
