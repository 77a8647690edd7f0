"""ScaleExplorer shows every pixel of every image equally large, says what is where, and keeps its place."""

import io
import tracemalloc

import numpy as np
import pytest
from PIL import Image

import nbtools as nb
from nbtools.compute.sheet.packing import SCALES, on_screen
from nbtools.draw.sheet.tiles import FOOTER
from tests.widgets.mouse import drag, mouse

RNG = np.random.default_rng(11)
START = 4  # the scale with which all of these are in view
PHOTO = RNG.integers(0, 256, (30, 21, 3)).astype(np.uint8)
IMAGES = {
    "noise": RNG.normal(5, 2, (40, 55)),
    "masked": np.ma.masked_less(RNG.normal(5, 2, (33, 20)), 4),
    "nan": np.where(RNG.random((18, 25)) < 0.2, np.nan, 5.0),
    "photo": PHOTO,
    "wide": RNG.integers(0, 9, (12, 90)).astype(">i2"),
}


@pytest.fixture
def w():
    with nb.ScaleExplorer(IMAGES) as widget:
        yield widget


def screen(w):
    return np.asarray(Image.open(io.BytesIO(w.png())).convert("RGB"))


def inside(w):
    """The pixels of the axes."""
    picture, (x0, y0, x1, y1) = screen(w), (int(e + 0.5) for e in w.picture.axes.bbox.extents)
    return picture[len(picture) - y1 : len(picture) - y0, x0:x1]


def colors(w, number, cmap="viridis"):
    """The pixels of an image as they must be seen: bad ones light grey."""
    image = list(IMAGES.values())[number]
    rgba = nb.to_rgba(image) if np.ndim(image) == 3 else nb.to_rgba(image, cmap, *w.result.limits[number])
    return np.where(rgba[..., 3:] == 0, round(0.93 * 255), rgba[..., :3])


def check(w, ratio=1):
    """Hold what is seen of each image on the screen to its pixels; return how many images are seen whole."""
    picture, scale = inside(w), int(on_screen(w.scale, ratio))
    packing = w.picture.drawn.screen.packing
    top, left = (round(edge * ratio) for edge in w.picture.view[0])
    whole = 0
    for number, (row, col, height, width) in enumerate(packing.boxes.tolist()):
        wanted = np.kron(colors(w, number), np.ones((scale, scale, 1)))
        assert wanted.shape[:2] == (height, width)
        r0, c0 = max(top - row, 0), max(left - col, 0)
        seen = picture[
            max(row - top, 0) : max(row - top + height, 0), max(col - left, 0) : max(col - left + width, 0)
        ]
        np.testing.assert_array_equal(seen, wanted[r0 : r0 + seen.shape[0], c0 : c0 + seen.shape[1]])
        whole += seen.shape == wanted.shape
    return whole


def at(w, number, row, col):
    """Where a pixel of an image is on the sheet: (row, col) in px of the page."""
    box = w.picture.drawn.screen.packing.boxes[number]
    scale = on_screen(w.scale, w.canvas.device_pixel_ratio)
    return (box[:2] + (np.array([row, col]) + 0.5) * scale) / w.canvas.device_pixel_ratio


def place(w, row, col):
    """Where a place of the sheet is on the canvas, in display units."""
    return w.picture.axes.transData.transform((col - 0.5, row - 0.5))


def bring(w, row, col):
    """Bring a place of the sheet into the middle of the view."""
    half = np.diff(w.picture.view, axis=0)[0] / 2
    w.picture.view = tuple(map(tuple, (np.subtract((row, col), half), np.add((row, col), half))))


