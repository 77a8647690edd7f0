"""Light and dark paper: greys of what lies beside images are turned round, what lies over images stays as it is.

Pictures are made for white paper. On dark paper each grey of their paper, frames, ticks and words, and all greys of a
chart, become another one; the colours of marks over an image say something about its pixels, and are left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakSet

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from nbtools.draw.image.layout import ImageAxes

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

Theme = Literal["light", "dark"]
THEMES = ("light", "dark")
RGBA = tuple[float, float, float, float]
Color = tuple[Any, Callable[[Any], object]]  # and what sets it

_BRIGHTEST, _DARKEST = 0.92, 0.067  # greys that black and white become; the latter is JupyterLab's dark paper
_dark: WeakSet[Figure] = WeakSet()
_light: dict[RGBA, RGBA] = {}  # what the greys were that have been turned


def turned(grey: float) -> float:
    """Give the grey on dark paper for one on white paper.

    Examples
    --------
    >>> turned(0.0), turned(1.0)
    (0.92, 0.067)
    """
    return round(_BRIGHTEST - (_BRIGHTEST - _DARKEST) * grey, 3)


def shade(artist: Artist, grey: float) -> float:
    """Give the grey that suits the paper under an artist, for one that suits white paper."""
    return turned(grey) if artist.get_figure(root=True) in _dark else grey


def theme_of(figure: Figure) -> Theme:
    """Tell which theme a figure has."""
    return "dark" if figure in _dark else "light"


def wear(figure: Figure, theme: Theme) -> None:
    """Give a figure another theme, or bring what is new in it to its own.

    Colours, and greys that are not on the paper, stay; so does what a user has coloured, unless it is one
    of the greys of the other theme.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure = Figure(facecolor="white")
    >>> wear(figure, "dark")
    >>> figure.get_facecolor()
    (0.067, 0.067, 0.067, 1.0)
    >>> wear(figure, "light")
    >>> figure.get_facecolor()
    (1.0, 1.0, 1.0, 1.0)
    """
    if theme == "light" and figure not in _dark:
        return
    _dark.add(figure) if theme == "dark" else _dark.discard(figure)
    change = _to_dark if theme == "dark" else _to_light
    for color, give in _colors(figure):
        before = to_rgba(color)
        after = change(before)
        if after != before:
            give(after)


def _to_dark(color: RGBA) -> RGBA:
    red, green, blue, alpha = color
    if color in _light or not red == green == blue:
        return color
    dark = (*(turned(red),) * 3, alpha)
    _light[dark] = color
    return dark


def _to_light(color: RGBA) -> RGBA:
    return _light.get(color, color)


def _colors(figure: Figure) -> Iterator[Color]:
    """Give each colour that belongs to the paper, and what sets it."""
    yield figure.get_facecolor(), figure.set_facecolor
    for artist in (*figure.texts, *figure.patches, *figure.artists):
        yield from _of(artist)
    for axes in figure.axes:
        yield axes.get_facecolor(), axes.set_facecolor
        yield from _around(axes)
        if not isinstance(axes, ImageAxes):
            for artist in axes.get_children():
                yield from _of(artist)


def _around(axes: Axes) -> Iterator[Color]:
    """Give the colours of frame, ticks and names."""
    for spine in axes.spines.values():
        yield spine.get_edgecolor(), spine.set_edgecolor
    for axis in (axes.xaxis, axes.yaxis):
        told = axis.get_tick_params(which="major")
        for name in ("color", "labelcolor"):
            yield told.get(name, "black"), partial(_set_ticks, axis, name)
        for text in (axis.label, axis.get_offset_text()):
            yield text.get_color(), text.set_color
    for text in (axes.title, axes._left_title, axes._right_title):  # type: ignore[attr-defined]  # no public name
        yield text.get_color(), text.set_color


def _set_ticks(axis: Axis, name: str, color: Any) -> None:
    axis.set_tick_params(which="both", **{name: color})


def _of(artist: Artist) -> Iterator[Color]:
    """Give the colours of something on paper."""
    if isinstance(artist, Line2D | Text):
        yield artist.get_color(), artist.set_color
    elif isinstance(artist, Patch):
        yield artist.get_facecolor(), artist.set_facecolor
        yield artist.get_edgecolor(), artist.set_edgecolor
    elif isinstance(artist, LineCollection) and len(np.asarray(artist.get_colors())) == 1:
        yield to_rgba(np.asarray(artist.get_colors())[0]), artist.set_color
    elif isinstance(artist, Legend):
        for part in (artist.get_frame(), *artist.get_texts()):
            yield from _of(part)
