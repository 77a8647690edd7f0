"""Zooming in the same shape: against scipy, against repetition, and where each pixel comes from."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import colormaps
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from numpy.testing import assert_allclose, assert_array_equal
from scipy import ndimage
from skimage.transform import rescale

import nbtools as nb

RANDOM = np.random.default_rng(0)
IMAGE = RANDOM.random((41, 60))


def affine(image, center, factor, **options):
    middle = [(size - 1) / 2 for size in image.shape]
    offset = [c - m / factor for c, m in zip(center, middle, strict=True)]
    return ndimage.affine_transform(image, np.diag([1 / factor] * 2), offset, **options)


@pytest.mark.parametrize("mode", ["nearest", "reflect"])
@pytest.mark.parametrize("order", range(6))
@pytest.mark.parametrize(
    ("center", "factor"), [((20.3, 31.7), 3.3), ((2.5, 58), 1.7), ((0, 0), 0.6), ((-0.5, 59.5), 2)]
)
def test_equal_to_affine_transform_everywhere(order, mode, center, factor):
    found = nb.zoom_at(IMAGE, center, factor, order=order, mode=mode)
    assert found.shape == IMAGE.shape
    window = nb.zoom_window(IMAGE.shape, center, factor)
    # Half way between two pixels there is no nearest one
    places = window.rows, window.cols
    rows, cols = (np.abs(place % 1 - 0.5) > (1e-6 if order == 0 else -1) for place in places)
    clear = np.ix_(rows, cols)
    assert_allclose(found[clear], affine(IMAGE, center, factor, order=order, mode=mode)[clear], atol=1e-12)


@pytest.mark.parametrize("order", range(6))
def test_outside_of_the_area_is_cval_and_inside_the_spline(order):
    center, factor = (1.0, 57.3), 2.7
    found = nb.zoom_at(IMAGE, center, factor, order=order, cval=-7)
    window = nb.zoom_window(IMAGE.shape, center, factor)
    rows, cols = (
        (place >= -0.5) & (place < size - 0.5)
        for place, size in zip((window.rows, window.cols), IMAGE.shape, strict=True)
    )
    inside = np.logical_and.outer(rows, cols)
    assert not inside.all()
    assert (found[~inside] == -7).all()
    assert_allclose(
        found[inside], affine(IMAGE, center, factor, order=order, mode="nearest")[inside], atol=1e-12
    )


@pytest.mark.parametrize("order", [1, 3])
@pytest.mark.parametrize("factor", [2, 3])
def test_equal_to_zoom_in_grid_mode_away_from_the_border(order, factor):
    image = RANDOM.random((30, 36))
    whole = ndimage.zoom(image, factor, order=order, mode="nearest", grid_mode=True)
    found = nb.zoom_at(image, ((30 - 1) / 2, (36 - 1) / 2), factor, order=order, mode="nearest")
    rows, cols = ((size * factor - size) // 2 for size in image.shape)
    same = whole[rows : rows + 30, cols : cols + 36]
    assert_allclose(found, same, atol=1e-12)


@given(
    factor=st.integers(1, 7),
    rows=st.integers(0, 8),
    cols=st.integers(0, 8),
    dtype=st.sampled_from(["u1", ">i2", "f4", "i8"]),
)
def test_order_0_repeats_each_pixel_as_often_as_the_factor_says(factor, rows, cols, dtype):
    image = RANDOM.permutation(81).reshape(9, 9).astype(dtype)
    found = nb.zoom_at(image, (rows, cols), factor, order=0, mode="nearest")
    assert found.dtype == image.dtype.newbyteorder("=")
    assert np.isin(found, image).all()
    for line in (found[4], found[:, 4]):
        runs = np.diff(
            np.flatnonzero(np.diff(line))
        )  # of neighbours no two are equal; runs at the ends may be cut
        assert (runs == factor).all()


def test_the_middle_shows_exactly_the_centre():
    for shape in ((41, 60), (40, 61)):
        image = np.add.outer(np.arange(shape[0]) * 100.0, np.arange(shape[1]))
        center = (17.25, 22.5)
        window = nb.zoom_window(shape, center, 4)
        assert window.rows.mean() == pytest.approx(center[0])
        assert window.cols.mean() == pytest.approx(center[1])
        found = nb.zoom_at(image, center, 4, order=1)
        assert_allclose(found, np.add.outer(window.rows * 100, window.cols))  # a ramp stays exact


@given(order=st.integers(0, 5), factor=st.floats(0.3, 9), row=st.floats(-0.5, 18.5), antialias=st.booleans())
def test_a_constant_stays_constant(order, factor, row, antialias):
    image = np.full((20, 31), 4.25)
    found = nb.zoom_at(image, (row, 11.0), factor, order=order, mode="nearest", antialias=antialias)
    assert_allclose(found, 4.25, rtol=1e-12)
    inside = nb.zoom_roi(image, ((0, 0), (20, 31)), order=order)
    assert_allclose(inside, 4.25, rtol=1e-12)


def test_roi_is_what_slices_mean():
    found = nb.zoom_roi(IMAGE, ((10, 20), (20, 35)), shape=(10, 15), order=0)
    assert_array_equal(found, IMAGE[10:20, 20:35])
    found = nb.zoom_roi(IMAGE, ((10, 20), (20, 35)), shape=(30, 60), order=0)
    assert_array_equal(found, IMAGE[10:20, 20:35].repeat(3, 0).repeat(4, 1))
    assert_array_equal(nb.zoom_roi(IMAGE, ((0, 0), IMAGE.shape), order=1), IMAGE)
    window = nb.zoom_window(IMAGE.shape, (20, 29.5), 2)
    (row0, col0), (row1, col1) = window.roi
    assert (row1 - row0, col1 - col0) == (20.5, 30)
    same = nb.zoom_roi(IMAGE, window.roi, order=3, mode="nearest")
    assert_allclose(same, nb.zoom_at(IMAGE, (20, 29.5), 2, order=3, mode="nearest"), atol=1e-12)


@pytest.mark.parametrize(
    ("factor", "center"), [(4, (0, 0)), (1.5, (39, 1)), (2, (39.5, -0.5)), (1, (3, 3)), (0.5, (1, 1))]
)
def test_shift_keeps_the_window_inside_and_says_where(factor, center):
    window = nb.zoom_window(IMAGE.shape, center, factor, mode="shift")
    (row0, col0), (row1, col1) = window.roi
    if factor >= 1:
        assert min(row0, col0) >= -1e-9
        assert row1 <= 41 + 1e-9
        assert col1 <= 60 + 1e-9
    else:
        assert window.center == (20, 29.5)
    found = nb.zoom_at(IMAGE, center, factor, mode="shift", cval=np.nan)
    assert np.isnan(found).any() == (factor < 1)
    assert_allclose(found, nb.zoom_at(IMAGE, window.center, factor, cval=np.nan))


@pytest.mark.parametrize("order", range(6))
def test_bad_pixels_stay_where_they_are(order):
    image = IMAGE.copy()
    image[20, 30], image[5, 7] = np.nan, np.inf
    found = nb.zoom_at(image, (20, 30), 3, order=order, mode="nearest")
    window = nb.zoom_window(image.shape, (20, 30), 3)
    nearest = np.ix_(*(np.floor(place + 0.5).astype(int) for place in (window.rows, window.cols)))
    assert_array_equal(np.isnan(found), np.isnan(image[nearest]))
    clean = nb.zoom_at(np.where(np.isfinite(image), image, IMAGE), (20, 30), 3, order=order, mode="nearest")
    far = np.hypot(*np.meshgrid(window.rows - 20, window.cols - 30, indexing="ij")) > 6
    assert np.abs((found - clean)[far]).max() < 0.02
    masked = nb.zoom_at(
        np.ma.masked_equal(np.arange(25).reshape(5, 5), 12), (2, 2), 2, order=order, mode="nearest"
    )
    assert masked.mask.sum() == 4
    assert masked.mask[1:4, 1:4].any()
    all_bad = nb.zoom_at(np.full((4, 5), np.nan), (1, 1), 2, order=order, mode="nearest")
    assert np.isnan(all_bad).all()


def test_colours():
    image = RANDOM.integers(0, 255, (12, 14, 4), dtype=np.uint8)
    found = nb.zoom_at(image, (6, 7), 3, order=1, mode="nearest", channel_axis=-1)
    assert found.shape == image.shape
    for k in range(4):
        assert_array_equal(found[..., k], nb.zoom_at(image[..., k], (6, 7), 3, order=1, mode="nearest"))
    first = nb.zoom_at(np.moveaxis(image, -1, 0), (6, 7), 3, order=0, mode="nearest", channel_axis=0)
    assert first.dtype == np.uint8
    assert_array_equal(first[2], nb.zoom_at(image[..., 2], (6, 7), 3, order=0, mode="nearest"))


def test_antialias_smooths_as_scikit_image_does():
    image = RANDOM.random((60, 80))
    small = rescale(image, 0.25, order=1, anti_aliasing=True, mode="edge")
    same = nb.zoom_roi(image, ((0, 0), (60, 80)), shape=(15, 20), order=1, antialias=True)
    assert_allclose(same[2:-2, 2:-2], small[2:-2, 2:-2], atol=1e-6)


def test_the_input_is_not_changed():
    image = IMAGE.copy()
    image.flags.writeable = False
    found = nb.zoom_at(image, (3, 4), 1, order=0)
    found[:] = 0
    assert_array_equal(image, IMAGE)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nb.zoom_at(IMAGE, (1, 2), 0), "factor must be > 0"),
        (lambda: nb.zoom_at(IMAGE, (1, 2), True), "factor"),
        (lambda: nb.zoom_at(IMAGE, (1, np.nan), 2), r"center\[1\]"),
        (lambda: nb.zoom_at(IMAGE, 3, 2), r"center must be \(row, col\)"),
        (
            lambda: nb.zoom_at(IMAGE, (700, 7), 3, mode="shift"),
            r"center must be from \(-0.5, -0.5\) to \(40.5, 59.5\), in the image of 41 x 60 px, got \(700.0, 7.0\)",
        ),
        (lambda: nb.zoomed(IMAGE, (2, -0.6)), r"center must be from .*, got \(2.0, -0.6\)"),
        (lambda: nb.zoom_window((41, 60), (40.6, 2), 2), r"center must be from .*, got \(40.6, 2.0\)"),
        (lambda: nb.zoom_at(IMAGE, (1, 2), 2, order=6), "order must be from 0 to 5"),
        (lambda: nb.zoom_at(IMAGE, (1, 2), 2, mode="wrap"), "mode must be"),
        (lambda: nb.zoom_roi(IMAGE, ((1, 2), (1, 5))), "roi must have row0 < row1"),
        (lambda: nb.zoom_roi(IMAGE, (1, 2, 3)), "roi must be"),
        (lambda: nb.zoom_roi(IMAGE, ((0, 0), (1, 1)), shape=(0, 3)), r"shape\[0\]"),
        (lambda: nb.zoom_at(np.zeros((3, 3, 3)), (1, 1)), "image must have 2 dimensions"),
        (lambda: nb.zoom_at(np.zeros((0, 3)), (1, 1)), "at least one pixel"),
        (lambda: nb.zoom_at(np.zeros((3, 3), complex), (1, 1)), "complex"),
    ],
)
def test_mistakes_are_named(call, message):
    with pytest.raises((TypeError, ValueError), match=message):
        call()


@pytest.mark.parametrize("mode", ["constant", "nearest", "reflect"])
@pytest.mark.parametrize("order", range(6))
def test_looking_only_near_the_places_is_as_good(order, mode):
    from nbtools.compute.zoom.resample import resample

    image = RANDOM.random((90, 120))
    image[40:44, 30:33] = np.nan
    bad = np.isnan(image)
    for center, factor in (((45, 33.3), 7.0), ((2, 118.2), 4.5), ((-0.5, 60), 3)):
        window = nb.zoom_window(image.shape, center, factor, output_shape=(50, 40))
        how = {"bad": bad, "order": order, "mode": mode, "cval": 9.0}
        whole = resample(image, window.rows, window.cols, **how)
        near = resample(image, window.rows, window.cols, near=24, **how)
        assert_allclose(near, whole, atol=1e-7)


def test_zoomed_keeps_the_way_back_and_computes_when_read():
    result = nb.zoomed(IMAGE, (3, 58), 3, order=3, mode="shift")
    assert "array" not in vars(result)
    assert_array_equal(result.array, nb.zoom_at(IMAGE, (3, 58), 3, order=3, mode="shift"))
    assert result.array is result.array
    window = nb.zoom_window(IMAGE.shape, (3, 58), 3, mode="shift")
    assert (result.center, result.roi) == (window.center, window.roi)
    assert result.center != (3, 58)
    table = result.coordinates
    assert_array_equal(table.query("axis == 'row'").source, window.rows)
    assert_array_equal(table.query("axis == 'col'").source, window.cols)
    assert_array_equal(table.query("axis == 'col'").out, np.arange(60))
    with pytest.raises(ValueError, match="order must be from 0 to 5, got 6"):
        nb.zoomed(IMAGE, (3, 3), order=6)


@pytest.mark.parametrize(("center", "factor"), [((10.5, 12.5), 3), ((0.5, 18.5), 4), ((14.5, 9.5), 0.5)])
def test_imshow_with_the_extent_shows_each_pixel_where_the_image_has_it(center, factor):
    result = nb.zoomed(image := 0.1 + RANDOM.random((30, 20)), center, factor, order=0, cval=-1)
    left, right, bottom, top = result.extent
    whole, part = (Figure(figsize=(2, 3), dpi=100, facecolor="black") for _ in range(2))
    for figure, array, extent in ((whole, image, None), (part, result.array, result.extent)):
        axes = figure.add_axes((0, 0, 1, 1))
        axes.imshow(
            array,
            colormaps["gray"],
            Normalize(0, 1.1),
            origin="upper",
            interpolation="nearest",
            extent=extent,
        )
        axes.set(xlim=(left, right), ylim=(bottom, top), aspect="auto")
        axes.set_axis_off()
        FigureCanvasAgg(figure).draw()
    seen, wanted = (np.asarray(figure.canvas.buffer_rgba())[:, :, 0] for figure in (part, whole))
    if factor < 1:  # each pixel of the result is one of several; where they are is told by the border alone
        seen, wanted = seen > 0, wanted > 0
    assert (seen != wanted).mean() < 0.02


@pytest.mark.parametrize("cval", [np.nan, 3.5, -1, 256, np.inf])
def test_a_value_outside_that_the_type_cannot_hold_is_refused(cval):
    image = np.ones((4, 4), np.uint8)
    with pytest.raises(
        ValueError, match="cval must be a whole number from 0 to 255 for order 0 and uint8, got"
    ):
        nb.zoom_at(image, (0, 0), order=0, cval=cval)
    assert_array_equal(nb.zoom_at(image, (0, 0), order=1, cval=cval)[0, 0], cval)
    assert nb.zoom_at(image, (0, 0), order=0, cval=7).min() == 1


def test_a_window_says_what_it_shows_and_what_lies_outside():
    told = nb.zoom_window((90, 120), (45, 60), 3).told((45, 60), (90, 120))
    assert told.endswith("fill 90 x 120 px, row 45, col 60 in the middle, factor 3")
    moved = nb.zoom_window((90, 120), (0, 60), 3, mode="shift").told((0, 60), (90, 120))
    assert "row 14.5, col 60 in the middle (moved from 0, 60 to stay inside)" in moved
    smaller = nb.zoom_window((90, 120), (44.5, 59.5), 0.5).told((44.5, 59.5), (90, 120))
    assert smaller.endswith("75 % lies outside of the image")


@given(st.tuples(st.floats(0, 90), st.floats(0, 120)), st.tuples(st.floats(1, 300), st.floats(1, 300)))
def test_the_zoom_that_shows_a_part_shows_all_of_it(middle, size):
    from nbtools.compute.zoom.window import zoom_showing

    shape, corner = (90, 120), tuple(at - length / 2 for at, length in zip(middle, size, strict=True))
    ends = tuple(first + length for first, length in zip(corner, size, strict=True))
    row, col, factor = zoom_showing((corner, ends), shape, 400.0)
    (row0, col0), (row1, col1) = nb.zoom_window(shape, (row, col), factor).roi
    close = 1e-4 * max(size) + 0.1
    assert row0 <= corner[0] + close
    assert col0 <= corner[1] + close
    assert row1 >= ends[0] - close
    assert col1 >= ends[1] - close
    assert min(row1 - row0 - size[0], col1 - col0 - size[1]) == pytest.approx(0, abs=1e-4 * max(size))
