"""Profiles as curves, with the background and the width of the chosen one, and a cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from nbtools.compute.profile.profile import LineProfile
from nbtools.compute.ranges import held, widened
from nbtools.draw.charts.plain import INK, chart_axes, chart_figure
from nbtools.draw.marks.scales import located
from nbtools.draw.profile.marks import COLORS, colors_for

if TYPE_CHECKING:
    from matplotlib.artist import Artist

_LEVEL = "0.55"
_WIDTH, _CHOSEN = 1.2, 2.0  # points
_FONT = 8
_ROUND = (1, 2, 2.5, 5, 10)


class ProfileChart:
    """Curves of values along lines, the chosen one bold.

    Parameters
    ----------
    label : str
        What the values are; literal text.
    width, height : int
        Size in px of the screen.
    """

    def __init__(self, label: str = "value", *, width: int = 860, height: int = 210) -> None:
        self.figure = chart_figure(width, height)
        self.axes = chart_axes(self.figure, (64, 36, 12, 8))
        self.axes.set_ylabel(label, fontsize=_FONT, color=INK, parse_math=False)
        self._curves = LineCollection([], linewidths=_WIDTH, zorder=2)
        self.axes.add_collection(self._curves, autolim=False)
        (self._level,) = self.axes.plot([], [], color=_LEVEL, linewidth=1, linestyle="--", zorder=1)
        (self._chosen,) = self.axes.plot([], [], linewidth=_CHOSEN, zorder=3)
        (self._cursor,) = self.axes.plot([], [], color=INK, linewidth=0.8, zorder=4)
        (self._width,) = self.axes.plot([], [], color=INK, linewidth=1.2, marker="|", markersize=7, zorder=5)
        (self._dot,) = self.axes.plot([], [], color=INK, marker="o", markersize=4, zorder=6)
        self.moving: list[Artist] = [
            self._level, self._curves, self._chosen, self._cursor, self._width, self._dot
        ]  # fmt: skip
        self._legend: list[tuple[str, str]] = []

    def show(
        self,
        profiles: Sequence[LineProfile],
        *,
        names: Sequence[str] = (),
        colors: Sequence[str] = COLORS,
        chosen: int | None = 0,
        cursor: float | None = None,
    ) -> bool:
        """Move the curves.

        Parameters
        ----------
        profiles : sequence of LineProfile
            The values, all in one unit.
        names : sequence of str
            Names for the legend, which appears when there are several.
        colors : sequence of str
            Colours of the curves, again from the first one if there are more curves.
        chosen : int, optional
            Number of the profile that is bold, with its background (dashed) and its width at half maximum.
        cursor : float, optional
            Distance from the start of the chosen line, in the unit of the profile.

        Returns
        -------
        bool
            Whether more than the curves has changed: limits, labels or legend.
        """
        fitted, paints = self._fit(profiles), colors_for(len(profiles), colors)
        self._curves.set_segments([np.column_stack((each.distance, each.values)) for each in profiles])
        self._curves.set_color(paints)
        self._mark(None if chosen is None or chosen >= len(profiles) else profiles[chosen], cursor)
        if chosen is not None and chosen < len(profiles):
            self._chosen.set_color(paints[chosen])
        return self._name(list(zip(names, paints, strict=False))) or fitted

    def _mark(self, profile: LineProfile | None, cursor: float | None) -> None:
        """Show a profile with its background, its width and the cursor."""
        for artist in (self._chosen, self._level, self._width):
            artist.set_visible(profile is not None)
        for artist in (self._cursor, self._dot):
            artist.set_visible(profile is not None and cursor is not None)
        if profile is None:
            return
        self._chosen.set_data(profile.distance, profile.values)
        self._level.set_data([0, profile.length], [profile.background] * 2)
        self._width.set_data(profile.crossings, [profile.half_maximum] * 2)
        if cursor is not None:
            at = int(np.abs(profile.distance - cursor).argmin())
            self._cursor.set_data([cursor] * 2, self.axes.get_ylim())
            self._dot.set_data([profile.distance[at]], [profile.values[at]])

    def _fit(self, profiles: Sequence[LineProfile]) -> bool:
        """Set limits that hold all curves, at round numbers, so that they change seldom; say whether they did."""
        values = np.concatenate([profile.values for profile in profiles] or [np.empty(0)])
        values = values[np.isfinite(values)]
        limits = (
            (0.0, _rounded(0, max((profile.length for profile in profiles), default=0), 10)[1]),
            _rounded(values.min(), values.max(), 5) if values.size else (0.0, 1.0),
        )
        unit = f"distance ({profiles[0].unit})" if profiles else ""
        now = self.axes.get_xlim(), self.axes.get_ylim(), self.axes.get_xlabel()
        if now == (*limits, unit):
            return False
        self.axes.set_xlim(*limits[0])
        self.axes.set_ylim(*limits[1])
        self.axes.set_xlabel(unit, fontsize=_FONT, color=INK, parse_math=False)
        return True

    def _name(self, named: list[tuple[str, str]]) -> bool:
        """Write the legend, if names or colours have changed; say whether they have."""
        if named == self._legend:
            return False
        self._legend = named
        handles = [Line2D([], [], color=color, linewidth=_WIDTH) for name, color in named]
        legend = self.axes.legend(
            handles, [name for name, _ in named], fontsize=7, frameon=False, loc="upper right"
        )
        for text in legend.get_texts():
            text.set_parse_math(False)
        legend.set_visible(len(named) > 1)
        return True


def _rounded(low: float, high: float, steps: int) -> tuple[float, float]:
    """Give the round numbers around two values."""
    low, high = held(low, high)
    if not high - low > abs(low) * 1e-12:
        low, high = low - (abs(low) * 0.1 or 0.5), high + (abs(high) * 0.1 or 0.5)
    low, high = widened(low, high, steps)
    ticks = located(MaxNLocator(steps, steps=_ROUND), low, high)
    return min(ticks[0], low), max(ticks[-1], high)
