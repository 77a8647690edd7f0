"""A part of a sheet on axes: what stays in view at another scale, and what is said of it."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import nbtools as nb
from nbtools.compute.color.colormaps import lut
from nbtools.compute.sheet.collection import read_images
from nbtools.compute.sheet.packing import SCALES
from nbtools.draw.sheet.on_axes import SheetOnAxes

IMAGES = {
    "a": np.arange(1200.0).reshape(30, 40),
    "b": np.zeros((20, 60, 3), np.uint8),
    "c": np.ones((40, 30)),
}
TABLE = lut("gray")


def sheet(scale, images=IMAGES, **how):
    return nb.contact_sheet(images, scale=scale, columns=2, vmin=0, vmax=9, **how)


@pytest.fixture
def drawn():
    figure = Figure((2, 1), dpi=100)
    FigureCanvasAgg(figure)
    found = SheetOnAxes(figure.add_axes((0, 0, 1, 1)), sheet(4))
    found.show(sheet(4), TABLE, -1)
    return found


def middle(drawn):
    return drawn.at(*np.mean(drawn.view, axis=0))


def test_what_is_in_the_middle_stays_there_at_another_scale(drawn):
    drawn.go(40, 30)
    number, rows, cols = middle(drawn)
    drawn.show(sheet(8), TABLE, -1)
    assert drawn.scale == 8
    found, row, col = middle(drawn)
    assert found == number
    assert abs(row.start - rows.start) <= 1
    assert abs(col.start - cols.start) <= 1


def test_a_place_that_is_held_stays_where_it_is_until_it_is_let_go(drawn):
    drawn.go(40, 30)
    place = 60.5, 50.5
    there = place[0] - drawn.origin[0], place[1] - drawn.origin[1]
    before = drawn.at(*place)
    assert drawn.next_scale(+1, *place) == 5
    drawn.show(sheet(5), TABLE, -1)
    after = drawn.at(drawn.origin[0] + there[0], drawn.origin[1] + there[1])
    assert after[0] == before[0]
    assert abs(after[1].start - before[1].start) <= 1
    assert abs(after[2].start - before[2].start) <= 1
    drawn.let_go()
    assert drawn._held is None


def test_there_is_no_scale_beyond_the_first_and_the_last(drawn):
    for scale, by in ((SCALES[-1], +1), (SCALES[0], -1)):
        drawn.show(sheet(scale), TABLE, -1)
        assert drawn.next_scale(by, None, None) is None


def test_a_view_of_the_same_size_is_moved_to(drawn):
    (row0, col0), (row1, col1) = drawn.view
    assert drawn.look(((row0 + 10, col0 + 5), (row1 + 10, col1 + 5))) is None
    assert drawn.origin == (row0 + 10, col0 + 5)
    assert drawn.look(((9, 9), (9, 20))) is None  # nothing
    assert drawn.origin == (row0 + 10, col0 + 5)


def test_a_view_of_another_size_wants_the_largest_scale_that_shows_it(drawn):
    (row0, col0), (row1, col1) = drawn.view
    assert drawn.look(((row0, col0), (row0 + (row1 - row0) / 2, col0 + (col1 - col0) / 2))) == 8
    assert drawn.look(((row0, col0), (row0 + (row1 - row0) / 2, col1))) is None  # as wide as now
    assert drawn.look(((row0, col0), (row0 + 100 * (row1 - row0), col1))) == 1 / 8


def test_a_sheet_is_told_in_words(drawn):
    assert drawn.told(own=False) == (
        "3 images of 30 x 40 px, each pixel is 4 x 4 screen pixels, 2 rows, colours from 0 to 9"
    )
    assert drawn.told(own=True).endswith("own limits")
    images = read_images([np.zeros((9, 9, 3), np.uint8), np.zeros((3, 4, 3), np.uint8)], ["x", ""])
    for scale, words in (
        (1, "one screen pixel"),
        (0.25, "1/4 of a screen pixel along each axis (means of blocks)"),
    ):
        drawn.show(sheet(scale, images), TABLE, 1)
        text = f"2 images of 3 x 4 to 9 x 9 px, each pixel is {words}, 1 row, image 1 enlarged: "
        assert drawn.told(own=False).startswith(text)


def test_the_first_image_of_numbers_and_the_order_of_rows():
    images = read_images([IMAGES["b"], IMAGES["a"], IMAGES["c"]])
    assert images.first == 1
    assert read_images([IMAGES["b"]]).first is None
    assert sheet(1, images, order="height").packing.order == [2, 1, 0]
