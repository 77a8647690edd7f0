"""Numbers as stamps: the few characters that they need, rasterised once with matplotlib's own font."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D, BboxBase
from numpy.typing import NDArray

from nbtools.draw.image.context import draw_picture, paints_pixels, pixels_per_point
from nbtools.draw.marks.stamps import Stamp, cut, paint

if TYPE_CHECKING:
    from matplotlib.backend_bases import GraphicsContextBase, RendererBase

_CHARACTERS = "0123456789.-e–∞kMGTmµn"
_DIGIT = 0.73  # height of a digit in sizes of the font
_COLOR = "white"
_HALO = 10  # pixels of font size for a pixel of dark rim
_HALO_ALPHA = 0.85
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
    """Write numbers, light on a dark rim: as stamps on a screen, as true text into vector formats.

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
    if not texts:
        return
    size = points * pixels_per_point(renderer)
    bases = middles - (0, _DIGIT / 2 * size)
    if paints_pixels(renderer):
        draw_picture(renderer, context, *paint(_stamped(texts, bases, size), box))
    else:
        _write(renderer, context, texts, bases, points)


def _stamped(
    texts: list[str], middles: NDArray[np.float64], size: float
) -> list[tuple[Stamp, NDArray[np.intp]]]:
    """Put texts together from glyphs; say which pixels each glyph goes to."""
    glyphs = _glyphs(round(size * 16))
    places: dict[str, list[tuple[int, int]]] = {}
    for text, (x, y) in zip(texts, middles.tolist(), strict=True):
        left = round(x - sum(glyphs[character][1] for character in text) / 2)
        for character in text:
            places.setdefault(character, []).append((left, round(y)))
            left += glyphs[character][1]
    return [(glyphs[character][0], np.array(where)) for character, where in places.items()]


@lru_cache(maxsize=16)
def _glyphs(sixteenths: int) -> dict[str, tuple[Stamp, int]]:
    """Rasterise the characters that numbers need; return a stamp and the width in pixels of each.

    Stamps are placed by the left end of the base line. The size is given in sixteenths of a pixel.
    """
    font = _font(sixteenths / 16)
    margin = math.ceil(sixteenths / 16 / 2)  # for the halo, and what hangs below the base line
    agg = RendererAgg(4 * margin, 4 * margin, 72)  # at 72 dpi a point is a pixel
    glyphs = {}
    for character in _CHARACTERS:
        agg.clear()
        agg.draw_text(agg.new_gc(), margin, 3 * margin, character, font, 0)
        ink = np.asarray(agg.buffer_rgba())[::-1, :, 3] / 255
        halo = ink
        for _ in range(max(1, round(sixteenths / 16 / _HALO))):
            halo = np.pad(halo, 1)
            halo = np.maximum(np.maximum(halo[:-2], halo[1:-1]), halo[2:])
            halo = np.maximum(np.maximum(halo[:, :-2], halo[:, 1:-1]), halo[:, 2:])
        near = np.argwhere(halo > 0)
        light, dark = ink[tuple(near.T)][None], _HALO_ALPHA * halo[tuple(near.T)][None]
        width = agg.get_text_width_height_descent(character, font, False)[0]
        glyphs[character] = cut(near[:, ::-1] - margin, light, dark, _COLOR)[0], max(1, round(width))
    return glyphs


def _write(
    renderer: RendererBase,
    context: GraphicsContextBase,
    texts: list[str],
    middles: NDArray[np.float64],
    points: float,
) -> None:
    """Write true text over a dark rim."""
    font, point = _font(points), pixels_per_point(renderer)
    alpha = context.get_alpha()
    for text, (x, y) in zip(texts, middles.tolist(), strict=True):
        left = x - renderer.get_text_width_height_descent(text, font, False)[0] / 2
        context.set_alpha(alpha * _HALO_ALPHA)
        context.set_foreground("black")
        context.set_linewidth(2)
        outline = TextPath((0, 0), text, prop=font)
        renderer.draw_path(context, outline, Affine2D().scale(point).translate(left, y))
        context.set_alpha(alpha)
        context.set_foreground(_COLOR)
        base = renderer.height - y if renderer.flipy() else y  # type: ignore[attr-defined]
        renderer.draw_text(context, left, base, text, font, 0)


def _font(size: float) -> FontProperties:
    return FontProperties(family="DejaVu Sans", size=size, weight="bold")
