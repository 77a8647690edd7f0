"""No rcParam moves a pixel of what is ours, whichever picture is made first."""

import threading

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import nbtools as nb
from nbtools.draw.marks.burn import burn_circles
from nbtools.draw.marks.labels import Labels
from nbtools.draw.marks.scale_bar import burn_scale_bar
from nbtools.draw.settings import plain_settings
from tests.rcparams import VARIETY, forget, other_settings, others, set_to

RANDOM = np.random.default_rng(5)
IMAGES = {"a b": RANDOM.normal(size=(40, 60)), "$x^2$ é": RANDOM.normal(size=(30, 20))}


def painted(figure):
    figure.canvas.draw()
    return np.array(figure.canvas.buffer_rgba())


def axes():
    """Make axes with nothing on them that a user's settings could move."""
    figure = Figure((4, 3), dpi=100, facecolor="white")
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0, 0, 1, 1), facecolor="white", frameon=False)
    ax.imshow(np.arange(12.0).reshape(3, 4) * 1000, aspect="auto", interpolation="nearest")
    ax.set_axis_off()
    return ax


def labels(ax):
    found = Labels(ax)
    found.show([(1, 1), (2, 2.5)], [1234, -5.678e-5], 0.2)


ON_AXES = {"labels": labels, "pixel_values": nb.pixel_values, "pixel_grid": nb.pixel_grid}
PIXELS = {
    "burn_scale_bar": lambda: burn_scale_bar(np.full((90, 200, 4), 99, np.uint8), 0.37, "µm", antialias=True),
    "burn_circles": lambda: burn_circles(np.zeros((50, 60, 4), np.uint8), [(20.3, 30)], 9, antialias=True),
    "contact_sheet": lambda: nb.contact_sheet(IMAGES, scale=2, pixel_size=3, unit="nm").rgba,
    "same_scale": lambda: painted(nb.same_scale(IMAGES, scale=2, pixel_size=3, unit="nm")),
    "to_rgba": lambda: nb.to_rgba(IMAGES["a b"]),
}


@pytest.mark.parametrize("number", range(VARIETY))
@pytest.mark.parametrize("which", PIXELS)
def test_no_rcparam_moves_a_pixel_whichever_is_made_first(which, number):
    forget()
    plain = PIXELS[which]()
    forget()
    with set_to(other_settings(number)):
        np.testing.assert_array_equal(PIXELS[which](), plain)
    np.testing.assert_array_equal(PIXELS[which](), plain)


@pytest.mark.parametrize("number", range(VARIETY))
@pytest.mark.parametrize("which", ON_AXES)
def test_what_is_painted_on_a_users_axes_does_not_depend_on_rcparams(which, number):
    def picture(settings):
        ax = axes()
        with set_to(settings):
            ON_AXES[which](ax)
            return painted(ax.figure)

    forget()
    plain = picture({})
    assert (plain != painted(axes().figure)).any()
    forget()
    np.testing.assert_array_equal(picture(other_settings(number)), plain)
    np.testing.assert_array_equal(picture({}), plain)


def test_the_sweep_reaches_nearly_all_rcparams():
    unmoved = {key for key in dict.keys(mpl.rcParamsDefault) if not others(key)}
    assert unmoved <= {"backend", "ps.usedistiller", "pdf.fonttype", "ps.fonttype", "date.epoch"}
    for key in (
        "text.hinting",
        "text.antialiased",
        "font.family",
        "lines.linewidth",
        "path.snap",
        "image.origin",
    ):
        assert other_settings(0)[key] != mpl.rcParamsDefault[key]


def test_settings_are_given_back_even_after_an_error():
    @plain_settings({"lines.markersize": 3.0})
    def fail():
        assert mpl.rcParams["text.hinting"] == "default"
        assert mpl.rcParams["lines.markersize"] == 3
        raise OSError

    with mpl.rc_context({"lines.linewidth": 9.0, "text.hinting": "none", "font.sans-serif": ["a", "b"]}):
        before = dict(dict.items(mpl.rcParams))
        with pytest.raises(OSError):
            fail()
        assert dict(dict.items(mpl.rcParams)) == before


def test_what_another_thread_sets_meanwhile_stays():
    with mpl.rc_context({"lines.linewidth": 9.0, "font.size": 7.0}):
        with plain_settings():
            thread = threading.Thread(target=mpl.rcParams.update, args=({"font.size": 30.0},))
            thread.start()
            thread.join()
        assert (mpl.rcParams["lines.linewidth"], mpl.rcParams["font.size"]) == (9, 30)
