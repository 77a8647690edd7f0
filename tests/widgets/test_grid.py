"""GridExplorer: places, cuts, rough and exact lines, words, pixels; what all explorers owe is in tests/contract."""

import asyncio
import base64
import io
import itertools
import tracemalloc

import numpy as np
import pytest
import xarray as xr
from PIL import Image
from skimage import data

import nbtools as nb
from nbtools.model.steps import known
from nbtools.widgets.base import working
from tests.widgets.mouse import drag, mouse

V, U = np.mgrid[0:40, 0:60].astype(float)
PLANE = U + 2 * V
TURN = np.deg2rad(20)
ROTATED = U * np.cos(TURN) - V * np.sin(TURN), U * np.sin(TURN) + V * np.cos(TURN)


@pytest.fixture
def large():
    v, u = np.mgrid[0:600, 0:900].astype(float)
    with nb.GridExplorer(np.sin(u / 60) * np.cos(v / 50), labels=True) as w:
        yield w


def screen(w):
    return np.asarray(Image.open(io.BytesIO(w.png())).convert("RGB")).astype(int)


def pixel(w, x, y):
    across, up = w.picture.axes.transData.transform((x, y))
    return round(w.picture.figure.bbox.height) - 1 - int(np.floor(up)), int(np.floor(across))


@pytest.mark.parametrize(
    ("kind", "kept", "made", "smoothed"),  # in sizes of the field
    [("even", 0.2, 0.7, 2.6), ("holes", 0.35, 0.8, 3.5), ("turned", 4.3, 7.0, 8.0)],
)
def test_memory_beyond_the_field(kind, kept, made, smoothed):
    v, u = np.mgrid[-3:3:1500j, -3:3:2000j]
    z = np.sin(2 * u) * np.cos(3 * v)
    if kind == "holes":
        z[::300, ::300] = np.nan
    grid = (u * np.cos(TURN) - v * np.sin(TURN), u * np.sin(TURN) + v * np.cos(TURN)) * (kind == "turned")
    nb.GridExplorer(PLANE, *ROTATED).close()  # what is imported and kept once for all
    found = []
    tracemalloc.start()
    try:
        with nb.GridExplorer(z, *grid) as w:
            w.png()
            found += tracemalloc.get_traced_memory()
            w.smoothing = 2
            w.png()
            found.append(tracemalloc.get_traced_memory()[1])
    finally:
        tracemalloc.stop()
    for much, bound in zip(found, (kept, made, smoothed), strict=True):
        assert much < bound * z.nbytes + 6e6  # and a few pictures of the screen


# --- what is shown --------------------------------------------------------------------------------------------


def test_the_lines_are_those_of_contour_lines_at_round_levels():
    with nb.GridExplorer(PLANE, np.linspace(0, 1, 60), levels=5) as w:
        expected = nb.contour_lines(PLANE, [25, 50, 75, 100, 125], x=np.linspace(0, 1, 60))
        assert w.result.levels == expected.levels
        for ours, theirs in zip(w.result.lines, expected.lines, strict=True):
            assert all(np.array_equal(a, b) for a, b in zip(ours, theirs, strict=True))
        assert w.status().startswith("5 levels from 25 to 125, 25 apart, 5 exact lines, 0 of them closed")


def test_levels_of_ones_own():
    with nb.GridExplorer(PLANE) as w:
        w.at = [70, 30, 30]
        assert w.at == w.result.levels == (30, 70)
        assert w.status().startswith("2 levels from 30 to 70, 40 apart")
        for wrong in (3, ["a"], [np.nan], [[1]]):
            with pytest.raises(ValueError, match="at must be a row of finite numbers"):
                w.at = wrong


def test_smoothing_is_said_to_be_smoothing():
    rng = np.random.default_rng(0)
    with nb.GridExplorer(PLANE + rng.normal(size=PLANE.shape), smoothing=1.5) as w:
        assert "values smoothed with sigma 1.5 cells" in w.status()
        assert np.array_equal(w.result.z, nb.contour_lines(w.image, [], smoothing=1.5).z)
        assert "smoothing=1.5" in w.code()
        w.smoothing = 0
        assert "smooth" not in w.status()
        assert w.result.z is w.data.image.values


