import dataclasses
import math
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.lib.stride_tricks import sliding_window_view
from numpy.testing import assert_array_equal
from skimage.data import astronaut, camera
from skimage.metrics import mean_squared_error, peak_signal_noise_ratio, structural_similarity

from nbtools.compute.diff import metrics
from nbtools.compute.diff.metrics import Metrics, image_metrics

KINDS = [
    np.int8,
    np.uint8,
    np.int16,
    np.uint16,
    np.int32,
    np.uint32,
    np.int64,
    np.uint64,
    np.float32,
    np.float64,
]


def noisy(image, seed=0, sigma=9):
    noise = np.random.default_rng(seed).normal(0, sigma, image.shape)
    return np.clip(image + noise, 0, 255).astype(image.dtype)


def whole_ssim(before, after, data_range, **kwargs):
    return structural_similarity(before.astype(float), after.astype(float), data_range=data_range, **kwargs)


def window_ssim(before, after, good, data_range, side=7):
    """Mean over all good windows, one by one, from the formula."""
    c1, c2 = (0.01 * data_range) ** 2, (0.03 * data_range) ** 2
    found = []
    windows = (
        sliding_window_view(image, (side, side)).reshape(-1, side, side) for image in (before, after, good)
    )
    for a, b, whole in zip(*windows, strict=True):
        if whole.all():
            (va, vab), (_, vb) = np.cov(a.ravel(), b.ravel())
            ma, mb = a.mean(), b.mean()
            top = (2 * ma * mb + c1) * (2 * vab + c2)
            found.append(top / ((ma * ma + mb * mb + c1) * (va + vb + c2)))
    return np.mean(found) if found else np.nan


@pytest.mark.parametrize("strip", [None, 3000])
@pytest.mark.parametrize(("picture", "axis"), [(camera, None), (astronaut, -1)])
def test_pictures_equal_scikit_image(picture, axis, strip, monkeypatch):
    if strip:
        monkeypatch.setattr(metrics, "_STRIP", strip)
        monkeypatch.setattr(metrics, "_SSIM_STRIP", strip)
        monkeypatch.setattr(metrics, "_SSIM_ROWS", 5)
    before = picture()[40:240, 30:333]
    after = noisy(before)
    found = image_metrics(before, after)
    difference = before.astype(float) - after
    assert found.n == before.shape[0] * before.shape[1]
    assert found.data_range == 255
    assert found.max_abs == np.abs(difference).max()
    assert found.mae == pytest.approx(np.abs(difference).mean(), rel=1e-14)
    assert found.bias == pytest.approx(difference.mean(), rel=1e-13)
    assert found.rmse == pytest.approx(math.sqrt(mean_squared_error(before, after)), rel=1e-14)
    assert found.psnr == pytest.approx(peak_signal_noise_ratio(before, after), rel=1e-14)
    assert found.ssim == pytest.approx(whole_ssim(before, after, 255, channel_axis=axis), rel=1e-12)


@given(st.data(), st.sampled_from(KINDS), st.sampled_from(KINDS), st.booleans())
def test_all_types_equal_exact_numbers(data, first, second, colour):
    shape = data.draw(hnp.array_shapes(min_dims=2, max_dims=2, max_side=6)) + (3,) * colour
    before, after = (
        data.draw(hnp.arrays(kind, shape, elements=hnp.from_dtype(np.dtype(kind), allow_subnormal=False)))
        for kind in (first, second)
    )
    masked = data.draw(hnp.arrays(bool, shape[:2]))
    good = np.isfinite(before) & np.isfinite(after)
    good = (good.all(axis=2) if colour else good) & ~masked
    found = image_metrics(before, after, masked=masked)
    assert found.n == good.sum()
    if found.n == 0:
        assert np.isnan(dataclasses.astuple(found)[1:]).all()
        return
    a, b = before[good].ravel().tolist(), after[good].ravel().tolist()
    floats = "f" in (before.dtype.kind, after.dtype.kind)
    exact = [float(x) - float(y) if floats else x - y for x, y in zip(a, b, strict=True)]
    largest = float(max(map(abs, exact)))
    assert found.max_abs == pytest.approx(largest, rel=1e-15)
    if first == second and not floats:
        assert found.data_range == float(np.iinfo(first).max - np.iinfo(first).min)
    else:
        assert found.data_range == pytest.approx(float(max(a + b) - min(a + b)), rel=1e-15)
    if math.isfinite(largest) and largest > 0:
        units = [x / largest for x in exact]
        assert found.mae == pytest.approx(math.fsum(map(abs, units)) / len(units) * largest, rel=1e-13)
        assert found.bias == pytest.approx(
            math.fsum(units) / len(units) * largest, rel=1e-13, abs=1e-14 * largest
        )
        assert found.rmse == pytest.approx(math.hypot(*units) / math.sqrt(len(units)) * largest, rel=1e-13)
        if math.isfinite(found.data_range):
            psnr = 20 * (math.log10(found.data_range) - math.log10(found.rmse))
            assert found.psnr == pytest.approx(psnr, rel=1e-12, abs=1e-12)
    elif largest == 0:
        assert found.psnr == math.inf
        assert found.rmse == found.mae == found.bias == 0


