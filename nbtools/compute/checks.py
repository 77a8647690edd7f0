"""Argument checks, so that every error names the parameter, what was found and what is allowed.

Each check takes the name of the parameter and its value, and returns the value in the form that the
computation wants. A number is never a bool: ``radius=True`` is a mistake, not a radius of one pixel.
"""

from __future__ import annotations

import itertools
import math
import numbers
import operator
from collections.abc import Collection, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

_FAR = 1e300  # a bound beyond this is no help in a message


def _with_unit(text: str, unit: str) -> str:
    return f"{text} {unit}" if unit else text


def _within(low: float, high: float, unit: str) -> str:
    """Say which numbers are allowed; nothing where all are."""
    if math.isinf(low) and math.isinf(high):
        return ""
    if math.isinf(high):
        return _with_unit(f">= {low:.12g}", unit)
    return _with_unit(f"<= {high:.12g}" if math.isinf(low) else f"between {low:.12g} and {high:.12g}", unit)


def _real(name: str, value: Any, allowed: str) -> float:
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, bool | np.bool_):
        raise ValueError(f"{name} must be {allowed}, got {bool(value)}")
    if not isinstance(value, numbers.Real):
        raise TypeError(f"{name} must be {allowed}, got {short(value)}")
    try:
        found = float(value)
    except OverflowError:
        raise ValueError(f"{name} must be {allowed}, got {short(value)}") from None
    return int(value) if isinstance(value, numbers.Integral) else found


def short(value: Any) -> str:
    """Write any value in one short line, for a message.

    Parameters
    ----------
    value : object
        What was found.

    Returns
    -------
    str
        At most 60 letters.

    Examples
    --------
    >>> short(2**70), short(-(10**5000))
    ('1180591620717411303424', 'about -2**16610')
    """
    if isinstance(value, int) and value.bit_length() > 180:
        return f"about {'-' * (value < 0)}2**{value.bit_length()}"
    try:
        text = " ".join(repr(value).split())
    except ValueError:  # Python writes no number of more than 4300 digits
        text = f"a {type(value).__name__}"
    return text if len(text) <= 60 else f"{text[:57]}..."


def number(
    name: str,
    value: Any,
    *,
    low: float = -math.inf,
    high: float = math.inf,
    unit: str = "",
    infinite: bool = False,
) -> float:
    """Check that `value` is a finite real number within bounds.

    Parameters
    ----------
    name : str
        Name of the parameter, for the message.
    value : object
        Any real number, Python's or numpy's. Not a bool.
    low, high : float
        The bounds, both allowed.
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
        If `value` is a bool, NaN, (unless allowed) infinite, or out of bounds.

    Examples
    --------
    >>> number("threshold_abs", 3)
    3
    >>> number("threshold_abs", float("nan"))
    Traceback (most recent call last):
    ...
    ValueError: threshold_abs must be a finite number, got nan
    >>> number("gamma", 0, low=0.01, high=100)
    Traceback (most recent call last):
    ...
    ValueError: gamma must be between 0.01 and 100, got 0
    """
    kind = "a number" if infinite else "a finite number"
    allowed = _within(low, high, unit) or _with_unit(kind, f"({unit})" if unit else "")
    found = _real(name, value, allowed)
    if not low <= found <= high:
        raise ValueError(f"{name} must be {allowed}, got {short(found)}")
    if math.isinf(found) and not infinite:
        finite = "" if allowed.startswith(kind) else " and finite"
        raise ValueError(f"{name} must be {allowed}{finite}, got {found}")
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
    if not 0 < found < math.inf:
        raise ValueError(f"{name} must be {allowed}{' and finite' if found > 0 else ''}, got {short(found)}")
    return float(found)


