"""Circles are where they belong, of the right size and colour, on every screen and in every format."""

import io
import re

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse

from nbtools.draw.marks import circles
from nbtools.draw.marks.circles import FOUND, MANUAL, SELECTED, STYLES, Circles, Style

SIDE = 120  # screen pixels
RED = [Style("#ff0000")]


def show(centers, radius, *, span=(60, 60), box=(0, 0, 1, 1), dpi=72, size=SIDE, face="white", **options):
    """Show circles on axes from 0 to `span`, row 0 on top; by default 2 screen pixels for a unit."""
    figure = Figure((size / dpi, size / dpi), dpi=dpi, facecolor=face)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes(box, facecolor=face, xlim=(0, span[0]), ylim=(span[1], 0))
    axes.set_axis_off()
    circles = Circles(axes, radius=radius, **options)
    circles.set_centers(centers)
    return canvas, circles


def frame(canvas):
    canvas.draw()
    return np.array(canvas.buffer_rgba())


def light(picture, color=(1, 0, 0)):
    """Say how much of each pixel is of a colour, on a black background."""
    strongest = int(np.argmax(color))
    return picture[..., strongest] / (255 * color[strongest])


def ring_of(picture):
    """Fit centre (x, y) in pixels from the upper left corner, half-axes and width to a light ring."""
    cover = light(picture)
    y, x = np.indices(cover.shape) + 0.5
    total = cover.sum()
    middle = np.array([(cover * x).sum(), (cover * y).sum()]) / total
    spread = np.array([(cover * (x - middle[0]) ** 2).sum(), (cover * (y - middle[1]) ** 2).sum()]) / total
    half_axes = np.sqrt(2 * spread)  # of a thin circle: the mean square of one coordinate is half of r ** 2
    return middle, half_axes, total / (2 * np.pi * half_axes.mean())


@pytest.mark.parametrize("radius", [3, 7.3, 20])
@pytest.mark.parametrize("center", [(30, 30), (31.13, 29.4), (30.26, 30.49), (29.99, 30.01)])
def test_a_circle_is_where_it_belongs(center, radius):
    canvas, _ = show([center], radius, face="black", styles=RED, linewidth=1.5)
    middle, half_axes, width = ring_of(frame(canvas))
    np.testing.assert_allclose(middle, 2 * np.array(center)[::-1], atol=0.17)  # 1/8 pixel, and smoothing
    np.testing.assert_allclose(half_axes, 2 * radius, rtol=0.03)
    assert width == pytest.approx(1.5, rel=0.06)


@pytest.mark.parametrize("scale", [1, 2, 1.5])
def test_high_density_screens_and_other_resolutions(scale):
    canvas, _ = show([(28.3, 33.1)], 11, face="black", styles=RED, linewidth=1.5)
    canvas._set_device_pixel_ratio(scale)
    middle, half_axes, width = ring_of(frame(canvas))
    np.testing.assert_allclose(middle / scale / 2, (33.1, 28.3), atol=0.08)
    np.testing.assert_allclose(half_axes / scale / 2, 11, rtol=0.02)
    assert width / scale == pytest.approx(1.5, rel=0.06)


@pytest.mark.parametrize("span", [(60, 20), (20, 60), (60, 45)])
def test_with_unequal_scales_it_is_the_ellipse_that_matplotlib_draws(span):
    options = {"span": span, "face": "black"}
    center = (span[1] / 2 + 0.3, span[0] / 2 - 0.2)
    ours = light(frame(show([center], 7, styles=RED, linewidth=2, **options)[0]))
    canvas, circles = show([], 7, **options)
    circles.axes.add_patch(Ellipse(center[::-1], 14, 14, fill=False, lw=2, color="red", snap=False))
    theirs = light(frame(canvas))
    assert np.abs(ours - theirs).max() < 0.35  # up to 1/8 pixel along each axis
    assert np.abs(ours - theirs).mean() < 0.01
    assert ours.sum() == pytest.approx(theirs.sum(), rel=0.02)


