"""The charts beside spots: how bright peaks are, and how sums grow with the radius."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.ticker import NullFormatter
from numpy.typing import ArrayLike, NDArray

from nbtools.compute.ranges import bins
from nbtools.draw.charts.plain import (
    BARS,
    INK,
    MARK,
    bar_corners,
    chart_axes,
    chart_figure,
)
from nbtools.draw.scene import Layer
from nbtools.draw.straight import places_on, straight

if TYPE_CHECKING:
    from matplotlib.artist import Artist

_BINS = 70
_MOST = 400  # curves that are drawn; the median is that of all


class PeakHistogram:
    """Counts of values, logarithmic, with a line at the threshold."""

    def __init__(self) -> None:
        self.figure = chart_figure(320, 104)
        self.axes = chart_axes(self.figure, (30, 32, 14, 13))
        self.axes.set_yscale("log")
        self.axes.yaxis.set_minor_formatter(NullFormatter())  # there is no room for more than powers of ten
        self.axes.set_xlabel("peak value", fontsize=7, color=INK, labelpad=1)
        self.axes.set_title("number of peaks", fontsize=7, color=INK, loc="left", pad=1)
        self._bars = PolyCollection([], facecolor=BARS, edgecolor="none")
        self.axes.add_collection(self._bars, autolim=False)
        self._line = self.axes.axvline(0, color=MARK, linewidth=2)
        self.moving: list[Artist] = [self._line]
        self._shown: tuple[Any, ...] = (None, None, None)

    def show(self, values: NDArray[np.number], low: float, high: float, threshold: float) -> bool:
        """Show the histogram of the values from low to high, and the line at the threshold.

        Returns
        -------
        bool
            Whether more than the line has changed.
        """
        before, self._shown = self._shown, (values, low, high)
        self._line.set_xdata([threshold, threshold])
        if before[0] is values and before[1:] == (low, high):
            return False
        pad = (high - low) * 0.01 or 0.5
        edges = bins(low - pad, high + pad, _BINS)
        counts, _ = np.histogram(np.clip(values.astype(np.float64), *edges[[0, -1]]), edges)
        self._bars.set_verts(bar_corners(edges, counts))
        self.axes.set_xlim(*edges[[0, -1]])
        self.axes.set_ylim(0.5, max(counts.max(), 1) * 1.6)
        return True

    def line(self) -> Layer:
        """Describe the line at the threshold for a page."""
        return straight(self.axes, [self._line], "threshold")

    def places(self, thresholds: ArrayLike) -> NDArray[np.float64]:
        """Say where the line is for some thresholds."""
        return places_on(self.axes, thresholds)


class GrowthCurves:
    """Many thin curves, their median, one chosen curve, and a line at the current radius."""

    def __init__(self) -> None:
        self.figure = chart_figure(860, 210)
        self.axes = chart_axes(self.figure, (52, 36, 12, 8))
        self.axes.set_xlabel("radius (px)", fontsize=8, color=INK)
        self.axes.set_ylabel("fraction of the sum", fontsize=8, color=INK)
        self._many = LineCollection([], colors="0.6", linewidths=0.6, alpha=0.35)
        self.axes.add_collection(self._many, autolim=False)
        (self._median,) = self.axes.plot([], [], color="#0072B2", linewidth=2, label="median")
        dashed: dict[str, Any] = {"color": "black", "linewidth": 1.5, "linestyle": "--"}
        (self._chosen,) = self.axes.plot([], [], **dashed, label="_selected")
        self._place = self.axes.axvline(0, color=MARK, linewidth=1.5, label="now")
        self.axes.legend(loc="upper left", fontsize=7, frameon=False)
        self.moving: list[Artist] = [self._median, self._chosen, self._place]
        self._shown: Any = None

    def show(self, x: NDArray[np.floating], curves: NDArray[np.floating], place: float, chosen: int) -> bool:
        """Show curves (n, len(x)), with the line at x = place and curve number `chosen`, if any, marked.

        Returns
        -------
        bool
            Whether more than the lines has changed.
        """
        self._place.set_xdata([place, place])
        self._chosen.set_visible(0 <= chosen < len(curves))
        if 0 <= chosen < len(curves):
            self._chosen.set_data(x, curves[chosen])
        if curves is self._shown:
            return False
        self._shown = curves
        self._many.set_segments([np.column_stack((x, curve)) for curve in curves[:_MOST]])
        good = curves[np.isfinite(curves).all(axis=1)]
        self._median.set_data(x, np.median(good, axis=0) if len(good) else np.full(len(x), np.nan))
        self.axes.set_xlim(0, x[-1])
        low, high = np.percentile(good, (0.5, 99.5)) if good.size else (0, 1)
        pad = (high - low) * 0.06 or 1
        self.axes.set_ylim(min(low, 0) - pad, high + pad)
        return True

    def line(self) -> Layer:
        """Describe the line at the radius for a page."""
        return straight(self.axes, [self._place], "radius")

    def places(self, radii: ArrayLike) -> NDArray[np.float64]:
        """Say where the line is for some radii."""
        return places_on(self.axes, radii)
