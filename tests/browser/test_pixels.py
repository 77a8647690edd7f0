"""PixelExplorer as a user meets it: in a real JupyterLab, by mouse and keys, looked at by its pixels."""

import numpy as np
import pytest
from playwright.sync_api import expect

import nbtools as nb
from nbtools.compute.color.colormaps import lut
from nbtools.compute.color.shading import shade
from tests.browser.looking import as_at_first, canvas, kernel_picture, place, screen, status

CELL = """
import numpy as np
import nbtools as nb
sample = nb.samples.confusion()
w = nb.PixelExplorer(sample.matrix, row_names=sample.names, col_names=sample.names, row=2, col=1, size=3,
                     contrast=(0, 100), title="Who was taken for whom?")
w
"""
MATRIX = nb.samples.confusion().matrix
COLORS = shade(MATRIX, lut("viridis"), (0, 95))[..., :3].astype(int)
HEAD = ".nbtools-inspector-head"
# The clipboard of a page without a user in front of it is closed: what is written to it is kept here.
CLIPBOARD = """() => {
  window.copied = [];
  const clipboard = { writeText: async (text) => { window.copied.push(text); } };
  Object.defineProperty(navigator, "clipboard", { value: clipboard, configurable: true });
}"""


@pytest.fixture(scope="module")
def page(pages):
    """One page for all tests that leave the widget as it was."""
    with pages.show([CELL], name="pixel") as notebook:
        notebook.page.evaluate(CLIPBOARD)
        yield notebook


@pytest.fixture
def pixel(page, request):
    """The widget as it was at first; no test may leave an error behind."""
    with as_at_first(page, "w.reset(); w.picture.home()", request.node.name) as pixel:
        yield pixel


def cell_box(notebook, row, col):
    """Where the edges of a pixel are on the screen: left, right, top, bottom."""
    one, two = place(notebook, row - 0.5, col - 0.5), place(notebook, row + 0.5, col + 0.5)
    return one["x"], two["x"], one["y"], two["y"]


def test_colors_lines_and_ticks_are_where_the_pixels_are(pixel):
    pixel.execute("w.set(row=5, col=5, size=1)")  # the frames out of the way
    pixel.settle()
    picture = screen(pixel)
    boxes = {(row, col): cell_box(pixel, row, col) for row in range(6) for col in range(6)}
    for at, (left, right, top, _) in boxes.items():
        corner = picture[round(top) + 4 : round(top) + 12, round(left) + 4 : round(right) - 4]
        assert (corner == COLORS[at]).all()
    x0, y0, x1, _ = (round(edge) for edge in pixel.value("w.picture.axes.bbox.extents.tolist()"))
    bottom = len(picture) - y0
    # a grey line on each edge, seen away from numbers and frames
    across, down = round(boxes[2, 0][2]) + 8, round(boxes[0, 2][0]) + 8
    for k in range(1, 6):
        x, y = boxes[0, k][0], boxes[k, 0][2]
        grey = np.flatnonzero((np.abs(picture[across] - 128) <= 1).all(axis=1)) + 0.5
        assert np.abs(grey - x).min() <= 1
        grey = np.flatnonzero((np.abs(picture[:, down] - 128) <= 1).all(axis=1)) + 0.5
        assert np.abs(grey - y).min() <= 1
    # the marks of the ticks, just outside of the frame
    for line, expected in (
        (picture[bottom + 3, : x1 + 2], [(boxes[5, k][0] + boxes[5, k][1]) / 2 for k in range(6)]),
        (picture[:, x0 - 3], [(boxes[k, 0][2] + boxes[k, 0][3]) / 2 for k in range(6)]),
    ):
        found = np.flatnonzero((line < 200).all(axis=1)) + 0.5
        assert found == pytest.approx(expected, abs=1)


def test_each_number_is_in_the_middle_of_its_pixel(pixel):
    pixel.execute("w.set(row=5, col=5, size=1)")
    pixel.settle()
    with_numbers = screen(pixel)
    pixel.page.locator("span[title='values']").click()
    pixel.until("w.values is False")
    pixel.settle()
    ink = (screen(pixel) != with_numbers).any(axis=2)
    for row in range(6):
        for col in range(6):
            left, right, top, bottom = cell_box(pixel, row, col)
            found = np.argwhere(ink[round(top) + 2 : round(bottom) - 1, round(left) + 2 : round(right) - 1])
            middle = (found.min(axis=0) + found.max(axis=0) + 1) / 2 + (round(top) + 2, round(left) + 2)
            assert middle == pytest.approx(((top + bottom) / 2, (left + right) / 2), abs=2)
            digits = len(str(MATRIX[row, col]))
            assert np.ptp(found[:, 1]) == pytest.approx(7 * digits - 2, abs=3)
    assert ink.sum() > 500
    pixel.page.locator("span[title='values']").click()
    pixel.until("w.values")
    pixel.settle()
    assert np.array_equal(screen(pixel), with_numbers)


def hover(notebook, row, col):
    canvas(notebook).hover(position=place(notebook, row, col))