def test_inverted_axes():
    canvas, circles = show([(10, 20)], 5, face="black", styles=RED)
    circles.axes.set(xlim=(60, 0), ylim=(0, 60))
    np.testing.assert_allclose(ring_of(frame(canvas))[0], (80, 100), atol=0.2)


@pytest.mark.parametrize("face", ["black", "white", "#440154", "#fde725", "#808080", "#F0E442", "#56B4E9"])
@pytest.mark.parametrize("group", [FOUND, MANUAL, SELECTED])
def test_visible_on_any_color(face, group):
    canvas, circles = show([(30, 30)], 15, face=face)
    circles.set_centers([(30, 30)], [group])
    picture = frame(canvas)[..., :3] / 255
    brightness = picture @ (0.2126, 0.7152, 0.0722)
    background = np.dot(to_rgb(face), (0.2126, 0.7152, 0.0722))
    assert np.abs(brightness - background).max() > 0.35


def test_groups_differ_in_more_than_color():
    lights = []
    for group, style in enumerate(STYLES):
        canvas, circles = show([], 20, face="black")
        circles.set_centers([(30, 30)], [group])
        lights.append(light(frame(canvas), to_rgb(style.color)))
    total = [cover.sum() for cover in lights]
    assert total[MANUAL] == pytest.approx(total[FOUND] / 2, rel=0.15)  # dashes
    assert total[SELECTED] == pytest.approx(total[FOUND] * 2, rel=0.15)  # a thicker line


def test_where_circles_cross_the_light_lines_win():
    rng = np.random.default_rng(0)
    centers = rng.uniform(10, 50, (200, 2))
    together = light(frame(show(centers, 6, face="black", styles=RED)[0]))
    single = [light(frame(show([center], 6, face="black", styles=RED)[0])) for center in centers[::10]]
    for cover in single:
        assert cover.max() > 0.9
        assert (together[cover > 0.6] > 0.54).all()


def test_many_circles_are_all_there():
    rows, cols = np.mgrid[5:600:10, 5:600:10]
    centers = np.stack([rows.ravel(), cols.ravel()], axis=1) + 0.37
    canvas, _ = show(centers, 3, span=(600, 600), size=600, face="black", styles=RED)
    cover = light(frame(canvas))
    one = light(frame(show([(30.37, 30.37)], 3, size=60, face="black", styles=RED)[0])).sum()
    each = cover.reshape(60, 10, 60, 10).sum(axis=(1, 3))
    np.testing.assert_allclose(each, one, rtol=0.02)


@pytest.mark.parametrize("radius", [circles._LARGEST / 2 - 0.5, circles._LARGEST / 2 + 0.5])
def test_large_circles_look_alike_whichever_way_they_are_drawn(radius):
    canvas, _ = show([(30, -radius + 40)], radius, face="black", styles=RED, linewidth=2)
    cover = light(frame(canvas))
    angle = np.arcsin((np.arange(SIDE) + 0.5 - 60) / (2 * radius))
    edge = (40 - radius + radius * np.cos(angle)) * 2
    found = (cover * (np.arange(SIDE) + 0.5)).sum(axis=1) / cover.sum(axis=1)
    np.testing.assert_allclose(found, edge, atol=0.2)
    np.testing.assert_allclose(cover.sum(axis=1), 2 / np.cos(angle), rtol=0.06)


def test_deeply_zoomed_in_the_line_is_still_exact():
    canvas, circles = show([(30, 30)], 10, face="black", styles=RED, linewidth=2)
    circles.axes.set(xlim=(39.99, 40.01), ylim=(30.01, 29.99))  # 6000 screen pixels for a unit
    cover = light(frame(canvas))
    np.testing.assert_allclose(cover[60] @ (np.arange(SIDE) + 0.5) / cover[60].sum(), 60, atol=0.3)
    circles.axes.set(xlim=(30, 30.01), ylim=(30.01, 30))  # all of the view is inside of the circle
    assert not light(frame(canvas)).any()


