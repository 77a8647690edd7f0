"""Measure spots: the sum in a disk, the background around it, and what else the pixels tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.images import Image, as_image
from nbtools.compute.spelling import understanding
from nbtools.compute.spots.disks import count_pixels, gaps, totals
from nbtools.compute.spots.footprints import METHODS, Floats
from nbtools.compute.spots.noise import Noise, as_noise, level_errors
from nbtools.compute.spots.windows import BACKGROUND_METHODS, annuli, disk_statistics

if TYPE_CHECKING:
    import pandas as pd

_FLAGS = ("partial", "outside", "no_pixels", "bad_pixels", "crowded", "no_background")


@understanding
def measure_disks(
    image: Any,
    centers: Any,
    radius: float,
    *,
    method: str = "center",
    mask: Any = None,
    background: tuple[float, float] | None = None,
    background_method: str = "median",
    error: Any = None,
    gain: float | None = None,
    read_noise: float | None = None,
    total_radius: float | None = None,
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
        See `nbtools.compute.spots.disks.disk_sums`. It decides about disk_sum, n_pix, n_bad, disk_mean, net
        and their errors.
    mask : array-like of bool, shape (rows, cols), optional
        True where a pixel is to be left out.
    background : (r_in, r_out), optional
        Radii in pixels of an annulus, ``0 <= r_in < r_out``. Its pixels have centres with
        ``r_in < distance <= r_out``.
    background_method : {"median", "mean", "mode", "sigma_clip"}
        The background per pixel is the median of the annulus, its mean, its mode as 3 * median - 2 * mean, or
        the median after pixels farther than 3 standard deviations from it are left out, again and again, at
        most 5 times.
    error : array-like, shape (rows, cols), or float, optional
        Standard deviation of each pixel, or of all, in the unit of the image, >= 0. With a gain, this is the
        error without the photons of the spots.
    gain : float, optional
        Electrons per count, > 0: photons make noise. A camera's offset must be subtracted from the image.
    read_noise : float, optional
        Standard deviation of a pixel without light, in electrons, >= 0; with a gain, and without an error.
    total_radius : float, optional
        Radius in pixels that holds all the light of a spot, > `radius`: for the fraction of it in the disk.

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
          another centre is nearer than 2 * radius, so that the disks overlap; "no_background": the annulus
          holds no good pixel.
        - disk_std, disk_max: population standard deviation and maximum of the good pixels with their centre in the
          disk.
        - centroid_row, centroid_col: mean position of these pixels, weighted by value - background; NaN when
          the weights do not add up to more than zero.
        - sum_err, background_err, net_err: standard deviations of disk_sum, background and net, see Notes.
        - snr: net / net_err; NaN where net_err is 0.
        - err_from: what tells sum_err: "error", "gain", "error+gain", or "ring", the scatter in the annulus;
          empty where nothing does, and sum_err is NaN.
        - background_clipped: fraction of the annulus that "sigma_clip" leaves out, 0 with other methods.
        - enclosed, enclosed_std: fraction of the light of a spot that is in the disk, with which net can be
          divided (aperture correction): the median of net / (net within `total_radius`) over the spots without
          any flag within that radius, and 1.4826 times their median absolute deviation from it; the same in
          all rows, NaN without `total_radius` or such a spot.

        What has no pixel to tell it is NaN; the sum of a disk that holds no pixel is 0, outside NaN.

    Raises
    ------
    TypeError
        If an argument is of the wrong type.
    ValueError
        If a radius is not positive, a name unknown, a shape is wrong, an error negative, or a read noise comes
        without gain or with an error.

    Notes
    -----
    With the error ``e`` and the weight ``w`` of each pixel, S = disk_sum, A = n_pix, and the standard deviation
    ``s`` of the n pixels of the annulus (those not clipped, divided by n - 1)::

        error          sum_err**2 = sum(w * e**2)
        gain           sum_err**2 = S / gain + A * (read_noise / gain)**2
        error, gain    sum_err**2 = sum(w * e**2) + net / gain
        neither        sum_err**2 = A * s**2

        background_err**2 = k * s**2 / n
        net_err**2 = sum_err**2 + A**2 * background_err**2

    The first is that of photutils [1]_, which weights variances as it weights pixels; the second is the equation
    of CCDs [2]_; the third is that of SEP and of ``photutils.utils.calc_total_error``. A sum below zero has no
    photons. The fourth and the last are those of IRAF's phot [3]_: without a gain, nothing is known of the
    photons of a spot, and sum_err is that of a faint one. Where the error of a good pixel is not finite or masked,
    sum_err is NaN.

    IRAF has k = 1, which is true of a mean. For Gaussian noise, k is pi / 2 for a median and 9 pi / 2 - 8 for a
    mode. Where all pixels of the annulus are whole numbers, a median is off by up to a half, and 1/12 is added to
    background_err**2, for a mode 9/12. Without an annulus nothing is subtracted: net_err is sum_err, and
    background_err is NaN, as it is where the annulus holds fewer than two good pixels.

    References
    ----------
    .. [1] https://photutils.readthedocs.io/en/stable/user_guide/aperture.html, "Error Estimation"
    .. [2] W. J. Merline, S. B. Howell, "A realistic model for point-sources imaged on array detectors",
       Experimental Astronomy 6, 163 (1995)
    .. [3] IRAF, help page of digiphot.apphot.phot: error = sqrt(flux / epadu + area * stdev**2 +
       area**2 * stdev**2 / nsky)

    Examples
    --------
    >>> image = np.full((21, 21), 2.0)
    >>> image[10, 10] += 50
    >>> table = measure_disks(image, [(10, 10), (0, 4)], 3, background=(5, 8))
    >>> table[["row", "col", "peak", "disk_sum", "n_pix", "background", "net", "flag"]]
        row   col  peak  disk_sum  n_pix  background   net     flag
    0  10.0  10.0  52.0     108.0     29         2.0  50.0
    1   0.0   4.0   2.0      36.0     18         2.0   0.0  partial
    >>> table = measure_disks(image, [(10, 10)], 3, gain=2, read_noise=5)
    >>> table[["net", "net_err", "snr", "err_from"]].round(2)
         net  net_err   snr err_from
    0  108.0    15.34  7.04     gain
    """
    found = as_image(image, mask=mask)
    positions = checks.points("centers", centers)
    limit = checks.positive("radius", radius)
    checks.choice("method", method, METHODS)
    checks.choice("background_method", background_method, BACKGROUND_METHODS)
    annulus = None
    if background is not None:
        annulus = checks.interval("background", background, low=0, unit="px", ends=("r_in", "r_out"))
    noise = as_noise(error, gain, read_noise, found.shape)
    table = _measure(found, positions, limit, method, annulus, background_method, noise)
    table["enclosed"], table["enclosed_std"] = np.nan, np.nan
    if total_radius is not None:
        total = checks.positive("total_radius", total_radius)
        if total <= limit:
            raise ValueError(f"total_radius must be > radius = {limit:g} px, got {total:g}")
        whole = _measure(found, positions, total, method, annulus, background_method, noise)
        table["enclosed"], table["enclosed_std"] = _enclosed(table, whole)
    return table


