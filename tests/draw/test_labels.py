"""Labels do not overlap, stay while the radius changes, and look like matplotlib's own text."""

import io
import math

import matplotlib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from nbtools.draw.marks.labels import Labels, place
from nbtools.draw.marks.numbers import compact

BOUNDS = (10.0, 20.0, 310.5, 220.25)


def labels_on(size=(4, 3), dpi=100, face="black", box=(0.1, 0.1, 0.8, 0.8), **arguments):
    figure = Figure(size, dpi=dpi, facecolor=face)
    FigureCanvasAgg(figure)
    axes = figure.add_axes(box, facecolor=face)
    axes.set(xlim=(0, 100), ylim=(75, 0), xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    return Labels(axes, **arguments)


def pixels(artist):
    canvas = artist.get_figure().canvas
    canvas.draw()
    return np.array(canvas.buffer_rgba())


def placed(labels):
    return labels.placed(labels.get_figure().canvas.get_renderer())


# --- which ones ---------------------------------------------------------------------------------------------


def by_brute_force(positions, width, height, bounds, cell=4):
    """Try labels in order; each takes the squares of a grid that it touches."""
    taken, chosen = set(), []
    for index, (x, y) in enumerate(positions):
        left, right = x - width / 2, x + width / 2
        bottom, top = y - height / 2, y + height / 2
        if left < bounds[0] or bottom < bounds[1] or right > bounds[2] or top > bounds[3]:
            continue
        columns = range(
            math.floor((left - bounds[0]) / cell), math.floor(math.ceil((right - bounds[0]) / cell))
        )
        rows = range(math.floor((bottom - bounds[1]) / cell), math.ceil((top - bounds[1]) / cell))
        squares = {(row, column) for row in rows for column in columns}
        if not squares & taken:
            taken |= squares
            chosen.append(index)
    return chosen


@given(
    st.lists(st.tuples(st.floats(-50, 400), st.floats(-50, 300)), max_size=80),
    st.floats(0.5, 80),
    st.floats(0.5, 40),
)
def test_places_do_not_overlap_and_come_in_order(positions, width, height):
    positions = np.array(positions).reshape(-1, 2)
    chosen = place(positions, width, height, BOUNDS).tolist()
    assert chosen == by_brute_force(positions, width, height, BOUNDS)
    assert chosen == sorted(chosen)
    found = positions[chosen]
    for k, middle in enumerate(found):
        apart = np.abs(found[k + 1 :] - middle)
        assert ((apart[:, 0] >= width - 1e-9) | (apart[:, 1] >= height - 1e-9)).all()
    inside = (
        (np.abs(positions - np.reshape(BOUNDS, (2, 2)).mean(0)))
        <= (np.subtract(BOUNDS[2:], BOUNDS[:2]) - (width, height)) / 2 - 1e-9
    ).all(axis=1)
    if inside.any():
        assert chosen[0] <= np.flatnonzero(inside)[0]  # the most important one inside always has its place


def test_far_apart_all_are_placed():
    x, y = np.meshgrid(np.arange(50, 300, 40.0), np.arange(40, 200, 20.0))
    positions = np.stack([x.ravel(), y.ravel()], axis=1)
    assert len(place(positions, 30, 12, BOUNDS)) == len(positions)


def test_work_is_bounded_by_the_number_of_labels_that_are_tried():
    positions = np.random.default_rng(0).uniform((10, 20), (310, 220), (100_000, 2))
    chosen = place(positions, 1.5, 1.5, BOUNDS)
    assert len(chosen) <= 2000
    assert chosen.max() < 3000


@pytest.mark.parametrize("bounds", [(0, 0, 0, 0), (0, 0, 3, 3), (5, 5, 1, 1)])
def test_no_room_no_labels(bounds):
    assert place(np.array([[1.0, 1.0], [4.0, 4.0]]), 10, 5, bounds).tolist() == []


def test_choice_stays_while_the_radius_changes_and_grows_with_the_zoom():
    rng = np.random.default_rng(1)
    centers, labels = rng.uniform(10, 65, (400, 2)), labels_on()
    choices = []
    for radius in (0.5, 1, 2, 3, 3.5):
        labels.show(centers, rng.normal(0, 10**radius, 400), radius)
        choices.append(placed(labels)[0].tolist())
    assert 5 < len(choices[0]) < 200
    assert all(choice == choices[0] for choice in choices)
    assert choices[0][0] == 0
    labels.axes.set(xlim=(20, 60), ylim=(60, 30))
    near = ((centers > (30, 20)) & (centers < (60, 60))).all(axis=1)
    inside = set(np.flatnonzero(near).tolist())
    assert len(inside & set(placed(labels)[0].tolist())) > len(inside & set(choices[0]))


def test_only_a_label_that_would_leave_the_axes_goes_while_the_radius_grows():
    labels = labels_on()
    labels.show([(8, 50), (40, 50)], [1, 2], 1)
    assert placed(labels)[0].tolist() == [0, 1]
    labels.show([(8, 50), (40, 50)], [1, 2], 12)
    assert placed(labels)[0].tolist() == [1]


def test_choice_follows_new_centers_size_and_stretch():
    labels = labels_on()
    labels.show([(40, 50), (40, 58)], [1, 2], 1)
    assert placed(labels)[0].tolist() == [0]
    labels.axes.set_xlim(40, 70)
    assert placed(labels)[0].tolist() == [0, 1]
    labels.axes.set_xlim(0, 100)
    labels.get_figure().set_size_inches(14, 3)
    assert placed(labels)[0].tolist() == [0, 1]
    labels.show([(40, 50), (40, 50)], [1, 2], 1)
    assert placed(labels)[0].tolist() == [0]


# --- what is written ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (5, "5"),
        (np.uint16(65535), "65.54k"),
        (9999, "9999"),
        (9999.6, "10.00k"),
        (-9999.4, "-9999"),
        (10_000, "10.00k"),
        (12_003, "12.00k"),
        (999_949, "999.9k"),
        (999_960, "1.000M"),
        (1.23456e7, "12.35M"),
        (8e9, "8.000G"),
        (2**63, "9.2e18"),
        (1.5e12, "1.500T"),
        (9.999e14, "999.9T"),
        (0.01, "0.01"),
        (0.0123456, "0.0123"),
        (0.123456, "0.1235"),
        (1.5e308, "2e308"),
        (0.00999999, "0.01"),
        (0.00999, "9.990m"),
        (1e-6, "1.000µ"),
        (3.3e-9, "3.300n"),
        (-3.44e-17, "-3.4e-17"),
        (2.5e-200, "2e-200"),
        (3.4e17, "3.4e17"),
        (math.inf, "∞"),
        (-math.inf, "-∞"),
        (math.nan, "–"),
    ],
)
def test_compact_numbers(value, text):
    assert compact(value) == text


