"""From numbers to places in a table of colours: the one implementation of norms.

The places are those of `nbtools.compute.color.colormaps.lut`: N entries, then under, over and bad. For a linear norm
the values are scaled with the same operations in the same precision as in matplotlib, which masks, copies and checks
the whole array several times on the way; every other norm is asked itself. Both work block by block, so that
the intermediate steps stay in the processor's cache and memory stays bounded; large arrays by several threads, but
for norms, which may be the user's own functions.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbtools.compute import checks
from nbtools.compute.parallel import by_parts

if TYPE_CHECKING:
    from matplotlib.colors import Normalize

    Limits = tuple[float, float] | Normalize
    Blocks = Iterator[tuple[slice, NDArray[Any]]]
    Finder = Callable[[NDArray[Any], NDArray[np.bool_] | None, NDArray[Any]], None]

_TINY = 1e-290  # a smaller difference of limits loses bits when it is divided by the number of entries


def indices(
    values: ArrayLike,
    entries: int,
    limits: Limits,
    bad: NDArray[np.bool_] | None = None,
    *,
    enclosed: bool = False,
) -> NDArray[np.unsignedinteger[Any]]:
    """Say which colour of a table each value has.

    Parameters
    ----------
    values : array-like of int or float, any shape
        The numbers.
    entries : int
        Number N of entries of the table between the limits.
    limits : pair of float, or matplotlib.colors.Normalize
        Values of the first and of the last colour; or a norm, whose limits are set and which is taken as a
        function of a single value.
    bad : ndarray of bool, shape of values, optional
        True where a value is bad, besides NaN.
    enclosed : bool
        Whether it is known that every value lies between the two limits, and none is NaN.

    Returns
    -------
    ndarray of uint8, uint16 or uint32, shape of values
        0 to N - 1; N below the limits, N + 1 above them, N + 2 for bad values.

    Raises
    ------
    TypeError
        If the values are not real numbers.
    ValueError
        If a limit is not finite or missing, or the first is greater than the second.

    Examples
    --------
    >>> indices([-1.0, 0.0, 0.5, 1.0, 2.0, np.nan], 4, (0, 1))
    array([4, 0, 2, 3, 5, 6], dtype=uint8)
    """
    array = real(values)
    found = np.empty(array.shape, place_type(entries))
    rows = np.atleast_1d(found)

    def put(part: slice, blocks: Blocks) -> None:
        flat = rows[part].reshape(-1)
        for block, places in blocks:
            flat[block] = places

    find(array, entries, limits, bad, put, enclosed=enclosed)
    return found


def place_type(entries: int) -> np.dtype[Any]:
    """Return the smallest type for places: processors turn floats into short integers much faster than into long."""
    return np.min_scalar_type(entries + 2)


def block_length(size: int) -> int:
    """Say how many of some values are worked on at a time: few in the cache, but more work for numpy than for Python.

    Of a screenful a part only, as fresh memory takes time, too.
    """
    return max(1, min(size, max(size // 8, 1 << 15), 1 << 17))


def real(values: ArrayLike) -> NDArray[Any]:
    """Return numbers in native byte order, and refuse what is no real number."""
    array = np.asarray(values)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"values must be real numbers, got dtype {array.dtype}")
    return array.astype(array.dtype.newbyteorder("="), copy=False)


def find(
    values: NDArray[Any],
    entries: int,
    limits: Limits,
    bad: NDArray[np.bool_] | None,
    put: Callable[[slice, Blocks], None],
    *,
    enclosed: bool = False,
) -> None:
    """Find the places of values, see `indices`, and hand them over.

    `put` is called with one part of the first axis after the other, large arrays' by several threads, and an iterator
    of a block of its flattened values and their places; they are written over by those of the next block.
    """
    values, norm = np.atleast_1d(values), own_norm(limits)
    masked = None if bad is None else np.broadcast_to(bad, values.shape)
    size = values.dtype.itemsize
    every: NDArray[Any] | None = None
    if size <= 2 and values.size > 1 << 8 * size:  # more values than a type has: each of them once
        words = np.dtype(f"u{size}")
        every = indices(np.arange(1 << 8 * size, dtype=words).view(values.dtype), entries, norm)
        values = values.view(words)

    def work(part: slice) -> None:
        finder = _finder(values.dtype, entries, norm, enclosed) if every is None else _Listed(every)
        hidden = None if masked is None else masked[part].ravel()
        put(part, _blocks(values[part].ravel(), entries, finder, hidden))

    by_parts(work, values.shape, together=every is not None or isinstance(norm, tuple))


def _blocks(values: NDArray[Any], entries: int, finder: Finder, bad: NDArray[np.bool_] | None) -> Blocks:
    length = block_length(values.size)
    space = np.empty(length, place_type(entries))
    for start in range(0, values.size, length):
        block = slice(start, min(start + length, values.size))
        places = space[: block.stop - start]
        hidden = None if bad is None else bad[block]
        with np.errstate(all="ignore"):
            finder(values[block], hidden, places)
        if hidden is not None:
            places[hidden] = entries + 2
        yield block, places


def own_norm(limits: Limits) -> Limits:
    """Check limits; of a norm that could change when it is used, return a copy with no observers."""
    from matplotlib.colors import CenteredNorm, Normalize

    if not isinstance(limits, Normalize):
        low, high = checks.number("vmin", limits[0]), checks.number("vmax", limits[1])
        if low > high:
            raise ValueError(f"vmin must be <= vmax, got {limits[0]} and {limits[1]}")
        return float(low), float(high)
    if not limits.scaled():
        raise ValueError(f"norm must have its limits set, got vmin={limits.vmin}, vmax={limits.vmax}")
    if type(limits) in (Normalize, CenteredNorm) and not limits.clip:
        return own_norm((limits.vmin, limits.vmax))  # type: ignore[arg-type]  # scaled: neither is None
    return own_copy(limits)


def own_copy(norm: Normalize) -> Normalize:
    """Copy a norm without those who listen to it: norms change when they are used."""
    own = copy.copy(norm)
    own.callbacks = copy.deepcopy(norm.callbacks)  # which leaves the listeners behind
    return own


def _finder(dtype: np.dtype[Any], entries: int, norm: Limits, enclosed: bool) -> Finder:
    if isinstance(norm, tuple):
        return _Linear(dtype, entries, *norm, enclosed)
    return _ByNorm(entries, norm)


class _Listed:
    """Finds the places of values in a list of the places of all values."""

    def __init__(self, every: NDArray[Any]) -> None:
        self._every = every

    def __call__(self, values: NDArray[Any], bad: NDArray[np.bool_] | None, places: NDArray[Any]) -> None:
        self._every.take(values, out=places, mode="clip")


class _Linear:
    """Finds the places of values between two limits."""

    def __init__(self, dtype: np.dtype[Any], entries: int, vmin: float, vmax: float, enclosed: bool) -> None:
        self._entries, self._limits, self._enclosed = entries, (vmin, vmax), enclosed
        self._far = math.isinf(vmax - vmin)  # further apart than a float can say: all is halved
        low, high = (vmin / 2, vmax / 2) if self._far else (vmin, vmax)
        self._low, self._span = np.float64(low), np.float64(high) - np.float64(low)
        # Differences of long integers are exact, which as float64 they are not
        self._exact = dtype in (np.int64, np.uint64) and max(abs(vmin), abs(vmax)) > 2**53 > self._span
        # Same promotion as matplotlib: float32 for integers of up to two bytes, float64 for larger ones
        kind = dtype if dtype.kind == "f" else np.promote_types(dtype, np.float32)
        self._space = np.empty(0, kind)
        # Then dividing by span / entries gives, to the last bit, what dividing and multiplying gives
        self._merge = kind == np.float64 and self._span > _TINY and entries & (entries - 1) == 0

    def __call__(self, values: NDArray[Any], bad: NDArray[np.bool_] | None, places: NDArray[Any]) -> None:
        if self._space.size < values.size:
            self._space = np.empty(values.size, self._space.dtype)
        x = self._space[: values.size]
        if self._exact:
            x[:] = self._differences(values)
        else:
            values = values / 2 if self._far else values
            np.subtract(values, self._low, out=x, casting="same_kind")
        if self._merge and (self._enclosed or self._encloses(values)):
            np.divide(x, self._span / self._entries, out=x)
            np.copyto(places, x, casting="unsafe")
            if places.max() == self._entries:  # exactly the upper limit is still the last colour
                np.minimum(places, self._entries - 1, out=places)
            return
        if self._span == 0:
            x[~np.isnan(values)] = 0
        else:
            np.divide(x, self._span, out=x, casting="same_kind")
        _round_down(x, self._entries, places)

    def _differences(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """Subtract the lower limit from integers, of which those far beyond the limits are brought near."""
        info, near = np.iinfo(values.dtype), 2**54
        low = min(max(int(self._low), info.min), info.max)
        some = np.clip(values, max(low - near, info.min), min(low + near, info.max))
        found: NDArray[np.float64] = (some - values.dtype.type(low)).view(np.int64).astype(np.float64)
        found += low - int(self._low)
        return found

    def _encloses(self, values: NDArray[Any]) -> bool:
        return bool(values.min() >= self._limits[0] and values.max() <= self._limits[1])  # not with NaN


class _ByNorm:
    """Finds the places of values with a norm of matplotlib."""

    def __init__(self, entries: int, norm: Normalize) -> None:
        self._entries, self._norm = entries, norm

    def __call__(self, values: NDArray[Any], bad: NDArray[np.bool_] | None, places: NDArray[Any]) -> None:
        hidden = np.isnan(values) if bad is None else np.isnan(values) | bad
        found = self._norm(np.ma.array(values, mask=hidden if hidden.any() else np.ma.nomask))
        _round_down(np.array(np.ma.getdata(found)), self._entries, places)
        places[np.ma.getmaskarray(found) | hidden] = self._entries + 2


def _round_down(x: NDArray[Any], entries: int, places: NDArray[Any]) -> None:
    """Turn what a norm gave, from 0 to 1 or whole numbers of entries, into places; `x` is used up."""
    whole = x.dtype.kind != "f"
    if not whole:
        x *= entries
    low, high = x.min(), x.max()
    np.copyto(places, x, casting="unsafe")
    if low >= 0 and high < entries:  # mostly; with NaN, neither is true
        return
    nan = low != low
    if low < 0 or nan:
        np.copyto(places, entries, where=x < 0)
    if high >= entries or nan:
        # exactly the upper limit is still the last colour
        np.copyto(places, entries - 1, where=x == entries)
        np.copyto(places, entries + 1, where=x >= entries if whole else x > entries)
    if nan:
        np.copyto(places, entries + 2, where=np.isnan(x))
