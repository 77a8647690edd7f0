"""The parameters and steps that explorers share, on an object that is no widget."""

import numpy as np
import pytest
import traitlets

from nbtools.compute.frames import as_stack
from nbtools.model import frames
from nbtools.model.contrast import OWN_LIMITS, parameters, steps

STACK = np.arange(2 * 10 * 10, dtype=float).reshape(2, 10, 10)


class Model(traitlets.HasTraits):
    data = as_stack(STACK)
    frame = frames.frame.starting(0)
    contrast, limits, cmap = (each.starting(each.default_value) for each in parameters)
    own_limits = OWN_LIMITS.starting(False)
    _, all_limits, quantiles, color_limits, table_of_colors, *_, source = steps
    shown, pixels, plain, samples = frames.steps


@pytest.fixture
def model():
    found = Model()
    type(found).frame.fit(found, 0, 1)
    return found


def test_colours_lie_between_the_percentiles_of_the_frame(model):
    assert model.color_limits == pytest.approx(np.percentile(STACK[0], (0.5, 99.5)), abs=0.5)
    model.frame = 1
    assert model.color_limits == pytest.approx(np.percentile(STACK[1], (0.5, 99.5)), abs=0.5)
    assert model.source.rgba().shape == (10, 10, 4)


def test_limits_win_over_percentiles(model):
    model.limits = (3, 4)
    assert model.color_limits == (3.0, 4.0)


def test_other_colours_measure_nothing_anew(model):
    pixels, before = model.pixels, model.source.rgba()
    model.cmap = "magma"
    assert model.pixels is pixels
    assert (model.source.rgba() != before).any()


def test_each_place_of_the_slider_of_contrast_stands_for_its_percentiles(model):
    low, high = model.quantiles
    for contrast in ((0.5, 99.8), (0, 100), (33.3, 33.4)):
        model.contrast = contrast
        places = [round(10 * percent) for percent in contrast]
        assert model.color_limits == (low[places[0]], high[places[1]])
