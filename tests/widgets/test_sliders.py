"""Fields beside sliders: every number is readable in them, and the parameter keeps all its digits."""

import re

import numpy as np
import pytest

import nbtools as nb
from nbtools.compute.ranges import letters

SPOTS = nb.samples.spots(n=9, shape=(60, 80), seed=3).image


def fields(explorer, name):
    """The fields of a parameter, each with the digits that it has room for."""
    parts = explorer.shell._controls[name].parts[1:3]
    return [(field, float(re.match(r"calc\(([\d.]+)ch", field.layout.width)[1])) for field in parts]


@pytest.mark.parametrize(
    ("value", "digits"),
    [
        (5, 1),
        (10**6, 7),
        (0.5, 2.5),
        (-12.5, 4.5),
        (1e-6, 7.5),
        (1.5e-10, 6.5),
        (1e20, 21),
        (1.5e300, 7.5),
    ],
)
def test_numbers_are_as_wide_as_the_browser_writes_them(value, digits):
    assert letters(value) == digits


@pytest.mark.parametrize("factor", [1, 1e4, 1e10, 1e-9, -1e6])
@pytest.mark.parametrize("offset", [0, 1e6])
def test_a_field_has_room_for_each_place_of_its_slider_and_keeps_itsletters(factor, offset):
    with nb.SpotExplorer(SPOTS * factor + offset) as w:
        ((field, room),) = fields(w, "threshold_abs")
        low, high, step = w.range_of("threshold_abs")
        for value in np.clip(low + step * np.arange(0, 200, 7), low, high):
            w.threshold_abs = float(f"{value:.12g}")
            assert field.value == w.threshold_abs
            assert letters(field.value) <= room
            assert fields(w, "threshold_abs") == [(field, room)]


def test_a_long_number_is_shown_shortly_and_kept_in_full():
    with nb.SpotExplorer(SPOTS, radius=7.123456789, background=(8.25, 1e2 / 7)) as w:
        ((field, _),) = fields(w, "radius")
        assert field.value == 7.123
        assert w.radius == 7.123456789
        field.value = 11.987654321
        assert (w.radius, field.value) == (11.987654321, 11.99)
        w.radius = 1000
        assert field.value == 1000
        assert [field.value for field, _ in fields(w, "background")] == [8.25, 14.28]
        assert w.background == (8.25, 1e2 / 7)


@pytest.mark.parametrize(
    "limits", [(-1e18, 1e18), (-8e307, 8e307), (5e-300, 0.1 + 0.2), (1e6, 1e6 + 0.1234567)]
)
def test_numbers_far_beyond_the_slider_are_readable(limits):
    with nb.ColorExplorer(SPOTS) as w:
        w.set(auto="manual", limits=limits)
        assert all(letters(field.value) <= room for field, room in fields(w, "limits"))
        assert w.limits == limits


# --- what a link that was cut has lost ----------------------------------------------------------------------------


def asked(w, name, passed, *, ago=2.0):
    """Let the page say where a hand has been; give what it hears."""
    heard = []
    w.shell.page.send = heard.append
    told = {"name": name, "moved": 7.0, "passed": passed, "ago": ago, "shown": passed[-1]}
    w.shell.page._handle_custom_msg({"slide": told}, [])
    (answer,) = heard
    assert {**answer["slid"], "lost": None} == {"name": name, "moved": 7.0, "lost": None}
    return answer["slid"]["lost"]


@pytest.mark.parametrize(
    ("name", "places"), [("radius", [5.0, 5.5, 6.0]), ("background", [[8.0, 12.0], [8.5, 12.0], [9.0, 13.5]])]
)
def test_a_place_that_was_lost_is_taken_once(name, places):
    with nb.SpotExplorer(SPOTS, radius=5, background=(8, 12)) as w:
        w.shell._controls[name]._put_at = 0.0
        assert asked(w, name, places)
        assert np.array_equal(getattr(w, name), places[-1])
        assert not asked(w, name, places)
        w.undo()
        assert np.array_equal(getattr(w, name), places[0])
        assert not asked(w, name, places)
        assert np.array_equal(getattr(w, name), places[0])


def test_a_value_that_is_newer_than_the_hand_stays_and_the_page_is_told_of_it():
    with nb.SpotExplorer(SPOTS, radius=5) as w:
        told = []
        w.radius = 20
        w.shell._controls["radius"].parts[0].send_state = told.append
        assert not asked(w, "radius", [5.0, 6.0])
        assert (w.radius, told) == (20, ["value"])
        del w.shell._controls["radius"].parts[0].send_state
        w.radius = 5
        assert not asked(w, "radius", [5.0, 6.0])
        assert w.radius == 5
