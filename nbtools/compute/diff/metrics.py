"""How far two images are apart, in a few numbers.

Images are read in strips of rows, so that no copy of a whole image is ever made.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.numerals import told

Floats = NDArray[np.float64]
Pixels = NDArray[Any]

_STRIP = 1 << 17  # values of an image that are handled at a time
_SSIM_STRIP = 1 << 18  # the same for SSIM, which reads some rows of the next strips too
_SSIM_ROWS = 32  # at least so many rows, or it would mostly read those
_WINDOW = 7  # px, side of the window of SSIM; the default of scikit-image


@dataclass(frozen=True, slots=True)
class Metrics:
    """How far two images are apart. Made by `image_metrics`.

    Attributes
    ----------
    n : int
        Number of pixels that were compared.
    max_abs : float
        Largest absolute difference.
    mae : float
        Mean absolute difference.
    rmse : float
        Root of the mean squared difference.
    psnr : float
        Peak signal-to-noise ratio in dB, ``20 * log10(data_range / rmse)``; infinite for equal images.
    ssim : float
        Mean structural similarity, 1 for equal images.
    bias : float
        Mean difference, before - after.
    data_range : float
        The range of values that psnr and ssim refer to.
    """

    n: int
    max_abs: float
    mae: float
    rmse: float
    psnr: float
    ssim: float
    bias: float
    data_range: float

    def told(self) -> dict[str, str]:
        """Write the numbers, by what they are in words."""
        return {
            "pixels compared": f"{self.n}",
            "largest |before − after|": told(self.max_abs),
            "mean absolute error (MAE)": told(self.mae),
            "root mean square error (RMSE)": told(self.rmse),
            "mean of before − after (bias)": told(self.bias),
            f"PSNR, data range {told(self.data_range)}": told(self.psnr, "dB"),
            "structural similarity (SSIM)": f"{self.ssim:.6f}",
        }


def image_metrics(
    before: Pixels,
    after: Pixels,
    *,
    masked: NDArray[np.bool_] | None = None,
    data_range: float | None = None,
) -> Metrics:
    """Compare two images in a few numbers.

    Parameters
    ----------
    before, after : ndarray, shape (rows, cols) or (rows, cols, channels)
        Integers or floats, of one type or two. Pixels that are not finite in one of them, in any channel,
        are left out. All channels count alike.
    masked : ndarray of bool, shape (rows, cols), optional
        True where a pixel is to be left out.
    data_range : float, optional
        Largest possible value less the smallest, > 0. By default that of the type if both are of the same
        type of integers, or else the largest of all values that are compared less the smallest.

    Returns
    -------
    Metrics
        All NaN, with n = 0, when there is no pixel to compare.

    Raises
    ------
    TypeError
        If an image holds anything but integers and floats.
    ValueError
        If the shapes differ, or `data_range` is not positive.

    Notes
    -----
    Differences are those of the values, which never wrap; they are exact for integers up to 32 bit, and
    rounded to float64 for those of 64 bit. SSIM is `skimage.metrics.structural_similarity` with its
    defaults, in float64: the mean over all windows of 7 x 7 pixels that lie in the image and hold no pixel
    that is left out. In an image with a side below 7 pixels, windows are the largest odd squares that fit;
    below 3 pixels, ssim is NaN. See Wang et al., "Image quality assessment", IEEE Transactions on Image
    Processing 13 (2004) 600-612.

    Beyond the images, the memory is below 10 MB, and for SSIM below 40 MB as long as a row holds fewer than
    8000 values.

    Examples
    --------
    >>> before = np.full((9, 9), 100, np.uint8)
    >>> after = before.copy()
    >>> after[4, 4] = 109
    >>> metrics = image_metrics(before, after)
    >>> metrics.n, metrics.max_abs, metrics.rmse, metrics.bias, metrics.data_range
    (81, 9.0, 1.0, -0.1111111111111111, 255.0)
    >>> round(metrics.psnr, 2), round(metrics.ssim, 3)
    (48.13, 0.973)
    """
    _check_pair(before, after)
    if masked is not None:
        masked = checks.pixel_mask("masked", masked, before.shape[:2])
    if data_range is not None:
        data_range = checks.positive("data_range", data_range, unit="")
    n, max_abs, mae, rmse, bias, spread = _distances(before, after, masked)
    if n == 0:
        return Metrics(0, *[math.nan] * 7)
    if data_range is None:
        data_range = spread
        if before.dtype == after.dtype and before.dtype.kind in "iu":
            limits = np.iinfo(before.dtype)
            data_range = float(limits.max - limits.min)
    psnr = math.inf if rmse == 0 else 20 * (math.log10(data_range) - math.log10(rmse))
    return Metrics(n, max_abs, mae, rmse, psnr, _ssim(before, after, masked, data_range), bias, data_range)


def _check_pair(before: Pixels, after: Pixels) -> None:
    for name, image in (("before", before), ("after", after)):
        if image.dtype.kind not in "iuf":
            raise TypeError(f"{name} must be an array of integers or floats, got dtype {image.dtype}")
        if image.ndim not in (2, 3):
            raise ValueError(
                f"{name} must be (rows, cols) or (rows, cols, channels), got shape {image.shape}"
            )
    if before.shape != after.shape:
        raise ValueError(f"before and after must have equal shapes, got {before.shape} and {after.shape}")


def _good(before: Pixels, after: Pixels, masked: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
    """Say which pixels can be compared."""
    good = np.ones(before.shape[:2], bool) if masked is None else ~masked
    for image in (before, after):
        if image.dtype.kind == "f":
            finite = np.isfinite(image)
            good &= finite if image.ndim == 2 else finite.all(axis=2)
    return good


def _strips(
    before: Pixels, after: Pixels, masked: NDArray[np.bool_] | None
) -> Iterator[tuple[Pixels, Pixels]]:
    """Walk through the values that can be compared, some rows at a time."""
    height = max(1, _STRIP // max(1, before[:1].size))
    for top in range(0, len(before), height):
        rows = slice(top, top + height)
        a, b = before[rows], after[rows]
        good = _good(a, b, None if masked is None else masked[rows])
        if good.all():
            yield a.reshape(-1), b.reshape(-1)
        elif good.any():
            yield a[good].reshape(-1), b[good].reshape(-1)


def _distances(
    before: Pixels, after: Pixels, masked: NDArray[np.bool_] | None
) -> tuple[int, float, float, float, float, float]:
    """Find n, max_abs, mae, rmse, bias, and the range of all values."""
    n, largest, low, high = 0, 0.0, math.inf, -math.inf
    parts = []
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):  # beyond float64: infinite
        for a, b in _strips(before, after, masked):
            n += a.size
            low, high = min(low, a.min().item(), b.min().item()), max(high, a.max().item(), b.max().item())
            difference = _difference(a, b)
            unit = _power_of_two(max(difference.max(), -difference.min()))
            largest = max(largest, difference.max(), -difference.min())
            difference /= unit  # exact, and squares neither overflow nor vanish
            square = np.square(difference).sum()
            parts.append((unit, difference.sum(), np.abs(difference, out=difference).sum(), square))
        if n == 0:
            return 0, math.nan, math.nan, math.nan, math.nan, math.nan
        unit, signed, absolute, square = np.array(parts).T
        weight = unit / unit.max()
        mae, bias = ((sums * weight).sum() / n * unit.max() for sums in (absolute, signed))
        rmse = np.sqrt((square * weight * weight).sum() / n) * unit.max()
    pixels = n // math.prod(before.shape[2:])
    return pixels, float(largest), float(mae), float(rmse), float(bias), float(high - low)


def _power_of_two(value: float) -> float:
    """Return the power of two that is next below `value`, as good a unit as any where that is 0."""
    return float(2.0 ** (math.frexp(value)[1] - 1))


def _difference(a: Pixels, b: Pixels) -> Floats:
    """Subtract without wrapping."""
    if "f" in (a.dtype.kind, b.dtype.kind):
        return np.subtract(a, b, dtype=np.float64)
    if max(a.itemsize, b.itemsize) < 8:
        return np.subtract(a, b, dtype=np.int64).astype(np.float64)
    lower = a < b
    apart = a.astype(np.uint64) - b.astype(np.uint64)  # modulo 2**64
    np.negative(apart, out=apart, where=lower)
    found = apart.astype(np.float64)
    if a.dtype.kind != b.dtype.kind:  # so the difference may be beyond 2**64
        found[np.abs(np.subtract(a, b, dtype=np.float64)) - found > 2.0**63] += 2.0**64
    return np.negative(found, out=found, where=lower)


def _ssim(before: Pixels, after: Pixels, masked: NDArray[np.bool_] | None, data_range: float) -> float:
    """Mean of the structural similarity over the windows without a bad pixel."""
    rows, cols = before.shape[:2]
    side = min(_WINDOW, rows, cols)
    window = side if side % 2 else side - 1
    if window < 3:
        return math.nan
    margin = window // 2
    height = max(_SSIM_ROWS, _SSIM_STRIP // before[:1].size)
    sums, n = [], 0
    for top in range(margin, rows - margin, height):
        near = slice(top - margin, min(top + height + margin, rows))
        good = _good(before[near], after[near], None if masked is None else masked[near])
        found = _similarities(before[near], after[near], good, window, data_range)
        sums.append(found.sum())
        n += found.size
    return float(np.sum(sums)) / n if n else math.nan


def _similarities(
    before: Pixels, after: Pixels, good: NDArray[np.bool_], window: int, data_range: float
) -> Floats:
    """Structural similarity of the windows in a strip that hold only good pixels."""
    from scipy.ndimage import minimum_filter
    from skimage.metrics import structural_similarity

    inside = np.s_[window // 2 : -(window // 2), window // 2 : -(window // 2)]
    whole = minimum_filter(good.view(np.uint8), window)[inside] > 0
    a, b = before.astype(np.float64), after.astype(np.float64)
    a[~good] = b[~good] = 0
    if data_range == 0:  # one value everywhere
        return np.ones_like(a[inside][whole])
    # in units of the largest value: exact, and squares do not overflow
    unit = _power_of_two(max(a.max(), -a.min(), b.max(), -b.min(), data_range))
    axis = None if before.ndim == 2 else -1
    similarity: Any = structural_similarity  # which has no types
    with np.errstate(all="ignore"):  # an infinite range has no similarity: NaN
        a /= unit
        b /= unit
        _, found = similarity(
            a, b, win_size=window, data_range=data_range / unit, channel_axis=axis, full=True
        )
    similarities: Floats = found[inside][whole]
    return similarities