@given(st.data(), hnp.array_shapes(min_dims=2, max_dims=2, max_side=12), st.booleans())
def test_ssim_equals_a_loop_over_windows(data, shape, strips):
    elements = st.floats(-5, 50, width=32)
    before, after = (data.draw(hnp.arrays(np.float64, shape, elements=elements)) for _ in range(2))
    bad = np.zeros(shape, bool)
    for at in data.draw(st.lists(st.integers(0, bad.size - 1), max_size=2)):
        bad.flat[at] = True
    before[bad] = np.nan
    side = min(7, *shape) - (min(7, *shape) % 2 == 0)
    with pytest.MonkeyPatch.context() as patch:
        if strips:
            patch.setattr(metrics, "_SSIM_STRIP", 1)
            patch.setattr(metrics, "_SSIM_ROWS", 2)
        found = image_metrics(before, after, data_range=20.0)
    if side < 3 or bad.all():
        assert math.isnan(found.ssim)
    else:
        expected = window_ssim(before, after, ~bad, 20.0, side)
        assert found.ssim == pytest.approx(expected, rel=1e-9, abs=1e-9, nan_ok=True)


def test_integers_beyond_the_digits_of_float64():
    big = 2**62 + 1
    before, after = np.full((2, 3), big), np.full((2, 3), big - 1)
    after[0, 0] = big + 5
    found = image_metrics(before, after)
    assert (found.max_abs, found.mae, found.bias) == (5, 10 / 6, 0)
    limits = np.iinfo(np.int64)
    ends = np.array([[limits.min, limits.max, 0]])
    assert image_metrics(ends, ends[:, [1, 0, 2]]).max_abs == 2.0**64
    assert image_metrics(ends, ends[:, [1, 0, 2]]).bias == 0
    assert image_metrics(ends, ends[:, [2, 2, 2]]).max_abs == 2.0**63
    top, bottom = np.full((1, 1), 2**64 - 1, np.uint64), np.full((1, 1), limits.min)
    assert image_metrics(top, bottom).bias == 2.0**64 + 2.0**63
    assert image_metrics(bottom, top).bias == -(2.0**64 + 2.0**63)
    assert image_metrics(top, top - 1).bias == 1


def test_one_huge_pixel_and_large_float32():
    rng = np.random.default_rng(1)
    before = (1e8 + rng.integers(0, 4096, (64, 50)) * 8).astype(np.float32)
    after = before - np.float32(8)
    found = image_metrics(before, after)
    assert (found.max_abs, found.mae, found.rmse, found.bias) == (8, 8, 8, 8)
    before, after = before.astype(float), after.astype(float)
    before[3, 4] += 1e200
    found = image_metrics(before, after, masked=before > 1e100)
    assert found.rmse == 8
    found = image_metrics(before, after)
    assert found.rmse == pytest.approx(1e200 / math.sqrt(3200), rel=1e-14)
    assert found.mae == pytest.approx(1e200 / 3200, rel=1e-14)


@pytest.mark.parametrize("factor", [1e-200, 1e200])
def test_tiny_and_huge_values_have_the_same_likeness(factor):
    before = np.random.default_rng(2).random((30, 40))
    after = before**1.1
    usual, found = image_metrics(before, after), image_metrics(before * factor, after * factor)
    assert found.rmse == pytest.approx(usual.rmse * factor, rel=1e-13)
    assert found.psnr == pytest.approx(usual.psnr, rel=1e-12)
    assert found.ssim == pytest.approx(usual.ssim, rel=1e-12)


