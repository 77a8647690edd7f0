"""The picture of ScaleExplorer: a sheet of images, which the mouse moves and scales in whole pixels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import MouseEvent

from nbtools.compute.sheet.packing import SCALES
from nbtools.draw.image.painting import Painting
from nbtools.draw.image.view import View
from nbtools.draw.sheet.contact_sheet import ContactSheet
from nbtools.draw.sheet.on_screen import Enlarged, Place, SheetOnScreen
from nbtools.draw.sheet.tiles import Pixels
from nbtools.widgets.base.lock import LOCK
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
        self._shown, self._number = SheetOnScreen.of(sheet, 1.0), -1
        self._table: np.ndarray = np.zeros((259, 4), np.uint8)
        self._origin: Place = (0.0, 0.0)  # the sheet's place in the upper left corner
        # a place of the sheet, and where it is to stay in the view
        self._anchor: tuple[Place, Place] | None = None
        self._turned = 0.0
        super().__init__(sheet.shape, alt=alt, on_click=on_click)

    def fill(self) -> None:
        """Make the sheet."""
        self.axes.set(xticks=[], yticks=[])
        self.axes.spines[:].set_visible(False)  # they would be seen through bad pixels
        self.figure.set_facecolor("0.6")  # of which only the line around the panel is left
        self.canvas.set_moving(Painting(self.axes, self._paint))

    def wanted_height(self, across: float) -> float:
        """Say how high the sheet is."""
        return self.shape[0]

    def show(self, sheet: ContactSheet, table: np.ndarray, enlarged: int) -> None:
        """Show a sheet; what was in the middle, or under the cursor, stays there."""
        middle = self._size[0] / 2, self._size[1] / 2
        at, there = self._anchor or ((self._origin[0] + middle[0], self._origin[1] + middle[1]), middle)
        self._anchor = None
        before = self._screen
        self._shown = SheetOnScreen.of(sheet, before.pixels, before)
        self._table, self._number = table, enlarged
        if sheet.packing is not before.sheet.packing:
            at = before.same_place(at, self._shown)
        self.shape = self._shown.shape
        self._go(at[0] - there[0], at[1] - there[1])

    # --- places -------------------------------------------------------------------------------------------------

    @property
    def _screen(self) -> SheetOnScreen:
        """The sheet as this screen shows it."""
        self._shown = SheetOnScreen.of(self._shown.sheet, float(self.canvas.device_pixel_ratio), self._shown)
        return self._shown

    @property
    def _size(self) -> Place:
        """Rows and columns of the picture in px of the page, without the strip of the scale bar."""
        pixels, box = self.canvas.device_pixel_ratio, self.axes.bbox
        return float(box.height / pixels - self._shown.strip), float(box.width / pixels)

    @property
    def _enlarged(self) -> Enlarged | None:
        return None if self._number < 0 else self._screen.enlarge(self._number, self._origin, self._size)

    @property
    def enlarged_scale(self) -> float:
        """The scale of the image that is enlarged, in pixels of the page."""
        enlarged = self._enlarged
        assert enlarged is not None
        return enlarged.scale / self._screen.pixels

    def _go(self, row: float, col: float) -> None:
        """Bring a place of the sheet into the upper left corner, as far as there is more of it to see.

        It is always a whole number of pixels of the screen, so that places and painted pixels agree.
        """
        found, pixels = [], float(self.canvas.device_pixel_ratio)
        for start, sheet, room in zip((row, col), self.shape, self._size, strict=True):
            free = sheet - room
            first = min(max(start, 0.0), free) if free > 0 else free / 2
            found.append(round(float(first) * pixels) / pixels)
        self._origin = found[0], found[1]
        self._set_view(self.view)
        self.canvas.moved()

    def place(self, _event: Any = None) -> None:
        """Put the panel into a picture of another size."""
        super().place()
        self._go(*self._origin)

    def _paint(self, rows: int, cols: int) -> Pixels:
        return self._screen.paint((rows, cols), self._origin, self._table, self._enlarged)

    # --- words and clicks ---------------------------------------------------------------------------------------

    def at(self, row: float, col: float) -> tuple[int, slice, slice] | None:
        """Find what is at a place of the sheet: the number of the image, and its rows and columns."""
        return self._screen.at(row, col, self._enlarged)

    def describe(self, row: int, col: int, panel: Axes) -> str:
        """Tell which image is at a pixel of the sheet, and the value from the full data."""
        return self.tell(col, row)

    def tell(self, x: float, y: float) -> str:
        """Tell the same of a place."""
        found = self.at(y + 0.5, x + 0.5)
        return "" if found is None else self._shown.words(*found)

    # --- the view -----------------------------------------------------------------------------------------------

    def first_view(self) -> View:
        """Give what is in view: the sheet keeps its size."""
        return self.current_view()

    def current_view(self) -> View:
        """Give what is in view, in pixels of the sheet."""
        (row, col), (rows, cols) = self._origin, self._size
        return (row, col), (row + rows + self._shown.strip, col + cols)

    def ask_view(self, view: View) -> None:
        """Move the sheet; where another size is asked for, take the largest scale with which that is in view."""
        (row0, col0), (row1, col1) = view
        (top, left), (bottom, right) = self.view
        if not (row1 > row0 and col1 > col0):
            self._go(
                *self._origin
            )  # the axes show what the toolbar asked for, also where nothing comes of it
            return
        factor = min((bottom - top) / (row1 - row0), (right - left) / (col1 - col0))
        wanted = self._shown.sheet.scale * factor
        if abs(factor - 1) < 1e-6:
            self._go(row0, col0)
            return
        middle = self._size[0] / 2, self._size[1] / 2
        self._anchor = ((row0 + row1) / 2, (col0 + col1) / 2), middle
        self._ask_scale(max((s for s in SCALES if s <= wanted * (1 + 1e-9)), default=SCALES[0]))

    def _ask_scale(self, scale: float | None) -> None:
        if scale == self._shown.sheet.scale:
            (row, col), (down, across) = self._anchor or (self._origin, (0.0, 0.0))
            self._go(row - down, col - across)
        else:
            self._on_scale(scale)
        self._anchor = None

    def home(self) -> None:
        """Take the largest scale with which all is in view."""
        with LOCK:
            self._origin = (0.0, 0.0)
            self._on_scale(None)

    def zoom(self, factor: float, row: float | None = None, col: float | None = None) -> None:
        """Take the next scale, larger where `factor` is below 1, about a place or the middle of the view."""
        (top, left), (rows, cols) = self._origin, self._size
        row = top + rows / 2 if row is None else row
        col = left + cols / 2 if col is None else col
        k = SCALES.index(self._shown.sheet.scale) + (1 if factor < 1 else -1)
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
