"""PixelExplorer without a browser: what is marked, what the mouse and the keys do, and what comes out."""

import io
import tracemalloc

import numpy as np
import pytest
from PIL import Image

import nbtools as nb
from nbtools.compute.color.colormaps import lut
from nbtools.compute.color.shading import shade
from tests.widgets.mouse import drag

IMAGE = np.arange(600).reshape(20, 30)
RANDOM = np.random.default_rng(0)


@pytest.fixture
def w():
    with nb.PixelExplorer(IMAGE, row=7, col=11, size=3) as explorer:
        yield explorer


def move(w, row, col):
    """Let the mouse be over a pixel."""
    w._hover((row, col), w.picture.axes)


def pixels(w):
    return np.asarray(Image.open(io.BytesIO(w.png())).convert("RGB")).astype(int)


def head(w):
    return w.inspector.shown["head"]


def test_the_result_is_the_window_about_the_marked_pixel(w):
    assert np.array_equal(w.result.array, IMAGE[6:9, 10:13])
    assert (w.result.rows, w.result.cols, w.result.value) == (slice(6, 9), slice(10, 13), 221)
    assert eval(w.literal(), {"np": np}).tolist() == IMAGE[6:9, 10:13].tolist()
    assert w.text() == "\n".join("\t".join(map(str, row)) for row in IMAGE[6:9, 10:13])
    assert list(w.table()) == ["row", "col", "value"]
    assert w.inspector.shown["numbers"] == "3 x 3 px\nmin 190, max 252\nmean 221, sum 1989"
    w.set(row=0, col=29)
    assert w.inspector.shown["numbers"].startswith("2 x 2 px, cut at the border\nmin")


def test_the_status_says_what_the_inspector_does_not(w):
    rows, cols = IMAGE.shape
    assert w.status() == f"{rows} x {cols} pixels of {IMAGE.dtype}"
    large = np.zeros((600, 800, 3), np.float32)
    with nb.PixelExplorer(large, channel_axis=-1) as other:
        assert other.shell.message == "600 x 800 pixels of float32, 3 channels; zoom in for values"
        other.look_at(((300, 400), (306, 408)))
        assert other.shell.message == "600 x 800 pixels of float32, 3 channels"
        other.picture.home()
        assert other.shell.message.endswith("; zoom in for values")
        other.values = False
        assert other.shell.message == "600 x 800 pixels of float32, 3 channels"


def test_the_inspector_follows_the_mouse_until_it_leaves_or_is_pinned(w):
    assert head(w) == "marked: row 7, col 11"
    move(w, 2.4, 3.6)
    assert head(w) == "under the mouse: row 2, col 4"
    shown = w.inspector.shown
    assert [[cell[0] for cell in row] for row in shown["cells"]] == IMAGE[1:4, 3:6].astype(str).tolist()
    assert [cell[3] for row in shown["cells"] for cell in row] == [k == 4 for k in range(9)]
    assert (shown["rows"], shown["cols"]) == (["1", "2", "3"], ["3", "4", "5"])
    assert w.picture.drawn.marks.window == (slice(1, 4), slice(3, 6))
    assert w.inspector.literal == w.literal()  # what is copied is what is marked
    assert w.result.row == 7
    w._hover(None, None)
    assert head(w) == "marked: row 7, col 11"
    move(w, 25, 3)  # beside the image
    assert head(w) == "marked: row 7, col 11"
    w.press("p")
    assert w.pinned
    move(w, 2, 4)
    assert head(w) == "pinned: row 7, col 11"
    w.press("p")
    assert head(w) == "under the mouse: row 2, col 4"
    w.row = 9  # what is moved is what is looked at
    assert head(w) == "marked: row 9, col 11"


def test_colors_of_the_inspector_are_those_of_the_picture(w):
    table = shade(IMAGE, lut("viridis"), (2, 597))  # the percentiles, which are pixels
    for row, line in zip(range(6, 9), w.inspector.shown["cells"], strict=True):
        for col, (_, color, ink, _) in zip(range(10, 13), line, strict=True):
            assert color == "rgb({},{},{})".format(*table[row, col, :3])
            assert ink in ("white", "black")


