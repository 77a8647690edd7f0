"""Where and by how much two images differ."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.diff.metrics import Metrics
from nbtools.compute.diff.pairs import Offset, Pair, as_pair
from nbtools.compute.diff.regions import SORTS, region_table
from nbtools.compute.diff.strengths import Strengths, magnitude, signed, tolerance
from nbtools.compute.numerals import told
from nbtools.compute.shown import Shown
from nbtools.compute.spelling import understanding

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class Difference(Shown):
    """What `difference` finds; everything is computed when it is first asked for.

    Rows and columns are those of the overlap, which is the whole image unless an offset was given.

    Attributes
    ----------
    strengths : Strengths
        The pair, and how much each of its pixels differs.
    atol : float
        Absolute tolerance.
    merge_distance : int
        Regions with at most so many equal pixels between them are one.
    sort : str
        The order of the regions.
    """

    _parts = ("offset", "merge_distance", "sort")

    strengths: Strengths
    atol: float = 0.0
    merge_distance: int = 0
    sort: str = "size"

    def _about(self) -> str:
        return f"{self.count} of {self.n_compared} pixels differ by more than {self.atol:g}"

    @property
    def pair(self) -> Pair:
        """The two images, as they lie on each other."""
        return self.strengths.pair

    @property
    def offset(self) -> Offset:
        """(row, col) in the first image where pixel (0, 0) of the second one lies."""
        return self.pair.offset

    @property
    def limit(self) -> Any:
        """What the strength of a differing pixel exceeds."""
        return self.strengths.limit(self.atol)

    @property
    def n_compared(self) -> int:
        """Number of pixels that are not masked."""
        rows, cols = self.pair.shape
        return rows * cols - self.strengths.n_masked

    @cached_property
    def count(self) -> int:
        """Number of pixels that differ."""
        return self.strengths.count(self.atol)

    @property
    def fraction(self) -> float:
        """Share of the compared pixels that differ; 0 when none is compared."""
        return self.count / max(self.n_compared, 1)

    @cached_property
    def mask(self) -> NDArray[np.bool_]:
        """(rows, cols) True where a pixel differs."""
        return self.strengths.mask(self.atol)

    @cached_property
    def values(self) -> NDArray[Any]:
        """Before - after, signed, without wrap: (rows, cols), or with the channels of colour pictures."""
        return signed(self.pair.before, self.pair.after)

    @cached_property
    def regions(self) -> pd.DataFrame:
        """One row for each connected region of differing pixels, in the order of `sort`.

        ``row0 col0 row1 col1`` is its box, half-open like a pair of slices; ``n_pix`` its pixels; ``max_abs``,
        ``mean_abs`` of |before - after|; ``n_nan`` pixels of which one is NaN; ``row col`` its strongest pixel.
        """
        where = np.flatnonzero(self.mask)
        rows, cols = np.divmod(where, self.pair.shape[1])
        amount = magnitude(self.pair.before[rows, cols], self.pair.after[rows, cols])
        amount = amount.max(axis=-1) if self.pair.colored else amount
        return region_table(
            where,
            amount.astype(np.float64),
            self.pair.shape,
            merge_distance=self.merge_distance,
            sort=self.sort,
        )

    def box(self, region: int) -> tuple[int, int, int, int]:
        """Give row0, col0, row1 and col1 of a region by its number, half-open like a pair of slices."""
        row0, col0, row1, col1 = self.regions[["row0", "col0", "row1", "col1"]].iloc[region].tolist()
        return row0, col0, row1, col1

    def region_at(self, row: int, col: int) -> int | None:
        """Give the number of the first region whose box holds a pixel; None where there is none."""
        row0, col0, row1, col1 = (self.regions[end] for end in ("row0", "col0", "row1", "col1"))
        hit = np.flatnonzero((row0 <= row) & (row < row1) & (col0 <= col) & (col < col1))
        return int(hit[0]) if len(hit) else None

    def told(self, region: int | None = None) -> str:
        """Say in plain words how many pixels differ, how the images lie on each other, and where a region is."""
        parts = [self._told_count()]
        if self.pair.masked is not None:
            parts.append(f"{self.strengths.n_masked:,} masked")
        if self.offset != (0, 0):
            found = "found to be " if self.pair.registered else ""
            parts.append("after is {}moved by {} rows and {} cols".format(found, *self.offset))
        if region is not None:
            row0, col0, row1, col1 = self.box(region)
            parts.append(
                f"region {region + 1} of {len(self.regions)}: rows {row0} to {row1 - 1}, "
                f"cols {col0} to {col1 - 1}, {self.regions['n_pix'].iloc[region]} px"
            )
        return ", ".join(parts)

    def _told_count(self) -> str:
        compared, ranked = self.n_compared, self.strengths.ranked
        more = f" by more than {told(self.atol)}" if self.atol else ""
        if self.count:
            return f"{self.count:,} of {compared:,} pixels differ{more} ({100 * self.count / compared:.3g} %)"
        if len(ranked):
            return f"no pixel differs{more}; the largest difference is {told(ranked[-1])}"
        return f"the images are equal in all {compared:,} pixels"

    @property
    def row_profile(self) -> NDArray[np.intp]:
        """(rows,) number of differing pixels in each row."""
        return np.asarray(np.count_nonzero(self.mask, axis=1))

    @property
    def col_profile(self) -> NDArray[np.intp]:
        """(cols,) number of differing pixels in each column."""
        return np.asarray(np.count_nonzero(self.mask, axis=0))

    @property
    def metrics(self) -> Metrics:
        """Maximum, MAE, RMSE, PSNR, SSIM and bias over all compared pixels, whatever the tolerance."""
        return self.strengths.metrics


@understanding
def difference(
    before: Any,
    after: Any,
    *,
    atol: float = 0.0,
    rtol: float = 0.0,
    equal_nan: bool = True,
    mask: Any = None,
    channel_axis: int | None = None,
    offset: Offset | None = None,
    register: bool = False,
    merge_distance: int = 0,
    sort: str = "size",
) -> Difference:
    """Compare two images pixel by pixel.

    A pixel differs when ``|before - after| > atol + rtol * |after|``, as in `numpy.isclose`. NaN against a number and
    infinity against anything else always differ; masked pixels never do. A colour pixel differs when one of its
    channels does.

    Parameters
    ----------
    before, after : array-like, shape (rows, cols)
        Integers or floats of any kind, masked arrays, xarray; they are not copied. Integers are compared exactly,
        also beyond 2**53, where both fit in one integer type.
    atol, rtol : float
        Absolute tolerance in units of the pixel values, and relative tolerance; both ``>= 0``.
    equal_nan : bool
        Whether NaN equals NaN.
    mask : array-like of bool, shape (rows, cols), optional
        True where pixels are not compared, besides those that the arrays mask.
    channel_axis : int, optional
        For colour pictures: the axis with red, green, blue and perhaps alpha.
    offset : (int, int), optional
        (row, col) in `before` where pixel (0, 0) of `after` lies: only the overlap is compared, and the shapes may
        differ.
    register : bool
        Estimate the offset, in whole pixels, by phase correlation; see `Difference.offset`. It takes a few times the
        memory of the images.
    merge_distance : int
        Regions with at most so many equal pixels between them are one; 0: only those that touch, also at corners.
    sort : {"size", "strength"}
        Whether the regions with most pixels come first, or those with the largest difference.

    Returns
    -------
    Difference
        With ``count``, ``fraction``, ``mask``, ``values``, ``regions``, ``metrics`` and profiles.

    Raises
    ------
    TypeError
        If the pixels are not real numbers.
    ValueError
        If the shapes differ and no offset is given, or a tolerance is negative or not finite.

    Examples
    --------
    >>> before = np.array([[3, 5, 7], [0, 0, 0]], np.uint8)
    >>> after = np.array([[5, 5, 7], [0, 0, 9]], np.uint8)
    >>> found = difference(before, after)
    >>> found.count, found.values.tolist()
    (2, [[-2, 0, 0], [0, 0, -9]])
    >>> found.regions[["row0", "col0", "row1", "col1", "n_pix", "max_abs"]].to_numpy().tolist()
    [[0.0, 0.0, 1.0, 1.0, 1.0, 2.0], [1.0, 2.0, 2.0, 3.0, 1.0, 9.0]]
    """
    pair = as_pair(before, after, mask=mask, channel_axis=channel_axis, offset=offset, register=register)
    strengths = Strengths(pair, rtol, equal_nan)
    merge = checks.integer("merge_distance", merge_distance, minimum=0)
    return Difference(strengths, tolerance("atol", atol), merge, checks.choice("sort", sort, SORTS))
