"""Contour lines of what is in view, from as few rows and columns as it takes to have few enough vertices."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nbtools.compute.grid.crossings import crossings
from nbtools.compute.grid.fields import Field
from nbtools.draw.image.view import View
from nbtools.draw.mesh.lines import Lines, QuickLines

_MARGIN = 1 / 8  # of what is in view, around it, so that there are lines where the view moves a little


@dataclass(frozen=True, eq=False)
class FewerLines:
    """Lines of a part of a field.

    Attributes
    ----------
    field : Field
        That part, on as few rows and columns.
    lines : sequence of sequence of ndarray
        For each level its lines, in x and y.
    every : int
        Each how many rows and columns they are from.
    vertices : int
        How many they have.
    """

    field: Field
    lines: Lines
    every: int
    vertices: int


def fewer_lines(field: Field, levels: Sequence[float], view: View, most: int) -> FewerLines:
    """Find lines of what is in view with about as many vertices as allowed, at most.

    Parameters
    ----------
    field : Field
        The values.
    levels : sequence of float
        The values that have lines.
    view : View
        What is in view, in rows and columns; of a curvilinear grid all is taken.
    most : int
        Vertices that are allowed.
    """
    part = field if field.curvilinear else field.part(*around(field.shape, view))
    every = 1
    while (much := crossings(part.every(every), levels)) > most:
        every = max(every + 1, int(every * math.sqrt(much / most)))
    thin = part.every(every)
    lines = QuickLines(thin)(levels)
    return FewerLines(thin, lines, every, sum(len(line) for some in lines for line in some))


def around(shape: tuple[int, int], view: View) -> tuple[slice, slice]:
    """Give the rows and columns in view, with some around them.

    Examples
    --------
    >>> around((100, 100), ((10, 50.5), (26, 90)))
    (slice(8, 28, None), slice(45, 95, None))
    """
    slices = []
    for low, high, size in zip(*view, shape, strict=True):
        more = (high - low) * _MARGIN
        first = min(max(math.floor(low - more), 0), max(size - 2, 0))
        slices.append(slice(first, max(min(math.ceil(high + more), size), first + 2)))
    return slices[0], slices[1]
