"""The whole image, small, with the rectangle that is shown large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.patches import Rectangle

from nbtools.compute.zoom.window import roi_window
from nbtools.draw.charts.plain import chart_axes, chart_figure
from nbtools.draw.image.layout import fitted
from nbtools.draw.image.view import View
from nbtools.draw.scene import Panel, finished, panel
from nbtools.draw.zoom.sampled import Sampled, Samples

if TYPE_CHECKING:
    from matplotlib.artist import Artist

_ACROSS, _UP, _EDGE = 312, 150, 4  # room and the margin around it, in px of the screen
_LOOK = {"order": 0, "mode": "nearest", "cval": 0.0, "antialias": False}


class OverviewChart:
    """The whole image and a rectangle around what is in view.

    Attributes
    ----------
    shape : (int, int)
        Rows and columns of the image.
    view : View
        What is in the rectangle.
    """

    def __init__(self, samples: Samples) -> None:
        height = round(min(_ACROSS * samples.shape[0] / samples.shape[1], _UP)) + 2 * _EDGE
        self._size = _ACROSS + 2 * _EDGE, max(height, 40)
        self.figure = chart_figure(*self._size)
        self.axes = chart_axes(self.figure, (_EDGE,) * 4)
        self.axes.set(xticks=[], yticks=[])
        self.axes.spines[:].set_visible(False)
        self._sampled = Sampled(self.axes, samples)
        self.shape = samples.shape
        self.view: View = ((0, 0), samples.shape)
        self._frames = [
            Rectangle((0, 0), 1, 1, fill=False, edgecolor=color, linewidth=width, zorder=2 + k, clip_on=False)
            for k, (color, width) in enumerate((("black", 3.0), ("white", 1.4)))
        ]
        for frame in self._frames:
            self.axes.add_patch(frame)
        self.moving: list[Artist] = list(self._frames)
        self._samples: Samples | None = None
        self._equal = True

    def show(self, samples: Samples, view: View, *, equal: bool = True) -> bool:
        """Show the whole image, and the rectangle around what is in view.

        It has square pixels, or, unless these are to be `equal`, fills its place.

        Returns
        -------
        bool
            Whether more than the rectangle has changed.
        """
        self.shape, self.view = samples.shape, view
        new = samples is not self._samples or equal is not self._equal
        self._samples, self._equal = samples, equal
        if new:
            self._fit(samples)
        (row0, col0), (row1, col1) = view
        for frame in self._frames:
            frame.set_bounds(col0 - 0.5, row0 - 0.5, col1 - col0, row1 - row0)
        return new

    def panels(self) -> list[Panel]:
        """Describe the image and the rectangle for a page."""
        image = self._sampled.layer()
        return [] if image is None else [panel(self.axes, [image, finished(self.axes, self._frames)])]

    def corner_at(self, x: float, y: float, reach: float) -> tuple[int, int] | None:
        """Say which corner of the rectangle is near a place, all in px of the figure.

        Returns
        -------
        (int, int) or None
            0 or 1 for the first or last row, and for the first or last column.
        """
        for i in (0, 1):
            for j in (0, 1):
                corner = self.axes.transData.transform((self.view[j][1] - 0.5, self.view[i][0] - 0.5))
                if max(abs(corner[0] - x), abs(corner[1] - y)) <= reach:
                    return i, j
        return None

    def _fit(self, samples: Samples) -> None:
        rows, cols = samples.shape
        width, height = self._size
        room = _EDGE, _EDGE, width - 2 * _EDGE, height - 2 * _EDGE
        left, bottom, across, up = fitted(samples.shape, room) if self._equal else room
        self.axes.set_position((left / width, bottom / height, across / width, up / height))
        self.axes.set(xlim=(-0.5, cols - 0.5), ylim=(rows - 0.5, -0.5))
        whole = roi_window(((0, 0), (rows, cols)), (max(rows, height + 1), max(cols, width + 1)))
        self._sampled.show(samples, whole, _LOOK)
