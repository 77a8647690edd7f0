"""The picture of PixelExplorer: an image with ticks, lines and numbers on its pixels, which the mouse moves."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from matplotlib.axes import Axes

from nbtools.compute.cells.formats import Fmt
from nbtools.compute.cells.window import PixelWindow
from nbtools.compute.images import Pixels
from nbtools.draw.cells.grid import CellGrid
from nbtools.draw.cells.image import PictureCells
from nbtools.draw.cells.marks import CellMarks
from nbtools.draw.cells.ticks import CellTicks, Names
from nbtools.draw.cells.values import CellValues
from nbtools.draw.image.layout import Box
from nbtools.draw.image.raster import Raster
from nbtools.draw.image.shades import Source
from nbtools.draw.image.view import View, showing
from nbtools.draw.marks.letters import width_of
from nbtools.draw.marks.ticks import FONT
from nbtools.widgets.base.stage import ARROWS, Click, Stage

_EDGE = 9  # margin in px of the screen without labels
_LETTERS = 16  # of a name


class PixelPicture(Stage):
    """The image.

    Parameters
    ----------
    pixels, source : Pixels, Source
        What is shown first: values and colours.
    names : pair of dict or None
        Names of rows and columns by their numbers.
    on_click : callable
        As for `Stage`.
    on_arrow : callable
        Called with the rows and columns by which an arrow key moves the marked pixel.
    """

    heights = (250, 470)
    slack = 3

    def __init__(
        self,
        pixels: Pixels,
        source: Source,
        names: tuple[Names | None, Names | None],
        *,
        on_click: Click,
        on_arrow: Callable[[int, int], None],
    ) -> None:
        self.cells = PictureCells(pixels, source)
        self._names, self._on_arrow = names, on_arrow
        self._fmt: Fmt = "auto"
        self._short = [
            None if some is None else {k: _short(name) for k, name in some.items()} for some in names
        ]
        widest = max((width_of(name, _px16()) for name in (self._short[0] or {}).values()), default=0)
        self.margins = max(44, widest + 14), _EDGE, 26, _EDGE
        super().__init__(pixels.shape, alt="the image with its pixels", on_click=on_click)

    def fill(self) -> None:
        """Make image, lines, numbers, marks and ticks."""
        self.axes.tick_params(left=False, bottom=False, labelleft=False, labelbottom=False)
        self.axes.spines[:].set_linewidth(1.2)  # the image covers the inner half
        self.image = Raster(self.axes, self.cells.source)
        self.grid = CellGrid(self.axes, self.cells)
        self.numbers = CellValues(self.axes, self.cells)
        self.marks = CellMarks(self.axes, self.cells)
        self.rows, self.cols = (
            CellTicks(self.axes, side, self.cells, some)
            for side, some in zip(("left", "bottom"), self._short, strict=True)
        )
        self.canvas.set_moving(self.image, self.grid, self.numbers, self.marks, self.rows, self.cols)

    def show(
        self, pixels: Pixels, source: Source, marked: tuple[int, int], window: PixelWindow, **look: Any
    ) -> None:
        """Show an image, the marked pixel, which is brought into view, and the frame of a window.

        `look` are parameters of the explorer: values, grid, fmt, row_side and col_side.
        """
        new = pixels.shape != self.shape
        other = pixels is not self.cells.pixels
        self.cells.pixels, self.cells.source = pixels, source
        self.image.set_source(source)
        if other or look["fmt"] != self._fmt:
            self._fmt = look["fmt"]
            self.numbers.set_format(self._fmt)
        self.numbers.set_visible(look["values"])
        self.grid.set_visible(look["grid"])
        self.marks.window = window.rows, window.cols
        sides = look["row_side"], look["col_side"]
        turned = sides != (self.rows.side, self.cols.side)
        if turned or new:
            self.rows.side, self.cols.side = sides
            self.shape = pixels.shape
            self.place()
        if new:
            self.home()
        if new or marked != self.marks.pixel:
            self.marks.pixel = marked
            self._bring(*marked)
        self.canvas.changed(whole=new or turned)

    def frame(self, window: PixelWindow) -> None:
        """Move the frame of the window, but not the marked pixel."""
        self.marks.window = window.rows, window.cols
        self.canvas.moved()

    def boxes(self, width: float, height: float) -> list[Box]:
        """Give the panel all the room that the labels leave, on whichever side they are."""
        left, bottom, across, up = self.room(width, height)
        right = self.margins[0] - _EDGE if self.rows.side == "right" else 0
        top = self.margins[2] - _EDGE if self.cols.side == "top" else 0
        return [(left - right, bottom - top, across, up)]

    def describe(self, row: int, col: int, panel: Axes) -> str:
        """Tell row and column with their names, and the value, from the full data."""
        rows, cols = self.shape
        if not (0 <= row < rows and 0 <= col < cols):
            return "outside of the image"
        named = [
            f"{k}" if some is None or k not in some else f"{k} ({some[k]})"
            for k, some in zip((row, col), self._names, strict=True)
        ]
        return f"row {named[0]}  col {named[1]}  value {self.cells.pixels.told(row, col)}"

    # --- the view -----------------------------------------------------------------------------------------------

    def ask_view(self, view: View) -> None:
        """Bring a part of the image into view; all that depends on it moves."""
        self._set_view(view)
        self.axes.apply_aspect()
        self.canvas.moved()

    def _bring(self, row: int, col: int) -> None:
        """Move the view as little as it takes to show a pixel, with one beside it."""
        seen = self.seen
        if (view := showing(seen, row, col, self.shape)) is not seen:
            self.view = view

    def key(self, key: str) -> bool:
        """Move the marked pixel by an arrow key; with Shift, the view."""
        if key in ARROWS:
            self._on_arrow(*ARROWS[key])
            return True
        return super().key(key)


def _short(name: str) -> str:
    return name if len(name) <= _LETTERS else f"{name[: _LETTERS - 1]}…"


def _px16() -> int:
    """Size of the labels at 100 dots per inch, in sixteenths of a pixel."""
    return math.ceil(FONT * 100 / 72 * 16)
