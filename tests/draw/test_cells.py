"""Ticks, lines and numbers on the pixels of any imshow: where they are on the screen, and what they say."""

import io
import re
from itertools import pairwise
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.transforms import Affine2D
from numpy.testing import assert_array_equal

import nbtools as nb
from nbtools.compute.color.colormaps import lut
from nbtools.draw.cells.values import MOST, luminance

RANDOM = np.random.default_rng(0)
PLACES = [{}, {"origin": "lower"}, {"extent": (10, 16, 7, 3)}, {"extent": (6, -2, -1, 9), "origin": "lower"}]


def axes_of(image, size=(400, 300), box=(0.15, 0.2, 0.7, 0.6), dpi=100, **options):
    """Make axes with an image; sizes in pixels."""
    figure = Figure((size[0] / 100, size[1] / 100), dpi=dpi)
    FigureCanvasAgg(figure)
    ax = figure.add_axes(box)
    options = {"aspect": "auto", "interpolation": "nearest", "cmap": "viridis", **options}
    ax.imshow(image, **options)
    return ax


def painted(ax):
    """The rows of the figure from the bottom up, as display coordinates count, without alpha."""
    ax.figure.canvas.draw()
    return np.asarray(ax.figure.canvas.buffer_rgba())[::-1, :, :3].astype(int)


def changed(ax, add):
    """What an artist changes on the screen, and the artist."""
    before = painted(ax)
    artist = add(ax)
    return (painted(ax) != before).any(axis=2), artist


def texts_of(ax):
    """The texts in an SVG with their places, as display coordinates at 72 dpi."""
    file = io.BytesIO()
    with mpl.rc_context({"svg.fonttype": "none"}):
        ax.figure.savefig(file, format="svg", dpi=72)
    root = ElementTree.fromstring(file.getvalue())
    height = float(root.get("height").removesuffix("pt"))
    found = []
    for text in root.iter("{http://www.w3.org/2000/svg}text"):
        moved = re.search(r"translate\(([-\d.]+) ([-\d.]+)\)", text.get("transform") or "")
        x, y = moved.groups() if moved else (text.get("x"), text.get("y"))
        found.append((text.text, float(x), height - float(y)))
    return found


# --- ticks ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", PLACES)
def test_each_tick_is_in_the_middle_of_its_pixels_as_they_are_painted(place):
    image = np.arange(12.0).reshape(3, 4)
    ax = axes_of(image, **place)
    nb.pixel_ticks(ax)
    screen, box = painted(ax), ax.bbox
    colors = lut("viridis")[(image / 11 * 255 + 0.5).astype(int), :3].astype(int)
    xs, ys = ax.get_xticks(), ax.get_yticks()
    assert [t.get_text() for t in ax.get_xticklabels()] == list("0123")
    assert [t.get_text() for t in ax.get_yticklabels()] == list("012")
    for col, x in enumerate(xs):
        for row, y in enumerate(ys):
            at = ax.transData.transform((x, y))
            here = np.abs(screen - colors[row, col]).max(axis=2) <= 8
            here[: int(box.y0), :] = here[int(box.y1) + 1 :, :] = False
            found = np.argwhere(here)
            found = found[(np.abs(found - at[::-1]) < [box.height / 5, box.width / 6]).all(axis=1)]
            assert found.mean(axis=0)[::-1] + 0.5 == pytest.approx(at, abs=1.5)


def overlaps(labels):
    boxes = [label.get_window_extent() for label in labels if label.get_text()]
    return [(a, b) for a, b in pairwise(boxes) if a.overlaps(b)]


@pytest.mark.parametrize("names", [None, [f"name {k * 7}" for k in range(300)]])
def test_labels_never_overlap_at_any_size_and_zoom(names):
    for size in ((120, 90), (400, 300), (900, 150)):
        ax = axes_of(np.zeros((200, 300)), size)
        nb.pixel_ticks(ax, cols=names)
        for view in ((-0.5, 299.5), (0, 3), (100.2, 117.9), (250, 299.5), (17.5, -0.5)):
            ax.set(xlim=view, ylim=view)
            painted(ax)
            xs, ys = (axis.get_ticklabels() for axis in (ax.xaxis, ax.yaxis))
            assert not overlaps(xs)
            assert not overlaps(ys)
            assert xs
            low, high = sorted(view)
            assert ((ax.get_xticks() >= low) & (ax.get_xticks() <= high)).all()
            said = [label.get_text() for label in xs]
            assert said == [str(round(x)) if names is None else names[round(x)] for x in ax.get_xticks()]


