"""Lines over an image are where they belong, on any colour; burnt lines are those of a loop; curves show numbers."""

import io
import math
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from numpy.testing import assert_allclose, assert_array_equal

import nbtools as nb
from nbtools.compute.color.vision import simulate
from nbtools.compute.profile.line import Line
from nbtools.draw.profile.burn import burn_lines
from nbtools.draw.profile.chart import ProfileChart
from nbtools.draw.profile.marks import COLORS, LineMarks, colors_for

SIDE = 120  # screen pixels
LUMINANCE = (0.2126, 0.7152, 0.0722)


def show(lines, *, face="black", dpi=72, **how):
    """Show lines on axes of 60 x 60 pixels of an image, row 0 on top: 2 screen pixels for one."""
    figure = Figure((SIDE / dpi, SIDE / dpi), dpi=dpi, facecolor=face)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1), facecolor=face, xlim=(-0.5, 59.5), ylim=(59.5, -0.5))
    axes.set_axis_off()
    marks = LineMarks(axes)
    marks.show(lines, **{"chosen": None, **how})
    return canvas, marks


def frame(canvas):
    canvas.draw()
    return np.array(canvas.buffer_rgba())[..., :3] / 255


def light(picture, color=COLORS[0]):
    """Say how much of each pixel is of a colour, on black."""
    return picture @ to_rgb(color) / np.dot(to_rgb(color), to_rgb(color))


def middle_of(cover):
    """Give the (row, col) in the image around which a colour lies."""
    rows, cols = np.indices(cover.shape)
    return [float((cover * each).sum() / cover.sum() / 2 - 0.25) for each in (rows, cols)]


@pytest.mark.parametrize(
    ("start", "end"), [((30, 10), (30, 50)), ((50, 25.25), (10, 25.25)), ((11.3, 8.2), (47.1, 51.9))]
)
def test_a_line_is_where_it_belongs(start, end):
    cover = light(frame(show([Line(start, end)])[0]))
    assert middle_of(cover) == pytest.approx(np.add(start, end) / 2, abs=0.06)
    assert cover.sum() == pytest.approx(2 * math.dist(start, end) * 1.2, rel=0.05)
    rows, cols = np.nonzero(cover > 0.5)
    line = Line(start, end)
    assert max(line.away((row / 2 - 0.25, col / 2 - 0.25)) for row, col in zip(rows, cols, strict=True)) < 1


@pytest.mark.parametrize("scale", [2, 1.5])
def test_high_density_screens(scale):
    canvas, _ = show([Line((20, 10), (40, 50))], names=["one"], chosen=0)
    canvas._set_device_pixel_ratio(scale)
    large = frame(canvas)
    assert large.shape[0] == SIDE * scale
    plain = frame(show([Line((20, 10), (40, 50))], names=["one"], chosen=0)[0])
    assert light(large).sum() / scale**2 == pytest.approx(light(plain).sum(), rel=0.06)


def test_the_band_is_as_wide_as_it_says():
    canvas, marks = show([Line((30, 10), (30, 50), 20)])
    with_band = light(frame(canvas))
    marks.show([Line((30, 10), (30, 50))], chosen=None)
    band = with_band - light(frame(canvas))
    rows, cols = np.nonzero(band > 0.25)
    ends = [rows.min(), rows.max(), cols.min(), cols.max()]
    # edges of the band at rows 20 and 40 and columns 10 and 50; row r is drawn at 2 * r + 1 - 0.5
    assert_allclose(ends, [40.5, 80.5, 20.5, 100.5], atol=1)


def test_the_chosen_line_has_a_disk_at_its_start_and_a_ring_at_its_end():
    line = Line((30, 15), (30, 45))
    plain, chosen = (light(frame(show([line], chosen=k)[0])) for k in (None, 0))
    more = np.clip(chosen - plain, 0, None)

    def around(col):
        return more[52:71, 2 * col - 8 : 2 * col + 11].sum()

    assert around(15) > 1.3 * around(45) > 20
    assert more[:, 55:66].sum() > 5  # bolder


def test_the_cursor_is_a_white_dot():
    canvas, marks = show([Line((30, 15), (30, 45))])
    before = frame(canvas)
    marks.show([Line((30, 15), (30, 45))], chosen=None, cursor=(30, 22))
    found = (frame(canvas) > 0.95).all(axis=2)
    assert middle_of(found) == pytest.approx((30, 22), abs=0.3)
    assert not (before > 0.95).all(axis=2).any()


