"""Zoom into an image without changing its shape, and say where each pixel of the result comes from.

A pixel is an area, its coordinate the middle of it. The middle of the result shows exactly the centre that was asked
for, and one pixel of the result is 1 / factor pixels of the image::

    in = center + (out - (size - 1) / 2) / factor
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.images import color_axis, read_values
from nbtools.compute.resample import resample

MODES = ("constant", "nearest", "reflect", "shift")


@dataclass(frozen=True, slots=True)
class Zoom:
    """Where the pixels of a zoomed image come from. Made by `zoom_window`.

    Attributes
    ----------
    rows, cols : ndarray of float64, shapes (H,) and (W,)
        Coordinate in the image of each row and column of the result; whole numbers are the middles of pixels.
    factor : (float, float)
        Pixels of the result for one pixel of the image, along rows and columns.
    center : (float, float)
        (row, col) of the image in the middle of the result.
    """

    rows: NDArray[np.float64]
    cols: NDArray[np.float64]
    factor: tuple[float, float]
    center: tuple[float, float]

    @property
    def roi(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """``((row0, col0), (row1, col1))`` of what is shown, half-open like a pair of slices; may be fractional.

        Pixel i reaches from i to i + 1 here, so that whole numbers are edges of pixels.
        """
        (row, col), sizes = self.center, (len(self.rows), len(self.cols))
        half = [size / factor / 2 for size, factor in zip(sizes, self.factor, strict=True)]
        return (row + 0.5 - half[0], col + 0.5 - half[1]), (row + 0.5 + half[0], col + 0.5 + half[1])


def zoom_window(
    shape: tuple[int, int],
    center: tuple[float, float],
    factor: float,
    *,
    mode: str = "constant",
    output_shape: tuple[int, int] | None = None,
) -> Zoom:
    """Say where the pixels of `zoom_at` come from.

    Parameters
    ----------
    shape : (int, int)
        Rows and columns of the image.
    center : (float, float)
        (row, col) of the image that is to be in the middle of the result.
    factor : float
        Pixels of the result for one pixel of the image, ``> 0``.
    mode : {"constant", "nearest", "reflect", "shift"}
        "shift" moves the centre so that the window stays inside the image, where it fits; it makes no difference
        otherwise.
    output_shape : (int, int), optional
        Rows and columns of the result; those of the image if not given.

    Returns
    -------
    Zoom

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its bounds.

    Examples
    --------
    >>> zoom_window((4, 4), (1.5, 1.5), 2).rows.tolist()
    [0.75, 1.25, 1.75, 2.25]
    >>> zoom_window((4, 4), (0, 0), 2, mode="shift").center
    (0.5, 0.5)
    """
    checks.choice("mode", mode, MODES)
    scale = checks.positive("factor", factor, "")
    sizes = _shape("shape", shape)
    wanted = sizes if output_shape is None else _shape("output_shape", output_shape)
    place = _pair("center", center)
    if mode == "shift":
        place = (
            _kept_inside(place[0], sizes[0], wanted[0] / scale),
            _kept_inside(place[1], sizes[1], wanted[1] / scale),
        )
    rows, cols = (
        np.asarray(c + (np.arange(out) - (out - 1) / 2) / scale, np.float64)
        for c, out in zip(place, wanted, strict=True)
    )
    return Zoom(rows, cols, (scale, scale), place)


def _kept_inside(center: float, size: int, shown: float) -> float:
    """Move a centre so that what is shown stays inside; to the middle when more is shown than there is."""
    if shown >= size:
        return (size - 1) / 2
    return min(max(center, shown / 2 - 0.5), size - 0.5 - shown / 2)


def zoom_at(
    image: Any,
    center: tuple[float, float],
    factor: float = 2.0,
    *,
    order: int = 1,
    mode: str = "constant",
    cval: float = 0.0,
    antialias: bool = False,
    channel_axis: int | None = None,
) -> NDArray[Any]:
    """Zoom into an image about a centre; the result has the shape of the image.

    Parameters
    ----------
    image : array-like, shape (rows, cols)
        Integers or floats; with `channel_axis` a colour picture.
    center : (float, float)
        (row, col) in pixels that is shown exactly in the middle of the result, ``((H - 1) / 2, (W - 1) / 2)``.
    factor : float
        Pixels of the result for one pixel of the image; below 1 it zooms out.
    order : int
        Order of the spline, 0 (nearest pixel) to 5, as in `scipy.ndimage.affine_transform`. With order 0 and a whole
        factor every pixel is repeated exactly `factor` times along each axis, and the type is kept; with other orders
        integers become float64.
    mode : {"constant", "nearest", "reflect", "shift"}
        What lies outside of the image: `cval`, the nearest pixel, the mirrored image (the edge is the mirror, as
        scipy's "reflect"). "shift" moves the centre so that nothing outside is shown, where the window fits; what
        remains is `cval`. `zoom_window` tells the centre.
    cval : float
        Value outside with "constant" and "shift".
    antialias : bool
        When zooming out, smooth the image first with the Gaussian of `skimage.transform.resize`, whose standard
        deviation is ``(1 / factor - 1) / 2``.
    channel_axis : int, optional
        For colour pictures: the axis with red, green, blue and perhaps alpha.

    Returns
    -------
    ndarray, shape of `image`
        A masked array when `image` is one. A pixel whose nearest pixel of the image is NaN, infinite or masked is so,
        too; for all others such pixels count as the nearest good one, so that they spoil nothing else.

    Raises
    ------
    TypeError
        If the pixels are not real numbers.
    ValueError
        If an argument is out of its bounds.

    Notes
    -----
    Equal to ``scipy.ndimage.affine_transform`` with matrix ``1 / factor`` and offset
    ``center - (size - 1) / 2 / factor``, and away from the border to ``scipy.ndimage.zoom(grid_mode=True)``.

    Examples
    --------
    >>> zoom_at(np.arange(16).reshape(4, 4), (1.5, 1.5), 2, order=0)
    array([[ 5,  5,  6,  6],
           [ 5,  5,  6,  6],
           [ 9,  9, 10, 10],
           [ 9,  9, 10, 10]])
    """
    values, masked, axis = _picture(image, channel_axis)
    window = zoom_window(values.shape[:2], center, factor, mode=mode)
    outside = "constant" if mode == "shift" else mode
    return _sampled(values, masked, window, axis, order=order, mode=outside, cval=cval, antialias=antialias)


def zoom_roi(
    image: Any,
    roi: tuple[tuple[float, float], tuple[float, float]],
    *,
    shape: tuple[int, int] | None = None,
    order: int = 1,
    mode: str = "constant",
    cval: float = 0.0,
    antialias: bool = False,
    channel_axis: int | None = None,
) -> NDArray[Any]:
    """Fill a picture with what lies between two corners.

    Parameters
    ----------
    image : array-like, shape (rows, cols)
        As for `zoom_at`.
    roi : ((row0, col0), (row1, col1))
        Corners, half-open like a pair of slices: pixel i reaches from i to i + 1. May be fractional and reach beyond
        the image.
    shape : (int, int), optional
        Rows and columns of the result; those of the image if not given. The two directions may be stretched
        differently.
    order, mode, cval, antialias, channel_axis
        As for `zoom_at`; mode "shift" is not possible here.

    Returns
    -------
    ndarray, shape `shape`
        See `zoom_at`.

    Raises
    ------
    TypeError
        If the pixels are not real numbers.
    ValueError
        If an argument is out of its bounds, or the corners enclose nothing.

    Examples
    --------
    >>> zoom_roi(np.arange(16).reshape(4, 4), ((0, 1), (2, 3)), order=0)
    array([[1, 1, 2, 2],
           [1, 1, 2, 2],
           [5, 5, 6, 6],
           [5, 5, 6, 6]])
    """
    values, masked, axis = _picture(image, channel_axis)
    checks.choice("mode", mode, MODES[:3])
    wanted = values.shape[:2] if shape is None else _shape("shape", shape)
    window = roi_window(roi, (wanted[0], wanted[1]))
    return _sampled(values, masked, window, axis, order=order, mode=mode, cval=cval, antialias=antialias)


def roi_window(roi: Any, shape: tuple[int, int]) -> Zoom:
    """Say where the pixels of `zoom_roi` come from, for a result of some shape."""
    try:
        first, last = (_pair("roi", corner) for corner in roi)
    except (TypeError, ValueError):
        raise ValueError(f"roi must be ((row0, col0), (row1, col1)), got {roi!r}") from None
    sizes = [stop - start for start, stop in zip(first, last, strict=True)]
    if min(sizes) <= 0:
        raise ValueError(f"roi must have row0 < row1 and col0 < col1, got {roi!r}")
    factor = tuple(out / size for out, size in zip(shape, sizes, strict=True))
    center = tuple((start + stop - 1) / 2 for start, stop in zip(first, last, strict=True))
    rows, cols = (
        np.asarray(start - 0.5 + (np.arange(out) + 0.5) / scale, np.float64)
        for start, out, scale in zip(first, shape, factor, strict=True)
    )
    return Zoom(rows, cols, (factor[0], factor[1]), (center[0], center[1]))


def _picture(
    image: Any, channel_axis: int | None
) -> tuple[NDArray[Any], NDArray[np.bool_] | None, int | None]:
    """Read values, channels last, the mask, and where the channels were."""
    values, masked = read_values(image, "image")
    axis = None
    if channel_axis is not None:
        axis = color_axis(values.shape, channel_axis, "image")
        values = np.moveaxis(values, axis, -1)
        masked = None if masked is None else np.moveaxis(masked, axis, -1)
    wanted = 2 if axis is None else 3
    if values.ndim != wanted:
        raise ValueError(f"image must have {wanted} dimensions, got shape {values.shape}")
    if values.size == 0:
        raise ValueError(f"image must have at least one pixel, got shape {values.shape}")
    return values, masked, axis


def _sampled(
    values: NDArray[Any], masked: NDArray[np.bool_] | None, window: Zoom, axis: int | None, **options: Any
) -> NDArray[Any]:
    """Sample all channels, and the mask with them."""
    layers = values[..., None] if axis is None else values
    masks = None if masked is None else masked[..., None] if axis is None else masked
    found, hidden = [], []
    for k in range(layers.shape[-1]):
        bad = ~np.isfinite(layers[..., k])
        if masks is not None:
            bad |= masks[..., k]
        found.append(
            resample(layers[..., k], window.rows, window.cols, bad=bad if bad.any() else None, **options)
        )
        if masks is not None:
            nearest = {**options, "order": 0, "cval": 0.0}
            hidden.append(resample(masks[..., k], window.rows, window.cols, **nearest))
    result = found[0] if axis is None else np.moveaxis(np.stack(found, axis=-1), -1, axis)
    if masks is None:
        return result
    mask = hidden[0] if axis is None else np.moveaxis(np.stack(hidden, axis=-1), -1, axis)
    return np.ma.masked_array(result, mask)


def _shape(name: str, shape: Any) -> tuple[int, int]:
    try:
        rows, cols = shape
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be (rows, cols), got {shape!r}") from None
    return checks.integer(f"{name}[0]", rows, minimum=1), checks.integer(f"{name}[1]", cols, minimum=1)


def _pair(name: str, pair: Any) -> tuple[float, float]:
    try:
        row, col = pair
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be (row, col), got {pair!r}") from None
    return float(checks.number(f"{name}[0]", row, unit="px")), float(
        checks.number(f"{name}[1]", col, unit="px")
    )
