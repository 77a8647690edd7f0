"""A figure of images of different sizes at one scale: plain axes and texts, and whole device pixels."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.transforms import Bbox

from nbtools.compute import checks
from nbtools.compute.color.colormaps import colormap
from nbtools.compute.sheet.collection import Colored
from nbtools.compute.sheet.packing import SCALES, ratio
from nbtools.compute.spelling import understanding
from nbtools.draw.marks.captions import fitted, told_apart
from nbtools.draw.settings import plain_settings
from nbtools.draw.sheet.contact_sheet import ContactSheet, contact_sheet
from nbtools.draw.sheet.tiles import FONT, FOOTER, bar_of

if TYPE_CHECKING:
    from matplotlib.backend_bases import RendererBase
    from matplotlib.colors import Colormap

_ROOM = (800, 1000)  # px (height, width) that scale="auto" fills at most
_BAR, _AWAY = 3, 8  # px: thickness of the scale bar, and from the edge
_INK, _FRAME = "0.2", "0.7"


class SheetFigure(Figure):
    """A figure that keeps its pixels where and as they are, whoever shows it."""

    @plain_settings()
    def draw(self, renderer: RendererBase) -> None:
        """Draw the figure."""
        super().draw(renderer)

    def get_tightbbox(self, renderer: Any = None, *, bbox_extra_artists: Any = None) -> Bbox:
        """Give the whole figure but for what makes the padding around it whole pixels.

        Jupyter's inline backend cuts figures to this, which must not move images by a part of a pixel.
        """
        padding = rcParams["savefig.pad_inches"]
        less = (
            padding - math.floor(padding * self.dpi + 1e-6) / self.dpi if isinstance(padding, float) else 0.0
        )
        width, height = self.get_size_inches()
        return Bbox.from_extents(less, less, width - less, height - less)

    def _repr_png_(self) -> bytes:
        """Show the figure in a notebook in which no backend of matplotlib has said how."""
        file = io.BytesIO()
        self.savefig(file, format="png", dpi=self.dpi, bbox_inches=None, facecolor="auto", edgecolor="auto")
        return file.getvalue()


@understanding
def same_scale(
    images: Any,
    titles: Any = None,
    columns: int | None = None,
    scale: float | str = "auto",
    pixel_size: float | None = None,
    unit: str | None = None,
    *,
    cmap: str | Colormap = "viridis",
    vmin: float | None = None,
    vmax: float | None = None,
    limits: str | tuple[float, float] = "shared",
    percentiles: tuple[float, float] = (0.5, 99.5),
    align: str = "baseline",
    order: str = "given",
    gap: int = 8,
    dpi: float = 100,
) -> Figure:
    """Show images of different sizes at one scale: every pixel of each is a square of `scale` device pixels.

    So it is in the notebook, and in a file that is saved with the figure's own dpi or a multiple of it. Each image
    has axes of its own, in the order given, that enclose it exactly and count its pixels: draw on
    ``figure.axes[k]`` with x the column and y the row.

    Parameters
    ----------
    images : list, tuple or dict of array-like
        Each (rows, cols) of numbers, or (rows, cols, 3 or 4) with colours as uint8 or as floats from 0 to 1; both may
        mix. Masked arrays and xarray DataArrays are understood. The keys of a dict are titles.
    titles : iterable of str, optional
        A title for each, taken literally; shortened where the next image begins.
    columns : int, optional
        Images in a row, in columns; if not given, rows are filled as lines of a text are.
    scale : float or "auto"
        Device pixels for one of the data: a whole number; or 1/2, 1/4, 1/8 ..., where blocks become one pixel, their
        mean. "auto": the largest with which the figure has at most 800 x 1000 px.
    pixel_size : float, optional
        Physical size of a pixel of the data, the same in all images; then there is a scale bar.
    unit : str, optional
        Its unit.
    cmap : str or matplotlib.colors.Colormap
        A colormap, or its name.
    vmin, vmax : float, optional
        Values of the first and last colour of all images, instead of percentiles.
    limits : {"shared", "own"} or (float, float)
        Whether the colours mean the same in all images, or each image has its own limits; or `vmin` and `vmax`.
    percentiles : (float, float)
        Percentiles that have the first and the last colour: of the pixels of all images, or of each.
    align : {"baseline", "center", "top"}
        How the images of a row stand.
    order : {"given", "height", "width", "area", "title"}
        In which order they are placed: the largest first, titles by the alphabet and numbers in them by value.
    gap : int
        Device pixels between images.
    dpi : float
        Dots per inch of the figure.

    Returns
    -------
    matplotlib.figure.Figure
        As a cell's last line, or with ``display``, it is shown; pyplot does not know it.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its bounds; the message names it, and of images, which.

    Examples
    --------
    >>> figure = same_scale({"a": np.eye(5), "b": np.ones((3, 8))}, scale=4, columns=2)
    >>> [[round(side) for side in axes.bbox.size] for axes in figure.axes]
    [[20, 20], [32, 12]]
    """
    dots = checks.positive("dpi", dpi, "dots per inch")
    how: dict[str, Any] = {
        "columns": columns,
        "gap": gap,
        "align": align,
        "order": order,
        "limits": limits,
        "cmap": cmap,
    }
    how |= {"percentiles": percentiles, "vmin": vmin, "vmax": vmax, "pixel_size": pixel_size, "unit": unit}
    if isinstance(scale, str):
        checks.choice("scale", scale, ("auto",))
        sheet = _largest(contact_sheet(images, titles, scale=SCALES[0], **how), how)
    else:
        sheet = contact_sheet(images, titles, scale=scale, **how)
    return _drawn(sheet, dots)


def _largest(least: ContactSheet, how: dict[str, Any]) -> ContactSheet:
    """Find the largest scale with which the figure has a sensible size."""
    found = least
    for scale in SCALES[1:]:
        sheet = contact_sheet(least.images, scale=scale, **how)
        if any(size > room for size, room in zip(sheet.shape, _ROOM, strict=True)):
            break
        found = sheet
    return found


@plain_settings()
def _drawn(sheet: ContactSheet, dpi: float) -> Figure:
    rows, cols = sheet.shape
    # a hair more than whole: the renderer cuts 28.999999999999996 px off to 28
    size = (cols + 1e-6) / dpi, (rows + 1e-6) / dpi
    figure = SheetFigure(size, dpi=dpi, facecolor="white", edgecolor="white", linewidth=0, layout="none")  # type: ignore[arg-type]
    FigureCanvasAgg(figure)
    cmap = colormap(sheet.cmap)
    for number, (row, col, height, width) in enumerate(sheet.boxes.tolist()):
        place = col / cols, (rows - row - height) / rows, width / cols, height / rows
        axes = figure.add_axes(
            place, facecolor="0.93", label=f"image {number}"
        )  # bad pixels are seen as light grey
        _show(axes, sheet, number, cmap)
        _frame(figure, row, col, height, width)
    if sheet.titled:
        titles, places = sheet.images.titles, sheet.packing.titles.tolist()
        for title, core, (row, col, height, width) in zip(titles, told_apart(titles), places, strict=True):
            _write(figure, fitted(title, FONT, width, core), col + width / 2, row + height - FONT / 3)
    if sheet.pixel_size is not None:
        _scale_bar(figure, sheet)
    return figure


def _show(axes: Any, sheet: ContactSheet, number: int, cmap: Colormap) -> None:
    """Show an image in axes that enclose it exactly."""
    image, block = sheet.images.images[number], ratio(sheet.scale)[1]
    rows, cols = image.shape
    every = slice(0, -(-rows // block)), slice(0, -(-cols // block))
    low, high = sheet.limits[number]
    if isinstance(image, Colored):
        pixels: Any = sheet.tiles.colors(number, block, every, np.zeros((259, 4), np.uint8), (low, high))
        pixels = pixels[..., None].view(np.uint8)
    else:
        values, bad = sheet.tiles.numbers(number, block, every)
        if (
            values.dtype.kind == "f"
        ):  # infinity has the colour of what is beyond the limits; here it would be bad
            values = np.where(np.isinf(values), np.where(values > 0, 2 * high - low, 2 * low - high), values)
        pixels = np.ma.masked_array(values, np.isnan(values) if bad is None else bad | np.isnan(values))
    # the last block may reach beyond the image
    extent = (-0.5, every[1].stop * block - 0.5, every[0].stop * block - 0.5, -0.5)
    axes.imshow(pixels, cmap=cmap, vmin=low, vmax=high, interpolation="nearest", interpolation_stage="data",
                origin="upper", aspect="auto", extent=extent, alpha=1.0, resample=False)  # fmt: skip
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_visible(False)


def _frame(figure: Figure, row: int, col: int, height: int, width: int) -> None:
    """Draw a frame of one pixel just outside of an image, which covers the rest."""
    _fill(figure, col - 1, row - 1, width + 2, height + 2, _FRAME)


def _fill(figure: Figure, left: float, top: float, across: float, down: float, color: str) -> None:
    """Fill a rectangle, in pixels from the top left corner, under all axes."""
    width, height = (round(side * figure.dpi) for side in figure.get_size_inches())
    box = (left / width, 1 - (top + down) / height), across / width, down / height
    figure.add_artist(
        Rectangle(
            *box,
            color=color,
            linewidth=0,
            antialiased=False,
            snap=False,
            zorder=-1,
            transform=figure.transFigure,
        )
    )


def _write(figure: Figure, text: str, middle: float, base: float) -> None:
    """Write a text, literally, about a place in pixels from the top left corner."""
    width, height = (round(side * figure.dpi) for side in figure.get_size_inches())
    figure.text(
        middle / width, 1 - base / height, text, fontsize=FONT * 72 / figure.dpi, fontfamily="DejaVu Sans",
        color=_INK, ha="center", va="baseline", parse_math=False, usetex=False,
    )  # fmt: skip


def _scale_bar(figure: Figure, sheet: ContactSheet) -> None:
    """Draw one scale bar with its length in the lower right corner."""
    rows, cols = sheet.shape
    assert sheet.pixel_size is not None
    length, wide = bar_of(cols, sheet.pixel_size, sheet.scale)
    text = f"{length:.12g} {sheet.unit}"
    half = (max(wide, math.ceil(FONT * 0.7 * len(text))) + 1) // 2
    left = cols - _AWAY - half - wide // 2
    _fill(figure, left, rows - _AWAY // 2 - _BAR, wide, _BAR, _INK)
    _write(figure, text, left + wide / 2, rows - FOOTER + FONT + 3)
