"""Round values at the ticks of an edge: what is written there never overlaps."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from nbtools.draw.marks.letters import width_of
from nbtools.draw.marks.ticks import number_axis, number_text, round_values
from nbtools.draw.settings import plain_settings

EM = 100 / 9
ends = st.tuples(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.booleans()).map(
    lambda end: (end[0], end[0] + end[1])[:: -1 if end[2] else 1]
)


@given(ends, st.floats(1, 900), st.floats(0, 30), st.booleans(), st.none() | st.integers(0, 5000))
def test_numbers_stand_beside_each_other_and_reach_out_of_nothing(ends, length, beside, upright, count):
    first, last = ends
    within = None if count is None else (0, count)
    found = round_values(first, last, (beside, length, beside), EM, upright=upright, within=within)
    assert len(found) <= 9
    assert found == sorted(set(found))
    sizes = [EM if upright else width_of(number_text(value), round(EM * 16)) for value in found]
    places = [(value - first) / (last - first) * length for value in found]
    for place, size in zip(places, sizes, strict=True):
        assert -1e-6 <= place <= length + 1e-6
        assert place - size / 2 >= -beside - 1e-6
        assert place + size / 2 <= length + beside + 1e-6
    for (a, b), (one, other) in zip(pairwise(places), pairwise(sizes), strict=True):
        assert abs(b - a) >= (one + other) / 2
    if count is not None:
        assert all(value == round(value) and 0 <= value <= count for value in found)


@pytest.mark.parametrize(("first", "last", "length"), [(-0.5, 3000.5, 480), (0, 1, 300), (60.5, -0.5, 400)])
def test_where_there_is_room_there_are_several(first, last, length):
    assert len(round_values(first, last, (9, length, 9), EM, upright=False)) >= 4


@pytest.mark.parametrize("ends", [(3.0, 3.0), (-1.7e308, 1.7e308), (0.0, 5e-324), (np.nan, 1.0)])
def test_where_arithmetic_ends_there_are_none(ends):
    assert round_values(*ends, (9, 300, 9), EM, upright=True) == []


@pytest.mark.parametrize("size", [(0.6, 3), (5, 0.9), (5, 4)])
def test_labels_of_axes_do_not_overlap(size):
    figure = Figure(size, dpi=100)
    canvas = FigureCanvasAgg(figure)
    with plain_settings():
        axes = figure.add_axes((0.2, 0.25, 0.7, 0.65), xlim=(-0.5, 2999.5), ylim=(2999.5, -0.5))
        for axis in (axes.xaxis, axes.yaxis):
            number_axis(axis, lambda: 3000)
        axes.tick_params(labelsize=8)
        canvas.draw()
        for axis in (axes.xaxis, axes.yaxis):
            boxes = [label.get_window_extent() for label in axis.get_ticklabels()]
            assert not any(a.overlaps(b) for a, b in pairwise(boxes))
