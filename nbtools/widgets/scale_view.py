"""The picture of ScaleExplorer: a sheet of images, which the mouse moves and scales in whole pixels."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import MouseButton, MouseEvent

from nbtools.compute.cells.collection import Colored
from nbtools.compute.cells.packing import SCALES, Packing, in_box, on_screen, ratio, scaled
from nbtools.draw.image.painting import Painting
from nbtools.draw.sheet.contact_sheet import ContactSheet, rearranged
from nbtools.draw.sheet.tiles import FOOTER, WHITE, Pixels, paint_images, paint_scale_bar, paint_titles
from nbtools.widgets.base.canvas import LOCK
from nbtools.widgets.base.stage import Box, Click, Stage, View
from nbtools.widgets.scale_model import EDGE, HIGHEST, LOWEST, WIDTH

_MARGIN, _BORDER = 14, 3  # px around an image that is enlarged: to the edge at least, and its border
_GRIP = 24  # px in the lower right corner, where the picture is taken to resize it
_COLOR = int(np.array([0, 114, 178, 255], np.uint8).view(np.uint32)[0])  # Okabe and Ito's blue
_TIE = 1e-6  # px: a mouse that is on the edge of a pixel is on the later one


class ScaleView(Stage):
    """A sheet of images; `view` and `shape` are in pixels of the page, of which one may be several of the screen.

    Every pixel of the data is the same whole number of pixels of the screen, also where these are not whole pixels of
    the page: at 1.5 pixels for one of the page a scale of 1 becomes 2, and 3 becomes 5.

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

    def __init__(
        self, sheet: ContactSheet, *, on_scale: Callable[[float | None], None], on_click: Click, alt: str = ""
    ) -> None:
        self._on_scale: Callable[[float | None], None] | None = None
        self._sheet, self._enlarged = sheet, -1
        self._table: np.ndarray = np.zeros((259, 4), np.uint8)
        self._arranged: tuple[Any, ...] = ()
        self._origin = (0.0, 0.0)  # (row, col) of the sheet in the upper left corner, in px of the page
        self._anchor: tuple[tuple[float, float], tuple[float, float]] | None = None
        self._held: tuple[float, float, tuple[float, float]] | None = None
        self._turned, self._moving = 0.0, False
        height = min(max(sheet.shape[0] + 2 * EDGE, LOWEST), HIGHEST)
        super().__init__(sheet.shape, (WIDTH, height), alt=alt, on_click=on_click)
        self.axes.set(xticks=[], yticks=[])
        self.axes.spines[:].set_visible(False)  # they would be seen through bad pixels
        self.figure.set_facecolor("0.6")  # of which only the line around the panel is left
        self.axes.format_coord = self._tell  # type: ignore[method-assign]
        self.canvas.home = self.show_all  # type: ignore[method-assign]
        painting = Painting(self.axes, self._paint)
        self.canvas.set_moving(painting)
        self.axes.callbacks.connect("ylim_changed", self._limited)  # the toolbar sets x first, then y
        self._on_scale = on_scale

    def show(self, sheet: ContactSheet, table: np.ndarray, enlarged: int) -> None:
        """Show a sheet; what was in the middle, or under the cursor, stays there."""
        middle = self._size[0] / 2, self._size[1] / 2
        at, there = self._anchor or ((self._origin[0] + middle[0], self._origin[1] + middle[1]), middle)
        self._anchor = None
        if sheet.packing is not self._sheet.packing:
            at = self._carried(sheet, at)
        self._sheet, self._table, self._enlarged = sheet, table, enlarged
        packing, pixels = self._on_screen()
        self.shape = round(packing.shape[0] / pixels), round(packing.shape[1] / pixels)
        self._go(at[0] - there[0], at[1] - there[1])

    # --- places -------------------------------------------------------------------------------------------------

    @property
    def _size(self) -> tuple[float, float]:
        """Rows and columns of the picture in px of the page, without the strip of the scale bar."""
        pixels = self.canvas.device_pixel_ratio
        box = self.axes.bbox
        strip = FOOTER if self._sheet.unit is not None else 0
        return float(box.height / pixels - strip), float(box.width / pixels)

    def _on_screen(self) -> tuple[Packing, float]:
        """Arrange the sheet for the screen; tell how many of its pixels are one of the page."""
        pixels = float(self.canvas.device_pixel_ratio)
        if not self._arranged or self._arranged[0] is not self._sheet.packing or self._arranged[1] != pixels:
            sheet = self._sheet
            packing = rearranged(sheet.images, sheet.packing, sheet.scale, titled=sheet.titled, pixels=pixels)
            self._arranged = sheet.packing, pixels, packing
        return self._arranged[2], pixels

    def _carried(self, sheet: ContactSheet, at: tuple[float, float]) -> tuple[float, float]:
        """Find on another sheet the place of an image that is at, or nearest to, a place of this one."""
        if len(sheet.images) != len(self._sheet.images):
            return 0.0, 0.0
        before, pixels = self._on_screen()
        row, col, height, width = before.boxes.T / pixels
        away = [np.maximum(np.maximum(low - x, x - low - size), 0) for low, size, x in
                ((row, height, at[0]), (col, width, at[1]))]  # fmt: skip
        k = int(np.hypot(*away).argmin())
        times = sheet.scale / self._sheet.scale
        first, self._sheet = self._sheet, sheet
        after = self._on_screen()[0].boxes[k] / pixels
        self._sheet = first
        return tuple(
            float(new + (x - old[k]) * times) for new, x, old in zip(after, at, (row, col), strict=False)
        )  # type: ignore[return-value]

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
        (row0, col0), (row1, col1) = self.view
        self._moving = True
        self.axes.set_xlim(col0 - 0.5, col1 - 0.5)
        self.axes.set_ylim(row1 - 0.5, row0 - 0.5)
        self._moving = False
        self.canvas.moved()

    def boxes(self, width: float, height: float) -> list[Box]:
        """Give the panel all the room but the line around it."""
        return [(EDGE, EDGE, width - 2 * EDGE, height - 2 * EDGE)]

    def place(self, _event: Any = None) -> None:
        """Put the panel into a picture of another size."""
        super().place()
        if self._on_scale is not None:
            self._go(*self._origin)

    # --- painting -----------------------------------------------------------------------------------------------

    def _paint(self, rows: int, cols: int) -> Pixels:
        """Paint what is in view."""
        packing, pixels = self._on_screen()
        sheet, canvas = self._sheet, np.full((rows, cols), WHITE, np.uint32)
        strip = round(FOOTER * pixels) if sheet.unit is not None else 0
        above, origin = (
            canvas[: rows - strip],
            (round(self._origin[0] * pixels), round(self._origin[1] * pixels)),
        )
        scale, line = on_screen(sheet.scale, pixels), max(round(pixels), 1)
        look = self._table, sheet.limits
        paint_images(above, origin, sheet.tiles, packing.boxes, scale, *look, frame=line)
        if sheet.titled:
            paint_titles(above, origin, sheet.images.titles, packing, pixels=pixels)
        if self._enlarged >= 0:
            box, large = self._large(packing, pixels)
            for border, color in ((2 * _BORDER * line, WHITE), (_BORDER * line, _COLOR)):
                (row, col, height, width) = box[0] - origin[0] - border, box[1] - origin[1] - border, *box[2:]
                bottom, right = row + height + 2 * border, col + width + 2 * border
                above[max(row, 0) : max(bottom, 0), max(col, 0) : max(right, 0)] = color
            paint_images(above, origin, sheet.tiles, np.array([box]), large, *look, numbers=[self._enlarged])
        if sheet.pixel_size is not None and sheet.unit is not None:
            bar = canvas[rows - strip :]
            paint_scale_bar(bar, sheet.pixel_size, sheet.unit, scale, pixels=pixels, right=_GRIP)
        return canvas

    def _large(self, packing: Packing, pixels: float) -> tuple[tuple[int, int, int, int], float]:
        """Place the enlarged image about its middle, inside of the picture if it can be; in pixels of the screen."""
        number, small = self._enlarged, on_screen(self._sheet.scale, pixels)
        shape = self._sheet.images.images[number].shape
        room = [round((side - 2 * _MARGIN) * pixels) for side in self._size]
        larger = [s for s in dict.fromkeys(on_screen(s, pixels) for s in SCALES) if s > small] or [2 * small]
        fitting = [s for s in larger if all(a <= b for a, b in zip(scaled(shape, s), room, strict=True))]
        scale = fitting[-1] if fitting else larger[0]
        found = []
        for start, size, large, side, first in zip(
            packing.boxes[number, :2],
            packing.boxes[number, 2:],
            scaled(shape, scale),
            room,
            self._origin,
            strict=True,
        ):
            at, low = int(start) + (int(size) - large) // 2, round((first + _MARGIN) * pixels)
            found.append(min(max(at, low), low + side - large) if large <= side else at)
        return (found[0], found[1], *scaled(shape, scale)), scale

    @property
    def enlarged_scale(self) -> float:
        """The scale of the image that is enlarged, in pixels of the page."""
        packing, pixels = self._on_screen()
        return self._large(packing, pixels)[1] / pixels

    # --- words and clicks ---------------------------------------------------------------------------------------

    def at(self, row: float, col: float) -> tuple[int, slice, slice] | None:
        """Find what is at a place of the sheet: the number of the image, and its rows and columns."""
        packing, pixels = self._on_screen()
        places = [math.floor((row + _TIE) * pixels), math.floor((col + _TIE) * pixels)]
        number, scale = None, on_screen(self._sheet.scale, pixels)
        if self._enlarged >= 0:
            box, large = self._large(packing, pixels)
            if in_box(np.array([box]), *places) is not None:
                number, scale, start = self._enlarged, large, box[:2]
        if number is None:
            number = in_box(packing.boxes, *places)
            if number is None:
                return None
            start = tuple(packing.boxes[number, :2].tolist())
        times, block = ratio(scale)
        shape = self._sheet.images.images[number].shape
        rows, cols = (
            slice(k * block, min((k + 1) * block, size))
            for k, size in zip(
                ((p - s) // times for p, s in zip(places, start, strict=True)), shape, strict=True
            )
        )
        return number, rows, cols

    def describe(self, row: int, col: int, panel: Axes) -> str:
        """Tell which image is at a pixel of the sheet, and the value from the full data."""
        return self._words(row + 0.5, col + 0.5)

    def _tell(self, x: float, y: float) -> str:
        return self._words(y + 0.5, x + 0.5)

    def _words(self, row: float, col: float) -> str:
        found = self.at(row, col)
        if found is None:
            return ""
        number, rows, cols = found
        image, title = (
            self._sheet.images.images[number],
            self._sheet.images.titles[number] or f"image {number}",
        )
        values = image.values[rows, cols]
        if rows.stop - rows.start == cols.stop - cols.start == 1:
            place = f"row {rows.start}  col {cols.start}"
            bad = (
                not isinstance(image, Colored) and image.bad is not None and image.bad[rows.start, cols.start]
            )
            masked = bad and np.isfinite(values[0, 0])
            value = (
                "masked" if masked else "value " + " ".join(f"{v:.6g}" for v in np.atleast_1d(values[0, 0]))
            )
        else:
            place = f"rows {rows.start} to {rows.stop - 1}  cols {cols.start} to {cols.stop - 1}"
            good = (
                values if isinstance(image, Colored) or image.bad is None else values[~image.bad[rows, cols]]
            )
            axes = (0, 1) if isinstance(image, Colored) else None
            mean = good.mean(axis=axes, dtype=np.float64) if good.size else np.nan
            value = "mean " + " ".join(f"{v:.6g}" for v in np.atleast_1d(mean))
        return f"{title}:  {place}  {value}"

    # --- the view -----------------------------------------------------------------------------------------------

    @property
    def view(self) -> View:
        """What is in view, in pixels of the sheet."""
        (row, col), (rows, cols) = self._origin, self._size
        if self._sheet.unit is not None:
            rows += FOOTER
        return (row, col), (row + rows, col + cols)

    @view.setter
    def view(self, view: View) -> None:
        if self._on_scale is not None:
            self._look(view)

    def _look(self, view: View) -> None:
        """Move the sheet; where another size is asked for, take the largest scale with which that is in view."""
        (row0, col0), (row1, col1) = view
        (top, left), (bottom, right) = self.view
        if not (row1 > row0 and col1 > col0):
            return
        factor = min((bottom - top) / (row1 - row0), (right - left) / (col1 - col0))
        wanted = self._sheet.scale * factor
        if abs(factor - 1) < 1e-6:
            self._go(row0, col0)
            return
        middle = self._size[0] / 2, self._size[1] / 2
        self._anchor = ((row0 + row1) / 2, (col0 + col1) / 2), middle
        self._ask(max((s for s in SCALES if s <= wanted * (1 + 1e-9)), default=SCALES[0]))

    def _ask(self, scale: float | None) -> None:
        assert self._on_scale is not None
        if scale == self._sheet.scale:
            (row, col), (down, across) = self._anchor or (self._origin, (0.0, 0.0))
            self._go(row - down, col - across)
        else:
            self._on_scale(scale)
        self._anchor = None

    def _limited(self, _axes: Axes) -> None:
        if self._moving or self._on_scale is None:
            return
        self._look(Stage.view.fget(self))  # type: ignore[attr-defined]
        if not self._moving:  # the axes show what the toolbar asked for, also where nothing came of it
            self._go(*self._origin)

    def show_all(self) -> None:
        """Take the largest scale with which all is in view."""
        if self._on_scale is None:
            self.canvas.toolbar.push_current()
        else:
            with LOCK:
                self._origin = (0.0, 0.0)
                self._on_scale(None)

    def zoom(self, factor: float, row: float | None = None, col: float | None = None) -> None:
        """Take the next scale, larger where `factor` is below 1, about a place or the middle of the view."""
        (top, left), (rows, cols) = self._origin, self._size
        row = top + rows / 2 if row is None else row
        col = left + cols / 2 if col is None else col
        k = SCALES.index(self._sheet.scale) + (1 if factor < 1 else -1)
        if 0 <= k < len(SCALES):
            self._anchor = (row, col), (row - top, col - left)
            self._ask(SCALES[k])

    def key(self, key: str) -> bool:
        """Move or scale by a key that was pressed on the picture."""
        if key in ("0", "Home"):
            self.show_all()
            return True
        return super().key(key)

    # --- the mouse ----------------------------------------------------------------------------------------------

    def _wheel(self, event: MouseEvent) -> None:
        if event.inaxes is not self.axes or event.ydata is None:
            return
        self._turned += event.step
        if abs(self._turned) >= 1:
            self.zoom(2.0**-self._turned, event.ydata + 0.5, event.xdata + 0.5)  # type: ignore[operator]
            self._turned = 0.0

    def pressed(self, event: MouseEvent) -> None:
        """Take hold of the sheet."""
        super().pressed(event)
        if event.inaxes is self.axes and event.button == MouseButton.LEFT and not self.canvas.toolbar.mode:
            self._held = event.x, event.y, self._origin

    def moved(self, event: MouseEvent) -> None:
        """Drag the sheet along with the mouse."""
        if self._held is not None:
            (x, y, (row, col)), pixels = self._held, self.canvas.device_pixel_ratio
            self._go(row + (event.y - y) / pixels, col + (x - event.x) / pixels)

    def released(self, event: MouseEvent) -> None:
        """Let go."""
        self._held = None
        super().released(event)
