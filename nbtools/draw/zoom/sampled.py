"""A zoomed image as an artist: only what the screen can show is sampled, however large image and result are.

Where the pixels of the result are at least as large as those of the screen, all of them are computed, exactly.
Else one value is computed for the middle of each screen pixel: from the splines where the image is enlarged,
from means over blocks of the pyramid where it is reduced.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.artist import Artist, allow_rasterization
from numpy.typing import NDArray

from nbtools.compute.images import Pixels
from nbtools.compute.zoom.resample import beyond, bring_inside, resample
from nbtools.compute.zoom.window import Zoom
from nbtools.compute.zoom.zoom import Zoomed
from nbtools.draw.image.context import draw_picture, frame_size, graphics
from nbtools.draw.image.pyramid import Pyramid
from nbtools.draw.image.shades import Numbers, Shades, colors_of, described, map_to, source_of
from nbtools.draw.scene import Layer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase

_TIE = 1e-9  # a screen pixel whose middle lies on an edge between two pixels shows the higher one
_NEAR = 24  # pixels around the window from which splines are fitted: what lies beyond changes no colour


class Samples:
    """An image or a colour picture, to be sampled at any places at the cost of these places.

    Parameters
    ----------
    pixels : Pixels
        The picture; it is not copied.

    Attributes
    ----------
    source : Source
        Its colours.
    shape : tuple of int
        Number of rows and columns.
    """

    def __init__(self, pixels: Pixels) -> None:
        self.source, self.shape = source_of(pixels), pixels.shape

    def recolored(self, table: NDArray[np.uint8], limits: Any) -> Samples:
        """Give the same image in other colours, where it has none of its own."""
        other = copy.copy(self)
        other.source = self.source.recolored(table, limits)
        return other

    def rgba(self, result: Zoomed) -> NDArray[np.uint8]:
        """Colour each pixel of a result, shape (rows, cols, 4)."""
        array = result.array
        if result.pixels.axis is not None:
            array = np.moveaxis(array, result.pixels.axis, -1)
        hidden = np.ma.getmaskarray(array)
        hidden = np.asarray(hidden.any(axis=2)) if result.pixels.colored else hidden
        return self.source.color(np.ma.getdata(array), hidden)[..., None].view(np.uint8)

    def exactly(self, window: Zoom, **options: Any) -> Numbers:
        """Give the pixels of the result itself; `options` are those of `resample`."""
        near = None if options.get("antialias") else _NEAR
        return self._full(window.rows, window.cols, near=near, **options)

    def about(
        self, rows: NDArray[np.float64], cols: NDArray[np.float64], *, order: int, mode: str, cval: float
    ) -> Numbers:
        """Give what screen pixels with these evenly spaced middles show."""
        levels = [max(int(np.log2(_step(place)) + 1e-9), 0) for place in (rows, cols)]
        options: dict[str, Any] = {"order": order, "mode": mode, "cval": cval}
        if levels == [0, 0]:
            return self._full(rows, cols, near=_NEAR, **options)
        places = (levels[0], levels[1]), (rows, cols)
        return self._joined([self._reduced(p, *places, mode, cval) for p in self.source.pyramids]), None

    def _full(self, rows: NDArray[np.float64], cols: NDArray[np.float64], **options: Any) -> Numbers:
        images = [pyramid.image for pyramid in self.source.pyramids]
        found = self._joined([resample(each.values, rows, cols, bad=each.bad, **options) for each in images])
        if self.source.bad is None:
            return found, None
        nearest = {**options, "order": 0, "cval": 0.0, "antialias": False}
        return found, resample(self.source.bad, rows, cols, **nearest)

    def _joined(self, layers: list[NDArray[Any]]) -> NDArray[Any]:
        return layers[0] if self.source.values.ndim == 2 else np.stack(layers, axis=-1)

    def _reduced(
        self,
        pyramid: Pyramid,
        levels: tuple[int, int],
        places: tuple[NDArray[np.float64], NDArray[np.float64]],
        mode: str,
        cval: float,
    ) -> NDArray[Any]:
        windows, inside = [], []
        for place, size, level in zip(places, self.shape, levels, strict=True):
            block = (bring_inside(place, size, mode) + 0.5) / 2**level - 0.5
            last = -(-size >> level) - 1
            block = np.clip(block, 0, last)
            start = int(block.min())
            windows.append(slice(start, int(np.ceil(block.max())) + 1))
            inside.append(block - start)
        means = pyramid.window(levels, *windows)
        bad = None if pyramid.image.bad is None else np.isnan(means)
        found = resample(means, *inside, bad=bad, order=1)
        for axis, (place, size) in enumerate(zip(places, self.shape, strict=True)):
            if mode == "constant":
                found[(slice(None),) * axis + (beyond(place, size),)] = cval
        return found


class Sampled(Artist):
    """What a zoom shows, filling its axes.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to paint.
    samples : Samples
        The image.
    """

    axes: Axes

    def __init__(self, axes: Axes, samples: Samples) -> None:
        super().__init__()
        self.set_zorder(0)
        self._samples = samples
        self._window: Zoom | None = None
        self._options: dict[str, Any] = {}
        # what was seen at last: what it depends on, the numbers, and which of them each row and column shows
        self._seen: tuple[tuple[Any, ...], Numbers, tuple[NDArray[np.intp], NDArray[np.intp]]] | None = None
        self._described: tuple[Any, Any] | None = None  # the same, and its numbers for a page
        axes.add_artist(self)

    def show(self, samples: Samples, window: Zoom, options: dict[str, Any]) -> None:
        """Say what is shown: where it comes from, and how it is sampled (as `resample` takes it)."""
        self._samples, self._window, self._options = samples, window, options
        self.stale = True

    @allow_rasterization
    def draw(self, renderer: RendererBase) -> None:
        """Paint what fits into the screen pixels of the axes."""
        if not self.get_visible() or self._window is None:
            return
        zoom, box = renderer.get_image_magnification(), self.axes.bbox
        seen = self._in_view(zoom)
        if seen is None:
            return
        numbers, index = seen
        colors = self._samples.source.color(*numbers)[..., None].view(np.uint8)[np.ix_(*index)]
        x, y = (np.floor(low + 0.5) if zoom == 1 else low for low in (box.x0, box.y0))
        with graphics(self, renderer) as context:
            draw_picture(renderer, context, x, y, np.ascontiguousarray(colors[::-1]))
        self.stale = False

    def layer(self) -> Layer | None:
        """Describe it for a page; None for nothing, or what has colours of its own."""
        seen, source = self._in_view(1.0), self._samples.source
        colors = None
        if seen is not None and isinstance(source, Shades):
            colors = colors_of(source.limits, seen[0][0].dtype)
        if seen is None or colors is None or not isinstance(source, Shades):
            return None
        numbers, (rows, cols) = seen
        if self._described is None or self._described[0] is not seen[0]:
            self._described = numbers, {**described(*numbers), "rows": map_to(rows), "cols": map_to(cols)}
        left, bottom = (np.floor(low + 0.5) for low in (self.axes.bbox.x0, self.axes.bbox.y0))
        place = left, frame_size(self.axes)[1] - bottom - len(rows)
        return Layer("shades", {"place": place, **colors}, {**self._described[1], "table": source.table})

    def _in_view(self, zoom: float) -> tuple[Numbers, tuple[NDArray[np.intp], NDArray[np.intp]]] | None:
        """Give the numbers in view, and which of them each row and column of pixels shows, from the top left."""
        box, window = self.axes.bbox, self._window
        if window is None:
            return None
        made_of = self._samples.source.pyramids, window
        how = tuple(self._options.items()), tuple(box.extents), zoom
        kept = self._seen
        if (
            kept is None
            or kept[0][0] != how
            or any(a is not b for a, b in zip(kept[0][1], made_of, strict=True))
        ):
            rows = _middles(box.y0, box.y1, zoom)[::-1]
            cols = _middles(box.x0, box.x1, zoom)
            if rows.size == 0 or cols.size == 0:
                return None
            self._seen = kept = (how, made_of), *self._numbers(window, 1 - rows, cols)
        return kept[1:]

    def _numbers(
        self, window: Zoom, rows: NDArray[np.float64], cols: NDArray[np.float64]
    ) -> tuple[Numbers, tuple[NDArray[np.intp], NDArray[np.intp]]]:
        """Sample what screen pixels show, whose middles lie at these shares of height and width from the top left."""
        sizes = len(window.rows), len(window.cols)
        if sizes[0] <= len(rows) and sizes[1] <= len(cols):
            down, across = (
                np.minimum((share * size + _TIE).astype(np.intp), size - 1)
                for share, size in zip((rows, cols), sizes, strict=True)
            )
            return self._samples.exactly(window, **self._options), (down, across)
        (row0, col0), (row1, col1) = window.roi
        places = row0 - 0.5 + rows * (row1 - row0), col0 - 0.5 + cols * (col1 - col0)
        options = {name: self._options[name] for name in ("order", "mode", "cval")}
        return self._samples.about(*places, **options), (np.arange(len(rows)), np.arange(len(cols)))


def _step(places: NDArray[np.float64]) -> float:
    return float(abs(places[-1] - places[0]) / (len(places) - 1)) if len(places) > 1 else 1.0


def _middles(low: float, high: float, zoom: float) -> NDArray[np.float64]:
    """Give the middles of the screen pixels between two display coordinates, as shares of what lies between."""
    begin, end = (np.floor(low + 0.5), np.floor(high + 0.5)) if zoom == 1 else (low * zoom, high * zoom)
    middles = begin - low * zoom + np.arange(int(np.ceil(end - begin))) + 0.5
    return np.clip(middles / ((high - low) * zoom), 0, 1)
