"""A window of pixels about one of them: its numbers, and what they come to."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.images import Pixels, as_pixels
from nbtools.compute.numerals import all_told
from nbtools.compute.shown import Shown
from nbtools.compute.spelling import understanding

if TYPE_CHECKING:
    import pandas as pd

CHANNELS = ("red", "green", "blue", "alpha")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PixelWindow(Shown):
    """Pixels about one of them. Made by `pixel_window`.

    Numbers of colour pictures are tuples with one number for each channel.

    Attributes
    ----------
    array : ndarray
        A copy of the pixels of the window: fewer than asked for where it reaches beyond the image. Channels are where
        they were in the image; masked where that was.
    rows, cols : slice
        Where it is in the image.
    row, col : int
        The pixel in its middle.
    value : number or tuple
        Its value; ``numpy.ma.masked`` where it is masked.
    min, max, mean, sum : number or tuple
        Of the good pixels of the window; NaN (the sum: 0) without any. The sum is exact: that of integers is one,
        that of floats is rounded once.
    n_bad : int
        Number of pixels with a value that is masked or not finite; such values are left out.
    cut : bool
        Whether the window reaches beyond the image.
    """

    _parts = ("array", "value", "min", "max", "mean", "sum")

    array: NDArray[Any]
    rows: slice
    cols: slice
    row: int
    col: int
    value: Any
    min: Any
    max: Any
    mean: Any
    sum: Any
    n_bad: int
    cut: bool
    _channels: int | None = None  # the axis of the channels in `array`

    def _about(self) -> str:
        rows, cols = self.rows, self.cols
        return (
            f"rows {rows.start} to {rows.stop - 1} and cols {cols.start} to {cols.stop - 1}, {self.n_bad} bad"
        )

    def table(self) -> pd.DataFrame:
        """One row for each pixel: ``row``, ``col``, ``value``, or ``red``, ``green`` ... for colour pictures."""
        import pandas as pd

        rows, cols = np.mgrid[self.rows, self.cols]
        found: dict[str, Any] = {"row": rows.ravel(), "col": cols.ravel()}
        if self._channels is None:
            return pd.DataFrame({**found, "value": _column(self.array)})
        for k, layer in enumerate(np.moveaxis(self.array, self._channels, 0)):
            found[CHANNELS[k]] = _column(layer)
        return pd.DataFrame(found)

    def literal(self) -> str:
        """Write the array as a line of Python that makes it again, of the same type: ``np.array(...)``.

        Examples
        --------
        >>> print(pixel_window([[0.5, np.nan], [2, 3]], 0, 0, size=3).literal())
        np.array([[0.5, np.nan],
                  [2.0, 3.0]], dtype=np.float64)
        """
        kind = f"np.{self.array.dtype.name}"
        if not np.ma.isMaskedArray(self.array):
            return f"np.array({_nested(self.array, 9)}, dtype={kind})"
        mask = _nested(np.ma.getmaskarray(self.array), 25)
        values = _nested(np.ma.getdata(self.array), 20)
        return f"np.ma.masked_array({values},\n               mask={mask}, dtype={kind})"

    def text(self) -> str:
        """Write the array as text: a tab between columns, a line for each row, as spreadsheets take it.

        What is masked is empty; the channels of a colour have commas between them.
        """
        array = self.array if self._channels is None else np.moveaxis(self.array, self._channels, -1)
        values, hidden = (
            part.reshape(len(array), -1) for part in (np.ma.getdata(array), np.ma.getmaskarray(array))
        )
        cells = [
            ["" if hide else str(value) for value, hide in zip(line, bad, strict=True)]
            for line, bad in zip(values, hidden, strict=True)
        ]
        if self._channels is not None:
            n = array.shape[-1]
            cells = [[",".join(line[k : k + n]) for k in range(0, len(line), n)] for line in cells]
        return "\n".join("\t".join(line) for line in cells)


@understanding
def pixel_window(
    image: Any, row: int, col: int, *, size: int = 5, channel_axis: int | None = None
) -> PixelWindow:
    """Take the pixels about one of them out of an image.

    Parameters
    ----------
    image : array-like, shape (rows, cols)
        Numbers of any integer or float type, or bool, taken as 0 and 1; masked arrays are understood. With
        `channel_axis`, a colour picture.
    row, col : int
        The pixel in the middle.
    size : int
        Odd number of rows and columns; what reaches beyond the image is cut off.
    channel_axis : int, optional
        The axis with red, green, blue and perhaps alpha.

    Returns
    -------
    PixelWindow

    Raises
    ------
    TypeError
        If the pixels are no real numbers, or another parameter is no whole number.
    ValueError
        If the pixel lies outside of the image, or the size is even or not above 0.

    Examples
    --------
    >>> window = pixel_window(np.arange(20).reshape(4, 5), 1, 1, size=3)
    >>> window.array.tolist(), window.rows, window.sum
    ([[0, 1, 2], [5, 6, 7], [10, 11, 12]], slice(0, 3, None), 54)
    """
    return window_of(as_pixels(image, channel_axis=channel_axis), row, col, size)


def window_of(pixels: Pixels, row: int, col: int, size: int) -> PixelWindow:
    """Do what `pixel_window` does, with an image that has been read."""
    size = checks.integer("size", size, minimum=1, unit="px")
    if size % 2 == 0:
        raise ValueError(
            f"size must be odd, so that there is a pixel in the middle, got {checks.short(size)} px"
        )
    places = []
    for name, at, count in (("row", row, pixels.shape[0]), ("col", col, pixels.shape[1])):
        place = checks.integer(name, at, minimum=0)
        if place >= count:
            raise ValueError(f"{name} must be from 0 to {count - 1}, got {checks.short(place)}")
        places.append((place, slice(max(place - size // 2, 0), min(place + size // 2 + 1, count))))
    (row, rows), (col, cols) = places
    part = pixels.part((rows, cols))
    values = part.numbers.copy()
    masked = None if part.masked is None else part.masked.copy()
    layers = np.atleast_3d(values)
    hidden = np.zeros(layers.shape, bool) if masked is None else np.atleast_3d(masked)
    good = ~hidden & np.isfinite(layers)
    found = [_numbers(layers[..., k][good[..., k]]) for k in range(layers.shape[2])]
    array: NDArray[Any] = values if masked is None else np.ma.masked_array(values, masked)
    middle = array[row - rows.start, col - cols.start]
    value: Any = middle.tolist() if array.ndim == 3 else middle if middle is np.ma.masked else middle.item()
    low, high, mean, total = (part[0] if array.ndim == 2 else part for part in zip(*found, strict=True))
    if pixels.axis is not None:
        array = np.moveaxis(array, -1, pixels.axis)
        value = tuple(value)
    bad = int((~good).any(axis=2).sum())
    whole = layers.shape[:2] == (size, size)
    return PixelWindow(
        array, rows, cols, row, col, value, low, high, mean, total, bad, not whole, pixels.axis
    )


def summary(window: PixelWindow, between: str = ", ") -> str:
    """Say what the numbers of a window come to, in plain words."""
    rows, cols = (part.stop - part.start for part in (window.rows, window.cols))
    size = f"{rows} x {cols} px" + (", cut at the border" if window.cut else "")
    size += f", {window.n_bad} bad left out" if window.n_bad else ""
    parts = [f"{name} {all_told(getattr(window, name))}" for name in ("min", "max", "mean", "sum")]
    if not isinstance(window.sum, tuple):
        parts = [f"{parts[0]}, {parts[1]}", f"{parts[2]}, {parts[3]}"]
    return between.join([size, *parts])


def _numbers(good: NDArray[Any]) -> tuple[Any, Any, Any, Any]:
    """Give least, greatest, mean and sum."""
    values = good.tolist()
    if not values:
        return math.nan, math.nan, math.nan, 0
    if good.dtype.kind in "iu":
        total = sum(values)
        return min(values), max(values), total / len(values), total
    try:
        added = math.fsum(values)
        return min(values), max(values), added / len(values), added
    except OverflowError:  # also on the way to a sum that is none
        exact = sum(map(Fraction, values), Fraction(0))
        mean = float(exact / len(values))
        return (
            min(values),
            max(values),
            mean,
            float(exact) if abs(exact) < 2**1024 else math.copysign(math.inf, mean),
        )


def _column(array: NDArray[Any]) -> NDArray[Any]:
    """Lay values out in a row; what is masked is NaN."""
    hidden = np.ma.getmaskarray(array)
    values = np.ma.getdata(array)
    return (np.where(hidden, np.nan, values) if hidden.any() else values).ravel()


def _nested(array: NDArray[Any], indent: int) -> str:
    """Write an array as lists, a line for each row."""
    if array.ndim == 0:
        text = str(array)
        return {"nan": "np.nan", "inf": "np.inf", "-inf": "-np.inf"}.get(text, text)
    between = ",\n" + " " * (indent + 1) if array.ndim == 2 else ", "
    return "[" + between.join(_nested(part, indent) for part in array) + "]"
