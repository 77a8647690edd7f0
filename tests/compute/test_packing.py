"""Packed images do not overlap, keep their order, hug their places and stand on their lines."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nbtools.compute.sheet import packing
from nbtools.compute.sheet.packing import break_lines, in_box, on_screen, pack, ratio, scaled, squarish

sizes = st.lists(st.tuples(st.integers(1, 90), st.integers(1, 90)), min_size=1, max_size=14)


@st.composite
def packed(draw):
    """Sizes, how they are packed, and the packing."""
    shapes = draw(sizes)
    how = {
        "gap": draw(st.integers(0, 9)),
        "align": draw(st.sampled_from(packing.ALIGNS)),
        "title": draw(st.integers(0, 14)),
        "cells": draw(st.lists(st.integers(0, 60), min_size=len(shapes), max_size=len(shapes))),
        "grid": draw(st.booleans()),
        "footer": draw(st.integers(0, 30)),
        "least": draw(st.integers(0, 200)),
    }
    order = draw(st.permutations(range(len(shapes))))
    columns = draw(st.none() | st.integers(1, 7))
    cells = np.maximum([w for _, w in shapes], how["cells"]).tolist()
    lines = break_lines(cells, order, columns=columns, width=draw(st.integers(1, 400)), gap=how["gap"])
    return shapes, order, columns, how, pack(shapes, lines, **how)


@settings(max_examples=40)
@given(packed())
def test_nothing_overlaps_or_reaches_beyond_the_sheet_and_every_pixel_has_its_place(case):
    shapes, _, _, how, found = case
    taken = np.zeros(found.shape, int)
    for (row, col, height, width), size in zip(found.boxes.tolist(), shapes, strict=True):
        assert (height, width) == size
        assert min(row, col) >= how["gap"]
        assert col + width <= found.shape[1] - how["gap"]
        assert row + height <= found.shape[0] - how["gap"] - how["footer"]
        taken[row : row + height, col : col + width] += 1
    for row, col, height, width in found.titles.tolist():
        assert min(row, col) >= how["gap"]
        taken[row : row + height, col : col + width] += 1
    assert taken.max() == 1
    assert taken.sum() == sum(h * w for h, w in shapes) + how["title"] * found.titles[:, 3].sum()
    assert found.shape[1] >= how["least"]
    assert not taken[found.shape[0] - how["footer"] :].any()


@settings(max_examples=40)
@given(packed())
def test_the_order_is_kept_and_images_stand_on_their_line(case):
    _, order, columns, how, found = case
    assert list(itertools.chain(*found.lines)) == list(order)
    if columns is not None:
        assert all(len(line) == columns for line in found.lines[:-1])
    below = 0
    for line in found.lines:
        boxes = found.boxes[list(line)]
        top, bottom = boxes[:, 0], boxes[:, 0] + boxes[:, 2]
        assert (np.diff(boxes[:, 1]) > 0).all()
        assert top.min() >= below + how["gap"]
        if how["align"] == "baseline":
            assert len(set(bottom.tolist())) == 1
        elif how["align"] == "top":
            assert len(set(top.tolist())) == 1
        else:
            assert np.ptp(top + bottom) <= 1  # middles half a pixel apart at most
        below = bottom.max()


@settings(max_examples=40)
@given(packed())
def test_titles_touch_their_images_and_images_are_in_the_middle_of_their_cells(case):
    _, _, _, how, found = case
    for (row, col, height, width), (above, left, _, cell) in zip(
        found.boxes.tolist(), found.titles.tolist(), strict=True
    ):
        assert above == (row - how["title"] if how["align"] == "top" else row + height)
        assert 0 <= left + cell - (col + width) - (col - left) <= 1
    if how["grid"]:
        for column in itertools.zip_longest(*found.lines):
            assert len({int(found.titles[k, 1]) for k in column if k is not None}) == 1


@given(sizes, st.integers(0, 9), st.integers(1, 300))
def test_a_row_is_broken_only_where_the_next_image_does_not_fit(shapes, gap, width):
    widths = [w for _, w in shapes]
    lines = break_lines(widths, range(len(widths)), width=width, gap=gap)
    for k, line in enumerate(lines):
        used = sum(widths[i] for i in line) + gap * (len(line) - 1)
        assert used <= width or len(line) == 1
        if k + 1 < len(lines):
            assert used + gap + widths[lines[k + 1][0]] > width


@given(sizes, st.integers(0, 9), st.integers(0, 12))
def test_a_squarish_sheet_is_as_narrow_as_its_shape_allows(shapes, gap, title):
    order, widths = range(len(shapes)), [w for _, w in shapes]
    width = squarish(shapes, order, gap=gap, title=title, aspect=1.0)
    assert max(widths) <= width <= sum(widths) + gap * (len(widths) - 1)

    def height(width):
        lines = break_lines(widths, order, width=width, gap=gap)
        return sum(max(shapes[k][0] for k in line) + gap + title for line in lines) - gap

    assert height(width) <= width or width == sum(widths) + gap * (len(widths) - 1)
    assert width == max(widths) or height(width - 1) > width - 1


@given(st.integers(1, 99), st.integers(1, 99), st.sampled_from(packing.SCALES))
def test_a_scaled_image_has_whole_blocks_of_pixels(rows, cols, scale):
    found = scaled((rows, cols), scale)
    times, block = ratio(scale)
    assert min(times, block) == 1
    assert times / block == scale
    for size, is_ in zip((rows, cols), found, strict=True):
        assert is_ == times * len(range(0, size, block))


@pytest.mark.parametrize("pixels", [1, 1.1, 1.25, 1.5, 2, 3])
@pytest.mark.parametrize("scale", packing.SCALES)
def test_on_any_screen_pixels_stay_whole_and_about_as_large(scale, pixels):
    found = on_screen(scale, pixels)
    ratio(found)
    assert 0.66 <= found / (scale * pixels) <= 1.5
    assert found == scale * pixels or pixels not in (1, 2)


@pytest.mark.parametrize("scale", [0, -1, 1.5, 1 / 3, np.nan, np.inf, True, "2", 0.3])
def test_a_scale_that_would_give_pixels_of_two_sizes_is_refused(scale):
    with pytest.raises((TypeError, ValueError), match=r"scale must be .*got"):
        ratio(scale)


def test_a_wrong_alignment_is_named():
    with pytest.raises(ValueError, match="align must be one of 'baseline', 'center', 'top', got 'left'"):
        pack([(2, 3)], ((0,),), align="left")


def test_the_image_at_a_place():
    boxes = pack([(5, 4), (3, 8)], ((0, 1),), gap=2).boxes
    for row, col in itertools.product(range(9), range(18)):
        wanted = [k for k, (r, c, h, w) in enumerate(boxes.tolist()) if r <= row < r + h and c <= col < c + w]
        assert in_box(boxes, row, col) == (wanted[0] if wanted else None)
