"""Standard deviations of sums: a loop, photutils and SEP give the same, and they cover simulated truth."""

import numpy as np
import pandas as pd
import pytest
import sep
from astropy.stats import SigmaClip, sigma_clip
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.testing import assert_allclose, assert_array_equal
from photutils.aperture import ApertureStats, CircularAnnulus, CircularAperture
from photutils.background import ModeEstimatorBackground
from photutils.utils import calc_total_error

from nbtools import samples
from nbtools.compute.spots.disks import disk_sums
from nbtools.compute.spots.measure import measure_disks
from nbtools.compute.spots.overlap import circle_overlap
from nbtools.compute.spots.spots import SpotResult, measure_spots
from nbtools.compute.spots.stacks import measure_stack

METHODS = ["median", "mean", "mode", "sigma_clip"]
ERRORS = ["sum_err", "background_err", "net_err", "snr"]
coordinate = st.one_of(st.integers(-6, 20), st.floats(-6, 20, allow_subnormal=False))
shapes = hnp.array_shapes(min_dims=2, max_dims=2, max_side=12)


def loop(image, center, radius, method, bad, annulus, by, error, gain, read_noise):
    """Errors of one disk, pixel by pixel: sum_err, background_err, net_err, snr, err_from, background_clipped."""
    total = area = variance = 0.0
    ring, unknown, outside = [], False, True
    for row, col in np.ndindex(image.shape):
        d_row, d_col = row - center[0], col - center[1]
        d2 = d_row * d_row + d_col * d_col
        share = float(circle_overlap(np.array([d_row]), np.array([d_col]), radius)[0])
        outside &= share == 0
        weight = share if method == "exact" else float(d2 <= radius * radius)
        if bad[row, col]:
            continue
        total, area = total + weight * image[row, col], area + weight
        if weight and error is not None:
            unknown |= not np.isfinite(error[row, col])
            variance += weight * error[row, col] ** 2
        if annulus is not None and annulus[0] ** 2 < d2 <= annulus[1] ** 2:
            ring.append(image[row, col])
    level, level_err, clipped, scatter = 0.0 if annulus is None else np.nan, np.nan, np.nan, np.nan
    if ring:
        values = np.array(ring)
        kept = sigma_clip(values, sigma=3, maxiters=5).compressed() if by == "sigma_clip" else values
        clipped = 1 - len(kept) / len(values)
        median, mean, n = np.median(kept), np.mean(kept), len(kept)
        level = {"mean": mean, "mode": 3 * median - 2 * mean}.get(by, median)
        if n > 1:
            scatter = np.std(kept, ddof=1)
            k, rounded = {"mean": (1, 0), "mode": (9 * np.pi / 2 - 8, 9 / 12)}.get(by, (np.pi / 2, 1 / 12))
            rounded = rounded if (values == values.round()).all() else 0
            level_err = np.sqrt(k * scatter**2 / n + rounded)
    net = total - level * area
    if gain is not None:
        light = net if error is not None else total
        variance += max(light, 0) / gain + area * ((read_noise or 0) / gain) ** 2 + 0 * light
    known = "+".join(["error"] * (error is not None) + ["gain"] * (gain is not None))
    sum_err = np.sqrt(variance) if known else scatter * np.sqrt(area)
    sum_err = np.nan if outside or unknown else sum_err
    net_err = sum_err if annulus is None else np.hypot(sum_err, area * level_err)
    snr = net / net_err if net_err > 0 else np.nan
    return sum_err, level_err, net_err, snr, "" if np.isnan(sum_err) else known or "ring", clipped


