"""One thing has one name, and every other name that people type for it is understood by all who have the thing."""

import inspect

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import AsinhNorm, BoundaryNorm, LogNorm, Normalize, PowerNorm, SymLogNorm

import nbtools as nb
from nbtools.compute.spelling import OTHER_NAMES, PAIRS, other_names, pairs_of
from nbtools.model import naming
from tests.cases import CASES

FUNCTIONS = [
    getattr(nb, name) for name in nb.__all__ if inspect.isfunction(getattr(nb, name)) and name != "link"
]
RNG = np.random.default_rng(0)
IMAGE = RNG.normal(10, 3, (30, 40)).round(2)
LIMITED = [case for case in CASES if "limits" in getattr(nb, case.explorer).parameters()]


def named(items):
    return pytest.mark.parametrize("one", items, ids=lambda one: getattr(one, "__name__", str(one)))


# --- explorers ---------------------------------------------------------------------------------------------------


@named(CASES)
def test_an_explorer_takes_each_other_name_everywhere(one):
    with one.make() as w:
        others = naming.others(type(w))
        assert {"colormap", "colours"} <= others.keys()
        first = {own: other for other, own in others.items() if own in w.params}
        kept = {other: getattr(w, own) for own, other in first.items()}
        for other, own in others.items():
            assert getattr(w, other) == getattr(w, own), other
            setattr(w, other, getattr(w, own))
            with pytest.raises(TypeError, match=f"^give {own} or {other}, not both"):
                w.set(**{own: getattr(w, own), other: getattr(w, own)})
        w.set(**kept)
        before = w.params
    rest = {name: value for name, value in before.items() if name not in first}  # what the data choose, too
    with one.make(**rest, **kept) as w:
        assert w.params == before


@named(CASES)
def test_the_words_of_each_label_are_understood(one):
    cls = getattr(nb, one.explorer)
    for name, trait in cls.parameters().items():
        words = trait.label.replace(" ", "_").replace("-", "_")
        taken = hasattr(cls, words) or words in inspect.signature(cls).parameters
        assert words == name or taken or naming.others(cls)[words] == name


@named(CASES)
def test_a_wrong_name_is_told_the_right_one(one):
    with one.make() as w:
        name = type(w).__name__
        for wrong, right in (("colourmap", "cmap"), ("limit", "limits"), ("vmni", "vmin")):
            hint = f"{name} has no parameter '{wrong}'; did you mean '{right}'"
            with pytest.raises(TypeError, match=hint):
                w.set(**{wrong: 1})
            with pytest.raises(TypeError, match=hint):
                one.make(**{wrong: 1})
            with pytest.raises(AttributeError, match=f"{name} has no '{wrong}'; did you mean '{right}'"):
                getattr(w, wrong)
            with pytest.raises(AttributeError, match=f"{name} has no '{wrong}'; did you mean '{right}'"):
                setattr(w, wrong, 1)
        with pytest.raises(AttributeError, match="did you mean 'table'"):
            w.tabel  # noqa: B018  # reading it is the test
        with pytest.raises(TypeError, match=f"{name} has no parameter 'qqq'; it has "):
            w.set(qqq=1)
        assert not hasattr(w, "_repr_png_")


@named(LIMITED)
def test_limits_are_given_by_their_ends(one):
    with one.make() as w:
        low, high = w.vmin, w.vmax
        assert low < high
        w.vmin = low - 1
        assert w.limits == (low - 1, high)
        w.set(vmax=high + 2)
        assert w.limits == (low - 1, high + 2) == (w.vmin, w.vmax)
        w.set(vmin=0, vmax=3)
        assert w.limits == (0, 3)
        with pytest.raises(TypeError, match="give limits or vmin, not both"):
            w.set(limits=(0, 1), vmin=2)
        with pytest.raises(ValueError, match="limits must be a pair"):
            w.vmin = 9
        assert w.limits == (0, 3)
    with one.make(vmin=1, vmax=2) as w:
        assert w.limits == (1, 2)
    with one.make(vmin=low - 1) as w:
        assert w.vmin == low - 1 < w.vmax
        assert w.limits == (w.vmin, w.vmax)
    with one.make(vmin=None, vmax=None) as w:
        assert (w.vmin, w.vmax) == (low, high)
    with pytest.raises(TypeError, match="give limits or vmax, not both"):
        one.make(limits=(0, 1), vmax=2)


