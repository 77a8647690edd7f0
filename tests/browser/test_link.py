"""Two linked explorers in two cells of a notebook, looked at by their pixels."""

import numpy as np
import pytest

from tests.browser.looking import canvas, place, screen, wheel

CELLS = [
    """
import numpy as np
import nbtools as nb
image = nb.samples.checkerboard(shape=(120, 160), square=8).image
a = nb.ColorExplorer(image[::2, ::2])
a""",
    """
w = b = nb.ZoomExplorer(image, factor=2, order=0)
together = nb.link(a, b, "view", "cursor", "cmap", by="fraction")
b""",
]


def at(notebook, name, row, col):
    """Where a pixel of one of the two is in the window, px."""
    box = canvas(notebook, nth="ab".index(name)).bounding_box()
    found = place(notebook, row, col, f"{name}.picture.axes")
    return box["x"] + found["x"], box["y"] + found["y"]


def test_view_cursor_and_colours_follow_from_cell_to_cell(open_notebook):
    page = open_notebook(*CELLS, viewport={"width": 1240, "height": 2600})
    page.until("all(w.figure.bbox.width != w.canvas.own_size[0] for w in (a, b))")  # they fill their cells
    page.settle()
    mouse = page.page.mouse
    (first, _), (last, _) = page.value("[*map(list, b.picture.seen)]")
    mouse.move(*at(page, "b", 60, 80))
    wheel(page, -200)
    page.settle()
    (row0, col0), (row1, col1) = np.array(page.value("[*map(list, b.picture.seen)]"))
    assert row1 - row0 == pytest.approx((last - first) / 1.25, abs=0.01)
    (top, left), (bottom, right) = np.array(page.value("[*map(list, a.picture.seen)]"))
    assert (top + bottom, left + right) == pytest.approx(((row0 + row1) / 2, (col0 + col1) / 2))

    before = screen(page, nth=0)
    mouse.move(*at(page, "b", 60.5, 80.5))  # the middle of a 2 x 2 block: pixel (30, 40) of the other
    page.settle()
    spot = place(page, 30, 40, "a.picture.axes")
    x, y = round(spot["x"]), round(spot["y"])
    changed = (screen(page, nth=0) != before).any(axis=2)
    rows, cols = np.nonzero(changed)
    assert [(rows.min() + rows.max()) / 2, (cols.min() + cols.max()) / 2] == pytest.approx([y, x], abs=1.5)
    assert "row 30, col 40" in page.page.locator(".nbtools-footer").first.inner_text()

    page.execute("a.cmap = 'gray'")
    page.settle()
    assert page.value("b.cmap") == "gray"
    assert (np.ptp(screen(page, nth=1), axis=2) == 0).mean() > 0.9
    assert page.console_errors == []
