"""How much each pixel of a pair differs, as one number: the tolerance from which on it no longer does.

A pixel *differs* at (atol, rtol) when ``|a - b| > atol + rtol * |b|``. For a given rtol that is so for every atol
below some value, the pixel's strength: without rtol it is |a - b| itself. So any question about a tolerance is a
comparison with the strengths, and a slider of atol never computes a difference again.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.diff.metrics import Metrics, image_metrics
from nbtools.compute.diff.pairs import Pair

_STRIP = 1 << 17  # pixels that are compared at a time: intermediate results stay small


class Strengths:
    """The strengths of all pixels of a pair; computed where they are asked for, not kept.

    Parameters
    ----------
    pair : Pair
        Two images.
    rtol : float
        Relative tolerance, ``>= 0``; relative to |after|.
    equal_nan : bool
        Whether NaN equals NaN. NaN against a number always differs, and so does infinity against anything else.

    Attributes
    ----------
    dtype : numpy.dtype
        Unsigned integers where both images are integers of one type and rtol is 0, so that they are exact; else
        float64. A pixel that always differs has infinite strength, one that never does (equal, or masked) 0.
    """

    def __init__(self, pair: Pair, rtol: float = 0.0, equal_nan: bool = True) -> None:
        self.pair, self.rtol = pair, float(tolerance("rtol", rtol))
        self.equal_nan = checks.switch("equal_nan", equal_nan)
        whole = pair.exact and self.rtol == 0
        self.dtype = np.dtype(f"u{pair.before.dtype.itemsize}" if whole else np.float64)

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and columns."""
        return self.pair.shape

    def limit(self, atol: float) -> Any:
        """Give the value that a strength must exceed for its pixel to differ.

        Integers beyond 2**53 would be rounded by a comparison with a float.
        """
        atol = tolerance("atol", atol)
        return self.dtype.type(atol if self.dtype.kind == "f" else min(int(atol), np.iinfo(self.dtype).max))

    def window(self, rows: slice, cols: slice) -> NDArray[Any]:
        """Compute the strengths of a rectangle."""
        masked = self.pair.masked
        return self._of(
            self.pair.before[rows, cols],
            self.pair.after[rows, cols],
            None if masked is None else masked[rows, cols],
        )

    def at(self, rows: NDArray[np.intp], cols: NDArray[np.intp]) -> NDArray[Any]:
        """Compute the strengths of single pixels."""
        masked = self.pair.masked
        found = None if masked is None else masked[rows, cols]
        return self._of(self.pair.before[rows, cols], self.pair.after[rows, cols], found)

    def strips(self, even: int = 1) -> Iterator[tuple[slice, NDArray[Any]]]:
        """Go through the image in strips of rows, each but the last a multiple of `even` high."""
        rows, cols = self.shape
        step = max(_STRIP // cols // even, 1) * even
        for start in range(0, rows, step):
            strip = slice(start, min(start + step, rows))
            yield strip, self.window(strip, slice(None))

    def mask(self, atol: float) -> NDArray[np.bool_]:
        """Say which pixels differ."""
        found, limit = np.empty(self.shape, bool), self.limit(atol)
        for strip, values in self.strips():
            np.greater(values, limit, out=found[strip])
        return found

    @cached_property
    def ranked(self) -> NDArray[Any]:
        """All strengths but zeros, rising; read twice instead of held twice."""
        ends = np.cumsum([0, *(np.count_nonzero(values) for _, values in self.strips())])
        found = np.empty(ends[-1], self.dtype)
        for (_, values), start, stop in zip(self.strips(), ends[:-1], ends[1:], strict=True):
            found[start:stop] = values[values != 0]
        found.sort()
        return found

    def quantile(self, share: float) -> float:
        """Give the strength that a share of the finite ones above 0 does not exceed; 1 where there are none."""
        finite = self.ranked[: np.searchsorted(self.ranked, np.inf)]
        return float(finite[int(share * (len(finite) - 1))]) if len(finite) else 1.0

    @cached_property
    def metrics(self) -> Metrics:
        """What does not depend on a tolerance; kept, because it takes a while."""
        return image_metrics(self.pair.before, self.pair.after, masked=self.pair.masked)

    @cached_property
    def n_masked(self) -> int:
        """Number of pixels that are not compared."""
        return 0 if self.pair.masked is None else int(np.count_nonzero(self.pair.masked))

    def count(self, atol: float) -> int:
        """Count the pixels that differ; a look-up."""
        return len(self.ranked) - int(np.searchsorted(self.ranked, self.limit(atol), side="right"))

    def _of(self, a: NDArray[Any], b: NDArray[Any], masked: NDArray[np.bool_] | None) -> NDArray[Any]:
        found = magnitude(a, b)
        if found.dtype.kind == "f":
            self._settle_nan(found, a, b)
        if self.rtol:
            with np.errstate(over="ignore"):  # beyond the largest float: infinite, as in the formula
                found = _critical(found.astype(np.float64), self.rtol * np.abs(b.astype(np.float64)))
        if self.pair.colored:
            found = np.max(found, axis=-1)
        if masked is not None:
            found[masked] = 0
        return found

    def _settle_nan(self, found: NDArray[np.float64], a: NDArray[Any], b: NDArray[Any]) -> None:
        """Decide where the difference is no number: infinite, or 0 where the two count as equal."""
        where = np.isnan(found)
        if where.any():
            a, b = a[where], b[where]
            same = a == b  # infinities
            if self.equal_nan:
                same |= np.isnan(a) & np.isnan(b)
            found[where] = np.where(same, 0.0, np.inf)


def magnitude(a: NDArray[Any], b: NDArray[Any]) -> NDArray[Any]:
    """Compute |a - b|: of integers of one type exactly, as unsigned integers of that size; else as float64."""
    if a.dtype == b.dtype and a.dtype.kind in "iu":
        found: NDArray[Any] = np.maximum(a, b)
        found -= np.minimum(a, b)  # wraps to the right bits
        bits: NDArray[Any] = found.view(f"u{a.dtype.itemsize}")
        return bits
    with np.errstate(invalid="ignore", over="ignore"):
        found = np.asarray(np.subtract(a, b, dtype=np.float64))
    return np.asarray(np.abs(found, out=found))


def signed(a: NDArray[Any], b: NDArray[Any]) -> NDArray[Any]:
    """Compute a - b without wrap.

    Parameters
    ----------
    a, b : ndarray
        Numbers of one shape.

    Returns
    -------
    ndarray
        Of integers of one type the next larger signed integers, and int64 from four bytes on; float64 where even
        int64 does not hold all of the differences, and for floats.
    """
    if a.dtype != b.dtype or a.dtype.kind not in "iu":
        with np.errstate(invalid="ignore", over="ignore"):
            return np.asarray(np.subtract(a, b, dtype=np.float64))
    size = a.dtype.itemsize
    if size < 8:
        return np.asarray(np.subtract(a, b, dtype=f"i{min(2 * size, 8)}"))
    amount = magnitude(a, b)
    if amount.max(initial=0) <= np.iinfo(np.int64).max:
        found = amount.view(np.int64)
        return np.negative(found, out=found, where=a < b)
    return np.where(a < b, -amount.astype(np.float64), amount.astype(np.float64))


def _critical(amount: NDArray[np.float64], part: NDArray[np.float64]) -> NDArray[np.float64]:
    """Find the smallest atol >= 0 for which not ``amount > atol + part``, as floating point numbers add.

    Subtracting would be off by a rounding error; the answer lies within two of them, and is found by halving
    that range. Positive floats rise with their bits.
    """
    found = np.zeros(amount.shape)  # in C order, unlike `amount` perhaps, so that its ravel is no copy
    found[np.isinf(amount)] = np.inf
    some = np.flatnonzero(np.isfinite(amount) & (amount > part))
    d, r = amount.ravel()[some], part.ravel()[some]
    slack = 2 * np.spacing(d)
    low = np.maximum(d - r - slack, 0).view(np.int64)
    high = (d - r + slack).view(np.int64)
    while some.size:
        middle = low + (high - low) // 2
        enough = middle.view(np.float64) + r >= d
        high, low = np.where(enough, middle, high), np.where(enough, low, middle)
        done = high - low <= 1
        found.ravel()[some[done]] = high[done].view(np.float64)
        some, d, r, low, high = (each[~done] for each in (some, d, r, low, high))
    return found


def tolerance(name: str, value: Any) -> float:
    """Check that `value` is a finite number >= 0; whole numbers stay `int`, so that large ones keep all digits."""
    number = checks.number(name, value)
    if number < 0:
        raise ValueError(f"{name} must be >= 0, got {checks.short(value)}")
    return number
