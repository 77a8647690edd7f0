"""The sum in a disk around every pixel, against scipy's convolution with that disk."""

import numpy as np
from _timing import interleaved, print_row
from scipy import ndimage

from nbtools.compute.spots.disks import disk_mask
from nbtools.compute.spots.local import local_sum

image = np.random.default_rng(0).normal(100, 10, (512, 512))


def main():
    """Print all rows."""
    for radius in (5, 15):
        disk = disk_mask((2 * radius + 1, 2 * radius + 1)).astype(float)
        ours, by_scipy = interleaved(
            lambda radius=radius: local_sum(image, radius),
            lambda disk=disk: ndimage.convolve(image, disk, mode="constant"),
        )
        goal = "10 ×" if radius == 15 else ""
        print_row(f"`local_sum`, r = {radius}, 512 × 512", ours, by_scipy, "`ndimage.convolve`", goal)


if __name__ == "__main__":
    main()
