"""ProfileExplorer without a browser: its numbers, its lines, and what mouse and keys do."""

import json

import numpy as np
import pandas as pd
import pytest
from ipywidgets.widgets.widget import _instances
from numpy.testing import assert_allclose, assert_array_equal
from skimage.color import rgb2gray
from skimage.measure import profile_line

import nbtools as nb
from nbtools.compute.profile.line import Line
from nbtools.draw.profile.burn import burn_lines
from tests.widgets.mouse import drag, mouse

SAMPLE = nb.samples.filaments(seed=2)
IMAGE = SAMPLE.image
LINES = ((20.0, 30.0, 80.0, 130.0), (150.0, 40.0, 150.0, 280.0))
NEAR = 0.65  # px: a pixel of the screen
ENDS = "row0", "col0", "row1", "col1"


@pytest.fixture
def w():
    with nb.ProfileExplorer(IMAGE, lines=LINES) as explorer:
        explorer.png()  # drawn once, as on a screen
        yield explorer


def at(w, row, col):
    """Where a place of the image is on the canvas."""
    return w.picture.axes.transData.transform((col, row))


def in_plot(w, distance):
    """Where a distance is on the canvas of the plot."""
    x, _ = w.chart.axes.transData.transform((distance, 0))
    return x, w.chart.axes.bbox.y0 + 20


def move(canvas, place):
    mouse(canvas, "motion_notify", *place, button=0)


def ends(w):
    """Both ends of the chosen line, as its fields tell them."""
    return tuple(getattr(w, name) for name in ENDS)


def cursor(w):
    """Distance of the cursor in the plot, and (row, col) of the dot on the line."""
    line = w.chart._cursor
    return (line.get_xdata()[0] if line.get_visible() else None), w.picture._marks._cursor


# --- numbers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [0, 1, 3])
@pytest.mark.parametrize("width", [1, 4])
def test_the_profiles_are_those_of_the_function_and_of_scikit_image(w, order, width):
    w.set(order=order, width=width)
    for profile, (row0, col0, row1, col1) in zip(w.profiles.values(), LINES, strict=True):
        same = nb.line_profile(IMAGE, (row0, col0), (row1, col1), width, order)
        assert_array_equal(profile.values, same.values)
        if order:
            wanted = profile_line(IMAGE, (row0, col0), (row1, col1), linewidth=width, order=order)
            assert_allclose(profile.values, wanted, atol=1e-9)
    assert w.result is w.profiles["line 0"]


def test_the_widths_of_filaments_are_found():
    clean = nb.samples.filaments(noise=0)
    with nb.ProfileExplorer(clean.image, pixel_size=0.5, unit="µm", order=3) as w:
        for number in range(4):
            w.add(*clean.across(number, 60), name=f"filament {number}")
        w.remove(0)
        found = [profile.fwhm for profile in w.profiles.values()]
        assert_allclose(
            found, clean.fwhm * 0.5, rtol=0.08
        )  # a straight line from place to place cuts narrow peaks
        assert w.status().startswith("filament 3: 60 px = 30 µm, highest value ")
        assert f"FWHM {found[3]:.6g} µm, background {w.result.background:.6g}" in w.status()


def test_a_stack_has_a_frame_and_its_own_background():
    stack = np.stack([IMAGE, IMAGE[::-1] + 7])
    with nb.ProfileExplorer(stack, lines=LINES, frame=1, background=3) as w:
        assert_array_equal(w.result.values, nb.line_profile(stack[1], (20, 30), (80, 130)).values)
        assert w.result.background == 3
        assert w.status().startswith("frame 1 of 2, line 0: ")
        space = {"image": stack}
        exec(w.code(), space)
        pd.testing.assert_frame_equal(space["table"], w.table())
        w.frame = 0
        assert_array_equal(w.result.values, nb.line_profile(IMAGE, (20, 30), (80, 130)).values)


