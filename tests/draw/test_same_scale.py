"""In a figure of images at one scale every pixel of the data is a square of whole device pixels, in its colour."""

import io

import matplotlib as mpl
import numpy as np
import pytest
from IPython.core.pylabtools import print_figure
from matplotlib.figure import Figure
from PIL import Image

import nbtools as nb
from nbtools.draw.sheet.contact_sheet import contact_sheet
from nbtools.draw.sheet.same_scale import same_scale
from tests.draw.test_contact_sheet import IMAGES, expected

RNG = np.random.default_rng(5)


def decoded(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))


def saved(figure, **how):
    file = io.BytesIO()
    figure.savefig(file, format="png", **how)
    return decoded(file.getvalue())


def over_gray(rgba):
    """Colours as they are seen over the light grey of the axes; only what is transparent shows it."""
    gray = np.full(3, round(0.93 * 255))
    return np.where(rgba[..., 3:] == 0, gray, rgba[..., :3])


def check(figure, sheet, times=1, shift=0, cmap="viridis"):
    """Hold the picture to the images, block by block; `shift` is the padding around it."""
    for image, box, ends in zip(IMAGES.values(), sheet.boxes.tolist(), sheet.limits, strict=True):
        if np.ndim(image) == 3 and image.shape[2] == 4:
            continue  # partly transparent: mixed with what is below
        row, col, height, width = (times * edge for edge in box)
        scale = int(sheet.scale * times)
        wanted = np.kron(over_gray(expected(image, ends, cmap)), np.ones((scale, scale, 1)))
        part = figure[row + shift : row + shift + height, col + shift : col + shift + width, :3]
        np.testing.assert_array_equal(part, wanted)


@pytest.mark.parametrize("dpi", [100, 96, 72.5, 130])
@pytest.mark.parametrize("scale", [1, 3, 8])
def test_every_pixel_is_a_square_at_the_dpi_of_the_figure_and_at_multiples(scale, dpi):
    how = {"scale": scale, "columns": 5, "align": "center", "cmap": "magma", "limits": "own"}
    figure, sheet = same_scale(IMAGES, dpi=dpi, **how), contact_sheet(IMAGES, **how)
    for times in (1, 2):
        found = saved(figure, dpi=dpi * times)
        assert found.shape[:2] == tuple(times * side for side in sheet.shape)
        check(found, sheet, times, cmap="magma")


def test_sheets_of_all_sizes_keep_their_pixels():
    for cols in range(1, 130, 3):  # 29, 57, 58, 113 ... would lose a pixel to rounding
        image = RNG.normal(size=(cols % 7 + 1, cols))
        figure = same_scale([image], scale=1, gap=0, titles=[""], percentiles=(0, 100))
        np.testing.assert_array_equal(saved(figure), nb.to_rgba(image))


@pytest.mark.parametrize("dpi", [100, 96])
def test_a_notebook_shows_it_exactly_with_the_inline_backend_and_without(dpi):
    figure, sheet = same_scale(IMAGES, scale=2, dpi=dpi), contact_sheet(IMAGES, scale=2)
    check(decoded(figure._repr_png_()), sheet)
    for times in (1, 2):  # as on a plain screen, and as with figure_format="retina"
        picture = decoded(print_figure(figure, "png", base64=False, dpi=times * dpi))
        check(picture, sheet, times, shift=int(0.1 * times * dpi))


def test_it_is_a_plain_figure_that_pyplot_does_not_know():
    import matplotlib.pyplot as plt

    figure = same_scale(IMAGES, scale=2, pixel_size=0.5, unit="µm")
    assert isinstance(figure, Figure)
    assert plt.get_fignums() == []
    assert len(figure.axes) == len(IMAGES)
    for axes, image in zip(figure.axes, IMAGES.values(), strict=True):
        rows, cols = np.shape(image)[:2]
        assert axes.get_xlim() == (-0.5, cols - 0.5)
        assert axes.get_ylim() == (rows - 0.5, -0.5)
        assert axes.bbox.size == pytest.approx((2 * cols, 2 * rows), abs=1e-3)
    assert [text.get_text() for text in figure.texts][:4] == list(IMAGES)[:4]
    for kind, start in (("svg", b"<?xml"), ("pdf", b"%PDF")):
        file = io.BytesIO()
        figure.savefig(file, format=kind)
        assert file.getvalue().startswith(start)


