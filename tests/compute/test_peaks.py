"""Peaks against scikit-image, exactly and in order, and what is ours: bad pixels, prefixes, dark spots."""

import itertools
import tracemalloc

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage
from skimage.feature import peak_local_max

import nbtools.compute.spots.maxima
from nbtools.compute.images import as_image
from nbtools.compute.spots.peaks import PeakFinder, find_peaks, peak_candidates
from nbtools.compute.spots.prominence import peak_prominences


def reference(image, *, num_peaks=None, exclude_border=False, **kwargs):
    limit = np.inf if num_peaks is None else num_peaks
    return peak_local_max(image, num_peaks=limit, exclude_border=exclude_border, p_norm=np.inf, **kwargs)


def brute_force(image, bad, min_distance):
    """Every pixel that is the largest good one of its square; then bright to dark, not too close."""
    maxima = []
    for row, col in np.argwhere(~bad):
        square = np.s_[
            max(row - min_distance, 0) : row + min_distance + 1,
            max(col - min_distance, 0) : col + min_distance + 1,
        ]
        if image[row, col] == image[square][~bad[square]].max():
            maxima.append((int(row), int(col)))
    kept = []
    for row, col in sorted(maxima, key=lambda at: -int(image[at])):
        if all(max(abs(row - r), abs(col - c)) >= min_distance for r, c in kept):
            kept.append((row, col))
    return kept


SIDES = st.integers(1, 16)
LEVELS = st.sampled_from([1, 2, 5, 100])


@st.composite
def tied_images(draw):
    """Images of few different values, so that plateaus and ties are everywhere."""
    dtype = draw(st.sampled_from([np.uint8, np.uint16, np.int16, np.int64, np.float32, np.float64]))
    level = draw(LEVELS)
    low = draw(st.sampled_from([0, -level])) if np.dtype(dtype).kind != "u" else draw(st.sampled_from([0, 1]))
    shape = draw(st.tuples(SIDES, SIDES))
    return draw(hnp.arrays(dtype, shape, elements=st.integers(low, low + level), fill=st.just(low)))


@settings(max_examples=400)
@given(
    tied_images(),
    st.sampled_from([1, 2, 3, 5, 40]),
    st.sampled_from([None, 0, 1, 0.5, 3, 99]),
    st.sampled_from([None, 0.0, 0.3, 1.0]),
    st.sampled_from([False, True, 0, 1, 4]),
    st.sampled_from([None, 0, 1, 3]),
)
def test_equals_scikit_image_on_ties(image, distance, threshold_abs, threshold_rel, border, num_peaks):
    kwargs = {
        "min_distance": distance,
        "threshold_abs": threshold_abs,
        "threshold_rel": threshold_rel,
        "exclude_border": border,
        "num_peaks": num_peaks,
    }
    np.testing.assert_array_equal(find_peaks(image, **kwargs), reference(image, **kwargs))


@pytest.mark.parametrize("dtype", ["float32", "float64", "uint8", "uint16", "int32"])
@pytest.mark.parametrize("min_distance", [1, 2, 7, 10, 33])
def test_equals_scikit_image_on_noise_in_several_strips(dtype, min_distance, monkeypatch):
    monkeypatch.setattr(nbtools.compute.spots.maxima, "_STRIP", 1000)
    noise = np.random.default_rng(min_distance).normal(100, 20, (151, 203)).astype(dtype)
    for image in (noise, ndimage.gaussian_filter(noise, 3)):
        np.testing.assert_array_equal(
            find_peaks(image, min_distance=min_distance), reference(image, min_distance=min_distance)
        )


@pytest.mark.parametrize("shape", [(1, 300), (300, 1), (2, 50), (1, 1), (3, 3)])
@pytest.mark.parametrize("threshold_abs", [None, 0, 4])
def test_equals_scikit_image_on_thin_and_tiny_images(shape, threshold_abs):
    image = np.random.default_rng(1).integers(1, 9, shape)
    for distance, border in itertools.product((1, 2, 60), (False, True, 1)):
        kwargs = {"min_distance": distance, "threshold_abs": threshold_abs, "exclude_border": border}
        np.testing.assert_array_equal(find_peaks(image, **kwargs), reference(image, **kwargs))


def test_threshold_of_another_precision_than_the_image_as_in_scikit_image():
    image = np.zeros((3, 9), np.float32)
    image[1, ::2] = 0.1  # which is 0.100000001 in float64
    for threshold in (0.1, np.float64(0.1), np.float32(0.1)):
        kwargs = {"min_distance": 1, "threshold_abs": threshold}
        np.testing.assert_array_equal(find_peaks(image, **kwargs), reference(image, **kwargs))


