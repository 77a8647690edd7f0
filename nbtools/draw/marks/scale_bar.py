"""A scale bar burnt into finished pixels."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.draw.marks.burn import grown, paint
from nbtools.draw.marks.letters import ink

Pixels = NDArray[np.uint8]


def burn_scale_bar(rgba: Pixels, pixel_size: float, unit: str, *, antialias: bool = False) -> Pixels:
    """Draw a scale bar with its length into the lower right corner of a picture.

    The length is the largest of 1, 2, 5, 10, 20 ... units that is at most a quarter of the width. The bar is white
    with a black edge where the corner is dark, and the other way round where it is light.

    Parameters
    ----------
    rgba : ndarray of uint8, shape (rows, cols, 4)
        The picture.
    pixel_size : float
        Size of a pixel of the picture, in units.
    unit : str
        Name of the unit.
    antialias : bool
        Whether the letters have smooth edges.

    Returns
    -------
    ndarray of uint8, shape (rows, cols, 4)
        A new picture.

    Raises
    ------
    ValueError
        If the picture is too small to hold the bar and its text.
    """
    rows, cols = rgba.shape[:2]
    length = bar_length(cols * checks.positive("pixel_size", pixel_size, unit))
    wide = round(length / pixel_size)
    height = int(np.clip(min(rows, cols) // 20, 9, 200))
    letters = _letters(f"{length:.12g} {unit}", height, antialias)
    thick, gap = max(2, height // 4), max(3, height // 2)
    block = np.zeros((len(letters) + gap // 2 + thick, max(wide, letters.shape[1])), np.float32)
    left = (block.shape[1] - letters.shape[1]) // 2
    block[: len(letters), left : left + letters.shape[1]] = letters
    left = (block.shape[1] - wide) // 2
    block[-thick:, left : left + wide] = 1
    if block.shape[0] + 2 * gap > rows or block.shape[1] + 2 * gap > cols:
        need = block.shape[0] + 2 * gap, block.shape[1] + 2 * gap
        raise ValueError(
            f"scale_bar needs a picture of {need} px (rows, cols) here, got {(rows, cols)}; enlarge it by scale"
        )
    line = np.zeros((rows, cols), np.float32)
    corner = slice(rows - gap - block.shape[0], rows - gap), slice(cols - gap - block.shape[1], cols - gap)
    line[corner] = block
    light = _luminance(rgba[corner]) > 0.5
    around = grown(line > 0, diagonal=True)
    return paint(rgba, line, around, *(("black", "white") if light else ("white", "black")))


def bar_length(width: float) -> float:
    """Choose the length of a scale bar: 1, 2 or 5 times a power of ten, at most a quarter of a width.

    Examples
    --------
    >>> [bar_length(width) for width in (100, 7.9, 0.004)]
    [20.0, 1.0, 0.001]
    """
    power = 10.0 ** math.floor(math.log10(width / 4))
    return float(f"{max(step * power for step in (1, 2, 5) if step * power <= width / 4 * (1 + 1e-9)):.1g}")


def _luminance(rgba: Pixels) -> float:
    return float((rgba[..., :3] @ np.array([0.2126, 0.7152, 0.0722])).mean() / 255)


def _letters(text: str, height: int, antialias: bool) -> NDArray[np.float32]:
    """Rasterise a text, and cut off what is empty around it."""
    size = height * 1.35
    found = ink(text, size * 16, smooth=antialias, hinting="no_hinting").astype(np.float32) / np.float32(255)
    rows, cols = (np.flatnonzero(found.any(axis=axis)) for axis in (1, 0))
    return found[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
