"""Contour lines: at known places of analytic fields, and those of contourpy on the whole field."""

import time

import contourpy
import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter
from skimage import data

import nbtools as nb
from nbtools.compute.grid import contours
from nbtools.compute.grid.contour_blocks import Blocks
from nbtools.compute.grid.crossings import crossings
from nbtools.compute.grid.fields import as_field


def bumps(rows, cols, seed=0):
    """A smooth field with many closed and open lines."""
    noise = np.random.default_rng(seed).normal(size=(rows, cols))
    smooth = gaussian_filter(noise, 6)
    return smooth / smooth.std()


def reference(z, level, x=None, y=None):
    """The lines that contourpy finds in the whole field."""
    x = np.arange(z.shape[1]) if x is None else x
    y = np.arange(z.shape[0]) if y is None else y
    z = np.ma.masked_invalid(z)
    return contourpy.contour_generator(x, y, z, corner_mask=True, line_type="Separate").lines(level)


def same_lines(ours, theirs):
    """Whether two lists of lines are the same, whatever their order and where closed ones begin."""

    def key(line):
        closed = np.abs(line[0] - line[-1]).max() < 1e-9
        points = [tuple(point) for point in np.round(line[:-1] if closed else line, 6) + 0.0]
        starts = [k for k, point in enumerate(points) if point == min(points)] if closed else [0]
        return closed, min(tuple(points[k:] + points[:k]) for k in starts)

    return sorted(map(key, ours)) == sorted(map(key, theirs))


@pytest.mark.parametrize("shape", [(2, 2), (64, 64), (65, 65), (66, 130), (200, 150)])
def test_pieces_of_blocks_are_joined_to_the_lines_of_the_whole(shape):
    z = bumps(*shape)
    for level in (-0.8, 0.0, 0.37, z.max(), z.min(), 99.0):
        (found,) = nb.contour_lines(z, [level]).lines
        assert same_lines(found, reference(z, level))


def test_more_blocks_than_are_looked_at_in_one_go():
    z = np.random.default_rng(1).normal(size=(1100, 1300))  # every block is crossed
    (found,) = nb.contour_lines(z, [3.6]).lines
    assert same_lines(found, reference(z, 3.6))


def test_holes_have_no_lines_and_cut_corners_as_contourpy_does():
    z = bumps(150, 140)
    z[40:60, 60:70] = np.nan
    z[128, 64] = np.nan  # on the edge of a block
    z[np.random.default_rng(0).random(z.shape) < 0.01] = np.inf
    (found,) = nb.contour_lines(z, [0.2]).lines
    assert same_lines(found, reference(z, 0.2))


@given(
    st.integers(0, 10**6), st.sampled_from([1.0, 0.1, 1 / 3]), st.sampled_from([0, 0.15]), st.integers(0, 3)
)
def test_levels_on_values_have_the_lines_of_contourpy_across_blocks_too(seed, unit, holes, level):
    rng = np.random.default_rng(seed)
    small = rng.integers(0, 4, rng.integers(2, 12, 2)) * unit
    small[rng.random(small.shape) < holes] = np.nan
    row, col = rng.integers(54, 65, 2)  # blocks meet at 64
    z = np.full((80, 80), np.nan)
    z[row : row + small.shape[0], col : col + small.shape[1]] = small
    for value in (level * unit, level / (1 / unit)):  # rounded otherwise
        (found,) = nb.contour_lines(z, [value]).lines
        assert same_lines(found, reference(z, value))
        closed = [
            sum((line[0] == line[-1]).all() for line in lines) for lines in (found, reference(z, value))
        ]
        assert unit != 1 or closed[0] == closed[1]


def test_a_photograph_has_the_lines_of_contourpy():
    z = data.coins()
    (found,) = nb.contour_lines(z, [100]).lines
    assert len(found) == 507
    assert same_lines(found, reference(z, 100))


def test_many_short_lines_take_time_in_proportion():
    z = np.random.default_rng(0).normal(size=(1000, 1000))
    started = time.process_time()
    reference(z, 0.1)
    theirs = time.process_time() - started
    nb.contour_lines(z, [0.1])
    assert time.process_time() - started < 10 * theirs + 1  # it was several hundred times


