"""Small pictures stamped many times into one: what circles and labels are painted with.

matplotlib paints a circle or a text in 0.05 to 0.2 ms, too long for hundreds at each step of a slider. But
they look alike: a ring, or a digit, is rasterised once, and its pixels are written wherever it occurs.
Everything is light on a dark rim, so that it shows on any colour. Where stamps overlap, the light wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from matplotlib.colors import to_rgb
from numpy.typing import NDArray

from nbtools.draw.image.context import draw_picture, frame_size, graphics

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.transforms import BboxBase

_FAINTEST = 0.002  # pixels that show less are left out
_PARTS = (0.4, 1.0, 2.0)  # of twice the light plus the alpha: ends of faint dark, dark and faint light pixels
_AT_ONCE = 1 << 16  # pixels written at a time, so that their addresses stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Stamp:
    """Pixels, the least important ones first.

    Attributes
    ----------
    offsets : ndarray of intp, shape (m, 2)
        Pixels (x, y), y upwards, counted from the place where it is stamped.
    pixels : ndarray of uint32, shape (m,)
        Their RGBA.
    parts : ndarray of intp, shape (5,)
        Ends of nothing, faint dark, dark, faint light and light pixels among them.
    """

    offsets: NDArray[np.intp]
    pixels: NDArray[np.uint32]
    parts: NDArray[np.intp]


Stamped = list[tuple[Stamp, NDArray[np.intp]]]  # stamps, each with the pixels (x, y) where it is stamped


class Marks(Protocol):
    """An artist that paints with stamps alone, at least now and then."""

    axes: Axes

    def stamped(self, renderer: RendererBase) -> Stamped | None:
        """Give what it would paint into pixels; None where that is more than stamps."""


def cut(
    near: NDArray[np.intp], light: NDArray[np.floating], dark: NDArray[np.floating], color: str
) -> list[Stamp]:
    """Lay light ink over dark ink.

    Parameters
    ----------
    near : ndarray of intp, shape (m, 2)
        Pixels (x, y) counted from the place where the stamps are stamped.
    light, dark : ndarray of float, shape (n, m)
        How much of these pixels the light and the dark ink cover, 0 to 1, for each of n stamps.
    color : str
        Colour of the light ink.

    Returns
    -------
    list of Stamp
    """
    alpha = light + dark * (1 - light)
    importance = 2 * light + alpha
    order = np.argsort((importance * 20_000).astype(np.uint16), axis=1, kind="stable")  # whole numbers: fast
    light, alpha, importance = (np.take_along_axis(each, order, 1) for each in (light, alpha, importance))
    share = np.divide(light, alpha, out=np.zeros_like(alpha), where=alpha > 0)
    rgba = np.empty((*alpha.shape, 4), np.uint8)
    for channel, value in enumerate(to_rgb(color)):
        rgba[..., channel] = 255 * value * share + 0.5
    rgba[..., 3] = 255 * alpha + 0.5
    pixels = rgba.view(np.uint32)[..., 0]
    ends = (importance[..., None] < (_FAINTEST, *_PARTS, np.inf)).sum(axis=1)
    return [Stamp(near[some], *which) for some, *which in zip(order, pixels, ends, strict=True)]


def pixel_box(box: BboxBase) -> tuple[int, int, int, int]:
    """Give left, bottom, width and height of the whole pixels that a box touches."""
    left, bottom = int(np.floor(box.x0)), int(np.floor(box.y0))
    return left, bottom, int(np.ceil(box.x1)) - left, int(np.ceil(box.y1)) - bottom


def lay(marks: Marks, renderer: RendererBase, stamped: Stamped) -> None:
    """Lay the stamps of an artist over what is drawn so far."""
    if stamped:
        with graphics(marks, renderer) as context:  # type: ignore[arg-type]
            draw_picture(renderer, context, *paint(stamped, marks.axes.bbox))


def packed(marks: Marks, stamped: Stamped) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Give numbers and arrays from which a page stamps the same, in pixels of the frame from its top left corner."""
    box = marks.axes.bbox
    left, bottom, cols, rows = pixel_box(box)
    _, height = frame_size(marks.axes)
    # Renderers clip to whole pixels, the last ones included
    x0, x1 = (int(np.floor(x + 0.5)) for x in (box.x0, box.x1))
    y0, y1 = (int(np.floor(height - y + 0.5)) for y in (box.y1, box.y0))
    place = left, height - bottom - rows
    corners = np.clip([(x0, y0), (x1 + 1, y1 + 1)], place, np.add(place, (cols, rows))).tolist()
    where = [_within(stamp, places - (left, bottom), (cols, rows)) for stamp, places in stamped]
    about = {
        "clip": (*corners[0], *np.subtract(*corners[::-1]).tolist()),
        "place": place,
        "size": (cols, rows),
        "counts": [len(places) for places in where],
    }
    return about, joined([stamp for stamp, _ in stamped]) | {"where": np.concatenate(where).astype("<i2")}


