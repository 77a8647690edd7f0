"""Image axes on a canvas: the view, zoom by wheel, keys and toolbar, words under the cursor, clicks."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backend_bases import MouseButton, MouseEvent
from matplotlib.figure import Figure

from nbtools.draw.image.layout import ImageAxes
from nbtools.widgets.base.canvas import Canvas
from nbtools.widgets.base.pointer import Pointer

View = tuple[tuple[float, float], tuple[float, float]]
Click = Callable[[float, float, frozenset[str]], None]
Box = tuple[float, float, float, float]
OnView = Callable[[View], None]

_DPI = 100
STILL = 3  # px the mouse may move between press and release of a click
_WHEEL = 1.25  # zoom of one click of the wheel
_CLOSEST = 4  # data pixels that stay in view at the closest zoom
_STEP = 0.1  # part of the view that an arrow key moves it by
ARROWS = {"ArrowUp": (-1, 0), "ArrowDown": (1, 0), "ArrowLeft": (0, -1), "ArrowRight": (0, 1)}


class Panel(ImageAxes):
    """Axes of a stage."""

    stage: Stage

    def format_coord(self, x: float, y: float) -> str:
        """Tell in words what is under the cursor."""
        return self.stage.describe(math.floor(y + 0.5), math.floor(x + 0.5), self)


class Stage:
    """A canvas with one or more image axes that always show the same part of an image.

    A subclass fills the panels, and says in `boxes` where they are and in `describe` what is under the cursor.

    Parameters
    ----------
    shape : (int, int)
        Rows and columns of the image.
    size : (int, int)
        Width and height in px of the screen.
    panels : int
        Number of axes.
    alt : str
        Text for readers who cannot see the picture.
    on_click : callable
        Called with (row, col, modifier keys) of a click into the image; not of a drag, nor while a tool is active.
    """

    panel: type[Panel] = Panel  # a subclass may have other axes

    def __init__(
        self,
        shape: tuple[int, int],
        size: tuple[int, int],
        *,
        panels: int = 1,
        alt: str = "",
        on_click: Click | None = None,
    ) -> None:
        self.shape = shape
        width, height = size
        self.figure = Figure((width / _DPI, height / _DPI), dpi=_DPI, facecolor="white", layout="none")  # type: ignore[arg-type]
        self.canvas = Canvas(self.figure, alt=alt)
        self.panels: list[Panel] = []
        for _ in range(panels):
            first = self.panels[0] if self.panels else None
            axes = self.panel(self.figure, (0.1, 0.1, 0.8, 0.8), facecolor="0.93", sharex=first, sharey=first)
            axes.stage = self
            self.figure.add_axes(axes)
            axes.tick_params(labelsize=8, length=3, color="0.4", labelcolor="0.2")
            axes.spines[:].set(edgecolor="0.6", linewidth=0.8)
            self.panels.append(axes)
        self.axes = self.panels[0]
        self._on_click, self._press = on_click, (0.0, 0.0)
        self._watchers: list[Callable[[], None]] = []
        self.place()
        self.show_all()
        for event, handler in (
            ("resize_event", self.place),
            ("scroll_event", self._wheel),
            ("button_press_event", self.pressed),
            ("motion_notify_event", self.moved),
            ("button_release_event", self.released),
        ):
            self.canvas.mpl_connect(event, handler)
        self.axes.callbacks.connect("ylim_changed", self._view_changed)  # x is always set first, then y

    # --- what a subclass says -----------------------------------------------------------------------------------

    def boxes(self, width: float, height: float) -> Sequence[Box]:
        """Give left, bottom, width and height of each panel in px of the screen, all of one size.

        Panels without a box are hidden.
        """
        raise NotImplementedError

    def describe(self, row: int, col: int, panel: Axes) -> str:
        """Say what is at a pixel, in the words that stand below the picture; nothing outside of the image."""
        raise NotImplementedError

    # --- the view -----------------------------------------------------------------------------------------------

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

    @property
    def seen(self) -> View:
        """What is really in view: `view`, widened to the shape of the panel."""
        self.axes.apply_aspect()
        return self.view

    def on_view(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call a function whenever the view may have changed; what is returned ends it."""
        self._watchers.append(listener)
        return lambda: self._watchers.remove(listener)

    def _view_changed(self, _axes: Axes) -> None:
        for listener in list(self._watchers):
            listener()

    @cached_property
    def pointer(self) -> Pointer:
        """The cross that shows where the mouse is in another panel or picture."""
        return Pointer(self)

    def say(self, place: tuple[float, float] | None) -> None:
        """Tell below the picture what is at (row, col), as if the mouse were there; with None, nothing."""
        self.canvas.say("" if place is None else self.axes.format_coord(*self.to_axes(*place)))

    def from_axes(self, x: float, y: float) -> tuple[float, float]:
        """Give (row, col) of a place on the axes."""
        return y, x

    def to_axes(self, row: float, col: float) -> tuple[float, float]:
        """Give (x, y) on the axes of a place in the image."""
        return col, row

    def show_all(self) -> None:
        """Zoom out to the whole image, and make this the toolbar's home."""
        self.view = ((0, 0), self.shape)
        self.canvas.toolbar.update()
        self.canvas.toolbar.push_current()

    def zoom(self, factor: float, row: float | None = None, col: float | None = None) -> None:
        """Make the view smaller (factor < 1) or larger about a place, or its middle; never much beyond the image."""
        rows, cols = self.shape
        (row0, col0), (row1, col1) = self.view
        row = (row0 + row1) / 2 if row is None else row
        col = (col0 + col1) / 2 if col is None else col
        if factor < 1 and min(row1 - row0, col1 - col0) * factor < _CLOSEST:
            return
        if factor > 1 and (row1 - row0) * factor >= rows and (col1 - col0) * factor >= cols:
            self.view = ((0, 0), (rows, cols))
            return
        self.view = (
            (row + (row0 - row) * factor, col + (col0 - col) * factor),
            (row + (row1 - row) * factor, col + (col1 - col) * factor),
        )

    def shift(self, rows: float, cols: float) -> None:
        """Move the view by so many pixels."""
        (row0, col0), (row1, col1) = self.view
        self.view = ((row0 + rows, col0 + cols), (row1 + rows, col1 + cols))

    def key(self, key: str) -> bool:
        """Move or zoom by a key that was pressed on the picture; False when it has no meaning here."""
        key = key.removeprefix("Shift+")
        (row0, col0), (row1, col1) = self.view
        if key in ARROWS:
            self.shift(
                *(_STEP * k * size for k, size in zip(ARROWS[key], (row1 - row0, col1 - col0), strict=True))
            )
        elif key in "+=-":
            self.zoom(_WHEEL if key == "-" else 1 / _WHEEL)
        elif key in ("0", "Home"):
            self.view = ((0, 0), self.shape)
        else:
            return False
        return True

    def sharpen(self) -> None:
        """Draw in full what is drawn roughly while the view moves."""

    # --- events -------------------------------------------------------------------------------------------------

    def place(self, _event: Any = None) -> None:
        """Put the panels where `boxes` says."""
        ratio = self.canvas.device_pixel_ratio
        width, height = self.figure.bbox.width / ratio, self.figure.bbox.height / ratio
        boxes = self.boxes(width, height)
        for k, axes in enumerate(self.panels):
            axes.set_visible(k < len(boxes))
            left, bottom, across, up = boxes[
                k if k < len(boxes) else 0
            ]  # a hidden one must not widen the view
            axes.set_position((left / width, bottom / height, max(across, 1) / width, max(up, 1) / height))

    def _wheel(self, event: MouseEvent) -> None:
        if event.inaxes in self.panels and event.xdata is not None and event.ydata is not None:
            row, col = self.from_axes(event.xdata, event.ydata)
            self.zoom(_WHEEL**-event.step, row + 0.5, col + 0.5)

    def pressed(self, event: MouseEvent) -> None:
        """Remember where a click begins."""
        self._press = (event.x, event.y)

    def moved(self, event: MouseEvent) -> None:
        """Follow the mouse."""

    def released(self, event: MouseEvent) -> None:
        """Tell of a click."""
        if event.inaxes not in self.panels or event.xdata is None or event.ydata is None:
            return
        still = max(abs(event.x - self._press[0]), abs(event.y - self._press[1])) <= STILL
        idle = not self.canvas.toolbar.mode
        if self._on_click and still and idle and event.button == MouseButton.LEFT:
            self._on_click(*self.from_axes(event.xdata, event.ydata), frozenset(event.modifiers or ()))


def fitted(shape: tuple[int, int], room: Box) -> Box:
    """Give the largest box of the shape of an image in the middle of a room."""
    left, bottom, across, up = room
    scale = min(across / shape[1], up / shape[0])
    width, height = shape[1] * scale, shape[0] * scale
    return left + (across - width) / 2, bottom + (up - height) / 2, width, height
