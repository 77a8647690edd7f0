"""Places on a grid, views of it, and contour lines in words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nbtools as nb
from nbtools.compute.grid.contours import count_closed
from nbtools.compute.grid.fields import as_field
from nbtools.compute.grid.places import cell_at, center_of, limits_of, view_between
from nbtools.compute.grid.told import told

Z = np.zeros((5, 7))
X, Y = np.geomspace(1, 64, 7), np.array([9.0, 7, 6, 2, 1])
FIELDS = [
    as_field(Z),
    as_field(Z, X, Y),
    as_field(Z, X, Y, scales=("log", "log")),
    as_field(Z, y=np.arange(5)),
]


@pytest.mark.parametrize("field", FIELDS)
@given(row=st.floats(-0.5, 4.5), col=st.floats(-0.5, 6.5))
def test_a_place_among_the_cells_has_an_x_and_a_y_and_back(field, row, col):
    assert cell_at(field, *center_of(field, row, col), (1, 1)) == pytest.approx((row, col), abs=1e-9)


@pytest.mark.parametrize("field", FIELDS)
def test_limits_show_a_view_with_row_0_where_it_belongs(field):
    view = ((0.5, 1.0), (3.25, 6.0))
    across, up = limits_of(field, view)
    assert across[0] < across[1]
    assert (up[0] > up[1]) is field.rows_down
    for ends in (up, up[::-1]):
        assert np.allclose(view_between(field, across, ends), view)


def test_row_0_is_on_top_where_nobody_gave_y():
    assert [field.rows_down for field in FIELDS] == [True, False, False, False]
    assert as_field(Z, X).rows_down
    assert as_field(Z, np.arange(8), where="edges").rows_down
    assert not as_field(Z, *np.meshgrid(X, Y)).rows_down


def test_a_curvilinear_grid_has_places_at_its_centres_only():
    x, y = np.meshgrid(np.arange(7.0), np.arange(5.0))
    field = as_field(Z, x + 0.2 * y, y)
    assert cell_at(field, 3.6, 2.9, (7, 5)) == (3, 3)
    assert center_of(field, 2.8, 3.1) == (pytest.approx(3.6), 3)
    assert center_of(field, -9, 99) == (6, 0)


def test_exact_lines_are_counted_and_what_was_done_is_told():
    z = np.hypot(*np.mgrid[-9:10, -9:10])
    z[0, 0] = np.nan
    found = nb.contour_lines(z, [3.0, 5.0, 11.0], smoothing=0.5)
    closed = sum(len(line) > 2 and (line[0] == line[-1]).all() for lines in found.lines for line in lines)
    assert closed == sum(map(count_closed, found.lines)) == found.table.n_closed.sum()
    assert closed == found.table["n_closed"].sum() == 2
    text = told(as_field(z), found.levels, (sum(map(len, found.lines)), closed), smoothing=0.5)
    count = sum(map(len, found.lines))
    assert text == (
        f"3 levels from 3 to 11, {count} exact lines, 2 of them closed, "
        "values smoothed with sigma 0.5 cells, 1 cells without a value"
    )
    assert told(as_field(Z), (), (0, 0)) == "no levels"


@pytest.mark.parametrize(("every", "nth"), [(2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th")])
def test_rough_lines_are_told_as_such(every, nth):
    text = f"1 level, 2, lines from every {nth} row and column while the slider moves"
    assert told(as_field(Z), [2.0], None, every=every) == text
