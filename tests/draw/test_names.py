"""Names of rows and columns are as short as they can be, and stay distinct."""

import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

import nbtools as nb
from nbtools.draw.cells.names import texts

DAY = "2020-01-01"


@given(st.lists(st.floats(-1e300, 1e300), min_size=1, max_size=9, unique=True))
def test_names_of_floats_are_distinct_and_near(values):
    found = texts(values)
    assert len(set(found)) == len(set(values))
    for text, value in zip(found, values, strict=True):
        assert float(text) == pytest.approx(value, rel=5.1e-3, abs=5e-324)


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (np.linspace(0, 1, 11)[:4], ["0", "0.1", "0.2", "0.3"]),
        ([1e6 + 1, 1e6 + 2, 5.0], ["1000001", "1000002", "5"]),
        ([1.0001, 1.0002], ["1.0001", "1.0002"]),
        ([0.5, 0.5, np.nan], ["0.5", "0.5", "nan"]),
        ([1, 2.5], ["1", "2.5"]),
        ([datetime.date(2020, 1, 1), datetime.date(2020, 1, 2)], ["2020-01-01", "2020-01-02"]),
        (
            [datetime.datetime(2020, 1, 1, 12), datetime.datetime(2020, 1, 1)],
            ["2020-01-01 12:00", "2020-01-01 00:00"],
        ),
        (pd.date_range("2020-01-01", periods=2, freq="MS"), ["2020-01", "2020-02"]),
        (
            pd.date_range("2020-01-01", periods=2, tz="UTC"),
            ["2020-01-01 00:00:00+00:00", "2020-01-02 00:00:00+00:00"],
        ),
        (np.array(["2020-01-01T00:00:00.5", "NaT"], "M8[ns]"), ["2020-01-01 00:00:00.500", "NaT"]),
        ([], []),
    ],
)
def test_names_are_short(names, wanted):
    assert texts(names) == wanted


def test_ticks_have_short_names():
    ax = Figure().subplots()
    ax.imshow(np.zeros((5, 2)))
    nb.pixel_ticks(ax, rows=np.logspace(0, 1, 5), cols={1: np.datetime64("2020-01-01T00:00:00")})
    assert [label.get_text() for label in ax.get_yticklabels()] == ["1", "1.78", "3.16", "5.62", "10"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["2020"]
