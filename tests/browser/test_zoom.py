"""ZoomExplorer as a user meets it: in a real JupyterLab, moved by mouse and keys, looked at by its pixels."""

import numpy as np
import pytest
from playwright.sync_api import expect

import nbtools as nb
from nbtools.compute.color.colormaps import lut
from nbtools.compute.color.shading import shade
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
    wheel,
)

BOARD = """
import numpy as np
import nbtools as nb
image = np.kron(np.indices((10, 15)).sum(axis=0) % 2, np.ones((8, 8))).astype(np.uint8)  # squares of 8 px
w = nb.ZoomExplorer(image, order=0, factor=5, row=31.5, col=63.5, contrast=(0, 100), cmap="gray")
w
"""
IMAGE = np.kron(np.indices((10, 15)).sum(axis=0) % 2, np.ones((8, 8))).astype(np.uint8)


@pytest.fixture(scope="module")
def page(pages):
    """One page for all tests that leave the widget as it was."""
    with pages.show([BOARD], name="zoom") as notebook:
        yield notebook


@pytest.fixture
def zoom(page, request):
    """The widget as it was at first; no test may leave an error behind."""
    with as_at_first(page, "w.reset()", request.node.name) as zoom:
        yield zoom


def inside(notebook):
    """The pixels of the picture that lie in its axes, without the frame and the cross in the middle."""
    x0, y0, x1, y1 = (round(edge) for edge in notebook.value("w.picture.axes.bbox.extents.tolist()"))
    picture = screen(notebook)
    return picture[len(picture) - y1 : len(picture) - y0, x0:x1]


def drop(notebook, *where):
    """Drag, and let go."""
    drag(notebook, *where)
    notebook.page.mouse.up()
    notebook.settle()


def shares(notebook):
    """Where the middles of the screen pixels in the axes lie, as shares of its height (from the top) and width."""
    x0, y0, x1, y1 = notebook.value("w.picture.axes.bbox.extents.tolist()")
    across, up = (np.arange(round(low), round(high)) + 0.5 for low, high in ((x0, x1), (y0, y1)))
    return (y1 - up[::-1]) / (y1 - y0), (across - x0) / (x1 - x0)


def check_edges(notebook):
    """Hold each edge between two squares to its place: where the image's coordinate passes a multiple of 8."""
    found = inside(notebook)[..., 0]
    ((row0, col0), (row1, col1)) = notebook.value("w.result.roi")
    for axis, (low, high, share) in enumerate(zip((row0, col0), (row1, col1), shares(notebook), strict=True)):
        # the pixels of the result under the screen pixels, and the pixels of the image that they repeat
        out = np.floor(share * IMAGE.shape[axis] + 1e-9)
        source = np.floor(low + (out + 0.5) / IMAGE.shape[axis] * (high - low) + 1e-9)
        edges = np.flatnonzero(np.diff(found.take(5, 1 - axis).astype(int)) != 0)
        assert np.array_equal(edges, np.flatnonzero(np.diff(np.floor(source / 8)) != 0))
        assert len(edges) >= 1


def test_the_edges_of_a_zoomed_checkerboard_are_where_they_must_be(zoom):
    check_edges(zoom)
    for row, col, factor in ((31.5, 63.5, 4), (20, 40, 3), (44, 71.5, 7)):
        zoom.execute(f"w.set(row={row}, col={col}, factor={factor})")
        zoom.settle()
        check_edges(zoom)


def test_the_picture_is_the_array_pixel_by_pixel(zoom):
    zoom.execute("w.set(order=3, factor=6.3, row=17.2, cmap='viridis')")
    zoom.settle()
    array = zoom.value("w.result.array")
    assert np.allclose(array, nb.zoom_at(IMAGE, (17.2, 63.5), 6.3, order=3))
    found = inside(zoom)
    at = [(share * size + 1e-9).astype(int) for share, size in zip(shares(zoom), IMAGE.shape, strict=True)]
    expected = shade(array, lut("viridis"), (0, 1))[np.ix_(*at)][..., :3].astype(int)
    differs = (found != expected).any(axis=2)
    rows, cols = np.nonzero(differs[3:-3, 3:-3])  # the frame lies on the outermost pixels
    middle = np.array(found.shape[:2]) / 2 - 3
    assert np.abs(np.stack([rows, cols], 1) - middle).max() < 8  # the cross


def test_slider_moves_picture_rectangle_and_words(zoom):
    before, chart = screen(zoom), screen(zoom, which=CHART)
    zoom.slider("row (px)").press("ArrowRight", 12)
    zoom.until("w.row == 37.5")
    zoom.settle()
    assert "row 37.5, col 63.5 in the middle" in status(zoom)
    assert (screen(zoom) != before).any()
    assert (screen(zoom, which=CHART) != chart).any()
    assert np.array_equal(screen(zoom), kernel_picture(zoom))
    assert np.array_equal(screen(zoom, which=CHART), pixels(zoom.value("w.overview.canvas.png()")))
    zoom.page.locator("button[title^='Undo']").click()
    zoom.until("w.row == 31.5")


def test_the_factor_is_multiplied_by_its_slider(zoom):
    slider = zoom.slider("factor")
    for key, factor in (
        ("ArrowRight", 5.34),
        ("ArrowLeft", 5),
        ("ArrowLeft", 4.76),
        ("Home", 0.25),
        ("End", 32),
    ):
        slider.press(key)
        zoom.until(f"w.factor == {factor}")
    zoom.settle()
    assert np.array_equal(screen(zoom), kernel_picture(zoom))


