"""Images of different sizes on one sheet: exactly so many pixels of the sheet for each pixel of the data."""

from __future__ import annotations

import pathlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.color.colormaps import lut
from nbtools.compute.images import NoData
from nbtools.compute.png.files import Target, write_new
from nbtools.compute.png.pictures import Colors
from nbtools.compute.sheet.collection import Collection, Limits, read_images
from nbtools.compute.sheet.packing import (
    ALIGNS,
    SCALES,
    Packing,
    break_lines,
    pack,
    ratio,
    scaled,
    squarish,
)
from nbtools.compute.shown import Shown
from nbtools.compute.spelling import two_of, understanding
from nbtools.draw.marks.captions import measured
from nbtools.draw.sheet.tiles import (
    FONT,
    FOOTER,
    PAPER,
    TITLE,
    Tiles,
    packed,
    paint_images,
    paint_scale_bar,
    paint_titles,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.colors import Colormap

_TITLE = 80  # px that a title may be wide where its image is not
_TALL = 3  # times the height of a view that a sheet may have before its images become smaller than they are
_FAR = 1_000_000  # px, or columns, that are asked for at most
_NARROWEST = 110  # px of a sheet with a scale bar


@dataclass(frozen=True, eq=False, repr=False)
class ContactSheet(Shown):
    """Images of different sizes at one scale. Made by `contact_sheet`.

    Attributes
    ----------
    shape : (int, int)
        Rows and columns of the sheet in its pixels.
    boxes : ndarray of int, shape (n, 4)
        Place of each image in the order given: row, col, height, width, in pixels of the sheet.
    scale : float
        Pixels of the sheet for one of the data.
    limits : tuple of (float, float)
        Values of the first and of the last colour of each image.
    images : Collection
        The images with their titles.
    packing : Packing
        Places of images and titles, and which images are in which row.
    cmap : str or matplotlib.colors.Colormap
        The colormap.
    titled : bool
        Whether titles are written.
    pixel_size, unit : float and str, or None
        Physical size of a pixel of the data.
    """

    _parts = ("boxes", "limits")

    images: Collection
    packing: Packing
    scale: float
    limits: tuple[Limits, ...]
    cmap: str | Colormap
    titled: bool
    pixel_size: float | None
    unit: str | None
    tiles: Tiles

    def _about(self) -> str:
        rows, cols = self.shape
        return f"{len(self.boxes)} images on {rows} x {cols} px, scale {self.scale:g}"

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the sheet."""
        return self.packing.shape

    @property
    def boxes(self) -> NDArray[np.intp]:
        """Place of each image."""
        return self.packing.boxes

    @cached_property
    def rgba(self) -> NDArray[np.uint8]:
        """The sheet, ndarray of uint8 of shape (rows, cols, 4).

        Each pixel of an image is ``scale`` x ``scale`` times there, in the colour that `nbtools.to_rgba` gives it.
        """
        return self.painted()

    def painted(self, *, marks: bool = True) -> NDArray[np.uint8]:
        """Give the sheet, without frames, titles and scale bar unless `marks`."""
        canvas = np.full(self.shape, packed(PAPER.blank), np.uint32)
        table = lut(self.cmap)

        paint_images(canvas, (0, 0), self.tiles, self.boxes, self.scale, table, self.limits, frame=int(marks))
        if marks and self.titled:
            paint_titles(canvas, (0, 0), self.images.titles, self.packing)
        if marks and self.pixel_size is not None and self.unit is not None:
            paint_scale_bar(canvas[-FOOTER:], self.pixel_size, self.unit, self.scale)
        return canvas[..., None].view(np.uint8)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row for each image, in the order given.

        ``image`` (its number), ``title``, ``rows``, ``cols``; ``min_value``, ``max_value`` and ``mean_value`` of
        the full data, bad pixels left out; ``height`` and ``width`` in units (NaN without a pixel size); and its
        place on the sheet, ``row``, ``col``, ``box_height`` and ``box_width``.
        """
        import pandas as pd

        shapes = np.array(self.images.shapes)
        low, high, mean = self.images.statistics.T
        size = np.nan if self.pixel_size is None else self.pixel_size
        columns = {"image": np.arange(len(shapes)), "title": list(self.images.titles)}
        columns |= {
            "rows": shapes[:, 0],
            "cols": shapes[:, 1],
            "min_value": low,
            "max_value": high,
            "mean_value": mean,
        }
        columns |= {"height": shapes[:, 0] * size, "width": shapes[:, 1] * size}
        names = ("row", "col", "box_height", "box_width")
        return pd.DataFrame(columns | dict(zip(names, self.boxes.T, strict=True)))

    def save_png(self, path: Target, *, overwrite: bool = False) -> pathlib.Path:
        """Write `rgba` as a PNG file, exactly; FileExistsError unless ``overwrite``."""
        return write_new(path, Colors(self.rgba).encode(), endings=(".png",), overwrite=overwrite)


@understanding
def contact_sheet(
    images: Any,
    titles: Any = None,
    *,
    scale: float = 1,
    columns: int | None = None,
    width: int | None = None,
    gap: int = 8,
    align: str = "baseline",
    order: str = "given",
    limits: str | tuple[float, float] = "shared",
    percentiles: tuple[float, float] = (0.5, 99.5),
    vmin: float | None = None,
    vmax: float | None = None,
    cmap: str | Colormap = "viridis",
    show_titles: bool = True,
    pixel_size: float | None = None,
    unit: str | None = None,
    nodata: NoData = None,
) -> ContactSheet:
    """Put images of different sizes on one sheet, at one scale, as exact pixels.

    Nothing is resampled, nothing is padded: on the sheet, every pixel of every image is a square of `scale` pixels.

    Parameters
    ----------
    images : list, tuple or dict of array-like
        Each (rows, cols) of numbers, or (rows, cols, 3 or 4) with colours as uint8 or as floats from 0 to 1; both may
        mix. Masked arrays and xarray DataArrays are understood. The keys of a dict are titles.
    titles : iterable of str, optional
        A title for each, taken literally.
    scale : float
        Pixels of the sheet for one of the data: a whole number; or 1/2, 1/4, 1/8 ..., where blocks become one pixel,
        in the colour of their mean.
    columns : int, optional
        Images in a row, in columns; if not given, rows are filled as lines of a text are.
    width : int, optional
        Width of the sheet that rows fill; if not given, one with which the sheet is half as wide again as high.
    gap : int
        Pixels between images.
    align : {"baseline", "center", "top"}
        How the images of a row stand.
    order : {"given", "height", "width", "area", "title"}
        In which order: the largest first, titles by the alphabet and numbers in them by value.
    limits : {"shared", "own"} or (float, float)
        Whether the colours mean the same in all images, or each image has its own limits; or `vmin` and `vmax`.
    percentiles : (float, float)
        Percentiles that have the first and the last colour: of the pixels of all images, or of each.
    vmin, vmax : float, optional
        Values of the first and last colour of all images, instead of percentiles.
    cmap : str or matplotlib.colors.Colormap
        A colormap, or its name.
    show_titles : bool
        Whether titles are written.
    pixel_size : float, optional
        Physical size of a pixel of the data, the same in all images; then there is a scale bar.
    unit : str, optional
        Its unit.
    nodata : float or sequence of float, optional
        Values of images of numbers that stand for no data, see `nbtools.as_image`.

    Returns
    -------
    ContactSheet

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its bounds; the message names it, and of images, which.

    Examples
    --------
    >>> sheet = contact_sheet({"a": np.eye(5), "b": np.ones((3, 8))}, scale=4, show_titles=False)
    >>> sheet.shape, sheet.boxes.tolist()
    ((36, 76), [[8, 8, 20, 20], [16, 36, 12, 32]])
    """
    found = read_images(images, titles, nodata)
    ratio(scale)
    gap = checks.integer("gap", gap, minimum=0, maximum=_FAR, unit="px")
    for name, number in (("columns", columns), ("width", width)):
        if number is not None:
            checks.integer(name, number, minimum=1, maximum=_FAR)
    checks.interval("percentiles", percentiles, low=0, high=100, unit="%")
    size, unit = checks.physical(pixel_size, unit)
    ends = chosen_limits(found, limits, percentiles, vmin, vmax)
    how: dict[str, Any] = {"columns": columns, "width": width, "gap": gap, "align": align, "order": order}
    packing = arranged(found, scale, titled=show_titles, bar=size is not None, **how)
    lut(cmap)
    return ContactSheet(found, packing, float(scale), ends, cmap, bool(show_titles), size, unit, Tiles(found))


def arranged(
    images: Collection,
    scale: float,
    *,
    columns: int | None = None,
    width: int | None = None,
    gap: int = 8,
    align: str = "baseline",
    order: str = "given",
    titled: bool = True,
    bar: bool = False,
) -> Packing:
    """Arrange images as `contact_sheet` does."""
    checks.choice("align", align, ALIGNS)
    sizes, cells, title = sizes_of(images, scale, titled)
    places = images.ordered(order)
    wide = [max(size[1], cell) for size, cell in zip(sizes, cells, strict=True)]
    if columns is None and width is None:
        boxes = [(size[0], cell) for size, cell in zip(sizes, wide, strict=True)]
        width = squarish(boxes, places, gap=gap, title=title) + 2 * gap
    lines = break_lines(wide, places, columns=columns, width=(width or 0) - 2 * gap, gap=gap)
    least, footer = (_NARROWEST, FOOTER) if bar else (0, 0)
    how: dict[str, Any] = {"gap": gap, "align": align, "title": title, "cells": cells}
    return pack(sizes, lines, grid=columns is not None, least=least, footer=footer, **how)


def fitting(images: Collection, room: tuple[int, int]) -> float:
    """Find the largest scale with which all images are in view; 1 also where a sheet of it is not much too high."""
    found = SCALES[0]
    for scale in SCALES:
        rows, cols = arranged(images, scale, width=room[1]).shape
        if cols > room[1] or rows > room[0] * (_TALL if scale <= 1 else 1):
            break
        found = scale
    return found


def sizes_of(images: Collection, scale: float, titled: bool) -> tuple[list[tuple[int, int]], list[int], int]:
    """Give the size of each image, the least width of its cell, and the height of a title."""
    sizes = [scaled(shape, scale) for shape in images.shapes]
    if not (titled and any(images.titles)):
        return sizes, [0] * len(sizes), 0
    widths = [max(_TITLE, across) for _, across in sizes]
    cells = [
        min(measured(text, FONT) + 2, most) if text else 0
        for text, most in zip(images.titles, widths, strict=True)
    ]
    return sizes, cells, TITLE


def chosen_limits(
    images: Collection,
    limits: str | tuple[float, float],
    percentiles: tuple[float, float],
    vmin: float | None = None,
    vmax: float | None = None,
) -> tuple[Limits, ...]:
    """Give the values of the first and the last colour of each image."""
    if not isinstance(limits, str):
        if vmin is not None or vmax is not None:
            raise TypeError("give limits or vmin and vmax, not both: they are two names of one thing")
        vmin, vmax = two_of("limits", limits, ("vmin", "vmax"))
        limits = "shared"
    checks.choice("limits", limits, ("shared", "own"))
    if vmin is None and vmax is None:
        return images.limits(*percentiles, own=limits == "own")
    found = images.limits(*percentiles) if vmin is None or vmax is None else ((0.0, 0.0),)
    low = found[0][0] if vmin is None else float(checks.number("vmin", vmin))
    high = found[0][1] if vmax is None else float(checks.number("vmax", vmax))
    if low > high:
        raise ValueError(f"vmin must be <= vmax, got {low:g} and {high:g}")
    return ((low, high),) * len(images)