def test_a_named_explorer_keeps_what_was_moved_unless_an_end_is_told_anew():
    with nb.SpotExplorer(IMAGE, name="ends", vmin=3) as w:
        w.vmin = 5
        with nb.SpotExplorer(IMAGE, name="ends", vmin=3) as again:
            assert again.vmin == 5
            with nb.SpotExplorer(IMAGE, name="ends", vmin=4) as other:
                assert other.vmin == 4


def test_two_parameters_have_one_name():
    with nb.ZoomExplorer(IMAGE, center=(7, 9.5), factor=2) as w:
        assert (w.row, w.col) == (7, 9.5) == w.center
        w.center = 3, 4
        assert w.result.center == (3, 4)
        with pytest.raises(ValueError, match=r"center must be a pair \(row, col\), got 3"):
            w.center = 3
        with pytest.raises(TypeError, match="give row or center, not both"):
            w.set(center=(1, 2), row=3)
    with nb.ProfileExplorer(IMAGE, start=(1, 2), end=(9, 12)) as w:
        assert w.lines == ((1, 2, 9, 12),)
        assert (w.start, w.end) == ((1, 2), (9, 12))


def test_levels_are_a_number_or_the_values_themselves():
    with nb.GridExplorer(IMAGE, levels=[12, 8]) as w:
        assert w.result.levels == (8, 12)
        w.levels = 4
        assert w.at == ()
        assert len(w.result.levels) > 2
        w.levels = np.array([9.5])
        assert w.result.levels == (9.5,)
        w.set(**w.state())
        assert w.result.levels == (9.5,)
        w.set(levels=5)
        assert w.at == ()
        with pytest.raises(TypeError, match="give levels or at, not both"):
            w.set(levels=[1], at=[2])
        with pytest.raises(ValueError, match="levels must be a whole number"):
            w.levels = "many"


@pytest.mark.parametrize(
    ("norm", "told"),
    [
        (LogNorm(2, 20), {"norm": "log", "limits": (2, 20)}),
        (SymLogNorm(3, vmin=-5, vmax=9), {"norm": "symlog", "limits": (-5, 9), "linthresh": 3}),
        (AsinhNorm(2.5, vmin=-5, vmax=9), {"norm": "asinh", "limits": (-5, 9), "linthresh": 2.5}),
        (PowerNorm(0.5, 1, 9), {"norm": "linear", "limits": (1, 9), "gamma": 0.5}),
        (Normalize(1, 9), {"norm": "linear", "limits": (1, 9)}),
        (Normalize(vmax=9), {"norm": "linear"}),
    ],
    ids=lambda item: type(item).__name__ if isinstance(item, Normalize) else "",
)
def test_the_explorer_of_colours_takes_a_norm_of_matplotlib(norm, told):
    for w in (nb.ColorExplorer(IMAGE, norm=norm), nb.ColorExplorer(IMAGE)):
        with w:
            w.norm = norm
            assert told.items() <= w.params.items()
            assert (w.vmax, w.auto) == (norm.vmax, "manual")
            if norm.vmin is not None:
                np.testing.assert_array_equal(w.rgba(), nb.to_rgba(IMAGE, norm=norm))


def test_norms_that_it_cannot_have_are_refused():
    with nb.ColorExplorer(IMAGE) as w:
        for norm in (BoundaryNorm([0, 1], 256), SymLogNorm(1, linscale=2), SymLogNorm(1, base=2), 3):
            with pytest.raises(
                ValueError, match="norm must be 'linear', 'log', 'symlog' or 'asinh', or such"
            ):
                w.set(norm=norm)
        with pytest.raises(TypeError, match="vmin must not be given with a norm that has it"):
            w.set(norm=LogNorm(1, 2), vmin=3)
        with pytest.raises(TypeError, match="must not be given with a norm that has it"):
            w.set(norm=LogNorm(1, 2), limits=(3, 4))
        w.set(norm=LogNorm(), vmin=3, vmax=4)
        assert w.limits == (3, 4)


