"""Topographic prominence of peaks: how far one must go down before going up to a higher one.

Sink a sea level from the brightest pixel down. Islands rise at the tops; where two islands meet, at a
saddle, the lower of the two tops has found its prominence: its height above that saddle. Only pixels
whose higher neighbours fall apart into several groups can be saddles, so the sweep over pixels becomes a
much shorter one over saddles: the merge tree of Carr, Snoeyink and Axen, "Computing contour trees in all
dimensions", Computational Geometry 24 (2003) 75-94.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.images import Image, as_image
from nbtools.compute.maxima import negated

# Neighbours that come before a pixel in reading order, and after them their opposites: bit i of a pixel's
# code tells that neighbour i is higher.
_BEFORE = ((-1, -1), (-1, 0), (-1, 1), (0, -1))
_AROUND = (*_BEFORE, *((-row, -col) for row, col in _BEFORE))
_CHUNK = 1 << 18


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
    values = np.ascontiguousarray(image.values).ravel()
    bad = None if image.bad is None else image.bad.ravel()
    code = _higher_neighbours(image, invert).ravel()
    tops = np.flatnonzero(code == 0 if bad is None else (code == 0) & ~bad)
    tops = tops[_bright_first(values[tops], invert)]  # from here on a top is known by its rank
    owner = _ascend(code, image.shape[1], tops)
    first, second, at = _saddles(code, owner, image.shape[1])
    order = _bright_first(values[at], invert)
    onto, where = _merge(first[order], second[order], len(tops))
    base = _floors(values, bad, owner, tops, onto, invert)
    base[where >= 0] = values[at[order[where[where >= 0]]]]
    heights = _difference(values[tops], base)
    same = (heights == 0) & (where >= 0) & (values[tops] == values[tops[onto]])
    plateau = _roots(np.where(same, onto, np.arange(len(tops))))
    good = np.arange(values.size) if bad is None else np.flatnonzero(~bad)
    pixels = good[values[good] == values[tops][owner[good]]]
    return Summits(image.shape, pixels, plateau[owner[pixels]], heights)


def _bright_first(values: NDArray[Any], invert: bool) -> NDArray[np.intp]:
    """Order from bright to dark (inverted: dark to bright), equal values as they come."""
    return np.argsort(values if invert else negated(values), kind="stable")


def _higher_neighbours(image: Image, invert: bool) -> NDArray[np.uint8]:
    """Code of each pixel's higher neighbours; of two equal pixels the earlier one counts as higher."""
    rows, cols = image.shape
    code = np.zeros(image.shape, np.uint8)
    for bit, (down, right) in enumerate(_BEFORE):
        here = np.s_[-down:, max(0, -right) : cols - max(0, right)]
        there = np.s_[: rows + down, max(0, right) : cols + min(0, right)]
        values, others = image.values[here], image.values[there]
        other_higher = others <= values if invert else others >= values
        self_higher = np.logical_not(other_higher)
        if image.bad is not None:
            other_higher &= ~image.bad[there]
            self_higher &= ~image.bad[here]
        code[here] |= other_higher.view(np.uint8) << bit
        code[there] |= self_higher.view(np.uint8) << (bit + 4)
    if image.bad is not None:
        code[image.bad] = 0
    return code


def _groups(code: int) -> list[int]:
    """Split higher neighbours into groups that touch, and give one of each group."""
    left = [i for i in range(8) if code >> i & 1]
    found = []
    while left:
        group = [left.pop(0)]
        found.append(group[0])
        for i in group:  # grows while it is read
            row, col = _AROUND[i]
            near = [j for j in left if max(abs(_AROUND[j][0] - row), abs(_AROUND[j][1] - col)) <= 1]
            group += near
            left = [j for j in left if j not in near]
    return found


_GROUPS = [_groups(code) for code in range(256)]


def _steps(group: int, cols: int) -> NDArray[np.intp]:
    """Step in the flat image to the neighbour that stands for a group, by code; 0 where there is none."""
    steps = [_AROUND[g[group]] if len(g) > group else (0, 0) for g in _GROUPS]
    return np.array([row * cols + col for row, col in steps], np.intp)


