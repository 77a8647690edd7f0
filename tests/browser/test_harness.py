"""The harness itself: a slider and a figure that are not ours."""

import numpy as np
import pytest

CELL = """
import threading
import ipywidgets, numpy as np
from ipympl.backend_nbagg import Canvas, FigureManager
from matplotlib.figure import Figure
figure = Figure(figsize=(3, 2)); canvas = Canvas(figure); FigureManager(canvas, 0)
line, = figure.subplots().plot(np.arange(3.0))
slider = ipywidgets.FloatSlider(description="height", value=1, min=0, max=10, step=0.5)
threads = set()
def move(change):
    threads.add(threading.current_thread() is threading.main_thread())
    line.set_ydata(np.arange(3.0) * change.new); canvas.draw_idle()
slider.observe(move, "value")
ipywidgets.VBox([slider, canvas])
"""


def test_slider_reaches_kernel_and_screen(open_notebook, subshells):
    nb = open_notebook(CELL, subshells=subshells)
    nb.frames(clear=True)
    nb.slider("height").press("ArrowRight", times=3)
    nb.until("slider.value == 2.5")
    nb.settle()
    assert nb.frames()
    nb.execute("threads.clear()")  # the very first messages come before the subshell is there
    nb.slider("height").drag(to=0.8)
    nb.until("slider.value == 8.0")
    assert nb.value("threads") == {not subshells}
    np.testing.assert_array_equal(nb.value("line.get_ydata()"), [0, 8, 16])
    nb.execute("slider.value = 4")
    assert nb.slider("height").handle.get_attribute("aria-valuenow") == "4.0"
    assert nb.console_errors == []


def test_errors_are_seen(open_notebook):
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        open_notebook("1 / 0")
    nb = open_notebook("x = 1")
    with pytest.raises(RuntimeError, match="NameError: name 'y'"):
        nb.value("y")
    with pytest.raises(RuntimeError, match="KeyError"):
        nb.execute("{}[1]")
    with pytest.raises(AssertionError, match="not true after"):
        nb.until("x == 2", timeout=0.2)
