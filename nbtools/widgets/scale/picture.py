"""The picture of ScaleExplorer: a sheet of images, which the mouse moves and scales in whole pixels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.backend_bases import MouseEvent

from nbtools.compute.sheet.packing import SCALES
from nbtools.draw.image.view import View
from nbtools.draw.sheet.contact_sheet import ContactSheet
from nbtools.draw.sheet.on_axes import SheetOnAxes
from nbtools.draw.sheet.on_screen import Place
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
    alt : str
        Text for readers who cannot see the picture.
    """

    drawn: SheetOnAxes
    width = WIDTH
    margins = (EDGE,) * 4
    heights = (LOWEST - 2 * EDGE, HIGHEST - 2 * EDGE)
    names = (20, 20, 26)
    slack = -1
    asks = True

    def __init__(
        self, sheet: ContactSheet, *, on_scale: Callable[[float | None], None], on_click: Click, alt: str = ""
    ) -> None:
        self._on_scale = on_scale
        # a place of the sheet, and where it is to stay in the view
        self._anchor: tuple[Place, Place] | None = None
        self._turned = 0.0
        super().__init__(
            sheet.shape, lambda panels: SheetOnAxes(panels[0], sheet), alt=alt, on_click=on_click
        )

    def wanted_height(self, across: float) -> float:
        """Say how high the sheet is."""
        return self.shape[0]

    def show(self, sheet: ContactSheet, table: np.ndarray, enlarged: int) -> None:
        """Show a sheet; what was in the middle, or under the cursor, stays there."""
        (row, col), middle = self.drawn.origin, self._middle
        at, there = self._anchor or ((row + middle[0], col + middle[1]), middle)
        self._anchor = None
        at = self.drawn.show(sheet, table, enlarged, at)
        self.shape = self.drawn.shape
        self._go(at[0] - there[0], at[1] - there[1])

    @property
    def _middle(self) -> Place:
        """The middle of the view, from its upper left corner."""
        rows, cols = self.drawn.size
        return rows / 2, cols / 2

    def _go(self, row: float, col: float) -> None:
        """Bring a place of the sheet into the upper left corner, as far as there is more of it to see."""
        self.drawn.go(row, col)
        self._set_view(self.view)
        self.canvas.moved()

    def place(self, _event: Any = None) -> None:
        """Put the panel into a picture of another size."""
        super().place()
        self._go(*self.drawn.origin)

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
        (row0, col0), (row1, col1) = view
        (top, left), (bottom, right) = self.view
        if not (row1 > row0 and col1 > col0):
            # the axes show what the toolbar asked for, also where nothing comes of it
            self._go(*self.drawn.origin)
            return
        factor = min((bottom - top) / (row1 - row0), (right - left) / (col1 - col0))
        wanted = self.drawn.scale * factor
        if abs(factor - 1) < 1e-6:
            self._go(row0, col0)
            return
        self._anchor = ((row0 + row1) / 2, (col0 + col1) / 2), self._middle
        self._ask_scale(max((s for s in SCALES if s <= wanted * (1 + 1e-9)), default=SCALES[0]))

    def _ask_scale(self, scale: float | None) -> None:
        if scale == self.drawn.scale:
            (row, col), (down, across) = self._anchor or (self.drawn.origin, (0.0, 0.0))
            self._go(row - down, col - across)
        else:
            self._on_scale(scale)
        self._anchor = None

    def home(self) -> None:
        """Take the largest scale with which all is in view."""
        with LOCK:
            self.drawn.origin = (0.0, 0.0)
            self._on_scale(None)

    def zoom(self, factor: float, row: float | None = None, col: float | None = None) -> None:
        """Take the next scale, larger where `factor` is below 1, about a place or the middle of the view."""
        (top, left), (down, across) = self.drawn.origin, self._middle
        row = top + down if row is None else row
        col = left + across if col is None else col
        k = SCALES.index(self.drawn.scale) + (1 if factor < 1 else -1)
        if 0 <= k < len(SCALES):
            self._anchor = (row, col), (row - top, col - left)
            self._ask_scale(SCALES[k])

    def wheel(self, event: MouseEvent) -> None:
        """Take the next scale after each whole turn of the wheel."""
        if event.inaxes is not self.axes or event.xdata is None or event.ydata is None:
            return
        self._turned += event.step
        if abs(self._turned) >= 1:
            self.zoom(2.0**-self._turned, event.ydata + 0.5, event.xdata + 0.5)
            self._turned = 0.0
