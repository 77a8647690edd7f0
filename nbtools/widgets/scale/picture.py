"""The picture of ScaleExplorer: a sheet of images, which the mouse moves and scales in whole pixels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.backend_bases import MouseEvent
from matplotlib.patches import Rectangle

from nbtools.draw.image.view import View
from nbtools.draw.scene import Panel
from nbtools.draw.sheet.contact_sheet import ContactSheet
from nbtools.draw.sheet.on_axes import SheetOnAxes
from nbtools.model.lock import LOCK
from nbtools.widgets.base.stage import Click, Stage
from nbtools.widgets.scale.model import EDGE, HIGHEST, LOWEST, WIDTH


class ScalePicture(Stage):
    """A sheet of images; `view` and `shape` are in pixels of the page, of which one may be several of the screen.

    Parameters
    ----------
    sheet : ContactSheet
        What is shown first.
    on_scale : callable
        Called with the scale that is wanted, None for the one that shows all.
    on_click : callable
        Called with (row, col, modifier keys) of a click.
    """

    drawn: SheetOnAxes
    width = WIDTH
    margins = (EDGE,) * 4
    heights = (LOWEST - 2 * EDGE, HIGHEST - 2 * EDGE)
    names = (20, 20, 26)
    bar_below = True
    paper = "0.93"  # on which white images are seen
    asks = True

    def __init__(
        self, sheet: ContactSheet, *, on_scale: Callable[[float | None], None], on_click: Click
    ) -> None:
        self._on_scale, self._turned = on_scale, 0.0
        super().__init__(
            sheet.shape,
            lambda panels: SheetOnAxes(panels[0], sheet),
            alt="images of different sizes, in which all pixels have one size",
            on_click=on_click,
        )

    def fill(self) -> None:
        """Make the line around the panel: what is left to be seen of a rectangle below it."""
        self._line = Rectangle((0, 0), 1, 1, facecolor="0.6", zorder=-1)
        self.figure.add_artist(self._line)

    def wanted_height(self, across: float) -> float:
        """Say how high the sheet is."""
        return self.shape[0]

    def show(self, sheet: ContactSheet, table: np.ndarray, enlarged: int) -> None:
        """Show a sheet; what was in the middle, or under the cursor, stays there."""
        self.drawn.show(sheet, table, enlarged)
        self.shape = self.drawn.shape
        self._moved()

    def scene_for(self, limit_steps: list[np.ndarray | None]) -> list[Panel]:
        """Describe the sheet, with the limits of each image at each step."""
        return self.described(self.drawn.layers(limit_steps), self.drawn.artists)

    def place(self, _event: Any = None) -> None:
        """Put the panel into a picture of another size."""
        super().place()
        (width, height), (left, bottom, across, up) = self.size, self.room(*self.size)
        self._line.set_bounds(
            (left - EDGE) / width,
            (bottom - EDGE) / height,
            (across + 2 * EDGE) / width,
            (up + 2 * EDGE) / height,
        )
        self.drawn.go(*self.drawn.origin)
        self._moved()

    def _moved(self) -> None:
        """Let the axes tell what is in view."""
        self._set_view(self.view)
        self.canvas.moved()

    def tell(self, x: float, y: float) -> str:
        """Say what is at a place on the axes, also between pixels."""
        return self.drawn.describe(y, x)

    # --- the view -----------------------------------------------------------------------------------------------

    def first_view(self) -> View:
        """Give what is in view: the sheet keeps its size."""
        return self.current_view()

    def current_view(self) -> View:
        """Give what is in view, in pixels of the sheet."""
        return self.drawn.view

    def ask_view(self, view: View) -> None:
        """Move the sheet; where another size is asked for, take the largest scale with which that is in view."""
        self._take(self.drawn.look(view))

    def _take(self, scale: float | None) -> None:
        """Ask for another scale; without one, let the axes tell what is in view, whatever the toolbar did."""
        if scale is None:
            self._moved()
        else:
            self._on_scale(scale)
        self.drawn.let_go()

    def home(self) -> None:
        """Take the largest scale with which all is in view."""
        with LOCK:
            self.drawn.origin = (0.0, 0.0)
            self._on_scale(None)

    def zoom(self, factor: float, row: float | None = None, col: float | None = None) -> None:
        """Take the next scale, larger where `factor` is below 1, about a place or the middle of the view."""
        self._take(self.drawn.next_scale(1 if factor < 1 else -1, row, col))

    def wheel(self, event: MouseEvent) -> None:
        """Take the next scale after each whole turn of the wheel."""
        if event.inaxes is not self.axes or event.xdata is None or event.ydata is None:
            return
        self._turned += event.step
        if abs(self._turned) >= 1:
            self.zoom(2.0**-self._turned, event.ydata + 0.5, event.xdata + 0.5)
            self._turned = 0.0