@pytest.mark.parametrize("stacked", [False, True])
def test_colours_by_luminance_without_masked_and_bad_pixels(stacked):
    image = np.random.default_rng(0).random((40, 60, 3))
    image[10, 20, 1] = np.nan
    mask = np.zeros((40, 60), bool)
    mask[10, 25:30] = True
    given = np.stack([image, image]) if stacked else image
    with nb.ProfileExplorer(given, channel_axis=-1, mask=mask, lines=[(10, 5, 10, 50)]) as w:
        gray = np.ma.masked_array(rgb2gray(image), mask)
        assert_allclose(w.result.values, nb.line_profile(gray, (10, 5), (10, 50)).values)
        assert np.flatnonzero(np.isnan(w.result.values)).tolist() == [15, 20, 21, 22, 23, 24]
        assert "6 of 46 samples bad or outside" in w.status()
        space = {"image": given, "mask": mask}
        exec(w.code(), space)
        pd.testing.assert_frame_equal(space["table"], w.table())
        assert_array_equal(space["result"].values, w.result.values)


def test_a_band_beyond_the_border_is_clipped(w):
    w.set(lines=[(0, 5, 0, 300)], width=9)
    assert set(w.result.n_used) == {5}
    assert "1184 of 2664 samples bad or outside" in w.status()


def test_the_table_names_the_line_of_each_row(w, tmp_path):
    w.names = ["first"]
    table = w.table()
    assert table.columns.tolist() == ["line", "distance", "row", "col", "value", "n_used"]
    for name, profile in w.profiles.items():
        pd.testing.assert_frame_equal(
            table[table.line == name].drop(columns="line").reset_index(drop=True), profile.table
        )
    assert table.line.unique().tolist() == ["first", "line 1"]
    w.to_csv(tmp_path / "a.csv")
    assert (
        (tmp_path / "a.csv")
        .read_text()
        .startswith("line,distance,row,col,value,n_used\nfirst,0.0,20.0,30.0,")
    )


def test_lines_are_burnt_into_the_saved_pixels(w):
    plain = w.rgba(marks=False)
    assert_array_equal(w.rgba(), burn_lines(plain, [Line(line[:2], line[2:]) for line in LINES]))


@pytest.mark.parametrize(
    ("words", "error", "message"),
    [
        ({"pixel_size": -1, "unit": "µm"}, ValueError, "pixel_size must be > 0"),
        ({"pixel_size": "1", "unit": "µm"}, TypeError, "pixel_size must be"),
        ({"pixel_size": 1}, ValueError, "unit must be a text"),
        ({"mask": np.zeros((3, 3), bool)}, ValueError, "mask must have"),
        ({"channel_axis": 0}, ValueError, "image must have"),
    ],
)
def test_wrong_words_are_refused_before_there_is_a_widget(words, error, message):
    before = len(_instances)
    with pytest.raises(error, match=message):
        nb.ProfileExplorer(IMAGE, **words)
    assert len(_instances) == before


# --- lines ------------------------------------------------------------------------------------------------------


def test_the_fields_are_those_of_the_chosen_line(w):
    assert ends(w) == LINES[0]
    w.chosen = 1
    assert ends(w) == LINES[1]
    w.row1 = 20
    assert w.lines == (LINES[0], (150, 40, 20, 280))
    w.set(col0=3, chosen=0)  # whatever the order, the line is chosen first
    assert w.lines == ((20, 3, 80, 130), (150, 40, 20, 280))
    w.set(lines=LINES, row0=5)
    assert w.lines == ((5, *LINES[0][1:]), LINES[1])
    assert [w.shell._controls[name].parts[1].value for name in ENDS] == list(ends(w))


def test_observers_of_a_field_hear_of_every_way_to_move_it(w):
    heard = []
    w.observe(lambda change: heard.append((change.old, change.new)), names="row0")
    w.chosen = 1
    w.row0 = 33
    w.lines = LINES
    w.col0 = 7
    w.remove(0)
    w.undo()
    assert heard == [(20, 150), (150, 33), (33, 150), (150, 20)]


def test_state_has_each_line_once(w):
    w.set(chosen=1, row0=12.5, names=["a", "b"])
    state = json.loads(json.dumps(w.state()))
    assert not set(ENDS) & set(state)
    with nb.ProfileExplorer(IMAGE, **state) as other:
        assert other.params == w.params
        assert ends(other) == ends(w)


