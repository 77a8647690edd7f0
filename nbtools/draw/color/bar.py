"""A bar of all colours beside an image, with the values that have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import Polygon
from numpy.typing import NDArray

from nbtools.draw.marks.spectrum import Gradient
from nbtools.draw.marks.ticks import Ticks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.figure import Figure


class ColorBar:
    """Axes of their own, which somebody else puts in their place; `artists` are those that move.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Where to draw.
    tips : bool
        Whether an end is pointed where there are values beyond it.
    line : float
        Width of the line around it.
    """

    def __init__(self, figure: Figure, *, tips: bool = False, line: float = 0.8) -> None:
        self.axes = figure.add_axes((0.9, 0.1, 0.05, 0.8), xticks=[], yticks=[], facecolor="white")
        self.axes.set_navigate(False)
        self.axes.set(xlim=(0, 1), ylim=(0, 1))
        self.axes.spines[:].set(edgecolor="0.6", linewidth=line)
        self.ticks, self.gradient = Ticks(self.axes, "right"), Gradient(self.axes)
        about: dict[str, Any] = {"transform": self.axes.transAxes, "clip_on": False, "linewidth": 0.8}
        self.tips = [
            Polygon([(0, at), (1, at), (0.5, at)], **about, edgecolor="0.6", zorder=3) for at in (0, 1) * tips
        ]
        for tip in self.tips:
            self.axes.add_patch(tip)
        self.artists: list[Artist] = [self.gradient, self.ticks, *self.tips]

    def show(
        self,
        table: NDArray[np.uint8],
        places: Sequence[float],
        names: Sequence[str],
        outside: tuple[int, int] = (0, 0),
    ) -> None:
        """Show the colours of a table, with ticks.

        Parameters
        ----------
        table : ndarray of uint8, shape (N + 3, 4)
            The colours; the last three are those for too low, too high and bad values.
        places, names : sequence of float and of str
            Where ticks are, from 0 to 1, and what stands there.
        outside : (int, int)
            Number of pixels below and above the colours: where there are some, that end is pointed.
        """
        self.gradient.table = table
        self.ticks.places, self.ticks.names = list(places), list(names)
        for tip, number, color in zip(self.tips, outside, table[-3:-1], strict=False):
            tip.set(visible=number > 0, facecolor=color / 255)

    def point(self, height: float) -> None:
        """Let the tips be so high, as part of the height of the bar."""
        for tip, at, end in zip(self.tips, (0, 1), (-height, 1 + height), strict=False):
            tip.set_xy([(0, at), (1, at), (0.5, end)])
