"""Data become the pixels that matplotlib saves."""

import copy
import io

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import colormaps
from matplotlib.colors import (
    AsinhNorm,
    BoundaryNorm,
    CenteredNorm,
    FuncNorm,
    LogNorm,
    NoNorm,
    Normalize,
    PowerNorm,
    SymLogNorm,
    TwoSlopeNorm,
)
from PIL import Image

from nbtools.compute.color.to_rgba import to_rgba
from nbtools.compute.images import as_image

DTYPES = [
    "?",
    "u1",
    "i1",
    "u2",
    "i2",
    "u4",
    "i4",
    "u8",
    "i8",
    "f2",
    "f4",
    "f8",
    "g",
    ">u2",
    ">i4",
    ">f4",
    ">f8",
]
NORMS = {
    "linear": Normalize,
    "one limit": lambda: Normalize(vmax=90),
    "clipped": lambda: Normalize(20, 90, clip=True),
    "log": LogNorm,
    "symlog": lambda: SymLogNorm(3),
    "asinh": lambda: AsinhNorm(3),
    "power": lambda: PowerNorm(0.5),
    "two slopes": lambda: TwoSlopeNorm(30),
    "two slopes, one side": lambda: TwoSlopeNorm(-500),
    "centred": CenteredNorm,
    "function": lambda: FuncNorm((np.cbrt, lambda x: x**3)),
    "boundaries": lambda: BoundaryNorm([-10, 0, 5, 90], 256),
    "none": NoNorm,
}


def saved(data, **how):
    """Give the pixels of a file that plt.imsave writes."""
    file = io.BytesIO()
    with np.errstate(all="ignore"):
        plt.imsave(file, data, format="png", **how)
    with Image.open(file) as picture:
        return np.array(picture.convert("RGBA"))


def picture(dtype, shape=(9, 14)):
    """Give numbers that a type can hold, some of them negative where it has any."""
    values = np.random.default_rng(7).normal(40, 50, shape)
    info = np.iinfo(dtype) if np.dtype(dtype).kind in "iu" else None
    return (values.clip(info.min, info.max) if info else values).astype(dtype)


@pytest.mark.parametrize("name", sorted(colormaps))
def test_every_colormap_gives_the_pixels_that_imsave_writes(name):
    data = np.linspace(-3, 5, 600).reshape(20, 30)
    np.testing.assert_array_equal(to_rgba(data, name), saved(data, cmap=name))
    data[2, 3], data[4, 4], data[5, 5] = np.nan, np.inf, -np.inf
    np.testing.assert_array_equal(to_rgba(data, name, -2, 3), saved(data, cmap=name, vmin=-2, vmax=3))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("limits", [(None, None), (3, 80), (None, 60.5), (10, None)])
def test_every_type_gives_the_pixels_that_imsave_writes(dtype, limits):
    if dtype in "?i1" and limits == (10, None):
        limits = 0.5, None
    for shape in ((9, 14), (300, 250)):
        data = picture(dtype, shape)
        found = to_rgba(data, "plasma", *limits)
        np.testing.assert_array_equal(found, saved(data, cmap="plasma", vmin=limits[0], vmax=limits[1]))
        assert found.dtype == np.uint8


@pytest.mark.parametrize("dtype", ["u1", "i8", "f4", "f8"])
def test_masked_pixels_are_bad_and_leave_the_limits_alone(dtype):
    data = np.ma.array(picture(dtype), mask=picture("f8") > 60)
    before = data.copy()
    np.testing.assert_array_equal(to_rgba(data, "jet"), saved(data, cmap="jet"))
    assert (data.mask == before.mask).all()
    assert (data.data == before.data).all()


@given(st.data())
def test_random_data_and_limits(given_):
    dtype = given_.draw(st.sampled_from(["f4", "f8", "i2", "u8"]))
    info = None if dtype[0] == "f" else np.iinfo(dtype)
    numbers = st.floats(width=32) if info is None else st.integers(int(info.min), int(info.max))
    data = np.array([given_.draw(st.lists(numbers, min_size=1, max_size=12))], dtype)
    low, high = sorted(given_.draw(st.tuples(*[st.floats(-1e5, 1e5)] * 2)))
    if low == high:
        data = np.ma.masked_invalid(data)  # of which imsave paints all in the first colour
    np.testing.assert_array_equal(
        to_rgba(data, "cividis", low, high), saved(data, vmin=low, vmax=high, cmap="cividis")
    )


