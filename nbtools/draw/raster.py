"""An image as an artist that costs what the screen costs, however large the image is.

For each screen pixel the artist knows which pixels of the image lie under it. Where the image is enlarged
that is the one at the centre of the screen pixel; where it is reduced, the mean over the blocks of the
pyramid whose centres lie in the screen pixel: one or two along each axis, so that no pixel is passed over.
What comes out is finished RGBA; matplotlib resamples nothing and none of its settings can move a pixel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.artist import Artist, allow_rasterization
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.colors import lut, percentile_limits, to_rgba
from nbtools.compute.images import Image
from nbtools.draw.context import draw_picture, graphics, require_linear
from nbtools.draw.pyramid import Pyramid

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.colors import Colormap

_TIE = 1e-9  # in image pixels: a screen pixel whose centre lies on an edge always belongs to the higher pixel


class Raster(Artist):
    """An image in linear axes, pixel centres at integers: x is the column, y the row.

    Pixel (row, col) covers ``col - 0.5 .. col + 0.5`` by ``row - 0.5 .. row + 0.5``. The direction of the
    axes is theirs: invert the y axis to have row 0 on top. The artist adds itself to the axes and leaves
    their limits alone.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to paint; both scales must be linear when it is drawn.
    image : Image
        The image. It is not copied.
    cmap : str or Colormap
        The colours.
    vmin, vmax : float, optional
        Values of the first and the last colour; from percentiles of the image if not given.
    zorder : float
        Order among the artists of the axes.

    Raises
    ------
    ValueError
        If the colormap is unknown or ``vmin > vmax``; when drawn, if the axes are not linear.
    """

    axes: Axes

    def __init__(
        self,
        axes: Axes,
        image: Image,
        *,
        cmap: str | Colormap = "gray",
        vmin: float | None = None,
        vmax: float | None = None,
        zorder: float = 0,
    ) -> None:
        super().__init__()
        self.set_zorder(zorder)
        self.set_cmap(cmap)
        low, high = percentile_limits(image) if vmin is None or vmax is None else (vmin, vmax)
        self.set_limits(low if vmin is None else vmin, high if vmax is None else vmax)
        self.set_image(image)
        axes.add_artist(self)
        left, right, bottom, top = self.get_extent()
        axes.update_datalim([(left, bottom), (right, top)])

    @property
    def image(self) -> Image:
        """The image that is shown."""
        return self._pyramid.image

    @property
    def limits(self) -> tuple[float, float]:
        """The values of the first and the last colour."""
        return self._limits

    def set_image(self, image: Image) -> None:
        """Show another image, of any shape. Axes and colour limits stay.

        Parameters
        ----------
        image : Image
            The image. It is not copied.
        """
        self._pyramid = Pyramid(image)
        self.stale = True

    def set_limits(self, vmin: float, vmax: float) -> None:
        """Set the values of the first and the last colour.

        Parameters
        ----------
        vmin, vmax : float
            In units of the pixel values.

        Raises
        ------
        ValueError
            If one is not finite or ``vmin > vmax``.
        """
        low, high = float(checks.number("vmin", vmin)), float(checks.number("vmax", vmax))
        if low > high:
            raise ValueError(f"vmin must be <= vmax, got {vmin} and {vmax}")
        self._limits = low, high
        self.stale = True

    def set_cmap(self, cmap: str | Colormap) -> None:
        """Set the colours.

        Parameters
        ----------
        cmap : str or Colormap
            A colormap or the name of one.

        Raises
        ------
        ValueError
            If matplotlib knows no colormap of that name.
        """
        self._table = lut(cmap)
        self.stale = True

    def get_extent(self) -> tuple[float, float, float, float]:
        """Return the outer edges of the image: left, right, bottom, top, in the order of ``imshow``.

        Returns
        -------
        tuple of float
            ``(-0.5, cols - 0.5, rows - 0.5, -0.5)``: row 0 on top.
        """
        rows, cols = self.image.shape
        return -0.5, cols - 0.5, rows - 0.5, -0.5

    def value_at(self, row: float, col: float) -> Any:
        """Return the pixel at a position, from the full data.

        Parameters
        ----------
        row, col : float
            Position in pixels; it belongs to the nearest pixel.

        Returns
        -------
        number or None
            None outside of the image, NaN where the pixel is masked.
        """
        if not (np.isfinite(row) and np.isfinite(col)):
            return None
        i, j = int(np.floor(row + 0.5)), int(np.floor(col + 0.5))
        if not (0 <= i < self.image.shape[0] and 0 <= j < self.image.shape[1]):
            return None
        value = self.image.values[i, j]
        masked = self.image.bad is not None and self.image.bad[i, j] and np.isfinite(value)
        return np.nan if masked else value

    def get_window_extent(self, renderer: RendererBase | None = None) -> Bbox:
        """Return the rectangle of the image on the screen, in display units."""
        left, right, bottom, top = self.get_extent()
        return Bbox(self.axes.transData.transform([(left, bottom), (right, top)]))

    @allow_rasterization
    def draw(self, renderer: RendererBase) -> None:
        """Paint what the axes show of the image."""
        if not self.get_visible():
            return
        require_linear(self.axes)
        zoom = renderer.get_image_magnification()
        box = self.axes.bbox
        across = _line_up(box.x0, box.x1, self.axes.get_xlim(), self.image.shape[1], zoom)
        up = _line_up(box.y0, box.y1, self.axes.get_ylim(), self.image.shape[0], zoom)
        if across is not None and up is not None:
            with graphics(self, renderer) as context:
                draw_picture(renderer, context, across.start, up.start, self._paint(up, across))
        self.stale = False

    def _paint(self, rows: _Axis, cols: _Axis) -> NDArray[np.uint8]:
        """Colour the screen pixels, the lowest line first as the renderer wants them."""
        level = rows.level, cols.level
        window = rows.window, cols.window
        if rows.enlarged and cols.enlarged:
            values, bad = self.image.values[window], self.image.bad
            bad = bad if bad is None else bad[window]
        else:
            values, bad = self._pyramid.window(level, *window), None
            for axis, line in enumerate((rows, cols)):
                if not line.enlarged:
                    values = _merge(values, line, axis, self.image.bad is not None)
        pixels = to_rgba(values, self._table, *self._limits, bad).view(np.uint32)[..., 0]
        for axis, line in ((1, cols), (0, rows)):
            if line.enlarged:
                pixels = pixels.take(line.first, axis)
        return pixels[..., None].view(np.uint8)


@dataclass(frozen=True, slots=True)
class _Axis:
    """Which blocks of the image the screen pixels along one axis show."""

    start: float  # display coordinate at which the first painted screen pixel begins
    level: int  # blocks of 2**level image pixels
    enlarged: bool  # the image is: first and last are the same
    window: slice  # all the blocks that are shown
    first: NDArray[np.intp]  # for each screen pixel its first block, counted from the window's start ...
    last: NDArray[np.intp]  # ... and its last one


def _line_up(low: float, high: float, limits: tuple[float, float], size: int, zoom: float) -> _Axis | None:
    """Find what each screen pixel shows.

    Parameters
    ----------
    low, high : float
        Ends of the axes in display units.
    limits : tuple of float
        Image coordinates at these ends.
    size : int
        Number of image pixels.
    zoom : float
        Screen pixels per display unit; not 1 for vector formats only, where pixels need not be aligned.

    Returns
    -------
    _Axis or None
        None if no screen pixel shows anything.
    """
    if not (high > low and limits[0] != limits[1]):
        return None
    # A screen pixel is in the axes when its centre is, which is also how Agg clips
    begin, end = (np.floor(low + 0.5), np.floor(high + 0.5)) if zoom == 1 else (low * zoom, high * zoom)
    scale = (limits[1] - limits[0]) / ((high - low) * zoom)  # image pixels per screen pixel, with sign
    # Coordinate 0 is the outer edge of the first pixel
    edges = (np.arange(int(np.ceil(end - begin)) + 1) + (begin - low * zoom)) * scale + (limits[0] + 0.5)
    centers = (edges[:-1] + edges[1:]) / 2 + _TIE
    enlarged = abs(scale) <= 1 + 1e-9
    inside = np.flatnonzero((centers >= 0) & (centers < size))
    if inside.size == 0 and not enlarged:  # an image thinner than a screen pixel is not lost
        before = edges <= size / 2
        inside = np.flatnonzero(before[:-1] != before[1:])
    if inside.size == 0:
        return None
    painted = slice(inside[0], inside[-1] + 1)
    level = 0 if enlarged else min(int(np.log2(abs(scale)) + 1e-9), (size - 1).bit_length())
    if enlarged:
        first = last = np.floor(centers[painted])
    else:
        # Blocks whose centres lie between the edges of the screen pixel
        edges = np.ceil((edges + _TIE) / 2**level - 0.5)
        ends = np.sort([edges[:-1][painted], edges[1:][painted]], axis=0)
        top = -(-size >> level) - 1
        first = np.clip(ends[0], 0, top)
        last = np.clip(ends[1] - 1, first, top)
    window = slice(int(first.min()), int(last.max()) + 1)
    first, last = (ends.astype(np.intp) - window.start for ends in (first, last))
    return _Axis((begin + painted.start) / zoom, level, enlarged, window, first, last)


def _merge(values: NDArray[Any], line: _Axis, axis: int, bad: bool) -> NDArray[Any]:
    """Mean of the first and the last block of each screen pixel, NaN left out."""
    first, last = values.take(line.first, axis), values.take(line.last, axis)
    mean = (first + last) / 2
    if bad:
        np.copyto(mean, first, where=np.isnan(last))
        np.copyto(mean, last, where=np.isnan(first))
    return mean
