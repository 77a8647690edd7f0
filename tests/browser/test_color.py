"""ColorExplorer as a user meets it: in a real JupyterLab, moved by mouse and keys, looked at by its pixels."""

import itertools
import re

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import Normalize
from playwright.sync_api import expect
from skimage import data

import nbtools as nb
from nbtools.compute.color.vision import simulate
from tests.browser.harness import Notebook
from tests.browser.looking import (
    CHART,
    as_at_first,
    canvas,
    drag,
    kernel_picture,
    pixels,
    place,
    screen,
    status,
)

SETUP = """
import numpy as np
import nbtools as nb
from skimage import data
image = data.camera().astype(float)
image[100:140, 300:360] = np.nan
w = nb.ColorExplorer(image, cmap="magma")
w
"""
NARROW = {"width": 1080, "height": 900}  # leaves 900 px for a cell when the list of files is closed


@pytest.fixture(scope="module")
def page(pages):
    """One page for all tests that leave the widget as it was."""
    with pages.show([SETUP], name="color", viewport=NARROW) as notebook:
        notebook.hide_files()
        yield notebook


@pytest.fixture
def color(page, request):
    """The widget as it was at first; no test may leave an error behind."""
    with as_at_first(
        page, "w.reset(); w.set(vision='deuteranopia'); w.picture.home()", request.node.name
    ) as color:
        yield color


def image():
    """What is looked at."""
    found = data.camera().astype(float)
    found[100:140, 300:360] = np.nan
    return found


def on_histogram(notebook, value):
    """Where a value is on the histogram."""
    return place(notebook, 30, f"float(w.span_scale({value}))", "w.histogram.chart.axes")


def says(limits, values):
    """Count by brute force what the status line must say."""
    low, high = limits
    below, above = (100 * int(part.sum()) / values.size for part in (values < low, values > high))
    return (
        f"limits {low:.6g} to {high:.6g}, {below:.3g} % below, {above:.3g} % above, "
        f"{int(np.isnan(values).sum()):,} bad pixels, 256 colours"
    )


# --- limits -----------------------------------------------------------------------------------------------------


def test_limits_by_keys_change_every_pixel_of_the_picture(lab, browser):
    with Notebook(lab, browser, [SETUP], name="color-limits") as color:  # its page loses what others may need
        before, chart = screen(color), screen(color, which=CHART)
        limits = color.value("w.limits")
        color.slider("limits").press("ArrowRight", 40)
        color.until("w.auto == 'manual'")
        color.settle()
        low, high = color.value("w.limits")
        assert high == limits[1]
        assert low == limits[0] + 20  # in steps of 0.5
        assert status(color) == says((low, high), image())
        assert (screen(color) != before).any(axis=2).sum() > 20_000
        assert (screen(color, which=CHART) != chart).any(axis=2).sum() > 500
        assert np.array_equal(screen(color), kernel_picture(color))
        assert np.array_equal(screen(color, which=CHART), pixels(color.value("w.histogram.canvas.png()")))

        seen = screen(color)
        color.page.evaluate("() => { delete window.ImageDecoder }")  # as in a page that came over plain HTTP
        color.slider("limits").press("ArrowRight", 5)
        color.until(f"w.limits[0] == {low} + 2.5")
        color.settle()
        assert (screen(color) != seen).any()
        assert np.array_equal(screen(color), kernel_picture(color))
        assert color.console_errors == []
        color.screenshot()


def test_on_the_screen_each_data_pixel_has_the_colour_of_rgba(color):
    color.execute("w.set(limits=(40, 200), bad='green'); w.picture.view = ((90, 290), (110, 312))")
    color.settle()
    shown, rgba = screen(color), color.value("w.rgba()")
    wanted = matplotlib.colormaps["magma"].with_extremes(bad="#009e73")
    assert np.array_equal(rgba, wanted(Normalize(40, 200)(np.ma.masked_invalid(image())), bytes=True))
    for row, col in itertools.product(range(90, 110), range(290, 312)):
        at = place(color, row, col)
        assert shown[int(at["y"]), int(at["x"])].tolist() == rgba[row, col, :3].tolist()


@pytest.mark.parametrize("norm", ["linear", "symlog"])
def test_a_line_of_the_histogram_is_dragged(color, norm):
    color.execute(f"w.set(norm={norm!r})")
    color.settle()
    low, high = color.value("w.limits")
    drag(color, on_histogram(color, high), on_histogram(color, 150), CHART)
    color.settle()
    limits = color.value("w.limits")  # the button of the mouse is still down
    assert limits == (low, pytest.approx(150, abs=4))
    assert np.array_equal(screen(color), kernel_picture(color))
    color.page.mouse.up()
    color.page.mouse.move(0, 0)
    color.settle()
    assert color.value("w.limits") == limits
    if norm == "linear":
        assert status(color) == says(limits, image())
    fields = color.page.locator(".nbtools-control:has(.widget-label:text-is('limits')) input")
    assert float(fields.last.input_value()) == pytest.approx(limits[1], abs=0.1)
    color.execute("w.undo()")
    assert color.value("(w.limits, w.auto)") == ((low, high), "percentiles")


def test_a_number_typed_into_a_field_is_taken(color):
    high = color.value("w.limits[1]")
    field = color.page.locator(".nbtools-control:has(.widget-label:text-is('limits')) input").first
    field.fill("33.25")
    field.press("Enter")
    color.until("w.auto == 'manual'")
    assert color.value("w.limits") == (33.25, high)


# --- colours ----------------------------------------------------------------------------------------------------


