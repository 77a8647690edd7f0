"""A picture that fills its axes, painted anew for the pixels that are there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.artist import Artist, allow_rasterization
from numpy.typing import NDArray

from nbtools.draw.image.context import draw_picture, graphics

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase


class Painting(Artist):
    """What a function paints, pixel by pixel.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to paint.
    paint : callable
        Called with the number of rows and columns of pixels; gives them as ndarray of uint32, the top row first, with
        RGBA as one number for each pixel in the order of the bytes that make it up.
    """

    axes: Axes

    def __init__(self, axes: Axes, paint: Callable[[int, int], NDArray[np.uint32]]) -> None:
        super().__init__()
        self.set_zorder(0)
        self._paint = paint
        axes.add_artist(self)

    @allow_rasterization
    def draw(self, renderer: RendererBase) -> None:
        """Paint."""
        if not self.get_visible():
            return
        zoom, box = renderer.get_image_magnification(), self.axes.bbox
        left, bottom, right, top = (np.floor(edge * zoom + 0.5) for edge in box.extents)
        if right > left and top > bottom:
            pixels = self._paint(int(top - bottom), int(right - left))
            rgba = np.ascontiguousarray(pixels[::-1])[..., None].view(np.uint8)
            with graphics(self, renderer) as context:
                draw_picture(renderer, context, left / zoom, bottom / zoom, rgba)
        self.stale = False
