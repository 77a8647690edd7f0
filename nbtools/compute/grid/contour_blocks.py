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
from nbtools.compute.ranges import END
from nbtools.compute.turns import Work, at_once

_SIZE = 64  # cells along the side of a block
_TALL = _SIZE + 2  # rows in a pile of blocks for each; the last one is masked and parts them
_NEAR = 1e-8  # cells from a centre within which no vertex may lie while pieces are joined
_SNAP = 1e-9  # cells from a centre within which a vertex lies on it
_AT_ONCE = 256  # blocks handed to contourpy at a time
Line = NDArray[np.float64]
Index = NDArray[np.intp]
# vertices, how many of them each piece has, and the names of its ends
Pieces = tuple[Line, Index, Index, Index]


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
        far = (self._low < -END) | (self._high > END)  # contourpy subtracts; it scales with a power of two
        self._scale = 0.25 if (far & np.isfinite(self._low)).any() else 1.0

    def all(self, levels: Sequence[float]) -> tuple[tuple[Line, ...], ...]:
        """Find the lines of each level, in x and y."""
        return at_once(self.work(levels))

    def work(self, levels: Sequence[float]) -> Work[tuple[tuple[Line, ...], ...]]:
        """Find the lines of each level, in x and y, block by block."""
        crossed = [self._crossed(level) for level in levels]
        done, much = 0, max(sum(map(len, crossed)), 1)
        lines = []
        for level, blocks in zip(levels, crossed, strict=True):
            pieces = []
            for part in _portions(blocks):
                yield done / much
                pieces.append(self._pieces(part, level))
                done += len(part)
            joined = _join_all(pieces)
            yield done / much
            lines.append(tuple(self._in_field(*joined)))
        return tuple(lines)

    def _in_field(self, places: Line, ends: Index) -> list[Line]:
        return _parts(np.column_stack(self.field.at(places[:, 0], places[:, 1])), ends)

    def places(self, level: float) -> list[Line]:
        """Find the lines of one level, as (row, col) of their vertices."""
        return _parts(*self._joined(level))

    def _joined(self, level: float) -> tuple[Line, Index]:
        """Find the vertices of all lines, one line after the other, and where each ends."""
        return _join_all([self._pieces(blocks, level) for blocks in _portions(self._crossed(level))])

    def _crossed(self, level: float) -> Index:
        """List (row, col) of the blocks that a level crosses."""
        if min(self._z.shape) < 2:
            return np.empty((0, 2), np.intp)
        # contourpy counts a point as above when it is greater than the level
        return np.argwhere((self._low <= level) & (self._high > level))

    def _pieces(self, blocks: Index, level: float) -> Pieces:
        """Find the pieces in some blocks: (row, col) of all vertices, for each piece how many, and its ends."""
        from contourpy import FillType, LineType, SerialContourGenerator, ZInterp

        level = level * self._scale
        z, hidden = self._pile(blocks, level)
        x, y = _places(_AT_ONCE * _TALL)
        apart, moved = _apart(z, hidden, level)
        generator = SerialContourGenerator(
            x[: len(z)], y[: len(z)], apart, hidden, corner_mask=True, line_type=LineType.ChunkCombinedOffset,
            fill_type=FillType.OuterCode, quad_as_tri=False, z_interp=ZInterp.Linear, x_chunk_size=0, y_chunk_size=0,
        )  # fmt: skip
        found: Any = generator.lines(level)
        points, offsets = (part[0] for part in found)
        if points is None:
            nothing = np.empty(0, np.intp)
            return np.empty((0, 2)), nothing, nothing, nothing
        _snap(points)
        shift = (blocks * _SIZE)[:, ::-1].astype(np.float64)
        shift[:, 1] -= np.arange(len(blocks)) * _TALL
        block = (points[:, 1] + 0.5) * (1 / _TALL)  # a row is masked between two of them
        shift = shift.take(block.astype(np.intp), axis=0)
        begin = offsets.astype(np.intp)
        ends = (_names(points[at] + shift[at], self._z.shape[1]) for at in (begin[:-1], begin[1:] - 1))
        tails, heads = ends
        if moved is not None:
            _put_back(points[:, ::-1], moved, z, hidden, level)
        points += shift
        return points[:, ::-1], np.diff(begin), tails, heads

    def _pile(self, blocks: Index, level: float) -> tuple[Line, NDArray[np.bool_]]:
        """Pile up some blocks, scaled, with a row that is masked between two of them, and tell what is masked."""
        at = blocks[:, 0], blocks[:, 1]
        low, high = self._low[at].min() * self._scale, self._high[at].max() * self._scale
        far = max(high, 2 * level - low)  # no nearer to the level than any value
        z = np.full((len(blocks) * _TALL, _SIZE + 1), far)
        hidden = np.ones(z.shape, bool)
        for k, (row, col) in enumerate((blocks * _SIZE).tolist()):
            here = slice(row, row + _SIZE + 1), slice(col, col + _SIZE + 1)
            part = self._z[here]
            there = slice(k * _TALL, k * _TALL + part.shape[0]), slice(part.shape[1])
            np.multiply(part, self._scale, out=z[there])
            hidden[there] = False if self._bad is None else self._bad[here]
        if self._bad is not None:
            z[hidden] = far
        return z, hidden


