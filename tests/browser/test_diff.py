"""DiffExplorer as a user meets it: in a real JupyterLab, moved by mouse and keys, looked at by its pixels."""

import re

import matplotlib as mpl
import numpy as np
import pytest
from playwright.sync_api import expect

import nbtools as nb
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

SETUP = """
import numpy as np
import nbtools as nb
pair = nb.samples.changed_pair(shape=(300, 600), fraction=0.01, seed=1)
w = nb.DiffExplorer(pair.before, pair.after)
w
"""
BIG = """
import numpy as np
import nbtools as nb
before = nb.samples.changed_pair(fraction=0).before
after = before.copy()
w = nb.DiffExplorer(before, after)
w
"""
PAIR = nb.samples.changed_pair(shape=(300, 600), fraction=0.01, seed=1)
AMOUNT = np.abs(PAIR.before - PAIR.after)
MODES = ("side by side", "signed", "blink", "curtain", "fade", "overlay", "checkerboard")


@pytest.fixture(scope="module")
def page(pages):
    """One page for all tests that leave the widget as it was."""
    with pages.show([SETUP], name="diff") as notebook:
        yield notebook


@pytest.fixture
def diff(page, request):
    """The widget as it was at first; no test may leave an error behind."""
    for button in page.page.locator(".nbtools-tabs button.mod-active, .nbtools-head button.mod-active").all():
        button.click()
    with as_at_first(
        page, "w.reset(); w.set(region=-1, side='before'); w.picture.home()", request.node.name
    ) as diff:
        yield diff


def row_of(notebook, label):
    """The row of controls with a label."""
    return notebook.page.locator(f".nbtools-control:has(.widget-label:text-is('{label}'))")


def says(threshold):
    """Count by brute force what the status line must say."""
    count = int(np.sum(np.greater(AMOUNT, threshold)))
    more = f" by more than {threshold:g}" if threshold else ""
    return f"{count:,} of 180,000 pixels differ{more} ({100 * count / 180_000:.3g} %)"


def views(notebook):
    """The limits of both panels."""
    return notebook.value("[(*axes.get_xlim(), *axes.get_ylim()) for axes in w.picture.panels]")


# --- the threshold ----------------------------------------------------------------------------------------------


def test_threshold_by_keys_moves_picture_map_and_number(open_notebook):
    diff = open_notebook(SETUP)
    assert status(diff) == says(0)
    before, chart = screen(diff), screen(diff, which=CHART)
    diff.slider("threshold").press("ArrowRight", 20)
    diff.until("w.threshold == 4.0")
    diff.settle()
    assert status(diff) == says(4)
    assert (screen(diff) != before).any(axis=2).sum() > 500
    assert (screen(diff, which=CHART) != chart).any(axis=2).sum() > 100
    assert np.array_equal(screen(diff), kernel_picture(diff))
    assert np.array_equal(screen(diff, which=CHART), pixels(diff.value("w.chart.figure.canvas.png()")))
    assert diff.console_errors == []


def test_the_line_of_the_histogram_is_dragged(diff):
    axes = "w.chart.axes"
    start, end = place(diff, 3, 2.0, axes), place(diff, 3, 20.0, axes)
    drag(diff, start, end, CHART)
    diff.settle()
    threshold = diff.value("w.threshold")  # the button of the mouse is still down
    assert threshold == pytest.approx(20, rel=0.05)
    assert status(diff) == says(threshold)
    assert np.array_equal(screen(diff), kernel_picture(diff))
    diff.page.mouse.up()
    diff.page.mouse.move(0, 0)
    diff.settle()
    assert diff.value("w.threshold") == threshold
    assert float(row_of(diff, "threshold").locator("input").last.input_value()) == threshold
    diff.execute("w.undo()")
    assert diff.value("w.threshold") == 0


