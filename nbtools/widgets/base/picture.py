"""One image on a stage."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes

from nbtools.compute.images import Image
from nbtools.draw.image.raster import Raster
from nbtools.widgets.base.stage import Click, Stage


class ImagePicture(Stage):
    """One image with its canvas.

    Parameters
    ----------
    image : Image
        What is shown first.
    alt, on_click
        As for `Stage`.
    """

    def __init__(self, image: Image, *, alt: str = "", on_click: Click | None = None) -> None:
        self._image = image
        self._look: tuple[Any, ...] = ()
        super().__init__(image.shape, alt=alt, on_click=on_click)

    def fill(self) -> None:
        """Make the image."""
        self.raster = Raster(self.axes, self._image)

    def describe(self, row: int, col: int, panel: Axes) -> str:
        """Tell row, column and value, from the full data."""
        value = self.raster.value_at(row, col)
        return "" if value is None else f"row {row}  col {col}  value {value:.6g}"

    def show(self, image: Image, limits: tuple[float, float], cmap: Any) -> None:
        """Show an image with these limits and colours; the view stays when the image has the same shape.

        Where nothing of this has changed, only the moving artists are painted anew.
        """
        look = image, limits, cmap
        whole, self._look = look != self._look, look
        if whole:
            if image is not self.raster.image:
                self.raster.set_image(image)
            self.raster.set_limits(*limits)
            self.raster.set_cmap(cmap)
        if image.shape != self.shape:
            self.shape = image.shape
            self.home()
        self.canvas.changed(whole=whole)
