"""Patterns whose value is known at every place, also between the pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.samples.sizes import shape_of


@dataclass(frozen=True, eq=False)
class ZonePlateSample:
    """Rings that become finer towards the border. Made by `zone_plate`.

    Attributes
    ----------
    image : ndarray of float64, shape (rows, cols)
        Values from 0 to 1: `at` the middles of the pixels.
    frequencies : ndarray of float64, shape (rows, cols)
        Rings per pixel around each pixel, along the line to the centre.
    center : (float, float)
        (row, col) of the centre: the middle of the image.
    chirp : float
        By how much the frequency grows with each pixel from the centre, in rings per pixel per pixel.
    """

    image: NDArray[np.float64]
    frequencies: NDArray[np.float64]
    center: tuple[float, float]
    chirp: float

    def at(self, rows: Any, cols: Any) -> NDArray[np.float64]:
        """Give the true value at any place, ``(1 + cos(pi * chirp * distance ** 2)) / 2``.

        Parameters
        ----------
        rows, cols : array-like of float
            Coordinates in pixels; whole numbers are the middles of pixels. One value for each row and column of
            ``rows`` and ``cols`` as numpy broadcasts them.

        Returns
        -------
        ndarray of float64
            From 0 to 1.
        """
        return _rings(_distance(rows, cols, self.center), self.chirp)


@dataclass(frozen=True, eq=False)
class CheckerboardSample:
    """Squares of two values, and where their edges are. Made by `checkerboard`.

    Attributes
    ----------
    image : ndarray of uint8, shape (rows, cols)
        0 and 255; the square in the corner at the top left is 0.
    row_edges, col_edges : ndarray of float64
        Coordinates of the edges between squares, in pixels: 7.5 lies between pixel 7 and pixel 8.
    """

    image: NDArray[np.uint8]
    row_edges: NDArray[np.float64]
    col_edges: NDArray[np.float64]


def zone_plate(shape: tuple[int, int] = (256, 256), frequency: float = 0.4) -> ZonePlateSample:
    """Make rings around the middle that become finer towards the border.

    Where less than two pixels are left for a ring, sampling shows coarse rings that do not exist: aliasing. This
    happens at frequencies above 0.5 rings per pixel, and in an image that leaves pixels out accordingly earlier.

    Parameters
    ----------
    shape : tuple of int
        Number of rows and columns.
    frequency : float
        Rings per pixel in the middle of the nearest border, ``> 0``.

    Returns
    -------
    ZonePlateSample

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its bounds.

    Examples
    --------
    >>> plate = zone_plate((101, 101), frequency=0.4)
    >>> plate.center, float(plate.image[50, 50]), float(plate.frequencies[0, 50])
    ((50.0, 50.0), 1.0, 0.4)
    >>> bool(plate.at(20, 30) == plate.image[20, 30])
    True
    """
    rows, cols = shape_of(shape)
    finest = checks.positive("frequency", frequency, "rings per pixel")
    center = (rows - 1) / 2, (cols - 1) / 2
    chirp = float(finest / max(min(center), 0.5))
    distance = _distance(np.arange(rows)[:, np.newaxis], np.arange(cols), center)
    return ZonePlateSample(_rings(distance, chirp), chirp * distance, center, chirp)


def checkerboard(shape: tuple[int, int] = (64, 64), square: int = 8) -> CheckerboardSample:
    """Make squares of 0 and 255 in turns.

    Parameters
    ----------
    shape : tuple of int
        Number of rows and columns.
    square : int
        Side of a square, in pixels. Squares at the right and the lower border are cut where the image ends.

    Returns
    -------
    CheckerboardSample

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its bounds.

    Examples
    --------
    >>> board = checkerboard((3, 5), square=2)
    >>> board.image
    array([[  0,   0, 255, 255,   0],
           [  0,   0, 255, 255,   0],
           [255, 255,   0,   0, 255]], dtype=uint8)
    >>> board.row_edges.tolist(), board.col_edges.tolist()
    ([1.5], [1.5, 3.5])
    """
    rows, cols = shape_of(shape)
    side = checks.integer("square", square, minimum=1, unit="px")
    odd = np.add.outer(np.arange(rows) // side, np.arange(cols) // side) % 2
    row_edges, col_edges = (np.arange(side, size, side, dtype=np.float64) - 0.5 for size in (rows, cols))
    return CheckerboardSample(odd.astype(np.uint8) * np.uint8(255), row_edges, col_edges)


def _distance(rows: Any, cols: Any, center: tuple[float, float]) -> NDArray[np.float64]:
    return np.hypot(np.subtract(rows, center[0]), np.subtract(cols, center[1]), dtype=np.float64)


def _rings(distance: NDArray[np.float64], chirp: float) -> NDArray[np.float64]:
    return np.asarray((1 + np.cos(np.pi * chirp * distance**2)) / 2)
