"""Marks burnt into finished pixels: circles and outlines, one pixel wide.

Every mark is a map of how much of each pixel it covers, with a dark edge outside of the light line, so that it is
seen on any colormap. Without antialiasing the maps are 0 and 1, and pixels have the colours of the marks or their
own, nothing between.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbtools.compute import checks

COLOR, EDGE = "#F0E442", "black"
_CHUNK = 1 << 19  # pixels near circles looked at in one go

Pixels = NDArray[np.uint8]


def burn_circles(
    rgba: Pixels,
    centers: ArrayLike,
    radius: float,
    *,
    color: Any = COLOR,
    edge: Any = EDGE,
    antialias: bool = False,
) -> Pixels:
    """Draw circles into a picture: the outlines of the disks *distance <= radius*.

    The line are the pixels of the disk that have one of their four neighbours outside of it; the edge are those
    neighbours.

    Parameters
    ----------
    rgba : ndarray of uint8, shape (rows, cols, 4)
        The picture.
    centers : array-like, shape (n, 2)
        Centres (row, col) in pixels; they may lie outside.
    radius : float
        Radius in pixels.
    color, edge : color
        Of the line, and of the edge around it; None for no edge.
    antialias : bool
        Whether pixels that a line covers in part get a mixed colour.

    Returns
    -------
    ndarray of uint8, shape (rows, cols, 4)
        A new picture.

    Raises
    ------
    ValueError
        If the centres are no list of positions, or the radius is not above zero.

    Examples
    --------
    >>> picture = np.zeros((5, 5, 4), np.uint8)
    >>> burn_circles(picture, [(2, 2)], 1, color="white")[..., 0]
    array([[  0,   0,   0,   0,   0],
           [  0,   0, 255,   0,   0],
           [  0, 255,   0, 255,   0],
           [  0,   0, 255,   0,   0],
           [  0,   0,   0,   0,   0]], dtype=uint8)
    """
    places, size = checks.points("centers", centers), checks.positive("radius", radius)
    line, around = np.zeros((2, *rgba.shape[:2]), np.float32 if antialias else bool)
    offsets = _near_circle(size)
    step = max(1, _CHUNK // len(offsets))
    for start in range(0, len(places), step):
        whole = np.floor(places[start : start + step])
        fractions, which = np.unique(places[start : start + step] - whole, axis=0, return_inverse=True)
        covers = _circles(fractions, offsets, size, antialias)
        for cover, amounts in zip((line, around), covers, strict=True):
            spot, near = np.nonzero(amounts[which.ravel()])
            _add(cover, whole[spot].astype(np.intp) + offsets[near], amounts[which.ravel()[spot], near])
    return paint(rgba, line, around, color, edge)


def burn_outlines(rgba: Pixels, labels: ArrayLike, *, color: Any = COLOR, edge: Any = EDGE) -> Pixels:
    """Draw the outlines of regions into a picture.

    Parameters
    ----------
    rgba : ndarray of uint8, shape (rows, cols, 4)
        The picture.
    labels : array-like of int or bool, shape (rows, cols)
        Number of the region of each pixel, 0 for none; or a mask.
    color, edge : color
        Of the line, which are the pixels of a region with one of their four neighbours in another or in none; and
        of the edge, the neighbours in no region. None for no edge.

    Returns
    -------
    ndarray of uint8, shape (rows, cols, 4)
        A new picture.

    Raises
    ------
    TypeError
        If the labels are neither integers nor bool.
    ValueError
        If their shape is not that of the picture.

    Examples
    --------
    >>> picture = np.zeros((1, 4, 4), np.uint8)
    >>> burn_outlines(picture, [[0, 1, 1, 0]], color="white")[..., 0]
    array([[  0, 255, 255,   0]], dtype=uint8)
    """
    found = np.asarray(labels)
    if found.dtype.kind not in "biu":
        raise TypeError(f"outlines must be labels of regions or a mask, got dtype {found.dtype}")
    if found.shape != rgba.shape[:2]:
        raise ValueError(f"outlines must have the shape of the picture, {rgba.shape[:2]}, got {found.shape}")
    line = np.zeros(found.shape, bool)
    for here, there in _neighbours():
        line[here] |= found[here] != found[there]
    line &= found != 0
    around = grown(line) & (found == 0)
    return paint(rgba, line, around, color, edge)


def _near_circle(radius: float) -> NDArray[np.intp]:
    """List the pixels (row, col) that a circle can touch, counted from the pixel that holds its centre."""
    half = math.ceil(radius) + 3
    axis = np.arange(-half, half + 1)
    distance = np.hypot(axis[:, None] - 0.5, axis - 0.5)
    return np.argwhere(np.abs(distance - radius) < 3) - half


def _circles(
    fractions: NDArray[np.float64], offsets: NDArray[np.intp], radius: float, antialias: bool
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Say how much of the pixels at the offsets the line and the edge cover, for centres within a pixel."""
    low = offsets.min() - 1
    steps = np.arange(low, offsets.max() + 2)
    squares = [(steps - fractions[:, axis, None]) ** 2 for axis in (0, 1)]

    def square(row: int, col: int) -> NDArray[np.float64]:
        """Give the squared distances of the pixels, or of their neighbours, from the centres."""
        found: NDArray[np.float64] = squares[0][:, offsets[:, 0] + (row - low)]
        return found + squares[1][:, offsets[:, 1] + (col - low)]

    if antialias:
        apart = np.abs(np.sqrt(square(0, 0)) - radius).astype(np.float32)
        return np.clip(1 - apart, 0, 1), np.clip(2 - apart, 0, 1)
    limit = radius**2
    disk = square(0, 0) <= limit
    beside = np.stack([square(*side) <= limit for side in ((0, 1), (1, 0), (0, -1), (-1, 0))])
    return disk & ~beside.all(axis=0), ~disk & beside.any(axis=0)


def _add(cover: NDArray[Any], places: NDArray[np.intp], amounts: NDArray[Any]) -> None:
    inside = ((places >= 0) & (places < cover.shape)).all(axis=1)
    rows, cols = places[inside].T
    if cover.dtype == bool:
        cover[rows, cols] = True
    else:
        np.maximum.at(cover.reshape(-1), rows * cover.shape[1] + cols, amounts[inside])


def paint(rgba: Pixels, line: NDArray[Any], around: NDArray[Any], color: Any, edge: Any) -> Pixels:
    """Lay the edge over a copy of the picture, and the line over that."""
    from matplotlib.colors import to_rgba

    burnt = np.array(rgba)
    for cover, ink in ((around, edge), (line, color)):
        if ink is None:
            continue
        where, paint = np.nonzero(cover), np.round(np.multiply(to_rgba(ink), 255))
        amount = cover[where][:, None]
        burnt[where] = np.round(burnt[where] * (1 - amount.astype(np.float32)) + paint * amount)
    return burnt


def _neighbours() -> list[tuple[Any, Any]]:
    """Pairs of slices: pixels that have a neighbour on one of four sides, and those neighbours."""
    first, last, every = slice(None, -1), slice(1, None), slice(None)
    across = [((every, first), (every, last)), ((first, every), (last, every))]
    return across + [(there, here) for here, there in across]


def grown(mask: NDArray[np.bool_], *, diagonal: bool = False) -> NDArray[np.bool_]:
    """Add the four neighbours of all pixels of a mask, or all eight."""
    grown = mask.copy()
    for here, there in _neighbours():
        grown[here] |= (grown.copy() if diagonal else mask)[there]
    return grown
