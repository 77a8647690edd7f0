"""The one door: pictures of every kind come in with their meaning; what is none is refused in plain words."""

import numpy as np
import pandas as pd
import PIL.Image
import pytest
import xarray as xr
from skimage.color import rgb2gray

from nbtools.compute.frames import as_stack
from nbtools.compute.images import as_image

NUMBERS = ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64"]


@pytest.mark.parametrize("dtype", NUMBERS)
@pytest.mark.parametrize("order", ["<", ">"])
def test_numbers_keep_their_type_in_native_order(dtype, order):
    source = np.arange(12).reshape(3, 4).astype(np.dtype(dtype).newbyteorder(order))
    image = as_image(source)
    assert image.dtype == np.dtype(dtype)
    assert image.dtype.isnative
    assert image.shape == (3, 4)
    assert image.bad is None
    np.testing.assert_array_equal(image.values, source)


@pytest.mark.parametrize(
    ("dtype", "kept"), [(bool, np.uint8), (np.float16, np.float32), (np.longdouble, np.float64)]
)
def test_types_that_cannot_be_computed_with_become_the_next_that_can(dtype, kept):
    source = np.array([[0, 1], [1, 0]], dtype)
    image = as_image(source)
    assert image.dtype == kept
    assert image.values.tolist() == [[0, 1], [1, 0]]
    assert as_stack(source[np.newaxis]).dtype == kept


def test_beyond_float64_is_infinite_and_so_bad():
    extended = np.finfo(np.longdouble).max > np.finfo(np.float64).max  # on some machines they are the same
    image = as_image(np.array([[np.finfo(np.longdouble).max, 1]]))
    assert image.dtype == np.float64
    assert (image.bad is not None) == extended


@pytest.mark.parametrize(
    "view",
    [
        lambda a: a,
        np.asfortranarray,
        lambda a: a[::2, ::-1],
        lambda a: np.broadcast_to(a[:1], a.shape),
        lambda a: a.view(np.uint8) if a.dtype == bool else a,
    ],
)
@pytest.mark.parametrize("dtype", [bool, np.uint16, np.float64])
def test_values_are_not_copied_and_cannot_be_written(view, dtype):
    source = view(np.zeros((6, 5), dtype))
    image = as_image(source)
    assert np.shares_memory(image.values, source)
    with pytest.raises(ValueError, match="read-only"):
        image.values[0, 0] = 1


def test_the_source_stays_writable_and_unchanged():
    source, mask = np.array([[1.0, np.nan], [np.inf, 4.0]]), np.array([[True, False], [False, False]])
    before = source.tobytes(), mask.tobytes()
    image = as_image(source, mask=mask)
    image.bad[:] = False
    assert (source.tobytes(), mask.tobytes()) == before
    assert source.flags.writeable
    assert mask.flags.writeable


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble, ">f4", ">f8"])
def test_what_is_not_finite_is_bad(dtype):
    image = as_image(np.array([[1, np.nan], [np.inf, -np.inf]], dtype))
    assert image.bad.tolist() == [[False, True], [True, True]]


def test_masks_are_joined():
    own = np.ma.masked_array([[1.0, 2.0, np.nan, 4.0]], [[True, False, False, False]])
    mask = np.array([[0, 1, 0, 0]])
    image = as_image(own, mask=mask)
    assert image.bad.tolist() == [[True, True, True, False]]
    assert own.mask.tolist() == [[True, False, False, False]]
    assert as_image(as_image(own), mask=mask).bad.tolist() == [[True, True, True, False]]
    hidden = as_image(np.ma.masked_array([[1, 2]], [[False, True]]))
    assert hidden.values.tolist() == [[1, 2]]
    assert hidden.bad.tolist() == [[False, True]]


@pytest.mark.parametrize(
    "image", [np.zeros((2, 2)), np.ma.masked_array(np.zeros((2, 2)), False), np.zeros((2, 2), int)]
)
def test_nothing_bad_is_none(image):
    assert as_image(image).bad is None
    assert as_image(image, mask=np.zeros((2, 2), bool)).bad is None


