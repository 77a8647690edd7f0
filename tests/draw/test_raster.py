"""What is painted is what lies under each screen pixel, whatever the zoom, the settings and the format."""

import io
import math

import matplotlib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import (
    AsinhNorm,
    BoundaryNorm,
    LogNorm,
    Normalize,
    PowerNorm,
    SymLogNorm,
    TwoSlopeNorm,
)
from matplotlib.figure import Figure

from nbtools.compute.color.colormaps import lut
from nbtools.compute.color.places import own_norm
from nbtools.compute.color.shading import shade
from nbtools.compute.color.to_rgba import to_rgba
from nbtools.compute.images import as_image, as_pixels
from nbtools.draw.image import shades as module
from nbtools.draw.image.pyramid import Pyramid
from nbtools.draw.image.raster import Raster
from nbtools.draw.image.screen import line_up

SIDE = 60  # screen pixels
EMPTY = (0, 128, 0, 255)


def show(image, xlim=None, ylim=None, *, cmap="viridis", limits=(0, 1), box=(0, 0, 1, 1), dpi=100, size=SIDE):
    figure = Figure((size / dpi, size / dpi), dpi=dpi, facecolor="green")
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes(box, facecolor="green")
    axes.set_axis_off()
    artist = Raster(axes, as_image(image), cmap=cmap, vmin=limits[0], vmax=limits[1])
    left, right, bottom, top = artist.get_extent()
    axes.set(xlim=xlim or (left, right), ylim=ylim or (bottom, top))
    return canvas, artist


def put(artist, image):
    """Show another image in the same colours, as explorers do it: from another source."""
    artist.set_source(module.Shades(as_image(image), artist.source.table, artist.limits))


def recolor(artist, *, cmap=None, limits=None):
    """Show the same image in other colours, between other limits or by a norm."""
    table = artist.source.table if cmap is None else lut(cmap)
    if limits is not None:
        own_norm(limits)  # which refuses some
    artist.set_source(artist.source.recolored(table, limits or artist.limits))


def frame(canvas):
    canvas.draw()
    return np.array(canvas.buffer_rgba())


def blocks_under(low, high, size):
    """List the blocks (begin, end) of pixels whose centres lie from low to high, by going through all."""
    scale = high - low
    if scale < 1:
        pixel = math.floor((low + high) / 2 + 0.5)
        return [(pixel, pixel + 1)]
    width = 2 ** int(math.log2(scale))
    found = [
        (begin, min(begin + width, size))
        for begin in range(0, size, width)
        if low < begin + width / 2 - 0.5 <= high
    ]
    last = (size - 1) // width * width
    return found or [(last, size)]  # a last block that is cut has its centre outside


def mean(values):
    good = values[~np.isnan(values)]
    return good.mean() if good.size else np.nan


def brute_force(image, xlim, ylim, cmap="viridis", limits=(0, 1), side=SIDE):
    """Paint screen pixel by screen pixel."""
    rows, cols = image.shape
    table, painted = lut(cmap), np.empty((side, side, 4), np.uint8)
    xs, ys = np.linspace(*xlim, side + 1), np.linspace(*ylim[::-1], side + 1)
    for i in range(side):
        for j in range(side):
            x, y = sorted(xs[j : j + 2]), sorted(ys[i : i + 2])
            if not (-0.5 <= sum(x) / 2 < cols - 0.5 and -0.5 <= sum(y) / 2 < rows - 0.5):
                painted[i, j] = EMPTY
                continue
            lines = [
                [mean(image[slice(*down), slice(*across)].astype(float)) for across in blocks_under(*x, cols)]
                for down in blocks_under(*y, rows)
            ]
            value = mean(np.array([mean(np.array(column)) for column in zip(*lines, strict=True)]))
            color = shade(np.array([value]), table, limits)[0]
            painted[i, j] = color if color[3] else EMPTY
    return painted


def assert_nearly_equal(found, wanted):
    """Compare colours, but for the rounding of means to float32."""
    difference = np.abs(found.astype(int) - wanted).max(axis=-1)
    assert (difference > 0).mean() < 0.01
    assert difference.max() <= 12  # the next colour of the table


