"""Which islands meet where, when a sea level sinks over an image: the merge tree, for `prominence`.

Every pixel leads up to a top by way of higher neighbours. Only pixels whose higher neighbours fall apart
into several groups can be saddles, so the sweep over pixels becomes a much shorter one over saddles. See
Carr, Snoeyink and Axen, "Computing contour trees in all dimensions", Computational Geometry 24 (2003) 75-94.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.images import Image
from nbtools.compute.turns import Work, within

# Neighbours that come before a pixel in reading order, and after them their opposites: bit i of a pixel's
# code tells that neighbour i is higher.
_BEFORE = ((-1, -1), (-1, 0), (-1, 1), (0, -1))
_AROUND = (*_BEFORE, *((-row, -col) for row, col in _BEFORE))
CHUNK = 1 << 18  # pixels handled at a time
_IN_TURN = 1 << 16  # saddles joined one by one in one go


def higher_neighbours(image: Image, invert: bool) -> NDArray[np.uint8]:
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


def ascend(code: NDArray[np.uint8], cols: int, tops: NDArray[np.intp]) -> NDArray[Any]:
    """Rank of the top that each pixel reaches by going up; bad pixels get rank 0."""
    kind = np.int32 if code.size < 2**31 else np.int64
    up: NDArray[Any] = np.arange(code.size, dtype=kind)
    up += _steps(0, cols).astype(kind)[code]
    up = roots(up)
    rank = np.zeros(code.size, kind)
    rank[tops] = np.arange(len(tops), dtype=kind)
    for start in range(0, code.size, CHUNK):
        up[start : start + CHUNK] = rank[up[start : start + CHUNK]]
    return up


def roots(parent: NDArray[Any]) -> NDArray[Any]:
    """Follow pointers to their end, each round twice as far; changes and returns `parent`."""
    waiting = [slice(start, start + CHUNK) for start in range(0, parent.size, CHUNK)]
    while waiting:
        unfinished = []
        for chunk in waiting:
            further = parent[parent[chunk]]
            if not np.array_equal(further, parent[chunk]):
                parent[chunk] = further
                unfinished.append(chunk)
        waiting = unfinished
    return parent


def saddles(
    code: NDArray[np.uint8], owner: NDArray[Any], cols: int
) -> Work[tuple[NDArray[Any], NDArray[Any], NDArray[np.intp]]]:
    """Pairs of tops that meet at a pixel, and that pixel, in reading order."""
    several = np.array([len(groups) > 1 for groups in _GROUPS])
    pixels = np.flatnonzero(several[code])
    codes = code[pixels]
    first = owner[pixels + _steps(0, cols)[codes]]
    parts = []
    for group in range(1, 4):
        yield group / 4
        step = _steps(group, cols)[codes]
        second = owner[pixels + step]
        meet = np.flatnonzero((step != 0) & (first != second))
        parts.append((first[meet], second[meet], pixels[meet]))
    firsts, seconds, at = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.argsort(at, kind="stable")
    return firsts[order], seconds[order], at[order]


def merge(
    first: NDArray[Any], second: NDArray[Any], n: int
) -> Work[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Join tops at their saddles, which come bright to dark: the top that each one joins, and where (or -1).

    When the highest saddle of an island leads to a higher island, it is the one that counts, whatever else
    happens: all such islands join at once, which leaves about a third of them.
    """
    onto, where = np.arange(n), np.full(n, -1, np.intp)
    saddle = np.arange(most := len(first))
    while len(saddle):
        yield 1 - len(saddle) / most
        low, high = np.maximum(first, second), np.minimum(first, second)
        place = np.arange(len(saddle))
        highest = np.full(n, len(saddle))
        for end in (low, high):
            earliest = np.full(n, len(saddle))
            earliest[end[::-1]] = place[::-1]  # of several, the last one written stays
            np.minimum(highest, earliest, out=highest)
        joined = np.flatnonzero(highest[low] == place)
        if len(joined) * 16 < len(saddle):  # few can join at once: islands that wait for one another
            yield from within(_merge_in_turn(low, high, saddle, onto, where), 1 - len(saddle) / most, 1)
            break
        onto[low[joined]], where[low[joined]] = high[joined], saddle[joined]
        island = roots(onto.copy())
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
) -> Work[None]:
    """Join the rest one by one, bright to dark; fills `onto` and `where` in."""
    island = list(range(len(onto)))
    for k, (a, b, at) in enumerate(zip(low.tolist(), high.tolist(), saddle.tolist(), strict=True)):
        if k % _IN_TURN == 0:
            yield k / len(saddle)
        while island[a] != a:
            island[a] = a = island[island[a]]
        while island[b] != b:
            island[b] = b = island[island[b]]
        if a != b:
            lower, higher = (a, b) if a > b else (b, a)
            island[lower] = onto[lower] = higher
            where[lower] = at
