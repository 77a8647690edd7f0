"""Which pixels belong to which disk, for many disks at once.

A disk is a stack of horizontal runs of pixels. The runs of all disks, sorted from the bottom of the image
to its top, are summed by one call of `numpy.add.reduceat`: each pixel is added where it is needed and
nowhere else. Nothing is ever subtracted, so a huge pixel elsewhere cannot spoil the digits of a sum, as it
would with running sums; and the cost is that of the disks, not of the image.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.spots.overlap import circle_overlap

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

METHODS = ("center", "exact")
FARTHEST = 1e150  # px; a larger radius has no square in float64, and holds every image anyway
_SLACK = 1e-6  # px; rows this far beyond the radius are looked at, so that rounding cannot lose one
_CHUNK = 1 << 16  # runs that are handled at a time: bounds the memory, and fits the cache


@dataclass(frozen=True, slots=True, eq=False)
class Ring:
    """The pixels that circles cut: flat indices, weights between 0 and 1, number of the disk."""

    index: Ints
    weight: Floats
    spot: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Footprint:
    """The pixels of some disks: half-open runs, as flat indices, of shape (disks, rows), and a ring."""

    start: Ints
    stop: Ints
    order: Ints
    ring: Ring | None

    def total(self, plane: NDArray[Any]) -> NDArray[Any]:
        """Sum the flat image `plane` over each disk, ring pixels by their weight."""
        with np.errstate(over="ignore", invalid="ignore"):  # beyond float64: infinite, or inf - inf
            sums = self._run_sums(plane)
            if self.ring is not None:
                sums = sums + self._ring_sums(self.ring.weight * plane.take(self.ring.index))
        return sums

    def count(self, plane: NDArray[np.int64]) -> NDArray[np.int64]:
        """Sum the flat image `plane` of integers over each disk, ring pixels fully."""
        sums: NDArray[np.int64] = self._run_sums(plane)
        if self.ring is None:
            return sums
        touched = plane.take(self.ring.index) * (self.ring.weight > 0)
        counts: NDArray[np.int64] = sums + self._ring_sums(touched).astype(np.int64)
        return counts

    def area(self) -> NDArray[Any]:
        """Area inside the image: the number of pixels (int64), with a ring the sum of weights (float64)."""
        area: NDArray[Any] = np.maximum(self.stop - self.start, 0).sum(axis=1, dtype=np.int64)
        return area if self.ring is None else area + self._ring_sums(self.ring.weight)

    def _run_sums(self, plane: NDArray[Any]) -> NDArray[Any]:
        start, stop = self.start.ravel()[self.order], self.stop.ravel()[self.order]
        sums = np.zeros(self.start.size, plane.dtype)
        if len(start):
            first, last = start.min(), stop.max()
            part = plane[first : last + 1]
            if last == plane.size:  # an index of reduceat must be inside
                part = np.append(part, plane.dtype.type(0))
            # every second sum is that from a run's end to the next start, which lies before it: one pixel,
            # except for the last, which goes to the end of the part, and whose overflow means nothing
            ends = np.stack([start, stop], axis=1).ravel() - first
            sums[self.order] = np.add.reduceat(part, ends)[::2]
        total: NDArray[Any] = sums.reshape(self.start.shape).sum(axis=1)
        return total

    def _ring_sums(self, values: NDArray[Any]) -> Floats:
        assert self.ring is not None
        return np.bincount(self.ring.spot, values, minlength=len(self.start)).astype(np.float64, copy=False)


def footprints(
    centers: Floats, radius: float, shape: tuple[int, int], method: str
) -> Iterator[tuple[Ints, Footprint]]:
    """Walk through disks in bounded memory: (which of `centers`, their footprint)."""
    radius = min(radius, FARTHEST)
    by_row = np.argsort(centers[:, 0], kind="stable")  # those of a part lie near each other
    size = max(1, _CHUNK // _n_rows(radius + 1, shape[0]))
    for first in range(0, len(centers), size):
        which = by_row[first : first + size]
        which = which[np.argsort(-centers[which, 1], kind="stable")]
        yield which, _footprint(centers[which], radius, shape, method)


def _footprint(centers: Floats, radius: float, shape: tuple[int, int], method: str) -> Footprint:
    rows, cols = shape
    reach = radius + _SLACK + (0.5 if method == "exact" else 0.0)
    row = _first_row(centers, reach, rows)[:, None] + np.arange(_n_rows(reach, rows))
    with np.errstate(over="ignore"):
        if method == "center":
            start, stop = _center_runs(centers, row, radius, cols)
        else:
            start, stop, touch_start, touch_stop = _exact_runs(centers, row, radius, cols)
    base = row * cols
    # radix sort, by row from the bottom up; within a row the disks are sorted by column already
    key = (rows - row).astype(np.uint16 if rows < 1 << 16 else np.intp).ravel()
    order = np.argsort(key, kind="stable")
    order = order[(stop > start).ravel()[order]]
    ring = None
    if method == "exact":
        ring = _ring(centers, radius, row, (start, stop), (touch_start, touch_stop), cols)
    return Footprint(base + start, base + stop, order, ring)


def _n_rows(reach: float, rows: int) -> int:
    return int(min(rows, 2 * reach + 1))


def _first_row(centers: Floats, reach: float, rows: int) -> Ints:
    """First of `_n_rows` rows of the image that hold all of it within `reach` of a centre."""
    first = np.ceil(centers[:, 0] - reach)
    return np.clip(first, 0, rows - _n_rows(reach, rows)).astype(np.intp)


def _center_runs(centers: Floats, row: Ints, radius: float, cols: int) -> tuple[Ints, Ints]:
    """Columns of the pixels with ``d_row * d_row + d_col * d_col <= radius * radius``, inside the image."""
    reach = radius + 1
    if reach <= row.size and is_whole(centers).all():
        centre = centers.astype(np.intp)
        half = half_widths(radius)[np.minimum(np.abs(row - centre[:, :1]), int(reach))]
        start, stop = centre[:, 1:] - half, centre[:, 1:] + half + 1
        return np.clip(start, 0, cols), np.clip(stop, 0, cols)
    d_row, col = row - centers[:, :1], centers[:, 1:]
    limit, d2 = radius * radius, d_row * d_row
    half_width = np.sqrt(np.maximum(limit - d2, 0))
    first, end = np.ceil(col - half_width), np.floor(col + half_width) + 1
    # the root is rounded: let the definition decide about the pixels next to the ends
    first -= d2 + (first - 1 - col) * (first - 1 - col) <= limit
    first += d2 + (first - col) * (first - col) > limit
    end += d2 + (end - col) * (end - col) <= limit
    end -= d2 + (end - 1 - col) * (end - 1 - col) > limit
    return _inside(first, cols), _inside(end, cols)


def is_whole(centers: Floats) -> NDArray[np.bool_]:
    """Say which centres are centres of pixels, near enough to the image to be handled as integers."""
    whole: NDArray[np.bool_] = ((centers == np.rint(centers)) & (np.abs(centers) < 1 << 31)).all(axis=1)
    return whole


def half_widths(radius: float) -> Ints:
    """Half-widths of a disk on a pixel, at rows 0, 1, ... from its centre; -1 in the first row off it."""
    limit, reach = radius * radius, int(radius) + 1
    d2 = np.arange(reach + 1, dtype=np.float64) ** 2
    half = np.floor(np.sqrt(np.maximum(limit - d2, 0)))
    half += d2 + (half + 1) * (half + 1) <= limit
    half -= d2 + half * half > limit
    return half.astype(np.intp)


def _exact_runs(centers: Floats, row: Ints, radius: float, cols: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Columns of pixels that are wholly in the circle, and of those that it touches."""
    d_row, col = np.abs(row - centers[:, :1]), centers[:, 1:]
    limit, outer, inner = radius * radius, d_row + 0.5, np.maximum(d_row - 0.5, 0)
    half = np.where(outer <= radius, np.sqrt(np.maximum(limit - outer * outer, 0)), 0) - 0.5
    reach = np.where(inner < radius, np.sqrt(np.maximum(limit - inner * inner, 0)) + 0.5, -1)
    start, stop = np.ceil(col - half), np.floor(col + half) + 1
    touch_start, touch_stop = np.ceil(col - reach), np.floor(col + reach) + 1
    stop = np.maximum(stop, start)
    touch_stop = np.maximum(touch_stop, touch_start)
    return _inside(start, cols), _inside(stop, cols), _inside(touch_start, cols), _inside(touch_stop, cols)


