"""Collections of images are read like single ones, and errors say which image is wrong."""

import numpy as np
import pytest
import xarray as xr

import nbtools as nb
from nbtools.compute.color.limits import percentile_limits
from nbtools.compute.sheet.collection import Colored, read_images

RNG = np.random.default_rng(7)
GRAY = RNG.normal(5, 2, (6, 9))
PHOTO = RNG.integers(0, 256, (5, 4, 3)).astype(np.uint8)


def test_keys_names_and_places_are_titles():
    assert read_images({"a": GRAY, 3: PHOTO}).titles == ("a", "3")
    assert read_images([GRAY, PHOTO]).titles == ("0", "1")
    assert read_images([xr.DataArray(GRAY, name="depth"), PHOTO]).titles == ("depth", "1")
    assert read_images({"a": GRAY}, titles=["b"]).titles == ("b",)
    assert read_images((k for k in (GRAY, GRAY)), titles=("x", 5)).titles == ("x", "5")
    again = read_images([GRAY])
    assert read_images(again) is again
    assert read_images(again, ["new"]).titles == ("new",)


@pytest.mark.parametrize(
    "image",
    [
        GRAY.astype(">f8"),
        GRAY.astype(np.float32)[::-1, ::2],
        (GRAY > 5),
        (GRAY * 1000).astype(">u2"),
        np.asfortranarray(GRAY),
        np.ma.masked_greater(GRAY, 6),
        np.where(GRAY > 6, np.nan, GRAY),
        np.full((3, 3), 7),
        np.zeros((1, 1)),
        GRAY.tolist(),
        xr.DataArray(GRAY, dims=("y", "x")),
    ],
)
def test_images_of_numbers_are_read_as_single_ones(image):
    before = np.array(image, copy=True)
    found, wanted = read_images([PHOTO, image]).images[1], nb.as_image(image)
    assert found.dtype == wanted.dtype
    np.testing.assert_array_equal(found.values, wanted.values)
    np.testing.assert_array_equal(found.bad, wanted.bad)
    np.testing.assert_array_equal(np.array(image), before)


@pytest.mark.parametrize(
    "photo",
    [
        PHOTO,
        PHOTO / 255,
        np.dstack([PHOTO, PHOTO[..., :1]]),
        np.ma.masked_less(PHOTO, 9),
        np.where(PHOTO < 9, np.nan, PHOTO / 255),
        (PHOTO / 255).astype(">f4")[::-1],
    ],
)
def test_colours_pass_as_they_are(photo):
    found = read_images([GRAY, photo]).images[1]
    assert isinstance(found, Colored)
    np.testing.assert_array_equal(found.rgba, nb.to_rgba(photo))
    assert found.shape == PHOTO.shape[:2]


@pytest.mark.parametrize(
    ("images", "error", "message"),
    [
        ([GRAY, GRAY[0]], ValueError, r"images\[1\] must have 2 dimensions, got shape \(9,\)"),
        ([GRAY, GRAY * 1j], TypeError, r"images\[1\] must hold real numbers, got complex"),
        ({"chr 3": np.array([["a"]])}, TypeError, r"images\['chr 3'\] must hold real numbers, got text"),
        ([GRAY, np.empty((0, 3))], ValueError, r"images\[1\] must have at least one pixel"),
        (
            [np.zeros((4, 4, 2))],
            ValueError,
            r"images\[0\] must have shape \(rows, cols\), or \(rows, cols, 3",
        ),
        ([np.zeros((4, 0, 3))], ValueError, r"images\[0\] must have at least one pixel"),
        ([PHOTO.astype(np.uint16)], TypeError, r"images\[0\] must hold colours as uint8.*got uint16"),
        ([PHOTO * 1.0], ValueError, r"images\[0\] must hold colours from 0 to 1"),
        ([[[1, 2], [3]]], ValueError, r"images\[0\] must have rows of one length"),
        ([np.zeros((2, 2, 2, 2))], ValueError, r"images\[0\] must have 2 dimensions"),
        ([None], TypeError, r"images\[0\] must be an array, got None"),
        ([], ValueError, "images must have at least one image, got none"),
        ({}, ValueError, "images must have at least one image, got none"),
        (
            GRAY,
            TypeError,
            r"images must be a list or a dict of images, got a ndarray of shape \(6, 9\); pass",
        ),
        ("a.png", TypeError, "images must be a list or a dict of images, got a str"),
        (5, TypeError, "images must be a list or a dict of images, got a int"),
    ],
)
def test_an_error_says_which_image(images, error, message):
    with pytest.raises(error, match=message):
        read_images(images)