def test_rcparams_move_nothing():
    plain = saved(same_scale(IMAGES, scale=2, pixel_size=1, unit="nm"), dpi=100)
    rc = {"image.origin": "lower", "image.interpolation": "bilinear", "image.cmap": "jet", "figure.dpi": 55,
          "figure.autolayout": True, "axes.grid": True, "image.aspect": "equal", "axes.xmargin": 0.3,
          "image.resample": True, "figure.constrained_layout.use": True, "figure.frameon": True}  # fmt: skip
    with mpl.rc_context(rc):
        assert np.array_equal(saved(same_scale(IMAGES, scale=2, pixel_size=1, unit="nm"), dpi=100), plain)


def test_below_one_it_shows_the_means_of_the_contact_sheet():
    figure, sheet = same_scale(IMAGES, scale=1 / 4), contact_sheet(IMAGES, scale=1 / 4)
    found = saved(figure)
    for name, (row, col, height, width) in zip(IMAGES, sheet.boxes.tolist(), strict=True):
        if name != "rgba":
            wanted = over_gray(sheet.rgba[row : row + height, col : col + width])
            np.testing.assert_array_equal(found[row : row + height, col : col + width, :3], wanted)


def test_titles_are_literal_text_and_hug_their_images():
    titles = [r"$\frac{", "<img src=x>", "漢字 \0", "x" * 500]
    figure = same_scale([np.zeros((9, 30))] * 4, titles, scale=2)
    texts = [text.get_text() for text in figure.texts]
    assert texts[:2] == titles[:2]
    assert set(texts[3]) == {"x", "…"}
    with pytest.warns(UserWarning, match="missing from font"):
        found = saved(figure)
    assert (found[..., :3] < 99).any()


@pytest.mark.parametrize(("scale", "pixel_size"), [(4, 0.1), (2, 3.0), (1, 1e-3)])
def test_the_one_scale_bar_is_as_long_as_it_says(scale, pixel_size):
    image = np.ones((20, 150))
    figure = same_scale([image], [""], scale=scale, pixel_size=pixel_size, unit="µm", cmap="gray")
    found = saved(figure)[..., 0]
    long = (found[-7:-4] == 51).sum(axis=1)
    text = figure.texts[-1].get_text()
    assert text.endswith(" µm")
    assert long.tolist() == [round(float(text.split()[0]) / pixel_size * scale)] * 3
    assert sum("µm" in each.get_text() for each in figure.texts) == 1
    assert not any("µm" in each.get_text() for each in same_scale([image]).texts)


def test_auto_is_the_largest_scale_that_fits():
    def scale_of(figure, image):
        return figure.axes[0].bbox.width / image.shape[1]

    for shape, wanted in (((10, 10), 32), ((100, 230), 4), ((900, 400), 1 / 2), ((6000, 100), 1 / 8)):
        image = np.zeros(shape)
        assert scale_of(same_scale([image], [""]), image) == pytest.approx(wanted, abs=0.01)
    for how, message in (({"scale": "big"}, "scale must be 'auto', got 'big'"), ({"dpi": 0}, "dpi must be > 0"),
                         ({"scale": 2.5}, "scale must be a whole number")):  # fmt: skip
        with pytest.raises(ValueError, match=message):
            same_scale([np.zeros((2, 2))], **how)


@pytest.mark.parametrize("align", ["baseline", "top"])
def test_frames_hug_the_images(align):
    figure = same_scale([np.zeros((5, 9)), np.zeros((8, 4))], ["", ""], scale=3, align=align)
    sheet = contact_sheet([np.zeros((5, 9)), np.zeros((8, 4))], ["", ""], scale=3, align=align)
    assert np.array_equal(saved(figure)[..., :3], sheet.rgba[..., :3])
