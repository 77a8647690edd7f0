"""What a page needs to paint a picture by itself while something moves: layers, each with its numbers.

The artists that paint in the kernel describe themselves as layers. At rest the screen is matplotlib's; a page that
has the layers need not wait for it while a slider moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nbtools.draw.image.foreground import Foreground

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One thing in a picture.

    Attributes
    ----------
    kind : str
        Which painter of the page paints it.
    about : mapping
        Numbers and names. Places are in pixels of the frame, from its top left corner.
    arrays : mapping
        Longer ones. The same array object is sent to a page only once.
    live : mapping
        field of `about` -> where its value comes from while something moves; see `Live`.
    """

    kind: str
    about: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]]
    live: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Live:
    """Which parameter the page may follow by itself, and what in the picture it drives.

    Attributes
    ----------
    kind, field : str
        The layers and the entry of their `about`.
    through : str
        Name of a step that gives what each place of the slider stands for: an array with the value at each step, or
        of shape (2, n) with those of a lower and an upper handle. Without it, the value of the slider itself counts.
        Of a control that is no slider, the places are the numbers of its options; what is None stands for one that
        the page cannot paint.
    lazily : bool
        Whether the page gets what it needs for this only when somebody is near the control: because that is much.
    """

    kind: str
    field: str
    through: str = ""
    lazily: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """A part of a picture that the page paints: left, top, width and height in pixels of the frame, and its layers.

    The lowest layer comes first; below them is `paper`, red, green and blue.
    """

    box: Box
    paper: tuple[int, int, int]
    layers: list[Layer]


def panel(axes: Axes, layers: Iterable[Layer]) -> Panel:
    """Describe what is inside of some axes."""
    from matplotlib.colors import to_rgb

    red, green, blue = (round(255 * part) for part in to_rgb(axes.get_facecolor()))
    left, bottom, right, top = (int(np.floor(side + 0.5)) for side in axes.bbox.extents)
    height = int(axes.figure.bbox.height)
    return Panel((left, height - top, right - left, top - bottom), (red, green, blue), list(layers))


def overlay(axes: Axes, without: Iterable[Artist]) -> Layer:
    """Describe what lies over the images of some axes and does not move, as finished pixels.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Spines, ticks, names, and whatever else is there.
    without : iterable of Artist
        What is described otherwise.
    """
    left_out = {axes.patch, *without}
    artists = [artist for artist in axes.get_children() if artist not in left_out and artist.get_visible()]
    return bitmap(axes, [artist for artist in artists if not artist.get_animated()])


def upright(axes: Axes, line: Line2D) -> Layer:
    """Describe a line from the bottom to the top of its axes."""
    from matplotlib.colors import to_hex

    left, _ = axes.transData.transform((float(np.asarray(line.get_xdata())[0]), 1.0))
    width = line.get_linewidth() * axes.figure.dpi / 72
    return Layer("upright", {"x": float(left), "width": width, "color": to_hex(line.get_color())}, {})


def bitmap(axes: Axes, artists: Iterable[Artist]) -> Layer:
    """Describe some artists of the figure in which axes are as finished pixels."""
    drawn = Foreground(axes.figure, artists)
    rgba, (left, bottom) = drawn.rgba, drawn.place
    top = int(axes.figure.bbox.height) - bottom - len(rgba)
    about = {"place": (left, top), "fixed": True}
    return Layer("bitmap", about, {"rgba": rgba[::-1]} if rgba.size else {})
