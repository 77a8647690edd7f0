import numpy as np
import pytest
import sep
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.testing import assert_allclose, assert_array_equal
from photutils.aperture import CircularAperture

from nbtools.compute.spots.disks import disk_mask, disk_sums, gaps
from nbtools.compute.spots.overlap import circle_overlap

METHODS = ["center", "exact"]


def inside(shape, center, radius):
    """Brute force: one pixel after the other."""
    mask = np.zeros(shape, bool)
    for row in range(shape[0]):
        for col in range(shape[1]):
            d_row, d_col = row - float(center[0]), col - float(center[1])
            mask[row, col] = d_row * d_row + d_col * d_col <= radius * radius
    return mask


def brute_sums(image, centers, radius):
    outside = gaps(np.asarray(centers, float).reshape(-1, 2), image.shape) >= radius * radius
    sums = [image[inside(image.shape, center, radius)].sum() for center in centers]
    return np.where(outside, np.nan, sums)


coordinate = st.one_of(
    st.integers(-9, 20),
    st.integers(-18, 40).map(lambda value: value / 2),
    st.floats(-9, 20, allow_subnormal=False),
)
centers_strategy = st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=6)
radius_strategy = st.one_of(
    st.sampled_from([0.4, 0.5, 1, 1.5, 2, 2.5, 5, 13, np.sqrt(2), np.sqrt(5) / 2, 40]),
    st.floats(0.01, 30),
)
shapes = hnp.array_shapes(min_dims=2, max_dims=2, max_side=14)


@given(st.data(), shapes, centers_strategy, radius_strategy)
def test_sums_equal_a_loop_over_the_pixels(data, shape, centers, radius):
    image = data.draw(hnp.arrays(np.int16, shape))
    expected = brute_sums(image, centers, radius)
    assert_array_equal(disk_sums(image, centers, radius), expected)
    assert_array_equal(disk_sums(image.astype(float), centers, radius), expected)


@given(shapes, st.tuples(coordinate, coordinate), radius_strategy)
def test_mask_equals_a_loop_over_the_pixels(shape, center, radius):
    assert_array_equal(disk_mask(shape, center, radius), inside(shape, center, radius))


@given(st.data(), shapes, st.tuples(coordinate, coordinate), radius_strategy)
def test_inside_and_outside_make_the_total(data, shape, center, radius):
    image = data.draw(hnp.arrays(np.int32, shape, elements=st.integers(-1000, 1000)))
    mask = disk_mask(shape, center, radius)
    masked = disk_sums(image, [center], radius, mask=~mask)
    assert_array_equal(masked, disk_sums(image, [center], radius))
    assert np.nan_to_num(masked[0]) + image[~mask].sum() == image.sum()


@given(st.data(), shapes, centers_strategy, radius_strategy)
def test_exact_equals_photutils(data, shape, centers, radius):
    image = data.draw(hnp.arrays(np.float64, shape, elements=st.floats(0, 100)))
    expected, _ = CircularAperture(np.array(centers, float)[:, ::-1], radius).do_photometry(
        image, method="exact"
    )
    outside = gaps(np.array(centers, float), shape) >= radius * radius
    found = disk_sums(image, centers, radius, method="exact")
    assert_array_equal(np.isnan(found), outside)
    assert_allclose(found[~outside], np.asarray(expected)[~outside], rtol=1e-12, atol=1e-11)


@pytest.mark.parametrize("radius", [2.3, 7.1, 15.6])
@pytest.mark.parametrize("fractional", [False, True])
def test_photutils_and_sep_agree(radius, fractional):
    rng = np.random.default_rng(3)
    image = rng.normal(50, 20, (60, 90))
    centers = rng.uniform(0, (59, 89), (40, 2))
    centers = centers if fractional else np.rint(centers)
    x, y = centers[:, 1], centers[:, 0]
    for method, subpix in (("center", 1), ("exact", 0)):
        found = disk_sums(image, centers, radius, method=method)
        other, _ = CircularAperture(np.stack([x, y], axis=1), radius).do_photometry(image, method=method)
        assert_allclose(found, other, rtol=1e-12, atol=1e-10)
        other = sep.sum_circle(image, x, y, radius, subpix=subpix)[0]  # keeps pixels in single precision
        assert_allclose(found, other, rtol=1e-6)


def test_ones_give_the_number_of_pixels_and_the_area():
    ones = np.ones((41, 61))
    for radius in (0.5, 1, 2.5, 7.07, 20):
        count = inside(ones.shape, (20, 30), radius).sum()
        assert disk_sums(ones, [(20, 30)], radius) == count
        assert_allclose(disk_sums(ones, [(20, 30)], radius, method="exact"), np.pi * radius**2, rtol=1e-13)


