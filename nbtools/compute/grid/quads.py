"""Which cell of a curvilinear grid lies under each pixel of a picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_CELLS = 1 << 18  # cells looked at in one go
_PAIRS = 1 << 20  # pairs of a cell and a pixel tested in one go
Corners = NDArray[np.float64]


def cells_at_pixels(x: Corners, y: Corners, width: int, height: int) -> NDArray[np.int32]:
    """Find the cell in which the middle of each pixel lies.

    Parameters
    ----------
    x, y : ndarray of float64, shape (rows + 1, cols + 1)
        Corners of the cells in pixels of the picture: the middle of pixel (i, j) is at x = j + 0.5, y = i + 0.5. A
        cell with a corner that is not finite is nowhere.
    width, height : int
        Size of the picture.

    Returns
    -------
    ndarray of int32, shape (height, width)
        ``row * cols + col`` of the cell, -1 where there is none. Where cells overlap the last one is seen. A middle
        on the edge between two cells belongs to one of them.

    Notes
    -----
    Time goes with the number of cells, little for each, plus the number of pixels. Whether a middle lies inside of
    the four edges is decided by how many of them lie to its right (even-odd rule), so cells need not be convex.

    Examples
    --------
    >>> y, x = np.mgrid[0:3, 0:3] * 2.0
    >>> cells_at_pixels(x, y, 5, 4)
    array([[ 0,  0,  1,  1, -1],
           [ 0,  0,  1,  1, -1],
           [ 2,  2,  3,  3, -1],
           [ 2,  2,  3,  3, -1]], dtype=int32)
    """
    rows, cols = x.shape[0] - 1, x.shape[1] - 1
    found = np.full((height, width), -1, np.int32)
    step = max(1, _CELLS // cols)
    for start in range(0, rows, step):
        part = slice(start, min(start + step, rows) + 1)
        first_x, last_x = _span(x[part], width)
        first_y, last_y = _span(y[part], height)
        with np.errstate(invalid="ignore"):
            seen = np.flatnonzero((last_x >= first_x) & (last_y >= first_y))
        box = [a.ravel()[seen].astype(np.intp) for a in (first_x, last_x, first_y, last_y)]
        _fill(found, x, y, seen + start * cols, box)
    return found


def _span(corners: Corners, size: int) -> tuple[Corners, Corners]:
    """Find the first and the last pixel whose middle can lie in each cell, along one axis."""
    low = np.minimum(corners[:-1], corners[1:])
    high = np.maximum(corners[:-1], corners[1:])
    low, high = np.minimum(low[:, :-1], low[:, 1:]), np.maximum(high[:, :-1], high[:, 1:])
    with np.errstate(invalid="ignore"):
        return np.maximum(np.ceil(low - 0.5), 0), np.minimum(np.floor(high - 0.5), size - 1)


def _fill(
    found: NDArray[np.int32], x: Corners, y: Corners, cells: NDArray[np.intp], box: list[NDArray[np.intp]]
) -> None:
    """Write the cells into the pixels whose middles lie in them."""
    cols = x.shape[1] - 1
    first_x, last_x, first_y, last_y = box
    wide = last_x - first_x + 1
    ends = np.cumsum(wide * (last_y - first_y + 1))
    start = 0
    while start < len(cells):
        done = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, done + _PAIRS, "right")))
        which = np.repeat(np.arange(start, stop), np.diff(ends[start:stop], prepend=done))
        place = np.arange(len(which)) - (np.r_[done, ends[start : stop - 1]] - done)[which - start]
        px, py = first_x[which] + place % wide[which], first_y[which] + place // wide[which]
        i, j = np.divmod(cells[which], cols)
        inside = np.zeros(len(which), bool)
        # each edge from the same end for both cells that share it, so that rounding leaves no gap
        for a, b in (((0, 0), (0, 1)), ((1, 0), (1, 1)), ((0, 0), (1, 0)), ((0, 1), (1, 1))):
            x0, y0 = x[i + a[0], j + a[1]], y[i + a[0], j + a[1]]
            x1, y1 = x[i + b[0], j + b[1]], y[i + b[0], j + b[1]]
            crosses = (y0 > py + 0.5) != (y1 > py + 0.5)
            with np.errstate(divide="ignore", invalid="ignore"):
                inside ^= crosses & (px + 0.5 < x0 + (py + 0.5 - y0) / (y1 - y0) * (x1 - x0))
        found[py[inside], px[inside]] = cells[which[inside]]
        start = stop
