"""Measure spots: the sum in a disk, the background around it, and what else the pixels tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.images import Image, as_image
from nbtools.compute.spots.disks import count_pixels, gaps, totals
from nbtools.compute.spots.footprints import METHODS, Floats
from nbtools.compute.spots.windows import annulus_background, disk_statistics

if TYPE_CHECKING:
    import pandas as pd

BACKGROUND_METHODS = ("median", "sigma_clip")
_FLAGS = ("partial", "outside", "no_pixels", "bad_pixels", "crowded")


def measure_disks(
    image: Any,
    centers: Any,
    radius: float,
    *,
    method: str = "center",
    mask: Any = None,
    background: tuple[float, float] | None = None,
    background_method: str = "median",
) -> pd.DataFrame:
    """Measure a disk around each centre.

    Parameters
    ----------
    image : array-like, shape (rows, cols)
        See `nbtools.compute.images.as_image`. Pixels that are masked or not finite are left out.
    centers : array-like, shape (n, 2)
        (row, col) of each disk in pixels, whole numbers or fractions, also outside of the image.
    radius : float
        Radius in pixels, > 0.
    method : {"center", "exact"}
        See `nbtools.compute.spots.disks.disk_sums`. It decides about disk_sum, n_pix, n_bad, disk_mean and
        net.
    mask : array-like of bool, shape (rows, cols), optional
        True where a pixel is to be left out.
    background : (r_in, r_out), optional
        Radii in pixels of an annulus, ``0 <= r_in < r_out``. Its pixels have centres with
        ``r_in < distance <= r_out``.
    background_method : {"median", "sigma_clip"}
        The background per pixel is the median of the annulus, or the median after pixels farther than 3
        standard deviations from it are left out, again and again, at most 5 times.

    Returns
    -------
    DataFrame
        One row per centre, in their order, with these columns:

        - row, col: the centre in pixels.
        - peak: value of the pixel next to the centre (halves are rounded up).
        - disk_sum: of the pixel values in the disk. float64; `disk_sums` gives whole numbers beyond 2**53.
        - n_pix: area that is summed: the number of good pixels (int64) with "center", the sum of their
          weights (float64) with "exact".
        - n_bad: number of pixels in the disk (with "exact": touched by it) that are left out (int64).
        - disk_mean: disk_sum / n_pix.
        - background: per pixel; 0 without annulus, NaN when the annulus holds no good pixel.
        - net: disk_sum - background * n_pix.
        - flag: comma-separated; "partial": the disk is clipped by the border; "outside": it does not
          touch the image; "no_pixels": it holds no pixel; "bad_pixels": some are left out; "crowded":
          another centre is nearer than 2 * radius, so that the disks overlap.
        - disk_std, disk_max: population standard deviation and maximum of the good pixels with their centre in the
          disk.
        - centroid_row, centroid_col: mean position of these pixels, weighted by value - background; NaN when
          the weights do not add up to more than zero.

        What has no pixel to tell it is NaN; the sum of a disk that holds no pixel is 0, outside NaN.

    Raises
    ------
    TypeError
        If an argument is of the wrong type.
    ValueError
        If a radius is not positive, a name unknown, or a shape is wrong.

    Examples
    --------
    >>> image = np.full((21, 21), 2.0)
    >>> image[10, 10] += 50
    >>> table = measure_disks(image, [(10, 10), (0, 4)], 3, background=(5, 8))
    >>> table[["row", "col", "peak", "disk_sum", "n_pix", "background", "net", "flag"]]
        row   col  peak  disk_sum  n_pix  background   net     flag
    0  10.0  10.0  52.0     108.0     29         2.0  50.0
    1   0.0   4.0   2.0      36.0     18         2.0   0.0  partial
    """
    found = as_image(image, mask=mask)
    positions = checks.points("centers", centers)
    limit = checks.positive("radius", radius)
    checks.choice("method", method, METHODS)
    checks.choice("background_method", background_method, BACKGROUND_METHODS)
    annulus = None
    if background is not None:
        annulus = checks.interval("background", background, low=0, unit="px", ends=("r_in", "r_out"))
    return _measure(found, positions, limit, method, annulus, background_method)


def _measure(image: Image, centers: Floats, radius: float, method: str,
             annulus: tuple[float, float] | None, background_method: str) -> pd.DataFrame:  # fmt: skip
    import pandas as pd

    outside = gaps(centers, image.shape) >= radius * radius
    sums = totals(image, centers, radius, method).astype(np.float64)
    sums[outside] = np.nan
    n_pix, n_bad = count_pixels(image, centers, radius, method)
    if annulus is None:
        level = np.zeros(len(centers))
    else:
        level = annulus_background(image, centers, *annulus, clip=background_method == "sigma_clip")
    std, largest, centroid = disk_statistics(image, centers, radius, level)
    with np.errstate(over="ignore", invalid="ignore"):
        net = sums - level * n_pix
    states = (
        is_clipped(centers, radius, image.shape, method) & ~outside,
        outside,
        (n_pix == 0) & (n_bad == 0) & ~outside,
        n_bad > 0,
        _crowded(centers, radius),
    )
    return pd.DataFrame(
        {
            "row": centers[:, 0],
            "col": centers[:, 1],
            "peak": _peaks(image, centers),
            "disk_sum": sums,
            "n_pix": n_pix,
            "n_bad": n_bad,
            "disk_mean": np.divide(sums, n_pix, out=np.full(len(centers), np.nan), where=n_pix > 0),
            "background": level,
            "net": net,
            "flag": pd.Series(_words(states), dtype=str),
            "disk_std": std,
            "disk_max": largest,
            "centroid_row": centroid[:, 0],
            "centroid_col": centroid[:, 1],
        }
    )


def _peaks(image: Image, centers: Floats) -> Floats:
    nearest = np.floor(centers + 0.5)
    inside = ((nearest >= 0) & (nearest < image.shape)).all(axis=1)
    row, col = nearest[inside].astype(np.intp).T
    values = image.values[row, col].astype(np.float64)
    if image.bad is not None:
        values[image.bad[row, col]] = np.nan
    peaks = np.full(len(centers), np.nan)
    peaks[inside] = values
    return peaks


def is_clipped(
    centers: NDArray[Any], radius: float, shape: tuple[int, int], method: str = "center"
) -> NDArray[np.bool_]:
    """Say which disks have a part beyond the border of the image.

    Parameters
    ----------
    centers : ndarray, shape (n, 2)
        Positions (row, col) in pixels.
    radius : float
        Radius in pixels, > 0.
    shape : tuple of int
        Rows and columns of the image.
    method : {"center", "exact"}
        "center": the disk holds the centre of a pixel that would lie beyond the border; "exact": any part
        of its area lies beyond the outer edge of the outermost pixels.

    Returns
    -------
    ndarray of bool, shape (n,)
        Also True for disks that are wholly outside; see `flag` in `measure_disks`.

    Examples
    --------
    >>> is_clipped(np.array([[4, 4], [4, 2]]), 2.6, (9, 9)).tolist()
    [False, False]
    >>> is_clipped(np.array([[4, 4], [4, 2]]), 2.6, (9, 9), method="exact").tolist()
    [False, True]
    """
    if method == "exact":
        crosses = (centers - radius < -0.5) | (centers + radius > np.array(shape) - 0.5)
        return np.asarray(crosses.any(axis=1))
    nearest = np.rint(centers)
    lost = np.zeros(len(centers), bool)
    with np.errstate(over="ignore"):
        for axis, size in enumerate(shape):
            other = (nearest[:, 1 - axis] - centers[:, 1 - axis]) ** 2
            for beyond in (np.minimum(nearest[:, axis], -1), np.maximum(nearest[:, axis], size)):
                lost |= (beyond - centers[:, axis]) ** 2 + other <= radius * radius
    return lost


def _crowded(centers: Floats, radius: float) -> NDArray[np.bool_]:
    if len(centers) < 2:
        return np.zeros(len(centers), bool)
    from scipy.spatial import cKDTree

    distance, _ = cKDTree(centers).query(centers, k=[2])
    return np.asarray(distance)[:, 0] < 2 * radius


def _words(states: tuple[NDArray[np.bool_], ...]) -> NDArray[Any]:
    """Write flags as text, from one array of bools for each flag."""
    codes = np.zeros(len(states[0]), np.intp)
    for bit, state in enumerate(states):
        codes[state] |= 1 << bit
    words = [",".join(flag for bit, flag in enumerate(_FLAGS) if code >> bit & 1) for code in range(32)]
    text: NDArray[Any] = np.array(words, dtype=object)[codes]
    return text
