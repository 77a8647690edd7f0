"""ColorExplorer: that its colours are those of matplotlib and its numbers those of numpy."""

import json
import tracemalloc

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import AsinhNorm, LogNorm, Normalize, PowerNorm, SymLogNorm
from PIL import Image
from skimage.filters import threshold_otsu

import nbtools as nb
from nbtools.compute.color.vision import simulate
from tests.widgets import mouse

RNG = np.random.default_rng(0)
IMAGE = RNG.normal(10, 20, (60, 80))
IMAGE[3, 4], IMAGE[5, 6], IMAGE[7, 8] = np.nan, np.inf, -np.inf
FINITE = IMAGE[np.isfinite(IMAGE)]


@pytest.fixture
def w():
    with nb.ColorExplorer(IMAGE) as w:
        yield w


def painted(image, norm, cmap="viridis", **extremes):
    """What matplotlib makes of it."""
    cmap = matplotlib.colormaps[cmap].with_extremes(**extremes)
    with np.errstate(all="ignore"):
        return cmap(norm(np.ma.array(image, mask=np.isnan(image))), bytes=True)


def drag(w, *values, button=1):
    """Press in the histogram at the first value, move over the others, and let go."""
    places = [
        w.histogram.chart.axes.transData.transform((float(w.span_scale(value)), 10.0)) for value in values
    ]
    mouse.drag(w.histogram.canvas, *places, button=button)


# --- pixels -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "norm"),
    [
        ({}, Normalize),
        ({"gamma": 0.4}, lambda low, high: PowerNorm(0.4, low, high)),
        ({"norm": "log"}, LogNorm),
        ({"norm": "symlog", "linthresh": 3.0}, lambda low, high: SymLogNorm(3, vmin=low, vmax=high)),
        ({"norm": "asinh", "linthresh": 3.0}, lambda low, high: AsinhNorm(3, low, high)),
    ],
    ids=["linear", "gamma", "log", "symlog", "asinh"],
)
@pytest.mark.parametrize("auto", ["percentiles", "min/max", "Otsu", "manual"])
def test_every_scale_has_matplotlibs_pixels_and_counts(w, told, norm, auto):
    w.set(auto=auto, **told)
    if auto == "manual":
        w.limits = (2.5, 40)
    wanted = painted(IMAGE, norm(*w.limits))
    assert np.array_equal(w.rgba(), wanted)
    assert np.array_equal(w.result.rgba, wanted)
    assert np.array_equal(nb.to_rgba(IMAGE, "viridis", norm=norm(*w.limits)), wanted)
    marked = painted(IMAGE, norm(*w.limits), under="#010203", over="#030201", bad="#020301")[..., :3]
    counts = [int((marked == color).all(-1).sum()) for color in ((1, 2, 3), (3, 2, 1), (2, 3, 1))]
    assert list(w.spread) == counts
    assert [w.result.n_under, w.result.n_over, w.result.n_bad] == counts
    assert (
        f"{100 * counts[0] / IMAGE.size:.3g} % below, {100 * counts[1] / IMAGE.size:.3g} % above"
        in w.status()
    )
    assert f"{counts[2]:,} bad pixel" in w.status()
    space = {"image": IMAGE}
    exec(w.code(), space)
    assert np.array_equal(space["rgba"], wanted)


@pytest.mark.parametrize("name", ["twilight", "gray", "RdBu_r", "tab10"])
def test_any_colormap_of_matplotlib_both_ways_round(w, name):
    w.set(cmap=name, limits=(0, 30))
    assert np.array_equal(w.rgba(), painted(IMAGE, Normalize(0, 30), name))
    w.press("r")
    turned = name.removesuffix("_r") if name.endswith("_r") else f"{name}_r"
    wanted = painted(IMAGE, Normalize(0, 30), turned)
    assert np.array_equal(w.rgba(), wanted)
    space = {"image": IMAGE}
    exec(w.code(), space)
    assert np.array_equal(space["rgba"], wanted)
    w.undo()
    assert not w.reverse
    with pytest.raises(ValueError, match="cmap must be the name of a colormap"):
        w.cmap = "virids"


def test_a_colormap_of_the_users_own(w):
    mine = matplotlib.colors.ListedColormap(["red", "lime", "blue"], "mine")
    matplotlib.colormaps.register(mine)
    try:
        w.set(cmap="mine", limits=(0, 30), reverse=True)
        wanted = mine.reversed()(Normalize(0, 30)(np.ma.array(IMAGE, mask=np.isnan(IMAGE))), bytes=True)
        assert np.array_equal(w.rgba(), wanted)
        assert "3 colours" in w.status()
        space = {"image": IMAGE}
        exec(w.code(), space)
        assert np.array_equal(space["rgba"], wanted)
        w.reset()
    finally:
        matplotlib.colormaps.unregister("mine")


