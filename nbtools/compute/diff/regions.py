"""Connected regions among chosen pixels, found from the pixels alone: no image of labels is ever made.

Pixels become horizontal runs, and runs of nearby rows are joined where they come close. The cost is that of
the runs, whatever the size of the image.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbtools.compute import checks

if TYPE_CHECKING:
    import pandas as pd

Ints = NDArray[np.intp]
Floats = NDArray[np.float64]

SORTS = ("size", "strength")
_CHUNK = 1 << 18  # pixels handled at a time: bounds the memory


@dataclass(frozen=True, slots=True, eq=False)
class _Runs:
    """Groups of pixels in one row with small gaps, in reading order.

    `first` is the place of a run's first pixel among all pixels, `n_pix` their number, `start` and `end` are
    the columns of the first and the last one. Gaps are no obstacle to compare runs by their ends: a column
    inside a run is at most a gap away from a pixel of it.
    """

    first: Ints
    n_pix: Ints
    row: Ints
    start: Ints
    end: Ints


def label_pixels(indices: ArrayLike, shape: tuple[int, int], *, merge_distance: int = 0) -> Ints:
    """Find the connected regions of some pixels, and number them.

    Parameters
    ----------
    indices : array-like of int, shape (n,)
        Flat indices, ``row * cols + col``, of the pixels, ascending and each one once.
    shape : tuple of int
        Rows and columns of the image.
    merge_distance : int
        Number of unchosen pixels, >= 0, that may lie between two pixels that belong together: those whose
        rows and columns both differ by at most ``merge_distance + 1``. 0 joins the 8 neighbours.

    Returns
    -------
    ndarray of intp, shape (n,)
        The region of each pixel, from 0 on, in the order of the regions' first pixels in reading order.

    Raises
    ------
    TypeError
        If `merge_distance` is not a whole number.
    ValueError
        If it is negative.

    Examples
    --------
    >>> image = np.array([[1, 0, 0, 1], [0, 1, 0, 1]])
    >>> label_pixels(np.flatnonzero(image), image.shape)
    array([0, 1, 0, 1])
    >>> label_pixels(np.flatnonzero(image), image.shape, merge_distance=1)
    array([0, 0, 0, 0])
    """
    runs, region = _regions(np.asarray(indices, np.intp), shape, merge_distance)
    return np.repeat(region, runs.n_pix)


def region_table(
    indices: ArrayLike,
    strength: ArrayLike,
    shape: tuple[int, int],
    *,
    merge_distance: int = 0,
    sort: str = "size",
) -> pd.DataFrame:
    """Describe the connected regions of some pixels.

    Parameters
    ----------
    indices, shape, merge_distance
        See `label_pixels`.
    strength : array-like, shape (n,)
        How much each pixel differs, >= 0; NaN where it differs by no number.
    sort : {"size", "strength"}
        What comes first: the regions with the most pixels, or those with the largest strength, where regions
        that have only NaN count as infinite. Among equals it is the order of `label_pixels`.

    Returns
    -------
    DataFrame
        One row per region, with these columns:

        - row0, col0, row1, col1: the smallest box, half-open: ``image[row0:row1, col0:col1]``.
        - n_pix: number of pixels.
        - max_abs, mean_abs: largest and mean strength without NaN; NaN when there is nothing else.
        - n_nan: number of pixels whose strength is NaN.
        - row, col: the pixel with the largest strength, the first one in reading order among equals; the
          first pixel of all if they are all NaN.

    Raises
    ------
    TypeError
        If `merge_distance` is not a whole number.
    ValueError
        If it is negative, `sort` unknown, or `strength` of another length than `indices`.

    Examples
    --------
    >>> difference = np.array([[0, 0, 9.0, 0], [0, 0, 0, 0], [1, 3, 0, 0]])
    >>> at = np.flatnonzero(difference)
    >>> region_table(at, difference.ravel()[at], difference.shape)
       row0  col0  row1  col1  n_pix  max_abs  mean_abs  n_nan  row  col
    0     2     0     3     2      2      3.0       2.0      0    2    1
    1     0     2     1     3      1      9.0       9.0      0    0    2
    """
    import pandas as pd

    checks.choice("sort", sort, SORTS)
    pixels, values = np.asarray(indices, np.intp), np.asarray(strength)
    if values.shape != pixels.shape:
        raise ValueError(f"strength must have the shape of indices, {pixels.shape}, got {values.shape}")
    runs, region = _regions(pixels, shape, merge_distance)
    boxes = _boxes(runs, region)
    n = len(boxes["row0"])
    n_pix, n_nan, largest, mean = _strengths(values, runs, region, n)
    row, col = np.divmod(pixels[_places(values, runs, region, largest)], shape[1])
    table = pd.DataFrame(
        boxes
        | {"n_pix": n_pix, "max_abs": largest, "mean_abs": mean, "n_nan": n_nan}
        | {"row": row.astype(np.int64), "col": col.astype(np.int64)}
    )
    key = n_pix if sort == "size" else np.where(np.isnan(largest), np.inf, largest)
    return table.take(np.argsort(-key, kind="stable")).reset_index(drop=True)


def _regions(pixels: Ints, shape: tuple[int, int], merge_distance: int) -> tuple[_Runs, Ints]:
    """Split pixels into runs, and give the region of each run."""
    distance = checks.integer("merge_distance", merge_distance, minimum=0, unit="px")
    rows, cols = shape
    reach = min(distance + 1, max(rows, cols, 1))
    runs = _runs(pixels, cols, reach)
    region = np.arange(len(runs.row))
    for step in range(1, min(reach, rows - 1) + 1):
        if len(region) and region.max() > 0:
            upper, lower = _neighbours(runs, step, cols, reach)
            region = _joined(region, region[upper], region[lower])
    return runs, _in_order(region)


def _runs(pixels: Ints, cols: int, reach: int) -> _Runs:
    parts = [np.zeros(min(1, len(pixels)), np.intp)]
    for begin in range(1, len(pixels), _CHUNK):
        chunk = pixels[begin - 1 : begin + _CHUNK]
        parts.append(np.flatnonzero((np.diff(chunk) > reach) | (np.diff(chunk // cols) > 0)) + begin)
    first = np.concatenate(parts)
    n_pix = np.diff(first, append=len(pixels))
    row, start = np.divmod(pixels[first], cols)
    return _Runs(first, n_pix, row, start, pixels[first + n_pix - 1] - row * cols)


def _neighbours(runs: _Runs, step: int, cols: int, reach: int) -> tuple[Ints, Ints]:
    """Pairs of runs, `step` rows apart, with pixels that are at most `reach` columns apart.

    A column is that near to at most two runs of a row, so there are not many more pairs than runs.
    """
    width = cols + reach  # of a row in a line where all runs lie one after the other, too far from the next
    line = runs.row * width
    begin = np.searchsorted(line + runs.end, line + step * width + runs.start - reach, side="left")
    stop = np.searchsorted(line + runs.start, line + step * width + runs.end + reach, side="right")
    count = stop - begin
    upper = np.repeat(np.arange(len(count)), count)
    lower = np.arange(len(upper)) + np.repeat(begin - (np.cumsum(count) - count), count)
    return upper, lower


def _joined(region: Ints, first: Ints, second: Ints) -> Ints:
    """Join pairs of regions, and number what is left."""
    apart = first != second
    if not apart.any():
        return region
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    first, second = first[apart], second[apart]
    n = int(region.max()) + 1
    pairs = coo_array((np.ones(len(first), np.int8), (first, second)), shape=(n, n))
    _, label = connected_components(pairs, directed=False)
    return np.asarray(label, np.intp)[region]


def _in_order(region: Ints) -> Ints:
    """Renumber regions by the first of their runs, which are in reading order."""
    earliest = _earliest(region)
    rank = np.empty(len(earliest), np.intp)
    rank[np.argsort(earliest)] = np.arange(len(earliest))
    return rank[region]


def _earliest(region: Ints) -> Ints:
    """Place of each region's first run."""
    earliest = np.zeros(region.max(initial=-1) + 1, np.intp)
    earliest[region[::-1]] = np.arange(len(region))[::-1]  # of several, the last one written stays
    return earliest


