"""A stack of 200 frames: find the spots of each and sum a disk around each."""

import numpy as np
from _timing import interleaved, print_row
from photutils.aperture import CircularAperture
from scipy import ndimage
from skimage.feature import peak_local_max

from nbtools.compute.stacks import measure_stack

FRAMES, MIN_DISTANCE, THRESHOLD, RADIUS = 200, 5, 30.0, 5.0


class Frames:
    """A lazy stack: a frame is made from a few when it is asked for."""

    dtype, shape, ndim = np.dtype(np.float64), (FRAMES, 512, 512), 3

    def __init__(self):
        rng = np.random.default_rng(0)
        self.made = [self.make(rng) for _ in range(4)]

    @staticmethod
    def make(rng):
        """Return 500 blurred spots on a noisy background."""
        frame = np.zeros((512, 512))
        frame[rng.integers(0, 512, 500), rng.integers(0, 512, 500)] = rng.uniform(5_000, 40_000, 500)
        return ndimage.gaussian_filter(frame, 2) + rng.normal(10, 1, frame.shape)

    def __len__(self):
        return FRAMES

    def __getitem__(self, index):
        return self.made[index % 4]


def reference(stack):
    """Do the same with a loop of two libraries."""
    tables = []
    for index in range(len(stack)):
        image = stack[index]
        peaks = peak_local_max(
            image, min_distance=MIN_DISTANCE, threshold_abs=THRESHOLD, exclude_border=False, p_norm=np.inf
        )
        sums, _ = CircularAperture(peaks[:, ::-1], RADIUS).do_photometry(image, method="center")
        tables.append(np.column_stack([np.full(len(peaks), index), peaks, sums]))
    return np.concatenate(tables)


def main():
    """Print the row."""
    stack = Frames()
    ours, other = interleaved(
        lambda: measure_stack(
            stack, progress=False, min_distance=MIN_DISTANCE, threshold_abs=THRESHOLD, radius=RADIUS
        ),
        lambda: reference(stack),
        repeat=3,
        budget=60,
    )
    what = f"`measure_stack`, {FRAMES} frames of 512 × 512"
    print_row(what, ours, other, "`peak_local_max` + photutils (sums only)", "3 ×")


if __name__ == "__main__":
    main()