@pytest.mark.parametrize("name", NORMS)
@pytest.mark.parametrize("dtype", ["u1", "i4", "f4", "f8"])
def test_every_norm_finds_its_limits_in_the_finite_pixels(name, dtype):
    data, cmap = picture(dtype), colormaps["magma"].with_extremes(under="r", over="b", bad="g")
    good = np.ones(data.shape, bool)
    if dtype[0] == "f":
        data[0, :3] = np.nan, np.inf, -np.inf
        good = np.isfinite(data)
    norm = NORMS[name]()
    wanted_norm = copy.deepcopy(norm)
    wanted_norm.autoscale_None(data[good].astype(float))
    with np.errstate(all="ignore"):
        wanted = cmap(wanted_norm(np.ma.array(data, mask=np.isnan(data))), bytes=True)
    np.testing.assert_array_equal(to_rgba(data, cmap, norm=norm), wanted)
    assert (norm.vmin, norm.vmax) == (NORMS[name]().vmin, NORMS[name]().vmax)


def test_one_nan_or_inf_without_limits_is_one_pixel_not_all():
    data = np.arange(12.0).reshape(3, 4)
    cmap = colormaps["viridis"].with_extremes(bad="m", over="r", under="k")
    clean = to_rgba(data, cmap)
    for value, color in ((np.nan, cmap.get_bad()), (np.inf, cmap.get_over()), (-np.inf, cmap.get_under())):
        broken = data.copy()
        broken[1, 1] = value
        found = to_rgba(broken, cmap)
        np.testing.assert_array_equal(found[1, 1], (color * 255).astype(np.uint8))
        found[1, 1] = clean[1, 1]
        np.testing.assert_array_equal(found, clean)


@pytest.mark.parametrize(
    ("data", "limits"),
    [
        (np.full((2, 3), 7.5), (7.5, 7.5)),
        (np.full((1, 1), 200, np.uint8), (200, 200)),
        (np.full((2, 2), np.nan), (0, 1)),
        (np.ma.masked_all((2, 2)), (0, 1)),
        (np.array([[np.inf, -np.inf]]), (0, 1)),
    ],
)
def test_constant_and_empty_pictures(data, limits):
    wanted = colormaps["viridis"](Normalize(*limits)(data), bytes=True)
    np.testing.assert_array_equal(to_rgba(data), wanted)


@pytest.mark.parametrize("bad", ["red", (0, 1, 0, 0.25), "#12345678", "C1"])
def test_bad_pixels_have_the_color_that_is_asked_for(bad):
    data = np.ma.array([[1.0, np.nan, 3.0]], mask=[[0, 0, 1]])
    found = to_rgba(data, bad=bad, vmin=0, vmax=3)
    wanted = (np.array(mpl.colors.to_rgba(bad)) * 255).astype(np.uint8)
    np.testing.assert_array_equal(found[0, 1:], [wanted, wanted])


@pytest.mark.parametrize(
    "change",
    [lambda a: a[::-1], lambda a: a[:, ::3], np.asfortranarray, xr.DataArray, as_image, np.ndarray.tolist],
)
def test_layout_and_kind_do_not_matter_and_the_input_stays(change):
    data = picture("f8", (30, 40))
    data.flags.writeable = False
    before, given_ = data.copy(), change(data)
    np.testing.assert_array_equal(to_rgba(given_), saved(np.asarray(given_), cmap="viridis"))
    np.testing.assert_array_equal(data, before)


def test_an_image_of_ours_keeps_its_mask_and_its_infinite_pixels():
    data, mask = np.array([[1.0, np.inf, np.nan, 4.0, 5.0]]), np.array([[0, 0, 0, 1, 0]], bool)
    wanted = to_rgba(np.ma.array(data, mask=mask), "hot", bad="c")
    np.testing.assert_array_equal(to_rgba(as_image(data, mask=mask), "hot", bad="c"), wanted)


@pytest.mark.parametrize("broken", [False, True])
@pytest.mark.parametrize("dtype", ["f8", "u2"])
def test_large_arrays_are_the_same(dtype, broken):
    data = np.add.outer(np.arange(1701), np.arange(1301) * 7).astype(dtype)
    mask = data % 5 == 3 if broken else np.ma.nomask
    wanted = colormaps["viridis"](Normalize()(np.ma.array(data, mask=mask)), bytes=True)
    np.testing.assert_array_equal(to_rgba(np.ma.array(data, mask=mask)), wanted)


