"""A contact sheet shows every pixel of every image exactly so often, in its colour, and nothing else there."""

import dataclasses
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import nbtools as nb
from nbtools.compute.color.colormaps import lut
from nbtools.compute.sheet.collection import read_images
from nbtools.compute.sheet.packing import scaled
from nbtools.draw.marks.captions import caption, fitted, measured, told_apart
from nbtools.draw.sheet.contact_sheet import arranged, contact_sheet
from nbtools.draw.sheet.tiles import FOOTER, PAPER, Tiles, bar_of, packed, paint_images, paint_titles, put

RNG = np.random.default_rng(3)
PHOTO = RNG.integers(0, 256, (14, 9, 3)).astype(np.uint8)
IMAGES = {
    "float": RNG.normal(5, 2, (12, 17)),
    "big-endian": RNG.integers(0, 999, (20, 7)).astype(">u2"),
    "nan": np.where(RNG.random((9, 9)) < 0.2, np.nan, RNG.normal(4, 3, (9, 9))),
    "inf": np.where(RNG.random((7, 8)) < 0.2, np.inf, 3.0),
    "masked": np.ma.masked_less(RNG.normal(5, 2, (6, 11)), 4),
    "photo": PHOTO,
    "rgba": np.dstack([PHOTO, PHOTO[..., :1]]),
    "float photo": (PHOTO / 255).astype(np.float32),
    "bool": RNG.random((5, 6)) < 0.5,
    "strided": RNG.normal(5, 2, (22, 30))[::2, ::-3],
    "constant": np.full((8, 3), 7, np.int8),
    "one": np.array([[2.5]]),
}


def expected(image, limits, cmap="viridis"):
    """The pixels of an image by the function for single ones."""
    if np.ndim(image) == 3:
        return nb.to_rgba(image)
    return nb.to_rgba(image, cmap, *limits)


