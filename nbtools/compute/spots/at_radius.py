"""The disks of one radius around spots: their sums at once, and all else of them when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.numerals import told
from nbtools.compute.spots.growth import RadialSums
from nbtools.compute.spots.measure import is_clipped
from nbtools.compute.spots.spots import SpotResult, measure_centers
from nbtools.compute.turns import Work


@dataclass(frozen=True, eq=False)
class Disks:
    """The disks of one radius around spots.

    Attributes
    ----------
    radial : RadialSums
        The image, the spots, and the sums for all radii.
    radius : float
        Radius in pixels.
    method : {"center", "exact"}
        See `nbtools.measure_disks`.
    manual : int
        How many of the spots, at the end, were added by hand.

    Examples
    --------
    >>> disks = Disks(RadialSums(np.ones((9, 9)), [(4, 4), (0, 4)], 5), radius=1.0)
    >>> disks.told(selected=1)
    '2 spots, 1 clipped by the border, 0 bad pixels, sum of sums 9, spot 1 at row 0, col 4: 4'
    """

    radial: RadialSums
    radius: float
    method: str = "center"
    manual: int = 0

    @property
    def centers(self) -> NDArray[np.float64]:
        """(n, 2) row, col of the spots: found ones, then those added by hand."""
        return self.radial.centers

    @property
    def found(self) -> NDArray[np.float64]:
        """(n - manual, 2) row, col of the found ones."""
        return self.centers[: len(self.centers) - self.manual]

    @cached_property
    def sums(self) -> NDArray[Any]:
        """(n,) sum of the pixel values in each disk, a look-up."""
        return self.radial.sums(self.radius, self.method)

    def learn(self) -> Work[None]:
        """Find the sums part by part, unless they are known."""
        if "sums" not in vars(self):
            vars(self)["sums"] = yield from self.radial.sums_work(self.radius, self.method)

    @property
    def n_clipped(self) -> int:
        """Number of disks with a part beyond the border."""
        found = is_clipped(self.centers, self.radius, self.radial.image.shape, self.method)
        return int(found.sum())

    @property
    def n_bad(self) -> int:
        """Number of bad pixels in all disks."""
        none = self.radial.image.bad is None
        return 0 if none else int(self.radial.n_bad(self.radius, self.method).sum())

    def told(self, selected: int = -1) -> str:
        """Say how many spots there are, how many are doubtful, their total, and what a selected one is like."""
        centers = self.centers
        parts = [f"{len(centers)} spots" if len(centers) > 1 else "1 spot"]
        if self.manual:
            parts.append(f"{self.manual} added by hand")
        parts += [
            f"{self.n_clipped} clipped by the border",
            f"{self.n_bad} bad pixels",
            f"sum of sums {told(np.nansum(self.sums, dtype=float))}",
        ]
        if 0 <= selected < len(centers):
            row, col = centers[selected]
            parts.append(f"spot {selected} at row {row:g}, col {col:g}: {told(self.sums[selected])}")
        return ", ".join(parts)

    def measured(self, **more: Any) -> SpotResult:
        """Measure all that there is; other keywords as for `measure_centers`."""
        own: dict[str, Any] = {"manual": self.manual, "radius": self.radius, "method": self.method}
        return measure_centers(self.radial.image, self.centers, **own, **more)