@pytest.mark.parametrize("angle", [0, 30, 60, 90])
def test_turned_labels_find_their_room(angle):
    ax = axes_of(np.zeros((5, 40)))
    nb.pixel_ticks(ax, cols=["a longer name"] * 40)
    ax.tick_params(axis="x", labelrotation=angle)
    painted(ax)
    count = len(ax.get_xticks())
    assert count >= {0: 2, 30: 4, 60: 8, 90: 8}[angle]
    if angle in (0, 90):
        assert not overlaps(ax.get_xticklabels())


def test_the_same_columns_are_labelled_wherever_the_view_is():
    ax = axes_of(np.zeros((9, 300)))
    nb.pixel_ticks(ax)
    for start in range(0, 60, 7):
        ax.set_xlim(start, start + 100)
        painted(ax)
        assert set(ax.get_xticks() % 20) == {0}


def test_names_are_literal_text_and_may_be_given_to_some():
    names = ["$x$", r"\frac{", "<b>", r"a\$b", "50 $"]
    ax = axes_of(np.zeros((5, 5)))
    nb.pixel_ticks(ax, rows=names, cols={1: "one", 3: "three"}, top=True, right=True)
    written = [text for text, _, _ in texts_of(ax)]
    assert sorted(written) == sorted([*names, "one", "three"])
    assert ax.xaxis.get_label_position() == "top"
    assert ax.yaxis.get_label_position() == "right"
    assert list(ax.get_xticks()) == [1, 3]
    with mpl.rc_context({"xtick.bottom": True, "xtick.top": True, "ytick.minor.visible": True}):
        ax = axes_of(np.zeros((5, 5)))
        nb.pixel_ticks(ax)
        painted(ax)
        tick = ax.xaxis.get_major_ticks()[0]
        assert (tick.tick1line.get_visible(), tick.tick2line.get_visible()) == (True, False)
        assert len(ax.get_yticks(minor=True)) == 0


def test_ticks_follow_other_data_and_another_extent():
    ax = axes_of(np.zeros((4, 4)))
    nb.pixel_ticks(ax)
    ax.images[0].set_data(np.zeros((2, 2)))
    ax.images[0].set_extent((0, 8, 8, 0))
    painted(ax)
    assert list(ax.get_xticks()) == [2, 6]
    assert ax.format_coord(1, 7).split() == ["(x,", "y)", "=", "(0,", "1)"]
    ax.images[0].remove()
    painted(ax)
    assert len(ax.get_xticks()) == 0


