"""Known positions over a picture: a parameter that keeps them, each set of them with its name and its look."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.model.parameter import Parameter

# Of Okabe and Ito's colours those that are seen on black and on white, the least like those of spots first
COLORS = ("#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
LARGEST = 500.0  # px of the screen


class Overlay(NamedTuple):
    """Positions over a picture.

    Attributes
    ----------
    label : str
        Its name, which no other one has.
    points : tuple of (float, float)
        Row and column of each.
    color : str
        Of the circles around them.
    size : float
        Diameter of these in px of the screen.
    """

    label: str
    points: tuple[tuple[float, float], ...]
    color: str
    size: float


class Overlays(Parameter):
    """A tuple of `Overlay`, each of another name.

    Parameters
    ----------
    refused : str
        Why there can be none; empty where there can.
    """

    _kind = "sequence of (label, points, color, size)"

    def __init__(self, *, refused: str = "", **about: Any) -> None:
        super().__init__((), **about)
        self._refused = refused

    def validate(self, obj: Any, value: Any) -> tuple[Overlay, ...]:
        """Refuse what is no sequence of overlays."""
        try:
            found = tuple(overlay(*each) for each in value)
        except (TypeError, ValueError):
            found = (Overlay("", (), "", 0), Overlay("", (), "", 0))
        if len({each.label for each in found}) < len(found):
            raise self.refuse(value, "a sequence of (label, points, color, size), each label another one")
        if found and self._refused:
            raise self.refuse(value, f"empty: {self._refused}")
        return found


def overlay(label: Any, points: Any, color: Any, size: Any) -> Overlay:
    """Check what makes an overlay.

    Examples
    --------
    >>> overlay("truth", [[3, 4.5]], "red", 9)
    Overlay(label='truth', points=((3.0, 4.5),), color='#ff0000', size=9.0)
    """
    from matplotlib.colors import is_color_like, to_hex

    if not isinstance(label, str):
        raise TypeError(f"label must be a text, got {checks.short(label)}")
    if not is_color_like(color):
        raise ValueError(f"color must be one that matplotlib knows, got {checks.short(color)}")
    diameter = float(checks.number("size", size, low=1, high=LARGEST, unit="px"))
    rows = positions(points).tolist()
    return Overlay(label, tuple((row, col) for row, col in rows), to_hex(color), diameter)


def positions(points: Any) -> NDArray[np.float64]:
    """Give (row, col) of points: an array of shape (n, 2), or a table with the columns ``row`` and ``col``.

    Examples
    --------
    >>> import pandas as pd
    >>> positions(pd.DataFrame({"radius": [5], "col": [7], "row": [3]}))
    array([[3., 7.]])
    """
    names = getattr(points, "columns", None)
    names = getattr(getattr(points, "dtype", None), "names", None) if names is None else names
    if names is not None:
        if not {"row", "col"} <= set(names):
            raise ValueError(f"points must have columns row and col, got {checks.short(list(names))}")
        points = np.column_stack([points["row"], points["col"]])
    return checks.points("points", points)
