"""Views that a mouse makes."""

from nbtools.draw.image.view import brought

VIEW = ((10.0, 20.0), (30.0, 60.0))


def test_a_view_comes_to_a_place_beside_it_only():
    for place in ((10, 20), (30, 60), (11.5, 40)):
        assert brought(VIEW, *place) is VIEW
    assert brought(VIEW, 31, 40) == ((21, 20), (41, 60))
    assert brought(VIEW, 20, -5) == ((10, -25), (30, 15))
