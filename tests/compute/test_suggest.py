"""A threshold to begin with, in whole steps of a slider."""

import numpy as np
import pytest

from nbtools import samples
from nbtools.compute.images import as_image
from nbtools.compute.spots.suggest import suggest_threshold


@pytest.mark.parametrize("invert", [False, True])
@pytest.mark.parametrize("step", [0.05, 0.2, 5.0])
def test_a_suggestion_in_steps_lies_beyond_the_exact_one(invert, step):
    values = np.array(samples.spots(n=12, noise=1, seed=2).image)
    image = as_image(30 - values if invert else values)
    exact = suggest_threshold(image, invert=invert)
    found = suggest_threshold(image, invert=invert, step=step)
    assert round(found / step) * step == pytest.approx(found)
    beyond = exact - found if invert else found - exact
    assert 0 <= beyond < step