def test_one_changed_pixel_of_eight_million_is_seen_and_found(open_notebook):
    diff = open_notebook(BIG)
    assert status(diff) == "the images are equal in all 8,000,000 pixels"
    equal, chart = screen(diff), screen(diff, which=CHART)
    diff.execute("after = before.copy(); after[1234, 2345] += 1.5; w.after = after")
    diff.settle()
    marked = screen(diff)
    assert np.array_equal(marked, kernel_picture(diff))
    found = np.argwhere((marked != equal).any(axis=2))
    (low, high), _ = diff.value("w.all_limits")
    places = []
    for k, name in enumerate(("before", "after")):
        at = place(diff, 1234, 2345, f"w.picture.panels[{k}]")
        places.append([int(at["y"]), int(at["x"])])
        value = diff.value(f"{name}[1234, 2345]")
        color = np.array(mpl.colormaps["viridis"]((value - low) / (high - low), bytes=True)[:3])
        assert np.abs(marked[tuple(places[-1])] - color).max() <= 1
    assert all(place in found.tolist() for place in places)
    away = np.abs(found[:, None] - places).max(axis=2).min(axis=1)
    assert not ((away > 0) & (away < 3)).any()  # the pixels beside it stay as they are
    assert away.max() <= 8  # a ring that leads the eye
    on_map = np.argwhere((screen(diff, which=CHART) != chart).any(axis=2))
    at = place(diff, 1234, 2345, "w.chart.map")
    assert ((np.abs(on_map - [at["y"], at["x"]]) <= 2).all(axis=1)).sum() == 9
    diff.page.locator(".nbtools-canvas").first.focus()
    diff.page.keyboard.press("n")
    diff.until("w.region == 0")
    diff.settle()
    assert "region 1 of 1: rows 1234 to 1234, cols 2345 to 2345, 1 px" in status(diff)
    (row0, col0), (row1, col1) = diff.value("w.picture.view")
    assert row0 < 1234 - 5 < 1234 + 5 < row1 < row0 + 100
    assert col0 < 2345 - 5 < 2345 + 5 < col1 < col0 + 200
    assert np.array_equal(screen(diff), kernel_picture(diff))


# --- modes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_shows_what_the_kernel_says(diff, mode):
    other = "signed" if mode == "side by side" else "side by side"
    diff.execute(f"w.mode = {other!r}")
    diff.settle()
    before = screen(diff)
    row_of(diff, "mode").locator("select").select_option(mode)
    diff.until(f"w.mode == {mode!r}")
    diff.settle()
    now = screen(diff)
    assert now.shape != before.shape or (now != before).any(axis=2).sum() > 5000
    assert np.array_equal(screen(diff), kernel_picture(diff))
    assert diff.value("w.picture.panels[1].get_visible()") == (mode == "side by side")
    shown = {label: row_of(diff, label).is_visible() for label in ("divider (%)", "tile (px)", "speed (/s)")}
    assert shown == {
        "divider (%)": mode in ("curtain", "fade"),
        "tile (px)": mode == "checkerboard",
        "speed (/s)": mode == "blink",
    }
    diff.slider("threshold").press("ArrowRight", 10)
    diff.until("w.threshold == 2.0")
    diff.settle()
    assert np.array_equal(screen(diff), kernel_picture(diff))


def test_the_divider_of_the_curtain_is_dragged(diff):
    diff.execute("w.mode = 'curtain'")
    diff.settle()
    before = screen(diff)
    x0, width = diff.value("(w.picture.axes.bbox.x0, w.picture.axes.bbox.width)")
    drag(diff, {"x": x0 + width / 2, "y": 150}, {"x": x0 + 0.8 * width, "y": 180})
    diff.settle()
    assert diff.value("w.balance") == pytest.approx(80, abs=0.5)  # the button of the mouse is still down
    shown = screen(diff)
    changed = np.flatnonzero((shown != before).any(axis=(0, 2)))
    assert changed[0] == pytest.approx(x0 + width / 2, abs=4)
    assert changed[-1] == pytest.approx(x0 + 0.8 * width, abs=4)
    diff.page.mouse.up()
    diff.page.mouse.move(0, 0)
    diff.settle()
    assert diff.value("w.region") is None
    assert np.array_equal(screen(diff), kernel_picture(diff))
    assert row_of(diff, "divider (%)").locator("input").last.input_value() == f"{diff.value('w.balance'):g}"