def test_ends_can_be_given_alone():
    with nb.ProfileExplorer(IMAGE, row0=3, row1=150.5) as w:
        assert w.lines == ((3, 32, 150.5, 287),)
    with nb.ProfileExplorer(IMAGE, lines=LINES, chosen=1, col1=4) as w:
        assert w.lines == (LINES[0], (150, 40, 150, 4))


def test_undo_takes_lines_back_whichever_is_chosen(w):
    w.row0 = 33
    w.chosen = 1
    assert w.undo()
    assert w.lines == LINES
    assert w.chosen == 1
    assert not w.undo()
    w.redo()
    assert w.lines == ((33, *LINES[0][1:]), LINES[1])


def test_add_and_remove(w):
    w.add((5, 6), (7, 8), name="third")
    assert (w.chosen, list(w.profiles), ends(w)) == (2, ["line 0", "line 1", "third"], (5, 6, 7, 8))
    w.remove(0)
    assert (w.chosen, list(w.profiles), ends(w)) == (1, ["line 1", "third"], (5, 6, 7, 8))
    w.remove()
    assert (w.chosen, list(w.profiles), ends(w)) == (0, ["line 1"], LINES[1])
    for _ in range(3):
        w.undo()
    assert w.lines == LINES
    with pytest.raises(ValueError, match="number must be a whole number between 0 and 1, got 2"):
        w.remove(2)
    w.remove()
    with pytest.raises(
        ValueError, match=r"lines must be a sequence of at least 1 \(row0, col0, row1, col1\)"
    ):
        w.remove()


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([(0, 0, 0, 320)], "col1 must be between 0 and 319 px, got 320"),
        ([(0, 0, 0)], "lines must be a sequence of at least 1"),
        ([], "lines must be a sequence of at least 1"),
        ("abcd", "lines must be a sequence of at least 1"),
    ],
)
def test_lines_that_cannot_be_are_refused(w, lines, message):
    with pytest.raises(ValueError, match=message):
        w.lines = lines
    assert w.lines == LINES


@pytest.mark.parametrize("names", ["ab", [1], ["a", "a"], 3])
def test_names_are_different_texts(w, names):
    with pytest.raises(ValueError, match="names must be a sequence of different texts"):
        w.names = names


def test_names_that_are_taken_are_not_given_again(w):
    w.names = ["line 1"]
    assert list(w.profiles) == ["line 1", "line 1'"]
    with pytest.raises(ValueError, match="names must be"):
        w.add((1, 1), (2, 2), name="line 1")
    assert len(w.lines) == 2


def test_another_image_clips_the_lines(w):
    w.image = IMAGE[:100, :120]
    assert w.lines == ((20, 30, 80, 119), (99, 40, 99, 119))
    assert ends(w) == w.lines[0]


def test_buttons_add_a_line_beside_the_chosen_one_and_remove_it(w, monkeypatch):
    add, remove = (
        button for row in w.shell._groups for button in getattr(getattr(row, "children", [None])[-1], "children", ())
        if getattr(button, "description", "") in ("add line", "remove line")
    )  # fmt: skip
    add.click()
    assert w.lines == (*LINES, (40, 30, 100, 130))
    assert w.chosen == 2
    remove.click()
    w.chosen = 1
    add.click()
    assert w.lines == (*LINES, (130, 40, 130, 280))
    remove.click()
    remove.click()
    monkeypatch.setattr(w, "raise_errors", False)
    remove.click()
    assert "lines must be a sequence of at least 1" in w.shell.message
    assert w.lines == LINES[:1]


def test_a_slider_for_the_line_is_there_when_there_are_several(w):
    slider = w.shell._controls["chosen"].widget
    assert slider.layout.display is None
    w.remove(1)
    assert slider.layout.display == "none"


# --- mouse and keys ---------------------------------------------------------------------------------------------