@settings(max_examples=200)
@given(tied_images(), st.sampled_from([1, 2, 3]), st.data())
def test_equals_brute_force_around_bad_pixels(image, distance, data):
    mask = data.draw(hnp.arrays(bool, image.shape))
    found = find_peaks(image, min_distance=distance, mask=mask, threshold_abs=-np.inf)
    good = image[~mask]
    constant = image.size > 1 and (good.size == 0 or (good == good[0]).all())
    assert [tuple(peak) for peak in found.tolist()] == (
        [] if constant else brute_force(image, mask, distance)
    )


@settings(max_examples=150)
@given(tied_images(), st.sampled_from([1, 2, 3]), st.data())
def test_nan_and_infinity_are_as_masked(image, distance, data):
    image = image.astype(float)
    bad = data.draw(hnp.arrays(bool, image.shape, elements=st.sampled_from([False, False, True])))
    spoilt = np.where(
        bad, data.draw(hnp.arrays(float, image.shape, elements=st.sampled_from([np.nan, np.inf]))), image
    )
    expected = find_peaks(image, min_distance=distance, mask=bad)
    np.testing.assert_array_equal(find_peaks(spoilt, min_distance=distance), expected)
    masked = np.ma.masked_array(np.full_like(image, 999.0), bad)
    masked[~bad] = image[~bad]
    np.testing.assert_array_equal(find_peaks(masked, min_distance=distance), expected)


def test_one_nan_changes_nothing_elsewhere():
    image = np.random.default_rng(0).normal(size=(60, 60))
    expected = find_peaks(image, min_distance=4)
    spoilt = image.copy()
    spoilt[tuple(expected[5])] = np.nan
    found = {tuple(peak) for peak in find_peaks(spoilt, min_distance=4).tolist()}
    lost = {tuple(peak) for peak in expected.tolist()} - found
    assert lost == {tuple(expected[5].tolist())}


@settings(max_examples=200)
@given(tied_images(), st.sampled_from([1, 2, 3, 6]), st.booleans())
def test_peaks_above_a_threshold_are_a_prefix(image, distance, invert):
    candidates = peak_candidates(image, min_distance=distance, invert=invert)
    every = candidates.select(threshold_abs=np.inf if invert else -np.inf)
    np.testing.assert_array_equal(every, candidates.coords)
    np.testing.assert_array_equal(candidates.values, image[tuple(candidates.coords.T)])
    for threshold in [*np.unique(image).tolist(), 0.5]:
        found = candidates.select(threshold_abs=threshold)
        np.testing.assert_array_equal(found, every[: len(found)])
        if not invert:
            np.testing.assert_array_equal(
                found, reference(image, min_distance=distance, threshold_abs=threshold)
            )


@settings(max_examples=300)
@given(
    tied_images(),
    st.sampled_from([1, 2, 4]),
    st.sampled_from([None, -1, 0, 1.5, 300]),
    st.sampled_from([None, 0.5]),
    st.sampled_from([None, 0, 2]),
    st.booleans(),
    st.data(),
)
def test_limits_that_are_known_before_change_nothing(
    image, distance, threshold_abs, threshold_rel, prominence, invert, data
):
    mask = data.draw(st.one_of(st.none(), hnp.arrays(bool, image.shape)))
    candidates = peak_candidates(image, min_distance=distance, mask=mask, invert=invert)
    limits = {"threshold_abs": threshold_abs, "threshold_rel": threshold_rel}
    expected = candidates.select(prominence=prominence, **limits)
    found = find_peaks(
        image, min_distance=distance, mask=mask, invert=invert, prominence=prominence, **limits
    )
    np.testing.assert_array_equal(found, expected)
    finder = PeakFinder(as_image(image, mask=mask), invert)
    fewer = finder.candidates(distance, beyond=finder.limit(**limits))
    np.testing.assert_array_equal(fewer.select(prominence=prominence, **limits), expected)
    np.testing.assert_array_equal(fewer.prominence_of(expected), candidates.prominence_of(expected))