def test_only_visible_circles_are_stamped(monkeypatch):
    drawn = []
    stamps = circles._Rings.stamps

    def counted(self):
        drawn.append(len(self.xy))
        return stamps(self)

    monkeypatch.setattr(circles._Rings, "stamps", counted)
    rows, cols = np.mgrid[0:1000:10, 0:1000:10]
    canvas, _ = show(np.stack([rows.ravel(), cols.ravel()], axis=1), 2)
    frame(canvas)
    assert sum(drawn) == 7 * 7


def test_clipped_to_the_axes():
    picture = frame(
        show([(30, 1), (0, 30), (60, 60), (-50, 30)], 8, box=(0.25, 0.25, 0.5, 0.5), span=(60, 60))[0]
    )
    outside = np.ones((SIDE, SIDE), bool)
    outside[30:90, 30:90] = False
    assert (picture[outside] == 255).all()
    assert (picture[~outside] != 255).any()


def test_several_radii():
    both = light(frame(show([(30, 30)], (5, 12), face="black", styles=RED)[0]))
    single = [light(frame(show([(30, 30)], radius, face="black", styles=RED)[0])) for radius in (5, 12)]
    np.testing.assert_allclose(both, np.maximum(*single), atol=1e-6)


def test_moving_and_growing():
    rng = np.random.default_rng(1)
    centers = rng.uniform(0, 60, (30, 2))
    canvas, circles = show(rng.uniform(0, 60, (50, 2)), 9)
    frame(canvas)
    assert not circles.stale
    circles.set_centers(centers, np.full(30, SELECTED))
    assert circles.stale
    circles.set_radius(4.5)
    expected, other = show([], 4.5)
    other.set_centers(centers, np.full(30, SELECTED))
    np.testing.assert_array_equal(frame(canvas), frame(expected))
    np.testing.assert_array_equal(circles.centers, centers)
    circles.set_centers([])
    assert (frame(canvas) == 255).all()


RC = {
    "lines.linewidth": 7,
    "lines.antialiased": False,
    "patch.antialiased": False,
    "path.simplify": True,
    "path.simplify_threshold": 1.0,
    "path.snap": True,
    "savefig.dpi": 31,
    "lines.scale_dashes": False,
}


@pytest.mark.parametrize("radius", [8, 200])
def test_settings_move_no_pixel(radius):
    centers = [(30.3, 40 - radius), (10.1, 31 + radius)]
    wanted = frame(show(centers, radius)[0])
    with matplotlib.rc_context(RC):
        np.testing.assert_array_equal(frame(show(centers, radius)[0]), wanted)


def test_blitted_frames_are_drawn_ones():
    rng = np.random.default_rng(2)
    canvas, circles = show([], 5)
    circles.set_animated(True)
    frame(canvas)
    background = canvas.copy_from_bbox(circles.axes.bbox)
    for radius in (5, 7.5):
        centers = rng.uniform(0, 60, (20, 2))
        circles.set_centers(centers)
        circles.set_radius(radius)
        canvas.restore_region(background)
        circles.axes.draw_artist(circles)
        np.testing.assert_array_equal(np.array(canvas.buffer_rgba()), frame(show(centers, radius)[0]))


def test_hidden_translucent_and_below_others():
    canvas, circles = show([(30, 30)], 20, face="black", styles=RED, linewidth=6)
    circles.set_visible(False)
    assert not light(frame(canvas)).any()
    circles.set(visible=True, alpha=0.5)
    assert light(frame(canvas)).max() == pytest.approx(0.5, abs=0.01)
    circles.axes.fill_between([0, 60], 0, 60, color="black", zorder=3)
    assert not light(frame(canvas)).any()


