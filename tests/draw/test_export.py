"""Files hold exactly the pixels that were asked for, and give the numbers back."""

import io
import os

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import colormaps
from matplotlib.colors import (
    AsinhNorm,
    BoundaryNorm,
    CenteredNorm,
    FuncNorm,
    ListedColormap,
    LogNorm,
    Normalize,
    PowerNorm,
    SymLogNorm,
    TwoSlopeNorm,
)
from PIL import Image

import nbtools
from nbtools.compute.color.to_rgba import to_rgba
from nbtools.compute.png.png import encode_png
from nbtools.compute.png.png_image import NOTE, read_png
from nbtools.draw.export import save_png
from nbtools.draw.marks.burn import burn_circles, burn_outlines
from nbtools.draw.marks.scale_bar import burn_scale_bar

NORMS = {
    "linear": lambda: Normalize(-1, 1.5),
    "clipped": lambda: Normalize(-1, 1, clip=True),
    "log": lambda: LogNorm(0.01, 2),
    "symlog": lambda: SymLogNorm(0.1, vmin=-2, vmax=2),
    "asinh": lambda: AsinhNorm(0.1, vmin=-2, vmax=2),
    "power": lambda: PowerNorm(0.5, -1, 2),
    "two slopes": lambda: TwoSlopeNorm(0.2, -2, 2),
    "centred": lambda: CenteredNorm(0.1, 1),
    "function": lambda: FuncNorm((np.cbrt, lambda x: x**3), -2, 2),
    "boundaries": lambda: BoundaryNorm([-2, -1, 0, 0.5, 2], 256),
}


def decoded(file):
    with Image.open(file) as picture:
        return np.array(picture.convert("RGBA"))


def mode(file):
    with Image.open(file) as picture:
        return picture.mode


def by_imsave(data, **how):
    file = io.BytesIO()
    plt.imsave(file, data, format="png", **how)
    return decoded(file)


def waves(rows=40, cols=60):
    return np.sin(np.arange(rows) / 7)[:, None] * np.cos(np.arange(cols) / 9) + np.arange(cols) / 50


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.png"


@pytest.mark.parametrize("name", sorted(colormaps))
def test_every_colormap_is_saved_as_it_is_shown(path, name):
    rgba = to_rgba(waves(), name)  # which is held to matplotlib's pixels in tests/compute/test_pixels.py
    save_png(path, waves(), name)
    np.testing.assert_array_equal(decoded(path), rgba)
    assert mode(path) == ("P" if len(np.unique(rgba.reshape(-1, 4), axis=0)) <= 256 else "RGB")


@pytest.mark.parametrize("origin", ["upper", "lower"])
def test_the_first_row_is_where_it_is_asked_for_whatever_the_rc_parameters_are(path, origin):
    data = waves()
    data[2, 3] = np.nan
    wanted = by_imsave(data, vmin=0, vmax=1, origin=origin, cmap="viridis")
    with mpl.rc_context(
        {"image.cmap": "hot", "image.origin": "lower", "savefig.dpi": 7, "text.antialiased": False}
    ):
        save_png(path, data, vmin=0, vmax=1, origin=origin)
    np.testing.assert_array_equal(decoded(path), wanted)


@pytest.mark.parametrize(
    "data", [np.full((3, 4), 7.0), np.ones((1, 1), bool), np.ma.masked_all((2, 2)), np.array([[np.nan]])]
)
def test_constant_tiny_and_empty_pictures(path, data):
    np.testing.assert_array_equal(decoded(save_png(path, data)), to_rgba(data))


