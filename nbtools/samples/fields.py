"""Fields on grids, with their value known at every place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.shown import Shown
from nbtools.samples.sizes import shape_of

_KINDS = ("even", "uneven", "log", "rotated", "polar")


@dataclass(frozen=True, eq=False, repr=False)
class FieldSample(Shown):
    """A field on a grid. Made by `field`.

    Attributes
    ----------
    z : ndarray of float64, shape (rows, cols)
        The values: `at` the centres.
    x, y : ndarray of float64
        Centres of the cells: 1-D, or of the shape of z where the grid is curvilinear.
    x_edges, y_edges : ndarray of float64
        True edges of the cells, one more along each axis.
    kind : str
        How the grid is spaced.
    """

    z: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    x_edges: NDArray[np.float64]
    y_edges: NDArray[np.float64]
    kind: str

    def at(self, x: Any, y: Any) -> NDArray[np.float64]:
        """Give the true value at any place.

        Parameters
        ----------
        x, y : array-like of float
            Coordinates, as numpy broadcasts them.

        Returns
        -------
        ndarray of float64
            A hill of height 1 in the middle of the grid and a hollow of depth 0.6 beside it, on a slope; on the log
            grid all of this in the logarithms of x and y.
        """
        return _value(*_share(np.asarray(x, np.float64), np.asarray(y, np.float64), self.kind))


@dataclass(frozen=True, eq=False, repr=False)
class ScatterSample(Shown):
    """Scattered points of a plane. Made by `scattered`.

    Attributes
    ----------
    x, y : ndarray of float64, shape (n,)
        Where the points are: in the unit square without the round hole.
    values : ndarray of float64, shape (n,)
        ``slope_x * x + slope_y * y``.
    slopes : (float, float)
        Along x and y.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    values: NDArray[np.float64]
    slopes: tuple[float, float]


def field(kind: str = "uneven", shape: tuple[int, int] = (60, 90)) -> FieldSample:
    """Make a field with a hill and a hollow on a grid.

    Parameters
    ----------
    kind : {"even", "uneven", "log", "rotated", "polar"}
        Even from 0 to 3 and 0 to 2; uneven: cells that become wider along x and narrower along y; log: edges from 1
        to 1000 and 1 to 100 in equal ratios; rotated: the even grid, turned by 25 degrees about its corner; polar: a
        part of a ring, columns along the angle and rows along the radius.
    shape : tuple of int
        Number of rows and columns.

    Returns
    -------
    FieldSample

    Raises
    ------
    ValueError
        If an argument is none of those allowed.

    Examples
    --------
    >>> sample = field("uneven", (4, 5))
    >>> sample.z.shape, sample.x.shape, sample.x_edges.shape
    ((4, 5), (5,), (6,))
    >>> bool(np.allclose(sample.at(sample.x, sample.y[:, None]), sample.z))
    True
    """
    rows, cols = shape_of(shape)
    checks.choice("kind", kind, _KINDS)
    corners = _grid(kind, np.linspace(0, 1, cols + 1), np.linspace(0, 1, rows + 1))
    if kind in ("even", "uneven"):
        centers = tuple((k[1:] + k[:-1]) / 2 for k in corners)
    elif kind == "log":
        centers = tuple(np.sqrt(k[1:] * k[:-1]) for k in corners)
    else:
        middles = ((np.arange(n) + 0.5) / n for n in (cols, rows))
        centers = _grid(kind, *middles)
    x, y = centers
    z = _value(*_share(x, y if y.ndim == 2 else y[:, None], kind))
    return FieldSample(z, x, y, *corners, kind)


def scattered(n: int = 300, seed: int = 0) -> ScatterSample:
    """Scatter points over the unit square, none within 0.2 of its middle, with the values of a plane.

    Parameters
    ----------
    n : int
        Number of points, ``>= 3``.
    seed : int
        The same seed gives the same points.

    Returns
    -------
    ScatterSample

    Examples
    --------
    >>> points = scattered(50)
    >>> len(points.values), bool(np.allclose(points.values, 2 * points.x - points.y))
    (50, True)
    """
    count = checks.integer("n", n, minimum=3)
    rng = np.random.default_rng(checks.integer("seed", seed, minimum=0))
    found = np.empty((0, 2))
    while len(found) < count:
        points = rng.random((2 * count, 2))
        found = np.concatenate([found, points[np.hypot(*(points - 0.5).T) > 0.2]])
    x, y = found[:count].T.copy()
    return ScatterSample(x, y, 2 * x - y, (2.0, -1.0))


def _grid(kind: str, u: NDArray[np.float64], v: NDArray[np.float64]) -> tuple[Any, Any]:
    """Place shares of the grid along columns and rows in x and y."""
    if kind == "even":
        return 3 * u, 2 * v
    if kind == "uneven":
        return 3 * u * (0.4 + 0.6 * u), 2 * np.sin(v * np.pi / 2)
    if kind == "log":
        return 1000**u, 100**v
    if kind == "rotated":
        x, y, turn = 3 * u, 2 * v[:, None], np.deg2rad(25)
        return x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)
    angle, radius = np.pi * (0.9 - 0.8 * u), 1 + 2 * v[:, None]
    return radius * np.cos(angle), radius * np.sin(angle)


def _share(x: Any, y: Any, kind: str) -> tuple[Any, Any]:
    """Give coordinates in which the hill is at (1.5, 1) of a 3 by 2 room."""
    if kind == "log":
        return np.log10(x), np.log10(y)
    if kind == "rotated":
        turn = np.deg2rad(25)
        return x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    return (x / 2 + 1.5, y / 2) if kind == "polar" else (x, y)


def _value(x: Any, y: Any) -> NDArray[np.float64]:
    hill = np.exp(-((x - 1.5) ** 2 + (y - 1) ** 2) / 0.25)
    hollow = 0.6 * np.exp(-((x - 2.4) ** 2 + (y - 0.7) ** 2) / 0.1)
    found: NDArray[np.float64] = hill - hollow + 0.2 * x - 0.1 * y
    return found
