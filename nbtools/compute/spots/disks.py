"""Disks on the pixel grid: masks and sums.

Pixel centres are at integers, positions are (row, col). A pixel belongs to a disk when the distance of its
centre is <= radius, decided everywhere as ``d_row * d_row + d_col * d_col <= radius * radius`` in float64.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.images import Image, as_image
from nbtools.compute.spelling import understanding
from nbtools.compute.spots.footprints import METHODS, Floats, footprints
from nbtools.compute.turns import Work, at_once


@understanding
def disk_mask(
    shape: tuple[int, int], center: tuple[float, float] | None = None, radius: float | None = None
) -> NDArray[np.bool_]:
    """Mask of a disk: True where the distance to the centre is <= radius.

    Parameters
    ----------
    shape : tuple of int
        Rows and columns of the mask.
    center : (row, col), optional
        Centre in pixels, on or off the pixel grid, inside or outside; by default the middle of the image,
        ``((rows - 1) / 2, (cols - 1) / 2)``.
    radius : float, optional
        Radius in pixels, > 0; by default the distance from the centre to the nearest wall, which is the
        outer edge of the outermost pixels (at -0.5 and rows - 0.5).

    Returns
    -------
    ndarray of bool, shape `shape`

    Raises
    ------
    TypeError
        If an argument is of the wrong type.
    ValueError
        If a size or the radius is not positive, or the centre is outside and no radius is given.

    Examples
    --------
    >>> disk_mask((3, 5), radius=1).astype(int)
    array([[0, 0, 1, 0, 0],
           [0, 1, 1, 1, 0],
           [0, 0, 1, 0, 0]])
    """
    try:
        n_rows, n_cols = shape
    except (TypeError, ValueError):
        raise ValueError(f"shape must be (rows, cols), got {checks.short(shape)}") from None
    rows = checks.integer("shape[0]", n_rows, minimum=1, unit="px")
    cols = checks.integer("shape[1]", n_cols, minimum=1, unit="px")
    if center is None:
        row, col = (rows - 1) / 2, (cols - 1) / 2
    else:
        row, col = checks.points("center", [center])[0].tolist()
    if radius is None:
        radius = min(row + 0.5, rows - 0.5 - row, col + 0.5, cols - 0.5 - col)
        if radius <= 0:
            raise ValueError(f"radius must be given for a center outside of the image, got ({row}, {col})")
    limit = checks.positive("radius", radius)
    d_row, d_col = np.arange(rows)[:, None] - row, np.arange(cols) - col
    with np.errstate(over="ignore"):
        mask: NDArray[np.bool_] = d_row * d_row + d_col * d_col <= limit * limit
    return mask


@understanding
def disk_sums(
    image: Any, centers: Any, radius: float, *, method: str = "center", mask: Any = None
) -> NDArray[Any]:
    """Sum of the pixel values in a disk around each centre.

    Parameters
    ----------
    image : array-like, shape (rows, cols)
        See `nbtools.compute.images.as_image`. Pixels that are masked or not finite are left out.
    centers : array-like, shape (n, 2)
        (row, col) of each disk in pixels, whole numbers or fractions, also outside of the image.
    radius : float
        Radius in pixels, > 0.
    method : {"center", "exact"}
        "center" counts a pixel when its centre is within the radius, "exact" weights each pixel by the area
        that it shares with the circle.
    mask : array-like of bool, shape (rows, cols), optional
        True where a pixel is to be left out.

    Returns
    -------
    ndarray, shape (n,)
        A disk is clipped at the border. One that holds no pixel centre has the sum 0; one that lies wholly
        outside of the image (which ends half a pixel beyond the outermost centres) has the sum NaN.

        float64, except that whole images with "center" and all disks touching the image give exact integers:
        int64 for signed, uint64 for unsigned pixels. Where 64-bit pixels are so large that a sum might not
        fit, the sums are float64.

    Raises
    ------
    TypeError
        If an argument is of the wrong type.
    ValueError
        If the radius is not positive, the method unknown, or a shape is wrong.

    See Also
    --------
    nbtools.compute.spots.growth.RadialSums : the same sums for many radii, prepared once.

    Examples
    --------
    >>> image = np.ones((9, 9))
    >>> disk_sums(image, [(4, 4), (0, 4), (-9, 4)], 2)
    array([13.,  9., nan])
    >>> disk_sums(image, [(4, 4)], 2, method="exact").round(6)
    array([12.566371])
    """
    found = as_image(image, mask=mask)
    positions = checks.points("centers", centers)
    limit = checks.positive("radius", radius)
    checks.choice("method", method, METHODS)
    return with_outside(totals(found, positions, limit, method), gaps(positions, found.shape), limit)


def totals(image: Image, centers: Floats, radius: float, method: str) -> NDArray[Any]:
    """Sum over each disk as `disk_sums`, but 0 for disks outside of the image."""
    return at_once(totals_work(image, centers, radius, method))


def totals_work(image: Image, centers: Floats, radius: float, method: str) -> Work[NDArray[Any]]:
    """Sum as `totals` does, part by part."""
    plane = sum_plane(image, method, int(min(image.values.size, 4 * radius * radius + 4)))
    sums, done = np.zeros(len(centers), plane.dtype), 0
    for which, footprint in footprints(centers, radius, image.shape, method):
        yield done / len(centers)
        sums[which] = footprint.total(plane)
        done += len(which)
    return sums


def count_pixels(
    image: Image, centers: Floats, radius: float, method: str
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Area of good pixels in each disk, and number of bad ones."""
    n_pix = np.zeros(len(centers), np.int64 if method == "center" else np.float64)
    n_bad = np.zeros(len(centers), np.int64)
    bad = None if image.bad is None else image.bad.astype(np.int64).ravel()
    for which, footprint in footprints(centers, radius, image.shape, method):
        if bad is None:
            n_pix[which] = footprint.area()
        else:
            n_pix[which] = footprint.total(1 - bad)
            n_bad[which] = footprint.count(bad)
    return n_pix, n_bad


