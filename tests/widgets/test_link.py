"""Two explorers that follow each other."""

import gc
import itertools
import weakref

import numpy as np
import pytest

import nbtools as nb
from tests.cases import CASES
from tests.widgets.mouse import mouse

SMALL = nb.samples.spots(n=6, shape=(60, 90), radius=2.0, noise=0.5, seed=1).image
LARGE = np.repeat(np.repeat(SMALL, 2, 0), 2, 1)
NAMED = {case.name: case for case in CASES}


def made(name, image=SMALL):
    """An explorer of an image, which a second one follows where two are looked at."""
    case = NAMED[name]
    return case.make(case.like(image, image + 1))


def linked(what):
    """The names of the explorers of which this can follow another."""
    return [case.name for case in CASES if what in case.links]


@pytest.fixture
def pair(request):
    """Two explorers, of images of the sizes asked for."""
    first, second, other = getattr(request, "param", ("spots", "color", SMALL))
    with made(first) as a, made(second, other) as b:
        yield a, b


def around(view):
    """The middle and the size of a view."""
    view = np.array(view)
    return view.mean(axis=0), np.diff(view, axis=0)[0]


def show(widget):
    """Draw, as a browser would have it."""
    widget.png()


@pytest.mark.parametrize(
    "pair",
    [(*kinds, SMALL) for kinds in itertools.combinations_with_replacement(linked("view"), 2)],
    indirect=True,
)
def test_every_explorer_follows_every_other_in_view_both_ways(pair):
    a, b = pair
    nb.link(a, b)
    a.picture.view = ((20, 30), (32, 48))
    for widget in pair:
        show(widget)
    seen, other = around(a.picture.seen), around(b.picture.seen)
    np.testing.assert_allclose(other[0], seen[0], atol=0.51)  # ZoomExplorer rounds to what the screen shows
    b.picture.view = ((30, 40), (36, 49))
    np.testing.assert_allclose(around(a.picture.seen)[0], around(b.picture.seen)[0], atol=0.51)
    np.testing.assert_allclose(
        around(a.picture.seen)[1] / seen[1], around(b.picture.seen)[1] / other[1], rtol=0.02
    )


@pytest.mark.parametrize("pair", [("spots", "diff", SMALL)], indirect=True)
def test_panels_of_other_proportions_do_not_grow_by_turns(pair):
    a, b = pair
    nb.link(a, b, "view")
    a.picture.view = ((20, 30), (32, 48))
    before = around(a.picture.seen)[1], around(b.picture.seen)[1]
    for _ in range(5):
        for widget in pair:
            widget.picture.shift(1, 0)
            show(a), show(b)
    after = around(a.picture.seen)[1], around(b.picture.seen)[1]
    np.testing.assert_allclose(after, before, rtol=1e-9)
    np.testing.assert_allclose(around(a.picture.seen)[0], [36, 39], rtol=1e-9)
    np.testing.assert_allclose(around(b.picture.seen)[0], [36, 39], rtol=1e-9)


@pytest.mark.parametrize("pair", [("spots", "color", LARGE)], indirect=True)
@pytest.mark.parametrize(("by", "factor"), [("pixel", 1), ("fraction", 2)])
def test_the_same_pixel_or_the_same_fraction(pair, by, factor):
    a, b = pair
    nb.link(a, b, by=by)
    a.picture.view = ((20, 30), (32, 48))
    middle, size = around(a.picture.seen)
    np.testing.assert_allclose(around(b.picture.seen)[0], middle * factor, rtol=1e-9)
    b.picture.zoom(0.5)
    np.testing.assert_allclose(around(a.picture.seen)[1], size / 2, rtol=1e-9)


@pytest.mark.parametrize("pair", [("color", "color", LARGE)], indirect=True)
@pytest.mark.parametrize(("by", "there"), [("pixel", (12, 40)), ("fraction", (24.5, 80.5))])
def test_the_cursor_is_shown_in_the_other_with_its_words(pair, by, there):
    a, b = pair
    nb.link(a, b, "cursor", by=by)
    assert crosses(b) == []
    point(a, 12, 40)
    assert crosses(b) == [pytest.approx(there)] * 2
    assert crosses(a) == []
    row, col = (int(np.floor(x + 0.5)) for x in there)
    assert f"value {LARGE[row, col]:.6g}" in b.canvas.toolbar.canvas._message
    leave(a)
    assert crosses(b) == []
    assert b.canvas._message == ""


def crosses(widget):
    """Where crosses are to be seen: (row, col)."""
    found = [line for axes in widget.picture.panels for line in axes.lines if line.get_marker() == "+"]
    return [(line.get_ydata()[0], line.get_xdata()[0]) for line in found if line.get_visible()]


def point(widget, row, col):
    """Move the mouse over a pixel."""
    axes = widget.picture.axes
    axes.apply_aspect()
    mouse(widget.canvas, "motion_notify", *axes.transData.transform((col, row)), button=0)


