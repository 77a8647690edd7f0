"""What all pictures have: ticks that can be read, whatever the image, a colour bar, and known positions over them."""

import io
import json
from itertools import combinations

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import Normalize, to_rgb
from PIL import Image

import nbtools as nb
from nbtools.draw.marks.ticks import Ticks
from nbtools.model.lock import LOCK
from tests.widgets import mouse

RNG = np.random.default_rng(0)
SHAPES = [(60, 3000), (3000, 60), (1, 2000), (5, 5), (90, 120)]
SIZES = [None, (316, 230), (900, 600)]
EXPLORERS = [
    "SpotExplorer",
    "DiffExplorer",
    "ZoomExplorer",
    "ColorExplorer",
    "PixelExplorer",
    "GridExplorer",
    "ProfileExplorer",
]


def made(name, shape=(90, 120), **options):
    rows, cols = np.indices(shape)
    image = 1000 * np.sin(cols / max(shape[1] / 20, 1)) + 50 * rows / shape[0]
    images = [image, image + 300 * (RNG.random(shape) < 0.01)] if name == "DiffExplorer" else [image]
    return getattr(nb, name)(*images, **options)


@pytest.fixture(params=EXPLORERS)
def name(request):
    return request.param


@pytest.fixture
def w(name):
    with made(name) as w:
        yield w


def resize(w, size):
    w.canvas._handle_message(w.canvas, {"type": "resize", "width": size[0], "height": size[1]}, [])


def pixels(w):
    return np.asarray(Image.open(io.BytesIO(w.png())).convert("RGB")).astype(int)


# --- ticks ------------------------------------------------------------------------------------------------------


def texts(w):
    """What is written at the ticks of the panels and of the colour bar, and where: left, bottom, right, top."""
    w.png()
    found = []
    for axes in (axes for axes in w.figure.axes if axes.get_visible()):
        for axis in (axes.xaxis, axes.yaxis):
            labels = [label for label in axis.get_ticklabels() if label.get_text() and label.get_visible()]
            found += [(label.get_text(), label.get_window_extent().extents) for label in labels]
        point = w.figure.dpi / 72
        for ticks in (each for each in axes.get_children() if isinstance(each, Ticks) and each.get_visible()):
            for text, (x, y), _, size in ticks.laid_out(point):
                wide = 0.6 * size * point * len(text)
                found.append((text, (x, y, x + wide, y + 0.7 * size * point)))
    return found