def joined(stamps: Sequence[Stamp]) -> dict[str, NDArray[Any]]:
    """Give the offsets and pixels of some stamps one after the other, and at which pixels their parts begin."""
    starts = np.cumsum([0, *(len(stamp.pixels) for stamp in stamps)])
    return {
        "offsets": np.concatenate([stamp.offsets for stamp in stamps]).astype("<i2"),
        "pixels": np.concatenate([stamp.pixels for stamp in stamps]).astype("<u4"),
        "parts": (starts[:-1, None] + [stamp.parts for stamp in stamps]).astype("<i4"),
    }


def _reach(stamp: Stamp) -> int:
    return int(np.abs(stamp.offsets).max(initial=0))


def _within(stamp: Stamp, where: NDArray[np.intp], size: tuple[int, int]) -> NDArray[np.intp]:
    """Keep the places at which a stamp may show."""
    reach = _reach(stamp)
    return where[((where >= -reach) & (where < np.add(size, reach))).all(axis=1)]


def paint(
    stamped: Sequence[tuple[Stamp, NDArray[np.intp]]], box: BboxBase
) -> tuple[int, int, NDArray[np.uint8]]:
    """Stamp everything into a picture of a box; what reaches over its edges is cut off.

    Parameters
    ----------
    stamped : sequence of (Stamp, ndarray of intp of shape (n, 2))
        Stamps, and the pixels (x, y) at which they are stamped.
    box : BboxBase
        Rectangle in display units.

    Returns
    -------
    left, bottom : int
        Corner of the picture in display units.
    picture : ndarray of uint8, shape (rows, cols, 4)
        RGBA, the lowest row first, as renderers want it.
    """
    left, bottom, cols, rows = pixel_box(box)
    # A margin instead of clipping; memory that nothing is written to costs nothing
    reach = max(_reach(stamp) for stamp, _ in stamped)
    canvas = np.zeros((rows + 4 * reach, cols + 4 * reach), np.uint32)
    flat, step = canvas.ravel(), canvas.shape[1]
    places = []
    for stamp, where in stamped:
        where = _within(stamp, where - (left, bottom), (cols, rows))
        places.append((stamp.offsets @ (1, step), (where + 2 * reach) @ (1, step)))
    for part in range(4):
        for (stamp, _), (offsets, starts) in zip(stamped, places, strict=True):
            begin, end = stamp.parts[part : part + 2].tolist()
            block = max(1, _AT_ONCE // max(1, len(starts)))
            for k in range(begin, end, block):
                some = slice(k, min(k + block, end))
                # Of values for one place the last is kept: in each block the most important pixels come last
                flat[offsets[some, None] + starts] = stamp.pixels[some, None]
    picture = np.ascontiguousarray(canvas[2 * reach :, 2 * reach :][:rows, :cols])
    return left, bottom, picture[..., None].view(np.uint8)