def leave(widget):
    """Move the mouse out of the picture."""
    mouse(widget.canvas, "figure_leave", 0, 0)


@pytest.mark.parametrize(
    "pair", [(kind, "color", SMALL) for kind in linked("limits") if kind != "color"], indirect=True
)
def test_limits_are_the_same_values_whichever_way_they_are_set(pair):
    spots, color = pair
    nb.link(spots, color, "limits")
    assert color.color_limits == spots.color_limits
    spots.contrast = (20, 60)
    assert color.color_limits == spots.color_limits != (0, 1)
    color.limits = (9.5, 11.25)
    assert spots.color_limits == (9.5, 11.25) == spots.limits
    color.set(auto="min/max")
    assert spots.color_limits == color.color_limits == (SMALL.min(), SMALL.max())
    spots.contrast = (10, 90)
    assert spots.limits is None
    assert color.color_limits == spots.color_limits


@pytest.mark.parametrize("pair", [("zoom", "spots", SMALL)], indirect=True)
def test_a_parameter_that_both_have(pair):
    zoom, spots = pair
    heard = []
    zoom.observe(lambda change: heard.append(change.new), names="cmap")
    nb.link(zoom, spots, "cmap")
    assert spots.cmap == "viridis"
    spots.cmap = "magma"
    zoom.cmap = "gray_r"
    assert (zoom.cmap, spots.cmap) == ("gray_r", "gray_r")
    assert heard == ["magma", "gray_r"]


def test_values_out_of_range_are_moved_to_the_nearest():
    with nb.SpotExplorer([SMALL] * 5) as long, nb.SpotExplorer([SMALL] * 3) as short:
        nb.link(long, short, "frame")
        long.frame = 4
        assert (long.frame, short.frame) == (4, 2)
        short.frame = 1
        assert long.frame == 1


def test_it_ends_by_unlink_and_with_either_of_them():
    for end in ("unlink", "with", "first", "second"):
        a, b = made("color"), made("color")
        with nb.link(a, b, "view", "cursor", "limits", "cmap") as link:
            if end == "unlink":
                link.unlink()
            elif end != "with":
                (a if end == "first" else b).close()
            if end != "with":
                assert "ended" in repr(link)
        left = b if end == "first" else a
        left.picture.view = ((20, 30), (32, 48))
        left.limits = (9, 10)
        if end in ("unlink", "with"):
            assert b.color_limits != a.color_limits
            assert around(b.picture.view)[1][0] > 20
            link.unlink()
        a.close(), b.close()


def test_one_that_is_closed_is_not_kept_by_the_other():
    with made("color") as left:
        gone = made("spots")
        nb.link(left, gone, "view", "cursor", "limits", "cmap")
        gone.close()
        kept = weakref.ref(gone)
        del gone
        gc.collect()
        assert kept() is None


def test_an_undo_takes_both_back(pair):
    spots, color = pair
    nb.link(spots, color, "limits")
    before = color.color_limits
    spots.contrast = (20, 60)
    spots.undo()
    assert spots.color_limits == color.color_limits == before


def test_what_cannot_be_linked_is_refused_in_words(pair):
    a, b = pair
    with pytest.raises(TypeError, match="second must be an explorer, got ndarray"):
        nb.link(a, SMALL)
    with pytest.raises(ValueError, match="second must be another explorer"):
        nb.link(a, a)
    with pytest.raises(ValueError, match=r"'cursor', 'limits'.*'cmap'.*got 'radius'"):
        nb.link(a, b, "view", "radius")
    with pytest.raises(ValueError, match=r"by must be one of .*got 'inch'"):
        nb.link(a, b, by="inch")
    b.close()
    with pytest.raises(RuntimeError, match="closed"):
        nb.link(a, b)


def test_a_sheet_that_changes_its_size_keeps_its_place():
    with made("spots") as image, nb.ScaleExplorer([LARGE]) as sheet:
        nb.link(image, sheet, by="fraction")
        before = around(sheet.picture.seen)[0] / sheet.picture.shape
        image.picture.shift(6, 6)
        image.picture.shift(-6, -6)
        after = around(sheet.picture.seen)[0] / sheet.picture.shape
        np.testing.assert_allclose(after, before, atol=0.01)


def test_a_picture_of_another_size_zooms_by_as_much_as_it_is_asked_to():
    image = np.random.default_rng(0).random((120, 160))
    with nb.ColorExplorer(image[::2, ::2]) as a, nb.ZoomExplorer(image, factor=2, order=0) as b:
        show(a), show(b)
        with nb.link(a, b, "view", by="fraction"):
            for widget, height in ((a, 534), (b, 596)):
                widget.canvas.handle_resize({"width": 804, "height": height})
                show(widget)
            (first, _), (last, _) = b.picture.seen
            b.picture.zoom(0.8, 60, 80)
            show(a), show(b)
            (row0, _), (row1, _) = b.picture.seen
            assert row1 - row0 == pytest.approx(0.8 * (last - first), abs=0.01)