@pytest.mark.parametrize("name", ["even", "uneven", "log", "rotated"])
def test_each_cell_is_where_its_centre_is(name):
    grids = {
        "even": (np.arange(60.0), np.arange(40.0)),
        "uneven": (np.cumsum(np.linspace(1, 2, 60)), -np.cumsum(np.linspace(1, 3, 40))),
        "log": (np.logspace(0, 3, 60), np.logspace(0, 2, 40)),
        "rotated": ROTATED,
    }
    x, y = grids[name]
    z = np.random.default_rng(0).integers(0, 256, (40, 60)).astype(np.uint8)
    scale = "log" if name == "log" else "linear"
    with nb.GridExplorer(
        z, x, y, xscale=scale, yscale=scale, cut=False, line_width=0, contrast=(0, 100), cmap="gray"
    ) as w:
        picture = screen(w)
        xx, yy = (x, y) if x.ndim == 2 else np.meshgrid(x, y)
        colors = w.rgba()[..., 0]
        at = [(i, j) for i in range(1, 39, 4) for j in range(1, 59, 4)]
        found = [picture[pixel(w, xx[k], yy[k])][0] for k in at]
        assert found == [colors[k] for k in at]


def test_row_0_is_on_top_unless_y_is_given():
    with nb.GridExplorer(PLANE) as w:
        assert w.picture.axes.get_ylim() == (39.5, -0.5)
        box = w.picture.axes.bbox
        assert box.width / box.height == pytest.approx(60 / 40)  # as an image
    with nb.GridExplorer(PLANE, y=np.arange(40)[::-1]) as w:
        assert w.picture.axes.get_ylim() == (-0.5, 39.5)


@pytest.mark.parametrize("y", [None, np.arange(40.0), np.arange(40.0)[::-1]])
def test_arrow_up_moves_up(y):
    with nb.GridExplorer(PLANE, y=y) as w:
        w.picture.zoom(0.5)
        before = w.picture.axes.transData.transform((30, 20))
        w.press("ArrowUp")
        assert w.picture.axes.transData.transform((30, 20))[1] < before[1]
        w.press("0")
        assert w.picture.view == ((0, 0), (40, 60))


# --- the view and places --------------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_the_view_is_in_rows_and_columns(scale):
    x, y = np.logspace(0, 2, 60), np.logspace(2, 0, 40)
    with nb.GridExplorer(PLANE, x, y, xscale=scale, yscale=scale) as w:
        stage, edges = w.picture, w.result
        stage.view = ((10, 20), (30, 50))
        assert stage.axes.get_xlim() == pytest.approx((edges.x_edges[20], edges.x_edges[50]))
        assert stage.axes.get_ylim() == pytest.approx((edges.y_edges[30], edges.y_edges[10]))
        assert np.allclose(stage.view, ((10, 20), (30, 50)))
        for place in ((0, 0), (17, 31), (39, 59), (12.25, 40.5)):
            assert np.allclose(stage.from_axes(*stage.to_axes(*place)), place)
        assert stage.to_axes(17, 31) == pytest.approx((x[31], y[17]), rel=0.01)


def test_zooming_keeps_the_place_under_the_cursor():
    with nb.GridExplorer(PLANE, np.linspace(1, 10, 60) ** 2, np.logspace(0, 3, 40), yscale="log") as w:
        x, y = 30.0, 40.0
        before = w.picture.axes.transData.transform((x, y))
        row, col = w.picture.from_axes(x, y)
        w.picture.zoom(0.5, row + 0.5, col + 0.5)
        assert np.allclose(w.picture.axes.transData.transform((x, y)), before)
        w.picture.zoom(8)
        assert np.allclose(w.picture.view, ((0, 0), (40, 60)))