@pytest.mark.parametrize("face", ["black", "white", "#440154", "#fde725", "#808080", *COLORS])
@pytest.mark.parametrize("number", range(len(COLORS)))
def test_visible_on_any_color(face, number):
    lines = [Line((-50, -50), (-50, -40))] * number + [Line((10, 20), (50, 40))]
    for chosen in (None, number):
        brightness = frame(show(lines, face=face, chosen=chosen)[0]) @ LUMINANCE
        assert np.abs(brightness - np.dot(to_rgb(face), LUMINANCE)).max() > 0.3


@pytest.mark.parametrize("eyes", ["deuteranopia", "protanopia", "tritanopia"])
def test_the_first_colours_differ_for_all_eyes(eyes):
    table = np.array([[*to_rgb(color), 1] for color in COLORS[:4]]) * 255
    seen = simulate(np.rint(table).astype(np.uint8), eyes)[:, :3].astype(float)
    apart = np.linalg.norm(seen[:, None] - seen, axis=2) + 1e3 * np.eye(4)
    assert apart.min() > 30


def test_colours_come_again():
    assert colors_for(7) == [*COLORS, *COLORS[:2]]
    assert colors_for(3, ["red", "blue"]) == ["red", "blue", "red"]


def test_lines_and_curves_have_the_colours_that_are_given(chart):
    lines = [Line((20, 10), (20, 50)), Line((40, 10), (40, 50))]
    found = frame(show(lines, colors=["#ff0000", "#00ff00"])[0])
    assert found[41, 60].tolist() == pytest.approx([0.6, 0, 0], abs=0.05)  # half of a line of 1.2 pixels
    assert found[81, 60].tolist() == pytest.approx([0, 0.6, 0], abs=0.05)
    burnt = burn_lines(gray(), [Line((5, 5), (5, 9)), Line((9, 5), (9, 9))], colors=["red", "blue"])
    assert burnt[5, 7].tolist() == [255, 0, 0, 255]
    assert burnt[9, 7].tolist() == [0, 0, 255, 255]
    some = profiles(((60, 20), (70, 300)), ((100, 5), (100, 80)))
    chart.show(some, names=["a", "b"])
    assert chart.show(some, names=["a", "b"], colors=["red", "blue"])
    assert [line.get_color() for line in chart.axes.get_legend().get_lines()] == ["red", "blue"]


def test_names_are_literal_and_before_the_start():
    lines = [Line((30, 30), (30, 55)), Line((45, 30), (45, 5))]
    plain = frame(show(lines)[0])
    named = frame(show(lines, names=["$x$", "a_b"])[0])
    for k, (rows, left) in enumerate(((slice(50, 72), True), (slice(80, 102), False))):
        cover = np.clip(light(named, COLORS[k]) - light(plain, COLORS[k]), 0, None)[rows]
        cols = np.nonzero(cover.max(axis=0) > 0.5)[0]
        assert cols.size
        assert (cols < 60).all() if left else (cols > 62).all()
    without = frame(show(lines, names=["", " "])[0])
    assert_array_equal(without, plain)
    show(lines, names=["日本"])[0].draw()  # which the font does not have


def test_user_settings_do_not_move_a_pixel():
    lines = [Line((20, 20), (45, 55), 5), Line((10, 30), (50, 30))]
    wanted = frame(show(lines, names=["first", "second"], chosen=0)[0])
    with mpl.rc_context(
        {"text.hinting": "none", "font.family": "serif", "lines.linewidth": 9, "font.size": 30}
    ):
        assert_array_equal(frame(show(lines, names=["first", "second"], chosen=0)[0]), wanted)


def test_transparency_visibility_and_removal():
    canvas, marks = show([Line((20, 20), (45, 55))])
    whole = light(frame(canvas)).max()
    marks.set_alpha(0.5)
    assert light(frame(canvas)).max() == pytest.approx(whole / 2, abs=0.02)
    marks.set_visible(False)
    assert frame(canvas).max() == 0
    marks.set_visible(True)
    marks.remove()
    assert frame(canvas).max() == 0


def test_lines_far_outside_and_points_give_no_error():
    canvas, _ = show(
        [Line((-1e7, -1e7), (1e7, 1e7), 3), Line((30, 40), (30, 40), 7), Line((1e9, 5), (1e9, 9))],
        names=["a", "b", "c"],
        chosen=1,
    )
    cover = light(frame(canvas))
    assert (np.diagonal(cover) > 0.4).all()
    canvas.figure.axes[0].set_yscale("log")
    with pytest.raises(ValueError, match="axes must be linear"):
        canvas.draw()


