"""An image as an artist that costs what the screen costs, however large the image is.

For each screen pixel the artist knows which pixels of the image lie under it. Where the image is enlarged
that is the one at the centre of the screen pixel; where it is reduced, the mean over the blocks of the
pyramid whose centres lie in the screen pixel: one or two along each axis, so that no pixel is passed over.
What comes out is finished RGBA; matplotlib resamples nothing and none of its settings can move a pixel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.artist import Artist, allow_rasterization
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from nbtools.compute.color.colormaps import lut
from nbtools.compute.color.limits import percentile_limits
from nbtools.compute.color.places import own_norm
from nbtools.compute.images import Image
from nbtools.draw.image.context import draw_picture, frame_size, graphics, require_linear
from nbtools.draw.image.screen import Line, line_up_axes
from nbtools.draw.image.shades import Numbers, Packed, Shades, Source, colors_of, described, enlarge
from nbtools.draw.scene import Layer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.colors import Colormap

    from nbtools.compute.color.places import Limits


class Raster(Artist):
    """An image in linear axes, pixel centres at integers: x is the column, y the row.

    Pixel (row, col) covers ``col - 0.5 .. col + 0.5`` by ``row - 0.5 .. row + 0.5``. The direction of the
    axes is theirs: invert the y axis to have row 0 on top. The artist adds itself to the axes and leaves
    their limits alone.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to paint; both scales must be linear when it is drawn.
    image : Image or Source
        The image, or the source of its colours. It is not copied.
    cmap : str or Colormap
        The colours of an `Image`.
    vmin, vmax : float, optional
        Values of the first and the last colour of an `Image`; from its percentiles if not given.
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
        image: Image | Source,
        *,
        cmap: str | Colormap = "gray",
        vmin: float | None = None,
        vmax: float | None = None,
        zorder: float = 0,
    ) -> None:
        super().__init__()
        self.set_zorder(zorder)
        self._source = image if isinstance(image, Source) else _shades(image, cmap, vmin, vmax)
        self._seen: tuple[Any, ...] | None = (
            None  # what was in view at last: the view, its lines, its numbers
        )
        self._painted: tuple[Any, ...] | None = None  # the source, what was seen, and its pixels
        self._described: tuple[Any, Any] | None = None  # what was seen, and its numbers for a page
        axes.add_artist(self)
        left, right, bottom, top = self.get_extent()
        axes.update_datalim([(left, bottom), (right, top)])

    @property
    def source(self) -> Source:
        """Where the colours come from."""
        return self._source

    @property
    def limits(self) -> Limits:
        """The values of the first and the last colour of numbers, or the norm."""
        if not isinstance(self._source, Shades):
            raise TypeError("a picture with colours of its own has no colormap and no limits")
        return self._source.limits

    def set_source(self, source: Source) -> None:
        """Show another image in other colours; several artists may share one.

        Parameters
        ----------
        source : Source
            The image with its colours; in other colours of the same image nothing but these is painted anew.
        """
        self._source = source
        self.stale = True

    def get_extent(self) -> tuple[float, float, float, float]:
        """Return the outer edges of the image: left, right, bottom, top, in the order of ``imshow``.

        Returns
        -------
        tuple of float
            ``(-0.5, cols - 0.5, rows - 0.5, -0.5)``: row 0 on top.
        """
        rows, cols = self._source.shape
        return -0.5, cols - 0.5, rows - 0.5, -0.5

    def value_at(self, row: float, col: float) -> Any:
        """Return the pixel at a position, from the full data.

        Parameters
        ----------
        row, col : float
            Position in pixels; it belongs to the nearest pixel.

        Returns
        -------
        number, array of one for each channel, or None
            None outside of the image, NaN where the pixel is masked.
        """
        if not (np.isfinite(row) and np.isfinite(col)):
            return None
        i, j = int(np.floor(row + 0.5)), int(np.floor(col + 0.5))
        rows, cols = self._source.shape
        if not (0 <= i < rows and 0 <= j < cols):
            return None
        value, bad = self._source.values[i, j], self._source.bad
        masked = bad is not None and bad[i, j] and np.isfinite(value).all()
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
        seen = self._in_view(renderer.get_image_magnification())
        if seen is not None:
            with graphics(self, renderer) as context:
                draw_picture(renderer, context, seen[1].start, seen[0].start, self._pixels(seen))
        self.stale = False

    def _pixels(self, seen: tuple[Line, Line, Numbers]) -> NDArray[np.uint8]:
        """Colour what is in view, and keep it: other artists may move over it."""
        if self._painted is None or self._painted[0] is not self._source or self._painted[1] is not seen:
            rows, cols, numbers = seen
            pixels: Packed = enlarge(self._source.color(*numbers), rows, cols)
            self._painted = self._source, seen, pixels[..., None].view(np.uint8)
        found: NDArray[np.uint8] = self._painted[2]
        return found

    def layer(self) -> Layer | None:
        """Describe it for a page: numbers to be coloured, or finished pixels; None where nothing is in view."""
        seen = self._in_view(1.0)
        if seen is None:
            return None
        rows, cols, numbers = seen
        place = cols.start, frame_size(self.axes)[1] - rows.start - len(rows.first)
        source = self._source
        colors = colors_of(source.limits, numbers[0].dtype) if isinstance(source, Shades) else None
        if colors is None or not isinstance(source, Shades):
            return Layer("bitmap", {"place": place}, {"rgba": self._pixels(seen)[::-1]})
        if self._described is None or self._described[0] is not seen:
            self._described = seen, {**described(*numbers), "rows": rows.map[::-1], "cols": cols.map}
        arrays, values = self._described[1], numbers[0]
        about = {"place": place, **colors}
        if rows.enlarged and cols.enlarged and arrays["values"].itemsize >= values.itemsize:
            about["first"] = (
                rows.window.start,
                cols.window.start,
            )  # the pixels themselves, and where they begin
        return Layer("shades", about, {**arrays, "table": source.table})

    def _in_view(self, zoom: float) -> tuple[Line, Line, Numbers] | None:
        """Give the numbers in view, and keep them: other colours then cost what the screen costs."""
        require_linear(self.axes)  # of a view that is kept, too
        view = (
            self._source.pyramids,
            *self.axes.bbox.extents,
            *self.axes.get_xlim(),
            *self.axes.get_ylim(),
            zoom,
        )
        if self._seen is None or self._seen[0] != view:
            lines = line_up_axes(self.axes, self._source.shape, zoom)
            self._seen = view, None if lines is None else (*lines, self._source.seen(*lines))
        found: tuple[Line, Line, Numbers] | None = self._seen[1]
        return found


def _shades(image: Image, cmap: str | Colormap, vmin: float | None, vmax: float | None) -> Shades:
    """Colour an image between limits, which are percentiles where they are not given."""
    low, high = percentile_limits(image) if vmin is None or vmax is None else (vmin, vmax)
    limits = low if vmin is None else vmin, high if vmax is None else vmax
    return Shades(image, lut(cmap), own_norm(limits))
