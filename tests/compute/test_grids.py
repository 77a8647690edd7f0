"""Edges of cells from their centres, compared with xarray, cf_xarray and the definition."""

import cf_xarray
import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from xarray.plot.utils import _infer_interval_breaks

import nbtools as nb

STEPS = st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=40)


def axis_of(steps, start=0.0, falling=False):
    x = start + np.cumsum([0.0, *steps])
    return x[::-1].copy() if falling else x


# --- one dimension --------------------------------------------------------------------------------------------


@given(STEPS, st.floats(-1e3, 1e3), st.booleans())
def test_midpoints_are_those_of_xarray(steps, start, falling):
    x = axis_of(steps, start, falling)
    edges = nb.centers_to_edges(x)
    np.testing.assert_allclose(edges, _infer_interval_breaks(x), rtol=1e-12, atol=1e-12)
    assert (np.diff(edges) < 0).all() if falling else (np.diff(edges) > 0).all()


def test_one_dimension_as_cf_xarray():
    x = np.array([1.0, 2.0, 4.0, 8.0, 9.0])
    bounds = xr.Dataset(coords={"x": x}).cf.add_bounds("x")["x_bounds"]
    np.testing.assert_allclose(nb.centers_to_edges(x), cf_xarray.bounds_to_vertices(bounds, "bounds"))


@given(STEPS, st.booleans())
def test_a_log_scale_is_that_of_xarray(steps, falling):
    x = np.exp(axis_of(np.array(steps) / 1e3, -3, falling))
    edges = nb.centers_to_edges(x, scale="log")
    np.testing.assert_allclose(edges, _infer_interval_breaks(x, scale="log"), rtol=1e-9)


@given(STEPS, st.floats(-1e3, 1e3), st.booleans())
def test_exact_edges_give_the_centres_back_whenever_there_are_any(steps, start, falling):
    true = axis_of(steps, start, falling)  # edges, so that there is an answer
    centers = (true[:-1] + true[1:]) / 2
    if len(centers) < 2:
        return
    edges = nb.centers_to_edges(centers, "exact")
    assert (np.diff(edges) < 0).all() if falling else (np.diff(edges) > 0).all()
    free = min(np.abs(np.diff(true)))  # how far the first edge may move at least; without it rounding decides
    if free > 1e-6 * np.abs(true).max():
        np.testing.assert_allclose(nb.edges_to_centers(edges), centers, rtol=1e-9, atol=1e-9)


def test_of_exact_edges_the_smoothest_are_taken():
    true = np.array([0.0, 1, 3, 6, 10, 15])
    np.testing.assert_allclose(nb.centers_to_edges((true[1:] + true[:-1]) / 2, "exact"), true, atol=1e-12)
    centers = np.array([0.0, 1.0, 2.5, 3.5])
    found = np.diff(nb.centers_to_edges(centers, "exact"))
    rough = []
    for first in np.linspace(0, 1, 10001)[1:-1]:  # the half width of the first cell: all that there are
        edges = [-first]
        for center in centers:
            edges.append(2 * center - edges[-1])
        if (np.diff(edges) > 0).all():
            rough.append(np.sum(np.diff(edges, 2) ** 2))
    assert np.sum(np.diff(found) ** 2) <= min(rough) + 1e-6


def test_centres_that_are_midpoints_of_nothing_get_midpoints():
    x = np.array([0.0, 10.0, 11.0, 21.0, 22.0, 22.5, 40.0])
    every = []
    for first in np.linspace(-10, 10, 4001):
        edges = [-first]
        for center in x:
            edges.append(2 * center - edges[-1])
        every.append((np.diff(edges) > 0).all())
    assert not any(every)
    np.testing.assert_array_equal(nb.centers_to_edges(x, "exact"), nb.centers_to_edges(x))


@pytest.mark.parametrize("x", [np.linspace(-3, 7, 41), np.linspace(5, -5, 8), np.arange(0, 100, 7)])
def test_both_methods_agree_on_even_grids(x):
    np.testing.assert_allclose(nb.centers_to_edges(x, "exact"), nb.centers_to_edges(x), rtol=0, atol=1e-12)


