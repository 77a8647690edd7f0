"""Patterns have the values that their formulas give, and edges where they say."""

import dataclasses
import math

import numpy as np
import pytest

from nbtools import samples


@pytest.mark.parametrize("shape", [(64, 64), (41, 90), (1, 7), (1, 1)])
def test_rings_are_the_cosine_of_the_squared_distance(shape):
    plate = samples.zone_plate(shape, frequency=0.3)
    middle = (shape[0] - 1) / 2, (shape[1] - 1) / 2
    assert plate.center == middle
    for row in range(shape[0]):
        for col in range(shape[1]):
            squared = (row - middle[0]) ** 2 + (col - middle[1]) ** 2
            wanted = 0.5 + 0.5 * math.cos(math.pi * plate.chirp * squared)
            assert plate.image[row, col] == pytest.approx(wanted, abs=1e-9)
            assert plate.at(row, col) == plate.image[row, col]
            assert plate.frequencies[row, col] == pytest.approx(plate.chirp * math.sqrt(squared))


def test_the_frequency_is_that_of_the_nearest_border_and_of_the_rings():
    plate = samples.zone_plate((101, 201), frequency=0.25)
    assert plate.frequencies[0, 100] == pytest.approx(0.25)
    fine = plate.at(np.linspace(0, 50, 50_001), 100.0)  # from the border to the middle
    rings = np.flatnonzero((np.diff(fine)[:-1] > 0) & (np.diff(fine)[1:] <= 0))  # the bright ones
    places = 50 - rings[:2] / 1000  # distances from the middle
    assert 1 / (places[0] - places[1]) == pytest.approx(0.25 * places.mean() / 50, rel=1e-3)
    assert len(rings) == pytest.approx(0.25 * 50 / 2, abs=1)  # the mean frequency is half of it


def test_rings_between_the_pixels_broadcast():
    plate = samples.zone_plate((20, 20))
    rows, cols = np.array([3.25, 7.5]), np.array([0.0, 1.75, 19.0])
    found = plate.at(rows[:, None], cols)
    assert found.shape == (2, 3)
    assert found[1, 2] == plate.at(7.5, 19)


@pytest.mark.parametrize(
    ("shape", "square"), [((64, 64), 8), ((17, 23), 5), ((4, 3), 1), ((5, 5), 9), ((1, 1), 1)]
)
def test_squares_change_at_the_edges_and_nowhere_else(shape, square):
    board = samples.checkerboard(shape, square)
    assert board.image.shape == shape
    assert board.image.dtype == np.uint8
    for row in range(shape[0]):
        for col in range(shape[1]):
            assert board.image[row, col] == (255 if (row // square + col // square) % 2 else 0)
    changes = np.flatnonzero(board.image[0, 1:] != board.image[0, :-1])
    np.testing.assert_array_equal(board.col_edges, changes + 0.5)
    changes = np.flatnonzero(board.image[1:, 0] != board.image[:-1, 0])
    np.testing.assert_array_equal(board.row_edges, changes + 0.5)


@pytest.mark.parametrize(("n", "shape"), [(4, (200, 320)), (1, (40, 50)), (6, (90, 400)), (3, (1, 1))])
def test_filaments_are_sums_of_gaussians_of_their_distance(n, shape):
    sample = samples.filaments(n, shape, background=7, noise=0, seed=3)
    for row in range(0, shape[0], 13):
        for col in range(0, shape[1], 7):
            wanted = 7.0
            for k in range(n):
                one, step = sample.middles[k], sample.directions[k]
                away = abs((row - one[0]) * step[1] - (col - one[1]) * step[0])
                deviation = sample.fwhm[k] / (2 * math.sqrt(2 * math.log(2)))
                wanted += sample.heights[k] * math.exp(-0.5 * (away / deviation) ** 2)
            assert sample.image[row, col] == pytest.approx(wanted)


def test_filaments_have_room_and_their_widths_on_a_line_across():
    sample = samples.filaments(noise=0)
    assert sample.fwhm.tolist() == sorted(sample.fwhm)
    for k, room in enumerate(sample.fwhm):
        start, end = sample.across(k, 4 * room)
        assert math.dist(start, end) == pytest.approx(4 * room)
        assert start[1] < end[1]
        assert np.dot(np.subtract(end, start), sample.directions[k]) == pytest.approx(0)
        half = sample.background + sample.heights[k] / 2
        for edge in sample.across(k, room):
            assert sample.at(*edge) == pytest.approx(half, rel=0.01)
    noisy = samples.filaments(noise=5, seed=1)
    residue = noisy.image - noisy.at(np.arange(200)[:, None], np.arange(320))
    assert residue.std() == pytest.approx(5, rel=0.02)
    np.testing.assert_array_equal(noisy.image, samples.filaments(noise=5, seed=1).image)
    assert (noisy.image != samples.filaments(noise=5, seed=2).image).all()


@pytest.mark.parametrize(
    ("make", "kwargs", "message"),
    [
        ("zone_plate", {"frequency": 0}, "frequency must be > 0 rings per pixel, got 0"),
        ("zone_plate", {"shape": (3,)}, r"shape must be \(rows, cols\), got \(3,\)"),
        ("checkerboard", {"square": 0}, "square must be a whole number >= 1 px, got 0"),
        ("filaments", {"n": 0}, "n must be a whole number >= 1, got 0"),
        ("filaments", {"noise": -1}, "noise must be >= 0, got -1"),
        ("checkerboard", {"shape": (0, 3)}, "shape must be a whole number >= 1 px, got 0"),
    ],
)
def test_wrong_arguments_are_named(make, kwargs, message):
    with pytest.raises(ValueError, match=message):
        getattr(samples, make)(**kwargs)


def test_they_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        samples.zone_plate((5, 5)).chirp = 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        samples.checkerboard((5, 5)).image = None
