"""A pixel differs exactly when the formula says so, for every type of pixel and every tolerance."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.testing import assert_array_equal

from nbtools.compute.diff import strengths as module
from nbtools.compute.diff.pairs import as_pair
from nbtools.compute.diff.strengths import Strengths, _critical, magnitude, signed

INTEGERS = ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "?"]
FLOATS = ["f2", "f4", "f8"]
shapes = hnp.array_shapes(min_dims=2, max_dims=2, max_side=5)
tolerances = st.one_of(
    st.sampled_from([0.0, 0.5, 1.0, 1e-9, 2.0**53, 1e300]), st.floats(0, 1e3), st.floats(0, 2e19)
)
rtols = st.one_of(st.sampled_from([0.1, 1.0, 1e-12, 3.0]), st.floats(0, 2))


@st.composite
def integer_images(draw, dtypes=INTEGERS):
    """Two images, often equal or nearly so, and often at the ends of their types."""
    shape = draw(shapes)
    images = []
    for dtype in (draw(st.sampled_from(dtypes)), draw(st.sampled_from(dtypes))):
        low, high = (0, 1) if dtype == "?" else (np.iinfo(dtype).min, np.iinfo(dtype).max)
        numbers = [st.integers(low, high), st.integers(max(low, -3), min(high, 3))]
        numbers += [st.integers(low, min(low + 2, high)), st.integers(max(high - 2, low), high)]
        images.append(draw(hnp.arrays(dtype, shape, elements=st.one_of(numbers))))
    if draw(st.booleans()):
        images[1] = draw(st.sampled_from(images))
    return images


@st.composite
def float_images(draw):
    shape = draw(shapes)
    images = []
    for dtype in (draw(st.sampled_from(FLOATS)), draw(st.sampled_from([*FLOATS, "u1", "i8"]))):
        if np.dtype(dtype).kind == "f":
            some = st.sampled_from([0.0, 1.0, 1.1, -1.1, 0.1, np.nan, np.inf, -np.inf])
            width = 8 * np.dtype(dtype).itemsize
            numbers = st.one_of(some, st.floats(-10, 10), st.floats(width=width))
            if width < 64:
                numbers = numbers.map(lambda x, dtype=dtype: float(np.array(x).astype(dtype)))
            images.append(draw(hnp.arrays(dtype, shape, elements=numbers)))
        else:
            images.append(draw(hnp.arrays(dtype, shape)))
    return images


def exactly(a, b, atol):
    """Compare with Python's integers, which have any number of digits."""
    return [
        [abs(int(x) - int(y)) > Fraction(atol) for x, y in zip(*rows, strict=True)]
        for rows in zip(a.tolist(), b.tolist(), strict=True)
    ]


def literally(a, b, atol, rtol, equal_nan=True):
    """Compare one by one with floats, as the formula stands there."""
    found = np.empty(np.shape(a), bool)
    for place in np.ndindex(found.shape):
        x, y = float(a[place]), float(b[place])
        if x != x or y != y:
            found[place] = not (equal_nan and x != x and y != y)
        elif np.isinf(x) or np.isinf(y):
            found[place] = x != y
        else:
            found[place] = abs(x - y) > atol + rtol * abs(y)
    return found


@settings(max_examples=200)
@given(integer_images(), tolerances)
@example([np.array([[2**63 - 1]]), np.array([[-(2**63)]])], 1.8446744073709550e19)
def test_integers_differ_exactly(images, atol):
    pair = as_pair(*images)
    found = Strengths(pair)
    if pair.exact:
        assert found.dtype.kind == "u"
        assert_array_equal(found.mask(atol), exactly(*images, atol))
    else:  # uint64 against negative numbers: as floats, as near as they get
        assert_array_equal(found.mask(atol), literally(*images, atol, 0))


@settings(max_examples=200)
@given(integer_images(["u1", "i1", "u2", "i4", "?"]), tolerances, rtols)
def test_integers_with_a_relative_tolerance_follow_the_formula_to_the_letter(images, atol, rtol):
    assert_array_equal(Strengths(as_pair(*images), rtol).mask(atol), literally(*images, atol, rtol))


