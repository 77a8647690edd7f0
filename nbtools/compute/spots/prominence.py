"""Topographic prominence of peaks: how far one must go down before going up to a higher one.

Sink a sea level from the brightest pixel down. Islands rise at the tops; where two islands meet, at a
saddle, the lower of the two tops has found its prominence: its height above that saddle. `islands` tells
who meets where.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.images import Image, as_image
from nbtools.compute.spots.islands import CHUNK, ascend, higher_neighbours, merge, roots, saddles
from nbtools.compute.spots.maxima import negated
from nbtools.compute.turns import Work, at_once, within


@dataclass(frozen=True, eq=False)
class Summits:
    """The tops of an image with their prominence; made by `summits`."""

    shape: tuple[int, int]
    _pixels: NDArray[np.intp]  # every pixel on the flat top of a peak, sorted
    _plateau: NDArray[np.intp]  # which top each of them belongs to
    _heights: NDArray[np.float64]  # the prominence of the tops

    def at(self, peaks: NDArray[np.integer[Any]]) -> NDArray[np.float64]:
        """Prominence at each (row, col) of `peaks`, shape (n, 2); of several on one plateau, the first's."""
        if len(peaks) == 0 or len(self._pixels) == 0:
            return np.zeros(len(peaks))
        flat = peaks[:, 0] * self.shape[1] + peaks[:, 1]
        place = np.minimum(np.searchsorted(self._pixels, flat), len(self._pixels) - 1)
        on_top = np.flatnonzero(self._pixels[place] == flat)
        plateaus, first = np.unique(self._plateau[place[on_top]], return_index=True)
        found = np.zeros(len(peaks))
        found[on_top[first]] = self._heights[plateaus]
        return found


def peak_prominences(
    image: Any, peaks: Any, *, mask: Any = None, invert: bool = False
) -> NDArray[np.float64]:
    """Prominence of given peaks in the full image.

    The prominence of a peak is its height above the highest saddle on any way to a higher pixel, where
    pixels touch at edges and corners. Bad and masked pixels are walls. The highest peak of each region
    that walls surround has no higher pixel: its prominence is its height above the lowest pixel of that
    region. Of several peaks on one plateau, the first in the list has the plateau's prominence and the
    others 0. Of equally high peaks, the first in reading order counts as the higher one. A pixel that is
    no local maximum has prominence 0.

    Parameters
    ----------
    image : array-like, shape (rows, cols)
        See `nbtools.as_image`.
    peaks : array-like of int, shape (n, 2)
        Positions (row, col) in the image.
    mask : array-like of bool, shape (rows, cols), optional
        True where a pixel is to be left out.
    invert : bool
        Whether the peaks are dark: depths instead of heights.

    Returns
    -------
    ndarray of float64, shape (n,)
        Never negative. Differences of integers are exact before they are rounded to float64.

    Raises
    ------
    ValueError
        If a peak is not a pixel of the image.

    See Also
    --------
    scipy.signal.peak_prominences : The same for one row; there, prominence is measured inside each side
        and the higher of the two bases counts, so that the highest peaks differ.

    Examples
    --------
    A ridge with two tops, 5 and 3, and a saddle of 2 between them:

    >>> peak_prominences([[0, 5, 2, 3, 0]], [(0, 1), (0, 3)])
    array([5., 1.])
    """
    source = as_image(image, mask=mask)
    positions = checks.points("peaks", peaks)
    found = positions.astype(np.intp)
    outside = (found != positions).any(axis=1) | (found < 0).any(axis=1) | (found >= source.shape).any(axis=1)
    if outside.any():
        row, col = positions[np.flatnonzero(outside)[0]]
        raise ValueError(f"peaks must be pixels of an image of shape {source.shape}, got ({row}, {col})")
    return summits(source, invert=invert).at(found)


