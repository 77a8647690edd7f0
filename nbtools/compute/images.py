"""The one door for images: whatever comes in leaves as numbers whose meaning is known.

`as_image` takes one picture, `nbtools.compute.frames.as_stack` many; everything else in the package works on what
they return. Values keep their type where a computer can calculate with it, are not copied unless they must be, and
are handed on read-only. A pixel is *bad* when it is masked or not finite; a bad pixel is never summed,
never a peak.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from nbtools.compute import checks

_KINDS = {"c": "complex numbers", "O": "objects", "U": "text", "S": "text", "T": "text", "V": "records",
          "M": "dates", "m": "time differences"}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Image:
    """One picture as it is computed with. Made by `as_image`.

    Attributes
    ----------
    values : ndarray, shape (rows, cols)
        The pixels, read-only, in native byte order.
    bad : ndarray of bool, shape (rows, cols), or None
        True where a pixel is masked or not finite; None when there is no such pixel.
    dims : tuple of str
        Names of the two axes.
    coords : dict of str to ndarray
        Coordinates of the axes that have some, by the axis' name.
    name : str
        Name of the data, or an empty text.
    """

    values: NDArray[Any]
    bad: NDArray[np.bool_] | None = None
    dims: tuple[str, str] = ("row", "col")
    coords: dict[str, NDArray[Any]] = field(default_factory=dict)
    name: str = ""

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and columns."""
        rows, cols = self.values.shape
        return rows, cols

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the pixels."""
        return self.values.dtype

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        return np.array(self.values, dtype=dtype, copy=copy)


def as_image(image: Any, *, mask: Any = None, channel_axis: int | None = None, name: str = "image") -> Image:
    """Take one picture in.

    Integers and floats keep their type, except that half precision becomes float32 and extended
    precision float64. bool becomes uint8 with 0 and 1.

    Parameters
    ----------
    image : array-like, shape (rows, cols)
        A numpy array of any layout and byte order, a masked array (its mask is kept), an xarray
        DataArray (its axes, coordinates and name are kept), or anything that numpy can read.
    mask : array-like of bool, shape (rows, cols), optional
        True where a pixel is to be left out, besides those that the array itself masks.
    channel_axis : int, optional
        For a colour picture: the axis with red, green, blue and perhaps alpha, which is dropped. The
        luminance is taken as `skimage.color.rgb2gray` does: integers are scaled to 0..1. Colour is never
        guessed from the shape.
    name : str
        Name of the parameter in error messages.

    Returns
    -------
    Image
        An `Image` that comes in without a new mask is returned as it is.

    Raises
    ------
    TypeError
        If the pixels are not real numbers.
    ValueError
        If the array is empty, not two-dimensional, or the mask has another shape.

    Examples
    --------
    >>> import numpy as np
    >>> image = as_image([[1.0, np.nan], [3.0, 4.0]])
    >>> image.shape, image.dtype
    ((2, 2), dtype('float64'))
    >>> image.bad
    array([[False,  True],
           [False, False]])
    >>> as_image(np.zeros((8, 8, 3)))
    Traceback (most recent call last):
    ...
    ValueError: image must have 2 dimensions, got shape (8, 8, 3); for a colour picture pass \