def test_integers_are_not_searched_for_bad_pixels(monkeypatch):
    monkeypatch.setattr(np, "isfinite", lambda *_: pytest.fail("integers are finite"))
    assert as_image(np.zeros((4, 4), np.int32)).bad is None


def test_an_image_comes_back_as_it_is():
    image = as_image([[1, 2]])
    assert as_image(image) is image
    assert as_image(image, mask=[[0, 0]]) is image
    assert np.asarray(image) is image.values
    assert np.array(image, dtype=float).dtype == float
    np.testing.assert_array_equal(np.array(image) + 1, [[2, 3]])


def test_xarray_keeps_axes_coordinates_and_name():
    source = xr.DataArray(
        np.arange(6.0).reshape(2, 3),
        dims=("lat", "lon"),
        coords={"lat": [10.0, 20.0], "lon": [1, 2, 3], "area": (("lat", "lon"), np.ones((2, 3))), "time": 5},
        name="warmth",
    )
    image = as_image(source, mask=np.eye(2, 3, dtype=bool))
    assert image.dims == ("lat", "lon")
    assert {dim: coord.tolist() for dim, coord in image.coords.items()} == {
        "lat": [10.0, 20.0],
        "lon": [1, 2, 3],
    }
    assert image.name == "warmth"
    assert image.bad.tolist() == [[True, False, False], [False, True, False]]
    plain = as_image(xr.DataArray([[1, 2]]))
    assert (plain.dims, plain.coords, plain.name) == (("dim_0", "dim_1"), {}, "")


def test_no_labels():
    image = as_image([[1, 2]])
    assert (image.dims, image.coords, image.name) == (("row", "col"), {}, "")


class OnlyArray:
    """What numpy can read, and no more."""

    def __array__(self, dtype=None, copy=None):
        return np.array([[1, 2], [3, 4]], dtype=dtype)


@pytest.mark.parametrize(
    "image",
    [
        [[1, 2], [3, 4]],
        ((1, 2), (3, 4)),
        [np.array([1, 2]), [3, 4]],
        OnlyArray(),
        pd.DataFrame({"a": [1, 3], "b": [2, 4]}),
        PIL.Image.fromarray(np.array([[1, 2], [3, 4]], np.uint8)),
        xr.DataArray([[1, 2], [3, 4]]),
    ],
)
def test_whatever_numpy_can_read(image):
    assert as_image(image).values.tolist() == [[1, 2], [3, 4]]
    stack = as_stack(image)
    assert stack.shape == (1, 2, 2)
    assert stack[0].values.tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("image", "error", "message"),
    [
        (
            np.zeros((2, 2), complex),
            TypeError,
            r"numbers, got complex numbers \(dtype complex128\); take abs",
        ),
        (np.zeros((2, 2), object), TypeError, r"numbers, got objects \(dtype object\)"),
        (None, TypeError, "an array, got None"),
        (np.full((2, 2), "a"), TypeError, r"got text \(dtype <U1\)"),
        ("picture.png", TypeError, r"looks like a file: skimage.io.imread\('picture.png'\)"),
        (b"bytes", TypeError, "got text"),
        (np.zeros((2, 2), "M8[s]"), TypeError, "got dates"),
        (np.zeros((2, 2), "m8[s]"), TypeError, "got time differences"),
        (np.zeros((2, 2), [("x", float)]), TypeError, "got records"),
        (pd.DataFrame({"a": ["x"]}), TypeError, "real numbers, got"),
        ([], ValueError, r"2 dimensions, got shape \(0,\)"),
        (np.zeros((0, 5)), ValueError, r"at least one pixel, got shape \(0, 5\)"),
        (5.0, ValueError, r"2 dimensions, got shape \(\)"),
        (np.zeros(7), ValueError, r"2 dimensions, got shape \(7,\)"),
        ([[1, 2], [3]], ValueError, "rows of one length"),
        (
            np.zeros((9, 9, 3)),
            ValueError,
            r"\(9, 9, 3\); for a colour picture pass channel_axis=-1 to as_image; for a stack use",
        ),
        (np.zeros((9, 9, 4)), ValueError, "for a colour picture pass channel_axis=-1"),
        (
            np.zeros((3, 9, 9)),
            ValueError,
            r"\(3, 9, 9\); for a colour picture pass channel_axis=0 to as_image; for a stack use",
        ),
        (np.zeros((9, 9, 9)), ValueError, r"got shape \(9, 9, 9\); for a stack use one frame, photo\[0\],"),
        (np.zeros((2, 2, 2, 2)), ValueError, r"got shape \(2, 2, 2, 2\)$"),
        (PIL.Image.new("RGB", (4, 4)), ValueError, "for a colour picture pass channel_axis=-1"),
    ],
)
def test_what_is_no_picture_is_refused_in_plain_words(image, error, message):
    with pytest.raises(error, match=f"^photo must .*{message}"):
        as_image(image, name="photo")


