import numpy as np
import pandas as pd
import pytest
from astropy.stats import sigma_clipped_stats
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.testing import assert_allclose, assert_array_equal
from photutils.aperture import ApertureStats, CircularAperture
from photutils.centroids import centroid_com

from nbtools.compute.spots import windows
from nbtools.compute.spots.disks import disk_mask, disk_sums
from nbtools.compute.spots.growth import growth_curve
from nbtools.compute.spots.measure import measure_disks

COLUMNS = [
    "row", "col", "peak", "disk_sum", "n_pix", "n_bad", "disk_mean", "background", "net", "flag", "disk_std",
    "disk_max", "centroid_row", "centroid_col", "sum_err", "background_err", "net_err", "snr", "err_from",
    "background_clipped", "enclosed", "enclosed_std",
]  # fmt: skip
coordinate = st.one_of(st.integers(-6, 20), st.floats(-6, 20, allow_subnormal=False))
centers_strategy = st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=5)
shapes = hnp.array_shapes(min_dims=2, max_dims=2, max_side=14)


def distances(shape, center):
    rows, cols = np.indices(shape)
    return (rows - center[0]) * (rows - center[0]) + (cols - center[1]) * (cols - center[1])


@given(st.data(), shapes, centers_strategy, st.sampled_from([0.4, 1, 2.5, 4, 30]), st.booleans())
def test_every_column_equals_a_loop_over_the_spots(data, shape, centers, radius, clip):
    image = data.draw(hnp.arrays(np.float64, shape, elements=st.floats(-5, 50, width=32)))
    bad = data.draw(hnp.arrays(bool, shape))
    r_in, r_out = data.draw(st.sampled_from([(0, 3), (2, 5.5), (4, 40)]))
    method = "sigma_clip" if clip else "median"
    table = measure_disks(
        image, centers, radius, mask=bad, background=(r_in, r_out), background_method=method
    )
    assert_array_equal(table["disk_sum"], disk_sums(image, centers, radius, mask=bad))
    for center, spot in zip(centers, table.itertuples(), strict=True):
        d2 = distances(shape, center)
        pixels = image[(d2 <= radius * radius) & ~bad]
        around = image[(d2 > r_in * r_in) & (d2 <= r_out * r_out) & ~bad]
        level = np.nan
        if around.size:
            level = sigma_clipped_stats(around, sigma=3, maxiters=5)[1] if clip else np.median(around)
        assert spot.n_pix == pixels.size
        assert spot.n_bad == ((d2 <= radius * radius) & bad).sum()
        assert_allclose(spot.background, level, rtol=1e-12, atol=1e-300)
        assert_allclose(spot.net, spot.disk_sum - level * pixels.size, rtol=1e-12, atol=1e-9)
        assert_allclose(spot.disk_mean, pixels.mean() if pixels.size else np.nan, rtol=1e-12, atol=1e-12)
        assert_allclose(spot.disk_std, pixels.std() if pixels.size else np.nan, rtol=1e-9, atol=1e-9)
        assert_array_equal(spot.disk_max, pixels.max() if pixels.size else np.nan)
        assert ("bad_pixels" in spot.flag) == (spot.n_bad > 0)
        assert ("outside" in spot.flag) == np.isnan(spot.disk_sum)


@pytest.mark.parametrize("method", ["center", "exact"])
def test_statistics_equal_photutils(method):
    rng = np.random.default_rng(0)
    image = rng.gamma(2, 10, (60, 80))
    centers = rng.uniform(10, 50, (30, 2))
    table = measure_disks(image, centers, 6.3, method=method, background=(8, 11))
    aperture = CircularAperture(centers[:, ::-1], 6.3)
    stats = ApertureStats(image, aperture, sum_method=method)
    assert_allclose(table["disk_sum"], stats.sum, rtol=1e-12)
    assert_allclose(table["n_pix"], stats.sum_aper_area.value, rtol=1e-12)
    assert_allclose(table["disk_mean"], stats.sum / stats.sum_aper_area.value, rtol=1e-12)
    assert_allclose(table["disk_std"], stats.std, rtol=1e-12)
    assert_allclose(table["disk_max"], stats.max, rtol=1e-15)
    assert_allclose(table["net"], table["disk_sum"] - table["background"] * table["n_pix"])
    plain = measure_disks(image, centers, 6.3, method=method)
    assert_allclose(plain[["centroid_col", "centroid_row"]], stats.centroid, rtol=1e-12)


def test_centroid_is_that_of_what_rises_above_the_background():
    rows, cols = np.indices((41, 51))
    image = 100 + 50 * np.exp(-((rows - 20.3) ** 2 + (cols - 24.8) ** 2) / 8)
    table = measure_disks(image, [(20, 25)], 9, background=(15, 18))
    weight = np.where(disk_mask(image.shape, (20, 25), 9), image - table.at[0, "background"], 0)
    assert_allclose(table.loc[0, ["centroid_col", "centroid_row"]].to_numpy(float), centroid_com(weight))
    assert_allclose(table.loc[0, ["centroid_row", "centroid_col"]].to_numpy(float), [20.3, 24.8], atol=0.01)
    assert measure_disks(-image, [(20, 25)], 9)[["centroid_row", "centroid_col"]].isna().all(axis=None)