def test_a_pixel_at_exactly_the_radius_counts():
    image = np.arange(100.0).reshape(10, 10)
    assert disk_sums(image, [(5, 5)], 1) == 5 * 55
    assert disk_sums(image, [(4.5, 4.5)], np.hypot(0.5, 0.5)) == 44 + 45 + 54 + 55
    assert disk_sums(image, [(4.5, 5)], 1.5) == image[disk_mask((10, 10), (4.5, 5), 1.5)].sum()
    assert disk_mask((10, 10), (4.5, 5), 1.5)[[3, 6], 5].all()


def test_clipped_at_the_border_never_wrapped():
    image = np.zeros((20, 30))
    image[:, -1] = image[-1] = 1e6
    assert_array_equal(disk_sums(image, [(5, 0), (0, 5), (0, 0)], 4), 0)


def test_outside_is_nan_and_between_centres_is_zero():
    image = np.ones((10, 10), np.uint8)
    found = disk_sums(image, [(4.5, 4.5), (-5, 5), (4, 1e300), (4, 14.5), (4, 14.4)], 0.4)
    assert_array_equal(found, [0, np.nan, np.nan, np.nan, np.nan])
    assert_array_equal(disk_sums(image, [(4, 14.5), (4, 14.4)], 5), [np.nan, 0])
    assert found.dtype == np.float64


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("radius", [50.0, 1e9, 1e200])
def test_a_huge_disk_holds_the_whole_image(method, radius):
    image = np.arange(12.0).reshape(3, 4)
    assert_allclose(disk_sums(image, [(1, 1), (0.3, 2.1)], radius, method=method), 66, rtol=1e-12)


@pytest.mark.parametrize("dtype", ["?", "u1", "i1", ">u2", "<i4", ">i8", "u8", "f2", "<f4", ">f8", "g"])
def test_every_type_gives_the_sums_of_a_loop(dtype):
    plain = np.random.default_rng(0).integers(0, 2 if dtype == "?" else 100, (15, 20))
    image = plain.astype(dtype)  # layouts and read-only images: tests/compute/test_contract.py
    before = image.tobytes()
    centers = [(3, 4), (14, 19), (7.5, 0.25)]
    found = disk_sums(image, centers, 4.2)
    assert_array_equal(found, brute_sums(plain, centers, 4.2))
    assert found.dtype == {"i": np.int64, "u": np.uint64, "b": np.uint64, "f": np.float64}[image.dtype.kind]
    assert image.tobytes() == before


def test_integer_sums_do_not_overflow():
    assert disk_sums(np.full((9, 9), 255, np.uint8), [(4, 4)], 3)[0] == 29 * 255
    assert disk_sums(np.full((9, 9), 2**32 - 1, np.uint32), [(4, 4)], 3)[0] == 29 * (2**32 - 1)
    exact = disk_sums(np.full((9, 9), 2**58 + 1, np.uint64), [(4, 4)], 2)
    assert exact.dtype == np.uint64
    assert int(exact[0]) == 13 * (2**58 + 1)
    for image in (np.full((9, 9), 2**64 - 1, np.uint64), np.full((9, 9), -(2**63), np.int64)):
        found = disk_sums(image, [(4, 4)], 3)
        assert found.dtype == np.float64
        assert_allclose(found, 29 * float(image[0, 0]), rtol=1e-15)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("huge", [1e20, 1e300, -1e308])
def test_a_huge_pixel_disturbs_no_other_spot(method, huge):
    image = np.random.default_rng(0).random((40, 60))
    image[20, 30] = 0
    centers = [(20, 20), (20, 41.5), (8, 30), (21, 50)]
    before = disk_sums(image, centers, 9.2, method=method)
    image[20, 30] = huge
    image[39, :] = huge
    assert_allclose(disk_sums(image, centers, 9.2, method=method), before, rtol=1e-13)


def test_a_sum_beyond_float64_is_infinite_without_a_warning():
    assert disk_sums(np.full((9, 9), 1e308), [(4, 4)], 3) == np.inf


def test_single_precision_is_summed_in_double():
    image = np.full((101, 101), 1e8, np.float32)
    image[50, 50] = 1
    assert disk_sums(image, [(50, 50)], 40)[0] == 1e8 * (inside((101, 101), (50, 50), 40).sum() - 1) + 1


