"""What PixelExplorer can be told and what it computes: parameters and steps."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.cells.formats import PixelFormat, pixel_format
from nbtools.compute.cells.window import PixelWindow, window_of
from nbtools.compute.color.colors import lut
from nbtools.compute.images import Image, as_image
from nbtools.compute.zoom.zoom_picture import Picture
from nbtools.draw.image.shades import Shades, Source, TrueColors, full_scale
from nbtools.widgets.base.contrast import Contrasted, Limits
from nbtools.widgets.base.parameters import Choice, Number, Palette, Switch
from nbtools.widgets.base.steps import step

LARGEST = 15
_FORMATS = {
    "by type and range": ("auto",),
    "decimals": (".0f", ".1f", ".2f", ".3f", ".4f", ".6f"),
    "power of ten": (".1e", ".2e", ".4e"),
    "digits": (".3g", ".6g"),
}


class Format(Palette):
    """A way to write numbers: "auto", or what Python's `format` takes; it must suit the image."""

    def validate(self, obj: Any, value: Any) -> str:
        """Refuse what is no format, or none for these values."""
        if not isinstance(value, str):
            raise self.refuse(value, "'auto' or a format such as '.3f'")
        pixel_format(obj._data.values[:1, :1], fmt=value)
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

    row = Number(0, 0, 1, integer=True, label="row", unit="px", help="Row of the marked pixel.")
    col = Number(0, 0, 1, integer=True, label="col", unit="px", help="Column of the marked pixel.")
    size = Odd(
        5,
        1,
        LARGEST,
        step=2,
        integer=True,
        label="size",
        unit="px",
        help="Rows and columns of the window about the marked pixel: an odd number.",
    )
    pinned = Switch(
        False,
        label="pinned",
        help="The window stays at the marked pixel; else it shows what is under the mouse.",
    )
    values = Switch(True, label="values", help="Write the values on the pixels, where they fit.")
    grid = Switch(True, label="grid", help="Draw lines between the pixels, where they are large enough.")
    fmt = Format(
        "auto",
        _FORMATS,
        label="format",
        help="How values are written: auto, or a format as Python takes it, such as .3f (w.fmt takes any).",
    )
    row_side = Choice("left", ("left", "right"), label="rows", help="Where the rows are numbered.")
    col_side = Choice("bottom", ("bottom", "top"), label="cols", help="Where the columns are numbered.")

    @step
    def checked(data: Picture) -> Image | None:
        """The image with its bad pixels; None for colours."""
        return None if data.values.ndim == 3 else as_image(data.values, mask=data.masked)

    @step
    def samples(data: Picture, checked: Image | None) -> tuple[Image | Limits, ...]:
        """What the percentiles are of."""
        return (full_scale(data.values.dtype) if checked is None else checked,)

    @step
    def plain(data: Picture, checked: Image | None) -> Source:
        """The image, ready to be coloured."""
        table = lut("gray")
        if checked is not None:
            return Shades(checked, table, (0.0, 1.0))
        masked = None if data.masked is None else np.asarray(data.masked.any(axis=2))
        return TrueColors(data.values, masked, table)

    @step
    def source(plain: Source, table_of_colors: NDArray[np.uint8], color_limits: Limits) -> Source:
        """The image in its colours."""
        return plain.recolored(table_of_colors, color_limits) if isinstance(plain, Shades) else plain

    @step
    def format(data: Picture, fmt: str) -> PixelFormat:
        """How values are written."""
        return pixel_format(data.values, data.masked, fmt)

    @step
    def result(data: Picture, row: int, col: int, size: int) -> PixelWindow:
        """What `nbtools.pixel_window` gives."""
        return window_of(data, row, col, size)

    @step
    def bad(data: Picture, checked: Image | None) -> int:
        """Number of pixels of the image that are masked or not finite."""
        if checked is not None:
            return 0 if checked.bad is None else int(checked.bad.sum())
        found = np.zeros(data.shape, bool) if data.masked is None else data.masked.any(axis=2)
        if data.values.dtype.kind == "f":
            found |= ~np.isfinite(data.values).all(axis=2)
        return int(found.sum())
