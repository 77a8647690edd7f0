"""The pixels of an image on any axes of matplotlib: ticks at their middles, lines on their edges, their values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import is_color_like, to_rgb, to_rgba
from matplotlib.image import AxesImage
from matplotlib.ticker import NullLocator
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.cells.formats import Fmt
from nbtools.compute.spelling import understanding
from nbtools.draw.cells.grid import CellGrid
from nbtools.draw.cells.names import names_of
from nbtools.draw.cells.ticks import CellFormatter, CellLocator
from nbtools.draw.cells.values import CellValues
from nbtools.draw.cells.view import Ends
from nbtools.draw.image.context import require_linear

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@understanding
def pixel_ticks(
    ax: Axes,
    rows: Sequence[object] | Mapping[int, object] | None = None,
    cols: Sequence[object] | Mapping[int, object] | None = None,
    *,
    top: bool = False,
    right: bool = False,
    image: AxesImage | None = None,
) -> None:
    """Put the ticks of an image under the middles of its pixels.

    They stay there when the axes are zoomed or panned, the figure is resized, or the image gets another extent or
    other data; which pixels are labelled is found anew at each drawing, so that labels never overlap.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Linear axes with an image, as `imshow` makes it, with any extent and origin.
    rows, cols : sequence or mapping, optional
        Names: one for each row or column, or some by their numbers (only these are labelled). They are shown as
        literal text: a dollar sign begins no formula. If not given, rows and columns are numbered from 0.
    top : bool
        Whether the columns are labelled on top, not at the bottom.
    right : bool
        Whether the rows are labelled on the right, not on the left.
    image : matplotlib.image.AxesImage, optional
        The image whose pixels are meant; the first of the axes if not given.

    Raises
    ------
    TypeError
        If `ax` is no Axes, or names are no names.
    ValueError
        If the axes have no image, are not linear, or there are not as many names as rows or columns.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = Figure().subplots()
    >>> image = ax.imshow([[1, 2, 3], [4, 5, 6]], extent=(10, 16, 4, 0))
    >>> pixel_ticks(ax, rows=["cat", "dog"], top=True)
    >>> [float(x) for x in ax.get_xticks()], [label.get_text() for label in ax.get_yticklabels()]
    ([11.0, 13.0, 15.0], ['cat', 'dog'])
    """
    cells = _cells(ax, image)
    shape = cells.counts()
    names = names_of(shape, rows=rows, cols=cols)
    sides = (("left", "right"), ("bottom", "top"))
    for axis, across, other in ((ax.yaxis, False, right), (ax.xaxis, True, top)):
        axis.set_major_locator(CellLocator(cells, across, names[across]))
        axis.set_major_formatter(CellFormatter(cells, across, names[across]))
        axis.set_minor_locator(NullLocator())
        here, there = sides[across][other], sides[across][not other]
        shown: dict[str, Any] = {here: True, f"label{here}": True, there: False, f"label{there}": False}
        axis.set_tick_params(which="both", **shown)
        axis.set_label_position(here)  # type: ignore[arg-type]


@understanding
def pixel_grid(
    ax: Axes,
    *,
    color: Any = "0.5",
    linewidth: float = 0.6,
    min_size: float = 5.0,
    image: AxesImage | None = None,
) -> CellGrid:
    """Draw lines exactly on the edges of the pixels of an image, at any zoom.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Linear axes with an image, as `imshow` makes it.
    color : color
        Colour of the lines.
    linewidth : float
        Width of the lines in points; at least a pixel of the screen.
    min_size : float
        While pixels of the image are smaller than so many px of a screen (at 100 dots per inch), there are no lines.
    image : matplotlib.image.AxesImage, optional
        The image; the first of the axes if not given.

    Returns
    -------
    CellGrid
        The artist; ``remove()`` takes it away.

    Raises
    ------
    TypeError
        If `ax` is no Axes.
    ValueError
        If the axes have no image or are not linear, or another parameter is not allowed.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = Figure().subplots()
    >>> image = ax.imshow([[1, 2], [3, 4]])
    >>> pixel_grid(ax, color="white").remove()
    """
    if not is_color_like(color):
        raise ValueError(f"color must be a colour that matplotlib knows, got {checks.short(color)}")
    return CellGrid(
        ax,
        _cells(ax, image),
        color=to_rgba(color),
        linewidth=checks.positive("linewidth", linewidth, "points"),
        smallest=checks.positive("min_size", min_size),
    )


@understanding
def pixel_values(
    ax: Axes,
    fmt: Fmt = "auto",
    *,
    size: float = 8.0,
    min_size: float = 5.0,
    image: AxesImage | None = None,
) -> CellValues:
    """Write the values of an image on its pixels, where they fit.

    The numbers appear when the axes are zoomed in so far that there is room for them, 2000 at most, and follow the
    image's data, norm and colormap. Each is black or white, whichever has the better contrast (by WCAG 2, at least
    4.5 : 1) to the colour of its pixel. Colour pictures have a line for each channel.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Linear axes with an image, as `imshow` makes it.
    fmt : str or callable
        "auto", or a format: ".3f", "d", "%.2e", "{:.1f} K", or a function from a value to its text; see
        `nbtools.compute.cells.formats.pixel_format`.
    size, min_size : float
        Largest and smallest size of the font in points; it is as large as the pixels allow. Where there is no room
        for the smallest one, nothing is written.
    image : matplotlib.image.AxesImage, optional
        The image; the first of the axes if not given.

    Returns
    -------
    CellValues
        The artist; ``remove()`` takes it away.

    Raises
    ------
    TypeError
        If `ax` is no Axes, or `fmt` no format.
    ValueError
        If the axes have no image or are not linear, or another parameter is not allowed.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = Figure().subplots()
    >>> image = ax.imshow([[0.25, 1.0], [3.5, 4.0]])
    >>> values = pixel_values(ax)
    >>> values.format.texts([[0.25, 1.0]])
    ['0.25', '1.00']
    >>> values.remove()
    """
    cells = _cells(ax, image)
    largest = checks.positive("size", size, "points")
    least = checks.positive("min_size", min_size, "points")
    return CellValues(ax, cells, fmt, size=largest, smallest=least)


def _cells(ax: Axes, image: AxesImage | None) -> ImageCells:
    """Find the image of axes."""
    if not isinstance(ax, Axes):
        raise TypeError(f"ax must be a matplotlib Axes, got {type(ax).__name__}")
    require_linear(ax)
    if image is None:
        if not ax.images:
            raise ValueError("ax must have an image on it; call ax.imshow first")
        image = ax.images[0]
    if type(image) is not AxesImage or image.axes is not ax:
        raise ValueError("image must be one that imshow has made on these axes")
    if image.get_transform() is not ax.transData:
        raise ValueError("image must lie along the axes, without a transform of its own")
    return ImageCells(image)


class ImageCells:
    """The pixels of an image that `imshow` has made.

    Parameters
    ----------
    image : matplotlib.image.AxesImage
        The image. It is read anew each time, and not changed.
    """

    def __init__(self, image: AxesImage) -> None:
        self._image = image
        self._kept: tuple[Any, NDArray[Any], NDArray[np.bool_] | None] | None = None

    def counts(self) -> tuple[int, int]:
        """Give the number of rows and columns."""
        rows, cols = self._image.get_array().shape[:2]  # type: ignore[union-attr]
        return rows, cols

    def shape(self) -> tuple[int, int] | None:
        """Give the number of rows and columns; None when the image has been removed."""
        return None if self._image.axes is None else self.counts()

    def ends(self) -> tuple[Ends, Ends]:
        """Give the outer edges of the first and the last row, and those of the columns."""
        left, right, bottom, top = self._image.get_extent()
        return ((top, bottom) if self._image.origin == "upper" else (bottom, top)), (left, right)

    def array(self) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
        """Give all values, and where they are masked: NaN, which matplotlib masks, is not."""
        data = self._image.get_array()
        if self._kept is None or self._kept[0] is not data:
            values, masked = np.ma.getdata(data), None  # type: ignore[arg-type]
            if np.ma.is_masked(data):
                masked = np.ma.getmaskarray(data)  # type: ignore[arg-type]
                masked = masked & np.isfinite(values) if values.dtype.kind == "f" else masked
            self._kept = data, values, masked
        return self._kept[1:]

    def colors(self, rows: slice, cols: slice) -> NDArray[np.uint8]:
        """Give the colours of pixels, over the background of the axes."""
        image = self._image
        image.autoscale_None()
        alpha = image.get_alpha()
        part = alpha[rows, cols] if isinstance(alpha, np.ndarray) else alpha
        rgba = np.asarray(image.to_rgba(image.get_array()[rows, cols], alpha=part))  # type: ignore[index]
        color, share = rgba[..., :3], rgba[..., 3:]
        back = to_rgba(image.axes.get_facecolor())
        under = np.multiply(back[:3], back[3]) + np.multiply(to_rgb("white"), 1 - back[3])
        return np.rint(255 * (color * share + under * (1 - share))).astype(np.uint8)
