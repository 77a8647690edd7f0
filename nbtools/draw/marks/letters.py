"""Letters: the one font of all pictures, and what rasterises it, each character only once.

matplotlib lays out and paints each text anew, which takes too long for hundreds of them at each step of a slider.
Here texts are put together from stamps of their characters; vector formats get true text. Sizes of the font are given
in sixteenths of a pixel, so that sizes that nobody can tell apart are rasterised once.
"""

from __future__ import annotations

import contextlib
import math
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray

from nbtools.draw.image.context import draw_picture, paints_pixels, pixels_per_point
from nbtools.draw.marks.stamps import Stamp, Stamped, cut, paint
from nbtools.draw.settings import plain_settings

if TYPE_CHECKING:
    from matplotlib.backend_bases import GraphicsContextBase, RendererBase
    from matplotlib.transforms import BboxBase

DIGIT = 0.73  # height of a digit, as part of the size of the font
_RIM = 10  # pixels of font size for a pixel of dark rim


@dataclass(frozen=True, slots=True)
class Look:
    """How letters look: their colour, whether they are bold, and how dark the rim around them is, 0 to 1."""

    color: str
    bold: bool = False
    rim: float = 0.0


@dataclass(frozen=True, slots=True)
class Words:
    """Texts that look alike, and the middles (x, y) of their base lines in display units, shape (n, 2)."""

    texts: list[str]
    bases: NDArray[np.float64]
    look: Look


# --- texts on a picture -----------------------------------------------------------------------------------------


def write(
    renderer: RendererBase,
    context: GraphicsContextBase,
    words: Iterable[Words],
    points: float,
    box: BboxBase,
) -> None:
    """Write texts: as stamps on a screen, as true text into vector formats.

    Parameters
    ----------
    words : iterable of Words
        What is written.
    points : float
        Size of the font.
    box : BboxBase
        What reaches beyond this rectangle in display units is cut off on a screen.
    """
    some = [each for each in words if each.texts]
    if some and paints_pixels(renderer):
        draw_picture(renderer, context, *paint(stamped(some, points * pixels_per_point(renderer)), box))
        return
    for each in some:
        typeface = font(points, bold=each.look.bold)
        for text, (x, y) in zip(each.texts, each.bases.tolist(), strict=True):
            left = x - renderer.get_text_width_height_descent(text, typeface, False)[0] / 2
            draw_text(renderer, context, text, left, y, points, each.look)


def draw_text(
    renderer: RendererBase,
    context: GraphicsContextBase,
    text: str,
    x: float,
    y: float,
    points: float,
    look: Look,
) -> None:
    """Write a true text into a vector format, from the left end (x, y) of its base line on."""
    typeface = font(points, bold=look.bold)
    if look.rim:
        alpha = context.get_alpha()
        context.set_alpha(alpha * look.rim)
        context.set_foreground("black")
        context.set_linewidth(2)
        outline = TextPath((0, 0), text, prop=typeface)
        place = Affine2D().scale(pixels_per_point(renderer)).translate(x, y)
        renderer.draw_path(context, outline, place)
        context.set_alpha(alpha)
    context.set_foreground(look.color)
    base = renderer.height - y if renderer.flipy() else y  # type: ignore[attr-defined]
    renderer.draw_text(context, x, base, text, typeface, 0)


def stamped(words: Iterable[Words], size: float) -> Stamped:
    """Give the stamps with which texts are written into pixels; the size of the font is in pixels."""
    return [stamp for each in words if each.texts for stamp in _stamped(each, round(size * 16))]


def _stamped(words: Words, sixteenths: int) -> Stamped:
    """Put texts together from stamps of their characters; say which pixels each of them goes to."""
    codes = np.array(words.texts).view(np.uint32).reshape(len(words.texts), -1)  # 0 where a text is shorter
    kinds, first, which = np.unique(codes, return_index=True, return_inverse=True)
    which = which.reshape(codes.shape)
    widths = [_width(chr(kind), sixteenths, words.look.bold) if kind else 0 for kind in kinds]
    wide = np.array(widths)[which]
    left = np.rint(words.bases[:, 0] - wide.sum(axis=1) / 2).astype(np.intp)
    x = left[:, None] + np.cumsum(wide, axis=1) - wide
    y = np.broadcast_to(np.rint(words.bases[:, 1]).astype(np.intp)[:, None], x.shape)
    found = []
    for k in np.argsort(first).tolist():
        if kinds[k]:
            stamp, here = _stamp(chr(kinds[k]), sixteenths, words.look), which == k
            found.append((stamp, np.stack([x[here], y[here]], axis=1)))
    return found


