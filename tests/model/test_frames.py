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
    _, all_limits, color_limits, table_of_colors = steps
    shown, pixels, plain, source, samples = frames.steps


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