@given(integer_images(["u8", "i8"]), tolerances, rtols)
def test_large_integers_with_a_relative_tolerance_are_subtracted_before_they_are_rounded(images, atol, rtol):
    pair = as_pair(*images)
    if pair.exact:
        expected = [
            float(abs(int(x) - int(y))) > atol + rtol * abs(float(y))
            for x, y in zip(*(image.ravel().tolist() for image in images), strict=True)
        ]
        assert Strengths(pair, rtol).mask(atol).ravel().tolist() == expected


@settings(max_examples=200)
@given(float_images(), tolerances, st.one_of(st.just(0.0), rtols), st.booleans())
@example([np.array([[1.1]]), np.array([[1.0]])], 0.0, 0.1, True)
@example([np.array([[1.1]]), np.array([[1.0]])], 1e-16, 0.1, True)
@example([np.array([[1.7976931348623157e308]]), np.array([[0.0]])], 0.0, 0.1, True)
@example([np.array([[1.0]]), np.array([[1.7976931348623157e308]])], 0.0, 2.0, True)
@example([np.array([[5e-324]]), np.array([[0.0]])], 0.0, 0.1, True)
def test_floats_follow_the_formula_to_the_letter(images, atol, rtol, equal_nan):
    found = Strengths(as_pair(*images), rtol, equal_nan)
    assert found.dtype == np.float64
    assert_array_equal(found.mask(atol), literally(*images, atol, rtol, equal_nan))


@given(float_images(), rtols)
def test_a_strength_is_the_first_tolerance_that_is_enough(images, rtol):
    found = Strengths(as_pair(*images), rtol)
    values = found.window(slice(None), slice(None))
    assert (values >= 0).all()
    for strength in set(values[np.isfinite(values)].tolist()):
        same = values == strength
        assert not literally(*images, strength, rtol)[same].any()
        if strength > 0:
            assert literally(*images, np.nextafter(strength, 0), rtol)[same].all()


@pytest.mark.parametrize("order", ["C", "F"])
def test_order_in_memory_changes_nothing(order):
    rng = np.random.default_rng(0)
    a = np.array(rng.random((20, 30)), order=order)
    b = np.array(a + rng.choice([0, 0.01, -0.3], a.shape), order=order)
    assert_array_equal(Strengths(as_pair(a, b), 0.1).mask(0.02), literally(a, b, 0.02, 0.1))
    colors = np.stack([a, b, a]), np.stack([b, b, a])
    found = Strengths(as_pair(*colors, channel_axis=0), 0.1).mask(0.02)
    assert_array_equal(found, literally(a, b, 0.02, 0.1))


@given(st.one_of(st.floats(0, 10), st.sampled_from([0.1, 1.1 - 1, 0.3, 5e-324, 1e-310])), st.floats(0, 10))
@example(1.0, 1 - 2.0**-53)
@example(0.1, 0.1)
@example(1.0, 1e-30)
def test_a_critical_tolerance_is_the_first_float_that_is_enough(amount, part):
    for r in (part, amount * part / 10, np.nextafter(amount, 0)):
        found = _critical(np.array([[amount]]), np.array([[r]]))[0, 0]
        assert amount <= found + r
        assert (found == 0) == (amount <= r)
        assert found == 0 or np.nextafter(found, 0) + r < amount


def test_nan_and_infinity():
    nan, inf = np.nan, np.inf
    a = np.array([[nan, nan, 1, inf, inf, inf, 1, -inf]])
    b = np.array([[nan, 1, nan, inf, -inf, 1, inf, -inf]])
    for rtol in (0, 0.5, 1e300):
        for equal_nan in (True, False):
            found = Strengths(as_pair(a, b), rtol, equal_nan)
            expected = [not equal_nan, True, True, False, True, True, True, False]
            for atol in (0, 1, 1e300):
                assert found.mask(atol).tolist() == [expected]
                assert found.count(atol) == sum(expected)