def test_an_end_is_dragged_and_it_is_one_step_back(w):
    drag(w.canvas, at(w, 80, 130), at(w, 90, 140), at(w, 100, 160.5))
    assert_allclose(w.lines[0], (20, 30, 100, 160.5), atol=NEAR)
    assert w.lines[1] == LINES[1]
    assert w.undo()
    assert w.lines == LINES
    assert not w.undo()


def test_a_line_is_dragged_as_far_as_the_image_goes(w):
    drag(w.canvas, at(w, 50, 80), at(w, 60, 70))
    assert_allclose(w.lines[0], (30, 20, 90, 120), atol=NEAR)
    drag(w.canvas, at(w, 60, 70), at(w, 0, -100))
    assert_allclose(w.lines[0], (0, 0, 60, 100), atol=NEAR)


def test_a_click_chooses_a_line_and_elsewhere_does_nothing(w):
    drag(w.canvas, at(w, 150, 160))
    assert (w.chosen, w.lines) == (1, LINES)
    drag(w.canvas, at(w, 100, 250))
    assert (w.chosen, w.lines) == (1, LINES)


def test_a_drag_with_shift_makes_a_line(w):
    mouse(w.canvas, "button_press", *at(w, 100, 200), keys=["shift"])
    assert w.lines == LINES
    for place in ((110, 220), (120, 250)):
        mouse(w.canvas, "motion_notify", *at(w, *place))
    mouse(w.canvas, "button_release", *at(w, 120, 250))
    assert w.lines[:2] == LINES
    assert_allclose(w.lines[2], (100, 200, 120, 250), atol=NEAR)
    assert w.chosen == 2
    w.undo()
    assert w.lines == LINES


def test_arrow_keys_move_the_line_and_with_shift_its_end(w):
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "Shift+ArrowUp"):
        w.press(key)
    assert w.lines == ((21, 32, 80, 132), LINES[1])
    view = w.picture.view
    w.press("+")
    assert w.picture.view != view
    w.lines = [(0, 0, 0, 9)]
    w.press("ArrowUp")
    assert w.lines == ((0, 0, 0, 9),)


def test_the_cursor_is_linked_both_ways(w):
    w.lines = [(100, 30, 100, 130)]
    move(w.canvas, at(w, 101, 70))
    assert cursor(w) == (pytest.approx(40, abs=NEAR), pytest.approx((100, 70), abs=NEAR))
    move(w.canvas, at(w, 150, 70))
    assert cursor(w) == (None, None)
    move(w._plot, in_plot(w, 25))
    assert cursor(w) == (pytest.approx(25, abs=NEAR), pytest.approx((100, 55), abs=NEAR))
    assert f"at 25 px: row 100.00, col 55.00, value {IMAGE[100, 55]:.6g}" in w.canvas._message
    mouse(w._plot, "figure_leave", 0, 0)
    assert cursor(w) == (None, None)
    assert w.canvas._message == ""


def test_the_cursor_in_the_plot_is_in_the_unit():
    with nb.ProfileExplorer(IMAGE, lines=[(100, 30, 100, 130)], pixel_size=0.5, unit="mm") as w:
        w.png()
        move(w.canvas, at(w, 100, 70))
        assert cursor(w) == (pytest.approx(20, abs=NEAR), pytest.approx((100, 70), abs=NEAR))
        move(w._plot, in_plot(w, 25))
        assert cursor(w)[1] == pytest.approx((100, 80), abs=NEAR)
        assert "at 25 mm: row 100.00, col 80.00" in w.canvas._message


def test_the_cursor_does_not_outlive_the_line(w):
    w.chosen = 1
    move(w._plot, in_plot(w, 200))
    w.remove()
    assert cursor(w)[0] == pytest.approx(200, abs=0.5)
    assert cursor(w)[1] == LINES[0][2:]


def test_a_level_is_automatic_or_typed(w):
    box, field = w.shell._controls["background"].parts
    assert (box.value, field.disabled, w.background) == (True, True, None)
    box.value = False
    assert w.background == field.value == 0
    field.value = 12.5
    assert w.background == w.result.background == 12.5
    w.background = None
    assert (box.value, field.disabled) == (True, True)
    with pytest.raises(ValueError, match="background must be"):
        w.background = "low"
