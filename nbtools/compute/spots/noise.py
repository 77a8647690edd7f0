"""How far a sum can be trusted: the noise of the pixels, and what follows from it for a sum and its background.

Everything is a standard deviation, in the unit of the pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.frames import Stack, as_stack
from nbtools.compute.images import Image, as_image
from nbtools.compute.spots.disks import count_pixels, totals
from nbtools.compute.spots.footprints import Floats
from nbtools.compute.spots.windows import Annuli

_GAIN, _READ_NOISE = "electrons per count", "electrons"  # the units

# Variance of a level among n pixels of Gaussian noise, in units of sigma**2 / n: that of the mean is 1, that of the
# median pi / 2, their covariance 1; and how often the rounding of a median to whole numbers comes in.
_MEDIAN = np.pi / 2
_SPREAD = {"median": (_MEDIAN, 1), "mean": (1.0, 0), "mode": (9 * _MEDIAN - 8, 3), "sigma_clip": (_MEDIAN, 1)}


@dataclass(frozen=True, slots=True, eq=False)
class Noise:
    """What is known about the noise of the pixels. Made by `as_noise`.

    Attributes
    ----------
    error : Image, float or None
        Standard deviation of each pixel, or of all.
    gain : float or None
        Electrons per count.
    read_noise : float
        Standard deviation that each pixel has without light, in electrons.
    """

    error: Image | float | None = None
    gain: float | None = None
    read_noise: float = 0.0

    @property
    def known(self) -> str:
        """What tells the noise: "error", "gain", "error+gain"; empty where nothing does."""
        given = {"error": self.error is not None, "gain": self.gain is not None}
        return "+".join(name for name, there in given.items() if there)

    def of_sums(
        self, image: Image, centers: Floats, radius: float, method: str, n_pix: NDArray[Any], light: Floats
    ) -> Floats:
        """Give the standard deviation of the sum in each disk, of which `light` is what comes as photons."""
        with np.errstate(over="ignore", invalid="ignore"):
            if isinstance(self.error, Image):
                found = _summed(self.error, image, centers, radius, method)
            else:
                found = (self.error or 0.0) * np.sqrt(n_pix)
            if self.gain is not None:
                found = np.hypot(found, np.sqrt(np.maximum(light, 0) / self.gain))
                found = np.hypot(found, self.read_noise / self.gain * np.sqrt(n_pix))
        return found


def as_noise(error: Any, gain: Any, read_noise: Any, shape: tuple[int, int]) -> Noise:
    """Check what is told about the noise of an image of some shape; see `nbtools.measure_disks`.

    Examples
    --------
    >>> as_noise(None, 2, 3.5, (4, 5))
    Noise(error=None, gain=2.0, read_noise=3.5)
    >>> as_noise(None, None, 3.5, (4, 5))
    Traceback (most recent call last):
    ...
    ValueError: read_noise must come with a gain, which tells how many electrons a count is
    """
    if _is_one(error):
        found: Any = _one(error)
    else:
        found = as_image(error, name="error")
        if found.shape != shape:
            raise ValueError(f"error must have the shape of the image, {shape}, got {found.shape}")
        if (lowest := found.good.min(initial=0)) < 0:
            raise ValueError(f"error must be >= 0, got {lowest}")
    if gain is not None:
        gain = checks.positive("gain", gain, _GAIN)
    if read_noise is None:
        return Noise(found, gain)
    read_noise = float(checks.number("read_noise", read_noise, low=0, unit=_READ_NOISE))
    if error is not None:
        raise ValueError("read_noise must not be given with an error, which holds it already")
    if gain is None:
        raise ValueError("read_noise must come with a gain, which tells how many electrons a count is")
    return Noise(found, gain, read_noise)


def _is_one(error: Any) -> bool:
    """Whether this is one number for all pixels, or nothing."""
    return error is None or np.isscalar(error) or getattr(error, "ndim", None) == 0


def _one(error: Any) -> float | None:
    return None if error is None else float(checks.number("error", error, low=0))


def as_errors(error: Any, stack: Stack) -> Stack | float | None:
    """Check the errors of a stack: one number or one image for all frames, or an image for each.

    Examples
    --------
    >>> as_errors(np.ones((3, 4, 5)), as_stack(np.ones((2, 4, 5))))
    Traceback (most recent call last):
    ...
    ValueError: error must have the shape (4, 5) of a frame, or (2, 4, 5) of the stack, got (3, 4, 5)
    """
    if _is_one(error):
        return _one(error)
    found = as_stack(error, name="error")
    if found.shape[1:] != stack.shape[1:] or len(found) not in (1, len(stack)):
        given = found.shape if len(found) > 1 else found.shape[1:]
        allowed = f"the shape {stack.shape[1:]} of a frame, or {stack.shape} of the stack"
        raise ValueError(f"error must have {allowed}, got {given}")
    return found


def error_of(errors: Any, frame: int) -> Any:
    """Give the errors of one frame from those that `as_errors` gives."""
    return errors[frame if len(errors) > 1 else 0] if isinstance(errors, Stack) else errors


def noise_arguments(error: Any, gain: float | None, read_noise: float | None) -> dict[str, Any]:
    """Give what `measure_spots` is told about the noise: what is not None, and has a meaning.

    Examples
    --------
    >>> noise_arguments(None, 2.0, 3.5), noise_arguments(None, None, 3.5), noise_arguments(0.5, 2.0, 3.5)
    ({'gain': 2.0, 'read_noise': 3.5}, {}, {'error': 0.5, 'gain': 2.0})
    """
    read = None if gain is None or error is not None else read_noise
    told = {"error": error, "gain": gain, "read_noise": read}
    return {name: value for name, value in told.items() if value is not None}


def level_errors(annuli: Annuli, method: str) -> Floats:
    """Give the standard deviation of each background per pixel."""
    spread, medians = _SPREAD[method]
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        noise = annuli.std * np.sqrt(spread / annuli.count)
        errors: Floats = np.hypot(noise, np.where(annuli.whole, medians / np.sqrt(12), 0))
    return errors


def _summed(error: Image, image: Image, centers: Floats, radius: float, method: str) -> Floats:
    """Add the errors in each disk in quadrature; NaN where that of a good pixel is not known."""
    bad = image.bad
    if error.bad is not None:
        bad = error.bad if bad is None else error.bad | bad
    scale = float(error.good.max(initial=0)) or 1.0  # squares neither overflow nor vanish
    variance = Image((error.values.astype(np.float64) / scale) ** 2, bad)
    found: Floats = scale * np.sqrt(totals(variance, centers, radius, method))
    if error.bad is not None:
        unknown = error.bad if image.bad is None else error.bad & ~image.bad
        found[count_pixels(Image(variance.values, unknown), centers, radius, method)[1] > 0] = np.nan
    return found
