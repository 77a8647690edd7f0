"""The histogram of the values of an image with two limits, and the image as other eyes see it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.colors import Normalize, to_hex
from matplotlib.ticker import NullFormatter
from numpy.typing import NDArray

from nbtools.compute.color.norms import norm_numbers
from nbtools.compute.color.ranked import Ranked
from nbtools.compute.color.vision import simulate
from nbtools.compute.ranges import nice, tidy
from nbtools.draw.charts.plain import INK, MARK, chart_axes, chart_figure
from nbtools.draw.image.layout import ImageAxes
from nbtools.draw.image.raster import Raster
from nbtools.draw.image.shades import Shades
from nbtools.draw.marks.scales import ticks
from nbtools.draw.marks.spectrum import Spectrum
from nbtools.draw.scene import Layer, Panel, panel

if TYPE_CHECKING:
    from matplotlib.artist import Artist

_WIDTH, _SMALL, _LOW = 320, 136, 80  # px of the screen: all, and the most that a small picture may have
_LEFT, _RIGHT, _TITLE, _HISTOGRAM, _TICKS = 34, 8, 15, 68, 18
_HEIGHT = _TITLE + _HISTOGRAM + _TICKS + _TITLE + _LOW + 2
_BINS = 140
_TICK = 48  # px between two ticks
_PAD = 0.015  # of the scale, beside it
_GAP = 6


class ColorChart:
    """A histogram with two lines, and two small pictures, as one figure: a step of the limits is one frame.

    Parameters
    ----------
    shades : Shades
        The image that is shown first.
    aspect : float
        Height of the small pictures, as part of their width.
    """

    def __init__(self, shades: Shades, aspect: float) -> None:
        self.figure = chart_figure(_WIDTH, _HEIGHT)
        self.axes = chart_axes(self.figure, (_LEFT, _HEIGHT - _TITLE - _HISTOGRAM, _RIGHT, _TITLE))
        self.axes.set(yscale="log", xlim=(-_PAD, 1 + _PAD))
        self.axes.yaxis.set_minor_formatter(NullFormatter())
        self.axes.set_title("number of pixels", fontsize=7, color=INK, loc="left", pad=2)
        self._bars = Spectrum(self.axes)
        self._lines = [self.axes.axvline(at, color=MARK, linewidth=2, zorder=3) for at in (0, 1)]
        self._small = [self._preview(k, aspect) for k in (0, 1)]
        self._rasters = [Raster(axes, shades) for axes in self._small]
        self.moving: list[Artist] = [self._bars, *self._lines, *self._rasters]
        self._filled: tuple[Any, ...] = ()
        self._titles: tuple[str, ...] = ()
        self._scale = Normalize(0, 1)

    def show(
        self,
        shades: Shades,
        norm: Normalize,
        *,
        ranked: Ranked,
        scale: Normalize,
        vision: str,
        equal: bool = True,
    ) -> bool:
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
        equal : bool
            Whether the small pictures have square pixels, else they fill their places.

        Returns
        -------
        bool
            Whether more has changed than colours and lines.
        """
        new = self._filled != (ranked, scale) or self._titles != ("grey", vision)
        new |= equal is not self._small[0].equal
        for axes in self._small:
            axes.equal = equal
        self._scale = scale
        if self._filled != (ranked, scale):
            self._fill(ranked, scale)
        self._bars.table, self._bars.limits = shades.table, norm
        for line, place in zip(self._lines, self.places((norm.vmin, norm.vmax)), strict=True):
            line.set_xdata([place, place])
        for axes, raster, eyes in zip(self._small, self._rasters, ("grey", vision), strict=True):
            raster.set_source(shades.recolored(simulate(shades.table, eyes), shades.limits))
            if eyes not in self._titles:
                axes.set_title(eyes, fontsize=7, color=INK, loc="left", pad=2)
        self._titles = ("grey", vision)
        return new

    def panels(self, backdrop: Layer) -> list[Panel]:
        """Describe histogram, lines and small pictures, named after the eyes, over what does not move; or nothing."""
        small = [(axes, raster.layer()) for axes, raster in zip(self._small, self._rasters, strict=True)]
        axis, bars = norm_numbers(self._scale), self._bars.layers()
        if axis is None or not bars or any(layer and layer.kind != "shades" for _, layer in small):
            return []
        (left, right), box = self.axes.get_xlim(), self.axes.bbox
        scale = box.width / (right - left)
        about = {
            "limits": bars[0].about["limits"],
            "axis": axis,
            "start": box.x0 - left * scale,
            "scale": scale,
            "width": float(self._lines[0].get_linewidth() * self.figure.dpi / 72),
            "color": to_hex(MARK),
        }
        return [
            panel(self.axes, [*bars, Layer("handles", about, {})]),
            *(
                panel(axes, [backdrop, replace(layer, name=eyes)])
                for eyes, (axes, layer) in zip(self._titles, small, strict=True)
                if layer is not None
            ),
        ]

    def show_view(self, view: tuple[tuple[float, float], tuple[float, float]]) -> None:
        """Show the same part of the image small."""
        (row0, col0), (row1, col1) = view
        for axes in self._small:
            axes.set_xlim(col0 - 0.5, col1 - 0.5)
            axes.set_ylim(row1 - 0.5, row0 - 0.5)
            axes.apply_aspect()

    def places(self, limits: Any) -> list[float]:
        """Say where on x, from 0 to 1, two values are."""
        places: list[float] = np.clip(self._scale(limits), 0, 1).tolist()
        return places

    def value_at(self, place: float) -> float:
        """Give the value at a place on x, with no more digits than the mouse can aim at."""
        near = [float(v) for v in self._scale.inverse(np.clip([place - 0.002, place, place + 0.002], 0, 1))]
        quantum = nice((near[2] - near[0]) / 4)
        value = round(near[1] / quantum) * quantum
        low, high = float(self._scale.vmin), float(self._scale.vmax)  # type: ignore[arg-type]
        return min(max(tidy(value, quantum), low), high)

    def _preview(self, number: int, aspect: float) -> ImageAxes:
        width = round(min(_SMALL, _LOW / aspect))
        height = round(width * aspect)
        left = _LEFT + number * (_WIDTH - _LEFT - _RIGHT + _GAP) // 2
        box = left / _WIDTH, (2 + _LOW - height) / _HEIGHT, width / _WIDTH, height / _HEIGHT
        axes = ImageAxes(self.figure, box, facecolor="0.93", xticks=[], yticks=[])
        axes.set_navigate(False)
        axes.spines[:].set(edgecolor="0.6", linewidth=1.2)
        self.figure.add_axes(axes)
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
        self.axes.set_ylim(0.5, max(int(counts.max()), 6) * 1.8)
        places, names = ticks(scale, _TICK / (_WIDTH - _LEFT - _RIGHT))
        self.axes.set_xticks(places, labels=names)


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