def test_places_on_a_curvilinear_grid_are_its_cells():
    with nb.GridExplorer(PLANE, *ROTATED) as w:
        x, y = ROTATED[0][12, 33], ROTATED[1][12, 33]
        assert w.picture.from_axes(x + 0.2, y - 0.2) == (12, 33)
        assert w.picture.to_axes(12, 33) == (x, y)
        assert "row 12, col 33: value 57" in w.picture.tell(x, y)


def test_words_have_names_units_and_dates():
    z = xr.DataArray(
        PLANE,
        dims=("f", "time"),
        coords={
            "f": ("f", np.arange(40.0), {"units": "$Hz$"}),
            "time": np.arange("2024", "2084", dtype="M8[Y]"),
        },
        name="power",
    )
    z = z.assign_coords(time=z.time.astype("M8[ns]"))
    with nb.GridExplorer(z) as w:
        axes = w.picture.axes
        assert (axes.get_xlabel(), axes.get_ylabel(), axes.get_title(loc="left")) == (
            "time",
            "f ($Hz$)",
            "power",
        )
        words = w.picture.tell(float(w.data.x[3]), 5.0)
        assert words == "time 2027-01-01 00:00:00, f 5, row 5, col 3: power 13"
        assert "none" in nb.GridExplorer(np.where(U == 30, np.nan, PLANE)).picture.tell(30, 3)
        w.png()


# --- cuts -----------------------------------------------------------------------------------------------------


def test_a_click_cuts_there_and_the_lines_are_dragged():
    with nb.GridExplorer(PLANE, row=20, col=30) as w:
        place = w.picture.axes.transData.transform
        drag(w.canvas, place((11.2, 4.4)))
        assert (w.row, w.col) == (4, 11)
        mouse(w.canvas, "button_press", *place((40, 4)))  # on the line along the row, far from the other one
        mouse(w.canvas, "motion_notify", *place((45, 9)))
        mouse(w.canvas, "button_release", *place((50, 12)))
        assert (w.row, w.col) == (12, 11)
        mouse(w.canvas, "button_press", *place((11, 12)))
        mouse(w.canvas, "button_release", *place((99, 30)))
        assert (w.row, w.col) == (30, 59)


def test_cuts_show_the_values_along_row_and_column():
    z = PLANE.copy()
    z[7, 5] = np.nan
    x = np.linspace(0, 1, 60) ** 2
    with nb.GridExplorer(z, x, row=7, col=9) as w:
        along_row, along_col = (curve.get_data() for curve in w._cuts._curves)
        assert np.array_equal(along_row[0], x)
        assert np.array_equal(along_row[1], z[7], equal_nan=True)
        assert np.array_equal(along_col, (np.arange(40), z[:, 9]))
        assert [mark.get_xdata()[0] for mark in w._cuts._marks] == [x[9], 7]
        w.cut = False
        assert not any(line.get_visible() for line in w.picture.drawn._cuts)
        assert w._cut_canvas.layout.display == "none"


# --- rough while dragging, exact at rest ------------------------------------------------------------------------


@pytest.mark.parametrize("parameter", ["levels", "smoothing"])
@pytest.mark.parametrize("filled", [False, True])
def test_rough_while_dragging_exact_at_rest_and_it_says_which(large, parameter, filled):
    large.filled = filled

    async def drag():
        large.steer(parameter, 5)
        large.steer(parameter, 6)
        rough = large.status()
        shown = large.picture.drawn._lines._lines
        large._finish()
        return rough, shown

    rough, shown = asyncio.run(drag())
    assert "lines from every 4th row and column while the slider moves" in rough
    assert "exact lines" in large.shell.message
    assert large.picture.drawn._lines._lines is large.result.lines
    vertices = np.concatenate([line for level in shown for line in level])
    assert 0 < len(vertices) < sum(len(line) for level in large.result.lines for line in level) / 2
    with nb.GridExplorer(large.image, **large.params) as fresh:
        assert np.array_equal(screen(fresh), screen(large))


