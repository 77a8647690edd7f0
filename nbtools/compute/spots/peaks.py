"""Local maxima, equal to scikit-image's, found once so that a step of a threshold is a look-up.

A pixel is a candidate when it is the largest of the square of ``2 * min_distance + 1`` pixels around it.
Two candidates that are closer than that see each other, so they are equally bright: choosing among them
never depends on a threshold, and the peaks above a threshold are the first ones of all peaks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.images import Image, as_image
from nbtools.compute.spelling import understanding
from nbtools.compute.spots.maxima import local_maxima_work, negated
from nbtools.compute.spots.prominence import Summits, summits, summits_work
from nbtools.compute.turns import Work, at_once


@dataclass(frozen=True, eq=False)
class Candidates:
    """All peaks of an image for one `min_distance`. Made by `peak_candidates`.

    Attributes
    ----------
    coords : ndarray of intp, shape (n, 2)
        Positions (row, col), brightest first (inverted: darkest first), equal ones in reading order.
    values : ndarray, shape (n,)
        Pixel values at `coords`.
    invert : bool
        Whether these are dark spots.
    """

    coords: NDArray[np.intp]
    values: NDArray[Any]
    invert: bool
    _finder: PeakFinder

    def __len__(self) -> int:
        return len(self.coords)

    @cached_property
    def prominence(self) -> NDArray[np.float64]:
        """Prominence of each peak, shape (n,), in units of the values; see `peak_prominences`."""
        found = self._finder.summits.at(self.coords)
        found.flags.writeable = False
        return found

    def select(
        self,
        threshold_abs: float | None = None,
        threshold_rel: float | None = None,
        num_peaks: int | None = None,
        prominence: float | None = None,
    ) -> NDArray[np.intp]:
        """Choose peaks, as `find_peaks` does; takes microseconds.

        Parameters
        ----------
        threshold_abs, threshold_rel, num_peaks, prominence
            See `find_peaks`.

        Returns
        -------
        ndarray of intp, shape (m, 2)
            Positions (row, col), brightest first; may be a read-only view.

        Examples
        --------
        >>> candidates = peak_candidates([[0, 5, 2, 3, 0]], min_distance=1)
        >>> candidates.select(threshold_abs=3).tolist(), candidates.select(threshold_abs=2).tolist()
        ([[0, 1]], [[0, 1], [0, 3]])
        """
        limit = self._finder.limit(threshold_abs, threshold_rel)
        if num_peaks is not None:
            num_peaks = checks.integer("num_peaks", num_peaks, minimum=0)
        count = 0 if limit is None else self._count(limit)
        found = self.coords[:count]
        if prominence is not None:
            checks.number("prominence", prominence)
            found = found[self.prominence[:count] >= prominence]
        return found[:num_peaks]

    def why_none(self, prominence: float | None = None) -> str:
        """Say in plain words why none of the peaks passes, and what would let one pass.

        Examples
        --------
        >>> peak_candidates([[0, 5, 2, 3, 0]], min_distance=1).why_none()
        'no spots: lower the threshold'
        """
        if not len(self):
            return "no spots: the image has no peaks"
        change = "raise" if self.invert else "lower"
        return f"no spots: {change} the threshold" + " or lower the prominence" * bool(prominence)

    @property
    def knows_prominence(self) -> bool:
        """Whether the prominence has been asked for, so that it costs nothing any more."""
        return "prominence" in vars(self)

    def counts(self, thresholds: Sequence[float]) -> NDArray[np.int64]:
        """Count the peaks that each of some thresholds leaves: they are the first ones.

        Parameters
        ----------
        thresholds : sequence of float
            As `threshold_abs` for `select`.

        Returns
        -------
        ndarray of int64, shape (len(thresholds),)

        Examples
        --------
        >>> peak_candidates([[0, 5, 2, 3, 0]], min_distance=1).counts([0, 3, 5])
        array([2, 1, 0])
        """
        return np.array([self._count(threshold) for threshold in thresholds], np.int64)

    def offered(self, prominence: float, remove: Sequence[tuple[float, float]] = ()) -> NDArray[np.intp]:
        """Say which peaks some threshold leaves.

        Parameters
        ----------
        prominence : float
            As for `select`; 0: any.
        remove : sequence of (row, col)
            Left out.

        Returns
        -------
        ndarray of intp, shape (n,)
            Their places in `coords`, rising.
        """
        kept = np.ones(len(self), bool) if not prominence else self.prominence >= prominence
        for place in remove:
            kept &= (self.coords != place).any(axis=1)
        return np.flatnonzero(kept)

    def prominence_of(self, peaks: NDArray[Any]) -> NDArray[np.float64]:
        """Prominence of some of the peaks.

        Parameters
        ----------
        peaks : ndarray, shape (m, 2)
            Rows of `coords`, in any order.

        Returns
        -------
        ndarray of float64, shape (m,)

        Examples
        --------
        >>> candidates = peak_candidates([[0, 5, 2, 3, 0]], min_distance=1)
        >>> candidates.prominence_of(candidates.select()[1:])
        array([1.])
        """
        shape = self._finder.image.shape
        flat, wanted = (np.ravel_multi_index(at.astype(np.intp).T, shape) for at in (self.coords, peaks))
        order = np.argsort(flat)
        found: NDArray[np.float64] = self.prominence[order[np.searchsorted(flat, wanted, sorter=order)]]
        return found

    def _count(self, limit: Any) -> int:
        if self.invert:
            return bisect_left(self.values, True, key=lambda value: not value < limit)
        return bisect_left(self.values, True, key=lambda value: not value > limit)


@dataclass(frozen=True, eq=False)
class PeakFinder:
    """The part of finding peaks that does not depend on `min_distance`, kept for the next one.

    Attributes
    ----------
    image : Image
        See `nbtools.as_image`.
    invert : bool
        Whether to find dark spots.

    Examples
    --------
    >>> finder = PeakFinder(as_image([[0, 5, 2, 3, 0]]))
    >>> [len(finder.candidates(min_distance)) for min_distance in (1, 2)]
    [2, 1]
    """

    image: Image
    invert: bool = False

    @cached_property
    def limits(self) -> tuple[Any, Any] | None:
        """Smallest and largest good value; None when every pixel is bad."""
        values, bad = self.image.values, self.image.bad
        if bad is not None:
            values = values[~bad]
        return (values.min(), values.max()) if values.size else None

    @cached_property
    def summits(self) -> Summits:
        """The tops of the image with their prominence."""
        return summits(self.image, invert=self.invert)

    def learn(self) -> Work[None]:
        """Find the summits step by step, unless they are known."""
        if "summits" not in vars(self):
            vars(self)["summits"] = yield from summits_work(self.image, invert=self.invert)

    def limit(self, threshold_abs: float | None = None, threshold_rel: float | None = None) -> Any:
        """Value that peaks must be beyond, in the types that scikit-image compares; None without good pixels."""
        for name, value in (("threshold_abs", threshold_abs), ("threshold_rel", threshold_rel)):
            if value is not None:
                checks.number(name, value, infinite=name == "threshold_abs")
        if self.limits is None:
            return None
        bottom, top = self.limits[:: -1 if self.invert else 1]
        limit = bottom if threshold_abs is None else threshold_abs
        if threshold_rel is not None:
            limit = (min if self.invert else max)(limit, threshold_rel * top)
        return limit

    def candidates(
        self, min_distance: int = 10, exclude_border: bool | int = False, beyond: Any = None
    ) -> Candidates:
        """Find all peaks for one `min_distance`.

        Parameters
        ----------
        min_distance, exclude_border
            See `find_peaks`.
        beyond : float, optional
            A `limit` that is not going to be lowered: peaks that are not beyond it are not looked for.

        Returns
        -------
        Candidates
        """
        return at_once(self.candidates_work(min_distance, exclude_border, beyond))

    def candidates_work(
        self, min_distance: int = 10, exclude_border: bool | int = False, beyond: Any = None
    ) -> Work[Candidates]:
        """Find them as `candidates` does, part by part."""
        distance = checks.integer("min_distance", min_distance, minimum=1, unit="px")
        distance = min(distance, max(self.image.shape))  # farther away there is nothing
        if isinstance(exclude_border, bool | np.bool_):
            border = distance if exclude_border else 0
        else:
            border = checks.integer("exclude_border", exclude_border, minimum=0, unit="px")
        coords = np.empty((0, 2), np.intp)
        constant = self.limits is None or self.limits[0] == self.limits[1]
        if not constant or self.image.values.size == 1:  # a flat image has no peaks, as in scikit-image
            how = {"invert": self.invert, "beyond": beyond}
            coords = yield from local_maxima_work(self.image, distance, border, **how)
        values = self.image.values[coords[:, 0], coords[:, 1]]
        order = np.argsort(values if self.invert else negated(values), kind="stable")
        coords, values = coords[order], values[order]
        coords.flags.writeable = values.flags.writeable = False
        return Candidates(coords, values, self.invert, self)


def peak_candidates(
    image: Any,
    *,
    min_distance: int = 10,
    exclude_border: bool | int = False,
    mask: Any = None,
    invert: bool = False,
) -> Candidates:
    """Find the peaks above every threshold; choose among them with `Candidates.select`.

    Parameters
    ----------
    image, min_distance, exclude_border, mask, invert
        See `find_peaks`.

    Returns
    -------
    Candidates

    Raises
    ------
    TypeError, ValueError
        See `find_peaks`.

    Examples
    --------
    >>> candidates = peak_candidates([[0, 5, 2, 3, 0]], min_distance=1)
    >>> candidates.values.tolist(), candidates.prominence.tolist()
    ([5, 3], [5.0, 1.0])
    """
    finder = PeakFinder(as_image(image, mask=mask), checks.switch("invert", invert))
    return finder.candidates(min_distance, exclude_border)


@understanding
def find_peaks(
    image: Any,
    *,
    min_distance: int = 10,
    threshold_abs: float | None = None,
    threshold_rel: float | None = None,
    exclude_border: bool | int = False,
    num_peaks: int | None = None,
    prominence: float | None = None,
    mask: Any = None,
    invert: bool = False,
) -> NDArray[np.intp]:
    """Find local maxima of an image, or minima.

    A peak is a pixel that is the largest within `min_distance` rows and columns, and above the threshold.
    Of equally bright ones closer than that, the first in reading order is kept. On clean data, this is
    exactly ``skimage.feature.peak_local_max(..., p_norm=numpy.inf)`` with the same arguments, in the same
    order, several times faster. Unlike there, a pixel that is NaN, infinite or masked is only left out,
    as if it were darker than all others.

    Parameters
    ----------
    image : array-like, shape (rows, cols)
        See `nbtools.as_image`.
    min_distance : int
        Half the width of the square in which a peak is the largest, in pixels, at least 1.
    threshold_abs : float, optional
        Peaks are above this value (inverted: below it). The default is the least value of the image
        (inverted: the largest).
    threshold_rel : float, optional
        Peaks are also above this fraction of the largest value (inverted: below this multiple of the
        least value).
    exclude_border : bool or int
        Width in pixels of the border without peaks; True for `min_distance`.
    num_peaks : int, optional
        Keep at most so many, the brightest.
    prominence : float, optional
        Keep peaks that rise at least so far above the highest saddle to any higher one; on a plateau one
        peak. See `nbtools.compute.spots.prominence.peak_prominences`. `num_peaks` are counted afterwards.
    mask : array-like of bool, shape (rows, cols), optional
        True where a pixel is to be left out.
    invert : bool
        Find dark spots: the peaks of the image with its sign changed, where the threshold changes its
        sign as well. Integers do not overflow.

    Returns
    -------
    ndarray of intp, shape (n, 2)
        Positions (row, col), brightest first (inverted: darkest first), equal ones in reading order.

    Raises
    ------
    TypeError
        If the pixels are not real numbers, or an argument has a wrong type.
    ValueError
        If the image is empty or not two-dimensional, or an argument is out of its bounds, NaN or a bool.

    See Also
    --------
    peak_candidates : The same in two steps, so that the second, for a new threshold, takes no time.

    Notes
    -----
    A constant image has no peaks; a single pixel is one when it is above a given threshold. Both are as
    in scikit-image 0.26, from which this function differs on purpose in three corners. There, 64-bit
    integers beyond 2**53 are compared as float64, and may be lost. With a threshold below the range of
    the integer type, peaks of the type's least value come first there, as its negative overflows; here
    they come last. And bool and half precision images are taken.

    Examples
    --------
    >>> import numpy as np
    >>> image = np.zeros((5, 9))
    >>> image[2, 2], image[2, 6], image[0, 8] = 5, 3, np.nan
    >>> find_peaks(image, min_distance=2)
    array([[2, 2],
           [2, 6]])
    >>> find_peaks(image, min_distance=2, threshold_abs=3)
    array([[2, 2]])
    >>> find_peaks(-image, min_distance=2, invert=True, num_peaks=1)
    array([[2, 2]])
    """
    finder = PeakFinder(as_image(image, mask=mask), checks.switch("invert", invert))
    limit = finder.limit(threshold_abs, threshold_rel)
    candidates = finder.candidates(min_distance, exclude_border, limit)
    return candidates.select(threshold_abs, threshold_rel, num_peaks, prominence).copy()
