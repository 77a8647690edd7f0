"""An image as cells of a live picture: painted from its source of colours, at the cost of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.artist import Artist, allow_rasterization
from numpy.typing import NDArray

from nbtools.compute.zoom.zoom_picture import Picture
from nbtools.draw.cells.view import Ends
from nbtools.draw.image.context import draw_picture, graphics
from nbtools.draw.image.screen import line_up_axes
from nbtools.draw.image.shades import Source

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase


class PictureCells:
    """The pixels of an image, with centres at whole numbers of the axes.

    Attributes
    ----------
    picture : Picture
        The values.
    source : Source
        Their colours.
    """

    def __init__(self, picture: Picture, source: Source) -> None:
        self.picture, self.source = picture, source

    def shape(self) -> tuple[int, int] | None:
        """Give the number of rows and columns."""
        return self.picture.shape

    def ends(self) -> tuple[Ends, Ends]:
        """Give the outer edges of the first and the last row, and those of the columns."""
        rows, cols = self.picture.shape
        return (-0.5, rows - 0.5), (-0.5, cols - 0.5)

    def array(self) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
        """Give all values, and where they are masked."""
        return self.picture.values, self.picture.masked

    def colors(self, rows: slice, cols: slice) -> NDArray[np.uint8]:
        """Give the colours of pixels; what is transparent is seen as the light background of the axes."""
        found = self.source.at(*np.ix_(np.arange(rows.start, rows.stop), np.arange(cols.start, cols.stop)))
        rgba = np.ascontiguousarray(found)[..., None].view(np.uint8)
        return np.where(rgba[..., 3:] == 0, np.uint8(237), rgba[..., :3])


class CellImage(Artist):
    """The image itself.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Linear axes.
    cells : PictureCells
        What is painted.
    """

    axes: Axes

    def __init__(self, axes: Axes, cells: PictureCells) -> None:
        super().__init__()
        self.set_zorder(0)
        self._cells = cells
        self._seen: tuple[Any, ...] | None = None  # the view, its source, and the pixels with their place
        axes.add_artist(self)

    @allow_rasterization
    def draw(self, renderer: RendererBase) -> None:
        """Paint what the axes show of the image."""
        if not self.get_visible():
            return
        zoom, source = renderer.get_image_magnification(), self._cells.source
        view = (*self.axes.bbox.extents, *self.axes.get_xlim(), *self.axes.get_ylim(), zoom)
        if self._seen is None or self._seen[:2] != (view, source):
            lines = line_up_axes(self.axes, self._cells.picture.shape, zoom)
            found = None
            if lines is not None:
                found = lines[1].start, lines[0].start, source.reduced(*lines)[..., None].view(np.uint8)
            self._seen = view, source, found
        if self._seen[2] is not None:
            with graphics(self, renderer) as context:
                draw_picture(renderer, context, *self._seen[2])
        self.stale = False
