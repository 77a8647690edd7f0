"""Each check lets the right values through, in the right form, and names what is wrong."""

from fractions import Fraction

import numpy as np
import pytest

from nbtools.compute import checks


@pytest.mark.parametrize("value", [3, 3.0, np.float32(3), np.int8(3), np.array(3.0), Fraction(3)])
def test_any_real_number_is_a_positive_number(value):
    found = checks.positive("radius", value)
    assert found == 3
    assert type(found) is float


@pytest.mark.parametrize(
    ("value", "error", "got"),
    [
        (-3, ValueError, "radius must be > 0 px, got -3"),
        (0, ValueError, "radius must be > 0 px, got 0"),
        (np.nan, ValueError, "radius must be > 0 px, got nan"),
        (np.inf, ValueError, "radius must be > 0 px and finite, got inf"),
        (-np.inf, ValueError, "radius must be > 0 px, got -inf"),
        (True, ValueError, "radius must be > 0 px, got True"),
        (np.True_, ValueError, "radius must be > 0 px, got True"),
        (np.array(True), ValueError, "radius must be > 0 px, got True"),
        ("5", TypeError, "radius must be > 0 px, got '5'"),
        (None, TypeError, "radius must be > 0 px, got None"),
        (1j, TypeError, "radius must be > 0 px, got 1j"),
        ([5], TypeError, r"radius must be > 0 px, got \[5\]"),
        (np.array([5.0]), TypeError, r"radius must be > 0 px, got array\(\[5\.\]\)"),
    ],
)
def test_what_is_not_a_positive_number_is_named(value, error, got):
    with pytest.raises(error, match=f"^{got}$"):
        checks.positive("radius", value)


def test_units_are_told():
    with pytest.raises(ValueError, match=r"^zoom must be > 0, got -1$"):
        checks.positive("zoom", -1, unit="")
    with pytest.raises(ValueError, match=r"^level must be a finite number \(counts\), got inf$"):
        checks.number("level", np.inf, unit="counts")


def test_whole_numbers_keep_all_digits():
    found = checks.number("threshold_abs", np.uint64(2**63 + 1))
    assert found == 2**63 + 1
    assert type(found) is int


def test_infinity_only_where_it_is_allowed():
    assert checks.number("threshold_abs", -np.inf, infinite=True) == -np.inf
    for value in (np.inf, -np.inf, np.nan, True):
        with pytest.raises(ValueError, match=r"^threshold_rel must be a finite number, got"):
            checks.number("threshold_rel", value)
    with pytest.raises(ValueError, match=r"^threshold_abs must be a number, got nan$"):
        checks.number("threshold_abs", np.nan, infinite=True)


@pytest.mark.parametrize("value", [2, np.uint8(2), np.array(2)])
def test_integers_become_int(value):
    found = checks.integer("frame", value, minimum=2)
    assert found == 2
    assert type(found) is int


@pytest.mark.parametrize(
    ("value", "error"),
    [(1, ValueError), (True, ValueError), (2.0, TypeError), ("2", TypeError), (np.nan, TypeError)],
)
def test_what_is_no_integer_or_too_small_is_named(value, error):
    with pytest.raises(error, match=r"^frame must be a whole number >= 2, got "):
        checks.integer("frame", value, minimum=2)


def test_integer_without_a_minimum():
    assert checks.integer("channel_axis", -1) == -1
    with pytest.raises(TypeError, match=r"^channel_axis must be a whole number, got 0\.5$"):
        checks.integer("channel_axis", 0.5)


@pytest.mark.parametrize("value", ["Center", "", None, 1, ["center"], np.array(["center"])])
def test_only_names_that_exist_are_chosen(value):
    assert checks.choice("method", "center", ("center", "exact")) == "center"
    with pytest.raises(ValueError, match=r"^method must be 'center' or 'exact', got "):
        checks.choice("method", value, ("center", "exact"))


@pytest.mark.parametrize("mask", [[[True, False]], np.array([[1, 0]], np.uint8), [[7, 0]]])
def test_masks_of_bools_and_integers(mask):
    found = checks.pixel_mask("mask", mask, (1, 2))
    assert found.dtype == bool
    assert found.tolist() == [[True, False]]


def test_wrong_masks_are_named():
    with pytest.raises(ValueError, match=r"^mask must have the shape of the image, \(1, 2\), got \(2, 1\)$"):
        checks.pixel_mask("mask", [[True], [False]], (1, 2))
    with pytest.raises(TypeError, match=r"^mask must be an array of bool, got dtype float64$"):
        checks.pixel_mask("mask", [[0.0, 1.0]], (1, 2))