@given(st.floats(-1e308, 1e308))
def test_compact_numbers_are_short_true_and_fit(value):
    text = compact(value)
    assert len(text) <= 8
    powers = dict(zip("kMGTmµn", (3, 6, 9, 12, -3, -6, -9), strict=True))
    number = float(text[:-1]) * 10.0 ** powers[text[-1]] if text[-1] in powers else float(text)
    assert number == pytest.approx(
        value, rel=0.5 if "e" in text else 6e-3 if abs(value) < 0.1 else 6e-4, abs=0
    )


def test_the_widest_number_fits_into_its_place():
    labels = labels_on(fontsize=9)
    texts = [-3.44e-17, -3.444e17, -1.2355e6, -0.012345, 999.94e12, -2.5e-200, 0.0123456, -444.4e-6]
    renderer = labels.get_figure().canvas.get_renderer()
    for value in texts:
        labels.show([(40, 50)], [value], 1)
        shown = pixels(labels)[..., :3].max(axis=-1) > 0
        width = np.flatnonzero(shown.any(axis=0))
        assert width[-1] - width[0] <= 4.8 * renderer.points_to_pixels(9) + 1, compact(value)


# --- how it looks -------------------------------------------------------------------------------------------


def ink_of(picture):
    """Say how bright each pixel is, the lowest row first."""
    return picture[::-1, :, :3].astype(float).mean(axis=-1) / 255


