"""Disk sums against sep and photutils: from scratch, and the step of a radius slider."""

import numpy as np
import sep
from _timing import interleaved, print_row
from photutils.aperture import CircularAperture

from nbtools.compute.spots.disks import disk_sums
from nbtools.compute.spots.growth import RadialSums

rng = np.random.default_rng(0)
image = rng.normal(100, 10, (512, 512))


def compare(kind, centers, radius):
    """Print the rows of disk sums from scratch."""
    x, y = centers[:, 1].copy(), centers[:, 0].copy()
    aperture = CircularAperture(np.stack([x, y], axis=1), radius)
    ours, by_sep, by_photutils = interleaved(
        lambda: disk_sums(image, centers, radius),
        lambda: sep.sum_circle(image, x, y, radius, subpix=1),
        lambda: aperture.do_photometry(image, method="center"),
        budget=8,
    )
    what = f"`disk_sums`, {len(centers)} {kind}, r = {radius}"
    print_row(what, ours, by_sep, "sep", "1 ×" if radius >= 15 else "")
    print_row(what, ours, by_photutils, "photutils", "5 ×")


def steps(centers, radius):
    """Print the rows of the incremental form."""
    x, y = centers[:, 1].copy(), centers[:, 0].copy()
    sums = RadialSums(image, centers, radius)
    first, step, by_sep = interleaved(
        lambda: RadialSums(image, centers, radius).sums(radius),
        lambda: sums.sums(radius),
        lambda: sep.sum_circle(image, x, y, radius, subpix=1),
        budget=8,
    )
    print_row(f"radius step, {len(centers)} spots, r = {radius}", step, by_sep, "sep", "100 ×")
    goal = "1 ×" if len(centers) == 500 else ""
    print_row(f"first pass to r = {radius}, {len(centers)} spots", first, by_sep, "sep", goal)


def main():
    """Print all rows."""
    for n in (500, 10_000):
        peaks = rng.integers(0, 512, (n, 2)).astype(float)
        for radius in (5, 15, 50):
            compare("spots", peaks, radius)
    for radius in (5, 15, 50):
        compare("fractional spots", rng.uniform(0, 511, (500, 2)), radius)
    steps(rng.integers(0, 512, (500, 2)).astype(float), 50)
    steps(rng.integers(0, 512, (10_000, 2)).astype(float), 50)


if __name__ == "__main__":
    main()
