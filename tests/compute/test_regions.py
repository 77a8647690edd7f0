import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.testing import assert_allclose, assert_array_equal
from scipy import ndimage
from skimage.measure import regionprops_table

from nbtools.compute.diff import regions
from nbtools.compute.diff.regions import label_pixels, region_table

COLUMNS = ["row0", "col0", "row1", "col1", "n_pix", "max_abs", "mean_abs", "n_nan", "row", "col"]
FLOATS = ["max_abs", "mean_abs"]
shapes = hnp.array_shapes(min_dims=2, max_dims=2, max_side=13)
masks = hnp.arrays(bool, shapes)


@st.composite
def sparse_masks(draw):
    """Few pixels, so that regions stay apart at larger distances too."""
    rows, cols = draw(shapes)
    mask = np.zeros((rows, cols), bool)
    for at in draw(st.lists(st.integers(0, rows * cols - 1), max_size=12)):
        mask.flat[at] = True
    return mask


def brute_labels(mask, reach):
    """Join all pairs of pixels that are near, one by one, and number the regions in reading order."""
    at = np.argwhere(mask)
    label = np.arange(len(at))
    for i in range(len(at)):
        for j in range(i):
            if np.abs(at[i] - at[j]).max() <= reach:
                label[label == label[i]] = label[j]
    numbers = {}
    return [numbers.setdefault(one, len(numbers)) for one in label.tolist()]


@given(masks)
def test_labels_equal_scipy(mask):
    expected, _ = ndimage.label(mask, structure=np.ones((3, 3)))
    found = label_pixels(np.flatnonzero(mask), mask.shape)
    assert found.dtype == np.intp
    first = pd.factorize(expected[mask])[0]  # in the order of the first pixel
    assert_array_equal(found, first)


@given(st.one_of(masks, sparse_masks()), st.integers(0, 4))
def test_labels_equal_all_pairs(mask, merge_distance):
    found = label_pixels(np.flatnonzero(mask), mask.shape, merge_distance=merge_distance)
    assert found.tolist() == brute_labels(mask, merge_distance + 1)


@pytest.mark.parametrize("density", [0.02, 0.1, 0.3, 0.4, 0.6])
def test_boxes_and_areas_equal_scikit_image(density):
    rng = np.random.default_rng(3)
    mask = rng.random((90, 110)) < density
    labels, _ = ndimage.label(mask, structure=np.ones((3, 3)))
    table = region_table(np.flatnonzero(mask), np.ones(mask.sum()), mask.shape)
    expected = pd.DataFrame(regionprops_table(labels, properties=("label", "bbox", "area")))
    first = pd.Series(np.flatnonzero(mask)).groupby(labels[mask]).min()
    expected["first"] = first.loc[expected["label"]].to_numpy()
    expected = expected.sort_values(["area", "first"], ascending=[False, True])
    box = [f"bbox-{i}" for i in range(4)]
    assert_array_equal(table[["row0", "col0", "row1", "col1"]], expected[box])
    assert_array_equal(table["n_pix"], expected["area"])


strengths = st.one_of(st.sampled_from([1.0, 2.0, np.nan]), st.floats(0, 1e6), st.just(np.inf))


@given(st.data(), st.one_of(masks, sparse_masks()), st.integers(0, 2), st.sampled_from(["size", "strength"]))
def test_every_column_equals_a_loop_over_the_regions(data, mask, merge_distance, sort):
    image = np.full(mask.shape, -1.0)
    image[mask] = data.draw(hnp.arrays(float, int(mask.sum()), elements=strengths))
    indices = np.flatnonzero(mask)
    table = region_table(indices, image[mask], mask.shape, merge_distance=merge_distance, sort=sort)
    label = np.array(brute_labels(mask, merge_distance + 1), int)
    expected = []
    for number in range(label.max(initial=-1) + 1):
        rows, cols = np.unravel_index(indices[label == number], mask.shape)
        inside = image[rows, cols]
        good = inside[~np.isnan(inside)]
        best = int(np.flatnonzero(inside == good.max())[0]) if good.size else 0
        expected.append(
            (rows.min(), cols.min(), rows.max() + 1, cols.max() + 1, inside.size)
            + ((good.max(), good.mean()) if good.size else (np.nan, np.nan))
            + (np.isnan(inside).sum(), rows[best], cols[best])
        )
    key = [-r[4] if sort == "size" else -np.inf if np.isnan(r[5]) else -r[5] for r in expected]
    expected = [expected[i] for i in sorted(range(len(expected)), key=key.__getitem__)]
    assert list(table.columns) == COLUMNS
    assert_allclose(table.to_numpy(), np.array(expected).reshape(-1, len(COLUMNS)), rtol=1e-13)


