"""What PixelExplorer can be told and what it computes: parameters and steps."""

from __future__ import annotations

from typing import Any

from nbtools.compute.cells.formats import PixelFormat, pixel_format
from nbtools.compute.cells.window import PixelWindow, window_of
from nbtools.compute.images import Pixels
from nbtools.draw.image.shades import Source, source_of
from nbtools.model.choices import Choice, Palette, Switch
from nbtools.model.numbers import Number
from nbtools.model.steps import step
from nbtools.widgets.base.contrast import Contrasted

LARGEST = 15
_FORMATS = {
    "by type and range": ("auto",),
    "decimals": (".0f", ".1f", ".2f", ".3f", ".4f", ".6f"),
    "power of ten": (".1e", ".2e", ".4e"),
    "digits": (".3g", ".6g"),
}


class Format(Palette):
    """A way to write numbers: "auto", or what Python's `format` takes; it must suit the image."""

    _kind = "str"

    def validate(self, obj: Any, value: Any) -> str:
        """Refuse what is no format, or none for these values."""
        if not isinstance(value, str):
            raise self.refuse(value, "'auto' or a format such as '.3f'")
        pixel_format(obj._data.part((slice(1), slice(1))).numbers, fmt=value)
        return value


class Odd(Number):
    """An odd whole number."""

    def validate(self, obj: Any, value: Any) -> float | int:
        """Refuse even numbers, too."""
        number = super().validate(obj, value)
        if number % 2 == 0:
            raise self.refuse(value, "odd, so that there is a pixel in the middle")
        return number


class PixelModel(Contrasted):
    """Parameters and steps of `PixelExplorer`."""

    row = Number(0, integer=True, unit="px", help="Row of the marked pixel.")
    col = Number(0, integer=True, unit="px", help="Column of the marked pixel.")
    size = Odd(
        5,
        1,
        LARGEST,
        step=2,
        integer=True,
        unit="px",
        help="Rows and columns of the window about the marked pixel: an odd number.",
    )
    pinned = Switch(
        False, help="The window stays at the marked pixel; else it shows what is under the mouse."
    )
    values = Switch(True, help="Write the values on the pixels, where they fit.")
    grid = Switch(True, help="Draw lines between the pixels, where they are large enough.")
    fmt = Format(
        "auto",
        _FORMATS,
        label="format",
        help="How values are written: auto, or a format as Python takes it, such as .3f (w.fmt takes any).",
    )
    row_side = Choice("left", ("left", "right"), label="rows", help="Where the rows are numbered.")
    col_side = Choice("bottom", ("bottom", "top"), label="cols", help="Where the columns are numbered.")

    @step
    def plain(data: Pixels) -> Source:
        """The image, ready to be coloured."""
        return source_of(data)

    @step
    def format(data: Pixels, fmt: str) -> PixelFormat:
        """How values are written."""
        return pixel_format(data.numbers, data.masked, fmt)

    @step
    def result(data: Pixels, row: int, col: int, size: int) -> PixelWindow:
        """What `nbtools.pixel_window` gives."""
        return window_of(data, row, col, size)

    @step
    def bad(data: Pixels) -> int:
        """Number of pixels of the image that are masked or not finite."""
        bad = data.bad
        return 0 if bad is None else int(bad.sum())
