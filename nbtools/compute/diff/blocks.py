"""The largest strength in each cell of a grid laid over a pair, without reading the pair.

The image is halved again and again: each block of 2**k by 2**k pixels knows its largest strength and the pixel
that has it. The cells of a grid are any rectangles, such as what lies under the pixels of a screen. A block inside
of one cell counts as a whole; of one that several cells share, only what can still matter to a cell is looked at,
in smaller and smaller blocks. So the result is that of a loop over all pixels, for little more than one look at
each cell.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.diff.strengths import Strengths

_KEPT = 3  # grids whose result is kept: pictures beside each other and a map ask for the same ones again
_AT_ONCE = 1 << 13  # blocks that are split at a time: intermediate results stay small

Cells = tuple[NDArray[Any], NDArray[Any]]  # strengths, and flat indices of the pixels that have them
Level = tuple[NDArray[Any], NDArray[Any]]  # strengths, and where in its block each is: row << level | col


class Maxima:
    """Block maxima of strengths.

    All levels together take little more than a third of what the strengths of all pixels would.

    Parameters
    ----------
    strengths : Strengths
        What is looked at.
    """

    def __init__(self, strengths: Strengths) -> None:
        self.strengths = strengths
        self._levels: list[Level] = []
        self._found: dict[tuple[bytes, bytes], Cells] = {}

    def cells(self, rows: NDArray[np.intp], cols: NDArray[np.intp]) -> Cells:
        """Find the largest strength in each cell of a grid.

        Parameters
        ----------
        rows, cols : ndarray of int, shapes (m + 1,) and (n + 1,)
            Strictly rising edges: cell (i, j) holds the pixels of rows ``rows[i] .. rows[i + 1] - 1`` and the like
            columns.

        Returns
        -------
        strengths : ndarray, shape (m, n)
            The largest strength, 0 where no pixel of the cell can differ.
        indices : ndarray of intp, shape (m, n)
            Flat index (C order) of a pixel that has it; -1 where it is 0.
        """
        key = rows.tobytes(), cols.tobytes()
        if key not in self._found:
            while len(self._found) >= _KEPT:
                del self._found[next(iter(self._found))]
            self._found[key] = self._search(_Grid(rows, cols, self.strengths), rows, cols)
        return self._found[key]

    def _search(self, grid: _Grid, rows: NDArray[np.intp], cols: NDArray[np.intp]) -> Cells:
        level = min(grid.level, (max(self.strengths.shape) - 1).bit_length())
        self._descend(grid, level, *self._window(level, slice(*rows[[0, -1]]), slice(*cols[[0, -1]])))
        return grid.largest.reshape(grid.shape), grid.where.reshape(grid.shape)

    def _descend(
        self, grid: _Grid, level: int, r: NDArray[np.intp], c: NDArray[np.intp], values: NDArray[Any]
    ) -> None:
        """Count blocks in, and what can still matter of those that several cells share."""
        inside = grid.take(values, self._pixels(level, r, c))
        if level == 0:
            return
        again = ~inside | grid.is_shared(level, r, c)
        r, c = r[again], c[again]
        for start in range(0, len(r), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            rows, cols = self._children(level - 1, r[some], c[some])
            parts = self._values(level - 1, rows, cols)
            matters = grid.matters(level - 1, rows, cols, parts)
            self._descend(grid, level - 1, rows[matters], cols[matters], parts[matters])

    def _window(self, level: int, rows: slice, cols: slice) -> tuple[NDArray[Any], ...]:
        """Give row, column and strength of all blocks of a window that can differ."""
        size = 1 << level
        rows = slice(rows.start // size, -(-rows.stop // size))
        cols = slice(cols.start // size, -(-cols.stop // size))
        values = self._level(level)[0][rows, cols] if level else self.strengths.window(rows, cols)
        r, c = np.nonzero(values)
        return r + rows.start, c + cols.start, values[r, c]

    def _values(self, level: int, r: NDArray[np.intp], c: NDArray[np.intp]) -> NDArray[Any]:
        return self._level(level)[0][r, c] if level else self.strengths.at(r, c)

    def _pixels(self, level: int, r: NDArray[np.intp], c: NDArray[np.intp]) -> NDArray[np.intp]:
        """Give the flat index of the pixel that has a block's strength."""
        if level:
            place = self._level(level)[1][r, c].astype(np.intp)
            r, c = (r << level) + (place >> level), (c << level) + (place & ((1 << level) - 1))
        return r * self.strengths.shape[1] + c

    def _children(
        self, level: int, r: NDArray[np.intp], c: NDArray[np.intp]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Give the four blocks of which each block is made, without those beyond the image."""
        r = (2 * r[:, None] + (0, 0, 1, 1)).ravel()
        c = (2 * c[:, None] + (0, 1, 0, 1)).ravel()
        rows, cols = (-(-size >> level) for size in self.strengths.shape)
        exists = (r < rows) & (c < cols)
        return r[exists], c[exists]

    def _level(self, level: int) -> Level:
        """Give the blocks of 2**level pixels, each level made from the one before."""
        while len(self._levels) < level:
            before = len(self._levels)
            self._levels.append(_halve(*self._levels[-1], before) if before else self._first())
        return self._levels[level - 1]

    def _first(self) -> Level:
        rows, cols = self.strengths.shape
        shape = -(-rows // 2), -(-cols // 2)
        found = np.empty(shape, self.strengths.dtype), np.empty(shape, np.uint8)
        for strip, values in self.strengths.strips(even=2):
            target = slice(strip.start // 2, -(-strip.stop // 2))
            found[0][target], found[1][target] = _halve(values, np.zeros(values.shape, np.uint8), 0)
        return found


class _Grid:
    """What is known of the cells."""

    def __init__(self, rows: NDArray[np.intp], cols: NDArray[np.intp], strengths: Strengths) -> None:
        self.shape = len(rows) - 1, len(cols) - 1
        self.width = strengths.shape[1]
        self.largest = np.zeros(self.shape[0] * self.shape[1], strengths.dtype)
        self.where = np.full(self.largest.size, -1, np.intp)
        sizes = np.diff(rows), np.diff(cols)
        self.ends = rows[[0, -1]].tolist(), cols[[0, -1]].tolist()
        self.cell_of = [np.repeat(np.arange(len(size)), size) for size in sizes]
        # Cells at the ends may be cut. A block one pixel larger than a cell still shares at most two of them
        least = min((size[1:-1] if len(size) > 2 else size).min() for size in sizes)
        self.level = int(least).bit_length() - 1

    def take(self, values: NDArray[Any], where: NDArray[Any]) -> NDArray[np.bool_]:
        """Count pixels in for the cells in which they lie; give False for those outside of the grid."""
        r, c = np.divmod(where, self.width)
        (top, bottom), (left, right) = self.ends
        inside: NDArray[np.bool_] = (r >= top) & (r < bottom) & (c >= left) & (c < right)
        if not inside.all():
            r, c, values, where = r[inside], c[inside], values[inside], where[inside]
        cell = self.cell_of[0][r - top] * self.shape[1] + self.cell_of[1][c - left]
        np.maximum.at(self.largest, cell, values)
        won = values == self.largest[cell]
        self.where[cell[won]] = where[won]
        return inside

    def is_shared(self, level: int, r: NDArray[np.intp], c: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Say which blocks lie in more than one cell."""
        (top, bottom), (left, right) = self._reach(level, r, 0), self._reach(level, c, 1)
        shared: NDArray[np.bool_] = (top != bottom) | (left != right)
        return shared

    def matters(
        self, level: int, r: NDArray[np.intp], c: NDArray[np.intp], values: NDArray[Any]
    ) -> NDArray[np.bool_]:
        """Say which blocks have more than one of their cells knows of."""
        (top, bottom), (left, right) = self._reach(level, r, 0), self._reach(level, c, 1)
        found = np.zeros(len(values), bool)
        for up in (top, bottom):
            for across in (left, right):
                found |= values > self.largest[up * self.shape[1] + across]
        return found

    def _reach(
        self, level: int, blocks: NDArray[np.intp], axis: int
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """First and last cell of each block along an axis; parts outside of the grid belong to its edge."""
        start, stop = self.ends[axis]
        first = np.clip(blocks << level, start, stop - 1) - start
        last = np.clip(((blocks + 1) << level) - 1, start, stop - 1) - start
        return self.cell_of[axis][first], self.cell_of[axis][last]


def _halve(values: NDArray[Any], place: NDArray[Any], level: int) -> Level:
    """Keep the larger of each pair of blocks of a level, along both axes; the first one of equals."""
    place = place.astype(np.min_scalar_type((4 << 2 * level) - 1))
    place = (place >> level << (level + 1)) | (place & ((1 << level) - 1))
    for axis, later in ((1, 1 << level), (0, 2 << 2 * level)):
        (first, second), (mine, other) = (split_pairs(each, axis) for each in (values, place))
        wins = second > first
        merged = np.where(wins, second, first), np.where(wins, other | later, mine)
        odd = values.shape[axis] % 2
        values, place = (
            np.concatenate([pair, each.take([-1], axis)], axis) if odd else pair
            for pair, each in zip(merged, (values, place), strict=True)
        )
    return values, place


def split_pairs(array: NDArray[Any], axis: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Split into the first and the second of each pair; a last one without partner is left out."""
    lines = array.swapaxes(0, axis)
    second = lines[1::2]
    return lines[0::2][: len(second)].swapaxes(0, axis), second.swapaxes(0, axis)
