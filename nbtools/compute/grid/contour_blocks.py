"""The pieces of contour lines in blocks of a field, and how they are joined.

contourpy, which matplotlib uses too, finds the lines in a part of the field. Here the field is cut into blocks whose
smallest and largest values are known, and only blocks that a level crosses are looked at: on a smooth field these are
few, so that time goes with the length of the lines and not with the size of the field. The pieces are then joined.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.grid.fields import Field

_SIZE = 64  # cells along the side of a block
_SNAP = 1e-9  # cells from a centre within which a vertex lies on it
_AT_ONCE = 256  # blocks handed to contourpy at a time
Line = NDArray[np.float64]


class Blocks:
    """A field in blocks, of which a level crosses few.

    Parameters
    ----------
    field : Field
        The field; it is not copied.
    """

    def __init__(self, field: Field) -> None:
        self.field = field
        self._z, self._bad = field.image.values, field.image.bad
        self._low = _extreme(self._z, self._bad, np.minimum, np.inf)
        self._high = _extreme(self._z, self._bad, np.maximum, -np.inf)

    def all(self, levels: Sequence[float]) -> tuple[tuple[Line, ...], ...]:
        """Find the lines of each level, in x and y."""
        return tuple(tuple(self.lines(level)) for level in levels)

    def lines(self, level: float) -> list[Line]:
        """Find the lines of one level, in x and y."""
        found = self.places(level)
        if not found:
            return []
        every = np.concatenate(found)
        xy = np.column_stack(self.field.at(every[:, 0], every[:, 1]))
        return np.split(xy, np.cumsum([len(line) for line in found])[:-1])

    def places(self, level: float) -> list[Line]:
        """Find the lines of one level, as (row, col) of their vertices."""
        if min(self._z.shape) < 2:
            return []
        # contourpy counts a point as above when it is greater than the level
        crossed = np.argwhere((self._low <= level) & (self._high > level))
        pieces = [
            self._pieces(crossed[start : start + _AT_ONCE], level)
            for start in range(0, len(crossed), _AT_ONCE)
        ]
        if not pieces:
            return []
        places = np.concatenate([points for points, _ in pieces])
        ends = np.cumsum([0, *(len(points) for points, _ in pieces[:-1])])
        starts = np.concatenate([begin[:-1] + k for (_, begin), k in zip(pieces, ends, strict=True)])
        return [places[index] for index in join(places, starts)]

    def _pieces(self, blocks: NDArray[np.intp], level: float) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
        """Find the lines in some blocks: (row, col) of all vertices, and where lines begin among them."""
        from contourpy import FillType, LineType, SerialContourGenerator, ZInterp

        tall = _SIZE + 2  # rows in the pile of blocks for each; the last one is masked and parts them
        z = np.zeros((len(blocks) * tall, _SIZE + 1))
        hidden = np.ones(z.shape, bool)
        for k, (row, col) in enumerate((blocks * _SIZE).tolist()):
            here = slice(row, row + _SIZE + 1), slice(col, col + _SIZE + 1)
            part = self._z[here]
            there = slice(k * tall, k * tall + part.shape[0]), slice(part.shape[1])
            z[there] = part
            hidden[there] = False if self._bad is None else self._bad[here]
        x, y = _places(_AT_ONCE * tall)
        generator = SerialContourGenerator(
            x[: len(z)], y[: len(z)], z, hidden, corner_mask=True, line_type=LineType.ChunkCombinedOffset,
            fill_type=FillType.OuterCode, quad_as_tri=False, z_interp=ZInterp.Linear, x_chunk_size=0, y_chunk_size=0,
        )  # fmt: skip
        points, offsets = (part[0] for part in generator.lines(level))
        if points is None or offsets is None:
            return np.empty((0, 2)), np.zeros(1, np.intp)
        whole = np.rint(points)  # interpolating between equal numbers need not give that number
        snapped: Line = np.where(np.abs(points - whole) < _SNAP, whole, points)
        block = (snapped[:, 1] // tall).astype(np.intp)
        snapped[:, 1] -= block * tall
        places: Line = (snapped + (blocks * _SIZE)[block, ::-1])[:, ::-1]
        return places, offsets.astype(np.intp)


@cache
def _places(rows: int) -> tuple[Line, Line]:
    y, x = np.mgrid[:rows, : _SIZE + 1].astype(np.float64)
    return x, y


def join(places: NDArray[np.float64], starts: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Join pieces of lines that end where another one begins.

    Parameters
    ----------
    places : ndarray, shape (n, 2)
        (row, col) of all vertices, one piece after the other. Each lies on a line between two neighbouring centres,
        which no other vertex of the same level does: this is how ends are told to be the same.
    starts : ndarray of int
        Index of the first vertex of each piece.

    Returns
    -------
    list of ndarray of int
        For each line the vertices that it is made of.
    """
    if not len(starts):
        return []
    stops = np.r_[starts[1:], len(places)]
    tails, heads = _names(places[starts]), _names(places[stops - 1])
    every = [np.arange(start, stop) for start, stop in zip(starts, stops, strict=True)]
    found = [line for line, tail, head in zip(every, tails, heads, strict=True) if tail == head]
    following: dict[Any, list[int]] = {}
    for k, (tail, head) in enumerate(zip(tails, heads, strict=True)):
        if tail != head:
            following.setdefault(tail, []).append(k)
    open_heads = {head for tail, head in zip(tails, heads, strict=True) if tail != head}
    first = [k for tail, pieces in following.items() if tail not in open_heads for k in pieces]
    left = set().union(*following.values()) if following else set()
    for k in itertools.chain(reversed(first), sorted(left)):  # what has no beginning is closed
        if k not in left:
            continue
        begin, chain = k, [every[k]]
        left.discard(k)
        while nexts := [n for n in following.get(heads[k], ()) if n in left]:
            k = nexts[0]
            left.discard(k)
            chain.append(every[k][1:])
        line = np.concatenate(chain)
        if heads[k] == tails[begin]:
            line[-1] = line[0]  # one vertex, not two that rounding parts
        found.append(line)
    return found


def _names(places: NDArray[np.float64]) -> list[tuple[int, int, int, int]]:
    """Name the lines between neighbouring centres on which vertices lie."""
    ends = np.hstack([np.floor(places), np.ceil(places)]).astype(np.int64)
    return [(a, b, c, d) for a, b, c, d in ends.tolist()]


def _extreme(
    z: NDArray[Any], bad: NDArray[np.bool_] | None, choose: np.ufunc, nothing: float
) -> NDArray[np.float64]:
    """Find the smallest or largest good value of each block, with the row and the column that it shares."""
    found: list[NDArray[Any]] = []
    for start in range(0, max(z.shape[0] - 1, 1), _SIZE):
        part: NDArray[Any] = z[start : start + _SIZE + 1]
        if bad is not None:
            part = np.where(bad[start : start + _SIZE + 1], nothing, part)
        found.append(choose.reduce(part, axis=0))
    rows = np.stack(found)
    begin = np.arange(0, max(z.shape[1] - 1, 1), _SIZE)
    blocks = choose.reduceat(rows, begin, axis=1).astype(np.float64)
    blocks[:, :-1] = choose(blocks[:, :-1], rows[:, begin[1:]])
    return blocks
