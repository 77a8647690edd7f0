"""What the mouse drags and clicks, and what was seen before, is there before the kernel knows."""

import base64
from contextlib import contextmanager

import numpy as np
import pytest

from tests.browser.looking import CHART, PICTURE, canvas, drag, place, screen
from tests.browser.test_painters import CROSSINGS, FAINT, agree, alike, held, opened
from tests.cases import CASES

SPOTS, DIFF, COLOR, GRID = (
    next(case for case in CASES if case.name == name) for name in ("spots", "diff", "color", "grid")
)


@pytest.fixture
def ready(open_notebook):
    """Return a function that shows an explorer, whose page then knows all of what is seen."""

    def ready(case, code=""):
        page = open_notebook(case.cell())
        page.execute(code)
        page.page.mouse.move(0, 0)
        page.page.locator(".nbtools-controls").hover(position={"x": 3, "y": 3})
        page.until("all(canvas._watched and not canvas.outdated for canvas in w.shell.pictures)")
        page.settle()
        return page

    return ready


def over(page, which=PICTURE):
    """What the page has painted by itself, RGBA."""
    url = page.page.locator(which).first.locator(".nbtools-over").evaluate("c => c.toDataURL()")
    return opened(base64.b64decode(url.split(",")[1]))


@contextmanager
def ahead(page, tmp_path, name, which=(PICTURE,)):
    """Let the page go ahead of the kernel meanwhile; then both must show the same in these pictures."""
    with held(page, tmp_path / "held"):
        yield
        painted = {each: over(page, each) for each in which}
        assert page.page.locator(".nbtools-waiting").count() == 1
        assert page.page.locator(".nbtools-status").evaluate(FAINT) < 0.5
        page.screenshot(f"{page.name}-ahead")
    agree(page, name, [])
    assert all(same(page, pixels, each) for each, pixels in painted.items())
    assert page.value("w.last_error") is None
    assert page.console_errors == []


def same(page, painted, which=PICTURE):
    """Whether the kernel, once it knows, shows what the page had painted, up to the smoothing of edges."""
    there, shown = painted[..., 3] == 255, screen(page, which=which)
    off = there & ~(alike(painted[..., :3], shown) & alike(shown, painted[..., :3]))
    assert there.any()
    return off.sum() <= CROSSINGS * there.sum()


def at(page, axes, x, y=0.5):
    """A place on axes, as parts of their width and height, in px from the top left corner of the picture."""
    left, top, width, height = page.value(
        f"(lambda b, h: (b.x0, h - b.y1, b.width, b.height))({axes}.bbox, {axes}.figure.bbox.height)"
    )
    return {"x": left + x * width, "y": top + y * height}


# --- what the mouse drags ---------------------------------------------------------------------------------------


def test_the_line_in_the_histogram_takes_circles_along(ready, tmp_path):
    page = ready(SPOTS)
    start, end = (at(page, "w.histogram.axes", x) for x in (0.3, 0.45))
    with ahead(page, tmp_path, "threshold_abs", (PICTURE, CHART)):
        drag(page, start, end, which=CHART)
        page.page.mouse.up()


@pytest.mark.parametrize(("start", "end"), [(0.05, 0.3), (0.9, 0.7), (0.5, 0.46)])
def test_a_line_in_the_histogram_of_colors_changes_them_at_once(start, end, ready, tmp_path):
    page = ready(COLOR, "w.limits = w.span[0] + 0.1 * (w.span[1] - w.span[0]), w.span[1]")
    start, end = (at(page, "w.histogram.chart.axes", x) for x in (start, end))
    with ahead(page, tmp_path, "", (PICTURE, CHART)):
        drag(page, start, end, which=CHART)
        page.page.mouse.up()


def test_the_divider_of_the_curtain_follows_the_mouse(ready, tmp_path):
    page = ready(DIFF, "w.mode = 'curtain'")
    start, end = (at(page, "w.picture.axes", x) for x in (0.5, 0.8))
    with ahead(page, tmp_path, "balance"):
        drag(page, start, end)
        page.page.mouse.up()
    assert abs(page.value("w.balance") - 80) <= 0.5


