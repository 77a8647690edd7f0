"""Fields on grids: the true edges, the true values."""

import numpy as np
import pytest

import nbtools as nb


@pytest.mark.parametrize("kind", ["even", "uneven", "log", "rotated", "polar"])
def test_values_are_those_at_the_centres_and_centres_lie_between_edges(kind):
    sample = nb.samples.field(kind, (30, 40))
    y = sample.y if sample.y.ndim == 2 else sample.y[:, None]
    np.testing.assert_allclose(sample.at(sample.x, y), sample.z)
    assert sample.z.max() > 1
    scale = "log" if kind == "log" else "linear"
    if kind != "polar":  # whose cells have round sides
        np.testing.assert_allclose(nb.edges_to_centers(sample.x_edges, scale=scale), sample.x)
        np.testing.assert_allclose(nb.edges_to_centers(sample.y_edges, scale=scale), sample.y)
    if kind in ("even", "rotated", "log"):
        np.testing.assert_allclose(nb.centers_to_edges(sample.x, scale=scale), sample.x_edges, atol=1e-12)
    assert sample.x_edges.shape == tuple(n + 1 for n in sample.x.shape)


def test_uneven_edges_are_found_again_by_the_exact_method():
    sample = nb.samples.field("uneven", (30, 40))
    np.testing.assert_allclose(nb.centers_to_edges(sample.x, "exact"), sample.x_edges, atol=2e-3)
    found = nb.edges_to_centers(nb.centers_to_edges(sample.y, "exact"))
    np.testing.assert_allclose(found, sample.y)


def test_scattered_points_lie_on_a_plane_around_a_hole():
    points = nb.samples.scattered(200, seed=3)
    assert np.hypot(points.x - 0.5, points.y - 0.5).min() > 0.2
    np.testing.assert_allclose(points.values, points.slopes[0] * points.x + points.slopes[1] * points.y)
    again, other = nb.samples.scattered(200, seed=3), nb.samples.scattered(200, seed=4)
    assert np.array_equal(points.x, again.x)
    assert not np.array_equal(points.x, other.x)


def test_wrong_arguments():
    with pytest.raises(ValueError, match="kind must be one of 'even'"):
        nb.samples.field("spiral")
    with pytest.raises(ValueError, match="n must be a whole number >= 3, got 2"):
        nb.samples.scattered(2)
