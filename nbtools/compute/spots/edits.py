"""Spots that are added and removed by hand, and which spot is meant by a place."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Place = tuple[float, float]  # (row, col)
Marked = tuple[tuple[float, float, float], ...]  # (frame, row, col) of each


class Edits(NamedTuple):
    """What was done by hand in one image: (row, col) of the spots added, and of the peaks removed."""

    add: tuple[Place, ...] = ()
    remove: tuple[Place, ...] = ()


def edits_in(frame: int, added: Marked, removed: Marked) -> Edits:
    """Pick the edits of one frame of a stack from (frame, row, col) of all.

    Examples
    --------
    >>> edits_in(1, added=((0, 5, 6), (1, 2, 3.5)), removed=((0, 9, 9),))
    Edits(add=((2, 3.5),), remove=())
    """
    add, remove = (
        tuple((row, col) for number, row, col in points if number == frame) for points in (added, removed)
    )
    return Edits(add, remove)


def nearest_spot(centers: NDArray[Any], place: Place, reach: float) -> int:
    """Find the spot that is nearest to a place.

    Parameters
    ----------
    centers : ndarray, shape (n, 2)
        (row, col) of the spots.
    place : (row, col)
        The place.
    reach : float
        How far away the spot may be, in pixels.

    Returns
    -------
    int
        Its number, of equally near ones the first; -1 where none is within reach.

    Examples
    --------
    >>> centers = np.array([[4, 5], [9, 2]])
    >>> nearest_spot(centers, (8.0, 3.0), 2), nearest_spot(centers, (8.0, 3.0), 1)
    (1, -1)
    """
    distances = np.hypot(*(centers - place).T)
    number = int(distances.argmin()) if len(distances) else -1
    return number if number >= 0 and distances[number] <= reach else -1