@lru_cache(maxsize=2048)
def _stamp(character: str, sixteenths: int, look: Look) -> Stamp:
    """Make a stamp of a character, which is placed by the left end of its base line."""
    left, under = 0, below(sixteenths)
    found = letter(character, sixteenths, bold=look.bold)
    light = found / 255
    dark = np.zeros_like(light)
    if look.rim:
        left = under = _margin(sixteenths)
        light = dark = ink(character, sixteenths, bold=look.bold)[::-1] / 255
        for _ in range(max(1, round(sixteenths / 16 / _RIM))):
            dark = np.pad(dark, 1)
            dark = np.maximum(np.maximum(dark[:-2], dark[1:-1]), dark[2:])
            dark = np.maximum(np.maximum(dark[:, :-2], dark[:, 1:-1]), dark[:, 2:])
    near = np.argwhere((light > 0) | (dark > 0))
    if not len(near):
        near = np.zeros((1, 2), np.intp)
    some = tuple(near.T)
    return cut(near[:, ::-1] - (left, under), light[some][None], look.rim * dark[some][None], look.color)[0]


def sprites(characters: str, sixteenths: int, look: Look) -> tuple[list[int], list[Stamp]]:
    """Give the widths and the stamps of some characters."""
    widths = [_width(character, sixteenths, look.bold) for character in characters]
    return widths, [_stamp(character, sixteenths, look) for character in characters]


# --- the rasteriser ---------------------------------------------------------------------------------------------


def width_of(text: str, sixteenths: int) -> int:
    """Give the width in pixels of a text that is put together from its characters."""
    return sum(_width(character, sixteenths) for character in text)


def below(sixteenths: int) -> int:
    """Say how many rows of a letter are below the base line."""
    return math.ceil(sixteenths / 64)


@lru_cache(maxsize=2048)
def letter(character: str, sixteenths: int, *, bold: bool = False) -> NDArray[np.uint8]:
    """Rasterise a character: how much of each pixel is ink, 0 to 255, the lowest row first."""
    return line(character, sixteenths, _width(character, sixteenths, bold), bold=bold)[::-1]


def line(text: str, sixteenths: int, width: int, *, bold: bool = False) -> NDArray[np.uint8]:
    """Rasterise a text of so many pixels as one line: how much of each is ink, 0 to 255, the top row first."""
    margin = _margin(sixteenths)
    base = 3 * margin
    rows = slice(base - math.ceil(sixteenths / 16), base + below(sixteenths))
    return ink(text, sixteenths, bold=bold)[rows, margin : margin + width]


def ink(
    text: str, sixteenths: float, *, bold: bool = False, smooth: bool = True, hinting: str = "default"
) -> NDArray[np.uint8]:
    """Rasterise a text with a margin: how much of each pixel is ink, 0 to 255, the top row first.

    Parameters
    ----------
    text : str
        What is written.
    sixteenths : float
        Size of the font.
    bold : bool
        Whether the letters are bold.
    smooth : bool
        Whether they have smooth edges.
    hinting : str
        How letters are fitted to pixels; see ``rcParams["text.hinting"]``.

    Returns
    -------
    ndarray of uint8
        With half a size around the text and below its base line, and one and a half above.
    """
    margin = _margin(sixteenths)
    wide = math.ceil(extent(text, sixteenths, bold=bold)) + 2 * margin
    agg = RendererAgg(wide, 4 * margin, 72)  # at 72 dpi a point is a pixel
    context = agg.new_gc()
    context.set_antialiased(smooth)
    with _plain(hinting):
        agg.draw_text(context, margin, 3 * margin, text, font(sixteenths / 16, bold=bold), 0)
    found: NDArray[np.uint8] = np.asarray(agg.buffer_rgba())[..., 3]
    return found


@lru_cache(maxsize=8192)
def extent(text: str, sixteenths: float, *, bold: bool = False) -> float:
    """Measure the width of a text in pixels, which need not be a whole number."""
    typeface = font(sixteenths / 16, bold=bold)
    with _plain():
        return RendererAgg(1, 1, 72).get_text_width_height_descent(text, typeface, False)[0]


@contextlib.contextmanager
def _plain(hinting: str = "default") -> Iterator[None]:
    """Write the same whatever the user's settings, and without a word about characters that no font has."""
    with plain_settings({"text.hinting": hinting}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


@lru_cache(maxsize=64)
@plain_settings()
def font(size: float, *, bold: bool = False) -> FontProperties:
    """Give the font of a size in points."""
    return FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")


def _width(character: str, sixteenths: int, bold: bool = False) -> int:
    return max(1, round(extent(character, sixteenths, bold=bold)))


def _margin(sixteenths: float) -> int:
    return math.ceil(sixteenths / 32)