@pytest.mark.parametrize("value", [[], (), np.empty((0, 2)), np.empty((0, 2), int), [[]]])
def test_no_centers_are_fine(value):
    found = checks.points("centers", value)
    assert found.shape == (0, 2)
    assert found.dtype == np.float64


@pytest.mark.parametrize(
    "value",
    [[(1, 2.5)], np.array([[1, 2.5]], np.float32), np.array([[1, 2.5]], ">f8"), (np.array([1, 2.5]),)],
)
def test_centers_of_any_kind(value):
    assert checks.points("centers", value).tolist() == [[1.0, 2.5]]


def test_centers_are_copied():
    value = np.zeros((3, 2))
    checks.points("centers", value)[:] = 9
    assert (value == 0).all()


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        ([1, 2], ValueError, r"centers must have shape \(n, 2\), one \(row, col\) each, got shape \(2,\)"),
        (np.zeros((4, 3)), ValueError, r"centers must have shape \(n, 2\), .* got shape \(4, 3\)"),
        (5, ValueError, r"centers must have shape \(n, 2\), .* got shape \(\)"),
        ([(1, 2), (3,)], ValueError, r"centers must have shape \(n, 2\), .* got rows of different lengths"),
        ([(1, 2), (3, np.nan)], ValueError, r"centers must be finite, got \(3\.0, nan\) at index 1"),
        ([(np.inf, 0)], ValueError, r"centers must be finite, got \(inf, 0\.0\) at index 0"),
        ([("1", "2")], TypeError, "centers must be an array of numbers, got dtype <U1"),
        ([(1j, 2)], TypeError, "centers must be an array of numbers, got dtype complex128"),
        ([(True, False)], TypeError, "centers must be an array of numbers, got dtype bool"),
        ([(None, 2)], TypeError, "centers must be an array of numbers, got dtype object"),
    ],
)
def test_wrong_centers_are_named(value, error, message):
    with pytest.raises(error, match=f"^{message}$"):
        checks.points("centers", value)


def radii(value):
    return checks.interval("background", value, low=0, unit="px", ends=("r_in", "r_out"))


@pytest.mark.parametrize("value", [(2, 4.5), [2, 4.5], np.array([2, 4.5])])
def test_a_pair_of_radii(value):
    assert radii(value) == (2.0, 4.5)
    assert radii((0, 1)) == (0.0, 1.0)


PAIR = r"background must be a pair \(r_in, r_out\) with 0 <= r_in < r_out px, got"


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        ((4, 4), ValueError, rf"{PAIR} \(4, 4\)"),
        ((-1, 4), ValueError, rf"{PAIR} \(-1, 4\)"),
        ((2, np.nan), ValueError, r"background\[1\] must be a finite number \(px\), got nan"),
        ((2, np.inf), ValueError, r"background\[1\] must be a finite number \(px\), got inf"),
        ((1, True), ValueError, r"background\[1\] must be a finite number \(px\), got True"),
        (("2", "4"), TypeError, r"background\[0\] must be a finite number \(px\), got '2'"),
        (5, TypeError, rf"{PAIR} 5"),
        ((1, 2, 3), TypeError, rf"{PAIR} \(1, 2, 3\)"),
    ],
)
def test_what_is_no_pair_of_radii_is_named(value, error, message):
    with pytest.raises(error, match=f"^{message}$"):
        radii(value)


def test_long_values_are_shortened():
    with pytest.raises(TypeError) as caught:
        checks.positive("radius", list(range(1000)))
    assert len(str(caught.value)) < 120


@pytest.mark.parametrize("value", [(1, 2.5), np.array([1, 2.5]), (np.float32(1), np.float64(2.5))])
def test_place_takes_row_and_col(value):
    assert checks.place("start", value) == (1.0, 2.5)


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        (3, ValueError, r"^start must be \(row, col\), got 3"),
        ((1, 2, 3), ValueError, r"^start must be \(row, col\), got \(1, 2, 3\)"),
        (None, ValueError, r"^start must be \(row, col\), got None"),
        ((1, np.nan), ValueError, r"^start\[1\] must be a finite number \(px\), got nan"),
        ((True, 1), ValueError, r"^start\[0\] must be"),
        (("1", 2), TypeError, r"^start\[0\] must be"),
    ],
)
def test_place_names_what_is_wrong(value, error, message):
    with pytest.raises(error, match=message):
        checks.place("start", value)
