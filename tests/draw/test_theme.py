"""Light and dark paper."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from nbtools.draw.charts.plain import chart_axes, chart_figure
from nbtools.draw.image.layout import ImageAxes
from nbtools.draw.theme import shade, theme_of, turned, wear


def pixels(figure):
    FigureCanvasAgg(figure).draw()
    return np.array(figure.canvas.buffer_rgba())


def chart():
    figure = chart_figure(300, 200)
    axes = chart_axes(figure, (40, 30, 10, 20))
    axes.plot([0, 1], [0, 1], color="0.25", label="line")
    axes.plot([0, 1], [1, 0], color="#D55E00")
    axes.axvline(0.5, color="black")
    axes.set_xlabel("value")
    axes.set_title("counts")
    axes.legend()
    return figure


def luminance(color):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgba(color)[:3]]
    return np.dot(linear, (0.2126, 0.7152, 0.0722))


@pytest.mark.parametrize("ink", [0.0, 0.2, 0.25, 0.4])
def test_words_can_be_read_on_dark_paper(ink):
    """By WCAG 2: 4.5 to 1."""
    paper = luminance(str(turned(1.0)))
    assert (luminance(str(turned(ink))) + 0.05) / (paper + 0.05) > 4.5


def test_a_chart_is_turned_and_comes_back_to_the_pixel():
    figure = chart()
    light = pixels(figure)
    wear(figure, "dark")
    assert theme_of(figure) == "dark"
    dark = pixels(figure)
    assert dark[..., :3].mean() < 60 < 200 < light[..., :3].mean()
    assert not (dark[..., :3] > 240).any()
    orange = np.array(to_rgba("#D55E00")) * 255
    assert (np.abs(dark - orange).max(axis=2) < 1).any()  # colours stay
    wear(figure, "light")
    assert np.array_equal(pixels(figure), light)


def test_a_figure_that_never_was_dark_is_left_alone():
    figure = Figure(facecolor=str(turned(1.0)))
    wear(figure, "light")
    assert figure.get_facecolor() == to_rgba(str(turned(1.0)))


def test_what_is_new_on_dark_paper_is_turned_with_the_next_picture():
    figure = chart()
    wear(figure, "dark")
    figure.axes[0].set_title("other", color="0.2")
    wear(figure, "dark")
    assert figure.axes[0].title.get_color() == to_rgba(str(turned(0.2)))


def test_over_an_image_nothing_changes_but_its_frame_does():
    figure = Figure(facecolor="white")
    axes = ImageAxes(figure, (0.1, 0.1, 0.8, 0.8), facecolor="0.93")
    figure.add_axes(axes)
    (line,) = axes.plot([0, 1], [0, 1], color="black")
    text = axes.text(0, 0, "a", color="white")
    axes.spines[:].set(edgecolor="0.6")
    assert shade(axes, 0.2) == 0.2
    wear(figure, "dark")
    assert (line.get_color(), text.get_color()) == ("black", "white")
    assert axes.spines["left"].get_edgecolor() == to_rgba(str(turned(0.6)))
    assert axes.get_facecolor() == to_rgba(str(turned(0.93)))
    assert shade(axes, 0.2) == turned(0.2)


def test_colours_of_a_user_stay():
    figure = chart()
    figure.axes[0].set_facecolor("#ffffe0")
    figure.axes[0].xaxis.label.set_color("red")
    wear(figure, "dark")
    assert figure.axes[0].get_facecolor() == to_rgba("#ffffe0")
    assert figure.axes[0].xaxis.label.get_color() == "red"