@pytest.mark.parametrize(
    ("kind", "bound"),  # what is kept and what it takes to make it, in sizes of the image
    [("float64", 0.7), ("uint16", 1.4), ("photo", 3.2)],
)
def test_memory_beyond_the_images(kind, bound):
    image = RNG.random((1500, 2000))
    image = (np.dstack([image] * 3) * 255).astype(np.uint8) if kind == "photo" else (image * 99).astype(kind)
    nb.ScaleExplorer([PHOTO]).close()  # what is imported and kept once for all
    tracemalloc.start()
    try:
        with nb.ScaleExplorer([image, image[:300, :400]]) as w:
            w.png()
            w.scale = 1
            w.png()
            peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < bound * image.nbytes + 6e6  # and a few pictures of the screen


@pytest.mark.parametrize("scale", [1, 2, 3, 5, 12, 32])
def test_every_pixel_is_a_square_on_the_screen(w, scale):
    w.scale = scale
    whole = check(w)
    assert whole == len(IMAGES) or scale > START
    w.picture.shift(37, 11)
    check(w)


@pytest.mark.parametrize("ratio", [1.25, 1.5, 2])
@pytest.mark.parametrize("scale", [1, 2, 3])
def test_also_with_several_screen_pixels_for_one_of_the_page(w, scale, ratio):
    w.scale = scale
    w.canvas._set_device_pixel_ratio(ratio)
    w.picture.place()
    check(w, ratio)
    w.picture.shift(13, 5)
    check(w, ratio)


@pytest.mark.parametrize(
    "how", [{"gap": 3}, {"columns": 2}, {"align": "center", "gap": 7}, {"show_titles": False}]
)
def test_with_two_screen_pixels_everything_is_twice_as_large(w, how):
    w.set(scale=3, **how)
    w.canvas._set_device_pixel_ratio(2)
    w.picture.place()
    assert np.array_equal(w.picture.drawn.screen.packing.boxes, 2 * w.result.boxes)
    assert w.picture.shape == w.result.shape
    check(w, 2)


def test_it_starts_with_the_largest_scale_that_shows_all(w):
    def fits(w):
        return all(sheet <= room for sheet, room in zip(w.picture.shape, (468, 546), strict=True))

    assert (w.scale, fits(w)) == (START, True)
    w.scale = START + 1
    assert not fits(w)
    w.picture.home()
    assert w.scale == START
    with nb.ScaleExplorer([np.zeros((9000, 100))]) as tall:
        assert tall.scale == 1 / 8


def test_many_small_images_are_shown_as_large_as_they_are():
    sizes = RNG.integers(20, 91, (45, 2))
    crops = {f"experiment_2024-03-05_cell_{k:04d}.tif": np.ones(size) for k, size in enumerate(sizes)}
    with nb.ScaleExplorer(crops) as w:
        assert w.scale == 1
        assert w.picture.shape[1] <= 546
        row, col = at(w, 7, 3, 4)
        assert w.picture.axes.format_coord(col - 0.5, row - 0.5).startswith(
            "experiment_2024-03-05_cell_0007.tif, row 3"
        )


def resize(w, width, height):
    """As a page does that has another place for the picture."""
    w.canvas._handle_message(w.canvas, {"type": "resize", "width": width, "height": height}, [])


@pytest.mark.parametrize("width", [300, 548, 1000])
def test_rows_are_as_wide_as_the_picture(w, width):
    scale = w.scale
    resize(w, width, 480)
    assert w.picture.shape[1] <= width - 2 or len(w.packing.lines) == len(IMAGES)
    wide = nb.contact_sheet(IMAGES, scale=w.scale, width=width - 2)
    assert np.array_equal(w.result.boxes, wide.boxes)
    assert f"width={width - 2}" in w.code()
    assert (w.scale > scale) == (width > 548)
    assert (w.scale < scale) == (width < 548)
    assert not w.undo()
    assert w.canvas.form[3] == w.picture.shape[0]
    check(w)
    w.scale = 2
    resize(w, 700, 480)
    assert w.scale == 2  # somebody has chosen it


def test_a_given_scale_stays_in_a_picture_of_another_width():
    with nb.ScaleExplorer(IMAGES, scale=START) as w:
        resize(w, 1000, 480)
        assert w.scale == START


