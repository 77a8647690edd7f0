"""The cursor says what a drag would do, before the button is pressed."""

import numpy as np
import pytest

import nbtools as nb
from tests.widgets.mouse import mouse

IMAGE = nb.samples.spots(n=9, shape=(60, 80), seed=1).image


def over(canvas, axes, x, y, *, keys=()):
    """The cursor over a place on some axes."""
    mouse(canvas, "motion_notify", *axes.transData.transform((x, y)), button=0, keys=keys)
    return canvas.cursor


def test_over_the_divider_of_the_curtain():
    with nb.DiffExplorer(IMAGE, IMAGE.T.reshape(IMAGE.shape), mode="curtain", balance=50) as w:
        divider = (IMAGE.shape[1] - 1) / 2
        places = divider, divider + 1, divider + 20
        assert [over(w.canvas, w.axes[0], x, 30) for x in places] == ["ew-resize", "ew-resize", "grab"]
        w.mode = "side by side"
        assert over(w.canvas, w.axes[1], divider, 30) == "grab"


def test_over_the_lines_of_a_cut():
    with nb.GridExplorer(IMAGE, row=20, col=50, cut=True) as w:
        row, col = w.row, w.col
        places = (col + 20, row), (col, row + 20), (col, row), (col + 20, row + 20)
        found = [over(w.canvas, w.axes, *place) for place in places]
        assert found == ["ns-resize", "ew-resize", "move", "grab"]


def test_over_a_line():
    with nb.ProfileExplorer(IMAGE, lines=[(30, 10, 30, 60)]) as w:
        assert [over(w.canvas, w.axes, *place) for place in ((40, 30), (60, 30), (40, 50))] == [
            "move",
            "move",
            "grab",
        ]
        assert over(w.canvas, w.axes, 40, 50, keys=["shift"]) == "crosshair"


def test_over_the_rectangle_of_the_overview_and_its_corners():
    with nb.ZoomExplorer(IMAGE, row=30, col=40, factor=3) as w:
        (top, left), (bottom, right) = np.array(w.result.roi) - 0.5
        places = (left, top), (right, top), (left, bottom), (right, bottom), (40, 30)
        canvas = w.overview.canvas
        found = [over(canvas, canvas.figure.axes[0], *place) for place in places]
        assert found == ["nwse-resize", "nesw-resize", "nesw-resize", "nwse-resize", "move"]


@pytest.mark.parametrize("click", ["select", "add", "snap", "remove"])
def test_over_an_image_where_a_click_does_something(click):
    with nb.SpotExplorer(IMAGE, click=click) as w:
        assert over(w.canvas, w.axes, 40, 30) == ("grab" if click == "select" else "crosshair")


def test_over_histograms():
    with (
        nb.SpotExplorer(IMAGE) as spots,
        nb.ColorExplorer(IMAGE) as color,
        nb.DiffExplorer(IMAGE, IMAGE + 1) as diff,
    ):
        for w in (spots, color, diff):
            canvas = w.shell.pictures[1]
            axes = next(axes for axes in canvas.figure.axes if axes.get_yscale() == "log")
            inside, outside = axes.bbox.corners().mean(axis=0), (1, axes.bbox.y0 - 5)
            for place, cursor in ((inside, "ew-resize"), (outside, "default")):
                mouse(canvas, "motion_notify", *place, button=0)
                assert canvas.cursor == cursor
