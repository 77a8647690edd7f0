"""Frames of a live picture: what has changed since the one before."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def changes(
    pixels: NDArray[np.uint8], before: NDArray[np.uint8], again: NDArray[np.bool_] | None = None
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Give what has changed from one frame to the next, to be laid over the one before.

    Parameters
    ----------
    pixels, before : ndarray of uint8, shape (rows, cols, 4)
        The frame and the one before it: RGBA, all opaque.
    again : ndarray of bool, shape (rows, cols), optional
        Pixels that are given even if they have not changed.

    Returns
    -------
    frame : ndarray of uint8, shape (rows, cols, 4)
        The pixels; transparent where nothing has changed.
    changed : ndarray of bool, shape (rows, cols)
        Where something has.

    Examples
    --------
    >>> before = np.full((1, 2, 4), 255, np.uint8)
    >>> pixels = before.copy()
    >>> pixels[0, 1] = 9, 9, 9, 255
    >>> frame, changed = changes(pixels, before)
    >>> frame.tolist(), changed.tolist()
    ([[[0, 0, 0, 0], [9, 9, 9, 255]]], [[False, True]])
    """
    colors = pixels.view(np.uint32)[..., 0]
    changed = colors != before.view(np.uint32)[..., 0]
    frame = np.where(changed if again is None else changed | again, colors, np.uint32(0))
    return frame.view(np.uint8).reshape(pixels.shape), changed
