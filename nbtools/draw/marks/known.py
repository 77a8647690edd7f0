"""Known positions over an image: circles of one size on the screen, however large the image is, and their names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from nbtools.draw.marks.circles import Circles, Style
from nbtools.draw.scene import Layer, finished

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

_DPI = 100  # of a screen with one pixel for one of the page
_ABOVE = 5  # all else over an image


class Known(NamedTuple):
    """Positions (x, y) on axes, shape (n, 2), their name, the colour of the circles, and their diameter."""

    xy: NDArray[np.float64]
    label: str
    color: str
    size: float


class Markers(Circles):
    """Circles of a radius in px of the screen around places (y, x) on axes of any scale."""

    def on_screen(self, centers: NDArray[np.float64]) -> tuple[NDArray[np.float64], tuple[float, float]]:
        """Place them on the screen; give px of the frame for one of the radius."""
        found = self.axes.transData.transform(centers[:, ::-1])
        ratio = self.axes.get_figure(root=True).dpi / _DPI  # type: ignore[union-attr]
        return np.where(np.isfinite(found), found, -1e6), (ratio, ratio)


class KnownPoints:
    """Circles around known positions on axes, and a legend where these have names; `artists` are those that move."""

    def __init__(self, axes: Axes, known: Sequence[Known]) -> None:
        self._axes = axes
        self._markers = [
            Markers(axes, radius=each.size / 2, styles=[Style(each.color)], zorder=_ABOVE) for each in known
        ]
        for markers, each in zip(self._markers, known, strict=True):
            markers.set_centers(each.xy[:, ::-1])
        named = [each for each in known if each.label]
        self._legend = [_legend(axes, named)] if named else []
        self.artists: list[Artist] = [*self._legend, *self._markers]

    def remove(self) -> None:
        """Take all of them from the axes."""
        for artist in self.artists:
            artist.remove()

    def layers(self) -> list[Layer]:
        """Describe them for a page."""
        found = [finished(self._axes, self._legend)] if self._legend else []
        for each in self._markers:
            found.append(each.layer(each.centers, np.zeros(len(each.centers), np.intp), 0))
        return found


def _legend(axes: Axes, known: Sequence[Known]) -> Legend:
    """Tell which colour has which name."""
    rings = [
        Line2D(
            [], [], linestyle="", marker="o", markersize=6, markerfacecolor="none", markeredgecolor=each.color
        )
        for each in known
    ]
    look: dict[str, Any] = {
        "loc": "upper right",
        "fontsize": 8,
        "labelcolor": "0.2",
        "framealpha": 0.85,
        "borderpad": 0.3,
    }
    legend = Legend(axes, rings, [each.label for each in known], handletextpad=0.2, **look)
    for text in legend.get_texts():
        text.set_parse_math(False)
    legend.set_zorder(_ABOVE - 0.5)
    axes.add_artist(legend)
    return legend