def sum_plane(image: Image, method: str, n_pix: int) -> NDArray[Any]:
    """Flat pixels, bad ones 0, of a type that holds the sum of any `n_pix` of them."""
    values = image.values
    dtype = np.dtype(np.float64) if method == "exact" else sum_dtype(values, n_pix)
    if image.bad is not None:
        values = np.where(image.bad, values.dtype.type(0), values)
    plane: NDArray[Any] = values.astype(dtype, copy=False).ravel()
    return plane


def sum_dtype(values: NDArray[Any], weight: int, signed: bool = False) -> np.dtype[Any]:
    """Type that holds any sum of `values` whose weights add up to `weight`: 64-bit integer or float64."""
    if values.dtype.kind == "f":
        return np.dtype(np.float64)
    dtype = np.dtype(np.int64 if signed or values.dtype.kind == "i" else np.uint64)
    largest = max(abs(int(np.iinfo(values.dtype).min)), int(np.iinfo(values.dtype).max))
    if largest * weight > np.iinfo(dtype).max:
        largest = max(abs(int(values.min())), int(values.max()))
    return dtype if largest * weight <= np.iinfo(dtype).max else np.dtype(np.float64)


def gaps(centers: Floats, shape: tuple[int, int]) -> Floats:
    """Squared distance from each centre to the image, which ends at the outer edge of its pixels."""
    beyond = np.maximum(-0.5 - centers, centers - (np.array(shape) - 0.5))
    np.maximum(beyond, 0, out=beyond)
    with np.errstate(over="ignore"):
        squared: Floats = (beyond * beyond).sum(axis=1)
    return squared


def with_outside(sums: NDArray[Any], gap: Floats, radius: float) -> NDArray[Any]:
    """Set the sums of disks that do not touch the image to NaN, see `gaps`."""
    outside = gap >= radius * radius
    if not outside.any():
        return sums
    sums = sums.astype(np.float64)
    sums[outside] = np.nan
    return sums
