"""How many vertices contour lines have, counted before any line is looked for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.grid.fields import Field, as_field

_ROWS = 128  # pairs of neighbouring rows in which crossings are counted, at most
_WINDOW = 128  # rows and columns of each of nine windows that stand for a large field


def crossings(field: Field, levels: Sequence[float]) -> int:
    """Count where levels lie between the values of neighbouring centres: there each line has a vertex.

    Of a field with many rows a part is counted, in pairs of rows that lie evenly, and taken for all.

    Parameters
    ----------
    field : Field
        The values.
    levels : sequence of float
        The values that have lines, rising.

    Examples
    --------
    >>> crossings(as_field([[0, 1, 2], [0, 1, 2]]), [0.5, 1.5])
    4
    """
    rows = field.shape[0]
    if not levels or rows < 2:
        return 0
    step = max(1, -(-(rows - 1) // _ROWS))
    first = np.arange(0, rows - 1, step)
    upper, lower = (_bands(field, some, levels) for some in (first, first + 1))
    across, down = _between(lower[:, 1:], lower[:, :-1]), _between(upper, lower)
    found = (across + down) * (rows - 1) / len(first)
    return round(found + _between(upper[:1, 1:], upper[:1, :-1]))


def _bands(field: Field, rows: NDArray[np.intp], levels: Sequence[float]) -> NDArray[np.float64]:
    """Say between which levels each value of some rows lies; NaN for bad ones."""
    found = np.searchsorted(np.asarray(levels), field.image.values[rows]).astype(np.float64)
    if field.image.bad is not None:
        found[field.image.bad[rows]] = np.nan
    return found


def _between(first: NDArray[np.float64], last: NDArray[np.float64]) -> float:
    return float(np.nansum(np.abs(first - last)))


def windows(field: Field) -> Field:
    """Give nine windows of a large field, evenly over it and put together; a small one as it is.

    Where two windows meet, cells are bad: what is beside them has no crossing there.
    """
    if max(field.shape) <= 3 * _WINDOW:
        return field
    index = [_window(size) for size in field.shape]
    bad = np.logical_or.outer(*(np.diff(some, prepend=-1) > 1 for some in index))
    if field.image.bad is not None:
        bad |= field.image.bad[np.ix_(*index)]
    return as_field(np.ma.masked_array(field.image.values[np.ix_(*index)], bad))


def _window(size: int) -> NDArray[np.intp]:
    if size <= 3 * _WINDOW:
        return np.arange(size)
    starts = np.linspace(0, size - _WINDOW, 3).astype(np.intp)
    return (starts[:, None] + np.arange(_WINDOW)).ravel()
