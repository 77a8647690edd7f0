"""Bars in the colours of their values, a scale of colours, and quick ticks, looked at pixel by pixel."""

import io

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LogNorm, Normalize
from matplotlib.figure import Figure

from nbtools.compute.color.colormaps import lut
from nbtools.compute.color.shading import shade
from nbtools.draw.marks.spectrum import Gradient, Spectrum
from nbtools.draw.marks.ticks import Ticks

SIDE = 100  # screen pixels, the axes have all of them but for a margin


def show(margin=0.0):
    figure = Figure((1, 1), dpi=SIDE, facecolor="white")
    axes = figure.add_axes((margin, margin, 1 - 2 * margin, 1 - 2 * margin), facecolor="white")
    axes.set_axis_off()
    axes.set(xlim=(0, 1), ylim=(0, 1))
    return FigureCanvasAgg(figure), axes


def frame(canvas):
    canvas.draw()
    return np.array(canvas.buffer_rgba())


def test_a_gradient_has_all_colours_from_bottom_to_top():
    canvas, axes = show()
    Gradient(axes).table = lut("viridis")
    wanted = lut("viridis")[((np.arange(SIDE) + 0.5) / SIDE * 256).astype(int)][::-1]
    assert np.array_equal(frame(canvas), wanted[:, None].repeat(SIDE, 1))


@pytest.mark.parametrize("scale", [Normalize(0, 10), LogNorm(1, 1000)])
@pytest.mark.parametrize("yscale", ["linear", "log"])
def test_bars_are_as_high_as_their_counts_in_the_colours_of_the_values(scale, yscale):
    canvas, axes = show()
    axes.set(yscale=yscale, ylim=(0.5, 200))
    bars = Spectrum(axes)
    bars.counts, bars.edges = np.array([100, 0, 1, 40, 7]), np.linspace(0, 1, 6)
    limits = float(scale.inverse(0.3)), float(scale.inverse(0.9))
    bars.table, bars.scale, bars.limits = lut("magma"), scale, limits
    found = frame(canvas)[::-1]
    values = np.asarray(scale.inverse((np.arange(SIDE) + 0.5) / SIDE))
    colors = shade(values, lut("magma"), limits)
    for x in range(SIDE):
        count = bars.counts[x // 20]
        share = (count - 0.5) / 199.5 if yscale == "linear" else np.log(max(count, 0.5) / 0.5) / np.log(400)
        height = round(SIDE * share) if count else 0
        assert (found[height:, x] == 255).all()
        if height:
            assert found[height - 1, x].tolist() == [110, 110, 110, 255]  # the edge
        if 0 < x % 20 < 19:
            assert (found[: max(height - 1, 0), x] == colors[x]).all()


def test_ticks_stand_at_their_places_and_can_be_read():
    canvas, axes = show(0.2)
    ticks = Ticks(axes)
    assert (frame(canvas) == 255).all()
    ticks.places, ticks.names = [0.0, 0.5, 1.0], ["0", "7.5", "\N{MINUS SIGN}1e6"]
    dark = (frame(canvas)[::-1, :, 0] < 250).astype(int)
    assert not dark[:, :79].any()
    assert np.flatnonzero(dark[:, 82]).tolist() == pytest.approx([20, 50, 80], abs=1)  # each one pixel thick
    written = dark[:, 86:]
    for middle in (20, 50, 80):
        rows = np.flatnonzero(written[middle - 12 : middle + 13].any(axis=1))
        assert rows.mean() == pytest.approx(12, abs=1.5)
    ticks.names = ["0", "8.5", "1"]
    assert (frame(canvas)[::-1, :, 0] < 250).astype(int)[38:63, 86:].tolist() != written[38:63].tolist()


def test_vector_formats_get_true_text():
    canvas, axes = show(0.2)
    ticks = Ticks(axes)
    ticks.places, ticks.names = [0.5], ["123.75"]
    file = io.BytesIO()
    with matplotlib.rc_context({"svg.fonttype": "none"}):
        canvas.figure.savefig(file, format="svg")
    assert b">123.75</text>" in file.getvalue()


def test_numbers_on_the_left_and_below_stand_at_their_values():
    figure = Figure((2, 2), dpi=100, facecolor="white")
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0.3, 0.3, 0.6, 0.6))
    axes.set_axis_off()
    rows, cols = Ticks(axes, "left"), Ticks(axes, "bottom")
    rows.number(50.5, -0.5)
    cols.number(0, 100)
    canvas.draw()
    assert cols.names == ["0", "25", "50", "75", "100"]  # every 20th would stand too close
    assert np.allclose(cols.places, [0, 0.25, 0.5, 0.75, 1])
    assert [float(name) for name in rows.names] == pytest.approx([50.5 - 51 * place for place in rows.places])
    ink = np.asarray(canvas.buffer_rgba())[::-1, :, 0] < 200
    left, below = ink[60:181, 57:60].all(axis=1), ink[57:60, 60:181].all(axis=0)
    assert np.allclose(np.flatnonzero(left), [120 * place for place in sorted(rows.places)], atol=1)
    assert np.allclose(np.flatnonzero(below), [120 * place for place in cols.places], atol=1)
    rows.number(-1e-7, 2e-7)
    canvas.draw()
    assert rows.names[0] == "\N{MINUS SIGN}1e\N{MINUS SIGN}07"
