"""An image as cells of a live picture: its values, and their colours from the source that paints them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.images import Pixels
from nbtools.draw.cells.view import Ends
from nbtools.draw.image.shades import Source

_BACKGROUND = 237  # the gray of the axes


class PictureCells:
    """The pixels of an image, with centres at whole numbers of the axes.

    Attributes
    ----------
    pixels : Pixels
        The values.
    source : Source
        Their colours.
    """

    def __init__(self, pixels: Pixels, source: Source) -> None:
        self.pixels, self.source = pixels, source

    def shape(self) -> tuple[int, int] | None:
        """Give the number of rows and columns."""
        return self.pixels.shape

    def ends(self) -> tuple[Ends, Ends]:
        """Give the outer edges of the first and the last row, and those of the columns."""
        rows, cols = self.pixels.shape
        return (-0.5, rows - 0.5), (-0.5, cols - 0.5)

    def array(self) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
        """Give all values, and where they are masked."""
        return self.pixels.numbers, self.pixels.masked

    def colors(self, rows: slice, cols: slice) -> NDArray[np.uint8]:
        """Give the colours of pixels; what is transparent is seen as the light background of the axes."""
        found = self.source.at(*np.ix_(np.arange(rows.start, rows.stop), np.arange(cols.start, cols.stop)))
        rgba = np.ascontiguousarray(found)[..., None].view(np.uint8)
        share = rgba[..., 3:] / 255
        return np.rint(rgba[..., :3] * share + _BACKGROUND * (1 - share)).astype(np.uint8)