@given(st.data(), shapes, st.tuples(coordinate, coordinate), st.sampled_from([0.4, 1, 2.5, 30]))
def test_every_error_equals_a_loop_over_the_pixels(data, shape, center, radius):
    whole = data.draw(st.booleans())
    elements = st.integers(-3, 60) if whole else st.floats(-3, 60, width=16)
    image = data.draw(hnp.arrays(np.int16 if whole else np.float64, shape, elements=elements))
    bad = data.draw(hnp.arrays(bool, shape))
    method, by = data.draw(st.sampled_from(["center", "exact"])), data.draw(st.sampled_from(METHODS))
    annulus = data.draw(st.sampled_from([None, (0, 3), (2, 5.5), (4, 40)]))
    error = data.draw(st.sampled_from([None, 1.5, "image"]))
    gain = data.draw(st.sampled_from([None, 0.5, 4]))
    read_noise = data.draw(st.sampled_from([None, 0, 3])) if gain and error is None else None
    errors = None if error is None else np.full(shape, error if error != "image" else 1.0)
    if error == "image":
        spread = st.one_of(st.floats(0, 9, width=16), st.sampled_from([np.nan, np.inf]))
        error = errors = data.draw(hnp.arrays(np.float64, shape, elements=spread))
    table = measure_disks(
        image,
        [center],
        radius,
        method=method,
        mask=bad,
        background=annulus,
        background_method=by,
        error=error,
        gain=gain,
        read_noise=read_noise,
    )
    expected = loop(image, center, radius, method, bad, annulus, by, errors, gain, read_noise)
    *numbers, source, clipped = expected
    assert table.at[0, "err_from"] == source
    assert_allclose(table.loc[0, ERRORS].to_numpy(float), numbers, rtol=1e-7, atol=1e-6)
    assert_allclose(table.at[0, "background_clipped"], clipped, atol=1e-12)
    assert ("no_background" in table.at[0, "flag"]) == np.isnan(table.at[0, "background"])


@pytest.fixture
def scene():
    rng = np.random.default_rng(0)
    image, centers = rng.gamma(2, 10, (70, 90)), rng.uniform(15, 55, (30, 2))
    return image, centers, rng.uniform(0.5, 3, image.shape), rng.random(image.shape) < 0.05


@pytest.mark.parametrize("method", ["center", "exact"])
def test_error_equals_photutils(scene, method):
    image, centers, error, mask = scene
    table = measure_disks(image, centers, 6.3, method=method, error=error, mask=mask)
    aperture = CircularAperture(centers[:, ::-1], 6.3)
    stats = ApertureStats(image, aperture, error=error, mask=mask, sum_method=method)
    assert_allclose(table["sum_err"], stats.sum_err, rtol=1e-12)
    assert_array_equal(table["net_err"], table["sum_err"])
    total = ApertureStats(
        image, aperture, error=calc_total_error(image, error, 2.5), mask=mask, sum_method=method
    )
    both = measure_disks(image, centers, 6.3, method=method, error=error, gain=2.5, mask=mask)
    assert_allclose(both["sum_err"], total.sum_err, rtol=1e-12)


@pytest.mark.parametrize("gain", [None, 2.5])
@pytest.mark.parametrize("one", [False, True])
def test_error_and_gain_equal_sep(scene, gain, one):
    image, centers, error, _ = scene
    error = 1.7 if one else error
    table = measure_disks(image, centers, 6.3, method="exact", error=error, gain=gain)
    x, y = centers[:, ::-1].T
    expected = sep.sum_circle(image, x, y, 6.3, err=error, gain=gain, subpix=0)[1]
    assert_allclose(table["sum_err"], expected, rtol=3e-8)  # sep's weights have fewer digits


@pytest.mark.parametrize("by", METHODS)
def test_the_background_equals_astropy_and_photutils(scene, by):
    image, centers, _, mask = scene
    table = measure_disks(image, centers, 3, background=(6, 11), background_method=by, mask=mask)
    clip = SigmaClip(3, maxiters=5) if by == "sigma_clip" else None
    ring = CircularAnnulus(centers[:, ::-1], 6, 11)
    stats = ApertureStats(image, ring, mask=mask, sigma_clip=clip, sum_method="center")
    level = {
        "mean": stats.mean,
        "mode": [
            ModeEstimatorBackground(sigma_clip=None)(values.compressed()) for values in stats.data_cutout
        ],
    }.get(by, stats.median)
    assert_allclose(table["background"], level, rtol=1e-12)
    if by != "sigma_clip":
        assert (table["background_clipped"] == 0).all()
        return
    all_of_it = ApertureStats(image, ring, mask=mask, sum_method="center").sum_aper_area.value
    assert_allclose(table["background_clipped"], 1 - stats.sum_aper_area.value / all_of_it, atol=1e-12)
    assert table["background_clipped"].max() > 0


