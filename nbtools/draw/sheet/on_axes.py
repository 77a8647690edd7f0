"""A sheet of images on axes that show a part of it, in whole pixels of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nbtools.draw.image.painting import Painting
from nbtools.draw.image.view import View
from nbtools.draw.sheet.contact_sheet import ContactSheet
from nbtools.draw.sheet.on_screen import Enlarged, Place, SheetOnScreen
from nbtools.draw.sheet.tiles import Pixels

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes


class SheetOnAxes:
    """A sheet; `artists` are those that move.

    All places and sizes are in pixels of the page, of which one may be several of the screen.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    sheet : ContactSheet
        What is shown first.

    Attributes
    ----------
    shape : (int, int)
        Rows and columns of the sheet.
    origin : (float, float)
        Row and column of the sheet in the upper left corner.
    """

    def __init__(self, axes: Axes, sheet: ContactSheet) -> None:
        self._axes, self._shown, self._number = axes, SheetOnScreen.of(sheet, 1.0), -1
        self._table: NDArray[np.uint8] = np.zeros((259, 4), np.uint8)
        self.shape, self.origin = sheet.shape, (0.0, 0.0)
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set_visible(False)  # they would be seen through bad pixels
        axes.figure.set_facecolor("0.6")  # of which only the line around the panel is left
        self.artists: list[Artist] = [Painting(axes, self._paint)]

    def show(self, sheet: ContactSheet, table: NDArray[np.uint8], enlarged: int, place: Place) -> Place:
        """Show another sheet, with one image enlarged or none (-1).

        Returns
        -------
        (float, float)
            Where on it is what was at a place of the sheet before.
        """
        before = self.screen
        self._shown = SheetOnScreen.of(sheet, before.pixels, before)
        self._table, self._number, self.shape = table, enlarged, self._shown.shape
        return place if sheet.packing is before.sheet.packing else before.same_place(place, self._shown)

    @property
    def _ratio(self) -> float:
        return float(self._axes.figure.canvas.device_pixel_ratio)

    @property
    def screen(self) -> SheetOnScreen:
        """The sheet as this screen shows it."""
        self._shown = SheetOnScreen.of(self._shown.sheet, self._ratio, self._shown)
        return self._shown

    @property
    def scale(self) -> float:
        """Size of a pixel of the data."""
        return self._shown.sheet.scale

    @property
    def size(self) -> Place:
        """Rows and columns of the sheet that have room, without the strip of the scale bar."""
        ratio, box = self._ratio, self._axes.bbox
        return float(box.height / ratio - self._shown.strip), float(box.width / ratio)

    @property
    def view(self) -> View:
        """What is in view, with the strip of the scale bar."""
        (row, col), (rows, cols) = self.origin, self.size
        return (row, col), (row + rows + self._shown.strip, col + cols)

    @property
    def enlarged(self) -> Enlarged | None:
        """The image that is enlarged."""
        return None if self._number < 0 else self.screen.enlarge(self._number, self.origin, self.size)

    @property
    def enlarged_scale(self) -> float:
        """The scale of the image that is enlarged."""
        enlarged = self.enlarged
        assert enlarged is not None
        return enlarged.scale / self.screen.pixels

    def go(self, row: float, col: float) -> None:
        """Bring a place of the sheet into the upper left corner, as far as there is more of it to see.

        It is always a whole number of pixels of the screen, so that places and painted pixels agree.
        """
        found, ratio = [], self._ratio
        for start, sheet, room in zip((row, col), self.shape, self.size, strict=True):
            free = sheet - room
            first = min(max(start, 0.0), free) if free > 0 else free / 2
            found.append(round(float(first) * ratio) / ratio)
        self.origin = found[0], found[1]

    def at(self, row: float, col: float) -> tuple[int, slice, slice] | None:
        """Find what is at a place of the sheet: the number of the image, and its rows and columns."""
        return self.screen.at(row, col, self.enlarged)

    def describe(self, row: float, col: float) -> str:
        """Tell which image is at a pixel of the sheet, and the value from the full data."""
        found = self.at(row + 0.5, col + 0.5)
        return "" if found is None else self._shown.words(*found)

    def _paint(self, rows: int, cols: int) -> Pixels:
        return self.screen.paint((rows, cols), self.origin, self._table, self.enlarged)
