"""ZoomExplorer without a browser: its numbers, its views, and what the mouse does."""

import json
import tracemalloc

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backend_bases import MouseButton
from numpy.testing import assert_allclose, assert_array_equal
from PIL import Image
from skimage import data

import nbtools as nb
from tests.widgets.mouse import drag, mouse

IMAGE = nb.samples.spots(n=20, shape=(120, 200), seed=1).image


@pytest.fixture
def w():
    with nb.ZoomExplorer(IMAGE, factor=4) as explorer:
        explorer.png()  # drawn once, as on a screen
        yield explorer


def at(axes, row, col):
    return axes.transData.transform((col, row))


def wheel(canvas, place, step):
    mouse(canvas, "scroll", *place, button=0, step=step)


# --- numbers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["constant", "nearest", "reflect", "shift"])
@pytest.mark.parametrize("order", [0, 1, 3])
def test_the_result_is_that_of_the_function(w, mode, order):
    w.set(row=10, col=190.5, factor=3, order=order, mode=mode, cval=7)
    assert_array_equal(w.result.array, nb.zoom_at(IMAGE, (10, 190.5), 3, order=order, mode=mode, cval=7.0))
    window = nb.zoom_window(IMAGE.shape, (10, 190.5), 3, mode=mode)
    assert_array_equal(w.result.rows, window.rows)
    assert_array_equal(w.result.cols, window.cols)
    assert w.result.roi == window.roi


def test_nothing_of_the_result_is_computed_before_it_is_read(w):
    for row in (30, 40, 50):
        w.row = row
        w.png()
        assert "array" not in vars(w.result)
    assert w.result.array.shape == IMAGE.shape


def test_shift_says_that_the_centre_was_moved(w):
    w.set(row=0, col=0, mode="shift")
    assert w.result.center == (14.5, 24.5)
    assert "row 14.5, col 24.5 in the middle (moved from 0, 0 to stay inside)" in w.status()
    assert "outside" not in w.status()
    w.mode = "constant"
    assert "73.6 % lies outside of the image" in w.status()


def test_smoothing_first_is_for_zooming_out(w):
    w.set(factor=0.5, antialias=True, order=1)
    assert_array_equal(w.result.array, nb.zoom_at(IMAGE, (59.5, 99.5), 0.5, antialias=True))
    w.factor = 2
    assert_array_equal(w.result.array, nb.zoom_at(IMAGE, (59.5, 99.5), 2))


def test_colour_pictures_and_their_way_back():
    picture = data.astronaut()[:100, :160]
    with nb.ZoomExplorer(picture, channel_axis=-1, row=40, col=90, factor=2, order=0) as w:
        assert_array_equal(w.result.array, nb.zoom_at(picture, (40, 90), 2, order=0, channel_axis=-1))
        assert_array_equal(w.rgba()[..., :3], w.result.array)
        space = {"image": picture}
        exec(w.code(), space)
        assert_array_equal(space["array"], w.result.array)
    moved = np.moveaxis(picture, -1, 0)
    with nb.ZoomExplorer(moved, channel_axis=0, row=40, col=90, factor=2, order=0) as w:
        assert w.result.array.shape == moved.shape
        assert_array_equal(w.rgba()[..., :3], np.moveaxis(w.result.array, 0, -1))


def test_a_stack_is_refused_in_plain_words():
    with pytest.raises(ValueError, match=r"image must have 2 dimensions, got shape \(3, 5, 5\)"):
        nb.ZoomExplorer(np.zeros((3, 5, 5)))


def test_rgba_is_the_result_in_colours(w, tmp_path):
    w.set(factor=5, order=3, cmap="magma")
    low, high = w.color_limits
    norm = mpl.colors.Normalize(low, high)
    expected = mpl.colormaps["magma"](norm(w.result.array), bytes=True)
    assert_array_equal(w.rgba(), expected)
    w.save_png(tmp_path / "a.png", scale=2)
    with Image.open(tmp_path / "a.png") as file:
        assert_array_equal(np.asarray(file.convert("RGBA")), expected.repeat(2, 0).repeat(2, 1))


def test_bad_pixels_are_bad_in_the_saved_picture():
    image = np.ones((20, 20))
    image[10, 10] = np.nan
    with nb.ZoomExplorer(image, factor=2, order=3, row=10, col=10, mode="nearest") as w:
        transparent = w.rgba()[..., 3] == 0
        assert_array_equal(transparent, np.isnan(w.result.array))
        assert transparent.sum() == 4


# --- the view ---------------------------------------------------------------------------------------------------


def test_the_axes_tell_rows_and_columns_of_the_image(w):
    w.set(row=30, col=60, factor=4)
    ((row0, col0), (row1, col1)) = w.result.roi
    assert_allclose(w.picture.axes.get_xlim(), (col0 - 0.5, col1 - 0.5))
    assert_allclose(w.picture.axes.get_ylim(), (row1 - 0.5, row0 - 0.5))
    w.png()
    box = w.picture.axes.bbox
    assert box.width / box.height == pytest.approx(200 / 120)  # nothing is widened
    assert_allclose(w.picture.view, w.result.roi)


