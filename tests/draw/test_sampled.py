"""A zoom is painted as the result is, where it fits, and else as splines or means are under each screen pixel."""

import io
import tracemalloc

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.testing import assert_array_equal
from scipy import ndimage

import nbtools as nb
from nbtools.compute.color.colormaps import lut
from nbtools.compute.color.shading import shade
from nbtools.compute.images import as_pixels
from nbtools.compute.zoom.window import zoom_window
from nbtools.draw.zoom.sampled import Sampled, Samples

SIDE = 64  # screen pixels
RANDOM = np.random.default_rng(0)
GRAY = lut("gray")
LIMITS = (-0.5, 1.5)


def frame(
    image, center, factor, *, axis=None, limits=LIMITS, table=GRAY, box=(0, 0, 1, 1), samples=None, **options
):
    """Paint a zoom into 64 x 64 screen pixels; give them with row 0 on top."""
    options = {"order": 1, "mode": "constant", "cval": 0.0, "antialias": False, **options}
    figure = Figure((SIDE / 100, SIDE / 100), dpi=100, facecolor="green")
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes(box, facecolor="red")
    axes.set_axis_off()
    samples = samples or Samples(as_pixels(image, channel_axis=axis))
    artist = Sampled(axes, samples)
    artist.show(samples.recolored(table, limits), zoom_window(samples.shape, center, factor), options)
    canvas.draw()
    return np.array(canvas.buffer_rgba())


def levels(values):
    """Give the gray of values."""
    return shade(values, GRAY, LIMITS)[..., 0].astype(int)


@pytest.mark.parametrize("factor", [0.4, 1, 2.5, 8])
@pytest.mark.parametrize("order", [0, 1, 3])
@pytest.mark.parametrize("mode", ["constant", "nearest", "reflect"])
@pytest.mark.parametrize("shape", [(16, 32), (13, 27)])
def test_a_result_that_fits_is_painted_pixel_by_pixel(shape, mode, order, factor):
    image = RANDOM.random(shape)
    center = (4.3, 20.0)
    found = frame(image, center, factor, order=order, mode=mode, cval=0.3)
    array = nb.zoom_at(image, center, factor, order=order, mode=mode, cval=0.3)
    at = [((np.arange(SIDE) + 0.5) / SIDE * size).astype(int) for size in shape]
    assert_array_equal(found, shade(array, GRAY, LIMITS)[np.ix_(*at)])


@pytest.mark.parametrize("antialias", [False, True])
def test_zooming_out_is_smoothed_on_request(antialias):
    image = RANDOM.random((32, 32))
    array = nb.zoom_at(image, (15.5, 15.5), 0.5, antialias=antialias, order=1)
    found = frame(image, (15.5, 15.5), 0.5, antialias=antialias)
    assert_array_equal(found, shade(array, GRAY, LIMITS).repeat(2, 0).repeat(2, 1))


@pytest.mark.parametrize("mode", ["constant", "nearest", "reflect"])
@pytest.mark.parametrize("order", range(6))
def test_a_large_result_shows_the_spline_at_the_middle_of_each_screen_pixel(order, mode):
    image = RANDOM.random((400, 400))
    center, factor = (3.0, 200.2), 25.0
    found = frame(image, center, factor, order=order, mode=mode, cval=1.0)[..., 0].astype(int)
    window = zoom_window((400, 400), center, factor)
    (row0, col0), (row1, col1) = window.roi
    rows, cols = (
        low - 0.5 + (np.arange(SIDE) + 0.5) / SIDE * (high - low)
        for low, high in ((row0, row1), (col0, col1))
    )
    outside = "reflect" if mode == "reflect" else "nearest"
    expected = ndimage.map_coordinates(
        image, np.meshgrid(rows, cols, indexing="ij"), order=order, mode=outside
    )
    if mode == "constant":
        expected[rows < -0.5] = 1.0
    assert (rows < -0.5).any()
    # a value on the border between two grays may become either
    assert np.abs(found - levels(expected)).max() <= 1
    assert (found == levels(expected)).mean() > 0.99


