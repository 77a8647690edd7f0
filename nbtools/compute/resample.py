"""Values of an image between its pixels: splines of scipy, with bad pixels that stay where they are."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks

_TIE = 1e-9  # in pixels: a place on the edge between two pixels always belongs to the higher one
MODES = ("constant", "nearest", "reflect")


def resample(
    values: NDArray[Any],
    rows: NDArray[np.float64],
    cols: NDArray[np.float64],
    *,
    bad: NDArray[np.bool_] | None = None,
    order: int = 1,
    mode: str = "nearest",
    cval: float = 0.0,
    antialias: bool = False,
) -> NDArray[Any]:
    """Sample an image on a grid of evenly spaced places.

    Parameters
    ----------
    values : ndarray, shape (rows, cols)
        Real numbers.
    rows, cols : ndarray of float64, shapes (H,) and (W,)
        Coordinates of the places, evenly spaced and rising; whole numbers are the middles of pixels.
    bad : ndarray of bool, shape of `values`, optional
        True where a pixel must not spoil its neighbours: it counts as the nearest good one there.
    order : int
        Order of the spline, 0 to 5. With 0, the type is kept; else the result is float64.
    mode : {"constant", "nearest", "reflect"}
        What lies outside of the image, whose area ends half a pixel beyond the middles of its outermost pixels.
    cval : float
        Value outside, with "constant".
    antialias : bool
        Where the grid is coarser than the pixels, smooth first.

    Returns
    -------
    ndarray, shape (H, W)
        With bad values where the nearest pixel is bad.

    Raises
    ------
    ValueError
        If the order or the mode is unknown.
    """
    if not 0 <= checks.integer("order", order) <= 5:
        raise ValueError(f"order must be from 0 to 5, got {order}")
    checks.choice("mode", mode, MODES)
    number = checks.number("cval", cval, infinite=True) if not np.isnan(cval) else cval
    places = (rows, cols)
    nearest = [
        _inside(np.floor(place + 0.5 + _TIE).astype(np.intp), size, mode)
        for place, size in zip(places, values.shape, strict=True)
    ]
    found = values[np.ix_(*nearest)]
    if order > 0:
        smooth = _spline(_filled(values, bad), places, order, mode, antialias)
        keep = None if bad is None else bad[np.ix_(*nearest)]
        found = smooth if keep is None else np.where(keep, found.astype(np.float64), smooth)
    if mode == "constant":
        outside = [
            (place + _TIE < -0.5) | (place + _TIE >= size - 0.5)
            for place, size in zip(places, values.shape, strict=True)
        ]
        found[outside[0]] = number
        found[:, outside[1]] = number
    return found


def _inside(index: NDArray[np.intp], size: int, mode: str) -> NDArray[np.intp]:
    """Bring indices that lie outside into the image."""
    if mode == "reflect":
        index = index % (2 * size)
        return np.minimum(index, 2 * size - 1 - index)
    return np.clip(index, 0, size - 1)


def _spline(
    values: NDArray[np.float64],
    places: tuple[NDArray[np.float64], NDArray[np.float64]],
    order: int,
    mode: str,
    antialias: bool,
) -> NDArray[np.float64]:
    from scipy import ndimage

    steps = [(place[-1] - place[0]) / (len(place) - 1) if len(place) > 1 else 1.0 for place in places]
    around: Literal["reflect", "nearest"] = "reflect" if mode == "reflect" else "nearest"
    if antialias:
        values = ndimage.gaussian_filter(values, [max((step - 1) / 2, 0) for step in steps], mode=around)
    return np.asarray(
        ndimage.affine_transform(  # type: ignore[call-overload]  # whose stubs want the order as a literal
            values,
            steps,
            [place[0] for place in places],
            (len(places[0]), len(places[1])),
            order=order,
            mode=around,
        )
    )


def _filled(values: NDArray[Any], bad: NDArray[np.bool_] | None) -> NDArray[np.float64]:
    """Give bad pixels the value of the nearest good one, or 0 where there is none."""
    from scipy import ndimage

    filled = values.astype(np.float64)
    if bad is not None and bad.all():
        filled[:] = 0
    elif bad is not None and bad.any():
        where = ndimage.distance_transform_edt(bad, return_distances=False, return_indices=True)
        filled = filled[tuple(where)]
    return filled
