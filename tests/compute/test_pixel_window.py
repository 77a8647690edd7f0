"""The window about a pixel: cut at the border, exact in its numbers, copied as text that gives it back."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import nbtools as nb

RANDOM = np.random.default_rng(0)
IMAGES = {
    "uint8": RANDOM.integers(0, 255, (7, 9), dtype=np.uint8),
    "big-endian": RANDOM.integers(0, 60000, (7, 9)).astype(">u2"),
    "int64": RANDOM.integers(-(2**62), 2**62, (7, 9)),
    "uint64": np.full((7, 9), 2**64 - 1, np.uint64),
    "float32": RANDOM.normal(size=(7, 9)).astype(np.float32),
    "float64": RANDOM.normal(size=(7, 9)),
    "bad": np.where(
        RANDOM.random((7, 9)) < 0.3, np.nan, RANDOM.choice([1.5, np.inf, -np.inf, -1e300], (7, 9))
    ),
    "masked": np.ma.masked_array(RANDOM.random((7, 9)), RANDOM.random((7, 9)) < 0.4),
    "masked integers": np.ma.masked_array(RANDOM.integers(0, 9, (7, 9)), RANDOM.random((7, 9)) < 0.4),
    "1 x 1": np.array([[3.25]]),
}


@pytest.mark.parametrize("image", IMAGES.values(), ids=IMAGES)
@pytest.mark.parametrize("size", [1, 3, 5, 99])
@pytest.mark.parametrize("place", [(0, 0), (3, 4), (6, 8), (6, 0)])
def test_window_numbers_and_literal(image, place, size):
    row, col = (min(k, n - 1) for k, n in zip(place, image.shape, strict=True))
    before = np.ma.copy(image)
    found = nb.pixel_window(image, row, col, size=size)
    half = size // 2
    expected = [(i, j) for i in range(image.shape[0]) for j in range(image.shape[1])
                if abs(i - row) <= half and abs(j - col) <= half]  # fmt: skip
    table = found.table()
    assert list(zip(table["row"], table["col"], strict=True)) == expected
    good = [image[at].item() for at in expected if image[at] is not np.ma.masked and math.isfinite(image[at])]
    assert found.n_bad == len(expected) - len(good)
    assert found.cut == (len(expected) < size**2)
    assert (
        np.ma.allequal(found.array, image[found.rows, found.cols]) or "bad" in str(image.dtype) or found.n_bad
    )
    if good:
        assert (found.min, found.max) == (min(good), max(good))
        assert found.sum == (sum(good) if image.dtype.kind in "iu" else math.fsum(good))
        assert found.mean == found.sum / len(good)
    else:
        assert (math.isnan(found.mean), found.sum) == (True, 0)
    again = eval(found.literal(), {"np": np})
    assert again.dtype == found.array.dtype.newbyteorder("=")
    assert np.array_equal(np.ma.getmaskarray(again), np.ma.getmaskarray(found.array))
    assert np.array_equal(np.ma.getdata(again), np.ma.getdata(found.array), equal_nan=again.dtype.kind == "f")
    cells = [line.split("\t") for line in found.text().split("\n")]
    assert np.shape(cells) == found.array.shape
    for text, value in zip(np.ravel(cells), found.array.ravel(), strict=True):
        assert (
            text == "" if value is np.ma.masked else found.array.dtype.type(text) == value or np.isnan(value)
        )
    found.array[...] = 0
    assert np.array_equal(np.ma.getdata(image), np.ma.getdata(before), equal_nan=image.dtype.kind == "f")


@pytest.mark.parametrize("axis", [0, 1, 2, -1])
def test_colour_pictures(axis):
    picture = RANDOM.integers(0, 255, (6, 8, 4), dtype=np.uint8)
    found = nb.pixel_window(np.moveaxis(picture, -1, axis), 2, 7, size=3, channel_axis=axis)
    part = picture[1:4, 6:8]
    assert np.array_equal(np.moveaxis(found.array, axis, -1), part)
    assert found.value == tuple(picture[2, 7].tolist())
    for name in ("min", "max", "mean", "sum"):
        assert getattr(found, name) == pytest.approx(getattr(part.reshape(-1, 4).astype(float), name)(axis=0))
    table = found.table()
    assert list(table) == ["row", "col", "red", "green", "blue", "alpha"]
    assert np.array_equal(table[["red", "green", "blue", "alpha"]], part.reshape(-1, 4))
    assert np.array_equal(eval(found.literal(), {"np": np}), found.array)
    assert found.text().split("\n")[0].split("\t")[0] == ",".join(map(str, part[0, 0]))


@given(
    hnp.arrays(
        np.float64, (4, 5), elements=st.floats(-1e300, 1e300) | st.sampled_from([np.nan, np.inf, -np.inf])
    )
)
def test_any_floats(image):
    found = nb.pixel_window(image, 1, 2, size=9)
    good = image[np.isfinite(image)]
    assert found.n_bad == image.size - good.size
    if good.size:
        scaled = math.fsum(good / 2.0**8) * 2.0**8
        assert found.sum == pytest.approx(scaled, rel=1e-9, abs=1e-300 if np.isfinite(scaled) else None)


def test_huge_values_have_a_mean_even_where_their_sum_has_none():
    found = nb.pixel_window(np.full((3, 3), 1.5e308), 1, 1)
    assert (found.sum, found.mean) == (math.inf, 1.5e308)


def test_what_is_masked_is_nan_in_the_table():
    image = np.ma.masked_array([[1, 2]], [[True, False]])
    found = nb.pixel_window(image, 0, 0, size=3)
    pd.testing.assert_series_equal(found.table()["value"], pd.Series([np.nan, 2.0], name="value"))
    assert found.value is np.ma.masked
    assert found.text() == "\t2"


def test_wrong_parameters_are_named():
    image = np.zeros((3, 4))
    for wrong, error, message in (
        ({"row": 3}, ValueError, "row must be from 0 to 2, got 3"),
        ({"col": -1}, ValueError, "col must be"),
        ({"row": 1.5}, TypeError, "row must be"),
        ({"size": 4}, ValueError, "size must be odd, .* got 4 px"),
        ({"size": 0}, ValueError, "size must be"),
        ({"size": True}, ValueError, "size must be"),
        ({"channel_axis": -1}, ValueError, "image must have 3 dimensions"),
    ):
        with pytest.raises(error, match=message):
            nb.pixel_window(image, **{"row": 0, "col": 0, **wrong})
    for other in (np.zeros((2, 2, 3)), np.zeros((0, 2)), np.zeros(3)):
        with pytest.raises(ValueError, match="image must have"):
            nb.pixel_window(other, 0, 0)
    with pytest.raises(TypeError, match="image must hold real numbers"):
        nb.pixel_window(np.zeros((2, 2), complex), 0, 0)
