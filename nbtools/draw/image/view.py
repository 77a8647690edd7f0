"""Which part of an image is in view, and the views that a mouse makes of it.

A view is ``((row0, col0), (row1, col1))``, half-open like a pair of slices; it may be fractional and reach beyond the
image.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

View = tuple[tuple[float, float], tuple[float, float]]
By = tuple[float, float]  # a factor for rows and one for columns

_MARGIN, _LEAST = 0.75, 24  # around a region: part of its size; pixels that are seen at least
_TIE = 1e-6  # px of the image


def pixel_at(row: float, col: float) -> tuple[int, int]:
    """Give the row and the column of the pixel in which a place lies; pixel centres are at whole numbers.

    Examples
    --------
    >>> pixel_at(2.5, -0.6)
    (3, -1)
    """
    return math.floor(row + 0.5), math.floor(col + 0.5)


def pixel_in(row: float, col: float, shape: tuple[int, int]) -> tuple[int, int] | None:
    """Give the pixel of an image in which a place lies; None outside of it.

    Examples
    --------
    >>> pixel_in(2.5, 0.4, (10, 8)), pixel_in(2.5, -0.6, (10, 8))
    ((3, 0), None)
    """
    pixel = pixel_at(row, col)
    return pixel if all(0 <= k < size for k, size in zip(pixel, shape, strict=True)) else None


def pixels_in(view: View, shape: tuple[int, int]) -> tuple[slice, slice]:
    """Give the rows and the columns of an image of which a view shows at least a part.

    Examples
    --------
    >>> pixels_in(((-3.0, 1.5), (4.2, 9.0)), (10, 8))
    (slice(0, 5, None), slice(1, 8, None))
    """
    rows, cols = (
        slice(max(math.floor(first), 0), min(max(math.ceil(last), 0), size))
        for first, last, size in zip(*view, shape, strict=True)
    )
    return rows, cols


def moved(view: View, rows: float, cols: float) -> View:
    """Move a view by so many pixels.

    Examples
    --------
    >>> moved(((0, 0), (10, 20)), 5, -1)
    ((5, -1), (15, 19))
    """
    (row0, col0), (row1, col1) = view
    return (row0 + rows, col0 + cols), (row1 + rows, col1 + cols)


def extent(view: View) -> tuple[float, float]:
    """Give the number of rows and of columns in view.

    Examples
    --------
    >>> extent(((1, 2), (4, 9.5)))
    (3, 7.5)
    """
    (row0, col0), (row1, col1) = view
    return row1 - row0, col1 - col0


def scaled(view: View, by: By) -> View:
    """Give the view of an image of another size that shows the same part.

    Examples
    --------
    >>> scaled(((2, 3), (4, 6)), (0.5, 10.0))
    ((1.0, 30.0), (2.0, 60.0))
    """
    (row0, col0), (row1, col1) = view
    return (row0 * by[0], col0 * by[1]), (row1 * by[0], col1 * by[1])


def scaled_place(place: tuple[float, float], by: By) -> tuple[float, float]:
    """Give the place in an image of another size that is the same part of the way from the corner.

    Examples
    --------
    >>> scaled_place((0, 7), (2.0, 2.0))
    (0.5, 14.5)
    """
    row, col = place
    return (row + 0.5) * by[0] - 0.5, (col + 0.5) * by[1] - 0.5


def widened(view: View, by: By) -> View:
    """Make a view larger or smaller about its middle, in rows and in columns by different factors.

    Examples
    --------
    >>> widened(((0, 0), (10, 20)), (2, 0.5))
    ((-5.0, 5.0), (15.0, 15.0))
    """
    (top, bottom), (left, right) = (
        ((low + high) / 2 - (high - low) / 2 * factor, (low + high) / 2 + (high - low) / 2 * factor)
        for low, high, factor in zip(*view, by, strict=True)
    )
    return (top, left), (bottom, right)


def centered(view: View, row: float, col: float) -> View:
    """Move a view so that a pixel is in its middle.

    Examples
    --------
    >>> centered(((0, 0), (11, 21)), 5, 30)
    ((0.0, 20.0), (11.0, 41.0))
    """
    (row0, col0), (row1, col1) = view
    return moved(view, row - (row0 + row1 - 1) / 2, col - (col0 + col1 - 1) / 2)


def brought(view: View, row: float, col: float) -> View:
    """Bring a view to a place, with that in its middle; give the same view where it is in it.

    Examples
    --------
    >>> brought(((0, 0), (10, 20)), 50, 10), brought(((0, 0), (10, 20)), 9, 10)
    (((45.0, 0.0), (55.0, 20.0)), ((0, 0), (10, 20)))
    """
    (row0, col0), (row1, col1) = view
    if row0 <= row <= row1 and col0 <= col <= col1:
        return view
    return moved(view, row - (row0 + row1) / 2, col - (col0 + col1) / 2)


def resized(view: View, factor: float, row: float, col: float) -> View:
    """Make a view smaller (factor < 1) or larger about a place, which stays where it is on the screen.

    Examples
    --------
    >>> resized(((0, 0), (10, 20)), 0.5, 10, 0)
    ((5.0, 0.0), (10.0, 10.0))
    """
    (row0, col0), (row1, col1) = view
    return (
        (row + (row0 - row) * factor, col + (col0 - col) * factor),
        (row + (row1 - row) * factor, col + (col1 - col) * factor),
    )


def around(box: Sequence[int], shape: tuple[int, int], aspect: float) -> View:
    """Give a view of a region with some room around it, inside of the image where it fits.

    Parameters
    ----------
    box : sequence of int
        Row0, col0, row1 and col1 of the region, half-open.
    shape : (int, int)
        Rows and columns of the image.
    aspect : float
        Width of the view, as a multiple of its height.

    Examples
    --------
    >>> around((50, 2, 60, 22), (100, 200), 2.0)
    ((30.0, 0.0), (80.0, 100.0))
    """
    row0, col0, row1, col1 = box
    half = max((1 + 2 * _MARGIN) * max(row1 - row0, col1 - col0), _LEAST) / 2
    top, bottom = _inside((row0 + row1) / 2, half * max(1 / aspect, 1), shape[0])
    left, right = _inside((col0 + col1) / 2, half * max(aspect, 1), shape[1])
    return (top, left), (bottom, right)


def _inside(middle: float, half: float, size: int) -> tuple[float, float]:
    """Give the ends of a range about a middle, moved so that nothing beyond the image is shown where it fits."""
    middle = min(max(middle, half), size - half) if 2 * half < size else size / 2
    return middle - half, middle + half


def showing(view: View, row: int, col: int, shape: tuple[int, int]) -> View:
    """Move a view as little as it takes to show a pixel, with one beside it; give the same view where it is seen.

    Examples
    --------
    >>> showing(((0, 0), (10, 20)), 12, 5, (100, 200))
    ((4.0, 0.0), (14.0, 20.0))
    """
    moves = []
    for at, size, low, high in zip((row, col), shape, *view, strict=True):
        margin = min(1.0, max((high - low - 1) / 2, 0.0))
        before, after = max(at - margin, 0), min(at + 1 + margin, size)
        moves.append(before - low if at < low - _TIE else after - high if at + 1 > high + _TIE else 0.0)
    return moved(view, *moves) if any(moves) else view


def pulled(view: View, corner: tuple[int, int], place: tuple[float, float], shape: tuple[int, int]) -> View:
    """Pull a corner of a view to a place; the opposite one stays, and the view gets the shape of the image.

    Parameters
    ----------
    view : View
        What is in view before.
    corner : (int, int)
        0 or 1 for its first or last row, and for its first or last column.
    place : (float, float)
        Where the corner is to be; the view reaches so far in one direction, and at least so far in the other.
    shape : (int, int)
        Rows and columns of the image.

    Examples
    --------
    >>> pulled(((0, 0), (10, 20)), (1, 1), (20, 20), (100, 200))
    ((0, 0), (20.0, 40.0))
    """
    fixed = [view[1 - corner[k]][k] for k in (0, 1)]
    signs = [(-1, 1)[corner[k]] for k in (0, 1)]
    share = max((place[k] - fixed[k]) * signs[k] / shape[k] for k in (0, 1))
    size = [max(share, 1e-6) * length * sign for length, sign in zip(shape, signs, strict=True)]
    ends = [sorted((fixed[k], fixed[k] + size[k])) for k in (0, 1)]
    return (ends[0][0], ends[1][0]), (ends[0][1], ends[1][1])
