"""Numbers over an image: short ones, light on a dark rim, so that they are read on any colour."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nbtools.draw.image.context import pixels_per_point
from nbtools.draw.marks import letters
from nbtools.draw.marks.letters import DIGIT, Look, Words
from nbtools.draw.marks.stamps import Stamped, joined

if TYPE_CHECKING:
    from matplotlib.backend_bases import GraphicsContextBase, RendererBase
    from matplotlib.transforms import BboxBase

_LOOK = Look("white", bold=True, rim=0.85)
_LETTERS = "0123456789.-e∞–TGMkmµn"  # that `compact` writes
_PREFIXES = {12: "T", 9: "G", 6: "M", 3: "k", 0: "", -3: "m", -6: "µ", -9: "n"}


def compact(value: float) -> str:
    """Write a number with four digits at most, in eight characters at most, so that it fits beside a spot.

    Parameters
    ----------
    value : float
        Any number.

    Returns
    -------
    str
        With a decimal prefix (k, M, G, T; m, µ, n) or a power of ten beyond 9999 and below 0.01; an en dash
        for NaN.

    Examples
    --------
    >>> [compact(value) for value in (412, 0, -3.14159, 1234567, 0.00072, 3.4e17, float("nan"))]
    ['412', '0', '-3.142', '1.235M', '720µ', '3.4e17', '–']
    """
    if not math.isfinite(value):
        return "–" if math.isnan(value) else "-∞" if value < 0 else "∞"
    rounded = float(f"{value:.4g}")
    size = abs(rounded)
    if size == 0:
        return "0"
    if 0.01 <= size < 10_000:
        return f"{value:.{4 if size >= 0.1 else 3}g}"
    if 1e-9 <= size < 1e15:
        power = 3 * math.floor(math.log10(size) / 3)
        return f"{rounded / 10**power:.4g}{_PREFIXES[power]}"
    return f"{value:.{int(1e-99 <= size < 9e99)}e}".replace("+", "")


def write(
    renderer: RendererBase,
    context: GraphicsContextBase,
    texts: list[str],
    middles: NDArray[np.float64],
    points: float,
    box: BboxBase,
) -> None:
    """Write numbers, light on a dark rim.

    Parameters
    ----------
    texts : list of str
        What `compact` gives.
    middles : ndarray, shape (n, 2)
        Their middles (x, y) in display units.
    points : float
        Size of the font.
    box : BboxBase
        What reaches beyond this rectangle in display units is cut off.
    """
    letters.write(
        renderer, context, [_words(texts, middles, points * pixels_per_point(renderer))], points, box
    )


def stamped(texts: list[str], middles: NDArray[np.float64], size: float) -> Stamped:
    """Give the stamps with which `write` writes into pixels; the size of the font is in pixels."""
    return letters.stamped([_words(texts, middles, size)], size)


def _words(texts: list[str], middles: NDArray[np.float64], size: float) -> Words:
    return Words(texts, middles - (0, DIGIT / 2 * size), _LOOK)


@dataclass(frozen=True, slots=True, eq=False)
class Letters:
    """The stamps of all letters of `compact`, for a page.

    `about` has the letters, and how far below the middle of a number its base line is. The arrays are the widths of
    the letters, and of all their stamps the pixels, the parts, and at which pixel each begins.
    """

    about: dict[str, Any]
    arrays: dict[str, NDArray[Any]]


@lru_cache(maxsize=8)
def stamps(points: float, point: float) -> Letters:
    """Give what a page needs to write numbers of a size in points as `write` does, `point` pixels each."""
    size = points * point
    widths, found = letters.sprites(_LETTERS, round(size * 16), _LOOK)
    arrays = {"widths": np.array(widths, "<i2"), **joined(found)}
    return Letters({"letters": _LETTERS, "base": DIGIT / 2 * size}, arrays)