@pytest.mark.parametrize("mode", ["constant", "nearest", "reflect"])
def test_where_it_is_reduced_means_are_shown(mode):
    ramp = np.add.outer(np.arange(1000) / 1000, np.zeros(900))
    found = frame(ramp, (499.5, 449.5), 1.0, mode=mode)[..., 0].astype(int)
    middles = (np.arange(SIDE) + 0.5) / SIDE * 1000 - 0.5
    inner = slice(2, -2)
    assert np.abs(found[inner] - levels(middles / 1000)[inner, None]).max() <= 1
    noise = RANDOM.random((1000, 1000))
    found = frame(noise, (499.5, 499.5), 1.0, mode=mode)[..., 0].astype(int)
    assert np.abs(found - levels(np.full(1, 0.5))).max() < 20  # of 256 grays; single pixels differ by 64


def test_pixels_outside_of_a_reduced_image_have_the_value_that_was_asked_for():
    found = frame(np.ones((500, 500)), (249.5, 249.5), 0.5, cval=0.0)[..., 0].astype(int)
    inside = np.zeros((SIDE, SIDE), bool)
    inside[16:48, 16:48] = True
    assert_array_equal(found, np.where(inside, levels(np.ones(1)), levels(np.zeros(1))))


@pytest.mark.parametrize("size", [16, 300])
def test_bad_pixels_stay_where_they_are(size):
    table = lut("gray")
    table[-1] = (200, 0, 100, 255)
    image = np.full((size, size), 0.6)
    image[size // 2, size // 2] = np.nan
    factor = size / 8
    found = frame(image, (size // 2, size // 2), factor, order=3, mode="nearest", table=table)
    bad = (found == (200, 0, 100, 255)).all(axis=2)
    rows, cols = np.nonzero(bad)
    assert bad.any()
    assert abs(np.ptp(rows) + 1 - SIDE / 8) <= 1
    assert abs(np.ptp(cols) + 1 - SIDE / 8) <= 1
    assert (found[~bad][:, 0] == levels(np.full(1, 0.6))).all()
    masked = np.ma.masked_array(np.nan_to_num(image, nan=9.0), np.isnan(image))
    assert_array_equal(
        frame(masked, (size // 2, size // 2), factor, order=3, mode="nearest", table=table), found
    )


@pytest.mark.parametrize(("dtype", "top"), [(np.uint8, 255), (np.uint16, 65535), (np.float64, 1.0)])
def test_colour_pictures_keep_their_colours(dtype, top):
    picture = (RANDOM.random((16, 16, 3)) * top).astype(dtype)
    found = frame(picture, (7.5, 7.5), 1, axis=-1, order=0, limits=(0.0, float(top)))
    expected = np.clip(np.floor(picture.astype(float) / top * 256), 0, 255).astype(int)
    assert np.abs(found[..., :3].astype(int) - expected.repeat(4, 0).repeat(4, 1)).max() <= 1
    assert_array_equal(found[..., 3], 255)


def test_the_cost_is_that_of_the_screen():
    samples = Samples(as_pixels(np.ones((3000, 3000))))
    frame(None, (1500, 1500), 1, samples=samples)  # builds the pyramid
    for factor in (1, 7, 60, 700):
        tracemalloc.start()
        frame(None, (1500, 1400), factor, samples=samples, order=3)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 6e6  # bytes; the image has 72e6


@pytest.mark.parametrize(("axis", "bad"), [(None, False), (-1, False), (0, True)])
def test_a_result_has_a_colour_for_each_of_its_pixels(axis, bad):
    image = RANDOM.random((12, 9) if axis is None else (12, 9, 3))
    image[3, 4] = np.nan if bad else 0.5
    image = image if axis is None else np.moveaxis(image, -1, axis)
    result = nb.zoomed(image, (5, 4), 2, channel_axis=axis, mode="nearest")
    found = Samples(result.pixels).recolored(GRAY, LIMITS).rgba(result)
    array = result.array if axis is None else np.moveaxis(result.array, axis, -1)
    expected = nb.to_rgba(array) if axis is not None else shade(array, GRAY, LIMITS)
    assert_array_equal(found, expected)


@pytest.mark.parametrize("format", ["svg", "pdf"])
def test_vector_formats_get_a_picture(format):
    figure = Figure((1, 1), dpi=100)
    axes = figure.add_axes((0, 0, 1, 1))
    samples = Samples(as_pixels(np.eye(9)))
    options = {"order": 1, "mode": "constant", "cval": 0.0, "antialias": False}
    Sampled(axes, samples).show(samples, zoom_window((9, 9), (4, 4), 2), options)
    file = io.BytesIO()
    figure.savefig(file, format=format)
    assert (b"image/png" in file.getvalue()) if format == "svg" else (b"/Image" in file.getvalue())