def test_wrong_masks_are_refused():
    with pytest.raises(ValueError, match=r"mask must have the shape of the image, \(2, 3\), got \(3, 2\)"):
        as_image(np.zeros((2, 3)), mask=np.zeros((3, 2), bool))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64, ">u2", ">f4"])
@pytest.mark.parametrize("colors", [3, 4])
@pytest.mark.parametrize("axis", [-1, 0, 1])
def test_colour_is_taken_as_scikit_image_does(dtype, colors, axis):
    picture = (np.random.default_rng(0).random((5, 6, colors)) * 200).astype(dtype)
    image = as_image(np.moveaxis(picture, -1, axis), channel_axis=axis)
    native = picture.astype(picture.dtype.newbyteorder("="))
    np.testing.assert_array_equal(image.values, rgb2gray(native[..., :3]))
    stack = as_stack(np.moveaxis(picture, -1, axis)[np.newaxis], channel_axis=axis if axis < 0 else axis + 1)
    assert (stack.shape, stack.dtype) == ((1, 5, 6), image.dtype)
    np.testing.assert_array_equal(stack[0].values, image.values)


def test_colours_that_are_bad_make_a_bad_pixel():
    picture = np.ones((1, 3, 3))
    picture[0, 1, 2] = np.nan
    masked = np.ma.masked_array(picture, False)
    masked[0, 2, 0] = np.ma.masked
    assert as_image(masked, channel_axis=-1).bad.tolist() == [[False, True, True]]


def test_colour_keeps_the_labels_of_the_other_axes():
    source = xr.DataArray(
        np.ones((3, 2, 4)), dims=("band", "y", "x"), coords={"band": [1, 2, 3], "x": [5, 6, 7, 8]}
    )
    image = as_image(source, channel_axis=0)
    assert image.dims == ("y", "x")
    assert list(image.coords) == ["x"]


@pytest.mark.parametrize(
    ("shape", "axis", "message"),
    [
        ((5, 6, 2), -1, r"must have 3 or 4 colours on channel_axis=-1, got shape \(5, 6, 2\)"),
        ((5, 6, 3), 3, "channel_axis must be an axis of image"),
        ((5, 6, 3), 1.0, "channel_axis must be a whole number"),
        ((5, 3), -1, "image must have 3 dimensions, got"),
    ],
)
def test_wrong_colours_are_refused(shape, axis, message):
    with pytest.raises((TypeError, ValueError), match=message):
        as_image(np.zeros(shape), channel_axis=axis)


def test_good_pixels_and_the_places_on_them():
    image = as_image(np.array([[1.0, np.nan, 3.0], [4.0, 5.0, np.inf]]))
    assert image.good.tolist() == [1, 3, 4, 5]
    assert as_image(np.eye(2)).good.tolist() == [1, 0, 0, 1]
    inside = [(-0.5, -0.5), (1.49, 2.49), (0, 1)]
    outside = [(-0.51, 0), (1.5, 0), (0, 2.5), (np.nan, 0), (0, -0.6)]
    assert [image.holds(*place) for place in inside + outside] == [True] * 3 + [False] * 5
