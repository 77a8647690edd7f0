"""Zoom into an image without changing its shape, and say where each pixel of the result comes from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.images import Pixels, as_pixels
from nbtools.compute.shown import Shown
from nbtools.compute.spelling import understanding
from nbtools.compute.zoom.resample import check_cval
from nbtools.compute.zoom.sample import sample
from nbtools.compute.zoom.window import MODES, Zoom, roi_window, shape_of, zoom_window

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class Zoomed(Shown):
    """An image zoomed in the same shape, with its way back. Made by `zoomed`, computed when it is read.

    Attributes
    ----------
    window : Zoom
        Where the pixels come from.
    pixels : Pixels
        The image.
    options : dict
        How it is sampled: order, mode, cval and antialias.
    """

    _parts = ("pixels", "rows", "cols", "extent", "options")

    window: Zoom
    pixels: Pixels
    options: dict[str, Any]

    def _about(self) -> str:
        return self.window.told(self.center, self.pixels.shape)

    @cached_property
    def array(self) -> NDArray[Any]:
        """The zoomed image, in the shape of the image, as `zoom_at` gives it."""
        return sample(self.pixels, self.window, **self.options)

    @property
    def rows(self) -> NDArray[np.float64]:
        """Coordinate in the image of each row of the array, shape (H,)."""
        return self.window.rows

    @property
    def cols(self) -> NDArray[np.float64]:
        """Coordinate in the image of each column of the array, shape (W,)."""
        return self.window.cols

    @property
    def center(self) -> tuple[float, float]:
        """(row, col) of the image in the middle of the array; another one than was asked for with mode "shift"."""
        return self.window.center

    @property
    def roi(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """``((row0, col0), (row1, col1))`` of what is shown, half-open like a pair of slices; may be fractional."""
        return self.window.roi

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """(left, right, bottom, top) of what is shown, as ``imshow(result.array, extent=result.extent)`` wants it.

        The ticks then count the pixels of the image, as those of ``imshow(image)`` do. It is for ``origin="upper"``.
        """
        (row0, col0), (row1, col1) = self.roi
        return col0 - 0.5, col1 - 0.5, row1 - 0.5, row0 - 0.5

    @property
    def coordinates(self) -> pd.DataFrame:
        """The way back as a table: ``axis`` ("row" or "col"), ``out`` (index in the array), ``source`` (image)."""
        import pandas as pd

        sizes = len(self.rows), len(self.cols)
        return pd.DataFrame(
            {
                "axis": np.repeat(["row", "col"], sizes),
                "out": np.concatenate([np.arange(size) for size in sizes]),
                "source": np.concatenate([self.rows, self.cols]),
            }
        )


@understanding
def zoomed(
    image: Any,
    center: tuple[float, float],
    factor: float = 2.0,
    *,
    order: int = 1,
    mode: str = "constant",
    cval: float = 0.0,
    antialias: bool = False,
    channel_axis: int | None = None,
) -> Zoomed:
    """Zoom as `zoom_at` does, and keep where each pixel comes from.

    Parameters
    ----------
    image, center, factor, order, mode, cval, antialias, channel_axis
        As for `zoom_at`.

    Returns
    -------
    Zoomed
        With ``array``, ``rows``, ``cols``, ``center``, ``roi``, ``extent`` and ``coordinates``.

    Raises
    ------
    TypeError
        If the pixels are not real numbers.
    ValueError
        If an argument is out of its bounds.

    Examples
    --------
    >>> result = zoomed(np.arange(16).reshape(4, 4), (1.5, 1.5), 2, order=0)
    >>> result.array[0].tolist(), result.cols.tolist(), result.roi
    ([5, 5, 6, 6], [0.75, 1.25, 1.75, 2.25], ((1.0, 1.0), (3.0, 3.0)))
    """
    pixels = as_pixels(image, channel_axis=channel_axis)
    window = zoom_window(pixels.shape, center, factor, mode=mode)
    order = checks.spline_order(order)
    check_cval(pixels.numbers.dtype, order, mode, cval)
    options = {
        "order": order,
        "mode": "constant" if mode == "shift" else mode,
        "cval": cval,
        "antialias": antialias,
    }
    return Zoomed(window, pixels, options)


@understanding
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
        (row, col) in pixels that is shown exactly in the middle of the result, ``((H - 1) / 2, (W - 1) / 2)``. It
        lies on one of the pixels: from -0.5 to the number of rows or columns less 0.5.
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
    options: dict[str, Any] = {"order": order, "mode": mode, "cval": cval, "antialias": antialias}
    return zoomed(image, center, factor, channel_axis=channel_axis, **options).array


@understanding
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
    pixels = as_pixels(image, channel_axis=channel_axis)
    checks.choice("mode", mode, MODES[:3])
    window = roi_window(roi, pixels.shape if shape is None else shape_of("shape", shape))
    return sample(pixels, window, order=order, mode=mode, cval=cval, antialias=antialias)