def test_colours_of_bad_pixels_and_marks_out_of_range(w):
    w.set(limits=(0, 20), bad="magenta")
    plain = painted(IMAGE, Normalize(0, 20), bad="#cc79a7")
    assert np.array_equal(w.rgba(), plain)
    w.press("o")
    marked = painted(IMAGE, Normalize(0, 20), bad="#cc79a7", under="#0072b2", over="#d55e00")
    assert np.array_equal(w.rgba(), marked)
    assert np.array_equal(w.rgba(marks=False), plain)
    space = {"image": IMAGE}
    exec(w.code(), space)
    assert np.array_equal(space["rgba"], marked)


@pytest.mark.parametrize("dtype", ["u1", "i2", ">u2", "i8", "f4", ">f8"])
def test_numbers_of_every_kind(dtype):
    image = np.abs(RNG.normal(60, 20, (40, 50))).clip(0, 255).astype(dtype)
    with nb.ColorExplorer(image, auto="min/max") as w:
        assert w.limits == (image.min(), image.max())
        assert np.array_equal(w.rgba(), painted(image, Normalize(image.min(), image.max())))


def test_integers_beyond_2_to_the_53_and_enormous_floats():
    large = 2**60 + np.arange(12).reshape(3, 4) * 2**50
    with nb.ColorExplorer(large) as w:
        assert np.array_equal(w.rgba(), painted(large, Normalize(*w.limits)))
    for image in (np.array([[-1.7e308, 0.0, 1.7e308]]), np.array([[0.0, 5e-324, 1e-323]])):
        with nb.ColorExplorer(image) as w:
            w.png()
            for norm in ("log", "symlog", "asinh"):
                w.norm = norm
                w.histogram.canvas.png()
                assert w.last_error is None


def test_a_colour_picture_is_pointed_to_channel_axis():
    picture = RNG.integers(0, 256, (30, 40, 3), np.uint8)
    with pytest.raises(ValueError, match="for a colour picture pass channel_axis=-1"):
        nb.ColorExplorer(picture)
    with nb.ColorExplorer(picture, channel_axis=-1) as w:
        assert w.rgba().shape == (30, 40, 4)
        space = {"image": picture}
        exec(w.code(), space)
        assert np.array_equal(space["rgba"], w.rgba())


def test_nothing_positive_on_a_logarithmic_scale():
    with nb.ColorExplorer(-np.ones((5, 6)), norm="log") as w:
        assert "30 bad pixels (30 have no place on a logarithmic scale)" in w.status()
        assert np.array_equal(w.rgba(), np.zeros((5, 6, 4), np.uint8))


# --- limits -----------------------------------------------------------------------------------------------------


def test_automatic_limits(w):
    low, high = (np.percentile(FINITE, q, method=how) for q, how in ((0.5, "lower"), (99.5, "higher")))
    assert w.limits == (low, high)
    w.percentiles = (10, 60)
    low, high = (np.percentile(FINITE, q, method=how) for q, how in ((10, "lower"), (60, "higher")))
    assert w.limits == (low, high)
    w.auto = "min/max"
    assert w.limits == (FINITE.min(), FINITE.max())
    w.auto = "Otsu"
    assert w.limits == (threshold_otsu(FINITE), FINITE.max())
    w.norm = "log"
    assert w.limits == (threshold_otsu(FINITE[FINITE > 0]), FINITE.max())
    w.auto = "percentiles"
    assert w.limits[0] == np.percentile(FINITE[FINITE > 0], 10, method="lower")


def test_limits_by_hand_are_manual_until_told_otherwise(w):
    first = w.limits
    w.limits = (-3, 55)
    assert (w.auto, w.limits) == ("manual", (-3, 55))
    assert w.undo()
    assert (w.auto, w.limits) == ("percentiles", first)
    assert w.redo()
    assert (w.auto, w.limits) == ("manual", (-3, 55))
    w.set(limits=(1, 2), cmap="magma")
    assert (w.auto, w.limits) == ("manual", (1, 2))
    w.auto = "percentiles"
    assert w.limits == first
    w.percentiles = (20, 70)
    second = w.limits
    assert w.undo()
    assert (w.auto, w.limits) == ("percentiles", first)
    assert w.redo()
    assert (w.auto, w.limits) == ("percentiles", second)
    assert w.reset().limits == first
    with nb.ColorExplorer(IMAGE, limits=(0, 9)) as other:
        assert (other.auto, other.limits) == ("manual", (0, 9))
    with nb.ColorExplorer(IMAGE * 2, **w.params) as other:  # automatic limits are those of its own pixels
        assert other.limits == pytest.approx(2 * np.array(first))


