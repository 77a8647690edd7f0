"""What to begin with: few spots, and clear ones, whatever the picture is."""

import numpy as np
import pytest
from skimage import data
from skimage.feature import peak_local_max

from nbtools import samples
from nbtools.compute.images import as_image
from nbtools.compute.spots.peaks import find_peaks
from nbtools.compute.spots.suggest import suggest_start

RANDOM = np.random.default_rng(7)
MOSTLY_SATURATED = np.clip(RANDOM.normal(200, 60, (400, 500)), 0, 255).astype(np.uint8)
NODATA = np.array(samples.spots(n=12, noise=1, seed=2).image)
NODATA[:5] = -3.4e38
PICTURES = {
    "camera": data.camera(),
    "coins": data.coins(),
    "moon": data.moon(),
    "cell": data.cell(),
    "text": data.text(),
    "noise": RANDOM.normal(size=(512, 512)),
    "many spots": samples.spots(n=900, shape=(900, 900), noise=1, seed=2).image,
    "saturated": MOSTLY_SATURATED,
    "flat background": np.pad([[5, 7], [9, 3]], 40),
    "strip": RANDOM.normal(100, 3, (60, 3000)),
    "5 x 5": RANDOM.integers(0, 99, (5, 5)),
    "a single pixel": np.ones((1, 1)),
    "huge": np.clip(RANDOM.normal(size=(64, 64)), -1.7, 1.7) * 1e308,
    "all that floats can tell": np.pad([[1.7e308]], 20, constant_values=-1.7e308),
    "subnormal": RANDOM.integers(0, 99, (64, 64)) * 5e-324,
    "nodata": NODATA,
}


def found(image, start):
    arguments = {name: getattr(start, name) for name in start.__slots__ if name != "why"}
    return find_peaks(image, **arguments)


@pytest.mark.parametrize("invert", [False, True])
@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("step", [None, 1.0])
def test_few_are_found_in_any_picture(name, invert, step):
    start = suggest_start(as_image(PICTURES[name]), invert=invert, step=step)
    number = len(found(PICTURES[name], start))
    assert 1 <= number <= 100
    assert str(number) in start.why or number == 1 or start.why.startswith("all")


@pytest.mark.parametrize("invert", [False, True])
@pytest.mark.parametrize("step", [None, 0.05, 0.2, 5.0])
def test_all_spots_of_a_sample_are_found_and_nothing_else(invert, step):
    sample = samples.spots(n=12, noise=1, seed=2)
    image = 300 - sample.image if invert else np.array(sample.image)
    start = suggest_start(as_image(image), invert=invert, step=step)
    if step:
        assert round(start.threshold_abs / step) * step == pytest.approx(start.threshold_abs)
    peaks = found(image, start)
    assert len(peaks) == 12
    assert np.linalg.norm(peaks[:, None] - sample.positions, axis=2).min(axis=1).max() < 2


def test_the_threshold_lies_where_the_number_of_peaks_is_steadiest():
    """By a loop over all thresholds, with the peaks of scikit-image."""
    image = data.moon().astype(float)
    start = suggest_start(as_image(image))
    middle = np.median(image)
    noise = 1.4826 * np.median(abs(image - middle))
    places = np.exp(np.linspace(np.log(5 * noise), np.log(image.max() - middle), 20_001))
    peaks = peak_local_max(image, min_distance=10, exclude_border=10, p_norm=np.inf)
    heights = np.sort(image[tuple(peaks.T)] - middle)
    numbers = len(heights) - np.searchsorted(heights, places, side="right")
    widths = {n: np.count_nonzero(numbers == n) * n for n in range(1, 101)}
    assert len(found(image, start)) == max(widths, key=widths.get)


def test_what_is_faint_is_said_to_be_so():
    noise = suggest_start(as_image(PICTURES["noise"]))
    assert "none is 5 sigma above" in noise.why
    assert len(found(PICTURES["noise"], noise)) <= 20


def test_peaks_at_the_border_are_left_out_where_there_is_room():
    image = np.zeros((60, 90))
    image[0, 20], image[30, 40] = 9, 5
    assert found(image, suggest_start(as_image(image))).tolist() == [[30, 40]]
    assert suggest_start(as_image(image[:30])).exclude_border is False


@pytest.mark.parametrize(
    "image", [np.zeros((9, 9)), np.full((9, 9), np.nan), np.full((40, 50), 255, np.uint8)]
)
def test_where_there_are_no_peaks_nothing_is_said(image):
    start = suggest_start(as_image(image))
    assert start.why == ""
    assert len(found(image, start)) == 0


def test_what_is_given_stays():
    image = as_image(data.camera())
    given = {"threshold_abs": 12.0, "min_distance": 3, "exclude_border": False}
    start = suggest_start(image, **given)
    assert {name: getattr(start, name) for name in given} == given
    assert suggest_start(as_image(MOSTLY_SATURATED), min_distance=3).min_distance == 3
