"""The one door: pictures of every kind come in with their meaning; what is none is refused in plain words."""

import itertools

import numpy as np
import pandas as pd
import PIL.Image
import pytest
import xarray as xr
from skimage.color import rgb2gray

from nbtools.compute.frames import as_stack
from nbtools.compute.images import Image, as_image

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
        (None, TypeError, "got objects"),
        (np.full((2, 2), "a"), TypeError, r"got text \(dtype <U1\)"),
        ("picture.png", TypeError, "got text"),
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
            r"\(9, 9, 3\); for a colour picture pass channel_axis=-1; for a stack use",
        ),
        (np.zeros((9, 9, 4)), ValueError, "for a colour picture pass channel_axis=-1"),
        (np.zeros((3, 9, 9)), ValueError, r"got shape \(3, 9, 9\); for a stack use as_stack$"),
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
        ((5, 3), -1, "a colour picture must have 3 dimensions"),
    ],
)
def test_wrong_colours_are_refused(shape, axis, message):
    with pytest.raises((TypeError, ValueError), match=message):
        as_image(np.zeros(shape), channel_axis=axis)


# --- stacks -------------------------------------------------------------------------------------------------


class Volume:
    """An array that says which frames were read."""

    def __init__(self, values):
        self.values, self.shape, self.dtype, self.read = values, values.shape, values.dtype, []

    def __getitem__(self, index):
        self.read.append(index)
        return self.values[index]

    def __array__(self, dtype=None, copy=None):
        raise AssertionError("the whole volume was read")


def test_frames_are_read_when_they_are_asked_for():
    volume = Volume(np.arange(60, dtype=np.uint16).reshape(5, 3, 4))
    stack = as_stack(volume)
    assert (len(stack), stack.shape, stack.dtype) == (5, (5, 3, 4), np.uint16)
    assert volume.read == []
    assert stack[3].values[0, 0] == 36
    assert stack[-1].values[0, 0] == 48
    assert volume.read == [3, 4]
    assert as_stack(stack) is stack
    assert [frame.values[0, 0] for frame in itertools.islice(stack, 2)] == [0, 12]
    assert volume.read == [3, 4, 0, 1]


def test_a_memory_map_is_not_copied(tmp_path):
    np.save(tmp_path / "film.npy", np.arange(60.0).reshape(5, 3, 4))
    film = np.load(tmp_path / "film.npy", mmap_mode="r")
    frame = as_stack(film)[2]
    assert np.shares_memory(frame.values, film)
    assert frame.values[0, 0] == 24


def test_a_lazy_xarray_keeps_its_labels():
    source = xr.DataArray(
        np.zeros((4, 2, 3)), dims=("time", "y", "x"), coords={"x": [1, 2, 3], "time": range(4)}
    )
    frame = as_stack(source)[1]
    assert frame.dims == ("y", "x")
    assert list(frame.coords) == ["x"]


@pytest.mark.parametrize(
    "stack",
    [
        [np.zeros((2, 3)), np.ones((2, 3))],
        (as_image(np.zeros((2, 3))), np.ones((2, 3)).tolist()),
        [[[0.0] * 3] * 2, [[1.0] * 3] * 2],
        [PIL.Image.new("F", (3, 2)), PIL.Image.new("F", (3, 2), 1)],
        np.ma.masked_array([np.zeros((2, 3)), np.ones((2, 3))]),
        pytest.param(np.array([np.zeros((2, 3)), np.ones((2, 3))])[..., ::-1], id="reversed"),
    ],
)
def test_stacks_of_any_kind(stack):
    found = as_stack(stack)
    assert found.shape == (2, 2, 3)
    assert found.dtype.kind == "f"
    assert [frame.values.mean() for frame in found] == [0, 1]


def test_one_image_is_a_stack_of_one():
    image = as_image(np.array([[1.0, np.nan]]))
    stack = as_stack(image)
    assert stack.shape == (1, 1, 2)
    assert stack[0] is image
    assert as_stack(np.zeros((4, 5, 3)), channel_axis=-1).shape == (1, 4, 5)