channel_axis=-1; for a stack use as_stack
    """
    if isinstance(image, Image):
        return image if mask is None else with_mask(image, checks.pixel_mask("mask", mask, image.shape))
    dims, coords, label = _labels(image)
    values, masked = read_values(image, name)
    if channel_axis is not None:
        axis = color_axis(values.shape, channel_axis, name)
        values = _luminance(values, axis)
        masked = None if masked is None else np.any(masked, axis=axis)
        dims = tuple(dim for i, dim in enumerate(dims) if i != axis)
    if values.ndim != 2:
        raise ValueError(f"{name} must have 2 dimensions, got shape {values.shape}{_hint(values.shape)}")
    if values.size == 0:
        raise ValueError(f"{name} must have at least one pixel, got shape {values.shape}")
    bad = _bad(values, masked)
    values = values.view()
    values.flags.writeable = False
    axes = (dims[0], dims[1]) if dims else ("row", "col")
    coords = {dim: coord for dim, coord in coords.items() if dim in axes}
    found = Image(values, bad, axes, coords, label)
    return found if mask is None else with_mask(found, checks.pixel_mask("mask", mask, found.shape))


def _labels(image: Any) -> tuple[tuple[str, ...], dict[str, NDArray[Any]], str]:
    """Names of the axes, coordinates and name, of an xarray DataArray."""
    if not (hasattr(image, "dims") and hasattr(image, "coords")):
        return (), {}, ""
    dims = tuple(str(dim) for dim in image.dims)
    coords = {str(dim): np.asarray(image.coords[dim]) for dim in image.dims if dim in image.coords}
    return dims, coords, str(getattr(image, "name", None) or "")


def read_values(
    image: Any, name: str, *, keep_floats: bool = False
) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """Read the values, of a type to compute with, and the array's own mask.

    With `keep_floats`, floats of all sizes stay as they are.
    """
    found = to_array(image, name)
    dtype = computable(found.dtype, name)
    masked = None
    if isinstance(found, np.ma.MaskedArray) and found.mask is not np.ma.nomask:
        masked = np.ma.getmaskarray(found)
    values = np.asarray(found)
    if values.dtype.kind == "b":
        return values.view(np.uint8), masked
    if keep_floats and dtype.kind == "f":
        return values.astype(values.dtype.newbyteorder("="), copy=False), masked
    with np.errstate(over="ignore"):  # beyond float64: becomes infinite, and so a bad pixel
        return values.astype(dtype, copy=False), masked


def to_array(image: Any, name: str) -> NDArray[Any]:
    """Let numpy read something; a masked array stays one."""
    try:
        return np.asanyarray(image)
    except ValueError as error:
        if "inhomogeneous" not in str(error):
            raise
        raise ValueError(f"{name} must have rows of one length") from None


def computable(dtype: np.dtype[Any], name: str) -> np.dtype[Any]:
    """Return the type that pixels of this type are kept as."""
    if dtype.kind not in "biuf":
        kind = _KINDS.get(dtype.kind, "unknown values")
        fix = "; take abs(), .real or .imag" if dtype.kind == "c" else ""
        raise TypeError(f"{name} must hold real numbers, got {kind} (dtype {dtype}){fix}")
    if dtype.kind == "b":
        return np.dtype(np.uint8)
    if dtype.kind == "f" and dtype.itemsize not in (4, 8):
        return np.dtype(np.float32 if dtype.itemsize < 4 else np.float64)
    return dtype.newbyteorder("=")


def _bad(values: NDArray[Any], masked: NDArray[np.bool_] | None) -> NDArray[np.bool_] | None:
    bad = masked if masked is not None and masked.any() else None
    if values.dtype.kind != "f":
        return bad
    broken: NDArray[np.bool_] = np.isfinite(values)
    if broken.all():
        return bad
    np.logical_not(broken, out=broken)
    return broken if bad is None else broken | bad


def with_mask(image: Image, mask: NDArray[np.bool_]) -> Image:
    """Leave more pixels out."""
    if not mask.any():
        return image
    bad = mask.copy() if image.bad is None else image.bad | mask
    return replace(image, bad=bad)


def _hint(shape: tuple[int, ...]) -> str:
    if len(shape) != 3:
        return ""
    color = "; for a colour picture pass channel_axis=-1" if shape[-1] in (3, 4) else ""
    return f"{color}; for a stack use as_stack"


def color_axis(shape: tuple[int, ...], channel_axis: int, name: str) -> int:
    """Check that an axis holds 3 or 4 colours; count it from the front."""
    axis = checks.integer("channel_axis", channel_axis)
    if not -len(shape) <= axis < len(shape):
        raise ValueError(f"channel_axis must be an axis of {name}, which has shape {shape}, got {axis}")
    axis %= len(shape)
    if shape[axis] not in (3, 4):
        raise ValueError(f"{name} must have 3 or 4 colours on channel_axis={channel_axis}, got shape {shape}")
    return axis


def _luminance(values: NDArray[Any], axis: int) -> NDArray[Any]:
    from skimage.color import rgb2gray

    if values.ndim != 3 or values.size == 0:
        raise ValueError(f"a colour picture must have 3 dimensions and a pixel, got shape {values.shape}")
    gray: NDArray[Any] = rgb2gray(np.moveaxis(values, axis, -1)[..., :3])
    return gray
