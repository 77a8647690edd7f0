"""The pixels that are zoomed: an image, or a picture with colours of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.images import color_axis, read_values
from nbtools.compute.zoom.resample import resample
from nbtools.compute.zoom.window import Zoom


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """An image or a colour picture, as it is sampled.

    Attributes
    ----------
    values : ndarray, shape (rows, cols) or (rows, cols, channels)
        The pixels.
    masked : ndarray of bool, shape of `values`, or None
        True where a value is left out.
    axis : int or None
        Where the channels were in the picture as it was given.
    """

    values: NDArray[Any]
    masked: NDArray[np.bool_] | None
    axis: int | None

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.values.shape[0], self.values.shape[1]

    def told(self, row: int, col: int) -> str:
        """Write the value of a pixel, of colours all channels."""
        if self.masked is not None and bool(np.any(self.masked[row, col])):
            return "masked"
        return " ".join(f"{x:.6g}" for x in np.atleast_1d(self.values[row, col]))

    def sampled(self, window: Zoom, **options: Any) -> NDArray[Any]:
        """Sample all channels, and the mask with them."""
        layers = self.values if self.values.ndim == 3 else self.values[..., None]
        masks = None if self.masked is None else self.masked.reshape(layers.shape)
        found, hidden = [], []
        for k in range(layers.shape[-1]):
            bad = ~np.isfinite(layers[..., k])
            if masks is not None:
                bad |= masks[..., k]
                nearest = {**options, "order": 0, "cval": 0.0}
                hidden.append(resample(masks[..., k], window.rows, window.cols, **nearest))
            bad_or_none = bad if bad.any() else None
            found.append(resample(layers[..., k], window.rows, window.cols, bad=bad_or_none, **options))
        return (
            self._joined(found)
            if masks is None
            else np.ma.masked_array(self._joined(found), self._joined(hidden))
        )

    def _joined(self, layers: list[NDArray[Any]]) -> NDArray[Any]:
        return layers[0] if self.axis is None else np.stack(layers, axis=self.axis)


def read_picture(image: Any, channel_axis: int | None) -> Picture:
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
    return Picture(values, masked, axis)
