"""Pictures of bent, banded rods of different sizes, as chromosomes are under a microscope."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.shown import Shown

_LONGEST, _SHORTEST = 9.0, 2.0  # µm
_PIXEL = 0.125  # µm
_WIDTH, _EDGE = 0.42, 0.12  # µm: half of the width of a rod, and how soft its edge is
_MARGIN = 5  # pixels around a rod
_BACKGROUND, _INK, _NOISE = 225.0, 150.0, 3.0


@dataclass(frozen=True, eq=False, repr=False)
class ChromosomeSample(Shown):
    """Pictures of rods with known lengths. Made by `chromosomes`.

    Attributes
    ----------
    images : dict of str to ndarray of uint8, shape (rows, cols)
        Dark rods on a bright background, each picture as large as its rod needs; the longest first.
    lengths : ndarray of float64, shape (n,)
        Length of each rod along its middle line, in `unit`, from one rounded end to the other.
    pixel_size : float
        Size of a pixel in `unit`, the same in all pictures.
    unit : str
        "µm".
    """

    images: dict[str, NDArray[np.uint8]]
    lengths: NDArray[np.float64]
    pixel_size: float
    unit: str


def chromosomes(n: int = 45, seed: int = 0) -> ChromosomeSample:
    """Make pictures of bent, banded rods of different lengths, all with pixels of one size.

    Parameters
    ----------
    n : int
        Number of pictures.
    seed : int
        The same seed gives the same pictures.

    Returns
    -------
    ChromosomeSample

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its bounds.

    Examples
    --------
    >>> sample = chromosomes(n=3)
    >>> list(sample.images), sample.lengths.round(2).tolist(), sample.pixel_size
    (['chr 1', 'chr 2', 'chr 3'], [9.0, 5.5, 2.0], 0.125)
    """
    number = checks.integer("n", n, minimum=1)
    rng = np.random.default_rng(checks.integer("seed", seed, minimum=0))
    lengths = np.linspace(_LONGEST, _SHORTEST, number) if number > 1 else np.array([_LONGEST])
    images = {f"chr {k + 1}": _rod(float(length), rng) for k, length in enumerate(lengths)}
    return ChromosomeSample(images, lengths, _PIXEL, "µm")


def _rod(length: float, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Paint a rod along an arc of a circle."""
    straight = length - 2 * _WIDTH  # its ends are half circles
    along = np.linspace(-straight / 2, straight / 2, max(round(straight / _PIXEL * 4), 2))
    bend, turn = rng.uniform(-1.2, 1.2) / _LONGEST, rng.uniform(-0.3, 0.3)
    direction = turn + bend * along
    step = along[1] - along[0]
    places = np.cumsum(np.stack([np.cos(direction), np.sin(direction)], axis=1), axis=0) * step
    low, high = places.min(axis=0) - _WIDTH, places.max(axis=0) + _WIDTH
    rows, cols = (np.ceil((high - low) / _PIXEL).astype(int) + 2 * _MARGIN).tolist()
    row, col = (
        low[axis] + (np.arange(size) - _MARGIN + 0.5) * _PIXEL for axis, size in enumerate((rows, cols))
    )
    away = (row[:, None, None] - places[:, 0]) ** 2 + (col[None, :, None] - places[:, 1]) ** 2
    nearest = away.argmin(axis=2)
    distance = np.sqrt(away.min(axis=2))
    inside = 1 / (1 + np.exp((distance - _WIDTH) / (_EDGE / 4)))
    bands = _bands(along, rng)[nearest]
    shade = _BACKGROUND - _INK * inside * bands + rng.normal(0, _NOISE, (rows, cols))
    return np.rint(shade.clip(0, 255)).astype(np.uint8)


def _bands(along: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """How dark the rod is along its middle line, with a bright waist."""
    waist = rng.uniform(0.25, 0.5) * along[0]
    dark = np.full(len(along), 0.45)
    for at in np.arange(along[0], along[-1], 0.9):
        dark += rng.uniform(0.1, 0.55) * np.exp(-(((along - at - rng.uniform(0, 0.5)) / 0.22) ** 2))
    return np.asarray(np.minimum(dark, 1) * (1 - 0.6 * np.exp(-(((along - waist) / 0.2) ** 2))))
