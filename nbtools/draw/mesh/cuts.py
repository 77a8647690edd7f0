"""What a field has along one row and along one column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.grid.fields import Field
from nbtools.compute.ranges import held, widened
from nbtools.draw.charts.plain import INK, MARK, chart_axes, chart_figure
from nbtools.draw.image.shades import described
from nbtools.draw.mesh.mesh import show_dates
from nbtools.draw.scene import Layer, Panel, panel, waiting
from nbtools.draw.straight import places_on, straight, stroke

if TYPE_CHECKING:
    from matplotlib.artist import Artist

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _BOTTOM, _TOP, _GAP = 320, 128, 46, 8, 18, 15, 26
_COLOR = "#0072B2"
_STEPS = 50  # of the axes, which are to be told apart at least
_MOST = 2_000_000  # bytes of the field that a page is told


class CutCharts:
    """Two small charts beside each other: values along the row, and along the column, on one scale."""

    def __init__(self) -> None:
        self.figure = chart_figure(_WIDTH, _HEIGHT)
        across = (_WIDTH - _LEFT - _RIGHT - _GAP) / 2
        lefts = _LEFT, _LEFT + across + _GAP
        self._axes = [
            chart_axes(self.figure, (left, _BOTTOM, _WIDTH - left - across, _TOP)) for left in lefts
        ]
        self._axes[1].tick_params(labelleft=False)
        for axes in self._axes:
            axes.locator_params(nbins=4)
        self._curves = [axes.plot([], [], color=_COLOR, linewidth=1.2)[0] for axes in self._axes]
        self._marks = [axes.axvline(0, color=MARK, linewidth=1.2) for axes in self._axes]
        self._titles = [
            axes.text(0, 1.03, "", transform=axes.transAxes, fontsize=7, color=INK, parse_math=False)
            for axes in self._axes
        ]
        self.moving: list[Artist] = [*self._curves, *self._marks, *self._titles]
        self._shown: tuple[object, ...] = ()

    def show(self, field: Field, cut: tuple[int, int], ends: tuple[float, float]) -> bool:
        """Show the cuts through (row, col), the values between two ends.

        Returns
        -------
        bool
            Whether the axes have changed.
        """
        row, col = cut
        self._field, self._cut = field, cut
        before, self._shown = self._shown, (field.x, field.y, ends)
        new = not before or any(a is not b for a, b in zip(self._shown, before, strict=True))
        if new:
            self._fit(field, ends)
        z, bad = field.image.values, field.image.bad
        parts: list[Any] = [(row, slice(None)), (slice(None), col)]
        for k, part in enumerate(parts):
            place = self._along(k)
            values = z[part].astype(np.float64)
            self._curves[k].set_data(place, values if bad is None else np.where(bad[part], np.nan, values))
            self._marks[k].set_xdata([place[cut[1 - k]]] * 2)
        for title, text in zip(self._titles, (f"along row {row}", f"along col {col}"), strict=True):
            title.set_text(text)
        return new

    def panels(self, backdrop: Layer) -> list[Panel]:
        """Describe curves, marks and titles, which wait, for a page; nothing where that is too much to send."""
        values = described(self._field.image.values, self._field.image.bad)["values"]
        if values.nbytes > _MOST:
            return []
        found = []
        for k, (axes, line) in enumerate(zip(self._axes, self._curves, strict=True)):
            along, across = ("row", "col") if k == 0 else ("col", "row")
            (_, base), (_, one) = axes.transData.transform([(place := axes.get_xlim()[0], 0), (place, 1)])
            about = {"nth": self._cut[k], "along": along, "base": base, "scale": one - base, **stroke(line)}
            arrays = {"values": values, "places": self.places(k)}
            mark = straight(axes, [self._marks[k]], f"at {across}")
            mark.about.pop("grip", None)
            layers = [backdrop, Layer("curve", about, arrays, name=f"along {along}"), mark]
            found += [panel(axes, layers), waiting(self._titles[k], f"{along} name")]
        return found

    def places(self, k: int) -> NDArray[np.float64]:
        """Say where in px the columns are along the row (0), or the rows along the column (1)."""
        return places_on(self._axes[k], self._along(k))

    def _along(self, k: int) -> NDArray[Any]:
        field = self._field
        return np.arange(field.shape[1 - k]) if field.curvilinear else (field.x, field.y)[k]

    def _fit(self, field: Field, ends: tuple[float, float]) -> None:
        """Fit the axes to a field."""
        low, high = held(*ends)
        pad = (high - low) * 0.06 if high > low else max(abs(low) * 0.06, 0.5)
        for k, axes in enumerate(self._axes):
            edges = (field.x_edges, field.y_edges)[k]
            limits = (-0.5, field.shape[1 - k] - 0.5) if field.curvilinear else (edges.min(), edges.max())
            axes.set_xscale("linear")  # on which any limits are allowed
            axes.set_xlim(*map(float, limits))
            axes.set_xscale("linear" if field.curvilinear else field.scales[k])
            axes.set_ylim(*widened(low - pad, high + pad, _STEPS))
            if field.dates[k] and not field.curvilinear:
                show_dates(axes.xaxis, 3)