def test_flags_in_words():
    image = np.ones((40, 50))
    image[20, 20] = np.nan
    centers = [(20, 10), (0, 25), (-30, 5), (30.5, 30.5), (20, 21), (39, 43), (39, 49), (39.2, 10)]
    flags = list(measure_disks(image, centers, 3.0)["flag"])
    assert flags == ["", "partial", "outside", "", "bad_pixels", "partial", "partial", "partial"]
    assert list(measure_disks(image, [(39, 43), (39, 49)], 3.1)["flag"]) == ["partial,crowded"] * 2
    assert list(measure_disks(image, [(5, 5), (5, 5)], 1)["flag"]) == ["crowded"] * 2
    between = measure_disks(image, [(30.5, 30.5)], 0.4)
    assert list(between["flag"]) == ["no_pixels"]
    assert between.at[0, "disk_sum"] == 0
    assert np.isnan(between.at[0, "disk_mean"])


@pytest.mark.parametrize(
    ("row", "radius", "center", "exact"),
    [
        (4, 4, False, False),
        (4, 4.6, False, True),
        (4, 5, True, True),
        (3.5, 4, False, False),
        (-3, 2.7, True, True),
    ],
)
def test_partial_is_about_what_is_lost(row, radius, center, exact):
    image = np.ones((20, 20))
    for method, expected in (("center", center), ("exact", exact)):
        for at in ((row, 10), (10, row), (19 - row, 10), (10, 19 - row)):
            flags = measure_disks(image, [at], radius, method=method).at[0, "flag"]
            assert ("partial" in flags) == expected


def test_all_bad_is_nan_without_a_warning():
    table = measure_disks(np.full((20, 20), np.nan), [(10, 10), (3.3, 4)], 3, background=(4, 6))
    assert (table["disk_sum"] == 0).all()
    assert (table["n_pix"] == 0).all()
    assert (table["flag"].str.startswith("bad_pixels")).all()
    assert (
        table[["peak", "disk_mean", "background", "net", "disk_std", "disk_max", "centroid_row"]]
        .isna()
        .all(axis=None)
    )


@pytest.mark.parametrize("background", [None, (3, 5)])
@pytest.mark.parametrize("method", ["center", "exact"])
def test_columns_and_types_never_change(background, method):
    image = np.arange(400, dtype=np.uint16).reshape(20, 20)
    full = measure_disks(image, [(5, 5), (40, 1)], 2, method=method, background=background)
    empty = measure_disks(image, [], 2, method=method, background=background)
    assert list(full.columns) == COLUMNS
    assert len(empty) == 0
    pd.testing.assert_series_equal(full.dtypes, empty.dtypes)
    assert full["n_bad"].dtype == np.int64
    assert full["n_pix"].dtype == (np.int64 if method == "center" else np.float64)


@pytest.mark.parametrize("image", [np.zeros((1, 1)), np.full((3, 1), 7), np.ones((1, 9), bool)])
def test_small_and_constant_images(image):
    table = measure_disks(image, [(0, 0)], 2, background=(0, 3), background_method="sigma_clip")
    assert table.at[0, "disk_std"] == 0
    assert table.at[0, "disk_max"] == image[0, 0]
    assert table.at[0, "peak"] == image[0, 0]


def test_values_near_the_limit_of_float64():
    image = np.full((9, 9), 1e308)
    image[4, 4] = -1e308
    table = measure_disks(image, [(4, 4)], 2, background=(2, 4), background_method="sigma_clip")
    assert table.at[0, "background"] == 1e308


@pytest.mark.parametrize("radius", [30.0, 1e6, 1e200])
def test_a_disk_wider_than_the_image(radius):
    image = np.random.default_rng(0).random((12, 17))
    table = measure_disks(image, [(3, 4), (11.5, -6), (1e250, 5)], radius, background=(0.5, radius))
    assert_array_equal(table["n_pix"], [204, 204, 0])
    assert_array_equal(table["disk_max"], [image.max(), image.max(), np.nan])
    around = np.delete(image.ravel(), 3 * 17 + 4)
    assert_allclose(table["background"], [np.median(around), np.median(image), np.nan])
    assert_allclose(table["disk_std"], [image.std(), image.std(), np.nan])
    assert table.at[2, "flag"].startswith("outside")


