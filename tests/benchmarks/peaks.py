"""Finding peaks against scikit-image: from scratch, as a step of min_distance, and as one of the threshold."""

import numpy as np
from _timing import interleaved, print_row
from scipy import ndimage
from skimage.feature import peak_local_max

from nbtools import samples
from nbtools.compute.images import as_image
from nbtools.compute.spots.peaks import PeakFinder, find_peaks, peak_candidates

SHAPE = (2000, 4000)


def theirs(image, min_distance, threshold=None):
    return peak_local_max(
        image, min_distance=min_distance, threshold_abs=threshold, exclude_border=False, p_norm=np.inf
    )


def large_images():
    noise = np.random.default_rng(0).normal(size=SHAPE)
    yield "white noise", noise
    yield "smooth noise", ndimage.gaussian_filter(noise, 4)
    yield "photon noise, uint16", np.random.default_rng(0).poisson(200, SHAPE).astype(np.uint16)


def size_of(image):
    return f"{image.shape[0]} × {image.shape[1]}"


def threshold_steps(name, image):
    """Print the row of a step of the threshold slider, the mean of a hundred."""
    candidates = peak_candidates(image, min_distance=10)
    steps = np.quantile(image, np.linspace(0.9, 0.999, 100)).tolist()
    ours, other = interleaved(
        lambda: [candidates.select(step) for step in steps], lambda: theirs(image, 10, steps[50]), budget=5
    )
    print_row(
        f"threshold step, {name}, {size_of(image)}", ours / len(steps), other, "`peak_local_max`", "100 ×"
    )


def distances(name, image):
    """Print the rows of finding peaks from scratch, and as a step of the slider."""
    finder = PeakFinder(as_image(image))
    for min_distance in (10, 20):
        assert np.array_equal(find_peaks(image, min_distance=min_distance), theirs(image, min_distance))
        alone, step, other = interleaved(
            lambda d=min_distance: find_peaks(image, min_distance=d),
            lambda d=min_distance: finder.candidates(d).select(),
            lambda d=min_distance: theirs(image, d),
            repeat=3,
            budget=8,
        )
        what = f"min_distance {min_distance}, {name}, {size_of(image)}"
        print_row(f"`find_peaks`, {what}", alone, other, "`peak_local_max`", "3 ×")
        print_row(f"step to {what}", step, other, "`peak_local_max`", "3 ×")


def main():
    """Print all rows."""
    threshold_steps("spots", samples.spots(n=500, shape=(512, 512)).image)
    for name, image in large_images():
        threshold_steps(name, image)
        distances(name, image)


if __name__ == "__main__":
    main()
