"""The picture of SpotExplorer: the image with circles, annuli and sums."""

from __future__ import annotations

from typing import Any

import numpy as np

from nbtools.draw.marks.burn import burn_circles
from nbtools.draw.marks.labels import Labels
from nbtools.draw.marks.marks import FOUND, MANUAL, SELECTED, STYLES, Circles, Style
from nbtools.widgets.base.picture import Picture

_ANNULUS = Style("#CC79A7")


class SpotPicture(Picture):
    """An image with a circle around each spot; takes what `Picture` takes."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._annuli = Circles(self.axes, radius=(8, 12), linewidth=0.7, styles=[_ANNULUS], zorder=2)
        self._circles = Circles(self.axes, zorder=3)
        self._labels = Labels(self.axes, zorder=4)
        self.canvas.set_moving(self._annuli, self._circles, self._labels)

    def mark(
        self,
        centers: np.ndarray,
        radius: float,
        *,
        manual: int,
        selected: int,
        background: tuple[float, float] | None,
        sums: np.ndarray | None,
    ) -> None:
        """Move the circles; `Picture.show` paints them.

        Parameters
        ----------
        centers : ndarray, shape (n, 2)
            (row, col) of the spots; the last `manual` of them were set by hand.
        radius : float
            Radius of the disks in pixels.
        selected : int
            Number of the spot that is marked, or -1.
        background : (r_in, r_out) or None
            The annulus.
        sums : ndarray, shape (n,), or None
            What is written beside the spots.
        """
        self._circles.set_centers(centers, _groups(len(centers), manual, selected))
        self._circles.set_radius(radius)
        self._annuli.set_visible(background is not None)
        if background is not None:
            self._annuli.set_centers(centers)
            self._annuli.set_radius([r for r in background if r > 0])
        self._labels.set_visible(sums is not None)
        if sums is not None:
            self._labels.show(centers, sums, radius)


def burnt(
    rgba: np.ndarray,
    centers: np.ndarray,
    radius: float,
    *,
    manual: int,
    selected: int,
    background: tuple[float, float] | None,
) -> np.ndarray:
    """Draw the same circles into finished pixels, each one pixel wide; arguments as for `SpotPicture.mark`."""
    groups = _groups(len(centers), manual, selected)
    for ring in background or ():
        if ring > 0:
            rgba = burn_circles(rgba, centers, ring, color=_ANNULUS.color)
    for group, style in enumerate(STYLES):
        if (groups == group).any():
            rgba = burn_circles(rgba, centers[groups == group], radius, color=style.color)
    return rgba


def _groups(number: int, manual: int, selected: int) -> np.ndarray:
    groups = np.full(number, FOUND)
    groups[number - manual :] = MANUAL
    if 0 <= selected < number:
        groups[selected] = SELECTED
    return groups