@pytest.mark.parametrize("size", [(4, 3), (3.217, 2.371)])
@pytest.mark.parametrize("dpi", [72, 100, 200])
@pytest.mark.parametrize("value", [1234, -0.05678, 9.876e5])
def test_text_looks_like_that_of_matplotlib(size, dpi, value):
    labels = labels_on(size, dpi, fontsize=8)
    labels.show([(31.3, 44.9)], [value], 5)
    _, ((x, y),) = placed(labels)
    found = ink_of(pixels(labels))
    labels.set_visible(False)
    figure = labels.get_figure()
    font = FontProperties(family="DejaVu Sans", weight="bold", size=8)
    base = y - 0.365 * 8 * dpi / 72
    figure.text(
        x / figure.bbox.width,
        base / figure.bbox.height,
        compact(value),
        color="w",
        ha="center",
        fontproperties=font,
    )
    wanted = ink_of(pixels(labels))
    assert found.sum() == pytest.approx(wanted.sum(), rel=0.04)
    for axis in (0, 1):
        ours, theirs = (np.flatnonzero(ink.max(axis=axis) > 0.3)[[0, -1]] for ink in (found, wanted))
        np.testing.assert_allclose(ours, theirs, atol=1.5)
        places = np.arange(found.shape[1 - axis])
        ours, theirs = (ink.sum(axis=axis) @ places / ink.sum() for ink in (found, wanted))
        assert ours == pytest.approx(theirs, abs=1)


@pytest.mark.parametrize("face", ["white", "0.5", "black", "yellow"])
def test_readable_on_any_color(face):
    labels = labels_on(face=face)
    labels.show([(40, 50)], [888], 3)
    box = np.round(placed(labels)[1][0]).astype(int)
    part = ink_of(pixels(labels))[box[1] - 6 : box[1] + 6, box[0] - 12 : box[0] + 12]
    assert part.max() > 0.95
    assert part.min() < 0.2


def test_a_dark_rim_of_one_pixel_is_around_the_light():
    labels = labels_on(face="white")
    labels.show([(40, 50)], [1], 3)
    rim = ink_of(pixels(labels)) < 0.9
    labels.get_figure().set_facecolor("black")
    labels.axes.set_facecolor("black")
    ink = ink_of(pixels(labels)) > 0.1
    rows, columns = np.nonzero(rim)
    inked_rows, inked_columns = np.nonzero(ink)
    assert rows.min() == inked_rows.min() - 1
    assert rows.max() == inked_rows.max() + 1
    assert columns.min() == inked_columns.min() - 1
    assert columns.max() == inked_columns.max() + 1


def test_every_character_is_painted():
    labels = labels_on()
    shown = {}
    for value in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, math.inf, math.nan):
        labels.show([(40, 50)], [value], 3)
        shown[compact(value)] = pixels(labels).tobytes()
    for value in (1e3, -1, 0.1, 1e4, 1e6, 1e9, 1e12, 1e-3, 1e-6, 1e-9, 1e20):
        labels.show([(40, 50)], [value], 3)
        shown[compact(value)] = pixels(labels).tobytes()
    assert len(set(shown.values())) == len(shown) == 23


# --- where it ends ------------------------------------------------------------------------------------------


def test_nothing_is_painted_outside_of_the_axes():
    rng = np.random.default_rng(2)
    labels = labels_on((4.03, 3.07), face="white")
    without = pixels(labels)
    labels.show(rng.uniform(-20, 120, (3000, 2)), rng.normal(0, 1e6, 3000), 2)
    assert len(placed(labels)[0]) > 20
    found = pixels(labels)
    changed = (found != without).any(axis=-1)[::-1]
    x0, y0, x1, y1 = np.round(labels.axes.bbox.extents).astype(int)
    assert changed[y0:y1, x0:x1].any()
    changed[y0:y1, x0:x1] = False
    assert not changed.any()


