"""Ranges of sliders: round steps that enclose the numbers."""

import math
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.ticker import MaxNLocator

from nbtools.compute.ranges import END, bins, held, median, round_range, ticks, tidy, widened
from nbtools.draw.marks.scales import located

MOST = sys.float_info.max
RANGES = [
    *((-MOST, MOST), (MOST, MOST), (-MOST, -MOST), (0, 5e-324), (5e-324, 5e-324), (1e-310, 3e-310)),
    *(
        (1e6, 1e6 + 0.0625),
        (2.0**60, 2.0**60 + 256),
        (-1e15, 8 - 1e15),
        (1.0, math.nextafter(1.0, 2)),
        (0, 0),
    ),
]
numbers = st.floats(-1e9, 1e9).filter(lambda value: value == 0 or abs(value) > 1e-9)


@given(numbers, numbers)
def test_a_round_range_encloses_its_numbers_in_whole_steps(one, other):
    low, high = sorted((one, other))
    first, last, step = round_range(low, high)
    assert first <= low + 1e-9 * abs(low) + step / 1e6
    assert last >= high - 1e-9 * abs(high) - step / 1e6
    assert first > low - 1.001 * step - 1e-9 * abs(low)
    assert last < high + 1.001 * step + 1e-9 * abs(high)
    digit = step / 10 ** math.floor(math.log10(step * (1 + 1e-9)))
    assert min(abs(digit - k) for k in (1, 2, 5)) < 1e-6
    if high > low:
        assert 200 * (1 - 1e-6) <= (high - low) / step <= 500 * (1 + 1e-6)


def test_a_step_has_a_least_size_and_equal_numbers_some():
    assert round_range(3, 90, least=1) == (3, 90, 1)
    assert round_range(0, 1e6, least=1)[2] == 5000
    assert round_range(4.0, 4.0) == pytest.approx((4.0, 4.0, 0.005))


@pytest.mark.parametrize(("low", "high"), RANGES)
def test_sliders_bins_and_ticks_of_any_range_can_be_computed_with(low, high):
    first, last, step = round_range(low, high)
    assert first <= held(low, high)[0] <= held(low, high)[1] <= last
    assert math.isfinite((last - first) / step)
    assert first + step > first
    assert last - step < last
    assert 0 < ticks(min(high - low, END), 200, np.dtype("f8")) < math.inf

    edges = bins(low, high, 70)
    assert np.isfinite(edges).all()
    assert (np.diff(edges) > 0).all()
    counts, _ = np.histogram(np.clip([low, high], *edges[[0, -1]]), edges)
    assert counts.sum() == 2

    levels = located(MaxNLocator(8), low, high)
    assert levels == sorted(set(levels))
    assert not high - low > 1e-9 * abs(high) or sum(low <= level <= high for level in levels) > 1


def test_an_ordinary_range_is_left_as_it_is():
    assert widened(-3.0, 7.5, 100) == held(-3.0, 7.5) == (-3.0, 7.5)
    assert bins(-3, 7, 10).tolist() == np.histogram_bin_edges([], 10, (-3, 7)).tolist()
    assert located(MaxNLocator(8), -3, 7) == MaxNLocator(8).tick_values(-3, 7).tolist()


def test_a_multiple_of_a_step_stays_near_it_however_large():
    assert tidy(3 * 0.1, 0.1) == 0.3
    for value, step in [(2.0**60 + 768, 256.0), (1e15 + 0.25, 0.125), (1e300, 1e280)]:
        assert abs(tidy(value, step) - value) <= 1e-3 * step


@pytest.mark.parametrize(
    "values", [[MOST] * 4, [-MOST, -MOST], [1.0, 2.0, 4.0, 8.0], [-MOST, MOST], [5e-324]]
)
def test_a_median_is_a_number_where_a_sum_is_none(values):
    assert min(values) <= median(np.array(values)) <= max(values)
    if max(map(abs, values)) < 9:
        assert median(np.array(values)) == np.median(values)
