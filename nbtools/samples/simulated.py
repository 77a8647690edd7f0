"""Images and films of spots whose places and fluxes are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.shown import Shown
from nbtools.samples.sizes import shape_of

_REACH = 6.0  # a spot is drawn up to so many standard deviations away: 1e-8 of its flux lies outside
_FLUXES = 500.0, 5000.0


@dataclass(frozen=True, eq=False, repr=False)
class SpotSample(Shown):
    """A simulated image of spots, and what is in it. Made by `spots`.

    Attributes
    ----------
    image : ndarray of float64, shape (rows, cols)
        Background, spots and noise.
    positions : ndarray of float64, shape (n, 2)
        Centres (row, col) in pixels, where pixel centres are at integers.
    fluxes : ndarray of float64, shape (n,)
        Sum of each spot over all pixels, without background.
    background, radius : float
        As given to `spots`.
    noise : float
        Standard deviation of the Gaussian noise in each pixel.
    gain : float or None
        Electrons per unit of the image; None where photons make no noise.
    read_noise : float or None
        The Gaussian noise in electrons.
    error : ndarray of float64, shape (rows, cols)
        Standard deviation of each pixel.
    """

    image: NDArray[np.float64]
    positions: NDArray[np.float64]
    fluxes: NDArray[np.float64]
    background: float
    noise: float
    radius: float
    gain: float | None
    read_noise: float | None
    error: NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class SpotStackSample(Shown):
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


def spots(
    n: int = 40,
    shape: tuple[int, int] = (256, 256),
    radius: float = 3.0,
    background: float = 10.0,
    noise: float = 1.0,
    seed: int = 0,
    *,
    gain: float | None = None,
    read_noise: float | None = None,
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
    gain : float, optional
        Electrons per unit of the image, > 0: their number in each pixel is Poisson distributed.
    read_noise : float, optional
        With a gain, in the place of `noise`: standard deviation of the Gaussian noise in electrons, >= 0.

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
    >>> sample = spots(background=20, gain=2, read_noise=4)
    >>> sample.noise, round(float(sample.error.min()), 3)
    (2.0, 3.742)
    """
    n, shape, radius, background, noise, random = _checked(n, shape, radius, background, noise, seed)
    if gain is not None:
        gain = checks.positive("gain", gain, "electrons per count")
        if read_noise is None:
            read_noise = noise * gain
        read_noise = float(checks.number("read_noise", read_noise, low=0, unit="electrons"))
        noise = read_noise / gain
        if background < 0:
            raise ValueError(f"background must be >= 0 with a gain, got {background:g}")
    elif read_noise is not None:
        raise ValueError("read_noise must come with a gain, which tells how many electrons a count is")
    positions = _scatter(n, shape, radius, (0.0, 0.0), random)
    fluxes = random.uniform(*_FLUXES, n)
    image = _draw(positions, fluxes, shape, radius) + background
    error = np.full(shape, noise)
    if gain is not None:
        error = np.hypot(noise, np.sqrt(image / gain))
        image = random.poisson(image * gain) / gain
    image += noise * random.standard_normal(shape)
    return SpotSample(image, positions, fluxes, background, noise, radius, gain, read_noise, error)


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


def _checked(
    n: int, shape: tuple[int, int], radius: float, background: float, noise: float, seed: int
) -> tuple[int, tuple[int, int], float, float, float, np.random.Generator]:
    n, shape = checks.integer("n", n, minimum=0), shape_of(shape)
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