@settings(max_examples=200)
@given(
    tied_images(),
    st.sampled_from([1, 2, 4]),
    st.sampled_from([None, 0, 1.5]),
    st.sampled_from([None, 0.5, 1.0, 2.0]),
    st.sampled_from([False, True]),
)
def test_dark_spots_are_the_peaks_of_the_negated_image(image, distance, threshold_abs, threshold_rel, border):
    found = find_peaks(
        image,
        min_distance=distance,
        threshold_abs=threshold_abs,
        threshold_rel=threshold_rel,
        exclude_border=border,
        invert=True,
    )
    negated = -image.astype(np.int64) if image.dtype.kind in "iu" else -image
    limit = None if threshold_abs is None else -threshold_abs
    expected = reference(
        negated,
        min_distance=distance,
        threshold_abs=limit,
        threshold_rel=threshold_rel,
        exclude_border=border,
    )
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int64, np.uint64])
def test_dark_spots_at_the_ends_of_the_integer_range(dtype):
    info = np.iinfo(dtype)
    image = np.full((9, 9), info.max, dtype)
    image[2, 2], image[6, 6] = info.min, info.max - 1
    assert find_peaks(image, min_distance=2, invert=True).tolist() == [[2, 2], [6, 6]]
    assert find_peaks(image, min_distance=2, invert=True, threshold_abs=info.max - 1).tolist() == [[2, 2]]


# --- where we differ from scikit-image on purpose; named in the docstring of find_peaks ---------------------


def test_integers_beyond_2_to_the_53_are_compared_exactly():
    image = np.full((5, 12), 2**60, np.int64)
    image[2, 2], image[2, 5], image[2, 9] = 2**60 + 1, 2**60 + 3, 2**60 + 2
    assert find_peaks(image, min_distance=2).tolist() == [[2, 5], [2, 9], [2, 2]]


@pytest.mark.parametrize(("dtype", "least"), [(np.uint8, 0), (np.int8, -128)])
def test_peaks_of_the_least_value_come_last(dtype, least):
    image = np.full((4, 9), least, dtype)
    image[1, 1] = 100
    theirs = reference(image, min_distance=2, threshold_abs=-1000)
    ours = find_peaks(image, min_distance=2, threshold_abs=-1000)
    assert ours[0].tolist() == [1, 1]
    assert theirs[-1].tolist() == [1, 1]  # -least overflows to least there, which then sorts as the brightest
    assert sorted(ours.tolist()) == sorted(theirs.tolist())


@pytest.mark.parametrize("dtype", [bool, np.float16])
def test_bool_and_half_precision_are_taken(dtype):
    image = np.zeros((5, 9), dtype)
    image[2, 2] = image[2, 6] = 1
    assert find_peaks(image, min_distance=2).tolist() == [[2, 2], [2, 6]]


# --- prominence ---------------------------------------------------------------------------------------------


@settings(max_examples=100)
@given(tied_images(), st.sampled_from([1, 2, 3]), st.booleans(), st.integers(0, 4))
def test_prominence_keeps_what_rises_far_enough(image, distance, invert, limit):
    candidates = peak_candidates(image, min_distance=distance, invert=invert)
    np.testing.assert_array_equal(
        candidates.prominence, peak_prominences(image, candidates.coords, invert=invert)
    )
    kept = [
        at
        for at, rise in zip(candidates.coords.tolist(), candidates.prominence, strict=True)
        if rise >= limit
    ]
    everything = np.inf if invert else -np.inf
    found = find_peaks(
        image, min_distance=distance, invert=invert, threshold_abs=everything, prominence=limit
    )
    assert found.tolist() == kept
    two = candidates.select(threshold_abs=everything, prominence=limit, num_peaks=2)
    assert two.tolist() == kept[:2]


def test_prominence_of_some_in_any_order():
    candidates = peak_candidates(np.random.default_rng(0).normal(size=(40, 50)), min_distance=2)
    some = np.array([7, 0, 31, 7])
    found = candidates.prominence_of(candidates.coords[some].astype(float))
    np.testing.assert_array_equal(found, candidates.prominence[some])
    assert candidates.prominence_of(candidates.coords[:0]).shape == (0,)
    assert peak_candidates(np.zeros((3, 3))).prominence_of(np.empty((0, 2))).shape == (0,)


def test_plateau_has_one_prominent_peak():
    image = np.zeros((9, 30))
    image[3:6, 5:25] = 7  # wider than min_distance: scikit-image finds several
    assert len(find_peaks(image, min_distance=3)) > 1
    assert find_peaks(image, min_distance=3, prominence=1).tolist() == [[3, 5]]
    assert find_peaks(image, min_distance=3, exclude_border=4, prominence=1).tolist() == [[4, 5]]


def test_prominence_is_computed_once_for_all_distances(monkeypatch):
    calls = []
    original = nbtools.compute.spots.peaks.summits
    monkeypatch.setattr(
        nbtools.compute.spots.peaks,
        "summits",
        lambda *args, **kwargs: calls.append(1) or original(*args, **kwargs),
    )
    finder = PeakFinder(as_image(np.random.default_rng(0).normal(size=(30, 30))))
    for distance in (1, 3, 5):
        for limit in (0.1, 0.2):
            finder.candidates(distance).select(prominence=limit)
    assert calls == [1]