def test_a_drag_of_the_picture_takes_the_image_along(zoom):
    start, end = place(zoom, 30, 60), place(zoom, 33, 66)
    drop(zoom, start, end)
    assert place(zoom, 30, 60) == pytest.approx(end, abs=2)
    assert np.array_equal(screen(zoom), kernel_picture(zoom))
    check_edges(zoom)
    zoom.page.locator("button[title^='Undo']").click()
    zoom.until("(w.row, w.col) == (31.5, 63.5)")


def test_the_wheel_zooms_about_the_cursor_and_home_shows_all(zoom):
    at = place(zoom, 30, 60)
    canvas(zoom).hover(position=at)
    for _ in range(3):
        wheel(zoom, -120)
        zoom.page.wait_for_timeout(80)
    zoom.settle()
    assert zoom.value("w.factor") > 6
    assert place(zoom, 30, 60) == pytest.approx(at, abs=2)
    assert np.array_equal(screen(zoom), kernel_picture(zoom))
    zoom.page.locator("button[title^='Home']").click()
    zoom.until("w.factor == 1")
    zoom.settle()
    assert zoom.value("w.result.roi") == ((0, 0), IMAGE.shape)


def test_the_rectangle_of_the_overview_is_dragged_and_resized(zoom):
    axes = "w.overview._chart.axes"
    drop(zoom, place(zoom, 32, 64, axes), place(zoom, 22, 44, axes), CHART)
    assert zoom.value("(w.row, w.col)") == pytest.approx((21.5, 43.5), abs=0.8)
    assert zoom.value("w.factor") == 5
    ((row0, col0), (row1, col1)) = zoom.value("w.result.roi")
    corner = place(zoom, row1 - 0.5, col1 - 0.5, axes)
    drop(zoom, corner, place(zoom, row0 + 39.5, col0 + 59.5, axes), CHART)
    assert zoom.value("w.factor") == pytest.approx(2, rel=0.03)
    assert zoom.value("w.result.roi[0]") == pytest.approx((row0, col0), abs=0.8)
    assert np.array_equal(screen(zoom), kernel_picture(zoom))
    assert np.array_equal(screen(zoom, which=CHART), pixels(zoom.value("w.overview.canvas.png()")))


def test_a_rectangle_of_the_toolbar_fills_the_picture(zoom):
    zoom.execute("w.factor = 1")
    zoom.settle()
    button = zoom.page.locator("button[title^='Zoom:']")
    button.click()
    drop(zoom, place(zoom, 19.5, 29.5), place(zoom, 39.5, 59.5))
    button.click()
    ((row0, col0), (row1, col1)) = zoom.value("w.result.roi")
    assert (row0, col0, row1, col1) == pytest.approx((20, 30, 40, 60), abs=0.7)
    assert np.array_equal(screen(zoom), kernel_picture(zoom))


def test_keys_on_the_picture(zoom):
    canvas(zoom).locator("xpath=ancestor::*[contains(@class, 'nbtools-canvas')]").focus()
    for key, seen in (("ArrowDown", "w.row == 33.1"), ("ArrowRight", "w.col == 65.9"), ("+", "w.factor == 6.25"),
                      ("-", "w.factor == 5"), ("0", "w.factor == 1")):  # fmt: skip
        zoom.page.keyboard.press(key)
        zoom.until(seen)
    zoom.settle()
    assert np.array_equal(screen(zoom), kernel_picture(zoom))


def test_hover_tells_the_place_in_the_image_and_the_value(zoom):
    canvas(zoom).hover(position=place(zoom, 30, 60))
    footer = zoom.page.locator(".nbtools-middle > .nbtools-picture .nbtools-footer")
    expect(footer).to_contain_text(f"(pixel 30, 60: {IMAGE[30, 60]})")
    expect(footer).to_contain_text("row 30.0")


def test_what_lies_outside_and_a_shifted_centre_are_said(zoom):
    zoom.execute("w.set(row=0, col=0)")
    zoom.settle()
    assert "% lies outside of the image" in status(zoom)
    zoom.page.get_by_label("outside").select_option("shift")
    zoom.until("w.mode == 'shift'")
    zoom.settle()
    assert "moved from 0, 0 to stay inside" in status(zoom)
    assert zoom.value("w.result.roi[0]") == (0, 0)


def test_large_image_on_a_high_resolution_screen(pages):
    code = """
import numpy as np
import nbtools as nb
image = np.add.outer(np.arange(2000.0), np.arange(3000.0))
w = nb.ZoomExplorer(image, factor=40, order=3, contrast=(0, 100))
w
"""
    with pages.show([code], name="zoom-hidpi", pixel_ratio=2) as zoom:
        zoom.slider("row (px)").press("ArrowRight", 3)
        zoom.until("w.row == 1001.0")
        zoom.settle()
        assert np.array_equal(screen(zoom), kernel_picture(zoom))
        found = inside(zoom)
        ((row0, col0), (row1, col1)) = zoom.value("w.result.roi")
        rows, cols = (
            low - 0.5 + share * (high - low)
            for low, high, share in zip((row0, col0), (row1, col1), shares(zoom), strict=True)
        )
        expected = shade(np.add.outer(rows, cols), lut("viridis"), (0, 4998))[..., :3].astype(int)
        assert (
            np.abs(found - expected)[3:-3, 3:40].max() <= 4
        )  # a ramp stays one; neighbours in the table are as near
