"""Find and measure the spots of one image: peaks, edits by hand, disks, one table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbtools.compute.checks import points
from nbtools.compute.images import Image, as_image
from nbtools.compute.measure import measure_disks
from nbtools.compute.peaks import find_peaks

if TYPE_CHECKING:
    import pandas as pd

Points = Iterable[tuple[float, float]]


@dataclass(frozen=True, eq=False)
class SpotResult:
    """The measured spots of one image.

    Attributes
    ----------
    table : pandas.DataFrame
        One row for each spot, as `measure_spots` gives it.
    """

    table: pd.DataFrame

    def __len__(self) -> int:
        return len(self.table)

    @property
    def centers(self) -> NDArray[np.float64]:
        """(n, 2) row, col of the spots."""
        return self.table[["row", "col"]].to_numpy(dtype=float)

    @property
    def sums(self) -> NDArray[Any]:
        """(n,) sum of the pixel values in the disk around each spot."""
        return self.table["sum"].to_numpy()

    @property
    def net(self) -> NDArray[np.float64]:
        """(n,) sums less the background."""
        return self.table["net"].to_numpy(dtype=float)


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
    add: Points = (),
    remove: Points = (),
    mask: ArrayLike | None = None,
) -> pd.DataFrame:
    """Find the spots of an image and measure a disk around each.

    Parameters
    ----------
    image : array_like
        (row, col) image.
    frame : int
        Number that is written into the column ``frame``.
    min_distance, threshold_abs, threshold_rel, exclude_border, num_peaks, prominence, invert
        As in `find_peaks`.
    radius, method, background, background_method
        As in `measure_disks`.
    add : sequence of (row, col)
        Places that are measured too, after the found ones; their flags begin with ``manual``.
    remove : sequence of (row, col)
        Found peaks that are left out; a place that is no peak is passed over.
    mask : array_like of bool, optional
        True: leave the pixel out.

    Returns
    -------
    pandas.DataFrame
        ``frame``, then the columns of `measure_disks`.

    Raises
    ------
    ValueError, TypeError
        As `find_peaks` and `measure_disks`.

    Examples
    --------
    >>> import numpy as np
    >>> image = np.zeros((40, 40), int)
    >>> image[10, 12], image[30, 20] = 9, 5
    >>> measure_spots(image, radius=2, add=[(1, 1)])[["frame", "row", "col", "sum", "flags"]]
       frame   row   col  sum           flags
    0      0  10.0  12.0    9                
    1      0  30.0  20.0    5                
    2      0   1.0   1.0    0  manual,partial
    """
    checked = as_image(image, mask=mask)
    found = find_peaks(
        checked,
        min_distance=min_distance,
        threshold_abs=threshold_abs,
        threshold_rel=threshold_rel,
        exclude_border=exclude_border,
        num_peaks=num_peaks,
        prominence=prominence,
        invert=invert,
    )
    by_hand = tuple(add)
    return measure_centers(
        checked,
        spot_centers(found, by_hand, tuple(remove)),
        manual=len(by_hand),
        frame=frame,
        radius=radius,
        method=method,
        background=background,
        background_method=background_method,
    ).table


def spot_centers(found: NDArray[np.intp], add: Points = (), remove: Points = ()) -> NDArray[Any]:
    """Join found peaks and edits by hand.

    Parameters
    ----------
    found : (n, 2) array
        Row, col of the peaks.
    add : sequence of (row, col)
        Appended at the end.
    remove : sequence of (row, col)
        Peaks at exactly these places are left out.

    Returns
    -------
    (m, 2) array
        Integer as long as all places are.

    Examples
    --------
    >>> import numpy as np
    >>> spot_centers(np.array([[4, 5], [9, 2]]), add=[(1, 1.5)], remove=[(9, 2)])
    array([[4. , 5. ],
           [1. , 1.5]])
    """
    gone = {tuple(map(float, point)) for point in remove}
    if gone:
        found = found[[(float(row), float(col)) not in gone for row, col in found]]
    extra = list(add)
    if not extra:
        return found
    places = points("add", extra)
    whole = bool((places == np.floor(places)).all())
    return np.concatenate((found, places.astype(np.intp) if whole else places))


def measure_centers(
    image: Image, centers: NDArray[Any], *, manual: int = 0, frame: int = 0, **measure: Any
) -> SpotResult:
    """Measure known places as `measure_spots` does: the last `manual` of them were set by hand."""
    table = measure_disks(image, centers, **measure)
    if manual:
        flags = table["flags"].to_list()
        flags[-manual:] = [f"manual,{flag}" if flag else "manual" for flag in flags[-manual:]]
        table["flags"] = flags
    table.insert(0, "frame", frame)
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
        The place.
    radius : float
        Pixels at most so far from it are looked at.

    Returns
    -------
    (row, col) : tuple of int
        The first such pixel in reading order.

    Raises
    ------
    LookupError
        No good pixel is within the radius.

    Examples
    --------
    >>> import numpy as np
    >>> from nbtools.compute.images import as_image
    >>> brightest_near(as_image(np.eye(5) * [[0], [1], [5], [2], [9]]), (1.2, 1.2), 2)
    (2, 2)
    """
    rows, cols = image.shape
    (row, col), reach = center, int(np.ceil(radius))
    top, left = max(int(row) - reach, 0), max(int(col) - reach, 0)
    window = slice(top, int(row) + reach + 2), slice(left, int(col) + reach + 2)
    dr, dc = np.ogrid[window[0].start : min(window[0].stop, rows), window[1].start : min(window[1].stop, cols)]
    inside = (dr - row) ** 2 + (dc - col) ** 2 <= radius**2
    if image.bad is not None:
        inside &= ~image.bad[window]
    if not inside.any():
        raise LookupError(f"no good pixel within {radius:g} px of row {row:g}, col {col:g}")
    places = np.argwhere(inside)
    values = image.values[window][inside]
    best = places[values.argmin() if invert else values.argmax()]
    return int(best[0]) + top, int(best[1]) + left
