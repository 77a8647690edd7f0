"""Prominence against flooding a small image level by level, and against scipy in one row."""

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from nbtools.compute.images import as_image
from nbtools.compute.spots.prominence import peak_prominences, summits

TOUCHING = np.ones((3, 3))


def flooded(values, bad, row, col):
    """Prominence of one pixel by the definition: the level at which it first meets a higher pixel.

    Of equal pixels the first in reading order is the higher one.
    """
    values = values.astype(object)
    order = {
        at: rank for rank, at in enumerate(sorted(np.ndindex(values.shape), key=lambda at: (-values[at], at)))
    }
    me = values[row, col]
    region = ndimage.label(~bad, TOUCHING)[0]
    mine = [at for at in np.ndindex(values.shape) if region[at] == region[row, col]]
    if order[row, col] == min(order[at] for at in mine):
        return float(me - min(values[at] for at in mine))
    for level in sorted({values[at] for at in mine}, reverse=True):
        if level > me:
            continue
        above = np.array([[values[r, c] >= level and not bad[r, c] for c in range(bad.shape[1])]
                          for r in range(bad.shape[0])])  # fmt: skip
        island = ndimage.label(above, TOUCHING)[0]
        if any(order[at] < order[row, col] for at in mine if island[at] == island[row, col]):
            return float(me - level)
    raise AssertionError("a region has one highest pixel")


@st.composite
def pictures(draw):
    shape = draw(st.tuples(st.integers(1, 6), st.integers(1, 6)))
    values = draw(
        hnp.arrays(
            draw(st.sampled_from([np.uint8, np.int16, np.float32])),
            shape,
            elements=st.integers(0, draw(st.sampled_from([1, 3, 100]))),
        )
    )
    bad = draw(hnp.arrays(bool, shape, elements=st.sampled_from([False, False, False, True])))
    return values, bad & draw(st.booleans())


@settings(max_examples=60)
@given(pictures(), st.booleans())
def test_equals_flooding_at_every_pixel(picture, invert):
    values, bad = picture
    for row, col in np.argwhere(~bad):
        found = peak_prominences(values, [(row, col)], mask=bad, invert=invert)
        signed = -values.astype(np.int64) if invert else values
        plateau = ndimage.label((values == values[row, col]) & ~bad, TOUCHING)[0]
        first = np.argwhere(plateau == plateau[row, col])[0]  # which speaks for the plateau
        assert found.tolist() == [flooded(signed, bad, *first)]


@settings(max_examples=100)
@given(pictures())
def test_one_pixel_of_a_plateau_has_its_prominence(picture):
    values, bad = picture
    everywhere = np.argwhere(~bad)
    found = peak_prominences(values, everywhere, mask=bad)
    for level in np.unique(values):
        plateaus, _ = ndimage.label((values == level) & ~bad, TOUCHING)
        owners = plateaus[tuple(everywhere.T)]
        for plateau in np.unique(owners[owners > 0]):
            members = np.flatnonzero(owners == plateau)
            assert (found[members[1:]] == 0).all()


def test_one_row_equals_scipy_below_the_highest_peak():
    # scipy measures from the higher of the two bases; where one side has no higher peak, that is its lowest
    # point, not the saddle. With higher walls at both ends, the two definitions agree for all peaks between.
    row = np.random.default_rng(5).normal(size=2000)
    row[[0, -1]] = row.max() + 1, row.max() + 2
    peaks, _ = scipy.signal.find_peaks(row)
    expected = scipy.signal.peak_prominences(row, peaks)[0]
    found = peak_prominences(row[None], np.column_stack([np.zeros_like(peaks), peaks]))
    np.testing.assert_array_equal(found, expected)