def test_limits_may_lie_beyond_the_values(w):
    w.limits = (-1000, 5000)
    assert w.span == (-1000, 5000)
    assert w.range_of("limits")[:2] == (FINITE.min(), FINITE.max())
    assert np.array_equal(w.rgba(), painted(IMAGE, Normalize(-1000, 5000)))
    for wrong in ((5, 5), (6, 5), 7, (1, 2, 3)):
        with pytest.raises(ValueError, match=r"limits must be a pair \(low, high\) with low < high, got"):
            w.limits = wrong
    for wrong in ((np.inf, 0), "ab"):
        with pytest.raises(ValueError, match=r"limits\[0\] must be a finite number, got"):
            w.limits = wrong
    assert w.limits == (-1000, 5000)


def test_a_logarithm_keeps_the_limits_above_zero(w):
    w.limits = (-5, 30)
    w.norm = "log"
    assert w.limits == (FINITE[FINITE > 0].min(), 30)
    w.limits = (-7, -3)
    assert 0 < w.limits[0] < w.limits[1]
    assert w.auto == "manual"


def test_centred_limits_are_symmetric(w):
    w.set(center=True, auto="min/max")
    half = np.abs(FINITE).max()
    assert w.limits == (-half, half)
    w.center_value = 10
    half = np.abs(FINITE - 10).max()
    assert w.limits == (10 - half, 10 + half)
    w.limits = (0, w.limits[1])  # the other one follows
    assert w.limits == (0, 20)
    w.limits = (0, 25)
    assert w.limits == (-5, 25)
    w.gamma = 0.5  # which would put another value in the middle
    assert w.scale(10) == 0.5
    w.norm = "symlog"
    assert w.limits == (-25, 25)
    assert w.scale(0) == 0.5
    assert np.array_equal(w.rgba(), painted(IMAGE, SymLogNorm(w.linthresh, vmin=-25, vmax=25)))


def test_a_handle_of_the_slider_moves_one_limit_and_leaves_the_other_exact(w):
    low, high = w.limits
    control = w.shell._controls["limits"]
    slider, lower, upper = control.parts
    ticks = w.range_of("limits")[2]
    slider.value = (slider.value[0] + 10 * ticks, slider.value[1])
    assert (w.auto, w.limits[1]) == ("manual", high)
    assert w.limits[0] == pytest.approx(low + 10 * ticks, abs=ticks)
    upper.value = 33.25
    assert w.limits[1] == 33.25
    w.limits = (low, high)
    lower.value = -2.5
    assert w.limits == (-2.5, high)
    assert upper.value == pytest.approx(high, abs=ticks / 20)
    w.set(center=True, limits=(-10, 10))
    slider.value = (slider.value[0] + 20 * ticks, slider.value[1])
    assert w.limits[0] == -w.limits[1] == pytest.approx(-10 + 20 * ticks, abs=ticks)


def test_far_away_pixels_do_not_spoil_slider_and_histogram():
    image = RNG.normal(100, 5, (100, 100))
    image[3, 3] = 1e6
    with nb.ColorExplorer(image) as w:
        assert w.range_of("limits")[1] < 200
        assert w.histogram.chart._bars.counts.sum() == image.size
        w.auto = "min/max"
        assert w.limits == (image.min(), 1e6)
        assert w.span == (pytest.approx(w.reach[0]), 1e6)


def test_limits_of_what_is_in_view(w):
    w.picture.view = ((10, 20), (40, 60))
    w.press("v")
    part = IMAGE[10:40, 20:60]
    low, high = (np.percentile(part, q, method=how) for q, how in ((0.5, "lower"), (99.5, "higher")))
    assert (w.auto, w.limits) == ("manual", (low, high))


@pytest.mark.parametrize("view", [((-9, 0), (-3, 5)), ((0, -9), (5, -4)), ((70, 0), (90, 5))])
def test_a_view_beside_the_image_leaves_the_limits_alone(w, view):
    w.limits = 1, 2
    w.picture.view = view
    w.fit_to_view()
    assert w.limits == (1, 2)


