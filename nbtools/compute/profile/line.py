"""A straight line over an image: its places, the band about it, and what of it is near a point.

A line has a place each pixel or less, both ends among them; its band has so many samples across each place as it is
wide, one pixel apart. Both are those of `skimage.measure.profile_line`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks

Place = tuple[float, float]  # (row, col)
Ends = tuple[float, float, float, float]  # (row, col) of the start, then of the end


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line with a width.

    Parameters
    ----------
    start, end : (float, float)
        (row, col) in pixels; they may lie outside of the image. Where both are equal, the line is a point.
    width : int
        Width of the band, in pixels.

    Raises
    ------
    TypeError, ValueError
        If an end is not a finite (row, col), or the width is no whole number from 1 on.

    Examples
    --------
    >>> line = Line((2, 1), (2, 4), width=3)
    >>> line.length, line.at(1.5), line.along((7, 3))
    (3.0, (2.0, 2.5), 2.0)
    """

    start: Place
    end: Place
    width: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", checks.place("start", self.start))
        object.__setattr__(self, "end", checks.place("end", self.end))
        object.__setattr__(self, "width", checks.integer("width", self.width, minimum=1, unit="px"))

    @property
    def length(self) -> float:
        """Distance between both ends, in pixels."""
        return math.dist(self.start, self.end)

    @property
    def ends(self) -> Ends:
        """(row0, col0, row1, col1) of the start and the end."""
        return *self.start, *self.end

    @property
    def across(self) -> Place:
        """(row, col) of the step of one pixel across the line; that of a point goes along the rows."""
        if self.length == 0:
            return 1.0, 0.0
        (row0, col0), (row1, col1) = self.start, self.end
        return (col1 - col0) / self.length, (row0 - row1) / self.length

    @property
    def corners(self) -> NDArray[np.float64]:
        """Corners (row, col) of the band, one after the other around it, shape (4, 2)."""
        half = np.multiply(self.across, self.width / 2)
        return np.array([self.start - half, self.end - half, self.end + half, self.start + half])

    def places(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give rows and columns of the places, evenly spaced from the start to the end, shape (n,) each."""
        number = math.ceil(self.length + 1)
        (row0, col0), (row1, col1) = self.start, self.end
        return np.linspace(row0, row1, number), np.linspace(col0, col1, number)

    def at(self, distance: float) -> Place:
        """Give the (row, col) that is so many pixels from the start, at the nearer end if that is beyond it."""
        share = min(max(distance / self.length, 0.0), 1.0) if self.length else 0.0
        (row0, col0), (row1, col1) = self.start, self.end
        return row0 + share * (row1 - row0), col0 + share * (col1 - col0)

    def along(self, place: Place) -> float:
        """Give the distance from the start, in pixels, of the point of the line that is nearest to a place."""
        if self.length == 0:
            return 0.0
        (row0, col0), (row1, col1), (row, col) = self.start, self.end, place
        found = ((row - row0) * (row1 - row0) + (col - col0) * (col1 - col0)) / self.length
        return min(max(found, 0.0), self.length)

    def away(self, place: Place) -> float:
        """Give the distance of a place from the line, in pixels."""
        return math.dist(place, self.at(self.along(place)))

    def moved(self, part: str, by: Place, within: tuple[int, int] | None = None) -> Line:
        """Move the "start", the "end" or the whole "line" by so many rows and columns.

        With the shape of an image it moves only until an end reaches the outermost pixels.
        """
        parts = ("start", "end") if part == "line" else (part,)
        ends, step = np.array([getattr(self, name) for name in parts]), np.array(by)
        if within is not None:
            step = np.clip(step, -ends.min(axis=0), np.subtract(within, 1) - ends.max(axis=0))
        return replace(self, **dict(zip(parts, (ends + step).tolist(), strict=True)))


class Grip(NamedTuple):
    """What the mouse can take hold of: the number of a line, and its "start", its "end" or the whole "line"."""

    line: int
    part: str


def grip(lines: Sequence[Line], place: Place, reach: float) -> Grip | None:
    """Say what of some lines is near a place.

    Parameters
    ----------
    lines : sequence of Line
        The lines, later ones on top.
    place : (float, float)
        (row, col) in pixels.
    reach : float
        How far away it may be, in pixels.

    Returns
    -------
    Grip or None
        The nearest end within reach, else the nearest line; of equally near ones the last. The middle third of a line
        is never its end, so that short lines can be moved, too. None if nothing is near.

    Examples
    --------
    >>> lines = [Line((0, 0), (0, 30)), Line((5, 0), (5, 30))]
    >>> grip(lines, (4, 29), 3), grip(lines, (1, 15), 3), grip(lines, (15, 15), 3)
    (Grip(line=1, part='end'), Grip(line=0, part='line'), None)
    """
    ends, bodies = [], []
    for k, line in enumerate(lines):
        at, third = line.along(place), line.length / 3
        bodies.append((line.away(place), -k, "line"))
        if at <= third:
            ends.append((math.dist(place, line.start), -k, "start"))
        if at >= 2 * third:
            ends.append((math.dist(place, line.end), -k, "end"))
    for found in (ends, bodies):
        away, k, part = min(found, default=(math.inf, 0, ""))
        if away <= reach:
            return Grip(-k, part)
    return None


def line_names(given: Sequence[str], number: int) -> list[str]:
    """Give each of some lines a name: those that are given, then "line 1", "line 2" and so on, by their numbers.

    Examples
    --------
    >>> line_names(["gap"], 3)
    ['gap', 'line 1', 'line 2']
    """
    names = list(given[:number])
    for k in range(len(names), number):
        name = f"line {k}"
        while name in names:
            name += "'"
        names.append(name)
    return names
