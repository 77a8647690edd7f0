"""Beside the picture of ColorExplorer: the histogram with both limits, and how the picture looks to other eyes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.backend_bases import MouseEvent
from matplotlib.backend_tools import Cursors
from matplotlib.colors import Normalize
from matplotlib.ticker import NullFormatter
from numpy.typing import NDArray

from nbtools.compute.color.limits import Ranked
from nbtools.compute.color.vision import simulate
from nbtools.draw.image.layout import ImageAxes
from nbtools.draw.image.raster import Raster
from nbtools.draw.image.shades import Shades
from nbtools.draw.marks.scales import ticks
from nbtools.draw.marks.spectrum import Spectrum
from nbtools.widgets.base.charts import INK, MARK, chart
from nbtools.widgets.base.ranges import nice
from nbtools.widgets.base.stage import View

_WIDTH, _SMALL, _LOW = 320, 136, 104  # px of the screen: all, and the most that a small picture may have
_LEFT, _RIGHT, _TITLE, _HISTOGRAM, _TICKS = 34, 8, 15, 96, 18
_HEIGHT = _TITLE + _HISTOGRAM + _TICKS + _TITLE + _LOW + 2
_BINS = 140
_CLOSE = 7  # px within which the mouse takes hold of one line; farther inside of both
_TICK = 48  # px between two ticks
_APART = 0.004  # of the width of the histogram: the lines never meet
_PAD = 0.015
_GAP = 6


class ColorChart:
    """A histogram with two lines to drag, and two small pictures, as one canvas: a step of the limits is one frame.

    Parameters
    ----------
    shades : Shades
        The image that is shown first.
    on_limits : callable
        Called with the new limits while a line is dragged.
    aspect : float
        Height of the small pictures, as part of their width.
    """

    def __init__(
        self, shades: Shades, on_limits: Callable[[tuple[float, float]], None], *, aspect: float
    ) -> None:
        alt = "histogram of the values with both limits, and the picture in grey and as colour-blind eyes see it"
        below = _HEIGHT - _TITLE - _HISTOGRAM
        self.canvas, self._axes = chart(_WIDTH, _HEIGHT, (_LEFT, below, _RIGHT, _TITLE), alt)
        self._axes.set(yscale="log", xlim=(-_PAD, 1 + _PAD))
        self._axes.yaxis.set_minor_formatter(NullFormatter())
        self._axes.set_title("number of pixels", fontsize=7, color=INK, loc="left", pad=2)
        self._bars = Spectrum(self._axes)
        self._lines = [self._axes.axvline(at, color=MARK, linewidth=2, zorder=3) for at in (0, 1)]
        self._small = [self._preview(k, aspect) for k in (0, 1)]
        self._rasters = [Raster(axes, shades.image, vmin=0, vmax=1) for axes in self._small]
        self.canvas.set_moving(self._bars, *self._lines, *self._rasters)
        self._on_limits = on_limits
        self._held: tuple[str, float, tuple[float, float]] | None = None  # what is dragged, and from where
        self._filled: tuple[Any, ...] = ()
        self._titles: tuple[str, ...] = ()
        self._scale = Normalize(0, 1)
        self._limits = (0.0, 1.0)
        for event, handler in (
            ("button_press_event", self._press),
            ("motion_notify_event", self._move),
            ("button_release_event", self._release),
        ):
            self.canvas.mpl_connect(event, handler)
        self.canvas.set_cursor(Cursors.RESIZE_HORIZONTAL)

    def show(
        self,
        shades: Shades,
        norm: Normalize,
        *,
        ranked: Ranked,
        scale: Normalize,
        vision: str,
    ) -> None:
        """Show the values, their colours, and the limits.

        Parameters
        ----------
        shades : Shades
            The image in its colours.
        norm : Normalize
            Which value has which colour.
        ranked : Ranked
            The pixels that are counted.
        scale : Normalize
            The values of the histogram, from its left end to its right one.
        vision : str
            Eyes that the second small picture is for.
        """
        new = self._filled != (ranked, scale) or self._titles != ("grey", vision)
        self._limits, self._scale = (float(norm.vmin), float(norm.vmax)), scale  # type: ignore[arg-type]
        if self._filled != (ranked, scale):
            self._fill(ranked, scale)
        self._bars.table, self._bars.limits = shades.table, norm
        for line, place in zip(self._lines, self._places(), strict=True):
            line.set_xdata([place, place])
        for axes, raster, eyes in zip(self._small, self._rasters, ("grey", vision), strict=True):
            raster.set_shades(shades.recolored(simulate(shades.table, eyes), shades.limits))
            if eyes not in self._titles:
                axes.set_title(eyes, fontsize=7, color=INK, loc="left", pad=2)
        self._titles = ("grey", vision)
        self.canvas.draw_idle() if new else self.canvas.moved()

    def show_view(self, view: View) -> None:
        """Show the same part of the image small."""
        (row0, col0), (row1, col1) = view
        limits = (col0 - 0.5, col1 - 0.5), (row1 - 0.5, row0 - 0.5)
        for axes in self._small:
            axes.set_xlim(*limits[0])
            axes.set_ylim(*limits[1])
            axes.apply_aspect()
        self.canvas.moved()

    def _preview(self, number: int, aspect: float) -> ImageAxes:
        width = round(min(_SMALL, _LOW / aspect))
        height = round(width * aspect)
        left = _LEFT + number * (_WIDTH - _LEFT - _RIGHT + _GAP) // 2
        box = left / _WIDTH, (2 + _LOW - height) / _HEIGHT, width / _WIDTH, height / _HEIGHT
        axes = ImageAxes(self.canvas.figure, box, facecolor="0.93", xticks=[], yticks=[])
        axes.set_navigate(False)
        axes.spines[:].set(edgecolor="0.6", linewidth=1.2)
        self.canvas.figure.add_axes(axes)
        return axes

    def _fill(self, ranked: Ranked, scale: Normalize) -> None:
        """Count the pixels between the ends of the scale; those beyond are in the outer bars."""
        self._filled = ranked, scale
        low, high = float(scale.vmin), float(scale.vmax)  # type: ignore[arg-type]
        edges = _edges(ranked.values, scale)
        values = ranked.positive if type(scale).__name__ == "LogNorm" else ranked.values
        counts = ranked.histogram(edges)
        counts[0] += np.searchsorted(values, edges[0])
        counts[-1] += values.size - np.searchsorted(values, edges[-1], side="right")
        self._bars.counts, self._bars.scale = counts, scale
        self._bars.edges = np.asarray(scale(np.clip(edges, low, high)), np.float64)
        self._bars.edges[[0, -1]] += (-_PAD / 2, _PAD / 2)  # a bar at the end is not cut in two
        self._axes.set_ylim(0.5, max(int(counts.max()), 6) * 1.8)
        places, names = ticks(scale, _TICK / (_WIDTH - _LEFT - _RIGHT))
        self._axes.set_xticks(places, labels=names)

    def _places(self) -> list[float]:
        """Say where on x the limits are."""
        places: list[float] = np.clip(self._scale(self._limits), 0, 1).tolist()
        return places

    # --- the mouse ----------------------------------------------------------------------------------------------

    def _press(self, event: MouseEvent) -> None:
        """Take hold of the line that is near; of both from between them, of the nearest from outside."""
        self._held = None
        if event.inaxes is not self._axes:
            return
        places = self._places()
        x = self._under(event)
        near = _CLOSE * self.canvas.device_pixel_ratio / self._axes.bbox.width * (1 + 2 * _PAD)
        nearest = int(abs(x - places[1]) < abs(x - places[0]))
        between = places[0] + near < x < places[1] - near
        self._held = ("both" if between else ("low", "high")[nearest]), x, (places[0], places[1])
        if not between:
            self._move(event)

    def _move(self, event: MouseEvent) -> None:
        if self._held is None:
            return
        which, start, (low, high) = self._held
        x = self._under(event)
        if which == "both":
            by = min(max(x - start, -low), 1 - high)
            self._tell(low + by, high + by, by != 0, by != 0)
        elif which == "low":
            self._tell(min(x, high - _APART), high, True, False)
        else:
            self._tell(low, max(x, low + _APART), False, True)

    def _release(self, event: MouseEvent) -> None:
        self._held = None

    def _under(self, event: MouseEvent) -> float:
        x = self._axes.transData.inverted().transform((event.x, event.y))[0]
        return float(min(max(x, 0.0), 1.0))

    def _tell(self, low: float, high: float, low_moves: bool, high_moves: bool) -> None:
        """Tell the values at two places; a limit that does not move keeps all its digits."""
        limits = tuple(
            self._round(place) if moves else now
            for place, moves, now in zip((low, high), (low_moves, high_moves), self._limits, strict=True)
        )
        if limits[0] < limits[1] and limits != self._limits:
            self._on_limits((limits[0], limits[1]))

    def _round(self, place: float) -> float:
        """Give the value at a place, with no more digits than the mouse can aim at."""
        near = [
            float(value)
            for value in self._scale.inverse(np.clip([place - 0.002, place, place + 0.002], 0, 1))
        ]
        quantum = nice(max((near[2] - near[0]) / 4, 1e-302))
        value = round(near[1] / quantum) * quantum
        low, high = float(self._scale.vmin), float(self._scale.vmax)  # type: ignore[arg-type]
        return min(max(float(f"{value:.12g}"), low), high)


def _edges(values: NDArray[Any], scale: Normalize) -> NDArray[np.float64]:
    """Give the edges of bins that are equal on a scale; of integers on a linear one they end between two of them."""
    low, high = float(scale.vmin), float(scale.vmax)  # type: ignore[arg-type]
    if values.dtype.kind in "iu" and type(scale) is Normalize and 1 <= high - low < 2**52:
        first, number = np.floor(low), np.ceil(high) - np.floor(low) + 1
        step = np.ceil(number / _BINS)
        return np.asarray(first - 0.5 + step * np.arange(np.ceil(number / step) + 1), np.float64)
    edges = np.asarray(scale.inverse(np.linspace(0, 1, _BINS + 1)), np.float64)
    edges[0], edges[-1] = low, high
    return np.maximum.accumulate(edges)