@pytest.mark.parametrize("method", ["center", "exact"])
def test_enclosed_is_the_fraction_of_light_of_the_spots_that_are_whole_and_alone(method):
    rows, cols = np.indices((160, 200))
    rng = np.random.default_rng(0)
    centers = [(20 + 40 * i + rng.uniform(), 20 + 40 * j + rng.uniform()) for i in range(4) for j in range(5)]
    image = rng.normal(7, 0.05, rows.shape)
    for row, col in centers:
        image += rng.uniform(50, 90) * np.exp(-((rows - row) ** 2 + (cols - col) ** 2) / (2 * 2.0**2))
    image[60, 60] = np.nan  # in spot 6
    places = [*centers, np.add(centers[0], (0, 8)), (80, 2)]  # too near to spot 0; clipped
    around = {"method": method, "background": (11, 15)}
    table = measure_disks(image, places, 3, total_radius=10, **around)
    part, whole = (growth_curve(image, places, [r], method=method)[:, 0] for r in (3, 10))
    area, total_area = (measure_disks(image, places, r, method=method)["n_pix"] for r in (3, 10))
    fractions = (part - table["background"] * area) / (whole - table["background"] * total_area)
    alone = [k for k in range(20) if k not in (0, 6)]
    middle = np.median(fractions[alone])
    assert_allclose(table["enclosed"], middle)
    assert_allclose(table["enclosed_std"], 1.4826 * np.median(np.abs(fractions[alone] - middle)))
    assert_allclose(table["enclosed"], 1 - np.exp(-(3**2) / (2 * 2.0**2)), atol=0.015)
    assert (table["enclosed_std"] < 0.03).all()
    plain = measure_disks(image, places, 3, **around)
    assert plain[["enclosed", "enclosed_std"]].isna().all(axis=None)
    pd.testing.assert_frame_equal(plain.iloc[:, :-2], table.iloc[:, :-2])


def test_no_spot_that_is_whole_encloses_nothing_known():
    for centers in ([], [(0, 0)], [(5, 5), (5, 6)]):
        table = measure_disks(np.ones((9, 9)), centers, 1, total_radius=3)
        assert table[["enclosed", "enclosed_std"]].isna().all(axis=None)
        assert len(table) == len(centers)
    with pytest.raises(ValueError, match="total_radius must be > radius = 3 px, got 2"):
        measure_disks(np.ones((9, 9)), [(4, 4)], 3, total_radius=2)
    with pytest.raises(ValueError, match="total_radius must be > 0 px, got nan"):
        measure_disks(np.ones((9, 9)), [(4, 4)], 3, total_radius=np.nan)


def test_peak_is_the_nearest_pixel():
    image = np.arange(20.0).reshape(4, 5)
    found = measure_disks(image, [(1.4, 2.6), (0.5, 0.5), (-0.4, 0), (-0.6, 0), (3.5, 0)], 2)["peak"]
    assert_array_equal(found, [8, 6, 0, np.nan, np.nan])


def test_blocks_of_spots_join(monkeypatch):
    rng = np.random.default_rng(0)
    image, centers = rng.random((50, 60)), rng.integers(-3, 60, (40, 2))
    whole = measure_disks(image, centers, 4, background=(6, 9), background_method="sigma_clip")
    monkeypatch.setattr(windows, "_BLOCK", 500)
    parts = measure_disks(image, centers, 4, background=(6, 9), background_method="sigma_clip")
    pd.testing.assert_frame_equal(whole, parts)


def test_wrong_arguments_are_named():
    image = np.ones((9, 9))
    for wrong, error, message in (
        ((3, 2), ValueError, r"background must be .* with 0 <= r_in < r_out px, got \(3, 2\)"),
        ((-1, 2), ValueError, "background must be"),
        (5, TypeError, "background must be a pair"),
        ((1, np.nan), ValueError, r"background\[1\] must be a finite number"),
    ):
        with pytest.raises(error, match=message):
            measure_disks(image, [(4, 4)], 2, background=wrong)
    with pytest.raises(ValueError, match=r"background_method must be one of 'median', .*, got 'best'"):
        measure_disks(image, [(4, 4)], 2, background_method="best")
    with pytest.raises(ValueError, match="radius must be > 0 px, got 0"):
        measure_disks(image, [(4, 4)], 0)


@pytest.mark.parametrize("method", ["center", "exact"])
@pytest.mark.parametrize("whole", [True, False])
def test_many_spots_at_once_are_exactly_those_of_a_loop(method, whole):
    rng = np.random.default_rng(4)
    image = np.ma.masked_less(rng.normal(size=(300, 400)), -2.5)
    centers = rng.uniform(-6, (306, 406), (9000, 2))  # in several parts, over the border, and far too near
    centers = np.rint(centers) if whole else centers
    found = measure_disks(image, centers, 4.5, method=method)
    some = rng.choice(len(centers), 60, replace=False)
    alone = pd.concat([measure_disks(image, centers[[k]], 4.5, method=method) for k in some])
    numbers = found.columns.drop("flag")
    tables = (table[numbers].reset_index(drop=True) for table in (found.iloc[some], alone))
    pd.testing.assert_frame_equal(*tables, check_exact=method == "center", rtol=1e-13)
    nearest = [np.partition(np.hypot(*(centers - center).T), 1)[1] for center in centers[some]]
    flags = [
        ",".join(filter(None, [flag, "crowded" * bool(distance < 9)]))
        for flag, distance in zip(alone["flag"], nearest, strict=True)
    ]
    assert found["flag"].iloc[some].to_list() == flags