def test_what_is_under_the_cursor(w):
    w.set(row=30, col=60, factor=4, order=1)
    said = w.picture.axes.format_coord(60.1, 29.9)
    at_ = [int(np.abs(places - p).argmin()) for places, p in ((w.result.rows, 29.9), (w.result.cols, 60.1))]
    assert said.startswith(f"row {w.result.rows[at_[0]]:.2f}, col {w.result.cols[at_[1]]:.2f}")
    assert f"value {w.result.array[tuple(at_)]:.6g} " in said
    assert f"(pixel 30, 60: {IMAGE[30, 60]:.6g})" in said
    w.set(row=0, col=0)
    assert "outside of the image" in w.picture.axes.format_coord(-5, -5)


def test_the_wheel_zooms_about_the_cursor(w):
    w.set(row=60, col=100, factor=4)
    axes = w.picture.axes
    place = at(axes, 65.0, 110.0)
    wheel(w.canvas, place, 1)
    assert w.factor == pytest.approx(5, rel=1e-3)
    w.png()
    assert_allclose(at(axes, 65.0, 110.0), place, atol=1)
    for _ in range(12):
        wheel(w.canvas, place, -1)
    assert w.factor == 1
    assert_allclose(w.result.roi, ((0, 0), (120, 200)))


def test_a_drag_moves_the_image_with_the_mouse_and_is_one_step_back(w):
    axes = w.picture.axes
    start, mid, end = at(axes, 60, 100), at(axes, 58, 103), at(axes, 55, 110)
    drag(w.canvas, start, mid, end)
    assert (w.row, w.col) == pytest.approx((59.5 + 5, 99.5 - 10), abs=0.1)
    w.png()
    assert_allclose(at(axes, 60, 100), end, atol=1.5)
    assert w.undo()
    assert (w.row, w.col) == (59.5, 99.5)
    drag(w.canvas, start, end, button=MouseButton.RIGHT)
    w.canvas.set_mode("pan", True)
    drag(w.canvas, start, start)
    assert (w.row, w.col) == (59.5, 99.5)


def test_keys_move_and_zoom(w):
    height, width = np.ptp(w.result.roi, axis=0)
    w.press("ArrowDown")
    w.press("ArrowLeft")
    assert (w.row, w.col) == pytest.approx((59.5 + height / 10, 99.5 - width / 10), abs=0.06)
    w.press("+")
    assert w.factor == pytest.approx(5)
    w.press("-")
    assert w.factor == pytest.approx(4)
    w.press("0")
    assert (w.factor, w.row, w.col) == (1, 59.5, 99.5)


def test_the_toolbar_zooms_into_a_rectangle_and_goes_home(w):
    toolbar = w.canvas.toolbar
    w.factor = 1
    w.png()
    w.canvas.set_mode("zoom", True)
    axes = w.picture.axes
    drag(w.canvas, at(axes, 19.5, 39.5), at(axes, 30, 80), at(axes, 49.5, 89.5))
    ((row0, col0), (row1, col1)) = w.result.roi  # 30 x 50 px, the shape of the image
    assert_allclose((row0, col0, row1, col1), (20, 40, 50, 90), atol=0.6)
    w.png()
    toolbar.home()
    assert_allclose(w.result.roi, ((0, 0), (120, 200)), atol=0.1)


def test_two_corners_fill_the_picture(w):
    w.look_at(((30, 50), (60, 100)))
    assert_allclose(w.result.roi, ((30, 50), (60, 100)))
    w.look_at(((30, 50), (60, 60)))  # another shape: all of it is shown, and more
    assert_allclose(np.mean(w.result.roi, axis=0), (45, 55))
    assert_allclose(np.ptp(w.result.roi, axis=0), (30, 50))
    with pytest.raises(ValueError, match="row0 < row1"):
        w.look_at(((30, 50), (20, 60)))


def test_the_view_never_leaves_the_parameters_bounds(w):
    drag(w.canvas, at(w.picture.axes, 60, 100), (5000, -5000))
    assert (w.row, w.col) == (0, 0)
    for _ in range(60):
        w.press("+")
    assert 25 < w.factor < w.range_of("factor")[1]  # four pixels stay in view


# --- the overview -----------------------------------------------------------------------------------------------


def rectangle(w):
    frame = w.overview._chart._frames[0]
    return (
        frame.get_y(),
        frame.get_x(),
        frame.get_y() + frame.get_height(),
        frame.get_x() + frame.get_width(),
    )


