"""Speed of finding peaks: `python tests/benchmarks/peaks.py`.

Prints medians of interleaved repetitions, so that a busy machine slows both sides, and their ratios.
"""

import argparse
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from scipy import ndimage
from skimage.feature import peak_local_max

sys.path.insert(0, str(Path(__file__).parents[2]))

from nbtools import samples
from nbtools.compute.images import as_image
from nbtools.compute.peaks import PeakFinder, find_peaks, peak_candidates


def timed(function):
    start = perf_counter()
    function()
    return perf_counter() - start


def medians(*functions, repeat=5):
    """Median seconds of each function, called in turns."""
    return [
        median(times) for times in zip(*([timed(f) for f in functions] for _ in range(repeat)), strict=True)
    ]


def theirs(image, min_distance, threshold=None):
    return peak_local_max(
        image, min_distance=min_distance, threshold_abs=threshold, exclude_border=False, p_norm=np.inf
    )


def row(what, ours, other=None):
    ratio = "" if other is None else f"{other * 1e3:12.2f}{other / ours:11.1f} x"
    print(f"{what:<58}{ours * 1e3:12.3f}{ratio}")


def large_images():
    noise = np.random.default_rng(0).normal(size=(2000, 4000))
    yield "white noise, float64", noise
    yield "smooth noise, float64", ndimage.gaussian_filter(noise, 4)
    yield "photon noise, uint16", np.random.default_rng(0).poisson(200, noise.shape).astype(np.uint16)


def threshold_steps(images, repeat):
    for name, image in images:
        candidates = peak_candidates(image, min_distance=10)
        steps = np.quantile(image, np.linspace(0.9, 0.999, 100)).tolist()
        ours, other = medians(
            lambda candidates=candidates, steps=steps: [candidates.select(step) for step in steps],
            lambda image=image, step=steps[50]: theirs(image, 10, step),
            repeat=repeat,
        )
        row(f"threshold step, {name}, {image.shape[0]} x {image.shape[1]}", ours / len(steps), other)


def new_distances(images, repeat):
    for name, image in images:
        finder = PeakFinder(as_image(image))
        for min_distance in (5, 10, 20):
            assert np.array_equal(find_peaks(image, min_distance=min_distance), theirs(image, min_distance))
            alone, step, other = medians(
                lambda image=image, d=min_distance: find_peaks(image, min_distance=d),
                lambda finder=finder, d=min_distance: finder.candidates(d).select(),
                lambda image=image, d=min_distance: theirs(image, d),
                repeat=repeat,
            )
            row(f"find_peaks, min_distance {min_distance}, {name}", alone, other)
            row("    the same, as a step of the slider", step, other)


def prominences(images):
    for name, image in images:
        (ours,) = medians(lambda image=image: PeakFinder(as_image(image)).summits, repeat=3)
        row(f"prominence of all, {name}, {image.shape[0]} x {image.shape[1]}", ours)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--repeat", type=int, default=3, help="how often each is timed")
    repeat = options.parse_args().repeat
    large = list(large_images())
    small = [
        ("spots", samples.spots(n=500, shape=(512, 512)).image),
        ("white noise", large[0][1][:512, :512]),
    ]
    print(f"{'':<58}{'ours/ms':>12}{'skimage/ms':>12}{'ratio':>13}")
    threshold_steps(small + large, repeat)
    new_distances(large, repeat)
    prominences(small + large)


if __name__ == "__main__":
    main()
