"""Which pixels of an image lie under which pixels of the screen, one axis at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nbtools.draw.image.context import require_linear

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TIE = 1e-9  # in image pixels: a screen pixel whose centre lies on an edge always belongs to the higher pixel


@dataclass(frozen=True, slots=True)
class Line:
    """What the screen pixels along one axis show of an image.

    Where the image is reduced, each of its pixels lies under the screen pixel in which its centre is, one at
    the image's edge under the last screen pixel that is painted: none is lost, none counts twice.
    """

    start: float  # display coordinate at which the first painted screen pixel begins
    level: int  # blocks of 2**level image pixels
    enlarged: bool  # the image is: first and last are the same
    window: slice  # all the blocks that are shown
    first: NDArray[np.intp]  # for each screen pixel its first block, counted from the window's start ...
    last: NDArray[np.intp]  # ... and its last one
    edges: NDArray[np.intp]  # rising: cell k is the image pixels edges[k] .. edges[k + 1] - 1
    cell: NDArray[np.intp]  # for each screen pixel the cell that it shows
    places: NDArray[np.float64]  # image coordinates of the middles of the screen pixels, 0 at the outer edge

    @property
    def map(self) -> NDArray[np.uint16]:
        """Which of the numbers each screen pixel shows, where there is one for each image pixel or screen pixel."""
        return (self.first if self.enlarged else np.arange(len(self.first))).astype(np.uint16)


def line_up_axes(axes: Axes, shape: tuple[int, int], zoom: float) -> tuple[Line, Line] | None:
    """Find what the screen pixels of linear axes show of an image, along rows and columns; None for nothing.

    `shape` is that of the image, `zoom` as for `line_up`; ValueError if the axes are not linear.
    """
    require_linear(axes)
    box = axes.bbox
    rows = line_up(box.y0, box.y1, axes.get_ylim(), shape[0], zoom)
    cols = line_up(box.x0, box.x1, axes.get_xlim(), shape[1], zoom)
    return None if rows is None or cols is None else (rows, cols)


def rough(line: Line) -> Line:
    """Let cells end where blocks end, so that no block is in two: fast, and off by less than a screen pixel."""
    size = 1 << line.level
    edges = line.edges.copy()
    edges[1:-1] = np.minimum(-(-edges[1:-1] // size) * size, edges[-1] - 1)
    return replace(line, edges=edges)


def line_up(low: float, high: float, limits: tuple[float, float], size: int, zoom: float) -> Line | None:
    """Find what each screen pixel shows.

    Parameters
    ----------
    low, high : float
        Ends of the axes in display units.
    limits : tuple of float
        Image coordinates at these ends.
    size : int
        Number of image pixels.
    zoom : float
        Screen pixels per display unit; not 1 for vector formats only, where pixels need not be aligned.

    Returns
    -------
    Line or None
        None if no screen pixel shows anything.
    """
    if not (high > low and limits[0] != limits[1]):
        return None
    # A screen pixel is in the axes when its centre is, which is also how Agg clips
    begin, end = (np.floor(low + 0.5), np.floor(high + 0.5)) if zoom == 1 else (low * zoom, high * zoom)
    scale = (limits[1] - limits[0]) / ((high - low) * zoom)  # image pixels per screen pixel, with sign
    # Coordinate 0 is the outer edge of the first pixel
    edges = (np.arange(int(np.ceil(end - begin)) + 1) + (begin - low * zoom)) * scale + (limits[0] + 0.5)
    centers = (edges[:-1] + edges[1:]) / 2 + _TIE
    enlarged = abs(scale) <= 1 + 1e-9
    inside = np.flatnonzero((centers >= 0) & (centers < size))
    if inside.size == 0 and not enlarged:  # an image thinner than a screen pixel is not lost
        before = edges <= size / 2
        inside = np.flatnonzero(before[:-1] != before[1:])
    if inside.size == 0:
        return None
    painted = slice(inside[0], inside[-1] + 1)
    if enlarged:
        first = last = np.floor(centers[painted]).astype(np.intp)
        window = slice(int(first.min()), int(first.max()) + 1)
        shown = first - window.start
        every = np.arange(window.start, window.stop + 1)
        return Line(
            (begin + painted.start) / zoom, 0, True, window, shown, shown, every, shown, centers[painted]
        )
    level = min(int(np.log2(abs(scale)) + 1e-9), (size - 1).bit_length())
    # Blocks whose centres lie between the edges of the screen pixel
    middle = np.ceil((edges + _TIE) / 2**level - 0.5)
    ends = np.sort([middle[:-1][painted], middle[1:][painted]], axis=0)
    top = -(-size >> level) - 1
    first = np.clip(ends[0], 0, top).astype(np.intp)
    last = np.clip(ends[1] - 1, first, top).astype(np.intp)
    window = slice(int(first.min()), int(last.max()) + 1)
    pixels, cell = _cells(edges, painted, size)
    start = (begin + painted.start) / zoom
    return Line(
        start, level, False, window, first - window.start, last - window.start, pixels, cell, centers[painted]
    )


def _cells(
    edges: NDArray[np.float64], painted: slice, size: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Share the image pixels out among the painted screen pixels; the first and last take those at the border."""
    last = len(edges) - 1
    edges = edges[painted.start : painted.stop + 1]
    found = np.clip(np.ceil(edges + _TIE - 0.5), 0, size).astype(np.intp)
    falling = edges[0] > edges[-1]
    near = abs(edges[1] - edges[0]) / 2 + _TIE  # what axes lose that do not end between two screen pixels
    for end, border, beyond in (
        (0, size if falling else 0, painted.start > 0),
        (-1, 0 if falling else size, painted.stop < last),
    ):
        if beyond or abs(border - edges[end]) <= near:
            found[end] = border
    cell = np.arange(len(found) - 1)
    return (found[::-1].copy(), cell[::-1].copy()) if falling else (found, cell)


def pixel_by_pixel(start: int, stop: int) -> Line:
    """Let each screen pixel show one image pixel, from start to stop - 1: for pictures that are exact."""
    every = np.arange(stop - start)
    window, edges = slice(start, stop), np.arange(start, stop + 1)
    places = (edges[:-1] + 0.5).astype(np.float64)
    return Line(0.0, 0, True, window, every, every, edges, every, places)
