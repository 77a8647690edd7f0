"""A histogram whose bars are filled with the colours of the values below them, and a bar of all colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.artist import Artist, allow_rasterization
from matplotlib.colors import to_rgba
from numpy.typing import NDArray

from nbtools.compute.color.norms import norm_numbers
from nbtools.compute.color.shading import shade
from nbtools.draw.image.context import draw_picture, frame_size, graphics
from nbtools.draw.image.shades import Packed
from nbtools.draw.scene import Layer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.colors import Normalize

    from nbtools.compute.color.places import Limits

_EDGE = (110, 110, 110, 255)


class Strip(Artist):
    """What fills axes with pixels, one colour for each column or row; the axes' limits are left alone."""

    axes: Axes

    def __init__(self, axes: Axes) -> None:
        super().__init__()
        self.table = np.zeros((4, 4), np.uint8)
        axes.add_artist(self)

    def paint(self, rows: int, cols: int) -> Packed:
        """Give the pixels of the axes, the lowest row first."""
        raise NotImplementedError

    @allow_rasterization
    def draw(self, renderer: RendererBase) -> None:
        """Paint the axes."""
        if not self.get_visible():
            return
        zoom = renderer.get_image_magnification()
        left, low, right, high = (int(np.floor(end * zoom + 0.5)) for end in self.axes.bbox.extents)
        if right > left and high > low:
            pixels = self.paint(high - low, right - left)
            with graphics(self, renderer) as context:
                draw_picture(renderer, context, left / zoom, low / zoom, _bytes(pixels))
        self.stale = False


class Gradient(Strip):
    """All colours of a table, the first one at the bottom, or on the left unless it is `upright`."""

    def __init__(self, axes: Axes, *, upright: bool = True) -> None:
        super().__init__(axes)
        self._upright = upright

    def paint(self, rows: int, cols: int) -> Packed:
        """Paint rows of one colour, or columns."""
        colors, length = _numbers(self.table[:-3]), rows if self._upright else cols
        found = colors[((np.arange(length) + 0.5) / length * len(colors)).astype(np.intp)]
        return np.array(np.broadcast_to(found[:, None] if self._upright else found, (rows, cols)))


class Spectrum(Strip):
    """A histogram on x from 0 to 1, on the axes' own scale along y, on the paper of the axes.

    Attributes
    ----------
    counts : ndarray, shape (n,)
        Height of each bar.
    edges : ndarray, shape (n + 1,)
        Where on x the bars begin and end, rising.
    scale : Normalize
        Says which value is where on x.
    limits : pair of float, or Normalize
        Which values have the first and the last colour of the table.
    """

    counts: NDArray[np.intp]
    edges: NDArray[np.float64]
    scale: Normalize
    limits: Limits

    def paint(self, rows: int, cols: int) -> Packed:
        """Paint bars with a thin edge along their tops."""
        values, filled, edge = self._bars(rows, cols)
        colors = shade(values, self.table, self.limits).view(np.uint32)[..., 0]
        paper, ink = (np.array(color, np.uint8).view(np.uint32) for color in (self._paper, _EDGE))
        return np.where(edge, ink, np.where(filled, colors, paper))

    def layers(self) -> list[Layer]:
        """Describe them for a page: the colours of all columns, and over these what is no bar."""
        left, low, right, high = (int(np.floor(end + 0.5)) for end in self.axes.bbox.extents)
        rows, cols = high - low, right - left
        about = norm_numbers(self.limits)
        if about is None:
            return []
        values, filled, edge = self._bars(rows, cols)
        cover = np.zeros((rows, cols, 4), np.uint8)
        cover[~filled], cover[edge] = self._paper, _EDGE
        place = left, frame_size(self.axes)[1] - high
        colors: dict[str, NDArray[Any]] = {"values": values, "table": self.table}
        colors |= {"rows": np.zeros(rows, np.uint16), "cols": np.arange(cols, dtype=np.uint16)}
        return [
            Layer("shades", {"place": place, "single": False, **about}, colors),
            Layer("bitmap", {"place": place}, {"rgba": np.ascontiguousarray(cover[::-1])}),
        ]

    @property
    def _paper(self) -> tuple[int, ...]:
        return tuple(round(255 * part) for part in to_rgba(self.axes.get_facecolor()))

    def _bars(self, rows: int, cols: int) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
        """Give the value of each column, and which pixels are bars and their edges, the lowest row first."""
        left, right = self.axes.get_xlim()
        x = left + (np.arange(cols) + 0.5) / cols * (right - left)
        bars = np.searchsorted(self.edges, x, side="right") - 1
        inside = (bars >= 0) & (bars < len(self.counts))
        counts = np.where(inside, self.counts[np.clip(bars, 0, len(self.counts) - 1)], 0)
        low, high = self.axes.transData.transform([[0, end] for end in self.axes.get_ylim()])[:, 1]
        tops = self.axes.transData.transform(np.stack([x, np.maximum(counts, 1e-9)], -1))[:, 1]
        heights = np.where(counts > 0, np.rint((tops - low) / (high - low) * rows), 0)[None]
        values = np.asarray(self.scale.inverse(np.clip(x, 0, 1)), np.float64)
        level = np.arange(rows)[:, None]
        beside = np.minimum(np.roll(heights, 1), np.roll(heights, -1))
        edge = (level < heights) & (level >= np.minimum(heights - 1, beside))
        return values, level < heights, edge


def _numbers(colors: NDArray[np.uint8]) -> Packed:
    return np.ascontiguousarray(colors).view(np.uint32)[..., 0]


def _bytes(pixels: Packed) -> NDArray[np.uint8]:
    return pixels[..., None].view(np.uint8)
