"""What an error says about an array with wrong axes is right: whoever follows it gets what was wanted."""

import re

import numpy as np
import pytest
from PIL import Image

import nbtools as nb
from nbtools.compute.frames import as_stack
from nbtools.compute.images import as_image

RNG = np.random.default_rng(0)
CENTERS, ROI = [[5, 5]], ((2, 2), (9, 9))


def show(explorer, *images, **options):
    """Make an explorer and close it."""
    explorer(*images, **options).close()


# What each function is called with, and the name of its parameter
FUNCTIONS = {
    "as_image": ("image", as_image),
    "find_peaks": ("image", nb.find_peaks),
    "measure_spots": ("image", lambda image: nb.measure_spots(image, radius=2)),
    "measure_disks": ("image", lambda image: nb.measure_disks(image, CENTERS, 2)),
    "disk_sums": ("image", lambda image: nb.disk_sums(image, CENTERS, 2)),
    "growth_curve": ("image", lambda image: nb.growth_curve(image, CENTERS, [1, 2])),
    "local_sum": ("image", lambda image: nb.local_sum(image, 2)),
    "line_profile": ("image", lambda image, **how: nb.line_profile(image, (2, 2), (9, 9), **how)),
    "zoom_at": ("image", lambda image, **how: nb.zoom_at(image, (5, 5), **how)),
    "zoom_roi": ("image", lambda image, **how: nb.zoom_roi(image, ROI, **how)),
    "zoomed": ("image", lambda image, **how: nb.zoomed(image, (5, 5), **how).array),
    "pixel_window": ("image", lambda image, **how: nb.pixel_window(image, 3, 3, **how)),
    "colorize": ("image", lambda image, **how: nb.colorize(image, **how).rgba),
    "difference": ("before", lambda image, **how: nb.difference(image, image, **how).count),
    "to_rgba": ("data", nb.to_rgba),
    "PixelExplorer": ("image", lambda image, **how: show(nb.PixelExplorer, image, **how)),
    "ZoomExplorer": ("image", lambda image, **how: show(nb.ZoomExplorer, image, **how)),
    "ColorExplorer": ("image", lambda image, **how: show(nb.ColorExplorer, image, **how)),
    "DiffExplorer": ("before", lambda image, **how: show(nb.DiffExplorer, image, image, **how)),
}


def refused(call, image):
    with pytest.raises((TypeError, ValueError)) as error:
        call(image)
    return str(error.value)


@pytest.mark.parametrize(("name", "call"), FUNCTIONS.values(), ids=FUNCTIONS)
@pytest.mark.parametrize(("shape", "axis"), [((30, 31, 3), -1), ((4, 30, 31), 0), ((30, 3, 31), 1)])
def test_a_colour_picture_is_taken_as_the_message_says(name, call, shape, axis):
    image = RNG.random(shape)
    if name == "data" and axis == -1:
        call(image)  # which takes it as it is
        return
    message = refused(call, image)
    assert message.startswith(f"{name} must have ")
    if name == "data":
        assert f"pass numpy.moveaxis(data, {axis}, -1)" in message
        call(np.moveaxis(image, axis, -1))
    elif "to as_image" in message:
        assert f"pass channel_axis={axis} to as_image" in message
        call(as_image(image, channel_axis=axis))
    else:
        assert message.endswith(f"pass channel_axis={axis}")
        call(image, channel_axis=axis)


@pytest.mark.parametrize(("name", "call"), FUNCTIONS.values(), ids=FUNCTIONS)
def test_of_a_stack_one_frame_is_taken_as_the_message_says(name, call):
    film = RNG.random((5, 30, 31))
    message = refused(call, film)
    assert "channel_axis" not in message
    assert re.search(rf"for a stack use one frame, {name}\[0\]", message)
    call(film[0])
    if "measure_stack" in message:
        nb.measure_stack(film, radius=2, progress=False)


@pytest.mark.parametrize(("name", "call"), FUNCTIONS.values(), ids=FUNCTIONS)
def test_what_as_stack_made_is_not_sent_to_as_stack(name, call):
    stack = as_stack(RNG.random((5, 30, 31)))
    message = refused(call, stack)
    assert message == (
        f"{name} must be one picture, got a stack of 5 frames; take one frame, {name}[0], or use measure_stack"
    )
    call(stack[0])
    nb.measure_stack(stack, radius=2, progress=False)


def test_a_sheet_shows_the_frames_of_a_stack_but_no_stack_in_a_list():
    stack = as_stack(RNG.random((5, 9, 8)))
    assert len(nb.contact_sheet(stack).images) == 5
    with pytest.raises(
        TypeError, match=r"images\[0\] must be one picture, got a stack of 5 frames; take one"
    ):
        nb.contact_sheet([stack])


