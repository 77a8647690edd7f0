"""An object with parameters is no widget: all of this holds for any `HasTraits`."""

import json

import pytest
import traitlets

from nbtools.model import values
from nbtools.model.choices import Choice, Palette, Switch
from nbtools.model.numbers import Interval, Number, Steps
from nbtools.model.parameter import declared
from nbtools.model.points import Part, Points


class Model(traitlets.HasTraits):
    radius = Number(5.0, 1, 50, unit="px", help="r")
    ring = Interval(None, 0, 50, optional=True, help="b")
    scale = Steps(1.0, (0.5, 1.0, 2.0), help="s")
    method = Choice("center", ("center", "exact"), help="m")
    cmap = Palette("gray", {"grey": ("gray",)}, help="c")
    on = Switch(False, help="o")
    places = Points(("row", "col"), help="p")
    row = Part("places", "chosen", 0, 9, unit="px", help="Row.")
    chosen = Number(-1, -1, 9, integer=True, undoable=False, help="n")


@pytest.fixture
def model():
    return Model(places=((1, 2), (3, 4)))


def test_parts_are_no_values_of_their_own(model):
    assert list(declared(Model)) == [
        "radius", "ring", "scale", "method", "cmap", "on", "places", "row", "chosen",
    ]  # fmt: skip
    assert values.own(Model) == [name for name in declared(Model) if name != "row"]
    assert values.values(model) == {
        "radius": 5.0, "ring": None, "scale": 1.0, "method": "center", "cmap": "gray", "on": False,
        "places": ((1, 2), (3, 4)), "chosen": -1,
    }  # fmt: skip


def test_a_selection_is_no_setting(model):
    assert "chosen" not in values.settings(model)
    assert values.settings(model)["places"] == ((1, 2), (3, 4))


def test_json_brings_back_all_values(model):
    model.ring, model.radius = (2, 7.5), 8
    told = json.loads(json.dumps(values.plain(model)))
    other = Model()
    for name, value in values.checked(other, told).items():
        setattr(other, name, value)
    assert values.values(other) == values.values(model)


def test_a_name_that_is_no_parameter_is_refused_with_those_that_are(model):
    with pytest.raises(TypeError, match="Model has no parameter 'raduis'; did you mean 'radius'"):
        values.checked(model, {"raduis": 3})


def test_all_values_are_checked_before_one_is_set(model):
    with pytest.raises(ValueError, match=r"scale must be one of 0\.5, 1, 2, got 3"):
        values.checked(model, {"radius": 3, "scale": 3})
    assert model.radius == 5.0


def test_points_come_before_their_parts(model):
    assert list(values.checked(model, {"row": 3, "places": [(0, 0)]})) == ["places", "row"]


def test_a_range_is_fitted_to_one_object_alone(model):
    radius = declared(Model)["radius"]
    radius.fit(model, 2, 8, 0.5)
    assert radius.range_of(model) == (2, 8, 0.5)
    assert radius.range_of(Model()) == (1, 50, 1)
    with pytest.raises(ValueError, match="radius must be between 2 and 8 px, got 9"):
        model.radius = 9
    radius.fit(model, 2, 30)
    assert radius.range_of(model) == (2, 30, 0.5)
    model.radius = 9


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("radius", 99, 50),
        ("radius", 0, 1),
        ("radius", 7.5, 7.5),
        ("radius", None, None),
        ("ring", (-3, 7), (0, 7)),
        ("ring", (60, 70), (0, 50)),
        ("ring", None, None),
        ("row", 12, 9),
        ("places", ((12, 70), (-1, 2)), ((9, 70), (0, 2))),
        ("method", "exact", "exact"),
        ("cmap", "magma", "magma"),
    ],
)
def test_the_nearest_value_that_is_allowed(model, name, value, expected):
    assert values.nearest(model, {name: value}) == {name: expected}


def test_what_an_object_starts_with(model):
    def first(given=None, fitted=None, kept=None, told=None):
        found = values.first(model, given or {}, fitted or {}, kept or {}, told or {})
        return found["radius"]

    assert first() == 5.0
    assert first(fitted={"radius": 7}) == 7
    assert first({"radius": 3}, fitted={"radius": 7}) == 3
    assert first({"radius": None}, fitted={"radius": 7}) == 7
    assert first(fitted={"radius": 7}, kept={"radius": 99}) == 50
    assert first({"radius": 3}, kept={"radius": 9}, told={"radius": 3}) == 9  # the cell was not changed
    assert first({"radius": 4}, kept={"radius": 9}, told={"radius": 3}) == 4
    assert first({"radius": 4}, kept={"radius": 9}) == 4
