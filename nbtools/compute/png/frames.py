"""Frames of a live picture: what has changed since the one before."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def changes(
    pixels: NDArray[np.uint8], before: NDArray[np.uint8]
) -> tuple[tuple[int, int], NDArray[np.uint8]]:
    """Give what has changed from one frame to the next, to be laid over the one before.

    Parameters
    ----------
    pixels, before : ndarray of uint8, shape (rows, cols, 4)
        The frame and the one before it: RGBA, all opaque.

    Returns
    -------
    place : (int, int)
        Row and column of the frame where the rectangle lies that holds all changes.
    rectangle : ndarray of uint8, shape (rows, cols, 4)
        Its pixels, transparent where nothing has changed; one of them where nothing has at all.

    Examples
    --------
    >>> before = np.full((2, 3, 4), 255, np.uint8)
    >>> pixels = before.copy()
    >>> pixels[1, 1:] = 9, 9, 9, 255
    >>> changes(pixels, before)
    ((1, 1), array([[[  9,   9,   9, 255],
            [  9,   9,   9, 255]]], dtype=uint8))
    """
    colors = pixels.view(np.uint32)[..., 0]
    changed = colors != before.view(np.uint32)[..., 0]
    (top, bottom), (left, right) = _span(changed.any(axis=1)), _span(changed.any(axis=0))
    inside = slice(top, bottom), slice(left, right)
    rectangle = np.where(changed[inside], colors[inside], np.uint32(0))
    return (top, left), rectangle.view(np.uint8).reshape(*rectangle.shape, 4)


def _span(used: NDArray[np.bool_]) -> tuple[int, int]:
    """Give the first place that is used and the one after the last; the first alone where none is."""
    places = np.flatnonzero(used)
    return (int(places[0]), int(places[-1]) + 1) if len(places) else (0, 1)