@pytest.mark.parametrize("shape", [(2, 9), (100, 70), (129, 40), (400, 300)])
def test_vertices_are_counted_before_lines_are_looked_for(shape):
    z = bumps(*shape)
    z[shape[0] // 2, 20:25] = np.nan
    levels = [-0.5, 0.1, 0.7]
    found = nb.contour_lines(z, levels)
    closed = found.table.n_closed.sum()  # whose first vertex is the last one, too
    assert crossings(found.field, levels) == pytest.approx(
        found.table.n_vertices.sum() - closed, rel=0.05, abs=5
    )


@pytest.mark.parametrize("kind", [np.float64, np.float32, np.int16, bool])
def test_values_are_smoothed_part_by_part_as_scipy_smooths_them(kind, monkeypatch):
    monkeypatch.setattr(contours, "_PART", 1000)
    z = (np.random.default_rng(0).random((70, 90)) * 5).astype(kind)
    real = z.astype(np.float32 if kind is np.float32 else np.float64)
    found = contours.smooth(as_field(z), 2.5)
    assert np.array_equal(found.image.values, gaussian_filter(real, 2.5, mode="reflect"))
    shares = list(contours.smoothing_work(as_field(z), 2.5))
    assert len(shares) > 10
    assert shares == sorted(shares)


GRIDS = {
    "even": (np.linspace(-2, 3, 90), np.linspace(0, 1, 70)),
    "uneven": (np.cumsum(np.linspace(0.1, 2, 90)), -np.sqrt(np.arange(70.0))),
    "log": (np.logspace(-2, 3, 90), np.logspace(0, 1, 70)),
    "rotated": tuple(
        np.tensordot([[0.8, -0.6], [0.6, 0.8]], np.mgrid[0:70, 0:90].astype(float), (1, 0))[k] for k in (1, 0)
    ),
    "polar": tuple(f(np.linspace(0.1, 1.4, 90)) * np.linspace(1, 3, 70)[:, None] for f in (np.cos, np.sin)),
}


@pytest.mark.parametrize("grid", GRIDS)
def test_the_lines_of_a_plane_are_straight_and_where_they_must_be(grid):
    x, y = GRIDS[grid]
    xx, yy = (x, y) if x.ndim == 2 else np.meshgrid(x, y)
    slope = np.ptp(xx) / np.ptp(yy)
    z = xx + slope * yy
    levels = np.quantile(z, [0.2, 0.5, 0.9])
    found = nb.contour_lines(z, levels, x=x, y=y)
    assert all(len(lines) >= 1 for lines in found.lines)
    for level, lines in zip(levels, found.lines, strict=True):
        for line in lines:
            np.testing.assert_allclose(line[:, 0] + slope * line[:, 1], level, atol=1e-9 * np.ptp(z))


def test_corners_beside_a_hole_of_a_curvilinear_grid():
    x, y = GRIDS["polar"]
    z = x + 2 * y
    z[30:33, 40:44] = np.nan
    level = float(x[31, 39] + 2 * y[31, 39])
    (found,) = nb.contour_lines(z, [level], x=x, y=y).lines
    assert same_lines(found, reference(z, level, x, y))


def test_larger_values_lie_to_the_left():
    x, y = np.meshgrid(np.linspace(-2, 2, 60), np.linspace(-2, 2, 60))
    (line,) = nb.contour_lines(-np.hypot(x, y), [-1], x=x[0], y=y[:, 0]).lines[0]
    area = np.sum(line[:-1, 0] * line[1:, 1] - line[1:, 0] * line[:-1, 1]) / 2
    assert area == pytest.approx(np.pi, rel=1e-2)  # anticlockwise around the top


def test_the_table_of_a_cone():
    x = np.linspace(-3, 3, 301)
    z = np.hypot(*np.meshgrid(x, x))
    table = nb.contour_lines(z, [1, 2, 4], x=x, y=x).table
    assert table["level"].tolist() == [1, 2, 4]
    np.testing.assert_allclose(table["length"][:2], 2 * np.pi * np.array([1, 2]), rtol=1e-3)
    np.testing.assert_allclose(table["enclosed"], [np.pi, 4 * np.pi, 0], rtol=1e-3)
    assert table["n_lines"].tolist() == [1, 1, 4]
    assert table["n_closed"].tolist() == [1, 1, 0]


def test_no_level_no_line_no_table():
    found = nb.contour_lines(np.eye(3), [])
    assert found.lines == ()
    assert len(found.table) == 0
    assert nb.contour_lines(np.eye(3), [7]).lines == ((),)
    assert nb.contour_lines([[1.0]], [1]).lines == ((),)
    assert nb.contour_lines(np.full((3, 3), np.nan), [1]).lines == ((),)


def test_smoothing_is_that_of_scipy_and_holes_have_no_weight():
    z = bumps(40, 50)
    found = nb.contour_lines(z, [0], smoothing=1.5)
    np.testing.assert_allclose(found.z, gaussian_filter(z, 1.5, mode="reflect"))
    assert same_lines(found.lines[0], reference(found.z, 0))
    holed = np.ones((20, 20))
    holed[5:9, 5:9] = np.nan
    smoothed = nb.contour_lines(holed, [0], smoothing=3)
    np.testing.assert_array_equal(smoothed.field.image.bad, np.isnan(holed))
    np.testing.assert_allclose(smoothed.z[~np.isnan(holed)], 1)


@pytest.mark.parametrize("dtype", [">f4", ">u2", "i1", "f8"])
def test_every_type_gives_the_same_lines_and_is_left_alone(dtype):
    z = np.round(20 * bumps(70, 70) + 60).clip(0, 120).astype(dtype).T
    z.flags.writeable = False
    before = z.tobytes()
    assert same_lines(nb.contour_lines(z, [57.5]).lines[0], reference(z.astype(float), 57.5))
    assert z.tobytes() == before


def test_blocks_know_what_crosses_them():
    z = bumps(200, 170)
    blocks = Blocks(as_field(z))
    for i in range(3):
        for j in range(2):
            part = z[64 * i : 64 * i + 65, 64 * j : 64 * j + 65]
            assert (blocks._low[i, j], blocks._high[i, j]) == (part.min(), part.max())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"levels": [np.nan]}, "levels must be a row of finite numbers"),
        ({"levels": 3}, "levels must be a row of finite numbers, got 3"),
        ({"x": [1, 2]}, r"x must have shape \(3,\) for where='centers' and z of shape \(3, 3\), got \(2,\)"),
        ({"y": [1, 2, 3], "where": "edges"}, r"y must have shape \(4,\) for where='edges'"),
        ({"y": [1, 1, 3]}, "y must rise or fall strictly"),
        ({"where": "corner"}, "where must be 'centers' or 'edges'"),
        ({"smoothing": -1}, "smoothing must be >= 0 cells, got -1"),
        ({"x": [0, 1, 2], "xscale": "log"}, "x must be > 0 on a log scale"),
    ],
)
def test_clear_errors(options, message):
    with pytest.raises(ValueError, match=message):
        nb.contour_lines(np.eye(3), **{"levels": [0.5], **options})


