"""GridExplorer as a user meets it: in a real JupyterLab, its lines and cells looked for on the rendered pixels."""

import numpy as np
import pytest

import nbtools as nb
from tests.browser.looking import as_at_first, canvas, drag, kernel_picture, place, screen, status, wheel

CELL = """
import numpy as np
import nbtools as nb
x, y = np.cumsum(np.linspace(1, 3, 30)), np.sqrt(np.arange(1.0, 21))
z = x + 10 * y[:, None]
w = nb.GridExplorer(z, x, y, at=[50], line_width=1, cut=False, cmap="gray", limits=(0, 120), name="grid")
w
"""
X, Y = np.cumsum(np.linspace(1, 3, 30)), np.sqrt(np.arange(1.0, 21))


@pytest.fixture(scope="module")
def page(pages):
    """One page for all tests that leave the widget as it was."""
    with pages.show([CELL], name="grid") as notebook:
        yield notebook


@pytest.fixture
def grid(page, request):
    """The widget as it was at first; no test may leave an error behind."""
    with as_at_first(page, "w.reset(); w.picture.home()", request.node.name) as grid:
        yield grid


def on_screen(notebook, x, y):
    """Where places are on the picture, in px from its top left corner."""
    places, height = notebook.value(
        f"(w.picture.axes.transData.transform(np.column_stack([{np.asarray(x).tolist()}, {np.asarray(y).tolist()}])),"
        "w.picture.figure.bbox.height)"
    )
    return places[:, 0], height - places[:, 1]


def check_the_line(notebook):
    """Hold the line of a plane to its place: x + 10 y = 50, straight across the screen."""
    low, high = notebook.value("(w.picture.axes.get_xlim(), w.picture.axes.get_ylim())")
    y = np.linspace(max(high[0], Y[0]), min(high[1], Y[-1]), 40)
    x = 50 - 10 * y
    inside = (x > max(low[0], X[0])) & (x < min(low[1], X[-1]))
    across, down = on_screen(notebook, x[inside], y[inside])
    picture = screen(notebook)
    assert inside.sum() > 5
    for a, b in list(zip(across, down, strict=True))[1:-1]:
        near = picture[int(b) - 1 : int(b) + 2, int(a) - 1 : int(a) + 2]
        assert near.max() > 225  # light, where cells are gray
    assert (
        picture[int(down[3]) - 4 : int(down[3]) + 5, int(across[3]) - 4 : int(across[3]) + 5].min() < 90
    ).any()


def test_the_contour_of_a_plane_crosses_the_screen_where_it_must(grid):
    check_the_line(grid)
    grid.execute("w.picture.view = ((2, 4), (15, 22))")
    grid.settle()
    check_the_line(grid)
    box = canvas(grid).bounding_box()
    grid.page.mouse.move(box["x"] + 260, box["y"] + 210)
    wheel(grid, 100)
    grid.settle()
    check_the_line(grid)


def test_cells_end_where_their_edges_are(grid):
    grid.execute("w.line_width = 0")
    grid.settle()
    edges_x, edges_y = nb.centers_to_edges(X), nb.centers_to_edges(Y)
    picture = screen(grid)[..., 0]
    for edges, other, axis in ((edges_x, Y[3], 1), (edges_y, X[3], 0)):
        inner = edges[1:-1]
        fixed = np.full(len(inner), other)
        across, down = on_screen(grid, *((inner, fixed) if axis else (fixed, inner)))
        line = picture[int(down[0])] if axis else picture[:, int(across[0])]
        places = np.sort(across if axis else down)
        ends = on_screen(grid, *((edges[[0, -1]], fixed[:2]) if axis else (fixed[:2], edges[[0, -1]])))[
            1 - axis
        ]
        part = slice(int(min(ends)) + 3, int(max(ends)) - 3)
        steps = np.flatnonzero(np.diff(line[part])) + part.start + 1
        seen = places[(places > part.start + 1) & (places < part.stop - 1)]
        assert np.abs(steps - seen[:, None]).min(axis=1).max() <= 0.51  # each edge has its step ...
        assert len(steps) == len(seen)  # ... and there is no other


def test_the_cut_is_dragged_and_its_values_follow(grid):
    grid.execute("w.set(cut=True, row=10, col=12)")
    grid.settle()
    start, end = (place(grid, *at) for at in ((Y[10], X[12]), (Y[4], X[20])))
    drag(grid, start, end)
    grid.page.mouse.up()
    grid.settle()
    assert grid.value("(w.row, w.col)") == (4, 20)
    assert f"cut at row 4, col 20: value {X[20] + 10 * Y[4]:.6g}" in (" ".join(status(grid).split()))
    assert np.array_equal(screen(grid), kernel_picture(grid))


LARGE = """
import numpy as np
import nbtools as nb
v, u = np.mgrid[-3:3:900j, -3:3:1200j]
w = nb.GridExplorer(np.sin(2 * u) * np.cos(3 * v) + 0.3 * u)
seen = []
draw = w.draw
def listen():
    draw()
    seen.append(w.status())
w.__dict__["draw"] = listen
w
"""


def test_lines_are_rough_while_the_slider_is_dragged_and_exact_at_rest(pages):
    with pages.show([LARGE], name="grid-large") as page:
        page.slider("levels").drag(0.5, steps=20, pause=10)
        page.until("'exact lines' in w.shell.message")
        page.settle()
        assert any(
            "from every 5th row and column while the slider moves" in text for text in page.value("seen")
        )
        assert "exact lines" in status(page)
        shown = screen(page)
        assert np.array_equal(shown, kernel_picture(page))
        page.execute("fresh = nb.GridExplorer(w.image, **w.params)")
        page.execute("fresh.canvas.handle_resize(dict(zip(('width', 'height'), w.figure.bbox.size)))")
        assert page.value("fresh.png() == w.png()")
        assert page.console_errors == []


NOISE = """
import numpy as np
import nbtools as nb
w = nb.GridExplorer(np.random.default_rng(0).normal(size=(1200, 1500)), levels=10)
w
"""


def test_exact_lines_of_noise_are_asked_for_with_progress_and_cancelled(pages):
    with pages.show([NOISE], name="grid-noise") as page:
        assert "tick 'exact lines'" in status(page)
        exact, cancel = page.page.get_by_label("exact lines"), page.page.get_by_role("button", name="Cancel")
        assert cancel.count() == 0
        exact.click()
        cancel.dispatch_event("click")  # as soon as it is there
        page.until("'cancelled' in w.shell.message")
        page.settle()
        assert "cancelled: exact = False" in status(page)
        exact.click()
        page.until("' exact lines, ' in w.shell.message", timeout=60)
        page.settle()
        assert " exact lines, " in status(page)
        cancel.wait_for(state="hidden")
        assert page.console_errors == []