def test_the_wheel_takes_the_next_scale_about_the_cursor(w):
    w.set(scale=12, columns=2)
    bring(w, *at(w, 2, 9, 12))
    row, col = np.add(np.mean(w.picture.view, axis=0), (3, -20))
    number, rows, cols = w.picture.drawn.at(row, col)
    before = w.picture.view[0]
    mouse(w.canvas, "scroll", *place(w, row, col), step=1)
    assert w.scale == 13
    mouse(w.canvas, "scroll", 1, 1, step=-3)  # beside the sheet
    there = np.subtract((row, col), before) + w.picture.view[0]  # what is now under the cursor
    found = w.picture.drawn.at(*there)
    assert found[0] == number
    assert abs(found[1].start - rows.start) + abs(found[2].start - cols.start) <= 1
    mouse(w.canvas, "scroll", *place(w, *there), step=-0.5)
    assert w.scale == 13  # half a click of a touchpad
    mouse(w.canvas, "scroll", *place(w, *there), step=-0.5)
    assert w.scale == 12
    check(w)


def test_keys_move_and_scale(w):
    w.press("+")
    assert w.scale == START + 1
    w.scale = 8
    (row0, col0), (row1, _) = w.picture.view
    w.press("ArrowDown")
    assert w.picture.view[0] == pytest.approx((row0 + 0.1 * (row1 - row0), col0), abs=0.51)
    w.press("-")
    assert w.scale == 7
    w.press("0")
    assert w.scale == START
    for _ in range(30):
        w.press("-")
    assert w.scale == SCALES[0]
    for _ in range(40):
        w.press("+")
    assert w.scale == SCALES[-1]
    for key in "nnp":
        w.press(key)
    assert w.enlarged == 0


def test_the_middle_stays_when_the_sheet_is_packed_anew():
    images = [RNG.normal(size=(int(rows), int(cols))) for rows, cols in RNG.integers(35, 60, (30, 2))]
    with nb.ScaleExplorer(images, scale=6, columns=6) as w:
        bring(w, *at(w, 15, 9, 12))
        for change in ({"gap": 20}, {"align": "top"}, {"scale": 8}, {"show_titles": False}, {"scale": 5}):
            w.set(**change)
            number, rows, cols = w.picture.drawn.at(*np.mean(w.picture.view, axis=0))
            assert number == 15
            assert abs(rows.start - 9) + abs(cols.start - 12) <= 1


def test_a_drag_moves_the_sheet_and_a_click_does_not(w):
    w.set(scale=8, columns=2)
    bring(w, *at(w, 2, 9, 12))
    start = w.picture.view[0]
    row, col = np.add(start, (90, 90))
    mouse(w.canvas, "button_press", *place(w, row, col))
    mouse(w.canvas, "motion_notify", *place(w, row - 10, col - 25))
    mouse(w.canvas, "button_release", *place(w, *np.add(w.picture.view[0], (90 - 30, 90 - 9))))
    assert w.enlarged is None
    assert w.picture.view[0] == pytest.approx(np.add(start, (30, 9)), abs=1)
    check(w)


def test_a_click_enlarges_in_place_and_another_one_ends_it(w):
    w.scale = 1
    before = inside(w)
    row, col = at(w, 1, 5, 5)

    def click(row, col):
        drag(w.canvas, place(w, row, col))

    click(row, col)
    assert w.enlarged == 1
    times = int(w.picture.drawn.enlarged_scale)
    assert times * 33 <= len(before) - 28 < (times + 1) * 33  # as large as there is room
    assert f"masked enlarged: {times} x {times} screen pixels" in w.status()
    box = w.picture.drawn.enlarged.box
    top, left = np.subtract(box[:2], w.picture.view[0]).astype(int)
    assert min(top, left) >= 14
    wanted = np.kron(colors(w, 1), np.ones((times, times, 1)))
    assert np.array_equal(inside(w)[top : top + box[2], left : left + box[3]], wanted)
    words = w.picture.describe(box[0] + times * 20, box[1] + times * 3)
    assert words.startswith("masked, row 20, col 3")
    click(row, col)
    assert w.enlarged is None
    assert np.array_equal(inside(w), before)
    click(*np.add(w.picture.view[0], 1))  # beside all images
    assert w.enlarged is None
    assert w.undo()  # the scale: where one looks is no setting
    assert w.scale == START


