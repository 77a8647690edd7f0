"""Numbers over an image: short ones, light on a dark rim, so that they are read on any colour."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.numerals import compact as compact  # of which these are
from nbtools.draw.image.context import pixels_per_point
from nbtools.draw.marks import letters
from nbtools.draw.marks.letters import DIGIT, Look, Words
from nbtools.draw.marks.stamps import Stamped, joined

if TYPE_CHECKING:
    from matplotlib.backend_bases import GraphicsContextBase, RendererBase
    from matplotlib.transforms import BboxBase

_LOOK = Look("white", bold=True, rim=0.85)
_LETTERS = "0123456789.-e∞–TGMkmµn"  # that `compact` writes


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
