"""The histogram of ColorExplorer, with what the mouse does on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matplotlib.backend_bases import MouseEvent
from matplotlib.colors import Normalize

from nbtools.draw.color.chart import ColorChart
from nbtools.draw.color.grip import Grip
from nbtools.draw.image.shades import Shades
from nbtools.draw.image.view import View
from nbtools.draw.mouse import drag, under
from nbtools.draw.scene import Panel, behind
from nbtools.widgets.base.charts import live, pointing

_CLOSE = 7  # px within which the mouse takes hold of one line; farther inside of both


class Histogram:
    """A histogram with two lines to drag, and the image as other eyes see it.

    Parameters
    ----------
    shades : Shades
        The image that is shown first.
    on_drag : callable
        Called with the places of both limits on the scale, 0 to 1, while they are dragged; None for one that stays.
    aspect : float
        Height of the small pictures, as part of their width.
    """

    def __init__(
        self,
        shades: Shades,
        on_drag: Callable[[tuple[float | None, float | None]], None],
        *,
        aspect: float,
    ) -> None:
        self.chart, self._on_drag = ColorChart(shades, aspect), on_drag
        alt = "histogram of the values with both limits, and the picture in grey and as colour-blind eyes see it"
        self.canvas = live(self.chart, alt)
        self._limits = (0.0, 1.0)
        drag(self.canvas, self._grab, self._pull, at_once=True)
        pointing(self.canvas, {self.chart.axes: "ew-resize"})

    def show(self, shades: Shades, norm: Normalize, **what: Any) -> None:
        """Show the values, their colours, and the limits, see `ColorChart`."""
        self._limits = (float(norm.vmin), float(norm.vmax))  # type: ignore[arg-type]
        self.canvas.changed(whole=self.chart.show(shades, norm, **what))

    def scene(self) -> list[Panel]:
        """Describe all of it for a page."""
        return self.chart.panels(behind(self.canvas.backdrop))

    def show_view(self, view: View) -> None:
        """Show the same part of the image small."""
        self.chart.show_view(view)
        self.canvas.moved()

    def _grab(self, event: MouseEvent) -> Grip | None:
        axes = self.chart.axes
        if event.inaxes is not axes:
            return None
        left, right = axes.get_xlim()
        near = _CLOSE * self.canvas.device_pixel_ratio / axes.bbox.width * (right - left)
        low, high = self.chart.places(self._limits)
        return Grip.at(self._under(event), low, high, near)

    def _pull(self, event: MouseEvent, held: Grip) -> None:
        """Tell the new places."""
        self._on_drag(held.pulled(self._under(event)))

    def _under(self, event: MouseEvent) -> float:
        return min(max(under(event, self.chart.axes)[0], 0.0), 1.0)
