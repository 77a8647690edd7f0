"""An image on a canvas: axes, zoom by wheel and toolbar, value under the cursor, clicks."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from matplotlib.backend_bases import MouseButton, MouseEvent
from matplotlib.figure import Figure

from nbtools.compute.images import Image
from nbtools.draw.layout import ImageAxes
from nbtools.draw.raster import Raster
from nbtools.widgets.canvas import Canvas

View = tuple[tuple[float, float], tuple[float, float]]
Click = Callable[[float, float, frozenset[str]], None]

_DPI = 100
_LEFT, _RIGHT, _BOTTOM, _TOP = 44, 8, 26, 8  # margins in px of the screen, the same at any size of the figure
_STILL = 3  # px the mouse may move between press and release of a click
_WHEEL = 1.25  # zoom of one click of the wheel
_CLOSEST = 4  # data pixels that stay in view at the closest zoom


class _Axes(ImageAxes):
    raster: Raster

    def format_coord(self, x: float, y: float) -> str:
        """Tell row, column and value under the cursor, from the full data."""
        value = self.raster.value_at(y, x)
        if value is None:
            return ""
        return f"row {math.floor(y + 0.5)}  col {math.floor(x + 0.5)}  value {value:.6g}"


class Picture:
    """One image with its canvas.

    Parameters
    ----------
    image : Image
        What is shown first.
    width : int
        Width in px of the screen; the height follows the image's shape within sensible bounds.
    alt : str
        Text for readers who cannot see the picture.
    on_click : callable
        Called with (row, col, modifier keys) of a click into the image; not of a drag, nor while a tool is active.
    """

    def __init__(
        self, image: Image, *, width: int = 548, alt: str = "", on_click: Click | None = None
    ) -> None:
        rows, cols = image.shape
        inner = width - _LEFT - _RIGHT
        height = round(min(max(inner * rows / cols, 300), 470)) + _BOTTOM + _TOP
        self.figure = Figure((width / _DPI, height / _DPI), dpi=_DPI, facecolor="white", layout="none")  # type: ignore[arg-type]
        self.canvas = Canvas(self.figure, alt=alt)
        self.axes = _Axes(self.figure, (0.1, 0.1, 0.8, 0.8), facecolor="0.93")
        self.figure.add_axes(self.axes)
        self.axes.tick_params(labelsize=8, length=3, color="0.4", labelcolor="0.2")
        for spine in self.axes.spines.values():
            spine.set(edgecolor="0.6", linewidth=0.8)
        self.raster = Raster(self.axes, image)
        self.axes.raster = self.raster
        self._on_click, self._press = on_click, (0.0, 0.0)
        self._look: tuple[Any, ...] = ()
        self._place()
        self.show_all()
        for event, handler in (
            ("resize_event", self._place),
            ("scroll_event", self._wheel),
            ("button_press_event", self._pressed),
            ("button_release_event", self._released),
        ):
            self.canvas.mpl_connect(event, handler)

    def show(self, image: Image, limits: tuple[float, float], cmap: str) -> None:
        """Show an image with these limits and colours; the view stays when the image has the same shape.

        Where nothing of this has changed, only the moving artists are painted anew.
        """
        look = image, limits, cmap
        if look == self._look:
            self.canvas.moved()
            return
        self._look = look
        same_shape = image.shape == self.raster.image.shape
        if image is not self.raster.image:
            self.raster.set_image(image)
        self.raster.set_limits(*limits)
        self.raster.set_cmap(cmap)
        if not same_shape:
            self.show_all()
        self.canvas.draw_idle()

    def show_all(self) -> None:
        """Zoom out to the whole image, and make this the toolbar's home."""
        rows, cols = self.raster.image.shape
        self.view = ((0, 0), (rows, cols))
        self.canvas.toolbar.update()
        self.canvas.toolbar.push_current()

    @property
    def view(self) -> View:
        """What is in view as ``((row0, col0), (row1, col1))``, half-open like a pair of slices; may be fractional."""
        (left, right), (bottom, top) = self.axes.get_xlim(), self.axes.get_ylim()
        return (top + 0.5, left + 0.5), (bottom + 0.5, right + 0.5)

    @view.setter
    def view(self, view: View) -> None:
        (row0, col0), (row1, col1) = view
        self.axes.set_xlim(col0 - 0.5, col1 - 0.5)
        self.axes.set_ylim(row1 - 0.5, row0 - 0.5)
        self.canvas.draw_idle()

    def _place(self, _event: Any = None) -> None:
        """Give the axes all the room between the margins."""
        ratio = self.canvas.device_pixel_ratio
        width, height = self.figure.bbox.width / ratio, self.figure.bbox.height / ratio
        self.axes.set_position(
            (
                _LEFT / width,
                _BOTTOM / height,
                max(width - _LEFT - _RIGHT, 1) / width,
                max(height - _BOTTOM - _TOP, 1) / height,
            )
        )

    def _wheel(self, event: MouseEvent) -> None:
        if event.inaxes is not self.axes or event.xdata is None or event.ydata is None:
            return
        factor = _WHEEL**-event.step
        rows, cols = self.raster.image.shape
        (row0, col0), (row1, col1) = self.view
        if factor < 1 and min(row1 - row0, col1 - col0) * factor < _CLOSEST:
            return
        if factor > 1 and (row1 - row0) * factor >= rows and (col1 - col0) * factor >= cols:
            self.view = ((0, 0), (rows, cols))
            return
        row, col = event.ydata + 0.5, event.xdata + 0.5
        self.view = (
            (row + (row0 - row) * factor, col + (col0 - col) * factor),
            (row + (row1 - row) * factor, col + (col1 - col) * factor),
        )

    def _pressed(self, event: MouseEvent) -> None:
        self._press = (event.x, event.y)

    def _released(self, event: MouseEvent) -> None:
        if event.inaxes is not self.axes or event.xdata is None or event.ydata is None:
            return
        still = max(abs(event.x - self._press[0]), abs(event.y - self._press[1])) <= _STILL
        idle = not self.canvas.toolbar.mode
        if self._on_click and still and idle and event.button == MouseButton.LEFT:
            self._on_click(event.ydata, event.xdata, frozenset(event.modifiers or ()))