# --- coverage of the truth --------------------------------------------------------------------------------------

CELL, CELLS, GAIN, READ_NOISE, RADIUS = 34, 45, 2.0, 4.0, 6.0  # px; a spot in each of 45 x 45 cells


def field(background, psf, seed, rounded=False):
    """Simulate 2025 spots of known flux, with the noise of photons and of reading."""
    rng = np.random.default_rng(seed)
    middles = CELL * np.indices((CELLS, CELLS)).reshape(2, -1).T + CELL / 2
    centers, fluxes = middles + rng.uniform(-1, 1, middles.shape), rng.uniform(300, 5000, len(middles))
    side = np.arange(CELL * CELLS)
    image = np.full((CELL * CELLS, CELL * CELLS), float(background))
    for (row, col), flux in zip(centers, fluxes, strict=True):
        rows, cols = (slice(int(at) - 12, int(at) + 13) for at in (row, col))
        down, right = (np.exp(-0.5 * ((side[s] - at) / psf) ** 2) for s, at in ((rows, row), (cols, col)))
        image[rows, cols] += flux * np.outer(down / down.sum(), right / right.sum())
    error = np.sqrt(image / GAIN + (READ_NOISE / GAIN) ** 2)
    image = rng.poisson(image * GAIN) / GAIN + READ_NOISE / GAIN * rng.standard_normal(image.shape)
    return (np.rint(image).astype(np.int32) if rounded else image), centers, fluxes, error


def coverage(table, truth):
    """Say which percentage of the truth lies within one and two standard deviations."""
    off = (table["net"] - truth).abs() / table["net_err"]
    assert len(off) == 2025
    return 100 * (off < 1).mean(), 100 * (off < 1.959964).mean()


@pytest.fixture(scope="module")
def faint():
    return field(background=20, psf=1.5, seed=1)


@pytest.mark.parametrize("by", METHODS)
@pytest.mark.parametrize("known", ["error", "gain"])
def test_net_err_covers_the_truth(faint, by, known):
    image, centers, fluxes, error = faint
    noise = {"error": error} if known == "error" else {"gain": GAIN, "read_noise": READ_NOISE}
    table = measure_disks(image, centers, RADIUS, background=(9, 12), background_method=by, **noise)
    one, two = coverage(table, fluxes)
    assert one == pytest.approx(68.3, abs=3)
    assert two == pytest.approx(95, abs=2)
    assert set(table["err_from"]) == {known}


@pytest.mark.parametrize("method", ["center", "exact"])
@pytest.mark.parametrize("psf", [0.6, 1.5])
def test_net_err_covers_the_truth_of_wide_and_narrow_spots(method, psf):
    image, centers, fluxes, _ = field(background=100, psf=psf, seed=2)
    table = measure_disks(
        image, centers, RADIUS, method=method, background=(9, 12), gain=GAIN, read_noise=READ_NOISE
    )
    one, two = coverage(table, fluxes)
    assert one == pytest.approx(68.3, abs=3)
    assert two == pytest.approx(95, abs=2)


def test_with_an_error_of_the_background_the_gain_adds_the_photons_of_the_spots(faint):
    image, centers, fluxes, _ = faint
    sky = np.sqrt(20 / GAIN + (READ_NOISE / GAIN) ** 2)
    table = measure_disks(image, centers, RADIUS, background=(9, 12), error=sky, gain=GAIN)
    one, two = coverage(table, fluxes)
    assert one == pytest.approx(68.3, abs=3)
    assert two == pytest.approx(95, abs=2)
    assert set(table["err_from"]) == {"error+gain"}


