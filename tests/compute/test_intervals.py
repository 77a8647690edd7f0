"""The values of an entry of a colormap are exactly those that matplotlib puts there."""

import numpy as np
import pytest
from matplotlib import colormaps
from matplotlib.colors import BoundaryNorm, LogNorm, NoNorm, Normalize, PowerNorm

from nbtools.compute.color.intervals import intervals

N = 16


def place(values, limits):
    """Find the entry with matplotlib, whose colormap of N entries has a red that counts them."""
    cmap = colormaps["gray"].resampled(N).with_extremes(under="r", over="r", bad="r")
    norm = limits if not isinstance(limits, tuple) else Normalize(*limits)
    table = cmap(np.arange(N), bytes=True)[:, 0].tolist()
    return [table.index(red) for red in cmap(norm(values), bytes=True)[:, 0]]


@pytest.mark.parametrize("limits", [(-3, 7.5), (0, 255), (0.1, 0.7), LogNorm(0.5, 200), PowerNorm(3, 0, 90)])
@pytest.mark.parametrize("dtype", ["f8", "f4"])
def test_both_ends_have_the_entry_and_the_next_numbers_have_the_next(dtype, limits):
    low, high = intervals(np.dtype(dtype), N, limits)
    assert place(low.astype(dtype), limits) == list(range(N))
    assert place(high.astype(dtype), limits) == list(range(N))
    np.testing.assert_array_equal(np.nextafter(high.astype(dtype)[:-1], np.array(np.inf, dtype)), low[1:])


@pytest.mark.parametrize("dtype", ["u1", "i1", "u2", "i4", "i8", "u8"])
@pytest.mark.parametrize("limits", [(0, 127), (3.5, 90.2), LogNorm(1, 100)])
def test_integers_are_those_of_a_loop_over_all(dtype, limits):
    low, high = intervals(np.dtype(dtype), N, limits)
    vmin, vmax = limits if isinstance(limits, tuple) else (limits.vmin, limits.vmax)
    every = np.array([n for n in range(128) if vmin <= n <= vmax], dtype)
    found = np.array(place(every, limits))
    for k in range(N):
        mine = every[found == k]
        wanted = (mine.min(), mine.max()) if mine.size else (np.nan, np.nan)
        np.testing.assert_array_equal((low[k], high[k]), wanted)


def test_entries_that_no_value_has_are_nan():
    low, high = intervals(np.dtype("f8"), N, BoundaryNorm([0, 1, 5], N))
    used = np.flatnonzero(~np.isnan(low))
    assert used.tolist() == [0, N - 1]
    assert (low[used].tolist(), high[0]) == ([0, 1], np.nextafter(1, 0))
    low, high = intervals(np.dtype("u1"), N, NoNorm(3, 5))
    np.testing.assert_array_equal(low[2:7], [np.nan, 3, 4, 5, np.nan])
    np.testing.assert_array_equal(low, high)


def test_limits_that_are_one_value():
    low, high = intervals(np.dtype("f8"), N, (7.0, 7.0))
    assert (low[0], high[0]) == (7, 7)
    assert np.isnan(low[1:]).all()
