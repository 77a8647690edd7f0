"""Examples hold what they say: positions, fluxes, noise, drift, bleaching; and seeds give them back."""

import dataclasses

import numpy as np
import pytest
from scipy import ndimage
from scipy.spatial.distance import pdist

from nbtools import samples


def disk_sum(image, row, col, radius):
    rows, cols = np.indices(image.shape)
    inside = (rows - row) ** 2 + (cols - col) ** 2 <= radius**2
    return (image * inside).sum(), inside.sum()


@pytest.mark.parametrize("radius", [0.4, 1.0, 2.5])
def test_sum_in_a_large_disk_less_background_is_the_flux(radius):
    sample = samples.spots(n=1, shape=(90, 70), radius=radius, noise=0, background=7.5)
    (row, col), flux = sample.positions[0], sample.fluxes[0]
    total, pixels = disk_sum(sample.image, row, col, 4.0 * radius + 2)
    assert total - 7.5 * pixels == pytest.approx(flux, rel=1e-3)
    assert sample.image.sum() - 7.5 * sample.image.size == pytest.approx(flux, rel=1e-4)


def test_every_spot_is_at_its_position():
    sample = samples.spots(noise=0)
    for row, col in sample.positions:
        near = np.s_[round(row) - 8 : round(row) + 9, round(col) - 8 : round(col) + 9]
        center = ndimage.center_of_mass(sample.image[near] - sample.background)
        assert center[0] + round(row) - 8 == pytest.approx(row, abs=0.2)
        assert center[1] + round(col) - 8 == pytest.approx(col, abs=0.2)
    assert (sample.positions % 1 > 0).all()


def test_spots_keep_apart_and_from_the_border():
    sample = samples.spots(n=30, shape=(200, 300), radius=2.0)
    assert pdist(sample.positions).min() >= 12
    assert (sample.positions >= 8).all()
    assert (sample.positions <= np.array([199, 299]) - 8).all()


@pytest.mark.parametrize(
    "kwargs",
    [
        {"n": 400, "shape": (40, 40)},
        {"n": 0},
        {"n": 3, "shape": (1, 1)},
        {"n": 3, "shape": (2, 90), "radius": 30.0},
    ],
)
def test_no_room_is_no_error(kwargs):
    sample = samples.spots(**kwargs)
    assert sample.positions.shape == (kwargs["n"], 2)
    assert sample.image.shape == kwargs.get("shape", (256, 256))
    assert (sample.positions >= 0).all()
    assert (sample.positions <= np.array(sample.image.shape) - 1).all()


def test_noise_and_background_are_as_told():
    image = samples.spots(n=0, shape=(300, 300), background=20.0, noise=3.0).image
    assert image.dtype == np.float64
    assert image.mean() == pytest.approx(20, abs=0.1)
    assert image.std() == pytest.approx(3, rel=0.02)


@pytest.mark.parametrize("radius", [0.4, 3.0])  # narrower and wider than a pixel
def test_photons_and_reading_make_the_noise_that_is_told(radius):
    options = {"n": 9, "shape": (60, 70), "radius": radius, "background": 30.0}
    clean = samples.spots(noise=0, **options)
    noisy = [samples.spots(gain=2.0, read_noise=5.0, **options | {"seed": 0}) for _ in range(2)]
    np.testing.assert_array_equal(noisy[0].image, noisy[1].image)
    sample = noisy[0]
    np.testing.assert_array_equal(sample.fluxes, clean.fluxes)
    np.testing.assert_array_equal(sample.positions, clean.positions)
    assert (sample.gain, sample.read_noise, sample.noise) == (2.0, 5.0, 2.5)
    np.testing.assert_allclose(sample.error, np.sqrt(clean.image / 2 + 2.5**2))
    away = (sample.image - clean.image) / sample.error
    assert away.std() == pytest.approx(1, rel=0.03)
    assert away.mean() == pytest.approx(0, abs=0.05)


def test_one_noise_has_two_units():
    plain, counted = samples.spots(noise=3.0), samples.spots(noise=3.0, gain=2.0)
    assert (plain.gain, plain.read_noise, counted.read_noise) == (None, None, 6.0)
    np.testing.assert_array_equal(plain.error, np.full((256, 256), 3.0))
    with pytest.raises(ValueError, match="read_noise must come with a gain"):
        samples.spots(read_noise=3.0)
    with pytest.raises(ValueError, match="gain must be > 0 electrons per count, got 0"):
        samples.spots(gain=0)
    with pytest.raises(ValueError, match="background must be >= 0 with a gain, got -1"):
        samples.spots(gain=1, background=-1)


@pytest.mark.parametrize(("make", "pixels"), [(samples.spots, "image"), (samples.spot_stack, "stack")])
def test_a_seed_gives_the_same_again_and_another_does_not(make, pixels):
    first, again, other = make(n=5, seed=3), make(n=5, seed=3), make(n=5, seed=4)
    for field in (pixels, "positions", "fluxes"):
        np.testing.assert_array_equal(getattr(first, field), getattr(again, field))
        assert not np.array_equal(getattr(first, field), getattr(other, field))
    with pytest.raises(dataclasses.FrozenInstanceError):
        first.noise = 2


def test_stack_drifts_and_bleaches():
    film = samples.spot_stack(
        frames=6, n=4, shape=(80, 100), noise=0, drift=(-1.5, 2.0), bleaching=0.1, radius=2.0
    )
    assert film.stack.shape == (6, 80, 100)
    assert film.stack.dtype == np.float32
    np.testing.assert_allclose(np.diff(film.positions, axis=0), np.broadcast_to([-1.5, 2.0], (5, 4, 2)))
    np.testing.assert_allclose(film.fluxes[1:], film.fluxes[:-1] * 0.9)
    for image, positions, fluxes in zip(film.stack, film.positions, film.fluxes, strict=True):
        assert image.sum(dtype=float) - film.background * image.size == pytest.approx(fluxes.sum(), rel=1e-4)
        brightest = positions[fluxes.argmax()]
        assert np.abs(np.array(np.unravel_index(image.argmax(), image.shape)) - brightest).max() <= 0.5 + 0.1


def test_spots_that_drift_out_of_the_image_are_cut():
    film = samples.spot_stack(frames=3, n=2, shape=(20, 20), drift=(0, 400.0), noise=0, background=0)
    assert film.stack[2].sum() == 0


@pytest.mark.parametrize(
    ("kwargs", "message"),
    [
        ({"n": -1}, "n must be a whole number >= 0, got -1"),
        ({"radius": 0}, "radius must be > 0 px, got 0"),
        ({"noise": -1.0}, "noise must be >= 0, got -1.0"),
        ({"shape": (5,)}, r"shape must be \(rows, cols\), got \(5,\)"),
        ({"shape": (5, 0)}, "shape must be a whole number >= 1 px, got 0"),
        ({"background": np.nan}, "background must be a finite number, got nan"),
        ({"bleaching": 1.5}, "bleaching must be from 0 to 1, got 1.5"),
        ({"drift": (1, np.inf)}, "drift must be finite"),
        ({"frames": 0}, "frames must be a whole number >= 1, got 0"),
    ],
)
def test_wrong_arguments_are_named(kwargs, message):
    with pytest.raises(ValueError, match=message):
        samples.spot_stack(**kwargs)
