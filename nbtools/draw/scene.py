"""What a page needs to paint a picture by itself while something moves: layers, each with its numbers.

The artists that paint in the kernel describe themselves as layers. At rest the screen is matplotlib's; a page that
has the layers need not wait for it while a slider moves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axis import Axis
from numpy.typing import NDArray

from nbtools.draw.image.context import frame_size
from nbtools.draw.image.foreground import Foreground

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

_NOTHING = np.zeros((1, 1, 4), np.uint8)

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One thing in a picture.

    Attributes
    ----------
    kind : str
        Which painter of the page paints it.
    about : dict
        Numbers and names. Places are in pixels of the frame, from its top left corner.
    arrays : dict
        Longer ones. What a page has already is not sent again.
    live : list of dict
        Which fields of `about` follow a control while it moves, and how: made from `Live` by the explorer.
    name : str
        Tells it from others of its kind.
    """

    kind: str
    about: dict[str, Any]
    arrays: dict[str, NDArray[Any]]
    live: list[dict[str, Any]] = field(default_factory=list)
    name: str = ""


@dataclass(frozen=True, slots=True)
class Live:
    """Which parameter the page may follow by itself, and what in the picture it drives.

    Attributes
    ----------
    layer, field : str
        The layers, by their name or their kind, and the entry of their `about`; with "*" several entries, of which
        `through` gives a dict for each option.
    through : str
        Name of a step that gives what each place of the control stands for: an array with the value at each step of a
        slider, or of shape (2, n + 1) with those of a lower and an upper handle, and at last the pair that counts
        where the two do not rise. Of a control that is no slider, a list with one for each of its options, None for
        what the page cannot paint. Without it, the value of the slider itself counts, or the number of the option.
    lazily : bool
        Whether the page gets what it needs for this only when somebody is near the control: because that is much.
    """

    layer: str
    field: str
    through: str = ""
    lazily: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """A part of a picture that the page paints: left, top, width and height in pixels of the frame, and its layers.

    The lowest layer comes first; below them is `paper`, red, green and blue, or with None what the kernel painted.
    """

    box: Box
    paper: tuple[int, int, int] | None
    layers: list[Layer]


def panel(axes: Axes, layers: Iterable[Layer]) -> Panel:
    """Describe what is inside of some axes."""
    from matplotlib.colors import to_rgb

    red, green, blue = (round(255 * part) for part in to_rgb(axes.get_facecolor()))
    left, bottom, right, top = (int(np.floor(side + 0.5)) for side in axes.bbox.extents)
    _, height = frame_size(axes)
    return Panel((left, height - top, right - left, top - bottom), (red, green, blue), list(layers))


def waiting(artist: Artist, name: str) -> Panel:
    """Describe words, or axes with their names, as what the page cannot paint: faint when it has moved."""
    figure: Any = artist.get_figure(root=True)
    box = artist.get_tightbbox(figure.canvas.get_renderer())
    left, bottom, right, top = (int(np.floor(side + 0.5)) for side in (box or figure.bbox).extents)
    _, height = figure.canvas.get_width_height(physical=True)
    veil = Layer("veil", {"late": None, "fixed": True}, {}, name=name)
    return Panel((left, height - top, right - left, top - bottom), None, [veil])


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
    artists = [artist for artist in axes.get_children() if artist not in left_out]
    return finished(axes, (artist for artist in artists if not artist.get_animated() and _reaches_in(artist)))


def _reaches_in(artist: Artist) -> bool:
    """Whether an artist may show inside of the axes: to write the words outside takes longer than all the rest."""
    if not isinstance(artist, Axis):
        return True
    told = [artist.get_tick_params(which=which) for which in ("major", "minor")]
    return any(each["gridOn"] or each.get("direction", "out") != "out" for each in told)


def readable(image: Layer, words: str) -> Layer:
    """Let a page tell ``{row}``, ``{col}``, ``{value}`` and ``{color}`` under the mouse, where it has all pixels."""
    return replace(image, about=image.about | ({"words": words} if "first" in image.about else {}))


def behind(pixels: NDArray[np.uint8]) -> Layer:
    """Describe all that does not move in a picture, whose pixels these are."""
    return Layer("bitmap", {"place": (0, 0), "fixed": True}, {"rgba": pixels})


def finished(axes: Axes, artists: Iterable[Artist]) -> Layer:
    """Describe artists, which stay where they are while the image moves, as finished pixels."""
    figure: Any = axes.get_figure(root=True)
    drawn = Foreground(figure, [artist for artist in artists if artist.get_visible()])
    _, height = frame_size(axes)
    rgba, (left, bottom) = drawn.rgba if drawn.rgba.size else _NOTHING, drawn.place
    about = {"place": (left, height - bottom - len(rgba)), "fixed": True}
    return Layer("bitmap", about, {"rgba": rgba[::-1]})