def test_the_kind_of_file_follows_the_colors_that_are_used(path):
    many = colormaps["hsv"].resampled(1000)
    assert mode(save_png(path, waves(), many)) == "RGB"
    np.testing.assert_array_equal(decoded(path), to_rgba(waves(), many))
    assert len(np.unique(to_rgba(waves(), many).reshape(-1, 4), axis=0)) > 256
    few = waves().round(1)
    assert mode(save_png(path, few, many, overwrite=True)) == "P"
    np.testing.assert_array_equal(decoded(path), to_rgba(few, many))
    extremes = colormaps["viridis"].with_extremes(under="r", over="b", bad="w")
    all_of_them = np.linspace(-0.1, 1.1, 4000).reshape(40, 100)
    all_of_them[0, 50] = np.nan
    assert mode(save_png(path, all_of_them, extremes, vmin=0, vmax=1, overwrite=True)) == "RGB"
    np.testing.assert_array_equal(decoded(path), to_rgba(all_of_them, extremes, 0, 1))
    clear = many.with_extremes(bad=(1, 0, 0, 0.5))
    assert mode(save_png(path, all_of_them, clear, vmin=0, vmax=1, overwrite=True)) == "RGBA"
    np.testing.assert_array_equal(decoded(path), to_rgba(all_of_them, clear, 0, 1))
    assert read_png(path).values[0, 50] != read_png(path).values[0, 50]


@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize("colors", [5, 256])
def test_colors_pass_through(path, channels, colors):
    data = np.random.default_rng(0).integers(0, colors, (50, 40, channels)).astype(np.uint8)
    save_png(path, data[::-1], scale=np.int64(2))
    np.testing.assert_array_equal(decoded(path), by_imsave(data[::-1].repeat(2, 0).repeat(2, 1)))
    with pytest.raises(ValueError, match="holds colours, not numbers"):
        _ = read_png(path).values


@pytest.mark.parametrize("scale", [1, 3])
@pytest.mark.parametrize("origin", ["upper", "lower"])
def test_each_element_is_repeated(path, scale, origin):
    data = waves(5, 7)
    save_png(path, data, scale=scale, origin=origin)
    plain = to_rgba(data)[:: -1 if origin == "lower" else 1]
    np.testing.assert_array_equal(decoded(path), np.kron(plain, np.ones((scale, scale, 1), np.uint8)))


@pytest.mark.parametrize("dtype", ["u1", "u2", ">u2"])
def test_integers_of_the_type_are_shades_of_gray_as_they_are(path, dtype):
    bits = 8 * np.dtype(dtype).itemsize
    data = np.random.default_rng(1).integers(0, 2**bits, (20, 30)).astype(dtype)
    save_png(path, data, None, bits=bits)
    with Image.open(path) as picture:
        np.testing.assert_array_equal(np.array(picture), data)
    back = read_png(path)
    np.testing.assert_array_equal(back.values, data)
    assert (back.error == 0).all()


@pytest.mark.parametrize("bits", [8, 16])
def test_the_whole_range_of_a_float_becomes_shades_of_grey_and_comes_back(path, bits):
    data = np.linspace(-0.99, 0.99, 35).reshape(5, 7) * np.finfo("f8").max
    back = read_png(save_png(path, data, None, bits=bits))
    assert (np.abs(back.values / 2 - data / 2) <= back.error / 2).all()


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("limits", [(None, None), (-0.5, 1)])
def test_other_numbers_are_scaled_to_shades_of_gray(path, bits, limits):
    data = waves()
    data[0, 0] = np.inf if limits[0] else data[0, 0]
    save_png(path, data, cmap=None, bits=bits, vmin=limits[0], vmax=limits[1])
    low, high = (data.min(), data.max()) if limits[0] is None else limits
    top = 2**bits - 1
    wanted = [
        [round((min(max(x, low), high) - low) / (high - low) * top) for x in row] for row in data.tolist()
    ]
    with Image.open(path) as picture:
        np.testing.assert_array_equal(np.array(picture), wanted)
    back = read_png(path)
    assert (np.abs(back.values - data) <= back.error).all()
    assert np.isinf(back.error).any() == (limits[0] is not None)


def test_a_palette_passes_through(path):
    rng = np.random.default_rng(2)
    table = rng.integers(0, 256, (30, 4)).astype(np.uint8)
    table[7] = table[3]
    labels = rng.integers(0, 30, (20, 21))
    save_png(path, labels, palette=table, scale=2)
    large = labels.repeat(2, 0).repeat(2, 1)
    np.testing.assert_array_equal(decoded(path), table[large])
    with Image.open(path) as picture:
        np.testing.assert_array_equal(np.array(picture), large)
    np.testing.assert_array_equal(read_png(path).values, large)