def blocks(image, size):
    """Mean over blocks by loops, bad pixels left out."""
    rows, cols = -(-image.shape[0] // size), -(-image.shape[1] // size)
    found = np.full((rows, cols), np.nan)
    values = np.ma.masked_invalid(np.ma.asarray(image, np.float64))
    for i in range(rows):
        for j in range(cols):
            part = values[i * size : (i + 1) * size, j * size : (j + 1) * size].compressed()
            if part.size:
                found[i, j] = part.mean()
    return found


@pytest.mark.parametrize("limits", ["shared", "own"])
@pytest.mark.parametrize("scale", [1, 2, 5])
def test_each_image_is_there_block_by_block_in_its_colours(scale, limits):
    before = {name: np.array(image, copy=True) for name, image in IMAGES.items()}
    sheet = contact_sheet(IMAGES, scale=scale, limits=limits, cmap="magma", pixel_size=1, unit="nm")
    rest = np.ones(sheet.shape, bool)
    for image, (row, col, height, width), ends in zip(
        IMAGES.values(), sheet.boxes.tolist(), sheet.limits, strict=True
    ):
        wanted = np.kron(expected(image, ends, "magma"), np.ones((scale, scale, 1), np.uint8))
        np.testing.assert_array_equal(sheet.rgba[row : row + height, col : col + width], wanted)
        rest[row : row + height, col : col + width] = False
    assert (sheet.rgba[rest, 3] == 255).all()
    assert (np.ptp(sheet.rgba[rest, :3], axis=1) == 0).all()  # white, and grey letters and lines
    for name, image in IMAGES.items():
        np.testing.assert_array_equal(np.array(image), before[name])


@pytest.mark.parametrize("block", [2, 4, 8])
def test_below_one_pixels_are_means_of_blocks(block):
    sheet = contact_sheet(IMAGES, scale=1 / block)
    for name, (row, col, height, width), ends in zip(IMAGES, sheet.boxes.tolist(), sheet.limits, strict=True):
        image = IMAGES[name]
        assert (height, width) == scaled(np.shape(image)[:2], 1 / block)
        found = sheet.rgba[row : row + height, col : col + width].astype(int)
        if np.ndim(image) == 2:
            wanted = nb.to_rgba(blocks(image, block), "viridis", *ends).astype(int)
            assert np.abs(found - wanted).max() <= 3  # neighbours in the table of colours: means in float32
        elif name != "rgba":
            wanted = np.dstack([blocks(nb.to_rgba(image)[..., k], block) for k in range(4)])
            assert np.abs(found - wanted).max() <= 0.5001


def test_means_of_colours_count_by_their_alpha():
    photo = np.zeros((2, 4, 4), np.uint8)
    photo[0, 0], photo[1, 1] = (200, 100, 50, 255), (100, 0, 0, 127)
    sheet = contact_sheet([photo], scale=1 / 2, show_titles=False)
    row, col = sheet.boxes[0, :2]
    red = (200 * 255 + 100 * 127) / (255 + 127)
    np.testing.assert_array_equal(sheet.rgba[row, col, [0, 3]], [round(red), round((255 + 127) / 4)])
    np.testing.assert_array_equal(sheet.rgba[row, col + 1], 0)


@pytest.mark.parametrize("strip", [1, 100, 1 << 18])
def test_means_of_colours_are_those_of_loops_however_many_at_a_time(monkeypatch, strip):
    monkeypatch.setattr("nbtools.draw.sheet.tiles._STRIP", strip)
    photo = RNG.integers(0, 256, (30, 21, 4)).astype(np.uint8)
    found = Tiles(read_images([photo])).colors(0, 4, (slice(None), slice(None)), lut("gray"), (0, 1))
    assert found.shape == (8, 6)
    for i, j in np.ndindex(found.shape):
        part = photo[4 * i : 4 * i + 4, 4 * j : 4 * j + 4].reshape(-1, 4).astype(float)
        wanted = [*np.average(part[:, :3], axis=0, weights=part[:, 3]), part[:, 3].mean()]
        assert np.abs(found[i, j : j + 1].view(np.uint8) - wanted).max() <= 0.5001


@pytest.mark.parametrize("top", range(-9, 10))
@pytest.mark.parametrize("left", range(-9, 10))
def test_what_is_laid_on_a_canvas_is_cut_off_on_all_sides(top, left):
    canvas, stamp = np.zeros((4, 5), np.uint32), np.arange(1, 13, dtype=np.uint32).reshape(4, 3)
    whole = np.zeros((24, 25), np.uint32)
    whole[10 + top : 14 + top, 10 + left : 13 + left] = stamp
    put(canvas, stamp, top, left)
    assert np.array_equal(canvas, whole[10:14, 10:15])


@settings(max_examples=60)
@given(
    st.integers(-40, 260),
    st.integers(-40, 260),
    st.integers(1, 200),
    st.integers(1, 200),
    st.sampled_from([0.25, 0.5, 1.0, 3.0]),
    st.integers(0, 3),
)
def test_any_window_of_a_sheet_is_that_part_of_it(row, col, rows, cols, scale, gap):
    images = read_images(IMAGES)
    packing = arranged(images, scale, gap=gap)
    tiles, table, limits = Tiles(images), lut("viridis"), images.limits()

    def painted(origin, shape):
        canvas = np.full(shape, packed(PAPER.blank), np.uint32)
        paint_images(canvas, origin, tiles, packing.boxes, scale, table, limits, frame=1)
        paint_titles(canvas, origin, images.titles, packing)
        return canvas

    whole = np.pad(painted((0, 0), packing.shape), 500, constant_values=packed(PAPER.blank))
    part = whole[500 + row : 500 + row + rows, 500 + col : 500 + col + cols]
    if gap:
        np.testing.assert_array_equal(painted((row, col), (rows, cols))[: len(part), : part.shape[1]], part)


@pytest.mark.parametrize("room", [0, 150, 1 << 20])  # no image, some of them, all of them are kept
def test_kept_colours_are_those_of_table_limits_and_window(monkeypatch, room):
    monkeypatch.setattr("nbtools.draw.sheet.tiles._KEEP", room)
    collection = read_images(IMAGES)
    tiles, tables = Tiles(collection), {name: lut(name) for name in ("gray", "magma")}
    windows = (slice(0, 5), slice(0, 3)), (slice(1, 6), slice(0, 3)), (slice(0, 5), slice(1, 3))
    for name, limits in [("gray", (0, 9)), ("magma", (0, 9)), ("magma", (2, 7)), ("gray", (0, 9))] * 2:
        for number, image in enumerate(IMAGES.values()):
            for window in windows:
                found = tiles.colors(number, 1, window, tables[name], limits)
                wanted = expected(image, limits, name)[window]
                np.testing.assert_array_equal(found[..., None].view(np.uint8), wanted)


def test_images_that_touch_keep_all_their_pixels():
    first, second = np.zeros((4, 5)), np.ones((4, 6))
    sheet = contact_sheet(
        [first, second], scale=2, gap=0, columns=2, show_titles=False, cmap="gray", percentiles=(0, 100)
    )
    assert sheet.shape == (8, 22)
    np.testing.assert_array_equal(
        sheet.rgba[..., 0], np.kron(np.hstack([first, second]) * 255, np.ones((2, 2)))
    )


def test_frames_hug_the_images():
    sheet = contact_sheet([np.zeros((4, 5)), np.zeros((9, 2))], scale=3, show_titles=False)
    lines = (sheet.rgba[..., 0] == 179).astype(int)
    wanted = np.zeros_like(lines)
    for row, col, height, width in sheet.boxes.tolist():
        wanted[row - 1 : row + height + 1, col - 1 : col + width + 1] = 1
        wanted[row : row + height, col : col + width] = 0
    np.testing.assert_array_equal(lines, wanted)
    bare = sheet.painted(marks=False)
    assert bare.shape == sheet.rgba.shape
    assert not (bare[..., 0] == 179).any()


def test_titles_are_literal_and_stay_in_their_room():
    titles = [r"$\frac{", "<img src=x>", "a\nb", "漢字 \0", "x" * 500, ""]
    images = [np.zeros((4, 5 + k)) for k in range(len(titles))]
    sheet = contact_sheet(images, titles, columns=2)
    free = np.ones(sheet.shape, bool)
    for row, col, height, width in (*sheet.packing.titles.tolist(), *sheet.boxes.tolist()):
        free[max(row - 1, 0) : row + height + 1, col - 1 : col + width + 1] = False
    assert (sheet.rgba[free] == 255).all()
    for k, (row, col, height, width) in enumerate(sheet.packing.titles.tolist()):
        ink = sheet.rgba[row + 1 : row + height, col : col + width, 0] < 128
        assert ink.any() == bool(titles[k])
    assert measured(fitted("x" * 500, 11, 110), 11) <= 110
    assert caption(r"$\alpha$", 11, 99).shape[1] > caption("α", 11, 99).shape[1]
    plain = contact_sheet(images, titles, columns=2, show_titles=False)
    assert plain.shape[0] < sheet.shape[0]


@pytest.mark.parametrize("room", [20, 45, 80, 110])
def test_long_titles_keep_their_ends(room):
    name = "experiment_2024-03-05_cell_0042.tif"
    head, tail = fitted(name, 11, room).split("…")
    assert name.startswith(head)
    assert name.endswith(tail)
    assert len(tail) > len(head)
    assert measured(f"{head}…{tail}", 11) <= room
    longer = [
        f"{name[:a]}…{name[-b:]}" for a in (len(head), len(head) + 1) for b in (len(tail) + 1, len(tail) + 2)
    ]
    assert measured(longer[-1], 11) > room  # no room is lost


@pytest.mark.parametrize(
    ("names", "cores"),
    [
        (["run_010_a.tif", "run_019_a.tif"], ["…010…", "…019…"]),
        (["10.tif", "20.tif", "3.tif"], ["10…", "20…", "3…"]),
        (["aa", "aaa"], ["aa", "aaa"]),
        (["cat", "dog"], ["cat", "dog"]),
        (["same", "same"], ["same", "same"]),
        (["one"], ["one"]),
        ([], []),
    ],
)
def test_titles_are_told_apart_by_what_they_do_not_share(names, cores):
    assert list(told_apart(tuple(names))) == cores


def test_titles_do_not_decide_how_many_images_are_in_a_row():
    images = [np.zeros((30, 100))] * 12
    names = [f"a_very_long_name_of_experiment_{k:03d}.tif" for k in range(12)]
    plain, titled = (contact_sheet(images, names, width=546, show_titles=yes) for yes in (False, True))
    assert plain.packing.lines == titled.packing.lines
    small = contact_sheet([image[:, :20] for image in images], names, width=546)
    assert len(small.packing.lines) == 2
    assert small.packing.titles[:, 3].max() <= 80


@pytest.mark.parametrize(
    ("scale", "pixel_size", "width"), [(1, 0.25, 300), (3, 0.25, 300), (0.5, 2.0, 400), (2, 1e-3, 90)]
)
def test_the_scale_bar_is_as_long_as_it_says(scale, pixel_size, width):
    image = np.zeros((30, int(width / scale)))
    sheet = contact_sheet([image], scale=scale, pixel_size=pixel_size, unit="µm", show_titles=False, gap=8)
    strip = sheet.rgba[-FOOTER:, :, 0]
    length, pixels = bar_of(sheet.shape[1], pixel_size, scale)
    assert (strip[-7:-4] == 51).sum(axis=1).tolist() == [pixels] * 3  # below the letters
    assert pixels == round(length / pixel_size * scale)
    assert pixels <= sheet.shape[1] / 4 + 1
    assert f"{length:g}".strip("0.")[:1] in "125"


def test_the_table_says_what_each_image_is_and_where():
    sheet = contact_sheet(IMAGES, scale=2, pixel_size=0.5, unit="µm")
    table = sheet.table
    assert list(table.title) == list(IMAGES)
    assert table.image.tolist() == list(range(len(IMAGES)))
    np.testing.assert_array_equal(table[["rows", "cols"]], [np.shape(image)[:2] for image in IMAGES.values()])
    np.testing.assert_array_equal(table[["height", "width"]], table[["rows", "cols"]] * 0.5)
    np.testing.assert_array_equal(table[["row", "col", "box_height", "box_width"]], sheet.boxes)
    assert table["mean_value"][0] == IMAGES["float"].mean()
    assert contact_sheet(IMAGES).table[["height", "width"]].isna().all(axis=None)


def test_the_file_holds_the_sheet(tmp_path):
    sheet = contact_sheet(IMAGES, scale=3)
    path = sheet.save_png(tmp_path / "a.png")
    with Image.open(io.BytesIO(path.read_bytes())) as picture:
        np.testing.assert_array_equal(np.asarray(picture.convert("RGBA")), sheet.rgba)
    with pytest.raises(FileExistsError):
        sheet.save_png(tmp_path / "a.png")


def test_given_limits_are_those_of_all():
    sheet = contact_sheet([np.eye(3), np.ones((2, 2))], vmin=-1, vmax=3)
    assert sheet.limits == ((-1.0, 3.0),) * 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        sheet.scale = 3


def test_the_width_is_filled_and_columns_are_kept():
    images = [np.zeros((10, 20))] * 12
    narrow = contact_sheet(images, width=100, show_titles=False)
    assert narrow.shape[1] <= 100
    assert [len(line) for line in narrow.packing.lines] == [3, 3, 3, 3]
    assert [len(line) for line in contact_sheet(images, columns=5).packing.lines] == [5, 5, 2]


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"scale": 1.5}, "scale must be a whole number of pixels, or 1/2"),
        ({"columns": 0}, "columns must be a whole number between 1 and 1000000, got 0"),
        ({"width": -5}, "width must be a whole number between 1 and 1000000"),
        ({"gap": -1}, "gap must be a whole number between 0 and 1000000 px, got -1"),
        ({"align": "left"}, "align must be one of 'baseline'"),
        ({"order": "size"}, "order must be one of 'given'"),
        ({"limits": "common"}, "limits must be 'shared' or 'own'"),
        ({"percentiles": (9, 3)}, r"percentiles must be a pair \(low, high\) with 0"),
        ({"vmin": 1e9}, "vmin must be <= vmax"),
        ({"vmin": 1, "vmax": 0}, "vmin must be <= vmax"),
        ({"cmap": "greyish"}, "cmap must be a colormap"),
        ({"pixel_size": 2}, "unit must be a text when there is a pixel_size"),
        ({"unit": "µm"}, "pixel_size must be given with a unit"),
        ({"pixel_size": -2, "unit": "µm"}, "pixel_size must be > 0 µm, got -2"),
        ({"titles": ["a", "b"]}, "titles must be as many as the images, 1, got 2"),
    ],
)
def test_wrong_arguments_are_named(how, message):
    with pytest.raises(ValueError, match=message):
        contact_sheet([np.zeros((3, 3))], **how)
