"""ScaleExplorer as a user meets it: the size of data pixels, measured on the rendered pixels of a real JupyterLab."""

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.looking import as_at_first, canvas, kernel_picture, place, screen, status, wheel

SHAPES = [(9, 14), (21, 6), (5, 33), (1, 1), (30, 30), (12, 12)]
BOARDS = f"""
import numpy as np
import nbtools as nb
images = {{f"board {{k}}": np.indices(shape).sum(axis=0) % 2 for k, shape in enumerate({SHAPES})}}
w = nb.ScaleExplorer(images, cmap="gray", contrast=(0, 100), limits=(0, 1), pixel_size=0.5, unit="µm")
w
"""


@pytest.fixture(scope="module", params=[1, 2], ids=["plain", "hi-dpi"])
def notebook(request, pages):
    """One page for all tests, on a plain screen and on one with two pixels for one of the page."""
    ratio = request.param
    with pages.show([BOARDS], name=f"scale-{ratio}", pixel_ratio=ratio) as notebook:
        notebook.ratio = ratio
        yield notebook


@pytest.fixture
def page(notebook, request):
    """The widget as it was at first; no test may leave an error behind."""
    with as_at_first(notebook, "w.enlarged = None; w.reset(); w.picture.home()", request.node.name) as page:
        yield page


def runs(line):
    """Lengths of runs of one value."""
    return np.diff(np.flatnonzero(np.diff(line, prepend=-1, append=-1)))


def measure(page, number):
    """Find the frame of an image on the screen, and give the rows and columns of pixels that each data pixel has."""
    (row, col), _ = page.value("w.picture.view")
    box = page.value(f"w.result.boxes[{number}].tolist()")
    picture = screen(page)[..., 0]
    middle = (
        np.array(box[:2]) + np.array(box[2:]) / 2 - (row, col)
    ) * page.ratio + page.ratio  # the line around
    down, across = picture[:, int(middle[1])], picture[int(middle[0])]
    found = []
    for line, at in ((down, int(middle[0])), (across, int(middle[1]))):
        inside = np.isin(line, (0, 255))
        first = at - np.flatnonzero(~inside[at::-1])[0] + 1  # frames are grey
        last = at + np.flatnonzero(~inside[at:])[0]
        found.append(runs(line[first:last]))
    return found


@pytest.mark.parametrize("scale", [1, 2, 3, 5])
def test_every_data_pixel_has_the_same_size_on_the_screen(page, scale):
    page.execute(f"w.set(scale={scale}, gap=8, show_titles=False, align='top')")
    page.settle()
    wanted = scale * page.ratio
    for number, shape in enumerate(SHAPES):
        for found, size in zip(measure(page, number), shape, strict=True):
            assert found.tolist() == [wanted] * size
    assert np.array_equal(screen(page), kernel_picture(page))


def test_slider_and_wheel_take_whole_scales_only(page):
    first = page.value("w.scale")
    page.slider("scale (px)").press("ArrowRight", 2)
    page.until(f"w.scale == {first + 2}")
    page.slider("scale (px)").press("Home")
    page.until("w.scale == 1 / 8")
    page.settle()  # the slider tells of the end of a key, too
    page.execute("w.scale = 4")
    page.settle()
    box = canvas(page).bounding_box()
    page.page.mouse.move(box["x"] + 150, box["y"] + 100)
    wheel(page, -100)
    page.until("w.scale == 5")
    wheel(page, 100)
    page.until("w.scale == 4")
    page.page.locator("button[title^='Home']").click()
    page.until(f"w.scale == {first}")


def test_a_click_enlarges_in_place_and_hover_tells_which_image(page):
    page.execute("w.set(scale=2)")
    page.settle()
    before = screen(page)
    row, col = page.value("(w.result.boxes[1, :2] + (2 * 7 + 1, 2 * 3 + 1)).tolist()")
    box, at = canvas(page).bounding_box(), place(page, row - 0.5, col - 0.5)
    there = box["x"] + at["x"] / page.ratio, box["y"] + at["y"] / page.ratio
    page.page.mouse.move(*there)
    words = page.page.locator(".nbtools-middle > .nbtools-picture")
    expect(words).to_contain_text("board 1, row 7, col 3: value 0")
    page.page.mouse.click(*there)
    page.until("w.enlarged == 1")
    page.settle()
    assert "board 1 enlarged: " in status(page)
    assert (screen(page) != before).any()
    assert np.array_equal(screen(page), kernel_picture(page))
    page.screenshot()
    page.page.mouse.click(*there)
    page.until("w.enlarged is None")
    page.settle()
    assert np.array_equal(screen(page), before)


def test_what_does_not_fit_is_dragged_and_moved_by_keys(page):
    page.execute("w.scale = 12")
    page.settle()
    start, box = page.value("w.picture.view[0]"), canvas(page).bounding_box()
    page.page.mouse.move(box["x"] + 200, box["y"] + 150)
    page.page.mouse.down()
    page.page.mouse.move(box["x"] + 200, box["y"] + 90, steps=6)
    page.page.mouse.up()
    page.settle()
    end = page.value("w.picture.view[0]")
    wanted = min(start[0] + 60, page.value("w.picture.shape[0] - w.picture.drawn.size[0]"))
    assert end == pytest.approx((wanted, start[1]), abs=1)
    assert page.value("w.enlarged") is None
    page.page.keyboard.press("ArrowUp")
    page.until(f"w.picture.view[0][0] < {end[0]}")
    page.settle()
    assert np.array_equal(screen(page), kernel_picture(page))