@pytest.mark.parametrize("rtol", [0, 0.1])
@pytest.mark.parametrize("dtype", ["u1", "f8"])
def test_masked_pixels_never_differ(dtype, rtol):
    a, b = np.zeros((3, 4), dtype), np.full((3, 4), 9, dtype)
    mask = np.arange(12).reshape(3, 4) % 3 == 0
    if dtype == "f8":
        a[0, 0], a[0, 1] = np.nan, np.nan
    found = Strengths(as_pair(a, b, mask=mask), rtol)
    assert_array_equal(found.mask(0), ~mask)
    assert_array_equal(found.at(*np.indices(a.shape).reshape(2, -1)) > 0, ~mask.ravel())
    assert found.count(0) == 8


@pytest.mark.parametrize(
    ("dtype", "atol", "limit"),
    [
        ("u1", 0, 0),
        ("u1", 2.999, 2),
        ("i1", 254.5, 254),
        ("u1", 1e300, 255),
        ("i8", 2**53 + 1, 2**53 + 1),
        ("u8", 2**64 - 2, 2**64 - 2),
        ("u8", 1e30, 2**64 - 1),
        ("f8", 0.1, 0.1),
        ("f4", 3, 3.0),
    ],
)
def test_a_limit_is_of_the_type_of_the_strengths(dtype, atol, limit):
    found = Strengths(as_pair(np.eye(2, dtype=dtype), np.eye(2, dtype=dtype)))
    assert found.limit(atol) == limit
    assert found.limit(atol).dtype == found.dtype


def test_tolerances_beyond_2_to_53_are_exact():
    a, b = np.array([[0, 2**53, 2**53 + 1, 2**53 + 2, -(2**62)]]), np.zeros((1, 5), int)
    found = Strengths(as_pair(a, b))
    assert found.mask(2**53).tolist() == [[False, False, True, True, True]]
    assert found.mask(2**53 + 1).tolist() == [[False, False, False, True, True]]
    assert [found.count(2**53 + k) for k in range(3)] == [3, 2, 1]


@pytest.mark.parametrize("wrong", [-1, -1e-9, np.nan, np.inf, True, "1", None, [1]])
def test_wrong_tolerances_are_named(wrong):
    pair = as_pair(np.eye(2), np.eye(2))
    with pytest.raises((TypeError, ValueError), match=r"^rtol must be "):
        Strengths(pair, wrong)
    with pytest.raises((TypeError, ValueError), match=r"^atol must be "):
        Strengths(pair).limit(wrong)


@pytest.fixture(params=["u1", "i8", "f8 rtol", "f4 nan", "color", "masked"])
def strengths(request):
    rng = np.random.default_rng(4)
    kind, *more = request.param.split()
    shape = (23, 17, 3) if kind == "color" else (23, 17)
    a = rng.integers(0, 20, shape).astype(kind if kind[0] in "uif" else "i2")
    b = np.where(rng.random(shape) < 0.6, a, rng.integers(0, 20, shape)).astype(a.dtype)
    if "nan" in more:
        a[rng.random(shape) < 0.1] = np.nan
    mask = rng.random(shape) < 0.2 if kind == "masked" else None
    pair = as_pair(a, b, mask=mask, channel_axis=-1 if kind == "color" else None)
    return Strengths(pair, 0.3 if "rtol" in more else 0)


