"""Argument checks, so that every error names the parameter, what was found and what is allowed.

Each check takes the name of the parameter and its value, and returns the value in the form that the
computation wants. A number is never a bool: ``radius=True`` is a mistake, not a radius of one pixel.
"""

from __future__ import annotations

import numbers
import operator
from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray


def _with_unit(text: str, unit: str) -> str:
    return f"{text} {unit}" if unit else text


def _real(name: str, value: Any, allowed: str) -> float:
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, bool | np.bool_):
        raise ValueError(f"{name} must be {allowed}, got {bool(value)}")
    if not isinstance(value, numbers.Real):
        raise TypeError(f"{name} must be {allowed}, got {_short(value)}")
    return int(value) if isinstance(value, numbers.Integral) else float(value)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def number(name: str, value: Any, *, unit: str = "", infinite: bool = False) -> float:
    """Check that `value` is a finite real number.

    Parameters
    ----------
    name : str
        Name of the parameter, for the message.
    value : object
        Any real number, Python's or numpy's. Not a bool.
    unit : str
        Unit for the message.
    infinite : bool
        Whether infinity is allowed; NaN never is.

    Returns
    -------
    float
        A Python number; whole numbers stay `int`, so that large ones keep all digits.

    Raises
    ------
    TypeError
        If `value` is no real number.
    ValueError
        If `value` is a bool, NaN or (unless allowed) infinite.

    Examples
    --------
    >>> number("threshold_abs", 3)
    3
    >>> number("threshold_abs", float("nan"))
    Traceback (most recent call last):
    ...
    ValueError: threshold_abs must be a finite number, got nan
    """
    allowed = _with_unit("a number" if infinite else "a finite number", f"({unit})" if unit else "")
    found = _real(name, value, allowed)
    if np.isnan(found) or (not infinite and np.isinf(found)):
        raise ValueError(f"{name} must be {allowed}, got {found}")
    return found


def positive(name: str, value: Any, unit: str = "px") -> float:
    """Check that `value` is a finite number above zero.

    Parameters
    ----------
    name : str
        Name of the parameter, for the message.
    value : object
        Any real number, Python's or numpy's. Not a bool.
    unit : str
        Unit for the message.

    Returns
    -------
    float

    Raises
    ------
    TypeError
        If `value` is no real number.
    ValueError
        If `value` is a bool, NaN, infinite, zero or negative.

    Examples
    --------
    >>> positive("radius", 2)
    2.0
    >>> positive("radius", -3)
    Traceback (most recent call last):
    ...
    ValueError: radius must be > 0 px, got -3
    """
    allowed = _with_unit("> 0", unit)
    found = _real(name, value, allowed)
    if not (found > 0 and np.isfinite(found)):
        raise ValueError(f"{name} must be {allowed}{' and finite' if found > 0 else ''}, got {found}")
    return float(found)


def integer(name: str, value: Any, *, minimum: int | None = None, unit: str = "") -> int:
    """Check that `value` is a whole number, not below `minimum`.

    Parameters
    ----------
    name : str
        Name of the parameter, for the message.
    value : object
        A Python or numpy integer. Not a bool, and not a float.
    minimum : int, optional
        The least value that is allowed.
    unit : str
        Unit for the message.

    Returns
    -------
    int

    Raises
    ------
    TypeError
        If `value` is not an integer.
    ValueError
        If `value` is a bool or too small.

    Examples
    --------
    >>> integer("min_distance", 0, minimum=1, unit="px")
    Traceback (most recent call last):
    ...
    ValueError: min_distance must be a whole number >= 1 px, got 0
    """
    allowed = "a whole number" if minimum is None else _with_unit(f"a whole number >= {minimum}", unit)
    if isinstance(value, bool | np.bool_):
        raise ValueError(f"{name} must be {allowed}, got {bool(value)}")
    try:
        found = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be {allowed}, got {_short(value)}") from None
    if minimum is not None and found < minimum:
        raise ValueError(f"{name} must be {allowed}, got {found}")
    return found


def spline_order(value: Any) -> int:
    """Check that `value` is the order of a spline between pixels, 0 to 5.

    Examples
    --------
    >>> spline_order(6)
    Traceback (most recent call last):
    ...
    ValueError: order must be from 0 to 5, got 6
    """
    if not 0 <= integer("order", value) <= 5:
        raise ValueError(f"order must be from 0 to 5, got {value}")
    return operator.index(value)


def choice(name: str, value: Any, allowed: Collection[str]) -> str:
    """Check that `value` is one of the names in `allowed`.

    Parameters
    ----------
    name : str
        Name of the parameter, for the message.
    value : object
        The name that was given.
    allowed : collection of str
        The names that exist.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If `value` is anything else.

    Examples
    --------
    >>> choice("method", "centre", ("center", "exact"))
    Traceback (most recent call last):
    ...
    ValueError: method must be 'center' or 'exact', got 'centre'
    """
    if not isinstance(value, str) or value not in allowed:
        raise ValueError(f"{name} must be {' or '.join(map(repr, allowed))}, got {_short(value)}")
    return value