def _boxes(runs: _Runs, region: Ints) -> dict[str, NDArray[np.int64]]:
    first = _earliest(region)
    row1, col0, col1 = runs.row[first], runs.start[first], runs.end[first]
    np.maximum.at(row1, region, runs.row)
    np.minimum.at(col0, region, runs.start)
    np.maximum.at(col1, region, runs.end)
    box = {"row0": runs.row[first], "col0": col0, "row1": row1 + 1, "col1": col1 + 1}
    return {name: side.astype(np.int64) for name, side in box.items()}


def _pieces(runs: _Runs) -> Iterator[tuple[slice, slice]]:
    """Walk through all runs a piece at a time: (which runs, their pixels)."""
    stop = runs.first + runs.n_pix
    begin = 0
    while begin < len(stop):
        end = max(begin + 1, int(np.searchsorted(stop, runs.first[begin] + _CHUNK, side="right")))
        yield slice(begin, end), slice(int(runs.first[begin]), int(stop[end - 1]))
        begin = end


def _strengths(values: NDArray[Any], runs: _Runs, region: Ints, n: int) -> tuple[NDArray[Any], ...]:
    """Find n_pix, n_nan, max_abs and mean_abs of each of the `n` regions."""
    n_pix, n_nan = np.zeros(n, np.int64), np.zeros(n, np.int64)
    largest, total = np.full(n, np.nan), np.zeros(n)
    np.add.at(n_pix, region, runs.n_pix)
    for which, where in _pieces(runs):
        at = runs.first[which] - where.start
        part = values[where].astype(np.float64)
        np.fmax.at(largest, region[which], np.fmax.reduceat(part, at))
        missing = np.isnan(part)
        part[missing] = 0
        np.add.at(n_nan, region[which], np.add.reduceat(missing, at, dtype=np.int64))
        with np.errstate(over="ignore"):  # beyond float64: infinite
            np.add.at(total, region[which], np.add.reduceat(part, at))
    n_good = n_pix - n_nan
    return n_pix, n_nan, largest, np.divide(total, n_good, out=np.full(n, np.nan), where=n_good > 0)


def _places(values: NDArray[Any], runs: _Runs, region: Ints, largest: Floats) -> Ints:
    """Place among all pixels of each region's first one with the largest strength."""
    places = runs.first[_earliest(region)]
    for which, where in reversed(list(_pieces(runs))):
        owner = np.repeat(region[which], runs.n_pix[which])
        hits = np.flatnonzero(values[where].astype(np.float64) == largest[owner])[::-1]
        places[owner[hits]] = hits + where.start  # of several, the last one written stays
    return places
