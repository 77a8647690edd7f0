"""Sums over disks of any radius, prepared once: curves of growth, and sliders that step at once.

Around centres of pixels, as peaks are, the work is done by `nbtools.compute.spots.radial.RadialTable`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.images import Image, as_image
from nbtools.compute.spelling import understanding
from nbtools.compute.spots.disks import count_pixels, gaps, totals_work, with_outside
from nbtools.compute.spots.footprints import METHODS
from nbtools.compute.spots.measure import measure_disks
from nbtools.compute.spots.radial import RadialTable, spots_at_a_time
from nbtools.compute.turns import Work, at_once


class RadialSums:
    """Disk sums around fixed centres, for any radius up to a largest one.

    Parameters
    ----------
    image : array-like, shape (rows, cols)
        See `nbtools.compute.images.as_image`. Pixels that are masked or not finite are left out.
    centers : array-like, shape (n, 2)
        (row, col) of each disk in pixels.
    max_radius : float
        The largest radius in pixels that will be asked for, > 0.
    mask : array-like of bool, shape (rows, cols), optional
        True where a pixel is to be left out.

    Raises
    ------
    TypeError
        If an argument is of the wrong type.
    ValueError
        If the radius is not positive, or a shape is wrong.

    Notes
    -----
    Centres of pixels, such as peaks are, are served from a table of one number for each spot and distance
    (500 spots up to radius 50: 3 MB). Fractional centres, tables that would exceed 256 MB, and radii above
    1000 are summed from scratch at each call: slower, with the same result.

    Examples
    --------
    >>> sums = RadialSums(np.ones((9, 9)), [(4, 4), (0, 4)], 5)
    >>> sums.sums(2), sums.n_pix(2)
    (array([13.,  9.]), array([13,  9]))
    """

    def __init__(self, image: Any, centers: Any, max_radius: float, *, mask: Any = None) -> None:
        self._take(image, centers, max_radius, mask)
        at_once(self._prepare())

    @classmethod
    def work(cls, image: Image, centers: Any, max_radius: float) -> Work[RadialSums]:
        """Make it part by part."""
        found = cls.__new__(cls)
        found._take(image, centers, max_radius, None)
        yield from found._prepare()
        return found

    def _take(self, image: Any, centers: Any, max_radius: float, mask: Any) -> None:
        self.image = as_image(image, mask=mask)
        self.centers = checks.points("centers", centers)
        self.max_radius = checks.positive("max_radius", max_radius)
        self._gaps = gaps(self.centers, self.image.shape)

    def _prepare(self) -> Work[None]:
        self._table = yield from RadialTable.prepare(self.image, self.centers, self.max_radius)

    def sums(self, radius: float, method: str = "center") -> NDArray[Any]:
        """Sum in a disk around each centre, equal to `nbtools.compute.spots.disks.disk_sums`.

        Parameters
        ----------
        radius : float
            Radius in pixels, ``0 < radius <= max_radius``.
        method : {"center", "exact"}
            See `nbtools.compute.spots.disks.disk_sums`.

        Returns
        -------
        ndarray, shape (n,)
        """
        return at_once(self.sums_work(radius, method))

    def sums_work(self, radius: float, method: str = "center") -> Work[NDArray[Any]]:
        """Sum as `sums` does, part by part."""
        radius = self._check(radius, method)
        table = self._table
        if table is None:
            sums = yield from totals_work(self.image, self.centers, radius, method)
        elif table.spots.all():
            sums = table.sums(radius, method)
        else:
            rest = yield from totals_work(self.image, self.centers[~table.spots], radius, method)
            part = table.sums(radius, method)
            sums = np.empty(len(self.centers), np.result_type(part, rest))
            sums[table.spots], sums[~table.spots] = part, rest
        return with_outside(sums, self._gaps, radius)

    def n_pix(self, radius: float, method: str = "center") -> NDArray[Any]:
        """Area that is summed: the number of good pixels (int64), or the sum of their weights (float64).

        Parameters
        ----------
        radius : float
            Radius in pixels, ``0 < radius <= max_radius``.
        method : {"center", "exact"}
            See `nbtools.compute.spots.disks.disk_sums`.

        Returns
        -------
        ndarray, shape (n,)
        """
        radius = self._check(radius, method)
        return count_pixels(self.image, self.centers, radius, method)[0]

    def n_bad(self, radius: float, method: str = "center") -> NDArray[np.int64]:
        """Count the pixels that are left out because they are masked or not finite.

        Parameters
        ----------
        radius : float
            Radius in pixels, ``0 < radius <= max_radius``.
        method : {"center", "exact"}
            With "exact", every bad pixel that the circle touches counts.

        Returns
        -------
        ndarray of int64, shape (n,)
        """
        radius = self._check(radius, method)
        return count_pixels(self.image, self.centers, radius, method)[1]

    def _check(self, radius: float, method: str) -> float:
        checks.choice("method", method, METHODS)
        found = checks.positive("radius", radius)
        if found > self.max_radius:
            raise ValueError(f"radius must be <= max_radius = {self.max_radius} px, got {radius}")
        return found


@understanding
def growth_curve(
    image: Any, centers: Any, radii: Any, *, method: str = "center", mask: Any = None
) -> NDArray[Any]:
    """Disk sums at many radii: the curve of growth of each spot.

    Parameters
    ----------
    image : array-like, shape (rows, cols)
        See `nbtools.compute.images.as_image`. Pixels that are masked or not finite are left out.
    centers : array-like, shape (n, 2)
        (row, col) of each disk in pixels.
    radii : array-like, shape (m,)
        Radii in pixels, > 0, in any order.
    method : {"center", "exact"}
        See `nbtools.compute.spots.disks.disk_sums`.
    mask : array-like of bool, shape (rows, cols), optional
        True where a pixel is to be left out.

    Returns
    -------
    ndarray, shape (n, m)
        Column j holds ``disk_sums(image, centers, radii[j])``. Around centres of pixels all columns come
        from one pass over the pixels.

    Raises
    ------
    TypeError
        If an argument is of the wrong type.
    ValueError
        If a radius is not positive, the method unknown, or a shape is wrong.

    Examples
    --------
    >>> growth_curve(np.ones((9, 9), int), [(4, 4), (0, 0)], [1, 2, 3])
    array([[ 5, 13, 29],
           [ 3,  6, 11]])
    """
    found = as_image(image, mask=mask)
    positions = checks.points("centers", centers)
    checks.choice("method", method, METHODS)
    given = np.asarray(radii, dtype=object)
    if given.ndim != 1:
        raise ValueError(f"radii must have one dimension, got shape {given.shape}")
    steps = [checks.positive("radii", radius) for radius in given.tolist()]
    if not steps or not len(positions):
        return np.zeros((len(positions), len(steps)))
    size = spots_at_a_time(max(steps)) or len(positions)
    parts = []
    for first in range(0, len(positions), size):
        sums = RadialSums(found, positions[first : first + size], max(steps))
        parts.append(np.stack([sums.sums(radius, method) for radius in steps], axis=1))
    return np.concatenate(parts)


def relative_growth(
    image: Image,
    centers: NDArray[np.float64],
    radii: NDArray[np.float64],
    *,
    method: str = "center",
    background: tuple[float, float] | None = None,
    background_method: str = "median",
) -> NDArray[np.float64]:
    """Give the growth curve of each spot, less its background, as a fraction of the last value; shape (n, m).

    For the background see `measure_disks`; all else is as for `growth_curve`.

    Examples
    --------
    >>> relative_growth(as_image(np.ones((9, 9))), np.array([[4.0, 4.0]]), np.array([1.0, 2.0])).round(2)
    array([[0.38, 1.  ]])
    """
    sums = growth_curve(image, centers, radii, method=method).astype(np.float64)
    if background is not None:
        ones = as_image(np.ones(image.shape), mask=image.bad)
        found = measure_disks(image, centers, 1, background=background, background_method=background_method)
        level = found["background"].to_numpy()
        sums -= level[:, None] * growth_curve(ones, centers, radii, method=method)
    with np.errstate(invalid="ignore", divide="ignore"):
        return sums / sums[:, -1:]
