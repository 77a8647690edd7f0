"""SpotExplorer as a user meets it: in a real JupyterLab, moved by mouse and keys, looked at by its pixels."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

import nbtools as nb
from tests.browser.looking import canvas, kernel_picture, place, screen, status, wheel

SETUP = """
import numpy as np
import nbtools as nb
sample = nb.samples.spots(n=12, shape=(120, 160), radius=2.0, noise=0.5, seed=5)
image = sample.image
w = nb.SpotExplorer(image, threshold_abs=20.0, min_distance=5)
w
"""
IMAGE = nb.samples.spots(n=12, shape=(120, 160), radius=2.0, noise=0.5, seed=5).image


@pytest.fixture(scope="module")
def page(pages):
    """One page for all tests that leave the widget as it was."""
    with pages.show([SETUP], name="spots") as notebook:
        yield notebook


@pytest.fixture
def spots(page):
    """The widget as it was at first."""
    page.execute("w.reset(); w.selected = None; w.picture.home()")
    for button in page.page.locator(".nbtools-tabs button.mod-active, .nbtools-head button.mod-active").all():
        button.click()
    page.settle()
    page.console_errors.clear()
    yield page
    page.screenshot()


def test_slider_moves_circles_and_numbers(open_notebook):
    spots = open_notebook(SETUP)
    spots.page.click("button:text-is('table')")
    spots.settle()
    before = screen(spots)
    spots.slider("radius (px)").press("ArrowRight", 4)
    spots.until("w.radius == 7.0")
    spots.settle()
    assert (screen(spots) != before).any(axis=2).sum() > 200
    assert np.array_equal(screen(spots), kernel_picture(spots))
    expected = nb.disk_sums(IMAGE, nb.find_peaks(IMAGE, min_distance=5, threshold_abs=20.0), 7.0)
    column = spots.page.locator(".nbtools-table tbody tr td:nth-child(5)").all_inner_texts()
    assert column == [f"{value:.6g}" for value in expected]
    assert spots.console_errors == []


def test_a_page_that_stamps_other_pixels_gets_finished_ones(open_notebook):
    spots = open_notebook(SETUP)
    assert spots.value("w.canvas._stamps")
    spots.execute("from nbtools.widgets.base import canvas; canvas.checksum = lambda pixels: -1")
    for _ in range(2):
        spots.slider("radius (px)").press("ArrowRight")
        spots.until("not w.canvas._stamps")
        spots.settle()
        assert np.array_equal(screen(spots), kernel_picture(spots))


def test_no_bounce_from_values_between_two_steps(spots):
    spots.execute("calls = []; w.observe(calls.append, names='radius'); w.radius = 7.3")
    spots.settle()
    assert spots.value("[c.new for c in calls]") == [7.3]
    assert spots.value("w.radius") == 7.3


def test_a_number_is_typed_and_a_wrong_one_is_refused_in_words(spots):
    field = spots.page.locator(".nbtools-control:has-text('radius (px)') input").last
    field.fill("8.25")
    field.press("Enter")
    spots.until("w.radius == 8.25")
    field.fill("-3")
    field.press("Enter")
    spots.page.wait_for_selector(".nbtools-error")
    assert "radius must be between" in status(spots)
    assert "got -3" in status(spots)
    assert spots.value("w.radius") == 8.25
    assert field.input_value() == "8.25"


def test_click_adds_snaps_selects_and_removes(spots):
    rows = spots.value("len(w.table())")
    canvas(spots).click(position=place(spots, 60, 80), modifiers=["Shift"])
    spots.until(f"len(w.table()) == {rows + 1}")
    added = spots.value("w.table().iloc[-1].to_dict()")
    assert abs(added["row"] - 60) < 1
    assert abs(added["col"] - 80) < 1
    assert added["flag"].startswith("manual")
    canvas(spots).click(position=place(spots, added["row"], added["col"]), modifiers=["Control"])
    spots.until(f"len(w.table()) == {rows}")
    row, col = spots.value("tuple(w.result.centers[3])")
    canvas(spots).click(position=place(spots, row, col))
    spots.until("w.selected == 3")
    spots.page.click("button:text-is('table')")
    spots.page.wait_for_selector(".nbtools-table tr[aria-selected=true]")
    spots.page.locator(".nbtools-table tbody tr").nth(5).click()
    spots.until("w.selected == 5")
    spots.page.keyboard.press("ArrowDown")
    spots.until("w.selected == 6")
    spots.page.click("button:text-is('snap')")
    canvas(spots).click(position=place(spots, row + 2, col + 1))
    spots.until(f"len(w.table()) == {rows + 1}")
    assert tuple(spots.value("w.result.centers[-1]")) == (row, col)


def test_click_beside_the_axes_or_while_panning_does_nothing(spots):
    before = spots.value("w.state()")
    spots.page.click("button:text-is('add')")
    spots.until("w.click == 'add'")
    canvas(spots).click(position={"x": 8, "y": 8})
    spots.page.locator("button[title^='Pan']").click()
    canvas(spots).click(position=place(spots, 60, 80))
    spots.settle()
    assert spots.value("w.state()") == {**before, "click": "add"}


def test_sorting_the_table(spots):
    spots.page.click("button:text-is('table')")
    spots.page.click(".nbtools-table th button:text('disk_sum')")
    spots.page.wait_for_selector("th[aria-sort=descending]")
    spots.settle()
    column = [
        float(text)
        for text in spots.page.locator(".nbtools-table tbody tr td:nth-child(5)").all_inner_texts()
    ]
    assert column == sorted(column, reverse=True)


POINTS = """table => [...table.querySelectorAll('tbody td:nth-child(5)')].map(cell => {
  const range = document.createRange(), at = cell.textContent.indexOf('.');
  if (at < 0) return null;
  range.setStart(cell.firstChild, at);
  range.setEnd(cell.firstChild, at + 1);
  return range.getBoundingClientRect().left;
})"""
ROWS = """table => {
  const bottom = table.getBoundingClientRect().top + table.clientTop + table.clientHeight;
  return [...table.querySelectorAll('tbody tr')].map(row => row.getBoundingClientRect())
    .map(row => Math.min(Math.max((bottom - row.top) / row.height, 0), 1));
}"""


def test_a_table_shows_whole_rows_with_their_points_below_each_other_and_that_it_goes_on(spots):
    spots.page.click("button:text-is('table')")
    spots.settle()
    table, frame = (spots.page.locator(name) for name in (".nbtools-table", ".nbtools-table-frame"))
    points = [place for place in table.evaluate(POINTS) if place is not None]
    assert len(points) > 3
    assert np.ptp(points) < 0.7
    assert {round(share, 2) for share in table.evaluate(ROWS)} == {0, 1}
    assert table.evaluate("e => e.scrollWidth > e.clientWidth")
    expect(frame).to_have_class(re.compile("nbtools-goes-on"))
    table.evaluate("e => { e.scrollTo(e.scrollWidth, 30) }")
    expect(frame).not_to_have_class(re.compile("nbtools-goes-on"))
    assert {round(share, 2) for share in table.evaluate(ROWS)} <= {0, 1}


def test_the_threshold_line_is_dragged(spots):
    chart = spots.page.locator(".nbtools-controls .nbtools-picture canvas").last
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    count = spots.value("len(w.table())")
    spots.page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 40)
    spots.page.mouse.down()
    for step in range(30):
        spots.page.mouse.move(box["x"] + box["width"] * (0.3 + 0.02 * step), box["y"] + 40)
        spots.page.wait_for_timeout(10)
    spots.page.mouse.up()
    spots.settle()
    expected = spots.value(
        "float(w.histogram.axes.transData.inverted().transform("
        f"({(0.3 + 0.02 * 29)} * w.histogram.axes.figure.bbox.width, 40))[0])"
    )
    low, high = spots.value("w.range_of('threshold_abs')[:2]")
    assert spots.value("w.threshold_abs") == pytest.approx(
        min(max(expected, low), high), abs=0.01 * (high - low)
    )
    assert spots.value("len(w.table())") < count


def test_wheel_zooms_about_the_cursor_and_home_goes_back(spots):
    home = spots.value("w.picture.view")
    at = place(spots, 60, 40)
    canvas(spots).hover(position=at)
    for _ in range(4):
        wheel(spots, -120)
        spots.page.wait_for_timeout(80)
    spots.settle()
    (row0, _), (row1, _) = spots.value("w.picture.view")
    assert row1 - row0 < 0.6 * (home[1][0] - home[0][0])
    # the mouse stands on a whole pixel, and what it is beside the point grows with the zoom
    assert place(spots, 60, 40) == pytest.approx(at, abs=1.5)
    assert np.array_equal(screen(spots), kernel_picture(spots))
    spots.page.locator("button[title^='Home']").click()
    spots.settle()
    assert np.allclose(spots.value("w.picture.view"), home)


def test_panning_follows_the_mouse(spots):
    canvas(spots).hover(position=place(spots, 60, 80))
    wheel(spots, -120)
    spots.settle()
    before, chosen = spots.value("(w.picture.view, w.selected)")
    box = canvas(spots).bounding_box()
    spots.page.mouse.move(box["x"] + 200, box["y"] + 200)
    spots.page.mouse.down()
    for step in range(20):
        spots.page.mouse.move(box["x"] + 200 + 2 * step, box["y"] + 200 + step)
        spots.page.wait_for_timeout(8)
    expect(canvas(spots)).to_have_css("cursor", "grabbing")
    spots.page.mouse.up()
    expect(canvas(spots)).to_have_css("cursor", "grab")
    spots.settle()
    assert spots.value("w.selected") == chosen  # it was no click
    canvas(spots).click()  # the answer to the press comes when the button is up again
    spots.page.mouse.move(box["x"] + 220, box["y"] + 190)
    spots.settle()
    expect(canvas(spots)).to_have_css("cursor", "grab")
    after = spots.value("w.picture.view")
    scale = spots.value("w.picture.axes.bbox.width") / (before[1][1] - before[0][1])
    assert before[0][1] - after[0][1] == pytest.approx(38 / scale, rel=0.05)
    assert np.array_equal(screen(spots), kernel_picture(spots))


def test_hover_tells_row_col_and_value(spots):
    canvas(spots).hover(position=place(spots, 33, 44))
    footer = spots.page.locator(".nbtools-middle > .nbtools-picture .nbtools-footer")
    expect(footer).to_have_text(f"row 33, col 44: value {IMAGE[33, 44]:.6g}")


FILM = """
import numpy as np
import nbtools as nb
film = nb.samples.spot_stack(frames=6, n=8, shape=(64, 80), seed=2).stack
w = nb.SpotExplorer(np.concatenate([film] * 200), threshold_abs=15.0)
w
"""


def test_all_frames_with_progress_and_cancel(open_notebook):
    spots = open_notebook(FILM)
    spots.page.click("button:text-is('all frames')")
    spots.page.click("button:has-text('Measure all frames')")
    spots.until("w.frames._bar.value > 3", timeout=30)
    spots.page.click("button:has-text('Cancel')")
    spots.until("w.frames._frames is None")
    assert spots.value("w.frames.table is None")
    spots.execute("w.image = film")
    spots.page.click("button:has-text('Measure all frames')")
    spots.until("w.frames.table is not None", timeout=30)
    assert spots.value("w.frames.table.equals(w.measure_all(progress=False))")


def test_in_boxes_and_tabs_it_lives_and_hides_nobody_elses_output(open_notebook):
    boxed = "import ipywidgets as W\nprint('hello')\ndisplay(W.Tab([W.HBox([w])]))"
    spots = open_notebook(SETUP.removesuffix("w\n"), boxed)
    assert spots.page.locator(".jp-OutputArea-output:visible", has_text="hello").count() == 1
    spots.slider("radius (px)").press("ArrowRight", 2)
    spots.until("w.radius == 6.0")
    spots.settle()
    assert np.array_equal(screen(spots), kernel_picture(spots))


def test_resize_by_the_corner(spots):
    box = canvas(spots).bounding_box()
    spots.page.mouse.move(box["x"] + box["width"] - 4, box["y"] + box["height"] - 4)
    spots.page.mouse.down()
    spots.page.mouse.move(box["x"] + box["width"] - 90, box["y"] + box["height"] - 60, steps=5)
    spots.page.mouse.up()
    spots.settle()
    picture = screen(spots)
    assert picture.shape[1] < box["width"] - 50
    assert np.array_equal(picture, kernel_picture(spots))
    controls = spots.page.locator(".nbtools-controls")
    before, box = controls.bounding_box(), canvas(spots).bounding_box()
    spots.page.mouse.move(box["x"] + box["width"] - 4, box["y"] + box["height"] - 4)
    spots.page.mouse.down()
    spots.page.mouse.move(box["x"] + box["width"] + 300, box["y"] + box["height"] - 120, steps=5)
    assert controls.bounding_box() == before  # they stay where they are
    spots.page.mouse.up()
    spots.settle()
    assert controls.bounding_box() == before
    (left, right), top = spots.value(
        "(w.axes.bbox.intervalx.tolist(), w.figure.bbox.height - w.axes.bbox.y1)"
    )
    for x in (left, right - 6):  # beside the image is paper, as around it
        assert (screen(spots)[round(top) + 4 : round(top) + 100, round(x) + 3] == 255).all()


def test_an_error_stands_beside_the_widget_and_the_next_step_recovers(spots):
    spots.execute("good, w.status = w.status, lambda: 1 / 0")
    slider = spots.slider("radius (px)")
    slider.press("ArrowRight")
    spots.page.wait_for_selector(".nbtools-error")
    assert "division by zero" in status(spots)
    spots.execute("w.status = good")
    slider.press("ArrowRight")
    spots.until("w.last_error is None")
    spots.settle()
    assert "12 spots" in status(spots)