def test_blink_alternates_and_stops(diff):
    diff.execute("w.set(mode='blink', speed=5); seen = []; w.observe(seen.append, names='side')")
    diff.settle()
    pictures = {"before": screen(diff)}
    diff.page.locator(".widget-play button").first.click()
    diff.until("len(seen) >= 6")
    diff.page.locator(".widget-play button").first.click()
    diff.page.wait_for_timeout(500)
    sides = diff.value("[change.new for change in seen]")
    assert sides == ["after", "before"] * (len(sides) // 2) + ["after"] * (len(sides) % 2)
    diff.page.wait_for_timeout(600)
    assert diff.value("len(seen)") == len(sides)
    diff.execute("w.side = 'after'")
    diff.settle()
    pictures["after"] = screen(diff)
    assert (pictures["before"] != pictures["after"]).any(axis=2).sum() > 100
    diff.execute("w.side = 'before'")
    diff.settle()
    assert np.array_equal(screen(diff), pictures["before"])
    assert not diff.value("w.undo()") or diff.value("w.side") == "before"


# --- the view ---------------------------------------------------------------------------------------------------


def test_a_click_on_the_map_moves_the_view_and_a_drag_on(diff):
    diff.execute("w.picture.zoom(0.25)")
    diff.settle()
    chart = screen(diff, which=CHART)
    size = np.ptp(diff.value("w.picture.view"), axis=0)
    at = place(diff, 60, 480, "w.chart.map")
    canvas(diff, which=CHART).click(position=at)
    diff.settle()
    view = np.array(diff.value("w.picture.view"))
    np.testing.assert_allclose(view.mean(axis=0), (60, 480), atol=2.5)
    np.testing.assert_allclose(np.ptp(view, axis=0), size)
    assert (screen(diff, which=CHART) != chart).any()
    there = place(diff, 200, 100, "w.chart.map")
    drag(diff, at, there, CHART)
    diff.page.mouse.up()
    diff.settle()
    np.testing.assert_allclose(np.mean(diff.value("w.picture.view"), axis=0), (200, 100), atol=2.5)
    frame = diff.value("w.chart._frame.get_bbox().extents")
    (row0, col0), (row1, col1) = np.clip(diff.value("w.picture.view"), 0, (300, 600))
    np.testing.assert_allclose(frame, [col0 - 0.5, row0 - 0.5, col1 - 0.5, row1 - 0.5])
    assert np.array_equal(screen(diff), kernel_picture(diff))
    assert np.array_equal(screen(diff, which=CHART), pixels(diff.value("w.chart.figure.canvas.png()")))


@pytest.mark.parametrize("panel", [0, 1])
def test_hover_tells_both_values_and_shows_the_place_in_the_other_panel(diff, panel):
    row, col = (int(k) for k in np.argwhere(AMOUNT > 20)[7])
    clean = screen(diff)
    canvas(diff).hover(position=place(diff, row, col, f"w.picture.panels[{panel}]"))
    footer = diff.page.locator(".nbtools-middle > .nbtools-picture .nbtools-footer")
    expect(footer).to_contain_text("difference")
    diff.settle()
    numbers = re.fullmatch(
        r"row (\d+), col (\d+): before (\S+), after (\S+), difference (\S+)", footer.inner_text()
    )
    r, c = int(numbers[1]), int(numbers[2])
    assert abs(r - row) <= 1  # a pixel of the screen is a little more than one of the data
    assert abs(c - col) <= 1
    a, b = PAIR.before[r, c], PAIR.after[r, c]
    assert numbers.groups()[2:] == (f"{a:.6g}", f"{b:.6g}", f"{a - b:.6g}")
    cross = np.argwhere((screen(diff) != clean).any(axis=2))
    other = place(diff, row, col, f"w.picture.panels[{1 - panel}]")
    assert len(cross) > 20
    assert np.abs(cross - [other["y"], other["x"]]).max() < 16
    diff.page.mouse.move(0, 0)
    diff.settle()
    assert np.array_equal(screen(diff), clean)


def test_wheel_and_toolbar_keep_the_panels_linked_and_move_the_frame_on_the_map(diff):
    at = place(diff, 100, 200, "w.picture.panels[1]")
    canvas(diff).hover(position=at)
    for _ in range(5):
        wheel(diff, -120)
        diff.page.wait_for_timeout(80)
    diff.settle()
    zoomed, other = views(diff)
    assert zoomed == other
    assert zoomed[1] - zoomed[0] < 300
    assert place(diff, 100, 200, "w.picture.panels[1]") == pytest.approx(at, abs=2)
    chart = screen(diff, which=CHART)
    diff.page.locator("button[title^='Pan: ']").click()
    drag(diff, {"x": 200, "y": 150}, {"x": 240, "y": 170})
    diff.page.mouse.up()
    diff.settle()
    panned, other = views(diff)
    assert panned == other
    scale = diff.value("w.picture.axes.bbox.width") / (zoomed[1] - zoomed[0])
    assert zoomed[0] - panned[0] == pytest.approx(40 / scale, rel=0.05)
    assert (screen(diff, which=CHART) != chart).any()
    diff.page.locator("button[title^='Zoom: ']").click()
    drag(diff, {"x": 150, "y": 100}, {"x": 250, "y": 180})
    diff.page.mouse.up()
    diff.page.mouse.move(0, 0)
    diff.settle()
    closer, other = views(diff)
    assert closer == other
    assert closer[1] - closer[0] < 0.6 * (panned[1] - panned[0])
    left, top, right, bottom = diff.value("w.chart._frame.get_bbox().extents")
    assert (left, right, bottom, top) == pytest.approx(np.clip(closer, -0.5, 599.5), abs=1e-6)
    assert np.array_equal(screen(diff), kernel_picture(diff))
    diff.page.locator("button[title^='Home: ']").click()
    diff.settle()
    np.testing.assert_allclose(diff.value("w.picture.view"), ((0, 0), (300, 600)), atol=1)


def test_keys_move_and_zoom_the_picture_and_tab_leaves_it(diff):
    diff.execute("w.picture.zoom(0.25)")
    diff.page.locator(".nbtools-canvas").first.focus()
    start = np.array(diff.value("w.picture.view"))
    size = np.ptp(start, axis=0)
    for key, change in {
        "ArrowDown": (0.1, 0),
        "ArrowRight": (0, 0.1),
        "ArrowUp": (-0.1, 0),
        "ArrowLeft": (0, -0.1),
    }.items():
        before = np.array(diff.value("w.picture.view"))
        diff.page.keyboard.press(key)
        diff.settle(quiet=150)
        np.testing.assert_allclose(
            np.array(diff.value("w.picture.view")) - before, [size * change] * 2, atol=1e-9
        )
    diff.page.keyboard.press("+")
    diff.settle(quiet=150)
    np.testing.assert_allclose(np.ptp(diff.value("w.picture.view"), axis=0), size / 1.25)
    diff.page.keyboard.press("-")
    diff.settle(quiet=150)
    np.testing.assert_allclose(diff.value("w.picture.view"), start)
    diff.page.keyboard.press("0")
    diff.settle()
    np.testing.assert_allclose(diff.value("w.picture.view"), ((0, 0), (300, 600)), atol=1)
    assert np.array_equal(screen(diff), kernel_picture(diff))
    diff.page.keyboard.press("Tab")
    assert diff.page.evaluate("document.activeElement.closest('.nbtools-picture') === null")
    assert diff.page.evaluate("document.activeElement.closest('.nbtools-explorer') !== null")


# --- regions ----------------------------------------------------------------------------------------------------


def test_n_and_p_work_everywhere_but_where_text_is_typed(diff):
    diff.page.locator(".nbtools-canvas").first.focus()
    diff.page.keyboard.press("n")
    diff.until("w.region == 0")
    diff.slider("threshold").press("n")
    diff.until("w.region == 1")
    diff.page.locator("button:text-is('next')").focus()
    diff.page.keyboard.press("n")
    diff.until("w.region == 2")
    diff.page.keyboard.press("p")
    diff.until("w.region == 1")
    diff.page.locator("button:text-is('previous')").click()
    diff.until("w.region == 0")
    diff.page.locator(".nbtools-head button[title='Save']").click()
    name = diff.page.locator(".nbtools-explorer input[type=text]:visible").first
    name.fill("")
    name.press_sequentially("npn")
    assert name.input_value() == "npn"
    name.fill("table.csv")
    row_of(diff, "threshold").locator("input").last.press("n")
    row_of(diff, "mode").locator("select").press("n")
    diff.page.locator(".nbtools-head button[title='Save']").click()
    diff.settle()
    assert diff.value("w.region") == 0
    assert status(diff).startswith(says(0) + ", region 1 of ")
    assert np.array_equal(screen(diff), kernel_picture(diff))


def test_a_click_on_a_region_selects_it_and_beside_all_none(diff):
    table = diff.value("w.table()")
    k = int(table["n_pix"].argmax())
    rows, cols = (int(table[name][k]) for name in ("row", "col"))
    canvas(diff).click(position=place(diff, rows, cols))
    diff.until(f"w.region == {k}")
    diff.page.mouse.move(0, 0)
    diff.settle()
    box = table.loc[k]
    (row0, col0), (row1, col1) = diff.value("w.picture.view")
    assert row0 < box.row0 < box.row1 < row1
    assert col0 < box.col0 < box.col1 < col1
    assert np.array_equal(screen(diff), kernel_picture(diff))
    diff.page.locator("button[title^='Home: ']").click()
    away = next(
        (r, c)
        for r, c in np.ndindex(300, 600)
        if not AMOUNT[max(r - 9, 0) : r + 9, max(c - 9, 0) : c + 9].any()
    )
    canvas(diff).click(position=place(diff, away[0] + 1, away[1] + 1))
    diff.until("w.region is None")


def test_the_table_of_regions_is_that_of_python_and_its_rows_move_the_view(diff):
    diff.page.click("button:text-is('regions')")
    diff.page.wait_for_selector(".nbtools-table tbody tr")
    table = nb.difference(PAIR.before, PAIR.after, sort=diff.value("w.sort")).regions
    heads = diff.page.locator(".nbtools-table th").all_inner_texts()
    assert heads == list(table.columns)
    cells = diff.page.locator(".nbtools-table tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    assert cells == [
        [f"{x:.6g}" if isinstance(x, float) else str(x) for x in row]
        for row in table.head(len(cells)).itertuples(index=False, name=None)
    ]
    assert len(cells) == min(len(table), 200)
    diff.page.locator(".nbtools-table tbody tr").nth(3).click()
    diff.until("w.region == 3")
    diff.settle()
    middle = np.mean(diff.value("w.picture.view"), axis=0)
    box = table.loc[3]
    np.testing.assert_allclose(middle, ((box.row0 + box.row1) / 2, (box.col0 + box.col1) / 2))
    diff.page.keyboard.press("ArrowDown")
    diff.until("w.region == 4")
    diff.slider("threshold").press("ArrowRight", 20)
    diff.until("w.threshold == 4.0 and w.region is None")
    diff.settle()
    fewer = nb.difference(PAIR.before, PAIR.after, atol=4, sort=diff.value("w.sort")).regions
    assert diff.page.locator(".nbtools-table-note").inner_text() == f"200 of {len(fewer)} rows"
    first = diff.page.locator(".nbtools-table tbody tr").first.locator("td").all_inner_texts()
    assert first == [f"{x:.6g}" if isinstance(x, float) else str(x) for x in fewer.iloc[0].tolist()]


def test_the_metrics_are_those_of_python(diff):
    diff.page.click("button:text-is('metrics')")
    diff.settle()
    metrics = nb.difference(PAIR.before, PAIR.after).metrics
    shown = diff.page.locator(".nbtools-help td:visible").all_inner_texts()
    error = PAIR.before - PAIR.after
    assert shown[:5] == [
        "180000",
        f"{AMOUNT.max():.6g}",
        f"{AMOUNT.mean():.6g}",
        f"{np.sqrt((error**2).mean()):.6g}",
        f"{error.mean():.6g}",
    ]
    assert shown[5:] == [f"{metrics.psnr:.5g} dB", f"{metrics.ssim:.6f}"]


# --- life -------------------------------------------------------------------------------------------------------


def test_an_error_stands_beside_the_widget_and_the_next_step_recovers(diff):
    diff.execute("good, w.status = w.status, lambda: 1 / 0")
    slider = diff.slider("threshold")
    slider.press("ArrowRight")
    diff.page.wait_for_selector(".nbtools-error")
    assert "division by zero" in status(diff)
    diff.execute("w.status = good")
    slider.press("ArrowRight")
    diff.until("w.last_error is None")
    diff.settle()
    assert status(diff) == says(0.4)


def test_a_wrong_number_is_refused_in_words(diff):
    field = row_of(diff, "threshold").locator("input").last
    field.fill("12.25")
    field.press("Enter")
    diff.until("w.threshold == 12.25")
    field.fill("-3")
    field.press("Enter")
    diff.page.wait_for_selector(".nbtools-error")
    assert "threshold must be >= 0" in status(diff)
    assert "got -3" in status(diff)
    assert diff.value("w.threshold") == 12.25
    assert field.input_value() == "12.25"


def test_high_resolution_screen(pages):
    with pages.show([SETUP], name="diff-hidpi", pixel_ratio=2) as diff:
        diff.slider("threshold").press("ArrowRight", 4)
        diff.until("w.threshold == 0.8")
        diff.page.locator("button:text-is('next')").click()
        diff.until("w.region == 0")
        diff.settle()
        picture = screen(diff)
        assert picture.shape[1] == 2 * canvas(diff).bounding_box()["width"]
        assert np.array_equal(picture, kernel_picture(diff))
        diff.execute("w.mode = 'curtain'")
        diff.settle()
        x0, width = diff.value("(w.picture.axes.bbox.x0 / 2, w.picture.axes.bbox.width / 2)")
        drag(diff, {"x": x0 + width / 2, "y": 150}, {"x": x0 + 0.3 * width, "y": 150})
        diff.page.mouse.up()
        diff.settle()
        assert diff.value("w.balance") == pytest.approx(30, abs=0.5)
        assert np.array_equal(screen(diff), kernel_picture(diff))
        diff.screenshot()
