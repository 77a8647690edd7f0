"""Where the pixels of a zoomed image come from.

A pixel is an area, its coordinate the middle of it. The middle of the result shows exactly the centre that was asked
for, and one pixel of the result is 1 / factor pixels of the image::

    in = center + (out - (size - 1) / 2) / factor
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.numerals import told
from nbtools.compute.shown import Shown
from nbtools.compute.spelling import understanding

_LONGEST = 10_000_000  # px of a result
MODES = ("constant", "nearest", "reflect", "shift")


@dataclass(frozen=True, slots=True, repr=False)
class Zoom(Shown):
    """Where the pixels of a zoomed image come from. Made by `zoom_window`.

    Attributes
    ----------
    rows, cols : ndarray of float64, shapes (H,) and (W,)
        Coordinate in the image of each row and column of the result; whole numbers are the middles of pixels.
    factor : (float, float)
        Pixels of the result for one pixel of the image, along rows and columns.
    center : (float, float)
        (row, col) of the image in the middle of the result.
    """

    _parts = ("rows", "cols", "center", "roi")

    rows: NDArray[np.float64]
    cols: NDArray[np.float64]
    factor: tuple[float, float]
    center: tuple[float, float]

    def _about(self) -> str:
        return f"{len(self.rows)} x {len(self.cols)} px, factor {told(self.factor[0])}"

    @property
    def roi(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """``((row0, col0), (row1, col1))`` of what is shown, half-open like a pair of slices; may be fractional.

        Pixel i reaches from i to i + 1 here, so that whole numbers are edges of pixels.
        """
        (row, col), sizes = self.center, (len(self.rows), len(self.cols))
        half = [size / factor / 2 for size, factor in zip(sizes, self.factor, strict=True)]
        return (row + 0.5 - half[0], col + 0.5 - half[1]), (row + 0.5 + half[0], col + 0.5 + half[1])

    def told(self, wanted: tuple[float, float], shape: tuple[int, int]) -> str:
        """Say what is shown, what is in the middle, and what lies outside.

        Parameters
        ----------
        wanted : (float, float)
            (row, col) that was asked for in the middle.
        shape : (int, int)
            Rows and columns of the image.

        Examples
        --------
        >>> zoom_window((4, 4), (0, 1.5), 2).told((0, 1.5), (4, 4))
        'rows -0.5 to 1.5 and cols 1 to 3 fill 4 x 4 px, row 0, col 1.5 in the middle, factor 2, 25 % lies outside \
of the image'
        """
        (row0, col0), (row1, col1) = self.roi
        rows, cols = len(self.rows), len(self.cols)
        middle = f"row {told(self.center[0])}, col {told(self.center[1])} in the middle"
        if self.center != wanted:
            middle += f" (moved from {told(wanted[0])}, {told(wanted[1])} to stay inside)"
        parts = [
            f"rows {told(row0)} to {told(row1)} and cols {told(col0)} to {told(col1)} fill {rows} x {cols} px",
            middle,
            f"factor {told(self.factor[0])}",
        ]
        places = zip((self.rows, self.cols), shape, strict=True)
        inside = math.prod(int(((at >= -0.5) & (at < size - 0.5)).sum()) for at, size in places)
        if inside < rows * cols:
            parts.append(f"{100 * (1 - inside / (rows * cols)):.3g} % lies outside of the image")
        return ", ".join(parts)


@understanding
def zoom_window(
    shape: tuple[int, int],
    center: tuple[float, float],
    factor: float,
    *,
    mode: str = "constant",
    output_shape: tuple[int, int] | None = None,
) -> Zoom:
    """Say where the pixels of `zoom_at` come from.

    Parameters
    ----------
    shape : (int, int)
        Rows and columns of the image.
    center : (float, float)
        (row, col) of the image that is to be in the middle of the result; it lies on one of its pixels.
    factor : float
        Pixels of the result for one pixel of the image, ``> 0``.
    mode : {"constant", "nearest", "reflect", "shift"}
        "shift" moves the centre so that the window stays inside the image, where it fits; it makes no difference
        otherwise.
    output_shape : (int, int), optional
        Rows and columns of the result; those of the image if not given.

    Returns
    -------
    Zoom

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its bounds.

    Examples
    --------
    >>> zoom_window((4, 4), (1.5, 1.5), 2).rows.tolist()
    [0.75, 1.25, 1.75, 2.25]
    >>> zoom_window((4, 4), (0, 0), 2, mode="shift").center
    (0.5, 0.5)
    """
    checks.choice("mode", mode, MODES)
    scale = checks.number("factor", checks.positive("factor", factor, ""), low=1e-100, high=1e100)
    sizes = shape_of("shape", shape)
    wanted = sizes if output_shape is None else shape_of("output_shape", output_shape)
    place = checks.place("center", center)
    if not all(-0.5 <= at <= size - 0.5 for at, size in zip(place, sizes, strict=True)):
        last = sizes[0] - 0.5, sizes[1] - 0.5
        raise ValueError(
            f"center must be from (-0.5, -0.5) to {last}, in the image of {sizes[0]} x {sizes[1]} px, got {place}"
        )
    if mode == "shift":
        place = (
            _kept_inside(place[0], sizes[0], wanted[0] / scale),
            _kept_inside(place[1], sizes[1], wanted[1] / scale),
        )
    rows, cols = (
        np.asarray(c + (np.arange(out) - (out - 1) / 2) / scale, np.float64)
        for c, out in zip(place, wanted, strict=True)
    )
    return Zoom(rows, cols, (scale, scale), place)


def zoom_showing(
    roi: tuple[tuple[float, float], tuple[float, float]], shape: tuple[int, int], height: float
) -> tuple[float, float, float]:
    """Find the zoom that shows a part of an image; where it has another shape, all of it and more.

    Parameters
    ----------
    roi : ((row0, col0), (row1, col1))
        The part, half-open like a pair of slices.
    shape : (int, int)
        Rows and columns of the image, and of the result.
    height : float
        Height of the result in pixels of the screen: the centre has digits for these, and no more.

    Returns
    -------
    row, col, factor : float
        Centre and factor, as for `zoom_window`.

    Examples
    --------
    >>> zoom_showing(((10, 20), (30, 40)), (100, 200), 400.0)
    (19.5, 29.5, 5.0)
    """
    (row0, col0), (row1, col1) = roi
    factor = min(shape[0] / max(row1 - row0, 1e-9), shape[1] / max(col1 - col0, 1e-9))
    digits = 1 + max(math.ceil(math.log10(height / (row1 - row0))), 0)
    row, col = (round((first + last - 1) / 2, digits) for first, last in zip(*roi, strict=True))
    return row, col, float(f"{factor:.6g}")


def _kept_inside(center: float, size: int, shown: float) -> float:
    """Move a centre so that what is shown stays inside; to the middle when more is shown than there is."""
    if shown >= size:
        return (size - 1) / 2
    return min(max(center, shown / 2 - 0.5), size - 0.5 - shown / 2)


def roi_window(roi: Any, shape: tuple[int, int]) -> Zoom:
    """Say where the pixels of `zoom_roi` come from, for a result of some shape."""
    try:
        first, last = (checks.place("roi", corner) for corner in roi)
    except (TypeError, ValueError):
        raise ValueError(f"roi must be ((row0, col0), (row1, col1)), got {checks.short(roi)}") from None
    sizes = [stop - start for start, stop in zip(first, last, strict=True)]
    if min(sizes) <= 0:
        raise ValueError(f"roi must have row0 < row1 and col0 < col1, got {checks.short(roi)}")
    factor = tuple(out / size for out, size in zip(shape, sizes, strict=True))
    center = tuple((start + stop - 1) / 2 for start, stop in zip(first, last, strict=True))
    rows, cols = (
        np.asarray(start - 0.5 + (np.arange(out) + 0.5) / scale, np.float64)
        for start, out, scale in zip(first, shape, factor, strict=True)
    )
    return Zoom(rows, cols, (factor[0], factor[1]), (center[0], center[1]))


def shape_of(name: str, shape: Any) -> tuple[int, int]:
    """Check that something is a pair of sizes."""
    try:
        rows, cols = shape
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be (rows, cols), got {checks.short(shape)}") from None
    sizes = (
        checks.integer(f"{name}[{k}]", size, minimum=1, maximum=_LONGEST)
        for k, size in enumerate((rows, cols))
    )
    return next(sizes), next(sizes)
