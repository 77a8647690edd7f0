"""One image on a stage."""

from __future__ import annotations

from matplotlib.axes import Axes

from nbtools.draw.image.raster import Raster
from nbtools.draw.image.shades import Source
from nbtools.widgets.base.stage import Click, Stage


class ImagePicture(Stage):
    """One image with its canvas.

    Parameters
    ----------
    source : Source
        What is shown first.
    alt, on_click
        As for `Stage`.
    """

    def __init__(self, source: Source, *, alt: str = "", on_click: Click | None = None) -> None:
        self._source = source
        super().__init__(source.shape, alt=alt, on_click=on_click)

    def fill(self) -> None:
        """Make the image."""
        self.raster = Raster(self.axes, self._source)

    def describe(self, row: int, col: int, panel: Axes) -> str:
        """Tell row, column and value, from the full data."""
        value = self.raster.value_at(row, col)
        return "" if value is None else f"row {row}  col {col}  value {value:.6g}"

    def show(self, source: Source) -> None:
        """Show an image in its colours; the view stays when the image has the same shape.

        Where this has not changed, only the moving artists are painted anew.
        """
        whole = source is not self.raster.source
        self.raster.set_source(source)
        if source.shape != self.shape:
            self.shape = source.shape
            self.home()
        self.canvas.changed(whole=whole)