def test_values_near_the_limit_of_float64():
    before = np.full((9, 9), 1.5e308)
    found = image_metrics(before, -before)
    assert found.max_abs == found.mae == found.rmse == found.data_range == math.inf


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_bad_pixels_are_left_out_in_any_channel(value):
    before = noisy(astronaut()[100:130, 100:140]).astype(np.float32)
    after = noisy(before, 1)
    masked = np.zeros((30, 40), bool)
    masked[20, 30] = True
    before[4, 5, 1] = after[25, 6, 2] = value
    good = np.isfinite(before * after).all(axis=2) & ~masked
    found = image_metrics(before, after, masked=masked)
    difference = before[good].astype(float) - after[good]
    values = np.concatenate([before[good], after[good]])
    assert found.n == 30 * 40 - 3
    assert found.data_range == values.max() - values.min()
    assert found.bias == pytest.approx(difference.mean(), rel=1e-12)
    assert found.rmse == pytest.approx(math.sqrt((difference**2).mean()), rel=1e-12)
    each = [window_ssim(before[..., c], after[..., c], good, found.data_range) for c in range(3)]
    assert found.ssim == pytest.approx(np.mean(each), rel=1e-6)


@pytest.mark.parametrize("shape", [(1, 1), (20, 20), (9, 9, 3)])
def test_nothing_to_compare_is_nan(shape):
    for before, masked in ((np.full(shape, np.nan), None), (np.ones(shape), np.ones(shape[:2], bool))):
        found = image_metrics(before, np.ones(shape), masked=masked)
        assert found.n == 0
        assert np.isnan(dataclasses.astuple(found)[1:]).all()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [(1, 1), (2, 30), (3, 3), (6, 20), (20, 7, 3)])
def test_equal_images(shape, kind):
    for image in (np.full(shape, 7, kind), np.arange(math.prod(shape)).reshape(shape).astype(kind)):
        found = image_metrics(image, image)
        assert (found.max_abs, found.mae, found.rmse, found.bias, found.psnr) == (0, 0, 0, 0, math.inf)
        assert found.ssim == pytest.approx(1 if min(shape[:2]) >= 3 else math.nan, rel=1e-12, nan_ok=True)


def test_a_given_range_is_used():
    before, after = camera()[:50, :60], noisy(camera()[:50, :60])
    found = image_metrics(before, after, data_range=1000)
    assert found.data_range == 1000
    assert found.psnr == pytest.approx(peak_signal_noise_ratio(before, after, data_range=1000), rel=1e-14)
    assert found.ssim == pytest.approx(whole_ssim(before, after, 1000), rel=1e-12)


def test_any_layout_and_unchanged():
    rng = np.random.default_rng(4)
    before, after = rng.random((60, 80)), rng.random((60, 80))
    expected = image_metrics(before[::2, ::-2].copy(), after[::2, ::-2].copy())
    kept = before.copy(), after.copy()
    before.flags.writeable = after.flags.writeable = False
    assert image_metrics(before[::2, ::-2], np.asfortranarray(after[::2, ::-2])) == expected
    assert_array_equal([before, after], kept)
    with pytest.raises(dataclasses.FrozenInstanceError):
        expected.n = 3
    assert isinstance(expected, Metrics)
    assert [type(x) for x in dataclasses.astuple(expected)] == [int] + [float] * 7


def test_memory_is_that_of_strips():
    rng = np.random.default_rng(0)
    before = rng.random((2000, 2000))
    after = before + 0.1
    after[5, 5] = np.nan
    image_metrics(before[:20], after[:20])  # what is imported is no memory of the images
    tracemalloc.start()
    image_metrics(before, after)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    metrics._distances(before, after, None)
    without_ssim = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40e6
    assert without_ssim < 10e6


def test_wrong_arguments_are_named():
    image = np.ones((4, 5))
    for before, after, kwargs, error, message in (
        (image, image[1:], {}, ValueError, r"equal shapes, got \(4, 5\) and \(3, 5\)"),
        (image > 0, image, {}, TypeError, "before must be an array of integers or floats, got dtype bool"),
        (image, image * 1j, {}, TypeError, "after must be .* got dtype complex128"),
        (image[0], image[0], {}, ValueError, r"before must be .* got shape \(5,\)"),
        (image, image, {"masked": image[1:] > 2}, ValueError, r"masked must have the shape .* got \(3, 5\)"),
        (image, image, {"data_range": 0}, ValueError, "data_range must be > 0, got 0"),
    ):
        with pytest.raises(error, match=message):
            image_metrics(before, after, **kwargs)
