"""Pairs of images whose changed pixels are known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.shown import Shown
from nbtools.samples.sizes import shape_of

_CHANGES = 1.0, 100.0  # absolute values of what is added to the changed pixels of a pair
_PAIR_NOISE = 2.0


@dataclass(frozen=True, eq=False, repr=False)
class PairSample(Shown):
    """Two images that differ in some pixels, and which ones those are. Made by `changed_pair`.

    Attributes
    ----------
    before, after : ndarray of float64, shape (rows, cols)
        The images. They are equal but for the changed pixels.
    changed : ndarray of bool, shape (rows, cols)
        True where they differ.
    n_changed : int
        Number of changed pixels.
    """

    before: NDArray[np.float64]
    after: NDArray[np.float64]
    changed: NDArray[np.bool_]
    n_changed: int


def changed_pair(shape: tuple[int, int] = (2000, 4000), fraction: float = 0.005, seed: int = 0) -> PairSample:
    """Simulate an image, and a copy of it in which some pixels are changed.

    Parameters
    ----------
    shape : tuple of int
        Number of rows and columns.
    fraction : float
        Fraction of the pixels that are changed, from 0 to 1: exactly ``round(fraction * rows * cols)``.
    seed : int
        Another seed gives another pair.

    Returns
    -------
    PairSample
        A slope, broad hills, waves and a little noise, with values of some hundreds. About half of the
        changed pixels lie together in blobs and streaks of all sizes, the others are scattered one by one.
        To each of them something between 1 and 100 is added or subtracted: as many changes lie between 1
        and 10 as between 10 and 100.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its bounds.

    Examples
    --------
    >>> pair = changed_pair(shape=(200, 300), fraction=0.01)
    >>> pair.before.shape, pair.n_changed
    ((200, 300), 600)
    >>> bool(((pair.before != pair.after) == pair.changed).all())
    True
    """
    shape = shape_of(shape)
    part = checks.number("fraction", fraction)
    if not 0 <= part <= 1:
        raise ValueError(f"fraction must be from 0 to 1, got {fraction}")
    random = np.random.default_rng(checks.integer("seed", seed, minimum=0))
    n = round(part * shape[0] * shape[1])
    changed = _clusters(n // 2, shape, random)
    unchanged = np.flatnonzero(~changed)
    scattered = random.choice(len(unchanged), n - n // 2, replace=False, shuffle=False)
    changed.flat[unchanged[scattered]] = True
    before = _landscape(shape, random)
    after = before.copy()
    low, high = _CHANGES
    amount = low * (high / low) ** random.random(n)
    after[changed] += np.where(random.random(n) < 0.5, -amount, amount)
    return PairSample(before, after, changed, n)


def _clusters(n: int, shape: tuple[int, int], random: np.random.Generator) -> NDArray[np.bool_]:
    """Choose `n` pixels in blobs and streaks, at most half of all."""
    chosen = np.zeros(shape, bool)
    left = n
    while left > 0:
        size = np.exp(random.uniform(np.log(4), np.log(4 + n / 4)))  # pixels; as many small ones as large
        if random.random() < 0.5:
            width = random.uniform(0.8, 1.5)
            length = min(size / (np.pi * width), max(shape) / 16 + 1)
        else:
            width = np.sqrt(size / np.pi)
            length = width * random.uniform(1, 2)
        center = int(random.integers(shape[0])), int(random.integers(shape[1]))
        pixels = _ellipse(center, length, width, random.uniform(0, np.pi), shape)
        pixels = pixels[~chosen.flat[pixels]][:left]
        chosen.flat[pixels] = True
        left -= len(pixels)
    return chosen


def _ellipse(
    center: tuple[int, int], length: float, width: float, angle: float, shape: tuple[int, int]
) -> NDArray[np.intp]:
    """Flat indices of the pixels in an ellipse with these semi-axes, as far as they are in the image."""
    reach = int(max(length, width)) + 1
    rows, cols = (
        np.arange(max(0, c - reach), min(n, c + reach + 1)) for c, n in zip(center, shape, strict=True)
    )
    down, right = (rows - center[0])[:, np.newaxis], cols - center[1]
    along = np.cos(angle) / length * right + np.sin(angle) / length * down
    across = np.sin(angle) / width * right - np.cos(angle) / width * down
    row, col = np.nonzero(along * along + across * across <= 1)
    return rows[row] * shape[1] + cols[col]


def _landscape(shape: tuple[int, int], random: np.random.Generator) -> NDArray[np.float64]:
    """Slope, hills, waves and noise. All but the noise are sums of products of profiles: a matrix product."""
    row, col = (np.linspace(0, 1, side) for side in shape)
    down, right = [150 + 80 * row, np.full_like(row, 200)], [np.ones_like(col), col]
    for _ in range(6):
        height, width = random.uniform(50, 300), random.uniform(0.05, 0.25)
        peak = random.random(2)
        down.append(height * np.exp(-0.5 * ((row - peak[0]) / width) ** 2))
        right.append(np.exp(-0.5 * ((col - peak[1]) / width) ** 2))
    for _ in range(3):
        (turns_down, turns_right), start = random.uniform(1, 12, 2), random.uniform(0, 2 * np.pi)
        phase_down, phase_right = 2 * np.pi * turns_down * row + start, 2 * np.pi * turns_right * col
        down += [15 * np.sin(phase_down), 15 * np.cos(phase_down)]
        right += [np.cos(phase_right), np.sin(phase_right)]
    image = np.stack(down, axis=1) @ np.stack(right)
    for line in image:
        line += _PAIR_NOISE * random.standard_normal(len(line))
    return image
