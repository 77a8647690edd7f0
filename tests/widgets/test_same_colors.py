"""One pixel has one colour: in `to_rgba`, in `colorize`, and in every explorer."""

import numpy as np
import pytest

import nbtools as nb

DTYPES = ["?", "u1", "i2", ">u2", "i8", "f2", "f4", ">f8", "g"]
LIMITS, CMAP = (0.3, 100.1), "magma"
RNG = np.random.default_rng(5)


def picture(dtype):
    values = RNG.normal(40, 50, (40, 50)).clip(0, 200)
    if np.dtype(dtype).kind != "f":
        return values.astype(dtype)
    values[3, 4], values[5, 6], values[7, 8] = np.nan, np.inf, -np.inf
    return values.astype(dtype)


def plain(explorer, *images, **options):
    with explorer(*images, **options) as made:
        return made.rgba(marks=False)


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("dtype", DTYPES)
def test_numbers_have_the_colours_of_to_rgba(dtype, masked):
    image = picture(dtype)
    if masked:
        image = np.ma.array(image, mask=RNG.random(image.shape) < 0.1)
    wanted = nb.to_rgba(image, CMAP, *LIMITS)
    look = {"cmap": "magma", "limits": LIMITS}
    assert np.array_equal(nb.colorize(image, CMAP, *LIMITS).rgba, wanted)
    for explorer in (nb.SpotExplorer, nb.PixelExplorer, nb.ColorExplorer):
        assert np.array_equal(plain(explorer, image, **look), wanted), explorer
    solid = nb.to_rgba(image, CMAP, *LIMITS, bad="#cc79a7")
    assert np.array_equal(plain(nb.DiffExplorer, image, image, **look), solid)
    with nb.ZoomExplorer(image, order=0, factor=1, **look) as w:
        result = w.result.array
        assert np.array_equal(np.ma.getdata(result), np.ma.getdata(image), equal_nan=True)
        assert np.array_equal(w.rgba(), nb.to_rgba(result, CMAP, *LIMITS))


def test_images_of_two_types_keep_their_own_colours_beside_each_other():
    before, after = picture("u1"), picture("i4")
    with nb.DiffExplorer(before, after, cmap=CMAP, limits=LIMITS) as w:
        for shows, image in (("before", before), ("after", after)):
            assert np.array_equal(w.rgba(shows=shows, marks=False), nb.to_rgba(image, CMAP, *LIMITS))


@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize("dtype", ["u1", "f2", "f4", ">f8"])
def test_colours_and_alpha_pass_as_in_to_rgba(dtype, channels):
    image = RNG.integers(0, 256, (20, 30, channels)).astype("u1")
    if dtype != "u1":
        image = (image / 255).astype(dtype)
        image[2, 3, 1] = np.nan
    wanted = nb.to_rgba(image)
    assert (wanted[..., 3] < 255).any() == (channels == 4 or dtype != "u1")
    for axis in (-1, 0):
        given = np.moveaxis(image, -1, axis)
        assert np.array_equal(plain(nb.PixelExplorer, given, channel_axis=axis), wanted)
        with nb.ZoomExplorer(given, channel_axis=axis, order=0, factor=1) as w:
            assert np.array_equal(w.rgba(), nb.to_rgba(np.moveaxis(w.result.array, axis, -1)))
            if dtype != "f2":  # which is zoomed as float32
                assert np.array_equal(w.rgba(), wanted)
        for shows in ("before", "after", "curtain", "fade", "checkerboard"):
            with nb.DiffExplorer(given, given, channel_axis=axis) as w:
                found = w.rgba(shows=shows, marks=False)
            broken = np.isnan(image).any(axis=2) if dtype != "u1" else np.zeros((20, 30), bool)
            assert np.array_equal(found[~broken][:, 3], wanted[~broken][:, 3])
            seen = ~broken & (wanted[..., 3] > 0)
            assert np.array_equal(found[seen], wanted[seen])
            assert (found[broken] == (204, 121, 167, 255)).all()


def test_masked_colours_are_transparent():
    image = np.ma.array(RNG.integers(0, 256, (9, 8, 4)).astype("u1"), mask=False)
    image[2, 3, 1] = np.ma.masked
    found = plain(nb.PixelExplorer, image, channel_axis=-1)
    assert found[2, 3, 3] == 0
    assert np.array_equal(found, nb.to_rgba(image))


def test_a_transparent_picture_is_seen_over_the_background():
    image = np.zeros((4, 4, 4), np.uint8)
    image[:2] = 255, 0, 0, 255
    with nb.PixelExplorer(image, channel_axis=-1, values=False, grid=False) as w:
        w.canvas.draw()
        frame = np.asarray(w.canvas.buffer_rgba())
        box = np.rint(w.picture.axes.bbox.extents).astype(int)
        height = frame.shape[0]
        places = [height - box[3] + round(share * (box[3] - box[1])) for share in (0.05, 0.95)]
        red, clear = (frame[place, (box[0] + box[2]) // 2] for place in places)
    assert red.tolist() == [255, 0, 0, 255]
    assert clear[3] == 255
    assert np.ptp(clear[:3]) == 0
