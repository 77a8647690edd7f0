"""Whatever two images come in, they leave with one shape and types whose difference can be exact."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from nbtools.compute.diff.pairs import as_pair
from nbtools.compute.images import as_image

HALF = 2**63


def layouts(image):
    yield image
    yield np.asfortranarray(image)
    yield np.repeat(np.repeat(image, 2, axis=0), 3, axis=1)[::2, ::3]
    yield image[::-1, ::-1].copy()[::-1, ::-1]
    yield image.astype(image.dtype.newbyteorder(">"))


@pytest.mark.parametrize("dtype", ["u1", "i1", "u2", "i4", "u8", "i8", "f2", "f4", "f8", "g", "?"])
def test_any_type_and_layout_keeps_its_values_and_stays_as_it_was(dtype):
    plain = np.random.default_rng(0).integers(0, 2 if dtype == "?" else 60, (5, 7)).astype(dtype)
    for image in layouts(plain):
        image.flags.writeable = False
        bytes_before = image.tobytes()
        pair = as_pair(image, plain)
        for values in (pair.before, pair.after):
            assert_array_equal(values, plain.astype("f8" if plain.dtype.kind == "f" else "i8"))
            assert values.dtype.isnative
            assert not values.flags.writeable
        assert pair.before.dtype == pair.after.dtype
        assert pair.exact == (plain.dtype.kind in "iub")
        assert (pair.shape, pair.colored, pair.masked) == (plain.shape, False, None)
        assert (pair.offset, pair.registered) == ((0, 0), False)
        assert image.tobytes() == bytes_before


def test_nothing_is_copied_unless_its_type_must_change_and_nothing_can_be_written():
    first, second = np.zeros((3, 4), np.uint16), np.zeros((3, 4), np.uint16)
    pair = as_pair(first, second)
    assert np.shares_memory(pair.before, first)
    assert np.shares_memory(pair.after, second)
    with pytest.raises(ValueError, match="read-only"):
        pair.before[0, 0] = 1
    first[0, 0] = second[0, 0] = 1  # the caller's arrays can still be
    assert as_pair(first, first.astype(np.int32)).before.dtype == np.int32
    second[0, 0] = 2


@pytest.mark.parametrize(
    ("first", "second", "dtypes"),
    [
        ("u1", "i1", ("i2", "i2")),
        ("?", "i4", ("i4", "i4")),
        ("u4", "i4", ("i8", "i8")),
        ("u1", "f4", ("u1", "f4")),
        ("f4", "f8", ("f4", "f8")),
        ("f2", "i8", ("f4", "i8")),
        ("u8", "u2", ("u8", "u8")),
    ],
)
def test_integers_of_two_types_get_a_common_one(first, second, dtypes):
    for pair in (as_pair([[1]], [[1]]), as_pair(np.ones((2, 2), first), np.ones((2, 2), second))):
        assert pair.before.tolist() == pair.after.tolist()
    assert (pair.before.dtype, pair.after.dtype) == dtypes
    assert pair.exact == (dtypes[0] == dtypes[1] and dtypes[0][0] in "iu")


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("signed", ["i1", "i8"])
@pytest.mark.parametrize(
    ("large", "least", "dtype"),
    [(2**64 - 1, 0, np.uint64), (HALF - 1, -5, np.int64), (HALF, -5, None)],
    ids=["both unsigned", "both signed", "no common type"],
)
def test_uint64_and_a_signed_type(large, least, dtype, signed, turned):
    images = [np.array([[0, large]], np.uint64), np.array([[least, 7]], signed)]
    pair = as_pair(*images[:: -1 if turned else 1])
    found = [pair.before, pair.after][:: -1 if turned else 1]
    assert [values.tolist() for values in found] == [[[0, large]], [[least, 7]]]
    assert [values.dtype for values in found] == ([dtype] * 2 if dtype else [np.uint64, np.dtype(signed)])
    assert pair.exact == (dtype is not None)


@pytest.mark.parametrize(
    ("first", "second", "kind"), [((3, 4), (4, 3), {}), ((3, 4, 3), (3, 4, 4), {"channel_axis": -1})]
)
def test_different_shapes_are_both_named(first, second, kind):
    with pytest.raises(ValueError, match="one shape") as error:
        as_pair(np.zeros(first), np.zeros(second), **kind)
    assert f"got {first} and {second}" in str(error.value)
    assert ("offset=(row, col)" in str(error.value)) == (not kind)


WRONG = {
    "complex": (np.zeros((3, 3), complex), TypeError, "must hold real numbers, got complex numbers"),
    "object": (np.zeros((3, 3), object), TypeError, "must hold real numbers, got objects"),
    "text": (np.array([["a"]]), TypeError, "must hold real numbers, got text"),
    "none": (None, TypeError, "must be an array, got None"),
    "empty": (np.zeros((0, 3)), ValueError, "must have at least one pixel, got shape (0, 3)"),
    "ragged": ([[1, 2], [3]], ValueError, "must have rows of one length"),
    "1-D": (np.zeros(3), ValueError, "must have 2 dimensions, got shape (3,)"),
    "stack": (np.zeros((5, 6, 7)), ValueError, "must have 2 dimensions, got shape (5, 6, 7)"),
}


@pytest.mark.parametrize(("wrong", "kind", "message"), WRONG.values(), ids=WRONG)
def test_what_is_no_image_is_named(wrong, kind, message):
    for name, images in (("before", (wrong, np.eye(3))), ("after", (np.eye(3), wrong))):
        with pytest.raises(kind) as error:
            as_pair(*images)
        assert str(error.value).startswith(f"{name} {message}")
        assert "channel" not in str(error.value)


def test_colors_have_their_axis_put_last():
    picture = np.random.default_rng(1).integers(0, 255, (5, 6, 3), np.uint8)
    masked = np.ma.array(picture, mask=False)
    masked[2, 3, 1] = np.ma.masked
    pair = as_pair(np.moveaxis(masked, -1, 0), np.moveaxis(picture, -1, 0), channel_axis=0)
    assert_array_equal(pair.before, picture)
    assert pair.colored
    assert pair.shape == (5, 6)
    assert np.argwhere(pair.masked).tolist() == [[2, 3]]
    with pytest.raises(ValueError, match=r"before must have 3 or 4 colours on channel_axis=1, got shape"):
        as_pair(picture, picture, channel_axis=1)
    with pytest.raises(ValueError, match=r"channel_axis must be an axis of before, which has shape \(5, 6\)"):
        as_pair(np.zeros((5, 6)), np.zeros((5, 6)), channel_axis=2)


def test_masks_are_joined_and_stay_as_they_were():
    values, mask = np.arange(12.0).reshape(3, 4), np.zeros((3, 4), bool)
    mask[0, 0] = True
    first, second = np.ma.array(values, mask=values == 5), np.ma.array(values, mask=values == 7)
    pair = as_pair(first, second, mask=mask)
    assert np.flatnonzero(pair.masked).tolist() == [0, 5, 7]
    assert_array_equal(pair.before, values)
    assert np.flatnonzero(mask).tolist() == [0]
    assert np.flatnonzero(first.mask).tolist() == [5]
    assert np.flatnonzero(second.mask).tolist() == [7]
    assert np.flatnonzero(as_pair(first, values).masked).tolist() == [5]
    assert np.flatnonzero(as_pair(values, second).masked).tolist() == [7]
    assert as_pair(np.ma.array(values, mask=False), values, mask=np.zeros((3, 4), int)).masked is None
    with pytest.raises(ValueError, match=r"^mask must have the shape of the image, \(3, 4\), got \(4, 3\)"):
        as_pair(values, values, mask=mask.T)
    with pytest.raises(TypeError, match=r"^mask must be an array of bool, got dtype float64"):
        as_pair(values, values, mask=values)


def test_nan_and_infinity_are_pixels_like_others():
    values = np.array([[np.nan, np.inf, 1.0]])
    assert as_pair(values, values).masked is None
    assert as_pair(as_image(values), values).masked is None
    pair = as_pair(as_image(values, mask=[[0, 0, 1]]), as_image(values))
    assert pair.masked.tolist() == [[False, False, True]]
    assert_array_equal(pair.before, values)


def test_an_xarray_is_an_image():
    xarray = pytest.importorskip("xarray")
    values = np.arange(6).reshape(2, 3)
    pair = as_pair(xarray.DataArray(values, dims=("y", "x")), values)
    assert_array_equal(pair.before, values)


@given(
    first=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    second=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    offset=st.tuples(st.integers(-10, 10), st.integers(-10, 10)),
)
def test_an_offset_leaves_the_pixels_that_lie_on_each_other(first, second, offset):
    images = [np.arange(np.prod(shape)).reshape(shape) for shape in (first, second)]
    masks = [np.random.default_rng(seed).random(shape) < 0.2 for seed, shape in enumerate((first, second))]
    expected = [
        (images[0][row, col], images[1][there], masks[0][row, col] or masks[1][there])
        for row in range(first[0])
        for col in range(first[1])
        if 0 <= row - offset[0] < second[0] and 0 <= col - offset[1] < second[1]
        for there in [(row - offset[0], col - offset[1])]
    ]
    inputs = [np.ma.array(image, mask=mask) for image, mask in zip(images, masks, strict=True)]
    if not expected:
        with pytest.raises(ValueError, match="offset must leave an overlap of"):
            as_pair(*inputs, offset=offset)
        return
    pair = as_pair(*inputs, offset=offset)
    assert pair.offset == offset
    masked = np.zeros(pair.shape, bool) if pair.masked is None else pair.masked
    found = zip(pair.before.ravel(), pair.after.ravel(), masked.ravel(), strict=True)
    assert list(found) == expected


@pytest.mark.parametrize("offset", [3, (1,), (1, 2, 3), "ab", (1.5, 2), (True, 0), (np.nan, 0)])
def test_a_wrong_offset_is_named(offset):
    with pytest.raises((TypeError, ValueError), match=r"^offset(\[\d\])? must be a (pair of )?whole number"):
        as_pair(np.eye(4), np.eye(4), offset=offset)


def pattern(rows, cols):
    """Smooth blobs, so that a shift can be seen."""
    ndimage = pytest.importorskip("scipy.ndimage")
    return ndimage.gaussian_filter(np.random.default_rng(3).random((rows, cols)), 2) * 1000


@pytest.mark.parametrize("shift", [(0, 0), (3, -5), (-7, 2), (4, 6), (-3, -4)])
@pytest.mark.parametrize("kind", ["plain", "nan", "masked", "uint16", "color"])
def test_a_known_shift_is_found(shift, kind):
    scene = pattern(90, 100)
    before = scene[15:75, 15:85].copy()
    after = scene[15 + shift[0] : 75 + shift[0], 15 + shift[1] : 85 + shift[1]].copy()
    axis = None
    if kind == "nan":
        before[10:14, 20:24] = after[40, 50] = np.nan
    elif kind == "masked":
        before[10:14, 20:24] = after[40, 50] = 1e9
        before, after = (np.ma.array(values, mask=values == 1e9) for values in (before, after))
    elif kind == "uint16":
        before, after = before.astype(">u2"), after.astype("u2")
    elif kind == "color":
        before, after, axis = np.stack([before] * 3), np.stack([after] * 3), 0
    pair = as_pair(before, after, register=True, channel_axis=axis)
    assert pair.registered
    assert pair.offset == shift
    assert pair.shape == (60 - abs(shift[0]), 70 - abs(shift[1]))
    same = (pair.before == pair.after) | np.isnan(pair.before + pair.after)
    if pair.masked is not None:
        same |= pair.masked
    assert same.all()


@pytest.mark.parametrize("image", [np.zeros((5, 6)), np.full((5, 6), np.nan), np.ma.masked_all((5, 6))])
def test_nothing_to_register_by_is_no_shift(image):
    assert as_pair(image, image, register=True).offset == (0, 0)


def test_an_offset_is_given_or_estimated():
    with pytest.raises(ValueError, match=r"offset must be None when register=True, got \(0, 0\)"):
        as_pair(np.eye(3), np.eye(3), offset=(0, 0), register=True)
    with pytest.raises(ValueError, match="one shape"):
        as_pair(np.eye(3), np.eye(4), register=True)
