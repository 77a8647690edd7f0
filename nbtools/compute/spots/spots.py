"""Find and measure the spots of one image: peaks, edits by hand, disks, one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.images import Image, as_image
from nbtools.compute.shown import Shown
from nbtools.compute.spelling import understanding
from nbtools.compute.spots.measure import measure_disks
from nbtools.compute.spots.peaks import PeakFinder

if TYPE_CHECKING:
    import pandas as pd

Points = Sequence[tuple[float, float]] | NDArray[Any]


@dataclass(frozen=True, eq=False, repr=False)
class SpotResult(Shown):
    """The measured spots of one image.

    Attributes
    ----------
    table : pandas.DataFrame
        One row for each spot, as `measure_spots` gives it.
    """

    _parts = ("centers", "sums", "net", "table")

    table: pd.DataFrame

    def _about(self) -> str:
        return f"{len(self)} spots"

    def __len__(self) -> int:
        return len(self.table)

    @property
    def centers(self) -> NDArray[np.float64]:
        """(n, 2) row, col of the spots."""
        centers: NDArray[np.float64] = self.table[["row", "col"]].to_numpy(dtype=float)
        return centers

    @property
    def sums(self) -> NDArray[np.float64]:
        """(n,) sum of the pixel values in the disk around each spot."""
        sums: NDArray[np.float64] = self.table["disk_sum"].to_numpy(dtype=float)
        return sums

    @property
    def net(self) -> NDArray[np.float64]:
        """(n,) sums less the background."""
        net: NDArray[np.float64] = self.table["net"].to_numpy(dtype=float)
        return net

    @property
    def net_err(self) -> NDArray[np.float64]:
        """(n,) standard deviations of `net`, see `nbtools.measure_disks`."""
        net_err: NDArray[np.float64] = self.table["net_err"].to_numpy(dtype=float)
        return net_err


@understanding
def measure_spots(
    image: Any,
    *,
    frame: int = 0,
    min_distance: int = 10,
    threshold_abs: float | None = None,
    threshold_rel: float | None = None,
    exclude_border: bool | int = False,
    num_peaks: int | None = None,
    prominence: float | None = None,
    invert: bool = False,
    radius: float = 5.0,
    method: str = "center",
    background: tuple[float, float] | None = None,
    background_method: str = "median",
    error: Any = None,
    gain: float | None = None,
    read_noise: float | None = None,
    total_radius: float | None = None,
    add: Points = (),
    remove: Points = (),
    mask: Any = None,
) -> pd.DataFrame:
    """Find the spots of an image and measure a disk around each.

    Parameters
    ----------
    image : array-like, shape (rows, cols)
        See `nbtools.as_image`.
    frame : int
        Number for the column ``frame``.
    min_distance, threshold_abs, threshold_rel, exclude_border, num_peaks, prominence, invert
        See `nbtools.find_peaks`.
    radius, method, background, background_method, error, gain, read_noise, total_radius
        See `nbtools.measure_disks`; radii in pixels.
    add : sequence of (row, col)
        Places in pixels that are measured too, after the found ones; their `flag` begins with "manual".
    remove : sequence of (row, col)
        Found peaks that are left out, after `num_peaks` were chosen. A place that is no peak is passed over.
    mask : array-like of bool, shape (rows, cols), optional
        True where a pixel is to be left out.

    Returns
    -------
    DataFrame
        One row per spot, brightest first: ``frame``, and the columns of `measure_disks`, with ``prominence``
        before ``sum_err``. The prominence is looked up when one is asked for (0 is enough), because on large
        images it takes longer than all else; otherwise, and for places in `add`, it is NaN.

    Raises
    ------
    TypeError, ValueError
        See `find_peaks` and `measure_disks`.

    Examples
    --------
    >>> image = np.zeros((40, 40))
    >>> image[10, 12], image[30, 20] = 9, 5
    >>> table = measure_spots(image, radius=2, prominence=0, add=[(1, 1)], remove=[(30, 20)])
    >>> table[["frame", "row", "col", "disk_sum", "flag", "prominence"]]
       frame   row   col  disk_sum            flag  prominence
    0      0  10.0  12.0       9.0                         9.0
    1      0   1.0   1.0       0.0  manual,partial         NaN
    """
    checked = as_image(image, mask=mask)
    finder = PeakFinder(checked, checks.switch("invert", invert))
    limit = finder.limit(threshold_abs, threshold_rel)
    candidates = finder.candidates(min_distance, exclude_border, limit)
    found = candidates.select(threshold_abs, threshold_rel, num_peaks, prominence)
    kept = spot_centers(found, remove=remove)
    centers = spot_centers(kept, add)
    return measure_centers(
        checked,
        centers,
        manual=len(centers) - len(kept),
        frame=frame,
        prominence=None if prominence is None else candidates.prominence_of(kept),
        radius=radius,
        method=method,
        background=background,
        background_method=background_method,
        error=error,
        gain=gain,
        read_noise=read_noise,
        total_radius=total_radius,
    ).table


def spot_centers(found: NDArray[np.intp], add: Points = (), remove: Points = ()) -> NDArray[Any]:
    """Join found peaks and edits by hand.

    Parameters
    ----------
    found : ndarray of int, shape (n, 2)
        Positions (row, col) of the peaks.
    add : sequence of (row, col)
        Appended at the end.
    remove : sequence of (row, col)
        Peaks at exactly these places are left out.

    Returns
    -------
    ndarray, shape (m, 2)
        Integers as long as all places are whole numbers.

    Raises
    ------
    TypeError, ValueError
        If `add` or `remove` are no positions.

    Examples
    --------
    >>> spot_centers(np.array([[4, 5], [9, 2]]), add=[(1, 1.5)], remove=[(9, 2)])
    array([[4. , 5. ],
           [1. , 1.5]])
    """
    extra, gone = checks.points("add", add), checks.points("remove", remove)
    if len(gone):
        left_out = set(map(tuple, gone.tolist()))
        found = found[[tuple(peak) not in left_out for peak in found.tolist()]]
    if not len(extra):
        return found
    whole = bool((extra == np.floor(extra)).all())
    return np.concatenate((found, extra.astype(np.intp) if whole else extra))


def measure_centers(
    image: Image,
    centers: NDArray[Any],
    *,
    manual: int = 0,
    frame: int = 0,
    prominence: NDArray[np.float64] | None = None,
    **measure: Any,
) -> SpotResult:
    """Measure known places as `measure_spots` does.

    Parameters
    ----------
    image : Image
        From `as_image`.
    centers : ndarray, shape (n, 2)
        Positions (row, col): found ones, then those set by hand.
    manual : int
        How many of them, at the end, were set by hand.
    frame : int
        Number for the column ``frame``.
    prominence : ndarray, shape (n - manual,), optional
        Prominence of the found ones; NaN when it is not given.
    **measure
        Radius and the other keywords of `measure_disks`.

    Returns
    -------
    SpotResult

    Examples
    --------
    >>> result = measure_centers(as_image(np.eye(9)), np.array([[4, 4], [4, 9]]), manual=1, radius=1)
    >>> len(result), result.sums.tolist(), result.table["flag"].tolist()
    (2, [1.0, 0.0], ['', 'manual,partial'])
    """
    table = measure_disks(image, centers, **measure)
    found = len(table) - manual
    if manual:
        flags = table["flag"].to_list()
        table["flag"] = flags[:found] + [f"manual,{flag}".removesuffix(",") for flag in flags[found:]]
    table.insert(0, "frame", checks.integer("frame", frame))
    rises = np.full(len(table), np.nan)
    if prominence is not None:
        rises[:found] = prominence
    table.insert(table.columns.get_loc("sum_err"), "prominence", rises)
    return SpotResult(table)


def brightest_near(
    image: Image, center: tuple[float, float], radius: float, *, invert: bool = False
) -> tuple[int, int]:
    """Find the brightest (darkest with `invert`) good pixel within a radius of a place.

    Parameters
    ----------
    image : Image
        From `as_image`.
    center : (row, col)
        The place in pixels, also between pixels or outside of the image.
    radius : float
        Pixels at most so far from it are looked at, > 0 px.
    invert : bool
        Whether to find the darkest instead.

    Returns
    -------
    (row, col) : tuple of int
        The first such pixel in reading order.

    Raises
    ------
    LookupError
        If no good pixel is within the radius.
    TypeError, ValueError
        If the place is no (row, col) or the radius not positive.

    Examples
    --------
    >>> brightest_near(as_image(np.eye(5) * [[0], [1], [5], [2], [9]]), (1.2, 1.2), 2)
    (2, 2)
    """
    (place,), limit = checks.points("center", [center]), checks.positive("radius", radius)
    near = [_between(at - limit, at + limit, size) for at, size in zip(place, image.shape, strict=True)]
    d_row, d_col = np.ogrid[near[0], near[1]]
    d_row, d_col = d_row - place[0], d_col - place[1]
    inside = d_row * d_row + d_col * d_col <= limit * limit
    window = near[0], near[1]
    if image.bad is not None:
        inside &= ~image.bad[window]
    places = np.argwhere(inside)
    if not len(places):
        raise LookupError(f"no good pixel within {limit:g} px of row {place[0]:g}, col {place[1]:g}")
    values = image.values[window][inside]
    row, col = places[values.argmin() if invert else values.argmax()].tolist()
    return row + near[0].start, col + near[1].start


def _between(low: float, high: float, size: int) -> slice:
    """Find the part of an axis from `low` to `high`, and perhaps one more on both sides."""
    start, stop = np.clip([np.floor(low), np.floor(high) + 2], 0, size).astype(int).tolist()
    return slice(start, stop)
