"""Views that a mouse makes, and the pixel under it."""

import pytest

from nbtools.draw.image.view import brought, pixel_in

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