@pytest.mark.parametrize("aspect", ["equal", "auto"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_what_is_written_at_ticks_never_overlaps_and_is_never_cut(name, shape, aspect):
    with made(name, shape, aspect=aspect) as w:
        for size in SIZES:
            if size:
                resize(w, size)
            found, (_, _, width, height) = texts(w), w.figure.bbox.extents
            assert found
            for text, (left, bottom, right, top) in found:
                assert left >= -1, text
                assert bottom >= -1, text
                assert right <= width + 1, text
                assert top <= height + 1, text
            for (one, a), (other, b) in combinations(found, 2):
                apart = max(a[0], b[0]) >= min(a[2], b[2]) or max(a[1], b[1]) >= min(a[3], b[3])
                assert apart, (one, other, size)


# --- aspect -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES[:3], ids=str)
def test_a_strip_fills_the_picture_when_it_may(name, shape):
    with made(name, shape, aspect="auto") as w:
        w.look_at(((0, 0), shape))
        w.png()
        (row0, col0), (row1, col1) = w.picture.view
        if name == "ZoomExplorer":
            w.set(factor=1.0)
            (row0, col0), (row1, col1) = w.result.roi
        assert (row0, col0, row1, col1) == pytest.approx((0, 0, *shape))
        box = w.picture.panels[0].bbox
        assert 0.4 <= box.height / box.width <= 1.1
        w.aspect = "equal"
        w.png()
        (left, right), (low, high) = w.picture.axes.get_xlim(), w.picture.axes.get_ylim()
        box = w.picture.panels[0].bbox
        if box.height > 2:
            assert abs((right - left) / box.width) == pytest.approx(abs((high - low) / box.height), rel=1e-6)
        assert made_again(w).aspect == "equal"


def made_again(w):
    parameters = json.loads(json.dumps(w.state()))
    images = w.image if isinstance(w, nb.DiffExplorer) else (w.image,)
    with type(w)(*images, **parameters) as other:
        assert other.params == w.params
        return other


@pytest.mark.parametrize("aspect", ["equal", "auto"])
def test_the_mouse_finds_pixels_and_zooms_about_them(name, aspect):
    with made(name, (60, 600), aspect=aspect) as w:
        w.png()
        row, col = 41, 333
        if name == "ZoomExplorer":
            w.set(factor=1.0)
        x, y = w.picture.axes.transData.transform((col, row))
        assert f"{row}" in w.picture.describe(*map(round, w.picture.from_axes(*back(w, x, y))))
        assert np.allclose(w.picture.from_axes(*back(w, x, y)), (row, col), atol=1e-6)
        mouse.mouse(w.canvas, "scroll", x, y, step=1)
        w.png()
        assert np.allclose(w.picture.from_axes(*back(w, x, y)), (row, col), atol=0.6)


def back(w, x, y):
    return w.picture.axes.transData.inverted().transform((x, y))


def test_small_pictures_of_a_strip_fill_their_place_too():
    heights = {}
    for aspect in ("auto", "equal"):
        with (
            made("DiffExplorer", (60, 3000), aspect=aspect) as diff,
            made("ColorExplorer", (60, 3000), aspect=aspect) as color,
            made("ZoomExplorer", (60, 3000), aspect=aspect) as zoom,
        ):
            places = diff.chart.map, color.histogram.chart._small[0], zoom.overview._chart.axes
            for canvas in (color.canvas, diff._overview, color.histogram.canvas, zoom.overview.canvas):
                canvas.pixels()
            ends = [axes.transData.transform([(0, -0.5), (0, 59.5)])[:, 1] for axes in places]
            heights[aspect] = [abs(high - low) for low, high in ends]
    assert all(auto >= 3 * equal for auto, equal in zip(heights["auto"], heights["equal"], strict=True))


def test_a_sheet_has_square_pixels_only():
    with (
        nb.ScaleExplorer([np.eye(9)]) as w,
        pytest.raises(ValueError, match=r"aspect must be 'equal', got 'auto'"),
    ):
        w.aspect = "auto"


def test_a_unit_of_x_is_as_long_as_one_of_y_on_request():
    x, y = np.linspace(0, 30, 40), np.linspace(0, 10, 50)
    with nb.GridExplorer(np.add.outer(np.sin(y), x), x, y) as w:
        assert w.aspect == "auto"
        assert w.axes.bbox.height / w.axes.bbox.width == pytest.approx(0.75, rel=0.1)
        w.aspect = "equal"
        w.png()
        scale = [np.ptp(limits) for limits in (w.axes.get_xlim(), w.axes.get_ylim())] / w.axes.bbox.size
        assert scale[0] == pytest.approx(scale[1], rel=1e-6)


# --- the colour bar ---------------------------------------------------------------------------------------------


def assert_bar_tells(w, cmap, limits):
    """Compare what is painted at each tick with matplotlib's colour of the value that stands there."""
    w.set(cmap=cmap)
    shown, bar = pixels(w), w.picture.bar
    assert bar.axes.get_visible()
    assert len(bar.ticks.names) >= 3
    box, norm = bar.axes.bbox, Normalize(*limits)
    for place, name in zip(bar.ticks.places, bar.ticks.names, strict=True):
        value = float(name.replace("\N{MINUS SIGN}", "-"))
        assert float(norm(value)) == pytest.approx(place, abs=1e-6)
        inside = min(max(place, 0.01), 0.99)
        if w.picture.bar_below:
            x, y = box.x0 + inside * box.width, box.y0 + box.height / 2
        else:
            x, y = box.x0 + box.width / 2, box.y0 + inside * box.height
        color = shown[len(shown) - 1 - int(y), int(x)]
        wanted = np.array(to_rgb(matplotlib.colormaps[cmap](inside))) * 255
        assert np.abs(color - wanted).max() <= 6, name


def test_a_colour_bar_says_which_value_has_which_colour(w):
    assert_bar_tells(w, "magma", w.color_limits)
    w.set(**({"percentiles": (20, 70)} if isinstance(w, nb.ColorExplorer) else {"contrast": (20, 70)}))
    assert_bar_tells(w, "plasma", w.color_limits)


def test_the_colour_bar_of_a_sheet_lies_below_it():
    images = [RNG.normal(size=(30, 40)), RNG.normal(5, 1, size=(20, 20))]
    with nb.ScaleExplorer(images) as w:
        assert_bar_tells(w, "magma", w.color_limits)
        w.own_limits = True
        w.png()
        assert w.picture.bar.ticks.names == ["low", "high"]


def test_it_can_be_left_out_and_the_image_has_its_room(w):
    before = w.picture.panels[0].bbox.width
    w.colorbar = False
    resize(w, w.canvas.own_size)
    assert not w.picture.bar.axes.get_visible()
    assert w.picture.panels[0].bbox.width > before
    with made(type(w).__name__, colorbar=False) as other:
        assert other.picture.form == w.picture.form
    w.colorbar = True
    resize(w, w.canvas.own_size)
    assert w.picture.panels[0].bbox.width == before


@pytest.mark.parametrize("kind", ["ZoomExplorer", "PixelExplorer", "DiffExplorer"])
def test_a_colour_picture_has_none(kind):
    picture = RNG.integers(0, 255, (40, 50, 3)).astype(np.uint8)
    images = [picture, picture[::-1]] if kind == "DiffExplorer" else [picture]
    with getattr(nb, kind)(*images, channel_axis=-1) as w:
        assert not w.picture.bar.axes.get_visible()
        assert w.shell._controls["colorbar"].widget.layout.display == "none"
        if kind == "DiffExplorer":
            w.mode = "signed"
            assert_is_shown(w)


def assert_is_shown(w):
    w.png()
    assert w.picture.bar.axes.get_visible()
    low, high = (
        float(name.replace("\N{MINUS SIGN}", "-")) for name in np.array(w.picture.bar.ticks.names)[[0, -1]]
    )
    assert low < 0 < high


def test_signed_differences_have_a_bar_of_their_own():
    with made("DiffExplorer") as w:
        w.mode = "signed"
        assert_is_shown(w)
        w.set(mode="overlay", cmap="magma")
        assert_bar_table_is(w, "gray")


def assert_bar_table_is(w, cmap):
    table = w.picture.bar.gradient.table[:256, :3]
    assert np.array_equal(table, matplotlib.colormaps[cmap](np.arange(256), bytes=True)[:, :3])


def test_labels_on_the_right_leave_room_for_the_bar():
    with made("PixelExplorer", row_side="right") as w:
        bar = w.picture.bar.axes.bbox
        assert all(not (x + 10 > bar.x0 and x < bar.x1) for text, (x, *_) in texts(w) if len(text) == 2)


# --- known positions --------------------------------------------------------------------------------------------

POINTS = np.array([[20.0, 30.0], [70.5, 100.25], [45, 60]])


def painted(w):
    """Count the pixels in the colour of the circles."""
    return (np.abs(pixels(w) - (0, 255, 255)).max(axis=-1) < 40).sum()


def test_known_positions_are_marked_and_kept(w):
    if isinstance(w, nb.ZoomExplorer):
        w.factor = 1.0
    assert w.png() == w.png()
    bare, before = w.png(), painted(w)
    w.overlay(POINTS, label="truth", color="cyan", size=16)
    for panel in (axes for axes in w.picture.panels if axes.get_visible()):
        for row, col in POINTS:
            x, y = panel.transData.transform(w.picture.to_axes(row, col))
            shown = pixels(w)
            ring = [
                shown[len(shown) - 1 - int(y + dy), int(x + dx)]
                for dx, dy in ((8, 0), (-8, 0), (0, 8), (0, -8))
            ]
            assert sum(np.abs(each - (0, 255, 255)).max() < 90 for each in ring) >= 2
    assert painted(w) > before
    marked = w.png()
    parameters = json.loads(json.dumps(w.state()))
    w.overlay(POINTS[:1], label="truth", color="cyan", size=16)
    assert len(w.overlays) == 1
    assert w.png() != marked
    assert w.undo()
    assert w.png() == marked
    w.overlay(None, label="truth")
    assert w.png() == bare
    w.set(**parameters)
    assert w.png() == marked
    space = {"image": w.image, "z": w.image}
    if isinstance(w, nb.DiffExplorer):
        space |= {"before": w.before, "after": w.after}
    exec(w.code(), space)
    assert np.array_equal(space["overlays"]["truth"], POINTS)


def test_known_positions_are_marked_once_where_both_images_are_in_one():
    with made("DiffExplorer") as w:
        w.overlay(POINTS, color="cyan", size=16)
        w.mode = "curtain"
        shown = [known.artists[0].get_visible() for known in w.picture._known]
        assert shown == [True, False]
        rings = [layer for panel in w.picture.completed(w.scenes()[w.canvas]) for layer in panel.layers]
        assert [layer.kind for layer in rings].count("rings") == 1
        w.mode = "side by side"
        assert all(known.artists[0].get_visible() for known in w.picture._known)


@pytest.mark.parametrize("aspect", ["equal", "auto"])
def test_the_mouse_takes_hold_of_lines_as_far_away_as_it_seems(aspect):
    with made("ProfileExplorer", (60, 600), aspect=aspect) as w:
        w.lines = ((30, 60, 30, 540), (50, 60, 10, 60))
        w.png()
        place = w.picture.axes.transData.transform
        up = place((300, 29))[1] - place((300, 30))[1]
        for away, held in ((6, True), (14, False)):
            assert (w.picture._grip((30 + away / up, 300)) is not None) is held
            assert (
                w.picture._along(w.picture._lines[0], (30 + away / up, 300)) == pytest.approx(240)
            ) is held
        assert w.picture._along(w.picture._lines[1], (20, 60)) == pytest.approx(30)


def test_known_positions_are_burnt_into_pixels_where_they_are(w):
    w.overlay(POINTS, color="cyan", size=8)
    burnt, plain = w.rgba(), w.rgba(marks=False)
    rows, cols = np.nonzero((burnt[..., :3] == (0, 255, 255)).all(axis=-1))
    if isinstance(w, nb.ColorExplorer):
        assert len(rows) == 0
        assert np.array_equal(burnt, plain)
        return
    assert len(rows) > 10
    places = np.stack([rows, cols], axis=1)
    if isinstance(w, nb.ZoomExplorer):
        places = np.stack([w.result.window.rows[rows], w.result.window.cols[cols]], axis=1)
    factor = w.factor if isinstance(w, nb.ZoomExplorer) else 1
    away = np.linalg.norm(places[:, None] - POINTS, axis=-1).min(axis=1)
    assert (np.abs(away - 4 / factor) <= 1 / factor).all()


def test_known_positions_on_axes_of_any_scale():
    x, y = np.geomspace(1, 1000, 40), np.linspace(0, 10, 50)
    with nb.GridExplorer(np.add.outer(y, x), x, y, xscale="log") as w:
        w.overlay([(10, 20)], color="cyan", size=16)
        px, py = w.axes.transData.transform((x[20], y[10]))
        shown = pixels(w)
        assert np.abs(shown[len(shown) - 1 - int(py), int(px + 8)] - (0, 255, 255)).max() < 90


def test_tables_are_points_too():
    with nb.SpotExplorer(nb.samples.spots(n=5, shape=(60, 80), seed=1).image) as w:
        w.overlay(w.table(), label="found")
        assert len(w.overlays[0].points) == 5
        assert np.array_equal(w.overlays[0].points, w.result.centers)
        w.overlay(pd.DataFrame({"col": [3.0], "row": [4.0]}), label="more")
        records = np.array([(4.0, 3.0)], dtype=[("row", float), ("col", float)])
        w.overlay(records, label="records")
        assert w.overlays[1].points == w.overlays[2].points == ((4.0, 3.0),)
        assert len({each.color for each in w.overlays}) == 3
        w.overlay([])
        assert w.overlays[-1].points == ()


@pytest.mark.parametrize(
    ("points", "options", "error", "message"),
    [
        ([1, 2], {}, ValueError, r"points must have shape \(n, 2\)"),
        ([[np.nan, 2]], {}, ValueError, "points"),
        (pd.DataFrame({"x": [1]}), {}, ValueError, r"points must have columns row and col, got \['x'\]"),
        ([[30, 100], [100, 30]], {}, None, ""),
        ([[100, 30]], {}, ValueError, r"image of 90 x 120 px, got row 100, col 30 .* not \(x, y\)"),
        ([[-500, 3]], {}, ValueError, "image of 90 x 120 px, got row -500, col 3 and no better$"),
        (None, {"label": "x"}, LookupError, "no overlay has the label 'x'; there are \\['a'\\]"),
        ([[1, 2]], {"color": "blurp"}, ValueError, "color must be one that matplotlib knows, got 'blurp'"),
        ([[1, 2]], {"size": 0}, ValueError, "size must be between 1 and 500 px, got 0"),
        ([[1, 2]], {"label": 3}, TypeError, "label must be a text, got 3"),
    ],
)
def test_what_is_wrong_is_told(points, options, error, message):
    with made("SpotExplorer") as w:
        w.overlay([[1, 1]], label="a")
        before = w.overlays
        if error is None:
            w.overlay(points)
            return
        with pytest.raises(error, match=message):
            w.overlay(points, **options)
        assert w.overlays is before


def test_a_page_is_told_of_them(w):
    w.overlay(POINTS, label="truth")
    with LOCK:
        panels = w.picture.completed(w.scenes()[w.canvas])
    rings = [layer for panel in panels for layer in panel.layers if layer.kind == "rings"]
    own = isinstance(w, nb.SpotExplorer)
    number = len([axes for axes in w.picture.panels if axes.get_visible()])
    assert len(rings) == number + own
    assert len(rings[-1].arrays["xy"]) == len(POINTS)
    assert [layer.kind for layer in panels[-1].layers] == ["veil"]
