"""Lines over an image, with their bands, ends and names, to be seen at any zoom and on any colours."""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.artist import Artist, allow_rasterization
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D, Bbox

from nbtools.compute.profile.line import Line, Place
from nbtools.draw.image.context import draw_picture, graphics, paints_pixels, pixels_per_point, require_linear

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import GraphicsContextBase, RendererBase

# Of Okabe and Ito's colours those that are seen on black and on white: sky blue, orange, bluish green, reddish
# purple, vermilion
COLORS = ("#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#D55E00")
_LINE, _CHOSEN, _BAND, _CASING = 1.2, 2.0, 0.7, 1.0  # points; the last on either side of a line
_CASING_ALPHA = 0.9
_HANDLE, _CURSOR = 4.0, 3.0  # points, radii
_FONT, _AWAY = 8.0, 7.0  # points: size of names, and their distance from the start
_FAR = 1e4  # pixels outside of the axes: what begins there is not written


def colors_for(number: int, colors: Sequence[str] = COLORS) -> list[str]:
    """Give a colour for each of some lines; the colours come again after the last."""
    return list(itertools.islice(itertools.cycle(colors), number))


class _Stroke(NamedTuple):
    """Something to draw, in display units: a line of some width in points, or, with width 0, something filled."""

    path: Path
    color: str
    width: float


class LineMarks(Artist):
    """Lines over an image; the chosen one has handles at its ends: a disk where it starts, a ring where it ends.

    The artist adds itself to the axes and leaves their limits alone.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to paint, x across and y down in pixels of the image; both scales must be linear when it is drawn.
    """

    axes: Axes

    def __init__(self, axes: Axes) -> None:
        super().__init__()
        self.set_zorder(4)
        self._lines: tuple[Line, ...] = ()
        self._names: tuple[str, ...] = ()
        self._colors: list[str] = []
        self._chosen: int | None = None
        self._cursor: Place | None = None
        axes.add_artist(self)

    def show(
        self,
        lines: Sequence[Line],
        *,
        names: Sequence[str] = (),
        colors: Sequence[str] = COLORS,
        chosen: int | None = 0,
        cursor: Place | None = None,
    ) -> None:
        """Move the lines.

        Parameters
        ----------
        lines : sequence of Line
            The lines.
        names : sequence of str
            Written at their starts, literally.
        colors : sequence of str
            Their colours, again from the first one if there are more lines.
        chosen : int, optional
            Number of the line that is drawn with handles, bold and on top.
        cursor : (float, float), optional
            (row, col) of a dot.
        """
        self._lines, self._names, self._chosen, self._cursor = tuple(lines), tuple(names), chosen, cursor
        self._colors = colors_for(len(lines), colors)
        self.stale = True

    def get_window_extent(self, renderer: RendererBase | None = None) -> Bbox:
        """Return the rectangle of the axes: what lies outside of it is not drawn."""
        return Bbox(self.axes.bbox.get_points())

    @allow_rasterization
    def draw(self, renderer: RendererBase) -> None:
        """Draw the lines: first all that is dark, then the light above it."""
        require_linear(self.axes)
        if not self.get_visible():
            return
        order = sorted(range(len(self._lines)), key=lambda k: k == self._chosen)
        point = pixels_per_point(renderer)
        strokes = [stroke for k in order for stroke in self._strokes(k, point)]
        if self._cursor is not None:
            strokes.append(_Stroke(_disk(self._shown([self._cursor])[0], _CURSOR * point), "white", 0))
        with graphics(self, renderer) as context:
            context.set_snap(False)
            context.set_joinstyle("round")
            context.set_capstyle("round")
            for dark in (True, False):
                for stroke in strokes:
                    _draw(renderer, context, stroke, dark)
            for k in order:
                if k < len(self._names) and self._names[k].strip():
                    self._name(renderer, context, k, point)
        self.stale = False

    def _strokes(self, number: int, point: float) -> list[_Stroke]:
        """List what there is of a line."""
        line, color, chosen = self._lines[number], self._colors[number], number == self._chosen
        ends = self._shown([line.start, line.end])
        found = [_Stroke(Path(ends), color, _CHOSEN if chosen else _LINE)]
        if line.width > 1:
            corners = self._shown([*line.corners.tolist(), line.corners[0].tolist()])
            found.append(_Stroke(Path(corners, closed=True), color, _BAND))
        if chosen:
            start, end = (_disk(xy, _HANDLE * point) for xy in ends)
            found += [_Stroke(end, color, _LINE), _Stroke(start, color, 0)]
        return found

    def _name(self, renderer: RendererBase, context: GraphicsContextBase, number: int, point: float) -> None:
        """Write the name of a line before its start, on the side away from its end."""
        line, (outlines, half) = self._lines[number], _outlines(self._names[number])
        start, end = self._shown([line.start, line.end])
        length = math.dist(start, end)
        back = (start - end) / length if length else np.array([-1.0, 0.0])
        x, y = (start + back * (_AWAY + np.abs(back) @ half) * point).tolist()
        if not self.axes.bbox.padded(_FAR).contains(x, y):
            return
        if paints_pixels(renderer):
            (left, low), pixels = _painted(self._names[number], self._colors[number], point)
            draw_picture(renderer, context, round(x) + left, round(y) + low, pixels)
        else:
            path = Affine2D().scale(point).translate(x, y).transform_path(outlines)
            for dark in (True, False):
                _draw(renderer, context, _Stroke(path, self._colors[number], 0), dark)

    def _shown(self, places: Sequence[Sequence[float]]) -> np.ndarray:
        """Give the display coordinates (x, y) of (row, col) places."""
        return self.axes.transData.transform(np.asarray(places, np.float64)[:, ::-1])