def test_masks_for_all_frames_and_for_each():
    values = np.zeros((2, 1, 3))
    values[1, 0, 2] = np.nan
    both = as_stack(values, mask=[[True, False, False]])
    assert [frame.bad.tolist() for frame in both] == [[[True, False, False]], [[True, False, True]]]
    each = as_stack(both, mask=[[[0, 0, 0]], [[0, 1, 0]]])
    assert [frame.bad.tolist() for frame in each] == [[[True, False, False]], [[True, True, True]]]
    assert both[1].bad.tolist() == [[True, False, True]]
    with pytest.raises(ValueError, match=r"mask must have the shape of the image, \(1, 3\), got \(2, 3\)"):
        as_stack(values, mask=np.zeros((2, 3), bool))


def test_frames_of_masked_arrays_keep_their_own_mask():
    film = np.ma.masked_array(np.zeros((2, 1, 2), int), [[[True, False]], [[False, False]]])
    stack = as_stack(film)
    assert stack[0].bad.tolist() == [[True, False]]
    assert stack[1].bad is None


@pytest.mark.parametrize(
    ("stack", "error", "message"),
    [
        ([], ValueError, "stack must have at least one frame, got none"),
        (np.zeros((0, 4, 5)), ValueError, "at least one frame and one pixel"),
        (np.zeros((2, 0, 5)), ValueError, "at least one frame and one pixel"),
        (
            np.zeros((2, 3, 4, 5)),
            ValueError,
            r"must have the axes \(frames, rows, cols\), got shape \(2, 3, 4, 5\)$",
        ),
        (np.zeros((2, 3, 4, 3)), ValueError, "for colour frames pass channel_axis=-1"),
        (np.zeros(4), ValueError, r"must have the axes \(frames, rows, cols\), got shape \(4,\)"),
        (5, ValueError, r"must have the axes"),
        (np.zeros((2, 3, 4), complex), TypeError, "stack must hold real numbers, got complex numbers"),
        (None, TypeError, "stack must hold real numbers, got objects"),
        ("film.tif", TypeError, "stack must hold real numbers, got text"),
        ({0: np.zeros((2, 2))}, TypeError, "an array or a sequence of pictures, got a dict; pass the list"),
        ({}, TypeError, "stack must be an array or a sequence of pictures, got a dict"),
        (memoryview(np.zeros((2, 3, 4))), TypeError, r"got a memoryview; pass numpy.asarray of it"),
        ({1, 2}, TypeError, "stack must hold real numbers, got objects"),
        ([[[1, 2], [3]]], ValueError, "stack must have rows of one length"),
    ],
)
def test_what_is_no_stack_is_refused_in_plain_words(stack, error, message):
    with pytest.raises(error, match=message):
        as_stack(stack)


@pytest.mark.parametrize(
    "wrong", [[], {}, None, np.zeros(4), np.zeros((2, 0, 5)), np.zeros((2, 3, 4, 5)), np.zeros((2, 0))]
)
def test_the_name_of_a_stack_is_that_of_the_parameter(wrong):
    with pytest.raises((TypeError, ValueError), match=r"^film must "):
        as_stack(wrong, name="film")
    with pytest.raises(ValueError, match="channel_axis must be an axis of film"):
        as_stack(np.zeros((2, 3, 4, 3)), channel_axis=7, name="film")


def test_a_frame_of_another_shape_is_named_when_it_is_read():
    stack = as_stack([np.zeros((2, 3)), np.zeros((3, 2))])
    assert stack[0].shape == (2, 3)
    with pytest.raises(ValueError, match=r"frame 1 must have shape \(2, 3\) as the first, got \(3, 2\)"):
        stack[1]


@pytest.mark.parametrize("index", [2, -3])
def test_frames_that_do_not_exist(index):
    with pytest.raises(IndexError, match=f"frame must be from 0 to 1, got {index}"):
        as_stack(np.zeros((2, 3, 4)))[index]


def test_the_frames_cannot_be_the_colours():
    with pytest.raises(ValueError, match="channel_axis must not be the axis of the frames"):
        as_stack(np.zeros((3, 4, 5, 2)), channel_axis=0)


def test_results_are_frozen():
    image, stack = as_image([[1]]), as_stack([[1]])
    with pytest.raises(AttributeError):
        image.values = stack
    with pytest.raises(AttributeError):
        stack.shape = (2, 2, 2)
    assert isinstance(stack[0], Image)
