"""What every function that takes an image owes: any kind of input, none of it changed, mistakes in plain words."""

import numpy as np
import pandas as pd
import pytest

import nbtools as nb
from nbtools.compute.spots.growth import RadialSums
from nbtools.compute.spots.peaks import peak_candidates
from nbtools.compute.spots.prominence import peak_prominences

CENTERS = [(4, 5), (0, 0), (8.5, 11.25), (-1, 3), (100, 100), (3.3, 4.7), (1e6, -1e6)]
ANNULUS = {"background": (3, 5), "background_method": "sigma_clip"}
MODE = {"background": (3, 5), "background_method": "mode"}

FUNCTIONS = {
    "find_peaks": lambda image, mask=None: nb.find_peaks(image, min_distance=3, mask=mask),
    "find_peaks, dark": lambda image, mask=None: nb.find_peaks(
        image, min_distance=4, prominence=0, threshold_rel=0.9, mask=mask, invert=True
    ),
    "peak_candidates": lambda image, mask=None: peak_candidates(image, min_distance=3, mask=mask).prominence,
    "peak_prominences": lambda image, mask=None: peak_prominences(image, [(0, 0)], mask=mask),
    "disk_sums": lambda image, mask=None: nb.disk_sums(image, CENTERS, 2.5, mask=mask),
    "disk_sums, exact": lambda image, mask=None: nb.disk_sums(image, CENTERS, 30, method="exact", mask=mask),
    "disk_sums, small": lambda image, mask=None: nb.disk_sums(image, CENTERS, 1, method="exact", mask=mask),
    "growth_curve": lambda image, mask=None: nb.growth_curve(image, CENTERS, [0.4, 3, 40], mask=mask),
    "growth_curve, exact": lambda image, mask=None: nb.growth_curve(
        image, CENTERS, [3], method="exact", mask=mask
    ),
    "RadialSums": lambda image, mask=None: RadialSums(image, CENTERS[:2], 3, mask=mask).sums(2.2, "exact"),
    "line_profile": lambda image, mask=None: (
        nb.line_profile(image, (-1, 2), (10.3, 15.2), 3, mask=mask).table
    ),
    "line_profile, spline": lambda image, mask=None: (
        nb.line_profile(image, (1, 2), (10.3, 14.2), order=3, mask=mask).table
    ),
    "local_sum": lambda image, mask=None: nb.local_sum(image, 2.3, mask=mask),
    "measure_disks": lambda image, mask=None: nb.measure_disks(image, CENTERS, 2.5, mask=mask, **ANNULUS),
    "measure_disks, gain": lambda image, mask=None: nb.measure_disks(
        image, CENTERS, 3, method="exact", mask=mask, **MODE, gain=2, read_noise=3, total_radius=4
    ),
    "measure_disks, error": lambda image, mask=None: nb.measure_disks(
        image, CENTERS, 3, mask=mask, **MODE, error=1.5, gain=9
    ),
    "measure_spots": lambda image, mask=None: nb.measure_spots(
        image, min_distance=3, prominence=0, add=CENTERS, radius=3, mask=mask, **ANNULUS
    ),
    "measure_stack": lambda image, mask=None: nb.measure_stack(
        image, min_distance=3, progress=False, radius=2, mask=mask
    ),
}
TAKES_A_STACK = "measure_stack"
SIZED = {
    "disk_mask": lambda radius: nb.disk_mask((4, 4), (1, 1), radius),
    "disk_sums": lambda radius: nb.disk_sums(np.eye(4), [(0, 0)], radius),
    "growth_curve": lambda radius: nb.growth_curve(np.eye(4), [(0, 0)], [1, radius]),
    "RadialSums": lambda radius: RadialSums(np.eye(4), [(0, 0)], radius),
    "RadialSums.sums": lambda radius: RadialSums(np.eye(4), [(0, 0)], 3).sums(radius),
    "local_sum": lambda radius: nb.local_sum(np.eye(4), radius),
    "measure_disks": lambda radius: nb.measure_disks(np.eye(4), [(0, 0)], radius),
    "measure_spots": lambda radius: nb.measure_spots(np.eye(4), radius=radius),
    "measure_stack": lambda radius: nb.measure_stack(np.eye(4), radius=radius, progress=False),
}


