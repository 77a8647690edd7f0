"""Colours of integers that float64 cannot tell apart, and between limits further apart than it can say."""

import numpy as np
import pytest

from nbtools.compute.color.places import indices

MOST = np.finfo("f8").max


@pytest.mark.parametrize(("kind", "low"), [("i8", 2**60), ("i8", -(2**60) - 256), ("u8", 2**62)])
def test_long_integers_are_told_apart(kind, low):
    values = [low + step for step in (-5000, -1, 0, 1, 9, 500, 1023, 1024, 1025, 9999)]
    found = indices(np.array(values, kind), 256, (float(low), float(low + 1024)))
    wanted = [(value - low) // 4 for value in values]
    assert found.tolist() == [256, 256, 0, 0, 2, 125, 255, 255, 257, 257]
    assert found[2:7].tolist() == wanted[2:7]


@pytest.mark.parametrize("kind", ["i8", "u8"])
def test_the_ends_of_a_type_lie_beyond_such_limits(kind):
    info = np.iinfo(kind)
    values = np.array([info.min, 2**60 + 4, info.max], kind)
    assert indices(values, 256, (2.0**60, 2.0**60 + 256)).tolist() == [256, 4, 257]


def test_limits_may_be_the_largest_numbers():
    values = np.array([-MOST, -MOST / 4, 0.0, MOST / 4, MOST, -np.inf, np.inf, np.nan])
    assert indices(values, 4, (-MOST, MOST)).tolist() == [0, 1, 2, 2, 3, 4, 5, 6]