def test_links_animations_and_ranges_know_the_other_names(tmp_path):
    with nb.SpotExplorer(IMAGE) as a, nb.SpotExplorer(IMAGE) as b, nb.link(a, b, "threshold"):
        a.threshold = 12
        assert b.threshold_abs == 12
        assert a.range_of("threshold") == a.range_of("threshold_abs")
        path = tmp_path / "a.png"
        a.save_animation(path, parameter="threshold", values=[11, 12], progress=False)
        assert path.exists()


# --- functions ---------------------------------------------------------------------------------------------------


def parameters(function):
    return [
        name
        for name, item in inspect.signature(function).parameters.items()
        if item.kind.name != "VAR_KEYWORD"
    ]


@named(FUNCTIONS)
def test_a_function_knows_each_other_name_and_a_wrong_one(one):
    own = parameters(one)
    needed = [None for item in inspect.signature(one).parameters.values() if item.default is item.empty]
    needed = needed[: len(own)]
    for other, name in other_names(own).items():
        with pytest.raises(TypeError, match=f"^give {name} or {other}, not both"):
            one(**{name: 1, other: 2})
    for pair, parts in pairs_of(own).items():
        with pytest.raises(TypeError, match=f"^give {parts[0]} or {pair}, not both"):
            one(**{parts[0]: 1, pair: (2, 3)})
    if not any(item.kind is item.VAR_KEYWORD for item in inspect.signature(one).parameters.values()):
        with pytest.raises(
            TypeError, match=rf"^{one.__name__}\(\) has no argument '{own[-1]}x'; did you mean "
        ):
            one(*needed, **{f"{own[-1]}x": 1})


CENTER = (12, 15)
SAME = [
    (nb.find_peaks, (IMAGE,), {"threshold_abs": 18}, {"threshold": 18}),
    (nb.find_peaks, (IMAGE,), {"invert": True}, {"dark_spots": True}),
    (nb.measure_spots, (IMAGE,), {"threshold_abs": 18}, {"threshold": 18}),
    (nb.zoom_at, (IMAGE, (0, 0)), {"mode": "nearest"}, {"outside": "nearest"}),
    (nb.zoom_at, (IMAGE, (0, 0)), {"cval": 7}, {"value": 7}),
    (nb.zoom_at, (IMAGE, CENTER, 0.5), {"antialias": True}, {"smooth_first": True}),
    (nb.zoom_at, (IMAGE,), {"center": CENTER}, {"centre": CENTER}),
    (nb.local_sum, (IMAGE, 2), {"mode": "reflect"}, {"outside": "reflect"}),
    (nb.to_rgba, (IMAGE,), {"cmap": "magma"}, {"colormap": "magma"}),
    (nb.to_rgba, (IMAGE,), {"cmap": "magma"}, {"colours": plt.cm.magma}),
    (nb.to_rgba, (IMAGE,), {"vmin": 3, "vmax": 9}, {"limits": (3, 9)}),
    (nb.to_rgba, (abs(IMAGE) + 1,), {"norm": LogNorm()}, {"norm": "log"}),
    (nb.to_rgba, (abs(IMAGE) + 1,), {"norm": LogNorm(2, 9)}, {"norm": "log", "vmin": 2, "vmax": 9}),
    (nb.to_rgba, (IMAGE,), {"vmin": 3}, {"norm": "linear", "vmin": 3}),
]  # fmt: skip


@pytest.mark.parametrize(("function", "given", "own", "other"), SAME)
def test_another_name_does_the_same(function, given, own, other):
    there, here = (np.asarray(function(*given, **options)) for options in (own, other))
    assert repr(here.tolist()) == repr(there.tolist())
    assert not np.array_equal(
        there, np.asarray(function(*given, *(() if "center" not in own else ((0, 0),))))
    )


