"""Cells under pixels, compared with matplotlib's test for points in polygons."""

import numpy as np
import pytest
from matplotlib.path import Path

from nbtools.compute.grid import quads
from nbtools.compute.grid.quads import cells_at_pixels


def brute(x, y, width, height):
    """Every pixel against every cell."""
    middles = np.stack(np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5), -1).reshape(-1, 2)
    found = np.full(height * width, -1)
    for i in range(x.shape[0] - 1):
        for j in range(x.shape[1] - 1):
            k = [i, i, i + 1, i + 1, i], [j, j + 1, j + 1, j, j]
            inside = Path(np.column_stack([x[k], y[k]])).contains_points(middles)
            found[inside] = i * (x.shape[1] - 1) + j
    return found.reshape(height, width)


@pytest.mark.parametrize("cells", [(3, 4), (12, 9), (40, 50)])
def test_every_pixel_as_by_brute_force(cells, monkeypatch):
    monkeypatch.setattr(quads, "_CELLS", 100)  # several parts
    monkeypatch.setattr(quads, "_PAIRS", 64)
    rng = np.random.default_rng(0)
    v, u = np.mgrid[0 : cells[0] + 1, 0 : cells[1] + 1].astype(float)
    step = 30 / max(cells)
    x = 3 + step * (0.9 * u - 0.3 * v + 0.2 * np.sin(v)) + rng.uniform(0, 0.1, u.shape)
    y = -2 + step * (0.3 * u + 0.9 * v) + rng.uniform(0, 0.1, u.shape)
    np.testing.assert_array_equal(cells_at_pixels(x, y, 31, 27), brute(x, y, 31, 27))


def test_neighbours_share_no_pixel_and_leave_none_out():
    rng = np.random.default_rng(1)
    v, u = np.mgrid[0:6, 0:6] * 8.0
    x, y = u.copy(), v.copy()
    x[1:-1, 1:-1] += np.round(rng.uniform(-3, 3, (4, 4))) + 0.5  # corners on middles of pixels
    y[1:-1, 1:-1] += np.round(rng.uniform(-3, 3, (4, 4))) + 0.5
    assert (cells_at_pixels(x, y, 40, 40) >= 0).all()


def test_corners_that_are_nowhere():
    y, x = np.mgrid[0:3, 0:3] * 4.0
    x[0, 0] = np.nan
    found = cells_at_pixels(x, y, 8, 8)
    assert set(np.unique(found)) == {-1, 1, 2, 3}
    x[0, 0] = -1e300
    assert set(np.unique(cells_at_pixels(x, y, 8, 8))) == {0, 1, 2, 3}