def _inside(column: Floats, cols: int) -> Ints:
    return np.clip(column, 0, cols).astype(np.intp)


def _ring(
    centers: Floats, radius: float, row: Ints, full: tuple[Ints, Ints], touched: tuple[Ints, Ints], cols: int
) -> Ring:
    """List the pixels left and right of the full ones, with their weights."""
    (start, stop), (touch_start, touch_stop) = full, touched
    empty = stop <= start
    left_stop, right_start = np.where(empty, touch_stop, start), np.where(empty, touch_stop, stop)
    firsts = np.concatenate([touch_start.ravel(), right_start.ravel()])
    counts = np.concatenate([(left_stop - touch_start).ravel(), (touch_stop - right_start).ravel()])
    counts = np.maximum(counts, 0)
    run = np.repeat(np.arange(len(counts)), counts)
    col = np.arange(len(run)) - (np.cumsum(counts) - counts)[run] + firsts[run]
    run %= row.size
    spot, at_row = run // row.shape[1], row.ravel()[run]
    weight = _weights(at_row - centers[spot, 0], col - centers[spot, 1], radius)
    return Ring(at_row * cols + col, weight, spot)


def _weights(d_row: Floats, d_col: Floats, radius: float) -> Floats:
    side = radius + 2
    if side * side > len(d_row) or (d_row % 1).any() or (d_col % 1).any():
        return circle_overlap(d_row, d_col, radius)
    offset = np.arange(int(side))  # centres of pixels: few different weights
    table = circle_overlap(offset[:, None], offset, radius)
    return table[np.abs(d_row).astype(np.intp), np.abs(d_col).astype(np.intp)]