def test_colormap_scale_and_switches_by_their_controls(color):
    rows = color.page.locator(".nbtools-control")
    rows.locator("select").nth(1).select_option("RdBu_r · diverging")
    color.until("w.cmap == 'RdBu_r'")
    color.page.locator(".widget-toggle-button:text-is('asinh')").click()
    color.until("w.norm == 'asinh'")
    color.page.locator(".nbtools-control:has-text('mark outside') input").check()
    color.until("w.clipping")
    color.settle()
    shown = screen(color)
    assert np.array_equal(shown, kernel_picture(color))
    assert (shown == (213, 94, 0)).all(axis=2).sum() > 50
    visible = {
        label: color.page.locator(f".nbtools-control:has(.widget-label:text-is('{label}'))").is_visible()
        for label in ("gamma", "linear up to", "centre")
    }
    assert visible == {"gamma": False, "linear up to": True, "centre": False}


def test_keys_on_the_picture(color):
    color.page.locator(".nbtools-canvas").first.focus()
    color.page.keyboard.press("r")
    color.until("w.reverse")
    color.page.keyboard.press("o")
    color.until("w.clipping")
    color.settle()
    assert np.array_equal(screen(color), kernel_picture(color))


def test_small_pictures_show_the_view_in_other_eyes(color):
    color.execute("w.set(limits=(0, 255)); w.picture.view = ((0, 0), (200, 270))")
    color.settle()
    shown, rgba = screen(color, which=CHART), color.value("w.rgba()")
    assert np.array_equal(shown, pixels(color.value("w.histogram.canvas.png()")))
    for k, vision in enumerate(("grey", "deuteranopia")):
        at = place(color, 15, 60, f"w.histogram.chart._small[{k}]")
        near = rgba[13:18, 55:66].reshape(-1, 4)  # flat sky: the mean has about the colour of each
        wanted = simulate(near, vision)[:, :3].mean(axis=0)
        assert np.abs(shown[int(at["y"]), int(at["x"])] - wanted).max() < 12


def test_hover_tells_value_and_colour(color):
    canvas(color).hover(position=place(color, 250, 260))
    footer = color.page.locator(".nbtools-middle > .nbtools-picture .nbtools-footer")
    expect(footer).to_contain_text("colour")
    row, col, value, shown = re.fullmatch(
        r"row (\d+), col (\d+): value (\S+), colour #(\w{6})", footer.inner_text()
    ).groups()
    assert abs(int(row) - 250) <= 1
    assert abs(int(col) - 260) <= 1
    assert float(value) == image()[int(row), int(col)]
    rgba = color.value(f"w.rgba()[{row}, {col}].tolist()")
    assert bytes.fromhex(shown) == bytes(rgba[:3])


# --- files and page ---------------------------------------------------------------------------------------------


def test_the_saved_picture_decodes_to_the_data(color, lab):
    color.execute("w.set(norm='asinh', clipping=True)")
    color.page.locator(".nbtools-head button[title='Save']").click()
    box = color.page.locator(".nbtools-save")
    box.locator("select").select_option("data pixels (PNG)")
    box.locator("input[type=text]").fill("camera.png")
    box.locator("input[type=text]").press("Enter")
    box.locator("button", has_text=re.compile(r"^\s*save\s*$")).click()
    with color.page.expect_download() as waiting:
        box.locator(".nbtools-download").click()
    back = nb.read_png(waiting.value.path())
    assert np.array_equal(back.rgba, color.value("w.rgba()"))
    assert np.array_equal(nb.read_png(lab.root / "camera.png").rgba, back.rgba)
    color.page.locator(".nbtools-head button[title='Save']").click()


def test_it_fits_a_cell_of_900_px_and_nothing_overlaps(color):
    color.execute("w.set(norm='symlog', center=True)")
    color.settle()
    widget = color.page.locator(".nbtools-explorer").bounding_box()
    assert widget["width"] <= 900
    assert widget["height"] <= 720
    rows = [row.bounding_box() for row in color.page.locator(".nbtools-control:visible").all()]
    boxes = [*rows, canvas(color).bounding_box(), canvas(color, which=CHART).bounding_box()]
    for a, b in itertools.combinations(boxes, 2):
        apart = (
            a["x"] + a["width"] <= b["x"] + 1
            or b["x"] + b["width"] <= a["x"] + 1
            or a["y"] + a["height"] <= b["y"] + 1
            or b["y"] + b["height"] <= a["y"] + 1
        )
        assert apart, (a, b)


def test_the_tab_lists_all_colours(color):
    color.page.locator(".nbtools-tabs button:text-is('colours')").click()
    expect(color.page.locator(".nbtools-explorer")).to_contain_text("200 of 259 rows")
    color.page.locator(".nbtools-tabs button:text-is('colours')").click()


CUT = """() => [...document.querySelectorAll('.nbtools-control input[type=number]')].filter(e => e.offsetParent)
  .filter(e => {
    const style = getComputedStyle(e), ink = document.createElement('canvas').getContext('2d');
    ink.font = style.font;
    const room = e.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    return ink.measureText(e.value).width > room;
  }).map(e => e.value)"""


@pytest.mark.parametrize("values", ["image", "image * 1e4", "image + 1e6", "image * -1e12", "image * 1e-9"])
def test_numbers_of_any_size_are_readable_in_their_fields(open_notebook, values):
    make = "image = nb.samples.spots(n=9, shape=(60, 80), seed=3).image"
    page = open_notebook(f"import nbtools as nb\n{make}\nw = nb.ColorExplorer({values}, norm='asinh')\nw")
    page.settle()
    assert page.page.evaluate(CUT) == []
    page.slider("limits").press("ArrowRight", 7)
    page.settle()
    assert page.page.evaluate(CUT) == []
    row = page.page.locator(".nbtools-control", has_text="limits").bounding_box()
    controls = page.page.locator(".nbtools-controls").bounding_box()
    assert row["x"] + row["width"] <= controls["x"] + controls["width"] + 1
