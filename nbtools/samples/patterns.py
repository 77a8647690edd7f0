"""Patterns whose value is known at every place, also between the pixels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.shown import Shown
from nbtools.samples.sizes import shape_of


@dataclass(frozen=True, eq=False, repr=False)
class ZonePlateSample(Shown):
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


@dataclass(frozen=True, eq=False, repr=False)
class CheckerboardSample(Shown):
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


@dataclass(frozen=True, eq=False, repr=False)
class FilamentSample(Shown):
    """Straight blurred filaments of known widths. Made by `filaments`.

    Attributes
    ----------
    image : ndarray of float64, shape (rows, cols)
        Values `at` the middles of the pixels, and noise.
    middles : ndarray of float64, shape (n, 2)
        A point (row, col) in the middle of each filament, from left to right.
    directions : ndarray of float64, shape (n, 2)
        Unit vectors (row, col) along the filaments, pointing down.
    fwhm : ndarray of float64, shape (n,)
        Full width at half maximum across each filament, in pixels.
    heights : ndarray of float64, shape (n,)
        Height of each filament above the background.
    background, noise : float
        As given to `filaments`.
    """

    image: NDArray[np.float64]
    middles: NDArray[np.float64]
    directions: NDArray[np.float64]
    fwhm: NDArray[np.float64]
    heights: NDArray[np.float64]
    background: float
    noise: float

    def at(self, rows: Any, cols: Any) -> NDArray[np.float64]:
        """Give the true value at any place, without noise: the sum of the filaments, each a Gaussian across.

        Parameters
        ----------
        rows, cols : array-like of float
            Coordinates in pixels, as numpy broadcasts them.

        Returns
        -------
        ndarray of float64
        """
        values = np.full(np.broadcast_shapes(np.shape(rows), np.shape(cols)), self.background)
        for middle, (down, right), width, height in zip(
            self.middles, self.directions, self.fwhm, self.heights, strict=True
        ):
            away = np.subtract(rows, middle[0]) * right - np.subtract(cols, middle[1]) * down
            values += height * np.exp(-4 * np.log(2) * (away / width) ** 2)
        return values

    def across(self, number: int, length: float) -> tuple[tuple[float, float], tuple[float, float]]:
        """Give both ends of a line of some length that crosses a filament at a right angle, in its middle.

        Parameters
        ----------
        number : int
            Which filament, from 0.
        length : float
            Length of the line in pixels.

        Returns
        -------
        start, end : (float, float)
            (row, col) each, the left one first.
        """
        (row, col), (down, right) = self.middles[number].tolist(), self.directions[number].tolist()
        half = checks.positive("length", length) / 2
        return (row + half * right, col - half * down), (row - half * right, col + half * down)


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


def filaments(
    n: int = 4,
    shape: tuple[int, int] = (200, 320),
    background: float = 10.0,
    noise: float = 2.0,
    seed: int = 0,
) -> FilamentSample:
    """Make straight filaments beside each other, each wider than the one to its left.

    Parameters
    ----------
    n : int
        Number of filaments.
    shape : tuple of int
        Number of rows and columns.
    background : float
        Value far from all filaments.
    noise : float
        Standard deviation of the Gaussian noise in each pixel; 0 for none.
    seed : int
        Another seed gives other heights, from 50 to 150, other tilts and other noise.

    Returns
    -------
    FilamentSample
        Widths grow evenly from 3 pixels to a fifth of the room that a filament has; filaments do not meet.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its bounds.

    Examples
    --------
    >>> sample = filaments(n=3, noise=0)
    >>> sample.fwhm.round(2).tolist()
    [3.0, 12.17, 21.33]
    >>> start, end = sample.across(0, 30)
    >>> above = sample.at(*sample.middles[0]) - sample.background
    >>> bool(abs(above - sample.heights[0]) < 1e-3)
    True
    """
    n, (rows, cols) = checks.integer("n", n, minimum=1), shape_of(shape)
    level, spread = float(checks.number("background", background)), float(checks.number("noise", noise))
    if spread < 0:
        raise ValueError(f"noise must be >= 0, got {noise}")
    random = np.random.default_rng(checks.integer("seed", seed, minimum=0))
    room = cols / n
    middles = np.stack([np.full(n, (rows - 1) / 2), (np.arange(n) + 0.5) * room - 0.5], axis=1)
    tilt = np.arctan(random.uniform(-0.3, 0.3, n) * room / rows)
    directions = np.stack([np.cos(tilt), np.sin(tilt)], axis=1)
    widths, heights = np.linspace(3, max(room / 5, 3), n), random.uniform(50, 150, n)
    clean = FilamentSample(np.empty(0), middles, directions, widths, heights, level, spread)
    image = clean.at(np.arange(rows)[:, np.newaxis], np.arange(cols))
    return replace(clean, image=image + spread * random.standard_normal((rows, cols)))


def _distance(rows: Any, cols: Any, center: tuple[float, float]) -> NDArray[np.float64]:
    return np.hypot(np.subtract(rows, center[0]), np.subtract(cols, center[1]), dtype=np.float64)


def _rings(distance: NDArray[np.float64], chirp: float) -> NDArray[np.float64]:
    return np.asarray((1 + np.cos(np.pi * chirp * distance**2)) / 2)