# --- the histogram ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("norm", ["linear", "symlog", "asinh", "log"])
def test_the_histogram_counts_all_pixels(w, norm):
    w.norm = norm
    counts, edges = w.histogram.chart._bars.counts, w.histogram.chart._bars.edges
    good = FINITE[FINITE > 0] if norm == "log" else FINITE
    assert counts.sum() == len(good)
    places = np.asarray(w.span_scale(good))
    wanted = np.histogram(places, edges)[0]
    assert np.abs(np.cumsum(counts) - np.cumsum(wanted)).max() <= 1  # places are rounded


def test_bars_of_integers_have_as_many_of_them_each():
    image = np.arange(256, dtype=np.uint8).repeat(3).reshape(16, 48)
    with nb.ColorExplorer(image) as w:
        assert set(w.histogram.chart._bars.counts) == {6}
    with nb.ColorExplorer(image // 4) as w:
        assert set(w.histogram.chart._bars.counts) == {12}


@pytest.mark.parametrize("norm", ["linear", "symlog"])
def test_both_lines_are_dragged_and_a_drag_is_one_step_back(w, norm):
    w.set(norm=norm, limits=(0, 40))
    low, high = w.span
    fine = (high - low) / (100 if norm == "linear" else 50)
    drag(w, 0, -5, -10, -12)
    assert w.limits == (pytest.approx(-12, abs=fine), 40)
    assert w.undo()
    assert w.limits == (0, 40)
    assert w.redo()
    drag(w, 40, 30, 21.0)
    assert w.limits[1] == pytest.approx(21, abs=fine)
    assert w.limits[0] == pytest.approx(-12, abs=fine)
    assert w.undo()
    assert w.limits[1] == 40
    assert w.undo()
    assert w.limits == (0, 40)
    drag(w, 60)  # from outside of them it is the nearest
    assert w.limits == (0, pytest.approx(60, abs=fine))
    drag(w, low, high)  # which stops at the other one
    assert w.limits[0] < w.limits[1] == pytest.approx(60, abs=fine)


def test_between_the_lines_both_are_dragged(w):
    w.limits = (0, 40)
    drag(w, 20, 25, 30)
    assert w.limits == (pytest.approx(10, abs=1), pytest.approx(50, abs=1))
    drag(w, 30, 1000)
    assert w.limits == (pytest.approx(FINITE.max() - 40, abs=1), FINITE.max())


def test_a_press_elsewhere_drags_nothing(w):
    before = w.limits
    mouse.drag(w.histogram.canvas, (200, 30), (220, 30))  # on a small picture
    assert w.limits == before


# --- what is seen -----------------------------------------------------------------------------------------------


def test_small_pictures_are_grey_and_colour_blind(w):
    w.limits = (0, 30)
    assert np.array_equal(w.histogram.chart._rasters[0].source.table, simulate(w.table_of_colors, "grey"))
    for vision in ("deuteranopia", "protanopia", "tritanopia"):
        w.vision = vision
        assert np.array_equal(w.histogram.chart._rasters[1].source.table, simulate(w.table_of_colors, vision))
        assert w.histogram.chart._small[1].get_title(loc="left") == vision
    assert not w.undo() or w.vision == "tritanopia"


def test_small_pictures_follow_the_view(w):
    w.png()
    w.picture.zoom(0.3)
    w.png()
    w.histogram.canvas.png()
    (row0, col0), (row1, col1) = w.picture.view
    for axes in w.histogram.chart._small:
        assert axes.get_xlim()[0] <= col0 - 0.5 < col1 - 0.5 <= axes.get_xlim()[1]
        assert axes.get_ylim()[1] <= row0 - 0.5 < row1 - 0.5 <= axes.get_ylim()[0]


@pytest.mark.parametrize("norm", ["linear", "log", "symlog", "asinh"])
def test_the_scale_says_which_value_has_which_colour(w, norm):
    w.set(norm=norm, limits=(2, 60))
    places, names = w.picture.bar.ticks.places, w.picture.bar.ticks.names
    assert len(places) >= 3
    for place, name in zip(places, names, strict=True):
        assert float(w.scale(float(name))) == pytest.approx(place, abs=1e-6)
    assert [tip.get_visible() for tip in w.picture.bar.tips] == [True, True]
    w.limits = (1e-9 if norm == "log" else -1000, 1000)
    assert [tip.get_visible() for tip in w.picture.bar.tips] == [
        norm in ("linear",),
        norm in ("linear",),
    ]


def test_words_under_the_cursor(w):
    w.limits = (0, 30)
    red, green, blue = w.rgba()[11, 21, :3]
    assert w.picture.axes.format_coord(21.2, 10.8) == (
        f"row 11, col 21: value {IMAGE[11, 21]:.6g}, colour #{red:02x}{green:02x}{blue:02x}"
    )
    assert w.picture.axes.format_coord(4, 3) == "row 3, col 4: value –, colour #00000000"
    assert w.picture.axes.format_coord(-0.6, 5) == w.picture.axes.format_coord(6, 59.6) == ""


def test_the_status_says_it_all(w):
    w.limits = (0, 30)
    below, above = np.sum(IMAGE < 0), np.sum(IMAGE > 30)
    assert w.shell.message == (
        f"limits 0 to 30, {below / 48:.3g} % below, {above / 48:.3g} % above, 1 bad pixel, 256 colours"
    )


def test_zoomed_in_each_pixel_has_its_colour(w):
    w.set(limits=(0, 30), bad="green")
    w.picture.view = ((0, 0), (9, 12))
    canvas = w.picture.canvas
    canvas.draw()
    screen = np.asarray(canvas.buffer_rgba())
    for row in range(9):
        for col in range(12):
            x, y = w.picture.axes.transData.transform((col, row))
            assert screen[int(screen.shape[0] - y), int(x)].tolist() == w.rgba()[row, col].tolist()


def test_saved_pixels_are_those_of_the_array(w, tmp_path):
    w.set(norm="symlog", bad="gray", clipping=True)
    w.save_png(tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as picture:
        assert np.array_equal(np.asarray(picture.convert("RGBA")), w.rgba())


def test_a_saved_picture_takes_what_the_function_takes(tmp_path):
    image = np.arange(150.0 * 200).reshape(150, 200)
    more = {"pixel_size": 0.5, "unit": "nm", "scale_bar": True, "circles": [(20, 30)], "radius": 9, "origin": "lower",
            "outlines": image > 900, "antialias": True}  # fmt: skip
    with nb.ColorExplorer(image, cmap="magma", title="Heights") as w:
        w.save_png(tmp_path / "a.png", scale=2, metadata={"Author": "me"}, **more)
        scheme = w.result
        nb.save_png(tmp_path / "b.png", image, scheme.cmap, norm=scheme.norm, scale=2, **more)
        back, wanted = nb.read_png(tmp_path / "a.png"), nb.read_png(tmp_path / "b.png")
        assert np.array_equal(back.rgba, wanted.rgba)
        assert {name: back.metadata["text"][name] for name in ("Author", "Title")} == {
            "Author": "me",
            "Title": "Heights",
        }
        for wrong in ("cmap", "vmin", "scales"):
            with pytest.raises(TypeError, match=rf"ColorExplorer.save_png has no '{wrong}'; it takes path"):
                w.save_png(tmp_path / "c.png", **{wrong: 3})


@pytest.mark.parametrize("shape", [(1, 50), (50, 1), (3, 400), (400, 3)])
def test_thin_images(shape):
    with nb.ColorExplorer(np.arange(float(np.prod(shape))).reshape(shape)) as w:
        for norm in ("log", "symlog", "linear"):
            w.norm = norm
            w.png()
            w.histogram.canvas.png()


@pytest.mark.parametrize(
    "parameters", [{}, {"norm": "symlog", "linthresh": 3.0}, {"clipping": True, "gamma": 0.5}]
)
def test_the_numbers_come_back_from_a_saved_picture(tmp_path, parameters):
    with nb.ColorExplorer(IMAGE, limits=(-20, 30), **parameters) as w:
        w.save_png(tmp_path / "a.png", scale=2)
        back = nb.read_png(tmp_path / "a.png")
        assert np.array_equal(back.rgba, w.rgba().repeat(2, 0).repeat(2, 1))
    values, error = back.values[::2, ::2], back.error[::2, ::2]
    good = np.isfinite(IMAGE) & np.isfinite(values)
    assert good.mean() > 0.5
    assert (np.abs(values - IMAGE)[good] <= error[good]).all()
    assert json.loads(back.metadata["text"]["Parameters"])["limits"] == [-20, 30]


def test_memory_beyond_the_image(w):
    w.png()  # everything is imported
    image = np.random.default_rng(0).random((2000, 4000))
    tracemalloc.start()
    try:
        with nb.ColorExplorer(image) as large:
            for limits in ((0.1, 0.9), (0.2, 0.8)):
                large.limits = limits
                large.png()
                large.histogram.canvas.png()
            assert tracemalloc.get_traced_memory()[1] < 1.3 * image.nbytes
    finally:
        tracemalloc.stop()
