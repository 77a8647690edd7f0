import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.testing import assert_array_equal
from scipy import ndimage
from skimage.feature import peak_local_max

from nbtools.compute.images import as_image
from nbtools.compute.spots.disks import disk_sums
from nbtools.compute.spots.measure import measure_disks
from nbtools.compute.spots.peaks import find_peaks, peak_candidates
from nbtools.compute.spots.spots import (
    SpotResult,
    brightest_near,
    measure_centers,
    measure_spots,
    spot_centers,
)


@pytest.fixture
def image():
    rng = np.random.default_rng(0)
    frame = np.zeros((60, 80))
    frame[rng.integers(3, 57, 12), rng.integers(3, 77, 12)] = rng.uniform(500, 900, 12)
    return ndimage.gaussian_filter(frame, 1.5) + rng.random((60, 80))


def test_it_is_peaks_and_disks(image):
    table = measure_spots(image, frame=3, min_distance=4, threshold_abs=5, radius=4, background=(6, 9))
    peaks = peak_local_max(image, min_distance=4, threshold_abs=5, exclude_border=False, p_norm=np.inf)
    expected = measure_disks(image, peaks, 4, background=(6, 9))
    assert len(table) > 5
    assert (table["frame"] == 3).all()
    columns = list(expected.columns)
    first = columns.index("sum_err")  # the numbers about errors are the last ones
    assert list(table.columns) == ["frame", *columns[:first], "prominence", *columns[first:]]
    pd.testing.assert_frame_equal(table[expected.columns], expected)
    assert table["prominence"].isna().all()


def test_prominence_is_that_of_the_peak(image):
    table = measure_spots(image, min_distance=2, prominence=3, num_peaks=6, add=[(5, 5)])
    candidates = peak_candidates(image, min_distance=2)
    known = {tuple(coord): rise for coord, rise in zip(candidates.coords, candidates.prominence, strict=True)}
    found = table.iloc[:-1]
    assert_array_equal(
        found["prominence"], [known[row, col] for row, col in found[["row", "col"]].to_numpy()]
    )
    assert (found["prominence"] >= 3).all()
    assert np.isnan(table["prominence"].iloc[-1])


def test_add_and_remove(image):
    plain = measure_spots(image, min_distance=4, threshold_abs=5, radius=3)
    gone = tuple(plain.loc[1, ["row", "col"]])
    table = measure_spots(
        image,
        min_distance=4,
        threshold_abs=5,
        radius=3,
        add=[(1.5, 2), (30, 70)],
        remove=[gone, (0, 0), (30, 70)],
    )
    assert_array_equal(table[["row", "col"]].iloc[:-2], plain[["row", "col"]].drop(1))
    assert_array_equal(table[["row", "col"]].iloc[-2:], [(1.5, 2), (30, 70)])
    assert [flags.split(",")[0] == "manual" for flags in table["flag"]] == [False] * (len(table) - 2) + [
        True
    ] * 2
    assert table["flag"].iloc[-2] == "manual,partial,crowded"


def test_mask_and_invert(image):
    mask = np.zeros(image.shape, bool)
    first = measure_spots(image, num_peaks=1).loc[0, ["row", "col"]].astype(int)
    mask[first["row"], first["col"]] = True
    second = measure_spots(image, num_peaks=1, min_distance=1, mask=mask)
    assert tuple(second.loc[0, ["row", "col"]]) != tuple(first)
    dark = measure_spots(-image, num_peaks=1, invert=True)
    assert tuple(dark.loc[0, ["row", "col"]]) == tuple(first)


