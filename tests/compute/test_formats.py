"""Pixel values are written so that neighbours can be told apart, all in the same way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nbtools.compute.cells.formats import PixelFormat, pixel_format

RANDOM = np.random.default_rng(0)


def decimals(text):
    """How many decimals a text has, before its power of ten."""
    return len(text.partition("e")[0].partition(".")[2])


@pytest.mark.parametrize("dtype", ["u1", "i1", ">u2", "<i4", "i8", "u8"])
def test_integers_are_written_as_they_are(dtype):
    ends = np.iinfo(dtype)
    values = np.array([[ends.min, 0], [7, ends.max]], dtype)
    assert pixel_format(values).texts(values) == [str(ends.min), "0", "7", str(ends.max)]


def test_bool_is_0_and_1():
    values = np.array([[True, False]])
    assert pixel_format(values).texts(values) == ["1", "0"]


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([3.0, 400.0], ["3", "400"]),
        ([0.1, 0.2, 0.1 + 0.2], ["0.1", "0.2", "0.3"]),
        (np.float32([0.1, 12.25]), ["0.10", "12.25"]),
        ([0.0, 0.0], ["0", "0"]),
        ([-0.0001, 0.0], ["-0.0001", "0.0000"]),
        ([1 / 3, 2 / 3], ["0.333", "0.667"]),
        ([1 / 3, 1 / 3 + 2e-5], ["0.33333", "0.33335"]),
        ([1000 + 1 / 3, 2000 / 3], ["1000", "667"]),
        ([1 / 3, 1e9], ["3.3e-1", "1.0e9"]),
        ([1.5e-7, 2e-7], ["1.5e-7", "2.0e-7"]),
        ([1.23456789e-9, 1.23457789e-9], ["1.23457e-9", "1.23458e-9"]),
        ([1e300, -1e300], ["1.0e300", "-1.0e300"]),
        ([5e-324, 0.0], ["4.9e-324", "0.0e0"]),
    ],
)
def test_floats_get_the_decimals_that_they_need(values, texts):
    assert pixel_format(values).texts(values) == texts


@given(hnp.arrays(np.float64, hnp.array_shapes(min_dims=2, max_dims=2, max_side=8),
                  elements=st.floats(-1e4, 1e4, allow_subnormal=False)))  # fmt: skip
def test_neighbours_that_differ_are_written_differently_with_the_same_decimals(values):
    written = np.array(pixel_format(values).texts(values)).reshape(values.shape)
    assert len({decimals(text) for text in written.ravel()}) == 1
    powers = "e" in written[0, 0]
    largest = np.abs(values).max(initial=0)
    for a, b, one, two in (
        (values[:-1], values[1:], written[:-1], written[1:]),
        (values[:, :-1], values[:, 1:], written[:, :-1], written[:, 1:]),
    ):
        # with the seven digits that there are at most
        unit = (
            1e-5 * np.maximum(np.abs(a), np.abs(b))
            if powers
            else 10.0 ** (np.floor(np.log10(largest or 1)) - 6)
        )
        differ = np.abs(a - b) > unit * (1 + 1e-6)
        assert (one != two)[differ].all()


def test_large_images_are_looked_at_in_part_and_most_neighbours_told_apart():
    values = RANDOM.random((1500, 1500))
    found = pixel_format(values)
    assert found.fmt == "z.3f"
    part = values[:40, :40]
    written = np.array(found.texts(part)).reshape(part.shape)
    assert (written[:, 1:] == written[:, :-1]).mean() < 0.02


def test_values_over_many_decades_get_powers_of_ten_but_noise_does_not():
    rows, cols = np.indices((60, 60)) - 30
    assert pixel_format(np.exp(-(rows**2 + cols**2) / 20)).fmt.endswith("e")
    assert pixel_format(RANDOM.normal(size=(60, 60))).fmt.endswith("f")


def test_bad_values_have_words_and_no_say():
    values = np.array([[1.0, np.nan, 1e300], [np.inf, -np.inf, 2.0]])
    masked = np.array([[False, False, True], [False, False, False]])
    given = np.ma.masked_array(values, masked)
    for texts in (pixel_format(values, masked).texts(values, masked), pixel_format(given).texts(given)):
        assert texts == ["1", "NaN", "--", "inf", "-inf", "2"]
    empty = np.full((2, 2), np.nan)
    assert pixel_format(empty).texts(empty) == ["NaN"] * 4
    assert (
        pixel_format(np.ma.masked_all((1, 2), np.uint8)).texts(np.ma.masked_all((1, 2), np.uint8))
        == ["--"] * 2
    )


@pytest.mark.parametrize(
    ("fmt", "values", "texts"),
    [
        ("d", [7, 255], ["7", "255"]),
        ("x", [7, 255], ["7", "ff"]),
        (".1f", [7, 255], ["7.0", "255.0"]),
        (".3f", [0.5, np.nan], ["0.500", "NaN"]),
        ("%.2e", [1234.5], ["1.23e+03"]),
        (".2e", [1234.5, np.inf], ["1.23e3", "inf"]),
        (".0%", [0.25], ["25%"]),
        ("{:.1f} K", [3.14], ["3.1 K"]),
        (lambda value: f"<{value}>", [2.5, np.nan], ["<2.5>", "<nan>"]),
    ],
)
def test_a_format_of_ones_own(fmt, values, texts):
    assert pixel_format(values, fmt=fmt).texts(values) == texts


@pytest.mark.parametrize("fmt", ["d", "q", "{", "{:d}", "{name}", "%d %d", "plain", "", "1.2.3", "%s %"])
def test_a_format_that_does_not_suit_is_refused(fmt):
    if fmt == "":  # what str gives
        assert pixel_format([0.1], fmt=fmt).texts([0.1]) == ["0.1"]
        return
    with pytest.raises(ValueError, match="fmt must suit values of type float64, got "):
        pixel_format([0.1, 0.7], fmt=fmt)


def test_what_is_no_format_and_no_number_is_refused():
    with pytest.raises(TypeError, match=r"fmt must be .* or a function, got 3"):
        pixel_format([0.1], fmt=3)
    with pytest.raises(TypeError, match="fmt must be a function that returns a text"):
        PixelFormat(lambda value: value).texts([1.0])
    for values in ([1j], ["a"], [None]):
        with pytest.raises(TypeError, match="values must be real numbers, got dtype"):
            pixel_format(values)


def test_any_layout_gives_the_same_and_stays_as_it_was():
    values = RANDOM.normal(size=(30, 40)).astype(np.float32)
    expected = pixel_format(values).texts(values)
    for other in (values.astype(">f4"), np.asfortranarray(values), np.repeat(values, 2, axis=1)[:, ::2]):
        other.flags.writeable = False
        before = other.tobytes()
        assert pixel_format(other).texts(other) == expected
        assert other.tobytes() == before


@pytest.mark.parametrize("shape", [(), (0,), (1,), (1, 1), (1, 9), (2, 3, 4), (0, 3)])
def test_any_shape(shape):
    values = np.full(shape, 0.123456)
    assert pixel_format(values).texts(values) == [pixel_format(values).texts([0.123456])[0]] * values.size
