"""Numbers on a slider and in the field beside it: round steps, the nearest place, digits that fit."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

_TWELFTHS, _ALMOST = 12, 0.015  # steps of a doubling, among them 1.5 and 3; what is taken for a whole number


def nice(value: float) -> float:
    """Round down to 1, 2 or 5 times a power of ten.

    Examples
    --------
    >>> [nice(value) for value in (0.0071, 3, 990)]
    [0.005, 2.0, 500.0]
    """
    power = 10.0 ** math.floor(math.log10(value))
    return float(max(k for k in (1, 2, 5) if k * power <= value * (1 + 1e-9)) * power)


def ticks(span: float, number: int, dtype: np.dtype[Any]) -> float:
    """Give the step of a slider that goes over some values: round, and at least 1 where they are whole numbers.

    Examples
    --------
    >>> ticks(700.0, 200, np.dtype("f4")), ticks(700.0, 1000, np.dtype("u1"))
    (2.0, 1.0)
    """
    step = nice(max(span / number, 1e-302))
    return max(step, 1.0) if dtype.kind in "iu" else step


def on_grid(value: float, low: float, high: float, step: float) -> float:
    """Round to the steps of a slider: the browser sends 8.999999999999998 for 9, and 7.5 for 7.3.

    Examples
    --------
    >>> [on_grid(value, 0, 10, 0.5) for value in (8.999999999999998, 7.3, -3)]
    [9.0, 7.5, 0.0]
    """
    place = low + math.floor((min(max(value, low), high) - low) / step + 0.5) * step
    return float(f"{min(place, high):.12g}")


def log_ends(low: float, high: float) -> tuple[float, float, float]:
    """Give low, high and step of the exponents of 2 over which a slider runs that multiplies.

    Examples
    --------
    >>> log_ends(1, 8)
    (0.0, 3.0, 0.08333333333333333)
    """
    return math.log2(low), math.log2(high), 1 / _TWELFTHS


def log_place(value: float, low: float, high: float) -> float:
    """Round to the steps of a slider that multiplies: twelfths of a doubling, from `low` on.

    Examples
    --------
    >>> log_place(4.1, 1, 8), log_place(99, 1, 8)
    (4.0, 8.0)
    """
    first, last, _ = log_ends(low, high)
    steps = round((min(max(math.log2(value), first), last) - first) * _TWELFTHS)
    return float(2.0 ** min(first + steps / _TWELFTHS, last))


def on_log_grid(value: float, low: float, high: float) -> float:
    """Give the number that a place on a slider that multiplies stands for: whole where that is almost one.

    Examples
    --------
    >>> on_log_grid(2.996614153753363, 1, 8), on_log_grid(4.3, 1, 8)
    (3.0, 4.24)
    """
    value = log_place(value, low, high)
    whole = round(value)
    near = abs(value - whole) < _ALMOST * value
    return min(max(float(whole) if near else float(f"{value:.3g}"), low), high)


def brief(value: float, step: float) -> float:
    """Round to what fits into a field: a twentieth of a slider's step, or three digits of small numbers.

    Examples
    --------
    >>> brief(123.45678, 1), brief(0.00123456, 1)
    (123.45, 0.00123)
    """
    fine = step / 20
    rounded = float(f"{math.floor(value / fine + 0.5) * fine:.12g}") if abs(value) < 1e12 * fine else value
    return rounded if abs(rounded - value) <= 0.005 * abs(value) else float(f"{value:.3g}")


def letters(value: float) -> float:
    """Measure a number as a browser writes it, in digits; a point is half as wide.

    Examples
    --------
    >>> letters(1234567), letters(-0.5), letters(1e300)
    (7.0, 3.5, 6.0)
    """
    plain = value == 0 or 1e-6 <= abs(value) < 1e21
    text = np.format_float_positional(value, trim="-") if plain else repr(value).replace("e-0", "e-")
    return len(text) - 0.5 * text.count(".")


def shortened(value: float, room: float) -> float:
    """Round a number to as many digits as there is room for, at least three.

    Examples
    --------
    >>> shortened(1234567, 7), shortened(0.123456789, 6)
    (1234567, 0.1235)
    """
    rounded = [value, *(float(f"{value:.{digits}g}") for digits in range(17, 2, -1))]
    return next((number for number in rounded if letters(number) <= room), rounded[-1])
