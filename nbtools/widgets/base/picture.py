"""One image on a stage."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes

from nbtools.compute.images import Image
from nbtools.draw.image.raster import Raster
from nbtools.widgets.base.stage import Box, Click, Stage

_LEFT, _RIGHT, _BOTTOM, _TOP = 44, 8, 26, 8  # margins in px of the screen, the same at any size of the figure


class Picture(Stage):
    """One image with its canvas.

    Parameters
    ----------
    image : Image
        What is shown first.
    width : int
        Width in px of the screen; the height follows the image's shape within sensible bounds.
    alt, on_click
        As for `Stage`.
    """

    def __init__(
        self, image: Image, *, width: int = 548, alt: str = "", on_click: Click | None = None
    ) -> None:
        rows, cols = image.shape
        inner = width - _LEFT - _RIGHT
        height = round(min(max(inner * rows / cols, 300), 470)) + _BOTTOM + _TOP
        super().__init__(image.shape, (width, height), alt=alt, on_click=on_click)
        self.raster = Raster(self.axes, image)
        self._look: tuple[Any, ...] = ()

    def boxes(self, width: float, height: float) -> list[Box]:
        """Give the panel all the room between the margins."""
        return [(_LEFT, _BOTTOM, width - _LEFT - _RIGHT, height - _BOTTOM - _TOP)]

    def describe(self, row: int, col: int, panel: Axes) -> str:
        """Tell row, column and value, from the full data."""
        value = self.raster.value_at(row, col)
        return "" if value is None else f"row {row}  col {col}  value {value:.6g}"

    def show(self, image: Image, limits: tuple[float, float], cmap: str) -> None:
        """Show an image with these limits and colours; the view stays when the image has the same shape.

        Where nothing of this has changed, only the moving artists are painted anew.
        """
        look = image, limits, cmap
        if look == self._look:
            self.canvas.moved()
            return
        self._look = look
        if image is not self.raster.image:
            self.raster.set_image(image)
        self.raster.set_limits(*limits)
        self.raster.set_cmap(cmap)
        if image.shape != self.shape:
            self.shape = image.shape
            self.show_all()
        self.canvas.draw_idle()
