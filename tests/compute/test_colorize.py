"""An image in colours, against matplotlib and pixel by pixel."""

import matplotlib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import (
    AsinhNorm,
    BoundaryNorm,
    LogNorm,
    Normalize,
    PowerNorm,
    SymLogNorm,
    to_hex,
)
from skimage.color import rgb2gray

import nbtools as nb
from nbtools.compute.color.colorize import colorize
from nbtools.compute.color.colormaps import with_extremes

RNG = np.random.default_rng(0)
IMAGE = RNG.normal(10, 20, (60, 80))
IMAGE[3, 4], IMAGE[5, 6], IMAGE[7, 8] = np.nan, np.inf, -np.inf
NORMS = [
    Normalize(-5, 30),
    Normalize(4, 4),
    LogNorm(0.5, 40),
    SymLogNorm(2, vmin=-40, vmax=40),
    PowerNorm(0.3, 1, 40),
    AsinhNorm(2, -20, 40),
]


def painted(image, norm, cmap):
    """What matplotlib makes of it."""
    with np.errstate(all="ignore"):
        return cmap(norm(np.ma.array(image, mask=np.ma.getmaskarray(image) | np.isnan(image))), bytes=True)


@pytest.mark.parametrize("norm", NORMS, ids=lambda norm: type(norm).__name__)
@pytest.mark.parametrize("dtype", ["f8", ">f4", "i4", "u1"])
def test_pixels_and_counts_are_matplotlibs(norm, dtype):
    image = (
        np.nan_to_num(IMAGE, posinf=90, neginf=0).clip(0).astype(dtype)
        if dtype[-2] in "iu"
        else IMAGE.astype(dtype)
    )
    cmap = matplotlib.colormaps["magma"].with_extremes(bad="#010203", under="#fefdfc", over="#030201")
    found = colorize(image, "magma", norm=norm, bad="#010203", under="#fefdfc", over="#030201")
    wanted = painted(image, norm, cmap)
    assert np.array_equal(found.rgba, wanted)
    hexes = [to_hex(color / 255) for color in wanted.reshape(-1, 4)]
    assert (found.n_bad, found.n_under, found.n_over) == tuple(
        map(hexes.count, ("#010203", "#fefdfc", "#030201"))
    )
    table = found.table
    assert len(table) == 259
    assert table["n_pix"].sum() == image.size
    assert table["fraction"].sum() == pytest.approx(1)
    for color, number in table.groupby("color")["n_pix"].sum().items():
        assert number == hexes.count(color)


@pytest.mark.parametrize(
    "norm", [norm for norm in NORMS if norm.vmin < norm.vmax], ids=lambda norm: type(norm).__name__
)
def test_values_lie_between_those_of_their_row(norm):
    table = colorize(IMAGE, norm=norm).table.iloc[:-1]
    assert table["value0"].iloc[0] == -np.inf
    assert table["value1"].iloc[-1] == np.inf
    assert (table["value0"].iloc[1], table["value1"].iloc[-2]) == (norm.vmin, norm.vmax)
    assert np.array_equal(table["value0"].iloc[1:], table["value1"].iloc[:-1])
    good = IMAGE[np.isfinite(IMAGE) & ((IMAGE > 0) | (not isinstance(norm, LogNorm)))]
    edges = np.append(table["value0"], np.inf)
    counts = np.histogram(good, edges)[0]
    inf = [np.inf, -np.inf] if type(norm) in (Normalize, PowerNorm) else []
    counts[-1] += inf.count(np.inf)
    counts[0] += inf.count(-np.inf)
    assert np.array_equal(counts, table["n_pix"])


def test_limits_are_the_extremes_unless_given():
    found = colorize(IMAGE)
    finite = IMAGE[np.isfinite(IMAGE)]
    assert (found.vmin, found.vmax) == (finite.min(), finite.max())
    assert (colorize(IMAGE, vmin=3).vmin, colorize(IMAGE, vmax=3.5).vmax) == (3, 3.5)
    assert found.cmap.name == "viridis"


def test_masked_pixels_are_bad_even_if_infinite():
    image = np.ma.array(IMAGE, mask=False)
    image.mask[5, 6] = image.mask[0, 0] = True
    found = colorize(image, vmin=0, vmax=1, bad="red")
    assert found.n_bad == 3
    assert found.rgba[5, 6].tolist() == found.rgba[0, 0].tolist() == [255, 0, 0, 255]
    assert np.array_equal(found.rgba, painted(image, Normalize(0, 1), with_extremes("viridis", "red")))


def test_a_colour_picture_is_coloured_by_its_luminance():
    picture = RNG.integers(0, 256, (9, 7, 3), np.uint8)
    found = colorize(picture, vmin=0, vmax=1, channel_axis=-1)
    assert np.array_equal(found.rgba, matplotlib.colormaps["viridis"](rgb2gray(picture), bytes=True))
    with pytest.raises(ValueError, match="for a colour picture pass channel_axis=-1"):
        colorize(picture)


