"""What every door for arrays does first: let numpy read something, and refuse in plain words what is no number."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks

_KINDS = {"c": "complex numbers", "O": "objects", "U": "text", "S": "text", "T": "text", "V": "records",
          "M": "dates", "m": "time differences"}  # fmt: skip


def to_array(image: Any, name: str) -> NDArray[Any]:
    """Let numpy read something; a masked array stays one. A `Stack` is refused before any frame is read."""
    from nbtools.compute.frames import Stack  # which is built on this

    if isinstance(image, Stack):
        raise TypeError(
            f"{name} must be one picture, got a stack of {len(image)} frames; "
            f"take one frame, {name}[0], or use measure_stack"
        )
    try:
        return np.asanyarray(image)
    except ValueError as error:
        if "inhomogeneous" not in str(error):
            raise
        raise ValueError(f"{name} must have rows of one length") from None


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
        raise ValueError(f"channel_axis must be an axis of {name}, which has shape {shape}, got {axis}")
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
