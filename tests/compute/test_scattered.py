"""Scattered points on a grid, compared with scipy and with planes, which are interpolated exactly."""

import numpy as np
import pytest
from scipy.interpolate import griddata

import nbtools as nb

RNG = np.random.default_rng(0)
X, Y = RNG.uniform(0, 4, 300), RNG.uniform(10, 12, 300)


@pytest.mark.parametrize("method", ["linear", "nearest", "cubic"])
def test_as_griddata(method):
    values = np.sin(X) * Y
    found = nb.to_grid(X, Y, values, (20, 30), method)
    at = np.meshgrid(found.x, found.y)
    expected = griddata((X, Y), values, tuple(at), method, rescale=True)
    np.testing.assert_array_equal(found.mask, np.isnan(griddata((X, Y), values, tuple(at), rescale=True)))
    np.testing.assert_allclose(found.values[~found.mask], expected[~found.mask])
    assert np.isnan(found.values[found.mask]).all()
    assert found.mask.any()
    assert not found.mask.all()


def test_a_plane_is_exact_and_rows_lie_along_y():
    found = nb.to_grid(X, Y, 2 * X - 3 * Y, (7, 9), extent=((1, 3), (10.5, 11.5)))
    np.testing.assert_allclose(found.x, 1 + 2 * (np.arange(9) + 0.5) / 9)
    np.testing.assert_allclose(found.values, 2 * found.x - 3 * found.y[:, None])
    assert not found.mask.any()


def test_bad_points_are_left_out():
    values = 2 * X - 3 * Y
    values[::7] = np.nan
    masked = np.ma.masked_array(values, np.arange(300) % 5 == 0)
    masked.data[masked.mask] = 1e9
    found = nb.to_grid(X, Y, masked, (7, 9), extent=((1, 3), (10.5, 11.5)))
    np.testing.assert_allclose(found.values, 2 * found.x - 3 * found.y[:, None])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0, 1], [0, 1], [1, 2], (2, 2)), "at least 3 points"),
        (([0, 1, 2], [0, 1], [1, 2, 3], (2, 2)), "must have one length, got 3, 2 and 3"),
        (([0, 1, 2], [0, 1, 2], [1, 2, 3], (2, 2)), "must not lie on one line"),
        (([0, 1, 2], [0, 1, 3], [1, 2, 3], (0, 2)), r"shape\[0\] must be a whole number >= 1, got 0"),
        (([0, 1, 2], [0, 1, 3], [1, 2, 3], (2, 2), "spline"), "method must be"),
        (([[0, 1, 2]], [0, 1, 3], [1, 2, 3], (2, 2)), "x must be 1-D"),
    ],
)
def test_clear_errors(arguments, message):
    with pytest.raises(ValueError, match=message):
        nb.to_grid(*arguments)


def test_text_is_refused():
    with pytest.raises(TypeError, match="values must be an array of numbers"):
        nb.to_grid([0, 1, 2], [0, 1, 3], ["a", "b", "c"], (2, 2))