def test_rc_parameters_change_nothing():
    data = picture("f8")
    wanted = to_rgba(data)
    odd = {
        "image.cmap": "hot",
        "image.origin": "lower",
        "savefig.dpi": 7,
        "image.lut": 5,
        "image.interpolation": "hanning",
    }
    with mpl.rc_context(odd):
        np.testing.assert_array_equal(to_rgba(data), wanted)


@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize("dtype", ["u1", "f2", "f4", "f8"])
def test_colors_pass_through_as_imsave_passes_them(channels, dtype):
    rng = np.random.default_rng(8)
    data = (
        rng.integers(0, 256, (20, 30, channels)).astype("u1")
        if dtype == "u1"
        else rng.random((20, 30, channels)).astype(dtype)
    )
    before = data.copy()
    np.testing.assert_array_equal(to_rgba(data), saved(data))
    np.testing.assert_array_equal(to_rgba(data[::-2, ::3]), saved(data[::-2, ::3].copy()))
    if dtype != "u1":
        data[3, 4, 1] = np.nan
        np.testing.assert_array_equal(to_rgba(data), saved(data))
    elif channels == 3:
        masked = np.ma.array(data, mask=data == 7)
        np.testing.assert_array_equal(to_rgba(masked), saved(masked))
    np.testing.assert_array_equal(data[:3], before[:3])


@pytest.mark.parametrize(
    ("data", "how", "error", "words"),
    [
        (
            np.zeros((2, 2, 3)),
            {"cmap": "hot"},
            ValueError,
            "cmap must not be given for data that are colours",
        ),
        (np.zeros((2, 2, 3)), {"vmin": 0}, ValueError, "vmin must not be given for data that are colours"),
        (
            np.zeros((2, 2, 4)),
            {"norm": Normalize(0, 1)},
            ValueError,
            "norm must not be given for data that are",
        ),
        (
            np.full((2, 2, 3), 1.5),
            {},
            ValueError,
            "data must hold colours from 0 to 1, .* got from 1.5 to 1.5",
        ),
        (np.zeros((2, 2, 3), int), {}, TypeError, "data must hold colours as uint8, .* got int64"),
        (np.zeros((2, 2, 2)), {}, ValueError, r"data must have shape .* got \(2, 2, 2\)"),
        (np.zeros(4), {}, ValueError, r"data must have shape .* got \(4,\)"),
        (np.zeros((0, 4)), {}, ValueError, "data must have at least one pixel"),
        (np.zeros((2, 2), complex), {}, TypeError, "data must hold real numbers, got complex"),
        (np.array([["a"]]), {}, TypeError, "data must hold real numbers, got text"),
        ([[1, 2], [3]], {}, ValueError, "data must have rows of one length"),
        (np.zeros((2, 2)), {"vmin": 3, "vmax": 2}, ValueError, "vmin must be <= vmax, got 3 and 2"),
        (np.zeros((2, 2)), {"vmin": 3}, ValueError, "vmin must be <= vmax, got 3 and 0"),
        (np.zeros((2, 2)), {"vmax": np.nan}, ValueError, "vmax must be a finite number, got nan"),
        (
            np.zeros((2, 2)),
            {"vmax": 1, "norm": Normalize()},
            ValueError,
            "vmin and vmax must not be given with a norm",
        ),
        (
            np.zeros((2, 2)),
            {"norm": 2.0},
            TypeError,
            "norm must be a matplotlib.colors.Normalize, got 2.0",
        ),
        (
            np.zeros((2, 2)),
            {"norm": "lgo"},
            ValueError,
            "norm must be one of 'linear', 'log', 'symlog', 'asinh', got 'lgo'",
        ),
        (
            np.zeros((2, 2)),
            {"cmap": "grey and blue"},
            ValueError,
            "cmap must be a colormap or the name of one",
        ),
        (np.zeros((2, 2)), {"cmap": None}, ValueError, "cmap must be a colormap or the name of one"),
        (
            np.zeros((2, 2)),
            {"bad": "no colour"},
            ValueError,
            "bad must be a matplotlib colour, got 'no colour'",
        ),
    ],
)
def test_errors_say_what_is_wrong(data, how, error, words):
    with pytest.raises(error, match=words):
        to_rgba(data, **how)
