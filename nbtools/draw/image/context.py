"""What every artist here needs of a renderer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import GraphicsContextBase, RendererBase


@contextmanager
def graphics(artist: Artist, renderer: RendererBase) -> Iterator[GraphicsContextBase]:
    """Lend a graphics context that clips as the artist is clipped, and has its alpha."""
    context = renderer.new_gc()
    if artist.get_clip_on():
        context.set_clip_rectangle(artist.get_clip_box())
        context.set_clip_path(artist.get_clip_path())  # type: ignore[arg-type]
    if (alpha := artist.get_alpha()) is not None:
        context.set_alpha(alpha)
    yield context
    context.restore()


def frame_size(axes: Axes) -> tuple[int, int]:
    """Give width and height in pixels of the picture in which axes are; those of the figure are not always whole."""
    canvas = axes.figure.canvas
    width, height = canvas.get_width_height(physical=True)
    return width, height


def paints_pixels(renderer: RendererBase) -> bool:
    """Say whether the renderer fills a buffer of pixels, as Agg does, rather than writing PDF, SVG or PS."""
    return hasattr(renderer, "buffer_rgba")


def draw_picture(
    renderer: RendererBase, context: GraphicsContextBase, x: float, y: float, rgba: NDArray[np.uint8]
) -> None:
    """Draw a picture, the lowest row first, with its lower left corner at (x, y) in display units."""
    alpha = context.get_alpha()
    if alpha < 1 and paints_pixels(renderer):  # Agg does not heed it for pictures
        rgba = rgba.copy()
        rgba[..., 3] = np.rint(rgba[..., 3] * alpha)
    renderer.draw_image(context, x, y, rgba)


def require_linear(axes: Axes) -> None:
    """Raise ValueError unless both axes are linear, x across and y up or down."""
    if not (axes.transData.is_affine and axes.transData.is_separable):
        scales = f"{axes.get_xscale()} and {axes.get_yscale()}"
        raise ValueError(f"axes must be linear, got {axes.name} with scales {scales}")


def on_screen(axes: Axes, centers: NDArray[np.float64]) -> tuple[NDArray[np.float64], tuple[float, float]]:
    """Place (row, col) positions on the screen.

    Returns
    -------
    xy : ndarray, shape (n, 2)
        Display coordinates.
    scale : tuple of float
        Display units for one data unit along x and y, positive.

    Raises
    ------
    ValueError
        If the axes are not linear.
    """
    require_linear(axes)
    matrix = axes.transData.get_affine().get_matrix()
    return axes.transData.transform(centers[:, ::-1]), (abs(matrix[0, 0]), abs(matrix[1, 1]))


def pixels_per_point(renderer: RendererBase) -> float:
    """Say how many display units a point (1/72 inch) has."""
    return float(np.asarray(renderer.points_to_pixels(1)))