# --- dates ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["midpoint", "exact"])
def test_dates_stay_exact_in_a_unit_that_is_fine_enough(method):
    days = np.array(["2024-02-28", "2024-02-29", "2024-03-01"], "M8[D]")
    edges = nb.centers_to_edges(days, method)
    assert edges.dtype == "M8[h]"
    assert edges.astype(str).tolist() == [f"2024-02-{d}T12" for d in (27, 28, 29)] + ["2024-03-01T12"]
    np.testing.assert_array_equal(nb.edges_to_centers(edges), days)
    even = np.array(
        [0, 10**15, 2 * 10**15], "M8[us]"
    )  # beyond what a float tells apart, and no finer unit is needed
    assert nb.centers_to_edges(even, method).dtype == "M8[us]"
    assert nb.centers_to_edges(even + np.timedelta64(1, "us"), method)[0] == even[0] - 5 * 10**14 + 1


def test_dates_of_the_calendar_become_days():
    months = np.array(["2024-01", "2024-02", "2024-03"], "M8[M]")
    edges = nb.centers_to_edges(months)
    np.testing.assert_array_equal(edges, _infer_interval_breaks(months.astype("M8[s]")))


def test_uneven_dates_exactly():
    true = np.array(["2024-01-01", "2024-01-03", "2024-01-09", "2024-01-13", "2024-01-15"], "M8[D]")
    centers = nb.edges_to_centers(true)
    found = nb.centers_to_edges(centers, "exact")
    np.testing.assert_array_equal(nb.edges_to_centers(found), centers)


def test_half_a_nanosecond_is_rounded_down():
    edges = nb.centers_to_edges(np.array([0, 1], "M8[ns]"))
    assert edges.dtype == "M8[ns]"
    assert edges.astype(int).tolist() == [0, 0, 1]


def test_times_without_a_date():
    assert nb.centers_to_edges(np.array([0, 1], "m8[s]")).astype(int).tolist() == [-500, 500, 1500]


# --- two dimensions -------------------------------------------------------------------------------------------


def test_curvilinear_coordinates_as_xarray_and_cf_xarray():
    rng = np.random.default_rng(0)
    x = np.add.outer(np.sqrt(np.arange(5.0)), np.arange(7.0) ** 1.2) + rng.normal(0, 0.02, (5, 7))
    edges = nb.centers_to_edges(x)
    assert edges.shape == (6, 8)
    np.testing.assert_allclose(edges, _infer_interval_breaks(_infer_interval_breaks(x, 0), 1), atol=1e-12)
    rows, cols = np.mgrid[0:5, 0:7]
    affine = xr.Dataset(
        coords={"lon": (("j", "i"), 3.0 * cols - rows), "lat": (("j", "i"), rows + 0.5 * cols)}
    )
    bounds = affine.cf.add_bounds(["lon", "lat"])
    for name in ("lon", "lat"):
        vertices = cf_xarray.bounds_to_vertices(bounds[f"{name}_bounds"], "bounds")
        np.testing.assert_allclose(
            nb.centers_to_edges(affine[name]), vertices.transpose("j_vertices", "i_vertices")
        )


def test_affine_grids_exactly():
    turn = np.array([[0.8, -0.6], [0.6, 0.8]])
    rows, cols = np.mgrid[0:4, 0:6]
    corners = np.mgrid[0:5, 0:7] - 0.5
    for matrix in (np.eye(2), turn, [[2, 1], [0, 3]]):
        for k, line in enumerate(np.asarray(matrix)):
            centers = line[0] * cols + line[1] * rows + 10 * k
            expected = line[0] * corners[1] + line[1] * corners[0] + 10 * k
            np.testing.assert_allclose(nb.centers_to_edges(centers), expected, atol=1e-12)
            np.testing.assert_allclose(nb.edges_to_centers(expected), centers, atol=1e-12)


def test_two_dimensions_on_a_log_scale():
    x = np.exp(np.add.outer(np.arange(3.0), np.arange(4.0)))
    np.testing.assert_allclose(nb.centers_to_edges(x, scale="log"), np.exp(nb.centers_to_edges(np.log(x))))