def test_the_scatter_in_the_ring_covers_the_truth_where_the_background_makes_the_noise():
    image, centers, fluxes, _ = field(background=5000, psf=1.5, seed=3)
    table = measure_disks(image, centers, RADIUS, background=(9, 12))
    one, two = coverage(table, fluxes)
    assert one == pytest.approx(68.3, abs=3)
    assert two == pytest.approx(95, abs=2)
    assert set(table["err_from"]) == {"ring"}


def test_a_median_of_whole_numbers_is_known_to_be_rounded():
    off, error = [], []
    for seed, background in enumerate((20, 20.2, 20.4, 20.6, 20.8)):
        image, centers, fluxes, _ = field(background, psf=1.5, seed=seed, rounded=True)
        table = measure_disks(image, centers, RADIUS, background=(9, 12), gain=GAIN, read_noise=READ_NOISE)
        off.append(table["net"] - fluxes)
        error.append(table["net_err"])
    ratio = np.concatenate(off) / np.concatenate(error)
    assert 100 * (np.abs(ratio) < 1).mean() == pytest.approx(68.3, abs=3)
    assert 100 * (np.abs(ratio) < 1.96).mean() == pytest.approx(95, abs=2)


# --- what is not known ------------------------------------------------------------------------------------------


def test_nothing_is_made_up_without_a_ring():
    table = measure_disks(np.eye(30), [(15, 15)], 3)
    assert table[[*ERRORS, "background_clipped"]].isna().all(axis=None)
    assert table.at[0, "err_from"] == ""
    table = measure_disks(np.eye(30), [(15, 15)], 3, gain=1)
    assert table.at[0, "net_err"] == table.at[0, "sum_err"] == pytest.approx(np.sqrt(5))
    assert np.isnan(table.at[0, "background_err"])


def test_a_ring_without_good_pixels_is_flagged():
    image = np.random.default_rng(0).random((60, 60))
    mask = np.zeros(image.shape, bool)
    mask[:30] = True
    mask[13:18, 13:18] = False
    table = measure_disks(image, [(15, 15), (45, 45), (-9, 45)], 2, background=(4, 7), mask=mask, error=1.0)
    assert list(table["flag"]) == ["no_background", "", "outside,no_background"]
    assert table.loc[0, ["background", "net", "background_err", "net_err", "snr"]].isna().all()
    assert table.at[0, "sum_err"] == pytest.approx(np.sqrt(13))
    assert table.loc[2, ERRORS].isna().all()
    assert list(table["err_from"]) == ["error", "error", ""]
    assert list(measure_disks(image, [(15, 15)], 2, background=(4, 7), mask=mask)["err_from"]) == [""]


def test_no_noise_is_no_infinite_ratio():
    table = measure_disks(np.full((30, 30), 0.5), [(15, 15)], 3, background=(5, 8))
    assert table.at[0, "net_err"] == 0
    assert np.isnan(table.at[0, "snr"])


@pytest.mark.parametrize("size", [1e-200, 1e200])
def test_squares_of_errors_neither_vanish_nor_overflow(size):
    table = measure_disks(np.eye(30), [(15, 15)], 3, error=np.full((30, 30), size))
    assert table.at[0, "sum_err"] == pytest.approx(size * np.sqrt(29))


@pytest.mark.parametrize("noise", [{"gain": 5e-324}, {"gain": 1e308}, {"gain": 1e-300, "read_noise": 1e300}])
def test_absurd_gains_are_no_warning(noise):
    measure_disks(np.eye(30) - 0.1, [(15, 15), (-9, 0), (0.5, 0.5)], 0.6, background=(5, 8), **noise)


@pytest.mark.parametrize("kind", [np.uint8, np.int64, np.float16, np.float32, ">f8"])
def test_errors_of_any_type_are_the_same_and_stay(kind):
    image, error = np.random.default_rng(0).random((40, 50)), np.arange(2000).reshape(40, 50) % 7
    expected = measure_disks(image, [(9, 9), (20.5, 30)], 4, error=error.astype(float))
    given = error.astype(kind)
    given.flags.writeable = False
    pd.testing.assert_frame_equal(measure_disks(image, [(9, 9), (20.5, 30)], 4, error=given), expected)