@pytest.mark.parametrize(("axis", "name"), [(0, "row"), (1, "col")])
def test_the_lines_where_a_field_is_cut_take_the_curves_along(axis, name, ready, tmp_path):
    page = ready(GRID)
    height = page.value("w.figure.bbox.height")
    line, wanted = page.value(
        f"w.picture.cut_places({axis})[[w.{name}, w.smoothed.shape[{axis}] // 4]]"
    ).tolist()
    start = at(page, "w.axes", 0.3, 0.3)
    here, there = ({**start, "xy"[1 - axis]: height - px if axis == 0 else px} for px in (line, wanted))
    with ahead(page, tmp_path, name, (PICTURE, CHART)):
        drag(page, here, there)
        page.page.mouse.up()
    assert page.value(f"w.{name} == w.smoothed.shape[{axis}] // 4")


def test_what_the_kernel_says_late_does_not_move_a_line_that_is_held(ready):
    page = ready(SPOTS)
    start, end = (at(page, "w.histogram.axes", x) for x in (0.2, 0.6))
    drag(page, start, end, which=CHART, steps=60)
    seen = [over(page, CHART)]
    for _ in range(10):
        page.page.wait_for_timeout(30)
        seen.append(over(page, CHART))
    page.page.mouse.up()
    shown = [picture for picture in seen if (picture[..., 3] == 255).any()]
    assert all(np.array_equal(shown[0], picture) for picture in shown)
    agree(page, "threshold_abs", [])


# --- what it clicks ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["", "w.add_spot(20.5, 30.25); w.remove_spot(*w.result.centers[0])"])
def test_a_click_marks_a_spot_at_once(code, ready, tmp_path):
    page = ready(SPOTS, code)
    spot = place(page, *page.value("w.result.centers[3]"))
    with ahead(page, tmp_path, "radius"):
        canvas(page).click(position=spot)
    assert page.value("w.selected") == 3


# --- what is chosen ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("norm", ["log", "symlog", "asinh"])
@pytest.mark.parametrize("code", ["w.gamma = 2", "w.set(auto='min/max', center=True)"])
def test_another_scale_of_colors_is_seen_at_once(norm, code, ready, tmp_path):
    page = ready(COLOR, code)
    page.page.locator(".nbtools-of-norm").hover()
    page.settle()
    with ahead(page, tmp_path, ""):
        page.page.locator(".nbtools-of-norm").get_by_text(norm, exact=True).click()
    assert page.value("w.norm") == norm


def test_what_is_chosen_again_is_not_waited_for(ready):
    page = ready(COLOR, "w.norm = 'log'")
    page.page.locator(".nbtools-of-norm").get_by_text("log", exact=True).click()
    agree(page, "norm", [])


# --- what was seen before ---------------------------------------------------------------------------------------


def test_what_was_seen_once_is_seen_again_at_once(ready, tmp_path):
    page = ready(SPOTS)
    slider = page.slider(page.value("w.parameters()['min_distance'].title"))
    slider.handle.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
        page.page.keyboard.press(key)
        page.settle()
    before = screen(page)
    page.page.keyboard.press("ArrowLeft")
    page.settle()
    assert not np.array_equal(screen(page), before)
    with ahead(page, tmp_path, "min_distance"):
        page.page.keyboard.press("ArrowRight")
        assert np.array_equal(over(page)[..., :3], before)


def test_what_was_seen_of_another_image_is_not_shown(ready, tmp_path):
    page = ready(SPOTS)
    slider = page.slider(page.value("w.parameters()['min_distance'].title"))
    slider.handle.focus()
    for key in ("ArrowRight", "ArrowLeft"):
        page.page.keyboard.press(key)
        page.settle()
    page.execute("w.image = w.image[::-1]")
    page.settle()
    with held(page, tmp_path / "held"):
        page.page.keyboard.press("ArrowRight")
        assert not over(page).any()
    agree(page, "min_distance", [])


# --- what is read -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", [SPOTS, COLOR], ids=str)
def test_the_page_reads_what_the_kernel_would(case, ready, tmp_path):
    page = ready(case, "w.picture.zoom(0.2)")
    rows, cols = page.value("np.array(w.picture.view).T.tolist()")
    rng = np.random.default_rng(2)
    spots = [(int(rng.uniform(*rows)), int(rng.uniform(*cols))) for _ in range(12)]
    places = [place(page, *spot) for spot in spots]
    wanted = page.value(f"[w.picture.describe(row, col) for row, col in {spots}]")
    box, footer = canvas(page).bounding_box(), page.page.locator(".nbtools-footer").first
    found = []
    with held(page, tmp_path / "held"):
        for spot in places:
            page.page.mouse.move(box["x"] + spot["x"], box["y"] + spot["y"])
            found.append(footer.inner_text())
    assert found == [" ".join(text.split()) for text in wanted]
