"""Spots that were found against those that are there: which belong together, how many are missed or false."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.shown import Shown
from nbtools.compute.spelling import understanding

_SLACK = 1e-9  # pairs this much farther are looked at, so that rounding in the tree cannot lose one


@dataclass(frozen=True, eq=False, repr=False)
class SpotScore(Shown):
    """How well spots were found. Made by `score_spots`.

    Attributes
    ----------
    precision : float
        Fraction of the found spots that are true; NaN when none was found.
    recall : float
        Fraction of the true spots that were found; NaN when there is none.
    f1 : float
        Harmonic mean of both, ``2 * len(pairs) / (n_found + n_truth)``; NaN when both are empty.
    mean_distance : float
        Mean distance between found and true places that belong together, in pixels; NaN when none do.
    n_found, n_truth : int
        Number of spots.
    pairs : ndarray of intp, shape (m, 2)
        Which found and which true spot belong together, by their numbers, in the order of the found ones.
    distances : ndarray of float64, shape (m,)
        Distance of each pair in pixels.
    """

    precision: float
    recall: float
    f1: float
    mean_distance: float
    n_found: int
    n_truth: int
    pairs: NDArray[np.intp]
    distances: NDArray[np.float64]

    _parts = ("precision", "recall", "f1", "mean_distance", "pairs", "distances")

    def _about(self) -> str:
        return f"{len(self.pairs)} of {self.n_truth} found, {self.n_found - len(self.pairs)} false"

    @property
    def false(self) -> NDArray[np.intp]:
        """Numbers of the found spots that are not true."""
        return np.delete(np.arange(self.n_found), self.pairs[:, 0])

    @property
    def missed(self) -> NDArray[np.intp]:
        """Numbers of the true spots that were not found."""
        return np.delete(np.arange(self.n_truth), self.pairs[:, 1])


@understanding
def score_spots(found: Any, truth: Any, tolerance: float) -> SpotScore:
    """Compare spots that were found with those that are there: precision, recall, F1 and mean distance.

    Each found spot belongs to one true spot at most, and the other way round. Of all ways to pair spots that are
    no farther apart than the tolerance, one with the most pairs is taken, and of these one with the least sum of
    distances.

    Parameters
    ----------
    found, truth : array-like, shape (n, 2), or DataFrame with the columns row and col
        (row, col) of the spots in pixels.
    tolerance : float
        Largest distance at which two places are those of one spot, in pixels, >= 0.

    Returns
    -------
    SpotScore

    Raises
    ------
    TypeError
        If an argument is of the wrong type.
    ValueError
        If the tolerance is negative, a shape is wrong, a place not finite, or a column missing.

    Notes
    -----
    Spots that are connected by distances within the tolerance are paired by `scipy.optimize.linear_sum_assignment`,
    group by group. Where the tolerance is so large that thousands of spots are one group, that takes seconds.

    Examples
    --------
    >>> truth = [(10, 10), (10, 30), (30, 10)]
    >>> score = score_spots([(10, 11), (30.5, 10), (50, 50), (10, 13)], truth, tolerance=3)
    >>> score.precision, round(score.recall, 3), round(score.f1, 3), score.mean_distance
    (0.5, 0.667, 0.571, 0.75)
    >>> score.pairs.tolist(), score.false.tolist(), score.missed.tolist()
    ([[0, 0], [1, 2]], [2, 3], [1])
    """
    here, there = _places("found", found), _places("truth", truth)
    limit = float(checks.number("tolerance", tolerance, low=0, unit="px"))
    pairs, distances = _paired(here, there, limit)
    n_pairs, n_found, n_truth = len(pairs), len(here), len(there)
    return SpotScore(
        precision=n_pairs / n_found if n_found else np.nan,
        recall=n_pairs / n_truth if n_truth else np.nan,
        f1=2 * n_pairs / (n_found + n_truth) if n_found + n_truth else np.nan,
        mean_distance=float(distances.mean()) if n_pairs else np.nan,
        n_found=n_found,
        n_truth=n_truth,
        pairs=pairs,
        distances=distances,
    )


def _places(name: str, value: Any) -> NDArray[np.float64]:
    """Check positions, or take them from a table."""
    columns = getattr(value, "columns", None)
    if columns is None:
        return checks.points(name, value)
    if missing := {"row", "col"} - set(columns):
        raise ValueError(f"{name} must have the columns 'row' and 'col', but there is no {min(missing)!r}")
    return checks.points(name, value[["row", "col"]].to_numpy())


def _paired(
    found: NDArray[np.float64], truth: NDArray[np.float64], tolerance: float
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Pair places one to one; give the pairs in the order of the found ones, and their distances."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    here, there, distance = _near(found, truth, tolerance)
    n_found, n = len(found), len(found) + len(truth)
    links = coo_array((np.ones(len(here)), (here, n_found + there)), shape=(n, n))
    _, group = connected_components(links, directed=False)
    order = np.argsort(group[here], kind="stable")
    starts = np.flatnonzero(np.diff(group[here[order]], prepend=-1))
    groups = np.split(order, starts)[1:]
    kept = np.concatenate(
        [order[:0], *(part[_best(here[part], there[part], distance[part])] for part in groups)]
    )
    kept = kept[np.argsort(here[kept])]
    return np.stack([here[kept], there[kept]], axis=1), distance[kept]


def _near(
    found: NDArray[np.float64], truth: NDArray[np.float64], tolerance: float
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """List all pairs within the tolerance: numbers of both, and the distance."""
    from scipy.spatial import cKDTree

    if not (len(found) and len(truth)):
        return np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0)
    near = cKDTree(found).sparse_distance_matrix(
        cKDTree(truth), tolerance * (1 + _SLACK), output_type="ndarray"
    )
    distance = np.hypot(*(found[near["i"]] - truth[near["j"]]).T)
    within = distance <= tolerance
    return near["i"][within].astype(np.intp), near["j"][within].astype(np.intp), distance[within]


def _best(here: NDArray[np.intp], there: NDArray[np.intp], distance: NDArray[np.float64]) -> NDArray[np.intp]:
    """Choose from the possible pairs of one group: as many as can be, then the nearest."""
    if len(here) == 1:
        return np.zeros(1, np.intp)
    from scipy.optimize import linear_sum_assignment

    rows, row = np.unique(here, return_inverse=True)
    cols, col = np.unique(there, return_inverse=True)
    number = np.full((len(rows), len(cols)), -1)
    number[row, col] = np.arange(len(here))
    cost = np.full(number.shape, float(len(rows) + len(cols)))  # more than all possible pairs together
    cost[row, col] = distance / (distance.max() or 1.0)
    best: NDArray[np.intp] = number[linear_sum_assignment(cost)]
    return best[best >= 0]
