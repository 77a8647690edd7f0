"""Each way to mix two pictures, pixel by pixel."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nbtools.draw.diff import mixing

BLACK, WHITE = (0, 0, 0, 255), (255, 255, 255, 255)
pictures = hnp.array_shapes(min_dims=2, max_dims=2, max_side=9).flatmap(
    lambda shape: st.tuples(*[hnp.arrays(np.uint8, (*shape, 4))] * 2)
)
masks = hnp.arrays(bool, hnp.array_shapes(min_dims=2, max_dims=2, max_side=9))


def packed(rgba):
    return np.ascontiguousarray(rgba).view(np.uint32)[..., 0]


def bytes_of(pixels):
    return pixels[..., None].view(np.uint8)


def loop(shape, color):
    return np.array([[color(i, j) for j in range(shape[1])] for i in range(shape[0])], np.uint8)


def near(mask, i, j, reach):
    """Say whether a pixel in a square around this one is set."""
    return mask[max(i - reach, 0) : i + reach + 1, max(j - reach, 0) : j + reach + 1].any()


@given(pictures, st.floats(0, 1))
def test_dimmed(both, dim):
    found = bytes_of(mixing.dimmed(packed(both[0]), dim))
    np.testing.assert_allclose(found, both[0] + (255.0 - both[0]) * dim, atol=0.5 + 1e-9)


def test_dimmed_not_at_all_and_wholly():
    pixels = packed(np.array([[BLACK, (1, 2, 3, 255)]], np.uint8))
    np.testing.assert_array_equal(mixing.dimmed(pixels, 0), pixels)
    np.testing.assert_array_equal(bytes_of(mixing.dimmed(pixels, 1)), [[WHITE, WHITE]])


@given(pictures, st.floats(0, 1))
def test_blend(both, share):
    before, after = (each.astype(float) for each in both)
    found = bytes_of(mixing.blend(*map(packed, both), share))
    np.testing.assert_allclose(found, before * (1 - share) + after * share, atol=1.01)
    for end, picture in enumerate(both):
        np.testing.assert_array_equal(bytes_of(mixing.blend(*map(packed, both), end)), picture)


@given(pictures)
def test_magenta_green(both):
    weights = 0.299, 0.587, 0.114, 0
    found = bytes_of(mixing.magenta_green(*map(packed, both))).astype(int)
    np.testing.assert_allclose(found[..., 0], both[0] @ weights, atol=1)
    np.testing.assert_allclose(found[..., 1], both[1] @ weights, atol=1)
    np.testing.assert_array_equal(found[..., 2], found[..., 0])
    assert (found[..., 3] == 255).all()


def test_magenta_green_of_equal_grays_is_that_gray():
    gray = np.arange(256, dtype=np.uint8)[None, :, None].repeat(4, -1)
    gray[..., 3] = 255
    np.testing.assert_array_equal(bytes_of(mixing.magenta_green(packed(gray), packed(gray))), gray)


@given(pictures, st.integers(-5, 15))
def test_curtain(both, column):
    before, after = both
    place = min(max(column, 0), before.shape[1])

    def color(i, j):
        if place - 2 <= j < place:
            return BLACK
        if place <= j < place + 2:
            return WHITE
        return (before if j < place else after)[i, j]

    found = bytes_of(mixing.curtain(packed(before), packed(after), column))
    np.testing.assert_array_equal(found, loop(before.shape, color))


@given(pictures, st.floats(0.5, 5), st.floats(-9, 9), st.floats(0.1, 3))
def test_checkers(both, tile, start, step):
    before, after = both
    rows, cols = (start + step * np.arange(size) for size in before.shape[:2])

    def color(i, j):
        return (after if (np.floor(rows[i] / tile) + np.floor(cols[j] / tile)) % 2 else before)[i, j]

    found = bytes_of(mixing.checkers(packed(before), packed(after), rows, cols, tile))
    np.testing.assert_array_equal(found, loop(before.shape, color))


@given(masks)
def test_spread(mask):
    expected = loop(mask.shape, lambda i, j: near(mask, i, j, 1))
    np.testing.assert_array_equal(mixing.spread(mask), expected)


@given(masks, st.integers(1, 3))
def test_outlined(mask, width):
    """A line on both sides of the border."""
    picture = np.full((*mask.shape, 4), 100, np.uint8)

    def beside(area, i, j):
        lines = area[max(i - width, 0) : i + width + 1, j], area[i, max(j - width, 0) : j + width + 1]
        return any(line.any() for line in lines)

    def color(i, j):
        if mask[i, j]:
            return BLACK if beside(~mask, i, j) else picture[i, j]
        return WHITE if beside(mask, i, j) else picture[i, j]

    found = bytes_of(mixing.outlined(packed(picture), mask, width))
    np.testing.assert_array_equal(found, loop(mask.shape, color))


@pytest.mark.parametrize("fill", [True, False])
def test_what_has_no_border_has_no_outline(fill):
    pixels = np.arange(12, dtype=np.uint32).reshape(3, 4)
    np.testing.assert_array_equal(mixing.outlined(pixels, np.full((3, 4), fill), 2), pixels)


def test_the_pictures_stay_as_they_were():
    pixels = np.random.default_rng(0).integers(0, 2**32, (2, 6, 6), np.uint32)
    pixels.flags.writeable = False
    before = pixels.copy()
    mixing.curtain(*pixels, 3)
    mixing.outlined(pixels[0], np.eye(6, dtype=bool), 1)
    mixing.dimmed(pixels[0], 0.5)
    mixing.blend(*pixels, 0.5)
    mixing.magenta_green(*pixels)
    np.testing.assert_array_equal(pixels, before)


def rings(shape, mask, width):
    """By a loop: which pixels are white and which black."""
    marks = np.argwhere(mask)

    def color(i, j):
        away = np.hypot(*(marks - (i, j)).T).min()
        if mask[i, j] or not 3.5 * width < away <= 5.5 * width:
            return (9, 9, 9, 9)
        return WHITE if away <= 4.5 * width else BLACK

    return loop(shape, color)


@pytest.mark.parametrize("width", [1, 2])
@pytest.mark.parametrize(
    "places", [[(30, 40)], [(0, 0), (99, 119)], [(30, 40), (30, 46), (34, 42)], [(50, 0)]]
)
def test_rings_about_small_areas(places, width):
    mask = np.zeros((100, 120), bool)
    mask[tuple(np.transpose(places))] = True
    mask[70:73, 80:84] = True
    found = bytes_of(mixing.ringed(packed(np.full((*mask.shape, 4), 9, np.uint8)), mask, width))
    np.testing.assert_array_equal(found, rings(mask.shape, mask, width))
    assert (found[mask] == 9).all()


def test_no_rings_where_there_is_nothing_or_much():
    pixels = np.arange(40_000, dtype=np.uint32).reshape(200, 200)
    many = np.zeros(pixels.shape, bool)
    assert mixing.ringed(pixels, many, 1) is pixels
    many[::17, ::17] = True  # 144 rings, with more than a tenth of all pixels
    assert mixing.ringed(pixels, many, 1) is pixels
    many[::9, ::9] = True
    assert mixing.ringed(pixels, many, 1) is pixels
    assert mixing.ringed(pixels, np.ones(pixels.shape, bool), 1) is pixels