def click(w, row, col):
    drag(w.canvas, w.picture.axes.transData.transform((col, row)))


def test_a_click_marks_and_arrows_move_the_marked_pixel(w):
    click(w, 3.3, 4.6)
    assert (w.row, w.col) == (3, 5)
    for key, place in (
        ("ArrowUp", (2, 5)),
        ("ArrowLeft", (2, 4)),
        ("ArrowDown", (3, 4)),
        ("ArrowRight", (3, 5)),
    ):
        w.press(key)
        assert (w.row, w.col) == place
    w.set(row=0, col=0)
    w.press("ArrowUp")
    assert (w.row, w.col) == (0, 0)
    assert w.undo()
    view = w.picture.view
    w.press("Shift+ArrowRight")
    assert w.picture.view[0][1] > view[0][1]
    assert (w.row, w.col) == (3, 5)


def test_a_drag_moves_the_picture_and_marks_nothing(w):
    w.look_at(((4, 4), (12, 16)))
    (x, y), (dx, dy) = w.picture.axes.transData.transform((8, 8)), (60, 40)
    before = w.picture.view
    drag(w.canvas, (x, y), (x + dx, y + dy))
    assert w.picture.axes.transData.transform((8, 8)) == pytest.approx((x + dx, y + dy), abs=0.5)
    assert (w.row, w.col) == (7, 11)
    assert w.picture.view != before


def test_the_view_follows_the_marked_pixel(w):
    w.look_at(((0, 0), (6, 8)))
    for place in ((19, 29), (0, 0), (10, 29), (12, 3)):
        w.set(row=place[0], col=place[1])
        (row0, col0), (row1, col1) = w.picture.seen
        assert row0 - 1e-6 <= place[0] <= row1 - 1 + 1e-6
        assert col0 - 1e-6 <= place[1] <= col1 - 1 + 1e-6
        assert row1 - row0 < 12
    seen = w.picture.seen
    w.row = 11  # in view: stays
    assert w.picture.seen == seen


def test_ticks_stand_at_the_middles_of_pixels_on_any_side(w):
    w.look_at(((2, 3), (9, 12)))
    for sides in (("left", "bottom"), ("right", "top")):
        w.set(row_side=sides[0], col_side=sides[1])
        w.png()
        box = w.picture.axes.bbox
        for ticks, axis in ((w.picture.drawn.rows, 1), (w.picture.drawn.cols, 0)):
            assert ticks.side == sides[1 - axis]
            assert len(ticks.names) >= 7
            for place, name in zip(ticks.places, ticks.names, strict=True):
                at = w.picture.axes.transData.transform((int(name), int(name)))[axis]
                assert box.min[axis] + place * box.size[axis] == pytest.approx(at, abs=0.01)


def test_names_are_shown_shortened_and_said():
    names = [f"a name that is rather long {k}" for k in range(20)]
    with nb.PixelExplorer(IMAGE, row_names=names, col_names={3: "three", 7: "$x$"}, row=2, col=3) as w:
        w.png()
        assert set(w.picture.drawn.cols.names) == {"three", "$x$"}
        assert all(name.endswith("…") for name in w.picture.drawn.rows.names)
        assert head(w) == f"marked: row 2 ({names[2]}), col 3 (three)"
        assert w.picture.describe(2, 3) == f"row 2 ({names[2]}), col 3 (three): value 63"
        assert w.inspector.shown["cols"] == ["1", "2", "three", "4", "5"]
        with pytest.raises(ValueError, match="row_names must have one name for each of 3, got 20"):
            w.image = np.zeros((3, 9))
        assert w.image is IMAGE
    with pytest.raises(ValueError, match="col_names must have one name for each of 30, got 1"):
        nb.PixelExplorer(IMAGE, col_names=["a"])


