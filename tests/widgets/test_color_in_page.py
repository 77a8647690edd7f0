"""What ColorExplorer tells a page, so that this paints by itself while a slider moves."""

import numpy as np
import pytest
from matplotlib.colors import ListedColormap

import nbtools as nb

IMAGE = np.random.default_rng(5).gamma(1.5, 40, (60, 80))


@pytest.fixture
def w():
    """An explorer whose page wants to paint."""
    with nb.ColorExplorer(IMAGE) as explorer:
        explorer._told_scenes = []
        for canvas in explorer.shell.pictures:
            canvas.send = lambda content, buffers=None, canvas=canvas: (
                explorer._told_scenes.append((canvas, content["scene"])) if "scene" in content else None
            )
            canvas.handle_watched({})
        yield explorer


def slide(w, name, place):
    """Move a slider as the page does, in the middle of a drag; tell whether what was described still fits."""
    slider = w.shell._controls[name].parts[0]
    before = w._at_rest.later
    w._at_rest.later = lambda: True
    try:
        slider.value = place
    finally:
        w._at_rest.later = before
    return [canvas._scene == canvas._depends()[0] for canvas in w.shell.pictures]


def step_of(w, name):
    low, _, step = w.range_of(name)
    return low, step


def test_sliders_leave_the_description_as_it_is(w):
    assert slide(w, "percentiles", (2.0, 95.0)) == [True, True]
    assert slide(w, "gamma", 0.5) == [True, True]


def test_limits_that_are_taken_over_by_hand_fit_an_automatic_description(w):
    low, high = w.shell._controls["limits"].parts[0].value
    step = w.range_of("limits")[2]
    assert w.auto == "percentiles"
    for k in (3, 9):
        assert slide(w, "limits", (low, high - k * step)) == [True, True]
    assert w.auto == "manual"


def test_limits_that_no_place_of_the_slider_stands_for_do_not_fit(w):
    w.limits = (1.2345678, 77.7654321)
    before = [canvas._scenes for canvas in w.shell.pictures]
    assert [canvas.outdated for canvas in w.shell.pictures] == [False, False]  # they are described anew
    w._steering = "limits"
    w._at_rest.later = lambda: True
    w.limits = (3.4567891, 70.0)
    assert [canvas._scene == canvas._depends()[0] for canvas in w.shell.pictures] == [False, False]
    assert [canvas._scenes for canvas in w.shell.pictures] == before


def test_symmetric_limits_tell_their_middle(w):
    w.set(center=True, center_value=60.0)
    layers = [
        layer
        for canvas, scene in w._told_scenes[-2:]
        for panel in scene["panels"]
        for layer in panel["layers"]
    ]
    about = [layer["about"] for layer in layers if "limits" in layer["about"]]
    assert about
    for each in about:
        assert each["middle"] == each["center"] == 60.0
        assert each["limits"] == w.limits
        assert each["free"] == w.free


def test_the_histogram_waits_for_the_kernel_where_limits_change_its_scale(w):
    w.limits = (-500.0, 70.0)
    panels = {canvas: scene["panels"] for canvas, scene in w._told_scenes}
    assert panels[w.histogram.canvas] == []
    assert panels[w.canvas] != []


def tables(w):
    """The bytes of the table of colours of each layer that was told at last."""
    scenes = dict(w._told_scenes).values()
    layers = [layer for scene in scenes for panel in scene["panels"] for layer in panel["layers"]]
    return [layer["arrays"]["table"]["shape"][0] for layer in layers if "table" in layer["arrays"]]


def test_all_colormaps_are_told_when_somebody_is_near_their_list(w):
    assert set(tables(w)) == {2 * 259}
    w._approach("cmap")
    assert min(tables(w)) > 2 * 259 * len(w.parameters()["cmap"].options)


@pytest.mark.parametrize(
    ("name", "place"), [("cmap", "magma"), ("reverse", True), ("bad", "white"), ("clipping", True)]
)
def test_what_is_chosen_leaves_the_description_as_it_is(w, name, place):
    w._approach("cmap")
    assert slide(w, name, place) == [True, True]


def test_a_colormap_of_the_user_does_not_fit_and_neither_does_the_next_one(w):
    w._approach("cmap")
    w._at_rest.later = lambda: True
    for colors in (["red", "blue"], ["red", "lime"]):
        w._steering = "cmap"
        w.cmap = ListedColormap(colors)
        assert [canvas._scene == canvas._depends()[0] for canvas in w.shell.pictures] == [False, False]
        w._steering = None
        w.describe()
        assert [canvas.outdated for canvas in w.shell.pictures] == [False, False]
