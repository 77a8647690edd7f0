"""Ranges of sliders: round steps that enclose the numbers."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbtools.compute.ranges import round_range

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