def test_boundaries_and_short_maps():
    norm = BoundaryNorm([0, 5, 20], 3, extend="max")
    cmap = matplotlib.colormaps["viridis"].resampled(3)
    found = colorize(IMAGE, cmap, norm=norm)
    assert np.array_equal(found.rgba, painted(IMAGE, norm, cmap))
    assert found.table["n_pix"].sum() == IMAGE.size
    assert found.table["value0"].iloc[2:4].isna().all()  # this norm does not say which values a colour has


@pytest.mark.parametrize("norm", [Normalize, LogNorm, PowerNorm], ids=lambda norm: norm.__name__)
def test_a_norm_without_limits_finds_them_as_in_to_rgba(norm):
    image = np.abs(RNG.normal(10, 20, (30, 40)))
    image[3, 4], image[5, 6] = np.nan, np.inf
    given = norm(0.5) if norm is PowerNorm else norm()
    found = colorize(image, norm=given)
    finite = image[np.isfinite(image)]
    assert (found.vmin, found.vmax) == (finite.min(), finite.max())
    assert (given.vmin, given.vmax) == (None, None)
    limits = found.vmin, found.vmax
    wanted = norm(0.5, *limits) if norm is PowerNorm else norm(*limits)
    assert np.array_equal(found.rgba, painted(image, wanted, matplotlib.colormaps["viridis"]))
    assert np.array_equal(found.rgba, nb.to_rgba(image, norm=given))


SOME = ["?", "u1", "i1", ">u2", "i4", "u8", "f2", "f4", ">f8", "g"]
MAKE = [None, Normalize, lambda: Normalize(vmax=3), lambda: Normalize(0, 5, clip=True), LogNorm,
        lambda: SymLogNorm(2), lambda: PowerNorm(0.5), lambda: AsinhNorm(2),
        lambda: BoundaryNorm([0, 1, 5], 256)]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_the_pixels_are_always_those_of_to_rgba(data):
    dtype = np.dtype(data.draw(st.sampled_from(SOME)))
    numbers = st.sampled_from([7, 0, 1, 3, 100]) | st.integers(0, 127)
    if dtype.kind == "f":
        numbers |= st.sampled_from([np.nan, np.inf, -np.inf, -2.5, 0.1, 65000])
    values = data.draw(
        st.lists(numbers, min_size=1, max_size=6) | st.lists(st.just(7), min_size=1, max_size=4)
    )
    image = np.array([values]).astype(dtype)
    if data.draw(st.booleans()):
        image = np.ma.array(
            image, mask=[data.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values)))]
        )
    make = data.draw(st.sampled_from(MAKE))
    limits = (
        {} if make else data.draw(st.sampled_from([{}, {"vmin": 2}, {"vmax": 3.5}, {"vmin": 1, "vmax": 1}]))
    )
    how = {"cmap": "plasma", "bad": "lime", **limits}
    found = []
    for paint in (nb.to_rgba, lambda *args, **options: colorize(*args, **options).rgba):
        try:
            found.append(paint(image, norm=make and make(), **how).tolist())
        except ValueError as error:
            found.append(str(error))
    assert found[0] == found[1]
    if isinstance(found[0], list):
        counts = colorize(image, norm=make and make(), **how)
        assert counts.counts.sum() == image.size == counts.table["n_pix"].sum()


@pytest.mark.parametrize("image", [[[7, 7]], [[7.5]], [[True, True]], np.full((2, 2), np.nan), [[np.inf, np.nan]],
                                   np.ma.masked_all((2, 3)), np.array([[5, 5]], ">i2")], ids=str)  # fmt: skip
def test_pictures_of_one_value_or_none(image):
    assert np.array_equal(colorize(image).rgba, nb.to_rgba(image))
    values = np.ma.array(image, dtype=float)
    finite = values.data[~np.ma.getmaskarray(values) & np.isfinite(values.data)]
    norm = Normalize(finite.min(), finite.max()) if finite.size else Normalize(0, 1)
    assert np.array_equal(nb.to_rgba(image), painted(values, norm, matplotlib.colormaps["viridis"]))


def test_nothing_is_changed():
    image, cmap = IMAGE.copy(), matplotlib.colormaps["viridis"]
    image.flags.writeable = False
    found = colorize(image, cmap, bad="red")
    assert found.rgba.flags.writeable is False
    assert cmap(np.ma.masked) == (0, 0, 0, 0)
    assert np.array_equal(image, IMAGE, equal_nan=True)


def test_wrong_arguments_are_named():
    for options, words in (
        ({"cmap": "no"}, "cmap must be a colormap or the name of one"),
        ({"vmin": 3, "vmax": 1}, "vmin must be <= vmax, got 3"),
        ({"vmin": np.nan}, "vmin must be a finite number"),
        ({"norm": LogNorm(1, 2), "vmin": 1}, "either as vmin and vmax or in the norm"),
    ):
        with pytest.raises(ValueError, match=words):
            colorize(IMAGE, **options)


def test_public():
    assert nb.colorize is colorize
    assert isinstance(nb.colorize(IMAGE), nb.Coloring)
