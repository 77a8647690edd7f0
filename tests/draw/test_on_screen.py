"""A sheet on a screen: what is told of a place is what is painted there, on every kind of screen."""

from dataclasses import replace

import numpy as np
import pytest

from nbtools.compute.color.colormaps import lut
from nbtools.draw.sheet.contact_sheet import contact_sheet
from nbtools.draw.sheet.on_screen import SheetOnScreen
from nbtools.draw.sheet.tiles import PAPER, packed

IMAGES = [
    np.arange(7 * 4).reshape(7, 4),
    np.arange(30, 30 + 5 * 9).reshape(5, 9),
    np.arange(80, 95).reshape(3, 5),
]
TABLE = lut("viridis")  # of limits (0, 255): a colour for each value
PLAIN = TABLE.view(np.uint32).ravel()


def on_screen(pixels, **how):
    sheet = contact_sheet(IMAGES, vmin=0, vmax=255, **{"scale": 3, "columns": 2, "show_titles": False} | how)
    return SheetOnScreen.of(sheet, pixels)


def told(screen, rows, cols, enlarged=None):
    """Ask for the middle of each pixel of the screen: the colour of the value there, 0 for none."""
    found = np.zeros((rows, cols), np.uint32)
    for row, col in np.ndindex(rows, cols):
        here = screen.at((row + 0.5) / screen.pixels, (col + 0.5) / screen.pixels, enlarged)
        if here is not None:
            values = IMAGES[here[0]][here[1], here[2]]
            assert values.size == 1
            found[row, col] = PLAIN[values[0, 0]]
    return found


@pytest.mark.parametrize("pixels", [1.0, 1.25, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("scale", [1, 3])
def test_what_is_told_is_what_is_painted(pixels, scale):
    screen = on_screen(pixels, scale=scale)
    painted = screen.paint(screen.packing.shape, (0, 0), TABLE, None)
    expected = told(screen, *painted.shape)
    assert (painted[expected > 0] == expected[expected > 0]).all()
    times = screen.scale**2
    assert [(expected == PLAIN[k]).sum() for k in (0, 29, 33, 94)] == [times, 0, times, times]


@pytest.mark.parametrize("pixels", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("number", [0, 1, 2])
def test_one_image_is_enlarged_inside_of_the_view(pixels, number):
    screen = on_screen(pixels)
    size = (90.0, 120.0)
    enlarged = screen.enlarge(number, (4.0, 6.0), size)
    row, col, height, width = enlarged.box
    assert (height, width) == tuple(int(enlarged.scale) * side for side in IMAGES[number].shape)
    assert enlarged.scale > screen.scale
    for start, side, first, room in zip((row, col), (height, width), (4.0, 6.0), size, strict=True):
        assert first * pixels <= start
        assert start + side <= (first + room) * pixels
    shape = round(size[0] * pixels), round(size[1] * pixels)
    painted = screen.paint(shape, (4.0, 6.0), TABLE, enlarged)
    part = painted[row - round(4 * pixels) :, col - round(6 * pixels) :][:height, :width]
    large = PLAIN[IMAGES[number].repeat(int(enlarged.scale), 0).repeat(int(enlarged.scale), 1)]
    assert np.array_equal(part, large)
    inside = screen.at((row + height - 0.5) / pixels, (col + 0.5) / pixels, enlarged)
    assert inside == (number, slice(len(IMAGES[number]) - 1, len(IMAGES[number])), slice(0, 1))


def test_a_place_is_found_again_on_another_sheet():
    one, two = on_screen(1.0), on_screen(1.0, scale=8, columns=3, gap=20)
    for number, (row, col) in enumerate([(2, 3), (4, 8), (0, 0)]):
        start, there = one.packing.boxes[number, :2], two.packing.boxes[number, :2]
        found = one.same_place(tuple(start + (np.array([row, col]) + 0.5) * 3), two)
        assert found == pytest.approx(tuple(there + (np.array([row, col]) + 0.5) * 8))
        assert two.at(*found, None) == (number, slice(row, row + 1), slice(col, col + 1))
    assert one.same_place((9, 9), SheetOnScreen.of(contact_sheet(IMAGES[:2]), 1.0)) == (0, 0)


def test_nothing_is_arranged_twice():
    screen = on_screen(2.0)
    assert SheetOnScreen.of(screen.sheet, 2.0, screen) is screen
    recolored = SheetOnScreen.of(replace(screen.sheet, cmap="gray"), 2.0, screen)
    assert recolored.packing is screen.packing
    assert recolored.sheet.cmap == "gray"
    again = SheetOnScreen.of(
        contact_sheet(IMAGES, vmin=0, vmax=9, scale=3, columns=2, show_titles=False), 2.0, screen
    )
    assert again.packing is not screen.packing


def test_blocks_masked_pixels_and_colours_are_told_in_words():
    masked = np.ma.array([[1.0, 2.0, np.nan], [3.0, 4.0, 5.0]], mask=[[True, False, False], [False] * 3])
    photo = np.zeros((2, 2, 3), np.uint8)
    photo[1, 1] = 10, 20, 30
    screen = SheetOnScreen.of(contact_sheet({"a": masked, "b": photo}, scale=1 / 2), 1.0)
    one, all_rows = slice(0, 1), slice(0, 2)
    assert screen.words(0, one, one) == "a, row 0, col 0: masked"
    assert screen.words(0, one, slice(2, 3)) == "a, row 0, col 2: value –"
    assert screen.words(0, all_rows, slice(0, 3)) == "a, rows 0 to 1, cols 0 to 2: mean 3.5"
    assert screen.words(1, slice(1, 2), slice(1, 2)) == "b, row 1, col 1: value 10 20 30"
    assert screen.words(1, all_rows, all_rows) == "b, rows 0 to 1, cols 0 to 1: mean 2.5 5 7.5"
    assert (screen.paint((9, 9), (500, 500), TABLE, None) == packed(PAPER.blank)).all()
