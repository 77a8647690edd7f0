"""Contour lines and the bands between them, painted as few paths, with numbers that stay apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.artist import Artist, allow_rasterization
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import is_color_like, to_rgba
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray

from nbtools.compute.color.limits import extremes
from nbtools.compute.color.shading import shade
from nbtools.compute.grid.contour_blocks import Blocks
from nbtools.compute.grid.fields import Field
from nbtools.compute.numerals import round_one
from nbtools.draw.image.context import graphics, pixels_per_point
from nbtools.draw.marks.numbers import write
from nbtools.draw.settings import plain_settings

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase

_RIM = "black", "white"  # a dark line under a light one is seen on any colour
_WIDER = 1.4  # points by which the dark one is wider
_LABEL, _LONG, _APART, _MOST = (
    7.5,
    50,
    34,
    8,
)  # points; pixels of a line with a number, between numbers; per level
_STRIP = 1 << 22  # pixels that lines are burnt into in one go

Lines = Sequence[Sequence[NDArray[np.float64]]]  # for each level its lines, each (n, 2) with x and y


class ContourLines(Artist):
    """The contour lines of a field.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to paint.
    """

    axes: Axes

    def __init__(self, axes: Axes) -> None:
        super().__init__()
        self.set_zorder(2)
        self.levels: tuple[float, ...] = ()
        self._paths: list[Path] = []
        self._lines: Lines | None = None
        self.width, self.labels = 1.0, False
        self.colors: Any = None
        axes.add_artist(self)

    def show(
        self,
        levels: Sequence[float],
        lines: Lines,
        *,
        width: float = 1.0,
        colors: Any = None,
        labels: bool = False,
    ) -> None:
        """Say which lines are shown; `colors` is one for all, one for each level, or None for light on dark."""
        if lines is not self._lines:
            self.levels, self._lines = tuple(levels), lines
            self._paths = [joined(level) for level in lines]
        self.width, self.colors, self.labels = width, colors, labels
        self.stale = True

    @allow_rasterization
    def draw(self, renderer: RendererBase) -> None:
        """Paint the lines, then their numbers."""
        if not self.get_visible():
            return
        transform = self.axes.transData
        paths = [transform.transform_path_non_affine(path) for path in self._paths]
        affine, point = transform.get_affine(), pixels_per_point(renderer)
        passes: list[tuple[float, list[Any]]] = [(self.width, _each(self.colors, len(paths)))]
        if self.colors is None:
            passes = [(self.width + _WIDER, [_RIM[0]] * len(paths)), (self.width, [_RIM[1]] * len(paths))]
        with graphics(self, renderer) as context:
            for width, colors in passes if self.width > 0 else []:
                context.set_linewidth(width)
                for path, color in zip(paths, colors, strict=True):
                    context.set_foreground(to_rgba(color), isRGBA=True)
                    if np.size(path.vertices):
                        renderer.draw_path(context, path, affine)
            if self.labels:
                texts, places = self._numbers(point)
                write(renderer, context, texts, places, _LABEL, self.axes.bbox)
        self.stale = False

    def _numbers(self, point: float) -> tuple[list[str], NDArray[np.float64]]:
        """Put a number on the middle of what is seen of each long line, unless another one is near."""
        box, dots = self.axes.bbox.padded(-10), point * 72 / 100
        texts: list[str] = []
        places: list[NDArray[np.float64]] = []
        for level, lines in zip(self.levels, self._lines or (), strict=True):
            for line in sorted(lines, key=len, reverse=True)[:_MOST]:
                on_screen = self.axes.transData.transform(line[:: max(1, len(line) // 200)])
                seen = on_screen[
                    ((on_screen > (box.x0, box.y0)) & (on_screen < (box.x1, box.y1))).all(axis=1)
                ]
                if len(seen) < 2 or np.hypot(*np.ptp(seen, axis=0)) < _LONG * dots:
                    continue
                for share in (0.5, 0.25, 0.75):
                    place = seen[int(share * (len(seen) - 1))]
                    if all(np.hypot(*(place - other)) > _APART * dots for other in places):
                        texts.append(round_one(level))
                        places.append(place)
                        break
        return texts, np.array(places).reshape(-1, 2)


class Bands(Artist):
    """Filled contours: what lies between two levels, in one colour.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to paint.
    """

    axes: Axes

    def __init__(self, axes: Axes) -> None:
        super().__init__()
        self.set_zorder(1)
        self._paths: list[Path] = []
        self._made_of: tuple[Any, Any] | None = None
        self._middles = np.empty(0)
        self._colors = np.empty((0, 4))
        axes.add_artist(self)

    def show(self, field: Field, levels: Sequence[float], table: NDArray[np.uint8], limits: Any) -> None:
        """Say what is shown; the bands below the first and above the last level are filled, too."""
        if self._made_of is None or self._made_of[0] is not field or self._made_of[1] != tuple(levels):
            self._made_of = field, tuple(levels)
            self._paths, self._middles = bands(field, levels)
        self._colors = shade(self._middles, table, limits) / 255
        self.stale = True

    @allow_rasterization
    def draw(self, renderer: RendererBase) -> None:
        """Fill the bands."""
        if not self.get_visible():
            return
        transform = self.axes.transData
        affine = transform.get_affine()
        with graphics(self, renderer) as context:
            context.set_linewidth(0)
            context.set_antialiased(False)  # or what lies below shines through where two bands meet
            for path, color in zip(self._paths, self._colors, strict=True):
                renderer.draw_path(context, transform.transform_path_non_affine(path), affine, tuple(color))
        self.stale = False


def joined(lines: Sequence[NDArray[Any]]) -> Path:
    """Put lines into one path; a closed one goes on to its second vertex, so that its ends meet in a corner."""
    if not lines:
        return Path(np.empty((0, 2)))
    parts: list[NDArray[Any]] = [
        np.concatenate([line, line[1:2]]) if len(line) > 2 and (line[0] == line[-1]).all() else line
        for line in lines
    ]
    codes = np.full(sum(map(len, parts)), Path.LINETO, Path.code_type)
    codes[np.cumsum([0, *map(len, parts[:-1])])] = Path.MOVETO
    return Path(np.concatenate(parts), codes)


def bands(field: Field, levels: Sequence[float]) -> tuple[list[Path], NDArray[np.float64]]:
    """Find the bands between levels, as paths in x and y, and the value in the middle of each."""
    from contourpy import FillType, contour_generator

    low, high, _ = extremes(field.image.values, field.image.bad)
    inner = [level for level in levels if low < level < high]
    if not np.isfinite(low) or min(field.shape) < 2:
        return [], np.empty(0)
    ends = [low, *inner, high]
    z = np.ma.masked_array(field.image.values, np.ma.nomask if field.image.bad is None else field.image.bad)
    generator = contour_generator(field.x, field.y, z, fill_type=FillType.ChunkCombinedCode)
    paths, middles = [], []
    step = max(high - low, abs(low), 1.0)  # enough to make a difference
    for k in range(len(ends) - 1):
        # contourpy leaves out what equals the lower end
        lower, upper = ends[k] - (step if k == 0 else 0), ends[k + 1] + (step if k == len(ends) - 2 else 0)
        points, codes = (part[0] for part in generator.filled(lower, upper))
        if points is not None:
            paths.append(Path(points, codes))
            middles.append(ends[k] / 2 + ends[k + 1] / 2)
    return paths, np.array(middles)


def _each(colors: Any, count: int) -> list[Any]:
    """Give one colour for each level."""
    if colors is None or is_color_like(colors):
        return [colors] * count
    several = list(colors)
    return [several[k % len(several)] for k in range(count)]


class QuickLines:
    """Finds the contour lines of a small field, without a look at blocks and again and again.

    Parameters
    ----------
    field : Field
        The field.
    """

    def __init__(self, field: Field) -> None:
        from contourpy import LineType, contour_generator

        self._generator = None
        if min(field.shape) >= 2:
            bad = field.image.bad
            z = np.ma.masked_array(field.image.values, np.ma.nomask if bad is None else bad)
            self._generator = contour_generator(field.x, field.y, z, line_type=LineType.Separate)

    def __call__(self, levels: Sequence[float]) -> Lines:
        """Give the lines of each level, in x and y."""
        if self._generator is None:
            return [[] for _ in levels]
        found: Any = [self._generator.lines(level) for level in levels]
        return found


def flatten(values: NDArray[Any], levels: Sequence[float]) -> NDArray[np.float64]:
    """Give each value that of the middle of its band, as `Bands` colours it."""
    low, high, _ = extremes(values)
    inner = [level for level in levels if low < level < high]
    ends = np.array([low, *inner, high])
    middles = ends[:-1] / 2 + ends[1:] / 2
    found = middles[np.searchsorted(inner, values, "left")]
    return np.where(np.isfinite(values), found, np.nan)


@plain_settings()
def burn_lines(pixels: NDArray[np.uint8], blocks: Blocks, levels: Sequence[float], width: float) -> None:
    """Paint contour lines, light on dark, over a picture that has one pixel for each cell, row 0 on top."""
    rows, cols = pixels.shape[:2]
    step = max(1, _STRIP // cols)
    paths = [
        joined([np.column_stack([line[:, 1], line[:, 0]]) + 0.5 for line in blocks.places(level)])
        for level in levels
    ]
    for start in range(0, rows, step):  # Agg paints 2 ** 16 pixels along a side at most
        part = pixels[start : start + step]
        agg = RendererAgg(cols, len(part), 72)
        context = agg.new_gc()
        flipped = Affine2D().scale(1, -1).translate(0, start + len(part))
        for color, wide in zip(_RIM, ((width + _WIDER) * 100 / 72, width * 100 / 72), strict=True):
            context.set_linewidth(wide)
            context.set_foreground(to_rgba(color), isRGBA=True)
            for path in paths:
                if np.size(path.vertices):
                    agg.draw_path(context, path, flipped)
        painted = np.asarray(agg.buffer_rgba())
        strength = painted[..., 3:].astype(np.float32) / 255  # Agg leaves colours straight, not premultiplied
        inked = strength[..., 0] > 0
        under = part[inked].astype(np.float32)
        over, share = painted[inked].astype(np.float32), strength[inked]
        alpha = share + under[:, 3:] / 255 * (1 - share)
        mixed = (over[:, :3] * share + under[:, :3] * under[:, 3:] / 255 * (1 - share)) / np.maximum(
            alpha, 1e-6
        )
        part[inked] = np.rint(np.hstack([mixed, 255 * alpha])).astype(np.uint8)
