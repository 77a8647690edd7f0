"""Each block of the pyramid is the mean of its good pixels."""

import numpy as np
import pytest

from nbtools.compute.images import Image, as_image
from nbtools.draw.image.pyramid import Pyramid

EVERYTHING = (slice(None), slice(None))
LEVELS = [(0, 0), (1, 1), (2, 2), (3, 3), (0, 2), (3, 1), (1, 0), (4, 4), (9, 9)]


def block_means(values, bad, level):
    values = np.where(bad, np.nan, values.astype(float))
    height, width = 2 ** level[0], 2 ** level[1]
    return np.array(
        [
            [
                np.mean(good) if (good := block[~np.isnan(block)]).size else np.nan
                for col in range(0, values.shape[1], width)
                for block in [values[row : row + height, col : col + width]]
            ]
            for row in range(0, values.shape[0], height)
        ]
    )


@pytest.mark.parametrize("shape", [(37, 61), (1, 1), (1, 9), (300, 5), (64, 64), (2, 700)])
@pytest.mark.parametrize("share", [0, 0.3, 1])
def test_blocks_are_means_of_the_good_pixels(shape, share):
    rng = np.random.default_rng(0)
    values, bad = rng.normal(5, 3, shape), rng.random(shape) < share
    pyramid = Pyramid(as_image(np.ma.array(values, mask=bad)))
    for level in LEVELS:
        found = pyramid.window(level, *EVERYTHING)
        np.testing.assert_allclose(found, block_means(values, bad, level), rtol=2e-5, atol=2e-6)


def test_a_window_is_a_part():
    pyramid = Pyramid(as_image(np.random.default_rng(1).random((50, 70))))
    for level in LEVELS[:6]:
        part = pyramid.window(level, slice(1, 5), slice(2, 7))
        np.testing.assert_array_equal(part, pyramid.window(level, *EVERYTHING)[1:5, 2:7])


@pytest.mark.parametrize("dtype", ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f4", "f8", ">f8", ">u2"])
def test_types(dtype):
    values = np.random.default_rng(2).integers(0, 120, (40, 30)).astype(dtype)
    values.flags.writeable = False
    found = Pyramid(as_image(values)).window((2, 2), *EVERYTHING)
    np.testing.assert_allclose(found, block_means(values, np.zeros(values.shape, bool), (2, 2)), rtol=1e-6)


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        (1e9 + np.arange(64.0).reshape(8, 8), np.float64),  # float32 has steps of 64 there
        (2**40 + np.arange(64).reshape(8, 8), np.float64),
        (np.arange(64.0).reshape(8, 8) * 1e38, np.float64),
        (np.arange(64.0).reshape(8, 8) * 1e-40, np.float64),
        (np.arange(64.0).reshape(8, 8), np.float32),
        (np.zeros((8, 8)), np.float32),
        (np.arange(64, dtype=np.uint16).reshape(8, 8) + 65000, np.float32),
    ],
)
def test_precision_follows_the_values(values, dtype):
    found = Pyramid(as_image(values)).window((1, 1), *EVERYTHING)
    assert found.dtype == dtype
    np.testing.assert_allclose(found, block_means(values, np.zeros(values.shape, bool), (1, 1)), rtol=1e-6)


def test_a_pixel_beyond_float32_does_not_warn():
    values = np.random.default_rng(3).random((300, 300))
    values[1, 1] = 1e300
    found = Pyramid(as_image(values)).window((1, 1), *EVERYTHING)
    np.testing.assert_allclose(found.ravel()[1:], block_means(values, False, (1, 1)).ravel()[1:], rtol=1e-6)


def test_memory_is_a_third_of_a_float32_copy():
    image = as_image(np.random.default_rng(4).random((1024, 2048)))
    pyramid = Pyramid(image)
    levels = [pyramid.window((k, k), *EVERYTHING) for k in range(1, 11)]
    assert sum(level.nbytes for level in levels) < 1.01 * image.values.size * 4 / 3


def test_the_image_is_read_once():
    class Counted(np.ndarray):
        read = 0

        def __getitem__(self, key):
            part = super().__getitem__(key).view(np.ndarray)
            Counted.read += part.size
            return part

    values = np.random.default_rng(5).random((700, 900), np.float32).view(Counted)
    pyramid = Pyramid(Image(values))
    Counted.read = 0
    for k in (3, 1, 2, 5, 5):
        pyramid.window((k, k), slice(0, 4), slice(0, 4))
    assert Counted.read == values.size
