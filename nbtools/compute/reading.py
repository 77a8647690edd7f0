"""What every door for arrays does first: let numpy read something, and refuse in plain words what is no number."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks

_KINDS = {"c": "complex numbers", "O": "objects", "U": "text", "S": "text", "T": "text", "V": "records",
          "M": "dates", "m": "time differences"}  # fmt: skip
_READERS = {
    "numpy.load({})": (".npy",),
    "astropy.io.fits.getdata({})": (".fits", ".fit", ".fts"),
    "pydicom.dcmread({}).pixel_array": (".dcm", ".dicom"),
    "xarray.open_dataarray({})": (".nc", ".h5", ".zarr"),
}


def to_array(image: Any, name: str) -> NDArray[Any]:
    """Let numpy read something; a masked array stays one. A `Stack` is refused before any frame is read."""
    from nbtools.compute.frames import Stack  # which is built on this

    if isinstance(image, Stack):
        raise TypeError(
            f"{name} must be one picture, got a stack of {len(image)} frames; "
            f"take one frame, {name}[0], or use measure_stack"
        )
    refuse_files(image, name)
    try:
        if hasattr(image, "__dlpack__") and not hasattr(image, "__array__"):
            return np.from_dlpack(image)
        return np.asanyarray(image)
    except ValueError as error:
        if "inhomogeneous" not in str(error):
            raise
        raise ValueError(f"{name} must have rows of one length") from None


def refuse_files(image: Any, name: str) -> None:
    """Refuse what is no array but leads to one, and say how: a path, or a picture with a palette; and None."""
    if image is None:
        raise TypeError(f"{name} must be an array, got None")
    if isinstance(image, str | os.PathLike):
        path = os.fspath(image)
        raise TypeError(f"{name} must be an array, got {path!r}, which looks like a file: {_reader(path)}")
    if getattr(image, "mode", None) in ("P", "PA") and hasattr(image, "getpalette"):
        raise TypeError(
            f"{name} must hold the values of its pixels, got a picture whose numbers are places in a palette "
            f'(mode {image.mode!r}); pass {name}.convert("L"), or {name}.convert("RGB") and channel_axis=-1'
        )


def _reader(path: Any) -> str:
    """Write the line that reads a file."""
    ending = os.path.splitext(os.fsdecode(path).lower())[1]
    line = next((line for line, endings in _READERS.items() if ending in endings), "skimage.io.imread({})")
    return line.format(repr(path))


def computable(dtype: np.dtype[Any], name: str) -> np.dtype[Any]:
    """Return the type in which pixels of this type are computed with."""
    if dtype.kind not in "biuf":
        kind = _KINDS.get(dtype.kind, "unknown values")
        fix = "; take abs(), .real or .imag" if dtype.kind == "c" else ""
        raise TypeError(f"{name} must hold real numbers, got {kind} (dtype {dtype}){fix}")
    if dtype.kind == "b":
        return np.dtype(np.uint8)
    if dtype.kind == "f" and dtype.itemsize not in (4, 8):
        return np.dtype(np.float32 if dtype.itemsize < 4 else np.float64)
    return dtype.newbyteorder("=")


def color_axis(shape: tuple[int, ...], channel_axis: int, name: str) -> int:
    """Check that an axis holds 3 or 4 colours; count it from the front."""
    axis = checks.integer("channel_axis", channel_axis)
    if not -len(shape) <= axis < len(shape):
        raise ValueError(
            f"channel_axis must be an axis of {name}, which has shape {shape}, got {checks.short(axis)}"
        )
    axis %= len(shape)
    if shape[axis] not in (3, 4):
        raise ValueError(f"{name} must have 3 or 4 colours on channel_axis={channel_axis}, got shape {shape}")
    return axis


def likely_color_axis(shape: tuple[int, ...]) -> int | None:
    """Guess, for an error message, which axis holds colours: the last one (-1) if it can, else the first that can.

    Examples
    --------
    >>> likely_color_axis((30, 40, 3)), likely_color_axis((4, 30, 40)), likely_color_axis((5, 30, 40))
    (-1, 0, None)
    """
    if shape[-1] in (3, 4):
        return -1
    return next((axis for axis, size in enumerate(shape) if size in (3, 4)), None)
