"""Numbers become the same pixels as in matplotlib."""

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import colormaps
from matplotlib.colors import (
    AsinhNorm,
    BoundaryNorm,
    CenteredNorm,
    FuncNorm,
    ListedColormap,
    LogNorm,
    NoNorm,
    Normalize,
    PowerNorm,
    SymLogNorm,
    TwoSlopeNorm,
)

from nbtools.compute.color.colormaps import lut
from nbtools.compute.color.limits import percentile_limits
from nbtools.compute.color.shading import shade
from nbtools.compute.images import as_image

INTEGERS = ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8"]
FLOATS = ["f2", "f4", "f8", "g"]


def expected(values, cmap, vmin, vmax):
    masked = np.ma.array(values, mask=np.isnan(values)) if values.dtype.kind == "f" else values
    with np.errstate(all="ignore"):
        return cmap(Normalize(vmin, vmax)(masked), bytes=True)


NORMS = {
    "linear": Normalize(30, 170),
    "clipped": Normalize(30, 170, clip=True),
    "one value": Normalize(50, 50),
    "log": LogNorm(1, 200),
    "log, clipped": LogNorm(20, 100, clip=True),
    "log, one value": LogNorm(100, 100),
    "symlog": SymLogNorm(10, vmin=-100, vmax=200),
    "asinh": AsinhNorm(5, vmin=-100, vmax=200),
    "power": PowerNorm(0.4, 20, 170),
    "power, clipped": PowerNorm(2, 20, 170, clip=True),
    "two slopes": TwoSlopeNorm(60, -100, 170),
    "centred": CenteredNorm(70, 60),
    "function": FuncNorm((np.cbrt, lambda x: x**3), 0, 170),
    "7 boundaries": BoundaryNorm([-50, 0, 20, 50, 99, 100, 180], 256),
    "as many colours": BoundaryNorm([-50, 0, 20, 50], 5, extend="both"),
    "one interval": BoundaryNorm([0, 100], 256, clip=True),
}


def images(dtype, rng):
    """Give values around and beyond the limits 30.3 .. 171.7, more and fewer than a type has."""
    for shape in ((9, 5), (300, 301)):
        values = rng.normal(100, 60, shape).clip(-120, 250)
        if np.dtype(dtype).kind in "iu":
            info = np.iinfo(dtype)
            yield values.clip(info.min, info.max).astype(dtype)
        else:
            values[1, :3] = np.nan, np.inf, -np.inf
            yield values.astype(dtype)


@pytest.mark.parametrize("dtype", INTEGERS + FLOATS)
@pytest.mark.parametrize("limits", [(30.3, 171.7), (0, 255), (100, 101), (50, 50), (-1e-3, 1e9)])
def test_pixels_equal_those_of_matplotlib(dtype, limits):
    for values in images(dtype, np.random.default_rng(0)):
        for name in ("viridis", "tab10"):
            found = shade(values, lut(name), limits)
            np.testing.assert_array_equal(found, expected(values, colormaps[name], *limits))


@pytest.mark.parametrize("dtype", INTEGERS + FLOATS)
def test_limits_that_are_pixel_values_get_the_first_and_the_last_color(dtype):
    values = np.array([[0, 1, 49, 50, 99, 100, 101]], dtype)
    cmap = colormaps["viridis"].with_extremes(under="r", over="g", bad="b")
    found = shade(values, lut(cmap), (1, 100))
    np.testing.assert_array_equal(found, expected(values, cmap, 1, 100))
    np.testing.assert_array_equal(found[0, [0, 6], :3], [[255, 0, 0], [0, 127, 0]])
    np.testing.assert_array_equal(found[0, [1, 5]], lut(cmap)[[0, 255]])


@given(st.data())
def test_random_values_and_limits(data):
    dtype = data.draw(st.sampled_from(["f4", "f8", "u2", "i4"]))
    numbers = st.integers(0, 65535) if dtype in "u2i4" else st.floats(allow_nan=True, width=32)
    values = np.array(data.draw(st.lists(numbers, min_size=1, max_size=20)), dtype)
    low, high = sorted(data.draw(st.tuples(*[st.floats(-1e6, 1e6)] * 2)))
    found = shade(values, lut("magma"), (low, high))
    np.testing.assert_array_equal(found, expected(values, colormaps["magma"], low, high))


