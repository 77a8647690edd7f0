"""Cells and contour lines: the value under each pixel, lines where they must be, the picture of matplotlib."""

import numpy as np
import pytest
import xarray as xr
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from scipy.ndimage import maximum_filter

import nbtools as nb


def axes(xscale="linear", yscale="linear", size=(4, 3), **options):
    figure = Figure(size, dpi=100)
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0.1, 0.1, 0.8, 0.8), xscale=xscale, yscale=yscale, **options)
    ax.set_axis_off()
    return ax


def rendered(ax):
    ax.figure.canvas.draw()
    return np.asarray(ax.figure.canvas.buffer_rgba())


def pixel(ax, x, y):
    """Row and column of the pixel that shows a place."""
    across, up = ax.transData.transform((x, y))
    return ax.figure.canvas.get_width_height()[1] - 1 - int(np.floor(up)), int(np.floor(across))


RNG = np.random.default_rng(0)
V, U = np.mgrid[0:23, 0:31].astype(float)
TURN = np.deg2rad(25)
GRIDS = {
    "even": (np.arange(31.0), np.arange(23.0)),
    "uneven": (np.cumsum(np.linspace(0.3, 2, 31)), np.sqrt(np.arange(1.0, 24))),
    "falling": (-np.arange(31.0), np.arange(23.0)[::-1]),
    "log": (np.logspace(-1, 3, 31), np.logspace(0, 2, 23)),
    "rotated": (U * np.cos(TURN) - V * np.sin(TURN), U * np.sin(TURN) + V * np.cos(TURN)),
    "curved": (U + 0.02 * V**2, V + 0.01 * U**2),
}


def scales(grid):
    return {"xscale": "log", "yscale": "log"} if grid == "log" else {}


@pytest.mark.parametrize("grid", GRIDS)
def test_the_cell_under_a_point_holds_its_value(grid):
    x, y = GRIDS[grid]
    z = RNG.permutation(256 * 3)[: 23 * 31].reshape(23, 31) % 256
    ax = axes(**scales(grid))
    drawn = nb.mesh_contour(z, x, y, levels=[], ax=ax, cmap="gray", vmin=0, vmax=255)
    picture = rendered(ax)
    xx, yy = (x, y) if x.ndim == 2 else np.meshgrid(x, y)
    found = [picture[pixel(ax, a, b)][0] for a, b in zip(xx.ravel(), yy.ravel(), strict=True)]
    expected = colormaps["gray"](Normalize(0, 255)(z), bytes=True)[..., 0]
    assert len(np.unique(expected)) > 230
    np.testing.assert_array_equal(np.reshape(found, z.shape), expected)
    edges = drawn.contours.x_edges, drawn.contours.y_edges
    assert ax.get_xlim() == (edges[0].min(), edges[0].max())
    assert ax.get_ylim() == (edges[1].min(), edges[1].max())


@pytest.mark.parametrize("grid", ["even", "uneven", "log"])
def test_cells_end_at_their_edges(grid):
    x, y = GRIDS[grid]
    z = np.add.outer(np.arange(23), np.arange(31)) % 2
    ax = axes(**scales(grid))
    drawn = nb.mesh_contour(z, x, y, levels=[], ax=ax, cmap="gray")
    row = rendered(ax)[pixel(ax, x[0], y[0])[0]][:, 0]
    inside = slice(pixel(ax, x[0], y[0])[1], pixel(ax, x[-1], y[0])[1] + 1)
    steps = np.flatnonzero(np.diff(row[inside].astype(int))) + inside.start + 1
    places = ax.transData.transform(np.column_stack([drawn.contours.x_edges[1:-1], np.full(30, y[0])]))[:, 0]
    np.testing.assert_allclose(steps, places, atol=0.51)


