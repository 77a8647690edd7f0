"""Limits by hand: above zero for a logarithm, symmetric about a middle."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbtools.compute.color.manual import suited
from nbtools.compute.color.ranked import Ranked
from nbtools.compute.images import as_image

RANKED = Ranked(as_image(np.array([[-4.0, 0.5, 2.0, 9.0]])))
NUMBERS = st.floats(-100, 100)


@given(NUMBERS, st.floats(0.1, 50))
def test_limits_stay_as_they_are_where_the_scale_takes_any(low, width):
    assert suited((low, low + width), (0.0, 1.0), RANKED) == (low, low + width)


@pytest.mark.parametrize(
    ("limits", "wanted"),
    [((0.1, 3), (0.1, 3)), ((0, 3), (0.5, 3)), ((-3, 0.4), (0.5, 9)), ((-3, -1), (0.5, 9))],
)
def test_a_logarithm_begins_at_the_smallest_positive_pixel(limits, wanted):
    assert suited(limits, (1, 2), RANKED, positive=True) == wanted


def test_one_positive_value_is_the_first_colour_of_a_logarithm():
    assert suited((-3, 5), (1, 2), Ranked(as_image([[5.0, -1.0]])), positive=True) == (2.5, 5)


@given(NUMBERS, NUMBERS, st.floats(0.1, 50), st.booleans())
def test_the_limit_that_was_moved_decides_about_a_middle(middle, at, width, first):
    before = (at, at + width)
    now = (at - 1, at + width) if first else (at, at + width + 1)
    low, high = suited(now, before, RANKED, middle=middle)
    moved = now[0] if first else now[1]
    assert high - middle == pytest.approx(middle - low)
    assert (low, high) == before or high - middle == pytest.approx(abs(moved - middle), abs=1e-9)


def test_the_farther_one_decides_where_both_or_none_are_moved():
    assert suited((1, 8), (1, 8), RANKED, middle=2.0) == (-4, 8)
    assert suited((1, 8), (0, 9), RANKED, middle=2.0) == (-4, 8)
    assert suited((2, 8), (1, 8), RANKED, middle=2.0) == (1, 8)  # no room is left: nothing moves