# --- the rest of the promises ----------------------------------------------------------------------


def layouts(image):
    yield image.astype(image.dtype.newbyteorder(">"))
    yield np.asfortranarray(image)
    yield np.repeat(np.repeat(image, 2, axis=0), 3, axis=1)[::2, ::3]
    yield image[::-1, ::-1].copy()[::-1, ::-1]
    yield np.ma.masked_array(image)


@pytest.mark.parametrize("dtype", ["uint8", "int32", "uint64", "float32", "float64"])
def test_any_layout_gives_the_same_and_is_not_changed(dtype):
    image = np.random.default_rng(3).integers(0, 50, (40, 31)).astype(dtype)
    mask = np.random.default_rng(4).random(image.shape) < 0.1
    expected = find_peaks(image, min_distance=2, mask=mask)
    assert len(expected) > 10
    for other in layouts(image):
        other.flags.writeable = False
        before, mask_before = other.tobytes(), mask.tobytes()
        np.testing.assert_array_equal(find_peaks(other, min_distance=2, mask=mask), expected)
        assert (other.tobytes(), mask.tobytes()) == (before, mask_before)


@pytest.mark.parametrize(
    "image",
    [
        np.full((6, 7), np.nan),
        np.full((6, 7), -np.inf),
        np.zeros((6, 7)),
        np.full((6, 7), 5, np.uint8),
        np.ma.masked_all((6, 7)),
        np.ones((1, 1)),
        np.where(np.eye(6) > 0, 3.0, np.nan),
    ],
)
@pytest.mark.parametrize("invert", [False, True])
def test_nothing_to_find_is_an_empty_table(image, invert):
    candidates = peak_candidates(image, invert=invert)
    found = candidates.select(threshold_rel=0.5, prominence=0)
    assert found.shape == (0, 2)
    assert found.dtype == np.intp
    assert candidates.prominence.shape == (len(candidates),)
    assert find_peaks(image, threshold_abs=None, invert=invert).shape == (0, 2)


def test_the_result_belongs_to_the_caller_and_candidates_are_safe():
    image = np.random.default_rng(0).normal(size=(30, 30))
    find_peaks(image)[:] = 0
    candidates = peak_candidates(image)
    for array in (candidates.coords, candidates.values, candidates.prominence, candidates.select()):
        with pytest.raises(ValueError, match="read-only"):
            array[:1] = 0


@pytest.mark.parametrize(
    ("kwargs", "error", "message"),
    [
        ({"min_distance": 0}, ValueError, "min_distance must be a whole number >= 1 px, got 0"),
        ({"min_distance": 2.5}, TypeError, "min_distance must be a whole number >= 1 px, got 2.5"),
        ({"min_distance": True}, ValueError, "min_distance must be a whole number >= 1 px, got True"),
        ({"threshold_abs": np.nan}, ValueError, "threshold_abs must be a number, got nan"),
        ({"threshold_abs": "5"}, TypeError, "threshold_abs must be a number, got '5'"),
        ({"threshold_rel": np.inf}, ValueError, "threshold_rel must be a finite number, got inf"),
        ({"num_peaks": -1}, ValueError, "num_peaks must be a whole number >= 0, got -1"),
        ({"exclude_border": -1}, ValueError, "exclude_border must be a whole number >= 0 px, got -1"),
        ({"exclude_border": None}, TypeError, "exclude_border must be a whole number >= 0 px, got None"),
        ({"prominence": np.nan}, ValueError, "prominence must be a finite number, got nan"),
        ({"mask": np.ones((2, 2), bool)}, ValueError, r"mask must have the shape of the image, \(4, 5\)"),
    ],
)  # fmt: skip
def test_wrong_arguments_are_named(kwargs, error, message):
    with pytest.raises(error, match=message):
        find_peaks(np.arange(20.0).reshape(4, 5), **kwargs)


def test_memory_stays_below_one_copy_of_the_image():
    image = as_image(np.random.default_rng(0).normal(size=(1000, 2000)))
    tracemalloc.start()
    try:
        peak_candidates(image, min_distance=10)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < image.values.nbytes


def test_why_no_peak_passes_in_words():
    image = np.zeros((9, 9))
    assert peak_candidates(image).why_none(3.0) == "no spots: the image has no peaks"
    image[4, 4] = 1.0
    assert peak_candidates(image).why_none() == "no spots: lower the threshold"
    dark = peak_candidates(-image, invert=True)
    assert dark.why_none(0.0) == "no spots: raise the threshold"
    assert dark.why_none(2.0) == "no spots: raise the threshold or lower the prominence"
