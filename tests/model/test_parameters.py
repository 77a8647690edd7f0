import numpy as np
import pytest
import traitlets

from nbtools.model.choices import Choice, Palette, Switch
from nbtools.model.numbers import Interval, Number
from nbtools.model.points import Points


class Holder(traitlets.HasTraits):
    radius = Number(5.0, 0.5, 100, unit="px", label="radius", help="r")
    frame = Number(0, 0, 9, integer=True, label="frame", help="f")
    ring = Interval(None, 0, 50, optional=True, label="ring", help="r")
    limits = Interval((0, 1), 0, 255, hard=(-np.inf, np.inf), label="limits", help="l")
    cmap = Palette("viridis", {"sequential": ("viridis",)}, label="cmap", help="c")
    contrast = Interval((1, 99), 0, 100, label="contrast", help="c")
    method = Choice("center", ("center", "exact"), label="method", help="m")
    on = Switch(False, label="on", help="o")
    added = Points(("row", "col"), label="added", help="a")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("radius", 0.4, r"radius must be between 0.5 and 100 px, got 0.4"),
        ("radius", 700, r"radius must be between 0.5 and 100 px, got 700"),
        ("radius", float("nan"), "radius must be between 0.5 and 100 px, got nan"),
        ("radius", np.inf, "radius must be between 0.5 and 100 px"),
        ("radius", True, "radius must be between 0.5 and 100 px, got True"),
        ("radius", "5", "radius must be between 0.5 and 100 px, got '5'"),
        ("radius", None, "radius must be between 0.5 and 100 px, got None"),
        ("frame", 1.5, "frame must be a whole number between 0 and 9, got 1.5"),
        ("frame", 10, "frame must be a whole number between 0 and 9, got 10"),
        ("ring", (12, 8), r"ring must be a pair \(low, high\) with 0 <= low < high <= 50, got"),
        ("ring", (8, 8), "ring must be a pair"),
        ("ring", (8,), "ring must be a pair"),
        ("ring", 8, "ring must be a pair"),
        ("ring", (8, np.nan), r"ring\[1\] must be a finite number, got nan"),
        ("contrast", None, "contrast must be a pair"),
        ("limits", (3, 3), r"limits must be a pair \(low, high\) with low < high, got"),
        ("limits", (0, np.inf), r"limits\[1\] must be a finite number, got inf"),
        ("cmap", "virids", "cmap must be the name of a colormap that matplotlib knows, got 'virids'"),
        ("cmap", None, "cmap must be the name of a colormap"),
        ("method", "subpixel", "method must be 'center' or 'exact', got 'subpixel'"),
        ("on", 1, "on must be True or False, got 1"),
        ("added", ((1, 2, 3),), r"added must be a sequence of \(row, col\)"),
        ("added", 3, "added must be a sequence"),
        ("added", ((1, np.nan),), "added must be a sequence"),
    ],
)
def test_what_is_not_allowed_is_refused_by_name_and_changes_nothing(name, value, message):
    holder = Holder()
    before = getattr(holder, name)
    with pytest.raises(ValueError, match=message):
        setattr(holder, name, value)
    assert getattr(holder, name) == before


def test_allowed_values_become_plain_python_ones():
    holder = Holder(radius=np.float32(7.5), frame=np.uint8(3), ring=[8, 12], on=True, added=[[1, 2.5]])
    assert (holder.radius, type(holder.radius)) == (7.5, float)
    assert (holder.frame, type(holder.frame)) == (3, int)
    assert holder.ring == (8.0, 12.0)
    assert holder.added == ((1, 2.5),)
    holder.ring = None
    assert holder.ring is None
    holder.limits, holder.cmap = (-7, 1e9), "magma_r"  # beyond the slider, and not in the list
    assert (holder.limits, holder.cmap) == ((-7.0, 1e9), "magma_r")


def test_bounds_themselves_are_allowed():
    holder = Holder(radius=0.5)
    holder.radius = 100
    assert holder.radius == 100.0
