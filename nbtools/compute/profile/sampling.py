"""Means across a line, at the cost of the line: only the pixels near it are read.

A long line is cut into pieces, each with a window of the image that is checked and interpolated on its own. Splines
reach far, but weaker with every pixel: windows are so much wider than their piece that a float64 shows no difference.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.images import Image, as_image
from nbtools.compute.profile.line import Line
from nbtools.compute.reading import color_axis, computable, to_array
from nbtools.compute.zoom.resample import beyond, filled, nearest

_MARGINS = 2, 2, 20, 28, 36, 44  # pixels around a piece, by the order of the spline
_SHORT = 64  # rows or columns, whichever are fewer, that a piece crosses
_AT_ONCE = 1 << 20  # samples of a piece, about
_MOST = 10**8  # samples


class Windows:
    """An image of which only some windows are read.

    Parameters
    ----------
    image, mask, channel_axis
        As for `nbtools.compute.images.as_image`.
    """

    def __init__(self, image: Any, mask: Any, channel_axis: int | None) -> None:
        if isinstance(image, Image):
            array, self._bad, channel_axis = image.values, image.bad, None
        else:
            array, self._bad = to_array(image, "image"), None
        if array.ndim != 2 + (channel_axis is not None) or array.size == 0:
            as_image(array, channel_axis=channel_axis)  # raises, and says what is wrong
        computable(array.dtype, "image")
        if channel_axis is not None:
            array = np.moveaxis(array, color_axis(array.shape, channel_axis, "image"), -1)
        self._array, self._axis = array, None if channel_axis is None else -1
        self.shape: tuple[int, int] = array.shape[:2]
        self._mask = None if mask is None else checks.pixel_mask("mask", mask, self.shape)

    def read(self, rows: slice, cols: slice) -> Image:
        """Take the pixels of some rows and columns in."""
        masks = [each[rows, cols] for each in (self._mask, self._bad) if each is not None]
        mask = np.any(masks, axis=0) if masks else None
        return as_image(self._array[rows, cols], mask=mask, channel_axis=self._axis)


def means_across(windows: Windows, line: Line, order: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Give the mean of the samples across each place of a line, NaN where there are none, and their numbers."""
    number = math.ceil(line.length + 1) * line.width
    if number > _MOST:
        got = f"{number:,}" if number < 1e12 else f"about {number:.1e}"
        raise ValueError(f"a line must have at most {_MOST:,} samples, got {got}; make it shorter")
    rows, cols = line.places()
    beside = np.linspace(-(line.width - 1) / 2, (line.width - 1) / 2, line.width)
    crossed = min(abs(rows[-1] - rows[0]), abs(cols[-1] - cols[0]))
    pieces = max(math.ceil(crossed / _SHORT), math.ceil(number / _AT_ONCE))
    sums, numbers = [], []
    for row, col in zip(np.array_split(rows, pieces), np.array_split(cols, pieces), strict=True):
        places = [
            along[:, np.newaxis] + step * beside for along, step in zip((row, col), line.across, strict=True)
        ]
        values, good = _samples(windows, places, order)
        with np.errstate(over="ignore", invalid="ignore"):  # a sum beyond float64 is infinite
            sums.append(np.where(good, values, 0).sum(axis=1))
        numbers.append(good.sum(axis=1))
    total, used = np.concatenate(sums), np.concatenate(numbers)
    return np.divide(total, used, out=np.full(len(total), np.nan), where=used > 0), used


def _samples(
    windows: Windows, places: list[NDArray[np.float64]], order: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Give the values at places, and which of them count: those in a good pixel of the image."""
    from scipy import ndimage

    values = np.zeros(places[0].shape)
    good = ~np.logical_or(*(beyond(place, size) for place, size in zip(places, windows.shape, strict=True)))
    if not good.any():
        return values, good
    window, inside = [], []
    for place, size in zip(places, windows.shape, strict=True):
        here = place[good]
        first = max(math.floor(here.min()) - _MARGINS[order], 0)
        window.append(slice(first, min(math.ceil(here.max()) + _MARGINS[order] + 1, size)))
        inside.append(here - first)
    image = windows.read(*window)
    pixels = tuple(nearest(place, size) for place, size in zip(inside, image.shape, strict=True))
    if order == 0:
        values[good] = image.values[pixels]
    else:
        whole = filled(image.values, image.bad)
        values[good] = ndimage.map_coordinates(whole, inside, order=order, mode="reflect")  # type: ignore[call-overload]  # literals
    if image.bad is not None:
        good[good] = ~image.bad[pixels]
    return values, good