@pytest.mark.parametrize("strip", [1, 40, 1 << 17])
def test_counts_windows_and_single_pixels_agree_however_it_is_split(strengths, strip, monkeypatch):
    monkeypatch.setattr(module, "_STRIP", strip)
    whole = strengths.window(slice(None), slice(None))
    assert whole.shape == strengths.shape == (23, 17)
    assert whole.dtype == strengths.dtype
    rows, cols = np.indices(strengths.shape)
    assert_array_equal(strengths.at(rows, cols), whole)
    assert_array_equal(strengths.window(slice(3, 9), slice(5, 6)), whole[3:9, 5:6])
    assert_array_equal(strengths.ranked, np.sort(whole[whole > 0]))
    for even in (1, 2, 8):
        strips = list(strengths.strips(even))
        assert [part.start for part, _ in strips] == [0, *(part.stop for part, _ in strips[:-1])]
        assert all((part.stop - part.start) % even == 0 for part, _ in strips[:-1])
        assert_array_equal(np.concatenate([values for _, values in strips]), whole)
    steps = whole[np.isfinite(whole)].astype(float)
    for atol in {0.0, 0.5, 1e9, *steps, *np.nextafter(steps, np.inf), *np.abs(np.nextafter(steps, 0))}:
        mask = strengths.mask(atol)
        assert_array_equal(mask, whole > atol)
        assert strengths.count(atol) == mask.sum()


def test_of_colors_the_largest_difference_counts():
    a, b = np.zeros((1, 2, 3), np.uint8), np.array([[[1, 200, 3], [0, 0, 0]]], np.uint8)
    assert Strengths(as_pair(a, b, channel_axis=-1)).window(slice(None), slice(None)).tolist() == [[200, 0]]


@pytest.mark.parametrize("dtype", INTEGERS[:-1])
def test_signed_differences_do_not_wrap(dtype):
    low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
    a, b = (
        np.array(each, dtype) for each in zip((3, 5), (low, high), (high, low), (high, high), strict=True)
    )
    found = signed(a, b)
    assert [int(x) for x in found] == [int(float(w)) if found.dtype.kind == "f" else w
                                       for w in (-2, low - high, high - low, 0)]  # fmt: skip
    size = np.dtype(dtype).itemsize
    assert found.dtype == (np.float64 if size == 8 else f"i{2 * size}")
    assert magnitude(a, b).tolist() == [2, high - low, high - low, 0]


@settings(max_examples=200)
@given(integer_images())
def test_signed_differences_are_those_of_python(images):
    pair = as_pair(*images)
    found = signed(pair.before, pair.after)
    expected = [int(x) - int(y) for x, y in zip(*(i.ravel().tolist() for i in images), strict=True)]
    if found.dtype.kind == "i":
        assert found.ravel().tolist() == expected
    elif pair.exact:
        assert found.ravel().tolist() == [float(x) for x in expected]
    else:
        np.testing.assert_allclose(found.ravel(), [float(x) for x in expected], rtol=1e-15, atol=2048)


def test_signed_differences_of_64_bits_are_exact_where_they_fit():
    a = np.array([2**63 + 5, 7, 0], np.uint64)
    b = np.array([5 + 2, 2**63 + 1, 2**63 - 1], np.uint64)
    found = signed(a, b)
    assert found.dtype == np.int64
    assert found.tolist() == [2**63 - 2, -(2**63) + 6, -(2**63) + 1]


def test_signed_differences_of_mixed_types_and_bool():
    pair = as_pair(np.array([[True, False]]), np.array([[False, True]]))
    assert signed(pair.before, pair.after).tolist() == [[1, -1]]
    pair = as_pair(np.array([[3, 200]], np.uint8), np.array([[5, -100]], np.int8))
    assert signed(pair.before, pair.after).tolist() == [[-2, 300]]
    found = signed(np.array([1, np.nan, np.inf]), np.array([3, 1, np.inf], np.float32))
    assert found.dtype == np.float64
    assert_array_equal(found, [-2, np.nan, np.nan])


def test_a_quantile_is_one_of_the_finite_strengths():
    before = np.array([[0.0, 1.0, 5.0, np.nan, 2.0, 0.0]])
    found = Strengths(as_pair(before, np.zeros_like(before)))
    assert [found.quantile(share) for share in (0, 0.5, 0.99, 1)] == [1, 2, 2, 5]
    assert Strengths(as_pair(before * 0, before * 0)).quantile(1) == 1