@pytest.mark.parametrize("filled", [False, True])
@pytest.mark.parametrize("grid", GRIDS)
def test_the_same_picture_as_pcolormesh_or_contourf_and_contour(grid, filled):
    x, y = GRIDS[grid]
    z = np.sin(U / 5) * np.cos(V / 4) + U / 40
    z[9:12, 12:16] = np.nan
    ours, theirs = axes(**scales(grid)), axes(**scales(grid))
    levels = np.linspace(-0.7, 1.3, 6)
    drawn = nb.mesh_contour(z, x, y, levels=levels, ax=ours, colors="black", filled=filled)
    if filled:
        low, high = np.nanmin(z), np.nanmax(z)
        bands = np.array([low - 1e-9, *levels, high + 1e-9])
        theirs.contourf(x, y, z, bands, vmin=low, vmax=high, antialiased=False)
    else:
        edges = drawn.contours.x_edges, drawn.contours.y_edges
        theirs.pcolormesh(*edges, np.ma.masked_invalid(z), shading="flat")
    theirs.contour(x, y, z, levels, colors="black", linestyles="solid", linewidths=1)
    theirs.set(xlim=ours.get_xlim(), ylim=ours.get_ylim())
    a, b = rendered(ours).astype(int), rendered(theirs).astype(int)
    differ = np.abs(a - b).max(axis=-1) > 60
    # where lines are: within a pixel of theirs; where cells meet: a row of pixels on either side of an edge
    lines_a, lines_b = (np.abs(k[..., :3]).max(axis=-1) < 60 for k in (a, b))
    assert not (lines_a & ~maximum_filter(lines_b, 3)).any()
    assert not (lines_b & ~maximum_filter(lines_a, 3)).any()
    assert differ.mean() < 0.015
    assert np.abs(a - b).mean() < 3


@pytest.mark.parametrize("grid", GRIDS)
def test_the_contours_of_a_plane_are_straight_lines_on_the_screen(grid):
    x, y = GRIDS[grid]
    xx, yy = (x, y) if x.ndim == 2 else np.meshgrid(x, y)
    ax = axes(**scales(grid))
    z = xx / np.ptp(xx) + yy / np.ptp(yy)
    level = float(np.quantile(z, 0.5))
    drawn = nb.mesh_contour(z, x, y, levels=[level], ax=ax, colors="red", linewidths=1, cmap="gray")
    picture = rendered(ax).astype(int)
    red = np.argwhere(picture[..., 0] - picture[..., 1] > 120)[:, ::-1]
    assert len(red) > 30
    places = ax.transData.inverted().transform(np.column_stack([red[:, 0] + 0.5, 300 - red[:, 1] - 0.5]))
    values = places[:, 0] / np.ptp(xx) + places[:, 1] / np.ptp(yy)
    near = ax.transData.inverted().transform(np.column_stack([red[:, 0] + 2, 300 - red[:, 1] - 0.5 + 1.5]))
    slack = np.abs(near - places) / (np.ptp(xx), np.ptp(yy))
    if grid != "log":  # there the line is straight in x and y, and bent on the screen between two centres
        assert (np.abs(values - level) <= slack.sum(axis=1)).all()
    vertices = drawn.contours.lines[0][0]
    np.testing.assert_allclose(vertices[:, 0] / np.ptp(xx) + vertices[:, 1] / np.ptp(yy), level, atol=1e-12)


def test_holes_have_neither_cells_nor_lines():
    z = U.copy()
    z[5:15, 10:20] = np.nan
    ax = axes()
    nb.mesh_contour(z, levels=[14.5], ax=ax, colors="red", linewidths=3)
    picture = rendered(ax)
    top, left = pixel(ax, 9.5, 14.5)
    bottom, right = pixel(ax, 19.5, 4.5)
    assert (picture[top + 3 : bottom - 2, left + 3 : right - 2] == 255).all()


