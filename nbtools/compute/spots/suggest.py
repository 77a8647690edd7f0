"""Start values that make sense at first sight: few spots, and clear ones."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.images import Image
from nbtools.compute.ranges import median, tidy
from nbtools.compute.spots.peaks import PeakFinder

_MOST = 100  # peaks that are shown at first
_FEW = 20  # of clear ones all; where none is clear, the most, unless more are equally bright
_CLEAR = 5  # standard deviations of the noise
_CLEAN = 0.01  # share of the highest peak that counts as noise where the background has none
_SAMPLE = 100_000  # pixels that tell what background and noise are
_ROOM = 4  # times the distance between peaks: what is so high and wide keeps enough without its border


@dataclass(frozen=True, slots=True)
class Start:
    """What to begin with. Made by `suggest_start`.

    Attributes
    ----------
    threshold_abs, min_distance, exclude_border, invert
        As for `find_peaks`.
    why : str
        How the threshold was chosen, in words; empty where there was nothing to choose.
    """

    threshold_abs: float
    min_distance: int
    exclude_border: bool
    invert: bool
    why: str = ""


def suggest_start(
    image: Image,
    *,
    invert: bool = False,
    step: float | None = None,
    threshold_abs: float | None = None,
    min_distance: int | None = None,
    exclude_border: bool | None = None,
) -> Start:
    """Suggest arguments of `find_peaks` that find few and clear peaks: 100 at most.

    Clear is what rises five standard deviations of the noise above the background. Both are robust: the median of
    the pixels, and 1.4826 times their median absolute deviation. Where more than 20 peaks are clear, the threshold is
    where their number n is steadiest: in the widest gap between the heights of two successive peaks, on a logarithmic
    scale and times n. (By chance alone, where heights follow a power law, all gaps are alike then: A. Renyi, 1953.)
    Where no peak is clear, the same rule chooses among the 20 brightest, on a linear scale. Where more than 100 are
    equally bright, as in saturated images, `min_distance` is doubled until they are fewer.

    Parameters
    ----------
    image : Image
        From `as_image`.
    invert : bool
        For dark spots: the same below the background.
    step : float, optional
        Give a multiple of this where one leaves the same peaks.
    threshold_abs : float, optional
        One that is given: then nothing is looked for, and nothing left out.
    min_distance : int, optional
        As for `find_peaks`; if not given, 10, less in small images, and more for fewer peaks.
    exclude_border : bool, optional
        As for `find_peaks`; if not given, True in all but small images.

    Returns
    -------
    Start
        With a threshold of 0 when there is no good pixel.

    Examples
    --------
    >>> from nbtools import samples
    >>> from nbtools.compute.images import as_image
    >>> image = as_image(samples.spots(n=12, background=10, noise=1, seed=2).image)
    >>> start = suggest_start(image)
    >>> start.why
    'all that are 5 sigma above the background (without the border)'
    >>> peaks = PeakFinder(image).candidates(start.min_distance, start.exclude_border)
    >>> len(peaks.select(start.threshold_abs))
    12
    """
    size, finder = min(image.shape), PeakFinder(image, invert)
    distance = min_distance or min(10, max(size // 2, 1))
    if threshold_abs is not None:
        return Start(threshold_abs, distance, bool(exclude_border), invert)
    border = size >= _ROOM * distance if exclude_border is None else exclude_border
    sign = -1.0 if invert else 1.0
    middle, noise = _background(image, sign)
    floor = middle + _CLEAR * noise
    while True:
        peaks = finder.candidates(distance, border, sign * floor).values
        clear = bool(peaks.size)
        if not clear:
            peaks = finder.candidates(distance, border).values
        crowded = peaks.size > _MOST and peaks[0] == peaks[_MOST]
        if not crowded or min_distance or size <= _ROOM * distance:
            break
        distance *= 2
    if not peaks.size:
        lowest = 0.0 if finder.limits is None else float(finder.limits[1 if invert else 0])
        return Start(lowest, distance, border, invert)
    tops = sign * peaks.astype(float)
    with np.errstate(all="ignore"):  # near the largest float: infinite
        if clear:
            heights = tops - middle
            least = _CLEAR * noise or _CLEAN * heights[0]
            levels = np.log(np.append(heights[heights > least], least))
            number = max(levels.size - 1, 1)
            if number > _FEW:
                number = _steadiest(levels, _MOST)
            wanted = middle + np.exp(levels[number - 1 : number + 1].mean())
        else:
            levels = np.append(tops, min(middle, tops[-1]))
            number = _steadiest(levels, _FEW)
            wanted = levels[number - 1 : number + 1].mean()
    below = tops[number] if number < tops.size else floor if clear else -np.inf
    threshold = _between(sign * below, sign * tops[number - 1], sign * wanted, step)
    why = _told(number, tops.size, clear, invert) + " (without the border)" * border
    return Start(threshold, distance, border, invert, why)


def _background(image: Image, sign: float) -> tuple[float, float]:
    """Estimate background and noise of an image, with `sign` -1 of what is upside down."""
    values = image.good
    if not values.size:
        return 0.0, 0.0
    stride = max(values.size // _SAMPLE, 1)
    while math.gcd(stride, image.shape[1]) > 1:  # else it would take the same columns again and again
        stride += 1
    some = sign * values[::stride].astype(float)
    middle = median(some)
    with np.errstate(over="ignore"):
        return middle, 1.4826 * median(np.abs(some - middle))


def _steadiest(levels: NDArray[np.float64], most: int) -> int:
    """Say how many of some levels, which fall, to keep so that the next one is far; the last one ends them.

    Examples
    --------
    >>> _steadiest(np.array([9.0, 8, 7, 3, 2, 1]), 5), _steadiest(np.array([9.0, 9, 9, 3, 2]), 2)
    (3, 3)
    """
    gaps = np.nan_to_num(levels[:-1] - levels[1:]) * np.arange(1, levels.size)
    apart = np.flatnonzero(gaps > 0)
    fewest = int(apart[0]) + 1 if apart.size else gaps.size
    return int(gaps[: max(most, fewest)].argmax()) + 1 if apart.size else fewest


def _between(low: float, high: float, wanted: float, step: float | None) -> float:
    """Give a threshold that keeps `high` but not `low`, near a wanted one: a whole step, or of few digits.

    Examples
    --------
    >>> _between(2, 9, 4.321, 0.5), _between(4.3, 4.4, 4.321, 0.5), _between(-4, -5, -4.321, 1)
    (4.5, 4.32, -4.0)
    """
    tried = []
    if step and math.isfinite(wanted):
        tried = [tidy((round(wanted / step) + by) * step, step) for by in (0, -1, 1)]
    tried += [float(f"{wanted:.{digits}g}") for digits in range(3, 18)]
    kept = (value for value in tried if (low <= value < high if low < high else high < value <= low))
    return next(kept, float(np.nextafter(high, low)))


def _told(number: int, of: int, clear: bool, invert: bool) -> str:
    bright, above = ("darkest", "below") if invert else ("brightest", "above")
    if not clear:
        return f"the {bright}{f' {number}' * (number > 1)}, none is {_CLEAR} sigma {above} the background"
    which = "all" if number == of else f"the {bright} {number} of {of}"
    return f"{which} that are {_CLEAR} sigma {above} the background"