def test_a_saved_picture_is_exact_even_while_dragging(large):
    async def drag():
        large.steer("levels", 7)
        return screen(large)

    during = asyncio.run(drag())
    with nb.GridExplorer(large.image, **large.params) as fresh:
        assert np.array_equal(screen(fresh), during)


def test_colours_and_widths_leave_the_lines_alone(large):
    lines = large.result.lines
    large.set(contrast=(5, 95), cmap="magma", line_width=2, labels=False, row=3)
    assert large.result.lines is lines


# --- what comes out -------------------------------------------------------------------------------------------


def test_rgba_has_the_colours_of_the_cells_and_lines_on_request():
    with nb.GridExplorer(PLANE, levels=3, limits=(0, 137), cmap="gray") as w:
        plain = w.rgba(marks=False)
        assert np.array_equal(plain, nb.colorize(PLANE, "gray", 0, 137).rgba)
        marked = w.rgba()
        changed = (marked != plain).any(axis=2)
        rows, cols = np.nonzero(changed)
        away = np.abs(PLANE[rows, cols][:, None] - w.result.levels).min(axis=1) / np.sqrt(5)
        assert w.result.levels == (40, 80, 120)
        assert away.max() < 2.6  # half the width of the dark rim, and a pixel
        assert changed.any(axis=0).sum() > 50
        w.line_width = 0
        assert np.array_equal(w.rgba(), plain)


def test_filled_bands_have_one_colour_each():
    with nb.GridExplorer(PLANE, levels=4, filled=True, cmap="gray") as w:
        assert len(np.unique(w.rgba(marks=False)[..., 0])) == len(w.result.levels) + 1


def test_coordinates_are_in_the_code():
    x, y = np.arange(61.0), np.arange(41.0) ** 2
    with nb.GridExplorer(PLANE, x, y, "edges", levels=4) as w:
        space = {"z": PLANE, "x": x, "y": y}
        exec(w.code(), space)
        assert space["table"].equals(w.table())
        assert np.array_equal(space["result"].x_edges, x)


def test_another_field_with_its_own_coordinates():
    with nb.GridExplorer(PLANE, np.arange(60.0)) as w:
        w.image = (PLANE[:20, :30], np.arange(30.0), np.arange(20.0) ** 2)
        assert w.picture.axes.get_ylim() == (w.result.y_edges[0], w.result.y_edges[-1])
        assert (w.row, w.col) == (19, 29)
        with pytest.raises(ValueError, match="x must have shape"):
            w.image = (PLANE, np.arange(3.0), None)
        assert w.data.shape == (20, 30)


def test_it_opens_with_rough_lines_where_a_page_waits_and_is_exact_at_the_end_of_the_cell():
    field = np.add.outer(np.sin(np.arange(600) / 9), np.cos(np.arange(500) / 7))

    async def run():
        with nb.GridExplorer(field, levels=10) as w:
            assert w.picture.is_rough
            assert "every 3rd row and column" in w.status()
            rough = w.canvas.pixels()
            assert len(w.result.lines[0]) > 0  # what is asked for is exact
            data, _ = w._static.bundle()
            exact = w.canvas.pixels()
            assert not w.picture.is_rough
            assert "exact lines" in w.status()
            assert not np.array_equal(rough, exact)
            assert np.array_equal(opened(base64.b64decode(data["image/png"])), exact)
            return exact

    exact = asyncio.run(run())
    with nb.GridExplorer(field, levels=10) as w:
        assert not w.picture.is_rough
        assert np.array_equal(w.canvas.pixels(), exact)


def opened(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))


# --- noise, and more lines than can be drawn ---------------------------------------------------------------------

NOISE = np.random.default_rng(0).normal(size=(500, 600))


def vertices(lines):
    return sum(len(line) for some in lines for line in some)


