"""What marks spots on an image: a circle around each, the rings of its background, its sum."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

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
        self._background: Background = None
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
        self._background = background
        self._annuli.set_visible(background is not None)
        if background is not None:
            self._annuli.set_centers(disks.centers)
            self._annuli.set_radius([r for r in background if r > 0])
        self._labels.set_visible(labels)
        if labels:
            self._labels.show(disks.centers, disks.sums, disks.radius)

    @property
    def labelled(self) -> NDArray[np.intp]:
        """Numbers of the spots beside which there is room for a sum; none while no sums are shown."""
        return self._labels.chosen if self._labels.get_visible() else np.empty(0, np.intp)

    def layers(
        self,
        offered: Offered,
        sums: NDArray[np.float64],
        *,
        selected: int,
        reach: float,
        largest: tuple[float, float],
    ) -> list[Layer]:
        """Describe circles, rings and numbers for a page, those of other limits for the peaks too.

        Parameters
        ----------
        offered : Offered
            All spots that it may show.
        sums : ndarray of float64, shape (steps of the radius, number of labels)
            Sums of the spots that are `labelled`; empty where these are too many.
        selected : int
            Number of the spot that is marked, or -1.
        reach : float
            How near, in pixels of the image, a click selects a spot, however small its circle is; 0: it does not.
        largest : (float, float)
            Largest radius of the disks and of the background.
        """
        centers, arrays, about = offered.centers, offered.arrays, offered.about
        groups = _groups(len(centers), offered.manual, -1)
        circles = self._circles.layer(centers, groups, largest[0], **arrays)
        chosen = {"selected": selected, "marked": SELECTED, "reach": reach}
        found = [replace(circles, name="circles", about={**circles.about, **about, **chosen})]
        if self._annuli.get_visible():
            annuli = self._annuli.layer(centers, np.zeros_like(groups), largest[1], **arrays)
            rings = {"radius": self._background}  # with the inner one of 0, too: where it moves, it is drawn
            found.insert(0, replace(annuli, name="annuli", about={**annuli.about, **about, **rings}))
        if len(self.labelled):
            places = np.flatnonzero(offered.shown)[self.labelled]
            numbers = self._labels.layer(sums, **{name: each[places] for name, each in arrays.items()})
            found.append(replace(numbers, about={**numbers.about, **about}))
        return found


@dataclass(frozen=True, slots=True)
class Offered:
    """Spots that a page can show without the kernel, which of them are shown, and what decides it.

    Attributes
    ----------
    centers : ndarray, shape (n, 2)
        (row, col); the found ones first, brightest first, then `manual` ones that were set by hand.
    count : int
        How many of the found ones are beyond the threshold.
    prominences : ndarray of float64, shape (n,), or None
        Of the peaks; infinite for those set by hand. None where it is not a page that decides by it.
    prominence : float
        The least that is shown; 0: any.
    """

    centers: NDArray[np.float64]
    manual: int
    count: int
    prominences: NDArray[np.float64] | None = None
    prominence: float = 0.0

    @property
    def arrays(self) -> dict[str, NDArray[Any]]:
        """By what a page decides: the place of each peak among them, negative if it was set by hand."""
        ranks = np.arange(len(self.centers), dtype="<i4")
        if self.manual:
            ranks[-self.manual :] = -1 - np.arange(self.manual)
        more = {} if self.prominences is None else {"prominences": self.prominences.astype("<f8")}
        return {"ranks": ranks, **more}

    @property
    def about(self) -> dict[str, float]:
        """What it compares with these."""
        more = {} if self.prominences is None else {"prominence": self.prominence}
        return {"count": self.count, **more}

    @property
    def shown(self) -> NDArray[np.bool_]:
        """Which of the spots are shown now."""
        shown: NDArray[np.bool_] = self.arrays["ranks"] < self.count
        if self.prominences is not None and self.prominence:
            shown &= self.prominences >= self.prominence
        return shown


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
