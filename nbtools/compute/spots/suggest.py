"""Start values that make sense at first sight."""

from __future__ import annotations

import math

import numpy as np

from nbtools.compute.images import Image
from nbtools.compute.spots.peaks import peak_candidates


def suggest_threshold(
    image: Image, *, max_peaks: int = 250, invert: bool = False, step: float | None = None
) -> float:
    """Suggest a threshold for `find_peaks`: what is clearly above the noise, and not a crowd.

    Five standard deviations of the noise above the median, both robust: the noise is 1.4826 times the median
    absolute deviation of the pixels. Where more than `max_peaks` peaks rise above that, the threshold is raised
    to leave so many; where none does, it is the lowest value, which lets all peaks pass.

    Parameters
    ----------
    image : Image
        From `as_image`.
    max_peaks : int
        Peaks at most, for ``min_distance=10``.
    invert : bool
        For dark spots: the same below the median.
    step : float, optional
        Round up (down for dark spots) to a multiple of this.

    Returns
    -------
    float
        In the unit of the pixels; 0.0 when there is no good pixel.

    Examples
    --------
    >>> from nbtools import samples
    >>> from nbtools.compute.images import as_image
    >>> image = as_image(samples.spots(n=12, background=10, noise=1, seed=2).image)
    >>> threshold = suggest_threshold(image)
    >>> 14 < threshold < 16, len(peak_candidates(image).select(threshold))
    (True, 12)
    """
    found = _suggested(image, max_peaks, invert)
    if step is None:
        return found
    return float(f"{(math.floor if invert else math.ceil)(found / step) * step:.12g}")


def _suggested(image: Image, max_peaks: int, invert: bool) -> float:
    values = image.good
    if not values.size:
        return 0.0
    sign = -1.0 if invert else 1.0
    some = sign * values[:: max(values.size // 100_000, 1)].astype(float)
    middle = np.median(some)
    guess = middle + 5 * 1.4826 * np.median(np.abs(some - middle))
    peaks = sign * peak_candidates(image, invert=invert).values.astype(float)  # highest first
    lowest = float(values.max() if invert else values.min())
    if not peaks.size or guess >= peaks[0]:
        return lowest
    crowd = peaks[max_peaks] if peaks.size > max_peaks else -np.inf
    return float(sign * max(guess, crowd))
