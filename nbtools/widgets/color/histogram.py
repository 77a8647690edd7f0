"""The histogram of ColorExplorer, with what the mouse does on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matplotlib.backend_bases import MouseEvent
from matplotlib.backend_tools import Cursors
from matplotlib.colors import Normalize

from nbtools.draw.color.chart import ColorChart
from nbtools.draw.image.shades import Shades
from nbtools.draw.image.view import View
from nbtools.draw.mouse import drag, under
from nbtools.widgets.base.charts import live

_CLOSE = 7  # px within which the mouse takes hold of one line; farther inside of both
_APART = 0.004  # of the width of the histogram: the lines never meet

Held = tuple[str, float, tuple[float, float]]  # what is dragged, from where, and where the lines were


class Histogram:
    """A histogram with two lines to drag, and the image as other eyes see it.

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
        self.chart, self._on_limits = ColorChart(shades, aspect), on_limits
        alt = "histogram of the values with both limits, and the picture in grey and as colour-blind eyes see it"
        self.canvas = live(self.chart, alt)
        self._limits = (0.0, 1.0)
        drag(self.canvas, self._grab, self._pull, at_once=True)
        self.canvas.set_cursor(Cursors.RESIZE_HORIZONTAL)

    def show(self, shades: Shades, norm: Normalize, **what: Any) -> None:
        """Show the values, their colours, and the limits, see `ColorChart`."""
        self._limits = (float(norm.vmin), float(norm.vmax))  # type: ignore[arg-type]
        self.canvas.changed(whole=self.chart.show(shades, norm, **what))

    def show_view(self, view: View) -> None:
        """Show the same part of the image small."""
        self.chart.show_view(view)
        self.canvas.moved()

    def _grab(self, event: MouseEvent) -> Held | None:
        """Take hold of the line that is near; of both from between them, of the nearest from outside."""
        axes = self.chart.axes
        if event.inaxes is not axes:
            return None
        low, high = self.chart.places(self._limits)
        x, (left, right) = self._under(event), axes.get_xlim()
        near = _CLOSE * self.canvas.device_pixel_ratio / axes.bbox.width * (right - left)
        which = "low" if abs(x - low) <= abs(x - high) else "high"
        return "both" if low + near < x < high - near else which, x, (low, high)

    def _pull(self, event: MouseEvent, held: Held) -> None:
        which, start, (low, high) = held
        x = self._under(event)
        if which == "both":
            by = min(max(x - start, -low), 1 - high)
            self._tell(low + by, high + by, by != 0, by != 0)
        elif which == "low":
            self._tell(min(x, high - _APART), high, True, False)
        else:
            self._tell(low, max(x, low + _APART), False, True)

    def _under(self, event: MouseEvent) -> float:
        return min(max(under(event, self.chart.axes)[0], 0.0), 1.0)

    def _tell(self, low: float, high: float, low_moves: bool, high_moves: bool) -> None:
        """Tell the values at two places; a limit that does not move keeps all its digits."""
        first = self.chart.value_at(low) if low_moves else self._limits[0]
        second = self.chart.value_at(high) if high_moves else self._limits[1]
        if first < second and (first, second) != self._limits:
            self._on_limits((first, second))