def integer(
    name: str, value: Any, *, minimum: float = -math.inf, maximum: float = math.inf, unit: str = ""
) -> int:
    """Check that `value` is a whole number within bounds.

    Parameters
    ----------
    name : str
        Name of the parameter, for the message.
    value : object
        A Python or numpy integer. Not a bool, and not a float.
    minimum, maximum : int
        The least and the largest value that is allowed.
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
        If `value` is a bool or out of bounds.

    Examples
    --------
    >>> integer("min_distance", 0, minimum=1, unit="px")
    Traceback (most recent call last):
    ...
    ValueError: min_distance must be a whole number >= 1 px, got 0
    """
    allowed = f"a whole number {_within(minimum, maximum, unit)}".rstrip()
    if isinstance(value, bool | np.bool_):
        raise ValueError(f"{name} must be {allowed}, got {bool(value)}")
    try:
        found = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be {allowed}, got {short(value)}") from None
    if not minimum <= found <= maximum:
        raise ValueError(f"{name} must be {allowed}, got {short(found)}")
    return found


def switch(name: str, value: Any) -> bool:
    """Check that `value` is true or false, by Python's rules; an array is neither.

    Examples
    --------
    >>> switch("invert", 1), switch("invert", None)
    (True, False)
    >>> switch("invert", np.arange(3))
    Traceback (most recent call last):
    ...
    ValueError: invert must be True or False, got array([0, 1, 2])
    """
    try:
        return bool(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be True or False, got {short(value)}") from None


def spline_order(value: Any) -> int:
    """Check that `value` is the order of a spline between pixels, 0 to 5.

    Examples
    --------
    >>> spline_order(6)
    Traceback (most recent call last):
    ...
    ValueError: order must be from 0 to 5, got 6
    """
    order = integer("order", value)
    if not 0 <= order <= 5:
        raise ValueError(f"order must be from 0 to 5, got {short(order)}")
    return order


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
        names = ", ".join(map(repr, allowed))
        known = f"one of {names}" if len(allowed) > 2 else names.replace(", ", " or ")
        raise ValueError(f"{name} must be {known}, got {short(value)}")
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
    if isinstance(value, list | tuple) and any(
        each is np.ma.masked for each in itertools.chain(*map(_row, value))
    ):
        raise ValueError(f"{name} must be finite, got a masked value")
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


def _row(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list | tuple) else (value,)


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
        raise ValueError(f"{name} must be (row, col), got {short(value)}") from None
    return float(number(f"{name}[0]", row, unit="px")), float(number(f"{name}[1]", col, unit="px"))


def interval(
    name: str,
    value: Any,
    *,
    low: float = -math.inf,
    high: float = math.inf,
    unit: str = "",
    ends: tuple[str, str] = ("low", "high"),
) -> tuple[float, float]:
    """Check that `value` is a pair of numbers, the first below the second, within bounds.

    Parameters
    ----------
    name : str
        Name of the parameter, for the message.
    value : pair of float
        Both finite.
    low, high : float
        The bounds, both allowed.
    unit : str
        Unit for the message.
    ends : (str, str)
        What the two numbers are called in the message.

    Returns
    -------
    tuple of float

    Raises
    ------
    TypeError
        If there are not two numbers.
    ValueError
        If one is a bool, not finite or out of bounds, or the first is not the smaller one.

    Examples
    --------
    >>> interval("percentiles", (1, 99), low=0, high=100)
    (1.0, 99.0)
    >>> interval("percentiles", (99, 1), low=0, high=100, unit="%")
    Traceback (most recent call last):
    ...
    ValueError: percentiles must be a pair (low, high) with 0 <= low < high <= 100 %, got (99, 1)
    """
    first_bound = f"{low:.12g} <= " if abs(low) < _FAR else ""
    last_bound = f" <= {high:.12g}" if abs(high) < _FAR else ""
    rising = _with_unit(f"{first_bound}{' < '.join(ends)}{last_bound}", unit)
    allowed = f"a pair ({', '.join(ends)}) with {rising}"
    try:
        first, second = value
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be {allowed}, got {short(value)}") from None
    start, end = (float(number(f"{name}[{k}]", item, unit=unit)) for k, item in enumerate((first, second)))
    if not low <= start < end <= high:
        raise ValueError(f"{name} must be {allowed}, got {short((first, second))}")
    return start, end


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
        raise ValueError(f"unit must be a text when there is a pixel_size, such as 'µm', got {short(unit)}")
    if pixel_size is None:
        raise ValueError(f"pixel_size must be given with a unit, got None and {short(unit)}")
    return positive("pixel_size", pixel_size, unit), unit
