"""Views of images of other sizes and proportions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbtools.draw.image.view import centered, extent, scaled, scaled_place, widened

corners = st.tuples(*[st.floats(-100, 100)] * 2)
views = st.tuples(corners, st.tuples(*[st.floats(0.1, 100)] * 2)).map(
    lambda found: (found[0], (found[0][0] + found[1][0], found[0][1] + found[1][1]))
)
factors = st.tuples(*[st.floats(0.1, 10)] * 2)


@given(views, factors)
def test_a_scaled_view_is_the_same_part_and_goes_back(view, by):
    there = scaled(view, by)
    np.testing.assert_allclose(there, np.array(view) * by)
    np.testing.assert_allclose(scaled(there, (1 / by[0], 1 / by[1])), view, atol=1e-9)


@given(views, factors)
def test_a_widened_view_keeps_its_middle(view, by):
    wide = widened(view, by)
    np.testing.assert_allclose(np.mean(wide, axis=0), np.mean(view, axis=0), atol=1e-9)
    np.testing.assert_allclose(extent(wide), np.multiply(extent(view), by), rtol=1e-9)
    np.testing.assert_allclose(widened(view, (1, 1)), view, atol=1e-9)


@pytest.mark.parametrize("times", [2, 3])
def test_a_scaled_place_lies_in_the_middle_of_what_became_of_its_pixel(times):
    image = np.arange(20).reshape(4, 5)
    large = np.repeat(np.repeat(image, times, 0), times, 1)
    for row, col in np.ndindex(*image.shape):
        there = scaled_place((row, col), (times, times))
        at = np.argwhere(large == image[row, col])
        np.testing.assert_allclose(there, at.mean(axis=0))


@given(views, corners)
def test_a_centered_view_has_the_middle_of_the_pixel_in_its_middle(view, place):
    there = centered(view, *place)
    np.testing.assert_allclose(np.mean(there, axis=0), np.add(place, 0.5), atol=1e-9)
    np.testing.assert_allclose(extent(there), extent(view), rtol=1e-6)
