"""Pixels that are the largest of the square around them, in bounded memory at the speed of the cache."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.images import Image
from nbtools.compute.spots.squares import darkest, largest_of_squares

_STRIP = 1 << 19  # pixels that are looked at a time: bounds the memory


def negated(values: NDArray[Any]) -> NDArray[Any]:
    """Turn the order of the values round; integers cannot overflow this way.

    Examples
    --------
    >>> import numpy as np
    >>> negated(np.array([0, 255], np.uint8)).tolist(), negated(np.array([0.5])).tolist()
    ([255, 0], [-0.5])
    """
    return ~values if values.dtype.kind in "iu" else -values


def local_maxima(
    image: Image, distance: int, border: int = 0, *, invert: bool = False, beyond: Any = None
) -> NDArray[np.intp]:
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
    beyond : float, optional
        Only pixels above this value (inverted: below it) are asked for, which saves time.

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
    parts = [np.empty((2, 0), np.intp), *_in_strips(image, distance, border, invert, beyond)]
    return np.ascontiguousarray(np.concatenate(parts, axis=1).T)


def _in_strips(
    image: Image, distance: int, border: int, invert: bool, beyond: Any
) -> Iterator[NDArray[np.intp]]:
    rows, cols = image.shape
    reach = min(distance, rows - 1), min(distance, cols - 1)
    taken_until = np.zeros(cols, np.intp)

    def wanted(brightness: NDArray[Any]) -> NDArray[np.bool_]:
        if beyond is None:
            return np.ones(brightness.shape, bool)
        return np.asarray(negated(brightness) < beyond if invert else brightness > beyond)

    height = max(_STRIP // cols, min(reach[0], 128), 1)
    for start in range(border, rows - border, height):
        stop = min(start + height, rows - border)
        bad = None if image.bad is None else image.bad[start:stop]
        row, col = largest_of_squares(_strip(image, start, stop, reach, invert), reach, bad, wanted)
        row += start
        if border:
            inside = (col >= border) & (col < cols - border)
            row, col = row[inside], col[inside]
        if distance > 1:
            kept = _spaced(row, col, image.values[row, col], distance, stop, taken_until)
            row, col = row[kept], col[kept]
        yield np.stack([row, col])


def _strip(image: Image, start: int, stop: int, reach: tuple[int, int], invert: bool) -> NDArray[Any]:
    """Rows from `start` to `stop` as brightness, bad pixels darkest, with `reach` more on all sides."""
    rows, cols = image.shape
    low, high = max(start - reach[0], 0), min(stop + reach[0], rows)
    strip = np.full((stop - start + 2 * reach[0], cols + 2 * reach[1]), darkest(image.dtype), image.dtype)
    inside = strip[low - start + reach[0] : high - start + reach[0], reach[1] : reach[1] + cols]
    inside[...] = negated(image.values[low:high]) if invert else image.values[low:high]
    if image.bad is not None:
        inside[image.bad[low:high]] = darkest(image.dtype)
    return strip


def _spaced(
    row: NDArray[np.intp],
    col: NDArray[np.intp],
    values: NDArray[Any],
    distance: int,
    stop: int,
    taken_until: NDArray[np.intp],
) -> NDArray[np.bool_]:
    """Choose, in reading order, maxima at least `distance` rows or columns from all that were kept before.

    `taken_until` holds for each column the row from which on it is free again, and is brought up to date for
    the rows from `stop` on. Maxima nearer to each other are equal, so that single values need no comparing.
    """
    kept: NDArray[np.bool_] = taken_until[col] <= row
    equal = np.flatnonzero(kept & _repeated(values))
    kept[equal] = False
    last = np.flatnonzero(kept & (row > stop - distance))
    for first, end in pairwise(np.flatnonzero(np.diff(row[equal], prepend=-1, append=-1)).tolist()):
        here = equal[first:end]
        at, free_from = int(row[here[0]]), 0
        here = here[taken_until[col[here]] <= at]
        for index, column in zip(here.tolist(), col[here].tolist(), strict=True):
            if column >= free_from:
                free_from = column + distance
                taken_until[max(column - distance + 1, 0) : free_from] = at + distance
                kept[index] = True
    for at, column in zip(row[last].tolist(), col[last].tolist(), strict=True):
        around = taken_until[max(column - distance + 1, 0) : column + distance]
        np.maximum(around, at + distance, out=around)
    return kept


def _repeated(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Say which values occur more than once."""
    order = np.argsort(values, kind="stable")
    same = values[order[1:]] == values[order[:-1]]
    found = np.zeros(len(values), bool)
    found[order[1:][same]] = found[order[:-1][same]] = True
    return found
