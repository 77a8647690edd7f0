"""Heights and light span what they say; holes are where they are said to be."""

import dataclasses

import numpy as np
import pytest

from nbtools import samples


@pytest.mark.parametrize(("shape", "holes"), [((240, 360), 6), ((50, 40), 30), ((90, 30), 0)])
def test_heights_span_what_was_asked_for_and_holes_are_nan(shape, holes):
    sample = samples.relief(shape, -250.0, 700.0, holes)
    assert sample.image.shape == sample.complete.shape == sample.holes.shape == shape
    np.testing.assert_array_equal(np.isnan(sample.image), sample.holes)
    np.testing.assert_array_equal(sample.image[~sample.holes], sample.complete[~sample.holes])
    assert np.isfinite(sample.complete).all()
    assert np.nanmin(sample.image) == sample.complete.min() == -250
    assert np.nanmax(sample.image) == sample.complete.max() == 700
    assert sample.holes.any() == (holes > 0)
    assert not sample.holes.all()


def test_heights_are_smooth_and_on_both_sides_of_the_sea():
    sample = samples.relief()
    assert 0.1 < (sample.complete < 0).mean() < 0.9
    steps = np.abs(np.diff(sample.complete, axis=1))
    assert steps.max() < 0.05 * np.ptp(sample.complete)


def test_a_seed_gives_the_same_heights_again():
    first, again, other = (samples.relief((50, 60), seed=seed) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first.image, again.image)
    assert not np.array_equal(first.complete, other.complete)
    with pytest.raises(dataclasses.FrozenInstanceError):
        first.image = other.image


@pytest.mark.parametrize("shape", [(256, 256), (30, 80), (1, 9)])
@pytest.mark.parametrize("decades", [6.0, 2.5])
def test_light_spans_the_decades(shape, decades):
    sample = samples.galaxy(shape, decades)
    assert sample.image.shape == shape
    assert sample.image.min() == 1
    assert sample.image.max() == pytest.approx(10**decades, rel=1e-12)
    np.testing.assert_allclose(np.log10(sample.image), sample.exponents, atol=1e-12)
    assert sample.decades == decades


def test_light_falls_by_the_same_factor_with_each_pixel():
    sample = samples.galaxy((201, 201), 6.0)
    opposite = sample.exponents[::-1, ::-1]  # two arms: a half turn changes nothing
    np.testing.assert_allclose(sample.exponents, opposite, atol=1e-9)
    rows, cols = np.indices((201, 201)) - 100
    distance = np.hypot(rows, cols)
    rings = [sample.exponents[np.abs(distance - r) < 0.5].mean() for r in range(20, 100)]
    slope, level = np.polyfit(np.arange(20, 100), rings, 1)
    np.testing.assert_allclose(rings, level + slope * np.arange(20, 100), atol=0.05)
    assert slope < 0


@pytest.mark.parametrize("make", [samples.relief, samples.galaxy])
def test_a_single_pixel_is_finite(make):
    assert np.isfinite(make((1, 1)).image).all()


@pytest.mark.parametrize(
    ("make", "kwargs", "message"),
    [
        (samples.relief, {"lowest": 5, "highest": 5}, "highest must be > lowest, got 5 and 5 m"),
        (samples.relief, {"holes": -1}, "holes must be a whole number >= 0, got -1"),
        (samples.relief, {"highest": np.nan}, r"highest must be a finite number \(m\), got nan"),
        (samples.galaxy, {"decades": 0}, "decades must be > 0, got 0"),
        (samples.galaxy, {"shape": (0, 1)}, "shape must be a whole number >= 1 px, got 0"),
    ],
)
def test_wrong_arguments_are_named(make, kwargs, message):
    with pytest.raises(ValueError, match=message):
        make(**kwargs)
