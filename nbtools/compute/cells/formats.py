"""How the values of pixels are written: one format for all pixels of an image.

Integers are written as they are. Floats get as many decimals as it takes to tell neighbouring pixels apart, all of
them the same number; powers of ten where the values span many decades.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbtools.compute import checks
from nbtools.compute.spelling import understanding

Fmt = str | Callable[[Any], str]

NAN, INFINITE, MASKED = "NaN", "inf", "--"  # the words for what is no number; the last is numpy's own
_FEW = 2000  # pixels up to which all neighbours are told apart, and in larger images all but one in a hundred
_SAMPLE = 1 << 16  # pairs of neighbours that are looked at, at most about
_SHORT = 4  # decimals that are written where all values need no more
_NOISE = 1e-12  # part of the largest value that is nothing but rounding
_LONGEST = {4: 7, 8: 9}  # digits at most, by bytes of the type: what is beyond them is mostly rounding
_MANTISSA = 5  # decimals at most before a power of ten
_DECADES = 5  # beyond these, and outside of 1e-4 .. 1e7, powers of ten are written
_LARGE, _SMALL = 1e7, 1e-4


@dataclass(frozen=True, slots=True)
class PixelFormat:
    """A way to write pixel values. Made by `pixel_format`.

    Attributes
    ----------
    fmt : str or callable
        A format as Python's `format` takes it (".3f"), one with a place for the value ("{:.1f} K", "%.2e"), or a
        function from a value to its text.
    """

    fmt: Fmt

    def texts(self, values: ArrayLike, masked: NDArray[np.bool_] | None = None) -> list[str]:
        """Write values.

        Parameters
        ----------
        values : array-like of int or float, any shape
            The values. What a masked array masks is written as a masked value.
        masked : ndarray of bool, shape of values, optional
            True where a value is masked.

        Returns
        -------
        list of str
            One text for each value, in the order of the last axis first. NaN, inf, -inf and -- stand for what is
            no number; a function writes all but the masked ones itself.

        Raises
        ------
        TypeError
            If a function returns no text.

        Examples
        --------
        >>> PixelFormat(".1f").texts([[0.25, np.nan], [-np.inf, 7]])
        ['0.2', 'NaN', '-inf', '7.0']
        """
        array = np.asarray(values)
        hidden = (
            np.ma.getmaskarray(values) if isinstance(values, np.ma.MaskedArray) and masked is None else masked
        )
        own, write, numbers = callable(self.fmt), _writer(self.fmt), array.ravel().tolist()
        if own or array.dtype.kind != "f" or bool(np.isfinite(array).all()):
            found = [write(value) for value in numbers]
        else:
            found = [write(value) if math.isfinite(value) else _word(value) for value in numbers]
        if own and not all(isinstance(text, str) for text in found):
            raise TypeError("fmt must be a function that returns a text for each value")
        if hidden is not None:
            for place in np.flatnonzero(hidden).tolist():
                found[place] = MASKED
        return found


@understanding
def pixel_format(
    values: ArrayLike, masked: NDArray[np.bool_] | None = None, fmt: Fmt = "auto"
) -> PixelFormat:
    """Find out how the values of an image are written.

    Parameters
    ----------
    values : array-like of bool, int or float, any shape
        The image. Bad values (masked, NaN or infinite) have no say.
    masked : ndarray of bool, shape of values, optional
        True where a value is masked, besides what a masked array masks.
    fmt : str or callable
        "auto", or what shall be used: a format as Python's `format` takes it ("d", ".3f", "x"), one with a place
        for the value ("%.2e", "{:.1f} K"), or a function from a value to its text.

    Returns
    -------
    PixelFormat
        With "auto": integers and bool (0 and 1) as they are; floats that need four decimals at most, with just
        these. Else so many decimals that any two pixels side by side whose values differ are written differently,
        and at least three digits of the largest value, but no more than nine (of float32: seven); in images of more
        than 2000 pixels, one in a hundred of such pairs may look alike. A power of ten is written where more than
        a tenth of the values are smaller than the largest one by five decades, and where all are below 1e-4 or some
        above 1e7.

    Raises
    ------
    TypeError
        If `fmt` is neither text nor function, or the values are no real numbers.
    ValueError
        If the format is none, or none for these values.

    Examples
    --------
    >>> pixel_format(np.arange(4)).texts([0, 250])
    ['0', '250']
    >>> pixel_format([[0.5, 0.25], [1.0, 3.0]]).texts([[0.5, 3.0]])
    ['0.50', '3.00']
    >>> pixel_format([1e-12, 1e-5, 0.3, 2.0]).texts([1e-12, 2.0])
    ['1.0e-12', '2.0e0']
    >>> pixel_format([1.0, 2.5], fmt="d")
    Traceback (most recent call last):
    ...
    ValueError: fmt must suit values of type float64, got 'd'
    """
    array = np.asarray(values)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"values must be real numbers, got dtype {array.dtype}")
    if not isinstance(fmt, str) and not callable(fmt):
        raise TypeError(f"fmt must be 'auto', a format such as '.3f', or a function, got {checks.short(fmt)}")
    if fmt == "auto":
        return PixelFormat("d" if array.dtype.kind in "biu" else _automatic(values, array, masked))
    if isinstance(fmt, str):
        sample = array.dtype.type(1).item()
        try:
            text = _writer(fmt)(sample)
        except (ValueError, TypeError, IndexError, KeyError, AttributeError):
            text = None
        if text is None or (text == fmt and fmt != "1"):
            raise ValueError(f"fmt must suit values of type {array.dtype}, got {checks.short(fmt)}")
    return PixelFormat(fmt)


def _writer(fmt: Fmt) -> Callable[[Any], str]:
    """Make a function from a value to its text."""
    if callable(fmt):
        return fmt
    if "%" in fmt and not fmt.endswith("%"):
        return lambda value: fmt % value
    if "{" in fmt:
        return fmt.format
    if fmt.endswith("e"):
        return lambda value: _power(format(value, fmt))
    return lambda value: format(value, fmt)


def _power(text: str) -> str:
    """Write a power of ten as short as it can be: 1.5e-7, not 1.5e-07."""
    digits, _, power = text.partition("e")
    return f"{digits}e{int(power)}"


def _word(value: float) -> str:
    return NAN if math.isnan(value) else INFINITE if value > 0 else f"-{INFINITE}"


def _automatic(values: ArrayLike, array: NDArray[Any], masked: NDArray[np.bool_] | None) -> str:
    """Choose the format of floats; what is rounded to zero has no sign."""
    exact = float(np.finfo(array.dtype).eps) * 2
    first, second, good = _sampled(values, array, masked)
    sizes = np.abs(good[good != 0])
    if sizes.size == 0:
        return "z.0f"
    largest = float(sizes.max())
    typical = float(np.quantile(sizes, 0.1, method="lower")) if sizes.size > 1 else largest
    if not _SMALL <= largest < _LARGE or math.log10(largest) - math.log10(typical) > _DECADES:
        return f".{_mantissa(first, second, sizes, array.size, exact)}e"
    digits = _LONGEST.get(array.dtype.itemsize, min(_LONGEST.values()))
    most = max(digits - 1 - math.floor(math.log10(largest)), 0)
    for decimals in range(min(_SHORT, most) + 1):
        if np.all(
            np.abs(np.round(good, decimals) - good) <= np.maximum(exact * np.abs(good), _NOISE * largest)
        ):
            return f"z.{decimals}f"
    step = _step(np.abs(first - second), array.size)
    wanted = max(_decimals(step), _decimals(largest / 100))
    return f"z.{min(wanted, most)}f"


def _mantissa(
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    sizes: NDArray[np.float64],
    count: int,
    exact: float,
) -> int:
    """Say how many decimals numbers with powers of ten need."""
    scaled = sizes / 10.0 ** np.maximum(np.floor(np.log10(sizes)), -300)
    for decimals in range(1, _SHORT + 1):
        if np.all(np.abs(np.round(scaled, decimals) - scaled) <= exact * 10):
            return decimals
    larger = np.maximum(np.abs(first), np.abs(second))
    apart = np.divide(np.abs(first / 2 - second / 2), larger / 2, out=np.zeros_like(larger), where=larger > 0)
    return min(max(_decimals(_step(apart, count)), 1), _MANTISSA)


def _sampled(
    values: ArrayLike, array: NDArray[Any], masked: NDArray[np.bool_] | None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Give pairs of neighbours, and good values, of all or of evenly spread pixels, as float64."""
    hidden = np.ma.getmaskarray(values) if isinstance(values, np.ma.MaskedArray) else None
    if masked is not None:
        hidden = masked if hidden is None else hidden | masked
    pairs: list[tuple[NDArray[Any], NDArray[Any]]] = []
    stride = max(1, math.ceil(math.sqrt(array.size / _SAMPLE))) if array.ndim >= 2 else 1
    for axis in range(min(array.ndim, 2)):
        ends = [
            _clean(array, hidden, tuple(_every(k, axis, side, stride) for k in range(min(array.ndim, 2))))
            for side in (0, 1)
        ]
        both = np.isfinite(ends[0]) & np.isfinite(ends[1])
        pairs.append((ends[0][both], ends[1][both]))
    firsts, seconds = ([pair[k] for pair in pairs] or [np.empty(0)] for k in (0, 1))
    some = _clean(array, hidden, (slice(None, None, stride),) * min(array.ndim, 2))
    good = some[np.isfinite(some)].ravel()
    first, second = np.concatenate(firsts), np.concatenate(seconds)
    return first, second, np.concatenate([good, first, second])


def _every(axis: int, paired: int, side: int, stride: int) -> slice:
    """Choose pixels evenly along an axis, or the neighbours of those."""
    return slice(side, None if side else -1, stride) if axis == paired else slice(None, None, stride)


def _clean(
    array: NDArray[Any], hidden: NDArray[np.bool_] | None, where: tuple[slice, ...]
) -> NDArray[np.float64]:
    with np.errstate(over="ignore"):
        found: NDArray[np.float64] = np.asarray(array[where], dtype=np.float64)
    return found if hidden is None else np.where(hidden[where], np.nan, found)


def _step(apart: NDArray[np.float64], count: int) -> float:
    """Give the difference between neighbours that must be seen."""
    apart = apart[apart > 0]
    if apart.size == 0:
        return math.inf
    return float(apart.min() if count <= _FEW else np.quantile(apart, 0.01, method="lower"))


def _decimals(step: float) -> int:
    """Count the decimals with which two numbers that are this far apart are never rounded to the same."""
    if not 0 < step < math.inf:
        return 0
    return max(0, math.floor(-math.log10(step) + 1e-9) + 1)
