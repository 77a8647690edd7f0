"""A sheet of images on axes that show a part of it, in whole pixels of the screen."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.numerals import told
from nbtools.compute.sheet.packing import SCALES
from nbtools.draw.image.context import frame_size
from nbtools.draw.image.painting import Painting
from nbtools.draw.image.shades import colors_of, described, map_to
from nbtools.draw.image.view import View
from nbtools.draw.scene import Layer
from nbtools.draw.sheet.contact_sheet import ContactSheet
from nbtools.draw.sheet.on_screen import Enlarged, Place, SheetOnScreen
from nbtools.draw.sheet.tiles import PAPER, Codes, Paper, Pixels
from nbtools.draw.theme import shade

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

_TIE = 1e-6  # views whose sizes differ by less have one size


# number of an image, type of its numbers, place of what is seen of it on the screen, and its arrays for a page
_Seen = tuple[int, np.dtype[Any], tuple[int, int], dict[str, NDArray[Any]]]


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
        # a place of the sheet, and where in the view it is to be on the next one
        self._held: tuple[Place, Place] | None = None
        self._described: tuple[tuple[Any, ...], tuple[list[_Seen], Layer]] | None = None
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set_visible(False)  # they would be seen through bad pixels
        self.artists: list[Artist] = [Painting(axes, self._paint)]

    def show(self, sheet: ContactSheet, table: NDArray[np.uint8], enlarged: int) -> None:
        """Show another sheet, with one image enlarged or none (-1); what is in the middle, or held, stays there."""
        at, there = self._held or (
            (self.origin[0] + self._middle[0], self.origin[1] + self._middle[1]),
            self._middle,
        )
        before = self.screen
        self._shown = SheetOnScreen.of(sheet, before.pixels, before)
        self._table, self._number, self.shape = table, enlarged, self._shown.shape
        if sheet.packing is not before.sheet.packing:
            at = before.same_place(at, self._shown)
        self.go(at[0] - there[0], at[1] - there[1])

    def told(self, *, own: bool) -> str:
        """Say how many images there are, their sizes, how large their pixels are, and which one is enlarged.

        Parameters
        ----------
        own : bool
            Whether each image has limits of its own.
        """
        sheet = self._shown.sheet
        images, lines = sheet.images, len(sheet.packing.lines)
        ends = min(images.shapes, key=math.prod), max(images.shapes, key=math.prod)
        sizes = " to ".join(dict.fromkeys(f"{rows} x {cols}" for rows, cols in ends))
        parts = [
            f"{len(images)} image{'s' * (len(images) > 1)} of {sizes} px",
            f"each pixel is {_pixels(self.scale)}",
            f"{lines} row{'s' * (lines > 1)}",
        ]
        if images.first is not None:
            low, high = sheet.limits[images.first]
            parts.append("own limits" if own else f"colours from {told(low)} to {told(high)}")
        if self._number >= 0:
            title = images.titles[self._number] or f"image {self._number}"
            parts.append(f"{title} enlarged: {_pixels(self.enlarged_scale)}")
        return ", ".join(parts)

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
    def _middle(self) -> Place:
        """The middle of the view, from its upper left corner."""
        rows, cols = self.size
        return rows / 2, cols / 2

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

    # --- another scale ------------------------------------------------------------------------------------------

    def look(self, view: View) -> float | None:
        """Move to a view; where that has another size, give the largest scale with which it is in view.

        That scale is to be shown next, and what is in the middle of the view is held for it.
        """
        (row0, col0), (row1, col1) = view
        (top, left), (bottom, right) = self.view
        if not (row1 > row0 and col1 > col0):
            return None
        factor = min((bottom - top) / (row1 - row0), (right - left) / (col1 - col0))
        if abs(factor - 1) < _TIE:
            self.go(row0, col0)
            return None
        wanted, (row, col) = self.scale * factor, ((row0 + row1) / 2, (col0 + col1) / 2)
        scale = max((s for s in SCALES if s <= wanted * (1 + 1e-9)), default=SCALES[0])
        if scale == self.scale:
            self.go(row - self._middle[0], col - self._middle[1])
            return None
        self._held = (row, col), self._middle
        return scale

    def next_scale(self, by: int, row: float | None, col: float | None) -> float | None:
        """Give the next scale (+1), or the one before (-1), and hold a place or the middle for it."""
        k = SCALES.index(self.scale) + by
        if not 0 <= k < len(SCALES):
            return None
        (top, left), (down, across) = self.origin, self._middle
        down, across = down if row is None else row - top, across if col is None else col - left
        self._held = (top + down, left + across), (down, across)
        return SCALES[k]

    def let_go(self) -> None:
        """Hold no place any more."""
        self._held = None

    # --- what is at a place -------------------------------------------------------------------------------------

    def at(self, row: float, col: float) -> tuple[int, slice, slice] | None:
        """Find what is at a place of the sheet: the number of the image, and its rows and columns."""
        return self.screen.at(row, col, self.enlarged)

    def describe(self, row: float, col: float) -> str:
        """Tell which image is at a pixel of the sheet, and the value from the full data."""
        found = self.at(row + 0.5, col + 0.5)
        return "" if found is None else self._shown.words(*found)

    def layers(self, limit_steps: list[NDArray[np.float64] | None]) -> list[Layer]:
        """Describe the images of numbers for a page, each with its limits at each step, and what covers them."""
        parts, rest = self._parts()
        found = []
        for number, dtype, place, arrays in parts:
            colors, steps = colors_of(self._shown.sheet.limits[number], dtype), limit_steps[number]
            if colors is None or steps is None:
                return []
            look: dict[str, NDArray[Any]] = {"table": self._table, "quantiles": steps}
            found.append(Layer("shades", {"place": place, **colors}, {**arrays, **look}))
        return [*found, rest] if found else []

    def _parts(self) -> tuple[list[_Seen], Layer]:
        """Find what is in view of each image of numbers, the later ones on top, and all that covers them."""
        left, bottom, right, top = (int(np.floor(end + 0.5)) for end in self._axes.bbox.extents)
        screen, enlarged, size = self.screen, self.enlarged, (top - bottom, right - left)
        key = (
            screen.packing,
            screen.sheet.tiles,
            screen.sheet.titled,
            self.origin,
            enlarged,
            size,
            self._paper,
        )
        if self._described is None or self._described[0] != key:
            codes = Codes(screen.sheet.tiles)
            numbered = screen.paint(size, self.origin, self._table, enlarged, codes)
            corner = left, frame_size(self._axes)[1] - top
            rest = self._paint(*size)[..., None].view(np.uint8).copy()
            parts: list[_Seen] = []
            for number, numbers, start in codes.seen:
                where = (numbered >= start) & (numbered < start + numbers[0].size)
                if where.any():
                    rest[where] = 0
                    place, maps = _lines(np.where(where, numbered - start, 0), where, numbers[0].shape[1])
                    at = corner[0] + place[0], corner[1] + place[1]
                    parts.append((number, numbers[0].dtype, at, {**described(*numbers), **maps}))
            self._described = key, (parts, Layer("bitmap", {"place": corner}, {"rgba": rest}))
        return self._described[1]

    @property
    def _paper(self) -> Paper:
        return Paper(*(shade(self._axes, grey) for grey in PAPER))

    def _paint(self, rows: int, cols: int) -> Pixels:
        return self.screen.paint((rows, cols), self.origin, self._table, self.enlarged, paper=self._paper)


def _pixels(scale: float) -> str:
    if scale == 1:
        return "one screen pixel"
    if scale > 1:
        return f"{scale:g} x {scale:g} screen pixels"
    return f"1/{round(1 / scale)} of a screen pixel along each axis (means of blocks)"


def _lines(
    pixels: NDArray[Any], where: NDArray[np.bool_], width: int
) -> tuple[tuple[int, int], dict[str, NDArray[np.uint16]]]:
    """Say where on the screen a part of an image is seen, and which of its rows and columns there.

    `pixels` number those of the part, of which a row has so many.
    """
    rows, cols = (np.flatnonzero(where.any(axis=axis)) for axis in (1, 0))
    seen = pixels[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
    maps = {"rows": map_to(seen.max(axis=1) // width), "cols": map_to((seen % width).max(axis=0))}
    return (int(cols[0]), int(rows[0])), maps
