"""The picture of ColorExplorer: an image, and beside it the scale of its colours."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize

from nbtools.compute.color.colormaps import hex_color
from nbtools.draw.color.bar import ColorBar
from nbtools.draw.image.raster import Raster
from nbtools.draw.image.shades import Shades
from nbtools.draw.marks.scales import ticks
from nbtools.widgets.base.stage import Stage

_GAP, _BAR, _TIP = 10, 14, 9  # px of the screen between image and scale, its width, the height of its ends
_TICK = 26  # px between two ticks


class ColorPicture(Stage):
    """An image and its colours.

    Parameters
    ----------
    shades : Shades
        What is shown first.
    """

    margins = (44, 76, 24, 10)
    heights = (330, 470)

    def __init__(self, shades: Shades) -> None:
        self._shades = shades
        super().__init__(shades.shape, alt="the image in its colours, and their scale")

    def fill(self) -> None:
        """Make image and scale."""
        self.raster = Raster(self.axes, self._shades)
        self.axes.spines[:].set_linewidth(1.2)  # the image covers the inner half
        self.bar = ColorBar(self.figure, tips=True, line=1.2)
        self.canvas.set_moving(self.raster, *self.bar.artists)

    @property
    def aspect(self) -> float:
        """Height of the image's place, as part of its width."""
        return float(self.axes.bbox.height / self.axes.bbox.width)

    def place(self, _event: Any = None) -> None:
        """Put image and scale where they belong."""
        super().place()
        left, bottom, across, up = self.room(*self.size)
        tall = max(up - 2 * _TIP, 1)
        self.put(self.bar.axes, (left + across + _GAP, bottom + _TIP, _BAR, tall))
        self.bar.point(_TIP / tall)
        self._apart = _TICK / tall

    def show(self, shades: Shades, norm: Normalize, outside: tuple[int, int]) -> None:
        """Show an image in its colours; other colours of the same image are painted alone.

        Parameters
        ----------
        shades : Shades
            The image with its colours.
        norm : Normalize
            What the scale tells.
        outside : (int, int)
            Number of pixels below and above the colours.
        """
        self._shades = shades
        self.raster.set_source(shades)
        self.bar.show(shades.table, *ticks(norm, self._apart), outside)
        if shades.shape == self.shape:
            self.canvas.moved()
            return
        self.shape = shades.shape
        self.home()

    def describe(self, row: int, col: int, panel: Axes) -> str:
        """Tell row, column, value and colour, from the full data."""
        value = self.raster.value_at(row, col)
        if value is None:
            return ""
        color = self._shades.at(np.array([row]), np.array([col]))[..., None].view(np.uint8)[0]
        return f"row {row}  col {col}  value {value:.6g}  colour {hex_color(color)}"
