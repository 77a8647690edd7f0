"""Thousands of circles of one radius, in a few milliseconds.

A ring is rasterised (how far is a pixel from the circle?) for each of a few positions within a pixel, and
stamped wherever a circle is. Vector formats get true circles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.artist import Artist, allow_rasterization
from matplotlib.colors import to_hex, to_rgb
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox
from numpy.typing import ArrayLike, NDArray

from nbtools.compute import checks
from nbtools.draw.image.context import (
    frame_size,
    graphics,
    on_screen,
    paints_pixels,
    pixels_per_point,
)
from nbtools.draw.marks.stamps import Stamp, Stamped, cut, lay
from nbtools.draw.scene import Layer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import GraphicsContextBase, RendererBase
    from matplotlib.transforms import BboxBase

_CASING = 0.75  # points of dark line on either side of the light one
_CASING_ALPHA = 0.75
_DASH = 2.5  # length of a dash in widths of the line
_LARGEST = 256  # pixels: larger circles are few on the screen, and drawn one by one
_BEYOND = 16  # px outside of the axes up to which a page is told of circles
_PARTS = 4  # per pixel and axis: positions are off by at most 1/8 pixel


@dataclass(frozen=True, slots=True)
class Style:
    """How a circle looks: colour of the light line, its width relative to the others, whole or dashed."""

    color: str
    width: float = 1.0
    dashed: bool = False


FOUND, MANUAL, SELECTED = range(3)
STYLES = (Style("#F0E442"), Style("#56B4E9", dashed=True), Style("#FFFFFF", width=2.0))


class Circles(Artist):
    """Circles around positions of an image, all of the same radius or radii.

    The artist adds itself to the axes and leaves their limits alone. Circles keep their size in data units;
    where x and y have different scales they are ellipses.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to paint; both scales must be linear when it is drawn.
    radius : float or sequence of float
        Radius in data units (image pixels); several give several circles around each position.
    linewidth : float
        Width of the light line in points.
    styles : sequence of Style
        One for each group of circles, later ones on top. The groups of the default are `FOUND`, `MANUAL` and
        `SELECTED`, which differ in the line besides the colour.
    zorder : float
        Order among the artists of the axes.
    """

    axes: Axes

    def __init__(
        self,
        axes: Axes,
        *,
        radius: float | Sequence[float] = 5.0,
        linewidth: float = 1.3,
        styles: Sequence[Style] = STYLES,
        zorder: float = 2,
    ) -> None:
        super().__init__()
        self.set_zorder(zorder)
        self._styles = tuple(styles)
        self._linewidth = checks.positive("linewidth", linewidth, "points")
        self.set_centers(np.empty((0, 2)))
        self.set_radius(radius)
        axes.add_artist(self)

    @property
    def centers(self) -> NDArray[np.float64]:
        """The positions, (row, col) each."""
        return self._centers

    def set_centers(self, centers: ArrayLike, groups: ArrayLike | None = None) -> None:
        """Move the circles.

        Parameters
        ----------
        centers : array-like, shape (n, 2)
            Positions (row, col) in data units.
        groups : array-like of int, shape (n,), optional
            Place of each circle's style among the styles; the first one if not given.

        Raises
        ------
        ValueError
            If positions are not finite, or the groups do not fit.
        """
        found = checks.points("centers", centers)
        numbers = np.zeros(len(found), np.intp) if groups is None else np.asarray(groups)
        if numbers.shape != (len(found),):
            raise ValueError(f"groups must have shape ({len(found)},) like the centers, got {numbers.shape}")
        if len(found) and not (numbers.min() >= 0 and numbers.max() < len(self._styles)):
            raise ValueError(f"groups must be from 0 to {len(self._styles) - 1}, got {np.unique(numbers)}")
        self._centers, self._groups = found, numbers
        self.stale = True

    def set_radius(self, radius: float | Sequence[float]) -> None:
        """Change the size of all circles.

        Parameters
        ----------
        radius : float or sequence of float
            Radius or radii in data units.

        Raises
        ------
        ValueError
            If a radius is not positive and finite.
        """
        radii = radius if isinstance(radius, Sequence) else [radius]
        self._radii = tuple(checks.positive("radius", r) for r in radii)
        self.stale = True

    def on_screen(self, centers: NDArray[np.float64]) -> tuple[NDArray[np.float64], tuple[float, float]]:
        """Place positions on the screen; give px of the frame for one of the radius, across and up."""
        return on_screen(self.axes, centers)

    def layer(self, centers: ArrayLike, groups: ArrayLike, largest: float, **more: NDArray[Any]) -> Layer:
        """Describe circles like these for a page.

        Parameters
        ----------
        centers, groups
            As for `set_centers`.
        largest : float
            The largest radius that the page may give them.
        **more : ndarray, shape (n, ...)
            What else there is of each.
        """
        which = np.asarray(groups)
        positions, scale = self.on_screen(checks.points("centers", centers))
        reach = _BEYOND + max(largest, *self._radii) * max(scale)
        (x0, y0), (x1, y1) = self.axes.bbox.get_points()
        near = ((positions > (x0 - reach, y0 - reach)) & (positions < (x1 + reach, y1 + reach))).all(axis=1)
        positions, point = positions[near], self.axes.figure.dpi / 72
        xy = np.column_stack([positions[:, 0], frame_size(self.axes)[1] - positions[:, 1]])
        styles = [
            {
                "color": to_hex(style.color),
                "width": self._linewidth * style.width * point,
                "dashed": style.dashed,
            }
            for style in self._styles
        ]
        about = {"radius": self._radii, "scale": scale, "casing": _CASING * point, "alpha": _CASING_ALPHA}
        arrays = {"xy": xy.astype("<f4"), "groups": which[near].astype(np.uint8)}
        others = {name: values[near] for name, values in more.items()}
        return Layer("rings", {**about, "dash": _DASH, "styles": styles}, {**arrays, **others})

    def get_window_extent(self, renderer: RendererBase | None = None) -> Bbox:
        """Return the rectangle of the axes: what lies outside of it is not drawn."""
        return Bbox(self.axes.bbox.get_points())

    @allow_rasterization
    def draw(self, renderer: RendererBase) -> None:
        """Paint the circles that the axes show."""
        if not self.get_visible():
            return
        stamped, drawn = self._parted(renderer)
        with graphics(self, renderer) as context:
            for dark in (True, False):
                for rings in drawn:
                    rings.draw(renderer, context, dark)
        lay(self, renderer, stamped)
        self.stale = False

    def stamped(self, renderer: RendererBase) -> Stamped | None:
        """Give the stamps with which they are painted into pixels; None where some are too large for that."""
        stamped, drawn = self._parted(renderer)
        return None if drawn or self.get_alpha() is not None else stamped

    def _parted(self, renderer: RendererBase) -> tuple[Stamped, list[_Rings]]:
        """Part the circles that show into stamps and those that are drawn one by one."""
        positions, scale = self.on_screen(self._centers)
        point = pixels_per_point(renderer)
        stamped: Stamped = []
        drawn: list[_Rings] = []
        for group, style in enumerate(self._styles):
            xy = positions[self._groups == group]
            width, casing = self._linewidth * style.width * point, _CASING * point
            for radius in self._radii if len(xy) else ():
                size = radius * scale[0], radius * scale[1]
                shown = _visible(xy, size, width / 2 + casing + 1, self.axes.bbox)
                rings = _Rings(shown, size, width, casing, style)
                if len(shown) and paints_pixels(renderer) and max(size) <= _LARGEST:
                    stamped += rings.stamps()
                elif len(shown):
                    drawn.append(rings)
        return stamped, drawn


@dataclass(frozen=True, slots=True)
class _Rings:
    """Circles that look alike, in display units: centres (x, y), half-axes (x, y), widths of the lines."""

    xy: NDArray[np.float64]
    size: tuple[float, float]
    width: float
    casing: float
    style: Style

    @property
    def dashes(self) -> int:
        return max(3, round(np.pi * sum(self.size) / 2 / (_DASH * self.width)))

    def draw(self, renderer: RendererBase, context: GraphicsContextBase, dark: bool) -> None:
        """Draw them as paths: the dark lines or the light ones."""
        alpha = context.get_alpha()
        context.set_alpha(alpha * _CASING_ALPHA if dark else alpha)
        context.set_foreground((0.0, 0.0, 0.0) if dark else to_rgb(self.style.color))
        context.set_linewidth(self.width + 2 * self.casing * dark)
        context.set_snap(False)
        dash = np.pi * sum(self.size) / 2 / self.dashes
        context.set_dashes(0, [dash, dash] if self.style.dashed and not dark else None)
        unit, scale = Path.unit_circle(), Affine2D().scale(*self.size)
        if paints_pixels(renderer):
            for x, y in self.xy:
                renderer.draw_path(context, unit, scale + Affine2D().translate(x, y))
        else:
            renderer.draw_markers(context, unit, scale, Path(self.xy), Affine2D())
        context.set_alpha(alpha)

    def stamps(self) -> list[tuple[Stamp, NDArray[np.intp]]]:
        """Rasterise one ring for each position within a pixel that occurs; say which pixels they go to."""
        whole = np.floor(self.xy)
        phases, which = np.unique(np.floor((self.xy - whole) * _PARTS) @ (_PARTS, 1), return_inverse=True)
        within = (np.stack(divmod(phases, _PARTS), axis=-1) + 0.5) / _PARTS
        near, where = self._near(), whole.astype(np.intp)
        stamps = cut(near, *self._coverage(near + 0.5 - within[:, None]), self.style.color)
        return [(stamp, where[which == k]) for k, stamp in enumerate(stamps)]

    def _near(self) -> NDArray[np.intp]:
        """List the pixels (x, y) that a ring can touch, counted from the pixel of its centre."""
        reach = self.width / 2 + self.casing + 1.25
        half = [int(size + reach) + 1 for size in self.size]
        axes = [np.arange(-n, n + 1, dtype=np.float32) / r for n, r in zip(half, self.size, strict=True)]
        distance = axes[0] ** 2 + axes[1][:, None] ** 2
        ratio = reach / min(self.size)
        found = np.nonzero((distance < (1 + ratio) ** 2) & (distance > max(0, 1 - ratio) ** 2 - 1e-6))
        return np.stack(found[::-1], axis=1) - half

    def _coverage(self, d: NDArray[np.float64]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Say how much of pixels at `d` (x, y) from the centre the light and the dark line cover."""
        x, y = np.moveaxis(d.astype(np.float32) / np.array(self.size, np.float32), -1, 0)
        f = np.maximum(np.hypot(x, y), np.float32(1e-6))  # 1 on the ellipse
        slope = np.maximum(np.hypot(x / self.size[0], y / self.size[1]), 1e-6 / max(self.size)) / f
        distance = np.abs(f - 1) / slope  # exact for circles, to first order for ellipses
        light = np.clip(self.width / 2 + 0.5 - distance, 0, min(self.width, 1))
        dark = np.clip(self.width / 2 + self.casing + 0.5 - distance, 0, 1)
        if self.style.dashed:
            turn = np.arctan2(y, x) / np.pi * self.dashes
            light[np.floor(turn) % 2 == 1] = 0
        return light, dark * np.float32(_CASING_ALPHA)


def _visible(
    xy: NDArray[np.float64], size: tuple[float, float], width: float, box: BboxBase
) -> NDArray[np.float64]:
    """Keep the circles whose line, `width` on either side, touches the box."""
    low, high = (box.x0, box.y0) - xy, (box.x1, box.y1) - xy
    touching = ((low < np.add(size, width)) & (high > -np.add(size, width))).all(axis=1)
    farthest = np.hypot(*(np.maximum(np.abs(low), np.abs(high)) / size).T)
    return xy[touching & (farthest > 1 - width / min(size))]