@pytest.mark.parametrize("method", METHODS)
def test_bad_pixels_are_left_out(method):
    rng = np.random.default_rng(1)
    image = rng.random((20, 20))
    bad = rng.random((20, 20)) < 0.2
    centers = [(10, 10), (0, 3), (5.5, 7.2)]
    expected = disk_sums(np.where(bad, 0, image), centers, 5, method=method)
    spoiled = image.copy()
    spoiled[bad] = rng.choice([np.nan, np.inf, -np.inf], bad.sum())
    masked = np.ma.array(image, mask=bad)
    for found in (
        disk_sums(spoiled, centers, 5, method=method),
        disk_sums(masked, centers, 5, method=method),
        disk_sums(image, centers, 5, method=method, mask=bad),
    ):
        assert_array_equal(found, expected)
    assert_array_equal(masked.mask, bad)
    far = image.copy()
    far[19, 19] = np.nan
    assert_array_equal(disk_sums(far, centers, 5), disk_sums(image, centers, 5))


@pytest.mark.parametrize(
    "image", [np.zeros((5, 5)), np.full((5, 5), np.nan), np.ones((1, 1)), np.ones((1, 9))]
)
def test_images_without_structure(image):
    for method in METHODS:
        found = disk_sums(image, [(0, 0)], 1, method=method)
        assert np.isfinite(found).all()


def test_many_spots_equal_few():
    rng = np.random.default_rng(5)
    image = rng.random((300, 200))
    centers = rng.uniform(-5, 205, (3000, 2))
    for method in METHODS:
        together = disk_sums(image, centers, 20.5, method=method)
        apart = np.concatenate(
            [disk_sums(image, centers[i : i + 7], 20.5, method=method) for i in range(0, 3000, 7)]
        )
        assert_allclose(together, apart, rtol=1e-13)


def test_no_centres_give_no_sums():
    for nothing in ([], np.empty((0, 2)), ()):
        assert disk_sums(np.ones((4, 4)), nothing, 2).shape == (0,)


@pytest.mark.parametrize("radius", [0, -3, np.nan, np.inf, True])
def test_wrong_radius(radius):
    with pytest.raises(ValueError, match="radius must be > 0 px"):
        disk_sums(np.ones((4, 4)), [(1, 1)], radius)
    with pytest.raises(ValueError, match="radius must be > 0 px"):
        disk_mask((4, 4), radius=radius)


def test_other_wrong_arguments_are_named():
    image = np.ones((4, 4))
    with pytest.raises(ValueError, match="method must be 'center' or 'exact', got 'centre'"):
        disk_sums(image, [(1, 1)], 2, method="centre")
    with pytest.raises(ValueError, match="centers must have shape"):
        disk_sums(image, [1, 1], 2)
    with pytest.raises(ValueError, match="centers must be finite"):
        disk_sums(image, [(1, np.nan)], 2)
    with pytest.raises(ValueError, match="shape"):
        disk_mask((3, 4, 5))
    with pytest.raises(ValueError, match=r"shape\[1\] must be a whole number >= 1"):
        disk_mask((3, 0))
    with pytest.raises(ValueError, match="radius must be given"):
        disk_mask((3, 3), center=(-1, 0))


def test_mask_defaults_to_the_largest_disk_in_the_middle():
    for shape in ((5, 9), (6, 9), (1, 1), (8, 4)):
        middle = (shape[0] - 1) / 2, (shape[1] - 1) / 2
        assert_array_equal(disk_mask(shape), inside(shape, middle, min(shape) / 2))
    assert_array_equal(disk_mask((9, 9), center=(2, 3)), inside((9, 9), (2, 3), 2.5))


@given(st.floats(-4, 4), st.floats(-4, 4), st.floats(0.05, 4))
def test_overlap_equals_counting_fine_points(d_row, d_col, radius):
    n = 400
    fine = (np.arange(n) + 0.5) / n - 0.5
    points = (d_row + fine[:, None]) ** 2 + (d_col + fine) ** 2 <= radius * radius
    assert_allclose(circle_overlap(d_row, d_col, radius), points.mean(), atol=4 / n)


@given(st.floats(-0.5, 0.5), st.floats(-0.5, 0.5), st.floats(0.01, 300))
def test_overlaps_add_up_to_the_area_of_the_circle(row, col, radius):
    side = np.arange(-int(radius) - 2, int(radius) + 3)
    overlap = circle_overlap(side[:, None] - row, side - col, radius)
    assert overlap.min() >= 0
    assert overlap.max() <= 1 + 1e-12
    assert_allclose(overlap.sum(), np.pi * radius**2, rtol=1e-12)
