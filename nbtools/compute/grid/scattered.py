"""Scattered points, brought onto a regular grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbtools.compute import checks
from nbtools.compute.grid.grids import edges_to_centers
from nbtools.compute.shown import Shown
from nbtools.compute.spelling import understanding

_METHODS = ("linear", "nearest", "cubic")


@dataclass(frozen=True, eq=False, repr=False)
class Gridded(Shown):
    """Scattered points on a regular grid. Made by `to_grid`.

    Attributes
    ----------
    values : ndarray of float64, shape (rows, cols)
        The field at the centres of the cells, rows along y; NaN where there are no data.
    mask : ndarray of bool, shape (rows, cols)
        True where there are no data: outside of the hull of the points.
    x, y : ndarray of float64
        Centres of the columns and the rows, rising.
    """

    values: NDArray[np.float64]
    mask: NDArray[np.bool_]
    x: NDArray[np.float64]
    y: NDArray[np.float64]

    def _about(self) -> str:
        rows, cols = self.values.shape
        return f"{rows} x {cols} values"


@understanding
def to_grid(
    x: ArrayLike,
    y: ArrayLike,
    values: ArrayLike,
    shape: tuple[int, int],
    method: str = "linear",
    *,
    extent: tuple[tuple[float, float], tuple[float, float]] | None = None,
) -> Gridded:
    """Interpolate scattered points onto a regular grid, by `scipy.interpolate.griddata`.

    Parameters
    ----------
    x, y : array-like, shape (n,)
        Where the points are. Points where a coordinate or the value is masked or not finite are left out.
    values : array-like, shape (n,)
        What is measured there.
    shape : (int, int)
        Rows (along y) and columns (along x) of the result.
    method : {"linear", "nearest", "cubic"}
        Linear in the triangles between the points, the nearest point, or smooth across the triangles. Beyond the hull
        of the points there are no data, with "nearest", too.
    extent : ((x0, x1), (y0, y1)), optional
        What the cells cover, edge to edge; from the first to the last point if not given.

    Returns
    -------
    Gridded

    Raises
    ------
    TypeError
        If anything is not numbers.
    ValueError
        If lengths differ, or less than three good points, or only points on one line, are left.

    Examples
    --------
    >>> found = to_grid([0, 4, 0, 4], [0, 0, 2, 2], [0, 4, 0, 4], (2, 4))
    >>> found.x, found.values[0]
    (array([0.5, 1.5, 2.5, 3.5]), array([0.5, 1.5, 2.5, 3.5]))
    >>> found.mask.any()
    np.False_
    """
    from scipy.interpolate import griddata
    from scipy.spatial import QhullError

    checks.choice("method", method, _METHODS)
    rows, cols = (checks.integer(f"shape[{k}]", shape[k], minimum=1) for k in (0, 1))
    found = np.stack(_numbers(x=x, y=y, values=values))
    found = found[:, np.isfinite(found).all(axis=0)]
    if found.shape[1] < 3:
        raise ValueError(f"x must have at least 3 points with numbers, got {found.shape[1]}")
    points, strengths = found[:2].T, found[2]
    ends = [(c.min(), c.max()) for c in points.T] if extent is None else extent
    centers = [
        edges_to_centers(
            np.linspace(checks.number(f"{name}0", low), checks.number(f"{name}1", high), size + 1)
        )
        for name, (low, high), size in zip("xy", ends, (cols, rows), strict=True)
    ]
    at: Any = tuple(np.meshgrid(*centers))
    interpolate: Any = griddata  # whose types want the method written out
    how = {"rescale": True}  # units must not decide which points are neighbours
    try:
        mask = np.isnan(interpolate(points, strengths, at, "linear", **how))
    except QhullError:
        raise ValueError("x and y must not lie on one line, got points that do") from None
    gridded: NDArray[Any] = interpolate(points, strengths, at, method, **how)
    gridded = np.where(mask, np.nan, gridded)
    return Gridded(gridded, mask | np.isnan(gridded), centers[0], centers[1])


def _numbers(**given: Any) -> list[NDArray[np.float64]]:
    """Check rows of numbers of one length; masked ones become NaN."""
    found = []
    for name, value in given.items():
        array: Any = np.ma.asarray(value)
        if array.dtype.kind not in "iuf":
            raise TypeError(f"{name} must be an array of numbers, got dtype {array.dtype}")
        if array.ndim != 1:
            raise ValueError(f"{name} must be 1-D, got shape {array.shape}")
        found.append(np.asarray(array.astype(np.float64).filled(np.nan)))
    sizes = [len(array) for array in found]
    if len(set(sizes)) > 1:
        raise ValueError(f"x, y and values must have one length, got {sizes[0]}, {sizes[1]} and {sizes[2]}")
    return found
