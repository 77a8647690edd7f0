"""Sampling of a picture, colours channel by channel, with what is masked."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.images import Pixels
from nbtools.compute.zoom.resample import resample
from nbtools.compute.zoom.window import Zoom


def sample(pixels: Pixels, window: Zoom, **options: Any) -> NDArray[Any]:
    """Sample all channels of a picture, and its mask with them.

    Parameters
    ----------
    pixels : Pixels
        The picture.
    window : Zoom
        Where to sample.
    **options
        As for `nbtools.compute.zoom.resample.resample`.

    Returns
    -------
    ndarray
        A masked array where the picture has a mask; the channels of colours are where they were when it came in.

    Examples
    --------
    >>> from nbtools.compute.images import as_pixels
    >>> from nbtools.compute.zoom.window import roi_window
    >>> sample(as_pixels([[1, 2], [3, 4]]), roi_window(((0, 0), (1, 2)), (1, 4)), order=0)
    array([[1, 1, 2, 2]])
    """
    layers = pixels.numbers if pixels.colored else pixels.numbers[..., None]
    masks = None if pixels.masked is None else pixels.masked.reshape(layers.shape)
    found, hidden = [], []
    for k in range(layers.shape[-1]):
        bad = ~np.isfinite(layers[..., k])
        if masks is not None:
            bad |= masks[..., k]
            nearest = {**options, "order": 0, "cval": 0.0}
            hidden.append(resample(masks[..., k], window.rows, window.cols, **nearest))
        bad_or_none = bad if bad.any() else None
        found.append(resample(layers[..., k], window.rows, window.cols, bad=bad_or_none, **options))
    if masks is None:
        return _joined(found, pixels.axis)
    return np.ma.masked_array(_joined(found, pixels.axis), _joined(hidden, pixels.axis))


def _joined(layers: list[NDArray[Any]], axis: int | None) -> NDArray[Any]:
    return layers[0] if axis is None else np.stack(layers, axis=axis)