def test_a_masked_error_is_not_known():
    image, error = np.ones((20, 20)), np.ma.masked_array(np.full((20, 20), 2.0), np.zeros((20, 20), bool))
    error[10, 10] = np.ma.masked
    table = measure_disks(image, [(10, 10), (5, 5)], 2, error=error)
    assert_allclose(table["sum_err"], [np.nan, 2 * np.sqrt(13)])
    assert_array_equal(table["disk_sum"], disk_sums(image, [(10, 10), (5, 5)], 2))
    image[10, 10] = np.nan
    assert measure_disks(image, [(10, 10)], 2, error=error).at[0, "sum_err"] == pytest.approx(2 * np.sqrt(12))


@pytest.mark.parametrize(
    ("noise", "error", "message"),
    [
        ({"error": -1}, ValueError, "error must be >= 0, got -1"),
        ({"error": np.nan}, ValueError, "error must be >= 0, got nan"),
        ({"error": "x"}, TypeError, "error must be >= 0, got 'x'"),
        ({"error": np.ma.masked}, TypeError, "error must be >= 0, got masked"),
        ({"error": np.full((9, 9), -2.5)}, ValueError, r"error must be >= 0, got -2\.5"),
        (
            {"error": np.ones((9, 8))},
            ValueError,
            r"error must have the shape of the image, \(9, 9\), got \(9, 8\)",
        ),
        ({"error": np.ones((9, 9), complex)}, TypeError, "error must"),
        ({"gain": 0}, ValueError, "gain must be > 0 electrons per count, got 0"),
        ({"gain": True}, ValueError, "gain must be > 0 electrons per count, got True"),
        ({"gain": 1, "read_noise": -1}, ValueError, "read_noise must be >= 0 electrons, got -1"),
        ({"read_noise": 1}, ValueError, "read_noise must come with a gain"),
        ({"error": 1, "gain": 1, "read_noise": 1}, ValueError, "read_noise must not be given with an error"),
    ],
)
def test_wrong_noise_is_named(noise, error, message):
    with pytest.raises(error, match=message):
        measure_disks(np.ones((9, 9)), [(4, 4)], 2, **noise)


# --- spots and stacks -------------------------------------------------------------------------------------------


def test_spots_know_their_errors():
    sample = samples.spots(n=9, shape=(120, 120), gain=2.0, read_noise=4.0, seed=1)
    options = {"threshold_abs": 30, "radius": 8, "background": (10, 14), "background_method": "sigma_clip"}
    table = measure_spots(sample.image, error=sample.error, **options)
    expected = measure_disks(
        sample.image,
        table[["row", "col"]],
        8,
        background=(10, 14),
        background_method="sigma_clip",
        error=sample.error,
    )
    pd.testing.assert_frame_equal(table[expected.columns], expected)
    assert (table["snr"] > 5).all()
    assert_array_equal(SpotResult(table).net_err, table["net_err"])


def test_each_frame_of_a_stack_has_its_error():
    stack = samples.spot_stack(frames=3, n=4, shape=(80, 90)).stack
    errors = np.random.default_rng(0).random(stack.shape)
    options = {"threshold_abs": 30, "radius": 5}
    for given_errors, of in (
        (errors, lambda k: errors[k]),
        (errors[0], lambda k: errors[0]),
        (2, lambda k: 2),
    ):
        table = measure_stack(stack, progress=False, error=given_errors, **options)
        one_by_one = [measure_spots(stack[k], frame=k, error=of(k), **options) for k in range(3)]
        pd.testing.assert_frame_equal(table, pd.concat(one_by_one, ignore_index=True))
    with pytest.raises(
        ValueError, match=r"error must have the shape \(80, 90\) of a frame, or \(3, 80, 90\)"
    ):
        measure_stack(stack, progress=False, error=errors[:2])
    with pytest.raises(ValueError, match="error must be >= 0"):
        measure_stack(stack, progress=False, error=-1)
    with pytest.raises(ValueError, match="read_noise must not be given with an error"):
        measure_stack(stack, progress=False, error=errors, gain=1, read_noise=2)
