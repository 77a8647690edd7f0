"""Views that a mouse makes, and those of images of other sizes and proportions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbtools.draw.image.view import brought, centered, extent, pixel_in, scaled, scaled_place, widened

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


VIEW = ((10.0, 20.0), (30.0, 60.0))


def test_a_view_comes_to_a_place_beside_it_only():
    for place in ((10, 20), (30, 60), (11.5, 40)):
        assert brought(VIEW, *place) is VIEW
    assert brought(VIEW, 31, 40) == ((21, 20), (41, 60))
    assert brought(VIEW, 20, -5) == ((10, -25), (30, 15))


@pytest.mark.parametrize(
    ("place", "pixel"),
    [((-0.5, 0), (0, 0)), ((-0.51, 0), None), ((8.49, 3.4), (8, 3)), ((8.5, 3), None), ((1, 4.5), None)],
)
def test_a_pixel_reaches_half_a_pixel_about_its_middle(place, pixel):
    assert pixel_in(*place, (9, 5)) == pixel