def _ascend(code: NDArray[np.uint8], cols: int, tops: NDArray[np.intp]) -> NDArray[Any]:
    """Rank of the top that each pixel reaches by going up; bad pixels get rank 0."""
    kind = np.int32 if code.size < 2**31 else np.int64
    up: NDArray[Any] = np.arange(code.size, dtype=kind)
    up += _steps(0, cols).astype(kind)[code]
    up = _roots(up)
    rank = np.zeros(code.size, kind)
    rank[tops] = np.arange(len(tops), dtype=kind)
    for start in range(0, code.size, _CHUNK):
        up[start : start + _CHUNK] = rank[up[start : start + _CHUNK]]
    return up


def _roots(parent: NDArray[Any]) -> NDArray[Any]:
    """Follow pointers to their end, each round twice as far; changes and returns `parent`."""
    waiting = [slice(start, start + _CHUNK) for start in range(0, parent.size, _CHUNK)]
    while waiting:
        unfinished = []
        for chunk in waiting:
            further = parent[parent[chunk]]
            if not np.array_equal(further, parent[chunk]):
                parent[chunk] = further
                unfinished.append(chunk)
        waiting = unfinished
    return parent


def _saddles(
    code: NDArray[np.uint8], owner: NDArray[Any], cols: int
) -> tuple[NDArray[Any], NDArray[Any], NDArray[np.intp]]:
    """Pairs of tops that meet at a pixel, and that pixel, in reading order."""
    several = np.array([len(groups) > 1 for groups in _GROUPS])
    pixels = np.flatnonzero(several[code])
    codes = code[pixels]
    first = owner[pixels + _steps(0, cols)[codes]]
    parts = []
    for group in range(1, 4):
        step = _steps(group, cols)[codes]
        second = owner[pixels + step]
        meet = np.flatnonzero((step != 0) & (first != second))
        parts.append((first[meet], second[meet], pixels[meet]))
    firsts, seconds, at = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.argsort(at, kind="stable")
    return firsts[order], seconds[order], at[order]


def _merge(first: NDArray[Any], second: NDArray[Any], n: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Join tops at their saddles, which come bright to dark: the top that each one joins, and where (or -1).

    When the highest saddle of an island leads to a higher island, it is the one that counts, whatever else
    happens: all such islands join at once, which leaves about a third of them.
    """
    onto, where = np.arange(n), np.full(n, -1, np.intp)
    saddle = np.arange(len(first))
    while len(saddle):
        low, high = np.maximum(first, second), np.minimum(first, second)
        place = np.arange(len(saddle))
        highest = np.full(n, len(saddle))
        for end in (low, high):
            earliest = np.full(n, len(saddle))
            earliest[end[::-1]] = place[::-1]  # of several, the last one written stays
            np.minimum(highest, earliest, out=highest)
        joined = np.flatnonzero(highest[low] == place)
        if len(joined) * 16 < len(saddle):  # few can join at once: islands that wait for one another
            _merge_in_turn(low, high, saddle, onto, where)
            break
        onto[low[joined]], where[low[joined]] = high[joined], saddle[joined]
        island = _roots(onto.copy())
        first, second = island[low], island[high]
        apart = np.flatnonzero(first != second)
        first, second, saddle = first[apart], second[apart], saddle[apart]
    return onto, where


def _merge_in_turn(
    low: NDArray[Any],
    high: NDArray[Any],
    saddle: NDArray[np.intp],
    onto: NDArray[np.intp],
    where: NDArray[np.intp],
) -> None:
    """Join the rest one by one, bright to dark; fills `onto` and `where` in."""
    island = list(range(len(onto)))
    for a, b, at in zip(low.tolist(), high.tolist(), saddle.tolist(), strict=True):
        while island[a] != a:
            island[a] = a = island[island[a]]
        while island[b] != b:
            island[b] = b = island[island[b]]
        if a != b:
            lower, higher = (a, b) if a > b else (b, a)
            island[lower] = onto[lower] = higher
            where[lower] = at


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
    region = _roots(onto.copy())
    floors = values[tops]
    good = np.flatnonzero(~bad)
    extreme.at(floors, region[owner[good]], values[good])
    found: NDArray[Any] = floors[region]
    return found


def _difference(values: NDArray[Any], base: NDArray[Any]) -> NDArray[np.float64]:
    """Compute ``abs(values - base)`` without overflow."""
    high, low = np.maximum(values, base), np.minimum(values, base)
    wide = np.float64 if values.dtype.kind == "f" else np.uint64  # uint64 wraps twice, and comes out right
    with np.errstate(over="ignore"):  # from one end of float64 to the other is infinitely far
        found: NDArray[Any] = high.astype(wide) - low.astype(wide)
    return found.astype(np.float64)
