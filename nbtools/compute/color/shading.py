"""To pixels, as uint8 RGBA: from numbers by limits and a table of colours, or from colours. The only way there.

The result is byte for byte what matplotlib gives for a norm and a colormap: `nbtools.compute.color.places` finds the
place of each value in the table of colours, and here the colours are looked up as 32-bit pixels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbtools.compute.color.places import block_length, find, real
from nbtools.compute.images import Pixels

if TYPE_CHECKING:
    from nbtools.compute.color.places import Blocks, Limits


def shade(
    values: ArrayLike,
    table: NDArray[np.uint8],
    limits: Limits,
    bad: NDArray[np.bool_] | None = None,
    *,
    enclosed: bool = False,
) -> NDArray[np.uint8]:
    """Colour values between two limits, linearly or by a norm.

    Equal to ``cmap(norm(values), bytes=True)`` of matplotlib with NaN masked, where the norm is
    ``Normalize(vmin, vmax)`` unless one is given: with equal limits every value gets the first colour, and NaN
    still the one for bad values. A norm of the caller is not changed.

    Parameters
    ----------
    values : array-like of int or float, any shape
        The numbers.
    table : ndarray of uint8, shape (N + 3, 4)
        Colours as `lut` returns them.
    limits : pair of float, or matplotlib.colors.Normalize
        Values of the first and of the last colour; or a norm whose limits are set. The norm must give each value a
        place that does not depend on the other values, as all of matplotlib do.
    bad : ndarray of bool, shape of values, optional
        True where the colour for bad values is wanted, besides NaN.
    enclosed : bool
        Whether it is known that every value lies between the two limits, and none is NaN; saves a look at them.

    Returns
    -------
    ndarray of uint8, shape of values + (4,)
        Red, green, blue, alpha.

    Raises
    ------
    ValueError
        If a limit is not finite or missing, or the first is greater than the second.

    Examples
    --------
    >>> from nbtools.compute.color.colormaps import lut
    >>> shade([0.0, 0.5, 2.0, np.nan], lut("gray"), (0, 1))
    array([[  0,   0,   0, 255],
           [128, 128, 128, 255],
           [255, 255, 255, 255],
           [  0,   0,   0,   0]], dtype=uint8)
    """
    array = real(values)
    colors = np.ascontiguousarray(table).view(np.uint32).ravel()  # as one number for each pixel
    pixels = np.empty(array.shape, np.uint32)
    rows = np.atleast_1d(pixels)

    def put(part: slice, blocks: Blocks) -> None:
        flat = rows[part].reshape(-1)
        space = np.empty(block_length(flat.size), np.intp)
        for block, places in blocks:
            index = space[: places.size]
            np.copyto(index, places)
            colors.take(index, out=flat[block], mode="clip")

    find(array, len(table) - 3, limits, bad, put, enclosed=enclosed)
    return pixels.reshape(*array.shape, 1).view(np.uint8)


def true_colors(pixels: Pixels, name: str = "data") -> NDArray[np.uint8]:
    """Pass colours through as matplotlib does.

    Parameters
    ----------
    pixels : Pixels
        Colours as uint8, or as floats from 0 to 1.
    name : str
        Name of the parameter in error messages.

    Returns
    -------
    ndarray of uint8, shape (rows, cols, 4)
        See `color_pixels`.

    Raises
    ------
    TypeError
        If the colours have another type.
    ValueError
        If a float is not from 0 to 1.

    Examples
    --------
    >>> from nbtools.compute.images import as_pixels
    >>> true_colors(as_pixels([[[0.0, 0.5, 1.0]]], channel_axis=-1)).tolist()
    [[[0, 127, 255, 255]]]
    """
    values, hidden = pixels.values, pixels.hidden
    if values.dtype.kind == "f":
        broken = np.isnan(values).any(axis=2)
        shown = np.where((broken if hidden is None else broken | hidden)[..., None], 0, values)
        if shown.min() < 0 or shown.max() > 1:
            found = f"from {shown.min()} to {shown.max()}"
            raise ValueError(f"{name} must hold colours from 0 to 1, or uint8 from 0 to 255, got {found}")
    elif values.dtype != np.uint8:
        raise TypeError(f"{name} must hold colours as uint8, or as floats from 0 to 1, got {values.dtype}")
    return color_pixels(values, hidden)


def color_pixels(
    values: NDArray[Any],
    hidden: NDArray[np.bool_] | None = None,
    dtype: np.dtype[Any] | None = None,
    bad: NDArray[np.uint8] | None = None,
) -> NDArray[np.uint8]:
    """Turn strengths of red, green, blue and perhaps alpha into pixels; what is too weak or too strong is cut off.

    Parameters
    ----------
    values : ndarray, shape (..., 3) or (..., 4)
        uint8 stays as it is; floats from 0 to 1 are multiplied by 255 and rounded down, as matplotlib does; other
        integers are put into 256 equal parts of what their type can hold.
    hidden : ndarray of bool, shape (...), optional
        True where a pixel is masked.
    dtype : dtype, optional
        Type of the picture, where the values are means of its pixels, or lie between them.
    bad : ndarray of uint8, shape (4,), optional
        Colour of pixels that are masked or have a NaN.

    Returns
    -------
    ndarray of uint8, shape (..., 4)
        RGB gets an alpha of 255. Without `bad`, a masked pixel gets one of 0, and a pixel with a NaN is all 0.
    """
    dtype = values.dtype if dtype is None else dtype
    broken = None
    if values.dtype.kind == "f" and (nan := np.isnan(values)).any():
        broken = np.asarray(nan.any(axis=-1))
    if values.dtype != np.uint8:
        scale = values.dtype.type(255) if dtype.kind == "f" else 256 / full_scale(dtype)[1]
        with np.errstate(invalid="ignore", over="ignore"):
            scaled = np.multiply(values, scale)
            values = np.clip(scaled, 0, 255, out=scaled).astype(np.uint8)
    rgba = np.full((*values.shape[:-1], 4), 255, np.uint8)
    rgba[..., : values.shape[-1]] = values
    if broken is not None:
        rgba[broken] = 0 if bad is None else bad
    if hidden is not None and bad is None:
        rgba[hidden, 3] = 0
    elif hidden is not None:
        rgba[hidden] = bad
    return rgba


def full_scale(dtype: np.dtype[Any]) -> tuple[float, float]:
    """Give the values of no and of full strength of a colour.

    Examples
    --------
    >>> full_scale(np.dtype("u2")), full_scale(np.dtype("f4"))
    ((0.0, 65535.0), (0.0, 1.0))
    """
    return 0.0, float(np.iinfo(dtype).max) if dtype.kind in "iu" else 1.0
