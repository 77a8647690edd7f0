"""An image in its colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nbtools.compute.color.colormaps import hex_color
from nbtools.compute.numerals import told
from nbtools.draw.image.raster import Raster
from nbtools.draw.image.shades import Shades
from nbtools.draw.scene import Layer, readable

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

_WORDS = "row {row}, col {col}: value {value}, colour {color}"


class ColoredImage:
    """An image and its colours; `artists` are those that move."""

    def __init__(self, axes: Axes, shades: Shades) -> None:
        self._shades, self._raster = shades, Raster(axes, shades)
        axes.spines[:].set_linewidth(1.2)  # the image covers the inner half
        self.artists: list[Artist] = [self._raster]

    def show(self, shades: Shades) -> None:
        """Show an image in its colours."""
        self._shades = shades
        self._raster.set_source(shades)

    @property
    def images(self) -> list[Artist]:
        """What is described in `layers`."""
        return [self._raster]

    def layers(self) -> list[Layer]:
        """Describe the image for a page."""
        image = self._raster.layer()
        return [] if image is None else [readable(image, _WORDS)]

    def describe(self, row: int, col: int) -> str:
        """Tell row, column, value and colour, from the full data."""
        value = self._raster.value_at(row, col)
        if value is None:
            return ""
        color = self._shades.at(np.array([row]), np.array([col]))[..., None].view(np.uint8)[0]
        return _WORDS.format(row=row, col=col, value=told(value), color=hex_color(color))
