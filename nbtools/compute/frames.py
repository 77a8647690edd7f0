"""Many pictures of one shape: a stack, of which each frame is fetched when it is asked for."""

from __future__ import annotations

import operator
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.images import Image, NoData, Pixels, as_pixels, nodata_numbers
from nbtools.compute.reading import color_axis, computable, refuse_files, to_array
from nbtools.compute.shown import Shown
from nbtools.compute.spelling import understanding

_FEW = 8  # an array with more rows and columns, and 3 or 4 of the last axis, is hardly a stack
_Frames = tuple[Any, tuple[int, int, int], np.dtype[Any], int | None]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Stack(Shown):
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
    _nodata: NoData = None

    def _about(self) -> str:
        frames, rows, cols = self.shape
        return f"{frames} frames of {rows} x {cols} px"

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, index: int) -> Image:
        return self.pixels(index).image

    def pixels(self, index: int) -> Pixels:
        """Fetch one frame with values of its own type; of colours the luminance."""
        at = operator.index(index)
        if not -len(self) <= at < len(self):
            raise IndexError(f"frame must be from 0 to {len(self) - 1}, got {at}")
        at %= len(self)
        frame = self._source[at]
        found = as_pixels(
            frame, channel_axis=self._channel_axis, nodata=self._nodata, name=f"frame {at}"
        ).gray()
        if found.shape != self.shape[1:]:
            raise ValueError(f"frame {at} must have shape {self.shape[1:]} as the first, got {found.shape}")
        if self._mask is None:
            return found
        return as_pixels(found, mask=self._mask[at] if self._mask.ndim == 3 else self._mask)

    def __iter__(self) -> Iterator[Image]:
        return (self[i] for i in range(len(self)))


@understanding
def as_stack(
    stack: Any,
    *,
    mask: Any = None,
    channel_axis: int | None = None,
    nodata: NoData = None,
    name: str = "stack",
) -> Stack:
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
    nodata : float or sequence of float, optional
        Values that stand for no data, see `as_image`.
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
        source, shape, dtype, axis = _frames(stack, channel_axis, nodata, name)
        found = Stack(shape, dtype, source, None, axis)
    if nodata is not None:
        found = replace(found, _nodata=nodata_numbers(nodata))
    if mask is None:
        return found
    left_out = checks.pixel_mask("mask", mask, found.shape if np.ndim(mask) == 3 else found.shape[1:])
    left_out = left_out.copy() if found._mask is None else found._mask | left_out
    return replace(found, _mask=left_out)


def is_stack(image: Any) -> bool:
    """Whether what `as_stack` takes has frames, and is no single picture of numbers.

    Examples
    --------
    >>> is_stack(np.zeros((1, 3, 4))), is_stack([[1, 2]])
    (True, False)
    """
    return len(image.shape if hasattr(image, "shape") else np.shape(image)) == 3


def _frames(stack: Any, channel_axis: int | None, nodata: NoData, name: str) -> _Frames:
    """Say where frames come from, their shape and type, and the colour axis of one frame."""
    shape, dtype = _extent(stack, name)
    dtype = computable(dtype, name)
    full = 3 if channel_axis is None else 4
    if len(shape) == full - 1:
        only = as_pixels(stack, channel_axis=channel_axis, nodata=nodata, name=name).gray()
        return (only,), (1, *only.shape), only.numbers.dtype, None
    if len(shape) != full:
        allowed = "(frames, rows, cols)" if full == 3 else "(frames, rows, cols) and an axis of colours"
        hint = "; for colour frames pass channel_axis=-1" if len(shape) == 4 and shape[-1] in (3, 4) else ""
        raise ValueError(f"{name} must have the axes {allowed}, got shape {shape}{hint}")
    if 0 in shape:
        raise ValueError(f"{name} must have at least one frame and one pixel, got shape {shape}")
    if channel_axis is None:
        if hasattr(stack, "shape") and shape[2] in (3, 4) and dtype == np.uint8 and min(shape[:2]) > _FEW:
            warnings.warn(_looks_colored(shape, name), UserWarning, stacklevel=5)
        return stack, (shape[0], shape[1], shape[2]), dtype, None
    axis = color_axis(shape, channel_axis, name)
    if axis == 0:
        raise ValueError("channel_axis must not be the axis of the frames, got 0")
    rows, cols = (size for i, size in enumerate(shape[1:], 1) if i != axis)
    return stack, (shape[0], rows, cols), dtype if dtype.kind == "f" else np.dtype(np.float64), axis - 1


def _looks_colored(shape: tuple[int, ...], name: str) -> str:
    rows, cols, colors = shape
    return (
        f"{name} has shape {shape} and looks like a colour picture, but is taken for {rows} frames of "
        f"{cols} x {colors} pixels. For its luminance pass nbtools.as_image({name}, channel_axis=-1); "
        f"if these are frames, pass list({name})"
    )


def _extent(stack: Any, name: str) -> tuple[tuple[int, ...], np.dtype[Any]]:
    """Shape and type of the whole stack; of a sequence of frames, only the first is looked at."""
    refuse_files(stack, name)
    if hasattr(stack, "shape") and isinstance(getattr(stack, "dtype", None), np.dtype):
        return tuple(stack.shape), stack.dtype
    if isinstance(stack, Mapping | memoryview):
        fix = "numpy.asarray of it" if isinstance(stack, memoryview) else "the list of its values"
        raise TypeError(
            f"{name} must be an array or a sequence of pictures, got a {type(stack).__name__}; pass {fix}"
        )
    if hasattr(stack, "__array__") or not (hasattr(stack, "__getitem__") and hasattr(stack, "__len__")):
        whole = to_array(stack, name)
        return whole.shape, whole.dtype
    if len(stack) == 0:
        raise ValueError(f"{name} must have at least one frame, got none")
    first = to_array(stack[0], name)
    return (len(stack), *first.shape), first.dtype
