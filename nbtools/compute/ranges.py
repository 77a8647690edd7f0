"""Numbers as people read them: round steps, and digits that fit into the field beside a slider."""

from __future__ import annotations

import math
from typing import Any

import numpy as np


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


def round_range(low: float, high: float, *, least: float = 0.0) -> tuple[float, float, float]:
    """Give a range about two numbers that begins and ends at whole steps, and its step: 200 of them, or more.

    Parameters
    ----------
    low, high : float
        The numbers, low <= high.
    least : float
        The smallest step, e.g. 1 between whole numbers.

    Examples
    --------
    >>> round_range(3.7, 255), round_range(0, 90, least=1)
    ((3.0, 255.0, 1.0), (0, 90, 1))
    """
    step = max(nice((high - low or 1) / 200), least)
    return math.floor(low / step) * step, math.ceil(high / step) * step, step


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
