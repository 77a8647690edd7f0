"""Known positions over a picture, by which what is found can be judged.

`overlay` is a method of `Explorer`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nbtools.draw.marks.burn import burn_circles
from nbtools.model.lock import locked
from nbtools.model.overlays import COLORS
from nbtools.model.overlays import overlay as as_overlay

if TYPE_CHECKING:
    from nbtools.widgets.base.explorer import Explorer


@locked
def overlay(self: Explorer, points: Any, *, label: str = "", color: Any = None, size: float = 12) -> None:
    """Mark known positions by circles over the picture; they stay there, and go into files with it.

    Parameters
    ----------
    points : array_like of shape (n, 2), DataFrame or structured array, or None
        Row and column of each: an array, or a table with the columns ``row`` and ``col``. None takes those of
        this label away.
    label : str
        Their name, for the legend. Other points of the same name take their place.
    color : color, optional
        If not given, the next of a few that are easy to tell apart.
    size : float
        Diameter of the circles in px of the screen; where they are burnt into `rgba`, in pixels of the image.

    Raises
    ------
    ValueError
        If the points are no positions, or none of them is in the image.
    LookupError
        If there are none of this name that could be taken away.

    Examples
    --------
    >>> import nbtools as nb
    >>> sample = nb.samples.spots(n=12, seed=1)
    >>> w = nb.SpotExplorer(sample.image)
    >>> w.overlay(sample.positions, label="truth")
    >>> w.overlays[0].label, len(w.overlays[0].points)
    ('truth', 12)
    >>> w.overlay(None, label="truth")
    >>> w.close()
    """
    there = {each.label: each for each in self.overlays}
    if points is None:
        if label not in there:
            raise LookupError(f"no overlay has the label {label!r}; there are {list(there)}")
        del there[label]
    else:
        free = [each for each in COLORS if each.lower() not in {other.color for other in self.overlays}]
        before = there[label].color if label in there else (free or COLORS)[0]
        found = as_overlay(label, points, before if color is None else color, size)
        _require_inside(found.points, self.picture.shape)
        there[label] = found
    self.overlays = tuple(there.values())


def marked(rgba: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
    """Let pixels be given with known positions burnt in, where they are given with marks."""

    @functools.wraps(rgba)
    def with_marks(self: Explorer, **how: Any) -> np.ndarray:
        pixels = rgba(self, **how)
        for each in self.overlays if how.get("marks", True) else ():
            centers = self.in_pixels(np.array(each.points).reshape(-1, 2))
            pixels = burn_circles(pixels, centers, each.size / 2, color=each.color)
        return pixels

    return with_marks


def _require_inside(points: Sequence[tuple[float, float]], shape: tuple[int, int]) -> None:
    """Raise a ValueError where there are points, but none of them in an image."""
    rows, cols = shape
    if points and not any(-0.5 <= row < rows - 0.5 and -0.5 <= col < cols - 0.5 for row, col in points):
        turned = any(-0.5 <= row < rows - 0.5 and -0.5 <= col < cols - 0.5 for col, row in points)
        place = f"row {points[0][0]:g}, col {points[0][1]:g}"
        hint = "; they must be (row, col), not (x, y)" if turned else ""
        raise ValueError(
            f"points must lie in the image of {rows} x {cols} px, got {place} and no better{hint}"
        )