@pytest.mark.parametrize(
    ("size", "unit", "scale", "dpi"),
    [
        (0.5, "µm", 1, 50_800),
        (10, "um", 2, 5080),
        (1, "mm", 1, 25.4),
        (2, "cm", 1, 1.27),
        (1, "m", 1, 0.0254),
    ],
)
def test_the_physical_size_is_kept(path, size, unit, scale, dpi):
    save_png(path, waves(3, 3), pixel_size=size, unit=unit, scale=scale)
    with Image.open(path) as picture:
        assert picture.info["dpi"] == pytest.approx((dpi, dpi), rel=1e-3)
    notes = read_png(path).metadata
    assert (notes["pixel_size"], notes["unit"]) == (size, unit)


def test_a_size_that_png_cannot_express_is_kept_as_text_only(path):
    save_png(path, waves(3, 3), pixel_size=0.1, unit="nm")
    with Image.open(path) as picture:
        assert "dpi" not in picture.info
    assert read_png(path).metadata["pixel_size"] == 0.1


def test_what_was_done_is_told_in_the_file(path):
    hostile = {"Title": "<img src=x onerror=alert(1)> $\\frac{ 画像\n{}", "Comment": "\\u0000 %s"}
    save_png(path, waves(), "magma", norm=PowerNorm(0.5, 0, 2), origin="lower", scale=2, metadata=hostile)
    notes = read_png(path).metadata
    assert {key: notes[key] for key in ("cmap", "vmin", "vmax", "origin", "scale", "shape", "dtype", "version")} == {
        "cmap": "magma", "vmin": 0, "vmax": 2, "origin": "lower", "scale": 2, "shape": [40, 60],
        "dtype": "float64", "version": nbtools.__version__,
    }  # fmt: skip
    assert notes["norm"]["name"] == "PowerNorm"
    assert notes["norm"]["gamma"] == 0.5
    assert notes["text"] == {"Software": f"nbtools {nbtools.__version__}", **hostile}


@pytest.mark.parametrize("name", NORMS)
def test_the_parameters_of_every_norm_are_told(path, name):
    save_png(path, waves(), norm=NORMS[name]())
    told = read_png(path).metadata["norm"]
    assert told.pop("name") == type(NORMS[name]()).__name__
    for key in set(told) - {"linscale", "base"}:
        np.testing.assert_array_equal(told[key], getattr(NORMS[name](), key))


def test_the_same_call_writes_the_same_bytes(path, tmp_path):
    how = {
        "norm": LogNorm(),
        "circles": [(3, 4)],
        "radius": 5,
        "scale_bar": True,
        "pixel_size": 2,
        "unit": "nm",
    }
    for data, cmap in (
        (waves(90, 200) + 3, "viridis"),
        (waves(90, 200) + 3, colormaps["hot"].resampled(900)),
    ):
        first = save_png(path, data, cmap, overwrite=True, **how).read_bytes()
        assert save_png(tmp_path / "b.png", data.copy(), cmap, overwrite=True, **how).read_bytes() == first


def test_nothing_is_overwritten_unless_asked_and_a_failed_write_changes_nothing(path, tmp_path, monkeypatch):
    old = save_png(path, waves()).read_bytes()
    with pytest.raises(FileExistsError, match="overwrite=True"):
        save_png(path, waves() * 2)

    def broken(*_):
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(OSError, match="disk full"):
        save_png(path, waves() * 2, overwrite=True)
    assert path.read_bytes() == old
    assert [file.name for file in tmp_path.iterdir()] == ["a.png"]


def test_swapped_arguments_are_told_with_the_right_call(path):
    for name in (path, str(path)):
        with pytest.raises(TypeError, match=r"path comes first, then data: (save_png\(.*\))") as error:
            save_png(waves(), name)
        call = str(error.value).partition(": ")[2]
        eval(call, {"save_png": save_png, "data": waves()})
        path.unlink()


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", ValueError),
        ("a\0.png", ValueError),
        ("a.jpg", ValueError),
        ("a", ValueError),
        ("no/a.png", FileNotFoundError),
    ],
)
def test_bad_names_are_refused(tmp_path, name, error):
    with pytest.raises(error):
        save_png(f"{tmp_path}/{name}" if name else "", waves())
    assert list(tmp_path.iterdir()) == []


