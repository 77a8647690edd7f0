"""ProfileExplorer as a user meets it: in a real JupyterLab, moved by mouse and keys, looked at by its pixels."""

import numpy as np
import pytest
from playwright.sync_api import expect

import nbtools as nb
from tests.browser.looking import as_at_first, canvas, drag, kernel_picture, pixels, place, screen, status

PLOT = ".nbtools-explorer > .widget-vbox .nbtools-picture"  # the picture among the tabs
LINES = ((40.0, 30.0, 40.0, 130.0), (150.0, 40.0, 150.0, 280.0))
MADE = f"""
import nbtools as nb
w = nb.ProfileExplorer(nb.samples.filaments(seed=2).image, lines={LINES}, title="Filaments")
w
"""
IMAGE = nb.samples.filaments(seed=2).image
NEAR = 0.65  # px: a pixel of the screen


@pytest.fixture(scope="module")
def page(pages):
    """One page for all tests that leave the widget as it was."""
    with pages.show([MADE], name="profile", viewport={"width": 1100, "height": 1000}) as notebook:
        notebook.hide_files()
        yield notebook


@pytest.fixture
def profile(page, request):
    """The widget as it was at first; no test may leave an error behind."""
    with as_at_first(page, "w.reset()", request.node.name) as profile:
        yield profile


def check(notebook):
    """Hold what is on the screen to what the kernel has drawn, the plot, too."""
    assert np.array_equal(screen(notebook), kernel_picture(notebook))
    assert np.array_equal(screen(notebook, which=PLOT), pixels(notebook.value("w._plot.png()")))


def drop(notebook, *where):
    """Drag, and let go."""
    drag(notebook, *where)
    notebook.page.mouse.up()
    notebook.settle()


def test_it_fits_a_wide_cell_with_its_plot_open_below(profile):
    explorer = profile.page.locator(".nbtools-explorer").bounding_box()
    picture, plot = canvas(profile).bounding_box(), canvas(profile, which=PLOT).bounding_box()
    assert plot["y"] >= picture["y"] + picture["height"]
    assert plot["x"] + plot["width"] <= explorer["x"] + explorer["width"] + 1
    assert plot["y"] + plot["height"] <= explorer["y"] + 700  # of a laptop's screen
    check(profile)


def test_an_end_is_dragged_live_and_it_is_one_step_back(profile):
    before = screen(profile, which=PLOT)
    drag(profile, place(profile, 40, 130), place(profile, 90, 200))
    profile.settle()
    assert (screen(profile, which=PLOT) != before).any()  # while the button is down
    check(profile)
    profile.page.mouse.up()
    assert profile.value("w.lines[0]") == pytest.approx((40, 30, 90, 200), abs=NEAR)
    row, col = profile.value("(w.row1, w.col1)")
    fields = [profile.page.get_by_title(f"{axis} of end (px): type a number") for axis in ("row", "col")]
    assert [float(field.input_value()) for field in fields] == pytest.approx([row, col], abs=0.05)
    assert "highest value" in status(profile)
    profile.page.locator("button[title^='Undo']").click()
    profile.until(f"w.lines == {LINES}")


def test_a_click_chooses_and_a_drag_moves_the_whole_line(profile):
    profile.page.mouse.click(*(canvas(profile).bounding_box()[k] + place(profile, 150, 160)[k] for k in "xy"))
    profile.until("w.chosen == 1")
    drop(profile, place(profile, 150, 160), place(profile, 130, 150))
    assert profile.value("w.lines[1]") == pytest.approx((130, 30, 130, 270), abs=NEAR)
    assert status(profile).startswith("line 1: 240 px")
    check(profile)


def test_a_drag_with_shift_makes_a_line(profile):
    profile.page.keyboard.down("Shift")
    drop(profile, place(profile, 90, 200), place(profile, 110, 300))
    profile.page.keyboard.up("Shift")
    assert profile.value("(len(w.lines), w.chosen)") == (3, 2)
    assert profile.value("w.lines[2]") == pytest.approx((90, 200, 110, 300), abs=NEAR)
    check(profile)


def test_keys_on_the_picture(profile):
    canvas(profile).locator("xpath=ancestor::*[contains(@class, 'nbtools-canvas')]").focus()
    for key, seen in (("ArrowDown", (41, 30, 41, 130)), ("ArrowRight", (41, 31, 41, 131)),
                      ("Shift+ArrowUp", (41, 31, 40, 131))):  # fmt: skip
        profile.page.keyboard.press(key)
        profile.until(f"w.lines[0] == {seen}")
    profile.settle()
    check(profile)


def test_the_cursor_is_linked_both_ways(profile):
    still = screen(profile), screen(profile, which=PLOT)
    canvas(profile).hover(position=place(profile, 40, 70))
    profile.until("w._cursor is not None")
    profile.settle()
    assert profile.value("w._cursor") == pytest.approx(40, abs=NEAR)
    assert all((now != before).any() for now, before in zip(
        (screen(profile), screen(profile, which=PLOT)), still, strict=True))  # fmt: skip
    x, height = profile.value("(*w.chart.axes.transData.transform((25, 0))[:1], w.chart.figure.bbox.height)")
    canvas(profile, which=PLOT).hover(position={"x": x, "y": height / 2})
    footer = profile.page.locator(".nbtools-middle > .nbtools-picture .nbtools-footer")
    expect(footer).to_contain_text(f"at 25 px: row 40.00, col 55.00, value {IMAGE[40, 55]:.6g}")
    profile.settle()
    check(profile)
    profile.page.mouse.move(0, 0)
    profile.until("w._cursor is None")
    profile.settle()
    assert np.array_equal(screen(profile), still[0])


def test_sliders_move_line_and_plot(profile):
    before = screen(profile, which=PLOT)
    profile.slider("row of start (px)").press("ArrowRight", 12)
    profile.until("w.row0 == 46")
    profile.slider("width (px)").press("ArrowRight", 8)
    profile.until("w.width == 9")
    profile.settle()
    assert (screen(profile, which=PLOT) != before).any()
    check(profile)
