"""The single pixels around each spot, for what a sum cannot tell: medians, spread, maxima, centroids.

Pixels are handled as arrays of shape (spots, pixels), some spots at a time: the offsets that can matter are
the same for all, and a mask says which pixels do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.images import Image
from nbtools.compute.spots.footprints import FARTHEST, Floats, Ints

BACKGROUND_METHODS = ("median", "mean", "mode", "sigma_clip")
_BLOCK = 1 << 15  # pixels that are handled at a time: bounds the memory
_SIGMAS, _ROUNDS = 3.0, 5  # of the clipping


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """Pixels of some spots, arrays of shape (spots, pixels).

    `good` says which pixels are in the image, in the annulus, and not bad; the `values` of others are 0.
    `d_row` and `d_col` are distances from the centre; of shape (pixels,) when they are the same for all.
    """

    which: Ints
    good: NDArray[np.bool_]
    values: Floats
    d_row: Floats
    d_col: Floats


def windows(image: Image, centers: Floats, r_in: float, r_out: float) -> Iterator[Window]:
    """Walk through the pixels with ``r_in < distance <= r_out`` from each centre; r_in < 0: a disk."""
    shape = np.array(image.shape)
    flat, good_pixels = image.values.ravel(), None if image.bad is None else ~image.bad.ravel()
    r_out = min(r_out, FARTHEST)
    centers = np.clip(centers, -1.5 * r_out - 2, shape + 1.5 * r_out + 1)  # farther ones see no pixel, either
    if r_out > shape.max():  # wider than the image: look at all of its pixels
        corners, whole = np.zeros(centers.shape, np.intp), False
        d_row, d_col = (side.ravel() for side in np.indices(image.shape))
    else:
        corners = np.rint(centers).astype(np.intp)
        whole = bool((corners == centers).all())
        d_row, d_col = _offsets(r_in, r_out, whole)
    reach = np.abs([d_row, d_col]).max(axis=1, initial=0)
    crosses = ((corners < reach) | (corners >= shape - reach)).any(axis=1)
    size = max(1, _BLOCK // max(len(d_row), 1))
    for spots in (np.flatnonzero(~crosses), np.flatnonzero(crosses)):
        for first in range(0, len(spots), size):
            which = spots[first : first + size]
            row, col = corners[which, :1] + d_row, corners[which, 1:] + d_col
            index, good = row * image.shape[1] + col, np.ones(row.shape, bool)
            from_row, from_col = d_row.astype(np.float64), d_col.astype(np.float64)
            if crosses[which[0]]:
                good = (row >= 0) & (row < shape[0]) & (col >= 0) & (col < shape[1])
                index[~good] = 0
            if not whole:
                from_row, from_col = row - centers[which, :1], col - centers[which, 1:]
                with np.errstate(over="ignore"):
                    d2 = from_row * from_row + from_col * from_col
                good &= d2 <= r_out * r_out
                if r_in >= 0:
                    good &= d2 > r_in * r_in
            if good_pixels is not None:
                good &= good_pixels.take(index)
            values = flat.take(index).astype(np.float64)
            values[~good] = 0
            yield Window(which, good, values, from_row, from_col)


def _offsets(r_in: float, r_out: float, whole: bool) -> tuple[Ints, Ints]:
    """List the offsets from the pixel next to a centre to all pixels that are, or can be, in the annulus."""
    slack = 0.0 if whole else 0.7072  # px, just over half the diagonal of a pixel
    outer = r_out + slack
    side = np.arange(-int(outer), int(outer) + 1)
    d2 = side[:, None] ** 2 + side**2
    near = d2 <= outer * outer
    if r_in >= slack:
        near &= d2 > (r_in - slack) ** 2
    d_row, d_col = np.nonzero(near)
    return side[d_row], side[d_col]


@dataclass(frozen=True, slots=True, eq=False)
class Annuli:
    """What the good pixels in the annulus around each centre tell, arrays of shape (n,). Made by `annuli`.

    Attributes
    ----------
    level : ndarray
        The background per pixel; NaN where there is no good pixel.
    std : ndarray
        Sample standard deviation of the pixels that are not clipped; NaN where there are fewer than two.
    count : ndarray of int
        How many these are.
    clipped : ndarray
        Which fraction of the good pixels is clipped; NaN where there is none.
    whole : ndarray of bool
        Whether all good pixels are whole numbers.
    """

    level: Floats
    std: Floats
    count: Ints
    clipped: Floats
    whole: NDArray[np.bool_]


def annuli(image: Image, centers: Floats, r_in: float, r_out: float, method: str) -> Annuli:
    """Find the background in the good pixels with ``r_in < distance <= r_out``.

    `method` is "median", "mean", "mode" (3 median - 2 mean) or "sigma_clip" (the median after clipping). Clipping
    leaves out, from both ends of the sorted pixels, those farther than 3 population standard deviations from the
    median, at most 5 times, as `astropy.stats.sigma_clip` does by default.
    """
    n = len(centers)
    level, std, clipped = np.full((3, n), np.nan)
    count, whole = np.zeros(n, np.intp), np.ones(n, bool)
    for window in windows(image, centers, r_in, r_out):
        ordered = np.where(window.good, window.values, np.inf)
        ordered.sort(axis=1)
        total = window.good.sum(axis=1)
        low, high = np.zeros(len(ordered), np.intp), total
        if method == "sigma_clip":
            low, high = _clip(ordered, low, high)
        place, left = np.arange(ordered.shape[1]), high - low
        kept = (place >= low[:, None]) & (place < high[:, None])
        mean, spread = _moments(np.where(kept, ordered, 0.0), kept)
        which, found = window.which, mean if method == "mean" else _median(ordered, low, high)
        with np.errstate(over="ignore", invalid="ignore"):
            level[which] = 3 * found - 2 * mean if method == "mode" else found
            bessel = np.divide(left, left - 1, out=np.full(len(left), np.nan), where=left > 1)
            std[which] = spread * np.sqrt(bessel)
        clipped[which] = np.divide(total - left, total, out=np.full(len(left), np.nan), where=total > 0)
        count[which], whole[which] = left, (ordered == np.floor(ordered)).all(axis=1)
    return Annuli(level, std, count, clipped, whole)


def _clip(ordered: Floats, low: Ints, high: Ints) -> tuple[Any, Any]:
    place = np.arange(ordered.shape[1])
    for _ in range(_ROUNDS):
        kept = (place >= low[:, None]) & (place < high[:, None])
        middle, spread = _median(ordered, low, high), _moments(np.where(kept, ordered, 0.0), kept)[1]
        with np.errstate(invalid="ignore", over="ignore"):
            below = (ordered < (middle - _SIGMAS * spread)[:, None]) & kept
            above = (ordered > (middle + _SIGMAS * spread)[:, None]) & kept
        if not (below.any() or above.any()):
            break
        low, high = low + below.sum(axis=1), high - above.sum(axis=1)
    return low, high


def _median(ordered: Floats, low: Ints, high: Ints) -> Floats:
    """Find the median of the entries ``low:high`` of each sorted row; NaN when there are none."""
    if not ordered.shape[1]:
        return np.full(len(ordered), np.nan)
    each = np.arange(len(ordered))
    last = np.maximum(high - 1, 0)
    first_half, second_half = (low + last) // 2, (low + high) // 2
    lower = ordered[each, first_half]
    upper = ordered[each, np.minimum(second_half, last)]
    return np.where(high > low, 0.5 * lower + 0.5 * upper, np.nan)


def _moments(values: Floats, good: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Find mean and population standard deviation of the good values of each row, the others being 0."""
    count = good.sum(axis=1)
    empty = np.full(len(values), np.nan)
    with np.errstate(over="ignore", invalid="ignore"):
        mean = np.divide(values.sum(axis=1), count, out=empty.copy(), where=count > 0)
        away = np.where(good, values - mean[:, None], 0.0)
        variance = np.divide((away * away).sum(axis=1), count, out=empty, where=count > 0)
    return mean, np.sqrt(variance)


def disk_statistics(
    image: Image, centers: Floats, radius: float, level: Floats
) -> tuple[Floats, Floats, Floats]:
    """Find standard deviation, maximum and centroid (row, col) of the good pixels with distance <= radius.

    The centroid weights by value - `level`; it is NaN when the weights do not add up to more than zero.
    """
    std, largest = np.full((2, len(centers)), np.nan)
    centroid = np.full((len(centers), 2), np.nan)
    for window in windows(image, centers, -1.0, radius):
        which, good, values = window.which, window.good, window.values
        if not good.shape[1]:
            break
        std[which] = _moments(values, good)[1]
        highest = np.where(good, values, -np.inf).max(axis=1)
        largest[which] = np.where(good.any(axis=1), highest, np.nan)
        with np.errstate(over="ignore", invalid="ignore"):
            weight = np.where(good, values - level[which, None], 0.0)
            total = weight.sum(axis=1)
            counts = (total > 0) & np.isfinite(total)
            for axis, distance in enumerate((window.d_row, window.d_col)):
                moment = (weight * distance).sum(axis=1)
                shift = np.divide(moment, total, out=np.full(len(total), np.nan), where=counts)
                centroid[which, axis] = centers[which, axis] + shift
    return std, largest, centroid