def test_no_peaks_give_the_same_columns_and_types(image):
    empty = measure_spots(np.zeros((9, 9)))
    assert len(empty) == 0
    pd.testing.assert_series_equal(empty.dtypes, measure_spots(image).dtypes)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"min_distance": 2, "threshold_rel": 0.3},
        {"threshold_abs": 5, "threshold_rel": 0.1, "exclude_border": True},
        {"exclude_border": 15, "num_peaks": 3},
        {"prominence": 2, "num_peaks": 4, "threshold_abs": 1},
        {"invert": True, "threshold_abs": 0.2, "num_peaks": 5, "prominence": 0.1},
        {"num_peaks": 0},
    ],
)
def test_every_option_is_that_of_find_peaks(image, options):
    table = measure_spots(image, radius=2, **options)
    assert_array_equal(table[["row", "col"]], find_peaks(image, **options))


@pytest.mark.parametrize("wrong", [{"add": [(1, 2, 3)]}, {"remove": [(1, np.nan)]}, {"add": "ab"}])
def test_wrong_places_are_named(image, wrong):
    with pytest.raises((TypeError, ValueError), match=f"^{next(iter(wrong))} must"):
        measure_spots(image, **wrong)


def test_wrong_numbers_are_named(image):
    with pytest.raises(TypeError, match=r"frame must be a whole number, got 1\.5"):
        measure_spots(image, frame=1.5)
    with pytest.raises(ValueError, match="image must have 2 dimensions"):
        measure_spots(np.zeros((3, 4, 5, 6)))


def test_edits_stay_whole_numbers_until_one_is_not():
    found = np.array([[4, 5], [9, 2]])
    assert spot_centers(found).dtype == found.dtype
    assert spot_centers(found, add=[(3.0, 4.0)]).dtype == found.dtype
    assert spot_centers(found, add=np.array([[3, 0.5]]), remove=found[1:]).tolist() == [[4, 5], [3, 0.5]]
    assert spot_centers(found[:0], add=[(1, 2)], remove=[(9, 2)]).tolist() == [[1, 2]]


def test_known_places_give_the_same_table(image):
    options = {"radius": 4, "method": "exact", "background": (6, 9), "background_method": "sigma_clip"}
    add, remove = [(5.5, 7), (0, 0)], [(30, 40)]
    expected = measure_spots(image, frame=2, threshold_abs=3, prominence=1, add=add, remove=remove, **options)
    candidates = peak_candidates(image)
    found = spot_centers(candidates.select(threshold_abs=3, prominence=1), remove=remove)
    result = measure_centers(
        as_image(image),
        spot_centers(found, add),
        manual=2,
        frame=2,
        prominence=candidates.prominence_of(found),
        **options,
    )
    pd.testing.assert_frame_equal(result.table, expected)


def test_result_names_what_is_in_the_table(image):
    table = measure_spots(image, min_distance=4, threshold_abs=5, radius=3, background=(5, 8))
    result = SpotResult(table)
    assert len(result) == len(table) > 5
    assert_array_equal(result.centers, table[["row", "col"]])
    assert_array_equal(result.sums, disk_sums(image, result.centers, 3))
    assert_array_equal(result.net, table["net"])
    empty = SpotResult(table[:0])
    assert (len(empty), empty.centers.shape, empty.sums.shape, empty.net.shape) == (0, (0, 2), (0,), (0,))


@given(
    st.data(),
    hnp.array_shapes(min_dims=2, max_dims=2, max_side=8),
    st.tuples(st.floats(-12, 20), st.floats(-12, 20)),
    st.sampled_from([0.4, 1, 2.5, 30]),
    st.booleans(),
)
def test_brightest_near_equals_a_loop(data, shape, center, radius, invert):
    pixels = data.draw(hnp.arrays(np.int64, shape, elements=st.integers(0, 5)))
    mask = data.draw(hnp.arrays(bool, shape))
    near = [
        at
        for at in np.ndindex(shape)
        if not mask[at] and sum((a - c) * (a - c) for a, c in zip(at, center, strict=True)) <= radius * radius
    ]
    image = as_image(pixels, mask=mask)
    if not near:
        with pytest.raises(LookupError, match="no good pixel within"):
            brightest_near(image, center, radius, invert=invert)
    else:
        expected = (min if invert else max)(near, key=lambda at: pixels[at])
        assert brightest_near(image, center, radius, invert=invert) == expected
