"""Numbers as people write them: the one way in which labels, status, tables and what is under the mouse show them.

A page writes the same, see ``told`` and ``compact`` in paint.js. Ticks of axes have digits of their own, as many as
it takes to tell one from the next, and so have the values on pixels, see `nbtools.compute.cells.formats`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

_PREFIXES = {12: "T", 9: "G", 6: "M", 3: "k", 0: "", -3: "m", -6: "µ", -9: "n"}
_WHOLE = 1e15  # below which a whole number is written with all its digits
_SMALL, _DIGITS = 1e-4, 6  # below which there is a power of ten; digits there are at least
_FEW = 4


def told(value: Any, unit: str = "") -> str:
    """Write a number: what is before the point with all its digits, and six digits in all at least.

    Parameters
    ----------
    value : float
        Any number.
    unit : str
        Its unit, which follows.

    Returns
    -------
    str
        Below 0.0001 and from 1e15 on with a power of ten; an en dash for NaN, and "masked" for `numpy.ma.masked`.

    Examples
    --------
    >>> [told(value) for value in (65660.46, 1426980, 1426980.7, 0.00072, 0.000072, 3.4e17, float("nan"))]
    ['65660.5', '1426980', '1426981', '0.00072', '7.2e-5', '3.4e17', '–']
    >>> told(0.125, "µm"), told(np.float32(0.1)), told(np.ma.masked)
    ('0.125 µm', '0.1', 'masked')
    """
    text = _told(value)
    return f"{text} {unit}" if unit else text


def _told(value: Any) -> str:
    if value is np.ma.masked:
        return "masked"
    if isinstance(value, int | np.integer):
        return str(value)
    number = float(value)
    if not math.isfinite(number):
        return _no_number(number)
    size = abs(float(f"{number:.{_DIGITS}g}"))
    if abs(number) < _WHOLE and (size >= 10**_DIGITS or number == math.floor(number)):
        return f"{number:z.0f}"
    if _SMALL <= size < 10**_DIGITS:
        return f"{number:.{_DIGITS}g}"
    mantissa, _, exponent = f"{number:.{_DIGITS - 1}e}".partition("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"


def all_told(values: Any) -> str:
    """Write one number, or several with blanks between them: red, green and blue.

    Examples
    --------
    >>> all_told([10, 20.5, 30]), all_told(3)
    ('10 20.5 30', '3')
    """
    return " ".join(told(value) for value in (values if isinstance(values, tuple) else np.atleast_1d(values)))


def compact(value: float) -> str:
    """Write a number with four digits at most, in eight characters at most, so that it fits beside a spot.

    Parameters
    ----------
    value : float
        Any number.

    Returns
    -------
    str
        From 10000 on and below 0.01 with a decimal prefix (k, M, G, T; m, µ, n), all four digits of which say how
        exact it is, or with a power of ten. An en dash for NaN.

    Examples
    --------
    >>> [compact(value) for value in (412, 0, -3.14159, 12003, 1234567, 0.00072, 3.4e17, float("nan"))]
    ['412', '0', '-3.142', '12.00k', '1.235M', '720.0µ', '3.4e17', '–']
    """
    if not math.isfinite(value):
        return _no_number(value)
    rounded = float(f"{value:.{_FEW}g}")
    size = abs(rounded)
    if size == 0:
        return "0"
    if 0.01 <= size < 10**_FEW:
        return f"{value:.{_FEW if size >= 0.1 else _FEW - 1}g}"
    if 1e-9 <= size < 1e15:
        power = 3 * math.floor(math.log10(size) / 3)
        return f"{rounded / 10**power:#.{_FEW}g}{_PREFIXES[power]}"
    return f"{value:.{int(1e-99 <= size < 9e99)}e}".replace("+", "")


def round_one(value: float) -> str:
    """Write a number of a scale, such as a level, which is a round one: as `compact`, without zeros at the end.

    Examples
    --------
    >>> round_one(12000), round_one(0.5), round_one(2.5e7)
    ('12k', '0.5', '25M')
    """
    text = compact(value)
    prefix = text[-1:] if text[-1:].isalpha() else ""
    number = text.removesuffix(prefix)
    return (number.rstrip("0").rstrip(".") if "." in number and "e" not in number else number) + prefix


def _no_number(value: float) -> str:
    return "–" if math.isnan(value) else "-∞" if value < 0 else "∞"