@pytest.mark.parametrize("change", [lambda a: a.astype(">f8"), lambda a: a[::-1, ::2], np.asfortranarray])
def test_layout_and_byte_order_do_not_matter(change):
    values = np.random.default_rng(1).normal(size=(40, 30))
    values.flags.writeable = False
    before = values.copy()
    given_ = change(values)
    found = shade(given_, lut("gray"), (-1, 1))
    np.testing.assert_array_equal(found, expected(given_, colormaps["gray"], -1, 1))
    np.testing.assert_array_equal(values, before)


@pytest.mark.parametrize("dtype", ["u1", "u2", "i4", "f4"])
def test_bad_pixels_get_their_color_and_no_other_pixel_does(dtype):
    rng = np.random.default_rng(2)
    values, bad = rng.integers(0, 255, (300, 300)).astype(dtype), rng.random((300, 300)) < 0.1
    cmap = colormaps["gray"].with_extremes(bad=(1, 0, 0, 0.5))
    found = shade(values, lut(cmap), (0, 255), bad)
    np.testing.assert_array_equal(found, cmap(Normalize(0, 255)(np.ma.array(values, mask=bad)), bytes=True))
    assert (found[bad] == lut(cmap)[-1]).all()


def by_matplotlib(values, cmap, norm, bad=False):
    """Give what matplotlib makes of values, NaN and `bad` masked."""
    masked = np.ma.array(values, mask=np.isnan(values) | bad)
    with np.errstate(all="ignore"):
        return cmap(copy.deepcopy(norm)(masked), bytes=True)


@pytest.mark.parametrize("dtype", [*INTEGERS, "f2", "f4", "f8"])
@pytest.mark.parametrize("name", NORMS)
def test_every_norm_gives_the_pixels_of_matplotlib(name, dtype):
    norm, rng = NORMS[name], np.random.default_rng(6)
    cmap = colormaps["viridis"].with_extremes(under="r", over="b", bad="#12345678")
    for values in images(dtype, rng):
        bad = rng.random(values.shape) < 0.05
        for mask in (None, bad):
            found = shade(values, lut(cmap), norm, mask)
            wanted = by_matplotlib(values, cmap, norm, False if mask is None else mask)
            np.testing.assert_array_equal(found, wanted)


def test_norms_that_give_numbers_of_colors():
    values = np.arange(-3, 12)
    cmap = colormaps["tab10"].with_extremes(under="k", over="w")
    norm = NoNorm(0, 9)
    np.testing.assert_array_equal(shade(values, lut(cmap), norm), cmap(values, bytes=True))
    np.testing.assert_array_equal(shade(values / 9, lut(cmap), norm), cmap(values / 9, bytes=True))


@pytest.mark.parametrize("name", NORMS)
def test_a_norm_is_not_changed_and_its_observers_hear_nothing(name):
    norm = copy.deepcopy(NORMS[name])
    before, heard = norm.vmin, []
    norm.callbacks.connect("changed", lambda: heard.append(1))
    shade(np.linspace(-500, 500, 50), lut("gray"), norm)
    assert (norm.vmin, heard) == (before, [])
    norm.vmax = 1000
    assert heard or name == "centred"


def test_a_norm_without_limits_is_refused():
    with pytest.raises(ValueError, match="norm must have its limits set, got vmin=None, vmax=3"):
        shade(np.zeros(3), lut("gray"), Normalize(None, 3))


def test_equal_limits_leave_nan_bad():
    found = shade(np.array([1.0, np.nan, 3.0]), lut("viridis"), (2, 2))
    np.testing.assert_array_equal(found, lut("viridis")[[0, -1, 0]])


