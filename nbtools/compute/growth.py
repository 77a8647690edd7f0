"""Sums over disks of any radius, prepared once: curves of growth, and sliders that step at once.

Around the centre of a pixel, the offsets of all other pixels and their distances are the same for every
spot. So the pixels are gathered once, in order of distance, and accumulated: one column of sums for each
distance that occurs. A radius is then a look-up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.disks import gaps, sum_plane, totals, with_outside
from nbtools.compute.footprints import METHODS, Floats, Ints, footprints, is_whole
from nbtools.compute.images import Image, as_image
from nbtools.compute.overlap import circle_overlap

_CUT = 0.7072  # px, just over half the diagonal of a pixel: farther from the circle, it is not cut
_BLOCK = 1 << 17  # pixels that are gathered at a time
_LIMIT = 1 << 25  # sums that are kept at most: 256 MB


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
    (500 spots up to radius 50: 3 MB). Fractional centres, and tables that would exceed 256 MB, are summed
    from scratch at each call: slower, with the same result.

    Examples
    --------
    >>> sums = RadialSums(np.ones((9, 9)), [(4, 4), (0, 4)], 5)
    >>> sums.sums(2), sums.n_pix(2)
    (array([13.,  9.]), array([13,  9]))
    """

    def __init__(self, image: Any, centers: Any, max_radius: float, *, mask: Any = None) -> None:
        self.image = as_image(image, mask=mask)
        self.centers = checks.points("centers", centers)
        self.max_radius = checks.positive("max_radius", max_radius)
        self._gaps = gaps(self.centers, self.image.shape)
        self._table = _Table.prepare(self.image, self.centers, self.max_radius)

    def sums(self, radius: float, method: str = "center") -> NDArray[Any]:
        """Sum in a disk around each centre, equal to `nbtools.compute.disks.disk_sums`.

        Parameters
        ----------
        radius : float
            Radius in pixels, ``0 < radius <= max_radius``.
        method : {"center", "exact"}
            See `nbtools.compute.disks.disk_sums`.

        Returns
        -------
        ndarray, shape (n,)
        """
        radius = self._check(radius, method)
        table = self._table
        if table is None:
            sums = totals(self.image, self.centers, radius, method)
        elif table.spots.all():
            sums = table.sums(radius, method)
        else:
            rest = totals(self.image, self.centers[~table.spots], radius, method)
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
            See `nbtools.compute.disks.disk_sums`.

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
        See `nbtools.compute.disks.disk_sums`.
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
    if np.ndim(radii) != 1:
        raise ValueError(f"radii must have one dimension, got shape {np.shape(radii)}")
    steps = [checks.positive("radii", radius) for radius in radii]
    if not steps or not len(positions):
        return np.zeros((len(positions), len(steps)))
    size = max(1, int(_LIMIT // min(max(steps) + 1, 1 << 20) ** 2))
    parts = []
    for first in range(0, len(positions), size):
        sums = RadialSums(found, positions[first : first + size], max(steps))
        parts.append(np.stack([sums.sums(radius, method) for radius in steps], axis=1))
    return np.concatenate(parts)


def count_pixels(
    image: Image, centers: Floats, radius: float, method: str
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Area of good pixels in each disk, and number of bad ones."""
    n_pix = np.zeros(len(centers), np.int64 if method == "center" else np.float64)
    n_bad = np.zeros(len(centers), np.int64)
    bad = None if image.bad is None else image.bad.astype(np.int64).ravel()
    for which, footprint in footprints(centers, radius, image.shape, method):
        if bad is None:
            n_pix[which] = footprint.area()
        else:
            n_pix[which] = footprint.total(1 - bad)
            n_bad[which] = footprint.count(bad)
    return n_pix, n_bad


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """Sums of the disks around centres of pixels: one row per distance that occurs, one column per spot."""

    spots: NDArray[np.bool_]
    distance2: Floats
    sums_to: NDArray[Any]
    plane: NDArray[Any]
    base: Ints
    width: int

    @classmethod
    def prepare(cls, image: Image, centers: Floats, max_radius: float) -> _Table | None:
        """Gather and accumulate; None when no centre is that of a pixel or the table would be too large."""
        spots = is_whole(centers)
        n_spots, reach = int(spots.sum()), int(max_radius)
        if n_spots == 0 or max_radius > _LIMIT or (reach + 1) ** 2 // 2 * n_spots > _LIMIT:
            return None
        # a frame of zeros, wide enough for every disk that touches the image; farther ones are moved next to it
        edge = int(max_radius + _CUT) + 1
        centre = np.clip(centers[spots].astype(np.intp), -edge, np.array(image.shape) - 1 + edge)
        frame = edge + max(0, int(-centre.min()), int((centre - image.shape).max()) + 1)
        flat = sum_plane(image, "center", int(min(image.values.size, 4 * max_radius * max_radius + 4)))
        plane = np.pad(flat.reshape(image.shape), frame)
        distance2, order, last = _distances(reach, max_radius)
        sums_to = np.empty((len(distance2), n_spots), plane.dtype)
        size = max(1, _BLOCK // ((reach + 1) * (2 * reach + 1)))
        for first in range(0, n_spots, size):
            part = slice(first, first + size)
            ordered = _quadrants(plane, centre[part] + frame, reach).take(order, axis=1)
            sums_to[:, part] = np.cumsum(ordered, axis=1, out=ordered).take(last, axis=1).T
        base = (centre[:, 0] + frame) * plane.shape[1] + centre[:, 1] + frame
        return cls(spots, distance2, sums_to, plane.ravel(), base, plane.shape[1])

    def sums(self, radius: float, method: str) -> NDArray[Any]:
        if method == "center":
            return self._within(radius)
        inner = max(radius - _CUT, 0.0)
        return self._within(inner) + self._ring(inner, radius) if inner else self._ring(-1.0, radius)

    def _within(self, radius: float) -> NDArray[Any]:
        column = np.searchsorted(self.distance2, radius * radius, side="right") - 1
        found: NDArray[Any] = self.sums_to[column].copy()
        return found

    def _ring(self, inner: float, radius: float) -> Floats:
        """Weighted sum of the pixels with ``inner < distance < radius + _CUT``."""
        side = np.arange(-int(radius + _CUT), int(radius + _CUT) + 1)
        d2 = side[:, None] ** 2 + side**2
        d_row, d_col = np.nonzero((d2 > inner * abs(inner)) & (d2 < (radius + _CUT) ** 2))
        d_row, d_col = side[d_row], side[d_col]
        weight, offset = circle_overlap(d_row, d_col, radius), d_row * self.width + d_col
        sums = np.empty(len(self.base))
        size = max(1, _BLOCK // len(offset))
        for first in range(0, len(sums), size):
            part = slice(first, first + size)
            sums[part] = self.plane.take(self.base[part, None] + offset) @ weight
        return sums


def _distances(reach: int, max_radius: float) -> tuple[Floats, Ints, Ints]:
    """Squared distances in a quadrant; its pixels in their order; the last pixel at each distance."""
    side = np.arange(reach + 1)
    d2 = (side[:, None] ** 2 + side**2).ravel()
    order = np.argsort(d2, kind="stable")
    order = order[d2[order] <= max_radius * max_radius]
    distance2, first = np.unique(d2[order], return_index=True)
    return distance2.astype(np.float64), order, np.append(first[1:], len(order)) - 1


def _quadrants(plane: NDArray[Any], centre: Ints, reach: int) -> NDArray[Any]:
    """Fold the square around each centre into one quadrant: pixels at the same distance are added."""
    windows = sliding_window_view(plane, 2 * reach + 1, axis=1)
    side = np.arange(reach + 1)
    row, left = centre[:, :1], centre[:, 1:] - reach
    half = windows[row + side, left]
    half[:, 1:] += windows[row - side[1:], left]
    quadrant = half[:, :, reach:]
    if reach:
        quadrant[:, :, 1:] += half[:, :, reach - 1 :: -1]
    return quadrant.reshape(len(centre), -1)
