import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.testing import assert_allclose, assert_array_equal
from photutils.profiles import CurveOfGrowth

from nbtools.compute.spots import radial
from nbtools.compute.spots.disks import disk_sums
from nbtools.compute.spots.growth import RadialSums, growth_curve

coordinate = st.one_of(st.integers(-9, 20), st.floats(-9, 20, allow_subnormal=False))
centers_strategy = st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=6)
whole_centers = st.lists(st.tuples(st.integers(-9, 20), st.integers(-9, 20)), min_size=1, max_size=6)
radii_strategy = st.lists(
    st.one_of(st.sampled_from([0.4, 0.5, 1, 2, 5, np.sqrt(2), 13]), st.floats(0.01, 20)),
    min_size=1,
    max_size=5,
)
shapes = hnp.array_shapes(min_dims=2, max_dims=2, max_side=14)


@given(st.data(), shapes, st.one_of(centers_strategy, whole_centers), radii_strategy)
def test_every_radius_equals_a_sum_from_scratch(data, shape, centers, radii):
    image = data.draw(hnp.arrays(np.int16, shape))
    sums = RadialSums(image, centers, max(radii))
    for radius in radii:
        assert_array_equal(sums.sums(radius), disk_sums(image, centers, radius))
        exact = disk_sums(image, centers, radius, method="exact")
        assert_allclose(sums.sums(radius, "exact"), exact, rtol=1e-11, atol=1e-7)


@given(st.data(), shapes, whole_centers, radii_strategy)
def test_curve_equals_a_loop_over_the_pixels(data, shape, centers, radii):
    image = data.draw(hnp.arrays(np.float64, shape, elements=st.floats(-10, 10)))
    rows, cols = np.indices(shape)
    curve = growth_curve(image, centers, radii)
    assert curve.shape == (len(centers), len(radii))
    for (row, col), sums in zip(centers, curve, strict=True):
        for radius, found in zip(radii, sums, strict=True):
            expected = image[(rows - row) ** 2 + (cols - col) ** 2 <= radius * radius].sum()
            assert np.isnan(found) or np.isclose(found, expected, atol=1e-9)
            assert not np.isnan(found) or expected == 0


def test_curve_equals_photutils():
    rng = np.random.default_rng(0)
    image = rng.random((50, 70))
    radii = np.arange(1, 12.5, 0.7)
    for row, col in ((20, 30), (3, 66), (17.3, 20.8)):
        expected = CurveOfGrowth(image, (col, row), radii, method="exact").profile
        assert_allclose(growth_curve(image, [(row, col)], radii, method="exact")[0], expected, rtol=1e-12)


def test_ones_give_numbers_of_pixels():
    image = np.ones((40, 40), np.uint8)
    image[3, 3] = 0
    mask = np.zeros((40, 40), bool)
    mask[3, 3] = mask[20, 20] = True
    centers = [(20, 20), (0, 0), (39, 12.5), (70, 3)]
    sums = RadialSums(image, centers, 9, mask=mask)
    for radius in (0.4, 1, 4.5, 9):
        assert_array_equal(np.nan_to_num(sums.sums(radius)), sums.n_pix(radius))
        exact = np.nan_to_num(sums.sums(radius, "exact"))
        assert_allclose(exact, sums.n_pix(radius, "exact"), rtol=1e-12, atol=1e-12)
    assert_array_equal(sums.n_bad(9), [1, 1, 0, 0])
    assert_array_equal(sums.n_bad(0.4), [1, 0, 0, 0])
    assert_array_equal(sums.n_bad(4, "exact"), [1, 1, 0, 0])


def test_radii_in_any_order_and_more_than_once():
    image = np.random.default_rng(0).integers(0, 9, (30, 30))
    curve = growth_curve(image, [(10, 10), (2, 28)], [5, 1, 5, 3])
    assert curve.dtype == np.int64
    for column, radius in enumerate([5, 1, 5, 3]):
        assert_array_equal(curve[:, column], disk_sums(image, [(10, 10), (2, 28)], radius))


def test_a_huge_pixel_disturbs_no_other_spot():
    image = np.random.default_rng(0).random((60, 60))
    centers = [(20, 20), (45, 20), (20, 44.5)]
    before = growth_curve(image, centers, [3, 8, 11])
    image[20, 32] = 1e300
    assert_allclose(growth_curve(image, centers, [3, 8, 11]), before, rtol=1e-13)


@pytest.mark.parametrize("limit", [1, 3000])
def test_too_large_tables_are_not_made(monkeypatch, limit):
    rng = np.random.default_rng(0)
    image, centers = rng.random((50, 50)), rng.integers(0, 50, (30, 2))
    expected = growth_curve(image, centers, [1, 4, 9])
    monkeypatch.setattr(radial, "_LIMIT", limit)
    assert RadialSums(image, centers, 40)._table is None
    assert_allclose(growth_curve(image, centers, [1, 4, 9]), expected, rtol=1e-13)


def test_a_result_may_be_changed():
    sums = RadialSums(np.ones((9, 9)), [(4, 4)], 3)
    sums.sums(2)[:] = -1
    assert sums.sums(2) == 13


def test_nothing_asked():
    assert growth_curve(np.ones((4, 4)), [], [1, 2]).shape == (0, 2)
    assert growth_curve(np.ones((4, 4)), [(1, 1)], []).shape == (1, 0)
    assert RadialSums(np.ones((4, 4)), [], 2).sums(1).shape == (0,)


def test_wrong_arguments_are_named():
    sums = RadialSums(np.ones((9, 9)), [(4, 4)], 3)
    with pytest.raises(ValueError, match=r"radius must be <= max_radius = 3.0 px, got 4"):
        sums.sums(4)
    with pytest.raises(ValueError, match="radius must be > 0 px, got 0"):
        sums.sums(0)
    with pytest.raises(ValueError, match="method must be"):
        sums.n_pix(1, "best")
    with pytest.raises(ValueError, match="radii must be > 0 px, got -1"):
        growth_curve(np.ones((9, 9)), [(4, 4)], [1, -1])
    with pytest.raises(ValueError, match="radii must have one dimension"):
        growth_curve(np.ones((9, 9)), [(4, 4)], 3)
