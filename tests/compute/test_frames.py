"""Stacks: frames are read when they are asked for, and come in as single pictures do."""

import itertools

import numpy as np
import PIL.Image
import pytest
import xarray as xr

from nbtools.compute.frames import as_stack
from nbtools.compute.images import Image, as_image


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
        (None, TypeError, "stack must be an array, got None"),
        ("film.tif", TypeError, r"looks like a file: skimage.io.imread\('film.tif'\)"),
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
