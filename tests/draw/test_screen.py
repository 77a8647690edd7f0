"""Every image pixel lies under one screen pixel, also while cells are only roughly where they belong."""

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from nbtools.draw.image.screen import line_up, pixel_by_pixel, rough


@st.composite
def lines(draw):
    """An axis that shows an image smaller than it is, or a part of it."""
    size = draw(st.integers(2, 5000))
    width = draw(st.integers(3, 90))
    low = draw(st.floats(0, 0.99))
    start = draw(st.floats(-0.6, 0.9)) * size
    stop = start + size * draw(st.floats(0.05, 1.8))
    limits = (start, stop) if draw(st.booleans()) else (stop, start)
    line = line_up(low, low + width, limits, size, 1)
    assume(line is not None)
    assume(not line.enlarged)
    return line, size, limits


@given(lines())
def test_cells_follow_each_other_without_gap(case):
    line, size, limits = case
    assert (np.diff(line.edges) > 0).all()
    assert line.edges[0] >= 0
    assert line.edges[-1] <= size
    assert sorted(line.cell) == list(range(len(line.edges) - 1))
    low, high = min(limits), max(limits)
    if low <= -0.5 and high >= size - 0.5:  # all of it is in view: nothing may be left out
        assert line.edges[[0, -1]].tolist() == [0, size]


@given(lines())
def test_rough_cells_lose_nothing_and_move_by_less_than_a_screen_pixel(case):
    line, *_ = case
    found = rough(line)
    assert (np.diff(found.edges) > 0).all()
    assert found.edges[[0, -1]].tolist() == line.edges[[0, -1]].tolist()
    assert (np.abs(found.edges - line.edges) < 2**line.level).all()
    inner = found.edges[1:-2]  # the last one may have to stay inside
    assert (inner % 2**line.level == 0).all() or line.edges[-1] - line.edges[-2] < 2**line.level
    cells = np.diff(line.edges)[1:-1]
    assert cells.size == 0 or 2**line.level <= cells.min() + 1


def test_pixel_by_pixel():
    line = pixel_by_pixel(3, 6)
    assert line.enlarged
    assert line.edges.tolist() == [3, 4, 5, 6]
    assert line.cell.tolist() == [0, 1, 2]
    assert line.places.tolist() == [3.5, 4.5, 5.5]
