"""Pixels that are the largest of the square around them, in bounded memory at the speed of the cache.

An image is gone through in strips. Most pixels are ruled out by small blocks: those around a pixel's own lie within
its square, so only the largest pixel of 3 x 3 blocks can be the largest of its square. The few that are left are
compared with the rest of their squares one by one. Where more are left, as on plateaus, whole squares are compared by
sliding.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.images import Image
from nbtools.compute.turns import Work, at_once

_STRIP = 1 << 19  # pixels that are looked at a time: bounds the memory
_SLICE = 1 << 18  # bytes of pixels that are compared by sliding at a time: they stay in the cache
_SMALLEST = 3  # reach for which blocks are of more than one pixel, and worth it
_PATIENCE = 0.4  # pixels of squares that are looked up, per byte of the strip, before sliding is faster
_GATHERED = 1 << 14  # pixels of squares that are looked up at a time

Mask = NDArray[np.bool_]
Places = tuple[NDArray[np.intp], NDArray[np.intp]]


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
    return at_once(local_maxima_work(image, distance, border, invert=invert, beyond=beyond))


def local_maxima_work(
    image: Image, distance: int, border: int = 0, *, invert: bool = False, beyond: Any = None
) -> Work[NDArray[np.intp]]:
    """Find them as `local_maxima` does, strip by strip."""
    parts = [np.empty((2, 0), np.intp)]
    rows, cols = image.shape
    reach = min(distance, rows - 1), min(distance, cols - 1)
    taken_until = np.zeros(cols, np.intp)

    def wanted(brightness: NDArray[Any]) -> Mask:
        if beyond is None:
            return np.ones(brightness.shape, bool)
        with np.errstate(over="ignore"):  # a limit beyond all numbers of this type
            return np.asarray(negated(brightness) < beyond if invert else brightness > beyond)

    height = max(_STRIP // cols, min(reach[0], 128), 1)
    for start in range(border, rows - border, height):
        yield start / rows
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
        parts.append(np.stack([row, col]))
    return np.ascontiguousarray(np.concatenate(parts, axis=1).T)


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
) -> Mask:
    """Choose, in reading order, maxima at least `distance` rows or columns from all that were kept before.

    `taken_until` holds for each column the row from which on it is free again, and is brought up to date for
    the rows from `stop` on. Maxima nearer to each other are equal, so that single values need no comparing.
    """
    kept: Mask = taken_until[col] <= row
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


def _repeated(values: NDArray[Any]) -> Mask:
    """Say which values occur more than once."""
    order = np.argsort(values, kind="stable")
    same = values[order[1:]] == values[order[:-1]]
    found = np.zeros(len(values), bool)
    found[order[1:][same]] = found[order[:-1][same]] = True
    return found


# --- the largest of squares, in one strip -----------------------------------------------------------------------


def darkest(dtype: np.dtype[Any]) -> Any:
    """Return the value that is never larger than a pixel of this type."""
    return -np.inf if dtype.kind == "f" else np.iinfo(dtype).min


def largest_of_squares(
    strip: NDArray[Any], reach: tuple[int, int], bad: Mask | None, wanted: Callable[[NDArray[Any]], Mask]
) -> Places:
    """Find pixels that no other exceeds within `reach` rows and columns.

    Parameters
    ----------
    strip : ndarray
        Pixels, none of them NaN, and on all four sides `reach` more that are only compared with.
    reach : tuple of int
        Half the height and the width of the square.
    bad : ndarray of bool or None
        True for pixels that are not to be found; of the shape of the strip without the `reach` more.
    wanted : callable
        Says for an array of values which of them are asked for; larger ones must be if any is.

    Returns
    -------
    row, col : ndarray of intp
        Positions in the strip without the `reach` more, in reading order.

    Examples
    --------
    >>> strip = np.pad([[3, 1, 5, 5]], 1)
    >>> largest_of_squares(strip, (1, 1), None, lambda values: values > 3)
    (array([0, 0]), array([2, 3]))
    """
    shape = strip.shape[0] - 2 * reach[0], strip.shape[1] - 2 * reach[1]
    flat = None
    if _SMALLEST <= reach[0] == reach[1]:
        flat = _by_blocks(strip, shape, reach[0], wanted)
        if flat is not None and bad is not None:
            flat = flat[~bad.ravel()[flat]]
    if flat is None:
        flat = _by_sliding(strip, shape, reach, bad, wanted)
    row, col = np.divmod(flat, shape[1])
    return row, col


def _by_blocks(
    strip: NDArray[Any], shape: tuple[int, int], reach: int, wanted: Callable[[NDArray[Any]], Mask]
) -> NDArray[np.intp] | None:
    """Find them as flat positions; None when so many are left that sliding is faster."""
    side = (reach + 1) // 2  # so that a block and its neighbours end within the reach of all of its pixels
    n_rows, n_cols = -(-shape[0] // side), -(-shape[1] // side)
    blocks = strip[reach - side :, reach - side :][: (n_rows + 2) * side, : (n_cols + 2) * side]
    tops = _every_max(_every_max(blocks, side).T, side).T
    around, tops = run_max(run_max(tops, 3).T, 3).T, tops[1:-1, 1:-1]
    left = (tops == around) & wanted(tops)
    if strip.dtype.kind == "f":
        left &= tops > -np.inf  # no good pixel
    row, col = np.divmod(np.flatnonzero(left), n_cols)
    reaches = np.arange(-reach, reach + 1)
    offsets = reaches[:, None] * strip.shape[1] + reaches
    offsets = offsets[(abs(reaches)[:, None] > side) | (abs(reaches) > side)]
    most = _PATIENCE * strip.itemsize * shape[0] * shape[1]
    if len(row) * len(offsets) > most:
        return None
    flat, width = strip.ravel(), strip.shape[1]
    sides = np.arange(side)
    pixels = ((row * side + reach) * width + col * side + reach)[:, None] + np.add.outer(
        sides * width, sides
    ).ravel()
    place = pixels[flat.take(pixels) == tops[row, col][:, None]]
    row, col = np.divmod(place - reach * (width + 1), width)
    place = place[(row < shape[0]) & (col < shape[1])]
    if len(place) * len(offsets) > most:
        return None
    row, col = np.divmod(_largest(flat, place, offsets) - reach * (width + 1), width)
    return np.sort(row * shape[1] + col)


def _largest(flat: NDArray[Any], place: NDArray[np.intp], offsets: NDArray[np.intp]) -> NDArray[np.intp]:
    """Keep the places where no pixel at the offsets from them is larger."""
    step = max(_GATHERED // max(len(place), 1), 16)
    for start in range(0, len(offsets), step):
        higher = flat.take(offsets[start : start + step, None] + place) > flat.take(place)
        place = place[~higher.any(axis=0)]
    return place


def _by_sliding(
    strip: NDArray[Any],
    shape: tuple[int, int],
    reach: tuple[int, int],
    bad: Mask | None,
    wanted: Callable[[NDArray[Any]], Mask],
) -> NDArray[np.intp]:
    height = max(_SLICE // strip[0].nbytes, min(reach[0], 128), 1)
    parts = []
    for start in range(0, shape[0], height):
        part = strip[start : min(start + height, shape[0]) + 2 * reach[0]]
        values = part[reach[0] : len(part) - reach[0], reach[1] : reach[1] + shape[1]]
        largest = run_max(run_max(part, 2 * reach[0] + 1).T, 2 * reach[1] + 1).T
        found = (largest == values) & wanted(values)
        if bad is not None:
            found &= ~bad[start : start + height]
        parts.append(np.flatnonzero(found) + start * shape[1])
    return np.concatenate(parts)


def run_max(values: NDArray[Any], length: int) -> NDArray[Any]:
    """Find the largest value of each run of `length` rows, by doubling: two runs make one twice as long.

    Examples
    --------
    >>> run_max(np.array([[1], [4], [2], [0], [3]]), 3).ravel().tolist()
    [4, 4, 3]
    """
    run = 1
    while run < length:
        step = min(run, length - run)
        values = np.maximum(values[:-step], values[step:])
        run += step
    return values


def _every_max(values: NDArray[Any], side: int) -> NDArray[Any]:
    """Find the largest value of each block of `side` rows."""
    found = values[::side].copy()
    for row in range(1, side):
        np.maximum(found, values[row::side], out=found)
    return found