@pytest.mark.parametrize("kind", ["svg", "pdf"])
def test_vector_formats(kind):
    canvas, _ = show([Line((20, 20), (45, 55), 5)], names=["one"], chosen=0, cursor=(30, 34))
    file = io.BytesIO()
    canvas.figure.savefig(file, format=kind)
    if kind == "svg":
        tree = ElementTree.fromstring(file.getvalue())
        assert COLORS[0].lower() in ElementTree.tostring(tree, encoding="unicode").lower()
        assert not list(tree.iter("{http://www.w3.org/2000/svg}image"))


# --- burnt in -------------------------------------------------------------------------------------------------------


def gray(rows=30, cols=40):
    return np.full((rows, cols, 4), 100, np.uint8)


def color(number):
    return [*np.rint(np.multiply(to_rgb(COLORS[number]), 255)).astype(int), 255]


def passed(line, shape):
    """Give the pixels that a line passes, column by column or row by row."""
    (row0, col0), (row1, col1) = sorted((line.start, line.end))
    steep = abs(row1 - row0) > abs(col1 - col0)
    first, last, there, end = (row0, row1, col0, col1) if steep else (col0, col1, row0, row1)
    found = set()
    for k in range(shape[0 if steep else 1]):
        if not math.floor(min(first, last) + 0.5) <= k <= math.floor(max(first, last) + 0.5):
            continue
        at = min(max(k, min(first, last)), max(first, last))
        other = math.floor(there + (at - first) / ((last - first) or 1) * (end - there) + 0.5)
        found.add((k, other) if steep else (other, k))
    return {(row, col) for row, col in found if 0 <= row < shape[0] and 0 <= col < shape[1]}


quarters = st.integers(-80, 240).map(lambda n: n / 4)
lines = st.builds(Line, st.tuples(quarters, quarters), st.tuples(quarters, quarters))


@given(st.lists(lines, max_size=3))
def test_burnt_lines_are_those_of_a_loop(lines):
    picture = gray()
    found = burn_lines(picture, lines)
    wanted = picture.copy()
    every = set().union(*(passed(line, (30, 40)) for line in lines))
    for row, col in np.ndindex(30, 40):
        if {(row, col + 1), (row, col - 1), (row + 1, col), (row - 1, col)} & every:
            wanted[row, col] = 0, 0, 0, 255
    for k, line in enumerate(lines):
        for row, col in passed(line, (30, 40)):
            wanted[row, col] = color(k)
    assert_array_equal(found, wanted)
    assert (picture == 100).all()


@given(lines)
def test_a_reversed_line_burns_the_same_pixels_near_it(line):
    found = burn_lines(gray(), [line], edge=None)
    assert_array_equal(found, burn_lines(gray(), [Line(line.end, line.start)], edge=None))
    burnt = np.argwhere((found != 100).any(axis=2))
    assert all(line.away((row, col)) <= math.sqrt(0.5) + 1e-9 for row, col in burnt.tolist())


def test_no_lines_burn_nothing_and_edges_may_have_any_colour():
    assert_array_equal(burn_lines(gray(), []), gray())
    found = burn_lines(gray(), [Line((5, 5), (5, 9))], edge="white")
    assert (found[4, 5:10] == 255).all()
    assert (found[5, 5:10] == color(0)).all()


# --- curves ---------------------------------------------------------------------------------------------------------

IMAGE = nb.samples.filaments(noise=1).image


def profiles(*ends, **how):
    return [nb.line_profile(IMAGE, *each, **how) for each in ends]


@pytest.fixture
def chart():
    chart = ProfileChart("counts $x$")
    FigureCanvasAgg(chart.figure)
    return chart


def curves(chart):
    return next(each for each in chart.moving if isinstance(each, LineCollection)).get_segments()