GRAY, TABLE = {"cmap": None}, np.zeros((3, 3), np.uint8)


@pytest.mark.parametrize(
    ("data", "how", "words"),
    [
        (waves(), {"bits": 16}, "bits must be 8, or 16 with cmap=None"),
        (waves(), {"bits": 4, **GRAY}, "bits must be 8, or 16 with cmap=None"),
        (np.ones((2, 3, 3)), {"bits": 16, **GRAY}, "bits must be 8 for a picture with colours"),
        (np.array([[1, np.nan]]), GRAY, "data must hold no NaN and no masked pixels for shades of grey"),
        (np.ma.array([[1, 2]], mask=[[0, 1]]), GRAY, "data must hold no NaN and no masked pixels"),
        (waves(), {"bad": "r", **GRAY}, "bad must not be given with shades of grey"),
        (
            waves(),
            {"circles": [(1, 2)], "radius": 2, **GRAY},
            "circles must not be given with shades of grey",
        ),
        (waves(), {"palette": TABLE}, "data must be integers without a mask"),
        (np.array([[3]]), {"palette": TABLE}, "data must be from 0 to 2, places in the palette, got 3 to 3"),
        (np.array([[-1]]), {"palette": TABLE}, "data must be from 0 to 2"),
        (np.array([[1]]), {"palette": TABLE.astype(int)}, "palette must be uint8 of shape"),
        (np.array([[1]]), {"palette": TABLE, "vmax": 3}, "vmax must not be given with a palette"),
        (np.array([[1]]), {"palette": TABLE, "cmap": "hot"}, "cmap must not be given with a palette"),
        (np.zeros((2, 2, 3)), {"palette": TABLE}, "palette must not be given for data that are colours"),
        (waves(), {"scale": 0}, "scale must be a whole number >= 1, got 0"),
        (waves(), {"origin": "left"}, "origin must be 'upper' or 'lower', got 'left'"),
        (waves(), {"scale_bar": True}, "scale_bar needs pixel_size and unit"),
        (waves(), {"pixel_size": 2}, "pixel_size and unit must be given together"),
        (waves(), {"pixel_size": 2, "unit": "ly"}, "unit must be one of 'nm'"),
        (waves(), {"pixel_size": -2, "unit": "m"}, "pixel_size must be > 0 m, got -2"),
        (waves(), {"circles": [(1, 2)]}, "radius must be given with circles"),
        (waves(), {"radius": 2}, "radius must not be given without circles"),
        (waves(), {"outlines": np.zeros((2, 2), int)}, "outlines must have the shape of the data"),
        (waves(), {"metadata": {NOTE: "x"}}, "metadata must not have the key 'nbtools'"),
        (waves(), {"metadata": {"画": "x"}}, "text must have keys of 1 to 79 printable latin-1"),
        (waves(), {"metadata": {"a": "\0"}}, "metadata must be texts without NUL"),
        (waves(), {"metadata": {"a": 1}}, "metadata must be texts"),
    ],
)
def test_errors_say_what_is_wrong_and_nothing_is_written(path, data, how, words):
    with pytest.raises(ValueError, match=words):
        save_png(path, data, **how)
    assert not path.exists()


