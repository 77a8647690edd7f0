"""Means over ever larger blocks of an image, so that showing it small never reads all of its pixels.

The image is halved again and again, each axis on its own: halving (i, j) times gives the means over blocks
of 2**i rows and 2**j columns. Each halving is made from the one before, when it is first asked for. All the
levels with i = j together take a third of a float32 copy of the image.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.diff.blocks import split_pairs
from nbtools.compute.images import Image

_ROWS = 128  # rows halved at a time, an even number: intermediate results stay small
_SAMPLE = 128  # rows and columns that are looked at to choose the precision


class Pyramid:
    """Block means of an image, bad pixels left out.

    Parameters
    ----------
    image : Image
        The image; it is not copied.
    share : ndarray, shape (rows, cols), optional
        How much each pixel counts; all the same if not given.
    """

    def __init__(self, image: Image, share: NDArray[Any] | None = None) -> None:
        self.image, self._share = image, share
        self._dtype = _precision(image)
        self._means: dict[tuple[int, int], NDArray[Any]] = {}
        self._weights: dict[tuple[int, int], NDArray[np.float32]] = {}  # of the good pixels of each block

    def window(self, level: tuple[int, int], rows: slice, cols: slice) -> NDArray[Any]:
        """Return some of the means over blocks of ``2**level[0]`` rows and ``2**level[1]`` columns.

        A block that reaches over the edge of the image is the mean of what lies inside of it, a block
        without a good pixel NaN. At level (0, 0) these are the pixels themselves.

        Parameters
        ----------
        level : tuple of int
            How often the rows and the columns are halved.
        rows, cols : slice
            The blocks wanted, in units of blocks.

        Returns
        -------
        ndarray of float32 or float64
            float64 where the image has more digits than float32 can keep. Not to be written to.
        """
        if level != (0, 0):
            if level not in self._means:
                self._build(level)
            return self._means[level][rows, cols]
        with np.errstate(over="ignore"):  # one pixel beyond float32 is shown as what it is: very large
            found = self.image.values[rows, cols].astype(self._dtype)
        if self.image.bad is not None:
            found[self.image.bad[rows, cols]] = np.nan
        return found

    def _build(self, level: tuple[int, int]) -> None:
        """Halve the level before: both axes if possible, so that few different levels are ever made."""
        both = min(level) > 0
        before = (level[0] - 1, level[1] - 1) if both else (max(level[0] - 1, 0), max(level[1] - 1, 0))
        self.window(before, slice(0), slice(0))  # makes it
        axes = [axis for axis in (0, 1) if level[axis] > before[axis]]
        rows = _blocks(self.image.shape[0], before[0])
        shape = [_blocks(size, k) for size, k in zip(self.image.shape, level, strict=True)]
        means = np.empty(shape, self._dtype)
        good = None if self._alike else np.empty(shape, np.float32)
        for start in range(0, rows, _ROWS):
            source = slice(start, min(start + _ROWS, rows))
            target = slice(start // 2, -(-source.stop // 2)) if 0 in axes else source
            mean, weight = self.window(before, source, slice(None)), self._good(before, source)
            for axis in axes:
                sizes = self._sizes(before, source, axis) if weight is None else weight
                mean = _halve(mean, sizes, axis)
                weight = None if weight is None else _add_pairs(weight, axis)
            means[target] = mean
            if good is not None:
                good[target] = weight
        self._means[level] = means
        if good is not None:
            self._weights[level] = good

    def _good(self, level: tuple[int, int], rows: slice) -> NDArray[np.float32] | None:
        """Add up the good pixels in each block of some rows of blocks; None if all pixels count the same."""
        if self._alike:
            return None
        if level != (0, 0):
            return self._weights[level][rows]
        if self._share is None:
            return (~self.image.bad[rows]).astype(np.float32)  # type: ignore[index]  # not alike: there are some
        weights = self._share[rows].astype(np.float32)
        if self.image.bad is not None:
            weights[self.image.bad[rows]] = 0
        return weights

    @property
    def _alike(self) -> bool:
        return self.image.bad is None and self._share is None

    def _sizes(self, level: tuple[int, int], rows: slice, axis: int) -> NDArray[np.float32]:
        """Count the pixels along one axis in each block: less in the last one, at the edge of the image."""
        size, k = self.image.shape[axis], level[axis]
        first = np.arange(_blocks(size, k), dtype=np.int64)[rows if axis == 0 else slice(None)] << k
        return np.expand_dims(np.minimum(1 << k, size - first).astype(np.float32), 1 - axis)


def _blocks(size: int, k: int) -> int:
    """Say how many blocks of 2**k pixels cover an axis."""
    return -(-size >> k)


def _halve(mean: NDArray[Any], weight: NDArray[np.float32], axis: int) -> NDArray[Any]:
    """Merge pairs of blocks into their weighted mean; NaN stands for blocks of weight 0."""
    first, second = split_pairs(mean, axis)
    ours, theirs = split_pairs(weight, axis)
    with np.errstate(invalid="ignore", over="ignore"):
        merged = second - first
        merged *= theirs / (ours + theirs)
        merged += first
    if weight.shape == mean.shape:
        np.copyto(merged, second, where=ours == 0)
        np.copyto(merged, first, where=theirs == 0)
    if mean.shape[axis] % 2 == 0:
        return merged
    return np.concatenate([merged, mean.take([-1], axis)], axis)


def _add_pairs(weight: NDArray[np.float32], axis: int) -> NDArray[np.float32]:
    first, second = split_pairs(weight, axis)
    total = first + second
    return total if weight.shape[axis] % 2 == 0 else np.concatenate([total, weight.take([-1], axis)], axis)


def _precision(image: Image) -> type[np.floating]:
    """Choose float32 unless it would merge values that the picture must tell apart, or cannot hold them."""
    values = image.values
    if values.dtype.itemsize <= (4 if values.dtype.kind == "f" else 2):
        return np.float32
    steps = [max(1, size // _SAMPLE) for size in image.shape]
    sample = values[:: steps[0], :: steps[1]].astype(np.float64)
    if image.bad is not None:
        sample = sample[~image.bad[:: steps[0], :: steps[1]]]
    if sample.size == 0:
        return np.float64
    low, high = np.percentile(sample, [1, 99], method="nearest")
    largest, span = max(abs(low), abs(high)), high / 2 - low / 2
    fits = np.abs(sample).max() < 1e30 and (largest == 0 or largest > 1e-30)
    return np.float32 if fits and span >= largest * 2.0**-12 else np.float64