@pytest.mark.parametrize("field", [data.camera(), data.coins(), NOISE], ids=["camera", "coins", "noise"])
def test_lines_of_noisy_data_leave_something_to_be_seen(field):
    with nb.GridExplorer(field, cut=False) as w:
        assert 0 < w.levels < 10
        assert w.smoothing > 0
        assert "chosen to leave something to be seen; levels=10, smoothing=0 shows all" in w.status()
        names = {"z": field}
        exec(w.code(), names)
        assert names["table"].equals(w.table())
        box = w.picture.axes.bbox
        inside = screen(w)[-int(box.y1) : -int(box.y0), int(box.x0) : int(box.x1)]
        assert ((inside > 250).all(axis=-1) | (inside < 5).all(axis=-1)).mean() < 0.4
        w.reset()
        assert w.levels < 10
        w.set(levels=10, smoothing=0)
        assert "chosen" not in w.status()


def test_who_says_what_lines_are_shown_has_these():
    for told in ({"levels": 10}, {"smoothing": 0}, {"line_width": 0}, {"at": [0]}):
        with nb.GridExplorer(NOISE[:90, :90], **told) as w:
            assert (w.levels, w.smoothing) == (10, 0)
            assert "chosen" not in w.status()
    with nb.GridExplorer(PLANE) as w:
        assert (w.levels, w.smoothing) == (10, 0)


@pytest.fixture
def noise():
    with nb.GridExplorer(NOISE, levels=10) as w:
        yield w


def test_fewer_lines_are_drawn_and_it_says_so_but_numbers_are_exact(noise):
    shown = noise.picture.drawn._lines._lines
    assert vertices(shown) < 250_000
    assert "lines from every 2nd row and column: " in noise.status()
    assert "tick 'exact lines' or set exact=True for all" in noise.status()
    expected = nb.contour_lines(NOISE, noise.wanted)
    assert noise.table().equals(expected.table)
    noise.exact = True
    assert noise.picture.drawn._lines._lines is noise.result.lines
    assert "exact lines" in noise.status()


def test_lines_of_what_is_in_view_come_from_all_rows_and_columns(noise):
    noise.look_at(((100, 100), (160, 180)))
    noise.png()
    assert "lines from all rows and columns in view" in noise.status()
    exact = nb.contour_lines(NOISE, noise.wanted)
    inside = [
        {tuple(p) for p in np.round(np.concatenate(every), 6) if 101 < p[0] < 179 and 101 < p[1] < 159}
        for every in (list(itertools.chain(*k)) for k in (noise.picture.drawn._lines._lines, exact.lines))
    ]
    assert inside[0] == inside[1]


@pytest.mark.parametrize("end", ["all", "cancelled", "saved", "changed"])
def test_fewer_lines_are_drawn_while_exact_ones_are_looked_for(end, monkeypatch):
    monkeypatch.setattr(working, "_AT_FIRST", 0)
    monkeypatch.setattr(working, "_PIECE", 0)

    async def run():
        with nb.GridExplorer(NOISE, levels=10) as w:
            w._finish()
            w.exact = True
            assert w.shell.working.waits
            w.contrast = 10, 90  # is shown meanwhile
            assert "every 2nd row" in w.shell.message
            if end == "cancelled":
                w.shell.working.cancel()
                assert not w.exact
                assert w.shell.message.startswith("cancelled: exact = False, ")
            if end == "saved":
                w.png()
                assert not w.shell.working.waits
            if end == "changed":
                w.levels = 9
                w._finish()
            while w.shell.working.waits:
                await asyncio.sleep(0)
            exact = w.picture.drawn._lines._lines is w.result.lines
            assert exact == w.exact == (end != "cancelled")
            assert (" exact lines, " in w.status()) == exact

    asyncio.run(run())


def test_the_tab_of_levels_waits_for_lines_that_nobody_has_looked_for(noise):
    noise.shell.toggle("levels")
    assert noise._rows().columns.tolist() == ["level"]
    assert not known(noise, "result")
    noise.exact = True
    assert len(noise._rows().columns) == 6