def test_the_inspector_follows_the_mouse_and_can_be_pinned(pixel):
    head = pixel.page.locator(HEAD)
    expect(head).to_have_text("marked: row 2 (fox), col 1 (dog)")
    hover(pixel, 4, 2)
    expect(head).to_have_text("under the mouse: row 4 (otter), col 2 (fox)")
    cells = pixel.page.locator(".nbtools-inspector td:not(:empty)")
    expect(cells).to_have_text([str(value) for value in MATRIX[3:6, 1:4].ravel()])
    found = cells.evaluate_all("cells => cells.map((cell) => cell.style.backgroundColor)")
    assert found == ["rgb({}, {}, {})".format(*color) for color in COLORS[3:6, 1:4].reshape(-1, 3)]
    expect(pixel.page.locator(".nbtools-inspector th")).to_have_text(
        ["dog", "fox", "horse", "horse", "otter", "rabbit"]
    )
    hover(pixel, 0, 5)
    expect(head).to_have_text("under the mouse: row 0 (cat), col 5 (rabbit)")
    expect(pixel.page.locator(".nbtools-inspector-numbers")).to_contain_text("cut at the border")
    footer = pixel.page.locator(".nbtools-middle > .nbtools-picture .nbtools-footer")
    expect(footer).to_contain_text("row 0 (cat), col 5 (rabbit): value 0")
    pixel.page.locator("span[title='pinned']").click()
    expect(head).to_have_text("pinned: row 2 (fox), col 1 (dog)")
    hover(pixel, 4, 2)
    pixel.settle()
    expect(head).to_have_text("pinned: row 2 (fox), col 1 (dog)")
    pixel.page.keyboard.press("p")
    pixel.until("not w.pinned")


def test_nothing_jumps_while_the_mouse_moves(pixel):
    """What the mouse moves towards may not leave when the mouse leaves the picture."""
    switch = pixel.page.locator("span[title='pinned']")
    numbers = pixel.page.locator(".nbtools-inspector-numbers")
    boxes = []
    for at, size in ((4, 2), "3 x 3 px"), ((0, 5), "2 x 2 px"), ((5, 3), "2 x 3 px"):
        hover(pixel, *at)
        expect(numbers).to_contain_text(size)
        boxes.append(switch.bounding_box())
    assert boxes[0] == boxes[1] == boxes[2]


def test_a_click_marks_and_keys_move(pixel):
    canvas(pixel).click(position=place(pixel, 3.2, 4.3))
    pixel.until("(w.row, w.col) == (3, 4)")
    box = canvas(pixel).locator("xpath=ancestor::*[contains(@class, 'nbtools-canvas')]")
    box.focus()
    for key, at in (
        ("ArrowUp", (2, 4)),
        ("ArrowRight", (2, 5)),
        ("ArrowLeft", (2, 4)),
        ("ArrowDown", (3, 4)),
    ):
        pixel.page.keyboard.press(key)
        pixel.until(f"(w.row, w.col) == {at}")
    view = pixel.value("w.picture.view")
    pixel.page.keyboard.press("Shift+ArrowDown")
    pixel.until(f"w.picture.view[0][0] > {view[0][0]}")
    assert pixel.value("(w.row, w.col)") == (3, 4)
    pixel.settle()
    expect(pixel.page.locator(HEAD)).to_have_text("marked: row 3 (horse), col 4 (otter)")
    assert "pixels of int" in status(pixel)
    assert np.array_equal(screen(pixel), kernel_picture(pixel))


def test_what_is_copied_is_the_marked_window(pixel):
    pixel.page.evaluate("window.copied.length = 0")
    pixel.slider("row (px)").press("ArrowLeft")
    pixel.until("w.row == 1")
    pixel.settle()
    for name, expected in (("copy numpy", "w.literal()"), ("copy table", "w.text()")):
        pixel.page.get_by_role("button", name=name).click()
        pixel.page.wait_for_function("window.copied.length > 0")
        assert pixel.page.evaluate("window.copied.pop()") == pixel.value(expected)
    expect(pixel.page.locator(".nbtools-inspector-copy span")).to_have_text("copied")
    field = pixel.page.locator(".nbtools-inspector textarea")
    assert eval(field.input_value(), {"np": np}).tolist() == MATRIX[0:3, 0:3].tolist()


def test_a_large_image_zoomed_dragged_and_on_a_high_resolution_screen(pages):
    code = """
import nbtools as nb
w = nb.PixelExplorer(nb.samples.mosaic((4000, 4000)).image, row=1200, col=900, contrast=(5, 95))
w
"""
    with pages.show([code], name="pixel-large", pixel_ratio=2) as page:
        page.execute("w.look_at(((1195, 893), (1206, 905)))")
        page.settle()
        assert np.array_equal(screen(page), kernel_picture(page))
        start, box = place(page, 1201, 901), canvas(page).bounding_box()
        scale = page.value("w.canvas.device_pixel_ratio")
        mouse = page.page.mouse
        mouse.move(box["x"] + start["x"] / scale, box["y"] + start["y"] / scale)
        mouse.down()
        mouse.move(box["x"] + start["x"] / scale + 60, box["y"] + start["y"] / scale - 45, steps=12)
        mouse.up()
        page.settle()
        end = place(page, 1201, 901)
        assert (end["x"] - start["x"], end["y"] - start["y"]) == pytest.approx((120, -90), abs=4)
        assert page.value("(w.row, w.col)") == (1200, 900)
        assert page.value("len(w.picture.drawn.cols.names)") >= 10
        found = screen(page)
        assert np.array_equal(found, kernel_picture(page))
        image = nb.samples.mosaic((4000, 4000)).image
        limits = page.value("w.color_limits")
        for row, col in ((1199, 893), (1205, 898)):
            at = place(page, row - 0.4, col - 0.4)
            expected = shade(image[row : row + 1, col : col + 1], lut("viridis"), limits)[0, 0, :3]
            assert (found[round(at["y"]), round(at["x"])] == expected).all()
        page.screenshot()
        assert page.console_errors == []
