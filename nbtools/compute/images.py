"""The one door for images: whatever comes in leaves as numbers whose meaning is known.

`as_image` takes one picture, `as_stack` many; everything else in the package works on what they return.
Values keep their type where a computer can calculate with it, are not copied unless they must be, and
are handed on read-only. A pixel is *bad* when it is masked or not finite; a bad pixel is never summed,
never a peak.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping
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
        return image if mask is None else _with_mask(image, checks.pixel_mask("mask", mask, image.shape))
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
    return found if mask is None else _with_mask(found, checks.pixel_mask("mask", mask, found.shape))


_Frames = tuple[Any, tuple[int, int, int], np.dtype[Any], int | None]


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """Many pictures of one shape, each fetched when it is asked for. Made by `as_stack`.

    ``len(stack)`` is the number of frames, ``stack[i]`` one frame as `Image`.

    Attributes
    ----------
    shape : tuple of int
        Number of frames, rows and columns.
    dtype : dtype
        Type of the pixels.
    """

    shape: tuple[int, int, int]
    dtype: np.dtype[Any]
    _source: Any
    _mask: NDArray[np.bool_] | None
    _channel_axis: int | None

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, index: int) -> Image:
        at = operator.index(index)
        if not -len(self) <= at < len(self):
            raise IndexError(f"frame must be from 0 to {len(self) - 1}, got {at}")
        at %= len(self)
        image = as_image(self._source[at], channel_axis=self._channel_axis, name=f"frame {at}")
        if image.shape != self.shape[1:]:
            raise ValueError(f"frame {at} must have shape {self.shape[1:]} as the first, got {image.shape}")
        if self._mask is None:
            return image
        return _with_mask(image, self._mask[at] if self._mask.ndim == 3 else self._mask)

    def __iter__(self) -> Iterator[Image]:
        return (self[i] for i in range(len(self)))


def as_stack(stack: Any, *, mask: Any = None, channel_axis: int | None = None, name: str = "stack") -> Stack:
    """Take a stack of pictures in, without reading it.

    Parameters
    ----------
    stack : array-like, shape (frames, rows, cols), or sequence of pictures
        Anything with a shape and indices (numpy array, memory map, xarray, dask, HDF5) is asked for one
        frame at a time; of a sequence, the first frame tells shape and type. A single picture becomes a
        stack of one frame.
    mask : array-like of bool, shape (rows, cols) or (frames, rows, cols), optional
        True where a pixel is to be left out.
    channel_axis : int, optional
        For colour pictures: the axis of the whole stack with the colours, see `as_image`.
    name : str
        Name of the parameter in error messages.

    Returns
    -------
    Stack

    Raises
    ------
    TypeError
        If the pixels are not real numbers, or frames cannot be taken from such an object.
    ValueError
        If the array is empty, has wrong dimensions, or the mask has another shape.

    Examples
    --------
    >>> import numpy as np
    >>> stack = as_stack(np.arange(24).reshape(2, 3, 4))
    >>> len(stack), stack[1].shape, stack[1].values[0, 0]
    (2, (3, 4), np.int64(12))
    """
    if isinstance(stack, Stack):
        found = stack
    else:
        source, shape, dtype, axis = _frames(stack, channel_axis, name)
        found = Stack(shape, dtype, source, None, axis)
    if mask is None:
        return found
    left_out = checks.pixel_mask("mask", mask, found.shape if np.ndim(mask) == 3 else found.shape[1:])
    left_out = left_out.copy() if found._mask is None else found._mask | left_out
    return replace(found, _mask=left_out)


def _frames(stack: Any, channel_axis: int | None, name: str) -> _Frames:
    """Say where frames come from, their shape and type, and the colour axis of one frame."""
    shape, dtype = _extent(stack, name)
    dtype = _computable(dtype, name)
    full = 3 if channel_axis is None else 4
    if len(shape) == full - 1:
        only = as_image(stack, channel_axis=channel_axis, name=name)
        return (only,), (1, *only.shape), only.dtype, None
    if len(shape) != full:
        allowed = "(frames, rows, cols)" if full == 3 else "(frames, rows, cols) and an axis of colours"
        hint = "; for colour frames pass channel_axis=-1" if len(shape) == 4 and shape[-1] in (3, 4) else ""
        raise ValueError(f"{name} must have the axes {allowed}, got shape {shape}{hint}")
    if 0 in shape:
        raise ValueError(f"{name} must have at least one frame and one pixel, got shape {shape}")
    if channel_axis is None:
        return stack, (shape[0], shape[1], shape[2]), dtype, None
    axis = color_axis(shape, channel_axis, name)
    if axis == 0:
        raise ValueError("channel_axis must not be the axis of the frames, got 0")
    rows, cols = (size for i, size in enumerate(shape[1:], 1) if i != axis)
    return stack, (shape[0], rows, cols), dtype if dtype.kind == "f" else np.dtype(np.float64), axis - 1


def _extent(stack: Any, name: str) -> tuple[tuple[int, ...], np.dtype[Any]]:
    """Shape and type of the whole stack; of a sequence of frames, only the first is looked at."""
    if hasattr(stack, "shape") and hasattr(stack, "dtype"):
        return tuple(stack.shape), np.dtype(stack.dtype)
    if isinstance(stack, Mapping | memoryview):
        fix = "numpy.asarray of it" if isinstance(stack, memoryview) else "the list of its values"
        raise TypeError(
            f"{name} must be an array or a sequence of pictures, got a {type(stack).__name__}; pass {fix}"
        )
    if hasattr(stack, "__array__") or not (hasattr(stack, "__getitem__") and hasattr(stack, "__len__")):
        whole = _array(stack, name)
        return whole.shape, whole.dtype
    if len(stack) == 0:
        raise ValueError(f"{name} must have at least one frame, got none")
    first = _array(stack[0], name)
    return (len(stack), *first.shape), first.dtype


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
    found = _array(image, name)
    dtype = _computable(found.dtype, name)
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


def _array(image: Any, name: str) -> NDArray[Any]:
    try:
        return np.asanyarray(image)
    except ValueError as error:
        if "inhomogeneous" not in str(error):
            raise
        raise ValueError(f"{name} must have rows of one length") from None


def _computable(dtype: np.dtype[Any], name: str) -> np.dtype[Any]:
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


def _with_mask(image: Image, mask: NDArray[np.bool_]) -> Image:
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
