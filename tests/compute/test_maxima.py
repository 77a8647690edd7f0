"""Both ways to the largest pixels of squares give what a filter of scipy gives."""

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage
from skimage.feature import peak_local_max

from nbtools.compute.spots import maxima
from nbtools.compute.spots.peaks import find_peaks

PATIENCE = {"blocks": 1e9, "sliding": -1}


def padded(image, reach):
    rows, cols = reach
    return np.pad(image, [(rows, rows), (cols, cols)], constant_values=maxima.darkest(image.dtype))


def by_filter(image, reach, bad, limit):
    size = [2 * r + 1 for r in reach]
    around = ndimage.maximum_filter(image, size, mode="constant", cval=maxima.darkest(image.dtype))
    found = (image == around) & ~bad
    return found if limit is None else found & (image > limit)


@settings(max_examples=200)
@given(
    st.tuples(st.integers(1, 40), st.integers(1, 40)),
    st.sampled_from(["uint8", "int16", "int64", "float32", "float64"]),
    st.sampled_from([2, 5, 200]),
    st.sampled_from([None, 0, 2, 40.5]),
    st.sampled_from([(1, 1), (3, 3), (4, 4), (5, 5), (7, 7), (8, 8), (3, 6), (20, 20)]),
    st.sampled_from([0, 0, 0.02, 0.5]),
    st.integers(0, 2**32 - 1),
    st.sampled_from(list(PATIENCE)),
)
def test_equals_a_maximum_filter(shape, dtype, level, limit, reach, n_bad, seed, way):
    rng = np.random.default_rng(seed)
    image = rng.integers(0, level + 1, shape).astype(dtype)
    bad = rng.random(shape) < n_bad
    image[bad] = maxima.darkest(image.dtype)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(maxima, "_PATIENCE", PATIENCE[way])
        found = maxima.largest_of_squares(
            padded(image, reach),
            reach,
            bad if n_bad else None,
            lambda values: np.ones(values.shape, bool) if limit is None else values > limit,
        )
    np.testing.assert_array_equal(np.transpose(found), np.argwhere(by_filter(image, reach, bad, limit)))


@pytest.mark.parametrize("reach", [3, 4, 5, 10, 21])
def test_noise_does_not_need_sliding(reach, monkeypatch):
    monkeypatch.setattr(maxima, "_by_sliding", lambda *_: pytest.fail("sliding is slower here"))
    image = np.random.default_rng(reach).normal(size=(90, 131))
    both = reach, reach
    found = maxima.largest_of_squares(
        padded(image, both), both, None, lambda values: np.ones(values.shape, bool)
    )
    expected = by_filter(image, both, np.zeros(image.shape, bool), None)
    np.testing.assert_array_equal(np.transpose(found), np.argwhere(expected))


@pytest.mark.parametrize("invert", [False, True])
def test_a_flat_ground_beyond_the_limit_does_not_need_sliding(invert, monkeypatch):
    image = np.zeros((200, 200))
    image[30, 40], image[31, 90], image[150, 10:14] = 5, 3, 4
    expected = peak_local_max(image, min_distance=5, threshold_abs=1, exclude_border=False, p_norm=np.inf)
    monkeypatch.setattr(maxima, "_by_sliding", lambda *_: pytest.fail("sliding is slower here"))
    sign = -1 if invert else 1
    found = find_peaks(sign * image, min_distance=5, threshold_abs=sign, invert=invert)
    np.testing.assert_array_equal(found, expected)


@settings(max_examples=200)
@given(
    hnp.arrays(
        st.sampled_from([np.uint8, np.int16, np.float64]),
        st.tuples(st.integers(1, 25), st.integers(1, 25)),
        elements=st.integers(0, 3),
        fill=st.just(0),
    ),
    st.sampled_from([1, 2, 3, 4, 6]),
    st.sampled_from([0, 1]),
    st.sampled_from([False, 1, True]),
    st.sampled_from([1, 60, 1 << 19]),
    st.sampled_from(list(PATIENCE)),
)
def test_strips_of_any_height_join(image, distance, threshold, border, strip, way):
    expected = peak_local_max(
        image, min_distance=distance, threshold_abs=threshold, exclude_border=border, p_norm=np.inf
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(maxima, "_STRIP", strip)
        patch.setattr(maxima, "_SLICE", strip)
        patch.setattr(maxima, "_PATIENCE", PATIENCE[way])
        found = find_peaks(image, min_distance=distance, threshold_abs=threshold, exclude_border=border)
    np.testing.assert_array_equal(found, expected)


@given(hnp.arrays(st.sampled_from([np.uint8, np.float64]), st.integers(0, 30), elements=st.integers(0, 9)))
def test_repeated_values(values):
    assert maxima._repeated(values).tolist() == [values.tolist().count(value) > 1 for value in values]