# --- a single centre, hostile input, errors ---------------------------------------------------------------------


def test_a_single_centre_needs_a_width():
    assert nb.centers_to_edges([5.0], width=2).tolist() == [4, 6]
    np.testing.assert_allclose(nb.centers_to_edges([10.0], width=100, scale="log"), [1, 100])
    day = nb.centers_to_edges(np.array(["2024-01-01"], "M8[D]"), width=np.timedelta64(1, "D"))
    assert day.astype(str).tolist() == ["2023-12-31T12", "2024-01-01T12"]
    np.testing.assert_allclose(nb.centers_to_edges([[1.0, 2.0]], width=0), [[0.5, 1.5, 2.5]] * 2)
    np.testing.assert_allclose(nb.centers_to_edges([[1.0]], width=(2, 4)), [[-2, 2], [0, 4]])
    with pytest.raises(ValueError, match="x has a single centre along an axis: give the width"):
        nb.centers_to_edges([5.0])


@pytest.mark.parametrize("dtype", [">f8", "<f4", ">u2", "i1", np.uint64, np.float16])
def test_every_type_and_layout(dtype):
    x = np.array([9, 5, 3, 2, 1], dtype)[::2]
    before = x.tobytes()
    x.flags.writeable = False
    np.testing.assert_array_equal(nb.centers_to_edges(x), _infer_interval_breaks(x.astype(float)))
    assert nb.centers_to_edges(x).dtype == np.float64
    assert x.tobytes() == before


def test_an_axis_of_xarray():
    x = xr.DataArray([1.0, 2.0, 4.0], dims="x")
    assert nb.centers_to_edges(x).tolist() == [0.5, 1.5, 3, 5]


@pytest.mark.parametrize(
    ("x", "options", "message"),
    [
        ([0, 1, 1], {}, "x must rise or fall strictly, got 1 and 1 at index 1"),
        ([0, 2, 1], {}, "x must rise or fall strictly, got 2 and 1 at index 1"),
        ([2, 1, 3], {}, "x must rise or fall strictly, got 1 and 3 at index 1"),
        ([0, np.nan], {}, "x must be finite and not masked, got nan at index 1"),
        ([[0, 1], [np.inf, 2]], {}, r"got inf at index \(1, 0\)"),
        (np.ma.masked_array([0, 1], [True, False]), {}, "not masked"),
        (np.array(["2020", "NaT"], "M8[D]"), {}, "finite"),
        ([0, 1], {"scale": "log"}, "x must be > 0 on a log scale, got 0"),
        ([1, 1 + 2**-52, 1 + 2**-51], {}, "edges of x must rise"),
        ([], {}, "not empty"),
        (np.zeros((2, 2, 2)), {}, "1-D or 2-D"),
        ([[1, 2], [3]], {}, "different lengths"),
        ([0, 1], {"method": "best"}, "method must be 'midpoint' or 'exact', got 'best'"),
        ([0, 1], {"scale": "symlog"}, "scale must be"),
        ([[0, 1], [2, 3]], {"method": "exact"}, "method must be 'midpoint' for 2-D x"),
        ([0], {"width": -1}, "width must be > 0, got -1"),
        ([1], {"width": 1, "scale": "log"}, "width must be the ratio"),
        ([[1]], {"width": (1, 2, 3)}, "width must be a number or a pair"),
        (np.array(["2020"], "M8[D]"), {"width": np.timedelta64(0, "D")}, "width must be a timedelta > 0"),
    ],
)
def test_clear_errors(x, options, message):
    with pytest.raises(ValueError, match=message):
        nb.centers_to_edges(x, **options)


@pytest.mark.parametrize("x", [[True, False], ["a", "b"], [1j, 2], [None, 1]])
def test_what_is_no_number_is_refused(x):
    with pytest.raises(TypeError, match="x must be an array of numbers or dates, got dtype"):
        nb.centers_to_edges(x)


def test_edges_need_two():
    with pytest.raises(ValueError, match="edges must have at least 2"):
        nb.edges_to_centers([1.0])
    with pytest.raises(ValueError, match="edges must rise or fall strictly"):
        nb.edges_to_centers([1.0, 0.0, 3.0])
