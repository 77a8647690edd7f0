"""From the colours of a colormap back to numbers: which values have which place in its table.

The places rise with the values, so that the smallest value of each place is found by halving. It is halved
between neighbouring numbers of the data's own type, not between reals, so that the answer is exact for every norm
and every rounding.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.color.places import indices

if TYPE_CHECKING:
    from nbtools.compute.color.places import Limits

Floats = NDArray[np.float64]


def intervals(dtype: np.dtype[Any], entries: int, limits: Limits) -> tuple[Floats, Floats]:
    """Find the smallest and the largest value of each entry of a table of colours.

    Parameters
    ----------
    dtype : dtype
        Type of the values: integers, or floats of up to 64 bits.
    entries : int
        Number of entries.
    limits : pair of float, or matplotlib.colors.Normalize
        As in `nbtools.compute.color.places.indices`; a norm must rise.

    Returns
    -------
    low, high : ndarray of float64, shape (entries,)
        NaN where no value between the limits has this entry.

    Examples
    --------
    >>> low, high = intervals(np.dtype("u1"), 4, (0, 255))
    >>> low.tolist(), high.tolist()
    ([0.0, 64.0, 128.0, 192.0], [63.0, 127.0, 191.0, 255.0])
    """
    vmin, vmax = (
        float(end or 0) for end in (limits if isinstance(limits, tuple) else (limits.vmin, limits.vmax))
    )
    kind = dtype.newbyteorder("=")
    if kind.itemsize > 8 or (kind.kind == "u" and vmax >= 2**63):
        kind = np.dtype(np.float64)
    first, last = _key(vmin, kind, up=True), _key(vmax, kind, up=False)
    wanted = np.arange(entries + 1)
    low, high = np.full(entries + 1, first), np.full(entries + 1, last + 1)  # around the first of each place
    while (low < high).any():
        middle = (low & high) + ((low ^ high) >> 1)  # the mean, without overflow
        found = indices(_value(np.minimum(middle, last), kind), entries, limits).astype(np.int64)
        found[(found == entries) | (found == entries + 2)] = -1  # below, or undefined as the logarithm of 0
        found[found == entries + 1] = (
            entries - 1
        )  # a norm in float32 may round the upper limit to above itself
        reached = (found >= wanted) | (middle > last)
        high, low = np.where(reached, middle, high), np.where(reached, low, np.minimum(middle + 1, high))
    ends = low[:-1], low[1:] - 1
    smallest, largest = (_value(np.clip(end, first, last), kind).astype(np.float64) for end in ends)
    none = ends[0] > ends[1]
    smallest[none], largest[none] = np.nan, np.nan
    return smallest, largest


def _key(value: float, kind: np.dtype[Any], *, up: bool) -> int:
    """Count the numbers of a type: the place of the nearest one that is not below, or not above, a value."""
    if kind.kind != "f":
        info = np.iinfo(kind)
        return int(np.clip(math.ceil(value) if up else math.floor(value), info.min, min(info.max, 2**63 - 2)))
    most = float(np.finfo(kind).max)
    near = np.array([min(max(value, -most), most)]).astype(kind)
    if up and near[0] < value:
        near = np.nextafter(near, kind.type(np.inf))
    elif not up and near[0] > value:
        near = np.nextafter(near, kind.type(-np.inf))
    bits = int(near.view(f"i{kind.itemsize}")[0])
    return bits if bits >= 0 else bits ^ np.iinfo(f"i{kind.itemsize}").max


def _value(keys: NDArray[np.int64], kind: np.dtype[Any]) -> NDArray[Any]:
    """Give the numbers that `_key` counts."""
    if kind.kind != "f":
        return keys.astype(kind)
    whole = np.dtype(f"i{kind.itemsize}")
    bits = keys.astype(whole)
    found: NDArray[Any] = np.where(bits < 0, bits ^ np.iinfo(whole).max, bits).astype(whole).view(kind)
    return found
