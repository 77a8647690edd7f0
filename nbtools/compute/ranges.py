"""Ranges of numbers, as people read them and where arithmetic on them holds: round steps, few digits, bins, ticks."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

END = 8e307  # limits are not larger, so that the distance of two is a number, too
AXIS = 1e300, 1e-290  # the largest value, and the least distance of two, with which axes can compute


def held(low: float, high: float) -> tuple[float, float]:
    """Bring limits to where arithmetic holds.

    Examples
    --------
    >>> held(-1.7e308, 3.0)
    (-8e+307, 3.0)
    """
    return max(min(low, END / 2), -END), max(min(high, END), -END / 2)


def held_table(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bring many lower limits, and as many upper ones below them, to where arithmetic holds."""
    return np.clip(table, [[-END], [-END / 2]], [[END / 2], [END]])


def widened(low: float, high: float, parts: int) -> tuple[float, float]:
    """Widen a range, where that is needed, until so many parts of it differ; beyond what axes can show it is cut.

    Examples
    --------
    >>> widened(0.0, 3.0, 70), widened(1.0, 1.0, 2), widened(0.0, 1.7e308, 70)
    ((0.0, 3.0), (0.9999999999999991, 1.0000000000000009), (0.0, 1e+300))
    """
    most, least = AXIS
    low, high = (min(max(end, -most), most) for end in (low, high))
    short = max(parts * max(4 * math.ulp(max(abs(low), abs(high))), least) - (high - low), 0.0)
    return low - short / 2, high + short / 2


def bins(low: float, high: float, number: int) -> NDArray[np.float64]:
    """Give the edges of equal bins over a range, which is `widened`.

    Examples
    --------
    >>> bins(0, 10, 4).tolist()
    [0.0, 2.5, 5.0, 7.5, 10.0]
    """
    return np.linspace(*widened(low, high, number), number + 1)


def median(values: NDArray[Any]) -> float:
    """Give the median, also of numbers whose sum is beyond the largest one.

    Examples
    --------
    >>> median(np.array([1.7e308, 1.7e308])), median(np.array([1, 2]))
    (1.7e+308, 1.5)
    """
    with np.errstate(over="ignore"):
        found = float(np.median(values))
    return found if math.isfinite(found) else 2 * float(np.median(values / 2))


def nice(value: float) -> float:
    """Round down to 1, 2 or 5 times a power of ten, at least to 1e-302, with which one can still divide.

    Examples
    --------
    >>> [nice(value) for value in (0.0071, 3, 990)]
    [0.005, 2.0, 500.0]
    """
    value = max(value, 1e-302)
    power = 10.0 ** math.floor(math.log10(value))
    return float(max(k for k in (1, 2, 5) if k * power <= value * (1 + 1e-9)) * power)


def ticks(span: float, number: int, dtype: np.dtype[Any]) -> float:
    """Give the step of a slider that goes over some values: round, and at least 1 where they are whole numbers.

    Examples
    --------
    >>> ticks(700.0, 200, np.dtype("f4")), ticks(700.0, 1000, np.dtype("u1"))
    (2.0, 1.0)
    """
    step = nice(span / number)
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
    low, high = held(low, high)
    step = max(nice((high - low or 1) / 200), least, 2 * math.ulp(max(abs(low), abs(high))))
    return math.floor(low / step) * step, math.ceil(high / step) * step, step


def tidy(value: float, step: float) -> float:
    """Take the noise of arithmetic from the last digits of a multiple of a step.

    Examples
    --------
    >>> tidy(0.1 + 0.2, 0.1), tidy(2.0**60 + 512, 512)
    (0.3, 1.1529215046068475e+18)
    """
    rounded = float(f"{value:.12g}")
    return rounded if abs(rounded - value) <= 1e-3 * step else value


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
