"""Axes for images keep what was asked for in view, and data pixels square."""

import logging

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from nbtools.draw.image.layout import ImageAxes, halves

ends = st.tuples(st.floats(-1e3, 1e3), st.floats(1e-2, 1e4), st.booleans()).map(
    lambda end: (end[0], end[0] + end[1])[:: -1 if end[2] else 1]
)
sizes = st.tuples(st.floats(0.5, 12), st.floats(0.5, 12))


def axes_of(size=(5, 4)):
    figure = Figure(size, dpi=100)
    FigureCanvasAgg(figure)
    return figure.add_axes(ImageAxes(figure, (0.1, 0.2, 0.7, 0.6)))


def shown(axes):
    axes.apply_aspect()
    return np.array([axes.get_xlim(), axes.get_ylim()])


def scales(axes):
    """Give data units per pixel along x and y."""
    view = shown(axes)
    return np.abs(view[:, 1] - view[:, 0]) / axes.bbox.size


@given(ends, ends, sizes)
def test_all_that_was_asked_for_is_in_view_and_pixels_are_square(x, y, size):
    axes = axes_of(size)
    axes.set(xlim=x, ylim=y)
    before = axes.bbox.bounds
    view = shown(axes)
    assert axes.bbox.bounds == before
    np.testing.assert_allclose(*scales(axes), rtol=1e-6)
    for asked, (first, last) in zip((x, y), view, strict=True):
        assert np.sign(last - first) == np.sign(asked[1] - asked[0])
        slack = 1e-9 * (abs(first) + abs(last))
        assert min(first, last) <= min(asked) + slack
        assert max(first, last) >= max(asked) - slack
    # No more than needed: one of the directions stays as it was asked for
    assert any(np.allclose(asked, found, rtol=1e-6) for asked, found in zip((x, y), view, strict=True))


@given(ends, ends, st.lists(sizes, min_size=1, max_size=5))
def test_the_view_does_not_depend_on_earlier_sizes_of_the_figure(x, y, earlier):
    axes, fresh = axes_of(), axes_of()
    for each in axes, fresh:
        each.set(xlim=x, ylim=y)
    for size in (*earlier, (5, 4)):
        axes.figure.set_size_inches(size)
        shown(axes)
    np.testing.assert_array_equal(shown(axes), shown(fresh))


def test_drawing_again_changes_nothing():
    axes = axes_of()
    axes.set(xlim=(0, 10), ylim=(7, 0))
    first = shown(axes)
    changes = []
    axes.callbacks.connect("xlim_changed", changes.append)
    axes.figure.canvas.draw()
    np.testing.assert_array_equal(shown(axes), first)
    assert changes == []


@pytest.mark.parametrize("limits", [{"xlim": (3, 4)}, {"ylim": (30, -5)}, {"xlim": (90, 80), "ylim": (2, 3)}])
def test_a_new_view_is_what_counts_from_then_on(limits):
    axes = axes_of()
    axes.set(xlim=(0, 10), ylim=(7, 0))
    shown(axes)
    axes.set(**limits)
    view = shown(axes)
    for name, (low, high) in ((name, sorted(asked)) for name, asked in limits.items()):
        found = sorted(view["xy".index(name[0])])
        assert found[0] <= low <= high <= found[1]
    np.testing.assert_allclose(*scales(axes))


def test_no_log_message(caplog):
    axes = axes_of()
    with caplog.at_level(logging.DEBUG):
        axes.set(xlim=(0, 10), ylim=(7000, 0))
        axes.figure.canvas.draw()
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


@pytest.mark.parametrize("stacked", [True, False])
@pytest.mark.parametrize(("across", "up", "gap"), [(500, 300, 24), (501, 303, 24), (80, 60, 0)])
def test_halves_are_of_one_size_and_leave_the_gap(across, up, gap, stacked):
    first, second = halves((44, 24, across, up), gap, stacked=stacked)
    assert first[2:] == second[2:]
    if stacked:  # the first one is above
        assert first[0] == second[0] == 44
        assert first[1] - (second[1] + second[3]) == gap
        assert 0 <= 24 + up - (first[1] + first[3]) <= 1
    else:
        assert first[1] == second[1] == 24
        assert second[0] - (first[0] + first[2]) == gap
        assert 0 <= 44 + across - (second[0] + second[2]) <= 1