# --- what is no array -------------------------------------------------------------------------------------------

DOORS = FUNCTIONS | {
    "SpotExplorer": ("image", lambda image: show(nb.SpotExplorer, image)),
    "ProfileExplorer": ("image", lambda image: show(nb.ProfileExplorer, image)),
    "ScaleExplorer": (r"images\[0\]", lambda image: show(nb.ScaleExplorer, [image])),
    "GridExplorer": ("z", lambda image: show(nb.GridExplorer, image)),
    "contour_lines": ("z", lambda z: nb.contour_lines(z, [0.5])),
    "measure_stack": ("stack", lambda stack: nb.measure_stack(stack, radius=2, progress=False)),
    "as_stack": ("stack", as_stack),
}
every_door = pytest.mark.parametrize(("name", "call"), DOORS.values(), ids=DOORS)


@every_door
def test_a_path_is_answered_with_the_line_that_reads_it(name, call, tmp_path):
    path = tmp_path / "image.npy"
    np.save(path, RNG.random((30, 31)))
    for each in (path, str(path)):
        message = refused(call, each)
        line = re.fullmatch(
            rf"{name} must be an array, got .*, which looks like a file: (numpy\.load\(.*\))", message
        )
        assert line, message
        call(eval(line[1], {"numpy": np}))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("a.tif", "skimage.io.imread('a.tif')"),
        ("A.FITS", "astropy.io.fits.getdata('A.FITS')"),
        ("scan.dcm", "pydicom.dcmread('scan.dcm').pixel_array"),
        ("movie", "skimage.io.imread('movie')"),
    ],
)
def test_each_kind_of_file_has_its_line(path, line):
    assert refused(as_image, path).endswith(line)


@every_door
def test_nothing_is_no_image(name, call):
    assert re.fullmatch(rf"{name} must be an array, got None", refused(call, None))


@every_door
def test_the_places_of_a_palette_are_not_taken_for_values(name, call):
    picture = Image.fromarray((RNG.random((30, 31)) * 255).astype(np.uint8)).convert("P")
    message = refused(call, picture)
    assert re.match(rf"{name} must hold the values of its pixels", message)
    assert '.convert("L")' in message
    call(picture.convert("L"))
    as_image(picture.convert("RGB"), channel_axis=-1)


class Tensor:
    """An array of another library: with DLPack alone, or as torch's, whose type is none of numpy's."""

    def __init__(self, array):
        self._array, self.shape, self.dtype, self.ndim = array, array.shape, "float64", array.ndim

    def __dlpack__(self, **options):
        return self._array.__dlpack__(**options)

    def __dlpack_device__(self):
        return self._array.__dlpack_device__()


class Convertible(Tensor):
    """The same with `__array__`."""

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self._array, dtype=dtype)


@every_door
@pytest.mark.parametrize("kind", [Tensor, Convertible])
def test_arrays_of_other_libraries_are_taken_everywhere(name, call, kind):
    call(kind(RNG.random((30, 31))))


# --- what looks like something else -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "call", [DOORS[name][1] for name in ("SpotExplorer", "measure_stack", "ProfileExplorer")]
)
def test_a_colour_picture_is_not_taken_for_a_film_in_silence(call):
    picture = (RNG.random((30, 31, 3)) * 255).astype(np.uint8)
    with pytest.warns(
        UserWarning, match=r"shape \(30, 31, 3\) and looks like a colour picture, but is taken for 30"
    ):
        call(picture)
    call(as_image(picture, channel_axis=-1))
    call(list(picture))


@pytest.mark.parametrize("colored", ["before", "after"])
def test_a_grey_picture_beside_a_coloured_one_says_what_to_compare(colored):
    picture = RNG.random((30, 31, 3))
    images = {"before": picture[..., 0], "after": picture[..., 0]} | {colored: picture}
    message = refused(lambda images: nb.difference(**images), images)
    assert message.endswith(f"pass nbtools.as_image({colored}, channel_axis=-1) as {colored}")
    nb.difference(**(images | {colored: as_image(picture, channel_axis=-1)}))


def test_of_one_picture_with_alpha_it_is_dropped():
    picture = RNG.random((30, 31, 4))
    message = refused(lambda pair: nb.difference(*pair, channel_axis=-1), (picture, picture[..., :3]))
    assert message.endswith("drop the alpha of one with image[..., :3]")
    assert nb.difference(picture[..., :3], picture[..., :3], channel_axis=-1).count == 0
