"""An image with lines, numbers and ticks on its pixels, and frames around those that are marked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from nbtools.compute.cells.formats import Fmt
from nbtools.compute.cells.window import PixelWindow
from nbtools.compute.images import Pixels
from nbtools.draw.cells.grid import CellGrid
from nbtools.draw.cells.image import PictureCells
from nbtools.draw.cells.marks import CellMarks
from nbtools.draw.cells.names import Both, Names, named
from nbtools.draw.cells.ticks import CellTicks
from nbtools.draw.cells.values import CellValues
from nbtools.draw.image.raster import Raster
from nbtools.draw.image.shades import Source
from nbtools.draw.marks.letters import width_of
from nbtools.draw.marks.ticks import FONT
from nbtools.draw.scene import Layer

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

_LETTERS = 16  # of a name


class NumberedImage:
    """An image and all that tells of its pixels; `artists` are those that move.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    pixels, source : Pixels, Source
        What is shown first: values and colours.
    names : pair of dict or None
        Names of rows and columns by their numbers.

    Attributes
    ----------
    cells : PictureCells
        What is shown.
    marks : CellMarks
        The frames around the marked pixel and around a window.
    rows, cols : CellTicks
        The labels.
    """

    def __init__(self, axes: Axes, pixels: Pixels, source: Source, names: Both) -> None:
        self.cells, self._names = PictureCells(pixels, source), names
        self._fmt: Fmt = "auto"
        axes.tick_params(left=False, bottom=False, labelleft=False, labelbottom=False)
        axes.spines[:].set_linewidth(1.2)  # the image covers the inner half
        self._image = Raster(axes, source)
        self._grid = CellGrid(axes, self.cells)
        self._numbers = CellValues(axes, self.cells)
        self.marks = CellMarks(axes, self.cells)
        self.rows, self.cols = (
            CellTicks(axes, side, self.cells, None if some is None else _shortened(some))
            for side, some in zip(("left", "bottom"), names, strict=True)
        )
        self.artists: list[Artist] = [
            self._image,
            self._grid,
            self._numbers,
            self.marks,
            self.rows,
            self.cols,
        ]

    @property
    def sides(self) -> tuple[str, str]:
        """Where rows and columns are labelled: "left" or "right", "bottom" or "top"."""
        return self.rows.side, self.cols.side

    def show(
        self,
        pixels: Pixels,
        source: Source,
        marked: tuple[int, int],
        window: PixelWindow,
        *,
        values: bool,
        grid: bool,
        fmt: Fmt,
        row_side: str,
        col_side: str,
    ) -> bool:
        """Show an image.

        Parameters
        ----------
        pixels, source : Pixels, Source
            Its values and colours.
        marked : (int, int)
            Row and column of the marked pixel.
        window : PixelWindow
            What the other frame is around.
        values, grid : bool
            Whether there are numbers and lines.
        fmt : str
            How numbers are written.
        row_side, col_side : str
            As in `sides`.

        Returns
        -------
        bool
            Whether the labels have moved to another side.
        """
        other = pixels is not self.cells.pixels
        self.cells.pixels, self.cells.source = pixels, source
        self._image.set_source(source)
        if other or fmt != self._fmt:
            self._fmt = fmt
            self._numbers.set_format(fmt)
        self._numbers.set_visible(values)
        self._grid.set_visible(grid)
        self.marks.pixel, self.marks.window = marked, (window.rows, window.cols)
        before = self.sides
        self.rows.side, self.cols.side = row_side, col_side
        return self.sides != before

    @property
    def has_numbers(self) -> bool:
        """Whether there are numbers on the pixels, as there is room for them."""
        return self._numbers.fits()

    @property
    def images(self) -> list[Artist]:
        """What is described in `layers`."""
        return [self._image]

    def layers(self) -> list[Layer]:
        """Describe the image for a page."""
        image = self._image.layer()
        return [] if image is None else [image]

    def describe(self, row: int, col: int) -> str:
        """Tell row and column with their names, and the value, from the full data."""
        pixels = self.cells.pixels
        rows, cols = pixels.shape
        if not (0 <= row < rows and 0 <= col < cols):
            return "outside of the image"
        names = self._names
        return f"row {named(row, names[0])}, col {named(col, names[1])}: value {pixels.told(row, col)}"


def room_for(names: Names | None) -> int:
    """Give the width of the longest label in px of the screen; 0 without names."""
    px16 = math.ceil(FONT * 100 / 72 * 16)  # at 100 dots per inch, in sixteenths of a pixel
    return max((width_of(name, px16) for name in _shortened(names or {}).values()), default=0)


def _shortened(names: Names) -> Names:
    return {k: name if len(name) <= _LETTERS else f"{name[: _LETTERS - 1]}…" for k, name in names.items()}