VIEWS = {
    "whole": ((-0.5, 22.5), (16.5, -0.5)),
    "upright": ((-0.5, 22.5), (-0.5, 16.5)),
    "mirrored": ((22.5, -0.5), (16.5, -0.5)),
    "one pixel": ((2.6, 3.3), (4.4, 3.9)),
    "over the edge": ((-7.3, 5.1), (20.2, 11.7)),
    "a corner": ((21.9, 24.1), (17.4, 15.8)),
    "one to one": ((-10.5, 49.5), (39.5, -20.5)),
    "thin": ((3.1, 3.2), (50, -50)),
    "far away": ((100, 200), (16.5, -0.5)),
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_enlarged_each_screen_pixel_shows_the_pixel_under_its_center(view):
    image = np.random.default_rng(0).random((17, 23))
    canvas, _ = show(image, *view)
    scale = max(abs(view[0][1] - view[0][0]), abs(view[1][1] - view[1][0])) / SIDE
    compare = np.testing.assert_array_equal if scale <= 1 else assert_nearly_equal
    compare(frame(canvas), brute_force(image, *view))


@settings(max_examples=40)
@given(
    shape=st.tuples(st.integers(1, 200), st.integers(1, 200)),
    center=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    zoom=st.tuples(st.floats(-6, 1), st.floats(-6, 1)),
    flips=st.tuples(st.booleans(), st.booleans()),
)
def test_any_zoom(shape, center, zoom, flips):
    image = np.random.default_rng(1).random(shape)
    view = []
    for axis in (1, 0):
        half = shape[axis] * 2 ** zoom[axis] / 2 * 1.01
        middle = center[axis] * shape[axis]
        view.append((middle - half, middle + half)[:: -1 if flips[axis] else 1])
    assert_nearly_equal(frame(show(image, *view, size=21)[0]), brute_force(image, *view, side=21))


@pytest.mark.parametrize(
    "shape", [(60, 60), (61, 75), (119, 90), (120, 120), (121, 240), (500, 300), (17, 700)]
)
def test_reduced_each_screen_pixel_shows_the_mean_of_the_blocks_in_it(shape):
    image = np.random.default_rng(2).random(shape)
    rows, cols = shape
    view = (-0.5, cols - 0.5), (rows - 0.5, -0.5)
    assert_nearly_equal(frame(show(image, *view)[0]), brute_force(image, *view))


def test_no_pixel_is_passed_over_when_reduced():
    rows, cols = np.divmod(np.arange(150 * 130), 130)
    blank = frame(show(np.zeros((150, 130)))[0])
    for row, col in zip(rows[::997], cols[::997], strict=True):
        image = np.zeros((150, 130))
        image[row, col] = 30
        assert (frame(show(image)[0]) != blank).any()


def test_bad_pixels_are_left_out_of_means_and_shown_where_nothing_else_is():
    image = np.random.default_rng(3).random((240, 240))
    image[np.random.default_rng(4).random(image.shape) < 0.2] = np.nan
    image[:40, :40] = np.nan
    view = (-0.5, 239.5), (239.5, -0.5)
    found = frame(show(image, *view)[0])
    assert (found[:10, :10] == EMPTY).all()
    assert_nearly_equal(found[10:, 10:], brute_force(image, *view)[10:, 10:])


@pytest.mark.parametrize("dtype", ["u1", "i2", ">u2", "i8", "f4", ">f8"])
@pytest.mark.parametrize("rows", [13, 130])
def test_masked_pixels_of_any_type_have_the_color_for_bad_ones(dtype, rows):
    values = np.full((rows, rows), 100).astype(dtype)
    mask = np.zeros((rows, rows), bool)
    mask[: rows // 2] = True
    found = frame(show(np.ma.array(values, mask=mask), limits=(0, 100))[0])
    np.testing.assert_array_equal(found[:27], np.broadcast_to(EMPTY, (27, SIDE, 4)))
    np.testing.assert_array_equal(found[30:], np.broadcast_to(lut("viridis")[255], (30, SIDE, 4)))


@pytest.mark.parametrize("dpi", [50, 100, 173])
@pytest.mark.parametrize("origin", ["upper", "lower"])
def test_enlarged_it_is_the_picture_that_matplotlib_paints(dpi, origin):
    image = np.random.default_rng(5).random((24, 31))
    pictures = []
    for ours in (True, False):
        figure = Figure((3, 2.5), dpi=dpi)
        canvas, axes = FigureCanvasAgg(figure), figure.add_subplot()
        if ours:
            left, right, bottom, top = Raster(axes, as_image(image), vmin=0, vmax=1).get_extent()
            axes.set(
                xlim=(left, right), ylim=(bottom, top)[:: 1 if origin == "upper" else -1], aspect="equal"
            )
        else:
            axes.imshow(image, "gray", vmin=0, vmax=1, interpolation="nearest", origin=origin)
        pictures.append(frame(canvas))
    # Where the centre of a screen pixel is on the edge of two pixels, either is right: single lines may differ
    different = (pictures[0] != pictures[1]).any(axis=-1)
    ours, theirs = pictures[0][different], pictures[1][different]
    neighbours = np.stack([np.roll(pictures[1], step, axis) for step in (-1, 1) for axis in (0, 1)])[
        :, different
    ]
    assert (neighbours == ours).all(axis=-1).any(axis=0).all()
    assert len(theirs) < 0.08 * different.size


def test_edges_are_where_they_belong():
    canvas, _ = show(np.array([[0.0, 1.0], [1.0, 0.0]]), (-1, 2), (2, -1), cmap="gray")
    found = frame(canvas)
    wanted = np.full((SIDE, SIDE, 4), EMPTY)
    wanted[10:50, 10:50] = 0, 0, 0, 255
    wanted[10:30, 30:50] = wanted[30:50, 10:30] = 255
    np.testing.assert_array_equal(found, wanted)


def test_only_the_axes_are_painted():
    found = frame(show(np.ones((9, 9)), (2, 4), (4, 2), box=(0.25, 0.13, 0.5, 0.5))[0])
    inside = np.zeros((SIDE, SIDE), bool)
    inside[22:52, 15:45] = True  # from 7.8 px on, from below: pixels whose centres are in the axes
    np.testing.assert_array_equal((found == lut("viridis")[255]).all(axis=-1), inside)
    assert (found[~inside] == EMPTY).all()


RC = {
    "image.origin": "lower",
    "image.interpolation": "bicubic",
    "image.resample": False,
    "image.cmap": "hot",
    "image.composite_image": False,
    "image.aspect": "auto",
    "image.lut": 7,
    "savefig.dpi": 37,
    "path.simplify": True,
    "path.snap": False,
    "axes.xmargin": 0.3,
}


@pytest.mark.parametrize("shape", [(20, 20), (200, 150)])
def test_settings_move_no_pixel(shape):
    image = np.random.default_rng(6).random(shape)
    wanted = frame(show(image)[0])
    with matplotlib.rc_context(RC):
        np.testing.assert_array_equal(frame(show(image)[0]), wanted)


@pytest.mark.parametrize("scale", [1, 2, 1.5, 3])
def test_saving_at_another_resolution_and_high_density_screens(scale):
    image = np.random.default_rng(7).random((44, 38))
    wanted = frame(show(image, dpi=100 * scale, size=SIDE * scale)[0])
    canvas, artist = show(image)
    frame(canvas)
    file = io.BytesIO()
    canvas.figure.savefig(file, format="rgba", dpi=100 * scale)
    np.testing.assert_array_equal(np.frombuffer(file.getvalue(), np.uint8).reshape(wanted.shape), wanted)
    canvas._set_device_pixel_ratio(scale)
    np.testing.assert_array_equal(frame(canvas), wanted)
    assert artist.figure.dpi == 100 * scale


def test_resized():
    image = np.random.default_rng(8).random((44, 38))
    canvas, _ = show(image)
    frame(canvas)
    canvas.figure.set_size_inches(0.9, 0.9)
    np.testing.assert_array_equal(frame(canvas), frame(show(image, size=90)[0]))


@pytest.mark.parametrize("fmt", ["pdf", "svg", "ps"])
def test_vector_formats_get_an_image_of_their_resolution(fmt, monkeypatch):
    pixels = []
    paint = module.Shades.reduced
    monkeypatch.setattr(module.Shades, "reduced", lambda *args: pixels.append(paint(*args)) or pixels[-1])
    image = np.random.default_rng(9).random((10, 10))
    canvas, _ = show(image)
    file = io.BytesIO()
    canvas.figure.savefig(file, format=fmt, dpi=288)
    side = SIDE * 288 / 100
    for found in pixels:
        assert found.shape[0] == pytest.approx(side, abs=1)
        step = side / 10
        middle = np.floor((np.arange(10) + 0.5) * step).astype(int)
        np.testing.assert_array_equal(
            found[::-1][np.ix_(middle, middle)], shade(image, lut("viridis"), (0, 1)).view(np.uint32)[..., 0]
        )
    assert len(file.getvalue()) > 1000


@pytest.mark.parametrize("kind", [{"projection": "polar"}, {"xscale": "log"}, {"yscale": "symlog"}])
def test_axes_that_are_not_linear_are_refused(kind):
    figure = Figure()
    axes = figure.add_subplot(**kind)
    Raster(axes, as_image(np.eye(3)))
    with pytest.raises(ValueError, match="axes must be linear, got"):
        FigureCanvasAgg(figure).draw()


@pytest.mark.parametrize("shape", [(300, 400), (4000, 3000)])
def test_cost_depends_on_the_screen_not_on_the_image(shape, monkeypatch):
    touched = []
    window = Pyramid.window

    def counted(self, *args):
        found = window(self, *args)
        touched.append(found.size)
        return found

    def colored(values, *args):
        touched.append(np.size(values))
        return shade(values, *args)

    canvas, artist = show(np.random.default_rng(10).random(shape, np.float32))
    whole = artist.axes.get_xlim(), artist.axes.get_ylim()
    views = [whole, ((0, 250), (250, 0)), ((100, 220), (200, 80)), ((100, 103), (83, 80))]
    for again in (False, True):  # the first time builds the pyramid
        if again:
            monkeypatch.setattr(Pyramid, "window", counted)
            monkeypatch.setattr(module, "shade", colored)
        for xlim, ylim in views:
            artist.axes.set(xlim=xlim, ylim=ylim)
            touched.clear()
            frame(canvas)
            assert sum(touched) <= (4.5 + 1) * SIDE**2


def test_another_image_limits_and_colors():
    rng = np.random.default_rng(11)
    first, second = rng.random((40, 30)), rng.integers(0, 1000, (90, 80)).astype(np.uint16)
    canvas, artist = show(first)
    frame(canvas)
    assert not artist.stale
    put(artist, second)
    assert artist.stale
    recolor(artist, limits=(10, 900))
    recolor(artist, cmap="magma")
    assert artist.limits == (10, 900)
    view = (-0.5, 29.5), (39.5, -0.5)  # the axes' limits are left alone
    np.testing.assert_array_equal(frame(canvas), brute_force(second, *view, "magma", (10, 900)))
    assert artist.get_extent() == (-0.5, 79.5, 89.5, -0.5)


@pytest.mark.parametrize(
    "norm",
    [
        Normalize(0.1, 0.8),
        LogNorm(0.05, 2),
        SymLogNorm(0.1, vmin=-1, vmax=1),
        PowerNorm(0.5, 0, 1),
        AsinhNorm(0.1, -1, 1),
        TwoSlopeNorm(0.3, -1, 2),
        BoundaryNorm([0, 0.2, 0.7, 1], 256),
    ],
    ids=lambda norm: type(norm).__name__,
)
@pytest.mark.parametrize("side", [SIDE, SIDE // 3])
def test_any_norm_of_matplotlib_gives_its_colours(norm, side):
    image = np.random.default_rng(3).normal(size=(side, side))
    image[2, 3], image[4, 5], image[6, 7] = np.nan, np.inf, 0
    canvas, artist = show(image)
    recolor(artist, limits=norm)
    assert artist.limits is norm
    with np.errstate(all="ignore"):
        wanted = matplotlib.colormaps["viridis"](norm(np.ma.masked_invalid(image)), bytes=True)
    wanted[wanted[..., 3] == 0] = EMPTY
    assert np.array_equal(frame(canvas), wanted.repeat(SIDE // side, 0).repeat(SIDE // side, 1))
    if side < SIDE and norm.vmax == 0.8:  # seen by itself, infinity may be no bad pixel
        table = lut("viridis")
        artist.set_source(module.Shades(as_pixels(image), table, norm))
        assert frame(canvas)[4 * 3, 5 * 3].tolist() == table[-2].tolist()


def test_a_norm_without_limits_is_refused():
    artist = show(np.eye(5))[1]
    with pytest.raises(ValueError, match="norm must have its limits set, got vmin=None, vmax=1"):
        recolor(artist, limits=LogNorm(vmax=1))
    assert artist.limits == (0, 1)


def test_another_norm_or_colormap_reads_no_pixel_of_the_image_again(monkeypatch):
    image = np.random.default_rng(3).random((500, 700))
    canvas, artist = show(image)
    frame(canvas)
    with monkeypatch.context() as patch:
        patch.setattr(Pyramid, "window", None)
        recolor(artist, limits=(0.2, 0.3))
        recolor(artist, cmap="magma")
        recolored = frame(canvas)
    assert np.array_equal(recolored, frame(show(image, limits=(0.2, 0.3), cmap="magma")[0]))
    artist.axes.set_xlim(100, 300)
    assert not np.array_equal(frame(canvas), recolored)
    put(artist, 1 - image)
    artist.axes.set_xlim(*artist.get_extent()[:2])
    assert np.array_equal(frame(canvas), frame(show(1 - image, limits=(0.2, 0.3), cmap="magma")[0]))


def test_wrong_limits_and_colors_change_nothing():
    canvas, artist = show(np.random.default_rng(12).random((9, 9)))
    before = frame(canvas)
    with pytest.raises(ValueError, match="vmin must be <= vmax, got 3 and 1"):
        recolor(artist, limits=(3, 1))
    with pytest.raises(ValueError, match="vmax must be a finite number, got inf"):
        recolor(artist, limits=(3, np.inf))
    with pytest.raises(ValueError, match="cmap must be"):
        recolor(artist, cmap="none")
    np.testing.assert_array_equal(frame(canvas), before)


def test_blitted_frames_are_drawn_ones():
    rng = np.random.default_rng(13)
    canvas, artist = show(rng.random((50, 40)))
    artist.set_animated(True)
    assert (frame(canvas) == EMPTY).all()
    background = canvas.copy_from_bbox(artist.axes.bbox)
    for _ in range(2):
        image = rng.random((50, 40))
        put(artist, image)
        canvas.restore_region(background)
        artist.axes.draw_artist(artist)
        np.testing.assert_array_equal(np.array(canvas.buffer_rgba()), frame(show(image)[0]))


def test_hidden_translucent_and_below_others():
    canvas, artist = show(np.ones((4, 4)), cmap="gray")
    artist.set_visible(False)
    assert (frame(canvas) == EMPTY).all()
    artist.set(visible=True, alpha=0.5)
    np.testing.assert_allclose(frame(canvas)[5, 5], (128, 192, 128, 255), atol=1)
    artist.axes.fill_between([-1, 5], -1, 5, color="red", zorder=0.5)
    assert (frame(canvas)[5, 5] == (255, 0, 0, 255)).all()


def test_the_value_under_the_cursor_is_that_of_the_full_data():
    values = np.arange(1_000_000).reshape(1000, 1000)
    artist = show(np.ma.array(values, mask=values == 7))[1]
    assert artist.value_at(0, 0) == 0
    assert artist.value_at(12.4, 13.6) == 12014
    assert artist.value_at(-0.5, -0.5) == 0
    assert np.isnan(artist.value_at(0, 7))
    for outside in ((-0.6, 0), (0, 999.5), (np.nan, 0), (0, np.inf)):
        assert artist.value_at(*outside) is None


def test_infinite_pixels_keep_their_value_under_the_cursor():
    artist = show(np.array([[np.inf, np.nan, 1.5]]))[1]
    assert artist.value_at(0, 0) == np.inf
    assert np.isnan(artist.value_at(0, 1))


def test_limits_come_from_percentiles_unless_given():
    axes = Figure().add_subplot()
    image = as_image(np.arange(1001.0).reshape(7, 143))
    assert Raster(axes, image).limits == (5, 995)
    assert Raster(axes, image, vmin=-3).limits == (-3, 995)
    assert Raster(axes, image, vmin=1, vmax=2).limits == (1, 2)
    axes.autoscale_view()
    left, right, bottom, top = (axes.dataLim.x0, axes.dataLim.x1, axes.dataLim.y0, axes.dataLim.y1)
    assert (left, right, bottom, top) == (-0.5, 142.5, -0.5, 6.5)


@pytest.mark.parametrize(
    "image", [np.zeros((1, 1)), np.full((5, 5), np.nan), np.full((200, 300), 7), np.eye(3) > 0]
)
def test_images_of_one_value_and_one_pixel(image):
    figure = Figure((1, 1))
    canvas, axes = FigureCanvasAgg(figure), figure.add_axes((0, 0, 1, 1))
    artist = Raster(axes, as_image(image))
    axes.set(xlim=artist.get_extent()[:2], ylim=artist.get_extent()[2:])
    frame(canvas)
    axes.set(xlim=(-1e6, 1e6), ylim=(1e6, -1e6))
    frame(canvas)
    axes.set(xlim=(0.1, 0.1 + 1e-7), ylim=(0.1, 0.1 + 1e-7))
    frame(canvas)


@pytest.mark.parametrize("shape", [(1, 1000), (1000, 1), (3, 900)])
def test_an_image_thinner_than_a_screen_pixel_is_one_line(shape):
    half, middle = max(shape) / 2, np.array(shape) / 2 - 0.5
    view = (middle[1] - half, middle[1] + half), (middle[0] + half, middle[0] - half)
    found = frame(show(np.ones(shape), *view)[0])
    painted = (found == lut("viridis")[255]).all(axis=-1)
    assert painted.any(axis=int(shape[1] > shape[0])).sum() == 1
    assert painted.sum() == SIDE


@pytest.mark.parametrize("width", [1e7, 1e30, 1e200])
def test_from_very_far_away_it_is_one_pixel(width):
    found = frame(show(np.ones((50, 70)), (-width, width), (width, -width))[0])
    assert (found == lut("viridis")[255]).all(axis=-1).sum() == 1


def test_one_to_one_each_pixel_has_exactly_its_color():
    image = np.random.default_rng(14).integers(0, 2**40, (SIDE, SIDE))
    found = frame(show(image, limits=(0, 2**40), cmap="viridis")[0])
    np.testing.assert_array_equal(found, shade(image, lut("viridis"), (0, 2**40)))
    limits = 2**39, 2**39 + 2**12  # narrower than what float32 tells apart
    image = 2**39 + image % 2**12
    image[0, 0] = 0
    found = frame(show(image, limits=limits, cmap="viridis")[0])
    np.testing.assert_array_equal(found, shade(image, lut("viridis"), limits))


def show_source(source, size=SIDE):
    figure = Figure((size / 100, size / 100), dpi=100, facecolor="green")
    canvas, axes = FigureCanvasAgg(figure), figure.add_axes((0, 0, 1, 1), facecolor="green")
    axes.set_axis_off()
    artist = Raster(axes, source)
    axes.set(xlim=artist.get_extent()[:2], ylim=artist.get_extent()[2:])
    return canvas, artist


@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize("side", [SIDE, SIDE // 3])
def test_colours_of_a_picture_pass_and_alpha_lets_the_background_through(channels, side):
    image = np.random.default_rng(4).integers(0, 256, (side, side, channels), np.uint8)
    pixels = as_pixels(image, channel_axis=-1)
    canvas, artist = show_source(module.source_of(pixels))
    np.testing.assert_array_equal(artist.source.rgba(), to_rgba(image))
    share = to_rgba(image)[..., 3:] / 255
    wanted = to_rgba(image)[..., :3] * share + np.array(EMPTY[:3]) * (1 - share)
    found = frame(canvas)
    assert (found[..., 3] == 255).all()
    assert np.abs(found[..., :3] - wanted.repeat(SIDE // side, 0).repeat(SIDE // side, 1)).max() <= 2
    assert artist.value_at(1, 2).tolist() == image[1, 2].tolist()
    with pytest.raises(TypeError, match="colours of its own"):
        recolor(artist, limits=artist.limits)


@pytest.mark.parametrize("times", [2, 4, 3])
def test_transparent_pixels_lend_no_colour_to_means(times):
    image = np.zeros((SIDE * times, SIDE * times, 4))
    image[..., 0] = 1.0  # red, where nothing is seen of it
    image[::2, ::2] = 0, 0, 1, 1
    source = module.source_of(as_pixels(image, channel_axis=-1))
    lines = [line_up(0, SIDE, (-0.5, SIDE * times - 0.5), SIDE * times, 1)] * 2
    found = source.reduced(*lines)[..., None].view(np.uint8)
    assert (found[found[..., 3] > 0][:, :3] == (0, 0, 255)).all()
    assert found[..., 3].mean() == pytest.approx(255 / 4, abs=1 + 20 * (times == 3))


def test_what_has_not_changed_is_not_coloured_again(monkeypatch):
    canvas, artist = show(np.random.default_rng(3).random((50, 70)))
    first = frame(canvas)
    monkeypatch.setattr(module, "shade", None)
    assert np.array_equal(frame(canvas), first)
    monkeypatch.undo()
    recolor(artist, limits=(0.2, 0.3))
    assert not np.array_equal(frame(canvas), first)