def test_chunks_of_pixels_join(monkeypatch):
    rng = np.random.default_rng(0)
    mask = rng.random((60, 70)) < 0.3
    strength = rng.integers(0, 5, mask.sum()).astype(float)
    strength[rng.random(mask.sum()) < 0.2] = np.nan
    whole = region_table(np.flatnonzero(mask), strength, mask.shape, merge_distance=1, sort="strength")
    monkeypatch.setattr(regions, "_CHUNK", 7)
    parts = region_table(np.flatnonzero(mask), strength, mask.shape, merge_distance=1, sort="strength")
    pd.testing.assert_frame_equal(whole, parts)


@pytest.mark.parametrize("merge_distance", [0, 1, 3])
def test_the_end_of_a_row_does_not_touch_the_start_of_the_next(merge_distance):
    shape = (4, 12)
    indices = [11, 12, 23, 24]  # last of row 0, first and last of row 1, first of row 2
    assert label_pixels(indices, shape, merge_distance=merge_distance).tolist() == [0, 1, 0, 1]


def test_a_pixel_inside_a_gap_belongs_to_the_run_around_it():
    mask = np.zeros((5, 9), bool)
    mask[0, [0, 4, 8]] = True
    mask[4, 2] = True
    assert label_pixels(np.flatnonzero(mask), mask.shape, merge_distance=3).tolist() == [0] * 4
    assert label_pixels(np.flatnonzero(mask), mask.shape, merge_distance=2).tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (6, 7)])
@pytest.mark.parametrize("merge_distance", [0, 2, 10**30])
def test_all_pixels_are_one_region(shape, merge_distance):
    size = shape[0] * shape[1]
    table = region_table(np.arange(size), np.arange(size), shape, merge_distance=merge_distance)
    expected = (0, 0, *shape, size, size - 1, (size - 1) / 2, 0, shape[0] - 1, shape[1] - 1)
    assert tuple(table.iloc[0]) == expected
    assert len(table) == 1


@pytest.mark.parametrize("shape", [(1, 1), (5, 8)])
def test_no_pixel_is_an_empty_table(shape):
    labels = label_pixels([], shape)
    assert labels.dtype == np.intp
    assert labels.shape == (0,)
    empty, full = region_table([], [], shape), region_table([0], [2], shape)
    assert list(empty.columns) == COLUMNS
    assert len(empty) == 0
    pd.testing.assert_series_equal(empty.dtypes, full.dtypes)
    assert (full.dtypes == [np.float64 if c in FLOATS else np.int64 for c in COLUMNS]).all()
    assert isinstance(empty.index, pd.RangeIndex)
    assert isinstance(full.index, pd.RangeIndex)


def test_regions_without_a_number_are_the_strongest():
    indices, strength = [0, 4, 5, 9], [7, np.nan, np.nan, np.nan]
    table = region_table(indices, strength, (1, 10), sort="strength")
    assert_array_equal(table["col"], [4, 9, 0])
    assert_array_equal(table["n_nan"], [2, 1, 0])
    assert_array_equal(region_table(indices, strength, (1, 10))["col"], [4, 0, 9])


def test_a_checkerboard_and_a_spiral_are_one_region():
    board = np.indices((40, 50)).sum(axis=0) % 2 == 0
    assert not label_pixels(np.flatnonzero(board), board.shape).any()
    spiral = np.zeros((101, 101), bool)
    low, high, previous = 0, 100, 0
    while low < high:  # rings with a door from each one to the next
        spiral[[low, high], low : high + 1] = spiral[low : high + 1, [low, high]] = True
        spiral[50, previous : low + 1] = True
        previous, low, high = low, low + 2, high - 2
    assert not label_pixels(np.flatnonzero(spiral), spiral.shape).any()


def test_inputs_stay_and_answers_repeat():
    rng = np.random.default_rng(5)
    indices = np.flatnonzero(rng.random(2000) < 0.3)
    strength = rng.random(len(indices)).astype(">f4")
    indices.flags.writeable = strength.flags.writeable = False
    first, again = (region_table(indices, strength, (40, 50), merge_distance=1) for _ in range(2))
    pd.testing.assert_frame_equal(first, again)


def test_wrong_arguments_are_named():
    with pytest.raises(ValueError, match="merge_distance must be a whole number >= 0 px, got -1"):
        label_pixels([0], (2, 2), merge_distance=-1)
    with pytest.raises(TypeError, match=r"merge_distance must be a whole number >= 0 px, got 1\.5"):
        region_table([0], [1], (2, 2), merge_distance=1.5)
    with pytest.raises(ValueError, match="sort must be 'size' or 'strength', got 'place'"):
        region_table([0], [1], (2, 2), sort="place")
    with pytest.raises(ValueError, match=r"strength must have the shape of indices, \(2,\), got \(1,\)"):
        region_table([0, 1], [1], (2, 2))
