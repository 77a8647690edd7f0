"""A stack of 200 frames: find the spots of each and sum a disk around each."""

import numpy as np
from _timing import interleaved, print_row
from photutils.aperture import ApertureStats, CircularAperture
from scipy import ndimage
from skimage.feature import peak_local_max

from nbtools.compute.spots.stacks import measure_stack

MIN_DISTANCE, THRESHOLD, RADIUS = 5, 30.0, 5.0


class Frames:
    """A lazy stack: a frame is made from a few when it is asked for."""

    dtype, ndim = np.dtype(np.float64), 3

    def __init__(self, frames):
        self.shape = (frames, 512, 512)
        rng = np.random.default_rng(0)
        self.made = [self.make(rng) for _ in range(4)]

    @staticmethod
    def make(rng):
        """Return 500 blurred spots on a noisy background."""
        frame = np.zeros((512, 512))
        frame[rng.integers(0, 512, 500), rng.integers(0, 512, 500)] = rng.uniform(5_000, 40_000, 500)
        return ndimage.gaussian_filter(frame, 2) + rng.normal(10, 1, frame.shape)

    def __len__(self):
        return self.shape[0]

    def __getitem__(self, index):
        return self.made[index % 4]


def reference(stack, statistics):
    """Do the same with a loop of two libraries: only the sums, or all columns of our table."""
    tables = []
    for index in range(len(stack)):
        image = stack[index]
        peaks = peak_local_max(
            image, min_distance=MIN_DISTANCE, threshold_abs=THRESHOLD, exclude_border=False, p_norm=np.inf
        )
        aperture = CircularAperture(peaks[:, ::-1], RADIUS)
        if statistics:
            found = ApertureStats(image, aperture, sum_method="center")
            columns = [found.sum, found.sum_aper_area.value, found.std, found.max, *found.centroid.T]
        else:
            columns = [aperture.do_photometry(image, method="center")[0]]
        tables.append(np.column_stack([np.full(len(peaks), index), peaks, *columns]))
    return np.concatenate(tables)


def compare(frames, statistics, other_name, goal):
    """Print one row."""
    stack = Frames(frames)
    options = {"min_distance": MIN_DISTANCE, "threshold_abs": THRESHOLD, "radius": RADIUS}
    ours, other = interleaved(
        lambda: measure_stack(stack, progress=False, **options),
        lambda: reference(stack, statistics),
        repeat=3,
        budget=60,
    )
    print_row(f"`measure_stack`, {frames} frames of 512 × 512", ours, other, other_name, goal)


def main():
    """Print all rows. Our table is complete in both."""
    compare(200, False, "`peak_local_max` + photutils, sums only", "3 ×")
    compare(20, True, "`peak_local_max` + photutils, same columns", "")


if __name__ == "__main__":
    main()