@pytest.mark.parametrize("scale", [1, 4])
@pytest.mark.parametrize("origin", ["upper", "lower"])
@pytest.mark.parametrize("antialias", [False, True])
def test_marks_are_burnt_into_the_enlarged_picture(path, scale, origin, antialias):
    data, labels = waves(60, 90), np.zeros((60, 90), int)
    labels[5:9, 6:12], labels[9:12, 6:14] = 1, 2
    save_png(path, data, scale=scale, origin=origin, circles=[(20, 30), (11.5, 70)], radius=6, outlines=labels,
             scale_bar=True, pixel_size=0.5, unit="um", antialias=antialias)  # fmt: skip
    turn = slice(None, None, -1) if origin == "lower" else slice(None)
    wanted = np.kron(to_rgba(data)[turn], np.ones((scale, scale, 1), np.uint8))
    wanted = burn_outlines(wanted, np.kron(labels[turn], np.ones((scale, scale), int)))
    rows = [39, 47.5] if origin == "lower" else [20, 11.5]
    centers = [
        (row * scale + (scale - 1) / 2, col * scale + (scale - 1) / 2)
        for row, col in zip(rows, (30, 70), strict=True)
    ]
    wanted = burn_circles(wanted, centers, 6 * scale, antialias=antialias)
    wanted = burn_scale_bar(wanted, 0.5 / scale, "µm", antialias=antialias)
    np.testing.assert_array_equal(decoded(path), wanted)
    back, plain = (
        read_png(path),
        read_png(save_png(path.with_name("b.png"), data, scale=scale, origin=origin)),
    )
    assert not plain.hidden.any()
    hidden = (back.rgba != plain.rgba).any(axis=2)
    assert 0.01 < hidden.mean() < 0.7
    np.testing.assert_array_equal(back.hidden, hidden)
    for name in ("values", "error"):
        np.testing.assert_array_equal(getattr(back, name), np.where(hidden, np.nan, getattr(plain, name)))


@pytest.mark.parametrize("cmap", ["gray", "viridis", "flag"])
@pytest.mark.parametrize("bar", [False, True])
def test_the_numbers_come_back_but_for_those_under_the_scale_bar(path, cmap, bar):
    data = np.random.default_rng(5).random((80, 150))
    data[70:, 100:] = [0, 1] * 25  # the colours of the bar are those of values, too
    back = read_png(save_png(path, data, cmap, pixel_size=2, unit="nm", scale_bar=bar))
    lost = np.isnan(back.values)
    assert lost.any() == bar
    assert not lost[:40].any()
    assert not lost[:, :75].any()
    np.testing.assert_array_equal(lost, back.hidden)
    assert (np.abs(back.values - data)[~lost] <= back.error[~lost]).all()


def test_places_in_a_palette_come_back_but_for_those_under_marks(path):
    rng = np.random.default_rng(2)
    table, labels = rng.integers(0, 256, (30, 3)).astype(np.uint8), rng.integers(0, 30, (60, 90))
    for circle in ((30, 30), (-90, -90)):  # which is outside, and hides nothing
        save_png(path, labels, palette=table, circles=[circle], radius=9, overwrite=True)
        back = read_png(path)
        assert back.hidden.any() == (circle[0] > 0)
        np.testing.assert_array_equal(back.values, np.where(back.hidden, np.nan, labels))


@pytest.mark.parametrize("name", ["viridis", "gray", "tab10", "flag", "twilight", "coolwarm"])
@pytest.mark.parametrize("norm", NORMS)
@given(st.data())
@settings(max_examples=4, deadline=None)
def test_numbers_come_back_within_their_error(tmp_path_factory, name, norm, given_):
    dtype = given_.draw(st.sampled_from(["f2", "f4", "f8", ">f8", "i4", "u1", "i8"]))
    numbers = st.integers(0, 3) if dtype[-2] in "iu" else st.floats(-3, 3, width=16)
    data = np.array([given_.draw(st.lists(numbers, min_size=1, max_size=15))]).astype(dtype)
    check_numbers(tmp_path_factory.mktemp("a") / "a.png", data, colormaps[name], NORMS[norm]())


def check_numbers(path, data, cmap, norm):
    """Compare the numbers of a file with the data, and what is bad with matplotlib."""
    cmap = cmap.with_extremes(bad=(0.1, 0.2, 0.3, 0.4))
    back = read_png(save_png(path, data, cmap, norm=norm, overwrite=True))
    with np.errstate(all="ignore"):
        bad = np.ma.getmaskarray(norm(np.ma.masked_invalid(data)))
    np.testing.assert_array_equal(np.isnan(back.values), bad)
    np.testing.assert_array_equal(np.isnan(back.error), bad)
    assert (np.abs(back.values - data)[~bad] <= back.error[~bad]).all()
    return back


