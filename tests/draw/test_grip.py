"""Two lines that the mouse moves: one, or both at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbtools.draw.color.grip import Grip

PLACES = st.floats(0, 1)


@pytest.mark.parametrize(
    ("place", "lower", "upper"),
    [(0.0, True, False), (0.24, True, False), (0.26, True, True), (0.64, True, True), (0.66, False, True),
     (1.0, False, True)],
)  # fmt: skip
def test_the_nearest_line_is_held_and_both_from_between_them(place, lower, upper):
    grip = Grip.at(place, 0.2, 0.7, near=0.05)
    assert (grip.lower, grip.upper) == (lower, upper)


@given(PLACES, PLACES, st.tuples(PLACES, PLACES).map(sorted).filter(lambda ends: ends[1] - ends[0] > 0.01))
def test_lines_never_meet_and_stay_on_the_scale(start, place, ends):
    grip = Grip.at(start, *ends, near=0.02)
    moved = grip.pulled(place)
    low, high = (end if at is None else at for at, end in zip(moved, ends, strict=True))
    assert 0 <= low < high <= 1 + 1e-9
    if None not in moved:
        assert high - low == pytest.approx(ends[1] - ends[0])
    else:
        assert None in (moved[0], moved[1])


def test_both_lines_keep_their_places_exactly_where_there_is_no_room():
    assert Grip.at(0.5, 0.0, 1.0, near=0.1).pulled(0.9) == (None, None)
    assert Grip.at(0.5, 0.0, 0.8, near=0.1).pulled(0.4) == (None, None)
