"""What GridExplorer's field has along one row and along one column."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from nbtools.compute.grid.fields import Field
from nbtools.draw.mesh.mesh import show_dates
from nbtools.widgets.base.charts import INK, MARK, chart

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP, _GAP = 320, 128, 38, 18, 15, 26
_COLOR = "#0072B2"


class Cuts:
    """Two small charts beside each other: values along the row, and along the column, on one scale."""

    def __init__(self) -> None:
        self.canvas, along_row = chart(
            _WIDTH, _HEIGHT, (0, 0, 0, 0), "values along a row and a column of the grid"
        )
        self._axes: list[Axes] = [along_row, self.canvas.figure.add_axes((0, 0, 1, 1))]
        across = (_WIDTH - _LEFT - 8 - _GAP) / 2
        for k, axes in enumerate(self._axes):
            left = _LEFT + k * (across + _GAP)
            axes.set_position(
                (left / _WIDTH, _BOTTOM / _HEIGHT, across / _WIDTH, (_HEIGHT - _BOTTOM - _TOP) / _HEIGHT)
            )
            axes.tick_params(labelsize=7, length=2, pad=2, color="0.4", labelcolor=INK, labelleft=k == 0)
            axes.spines[["top", "right"]].set_visible(False)
            axes.spines[["left", "bottom"]].set(edgecolor="0.6", linewidth=0.8)
            axes.locator_params(nbins=4)
            axes.set_navigate(False)
        self._curves = [axes.plot([], [], color=_COLOR, linewidth=1.2)[0] for axes in self._axes]
        self._marks = [axes.axvline(0, color=MARK, linewidth=1.2) for axes in self._axes]
        self._titles = [
            axes.text(0, 1.03, "", transform=axes.transAxes, fontsize=7, color=INK, parse_math=False)
            for axes in self._axes
        ]
        self.canvas.set_moving(*self._curves, *self._marks, *self._titles)
        self._shown: tuple[object, ...] = ()

    def show(self, field: Field, cut: tuple[int, int], ends: tuple[float, float]) -> None:
        """Show the cuts through (row, col), the values between two ends."""
        row, col = cut
        key = field.x, field.y, ends
        new = not self._shown or any(a is not b for a, b in zip(key, self._shown, strict=True))
        self._shown = key
        if new:
            self._set(field, ends)
        z, bad = field.image.values, field.image.bad
        parts: list[Any] = [(row, slice(None)), (slice(None), col)]
        for k, part in enumerate(parts):
            place = np.arange(field.shape[1 - k]) if field.curvilinear else (field.x, field.y)[k]
            values = z[part].astype(np.float64)
            self._curves[k].set_data(place, values if bad is None else np.where(bad[part], np.nan, values))
            self._marks[k].set_xdata([place[cut[1 - k]]] * 2)
        for title, text in zip(self._titles, (f"along row {row}", f"along col {col}"), strict=True):
            title.set_text(text)
        self.canvas.draw_idle() if new else self.canvas.moved()

    def _set(self, field: Field, ends: tuple[float, float]) -> None:
        """Fit the axes to a field."""
        low, high = ends
        pad = (high - low) * 0.06 if np.isfinite(high - low) and high > low else max(abs(low) * 0.06, 0.5)
        for k, axes in enumerate(self._axes):
            edges = (field.x_edges, field.y_edges)[k]
            limits = (-0.5, field.shape[1 - k] - 0.5) if field.curvilinear else (edges.min(), edges.max())
            axes.set_xscale("linear")  # on which any limits are allowed
            axes.set_xlim(*map(float, limits))
            axes.set_xscale("linear" if field.curvilinear else field.scales[k])
            if np.isfinite(low - pad) and np.isfinite(high + pad):
                axes.set_ylim(low - pad, high + pad)
            if field.dates[k] and not field.curvilinear:
                show_dates(axes.xaxis, 3)
