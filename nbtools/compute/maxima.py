"""Pixels that are the largest of the square around them, in bounded memory at the speed of the cache."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.images import Image

_STRIP = 1 << 17  # pixels worked on at a time, so that they stay in the cache


def negated(values: NDArray[Any]) -> NDArray[Any]:
    """Turn the order of the values round; integers cannot overflow this way.

    Examples
    --------
    >>> import numpy as np
    >>> negated(np.array([0, 255], np.uint8)).tolist(), negated(np.array([0.5])).tolist()
    ([255, 0], [-0.5])
    """
    return ~values if values.dtype.kind in "iu" else -values


def local_maxima(image: Image, distance: int, border: int = 0, *, invert: bool = False) -> NDArray[np.intp]:
    """Find pixels that are the largest within `distance` rows and columns.

    Parameters
    ----------
    image : Image
        See `nbtools.as_image`. Bad pixels are as if darker than all others, and never found.
    distance : int
        Half the width of the square, at least 1. Of equal pixels closer than that, the first in reading
        order is kept.
    border : int
        Width of the border without maxima, in pixels.
    invert : bool
        Whether to find the smallest instead.

    Returns
    -------
    ndarray of intp, shape (n, 2)
        Positions (row, col) in reading order.

    Examples
    --------
    >>> from nbtools.compute.images import as_image
    >>> local_maxima(as_image([[0, 7, 7, 0, 5]]), 2).tolist()
    [[0, 1]]
    """
    flat = np.concatenate([np.empty(0, np.intp), *_in_strips(image, distance, border, invert)])
    return np.stack(np.divmod(flat, image.shape[1]), axis=1)


def _in_strips(image: Image, distance: int, border: int, invert: bool) -> Iterator[NDArray[np.intp]]:
    rows, cols = image.shape
    reach = min(distance, rows - 1), min(distance, cols - 1)
    taken_until = np.zeros(cols, np.intp)
    height = max(_STRIP // cols, min(reach[0], 128), 1)
    for start in range(border, rows - border, height):
        stop = min(start + height, rows - border)
        strip = _strip(image, start, stop, reach[0], invert)
        peaks = _sliding_max(strip, reach) == strip[reach[0] : reach[0] + stop - start]
        if image.bad is not None:
            peaks &= ~image.bad[start:stop]
        peaks[:, :border] = peaks[:, cols - min(border, cols) :] = False
        flat = np.flatnonzero(peaks) + start * cols
        yield flat if distance == 1 else _spaced(flat, cols, distance, taken_until)


def _darkest(dtype: np.dtype[Any]) -> Any:
    return -np.inf if dtype.kind == "f" else np.iinfo(dtype).min


def _strip(image: Image, start: int, stop: int, reach: int, invert: bool) -> NDArray[Any]:
    """Rows from `start` to `stop` as brightness, bad pixels darkest, with `reach` more on both sides."""
    rows, cols = image.shape
    low, high = max(start - reach, 0), min(stop + reach, rows)
    strip = np.full((stop - start + 2 * reach, cols), _darkest(image.dtype), image.dtype)
    inside = strip[low - start + reach : high - start + reach]
    inside[...] = negated(image.values[low:high]) if invert else image.values[low:high]
    if image.bad is not None:
        inside[image.bad[low:high]] = _darkest(image.dtype)
    return strip


def _sliding_max(strip: NDArray[Any], reach: tuple[int, int]) -> NDArray[Any]:
    """Largest value within `reach` rows, which the strip has in addition, and columns, clipped."""
    tall = _run_max(strip, 2 * reach[0] + 1)
    rows, cols = tall.shape
    wide = np.full((rows, cols + 2 * reach[1]), _darkest(strip.dtype), strip.dtype)
    wide[:, reach[1] : reach[1] + cols] = tall
    return _run_max(wide.T, 2 * reach[1] + 1).T


def _run_max(values: NDArray[Any], length: int) -> NDArray[Any]:
    """Largest value of each run of `length` rows, by doubling: two runs that touch make one twice as long."""
    run = 1
    while run < length:
        step = min(run, length - run)
        values = np.maximum(values[:-step], values[step:])
        run += step
    return values


def _spaced(
    flat: NDArray[np.intp], cols: int, distance: int, taken_until: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Keep, in reading order, positions at least `distance` rows or columns from all that were kept before.

    `taken_until` holds for each column the row from which on it is free again, and is brought up to date.
    """
    rows, columns = np.divmod(flat, cols)
    kept: list[int] = []
    for start, stop in pairwise(np.flatnonzero(np.diff(rows, prepend=-1, append=-1)).tolist()):
        row, here = int(rows[start]), columns[start:stop]
        free_from = 0
        for col in here[taken_until[here] <= row].tolist():
            if col >= free_from:
                free_from = col + distance
                taken_until[max(col - distance + 1, 0) : free_from] = row + distance
                kept.append(row * cols + col)
    return np.array(kept, np.intp)
