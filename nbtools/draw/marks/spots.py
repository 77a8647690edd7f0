"""What marks spots on an image: a circle around each, the rings of its background, its sum."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.spots.at_radius import Disks
from nbtools.draw.marks.burn import burn_circles
from nbtools.draw.marks.circles import FOUND, MANUAL, SELECTED, STYLES, Circles, Style
from nbtools.draw.marks.labels import Labels
from nbtools.draw.scene import Layer

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

_ANNULUS = Style("#CC79A7")

Background = tuple[float, float] | None


class SpotMarks:
    """Circles, rings and numbers on axes; `artists` are those that move."""

    def __init__(self, axes: Axes) -> None:
        self._annuli = Circles(axes, radius=(8, 12), linewidth=0.7, styles=[_ANNULUS], zorder=2)
        self._circles = Circles(axes, zorder=3)
        self._labels = Labels(axes, zorder=4)
        self.artists: list[Artist] = [self._annuli, self._circles, self._labels]

    def show(self, disks: Disks, *, selected: int, background: Background, labels: bool) -> None:
        """Move the circles.

        Parameters
        ----------
        disks : Disks
            The disks around the spots.
        selected : int
            Number of the spot that is marked, or -1.
        background : (r_in, r_out) or None
            The annulus.
        labels : bool
            Whether the sums are written beside the spots.
        """
        self._circles.set_centers(disks.centers, _groups(len(disks.centers), disks.manual, selected))
        self._circles.set_radius(disks.radius)
        self._annuli.set_visible(background is not None)
        if background is not None:
            self._annuli.set_centers(disks.centers)
            self._annuli.set_radius([r for r in background if r > 0])
        self._labels.set_visible(labels)
        if labels:
            self._labels.show(disks.centers, disks.sums, disks.radius)

    def layers(
        self,
        centers: NDArray[np.float64],
        heights: NDArray[np.float64],
        *,
        manual: int,
        selected: int,
        dark: bool,
        threshold: float,
    ) -> list[Layer]:
        """Describe the circles for a page, and those that another threshold would show.

        Parameters
        ----------
        centers : ndarray, shape (n, 2)
            (row, col) of all of them; the last `manual` of them were set by hand.
        heights : ndarray of float64, shape (n,)
            Values of the peaks, which must be above the threshold, those of `dark` spots below it.
        selected : int
            Number of the spot that is marked, or -1.
        """
        groups = _groups(len(centers), manual, selected)
        sign = -1 if dark else 1
        arrays = {"heights": np.where(np.isfinite(heights), sign * heights, np.inf)}
        circles = self._circles.layer(centers, groups, **arrays)
        rings = (
            [self._annuli.layer(centers, np.zeros(len(centers)), **arrays)]
            if self._annuli.get_visible()
            else []
        )
        about = {"sign": sign, "above": threshold}
        return [replace(layer, about={**layer.about, **about}) for layer in (*rings, circles)]


def burn_spots(
    rgba: NDArray[np.uint8], disks: Disks, *, selected: int, background: Background
) -> NDArray[np.uint8]:
    """Draw the same circles into finished pixels, each one pixel wide; arguments as for `SpotMarks.show`."""
    centers, groups = disks.centers, _groups(len(disks.centers), disks.manual, selected)
    for ring in background or ():
        if ring > 0:
            rgba = burn_circles(rgba, centers, ring, color=_ANNULUS.color)
    for group, style in enumerate(STYLES):
        if (groups == group).any():
            rgba = burn_circles(rgba, centers[groups == group], disks.radius, color=style.color)
    return rgba


def _groups(number: int, manual: int, selected: int) -> NDArray[np.int64]:
    groups = np.full(number, FOUND)
    groups[number - manual :] = MANUAL
    if 0 <= selected < number:
        groups[selected] = SELECTED
    return groups