def summits(image: Image, *, invert: bool = False) -> Summits:
    """Find the tops of an image and their prominence, as in `peak_prominences`.

    Needs memory for up to six copies of a float64 image of white noise, and about two of a smooth one.

    Parameters
    ----------
    image : Image
        See `nbtools.as_image`.
    invert : bool
        Whether to find the bottoms instead.

    Returns
    -------
    Summits

    Examples
    --------
    >>> import numpy as np
    >>> summits(as_image([[0, 5, 2, 3, 0]])).at(np.array([[0, 3]]))
    array([1.])
    """
    return at_once(summits_work(image, invert=invert))


def summits_work(image: Image, *, invert: bool = False) -> Work[Summits]:
    """Find them as `summits` does, step by step."""
    values = np.ascontiguousarray(image.values).ravel()
    bad = None if image.bad is None else image.bad.ravel()
    yield 0.0
    code = higher_neighbours(image, invert).ravel()
    yield 0.08
    tops = np.flatnonzero(code == 0 if bad is None else (code == 0) & ~bad)
    tops = tops[_bright_first(values[tops], invert)]  # from here on a top is known by its rank
    yield 0.15
    owner = ascend(code, image.shape[1], tops)
    first, second, at = yield from within(saddles(code, owner, image.shape[1]), 0.25, 0.4)
    yield 0.4
    order = _bright_first(values[at], invert)
    onto, where = yield from within(merge(first[order], second[order], len(tops)), 0.5, 0.95)
    yield 0.95
    base = _floors(values, bad, owner, tops, onto, invert)
    base[where >= 0] = values[at[order[where[where >= 0]]]]
    heights = _difference(values[tops], base)
    same = (heights == 0) & (where >= 0) & (values[tops] == values[tops[onto]])
    plateau = roots(np.where(same, onto, np.arange(len(tops))))
    pixels = _flat_tops(values, bad, owner, values[tops])
    return Summits(image.shape, pixels, plateau[owner[pixels]], heights)


def _bright_first(values: NDArray[Any], invert: bool) -> NDArray[np.intp]:
    """Order from bright to dark (inverted: dark to bright), equal values as they come."""
    return np.argsort(values if invert else negated(values), kind="stable")


def _floors(
    values: NDArray[Any],
    bad: NDArray[np.bool_] | None,
    owner: NDArray[Any],
    tops: NDArray[np.intp],
    onto: NDArray[np.intp],
    invert: bool,
) -> NDArray[Any]:
    """Lowest value of the region around each top (inverted: the highest)."""
    extreme = np.maximum if invert else np.minimum
    if bad is None:
        return np.full(len(tops), extreme.reduce(values))
    region = roots(onto.copy())
    floors = values[tops]
    good = np.flatnonzero(~bad)
    extreme.at(floors, region[owner[good]], values[good])
    found: NDArray[Any] = floors[region]
    return found


def _flat_tops(
    values: NDArray[Any], bad: NDArray[np.bool_] | None, owner: NDArray[Any], levels: NDArray[Any]
) -> NDArray[np.intp]:
    """Pixels as high as the top that they lead to; part by part, which saves memory."""
    found = [np.empty(0, np.intp)]
    for start in range(0, values.size if len(levels) else 0, CHUNK):
        part = slice(start, start + CHUNK)
        level = values[part] == levels[owner[part]]
        if bad is not None:
            level &= ~bad[part]
        found.append(np.flatnonzero(level) + start)
    return np.concatenate(found)


def _difference(values: NDArray[Any], base: NDArray[Any]) -> NDArray[np.float64]:
    """Compute ``abs(values - base)`` without overflow."""
    high, low = np.maximum(values, base), np.minimum(values, base)
    wide = np.float64 if values.dtype.kind == "f" else np.uint64  # uint64 wraps twice, and comes out right
    with np.errstate(over="ignore"):  # from one end of float64 to the other is infinitely far
        found: NDArray[Any] = high.astype(wide) - low.astype(wide)
    return found.astype(np.float64)
