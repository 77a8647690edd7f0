"""Titles as finished pixels: literal text, shortened where there is no more room."""

from __future__ import annotations

import math
from functools import lru_cache
from string import digits

import numpy as np
from numpy.typing import NDArray

from nbtools.draw.marks.letters import extent, line

INK = 0.2  # grey, on white paper
_CUT = "…"


def measured(text: str, size: float) -> int:
    """Give the width of a text in pixels.

    Parameters
    ----------
    text : str
        Any text; it is taken literally.
    size : float
        Size of the font in pixels.

    Returns
    -------
    int
    """
    return math.ceil(extent(plain(text), round(size * 16)))


def plain(text: str) -> str:
    r"""Bring a text into one line, without characters that cannot be seen.

    Examples
    --------
    >>> plain(" a\n b\t")
    'a b'
    """
    words = " ".join(text.split())
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in words)


def fitted(text: str, size: float, room: int, core: str = "") -> str:
    """Shorten a text in the middle, with an ellipsis, so that it is at most so many pixels wide.

    Where it has a `core`, which tells it apart from others, that is what is shortened. More is kept of the end
    than of the beginning.

    Examples
    --------
    >>> fitted("cell_0042.tif", 11, 200), fitted("cell_0042.tif", 11, 60), fitted("cell_0042.tif", 11, 3)
    ('cell_0042.tif', 'cel…42.tif', '')
    >>> fitted("cell_0042.tif", 11, 60, core="…0042…")
    '…0042…'
    """
    whole = plain(text)
    if measured(whole, size) <= room:
        return whole
    whole = core or whole
    if measured(whole, size) <= room:
        return whole
    shortened = (_without_middle(whole, keep) for keep in range(len(whole) - 1, 0, -1))
    return next((found for found in shortened if measured(found, size) <= room), "")


def _without_middle(text: str, keep: int) -> str:
    head = keep // 3
    return text[:head].rstrip() + _CUT + text[len(text) - keep + head :].lstrip()


@lru_cache(maxsize=32)
def told_apart(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out what all of some texts begin and end with, but no part of a number.

    Examples
    --------
    >>> told_apart(("cell_0042_ch1.tif", "cell_0047_ch1.tif")), told_apart(("dog 1", "dog 2"))
    (('…0042…', '…0047…'), ('…1', '…2'))
    """
    whole = [plain(text) for text in texts]
    first = _shared(whole)
    last = _shared([text[::-1] for text in whole])
    cores = [text[first : len(text) - last] for text in whole]
    if not all(cores):  # one of them has nothing of its own
        return tuple(whole)
    return tuple(_CUT * (first > 0) + core + _CUT * (last > 0) for core in cores)


def _shared(texts: list[str]) -> int:
    """Count the letters with which all begin, without digits at the end of them."""
    low, high = min(texts, default=""), max(texts, default="")
    number = next((k for k, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), len(low))
    return len(low[:number].rstrip(digits))


@lru_cache(maxsize=2048)
def caption(
    text: str, size: float, room: int, ink: float = INK, paper: float = 1.0, core: str = ""
) -> NDArray[np.uint32]:
    """Write a text in a grey on paper of another grey.

    Parameters
    ----------
    text : str
        What is written, literally; shortened where it is wider than `room`.
    size : float
        Size of the font in pixels.
    room : int
        Greatest width in pixels.
    ink, paper : float
        0 is black, 1 is white.
    core : str
        What tells it apart from others, see `told_apart`.

    Returns
    -------
    ndarray of uint32, shape (rows, cols)
        RGBA, one number for each pixel; the top row first. Not to be written to.
    """
    shown = fitted(text, size, room, core)
    part = line(shown, round(size * 16), measured(shown, size)).astype(np.float32) / 255
    pixels = np.full((*part.shape, 4), 255, np.uint8)
    pixels[..., :3] = np.rint(255 * (paper - (paper - ink) * part))[..., None]
    found = pixels.view(np.uint32)[..., 0]
    found.flags.writeable = False
    return found
