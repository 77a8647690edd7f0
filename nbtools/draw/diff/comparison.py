"""Two images in one picture, in which no differing pixel is ever lost.

A pixel of the screen is marked when at least one of the data pixels under it differs. A marked one shows, at full
strength, the colour of the data pixel that differs most; all others are dimmed. What does not depend on the
tolerance is kept as long as the view stays, so that a step of the tolerance is one comparison per screen pixel.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.artist import Artist, allow_rasterization
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from nbtools.compute.color.colormaps import lut
from nbtools.compute.color.shading import shade
from nbtools.compute.diff.blocks import Maxima
from nbtools.compute.diff.pairs import Pair
from nbtools.compute.diff.strengths import signed
from nbtools.draw.diff.mixing import blend, checkers, curtain, dimmed, magenta_green, outlined, ringed, spread
from nbtools.draw.image.context import draw_picture, graphics, require_linear
from nbtools.draw.image.screen import Line, line_up_axes, pixel_by_pixel, rough
from nbtools.draw.image.shades import Packed, Shades, Source, codes, described
from nbtools.draw.marks.numbers import compact, write
from nbtools.draw.scene import Layer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.colors import Colormap

    from nbtools.compute.color.places import Limits

OUTLINE_AT, VALUES_AT = 6, 40  # screen pixels, of the size at which text is read, for one data pixel
BAD = (204, 121, 167, 255)  # Okabe and Ito's reddish purple
_MARK = (213, 94, 0, 255)  # Okabe and Ito's vermilion
_FONT = 7.0
_CROWDED = 0.05  # share of marked pixels from which on those of a map are not made larger
_STRIP = 1 << 20  # pixels of an exact picture that are painted at a time


# the images of which something is shown; of both where nothing else is said
_NEEDED: dict[str, tuple[str, ...]] = {
    "before": ("before",),
    "after": ("after",),
    "difference": (),
    "map": ("before",),
}


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What is compared, and its colours; another one is made when any of this changes.

    Attributes
    ----------
    maxima : Maxima
        Where the pair differs how much.
    before, after : Source
        The colours of the two images.
    table : ndarray of uint8
        The colours of signed differences.
    span : float
        The difference that has the last colour; its negative has the first.
    """

    maxima: Maxima
    before: Source
    after: Source
    table: NDArray[np.uint8]
    span: float

    @property
    def pair(self) -> Pair:
        """The two images."""
        return self.maxima.strengths.pair

    def differences(self, rows: NDArray[np.intp], cols: NDArray[np.intp]) -> NDArray[Any]:
        """Compute before - after of single pixels; of colours the difference that is largest."""
        found = signed(self.pair.before[rows, cols], self.pair.after[rows, cols])
        if self.pair.colored:
            largest = np.abs(found).argmax(axis=-1)
            found = np.take_along_axis(found, largest[..., None], -1)[..., 0]
        return found

    def values(self, shows: str, rows: NDArray[np.intp], cols: NDArray[np.intp]) -> NDArray[Any]:
        """Give the numbers that are written on pixels."""
        if shows in ("before", "after") and not self.pair.colored:
            values: NDArray[Any] = getattr(self.pair, shows)[rows, cols]
            return values
        return self.differences(rows, cols)


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What a page that paints a comparison by itself is told, besides what is seen.

    Attributes
    ----------
    limits : ndarray
        The limits of strength that the page may come to, rising, the one of now among them.
    table, gray : ndarray of uint8
        The colours of images, and those in an overlay.
    numbers : bool
        Whether the images are told as numbers, which other limits colour otherwise.
    """

    limits: NDArray[Any]
    table: NDArray[np.uint8]
    gray: NDArray[np.uint8]
    numbers: bool


def make_look(
    maxima: Maxima,
    sources: tuple[Source, Source],
    limits: tuple[Limits, Limits],
    cmap: str | Colormap,
    span: float,
) -> Look:
    """Give both images the colours of a colormap between limits, where they have none of their own."""
    table = table_of(cmap)
    before, after = (source.recolored(table, ends) for source, ends in zip(sources, limits, strict=True))
    return Look(maxima, before, after, table_of("RdBu_r"), span)


def table_of(cmap: str | Colormap) -> NDArray[np.uint8]:
    """Table of the colours of a colormap, with one for NaN and masked pixels that is seen in all modes."""
    table = lut(cmap)
    table[-1] = BAD
    return table


class Face(Artist):
    """One view of a comparison: the image before, after, or both in one.

    Pixel (row, col) covers ``col - 0.5 .. col + 0.5`` by ``row - 0.5 .. row + 0.5``. The artist adds itself to the
    axes and leaves their limits alone.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to paint; both scales must be linear when it is drawn.
    look : Look
        What is painted.
    shows : str
        "before", "after", "difference", "curtain", "fade", "overlay", "checkerboard", or "map": marks in one colour,
        large enough to be seen.
    """

    axes: Axes

    def __init__(self, axes: Axes, look: Look, shows: str = "before", *, zorder: float = 0) -> None:
        super().__init__()
        self.set_zorder(zorder)
        self.look, self.shows = look, shows
        self.limit: Any = 0  # a pixel is marked when its strength exceeds this
        self.dim, self.balance, self.tile = 0.8, 0.5, 64.0
        self.hurried = False  # while the view moves, marks may be off by less than a screen pixel
        self._scene: _Scene | None = None
        axes.add_artist(self)

    def show(self, look: Look, shows: str, limit: Any, *, dim: float, balance: float, tile: float) -> None:
        """Set everything that is painted.

        Parameters
        ----------
        look, shows
            As for the class.
        limit : number
            A pixel is marked when its strength exceeds this: `Strengths.limit` of the tolerance.
        dim : float
            How far unmarked pixels fade towards white, 0 to 1.
        balance : float
            Share of the image before in a curtain (from the left) and of the one after in a fade, 0 to 1.
        tile : float
            Side of the squares of a checkerboard in data pixels.
        """
        self.look, self.shows, self.limit = look, shows, limit
        self.dim, self.balance, self.tile = dim, balance, tile
        self.stale = True

    def get_window_extent(self, renderer: RendererBase | None = None) -> Bbox:
        """Return the rectangle of the image on the screen, in display units."""
        rows, cols = self.look.pair.shape
        return Bbox(self.axes.transData.transform([(-0.5, rows - 0.5), (cols - 0.5, -0.5)]))

    @allow_rasterization
    def draw(self, renderer: RendererBase) -> None:
        """Paint what the axes show of the pair."""
        if not self.get_visible():
            return
        scene = self.scene(renderer.get_image_magnification())
        if scene is not None:
            divider = self.axes.bbox.x0 + self.balance * self.axes.bbox.width - scene.cols.start
            pixels = _compose(scene, self.shows, self.limit, self.dim, self.balance, self.tile, divider)
            size, ratio = self._magnified()
            if self.shows != "map":
                surround = outlined if size >= OUTLINE_AT else ringed
                pixels = surround(pixels, scene.marked(self.limit), max(1, round(ratio)))
            rgba = pixels[..., None].view(np.uint8)
            with graphics(self, renderer) as context:
                draw_picture(renderer, context, scene.cols.start, scene.rows.start, rgba)
                if size >= VALUES_AT and self.shows != "map":
                    write(renderer, context, *self._numbers(scene), _FONT, self.axes.bbox)
        self.stale = False

    def scene(self, zoom: float = 1.0) -> _Scene | None:
        """Give what is under each pixel of the screen; None when nothing is in view."""
        require_linear(self.axes)  # of a view that is kept, too
        view = (
            self.look,
            *self.axes.bbox.extents,
            *self.axes.get_xlim(),
            *self.axes.get_ylim(),
            zoom,
            self.hurried,
        )
        if self._scene is None or self._scene.view != view:
            lines = line_up_axes(self.axes, self.look.pair.shape, zoom)
            if lines is not None and self.hurried:
                lines = rough(lines[0]), rough(lines[1])
            self._scene = None if lines is None else _Scene(view, self.look, *lines)
        return self._scene

    def layer(self, told: Told, shows: Sequence[str]) -> Layer | None:
        """Describe it for a page; None where nothing is in view, while the view moves, and where numbers are written.

        Parameters
        ----------
        told : Told
            What the page is told.
        shows : sequence of str
            What it may come to show.
        """
        scene = self.scene()
        size, ratio = self._magnified()
        if scene is None or self.hurried or (size >= VALUES_AT and self.shows != "map"):
            return None
        rows, cols = scene.rows, scene.cols
        height = self.axes.figure.bbox.height
        about = {
            "place": (cols.start, height - rows.start - len(rows.first)),
            "shows": self.shows,
            "above": int(np.searchsorted(told.limits, self.limit)),
            "dim": self.dim,
            "balance": self.balance,
            "tile": self.tile,
            "divider": (self.axes.bbox.x0, self.axes.bbox.width, cols.start),
            "line": max(1, round(ratio)) if self.shows != "map" else 0,
            "outlined": size >= OUTLINE_AT,
            "mark": _MARK,
            "crowded": _CROWDED,
        }
        maps: dict[str, NDArray[Any]]
        maps = {"rows": rows.map[::-1], "cols": cols.map, "across": cols.places, "down": rows.places[::-1]}
        return Layer("pair", about | scene.colors(told), maps | scene.described(told, shows))

    def _magnified(self) -> tuple[float, float]:
        """Give the size of a data pixel in screen pixels at which text is read, and how fine the real ones are."""
        ratio = self.axes.figure.canvas.device_pixel_ratio
        size = min(np.abs(self.axes.transData.get_affine().get_matrix()[[0, 1], [0, 1]]))
        return float(size) / ratio, ratio

    def _numbers(self, scene: _Scene) -> tuple[list[str], NDArray[np.float64]]:
        rows, cols = np.nonzero(scene.strengths > self.limit)
        rows, cols = rows + scene.rows.edges[0], cols + scene.cols.edges[0]
        values = self.look.values(self.shows, rows, cols)
        return [compact(float(value)) for value in values], self.axes.transData.transform(
            np.stack([cols, rows], -1)
        )


class _Scene:
    """What the pixels of the screen show, as far as it does not depend on the tolerance."""

    def __init__(self, view: tuple[Any, ...], look: Look, rows: Line, cols: Line) -> None:
        self.view, self.rows, self.cols, self._look = view, rows, cols, look
        self.strengths, self.where = look.maxima.cells(rows.edges, cols.edges)
        self._enlarged = rows.enlarged and cols.enlarged
        if self._enlarged:
            self.where = np.add.outer(rows.edges[:-1] * look.pair.shape[1], cols.edges[:-1])
        self._kept: dict[Any, Packed] = {}
        self._described_as: tuple[Any, dict[str, NDArray[Any]]] | None = None
        self._largest = self._on_screen(self.strengths)

    def marked(self, limit: Any) -> NDArray[np.bool_]:
        """Say for each pixel of the screen whether a data pixel under it differs."""
        return self._largest > limit

    def side(self, name: str, limit: Any, dim: float) -> Packed:
        """Paint the image before or after."""
        faint = self._keep((name, "dimmed", dim), lambda: dimmed(self.mean(name), dim))
        return np.where(self.marked(limit), self.strongest(name), faint)

    def mean(self, name: str) -> Packed:
        """Give the colours of what lies under each pixel of the screen."""
        return self._keep((name, "mean"), lambda: getattr(self._look, name).reduced(self.rows, self.cols))

    def strongest(self, name: str) -> Packed:
        """Give the colours of the pixels that differ most."""
        if self._enlarged:
            return self.mean(name)
        return self._keep((name, "strongest"), lambda: self._sparse(getattr(self._look, name).at))

    @cached_property
    def signed(self) -> Packed:
        """The colours of the signed differences that are largest."""
        none = shade(np.zeros(1), self._look.table, (-self._look.span, self._look.span))
        found = self._sparse(self._signed, none.view(np.uint32)[0, 0])
        bad = np.ascontiguousarray(self._look.table[-1]).view(np.uint32)
        return np.where(self.mean("before") == bad, bad, found)  # masked, however far one is zoomed out

    def described(self, told: Told, shows: Sequence[str]) -> dict[str, NDArray[Any]]:
        """Give what a page needs to paint it, once for each pixel of the image or of the screen.

        Besides colours, that is how many of the limits each strength exceeds.
        """
        key = told.limits.tobytes(), told.numbers, tuple(shows)
        if self._described_as is None or self._described_as[0] != key:
            self._described_as = key, self._describe(told, shows)
        arrays = self._described_as[1]
        return arrays if self._look.pair.colored else {**arrays, "table": told.table, "gray": told.gray}

    def _describe(self, told: Told, shows: Sequence[str]) -> dict[str, NDArray[Any]]:
        levels = np.searchsorted(told.limits, self._stored(self.strengths))
        arrays = {"levels": levels.astype(np.min_scalar_type(len(told.limits)))}
        for name in sorted({name for one in shows for name in _NEEDED.get(one, ("before", "after"))}):
            arrays |= self._described(name, told.numbers, "map" not in shows)
        if "difference" in shows:
            arrays |= {"difference": self._signs(), "signs": self._look.table}
        return arrays

    def colors(self, told: Told) -> dict[str, Any]:
        """Say how a page colours numbers."""
        before, after = self._look.before, self._look.after
        if not (told.numbers and isinstance(before, Shades) and isinstance(after, Shades)):
            return {}
        short = np.promote_types(before.values.dtype, np.float32) == np.float32
        common = before.limits == after.limits
        ends = {"limits": before.limits} if common else {"ends": (before.limits, after.limits)}
        return {"single": (short and self._enlarged, short), **ends}

    def _described(self, name: str, numbers: bool, most: bool) -> dict[str, NDArray[Any]]:
        """Give the numbers or the colours of an image: the means, and those of the pixels that differ `most`."""
        source: Source = getattr(self._look, name)
        as_numbers = isinstance(source, Shades) and numbers

        def found(values: NDArray[Any], bad: NDArray[np.bool_] | None) -> NDArray[Any]:
            return described(values, bad)["values"] if as_numbers else source.coded(values, bad)

        def single(rows: NDArray[np.intp], cols: NDArray[np.intp]) -> NDArray[Any]:
            return found(source.values[rows, cols], None if source.bad is None else source.bad[rows, cols])

        arrays = {name: found(*source.seen(self.rows, self.cols))}
        if most and not self._enlarged:
            arrays[f"{name}_most"] = self._stored(self._spread_out(single))
        return arrays

    def _signs(self) -> NDArray[Any]:
        """Give the places of `signed` in the table."""
        look = self._look

        def found(differences: NDArray[Any]) -> NDArray[Any]:
            return codes(differences.astype(np.float64), look.table, (-look.span, look.span))

        every = self._stored(
            self._spread_out(lambda *at: found(look.differences(*at)), found(np.zeros(1))[0])
        )
        bad = look.before.color(*look.before.seen(self.rows, self.cols)) == look.table[-1:].view(np.uint32)[0]
        return np.where(bad, np.uint16(len(look.table) - 1), every) if bad.any() else every

    def _stored(self, cells: NDArray[Any]) -> NDArray[Any]:
        """Give cells in the order of the screen where there is one for each of its pixels."""
        for axis, line in enumerate((self.rows, self.cols)):
            cells = cells if line.enlarged else cells.take(line.cell, axis)
        return cells

    def _signed(self, rows: NDArray[np.intp], cols: NDArray[np.intp]) -> Packed:
        found = self._look.differences(rows, cols).astype(np.float64)
        return shade(found, self._look.table, (-self._look.span, self._look.span)).view(np.uint32)[..., 0]

    def _sparse(self, color: Callable[..., Packed], rest: Any = 0) -> Packed:
        """Colour the data pixels that are kept in `where`."""
        return self._on_screen(self._spread_out(color, rest))

    def _spread_out(self, color: Callable[..., NDArray[Any]], rest: Any = 0) -> NDArray[Any]:
        """Put what belongs to the data pixels that are kept in `where` into their cells."""
        some = self.where >= 0
        values = color(*np.divmod(self.where[some], self._look.pair.shape[1]))
        found = np.full(self.where.shape, rest, values.dtype)
        found[some] = values
        return found

    def _on_screen(self, cells: NDArray[Any]) -> NDArray[Any]:
        return cells.take(self.rows.cell, 0).take(self.cols.cell, 1)

    def _keep(self, key: Any, make: Callable[[], Packed]) -> Packed:
        if len(self._kept) > 8 and key not in self._kept:  # a drag of `dim` leaves one for each step
            self._kept = {k: v for k, v in self._kept.items() if k[1] != "dimmed"}
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]


def _compose(
    scene: _Scene,
    shows: str,
    limit: Any,
    dim: float,
    balance: float,
    tile: float,
    divider: float,
    line: bool = True,
) -> Packed:
    """Paint a scene; the divider of a curtain is counted from its first column."""
    match shows:
        case "before" | "after":
            return scene.side(shows, limit, dim)
        case "difference":
            return np.where(scene.marked(limit), scene.signed, dimmed(scene.signed, dim))
        case "map":
            mark = np.array(_MARK, np.uint8).view(np.uint32)
            marked = scene.marked(limit)
            marked = spread(marked) if marked.mean() < _CROWDED else marked
            return np.where(marked, mark, dimmed(scene.mean("before"), dim))
    before, after = (scene.side(name, limit, dim) for name in ("before", "after"))
    match shows:
        case "curtain":
            return curtain(before, after, round(divider), line=line)
        case "fade":
            return blend(before, after, balance)
        case "overlay":
            return magenta_green(before, after)
        case _:
            return checkers(before, after, scene.rows.places, scene.cols.places, tile)


def exact_pixels(
    look: Look, shows: str, limit: Any, *, dim: float, balance: float, tile: float
) -> NDArray[np.uint8]:
    """Paint all data pixels, one pixel each, without outlines, numbers and divider.

    Parameters
    ----------
    look, shows, limit, dim, balance, tile
        As for `Face.show`.

    Returns
    -------
    ndarray of uint8, shape (rows, cols, 4)
    """
    rows, cols = look.pair.shape
    found = np.empty((rows, cols), np.uint32)
    step = max(1, _STRIP // cols)
    for start in range(0, rows, step):
        strip = pixel_by_pixel(start, min(start + step, rows))
        scene = _Scene((), look, strip, pixel_by_pixel(0, cols))
        found[strip.window] = _compose(scene, shows, limit, dim, balance, tile, balance * cols, line=False)
    return found[..., None].view(np.uint8)
