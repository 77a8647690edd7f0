"""Values of an image between its pixels: splines, with bad pixels that stay where they are.

The coefficients of the splines are scipy's, and so are the weights. All rows of a grid have the same ones, so that
two products with a narrow matrix do what `scipy.ndimage.affine_transform` does point by point.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks

_BEYOND = 12  # pixels by which the outermost ones are repeated before splines are fitted, as scipy does
_FAR = _BEYOND + 4
_TIE = 1e-9  # in pixels: a place on the edge between two pixels always belongs to the higher one
MODES = ("constant", "nearest", "reflect")


def check_cval(dtype: np.dtype[Any], order: int, mode: str, cval: Any) -> float:
    """Check that pixels of a type may have a value outside; with order 0 that type is kept.

    Examples
    --------
    >>> check_cval(np.dtype("u1"), 0, "constant", 256)
    Traceback (most recent call last):
    ...
    ValueError: cval must be a whole number from 0 to 255 for order 0 and uint8, got 256
    """
    nan = isinstance(cval, float | np.floating) and np.isnan(cval)
    number = cval if nan else checks.number("cval", cval, infinite=True)
    if mode not in ("constant", "shift") or order or dtype.kind not in "iu":
        return number
    if nan or nearest_cval(dtype, order, number) != number:
        ends = np.iinfo(dtype)
        allowed = f"a whole number from {ends.min} to {ends.max} for order 0 and {dtype}"
        raise ValueError(f"cval must be {allowed}, got {checks.short(cval)}")
    return number


def nearest_cval(dtype: np.dtype[Any], order: int, cval: float) -> float:
    """Give the value that pixels may have outside which is nearest to a wanted one.

    Examples
    --------
    >>> [nearest_cval(np.dtype("u1"), order, 3.7) for order in (0, 1)], nearest_cval(np.dtype("u1"), 0, 1e300)
    ([4, 3.7], 255)
    """
    if order or dtype.kind not in "iu":
        return cval
    ends = np.iinfo(dtype)
    held = min(max(cval, ends.min), ends.max)
    return cval if held == cval == np.floor(cval) else round(held)


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
    near: int | None = None,
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
    near : int, optional
        Look only at so many rows and columns around the places, which takes as long as the result is large: splines
        of order 3 are then off by ``0.27 ** near`` of the values, those of order 5 by ``0.43 ** near``.

    Returns
    -------
    ndarray, shape (H, W)
        With bad values where the nearest pixel is bad.

    Raises
    ------
    ValueError
        If the order or the mode is unknown, or order 0, which keeps the type of integers, and `cval` has another.
    """
    order = checks.spline_order(order)
    checks.choice("mode", mode, MODES)
    number = check_cval(values.dtype, order, mode, cval)
    shape = values.shape
    inside = tuple(bring_inside(place, size, mode) for place, size in zip((rows, cols), shape, strict=True))
    if near is not None:
        window = tuple(_around(place, size, near) for place, size in zip(inside, values.shape, strict=True))
        inside = (inside[0] - window[0].start, inside[1] - window[1].start)
        values, bad = values[window], None if bad is None else bad[window]
    middles = np.ix_(*(nearest(place, size) for place, size in zip(inside, values.shape, strict=True)))
    found = values[middles]
    if order > 0:
        whole = filled(values, bad)
        if antialias:
            whole = _smoothed(whole, (rows, cols), mode)
        smooth = _spline(whole, inside, order, mode)
        found = smooth if bad is None else np.where(bad[middles], found.astype(np.float64), smooth)
    if mode == "constant":
        with np.errstate(over="ignore"):  # beyond float32 it is infinite
            found[beyond(rows, shape[0])] = number
            found[:, beyond(cols, shape[1])] = number
    return found


def bring_inside(places: NDArray[np.float64], size: int, mode: str) -> NDArray[np.float64]:
    """Give the places in the image that stand for those outside: mirrored, or not far beyond the border."""
    if mode == "reflect":
        folded = (places + 0.5) % (2 * size)
        return np.minimum(folded, 2 * size - folded) - 0.5
    return np.clip(places, -_FAR, size - 1 + _FAR)  # from there on splines are constant


def nearest(places: NDArray[np.float64], size: int) -> NDArray[np.intp]:
    """Give the pixels that places are in, or those at the border for places outside."""
    return np.clip(np.floor(places + 0.5 + _TIE), 0, size - 1).astype(np.intp)


def beyond(places: NDArray[np.float64], size: int) -> NDArray[np.bool_]:
    """Say which places lie outside of the area of the pixels."""
    return (places + _TIE < -0.5) | (places + _TIE >= size - 0.5)


def _around(places: NDArray[np.float64], size: int, near: int) -> slice:
    first, last = np.floor(places.min()) - near, np.ceil(places.max()) + near + 1
    start = int(min(max(first, 0), size - 1))
    return slice(start, int(max(min(last, size), start + 1)))


def _smoothed(
    values: NDArray[np.float64], places: tuple[NDArray[np.float64], ...], mode: str
) -> NDArray[np.float64]:
    from scipy import ndimage

    steps = [(place[-1] - place[0]) / (len(place) - 1) if len(place) > 1 else 1.0 for place in places]
    around: Literal["reflect", "nearest"] = "reflect" if mode == "reflect" else "nearest"
    return np.asarray(
        ndimage.gaussian_filter(values, [max((step - 1) / 2, 0) for step in steps], mode=around)
    )


def _spline(
    values: NDArray[np.float64], places: tuple[NDArray[np.float64], ...], order: int, mode: str
) -> NDArray[np.float64]:
    """Evaluate the spline through all pixels; places are inside, or not far beyond the border."""
    for axis, place in enumerate(places):
        values = _along(np.moveaxis(values, axis, 0), place, order, mode)
        values = np.moveaxis(values, 0, axis)
    return np.ascontiguousarray(values)


def _along(
    lines: NDArray[np.float64], places: NDArray[np.float64], order: int, mode: str
) -> NDArray[np.float64]:
    """Evaluate splines along the first axis."""
    from scipy import interpolate, ndimage

    size = len(lines)
    margin = 0 if order == 1 or mode == "reflect" else _BEYOND
    around = "reflect" if mode == "reflect" else "nearest"
    if order > 1:
        if margin:
            lines = np.pad(lines, ((margin, margin), (0, 0)), mode="edge")
        lines = ndimage.spline_filter1d(lines, order, axis=0, mode=around)  # type: ignore[call-overload]  # literals
    first = int(np.floor(places.min())) - order // 2 - 1
    index = np.arange(first, int(np.ceil(places.max())) + order // 2 + 2)
    if mode == "reflect":
        index %= 2 * size
        index = np.minimum(index, 2 * size - 1 - index)
    coefficients = lines[np.clip(index + margin, 0, len(lines) - 1)]
    knots = first + np.arange(len(index) + order + 1) - (order + 1) / 2
    weights = interpolate.BSpline.design_matrix(places, knots, order)
    return np.asarray(weights @ coefficients)


def filled(values: NDArray[Any], bad: NDArray[np.bool_] | None) -> NDArray[np.float64]:
    """Give bad pixels the value of the nearest good one, or 0 where there is none."""
    from scipy import ndimage

    found = values.astype(np.float64)
    if bad is not None and bad.all():
        found[:] = 0
    elif bad is not None and bad.any():
        where = ndimage.distance_transform_edt(bad, return_distances=False, return_indices=True)
        found = found[tuple(where)]
    return found
