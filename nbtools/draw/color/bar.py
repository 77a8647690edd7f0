"""A bar of all colours beside an image, with the values that have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.colors import Normalize
from numpy.typing import NDArray

from nbtools.draw.marks.scales import ticks
from nbtools.draw.marks.spectrum import Gradient
from nbtools.draw.marks.ticks import Ticks

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from nbtools.compute.color.places import Limits

GAP, BAR, TEXT = 8, 12, 52  # px of the screen: beside the image, the bar, and what its numbers take
GAP_BELOW, TEXT_BELOW = 6, 20  # the same where it lies below the image
TIP = 9  # px of the screen: height of a pointed end
_TICK, _TICK_BELOW = 26, 58  # px between two ticks
_OWN = ("low", "high")  # what stands at the ends where each image has limits of its own


class Scale(NamedTuple):
    """What a bar shows.

    Attributes
    ----------
    table : ndarray of uint8, shape (N + 3, 4)
        The colours; the last three are those for too low, too high and bad values.
    limits : (float, float), Normalize or None
        Which values have them; None where that differs from image to image.
    outside : (int, int) or None
        Number of pixels below and above the colours: where there are some, that end is pointed; None: not counted.
    """

    table: NDArray[np.uint8]
    limits: Limits | None
    outside: tuple[int, int] | None = None


class ColorBar:
    """Axes of their own, which somebody else puts in their place; `artists` are those that change often.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Where to draw.
    below : bool
        Whether it lies below the image, else it stands beside it.
    """

    def __init__(self, figure: Figure, *, below: bool = False) -> None:
        self.axes: Axes = figure.add_axes((0.9, 0.1, 0.05, 0.8), xticks=[], yticks=[], facecolor="white")
        self.axes.set_navigate(False)
        self.axes.set(xlim=(0, 1), ylim=(0, 1))
        self.axes.spines[:].set(edgecolor="0.6", linewidth=1.2)
        self.ticks = Ticks(self.axes, "bottom" if below else "right")
        self.gradient = Gradient(self.axes, upright=not below)
        self._below, self._length, self._shown = below, 1.0, Scale(self.gradient.table, None)
        about: dict[str, Any] = {"transform": self.axes.transAxes, "clip_on": False, "linewidth": 0.8}
        self.tips = [PolyCollection([], **about, edgecolor="0.6", zorder=0.5) for _ in _OWN]
        for tip in self.tips:
            self.axes.add_collection(tip, autolim=False)
        self.artists: list[Artist] = [self.gradient, self.ticks, *self.tips]
        self.set_visible(False)

    @property
    def pointed(self) -> bool:
        """Whether its ends may be pointed."""
        return self._shown.outside is not None

    def set_visible(self, visible: bool) -> None:
        """Show it at all, or not."""
        for artist in (self.axes, *self.artists):
            artist.set_visible(visible)
        self._point()

    def show(self, scale: Scale) -> bool:
        """Show a scale of colours; say whether it is another one."""
        table, limits, outside = self._shown
        if scale.table is table and scale.limits == limits and scale.outside == outside:
            return False
        self._shown, self.gradient.table, self.gradient.stale = scale, scale.table, True
        self._point()
        self._label()
        return True

    def fit(self, length: float) -> None:
        """Have as many ticks, and such tips, as suit so many px of the screen."""
        self._length = max(length, 1)
        high = TIP / self._length
        for tip, at, end in zip(self.tips, (0, 1), (-high, 1 + high), strict=True):
            corners = [(0, at), (1, at), (0.5, end)]
            tip.set_verts([[(y, x) for x, y in corners] if self._below else corners])
        self._label()

    def _point(self) -> None:
        """Point the ends beyond which there are values."""
        for tip, number, color in zip(
            self.tips, self._shown.outside or (0, 0), self._shown.table[-3:-1], strict=True
        ):
            tip.set(visible=number > 0 and self.axes.get_visible(), facecolor=color / 255)

    def _label(self) -> None:
        """Write what the ends or some values between them are."""
        limits, ticks_of = self._shown.limits, self.ticks
        if limits is None:
            ticks_of.places, ticks_of.names = [0.0, 1.0], list(_OWN)
            return
        norm = limits if isinstance(limits, Normalize) else Normalize(*limits)
        ticks_of.places, ticks_of.names = ticks(norm, (_TICK_BELOW if self._below else _TICK) / self._length)