def test_a_name_beside_a_position_is_told(tmp_path):
    with pytest.raises(TypeError, match="give cmap or colormap, not both"):
        nb.to_rgba(IMAGE, "gray", colormap="magma")
    with pytest.raises(
        TypeError, match=r"measure_spots\(\) has no argument 'treshold'; did you mean threshold_abs"
    ):
        nb.measure_stack(IMAGE[None], treshold=3, progress=False)
    assert len(nb.measure_stack(IMAGE[None], threshold=14, progress=False)) > 0
    path = nb.save_png(tmp_path / "a.png", IMAGE, norm="asinh", limits=(-3, 9))
    np.testing.assert_array_equal(nb.read_png(path).rgba, nb.to_rgba(IMAGE, norm=AsinhNorm(1, -3, 9)))
    assert (
        nb.difference(IMAGE, IMAGE + 1, threshold=2).atol == nb.difference(IMAGE, IMAGE, threshold_abs=2).atol
    )


def test_sheets_take_one_end_of_the_limits():
    images = [IMAGE, IMAGE[:9] + 3]
    both = nb.contact_sheet(images, percentiles=(5, 95))
    sheet = nb.contact_sheet(images, contrast=(5, 95), vmin=4)
    assert sheet.limits == ((4, both.limits[0][1]),) * 2
    assert nb.contact_sheet(images, limits=(2, 5)).limits == ((2, 5), (2, 5))


def test_no_name_means_two_things():
    for names in (OTHER_NAMES, PAIRS):
        assert all(own not in others for own, others in names.items())


@named(CASES)
def test_label_and_name_both_stand_in_tooltip_and_help(one):
    with one.make() as w:
        for name, trait in w.parameters().items():
            assert trait.title in w.shell._help.value or "&" in w.shell._help.value
            assert f"w.{name}<" in w.shell._help.value
            assert trait.label == name.replace("_", " ") or f"In Python: {name}." in trait.about


# --- words instead of numbers that stand for something else ------------------------------------------------------

NOTHING = [("scale", "columns", "auto", 0), ("scale", "enlarged", "none", -1), ("spots", "selected", "none", -1),
           ("diff", "region", "none", -1)]  # fmt: skip


@pytest.mark.parametrize(("case", "name", "word", "before"), NOTHING)
def test_nothing_is_none_in_python_and_a_word_or_an_empty_field_in_the_page(case, name, word, before):
    with next(one for one in CASES if one.name == case).make() as w:
        assert getattr(w, name) is None is w.params[name] is w.state()[name]
        for nothing in (None, word, "", before):
            w.set(**{name: 2})
            assert getattr(w, name) == 2
            w.set(**{name: nothing})
            assert getattr(w, name) is None
        for wrong in (True, 1.5, "two", before - 1):
            with pytest.raises((ValueError, TypeError), match=f"{name} must be a whole number"):
                w.set(**{name: wrong})
        assert "or None" in w.parameters()[name].kind
        if not w.shell.has(name):
            return
        control = w.shell._controls[name]
        slider, field = control.parts
        assert (field.value, field.placeholder, slider.value) == ("", word, slider.min)
        field.value = "3"
        assert (getattr(w, name), slider.value) == (3, 3)
        field.value = " "
        assert (getattr(w, name), field.value, slider.value) == (None, "", slider.min)
        slider.value = slider.min + 1
        assert getattr(w, name) == slider.value == int(field.value)
        field.value = "three"
        assert f"{name} must be a whole number" in w.shell.message
        assert getattr(w, name) == int(field.value)
        slider.value = slider.min
        assert (getattr(w, name), field.value) == (None, "")


def test_no_parameter_has_a_number_that_stands_for_nothing():
    for case in CASES:
        for name, trait in getattr(nb, case.explorer).parameters().items():
            assert "-1" not in trait.help, name