def test_curves_are_moved_and_limits_hold_them(chart):
    some = profiles(((60, 20), (70, 300)), ((100, 5), (100, 80)))
    assert chart.show(some, names=["a", "b"])
    before = list(chart.axes.get_children()), list(chart.moving)
    for curve, profile in zip(curves(chart), some, strict=True):
        assert_array_equal(curve, np.column_stack((profile.distance, profile.values)))
    low, high = chart.axes.get_ylim()
    every = np.concatenate([profile.values for profile in some])
    assert low <= every.min() < every.max() <= high
    assert np.ptp(every) > 0.5 * (high - low)
    assert chart.axes.get_xlim()[0] == 0
    assert some[0].length <= chart.axes.get_xlim()[1] < 1.25 * some[0].length
    assert not chart.show(profiles(((61, 20), (71, 299)), ((100, 5), (100, 80))), names=["a", "b"])
    assert (chart.axes.get_children(), chart.moving) == before
    chart.figure.canvas.draw()


def test_background_width_and_cursor_are_those_of_the_chosen_profile(chart):
    sample = nb.samples.filaments(noise=1)
    some = [
        nb.line_profile(sample.image, *sample.across(k, 60), 9, pixel_size=0.5, unit="µm") for k in (0, 2)
    ]
    chart.show(some, chosen=1, cursor=7.2)
    level, bar, cursor, dot, bold = chart._level, chart._width, chart._cursor, chart._dot, chart._chosen
    assert_array_equal(bold.get_ydata(), some[1].values)
    assert bold.get_color() == COLORS[1]
    assert level.get_ydata() == [some[1].background] * 2
    assert np.diff(bar.get_xdata()) == pytest.approx(some[1].fwhm)
    assert bar.get_ydata() == [some[1].half_maximum] * 2
    assert cursor.get_xdata() == [7.2, 7.2]
    nearest = np.abs(some[1].distance - 7.2).argmin()
    assert dot.get_ydata() == [some[1].values[nearest]]
    assert chart.axes.get_xlabel() == "distance (µm)"
    assert chart.axes.get_ylabel() == "counts $x$"
    chart.show(some, chosen=0)
    assert level.get_ydata() == [some[0].background] * 2
    assert not cursor.get_visible()
    chart.show(some, chosen=None, cursor=3)
    assert not any(artist.get_visible() for artist in (level, bar, cursor, dot, bold))


def test_a_gap_in_the_values_is_a_gap_in_the_curve(chart):
    values = np.array([5.0, 5, 5, 5, np.nan, np.nan, 5, 5, 5, 5, 9, 0])
    profile = nb.line_profile([values], (0, 0), (0, 11))

    def painted():
        chart.figure.canvas.draw()
        box, picture = chart.axes.bbox, np.asarray(chart.figure.canvas.buffer_rgba())
        x, y = np.rint(chart.axes.transData.transform([(k, 5) for k in (1.5, 4.5, 7.5)])).astype(int).T
        assert box.contains(x[0], y[0])
        return [(picture[len(picture) - y[0] - 2 : len(picture) - y[0] + 3, at, :3] < 200).any() for at in x]

    for chosen in (0, None):
        chart.show([profile], chosen=chosen)
        chart._level.set_visible(False)
        assert painted() == [True, False, True]


def test_the_legend_is_literal_and_there_for_several_names(chart):
    some = profiles(((60, 20), (70, 300)), ((100, 5), (100, 80)))
    chart.show(some[:1], names=["$a"])
    assert not chart.axes.get_legend().get_visible()
    assert chart.show(some, names=["$a$", "b"])
    legend = chart.axes.get_legend()
    assert legend.get_visible()
    assert [text.get_text() for text in legend.get_texts()] == ["$a$", "b"]
    assert not any(text.get_parse_math() for text in legend.get_texts())
    assert not chart.show(some, names=["$a$", "b"])
    assert chart.axes.get_legend() is legend
    chart.figure.canvas.draw()


def test_fewer_and_more_lines(chart):
    some = profiles(((60, 20), (70, 300)), ((100, 5), (100, 80)))
    for number in (2, 1, 0, 8):
        chart.show((some * 4)[:number])
        assert len(curves(chart)) == number
        chart.figure.canvas.draw()


@pytest.mark.parametrize(
    "values",
    [
        [5.0],
        [5.0] * 9,
        [np.nan] * 9,
        [1e308, -1e308, 1e308],
        [1e-310, 2e-310, 0],
        [1e16, 1e16 + 2, 1e16],
        [0, 1e9, 3],
    ],
    ids=["one", "flat", "none", "huge", "tiny", "far", "steep"],
)
def test_odd_values_give_neither_error_nor_warning(chart, values):
    profile = nb.line_profile([values], (0, 0), (0, len(values) - 1))
    chart.show([profile], cursor=0)
    low, high = chart.axes.get_ylim()
    assert low < high
    chart.figure.canvas.draw()