def _measure(image: Image, centers: Floats, radius: float, method: str,
             annulus: tuple[float, float] | None, background_method: str, noise: Noise) -> pd.DataFrame:  # fmt: skip
    import pandas as pd

    outside = gaps(centers, image.shape) >= radius * radius
    sums = totals(image, centers, radius, method).astype(np.float64)
    sums[outside] = np.nan
    n_pix, n_bad = count_pixels(image, centers, radius, method)
    unknown = np.full(len(centers), np.nan)
    level, level_err, scatter, clipped = np.zeros(len(centers)), unknown, unknown, unknown
    if annulus is not None:
        around = annuli(image, centers, *annulus, background_method)
        level, scatter, clipped = around.level, around.std, around.clipped
        level_err = level_errors(around, background_method)
    std, largest, centroid = disk_statistics(image, centers, radius, level)
    with np.errstate(over="ignore", invalid="ignore"):
        net = sums - level * n_pix
        if noise.known:
            light = sums if noise.error is None else net
            sum_err = noise.of_sums(image, centers, radius, method, n_pix, light)
        else:
            sum_err = scatter * np.sqrt(n_pix)
        sum_err = np.where(outside, np.nan, sum_err)
        net_err = sum_err if annulus is None else np.hypot(sum_err, n_pix * level_err)
        snr = np.divide(net, net_err, out=unknown.copy(), where=net_err > 0)
    states = (
        is_clipped(centers, radius, image.shape, method) & ~outside,
        outside,
        (n_pix == 0) & (n_bad == 0) & ~outside,
        n_bad > 0,
        _crowded(centers, radius),
        np.isnan(level),
    )
    source = np.where(np.isnan(sum_err), "", noise.known or "ring")
    return pd.DataFrame(
        {
            "row": centers[:, 0],
            "col": centers[:, 1],
            "peak": _peaks(image, centers),
            "disk_sum": sums,
            "n_pix": n_pix,
            "n_bad": n_bad,
            "disk_mean": np.divide(sums, n_pix, out=unknown.copy(), where=n_pix > 0),
            "background": level,
            "net": net,
            "flag": pd.Series(_words(states), dtype=str),
            "disk_std": std,
            "disk_max": largest,
            "centroid_row": centroid[:, 0],
            "centroid_col": centroid[:, 1],
            "sum_err": sum_err,
            "background_err": level_err,
            "net_err": net_err,
            "snr": snr,
            "err_from": pd.Series(source, dtype=str),
            "background_clipped": clipped,
        }
    )


def _enclosed(part: pd.DataFrame, whole: pd.DataFrame) -> tuple[float, float]:
    """Say which fraction of the light of spots is in a part of their disks, and how much that scatters."""
    clean = (whole["flag"] == "") & (whole["net"] > 0)
    fractions = (part["net"] / whole["net"])[clean]
    middle = fractions.median()
    return middle, 1.4826 * (fractions - middle).abs().median()


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

    tree = cKDTree(centers, balanced_tree=False, compact_nodes=False)  # which is made in half the time
    near: Any = (
        tree.indices
    )  # one after the other, they are near each other: their neighbours are in the cache
    crowded = np.zeros(len(centers), bool)
    crowded[near] = np.asarray(tree.query(centers[near], k=[2])[0])[:, 0] < 2 * radius
    return crowded


def _words(states: tuple[NDArray[np.bool_], ...]) -> NDArray[Any]:
    """Write flags as text, from one array of bools for each flag."""
    codes = np.zeros(len(states[0]), np.intp)
    for bit, state in enumerate(states):
        codes[state] |= 1 << bit
    words = [
        ",".join(flag for bit, flag in enumerate(_FLAGS) if code >> bit & 1)
        for code in range(1 << len(_FLAGS))
    ]
    text: NDArray[Any] = np.array(words, dtype=object)[codes]
    return text