def test_centres_and_edges_give_the_same_picture():
    z = RNG.normal(size=(5, 7))
    x, y = np.array([0.0, 1, 3, 6, 10, 15, 21, 28]), np.arange(6.0)
    a, b = axes(), axes()
    nb.mesh_contour(z, x, y, where="edges", ax=a)
    nb.mesh_contour(z, nb.edges_to_centers(x), nb.edges_to_centers(y), ax=b)
    centers = nb.mesh_contour(z, nb.edges_to_centers(x), ax=axes()).contours.field.x
    assert centers.tolist() == nb.edges_to_centers(x).tolist()
    rendered(a)
    c = axes()
    c.pcolormesh(x, y, z)
    np.testing.assert_allclose(a.viewLim.bounds, c.viewLim.bounds)


def test_limits_and_levels_as_matplotlib_chooses_them():
    z = RNG.normal(size=(20, 30))
    drawn = nb.mesh_contour(z, levels=7)
    expected = MaxNLocator(8, min_n_ticks=1).tick_values(z.min(), z.max())
    assert drawn.levels == tuple(v for v in expected if z.min() < v < z.max())
    assert drawn.limits == (z.min(), z.max())
    assert drawn.mappable.get_clim() == drawn.limits
    assert nb.mesh_contour(z, levels=[3, 1, 1]).levels == (1, 3)
    assert nb.mesh_contour(z, levels=0).levels == ()


def test_a_figure_of_its_own_shows_itself_and_a_given_one_does_not():
    drawn = nb.mesh_contour(np.eye(4), labels=True)
    assert isinstance(drawn.ax, Axes)
    assert drawn._repr_png_().startswith(b"\x89PNG")
    assert drawn.figure is drawn.ax.figure
    assert nb.mesh_contour(np.eye(4), ax=axes())._repr_png_() is None


def test_names_units_and_dates_of_a_data_array():
    z = xr.DataArray(
        np.arange(12.0).reshape(3, 4),
        dims=("depth", "time"),
        coords={
            "time": np.arange("2024-01-01", "2024-01-05", dtype="M8[D]").astype("M8[ns]"),
            "depth": ("depth", [1.0, 2.0, 4.0], {"units": "$m$"}),
        },
    )
    drawn = nb.mesh_contour(z)
    drawn.figure.canvas.draw()
    assert drawn.ax.get_xlabel() == "time"
    assert drawn.ax.get_ylabel() == "depth ($m$)"
    assert not drawn.ax.yaxis.label.get_parse_math()
    assert any("Jan" in t.get_text() or t.get_text() == "02" for t in drawn.ax.get_xticklabels())


@pytest.mark.parametrize(
    "z", [[[1.0]], [[np.nan]], np.full((3, 4), 7), np.full((2, 2), np.nan), np.zeros((1, 5), ">u2")]
)
@pytest.mark.parametrize("filled", [False, True])
def test_the_smallest_and_the_dullest(z, filled):
    rendered(nb.mesh_contour(z, ax=axes(), labels=True, filled=filled).ax)


def test_vector_formats(tmp_path):
    drawn = nb.mesh_contour(np.sin(U / 5), labels=True)
    drawn.figure.savefig(tmp_path / "a.svg")
    text = (tmp_path / "a.svg").read_text()
    assert "<image" in text
    assert text.count("<path") > 5


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"vmin": 2, "vmax": 1}, "vmin must be <= vmax, got 2 and 1"),
        ({"linewidths": -1}, "linewidths must be >= 0 points"),
        ({"levels": -1}, "levels must be a whole number between 0 and 10000, got -1"),
        ({"levels": True}, "levels must be"),
        ({"cmap": "nothing"}, "cmap must be a colormap"),
        ({"x": [1, 2]}, "x must have shape"),
    ],
)
def test_clear_errors(options, message):
    with pytest.raises(ValueError, match=message):
        nb.mesh_contour(np.eye(3), **options)


def test_polar_axes_are_refused():
    ax = axes(projection="polar")
    nb.mesh_contour(np.eye(3), ax=ax)
    with pytest.raises(ValueError, match="axes must have x across and y up, got polar"):
        rendered(ax)
