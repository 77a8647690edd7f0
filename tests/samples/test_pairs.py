"""Pairs differ in exactly the pixels they say, and seeds give them back."""

import numpy as np
import pytest
from scipy import ndimage

from nbtools import samples


@pytest.mark.parametrize(
    ("shape", "fraction"),
    [
        ((300, 400), 0.005),
        ((300, 400), 0.3),
        ((1, 1), 0),
        ((1, 1), 1),
        ((1, 90), 0.2),
        ((7, 3), 1),
        ((40, 50), 1.0),
    ],
)
def test_exactly_the_told_pixels_are_changed(shape, fraction):
    pair = samples.changed_pair(shape, fraction)
    assert pair.before.shape == pair.after.shape == pair.changed.shape == shape
    assert pair.before.dtype == pair.after.dtype == np.float64
    assert pair.n_changed == pair.changed.sum() == round(fraction * shape[0] * shape[1])
    np.testing.assert_array_equal(pair.before != pair.after, pair.changed)


def test_changes_have_both_signs_and_spread_over_two_decades():
    pair = samples.changed_pair((500, 800), 0.01)
    change = (pair.after - pair.before)[pair.changed]
    assert np.abs(change).min() >= 0.999
    assert np.abs(change).max() <= 100.001
    for low, high in ((1, 10), (10, 100)):
        inside = (np.abs(change) > low) & (np.abs(change) <= high)
        assert inside.mean() == pytest.approx(0.5, abs=0.05)
    assert (change > 0).mean() == pytest.approx(0.5, abs=0.05)


def test_changes_are_clusters_and_single_pixels():
    pair = samples.changed_pair((600, 900))
    labels, _ = ndimage.label(pair.changed, structure=np.ones((3, 3)))
    sizes = np.bincount(labels.ravel())[1:]
    assert sizes[sizes == 1].sum() == pytest.approx(pair.n_changed / 2, rel=0.1)
    assert len(np.unique(sizes)) > 8
    assert sizes.max() > 100


def test_the_image_of_a_pair_is_smooth_but_for_its_noise():
    image = samples.changed_pair((400, 500)).before
    steps = np.diff(image, axis=1)
    assert steps.std() == pytest.approx(2 * np.sqrt(2), rel=0.5)
    assert image.std() > 50
    assert np.abs(image).max() < 5000


def test_a_seed_gives_the_same_pair_again():
    first, again, other = (samples.changed_pair((60, 70), 0.1, seed) for seed in (3, 3, 4))
    for field in ("before", "after", "changed"):
        np.testing.assert_array_equal(getattr(first, field), getattr(again, field))
        assert not np.array_equal(getattr(first, field), getattr(other, field))


@pytest.mark.parametrize(
    ("kwargs", "message"),
    [
        ({"fraction": 1.1}, r"fraction must be from 0 to 1, got 1\.1"),
        ({"fraction": np.nan}, "fraction must be a finite number, got nan"),
        ({"shape": (5,)}, r"shape must be \(rows, cols\), got \(5,\)"),
        ({"shape": (0, 5)}, "shape must be a whole number >= 1 px, got 0"),
        ({"seed": -1}, "seed must be a whole number >= 0, got -1"),
    ],
)
def test_wrong_arguments_of_a_pair_are_named(kwargs, message):
    with pytest.raises(ValueError, match=message):
        samples.changed_pair(**kwargs)