# --- the grid that a field is on ----------------------------------------------------------------------------------


def test_centres_and_edges_say_the_same():
    edges = np.array([0.0, 1, 3, 6])
    field = as_field(np.eye(3), x=edges, y=edges[::-1], where="edges")
    assert field.x.tolist() == [0.5, 2, 4.5]
    assert field.y.tolist() == [4.5, 2, 0.5]
    assert as_field(np.eye(3), x=field.x).x_edges.tolist() == nb.centers_to_edges(field.x).tolist()


def test_a_data_array_brings_coordinates_names_and_units():
    z = xr.DataArray(
        np.eye(3),
        dims=("time", "lon"),
        coords={
            "time": np.array(["2024-01-01", "2024-01-02", "2024-01-03"], "M8[ns]"),
            "lon": ("lon", [10.0, 20, 40], {"long_name": "longitude", "units": "degrees east"}),
        },
        name="t",
        attrs={"units": "K"},
    )
    field = as_field(z)
    assert field.names == ("longitude (degrees east)", "time", "t (K)")
    assert field.dates == (False, True)
    assert field.x.tolist() == [10, 20, 40]
    assert field.y_edges[0] == 19722.5  # days since 1970: noon of the last day of 2023
    assert as_field(z, x=[1, 2, 3]).x.tolist() == [1, 2, 3]


def test_one_curvilinear_coordinate_makes_the_other_one_so():
    x = np.add.outer([0.0, 0.1, 0.2], [0.0, 1, 2, 3])
    field = as_field(np.zeros((3, 4)), x=x, y=[5, 6, 8])
    assert field.y.tolist() == [[5] * 4, [6] * 4, [8] * 4]
    assert field.x_edges.shape == field.y_edges.shape == (4, 5)


@pytest.mark.parametrize("step", [1, 2, 3, 4, 7, 50])
def test_a_thinner_field_covers_the_same(step):
    z = np.arange(11 * 16.0).reshape(11, 16)
    field = as_field(z)
    thin = field.every(step)
    assert thin.x_edges[[0, -1]].tolist() == [-0.5, 15.5]
    assert thin.y_edges[[0, -1]].tolist() == [-0.5, 10.5]
    assert (thin.x_edges[:-1] < thin.x).all()
    assert (thin.x < thin.x_edges[1:]).all()
    np.testing.assert_array_equal(thin.image.values, 16 * thin.y[:, None] + thin.x)
    curved = as_field(z, x=z % 16, y=z // 16).every(step)
    np.testing.assert_array_equal(curved.image.values, 16 * curved.y + curved.x)
    assert curved.x_edges.shape == tuple(n + 1 for n in curved.shape)