def pixel_mask(name: str, value: Any, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Check that `value` is a mask for pixels of the given shape.

    Parameters
    ----------
    name : str
        Name of the parameter, for the message.
    value : array-like of bool or int
        Integers are taken as true where they are not zero.
    shape : tuple of int
        The shape that the mask must have.

    Returns
    -------
    ndarray of bool

    Raises
    ------
    TypeError
        If the values are neither bools nor integers.
    ValueError
        If the shape differs.

    Examples
    --------
    >>> pixel_mask("mask", [[0, 1]], (1, 2))
    array([[False,  True]])
    """
    found = np.asarray(value)
    if found.dtype.kind not in "biu":
        raise TypeError(f"{name} must be an array of bool, got dtype {found.dtype}")
    if found.shape != shape:
        raise ValueError(f"{name} must have the shape of the image, {shape}, got {found.shape}")
    return found.astype(bool, copy=False)


def points(name: str, value: Any) -> NDArray[np.float64]:
    """Check that `value` is a list of (row, col) positions.

    Parameters
    ----------
    name : str
        Name of the parameter, for the message.
    value : array-like, shape (n, 2)
        Positions in pixels; an empty list is fine.

    Returns
    -------
    ndarray of float64, shape (n, 2)
        A new array: changing it leaves `value` alone.

    Raises
    ------
    TypeError
        If the values are not real numbers.
    ValueError
        If the shape is another one or a position is not finite.

    Examples
    --------
    >>> points("centers", [])
    array([], shape=(0, 2), dtype=float64)
    >>> points("centers", [3, 4])
    Traceback (most recent call last):
    ...
    ValueError: centers must have shape (n, 2), one (row, col) each, got shape (2,)
    """
    allowed = "shape (n, 2), one (row, col) each"
    try:
        found = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} must have {allowed}, got rows of different lengths") from None
    if found.size == 0 and found.ndim <= 2:
        return np.empty((0, 2))
    if found.ndim != 2 or found.shape[1] != 2:
        raise ValueError(f"{name} must have {allowed}, got shape {found.shape}")
    if found.dtype.kind not in "iuf":
        raise TypeError(f"{name} must be an array of numbers, got dtype {found.dtype}")
    positions = found.astype(np.float64)
    wrong = np.flatnonzero(~np.isfinite(positions).all(axis=1))
    if wrong.size:
        row, col = positions[wrong[0]]
        raise ValueError(f"{name} must be finite, got ({row}, {col}) at index {wrong[0]}")
    return positions


def place(name: str, value: Any) -> tuple[float, float]:
    """Check that `value` is one (row, col) position.

    Parameters
    ----------
    name : str
        Name of the parameter, for the message.
    value : pair of float
        A position in pixels, finite.

    Returns
    -------
    tuple of float

    Raises
    ------
    TypeError
        If row or column is no real number.
    ValueError
        If there are not two of them, or one is a bool or not finite.

    Examples
    --------
    >>> place("center", (3, 4.5))
    (3.0, 4.5)
    >>> place("center", 3)
    Traceback (most recent call last):
    ...
    ValueError: center must be (row, col), got 3
    """
    try:
        row, col = value
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be (row, col), got {_short(value)}") from None
    return float(number(f"{name}[0]", row, unit="px")), float(number(f"{name}[1]", col, unit="px"))


def radii_pair(name: str, value: Any, unit: str = "px") -> tuple[float, float]:
    """Check that `value` is a pair of radii, ``0 <= r_in < r_out``.

    Parameters
    ----------
    name : str
        Name of the parameter, for the message.
    value : pair of float
        The inner and the outer radius, finite.
    unit : str
        Unit for the message.

    Returns
    -------
    tuple of float

    Raises
    ------
    TypeError
        If there are not two numbers.
    ValueError
        If one is a bool or not finite, the first negative, or not the smaller one.

    Examples
    --------
    >>> radii_pair("background", (8, 12))
    (8.0, 12.0)
    >>> radii_pair("background", (12, 8))
    Traceback (most recent call last):
    ...
    ValueError: background must be a pair (r_in, r_out) with 0 <= r_in < r_out px, got (12, 8)
    """
    allowed = f"a pair (r_in, r_out) with {_with_unit('0 <= r_in < r_out', unit)}"
    try:
        inner, outer = value
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be {allowed}, got {_short(value)}") from None
    r_in, r_out = number(f"{name}[0]", inner, unit=unit), number(f"{name}[1]", outer, unit=unit)
    if not 0 <= r_in < r_out:
        raise ValueError(f"{name} must be {allowed}, got ({inner}, {outer})")
    return float(r_in), float(r_out)


def physical(pixel_size: Any, unit: Any) -> tuple[float | None, str | None]:
    """Check a pixel size with its unit: both or none.

    Parameters
    ----------
    pixel_size : float or None
        Side of a pixel, in units.
    unit : str or None
        Name of the unit.

    Returns
    -------
    tuple
        Both, or (None, None).

    Raises
    ------
    TypeError, ValueError
        If one is given without the other, the unit is no text, or the size is not above zero.

    Examples
    --------
    >>> physical(0.25, "µm"), physical(None, None)
    ((0.25, 'µm'), (None, None))
    >>> physical(0.25, None)
    Traceback (most recent call last):
    ...
    ValueError: unit must be a text when there is a pixel_size, such as 'µm', got None
    """
    if pixel_size is None and unit is None:
        return None, None
    if not isinstance(unit, str) or not unit.strip():
        raise ValueError(f"unit must be a text when there is a pixel_size, such as 'µm', got {unit!r}")
    if pixel_size is None:
        raise ValueError(f"pixel_size must be given with a unit, got None and {unit!r}")
    return positive("pixel_size", pixel_size, unit), unit
