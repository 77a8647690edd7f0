"""Cells of a grid: from the coordinates of their centres to those of their edges, and back.

`pcolormesh` wants edges, `contour` wants centres. Both functions here work along every axis of what they get: 1-D
coordinates of a rectilinear grid, or the 2-D coordinates of a curvilinear one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbtools.compute import checks
from nbtools.compute.spelling import understanding

_FINER = {"Y": "D", "M": "D", "W": "D", "D": "h", "h": "m", "m": "s", "s": "ms", "ms": "us", "us": "ns"}
_INSIDE = 0.1  # of the free range: how far "exact" edges stay away from touching each other


@understanding
def centers_to_edges(
    x: ArrayLike, method: str = "midpoint", *, width: Any = None, scale: str = "linear"
) -> NDArray[Any]:
    """Find the edges of cells from their centres.

    Parameters
    ----------
    x : array-like, shape (n,) or (rows, cols)
        Coordinates of the centres: numbers or dates. 1-D ones must rise or fall strictly; they need not be even.
    method : {"midpoint", "exact"}
        "midpoint": edges halfway between neighbouring centres; the first and the last edge lie as far out as the next
        one lies inside. "exact", for 1-D: edges whose midpoints are the centres again. One such row of edges is fixed
        by its first one; of those that keep their order, the one is taken whose widths change least from cell to
        cell (at least a tenth of the possible range away from a cell without width). Uneven centres need
        not be the midpoints of anything: then, and only then, the edges are those of "midpoint". On even grids
        both methods agree.
    width : number, timedelta or pair, optional
        Width of the cell where there is one centre only: above 0; on a log scale the ratio of its edges, above 1. For
        2-D coordinates of one row or column it is the change across that cell, of any sign; a pair where both.
    scale : {"linear", "log"}
        With "log" all of this is done with the logarithms: edges are geometric means, so that cells look even on a
        logarithmic axis.

    Returns
    -------
    ndarray, shape (n + 1,) or (rows + 1, cols + 1)
        float64; of dates, exact dates, in a finer unit than that of `x` where a midpoint needs it (not finer than ns,
        where it is rounded down). In 2-D the bilinear mean of the four centres around each corner, and beyond the
        outermost centres the linear continuation: exact for affine grids (shifted, rotated, sheared).

    Raises
    ------
    TypeError
        If `x` are neither numbers nor dates.
    ValueError
        If `x` does not rise or fall strictly, is not finite, not positive on a log scale, or has a single centre and
        no `width`.

    Notes
    -----
    Edges ``e`` with midpoints ``x`` obey ``e[i + 1] = 2 x[i] - e[i]``: half widths ``h[i] = x[i] - e[i]`` alternate,
    ``h[i + 1] = x[i + 1] - x[i] - h[i]``, and all must be positive. This leaves a range for ``h[0]``, perhaps an
    empty one; in it the sum of the squared changes ``h[i + 1] - h[i]`` is made small.

    Examples
    --------
    >>> centers_to_edges([0, 1, 2])
    array([-0.5,  0.5,  1.5,  2.5])
    >>> centers_to_edges([1.0, 4.0, 16.0], scale="log")
    array([ 0.5,  2. ,  8. , 32. ])
    >>> centers_to_edges([0.5, 2, 4.5])
    array([-0.25,  1.25,  3.25,  5.75])
    >>> centers_to_edges([0.5, 2, 4.5], "exact")
    array([0., 1., 3., 6.])
    >>> centers_to_edges([5], width=2)
    array([4., 6.])
    """
    return edges_of("x", x, method, width=width, scale=scale)


def edges_of(
    name: str, x: Any, method: str = "midpoint", *, width: Any = None, scale: str = "linear"
) -> NDArray[Any]:
    """Do what `centers_to_edges` does, with the name of the parameter for its errors."""
    checks.choice("method", method, ("midpoint", "exact"))
    values, logarithmic = _coordinates(name, x, scale), scale == "log"
    if values.ndim == 2 and method == "exact":
        raise ValueError(f"method must be 'midpoint' for 2-D {name}, got 'exact'")
    if values.ndim == 1:
        require_monotonic(name, values)
    widths = _widths(name, values, width, logarithmic)
    if values.dtype.kind in "mM":
        return _edges_of_dates(values, method, widths)
    found = np.log(values) if logarithmic else values.astype(np.float64)
    for axis, across in enumerate(widths):
        found = _along(found, axis, method, across)
    found = np.exp(found) if logarithmic else found
    if found.ndim == 1:
        require_monotonic(f"edges of {name}", found)  # which centres too close for float64 do not give
    return found


@understanding
def edges_to_centers(edges: ArrayLike, *, scale: str = "linear") -> NDArray[Any]:
    """Find the centres of cells from their edges: the midpoints; in 2-D the mean of the four corners.

    Parameters
    ----------
    edges : array-like, shape (n + 1,) or (rows + 1, cols + 1)
        Coordinates of the edges: numbers or dates. 1-D ones must rise or fall strictly.
    scale : {"linear", "log"}
        With "log" the geometric mean is taken.

    Returns
    -------
    ndarray, shape (n,) or (rows, cols)
        float64; of dates, exact dates, in a finer unit than that of `edges` where a midpoint needs it.

    Raises
    ------
    TypeError
        If `edges` are neither numbers nor dates.
    ValueError
        If there are less than two along an axis, or they do not rise or fall strictly, or are not finite.

    Examples
    --------
    >>> edges_to_centers([0, 1, 3, 6])
    array([0.5, 2. , 4.5])
    """
    return centers_of("edges", edges, scale=scale)


def centers_of(name: str, edges: Any, *, scale: str = "linear") -> NDArray[Any]:
    """Do what `edges_to_centers` does, with the name of the parameter for its errors."""
    values = _coordinates(name, edges, scale)
    if min(values.shape) < 2:
        raise ValueError(f"{name} must have at least 2 edges along each axis, got shape {values.shape}")
    if values.ndim == 1:
        require_monotonic(name, values)
    if values.dtype.kind in "mM":
        if values.ndim == 2:
            raise ValueError(f"{name} must be 1-D where they are dates, got shape {values.shape}")
        values = _even_steps(values)
        steps: NDArray[Any] = np.diff(values.view(np.int64)) // 2
        return np.asarray(values[:-1] + steps.view(f"m8[{np.datetime_data(values.dtype)[0]}]"))
    found = np.log(values) if scale == "log" else values.astype(np.float64)
    for axis in range(found.ndim):
        first, second = (np.take(found, range(k, found.shape[axis] - 1 + k), axis) for k in (0, 1))
        found = first + (second - first) / 2
    return np.exp(found) if scale == "log" else found


def require_monotonic(name: str, values: NDArray[Any]) -> None:
    """Raise ValueError unless 1-D values rise or fall strictly."""
    rising = values[1:] > values[:-1]
    if values.size > 1 and not (rising.all() or (values[1:] < values[:-1]).all()):
        expected = values[1] > values[0]
        at = int(np.flatnonzero((rising != expected) | (values[1:] == values[:-1]))[0])
        pair = f"{values[at]!s} and {values[at + 1]!s}"
        raise ValueError(f"{name} must rise or fall strictly, got {pair} at index {at}")


def _coordinates(name: str, x: Any, scale: str) -> NDArray[Any]:
    """Check that coordinates are finite numbers or dates, in one or two dimensions."""
    checks.choice("scale", scale, ("linear", "log"))
    try:
        values = np.asarray(x)
    except ValueError:
        raise ValueError(f"{name} must be 1-D or 2-D, got rows of different lengths") from None
    if values.dtype.kind not in "iufmM":
        raise TypeError(f"{name} must be an array of numbers or dates, got dtype {values.dtype}")
    if values.ndim not in (1, 2) or values.size == 0:
        raise ValueError(f"{name} must be 1-D or 2-D and not empty, got shape {values.shape}")
    if values.dtype.kind in "mM":
        if scale == "log":
            raise ValueError(f"scale must be 'linear' for dates, got {checks.short(scale)}")
        wrong = np.isnat(values)
        values = values.astype(values.dtype.newbyteorder("="))
    else:
        wrong = ~np.isfinite(values)
    wrong = wrong | np.ma.getmaskarray(x) if isinstance(x, np.ma.MaskedArray) else wrong
    if wrong.any():
        at = tuple(int(k) for k in np.argwhere(wrong)[0])
        where = at[0] if len(at) == 1 else at
        raise ValueError(f"{name} must be finite and not masked, got {values[at]!s} at index {where}")
    if scale == "log" and not (values > 0).all():
        raise ValueError(f"{name} must be > 0 on a log scale, got {values.min()!s}")
    return values


def _widths(name: str, values: NDArray[Any], width: Any, logarithmic: bool) -> list[Any]:
    """Give the width of the cells along each axis that has a single one, None for the others."""
    single = [size == 1 for size in values.shape]
    if not any(single):
        return [None] * values.ndim
    if width is None:
        raise ValueError(f"{name} has a single centre along an axis: give the width of its cell, width=...")
    if values.dtype.kind in "mM":
        step = np.timedelta64(width)
        if np.isnat(step) or step.astype(np.int64) <= 0:
            raise ValueError(f"width must be a timedelta > 0, got {checks.short(width)}")
        return [step]
    if values.ndim == 2:
        pair = width if isinstance(width, tuple | list) else (width, width)
        if len(pair) != 2:
            raise ValueError(
                f"width must be a number or a pair (along rows, along cols), got {checks.short(width)}"
            )
        found: list[Any] = [float(checks.number("width", value)) for value in pair]
    else:
        found = [checks.positive("width", width, "")]
    if logarithmic:
        if min(found) <= 0 or (values.ndim == 1 and found[0] <= 1):
            raise ValueError(
                f"width must be the ratio of the edges, > 1 on a log scale, got {checks.short(width)}"
            )
        found = [float(np.log(value)) for value in found]
    return [value if alone else None for value, alone in zip(found, single, strict=True)]


def _along(values: NDArray[np.float64], axis: int, method: str, width: float | None) -> NDArray[np.float64]:
    """Find edges along one axis."""
    x = np.moveaxis(values, axis, 0)
    if len(x) == 1:
        assert width is not None  # which `_widths` has seen to
        found = np.concatenate([x - width / 2, x + width / 2])
    else:
        half = np.diff(x, axis=0) / 2
        found = np.concatenate([x[:1] - half[:1], x[:-1] + half, x[-1:] + half[-1:]])
        if method == "exact":
            alternating, first = _half_widths(x)
            if first is not None:
                h = alternating + _signs(len(x)) * first
                found = np.r_[x - h, x[-1] + h[-1]]
    return np.moveaxis(found, 0, axis)


def _half_widths(x: NDArray[Any]) -> tuple[NDArray[Any], Any]:
    """Find the half widths of cells around 1-D centres: ``h = alternating + signs * first``, None if there are none.

    Works in the type of `x`: of whole numbers, `first` is a whole one.
    """
    steps, signs = np.diff(x), _signs(len(x)).astype(x.dtype)
    way = 1 if steps[0] > 0 else -1
    steps = steps * way
    alternating = np.r_[np.zeros(1, x.dtype), signs[1:] * np.cumsum(-signs[:-1] * steps)]
    low, high = (-alternating[::2]).max(), alternating[1::2].min()
    best = float(np.mean(signs[:-1] * (steps - 2.0 * alternating[:-1]))) / 2
    margin = _INSIDE * float(high - low)
    first: Any = min(max(best, low + margin), high - margin)
    if x.dtype.kind == "i":
        first = int(np.floor(first + 0.5))
    possible = low < first < high and float(high - low) > 1e-9 * float(steps.max())
    return alternating * way, first * way if possible else None


def _signs(size: int) -> NDArray[np.int64]:
    return 1 - 2 * (np.arange(size) % 2)


def _edges_of_dates(values: NDArray[Any], method: str, widths: list[Any]) -> NDArray[Any]:
    """Do with whole numbers what `_along` does with floats."""
    if values.ndim != 1:
        raise ValueError(f"x must be 1-D where they are dates, got shape {values.shape}")
    if len(values) == 1:
        both = _even_steps(np.array([values[0], values[0] + widths[0]]))
        half = (both[1:] - both[:1]) // 2
        return np.concatenate([both[:1] - half, both[:1] + (both[1:] - both[:1] - half)])
    values = _even_steps(values)
    x = values.view(np.int64)
    half = np.diff(x) // 2
    found = np.r_[x[0] - half[0], x[:-1] + half, x[-1] + half[-1]]
    if method == "exact":
        alternating, first = _half_widths(x)
        if first is not None:
            h = alternating + _signs(len(x)) * first
            found = np.r_[x - h, x[-1] + h[-1]]
    return np.asarray(found.view(values.dtype))


def _even_steps(values: NDArray[Any]) -> NDArray[Any]:
    """Give dates in a unit in which every step between them has an exact half, as far as there is one."""
    kind = values.dtype.kind
    while True:
        unit, count = np.datetime_data(values.dtype)
        if count != 1:
            values = values.astype(f"{kind}8[{unit}]")
        whole = values.astype(np.int64)
        calendar = kind == "M" and unit in "YM"  # whose steps have no length of their own
        if unit not in _FINER or not (calendar or (np.diff(whole) % 2).any()):
            return values
        finer = values.astype(f"{kind}8[{_FINER[unit]}]") if not (kind == "m" and unit in "YM") else values
        if finer is values or (finer.astype(values.dtype) != values).any():  # beyond what 64 bits hold
            return values
        values = finer