def test_an_image_that_is_already_large_is_enlarged_all_the_same(w):
    w.scale = 12
    for number in range(len(IMAGES)):
        w.enlarged = number
        assert w.picture.drawn.enlarged_scale > 12
        screen(w)
    w.scale = 32
    assert w.picture.drawn.enlarged_scale == 64


@pytest.mark.parametrize("ratio", [1, 1.5, 2])
def test_words_tell_which_image_and_the_value_from_the_full_data(w, ratio):
    w.canvas._set_device_pixel_ratio(ratio)
    w.picture.place()
    for k, (title, image) in enumerate(IMAGES.items()):
        for row, col in ((0, 0), (7, 11), (np.shape(image)[0] - 1, np.shape(image)[1] - 1)):
            value = image[row, col]
            words = w.picture.axes.format_coord(*(at(w, k, row, col)[::-1] - 0.5))
            said = (
                "masked"
                if value is np.ma.masked
                else "value " + " ".join(f"{v:.6g}" for v in np.atleast_1d(value))
            )
            assert words == f"{title}, row {row}, col {col}: {said}"
    assert w.picture.axes.format_coord(0, 0) == ""


def test_words_below_one_tell_the_mean_of_a_block(w):
    w.scale = 1 / 4
    image = IMAGES["masked"]
    place = w.picture.drawn.screen.packing.boxes[1, :2] + (2.5, 4.5)
    words = w.picture.axes.format_coord(*(place[::-1] - 0.5))
    assert words == f"masked, rows 8 to 11, cols 16 to 19: mean {image[8:12, 16:20].mean():.6g}"
    place = w.picture.drawn.screen.packing.boxes[3, :2] + (7.5, 5.5)
    mean = " ".join(f"{v:.6g}" for v in PHOTO[28:30, 20:21].mean(axis=(0, 1)))
    assert (
        w.picture.axes.format_coord(*(place[::-1] - 0.5))
        == f"photo, rows 28 to 29, cols 20 to 20: mean {mean}"
    )


def test_the_toolbar_pans_and_its_rectangle_chooses_a_scale(w):
    def ask(view):
        (row0, col0), (row1, col1) = view
        w.picture.axes.set_xlim(col0 - 0.5, col1 - 0.5)
        w.picture.axes.set_ylim(row1 - 0.5, row0 - 0.5)

    w.set(scale=8, columns=2)
    bring(w, *at(w, 2, 9, 12))
    before = np.array(w.picture.view)
    ask(np.add(before, (30, 20)))
    assert w.scale == 8
    assert w.picture.view[0] == pytest.approx(np.add(before[0], (30, 20)))
    check(w)
    place = at(w, 0, 20, 40)
    ask((np.subtract(place, (50, 60)), np.add(place, (50, 60))))
    rows, cols = np.diff(before, axis=0)[0]
    assert w.scale == max(s for s in SCALES if s <= 8 * min(rows / 100, cols / 120))
    number, found, _ = w.picture.drawn.at(*np.mean(w.picture.view, axis=0))
    assert number == 0
    assert abs(found.start - 20) <= 1
    check(w)
    w.picture.view = ((0, 0), w.picture.shape)
    assert all(sheet <= room for sheet, room in zip(w.picture.shape, (468, 546), strict=True))