@pytest.fixture(params=FUNCTIONS)
def function(request):
    return FUNCTIONS[request.param]


def assert_same(found, expected):
    if isinstance(expected, pd.DataFrame):
        pd.testing.assert_frame_equal(found, expected, check_exact=True)
    else:
        np.testing.assert_array_equal(found, expected)


def layouts(image):
    yield image
    yield np.asfortranarray(image)
    yield np.repeat(np.repeat(image, 2, axis=0), 3, axis=1)[::2, ::3]
    yield image[::-1, ::-1].copy()[::-1, ::-1]
    yield image.astype(image.dtype.newbyteorder(">"))


@pytest.mark.parametrize("dtype", ["u1", "i1", "u2", "i4", "u8", "i8", "f2", "f4", "f8", "g"])
def test_any_type_and_layout_gives_the_same_and_stays_as_it_was(function, dtype):
    plain = np.random.default_rng(0).integers(0, 60, (13, 17)).astype(dtype)
    mask = np.random.default_rng(1).random(plain.shape) < 0.1
    expected = function(plain.astype("f8" if dtype in "f2f4g" else "i8"), mask)
    for image in layouts(plain):
        image.flags.writeable = mask.flags.writeable = False
        before = image.tobytes(), mask.tobytes()
        assert_same(function(image, mask), expected)
        assert (image.tobytes(), mask.tobytes()) == before


def test_bool_is_0_and_1(function):
    image = np.random.default_rng(0).random((13, 17)) < 0.2
    assert_same(function(image), function(image.astype(int)))


def test_a_mask_a_masked_array_and_nan_are_the_same(function):
    rng = np.random.default_rng(2)
    image, mask = rng.random((13, 17)), rng.random((13, 17)) < 0.1
    expected = function(image, mask)
    for value in (np.nan, np.inf, -np.inf):
        assert_same(function(np.where(mask, value, image)), expected)
    masked = np.ma.masked_array(np.where(mask, 1e9, image), mask)
    assert_same(function(masked), expected)
    assert (masked.mask == mask).all()
    for value in (1e300, -5):
        assert_same(function(np.where(mask, value, image), mask), expected)


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((1, 1)),
        np.full((9, 12), 5.0),
        np.zeros((9, 12), np.uint8),
        np.full((9, 12), np.nan),
        np.full((9, 12), np.inf),
        np.ma.masked_all((9, 12)),
        np.arange(12.0)[np.newaxis],
        np.arange(12)[:, np.newaxis],
        np.full((9, 12), 2**64 - 1, np.uint64),
        np.full((9, 12), -(2**63), np.int64),
        np.linspace(-1, 1, 108).reshape(9, 12) * 1e308,
        np.full((9, 12), 5e-324),
    ],
    ids=["1x1", "flat", "zero", "nan", "inf", "masked", "row", "column", "most", "least", "huge", "tiny"],
)
def test_odd_images_give_neither_error_nor_warning(function, image):
    function(image)


@pytest.mark.parametrize(
    "wrong",
    [np.zeros((3, 3), complex), np.zeros((3, 3), object), np.array([["a"]]), np.zeros((0, 3)), np.zeros(3),
     np.zeros((2, 2, 2, 2)), [[1, 2], [3]], None, "image.png", {"a": 1}, object()],
    ids=["complex", "object", "text", "empty", "1-D", "4-D", "ragged", "None", "name", "dict", "any"],
)  # fmt: skip
def test_what_is_no_image_is_named(function, wrong):
    name = "stack" if function is FUNCTIONS[TAKES_A_STACK] else "image"
    with pytest.raises((TypeError, ValueError), match=f"^{name} must "):
        function(wrong)


def test_a_mask_of_another_shape_is_named(function):
    with pytest.raises(ValueError, match=r"^mask must have the shape of the image, \(5, 6\), got \(6, 5\)"):
        function(np.zeros((5, 6)), np.zeros((6, 5), bool))


@pytest.mark.parametrize("radius", [0, -1, np.nan, np.inf, -np.inf, True, "3", 1j, [1]])
@pytest.mark.parametrize("name", SIZED)
def test_a_wrong_radius_is_named(name, radius):
    with pytest.raises((TypeError, ValueError), match=r"^(max_)?radi(us|i) must be > 0 px"):
        SIZED[name](radius)
