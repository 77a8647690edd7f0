"""Where the differences are and how large: a map of the whole image, and below it a histogram with the threshold."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.colors import LogNorm
from matplotlib.patches import Rectangle
from matplotlib.ticker import NullFormatter
from numpy.typing import NDArray

from nbtools.compute.ranges import END
from nbtools.draw.charts.plain import (
    BARS,
    INK,
    MARK,
    bar_corners,
    chart_axes,
    chart_figure,
)
from nbtools.draw.diff.comparison import Face, Look, Told
from nbtools.draw.image.layout import ImageAxes
from nbtools.draw.marks.scales import ticks
from nbtools.draw.scene import Panel, finished, overlay, panel
from nbtools.draw.straight import places_on, straight

if TYPE_CHECKING:
    from matplotlib.artist import Artist

_WIDTH, _HEIGHT, _MAP = 320, 208, 104  # px of the screen: all, and the height of the map
_BINS, _FAINT = 80, 0.6  # of the histogram; how far at least the map fades to white
_TICK = 0.15  # part of its axis that a number has to itself
_LEAST = 12  # ratio of the ends of the histogram: so there always is a power of ten between them


class DifferenceChart:
    """A map and a histogram in one picture, so that a step of the threshold is one frame."""

    def __init__(self, look: Look) -> None:
        self.figure = chart_figure(_WIDTH, _HEIGHT)
        self.axes = chart_axes(self.figure, (30, 32, 20, _MAP + 20))
        box = (30 / _WIDTH, 1 - (_MAP + 4) / _HEIGHT, (_WIDTH - 50) / _WIDTH, _MAP / _HEIGHT)
        self.map = ImageAxes(self.figure, box, facecolor="white", xticks=[], yticks=[])
        self.figure.add_axes(self.map)
        self.map.set_navigate(False)
        self.map.spines[:].set_visible(False)
        self._face = Face(self.map, look, "map")
        self._frame = Rectangle((0, 0), 1, 1, fill=False, edgecolor="black", linewidth=1.2, zorder=2)
        self.map.add_patch(self._frame)
        self.axes.set(xscale="log", yscale="log")
        self.axes.yaxis.set_minor_formatter(NullFormatter())  # there is no room for more than powers of ten
        self.axes.set_xlabel("|before − after|", fontsize=7, color=INK, labelpad=1)
        self.axes.set_title("number of pixels", fontsize=7, color=INK, loc="left", pad=1)
        self._bars = PolyCollection([], facecolor=BARS, edgecolor="none")
        self.axes.add_collection(self._bars, autolim=False)
        self._line = self.axes.axvline(1, color=MARK, linewidth=2)
        self.moving: list[Artist] = [self._face, self._frame, self._line]
        self._shown: tuple[Any, Any] = (None, None)

    def show(
        self,
        look: Look,
        ranked: NDArray[np.number],
        limit: Any,
        threshold: float,
        dim: float,
        *,
        equal: bool = True,
    ) -> bool:
        """Show the map and the histogram of the strengths above zero, with the line at the threshold.

        The map has square pixels, or, unless these are to be `equal`, fills its place.

        Returns
        -------
        bool
            Whether the whole chart has changed.
        """
        self._face.show(look, "map", limit, dim=max(dim, _FAINT), balance=0.5, tile=1)
        new = self._shown[0] is not look or self._shown[1] is not ranked
        if new:
            rows, cols = look.pair.shape
            self.map.set_xlim(-0.5, cols - 0.5)
            self.map.set_ylim(rows - 0.5, -0.5)
            if self._shown[1] is not ranked:
                self._fill(ranked)
            self._shown = look, ranked
        new |= equal is not self.map.equal
        self.map.equal = equal
        low, high = self.axes.get_xlim()
        self._line.set_xdata([min(max(threshold, low), high)] * 2)
        return new

    def scene(self, told: Told, palette: str) -> list[Panel]:
        """Describe the map, in one of the two tables of colours, and the histogram for a page."""
        face = self._face.layer(told, ("map",))
        if face is None:
            return []
        face = replace(face, about={**face.about, "least": _FAINT, "palette": palette})
        below = overlay(self.axes, [])
        return [
            panel(self.map, [face, finished(self.map, [self._frame])]),
            panel(self.axes, [below, straight(self.axes, [self._line], "threshold")]),
        ]

    def places(self, thresholds: NDArray[np.float64]) -> NDArray[np.float64]:
        """Say where the line stands at thresholds, in px from the left edge of the figure."""
        return places_on(self.axes, np.clip(thresholds, *self.axes.get_xlim()))

    def show_view(self, view: tuple[tuple[float, float], tuple[float, float]]) -> None:
        """Draw the frame around what is in view."""
        (row0, col0), (row1, col1) = view
        rows, cols = self._face.look.pair.shape
        top, left = max(row0, 0), max(col0, 0)
        bottom, right = min(row1, rows), min(col1, cols)
        self._frame.set_bounds(left - 0.5, top - 0.5, max(right - left, 0), max(bottom - top, 0))

    def _fill(self, ranked: NDArray[np.number]) -> None:
        """Count the strengths, which rise, in bins that are equal on a logarithmic scale."""
        finite = ranked[: np.searchsorted(ranked, np.inf)]
        low, high = (float(finite[0]), float(finite[-1])) if len(finite) else (0.1, 1.0)
        low, high = max(low, high * 1e-9) / 1.3, high * 1.3
        wider = max(_LEAST / (high / low), 1) ** 0.5
        low, high = low / wider, min(high * wider, END)
        edges = np.geomspace(low, high, _BINS + 1)
        counts = np.diff(np.searchsorted(finite, [*edges[:-1], np.inf]))
        self._bars.set_verts(bar_corners(edges, counts))
        self.axes.set_xlim(low, high)
        norm = LogNorm(low, high)
        places, names = ticks(norm, _TICK)
        self.axes.set_xticks(norm.inverse(places), names)
        self.axes.set_xticks([], minor=True)
        self.axes.set_ylim(0.5, max(counts.max(), 6) * 1.8)
