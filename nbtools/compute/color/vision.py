"""How colours look in grey, and to eyes that lack one kind of cone.

A picture made with a colormap has few colours: apply `simulate` to their table rather than to all pixels.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

VISIONS = ("normal", "grey", "protanopia", "deuteranopia", "tritanopia")

# Weights of linear sRGB in the relative luminance Y (ITU-R BT.709, IEC 61966-2-1)
_LUMINANCE = (0.2126, 0.7152, 0.0722)

# Machado, Oliveira & Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE
# Transactions on Visualization and Computer Graphics 15 (2009) 1291-1298, doi:10.1109/TVCG.2009.113: severity 1.0
_MATRICES = {
    "grey": (_LUMINANCE,) * 3,
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
_BLOCK = 1 << 16  # pixels at a time, so that no large array of floats is made


def simulate(rgba: ArrayLike, vision: str = "deuteranopia") -> NDArray[np.uint8]:
    """Show colours as they look in grey, or to colour-blind eyes.

    "grey" keeps the relative luminance ``Y = 0.2126 R + 0.7152 G + 0.0722 B`` of linear sRGB (ITU-R BT.709). The
    others are the complete lack of one kind of cone, after Machado, Oliveira & Fernandes (2009), "A
    Physiologically-based Model for Simulation of Color Vision Deficiency", doi:10.1109/TVCG.2009.113, whose matrices
    of severity 1.0 are applied in linear sRGB. Of tritanopia their model is an approximation.

    Parameters
    ----------
    rgba : array-like of uint8, shape (..., 3) or (..., 4)
        sRGB colours; alpha is kept.
    vision : str
        "protanopia" (no red cones), "deuteranopia" (no green cones, the most common), "tritanopia" (no blue cones),
        "grey", or "normal".

    Returns
    -------
    ndarray of uint8, the shape of `rgba`
        A new array.

    Raises
    ------
    TypeError
        If the colours are not uint8.
    ValueError
        If `vision` is another word, or there are not 3 or 4 channels.

    Examples
    --------
    >>> red_and_green = np.array([[255, 0, 0], [0, 200, 0]], np.uint8)
    >>> simulate(red_and_green)
    array([[163, 144,   0],
           [187, 167,  44]], dtype=uint8)
    >>> simulate(red_and_green, "grey")
    array([[127, 127, 127],
           [172, 172, 172]], dtype=uint8)
    """
    if vision not in VISIONS:
        raise ValueError(f"vision must be one of {', '.join(map(repr, VISIONS))}, got {vision!r}")
    colors = np.asarray(rgba)
    if colors.dtype != np.uint8:
        raise TypeError(f"rgba must be uint8, got dtype {colors.dtype}")
    if colors.ndim == 0 or colors.shape[-1] not in (3, 4):
        raise ValueError(f"rgba must have 3 or 4 channels on its last axis, got shape {colors.shape}")
    seen = colors.copy()
    if vision == "normal":
        return seen
    matrix = np.array(_MATRICES[vision])
    linear = _decoded(np.arange(256) / 255)
    flat = seen.reshape(-1, colors.shape[-1])
    for start in range(0, len(flat), _BLOCK):
        block = flat[start : start + _BLOCK, :3]
        block[:] = np.rint(255 * _encoded(np.clip(linear[block] @ matrix.T, 0, 1)))
    return flat.reshape(colors.shape)


def _decoded(value: NDArray[Any]) -> NDArray[Any]:
    """From sRGB to linear light (IEC 61966-2-1)."""
    light: NDArray[Any] = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return light


def _encoded(light: NDArray[Any]) -> NDArray[Any]:
    """From linear light to sRGB (IEC 61966-2-1)."""
    value: NDArray[Any] = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return value