def test_the_rectangle_is_what_is_shown(w):
    w.overview.canvas.png()
    for row, col, factor, mode in ((30, 50, 4, "constant"), (0, 0, 2, "shift"), (60, 100, 0.5, "nearest")):
        w.set(row=row, col=col, factor=factor, mode=mode)
        ((row0, col0), (row1, col1)) = w.result.roi
        assert_allclose(rectangle(w), (row0 - 0.5, col0 - 0.5, row1 - 0.5, col1 - 0.5))


def test_drag_of_the_rectangle_moves_the_picture(w):
    canvas, axes = w.overview.canvas, w.overview._chart.axes
    canvas.png()
    drag(canvas, at(axes, 62, 95), at(axes, 70, 100), at(axes, 42, 75))
    assert (w.row, w.col, w.factor) == pytest.approx((59.5 - 20, 99.5 - 20, 4), abs=0.1)
    drag(canvas, at(axes, 100, 170), at(axes, 100, 170))  # a click beside it
    assert (w.row, w.col) == pytest.approx((100, 170), abs=0.6)


def test_drag_of_a_corner_resizes_and_keeps_the_opposite_corner(w):
    canvas, axes = w.overview.canvas, w.overview._chart.axes
    canvas.png()
    ((row0, col0), (row1, col1)) = w.result.roi
    drag(
        canvas,
        at(axes, row1 - 0.5, col1 - 0.5),
        at(axes, row1 + 10, col1 + 10),
        at(axes, row0 + 59.5, col0 + 99.5),
    )
    assert w.factor == pytest.approx(2, rel=0.02)
    assert_allclose(w.result.roi[0], (row0, col0), atol=0.6)
    w.reset()
    drag(canvas, at(axes, row0 - 0.5, col0 - 0.5), at(axes, row1 - 15.5, col1 - 25.5))
    assert w.factor == pytest.approx(8, rel=0.05)
    assert_allclose(w.result.roi[1], (row1, col1), atol=0.6)


# --- controls ---------------------------------------------------------------------------------------------------


def test_what_has_no_meaning_is_hidden(w):
    def shown(name):
        return w.shell._controls[name].widget.layout.display is None

    assert (shown("cval"), shown("antialias")) == (True, False)
    w.set(mode="nearest", factor=0.5)
    assert (shown("cval"), shown("antialias")) == (False, True)


def test_the_factors_slider_multiplies_and_has_whole_numbers(w):
    slider, field = w.shell._controls["factor"].parts
    for exponent, factor in ((0.0, 1), (1 + 7 / 12, 3), (2.33, 5), (-1.0, 0.5), (0.58333, 1.5)):
        slider.value = 2**exponent
        assert w.factor == factor
        assert field.value == factor
    field.value = 3.25
    assert w.factor == 3.25
    w.factor = 0.01
    assert slider.value == pytest.approx(slider.base**slider.min)


def test_the_state_gives_the_same_view(w):
    w.set(row=12.5, col=33, factor=7, order=5, mode="reflect")
    with nb.ZoomExplorer(IMAGE, **json.loads(json.dumps(w.state()))) as other:
        assert other.result.roi == w.result.roi
        assert_array_equal(other.png(), w.png())


# --- memory -----------------------------------------------------------------------------------------------------


def test_memory_beyond_the_image(w):
    image = np.random.default_rng(0).random((2000, 4000))
    tracemalloc.start()
    try:
        with nb.ZoomExplorer(image, factor=1) as large:
            for factor in (1, 0.5, 3, 100):
                large.set(factor=factor, order=3)
                large.png()
                large.overview.canvas.png()
            held, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < image.nbytes / 4
    assert peak < image.nbytes / 2


@pytest.mark.parametrize("shape", [(512, 400), (60, 3000), (5, 5), (1, 1)])
def test_it_starts_with_the_whole_image_as_it_is(shape):
    image = np.random.default_rng(5).normal(size=shape)
    with nb.ZoomExplorer(image) as w:
        assert w.result.roi == ((0, 0), shape)
        assert_array_equal(w.result.array, image)
        assert w.order == 0


@pytest.mark.parametrize("kind", ["u1", "i2", "u8", "?", "f4"])
def test_every_value_outside_gives_a_picture_at_every_order(kind):
    image = (np.arange(48).reshape(6, 8) * 7 % 256).astype(kind)
    image[0, 0], image[0, 1] = 0, 255
    with nb.ZoomExplorer(image, row=0, col=0, factor=0.5, mode="constant") as w:
        low, high, _ = w.range_of("cval")
        assert (low, high) == (0, 255) or kind != "u1"
        for order in (0, 1):
            w.order = order
            for value in (low, high, 3.7, -1.0, 1e30, -1e300):
                w.cval = value
                found = w.result.array
                if found.dtype.kind in "iu":
                    ends = np.iinfo(found.dtype)
                    assert found[0, 0] == min(max(round(value), ends.min), ends.max)
                assert w.rgba().shape == (6, 8, 4)
                space = {"image": image}
                exec(w.code(), space)
                np.testing.assert_array_equal(space["array"], found)
        assert w.last_error is None
