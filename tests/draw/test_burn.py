"""Marks are burnt in where a loop over all pixels finds them."""

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from skimage.segmentation import find_boundaries

from nbtools.draw.marks.burn import burn_circles, burn_outlines
from nbtools.draw.marks.scale_bar import bar_length, burn_scale_bar

SIDES = ((0, 1), (1, 0), (0, -1), (-1, 0))
RED, BLUE = (255, 0, 0, 255), (0, 0, 255, 255)


def gray(rows=30, cols=40, shade=100):
    return np.full((rows, cols, 4), shade, np.uint8)


def by_loop(picture, centers, radius):
    """Draw circles pixel by pixel: first all edges, then all lines."""
    wanted = picture.copy()
    for color, line in ((BLUE, False), (RED, True)):
        for row, col in np.ndindex(picture.shape[:2]):
            for center in centers:
                inside = [
                    (row + i - center[0]) ** 2 + (col + j - center[1]) ** 2 <= radius**2
                    for i, j in ((0, 0), *SIDES)
                ]
                if (inside[0] and not all(inside[1:])) if line else (not inside[0] and any(inside[1:])):
                    wanted[row, col] = color
    return wanted


@given(st.data())
def test_circles_are_those_of_a_loop_over_all_pixels(data):
    quarters = st.integers(-60, 160).map(lambda n: n / 4)
    centers = data.draw(st.lists(st.tuples(quarters, quarters), max_size=3))
    radius = data.draw(st.integers(1, 60)) / 4
    picture = gray(12, 17)
    found = burn_circles(picture, centers, radius, color="red", edge="blue")
    np.testing.assert_array_equal(found, by_loop(picture, centers, radius))
    assert (picture == 100).all()


@pytest.mark.parametrize("radius", [0.3, 1, 2.5, 700])
def test_small_large_and_distant_circles(radius):
    centers = [(0, 0), (29.9, 39.9), (-5, -5), (1e4, 3)]
    found = burn_circles(gray(), centers, radius, color="red", edge="blue")
    np.testing.assert_array_equal(found, by_loop(gray(), centers, radius))


def test_many_circles_are_those_that_are_drawn_one_by_one():
    centers = np.random.default_rng(0).uniform(-5, 60, (300, 2))
    found = burn_circles(gray(50, 60), centers, 4.3, color="red", edge=None)
    lines = np.zeros((50, 60), bool)
    for center in centers:
        lines |= (burn_circles(gray(50, 60), [center], 4.3, color="red", edge=None) != 100).any(axis=2)
    np.testing.assert_array_equal(found, np.where(lines[..., None], RED, gray(50, 60)))


def test_smooth_circles_cover_pixels_by_their_distance():
    found = burn_circles(gray(), [(14.25, 20.5)], 8.7, color="red", edge=None, antialias=True)
    rows, cols = np.mgrid[:30, :40]
    cover = np.clip(1 - np.abs(np.hypot(rows - 14.25, cols - 20.5) - 8.7), 0, 1)[..., None]
    np.testing.assert_allclose(found, 100 * (1 - cover) + np.array(RED) * cover, atol=0.51)


def test_a_picture_may_be_read_only_and_of_any_layout():
    whole = np.random.default_rng(1).integers(0, 256, (60, 40, 4)).astype(np.uint8)
    whole.flags.writeable = False
    before = whole.copy()
    found = burn_circles(whole[::-2], [(10, 20)], 5)
    np.testing.assert_array_equal(found, burn_circles(whole[::-2].copy(), [(10, 20)], 5))
    np.testing.assert_array_equal(whole, before)


@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int64, ">i4"])
def test_outlines_are_the_inner_boundaries_of_scikit_image(dtype):
    labels = np.zeros((30, 40), int)
    labels[3:12, 4:20], labels[12:20, 10:30], labels[25:, 30:], labels[28, 2] = 1, 2, 3, 4
    labels = labels.astype(dtype)
    found = burn_outlines(gray(), labels, color="red", edge=None)
    wanted = find_boundaries(labels, mode="inner", connectivity=1)
    np.testing.assert_array_equal(found, np.where(wanted[..., None], RED, gray()))
    edged = burn_outlines(gray(), labels, color="red", edge="blue")
    blue = (edged == BLUE).all(axis=2)
    beside = find_boundaries(labels, mode="outer", connectivity=1) & (labels == 0)
    np.testing.assert_array_equal(blue, beside)


def white(picture):
    return (picture == 255).all(axis=2)


@pytest.mark.parametrize(
    ("cols", "pixel_size", "length"),
    [(400, 0.5, 50), (400, 1, 100), (300, 0.13, 5), (1000, 3e-4, 0.05), (203, 7, 200)],
)
def test_the_scale_bar_has_exactly_its_length(cols, pixel_size, length):
    assert bar_length(cols * pixel_size) == length
    found = burn_scale_bar(gray(200, cols, 20), pixel_size, "µm")
    rows, columns = np.nonzero(white(found))
    bar = columns[rows == rows.max()]
    assert len(bar) == round(length / pixel_size)
    assert np.ptp(bar) == len(bar) - 1


@pytest.mark.parametrize("width", [10.0**k * x for k in (-5, 0, 3) for x in (1, 3.9, 4, 7.99, 8, 19.9, 20)])
def test_lengths_are_round(width):
    length = bar_length(width)
    digit, power = f"{length:e}".split("e")
    assert float(digit) in (1, 2, 5)
    assert 0.1 * width <= length <= 0.25 * width * (1 + 1e-9)
    assert length == float(f"{digit}e{power}")


def test_the_scale_bar_stands_out_from_light_and_dark_and_is_crisp_unless_asked():
    for shade, ink, edge in ((20, 255, 0), (230, 0, 255)):
        found = burn_scale_bar(gray(100, 200, shade), 1, "mm")[..., 0]
        assert set(np.unique(found)) == {shade, ink, edge}
        row = np.flatnonzero((found == ink).any(axis=1)).max()
        assert (found[row + 1] == edge).any()
    assert len(np.unique(burn_scale_bar(gray(100, 200, 20), 1, "mm", antialias=True))) > 5


def test_rc_parameters_do_not_move_a_pixel():
    wanted = burn_scale_bar(gray(100, 200), 1, "mm")
    with mpl.rc_context(
        {"text.hinting": "none", "text.antialiased": False, "font.size": 30, "font.family": "serif"}
    ):
        np.testing.assert_array_equal(burn_scale_bar(gray(100, 200), 1, "mm"), wanted)


def test_wrong_arguments_are_refused():
    with pytest.raises(ValueError, match="radius must be > 0 px, got 0"):
        burn_circles(gray(), [(1, 1)], 0)
    with pytest.raises(ValueError, match="centers must be finite"):
        burn_circles(gray(), [(1, np.nan)], 1)
    with pytest.raises(TypeError, match="outlines must be labels of regions or a mask, got dtype float64"):
        burn_outlines(gray(), np.zeros((30, 40)))
    with pytest.raises(
        ValueError, match=r"outlines must have the shape of the picture, \(30, 40\), got \(3, 4\)"
    ):
        burn_outlines(gray(), np.zeros((3, 4), int))
    with pytest.raises(ValueError, match="scale_bar needs a picture of"):
        burn_scale_bar(gray(10, 10), 1, "mm")
