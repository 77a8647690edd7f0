"""The picture of ColorExplorer: an image, and beside it the scale of its colours."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.patches import Polygon

from nbtools.compute.color.coloring import hex_color
from nbtools.draw.image.raster import Raster
from nbtools.draw.image.shades import Shades
from nbtools.draw.marks.scales import ticks
from nbtools.draw.marks.spectrum import Gradient
from nbtools.draw.marks.ticks import Ticks
from nbtools.widgets.base.stage import Box, Stage

_WIDTH, _LEAST, _MOST = (
    548,
    330,
    470,
)  # px of the screen: of the figure, and the heights that the image may have
_LEFT, _BOTTOM, _TOP = 44, 24, 10  # margins; the ends of the scale are _TIP high and do not change
_SIDE, _GAP, _BAR, _TIP = 76, 10, 14, 9  # room right of the image, and in it: space, scale
_TICK = 26  # px between two ticks


class ColorPicture(Stage):
    """An image and its colours.

    Parameters
    ----------
    shades : Shades
        What is shown first.
    """

    def __init__(self, shades: Shades) -> None:
        rows, cols = shades.image.shape
        inner = _WIDTH - _LEFT - _SIDE
        height = round(min(max(inner * rows / cols, _LEAST), _MOST)) + _BOTTOM + _TOP
        super().__init__(
            shades.image.shape, (_WIDTH, height), alt="the image in its colours, and their scale"
        )
        self._shades = shades
        self.raster = Raster(self.axes, shades.image, vmin=0, vmax=1)
        self.axes.spines[:].set_linewidth(1.2)  # the image covers the inner half
        self.bar = self.figure.add_axes((0.9, 0.1, 0.05, 0.8), xticks=[], yticks=[], facecolor="white")
        self.bar.set_navigate(False)
        self.bar.set(xlim=(0, 1), ylim=(0, 1))
        self.bar.spines[:].set(edgecolor="0.6", linewidth=1.2)
        self.ticks = Ticks(self.bar)
        self.gradient = Gradient(self.bar)
        self._tips = [
            Polygon([(0, at), (1, at), (0.5, at)], transform=self.bar.transAxes, clip_on=False, linewidth=0.8,
                    edgecolor="0.6", zorder=3)
            for at in (0, 1)
        ]  # fmt: skip
        for tip in self._tips:
            self.bar.add_patch(tip)
        self.canvas.set_moving(self.raster, self.gradient, self.ticks, *self._tips)
        self.place()

    @property
    def aspect(self) -> float:
        """Height of the image's place, as part of its width."""
        return float(self.axes.bbox.height / self.axes.bbox.width)

    def boxes(self, width: float, height: float) -> list[Box]:
        """Give the image what the scale leaves."""
        return [(_LEFT, _BOTTOM, width - _LEFT - _SIDE, height - _BOTTOM - _TOP)]

    def place(self, _event: Any = None) -> None:
        """Put image and scale where they belong."""
        super().place()
        if not hasattr(self, "bar"):  # while the stage is made
            return
        ratio = self.canvas.device_pixel_ratio
        width, height = self.figure.bbox.width / ratio, self.figure.bbox.height / ratio
        tall = max(height - _BOTTOM - _TOP - 2 * _TIP, 1)
        self.bar.set_position(
            ((width - _SIDE + _GAP) / width, (_BOTTOM + _TIP) / height, _BAR / width, tall / height)
        )
        for tip, at, end in zip(self._tips, (0, 1), (-_TIP / tall, 1 + _TIP / tall), strict=True):
            tip.set_xy([(0, at), (1, at), (0.5, end)])
        self._room = _TICK / tall

    def show(self, shades: Shades, norm: Normalize, outside: tuple[int, int]) -> None:
        """Show an image in its colours; other colours of the same image are painted alone.

        Parameters
        ----------
        shades : Shades
            The image with its colours.
        norm : Normalize
            What the scale tells.
        outside : (int, int)
            Number of pixels below and above the colours: where there are some, that end of the scale is pointed.
        """
        self._shades = shades
        self.raster.set_shades(shades)
        self.gradient.table = shades.table
        self.ticks.places, self.ticks.names = ticks(norm, self._room)
        for tip, number, color in zip(self._tips, outside, shades.table[-3:-1], strict=True):
            tip.set(visible=number > 0, facecolor=color / 255)
        if shades.image.shape == self.shape:
            self.canvas.moved()
            return
        self.shape = shades.image.shape
        self.show_all()

    def describe(self, row: int, col: int, panel: Axes) -> str:
        """Tell row, column, value and colour, from the full data."""
        value = self.raster.value_at(row, col)
        if value is None:
            return ""
        color = self._shades.at(np.array([row]), np.array([col]))[..., None].view(np.uint8)[0]
        return f"row {row}  col {col}  value {value:.6g}  colour {hex_color(color)}"