def _snap(places: Line) -> None:
    """Make whole what nearly is: interpolating between equal numbers need not give that number."""
    whole = np.rint(places)
    away = places - whole
    np.copyto(places, whole, where=np.abs(away, out=away) < _SNAP)


def _apart(z: Line, hidden: NDArray[np.bool_], level: float) -> tuple[Line, NDArray[np.bool_] | None]:
    """Move values that lie on a level, or next to it, a little away, to the side on which they count.

    So each vertex lies between two centres and not on one, where vertices of several lines could meet, and it is
    told which pieces go on in another block. Gives the values, and which of them were moved, if any. What is hidden,
    as the last row, is as far away as no other value.
    """
    away = z - level
    np.abs(away, out=away)
    near = away < _NEAR * away[-1, 0]
    if not near.any():
        return z, None
    rows, cols = np.nonzero(near)
    away[hidden] = 0
    around = itertools.product((-1, 0, 1), repeat=2)
    beside = [away[(rows + down) % len(z), (cols + across).clip(0, _SIZE)] for down, across in around]
    least = np.maximum(_NEAR * np.max(beside, axis=0), 4 * np.spacing(abs(level)))
    moved = away[rows, cols] < least
    rows, cols, least = rows[moved], cols[moved], least[moved]
    apart = z.copy()
    apart[rows, cols] = level + np.where(z[rows, cols] > level, least, -least)
    near[:] = False
    near[rows, cols] = True
    return apart, near


def _put_back(
    places: Line, moved: NDArray[np.bool_], z: Line, hidden: NDArray[np.bool_], level: float
) -> None:
    """Move vertices beside values that were moved to where they are without that."""
    low, high = np.floor(places).astype(np.intp), np.ceil(places).astype(np.intp)
    beside = moved[low[:, 0], low[:, 1]] | moved[high[:, 0], high[:, 1]]
    beside |= moved[low[:, 0], high[:, 1]] | moved[high[:, 0], low[:, 1]]
    low, high = low[beside], high[beside]
    # a corner that is cut off beside a masked centre: the vertex lies between the two next to that
    turned = hidden[low[:, 0], low[:, 1]] | hidden[high[:, 0], high[:, 1]]
    turned &= (low < high).all(axis=1)
    low[turned, 0], high[turned, 0] = high[turned, 0], low[turned, 0]
    first, last = z[low[:, 0], low[:, 1]], z[high[:, 0], high[:, 1]]
    share = ((last - level) / (last - first))[:, None]
    places[beside] = low * share + high * (1 - share)


