"""Images that need the right colours: heights on both sides of zero, and light over many powers of ten."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.shown import Shown
from nbtools.samples.sizes import shape_of

_ARMS, _PITCH, _ARM = (
    2,
    2.6,
    0.08,
)  # spiral arms: their number, how tight they are wound, share of the decades


@dataclass(frozen=True, eq=False, repr=False)
class ReliefSample(Shown):
    """Heights above and below the sea, with holes. Made by `relief`.

    Attributes
    ----------
    image : ndarray of float64, shape (rows, cols)
        Heights in metres; sea level is 0, and holes are NaN.
    complete : ndarray of float64, shape (rows, cols)
        The same without holes.
    holes : ndarray of bool, shape (rows, cols)
        True where `image` is NaN.
    """

    image: NDArray[np.float64]
    complete: NDArray[np.float64]
    holes: NDArray[np.bool_]


@dataclass(frozen=True, eq=False, repr=False)
class GalaxySample(Shown):
    """Light over many powers of ten. Made by `galaxy`.

    Attributes
    ----------
    image : ndarray of float64, shape (rows, cols)
        Values from 1 to ``10 ** decades``.
    exponents : ndarray of float64, shape (rows, cols)
        Their logarithms to the base 10, from 0 to `decades`.
    decades : float
        As given to `galaxy`.
    """

    image: NDArray[np.float64]
    exponents: NDArray[np.float64]
    decades: float


def relief(
    shape: tuple[int, int] = (240, 360),
    lowest: float = -1500.0,
    highest: float = 4500.0,
    holes: int = 6,
    seed: int = 0,
) -> ReliefSample:
    """Simulate a map of heights: islands and mountains, sea, and holes where nothing was measured.

    Parameters
    ----------
    shape : tuple of int
        Number of rows and columns.
    lowest, highest : float
        Heights in metres of the deepest and the highest pixel (where there is more than one).
    holes : int
        Number of round holes, which may overlap. The deepest and the highest pixel are in none of them.
    seed : int
        Another seed gives another map.

    Returns
    -------
    ReliefSample

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its bounds.

    Examples
    --------
    >>> sample = relief((60, 80), lowest=-100, highest=300)
    >>> float(np.nanmin(sample.image)), float(np.nanmax(sample.image))
    (-100.0, 300.0)
    >>> bool((np.isnan(sample.image) == sample.holes).all())
    True
    """
    rows, cols = shape_of(shape)
    low, high = (
        float(checks.number("lowest", lowest, unit="m")),
        float(checks.number("highest", highest, unit="m")),
    )
    if not low < high:
        raise ValueError(f"highest must be > lowest, got {highest} and {lowest} m")
    number = checks.integer("holes", holes, minimum=0)
    random = np.random.default_rng(checks.integer("seed", seed, minimum=0))
    row, col = np.arange(rows)[:, np.newaxis], np.arange(cols)
    land = np.zeros((rows, cols))
    for width in np.geomspace(0.3, 0.015, 150):  # broad and high ones first, then ever finer and lower ones
        peak, spread = random.random(2) * (rows, cols), width * min(rows, cols)
        sign = random.choice((-1, 1), p=(0.4, 0.6))
        land += sign * width**0.9 * np.exp(-((row - peak[0]) ** 2 + (col - peak[1]) ** 2) / (2 * spread**2))
    steps = np.ptp(land)
    share = (land - land.min()) / steps if steps else land
    complete = low * (1 - share) + high * share
    hidden = np.zeros((rows, cols), bool)
    for _ in range(number):
        place, radius = random.random(2) * (rows, cols), random.uniform(0.02, 0.06) * min(rows, cols)
        hidden |= (row - place[0]) ** 2 + (col - place[1]) ** 2 <= radius**2
    hidden &= (share > 0) & (share < 1)
    return ReliefSample(np.where(hidden, np.nan, complete), complete, hidden)


def galaxy(shape: tuple[int, int] = (256, 256), decades: float = 6.0) -> GalaxySample:
    """Simulate a spiral galaxy, whose light falls by the same factor with each pixel from the core, but for two arms.

    Parameters
    ----------
    shape : tuple of int
        Number of rows and columns.
    decades : float
        The darkest pixel is 1, the brightest ``10 ** decades`` (where there is more than one).

    Returns
    -------
    GalaxySample

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its bounds.

    Examples
    --------
    >>> sample = galaxy((64, 64), decades=6)
    >>> float(sample.image.min()), float(sample.image.max())
    (1.0, 1000000.0)
    """
    rows, cols = shape_of(shape)
    range_ = checks.positive("decades", decades, "")
    y, x = np.arange(rows)[:, np.newaxis] - (rows - 1) / 2, np.arange(cols) - (cols - 1) / 2
    far = np.hypot(y, x)
    far = far / max(far.max(), 1.0)
    turn = np.arctan2(y, x) - _PITCH * np.log(far + 0.02)
    light = -far + _ARM * np.cos(_ARMS * turn) * np.sin(np.pi * far)
    light -= light.min()
    exponents = range_ * light / max(light.max(), 1e-300)
    return GalaxySample(10.0**exponents, exponents, float(range_))
