"""Limits and counts, against numpy, scikit-image and matplotlib."""

import matplotlib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from matplotlib.colors import AsinhNorm, LogNorm, Normalize, PowerNorm, SymLogNorm
from skimage.filters import threshold_otsu

from nbtools.compute.color.ranked import Ranked, auto_limits, centered
from nbtools.compute.images import as_image, as_pixels

RNG = np.random.default_rng(0)
DTYPES = ["u1", "i2", ">u2", "i8", "f4", ">f8"]


def spots(dtype):
    image = np.abs(RNG.normal(20, 4, (90, 120)))
    image[30:50, 40:70] += 70
    return image.astype(dtype)


def ranked(image):
    return Ranked(as_image(image))


@pytest.mark.parametrize("dtype", DTYPES)
def test_methods(dtype):
    image = spots(dtype)
    values = ranked(image)
    assert auto_limits(values, "min/max") == (image.min(), image.max())
    low, high = (np.percentile(image, q, method=how) for q, how in ((2, "lower"), (97.5, "higher")))
    assert auto_limits(values, "percentiles", (2, 97.5)) == (low, high)
    found, largest = auto_limits(values, "Otsu")
    assert largest == image.max()
    assert found == threshold_otsu(image.astype(image.dtype.newbyteorder("=")))
    assert abs((image > found).sum() - 600) < 5


def test_otsu_of_few_and_of_very_many_levels():
    assert auto_limits(ranked([[0, 0, 9]]), "Otsu") == (threshold_otsu(np.array([[0, 0, 9]])), 9)
    far = np.where(RNG.random((50, 50)) < 0.2, 10**17, 3) + RNG.integers(0, 1000, (50, 50))
    low, high = auto_limits(ranked(far), "Otsu")
    assert 1003 < low < 10**17 - 1000
    assert high == far.max()


def test_only_positive_pixels_count_for_a_logarithm():
    image = RNG.normal(0, 1, (40, 50))
    positive = image[image > 0]
    assert auto_limits(ranked(image), "min/max", positive=True) == (positive.min(), positive.max())
    low, high = auto_limits(ranked(image), positive=True)
    assert low == np.percentile(positive, 0.5, method="lower")
    assert high == np.percentile(positive, 99.5, method="higher")
    assert auto_limits(ranked(-np.abs(image)), positive=True) == (1, 10)
    assert auto_limits(ranked(np.full((3, 3), 8)), positive=True) == (4, 12)


@pytest.mark.parametrize("method", ["percentiles", "min/max", "Otsu"])
def test_images_of_one_value_or_none(method):
    assert auto_limits(ranked([[7, 7]]), method) == (6.5, 7.5)
    assert auto_limits(ranked([[-1e6]]), method) == (-1_001_000, -999_000)
    for nothing in (np.full((3, 4), np.nan), np.ma.masked_all((3, 4)), np.full((3, 4), np.inf)):
        assert auto_limits(ranked(nothing), method) == (0, 1)
    mostly = np.zeros((100, 100))
    mostly[5, 5] = 3
    assert auto_limits(ranked(mostly), method)[1] == 3


def test_centered():
    assert centered((-3, 1), 0) == (-3, 3)
    assert centered((2, 5), 1) == (-3, 5)
    assert centered((-4, 4), 0) == (-4, 4)


def test_wrong_arguments_are_named():
    with pytest.raises(ValueError, match=r"method must be one of 'percentiles', .*, got 'best'"):
        auto_limits(ranked([[1]]), "best")
    with pytest.raises(ValueError, match=r"percentiles must be from 0 to 100 and rise, got \(5, 5\)"):
        auto_limits(ranked([[1]]), percentiles=(5, 5))


NORMS = [
    Normalize(-0.5, 1.25),
    Normalize(0, 0),
    LogNorm(0.01, 2),
    SymLogNorm(0.1, vmin=-1, vmax=1),
    PowerNorm(0.4, -0.2, 1),
    AsinhNorm(0.1, -0.5, 1),
]
VALUES = st.floats(-10, 10, width=32) | st.sampled_from([-np.inf, np.inf, np.nan, 0, -0.5, 0.01, 1, 1.25, 2])


@settings(max_examples=200, deadline=None)
@given(
    hnp.arrays(np.float32, hnp.array_shapes(min_dims=2, max_dims=2, max_side=8), elements=VALUES),
    st.sampled_from(NORMS),
    st.sampled_from([np.float32, np.float64, np.int16]),
)
def test_counts_are_those_of_matplotlibs_colours(image, norm, dtype):
    if dtype is np.int16:
        image = np.nan_to_num(image, posinf=100, neginf=-100)
    image = image.astype(dtype)
    bad = np.isnan(image) if image.dtype.kind == "f" else None
    cmap = matplotlib.colormaps["gray"].with_extremes(under="red", over="lime", bad="blue")
    with np.errstate(all="ignore"):
        rgba = cmap(
            norm(np.ma.masked_invalid(image, copy=True) if bad is None else np.ma.array(image, mask=bad))
        )
    counts = [(rgba == color).all(axis=-1).sum() for color in ((1, 0, 0, 1), (0, 1, 0, 1), (0, 0, 1, 1))]
    assert list(Ranked(as_pixels(image)).spread(norm, cmap.N)) == counts


def test_infinite_pixels_count_apart_unless_they_are_bad():
    image = np.array([[np.inf, np.inf, -np.inf, np.nan, 1, 2]])
    found = Ranked(as_pixels(image))
    assert (found.n_low, found.n_high, found.n_bad, found.values.tolist()) == (1, 2, 1, [1, 2])
    assert found.size == 6
    assert Ranked(as_image(image)).n_bad == 4


@pytest.mark.parametrize("dtype", DTYPES)
def test_histogram(dtype):
    image = spots(dtype)
    edges = np.linspace(image.min(), image.max(), 38)
    assert np.array_equal(ranked(image).histogram(edges), np.histogram(image, edges)[0])
    edges = np.linspace(10.25, 60.75, 38)
    assert np.array_equal(ranked(image).histogram(edges), np.histogram(image, edges)[0])
    before = image.copy()
    assert np.array_equal(before, image)


def test_what_is_out_of_range_is_told_in_shares_of_all_pixels():
    found = ranked(np.array([[0.0, 1.0, 5.0, np.nan]]))
    assert found.told((1, 0, 1)) == "25 % below, 0 % above, 1 bad pixel"
    assert found.told((0, 3, 0)) == "0 % below, 75 % above, 0 bad pixels"
    assert found.told((0, 0, 2), positive=True).endswith(
        "2 bad pixels (1 have no place on a logarithmic scale)"
    )
    assert "logarithmic" not in found.told((0, 0, 2))
