"""Small arrays whose rows and columns have names, and a large one whose every value is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.shown import Shown
from nbtools.samples.sizes import shape_of

_NAMES = ("cat", "dog", "fox", "horse", "otter", "rabbit")
_COUNTS = (
    (88, 7, 4, 0, 1, 0),
    (9, 81, 6, 2, 0, 2),
    (5, 21, 68, 0, 4, 2),
    (0, 3, 1, 95, 0, 1),
    (2, 1, 7, 0, 84, 6),
    (1, 0, 3, 0, 5, 91),
)


@dataclass(frozen=True, eq=False, repr=False)
class ConfusionSample(Shown):
    """How often each animal was taken for each other one. Made by `confusion`.

    Attributes
    ----------
    matrix : ndarray of int64, shape (6, 6)
        Counts: rows are what it was, columns what it was taken for. Each row sums up to 100.
    names : tuple of str
        Of rows and columns.
    worst : (int, int)
        Row and column of the largest count off the diagonal.
    """

    matrix: NDArray[np.int64]
    names: tuple[str, ...]
    worst: tuple[int, int]


@dataclass(frozen=True, eq=False, repr=False)
class MosaicSample(Shown):
    """Tiles with a value of their own, and noise. Made by `mosaic`.

    Attributes
    ----------
    image : ndarray of float32, shape (rows, cols)
        In tiles of `tile` x `tile` pixels: ``level(row, col)`` plus noise of less than 0.5.
    tile : int
        Side of a tile in pixels.
    odd : (int, int)
        Row and column of the only pixel with a value of -1000.
    """

    image: NDArray[np.float32]
    tile: int
    odd: tuple[int, int]

    def level(self, row: int, col: int) -> int:
        """Give the whole number to which all pixels of a tile round: ``(row // tile + 3 * (col // tile)) % 250``."""
        return (row // self.tile + 3 * (col // self.tile)) % 250


def confusion() -> ConfusionSample:
    """Make a small matrix with named rows and columns.

    Returns
    -------
    ConfusionSample

    Examples
    --------
    >>> sample = confusion()
    >>> sample.matrix.sum(axis=1).tolist(), sample.matrix[sample.worst]
    ([100, 100, 100, 100, 100, 100], np.int64(21))
    """
    return ConfusionSample(np.array(_COUNTS, np.int64), _NAMES, (2, 1))


def mosaic(shape: tuple[int, int] = (4000, 4000), *, tile: int = 20, seed: int = 0) -> MosaicSample:
    """Make a large image whose every pixel is known but for its noise, with one pixel to be found.

    Parameters
    ----------
    shape : tuple of int
        Number of rows and columns.
    tile : int
        Side of a tile in pixels.
    seed : int
        The same seed gives the same image.

    Returns
    -------
    MosaicSample

    Examples
    --------
    >>> sample = mosaic((400, 600))
    >>> round(float(sample.image[100, 210])), sample.level(100, 210), float(sample.image[sample.odd])
    (35, 35, -1000.0)
    """
    rows, cols = shape_of(shape)
    random = np.random.default_rng(seed)
    image = random.random((rows, cols), dtype=np.float32)
    image *= 0.98
    image -= 0.49
    row, col = (np.arange(size) // tile for size in (rows, cols))
    image += ((row[:, None] + 3 * col) % 250).astype(np.float32)
    odd = int(random.integers(rows)), int(random.integers(cols))
    image[odd] = -1000
    return MosaicSample(image, tile, odd)