def test_noise_equals_the_merge_of_sorted_pixels():
    values = np.random.default_rng(2).normal(size=(40, 50))
    islands, expected = {}, {}

    def root(at):
        while islands[at] != at:
            at = islands[at]
        return at

    for at in sorted(np.ndindex(values.shape), key=lambda at: -values[at]):
        islands[at] = at
        for r in range(at[0] - 1, at[0] + 2):
            for c in range(at[1] - 1, at[1] + 2):
                if (r, c) in islands and root((r, c)) != root(at):
                    low, high = sorted([root((r, c)), root(at)], key=lambda other: values[other])
                    islands[low] = high
                    if low != at:
                        expected[low] = values[low] - values[at]
    top = np.unravel_index(values.argmax(), values.shape)
    expected[tuple(int(i) for i in top)] = values.max() - values.min()
    assert len(expected) > 100
    assert peak_prominences(values, list(expected)).tolist() == list(expected.values())


def test_islands_that_wait_for_one_another():
    # each peak is higher and each valley deeper than the last: no two can be joined at the same time
    row = np.where(np.arange(2000) % 2, 1, -1) * np.arange(2000)
    peaks = np.arange(1, 2000, 2)
    found = peak_prominences(row[None], np.column_stack([np.zeros_like(peaks), peaks]))
    # the way to the next higher peak is over the valley behind it
    expected = [*(peak + peak + 1 for peak in peaks[:-1]), 1999 + 1998]
    assert found.tolist() == expected


def test_walls_make_regions():
    image = np.array([[5.0, 1.0, np.nan, 7.0, 6.0, np.nan, 3.0]])
    assert peak_prominences(image, [(0, 0), (0, 3), (0, 6), (0, 2)]).tolist() == [4.0, 1.0, 0.0, 0.0]


def test_corners_touch():
    assert peak_prominences([[4, 0], [0, 9]], [(0, 0), (1, 1)]).tolist() == [0.0, 9.0]


def test_a_plateau_cut_by_the_border_still_has_its_prominence():
    image = np.zeros((5, 9))
    image[0:3, 3:5] = 8
    assert peak_prominences(image, [(2, 3)]).tolist() == [8.0]


@pytest.mark.parametrize(
    ("dtype", "low", "high"),
    [
        (np.int64, np.iinfo(np.int64).min, np.iinfo(np.int64).max),
        (np.uint64, 2**60, 2**60 + 3),
        (np.int8, -128, 127),
        (np.uint8, 0, 255),
    ],
)
@pytest.mark.parametrize("invert", [False, True])
def test_integers_do_not_overflow_and_keep_their_digits(dtype, low, high, invert):
    image = np.full((3, 3), high if invert else low, dtype)
    image[1, 1] = low if invert else high
    assert peak_prominences(image, [(1, 1)], invert=invert).tolist() == [float(high - low)]


def test_whole_range_of_float64_is_infinite_without_a_warning():
    big = np.finfo(float).max
    assert peak_prominences(as_image([[big, -big]], nodata=()), [(0, 0)]).tolist() == [np.inf]


@pytest.mark.parametrize("image", [np.full((4, 5), np.nan), np.full((4, 5), 3), np.ones((1, 1))])
def test_nothing_to_climb(image):
    assert peak_prominences(image, [(0, 0)]).tolist() == [0.0]
    assert peak_prominences(image, []).shape == (0,)


def test_any_layout_gives_the_same_and_is_not_changed():
    image = np.random.default_rng(0).integers(0, 9, (12, 14)).astype(np.uint16)
    peaks = np.argwhere(image == 8)
    expected = peak_prominences(image, peaks)
    for other in (image.astype(">u2"), np.asfortranarray(image), np.repeat(image, 2, axis=1)[:, ::2]):
        other.flags.writeable = False
        before = other.tobytes()
        np.testing.assert_array_equal(peak_prominences(other, peaks), expected)
        assert other.tobytes() == before


@pytest.mark.parametrize("peak", [(-1, 0), (0, 4), (0.5, 0)])
def test_a_peak_that_is_no_pixel_is_named(peak):
    with pytest.raises(ValueError, match=r"peaks must be pixels of an image of shape \(3, 4\), got"):
        peak_prominences(np.ones((3, 4)), [(0, 0), peak])


def test_summits_serve_many_lists_of_peaks():
    found = summits(as_image([[0, 5, 2, 3, 0]]))
    assert found.at(np.array([[0, 3], [0, 1]])).tolist() == [1.0, 5.0]
    assert found.at(np.empty((0, 2), np.intp)).tolist() == []