@pytest.mark.parametrize(
    ("titles", "error", "message"),
    [
        (["a"], ValueError, "titles must be as many as the images, 2, got 1"),
        ("ab", TypeError, "titles must be a list of texts, got a str"),
        (3, TypeError, "titles must be a list of texts, got a int"),
    ],
)
def test_wrong_titles_are_named(titles, error, message):
    with pytest.raises(error, match=message):
        read_images([GRAY, GRAY], titles)


def test_orders_are_those_of_sorted():
    shapes = [(3, 9), (7, 2), (3, 4), (5, 5), (7, 1)]
    names = ["b", "A", "chr 10", "chr 9", ""]
    found = read_images([np.zeros(shape) for shape in shapes], names)
    assert found.ordered() == (0, 1, 2, 3, 4)
    assert found.ordered("height") == (1, 4, 3, 0, 2)
    assert found.ordered("width") == (0, 3, 2, 1, 4)
    assert found.ordered("area") == (0, 3, 1, 2, 4)
    assert found.ordered("title") == (4, 1, 0, 3, 2)
    with pytest.raises(ValueError, match="order must be one of 'given'"):
        found.ordered("size")


def test_shared_limits_are_percentiles_of_all_good_pixels():
    first, second = RNG.normal(0, 1, (20, 30)), RNG.integers(0, 50, (9, 8))
    masked = np.ma.masked_greater(second, 40)
    first[0, :5] = np.nan, np.inf, -np.inf, 3, 4
    found = read_images([first, PHOTO, masked])
    pool = np.concatenate([first[np.isfinite(first)], masked.compressed()])
    for ends in ((0, 100), (0.5, 99.5), (10, 60)):
        at = np.floor(ends[0] / 100 * (pool.size - 1)), np.ceil(ends[1] / 100 * (pool.size - 1))
        wanted = tuple(np.sort(pool)[np.intp(at)].tolist())
        assert found.limits(*ends) == (wanted, (0.0, 1.0), wanted)
        own = found.limits(*ends, own=True)
        assert own == (percentile_limits(nb.as_image(first), *ends), (0.0, 1.0),
                       percentile_limits(nb.as_image(masked), *ends))  # fmt: skip


@pytest.mark.parametrize("images", [[PHOTO], [np.full((3, 4), np.nan)], [np.ma.masked_all((2, 2)), PHOTO]])
def test_without_a_good_pixel_there_are_still_limits(images):
    found = read_images(images)
    assert set(found.limits()) == set(found.limits(own=True)) == {(0.0, 1.0)}


def test_very_many_pixels_are_sampled():
    big = np.linspace(0, 1, 3_000_000).reshape(1500, 2000)
    ((low, high),) = read_images([big]).limits()
    assert (low, high) == pytest.approx((0.005, 0.995), abs=2e-3)


def test_statistics_are_those_of_the_good_pixels():
    masked, nan = np.ma.masked_greater(GRAY, 6), np.where(GRAY > 6, np.nan, GRAY)
    large = np.full((100, 100), 2**62, np.int64)
    found = read_images([GRAY, masked, nan, np.full((2, 2), np.nan), PHOTO, large]).statistics
    good = GRAY[GRAY <= 6]
    wanted = [[f() for f in (a.min, a.max, a.mean)] for a in (GRAY, good, good)]
    assert found[:3] == pytest.approx(np.array(wanted), rel=1e-15)
    assert np.isnan(found[3]).all()
    assert found[4] == pytest.approx([PHOTO.min(), PHOTO.max(), PHOTO.mean()])
    assert found[5].tolist() == [2**62] * 3
