"""Lines burnt into finished pixels, one pixel wide."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.profile.line import Line
from nbtools.draw.marks.burn import EDGE, Pixels, grown, paint
from nbtools.draw.profile.marks import COLORS, colors_for


def burn_lines(
    rgba: Pixels, lines: Sequence[Line], *, colors: Sequence[str] = COLORS, edge: Any = EDGE
) -> Pixels:
    """Draw lines into a picture, later ones over earlier ones.

    A line has one pixel in each column, the one that it passes in the middle of the column; or in each row, if it is
    steeper than a diagonal.

    Parameters
    ----------
    rgba : ndarray of uint8, shape (rows, cols, 4)
        The picture.
    lines : sequence of Line
        Where they are, in pixels of the picture; what lies outside is cut off. Their widths do not count.
    colors : sequence of str
        Their colours, again from the first one if there are more lines.
    edge : color
        Of the pixels beside a line; None for no edge.

    Returns
    -------
    ndarray of uint8, shape (rows, cols, 4)
        A new picture.

    Examples
    --------
    >>> picture = np.zeros((3, 5, 4), np.uint8)
    >>> burn_lines(picture, [Line((0, 0), (2, 4))])[..., 2]
    array([[233,   0,   0,   0,   0],
           [  0, 233, 233,   0,   0],
           [  0,   0,   0, 233, 233]], dtype=uint8)
    """
    covers = [_pixels(line, rgba.shape[:2]) for line in lines]
    every = np.any(covers, axis=0) if covers else np.zeros(rgba.shape[:2], bool)
    burnt = paint(rgba, np.zeros_like(every), grown(every) & ~every, None, edge)
    for cover, color in zip(covers, colors_for(len(covers), colors), strict=True):
        burnt = paint(burnt, cover, cover, color, None)
    return burnt


def _pixels(line: Line, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Say which pixels a line passes."""
    found = np.zeros(shape, bool)
    start, end = sorted((line.start, line.end))
    steep = abs(end[0] - start[0]) > abs(end[1] - start[1])
    axis = 0 if steep else 1
    low, high = sorted((start[axis], end[axis]))
    along = np.arange(max(math.floor(low + 0.5), 0), min(math.floor(high + 0.5), shape[axis] - 1) + 1)
    share = (np.clip(along, low, high) - start[axis]) / ((end[axis] - start[axis]) or 1.0)
    other = np.floor(start[1 - axis] + share * (end[1 - axis] - start[1 - axis]) + 0.5)
    inside = (other >= 0) & (other < shape[1 - axis])
    where = along[inside], other[inside].astype(np.intp)
    found[where if steep else where[::-1]] = True
    return found
