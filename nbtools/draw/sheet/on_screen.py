"""A sheet of images on a screen: how it is arranged there, what is at a place, and what is painted.

Every pixel of the data is the same whole number of pixels of the screen, also where these are not whole pixels of the
page: at 1.5 pixels for one of the page a scale of 1 becomes 2, and 3 becomes 5.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.numerals import all_told
from nbtools.compute.sheet.collection import Collection, Colored
from nbtools.compute.sheet.packing import SCALES, Packing, in_box, on_screen, pack, ratio, scaled
from nbtools.draw.sheet.contact_sheet import ContactSheet, sizes_of
from nbtools.draw.sheet.tiles import (
    FOOTER,
    PAPER,
    Paper,
    Pixels,
    Tiles,
    packed,
    paint_images,
    paint_scale_bar,
    paint_titles,
)

Place = tuple[float, float]

_MARGIN, _BORDER = 14, 3  # px around an image that is enlarged: to the edge at least, and its border
_GRIP = 24  # px in the lower right corner, where the picture is taken to resize it
_COLOR = int(np.array([0, 114, 178, 255], np.uint8).view(np.uint32)[0])  # Okabe and Ito's blue
_TIE = 1e-6  # px: a mouse that is on the edge of a pixel is on the later one


@dataclass(frozen=True, slots=True)
class Enlarged:
    """One image shown larger than the others: its number, its box on the sheet and its scale, in px of the screen."""

    number: int
    box: tuple[int, int, int, int]
    scale: float


@dataclass(frozen=True, slots=True, eq=False)
class SheetOnScreen:
    """A sheet as one screen shows it. Made by `of`.

    Places on the sheet are (row, col) in px of the page, unless something else is said.

    Attributes
    ----------
    sheet : ContactSheet
        The images, and how they are arranged on the page.
    pixels : float
        Pixels of the screen for one of the page.
    packing : Packing
        Places in px of the screen.
    """

    sheet: ContactSheet
    pixels: float
    packing: Packing

    @classmethod
    def of(cls, sheet: ContactSheet, pixels: float, before: SheetOnScreen | None = None) -> SheetOnScreen:
        """Arrange a sheet for a screen, unless it is arranged as one before."""
        if before is not None and before.sheet.packing is sheet.packing and before.pixels == pixels:
            return before if before.sheet is sheet else replace(before, sheet=sheet)
        packing = rearranged(sheet.images, sheet.packing, sheet.scale, titled=sheet.titled, pixels=pixels)
        return cls(sheet, pixels, packing)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns in px of the page."""
        return round(self.packing.shape[0] / self.pixels), round(self.packing.shape[1] / self.pixels)

    @property
    def strip(self) -> int:
        """Height in px of the page of the strip with the scale bar, below the sheet."""
        return 0 if self.sheet.unit is None else FOOTER

    @property
    def scale(self) -> float:
        """Pixels of the screen for one of the data."""
        return on_screen(self.sheet.scale, self.pixels)

    def same_place(self, at: Place, other: SheetOnScreen) -> Place:
        """Find on another sheet the place of the image that is at, or nearest to, a place of this one."""
        if len(other.sheet.images) != len(self.sheet.images):
            return 0.0, 0.0
        boxes = self.packing.boxes / self.pixels
        away = [
            np.maximum(np.maximum(boxes[:, k] - at[k], at[k] - boxes[:, k] - boxes[:, k + 2]), 0)
            for k in (0, 1)
        ]
        number = int(np.hypot(*away).argmin())
        times = other.sheet.scale / self.sheet.scale
        new = other.packing.boxes[number] / other.pixels
        row, col = (float(new[k] + (at[k] - boxes[number, k]) * times) for k in (0, 1))
        return row, col

    def enlarge(self, number: int, origin: Place, size: Place) -> Enlarged:
        """Place an image about its middle as large as there is room in the view, and inside of it if it can be.

        The view begins at `origin` and has a `size` in px of the page.
        """
        shape, packing = self.sheet.images.images[number].shape, self.packing
        room = [round((side - 2 * _MARGIN) * self.pixels) for side in size]
        larger = [s for s in dict.fromkeys(on_screen(s, self.pixels) for s in SCALES) if s > self.scale]
        larger = larger or [2 * self.scale]
        fitting = [s for s in larger if all(a <= b for a, b in zip(scaled(shape, s), room, strict=True))]
        scale = fitting[-1] if fitting else larger[0]
        found, sides = [], scaled(shape, scale)
        for k, (large, side, first) in enumerate(zip(sides, room, origin, strict=True)):
            start, before = packing.boxes[number, [k, k + 2]].tolist()
            at, low = start + (before - large) // 2, round((first + _MARGIN) * self.pixels)
            found.append(min(max(at, low), low + side - large) if large <= side else at)
        return Enlarged(number, (found[0], found[1], *sides), scale)

    # --- what is at a place -------------------------------------------------------------------------------------

    def at(self, row: float, col: float, enlarged: Enlarged | None) -> tuple[int, slice, slice] | None:
        """Find what is at a place: the number of the image, and its rows and columns."""
        places = [math.floor((at + _TIE) * self.pixels) for at in (row, col)]
        if enlarged is not None and in_box(np.array([enlarged.box]), *places) is not None:
            number, box, scale = enlarged.number, enlarged.box, enlarged.scale
        else:
            found = in_box(self.packing.boxes, *places)
            if found is None:
                return None
            number, box, scale = found, self.packing.boxes[found].tolist(), self.scale
        times, block = ratio(scale)
        rows, cols = (
            slice(k * block, min((k + 1) * block, size))
            for k, size in (
                ((places[axis] - box[axis]) // times, self.sheet.images.images[number].shape[axis])
                for axis in (0, 1)
            )
        )
        return number, rows, cols

    def words(self, number: int, rows: slice, cols: slice) -> str:
        """Tell the title of an image, and what pixels of the full data are."""
        image = self.sheet.images.images[number]
        title = self.sheet.images.titles[number] or f"image {number}"
        values, axes = image.values[rows, cols], (0, 1) if isinstance(image, Colored) else None
        bad = None if isinstance(image, Colored) or image.bad is None else image.bad[rows, cols]
        if rows.stop - rows.start == cols.stop - cols.start == 1:
            place, name, found = f"row {rows.start}, col {cols.start}", "value", values[0, 0]
            if bad is not None and bad[0, 0] and np.isfinite(found):
                return f"{title}, {place}: masked"
        else:
            place = f"rows {rows.start} to {rows.stop - 1}, cols {cols.start} to {cols.stop - 1}"
            good = values if bad is None else values[~bad]
            name = "mean"
            found = good.mean(axis=axes, dtype=np.float64) if good.size else np.nan
        return f"{title}, {place}: {name} {all_told(found)}"

    # --- painting -----------------------------------------------------------------------------------------------

    def paint(
        self,
        shape: tuple[int, int],
        origin: Place,
        table: NDArray[np.uint8],
        enlarged: Enlarged | None,
        tiles: Tiles | None = None,
        paper: Paper = PAPER,
    ) -> Pixels:
        """Paint what is in view, with the strip of the scale bar; `shape` in px of the screen.

        `tiles` give the pixels of images, their colours if not given; `paper` is what they lie on.
        """
        canvas, sheet, pixels = np.full(shape, packed(paper.blank), np.uint32), self.sheet, self.pixels
        tiles = sheet.tiles if tiles is None else tiles
        above = canvas[: shape[0] - round(self.strip * pixels)]
        start = round(origin[0] * pixels), round(origin[1] * pixels)
        line, look = max(round(pixels), 1), (table, sheet.limits)
        paint_images(above, start, tiles, self.packing.boxes, self.scale, *look, frame=line)
        if sheet.titled:
            paint_titles(above, start, sheet.images.titles, self.packing, pixels=pixels, paper=paper)
        if enlarged is not None:
            row, col, height, width = enlarged.box
            for border, color in ((2 * _BORDER * line, packed(paper.blank)), (_BORDER * line, _COLOR)):
                top, left = row - start[0] - border, col - start[1] - border
                bottom, right = top + height + 2 * border, left + width + 2 * border
                above[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)] = color
            box, numbers = np.array([enlarged.box]), [enlarged.number]
            paint_images(above, start, tiles, box, enlarged.scale, *look, numbers=numbers)
        if sheet.pixel_size is not None and sheet.unit is not None:
            bar = canvas[len(above) :]
            paint_scale_bar(
                bar, sheet.pixel_size, sheet.unit, self.scale, pixels=pixels, right=_GRIP, paper=paper
            )
        return canvas


def rearranged(
    images: Collection, packing: Packing, scale: float, *, titled: bool = True, pixels: float = 1.0
) -> Packing:
    """Arrange images in the same rows on a screen that has so many `pixels` for one of the page.

    Where these are whole numbers and so are the scales, everything is exactly so many times as large.
    """
    wanted, cells, title = sizes_of(images, scale, titled)
    sizes = [scaled(shape, on_screen(scale, pixels)) for shape in images.shapes]
    gap = round(packing.gap * pixels)
    if pixels.is_integer() and np.array_equal(sizes, np.array(wanted) * int(pixels)):
        times, places = int(pixels), np.concatenate([packing.boxes, packing.titles])
        rows, cols = ((int((places[:, k] + places[:, k + 2]).max()) + packing.gap) * times for k in (0, 1))
        shape = rows, cols
        return replace(
            packing, shape=shape, boxes=packing.boxes * times, titles=packing.titles * times, gap=gap
        )
    how: dict[str, Any] = {"align": packing.align, "title": round(title * pixels), "grid": packing.grid}
    return pack(sizes, packing.lines, gap=gap, cells=[round(cell * pixels) for cell in cells], **how)
