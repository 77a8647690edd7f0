"""One image and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbtools.compute.numerals import told
from nbtools.draw.image.raster import Raster
from nbtools.draw.image.shades import Source
from nbtools.draw.scene import Layer, readable

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes


_WORDS = "row {row}, col {col}: value {value}"


class PlainImage:
    """An image on axes; it belongs to the background, on which other artists move."""

    def __init__(self, axes: Axes, source: Source) -> None:
        self._raster = Raster(axes, source)
        self.artists: list[Artist] = []

    def show(self, source: Source) -> bool:
        """Show an image in its colours.

        Returns
        -------
        bool
            Whether that is another one, or in other colours.
        """
        new = source is not self._raster.source
        self._raster.set_source(source)
        return new

    def layers(self) -> list[Layer]:
        """Describe it for a page."""
        image = self._raster.layer()
        return [] if image is None else [readable(image, _WORDS)]

    @property
    def images(self) -> list[Artist]:
        """What other artists lie over."""
        return [self._raster]

    def describe(self, row: int, col: int) -> str:
        """Tell row, column and value, from the full data."""
        value = self._raster.value_at(row, col)
        return "" if value is None else _WORDS.format(row=row, col=col, value=told(value))
