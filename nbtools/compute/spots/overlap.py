"""The area that a pixel shares with a circle: the weights behind ``method="exact"``.

A pixel is a unit square. The circle is cut along the axes through its centre, so that in each quadrant its
edge is one falling curve; there the shared area is a rectangle where the curve is above the square, a
trapezoid under a chord, and the circular segment between chord and arc. Only positive areas are added, so
no digits are lost, however large the circle.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def circle_overlap(d_row: Any, d_col: Any, radius: float) -> Floats:
    """Area that unit squares share with a circle.

    Parameters
    ----------
    d_row, d_col : array-like
        Centres of the squares minus the centre of the circle, in pixels. They are broadcast.
    radius : float
        Radius of the circle in pixels, > 0.

    Returns
    -------
    ndarray of float64
        Areas from 0 (apart) to 1 (the square is inside), in square pixels.

    Notes
    -----
    A circular segment with the angle t has the area ``radius**2 * (t - sin(t)) / 2`` and a chord of length
    ``2 * radius * sin(t / 2)`` (E. Weisstein, MathWorld, "Circular Segment").

    Examples
    --------
    >>> circle_overlap([0, 0, 0], [0, 1, 2], 1.5).round(4)
    array([1.    , 0.9717, 0.    ])
    >>> float(circle_overlap(0.2, 0.1, 0.25).round(4)), round(np.pi * 0.25**2, 4)
    (0.1963, 0.1963)
    """
    y, x = np.broadcast_arrays(np.abs(np.asarray(d_row, np.float64)), np.abs(np.asarray(d_col, np.float64)))
    left, low = np.maximum(x - 0.5, 0), np.maximum(y - 0.5, 0)
    area: Floats = _quadrant(left, x + 0.5, low, y + 0.5, radius)
    # a square on an axis reaches into the mirrored quadrant, too
    beyond_x, beyond_y = np.maximum(0.5 - x, 0), np.maximum(0.5 - y, 0)
    zero = np.float64(0)
    for across, x_range, y_range in (
        (x < 0.5, (None, beyond_x), (low, y + 0.5)),
        (y < 0.5, (left, x + 0.5), (None, beyond_y)),
        ((x < 0.5) & (y < 0.5), (None, beyond_x), (None, beyond_y)),
    ):
        if across.any():
            x0, x1, y0, y1 = (zero if edge is None else edge[across] for edge in (*x_range, *y_range))
            area = np.asarray(area)
            area[across] += _quadrant(x0, x1, y0, y1, radius)
    return area


def _quadrant(x0: Any, x1: Any, y0: Any, y1: Any, radius: float) -> Any:
    """Area of the circle inside of rectangles ``x0..x1, y0..y1`` of the first quadrant."""
    p = np.clip(_edge(y1, radius), x0, x1)  # up to here the circle is above the rectangle
    q = np.clip(_edge(y0, radius), x0, x1)  # from here on it is below
    at_p, at_q = _edge(p, radius), _edge(q, radius)
    angle = 2 * np.arcsin(np.minimum(np.hypot(q - p, at_p - at_q) / (2 * radius), 1))
    segment = 0.5 * radius * radius * (angle - np.sin(angle))
    return (p - x0) * (y1 - y0) + (q - p) * np.maximum(0.5 * (at_p + at_q) - y0, 0) + segment


def _edge(distance: Any, radius: float) -> Any:
    return np.sqrt(np.maximum((radius - distance) * (radius + distance), 0))