def test_values_and_grid_are_switched(w):
    w.look_at(((2, 3), (9, 12)))
    both = pixels(w)
    w.values = False
    lines = pixels(w)
    w.grid = False
    plain = pixels(w)
    assert (both != lines).any()
    assert (lines != plain).any()
    w.set(values=True, grid=True)
    assert np.array_equal(pixels(w), both)
    w.fmt = ".2e"
    assert (pixels(w) != both).any()
    assert w.inspector.shown["cells"][0][0][0] == "1.90e2"


def test_formats_must_suit_the_values(w):
    with pytest.raises(ValueError, match="fmt must suit values of type int64, got 'no'"):
        w.fmt = "no"
    with pytest.raises(ValueError, match="fmt must be 'auto' or a format"):
        w.fmt = 3
    w.fmt = "d"
    w.image = IMAGE / 7  # no whole numbers: the format is dropped
    assert w.fmt == "auto"
    assert w.inspector.shown["cells"][1][1][0] == "31.6"


def test_the_size_is_odd(w):
    for wrong in (2, 4, 16, 0, 17):
        with pytest.raises(ValueError, match="size must be"):
            w.size = wrong
    w.steer("size", 4)
    assert "size must be odd" in w.shell.message
    assert w.size == 3


@pytest.mark.parametrize("axis", [0, -1])
def test_colour_pictures(axis):
    picture = RANDOM.integers(0, 255, (12, 15, 3), dtype=np.uint8)
    with nb.PixelExplorer(np.moveaxis(picture, -1, axis), channel_axis=axis, row=4, col=5) as w:
        assert np.array_equal(w.rgba(marks=False)[..., :3], picture)
        assert w.result.value == tuple(picture[4, 5].tolist())
        assert w.inspector.shown["cells"][2][2][:2] == (
            "\n".join(map(str, picture[4, 5])), "rgb({},{},{})".format(*picture[4, 5])
        )  # fmt: skip
        w.png()
        space = {"image": np.moveaxis(picture, -1, axis)}
        exec(w.code(), space)
        assert np.array_equal(space["result"].array, w.result.array)


def test_bad_pixels_are_said():
    image = IMAGE / 1.0
    image[7, 11] = np.nan
    image = np.ma.masked_array(image, IMAGE == 190)
    with nb.PixelExplorer(image, row=7, col=11) as w:
        assert w.inspector.shown["numbers"].startswith("5 x 5 px, 2 bad left out")
        assert ", 2 bad pixels" in w.status()
        cells = w.inspector.shown["cells"]
        assert (cells[2][2][0], cells[1][1][0]) == ("NaN", "--")
        assert w.picture.describe(6, 10) == "row 6, col 10: value masked"


def test_rgba_with_marks_has_a_frame_around_the_window(w):
    plain, marked = w.rgba(marks=False), w.rgba()
    assert np.array_equal(plain, shade(IMAGE, lut("viridis"), (2, 597)))
    changed = (plain != marked).any(axis=2)
    assert not changed[6:9, 10:13].any()
    assert changed[5, 9:14].all()
    assert changed[5:10, 9].all()


def test_a_large_image_is_not_copied():
    image = np.zeros((3000, 3000), np.float32)
    with nb.PixelExplorer(image) as w:
        assert np.shares_memory(w.data.values, image)
        w.look_at(((100, 100), (110, 112)))
        w.png()
        assert w.picture.drawn.rows.names[:3] == ["99", "100", "101"]
    with pytest.raises(ValueError, match="roi must have row0 < row1"):
        w.look_at(((3, 3), (3, 5)))


@pytest.mark.parametrize(("bad", "share"), [(False, 0.25), (True, 0.5)])
def test_memory_beyond_the_image(bad, share):
    image = RANDOM.random((2000, 2000))
    if bad:
        image[3, 3] = np.nan
    tracemalloc.start()
    try:
        with nb.PixelExplorer(image) as w:
            w.png()
            w.look_at(((0, 0), (13, 15)))
            w.cmap = "magma"
            w.png()
            held, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < share * image.nbytes + 4e6  # and a few pictures of the screen
    assert peak < 0.75 * image.nbytes