def test_views_can_be_linked(w):
    with nb.ScaleExplorer(IMAGES, scale=8) as other:
        w.scale = 8
        together = nb.link(w, other, "view", "limits")
        w.picture.shift(40, 10)
        assert np.mean(other.picture.view, axis=0) == pytest.approx(np.mean(w.picture.view, axis=0))
        w.limits = (2, 6)
        assert other.color_limits == (2, 6)
        together.unlink()


def test_the_saved_sheet_is_exact_and_leaves_the_enlarged_image_out(w, tmp_path):
    w.set(scale=3, enlarged=2, gap=5, align="top", columns=2, cmap="magma")
    w.save_png(tmp_path / "a.png")
    picture = np.asarray(Image.open(tmp_path / "a.png").convert("RGBA"))
    assert np.array_equal(picture, w.rgba())
    bare = w.rgba(marks=False)
    for image, (row, col, height, width), ends in zip(
        IMAGES.values(), w.result.boxes.tolist(), w.result.limits, strict=True
    ):
        rgba = nb.to_rgba(image) if np.ndim(image) == 3 else nb.to_rgba(image, "magma", *ends)
        for found in (picture, bare):
            part = found[row : row + height, col : col + width]
            assert np.array_equal(part, np.kron(rgba, np.ones((3, 3, 1), np.uint8)))


def test_own_and_given_limits(w):
    assert len(set(w.result.limits) - {(0.0, 1.0)}) == 1
    w.own_limits = True
    assert w.result.limits[2] == (4.5, 5.5)
    assert "own limits" in w.status()
    w.limits = (0, 7)
    assert set(w.result.limits) == {(0.0, 7.0)}
    assert "colours from 0 to 7" in w.status()


def test_titles_of_the_first_images_are_not_those_of_others():
    images = [np.zeros((5, 6)), np.ones((3, 4))]
    with nb.ScaleExplorer(images, ["a", "b"]) as w:
        assert "titles=['a', 'b']" in w.code()
        assert list(w.table().title) == ["a", "b"]
        w.image = [np.zeros((5, 5))] * 3
        assert list(w.table().title) == ["0", "1", "2"]
        assert "titles" not in w.code().replace("show_titles", "")


def test_a_scale_between_the_steps_is_refused(w):
    with pytest.raises(ValueError, match=r"scale must be one of 0\.125, 0\.25, 0\.5, 1, 2, .*, got 1\.5"):
        w.scale = 1.5
    w.steer("scale", 2.5)
    assert "scale must be one of" in w.shell.message
    slider, field = w.shell._controls["scale"].parts
    assert (slider.value, field.value) == (SCALES.index(START), START)
    slider.value = 0
    assert w.scale == 1 / 8
    field.value = 7
    assert (w.scale, slider.value) == (7, SCALES.index(7))


def test_one_scale_bar_stays_in_view():
    image = np.full((300, 300), 3.0)
    with nb.ScaleExplorer([image], pixel_size=0.2, unit="µm", scale=4, cmap="gray") as w:
        for scale in (4, 16, 1 / 2):
            w.scale = scale
            strip = inside(w)[-FOOTER:, :, 0]
            dark = (strip[-7:-4] == 51).sum(axis=1)
            assert len(set(dark.tolist())) == 1
            length = dark[0] / scale * 0.2
            assert float(f"{length:.1g}") == pytest.approx(length, rel=0.03)
            assert str(length)[0] in "125" or f"{length:.1g}"[0] in "125"
    with pytest.raises(ValueError, match="unit must be a text"):
        nb.ScaleExplorer([image], pixel_size=0.2)


def test_errors_name_the_image():
    with pytest.raises(ValueError, match=r"images\['b'\] must have 2 dimensions"):
        nb.ScaleExplorer({"a": np.zeros((2, 2)), "b": np.zeros(3)})
    with pytest.raises(TypeError, match="images must be a list or a dict"):
        nb.ScaleExplorer(np.zeros((5, 5)))