def test_errors_are_as_small_as_the_colors_allow(path):
    data = np.random.default_rng(3).uniform(-5, 20, (30, 40))
    distinct = ListedColormap([((k + 0.5) / 256, k % 16 / 16, 0) for k in range(256)])
    back = check_numbers(path, data, distinct, Normalize(-5, 20))
    assert back.error.max() == pytest.approx(25 / 256 / 2)
    whole = np.arange(256, dtype=np.uint8).reshape(16, 16)
    back = read_png(save_png(path, whole, distinct, overwrite=True))
    np.testing.assert_array_equal(back.values, whole)
    assert (back.error == 0).all()
    twice = ListedColormap(["r", "g", "r", "b"])
    back = read_png(save_png(path, np.array([[0.0, 1, 2, 3, 4]]), twice, overwrite=True))
    np.testing.assert_allclose(back.values[0], [1.5, 1.5, 1.5, 3.5, 3.5])
    np.testing.assert_allclose(back.error[0], [1.5, 0.5, 1.5, 0.5, 0.5], atol=1.01)


def test_values_beyond_the_limits_have_an_infinite_error(path):
    cmap = colormaps["viridis"].with_extremes(under="r")
    back = read_png(save_png(path, np.array([[-9.0, 0, 0.5, 1, 9]]), cmap, vmin=0, vmax=1))
    np.testing.assert_array_equal(np.isinf(back.error), [[True, False, False, True, True]])
    back = read_png(save_png(path, np.full((2, 2), 3.0), vmin=1, vmax=1, overwrite=True))
    assert np.isinf(back.error).all()


def test_files_of_others_have_pixels_but_no_values(path):
    plt.imsave(path, waves())
    back = read_png(path)
    np.testing.assert_array_equal(back.rgba, decoded(path))
    assert "kind" not in back.metadata
    for name in ("values", "error"):
        with pytest.raises(ValueError, match="only pictures that save_png coloured have values"):
            getattr(back, name)


NO_HEX = '{"kind": "colormap", "colors": "zz", "low": [], "high": []}'
FORGED = [
    '{"marks": 5}',
    '{"marks": [1, null]}',
    '{"kind": "gray", "exact": false, "vmin": 0, "vmax": 1, "bits": 4e10, "beyond": [0, 0]}',
    '{"kind": "gray", "exact": false, "vmin": 0, "vmax": 1, "bits": [8], "beyond": [0, 0]}',
]


@pytest.mark.parametrize(
    "note",
    ["", "no json", "[1]", "{", '{"kind": "colormap"}', '{"kind": "gray"}', "[" * 100_000, NO_HEX, *FORGED],
)
def test_damaged_notes_are_an_error_in_words(path, note):
    path.write_bytes(encode_png(np.zeros((2, 2, 3), np.uint8), text={NOTE: note}))
    with pytest.raises(ValueError, match="the file"):
        _ = read_png(path).values


@pytest.mark.parametrize(
    "hidden",
    [
        "3",
        '"abcde"',
        '[0, 0, 9, 9, ""]',
        '[0, 0, 2, 2, "zz"]',
        '[0, 0, 2, 2, "00"]',
        '[0, 0, 2, 2, "789c030000000001"]',
    ],
)
def test_damaged_notes_about_what_is_hidden_are_an_error_in_words(path, hidden):
    note = f'{{"kind": "colormap", "marks": ["circles"], "hidden": {hidden}}}'
    path.write_bytes(encode_png(np.zeros((2, 2, 3), np.uint8), text={NOTE: note}))
    for name in ("values", "hidden"):
        with pytest.raises(ValueError, match="the notes of the file about what hides values are damaged"):
            getattr(read_png(path), name)


def test_other_and_damaged_files_are_refused(path, monkeypatch):
    whole = save_png(path, waves()).read_bytes()
    with pytest.raises(FileNotFoundError):
        read_png(path.with_name("b.png"))
    for content in (
        b"",
        b"GIF89a",
        whole[:20],
        whole[: len(whole) // 2],
        whole[:-50] + bytes(50),
        b"\x80\x04K\x01.",
    ):
        path.write_bytes(content)
        with pytest.raises(ValueError, match="PNG file"):
            read_png(path)
    path.write_bytes(whole)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1500)
    with pytest.raises(ValueError, match="is refused, it would take too much memory"):
        read_png(path)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 500)
    with pytest.raises(ValueError, match="is refused, it would take too much memory"):
        read_png(path)
