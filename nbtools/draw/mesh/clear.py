"""How many levels, of how smooth values, leave something to be seen between the lines."""

from __future__ import annotations

from nbtools.compute.grid.contours import smooth
from nbtools.compute.grid.crossings import crossings, windows
from nbtools.compute.grid.fields import Field
from nbtools.draw.mesh.mesh import round_levels

LEVELS = 10  # where nothing speaks against it
# levels and smoothing, tried in turn
_FEWER = (LEVELS, 0), (5, 0), (5, 1), (5, 2), (5, 4), (3, 0), (1, 0), (3, 8)
_SIDE = 400  # px of the screen on which a field is seen
_INK = 2.5  # px2 that a line covers in a cell one px wide that it crosses: 0.75 px along, 3.3 px across
_COVERED = 0.4  # share of the picture that lines may cover


def clear_start(field: Field) -> tuple[int, float]:
    """Choose how many levels there are at first, and how much values are smoothed, so that lines hide little.

    Lines are counted, not drawn: between each two neighbouring values on two sides of a level is a vertex. Fewer
    levels are tried first, then smoother values; where nothing helps, as for noise much finer than the screen, there
    are no lines.

    Examples
    --------
    >>> from nbtools.compute.grid.fields import as_field
    >>> import numpy as np
    >>> clear_start(as_field(np.add.outer(np.arange(300), np.arange(400))))
    (10, 0.0)
    >>> clear_start(as_field(np.random.default_rng(0).normal(size=(300, 400))))
    (5, 4.0)
    """
    part = windows(field)
    per_cell = _INK * max(field.shape) / _SIDE / (part.shape[0] * part.shape[1])
    for levels, sigma in _FEWER:
        smoothed = smooth(part, sigma)
        if crossings(smoothed, round_levels(smoothed, levels)) * per_cell <= _COVERED:
            return levels, float(sigma)
    return 0, 0.0
