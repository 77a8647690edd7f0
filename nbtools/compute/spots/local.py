"""The weighted sum around *every* pixel: for a disk by radius, or for any kernel."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.images import as_image
from nbtools.compute.spelling import understanding
from nbtools.compute.spots.disks import sum_dtype
from nbtools.compute.spots.footprints import Ints, half_widths

# how numpy names the borders that scipy.ndimage names
_PAD = {"constant": "constant",
        "reflect": "symmetric", "nearest": "edge", "mirror": "reflect", "wrap": "wrap"}  # fmt: skip
_FARTHEST = 20_000  # px, the largest radius where something lies beyond the image
_STRIP = 1 << 18  # pixels that are summed at a time, so that they stay in the cache


@understanding
def local_sum(
    image: Any,
    radius: float | None = None,
    kernel: Any = None,
    *,
    mode: str = "constant",
    cval: float = 0.0,
    mask: Any = None,
) -> NDArray[Any]:
    """Sum of the pixel values around every pixel, in a disk or weighted by a kernel.

    Parameters
    ----------
    image : array-like, shape (rows, cols)
        See `nbtools.compute.images.as_image`. Pixels that are masked or not finite count as 0.
    radius : float, optional
        Radius of a disk in pixels, > 0: a pixel counts when its distance is <= radius.
    kernel : array-like, 2-D, optional
        Weights, flipped as in `scipy.ndimage.convolve`. Exactly one of `radius` and `kernel` is given.
    mode : {"constant", "reflect", "nearest", "mirror", "wrap"}
        What lies beyond the border, as in `scipy.ndimage`.
    cval : float
        The value beyond the border with ``mode="constant"``. NaN marks all sums that reach beyond it.
    mask : array-like of bool, shape (rows, cols), optional
        True where a pixel is to be left out: it counts as 0.

    Returns
    -------
    ndarray, shape (rows, cols)
        Sums in float64. Where pixels, kernel and `cval` are whole numbers and each sum fits, they are int64
        (with `radius` and unsigned pixels uint64), not the type of the image, in which sums could overflow.

    Raises
    ------
    TypeError
        If an argument is of the wrong type.
    ValueError
        If not exactly one of `radius` and `kernel` is given, or one is not allowed.

    Notes
    -----
    A disk of radius r costs about 4 r additions of the image, instead of pi r^2: the sums of a row's middle
    2 w + 1 pixels grow with w, and each row of the disk takes the one of its width. Only the pixels of the
    disk are ever added, so a huge pixel disturbs no sum but its own.

    With a kernel the sums are those of `scipy.ndimage.convolve`, which adds in float64: whole numbers are
    exact up to 2**53.

    Examples
    --------
    >>> image = np.zeros((3, 5), np.uint8)
    >>> image[1, 1] = 200
    >>> local_sum(image, radius=1)
    array([[  0, 200,   0,   0,   0],
           [200, 200, 200,   0,   0],
           [  0, 200,   0,   0,   0]], dtype=uint64)
    >>> local_sum(image, kernel=[[0, 2, 1]])[1]
    array([  0, 400, 200,   0,   0])
    """
    found = as_image(image, mask=mask)
    checks.choice("mode", mode, tuple(_PAD))
    if (radius is None) == (kernel is None):
        given = "none" if radius is None else "both"
        raise ValueError(f"exactly one of radius and kernel must be given, got {given}")
    fill = _cval(cval)
    values = found.values
    if found.bad is not None:
        values = np.where(found.bad, values.dtype.type(0), values)
    if kernel is not None:
        return _convolve(values, _kernel(kernel), mode, fill)
    if mode == "constant" and fill == 0:  # beyond the image there is nothing to be added
        radius = min(checks.positive("radius", radius), math.ceil(math.hypot(*found.shape)))
    half = half_widths(checks.number("radius", checks.positive("radius", radius), high=_FARTHEST, unit="px"))[
        :-1
    ]
    half = half[half >= 0]
    area = int(2 * (2 * half + 1).sum() - (2 * half[0] + 1))
    return _disk_sums(values, half, _dtype(values, area, mode, fill), mode, fill)


def _dtype(values: NDArray[Any], weight: int, mode: str, cval: float, signed: bool = False) -> np.dtype[Any]:
    """Type for sums of `values`, and of `cval` if it occurs."""
    dtype = sum_dtype(values, weight, signed)
    if dtype.kind == "f" or mode != "constant" or cval == 0:
        return dtype
    smallest = 0 if dtype.kind == "u" else -np.iinfo(dtype).max
    fits = np.isfinite(cval) and cval == int(cval) and smallest <= int(cval) * weight <= np.iinfo(dtype).max
    return dtype if fits else np.dtype(np.float64)


def _cval(cval: Any) -> float:
    if isinstance(cval, float | np.floating) and not np.isfinite(cval):
        return float(cval)
    return checks.number("cval", cval)


def _kernel(kernel: Any) -> NDArray[Any]:
    weights = as_image(kernel, name="kernel")
    if weights.bad is not None:
        raise ValueError("kernel must be finite and not masked")
    return weights.values


def _convolve(values: NDArray[Any], kernel: NDArray[Any], mode: str, cval: float) -> NDArray[Any]:
    from scipy import ndimage

    dtype = np.dtype(np.float64)
    if kernel.dtype.kind in "iu":
        dtype = _dtype(values, sum(abs(int(weight)) for weight in kernel.flat), mode, cval, signed=True)
    result: NDArray[Any] = ndimage.convolve(values, kernel, output=dtype, mode=mode, cval=cval)  # type: ignore[arg-type]
    return result


def _disk_sums(
    values: NDArray[Any], half: Ints, dtype: np.dtype[Any], mode: str, cval: float
) -> NDArray[Any]:
    rows, cols = values.shape
    reach, widest = len(half) - 1, int(half[0])
    border = ((reach, reach), (widest, widest))
    values = values.astype(dtype, copy=False)
    if mode == "constant":
        padded = np.pad(values, border, constant_values=cval)
    else:
        padded = np.pad(values, border, mode=_PAD[mode])  # type: ignore[call-overload]
    total = np.zeros((rows, cols), dtype)
    strip = max(reach, _STRIP // cols, 1)
    for first in range(0, rows, strip):
        part = total[first : first + strip]
        _add_disks(padded[first : first + len(part) + 2 * reach], half, part)
    return total


def _add_disks(padded: NDArray[Any], half: Ints, total: NDArray[Any]) -> None:
    rows, cols = total.shape
    reach, widest = len(half) - 1, int(half[0])
    middle = padded[:, widest : widest + cols].copy()  # sums of the 2 * width + 1 pixels around each column
    width = 0
    with np.errstate(over="ignore", invalid="ignore"):
        for offset in range(reach, -1, -1):
            while width < half[offset]:
                width += 1
                middle += padded[:, widest - width : widest - width + cols]
                middle += padded[:, widest + width : widest + width + cols]
            total += middle[reach + offset : reach + offset + rows]
            if offset:
                total += middle[reach - offset : reach - offset + rows]
