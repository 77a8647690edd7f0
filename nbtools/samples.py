"""Example images with known truth: where every spot is, how much light it has, which pixel has changed.

There are no downloads. The same seed gives the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks

_REACH = 6.0  # a spot is drawn up to so many standard deviations away: 1e-8 of its flux lies outside
_FLUXES = 500.0, 5000.0
_CHANGES = 1.0, 100.0  # absolute values of what is added to the changed pixels of a pair
_PAIR_NOISE = 2.0


@dataclass(frozen=True, eq=False)
class SpotSample:
    """A simulated image of spots, and what is in it. Made by `spots`.

    Attributes
    ----------
    image : ndarray of float64, shape (rows, cols)
        Background, spots and noise.
    positions : ndarray of float64, shape (n, 2)
        Centres (row, col) in pixels, where pixel centres are at integers.
    fluxes : ndarray of float64, shape (n,)
        Sum of each spot over all pixels, without background.
    background, noise, radius : float
        As given to `spots`.
    """

    image: NDArray[np.float64]
    positions: NDArray[np.float64]
    fluxes: NDArray[np.float64]
    background: float
    noise: float
    radius: float


@dataclass(frozen=True, eq=False)
class SpotStackSample:
    """A simulated film of spots that drift and bleach, and what is in it. Made by `spot_stack`.

    Attributes
    ----------
    stack : ndarray of float32, shape (frames, rows, cols)
        Background, spots and noise.
    positions : ndarray of float64, shape (frames, n, 2)
        Centres (row, col) of the spots in each frame, in pixels.
    fluxes : ndarray of float64, shape (frames, n)
        Sum of each spot over all pixels in each frame, without background.
    background, noise, radius : float
        As given to `spot_stack`.
    """

    stack: NDArray[np.float32]
    positions: NDArray[np.float64]
    fluxes: NDArray[np.float64]
    background: float
    noise: float
    radius: float


@dataclass(frozen=True, eq=False)
class PairSample:
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


def spots(
    n: int = 40,
    shape: tuple[int, int] = (256, 256),
    radius: float = 3.0,
    background: float = 10.0,
    noise: float = 1.0,
    seed: int = 0,
) -> SpotSample:
    """Simulate round spots at fractional positions, with fluxes from 500 to 5000.

    Parameters
    ----------
    n : int
        Number of spots.
    shape : tuple of int
        Number of rows and columns.
    radius : float
        Standard deviation of each spot's Gaussian profile, in pixels. A disk of ``3 * radius`` holds 99 %
        of the light. Each pixel has the profile's value at its centre, scaled so that the sum of them all
        is the flux.
    background : float
        Value of every pixel without spot and noise.
    noise : float
        Standard deviation of the Gaussian noise in each pixel; 0 for none.
    seed : int
        Another seed gives another image.

    Returns
    -------
    SpotSample
        Spots are at least ``6 * radius`` apart and ``4 * radius`` from the border, as far as there is room:
        in a crowded or small image both become less.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its bounds.

    Examples
    --------
    >>> sample = spots(n=3, shape=(64, 64), noise=0)
    >>> sample.positions.shape, sample.image.shape
    ((3, 2), (64, 64))
    >>> light = sample.image.sum() - sample.background * sample.image.size
    >>> round(float(light / sample.fluxes.sum()), 5)
    1.0
    """
    n, shape, radius, background, noise, random = _checked(n, shape, radius, background, noise, seed)
    positions = _scatter(n, shape, radius, (0.0, 0.0), random)
    fluxes = random.uniform(*_FLUXES, n)
    image = _draw(positions, fluxes, shape, radius)
    image += background + noise * random.standard_normal(shape)
    return SpotSample(image, positions, fluxes, background, noise, radius)


def spot_stack(
    frames: int = 20,
    n: int = 40,
    shape: tuple[int, int] = (256, 256),
    radius: float = 3.0,
    background: float = 10.0,
    noise: float = 1.0,
    drift: tuple[float, float] = (0.3, 0.5),
    bleaching: float = 0.05,
    seed: int = 0,
) -> SpotStackSample:
    """Simulate a film of spots that drift together and lose light.

    Parameters
    ----------
    frames : int
        Number of frames.
    n, shape, radius, background, noise, seed
        As in `spots`.
    drift : tuple of float
        Movement (row, col) from frame to frame, in pixels.
    bleaching : float
        Fraction of its flux that each spot loses from frame to frame, from 0 to 1: in frame ``k`` there is
        ``(1 - bleaching) ** k`` of it.

    Returns
    -------
    SpotStackSample
        Spots keep their distance from the border in all frames, as far as there is room.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its bounds.

    Examples
    --------
    >>> film = spot_stack(frames=3, n=5, shape=(64, 64), drift=(0, 2), bleaching=0.5)
    >>> film.stack.shape, film.positions.shape, film.fluxes.shape
    ((3, 64, 64), (3, 5, 2), (3, 5))
    >>> (film.positions[2] - film.positions[0]).round(9)[0].tolist()
    [0.0, 4.0]
    >>> (film.fluxes[2] / film.fluxes[0]).tolist()
    [0.25, 0.25, 0.25, 0.25, 0.25]
    """
    frames = checks.integer("frames", frames, minimum=1)
    steps = checks.points("drift", [drift])[0]
    loss = checks.number("bleaching", bleaching)
    if not 0 <= loss <= 1:
        raise ValueError(f"bleaching must be from 0 to 1, got {loss}")
    n, shape, radius, background, noise, random = _checked(n, shape, radius, background, noise, seed)
    time = np.arange(frames)[:, np.newaxis]
    way = steps * (frames - 1)
    start = _scatter(n, shape, radius, (float(way[0]), float(way[1])), random)
    positions = start + time[:, :, np.newaxis] * steps
    fluxes = random.uniform(*_FLUXES, n) * (1 - loss) ** time
    stack = np.empty((frames, *shape), np.float32)
    for frame, where, light in zip(stack, positions, fluxes, strict=True):
        frame[...] = _draw(where, light, shape, radius) + background + noise * random.standard_normal(shape)
    return SpotStackSample(stack, positions, fluxes, background, noise, radius)


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
    shape = _checked_shape(shape)
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


def _checked_shape(shape: tuple[int, int]) -> tuple[int, int]:
    if len(shape) != 2:
        raise ValueError(f"shape must be (rows, cols), got {shape}")
    rows, cols = (checks.integer("shape", side, minimum=1, unit="px") for side in shape)
    return rows, cols


def _checked(
    n: int, shape: tuple[int, int], radius: float, background: float, noise: float, seed: int
) -> tuple[int, tuple[int, int], float, float, float, np.random.Generator]:
    n, shape = checks.integer("n", n, minimum=0), _checked_shape(shape)
    level, spread = float(checks.number("background", background)), float(checks.number("noise", noise))
    if spread < 0:
        raise ValueError(f"noise must be >= 0, got {noise}")
    random = np.random.default_rng(checks.integer("seed", seed, minimum=0))
    return n, shape, checks.positive("radius", radius), level, spread, random


def _scatter(
    n: int, shape: tuple[int, int], radius: float, way: tuple[float, float], random: np.random.Generator
) -> NDArray[np.float64]:
    """Draw positions, far from each other and from the border if there is room; `way` is kept free."""
    size = np.array(shape) - 1.0
    margin = np.minimum(4 * radius, size / 4)
    low = np.minimum(margin + np.maximum(0, -np.array(way)), size / 2)
    high = np.maximum(size - margin - np.maximum(0, np.array(way)), low)
    apart = min(6 * radius, 0.5 * float(np.sqrt((high - low).prod() / max(n, 1))))  # sure to be found soon
    found = np.empty((n, 2))
    for i in range(n):
        found[i] = random.uniform(low, high)
        while ((found[:i] - found[i]) ** 2).sum(axis=1).min(initial=np.inf) < apart**2:
            found[i] = random.uniform(low, high)
    return found


def _draw(
    positions: NDArray[np.float64], fluxes: NDArray[np.float64], shape: tuple[int, int], radius: float
) -> NDArray[np.float64]:
    """Sum of the spots; a Gaussian is a product of its profiles along rows and columns."""
    image = np.zeros(shape)
    reach = int(np.ceil(_REACH * radius)) + 1
    for (row, col), flux in zip(positions, fluxes, strict=True):
        down, rows = _profile(row, shape[0], reach, radius)
        right, cols = _profile(col, shape[1], reach, radius)
        image[rows, cols] += flux * np.outer(down, right)
    return image


def _profile(center: float, size: int, reach: int, radius: float) -> tuple[NDArray[np.float64], slice]:
    """Profile with the sum 1 along one axis, cut to the pixels that exist."""
    start = int(np.floor(center)) - reach
    distance = np.arange(start, start + 2 * reach + 2) - center
    profile: NDArray[Any] = np.exp(-0.5 * (distance / radius) ** 2)
    profile /= profile.sum()
    inside = slice(max(start, 0), max(min(start + len(profile), size), 0))
    return profile[inside.start - start : inside.stop - start], inside


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
