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

from nbtools.compute import checks
from nbtools.compute.color.colors import lut, percentile_limits
from nbtools.compute.images import Image
from nbtools.draw.image.context import draw_picture, graphics, require_linear
from nbtools.draw.image.screen import Line, line_up_axes
from nbtools.draw.image.shades import Numbers, Shades, enlarge

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.colors import Colormap, Normalize

    from nbtools.compute.color.indices import Limits


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
        low, high = percentile_limits(image) if vmin is None or vmax is None else (vmin, vmax)
        self._shades = Shades(image, lut(cmap), (low, high))
        self._seen: tuple[Any, ...] | None = (
            None  # what was in view at last: the view, its lines, its numbers
        )
        self.set_limits(low if vmin is None else vmin, high if vmax is None else vmax)
        axes.add_artist(self)
        left, right, bottom, top = self.get_extent()
        axes.update_datalim([(left, bottom), (right, top)])

    @property
    def image(self) -> Image:
        """The image that is shown."""
        return self._shades.image

    @property
    def limits(self) -> Limits:
        """The values of the first and the last colour, or the norm."""
        return self._shades.limits

    def set_image(self, image: Image) -> None:
        """Show another image, of any shape. Axes and colour limits stay.

        Parameters
        ----------
        image : Image
            The image. It is not copied.
        """
        self.set_shades(Shades(image, self._shades.table, self._shades.limits))

    def set_shades(self, shades: Shades) -> None:
        """Show another image in other colours; several artists may share one.

        Parameters
        ----------
        shades : Shades
            The image with its colours; in other colours of the same image nothing but these is painted anew.
        """
        self._shades = shades
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
        self._recolor(self._shades.table, (low, high))

    def set_norm(self, norm: Normalize) -> None:
        """Let a norm say which value has which colour.

        Parameters
        ----------
        norm : matplotlib.colors.Normalize
            Any norm of matplotlib; its limits must be set.

        Raises
        ------
        ValueError
            If the norm has no limits.
        """
        if not norm.scaled():
            raise ValueError(f"norm must have its limits set, got vmin={norm.vmin}, vmax={norm.vmax}")
        self._recolor(self._shades.table, norm)

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
        self._recolor(lut(cmap), self._shades.limits)

    def _recolor(self, table: NDArray[np.uint8], limits: Limits) -> None:
        self.set_shades(self._shades.recolored(table, limits))

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
        seen = self._in_view(renderer.get_image_magnification())
        if seen is not None:
            rows, cols, numbers = seen
            with graphics(self, renderer) as context:
                pixels = enlarge(self._shades.color(*numbers), rows, cols)[..., None].view(np.uint8)
                draw_picture(renderer, context, cols.start, rows.start, pixels)
        self.stale = False

    def _in_view(self, zoom: float) -> tuple[Line, Line, Numbers] | None:
        """Give the numbers in view, and keep them: other colours then cost what the screen costs."""
        require_linear(self.axes)  # of a view that is kept, too
        view = (
            self._shades.pyramid,
            *self.axes.bbox.extents,
            *self.axes.get_xlim(),
            *self.axes.get_ylim(),
            zoom,
        )
        if self._seen is None or self._seen[0] != view:
            lines = line_up_axes(self.axes, self.image.shape, zoom)
            self._seen = view, None if lines is None else (*lines, self._shades.seen(*lines))
        found: tuple[Line, Line, Numbers] | None = self._seen[1]
        return found