def _draw(renderer: RendererBase, context: GraphicsContextBase, stroke: _Stroke, dark: bool) -> None:
    alpha = context.get_alpha()
    color = to_rgb("black") if dark else to_rgb(stroke.color)
    context.set_alpha(alpha * _CASING_ALPHA if dark else alpha)
    context.set_foreground(color)
    context.set_linewidth(stroke.width + 2 * _CASING * dark)
    fill = None if stroke.width else color
    renderer.draw_path(context, stroke.path, Affine2D(), fill)
    context.set_alpha(alpha)


def _disk(middle: np.ndarray, radius: float) -> Path:
    return Affine2D().scale(radius).translate(*middle).transform_path(Path.unit_circle())


@lru_cache(maxsize=256)
def _outlines(name: str) -> tuple[Path, np.ndarray]:
    """Give the outlines of a text about its middle, and half its width and height, in points."""
    font = FontProperties(family="DejaVu Sans", weight="bold", size=_FONT)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        vertices, codes = text_to_path.get_text_path(font, name, ismath=False)
    path = Path(np.asarray(vertices) * (_FONT / text_to_path.FONT_SCALE), codes)
    box = path.get_extents()
    return Affine2D().translate(*-(box.p0 + box.p1) / 2).transform_path(path), np.array(box.size) / 2


@lru_cache(maxsize=256)
def _painted(name: str, color: str, point: float) -> tuple[tuple[int, int], np.ndarray]:
    """Paint a name; return its lower left corner (x, y) seen from its middle, and RGBA, the lowest row first."""
    outlines, half = _outlines(name)
    x, y = np.ceil((half + 2 * _CASING) * point).astype(int).tolist()
    agg = RendererAgg(2 * x, 2 * y, 72 * point)
    path, context = Affine2D().scale(point).translate(x, y).transform_path(outlines), agg.new_gc()
    context.set_snap(False)
    context.set_joinstyle("round")
    for dark in (True, False):
        _draw(agg, context, _Stroke(path, color, 0), dark)
    return (-x, -y), np.array(agg.buffer_rgba())[::-1]
