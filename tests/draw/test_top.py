"""What lies on top of a picture, stamped by a loop as a page does it, gives the pixels of matplotlib."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from nbtools.draw.marks.circles import Circles
from nbtools.draw.marks.labels import Labels
from nbtools.draw.marks.top import Top, checksum


@pytest.fixture
def rng():
    return np.random.default_rng(4)


@pytest.fixture(params=[72, 100, 200])
def axes(request, rng):
    figure = Figure((2, 1.6), dpi=request.param, facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.1037, 0.09, 0.8, 0.87))
    axes.imshow(rng.random((60, 80)), extent=(-0.5, 79.5, 59.5, -0.5), aspect="auto")
    return axes


def drawn(axes, top, artists):
    """Draw the axes, and artists on top; give the pixels."""
    for artist in artists:
        artist.set_animated(True)
    axes.figure.canvas.draw()
    renderer = axes.figure.canvas.get_renderer()
    top.draw(artists, renderer)
    return np.array(renderer.buffer_rgba())


def stamped(below, marks):
    """Stamp and blend pixel by pixel."""
    pixels = below.astype(np.int64)
    for about, arrays in marks:
        (cols, rows), (left, up) = about["size"], about["place"]
        ink = np.zeros((rows, cols), np.uint32)
        ends = np.cumsum([0, *about["counts"]])
        for part in range(4):
            for k, parts in enumerate(arrays["parts"]):
                for pixel in range(parts[part], parts[part + 1]):
                    for x, y in arrays["where"][ends[k] : ends[k + 1]] + arrays["offsets"][pixel]:
                        if 0 <= x < cols and 0 <= y < rows:
                            ink[rows - 1 - y, x] = arrays["pixels"][pixel]
        rgba = ink.view(np.uint8).reshape(rows, cols, 4).astype(np.int64)
        x0, y0, width, height = about["clip"]
        for y in range(y0, y0 + height):
            for x in range(x0, x0 + width):
                (*over, alpha), under = rgba[y - up, x - left], pixels[y, x]
                for channel in range(3 if alpha else 0):
                    kept = under[channel] * 255
                    mixed = ((over[channel] * 256 - kept) * alpha + kept * 256) // (alpha + 65280)
                    under[channel] = over[channel] if alpha == 255 else mixed
    return pixels.astype(np.uint8)


def test_stamps_give_the_same_pixels(axes, rng):
    circles, labels = Circles(axes, radius=(3.3, 5)), Labels(axes)
    centers = rng.uniform(-5, 85, (20, 2))
    circles.set_centers(centers, rng.integers(0, 3, 20))
    labels.show(centers, rng.normal(0, 1000, 20), 5)
    top = Top()
    pixels = drawn(axes, top, [circles, labels])
    assert len(top.told()) == 2
    assert (top.below != pixels).any()
    assert np.array_equal(stamped(top.below, top.told()), pixels)


def test_what_is_no_stamp_belongs_to_what_is_below(axes):
    circles, large, line = Circles(axes, radius=3), Circles(axes, radius=250), Line2D([0, 70], [0, 50])
    circles.set_centers([(20, 30)])
    large.set_centers([(20, 290)])
    axes.add_line(line)
    for artists, number in (
        ([line, circles], 1),
        ([circles, line], 0),
        ([circles, large], 0),
        ([large, circles], 1),
    ):
        top = Top()
        pixels = drawn(axes, top, artists)
        assert len(top.told()) == number
        assert (top.below != pixels).any() == bool(number)
    circles.set_alpha(0.5)
    top = Top()
    drawn(axes, top, [line, circles])
    assert top.told() == []


def test_nothing_is_told_of_nothing(axes):
    top, circles = Top(), Circles(axes)
    pixels = drawn(axes, top, [circles])
    assert top.told() == []
    assert np.array_equal(top.below, pixels)
    circles.set_centers([(20, 30)])
    circles.set_visible(False)
    drawn(axes, top, [circles])
    assert top.told() == []


def test_the_sum_knows_each_pixel_and_its_place(rng):
    pixels = rng.integers(0, 256, (30, 40, 4), np.uint8)
    numbers = [int.from_bytes(bytes(pixel), "little") for row in pixels for pixel in row]
    assert checksum(pixels) == sum(number * (2 * k + 1) for k, number in enumerate(numbers)) % 2**32
    other = pixels.copy()
    other[3, 4], other[5, 6] = pixels[5, 6], pixels[3, 4]
    assert checksum(other) != checksum(pixels)