def _portions(blocks: Index) -> list[Index]:
    """Cut a list of blocks into those that are handed to contourpy together."""
    return [blocks[start : start + _AT_ONCE] for start in range(0, len(blocks), _AT_ONCE)]


def _join_all(pieces: Sequence[Pieces]) -> tuple[Line, Index]:
    """Join the pieces of one level: the vertices of all lines, one line after the other, and where each ends."""
    if not pieces:
        return np.empty((0, 2)), np.empty(0, np.intp)
    places, sizes, tails, heads = (np.concatenate(part) for part in zip(*pieces, strict=True))
    index, ends = join(sizes, tails, heads)
    return places[index], ends


def _parts(values: Line, ends: Index) -> list[Line]:
    """Cut lines apart that lie one after the other."""
    return [values[start:stop] for start, stop in itertools.pairwise([0, *ends.tolist()])]


@cache
def _places(rows: int) -> tuple[Line, Line]:
    y, x = np.mgrid[:rows, : _SIZE + 1].astype(np.float64)
    return x, y


def join(sizes: Index, tails: Index, heads: Index) -> tuple[Index, Index]:
    """Join pieces of lines that end where another one begins.

    Parameters
    ----------
    sizes : ndarray of int
        Number of vertices of each piece.
    tails, heads : ndarray of int
        Name of the place where each piece begins and where it ends. At most one piece begins, and one ends, at a
        place; a piece that ends where it begins is a line.

    Returns
    -------
    index : ndarray of int
        The vertices, counted piece after piece, in the order in which the lines have them.
    ends : ndarray of int
        Where each line ends in it.

    Examples
    --------
    >>> join(np.array([2, 3, 2]), np.array([7, 5, 6]), np.array([8, 6, 5]))
    (array([0, 1, 2, 3, 4, 2]), array([2, 6]))
    """
    if not len(sizes):
        return np.empty(0, np.intp), np.empty(0, np.intp)
    order, first = _chains(tails, heads)
    begin = np.cumsum(sizes) - sizes
    later = np.ones(len(order), bool)
    later[first] = False  # of others, the first vertex is the last one of the piece before
    length = sizes[order] - later
    stops = np.cumsum(length)
    index = np.arange(stops[-1]) + np.repeat(begin[order] + later - (stops - length), length)
    last = np.r_[first[1:], len(order)] - 1
    ends = stops[last]
    closed = heads[order[last]] == tails[order[first]]
    start = (stops - length)[first]
    index[ends[closed] - 1] = index[start[closed]]  # one vertex, not two that rounding parts
    return index, ends


def _chains(tails: Index, heads: Index) -> tuple[Index, Index]:
    """Order pieces so that those of one line follow each other, and say where lines begin among them."""
    closed = tails == heads
    piece = np.flatnonzero(~closed)
    tails, heads = tails[piece], heads[piece]
    ranks = np.argsort(tails)
    found = ranks[np.searchsorted(tails, heads, sorter=ranks) % max(len(tails), 1)]
    following = np.where(tails[found] == heads, found, -1)
    led = np.zeros(len(piece), bool)
    led[following[following >= 0]] = True
    after, left = following.tolist(), [True] * len(piece)
    order: list[int] = []
    first: list[int] = []
    for begin in np.argsort(led, kind="stable").tolist():  # what has no beginning is closed
        if left[begin]:
            first.append(len(order))
        k = begin
        while k >= 0 and left[k]:
            left[k] = False
            order.append(k)
            k = after[k]
    whole = np.flatnonzero(closed)
    lines = np.r_[np.arange(len(whole)), len(whole) + np.array(first, np.intp)]
    return np.r_[whole, piece[np.array(order, np.intp)]], lines


def _names(places: Line, cols: int) -> Index:
    """Name the lines between neighbouring centres on which vertices, in (col, row), lie."""
    low = np.floor(places)
    (col, row), (across, down) = low.astype(np.intp).T, (places > low).T
    names: Index = (row * cols + col) * 4 + 2 * down + across
    return names


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
