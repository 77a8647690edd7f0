"""From numbers to places in a table of colours: the one implementation of norms.

The places are those of `nbtools.compute.colors.lut`: N entries, then under, over and bad. For a linear norm the
values are scaled with the same operations in the same precision as in matplotlib, which masks, copies and checks
the whole array several times on the way; every other norm is asked itself. Both work block by block, so that
the intermediate steps stay in the processor's cache and memory stays bounded.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbtools.compute import checks

if TYPE_CHECKING:
    from matplotlib.colors import Normalize

    Limits = tuple[float, float] | Normalize

_BLOCK = 1 << 15  # values scaled at a time


def indices(
    values: ArrayLike, entries: int, limits: Limits, bad: NDArray[np.bool_] | None = None
) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """Say which colour of a table each value has.

    Parameters
    ----------
    values : array-like of int or float, any shape
        The numbers.
    entries : int
        Number N of entries of the table between the limits, at most 65533.
    limits : pair of float, or matplotlib.colors.Normalize
        Values of the first and of the last colour; or a norm, whose limits are set and which is taken as a
        function of a single value.
    bad : ndarray of bool, shape of values, optional
        True where a value is bad, besides NaN.

    Returns
    -------
    ndarray of uint8 or uint16, shape of values
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
    found = np.empty(array.shape, np.uint8 if entries + 3 <= 1 << 8 else np.uint16)
    flat = found.reshape(-1)
    for block, places in each_block(array, entries, limits, bad):
        flat[block] = places
    return found


def real(values: ArrayLike) -> NDArray[Any]:
    """Return numbers in native byte order, and refuse what is no real number."""
    array = np.asarray(values)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"values must be real numbers, got dtype {array.dtype}")
    return array.astype(array.dtype.newbyteorder("="), copy=False)


def each_block(
    values: NDArray[Any], entries: int, limits: Limits, bad: NDArray[np.bool_] | None
) -> Iterator[tuple[slice, NDArray[np.intp]]]:
    """Give the places of one block of the flattened values after the other; see `indices`."""
    norm = own_norm(limits)
    flat, masked = values.ravel(), None if bad is None else np.broadcast_to(bad, values.shape).ravel()
    size = values.dtype.itemsize
    if size <= 2 and values.size > 1 << 8 * size:  # more values than a type has: each of them once
        words = np.dtype(f"u{size}")
        every = np.arange(1 << 8 * size, dtype=words).view(values.dtype)
        table = np.concatenate([_places(part, None, entries, norm) for _, part in _blocks(every)])
        for block, part in _blocks(flat.view(words)):
            places = table.take(part, mode="clip")
            if masked is not None:
                places[masked[block]] = entries + 2
            yield block, places
        return
    for block, part in _blocks(flat):
        yield block, _places(part, None if masked is None else masked[block], entries, norm)


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
    own = copy.copy(limits)
    own.callbacks = copy.deepcopy(limits.callbacks)  # which leaves those who listen behind
    return own


def _blocks(flat: NDArray[Any]) -> Iterator[tuple[slice, NDArray[Any]]]:
    for start in range(0, flat.size, _BLOCK):
        block = slice(start, start + _BLOCK)
        yield block, flat[block]


def _places(
    values: NDArray[Any], bad: NDArray[np.bool_] | None, entries: int, norm: Limits
) -> NDArray[np.intp]:
    """Give the places of a few values, as `matplotlib.colors.Colormap` finds them."""
    with np.errstate(all="ignore"):
        if isinstance(norm, tuple):
            x = _scaled(values, *norm)
        else:
            nan = np.isnan(values) if bad is None else np.isnan(values) | bad
            normed = norm(np.ma.array(values, mask=nan if nan.any() else np.ma.nomask))
            x, bad = np.ma.getdata(normed), np.ma.getmaskarray(normed) | nan
        if x.dtype.kind == "f":
            x = x * x.dtype.type(entries)
            x[x == entries] = entries - 1  # exactly the upper limit is still the last colour
        places = x.astype(np.intp)
        places[x < 0] = entries
        places[x >= entries] = entries + 1
        places[np.isnan(x)] = entries + 2
    if bad is not None:
        places[bad] = entries + 2
    return places


def _scaled(values: NDArray[Any], vmin: float, vmax: float) -> NDArray[Any]:
    # Same promotion as matplotlib: float32 for integers of up to two bytes, float64 for larger ones
    x = values.astype(
        values.dtype if values.dtype.kind == "f" else np.promote_types(values.dtype, np.float32)
    )
    low, span = np.float64(vmin), np.float64(vmax) - np.float64(vmin)
    if span == 0:
        x[~np.isnan(x)] = 0
    else:
        x -= low
        x /= span
    return x
