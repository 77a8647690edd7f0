"""A table of the sums in all disks around centres of pixels.

Around the centre of a pixel, the offsets of all other pixels and their distances are the same for every
spot, and the four quadrants are alike. So the square around a spot is folded into one quadrant, brought
into the order of distance, and accumulated: one sum for each distance that occurs. A radius is then a
look-up. Sums only grow by adding, so a huge pixel disturbs no disk that it is not in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from nbtools.compute.images import Image
from nbtools.compute.spots.disks import sum_plane
from nbtools.compute.spots.footprints import Floats, Ints, is_whole
from nbtools.compute.spots.overlap import circle_overlap
from nbtools.compute.turns import Work

_CUT = 0.7072  # px, just over half the diagonal of a pixel: farther from the circle, it is not cut
_BLOCK = 1 << 17  # pixels that are gathered at a time
_LARGEST = 1000  # px; from there on, a single spot's pixels are too many to be handled at once
_LIMIT = 1 << 25  # sums that are kept at most: 256 MB


@dataclass(frozen=True, slots=True, eq=False)
class RadialTable:
    """Sums of the disks around centres of pixels: one row per distance that occurs, one column per spot.

    `spots` says which centres are served, `distance2` the squared distances, `sums_to` the sums up to each.
    `plane` is the framed image, flat, in which `base` are the spots and `width` is the length of a row.
    """

    spots: NDArray[np.bool_]
    distance2: Floats
    sums_to: NDArray[Any]
    plane: NDArray[Any]
    base: Ints
    width: int

    @classmethod
    def prepare(cls, image: Image, centers: Floats, max_radius: float) -> Work[RadialTable | None]:
        """Gather and accumulate; None when no centre is that of a pixel or the table would be too large."""
        spots, reach = is_whole(centers), int(max_radius)
        n_spots = int(spots.sum())
        if n_spots == 0 or n_spots > spots_at_a_time(max_radius):
            return None
        # a frame of zeros holds every disk that touches the image; spots farther away are moved next to it
        edge = int(max_radius + _CUT) + 1
        centre = np.clip(centers[spots].astype(np.intp), -edge, np.array(image.shape) - 1 + edge)
        frame = edge + max(0, int(-centre.min()), int((centre - image.shape).max()) + 1)
        flat = sum_plane(image, "center", int(min(image.values.size, 4 * max_radius * max_radius + 4)))
        plane = np.pad(flat.reshape(image.shape), frame)
        distance2, order, last = _distances(reach, max_radius)
        sums_to = np.empty((len(distance2), n_spots), plane.dtype)
        size = max(1, _BLOCK // ((reach + 1) * (2 * reach + 1)))
        for first in range(0, n_spots, size):
            yield first / n_spots
            part = slice(first, first + size)
            with np.errstate(over="ignore", invalid="ignore"):  # a sum beyond float64 is infinite
                ordered = _quadrants(plane, centre[part] + frame, reach).take(order, axis=1)
                sums_to[:, part] = np.cumsum(ordered, axis=1, out=ordered).take(last, axis=1).T
        base = (centre[:, 0] + frame) * plane.shape[1] + centre[:, 1] + frame
        return cls(spots, distance2, sums_to, plane.ravel(), base, plane.shape[1])

    def sums(self, radius: float, method: str) -> NDArray[Any]:
        """Sum in the disk around each of the spots that are served; 0 outside of the image."""
        if method == "center":
            return self._within(radius)
        inner = max(radius - _CUT, 0.0)
        with np.errstate(over="ignore", invalid="ignore"):
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


def spots_at_a_time(max_radius: float) -> int:
    """Say how many spots a table may have; 0 when the radius is too large for a table."""
    if max_radius > _LARGEST:
        return 0
    distances = max_radius * max_radius / 2 + 1  # fewer than half of those in a quadrant differ
    return int(_LIMIT // distances)


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
    folded: NDArray[Any] = quadrant.reshape(len(centre), -1)
    return folded
