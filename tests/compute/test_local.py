import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.testing import assert_allclose, assert_array_equal
from scipy import ndimage

from nbtools.compute.spots import local
from nbtools.compute.spots.disks import disk_mask, disk_sums
from nbtools.compute.spots.local import local_sum

MODES = ["constant", "reflect", "nearest", "mirror", "wrap"]
shapes = hnp.array_shapes(min_dims=2, max_dims=2, max_side=12)
radii = st.sampled_from([0.4, 1, 1.5, 2, np.sqrt(5), 3.3, 5, 7, 13])


@given(st.data(), shapes, radii, st.sampled_from(MODES), st.sampled_from([0, 3, -2.5]))
def test_disks_equal_scipy(data, shape, radius, mode, cval):
    image = data.draw(hnp.arrays(np.int16, shape))
    side = 2 * int(radius) + 1
    kernel = disk_mask((side, side), radius=radius).astype(int)
    expected = ndimage.convolve(image.astype(float), kernel, mode=mode, cval=cval)
    found = local_sum(image, radius, mode=mode, cval=cval)
    assert_array_equal(found, expected)
    assert found.dtype == (np.float64 if mode == "constant" and cval == -2.5 else np.int64)
    assert_allclose(local_sum(image.astype(float), radius, mode=mode, cval=cval), expected, rtol=1e-12)


@given(st.data(), shapes, hnp.array_shapes(min_dims=2, max_dims=2, max_side=5), st.sampled_from(MODES))
def test_kernels_equal_scipy(data, shape, size, mode):
    image = data.draw(hnp.arrays(np.float64, shape, elements=st.floats(-100, 100)))
    kernel = data.draw(hnp.arrays(np.float64, size, elements=st.floats(-3, 3)))
    expected = ndimage.convolve(image, kernel, mode=mode, cval=2.5)
    assert_array_equal(local_sum(image, kernel=kernel, mode=mode, cval=2.5), expected)


def test_at_a_pixel_it_is_the_disk_sum():
    image = np.random.default_rng(0).random((30, 40))
    centers = np.argwhere(np.ones(image.shape, bool))
    assert_allclose(local_sum(image, 4.5).ravel(), disk_sums(image, centers, 4.5), rtol=1e-13)


def test_strips_join_without_seam(monkeypatch):
    image = np.random.default_rng(0).random((50, 20))
    whole = local_sum(image, 3.7)
    monkeypatch.setattr(local, "_STRIP", 100)
    assert_array_equal(local_sum(image, 3.7), whole)


def test_integers_do_not_wrap():
    image = np.full((9, 9), 255, np.uint8)
    assert local_sum(image, 3)[4, 4] == 29 * 255
    assert local_sum(image, 3).dtype == np.uint64
    found = local_sum(image, kernel=np.full((3, 3), -2, np.int8))
    assert found.dtype == np.int64
    assert found[4, 4] == -18 * 255
    assert local_sum(image.astype(np.uint64), kernel=[[1, -1]]).dtype == np.int64
    large = local_sum(np.full((9, 9), 2**63, np.uint64), 3)
    assert large.dtype == np.float64
    assert large[4, 4] == 29 * 2.0**63


def test_kernel_of_bools_and_a_fractional_border():
    image = np.arange(20).reshape(4, 5)
    kernel = np.array([[True, False], [True, True]])
    assert_array_equal(
        local_sum(image, kernel=kernel), ndimage.convolve(image, kernel.astype(int), mode="constant")
    )
    assert local_sum(image, kernel=[[1, 1]], cval=0.5).dtype == np.float64
    assert local_sum(image, kernel=[[1, 1]], cval=0.5, mode="wrap").dtype == np.int64


def test_bad_pixels_count_as_zero():
    rng = np.random.default_rng(0)
    image = rng.random((20, 20))
    bad = rng.random((20, 20)) < 0.1
    spoiled, clean = np.where(bad, np.nan, image), np.where(bad, 0, image)
    kernel = rng.random((3, 5))
    assert_array_equal(local_sum(spoiled, 3), local_sum(clean, 3))
    assert_array_equal(local_sum(image, kernel=kernel, mask=bad), local_sum(clean, kernel=kernel))
    assert np.isnan(spoiled).sum() == bad.sum()


def test_a_huge_pixel_reaches_only_its_disk():
    image = np.random.default_rng(0).random((40, 40))
    before = local_sum(image, 5)
    image[20, 20] = 1e300
    apart = ~disk_mask((40, 40), (20, 20), 5)
    assert_allclose(local_sum(image, 5)[apart], before[apart], rtol=1e-13)


def test_nan_beyond_the_border_marks_clipped_disks():
    found = local_sum(np.ones((9, 9), int), 2, cval=np.nan)
    expected = np.full((9, 9), np.nan)
    expected[2:-2, 2:-2] = 13
    assert_array_equal(found, expected)


@pytest.mark.parametrize("dtype", [">u2", ">f4", "?", "i1"])
def test_types_and_layouts(dtype):
    image = np.random.default_rng(0).integers(0, 2, (12, 16)).astype(dtype)[::2, ::-1]
    image.flags.writeable = False
    kernel = disk_mask((5, 5), radius=2).astype(float)
    assert_array_equal(local_sum(image, 2), ndimage.convolve(image.astype(float), kernel, mode="constant"))


def test_wrong_arguments_are_named():
    image = np.ones((4, 4))
    with pytest.raises(ValueError, match="exactly one of radius and kernel must be given, got none"):
        local_sum(image)
    with pytest.raises(ValueError, match="exactly one of radius and kernel must be given, got both"):
        local_sum(image, 2, np.ones((3, 3)))
    with pytest.raises(ValueError, match="mode must be"):
        local_sum(image, 2, mode="valid")
    with pytest.raises(ValueError, match="radius must be > 0 px, got 0"):
        local_sum(image, 0)
    with pytest.raises(ValueError, match="kernel must have 2 dimensions"):
        local_sum(image, kernel=[1, 2])
    with pytest.raises(ValueError, match="kernel must be finite"):
        local_sum(image, kernel=[[1, np.nan]])
