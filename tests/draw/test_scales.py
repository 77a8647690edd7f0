"""Ticks stand where their values are, and can be read."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import AsinhNorm, LogNorm, Normalize, PowerNorm, SymLogNorm

from nbtools.draw.marks.scales import labels, ticks


def value(label):
    return float(label.replace("\N{MINUS SIGN}", "-"))


SPANS = st.tuples(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6)).map(lambda pair: (pair[0], pair[0] + pair[1]))
NORMS = (
    st.builds(lambda span: Normalize(*span), SPANS)
    | st.builds(lambda span: PowerNorm(0.5, *span), SPANS)
    | st.builds(lambda low, ratio: LogNorm(low, low * ratio), st.floats(1e-9, 1e9), st.floats(1.1, 1e12))
    | st.builds(lambda span, t: SymLogNorm(t, vmin=span[0], vmax=span[1]), SPANS, st.floats(0.1, 1e3))
    | st.builds(lambda span, t: AsinhNorm(t, *span), SPANS, st.floats(0.1, 1e3))
)


@settings(max_examples=300, deadline=None)
@given(NORMS, st.sampled_from([0.07, 0.2]))
def test_each_tick_is_where_the_norm_puts_its_value(norm, room):
    places, names = ticks(norm, room)
    assert len(places) >= 2
    assert np.diff(places).min() >= room - 1e-9
    assert len(set(names)) == len(names)
    for place, name in zip(places, names, strict=True):
        assert float(norm(value(name))) == pytest.approx(place, abs=0.02)
        assert len(name) <= 16


@pytest.mark.parametrize(
    ("norm", "wanted"),
    [
        (LogNorm(1, 1e4), ["1", "10", "100", "1000", "10000"]),
        (SymLogNorm(1, vmin=-100, vmax=100), ["−100", "−10", "−1", "0", "1", "10", "100"]),
        (Normalize(0, 255), ["0", "50", "100", "150", "200", "250"]),
        (Normalize(1000000.1, 1000000.5), ["1000000.1", "1000000.2", "1000000.3", "1000000.4", "1000000.5"]),
        (LogNorm(2, 7), ["2", "3", "4", "5", "7"]),
        (LogNorm(1, 1e12), ["1", "100", "10000", "1e6", "1e8", "1e10", "1e12"]),
    ],
)
def test_round_values(norm, wanted):
    assert ticks(norm, 0.15)[1] == wanted


def test_numbers_that_arithmetic_has_no_room_for():
    for norm in (Normalize(-1.7e308, 1.7e308), Normalize(0, 1e-323), Normalize(5, 5)):
        ticks(norm, 0.1)
    assert labels([]) == []
    assert labels([0.0]) == ["0"]