@pytest.mark.parametrize("fmt", ["svg", "pdf", "ps"])
def test_vector_formats_have_true_circles(fmt):
    canvas, circles = show([], (8, 11))
    circles.set_centers([(10, 12), (30.25, 31), (500, 500)], [FOUND, MANUAL, FOUND])
    file = io.BytesIO()
    with matplotlib.rc_context({"pdf.compression": 0}):
        canvas.figure.savefig(file, format=fmt)
    text = file.getvalue().decode("latin-1")
    assert "<image" not in text
    assert "/Subtype /Image" not in text
    if fmt == "svg":
        places = re.findall(r'<use xlink:href="#\w+" x="([\d.]+)" y="([\d.]+)"', text)
        found = {(float(x), float(y)) for x, y in places}
        assert found == {(24, 20), (62, 60.5)}
        assert len(places) == 2 * 2 * 2  # circles, radii, dark and light


@pytest.mark.parametrize(
    ("centers", "groups", "message"),
    [
        ([(1, 2, 3)], None, r"centers must have shape \(n, 2\)"),
        ([(1, np.nan)], None, "centers must be finite"),
        ([(1, 2)], [0, 1], r"groups must have shape \(1,\)"),
        ([(1, 2)], [3], r"groups must be from 0 to 2"),
        ([(1, 2)], [-1], r"groups must be from 0 to 2"),
    ],
)
def test_wrong_positions_change_nothing(centers, groups, message):
    canvas, circles = show([(30, 30)], 5)
    before = frame(canvas)
    with pytest.raises(ValueError, match=message):
        circles.set_centers(centers, groups)
    np.testing.assert_array_equal(frame(canvas), before)


@pytest.mark.parametrize("radius", [0, -3, np.nan, np.inf, True, (5, -1)])
def test_wrong_radii_are_refused(radius):
    canvas, circles = show([(30, 30)], 5)
    before = frame(canvas)
    with pytest.raises(ValueError, match="radius must be > 0 px"):
        circles.set_radius(radius)
    np.testing.assert_array_equal(frame(canvas), before)


def test_axes_that_are_not_linear_are_refused():
    canvas, circles = show([(30, 30)], 5)
    circles.axes.set(xlim=(1, 10), xscale="log")
    with pytest.raises(ValueError, match="axes must be linear, got rectilinear with scales log and linear"):
        canvas.draw()


def test_tiny_circles():
    canvas, _ = show([(30, 30)], 1e-6, face="black", styles=RED)
    cover = light(frame(canvas))
    assert 0.5 < cover.sum() < 9


@pytest.mark.parametrize("radius", [0.5, 1, 2.5, 40, 140])
@pytest.mark.parametrize("center", [(30, 30), (30.2, 29.6), (30.44, 30.31), (12.3, 47.7)])
def test_the_same_pixels_are_covered_as_by_a_patch_of_matplotlib(radius, center):
    center = (center[0], center[1] - (radius if radius > 30 else 0))
    ours = light(frame(show([center], radius, styles=RED, linewidth=2, face="black")[0]))
    canvas, circles = show([], 1, face="black")
    circles.axes.add_patch(
        Ellipse(center[::-1], 2 * radius, 2 * radius, fill=False, lw=2, color="red", snap=False)
    )
    theirs = light(frame(canvas))
    assert np.abs(ours - theirs).max() < 0.35  # up to 1/8 pixel along each axis
    assert ours.sum() == pytest.approx(theirs.sum(), rel=0.12 if radius < 1 else 0.05)


def test_ten_thousand_circles():
    centers = np.random.default_rng(3).uniform(0, 60, (10_000, 2))
    canvas, circles = show(centers, 1.5, size=600, span=(60, 60), face="black")
    circles.set_centers(centers, np.arange(10_000) % 3)
    picture = frame(canvas)
    assert (picture[..., :3].max(axis=-1) > 60).mean() > 0.5
