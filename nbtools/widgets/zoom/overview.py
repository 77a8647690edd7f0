"""The overview of ZoomExplorer, with what the mouse does on it."""

from __future__ import annotations

from matplotlib.backend_bases import MouseButton, MouseEvent

from nbtools.draw.image.view import View, brought, moved, pulled
from nbtools.draw.mouse import drag, under
from nbtools.draw.scene import Panel
from nbtools.draw.zoom.overview import OverviewChart
from nbtools.draw.zoom.sampled import Samples
from nbtools.widgets.base.charts import live
from nbtools.widgets.base.stage import OnView

_CORNER = 9  # px within which the mouse takes hold of a corner
_CURSORS = "nwse-resize", "nesw-resize"  # over corners whose numbers are alike, and others
Held = tuple[
    tuple[float, float], View, tuple[int, int] | None
]  # where it was pressed, the view then, the corner


class Overview:
    """The whole image, with the rectangle that the result shows: drag it, or a corner of it.

    Parameters
    ----------
    samples : Samples
        What is shown first.
    on_view : callable
        Called with the part of the image that is to be shown.
    """

    def __init__(self, samples: Samples, on_view: OnView) -> None:
        self._chart, self._on_view = OverviewChart(samples), on_view
        self.canvas = live(self._chart, "the whole image with the rectangle that is shown")
        drag(self.canvas, self._grab, self._pull, at_once=True, hover=self._point)

    def show(self, samples: Samples, view: View, *, equal: bool) -> None:
        """Show the whole image, and the rectangle around what is in view, see `OverviewChart.show`."""
        self.canvas.changed(whole=self._chart.show(samples, view, equal=equal))

    def scene(self) -> list[Panel]:
        """Describe it for a page."""
        return self._chart.panels()

    def _place(self, event: MouseEvent) -> tuple[float, float]:
        """Give the place under the mouse in pixels of the image, 0 at its outer edge."""
        x, y = under(event, self._chart.axes)
        return y + 0.5, x + 0.5

    def _corner(self, event: MouseEvent) -> tuple[int, int] | None:
        return self._chart.corner_at(event.x, event.y, _CORNER * self.canvas.device_pixel_ratio)

    def _point(self, event: MouseEvent) -> None:
        corner = self._corner(event)
        self.canvas.cursor = _CURSORS[corner[0] != corner[1]] if corner else "move"

    def _grab(self, event: MouseEvent) -> Held | None:
        """Take hold of a corner, or of the rectangle, which comes to the mouse from elsewhere."""
        if event.button != MouseButton.LEFT:
            return None
        place, corner, view = self._place(event), self._corner(event), self._chart.view
        return place, view if corner else brought(view, *place), corner

    def _pull(self, event: MouseEvent, held: Held) -> None:
        start, view, corner = held
        now = self._place(event)
        if corner is None:
            self._on_view(moved(view, now[0] - start[0], now[1] - start[1]))
        else:
            self._on_view(pulled(view, corner, now, self._chart.shape))