@pytest.mark.parametrize("name", ["gray", "viridis", "tab20", "twilight_shifted_r"])
def test_table_has_all_colors_and_the_three_extremes(name):
    cmap, table = colormaps[name], lut(name)
    assert table.shape == (cmap.N + 3, 4)
    np.testing.assert_array_equal(table[:-3], cmap(np.arange(cmap.N), bytes=True))
    for place, color in zip(table[-3:], (cmap.get_under(), cmap.get_over(), cmap.get_bad()), strict=True):
        np.testing.assert_array_equal(place, (color * 255).astype(np.uint8))


def test_a_colormap_of_one_color():
    cmap = ListedColormap(["#ff0000"])
    values = np.array([-1, 0, 0.5, 1, 2])
    np.testing.assert_array_equal(shade(values, lut(cmap), (0, 1)), expected(values, cmap, 0, 1))


def test_errors_name_the_parameter():
    with pytest.raises(ValueError, match=r"cmap must be .* got 'grey and blue'"):
        lut("grey and blue")
    with pytest.raises(ValueError, match="vmin must be <= vmax, got 2 and 1"):
        shade(np.zeros(3), lut("gray"), (2, 1))
    with pytest.raises(ValueError, match="vmax must be a finite number, got nan"):
        shade(np.zeros(3), lut("gray"), (2, np.nan))
    with pytest.raises(TypeError, match="values must be real numbers, got dtype complex128"):
        shade(np.zeros(3, complex), lut("gray"), (0, 1))
    with pytest.raises(ValueError, match="low < high, got 60 and 40"):
        percentile_limits(np.zeros((2, 2)), 60, 40)


@pytest.mark.parametrize("dtype", ["u1", "i8", "f4", "f8", ">f8"])
def test_percentiles_are_those_of_numpy(dtype):
    values = np.random.default_rng(3).normal(100, 20, (101, 57)).astype(dtype)
    low = np.percentile(values, 2, method="lower")
    high = np.percentile(values, 97, method="higher")
    assert percentile_limits(values, 2, 97) == (low, high)
    assert percentile_limits(as_image(values), 2, 97) == (low, high)


def test_percentiles_leave_bad_pixels_out():
    rng = np.random.default_rng(4)
    values, mask = rng.normal(size=(80, 90)), rng.random((80, 90)) < 0.2
    good = values[~mask]
    wanted = np.percentile(good, 0.5, method="lower"), np.percentile(good, 99.5, method="higher")
    with_nan, masked = np.where(mask, np.nan, values), np.ma.array(np.where(mask, 1e9, values), mask=mask)
    with_inf = np.where(mask, np.inf, values)
    for image in (with_nan, masked, with_inf, as_image(with_nan), as_image(masked)):
        assert percentile_limits(image) == wanted


def test_limits_of_huge_images_are_nearly_the_percentiles():
    values = np.random.default_rng(5).random((3000, 2000), np.float32)
    assert percentile_limits(values, 1, 99) == pytest.approx((0.01, 0.99), abs=2e-3)


@pytest.mark.parametrize(
    ("image", "limits"),
    [
        (np.full((3, 4), 7), (6.5, 7.5)),
        (np.zeros((1, 1)), (-0.5, 0.5)),
        (np.full((2, 2), np.nan), (0, 1)),
        (np.ma.masked_all((2, 2)), (0, 1)),
        (np.full((2, 2), -1e20), (-1e20 - 1e17, -1e20 + 1e17)),
    ],
)
def test_images_of_one_value_have_limits(image, limits):
    assert percentile_limits(image) == pytest.approx(limits)
    assert percentile_limits(as_image(image)) == pytest.approx(limits)


def test_one_bright_pixel_on_nothing_is_within_the_limits():
    image = np.zeros((100, 100))
    image[3, 4] = 5
    assert percentile_limits(image) == (0, 5)


def test_one_good_pixel_that_is_not_looked_at_gives_the_limits():
    image = np.full((3000, 2000), np.nan, np.float32)
    image[1, 1] = 8
    assert percentile_limits(image) == (7.5, 8.5)
