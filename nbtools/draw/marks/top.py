"""Marks on top of a picture, kept apart from what is below them.

A picture with hundreds of circles and numbers makes a large file, at each step of a slider another one. The stamps
that these are painted with are small, and a page can stamp them by itself, to the same pixels.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nbtools.draw.marks.stamps import Marks, Stamped, lay, packed

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.backends.backend_agg import RendererAgg


class Top:
    """What lies on top of a picture and is painted with stamps alone.

    Attributes
    ----------
    below : ndarray of uint8, shape (rows, cols, 4)
        The picture without it.
    """

    def __init__(self) -> None:
        self.below: NDArray[np.uint8] = np.empty((0, 0, 4), np.uint8)
        self._marks: list[tuple[Marks, Stamped]] = []

    def draw(self, artists: Iterable[Artist], renderer: RendererAgg) -> None:
        """Draw artists, the lowest first."""
        visible = [artist for artist in artists if artist.get_visible()]
        self._marks = _on_top(visible, renderer)
        for artist in visible[: len(visible) - len(self._marks)]:
            artist.draw(renderer)
        self.below = np.array(renderer.buffer_rgba())
        for marks, stamped in self._marks:
            lay(marks, renderer, stamped)

    def told(self) -> list[tuple[dict[str, Any], dict[str, NDArray[Any]]]]:
        """Describe it for a page, mark by mark: numbers and arrays."""
        return [packed(marks, stamped) for marks, stamped in self._marks if stamped]


def _on_top(artists: list[Any], renderer: RendererAgg) -> list[tuple[Marks, Stamped]]:
    found: list[tuple[Marks, Stamped]] = []
    for artist in reversed(artists):
        stamped = artist.stamped(renderer) if hasattr(artist, "stamped") else None
        if stamped is None:
            break
        found.insert(0, (artist, stamped))
    return found


def checksum(pixels: NDArray[np.uint8]) -> int:
    """Sum up pixels, RGBA, each with an odd weight, in 32 bits: a page that has got others has got another sum."""
    numbers = np.ascontiguousarray(pixels).view("<u4").ravel()
    weights = np.arange(1, 2 * len(numbers), 2, dtype=np.uint32)
    return int((numbers * weights).sum(dtype=np.uint32))