def test_texts_wider_than_their_place_are_cut_off_at_the_edges_not_shifted(monkeypatch):
    long = "-8888888888888"
    monkeypatch.setattr("nbtools.draw.marks.labels.compact", lambda value: long)
    wide, narrow = labels_on((6, 3)), labels_on((6, 3), box=(0.4, 0.1, 0.2, 0.8))
    narrow.axes.set_xlim(37.5, 62.5)  # the same place on the screen
    for labels in wide, narrow:
        labels.show([(40, 50)], [1], 1)
    np.testing.assert_allclose(placed(wide)[1], placed(narrow)[1])
    everything, part = pixels(wide), pixels(narrow)
    left, right = np.round(narrow.axes.bbox.intervalx).astype(int)
    np.testing.assert_array_equal(part[:, left:right], everything[:, left:right])
    assert not part[:, :left, :3].any()
    assert not part[:, right:, :3].any()


def test_empty_hidden_and_wrong():
    labels = labels_on()
    nothing = pixels(labels)
    labels.show([], [], 2)
    np.testing.assert_array_equal(pixels(labels), nothing)
    labels.show([(40, 50)], [7], 2)
    assert (pixels(labels) != nothing).any()
    labels.set_visible(False)
    np.testing.assert_array_equal(pixels(labels), nothing)
    with pytest.raises(ValueError, match=r"values must have shape \(1,\) like the centers, got \(2,\)"):
        labels.show([(40, 50)], [7, 8], 2)
    with pytest.raises(ValueError, match="radius must be > 0 px, got 0"):
        labels.show([(40, 50)], [7], 0)
    with pytest.raises(ValueError, match="fontsize must be > 0 points, got -1"):
        labels_on(fontsize=-1)
    labels.set_visible(True)
    labels.axes.set(yscale="log", ylim=(1, 75))
    with pytest.raises(ValueError, match="axes must be linear"):
        pixels(labels)


def test_settings_of_matplotlib_change_nothing():
    labels = labels_on()
    labels.show([(40, 50), (60, 20)], [123, 4.5e-5], 2)
    before = pixels(labels)
    other = {"font.family": "serif", "font.size": 30, "text.color": "r", "axes.unicode_minus": False}
    with matplotlib.rc_context(other):
        np.testing.assert_array_equal(pixels(labels), before)


def test_alpha_fades_the_labels():
    labels = labels_on()
    labels.show([(40, 50)], [8], 2)
    full = ink_of(pixels(labels))
    labels.set_alpha(0.5)
    np.testing.assert_allclose(ink_of(pixels(labels)), full / 2, atol=0.01)


@pytest.mark.parametrize("fmt", ["svg", "pdf", "ps"])
def test_vector_formats_have_true_text(fmt):
    labels = labels_on()
    labels.show([(40, 50), (60, 20)], [123, 4.5e6], 2)
    file = io.BytesIO()
    settings = {"svg.fonttype": "none", "pdf.compression": 0, "pdf.fonttype": 42, "ps.fonttype": 42}
    with matplotlib.rc_context(settings):
        labels.get_figure().savefig(file, format=fmt)
    text = file.getvalue().decode("latin-1")
    if fmt == "svg":
        assert ">123</text>" in text
        assert ">4.500M</text>" in text
    else:
        assert "DejaVuSans-Bold" in text
    assert "<image" not in text


def test_text_in_svg_is_where_it_is_painted():
    labels = labels_on()
    labels.show([(40, 50)], [123], 2)
    _, ((x, y),) = placed(labels)
    file = io.BytesIO()
    with matplotlib.rc_context({"svg.fonttype": "none"}):
        labels.get_figure().savefig(file, format="svg")
    line = next(line for line in file.getvalue().decode().splitlines() if ">123</text>" in line)
    at = [float(number) for number in line.split("translate(")[1].split(")")[0].split()]
    width = 3 * 0.696 * 7.5
    wanted = x * 0.72 - width / 2, 3 * 72 - (y * 0.72 - 0.365 * 7.5)
    np.testing.assert_allclose(at, wanted, atol=0.3)