# --- lines ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dpi", [100, 160])
@pytest.mark.parametrize("place", PLACES)
def test_lines_lie_on_the_edges_of_the_pixels_as_they_are_painted(place, dpi):
    image = np.indices((5, 7)).sum(axis=0) % 2
    ax = axes_of(image, dpi=dpi, **place)
    plain = painted(ax)
    lines, grid = changed(ax, lambda ax: nb.pixel_grid(ax, color="red"))
    x0, y0, x1, y1 = np.rint(ax.bbox.extents).astype(int)
    thick = max(1, round(0.6 * dpi / 72))
    for axis, (low, high, across) in enumerate(((y0, y1, (x0 + x1) // 2 + 5), (x0, x1, (y0 + y1) // 2 + 3))):
        one, two = (np.take(each, across, 1 - axis)[low + 3 : high - 3] for each in (plain, lines))
        edges = np.flatnonzero((np.diff(one, axis=0) != 0).any(axis=1)) + 1
        found = np.flatnonzero(two)
        starts = found[np.r_[True, np.diff(found) > 1]]
        assert len(found) == thick * len(starts)
        assert len(starts) == len(edges) == image.shape[axis] - 1
        assert np.abs(starts + (thick - 1) / 2 - edges).max() <= 1
    grid.remove()
    assert_array_equal(painted(ax), plain)


def test_lines_follow_the_zoom_and_go_where_pixels_are_small():
    ax = axes_of(np.zeros((100, 100)), (400, 400), (0, 0, 1, 1))
    lines, _ = changed(ax, nb.pixel_grid)
    assert not lines.any()  # 4 px
    ax.set(xlim=(9.5, 79.5), ylim=(9.5, 79.5))
    lines = (painted(ax) == 128).all(axis=2)
    assert_array_equal(np.flatnonzero(lines[48]), np.floor(np.arange(1, 70) * 400 / 70 + 0.5))
    ax.set(xlim=(0.2, 3.1), ylim=(0.2, 3.1))
    lines = (painted(ax) == 128).all(axis=2)
    assert_array_equal(np.flatnonzero(lines[48]), np.floor((np.arange(3) + 0.3) * 400 / 2.9 + 0.5))


# --- numbers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("dpi", [72, 100, 150])
def test_ink_is_in_the_middle_of_the_cells(place, dpi):
    image = np.full((3, 4), 8, np.uint8)  # a symmetric digit
    ax = axes_of(image, dpi=dpi, vmin=0, vmax=9, **place)
    ink, values = changed(ax, nb.pixel_values)
    box = ax.bbox
    for row in range(3):
        for col in range(4):
            x, y = box.x0 + (col + 0.5) * box.width / 4, box.y0 + (row + 0.5) * box.height / 3
            w, h = box.width / 8, box.height / 6
            here = np.argwhere(ink[round(y - h) : round(y + h), round(x - w) : round(x + w)])
            middle = (here.min(axis=0) + here.max(axis=0) + 1) / 2 + (round(y - h), round(x - w))
            assert middle[::-1] == pytest.approx((x, y), abs=1.1)
    values.remove()
    assert not changed(ax, lambda ax: None)[0].any()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "image",
    [
        np.arange(12, dtype=">u2").reshape(3, 4) * 100,
        np.arange(12).reshape(3, 4) % 3 == 0,
        np.float32(RANDOM.random((3, 4))),
        np.where(np.eye(3, 4) > 0, np.nan, -RANDOM.random((3, 4))),
        np.ma.masked_array(np.arange(12).reshape(3, 4), np.eye(3, 4) > 0),
        RANDOM.integers(0, 255, (3, 4, 3), dtype=np.uint8),
        RANDOM.random((3, 4, 4)).round(2),
    ],
    ids=["big-endian", "bool", "float32", "nan", "masked", "rgb", "rgba"],
)
def test_each_number_stands_in_its_cell(image, place):
    before = np.ma.getdata(image).copy()
    ax = axes_of(image, (700, 600), **place)
    ax.set(xticks=[], yticks=[])
    values = nb.pixel_values(ax)
    written = values.format.texts(image)
    height, width = ax.figure.get_size_inches()[::-1] * 72
    box = ax.get_position()
    left, right, bottom, top = ax.images[0].get_extent()
    lines = image.shape[2] if image.ndim == 3 else 1
    found = sorted(texts_of(ax), key=lambda each: -each[2])
    assert sorted(text for text, _, _ in found) == sorted(written)
    for k, (text, *_) in enumerate(zip(written, strict=True)):
        row, col = divmod(k // lines, 4)
        upper = ax.images[0].origin == "upper"
        x = left + (col + 0.5) * (right - left) / 4
        y = (top if upper else bottom) + (row + 0.5) * (bottom - top if upper else top - bottom) / 3
        share = ax.transLimits.transform((x, y))
        x, y = (box.x0 + share[0] * box.width) * width, (box.y0 + share[1] * box.height) * height
        block = (lines - 1) * 1.15 * 8  # points
        down = block / 2 - (k % lines) * 1.15 * 8
        near = [each for each in found if abs(each[1] - x) < 30 and abs(each[2] + 3 - y - down) < 3.5]
        assert [each[0] for each in near] == [text]
    assert_array_equal(np.ma.getdata(image), before)


def test_numbers_appear_where_they_fit_and_are_2000_at_most():
    ax = axes_of(np.full((100, 100), 7), (900, 900), (0, 0, 1, 1))
    ink, values = changed(ax, lambda ax: nb.pixel_values(ax, min_size=1))
    assert not ink.any()
    ax.set(xticks=[], yticks=[])
    side = int(MOST**0.5)
    for size, some in ((side, True), (side + 1, False)):
        ax.set(xlim=(-0.5, size - 0.5), ylim=(-0.5, size - 0.5))
        assert len(texts_of(ax)) == size**2 * some
    ax.set(xlim=(-0.5, 9.5), ylim=(-0.5, 9.5))
    assert len(texts_of(ax)) == 100
    values.remove()
    nb.pixel_values(ax)
    ax.images[0].set_data(np.full((100, 100), 1234567890123456))  # 90 px hold 16 digits, but not 40 px
    assert len(texts_of(ax)) == 100
    ax.set(xlim=(-0.5, 19.5), ylim=(-0.5, 19.5))
    assert texts_of(ax) == []


def test_no_number_is_cut_off_at_the_edge():
    ax = axes_of(np.full((9, 9), 4567), (500, 500), (0.1, 0.1, 0.8, 0.8))
    nb.pixel_values(ax)
    ax.set(xlim=(0.4, 6.0), ylim=(2.0, 5.5), xticks=[], yticks=[])
    # columns 1 to 5 with their middles, rows 3 to 5; 0 and 6, 2 have their middles outside or on the edge
    assert len(texts_of(ax)) == 5 * 3


def test_numbers_follow_data_norm_and_colors():
    ax = axes_of(np.array([[1.0, 10.0], [100.0, 1000.0]]), norm=LogNorm(1, 1000), cmap="gray")
    values = nb.pixel_values(ax)
    image = ax.images[0]

    def ink(row, col):
        """The colour in a cell that is farthest from the cell's own."""
        screen, box = painted(ax), ax.bbox
        y, x = (round(low + (k + 0.5) / 2 * size) for low, k, size in
                ((box.y0, 1 - row, box.height), (box.x0, col, box.width)))  # fmt: skip
        part = screen[y - 15 : y + 15, x - 30 : x + 30].reshape(-1, 3)
        own = part[0]
        return part[np.abs(part - own).sum(axis=1).argmax()].tolist()

    assert [ink(0, 0), ink(1, 1)] == [[255] * 3, [0] * 3]
    image.set_cmap("gray_r")
    assert [ink(0, 0), ink(1, 1)] == [[0] * 3, [255] * 3]
    image.set_alpha(0.1)  # all nearly white
    assert [ink(0, 0), ink(1, 1)] == [[0] * 3, [0] * 3]
    image.set_alpha(np.array([[1.0, 0.0], [0.0, 1.0]]))
    assert [ink(0, 0), ink(1, 1)] == [[0] * 3, [255] * 3]
    image.set_alpha(np.ones((2, 2)))
    image.set_data([[1.5, 2.5], [3.5, 4.25]])
    assert values.format.texts([1.5]) == ["1.50"]
    image.set_norm(mpl.colors.Normalize())
    assert ink(1, 1) == [255] * 3
    assert (image.norm.vmin, image.norm.vmax) == (1.5, 4.25)


def linear(part):
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def contrast(one, two):
    """As WCAG 2 defines it, for colours from 0 to 255."""
    light = sorted(
        0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255)
        for r, g, b in (one, two)
    )
    return (light[1] + 0.05) / (light[0] + 0.05)


def test_numbers_are_read_well_on_every_colormap():
    for name in mpl.colormaps:
        table = np.unique(lut(name)[:256:5, :3], axis=0)
        for color, light in zip(table.tolist(), luminance(table).tolist(), strict=True):
            chosen = (255,) * 3 if light < 0.1791 else (0,) * 3
            assert contrast(color, chosen) >= 4.5
            assert contrast(color, chosen) >= max(contrast(color, (v,) * 3) for v in (0, 255)) - 0.01


def test_painted_numbers_do_not_depend_on_rcparams_or_dpi_of_the_screen():
    image = RANDOM.normal(size=(6, 6))
    plain = axes_of(image)
    expected, _ = changed(plain, nb.pixel_values)
    rc = {"font.family": "serif", "font.size": 30, "text.color": "red", "text.hinting": "no_autohint",
          "axes.formatter.limits": (-1, 1), "lines.linewidth": 9, "text.antialiased": False}  # fmt: skip
    ax = axes_of(image)
    with mpl.rc_context(rc):
        found, _ = changed(ax, nb.pixel_values)
        box = np.rint(ax.bbox.extents).astype(int)
    inside = slice(box[1] + 2, box[3] - 2), slice(box[0] + 2, box[2] - 2)
    assert_array_equal(found[inside], expected[inside])
    assert found[inside].any()


def test_saved_at_another_dpi_the_numbers_are_as_large_in_the_figure():
    ax = axes_of(np.full((3, 3), 8), vmin=0, vmax=8)
    nb.pixel_values(ax)
    sizes = []
    for dpi in (100, 300):
        file = io.BytesIO()
        ax.figure.savefig(file, dpi=dpi, format="rgba")
        rows, cols = 3 * dpi, 4 * dpi
        screen = np.frombuffer(file.getvalue(), np.uint8).reshape(rows, cols, 4)[..., :3].astype(int)
        middle = screen[
            rows // 2 - rows // 15 : rows // 2 + rows // 15, cols // 2 - cols // 15 : cols // 2 + cols // 15
        ]
        dark = np.argwhere((middle < 60).all(axis=2))
        sizes.append((np.ptp(dark, axis=0) + 1) / dpi)
    assert sizes[0] == pytest.approx(sizes[1], rel=0.2)
    file = io.BytesIO()
    ax.figure.savefig(file, format="pdf")
    assert file.getvalue().startswith(b"%PDF")


def test_a_format_of_ones_own():
    ax = axes_of(np.arange(4).reshape(2, 2))
    ax.set(xticks=[], yticks=[])
    nb.pixel_values(ax, lambda value: f"${value}$")
    assert sorted(text for text, *_ in texts_of(ax)) == ["$0$", "$1$", "$2$", "$3$"]


def test_the_image_that_is_meant():
    ax = axes_of(np.zeros((2, 2)))
    other = ax.imshow(np.arange(9).reshape(3, 3), extent=(-0.5, 1.5, 1.5, -0.5), aspect="auto")
    ax.set(xticks=[], yticks=[])
    nb.pixel_values(ax, image=other)
    assert len(texts_of(ax)) == 9


@pytest.mark.parametrize("image", [np.zeros((1, 1)), np.full((2, 2), np.nan), np.ma.masked_all((2, 3))])
def test_odd_images(image):
    ax = axes_of(image)
    nb.pixel_ticks(ax)
    nb.pixel_grid(ax)
    nb.pixel_values(ax)
    painted(ax)


def test_errors_name_the_parameter():
    empty = Figure().subplots()
    ax = axes_of(np.zeros((2, 3)))
    for make in (nb.pixel_ticks, nb.pixel_grid, nb.pixel_values):
        with pytest.raises(TypeError, match="ax must be a matplotlib Axes, got int"):
            make(3)
        with pytest.raises(ValueError, match="ax must have an image on it"):
            make(empty)
        with pytest.raises(ValueError, match="image must be one that imshow has made on these axes"):
            make(empty, image=ax.images[0])
    log = axes_of(np.ones((2, 2)), extent=(1, 10, 1, 10))
    log.set_xscale("log")
    with pytest.raises(ValueError, match="axes must be linear"):
        nb.pixel_values(log)
    turned = axes_of(np.ones((2, 2)))
    turned.images[0].set_transform(Affine2D().rotate(1) + turned.transData)
    with pytest.raises(ValueError, match="without a transform of its own"):
        nb.pixel_grid(turned)
    for wrong, error, message in (
        ({"rows": ["a"]}, ValueError, "rows must have one name for each of 2, got 1"),
        ({"cols": {3: "a"}}, ValueError, "cols must have numbers from 0 to 2, got 3"),
        ({"cols": {-1: "a"}}, ValueError, "cols must be"),
        ({"cols": "abc"}, TypeError, "cols must be a sequence of names"),
        ({"rows": 3}, TypeError, "rows must be a sequence of names"),
    ):
        with pytest.raises(error, match=message):
            nb.pixel_ticks(ax, **wrong)
    with pytest.raises(ValueError, match="color must be"):
        nb.pixel_grid(ax, color="no colour")
    for name in ("linewidth", "min_size"):
        with pytest.raises(ValueError, match=f"{name} must be > 0"):
            nb.pixel_grid(ax, **{name: 0})
    for name in ("size", "min_size"):
        with pytest.raises(ValueError, match=f"{name} must be > 0"):
            nb.pixel_values(ax, **{name: -1})
    with pytest.raises(ValueError, match="fmt must suit"):
        nb.pixel_values(ax, "d")
    assert len(ax.get_children()) == len(axes_of(np.zeros((2, 3))).get_children())
