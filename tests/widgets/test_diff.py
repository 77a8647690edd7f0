"""DiffExplorer: that its numbers are those of the pure functions and its pictures those of matplotlib."""

import io
import tracemalloc

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import Normalize
from PIL import Image
from scipy import ndimage

import nbtools as nb
from nbtools.widgets.diff.model import MODES

FACES = ("before", "after", "difference", "curtain", "fade", "overlay", "checkerboard")
PAIR = nb.samples.changed_pair(shape=(90, 160), fraction=0.02, seed=4)


@pytest.fixture
def pair():
    return PAIR.before, PAIR.after


@pytest.fixture
def w(pair):
    with nb.DiffExplorer(*pair) as w:
        yield w


def recomputed(w, **space):
    exec(w.code(), space)
    return space["result"], space["table"]


# --- numbers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"threshold": 12.5},
        {"rtol": 0.02},
        {"threshold": 3.0, "merge_distance": 4, "sort": "size"},
        {"equal_nan": False},
        {"threshold": 1e9},
    ],
    ids=str,
)
def test_result_is_that_of_difference_and_of_the_code(w, pair, told):
    w.set(**told)
    renamed = {"atol" if name == "threshold" else name: value for name, value in told.items()}
    expected = nb.difference(*pair, **{"sort": "strength"} | renamed)
    assert (w.result.count, w.result.fraction) == (expected.count, expected.fraction)
    assert np.array_equal(w.result.mask, expected.mask)
    assert w.result.metrics == expected.metrics
    pd.testing.assert_frame_equal(w.table(), expected.regions)
    result, table = recomputed(w, before=pair[0], after=pair[1])
    assert result.count == w.result.count
    pd.testing.assert_frame_equal(table, w.table())


def test_count_and_regions_equal_numpy_and_scipy(w, pair):
    w.threshold = 5.0
    differs = np.abs(pair[0] - pair[1]) > 5.0
    assert w.result.count == np.count_nonzero(differs)
    labels, number = ndimage.label(differs, np.ones((3, 3)))
    assert len(w.table()) == number
    assert sorted(w.table()["n_pix"]) == sorted(np.bincount(labels.ravel())[1:])
    assert w.shell.message == (
        f"{differs.sum()} of 14,400 pixels differ by more than 5 ({100 * differs.mean():.3g} %)"
    )


@pytest.mark.parametrize("how", ["mask", "offset", "channel_axis", "register"])
def test_the_code_repeats_how_the_pair_was_taken(pair, how):
    before, after = pair
    options = {"mask": np.indices(before.shape)[1] < 30}
    if how == "offset":
        after, options = after[3:70, 5:], {"offset": (3, 5)}
    if how == "channel_axis":
        before, after = (np.stack([x, x / 2, x / 3]) for x in pair)
        options = {"channel_axis": 0}
    if how == "register":
        after, options = np.roll(after, (4, -7), (0, 1)), {"register": True}
    with nb.DiffExplorer(before, after, threshold=6.0, **options) as w:
        result, table = recomputed(w, before=before, after=after, **options)
        pd.testing.assert_frame_equal(table, w.table())
        assert np.array_equal(result.mask, w.result.mask)
        assert result.offset == w.result.offset
        assert w.result.offset == {"offset": (3, 5), "register": (-4, 7)}.get(how, (0, 0))


def test_numbers_of_every_kind_are_compared_exactly():
    before = np.array([[3, 200, 0], [0, 255, 9]], np.uint8)
    after = np.array([[5, 200, 1], [0, 0, 9]], np.uint8)
    with nb.DiffExplorer(before, after) as w:
        assert w.result.values.tolist() == [[-2, 0, -1], [0, 255, 0]]
        assert w.range_of("threshold") == (0, 255, 1)
        w.threshold = 1
        assert w.result.count == 2
    large = 2**60 + np.arange(12).reshape(3, 4)
    with nb.DiffExplorer(large, large + np.eye(3, 4, dtype=int)) as w:
        assert w.result.count == 3
        assert w.rgba(shows="before").shape == (3, 4, 4)


def test_nan_equals_nan_unless_told_otherwise(pair):
    before, after = (image.copy() for image in pair)
    before[:3, :3] = after[:3, :4] = np.nan
    with nb.DiffExplorer(before, after) as w:
        loop = (before != after) & ~(np.isnan(before) & np.isnan(after))
        assert w.result.count == loop.sum()
        assert w.rgba(shows="after")[0, 3].tolist() == [204, 121, 167, 255]
        w.equal_nan = False
        assert w.result.count == (before != after).sum()
        w.threshold = 1e9
        assert w.result.count == 12


def test_another_image_after_and_another_pair(w, pair):
    before, after = pair
    w.after = after + 1
    assert w.before is before
    assert w.result.count == np.count_nonzero(before != after + 1)
    w.threshold = 40.0
    other = nb.samples.changed_pair(shape=(200, 60), fraction=0.05, seed=9)
    w.image = (other.before, other.after)
    assert w.threshold == 40.0
    assert w.result.count == np.count_nonzero(np.abs(other.before - other.after) > 40)
    (row0, col0), (row1, col1) = w.picture.view
    assert row0 <= 1e-9 < 200 - 1e-9 <= row1
    assert col0 <= 1e-9 < 60 - 1e-9 <= col1
    with pytest.raises(
        ValueError, match=r"before and after must have one shape, got \(200, 60\) and \(90, 160\)"
    ):
        w.after = after
    with pytest.raises(ValueError, match=r"image must be a pair \(before, after\), got ndarray"):
        w.image = before
    assert w.after is other.after


def test_wrong_pairs_are_refused(pair):
    with pytest.raises(ValueError, match=r"one shape, got \(90, 160\) and \(160, 90\); .* pass offset"):
        nb.DiffExplorer(pair[0], pair[1].T)
    with pytest.raises(ValueError, match="for a colour picture pass channel_axis=-1"):
        nb.DiffExplorer(np.zeros((4, 5, 3)), np.zeros((4, 5, 3)))
    with pytest.raises(ValueError, match="mode must be one of"):
        nb.DiffExplorer(*pair, mode="flicker")


# --- regions ----------------------------------------------------------------------------------------------------


def test_next_and_previous_go_around(w):
    number = len(w.table())
    w.previous_region()
    assert w.region == number - 1
    w.next_region()
    assert w.region == 0
    w.press("n")
    w.press("n")
    w.press("p")
    assert w.region == 1
    assert f"region 2 of {number}: rows " in w.shell.message
    w.set(region=-1)
    w.next_region()
    assert w.region == 0
    assert not w.undo()  # looking around is no change


def test_without_regions_nothing_is_gone_to(pair):
    with nb.DiffExplorer(pair[0], pair[0]) as w:
        w.next_region()
        w.previous_region()
        assert w.region is None


@pytest.mark.parametrize("change", [{"threshold": 2.5}, {"merge_distance": 3}, {"sort": "size"}], ids=str)
def test_in_another_result_no_region_is_chosen(w, change):
    w.region = 1
    w.set(dim=30, cmap="magma", mode="fade")
    assert w.region == 1
    view = w.picture.view
    w.set(**change)
    assert w.region is None
    assert "region" not in w.shell.message
    assert w.picture.view == view


@pytest.mark.parametrize("mode", ["side by side", "curtain"])
def test_every_region_is_brought_into_view_with_a_margin(w, mode):
    w.mode = mode
    for k, box in enumerate(w.table().head(8).itertuples()):
        w.region = k
        w.png()
        (row0, col0), (row1, col1) = w.picture.view
        for low, high, start, stop, size in (
            (row0, row1, box.row0, box.row1, 90),
            (col0, col1, box.col0, box.col1, 160),
        ):
            margin = 0.7 * (stop - start)
            assert start - low >= min(margin, start) - 1e-9  # beyond the image there is nothing to be seen
            assert high - stop >= min(margin, size - stop) - 1e-9
        assert min(row1 - row0, col1 - col0) >= 24


def test_a_click_into_the_box_of_a_region_selects_it(w):
    box = w.table().iloc[2]
    w._clicked(box.row + 0.4, box.col - 0.4, frozenset())
    assert w.region == 2
    w._clicked(-5.0, 3.0, frozenset())
    assert w.region is None


# --- words ------------------------------------------------------------------------------------------------------


def test_status_of_equal_images_and_above_every_difference(pair):
    with nb.DiffExplorer(pair[0], pair[0]) as w:
        assert w.shell.message == "the images are equal in all 14,400 pixels"
    with nb.DiffExplorer(*pair, threshold=1000) as w:
        largest = np.abs(pair[0] - pair[1]).max()
        assert (
            w.shell.message == f"no pixel differs by more than 1000; the largest difference is {largest:.6g}"
        )


def test_status_of_masked_moved_and_registered_images(pair):
    before, after = pair
    mask = np.zeros(before.shape, bool)
    mask[:10] = True
    with nb.DiffExplorer(before, after, mask=mask) as w:
        count = np.count_nonzero((before != after)[10:])
        assert w.shell.message == (
            f"{count} of 12,800 pixels differ ({100 * count / 12_800:.3g} %), 1,600 masked"
        )
    with nb.DiffExplorer(before, after[2:, 3:], offset=(2, 3)) as w:
        assert w.shell.message.endswith(", after is moved by 2 rows and 3 cols")
    with nb.DiffExplorer(before, np.roll(after, (-2, -3), (0, 1)), register=True) as w:
        assert w.shell.message.endswith(", after is found to be moved by 2 rows and 3 cols")


@pytest.mark.parametrize("mode", MODES)
def test_words_under_the_cursor(pair, mode):
    mask = np.zeros(pair[0].shape, bool)
    mask[7, 8] = True
    with nb.DiffExplorer(*pair, mask=mask, mode=mode) as w:
        a, b = (image[5, 6] for image in pair)
        expected = f"row 5, col 6: before {a:.6g}, after {b:.6g}, difference {a - b:.6g}"
        assert w.picture.axes.format_coord(6.3, 4.7) == expected
        assert w.picture.axes.format_coord(8, 7).endswith("masked")
        assert w.picture.axes.format_coord(-0.6, 5) == w.picture.axes.format_coord(6, 89.6) == ""


# --- pictures ---------------------------------------------------------------------------------------------------


def colored(image, limits, cmap="viridis"):
    return mpl.colormaps[cmap](Normalize(*limits)(image), bytes=True)


def faint(rgba, dim):
    return np.rint(rgba + (255.0 - rgba) * dim).astype(np.uint8)


def marked(image, limits, differs, dim, cmap="viridis"):
    rgba = colored(image, limits, cmap)
    return np.where(differs[..., None], rgba, faint(rgba, dim))


def brightness(rgba):
    return rgba[..., :3] @ (0.299, 0.587, 0.114)


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("shows", FACES)
def test_rgba_is_composed_of_matplotlibs_colours(w, pair, shows, own):
    w.set(threshold=4.0, dim=70, balance=30, tile=12, contrast=(2, 97), own_limits=own)
    before, after = pair
    differs = np.abs(before - after) > 4.0
    limits = [np.percentile(image, (2, 97), method="nearest") for image in pair]
    common = min(low for low, _ in limits), max(high for _, high in limits)
    np.testing.assert_allclose(w.all_limits, limits if own else [common, common], rtol=1e-3)
    cmap = "gray" if shows == "overlay" else "viridis"
    a, b = (marked(image, ends, differs, 0.7, cmap) for image, ends in zip(pair, w.all_limits, strict=True))
    found = w.rgba(shows=shows)
    assert (found.dtype, found.shape) == (np.uint8, (90, 160, 4))
    rows, cols = np.indices(before.shape)
    if shows == "curtain":
        expected = np.where((cols < 48)[..., None], a, b)
    elif shows == "fade":
        expected = a * 0.7 + b * 0.3
    elif shows == "overlay":
        first, second = brightness(a), brightness(b)
        expected = np.stack([first, second, first, np.full_like(first, 255)], -1)
    elif shows == "checkerboard":
        expected = np.where(((rows // 12 + cols // 12) % 2 == 0)[..., None], a, b)
    elif shows == "difference":
        strengths = np.sort(np.abs(before - after)[before != after])
        span = strengths[int(0.99 * (len(strengths) - 1))]
        expected = marked(before - after, (-span, span), differs, 0.7, "RdBu_r")
    else:
        expected = {"before": a, "after": b}[shows]
    off = np.abs(found - expected.astype(float)).max()
    assert off <= (1.5 if shows in ("fade", "overlay") else 0)


def test_rgba_follows_the_mode(w):
    for mode, shows in {
        "side by side": "after",
        "blink": "after",
        "signed": "difference",
        "fade": "fade",
    }.items():
        w.set(mode=mode, side="after")
        assert np.array_equal(w.rgba(), w.rgba(shows=shows))
    w.mode = "side by side"
    colours = w.rgba(shows="before")
    overlaid = w.rgba(shows="overlay")
    w.mode = "overlay"
    assert np.array_equal(w.rgba(shows="before"), colours)
    assert np.array_equal(w.rgba(), overlaid)
    with pytest.raises(ValueError, match=r"shows must be one of 'before', .*, got 'signed'"):
        w.rgba(shows="signed")


def test_own_limits_colour_an_image_that_is_brighter_alike(pair):
    with nb.DiffExplorer(pair[0], pair[0] + 5000, dim=0) as w:
        assert not np.array_equal(w.rgba(shows="before"), w.rgba(shows="after"))
        w.own_limits = True
        assert np.array_equal(w.rgba(shows="before"), w.rgba(shows="after"))


@pytest.mark.parametrize("mode", MODES)
def test_colour_pictures_in_every_mode(mode):
    rng = np.random.default_rng(0)
    before = rng.integers(0, 256, (40, 60, 3), np.uint8)
    after = before.copy()
    after[10:14, 20:30, 1] ^= 255
    with nb.DiffExplorer(before, after, channel_axis=-1, mode=mode) as w:
        assert w.result.count == 40
        w.png()
        assert w.rgba().shape == (40, 60, 4)
        assert np.array_equal(w.rgba(shows="after")[10:14, 20:30, :3], after[10:14, 20:30])
        g = "after {} {} {}".format(*after[11, 21])
        assert g in w.picture.axes.format_coord(21, 11)


@pytest.mark.parametrize("shape", [(1, 50), (50, 1), (1, 1), (3, 400), (400, 3)])
def test_thin_images_in_every_mode(shape):
    before = np.arange(float(np.prod(shape))).reshape(shape)
    with nb.DiffExplorer(before, before + (before % 2)) as w:
        for mode in MODES:
            w.mode = mode
            w.png()
            w.press("n")
            w.png()


def test_panels_of_wide_images_are_stacked_and_of_tall_ones_beside_each_other(pair):
    for turned in (False, True):
        with nb.DiffExplorer(*(image.T if turned else image for image in pair)) as w:
            first, second = (axes.get_position().bounds for axes in w.picture.panels)
            assert first[2:] == pytest.approx(second[2:])
            assert [bool(a == b) for a, b in zip(first[:2], second[:2], strict=True)] == [not turned, turned]
            assert w.picture.panels[0].get_xlim() == w.picture.panels[1].get_xlim()


@pytest.mark.parametrize("difference", [0.0, 1.5, 3e-7, 4e5])
def test_text_beside_the_histogram_is_readable(difference):
    image = np.zeros((40, 60))
    other = image.copy()
    other[4, 5] = difference
    with nb.DiffExplorer(image, other) as w:
        canvas = w.chart.figure.canvas
        canvas.draw()
        for axis in (w.chart.axes.xaxis, w.chart.axes.yaxis):
            labels = [label for label in axis.get_ticklabels(which="both") if label.get_text()]
            boxes = [label.get_window_extent() for label in labels]
            low, high = axis.axes.bbox.extents[[0, 2] if axis.axis_name == "x" else [1, 3]]
            spots = [(box.x0 + box.x1, box.y0 + box.y1)[axis.axis_name == "y"] / 2 for box in boxes]
            inside = [box for box, at in zip(boxes, spots, strict=True) if low - 1 <= at <= high + 1]
            assert inside
            assert not any(a.overlaps(b) for k, a in enumerate(inside) for b in inside[:k])
        assert {axes.title.get_fontsize() for axes in w.picture.panels} | {
            axes._left_title.get_fontsize() for axes in w.picture.panels
        } >= {8.0}


# --- the mouse --------------------------------------------------------------------------------------------------


def test_dragging_the_line_of_the_histogram_stays_in_its_range(w):
    low, high, _ = w.range_of("threshold")
    w._drag_threshold(high * 3)
    assert w.threshold == high
    w._drag_threshold(-5)
    assert w.threshold == low
    w._drag_threshold(12.34567)
    assert w.threshold == 12.35


def test_the_map_moves_the_view_and_keeps_its_size(w):
    w.picture.zoom(0.25)
    size = np.ptp(w.picture.view, axis=0)
    w.picture.center(30.0, 100.0)
    np.testing.assert_allclose(np.ptp(w.picture.view, axis=0), size)
    np.testing.assert_allclose(np.mean(w.picture.view, axis=0), (30.5, 100.5))  # the middle of that pixel


# --- files ------------------------------------------------------------------------------------------------------


def test_without_marks_every_pixel_has_its_own_colour(w, pair):
    w.set(threshold=4.0, dim=70)
    low, high = w.all_limits[0]
    plain = mpl.colormaps["viridis"](mpl.colors.Normalize(low, high)(pair[0]), bytes=True)
    assert np.array_equal(w.rgba(shows="before", marks=False), plain)
    assert not np.array_equal(w.rgba(shows="before"), plain)


def test_each_image_is_saved_whatever_is_shown(w, tmp_path):
    w.set(threshold=7.0, mode="curtain")
    for shows in FACES:
        w.save_png(tmp_path / f"{shows}.png", shows=shows)
        with Image.open(tmp_path / f"{shows}.png") as picture:
            assert np.array_equal(np.asarray(picture.convert("RGBA")), w.rgba(shows=shows))
    with pytest.raises(ValueError, match="shows must be"):
        w.save_png(tmp_path / "a.png", shows="neither")
    assert not (tmp_path / "a.png").exists()


def test_csv_is_the_table(w, tmp_path):
    w.to_csv(tmp_path / "a.csv")
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "a.csv"), w.table(), check_dtype=False, rtol=1e-12)
    with pytest.raises(FileExistsError):
        w.to_csv(tmp_path / "a.csv")


def test_both_images_can_be_saved_by_the_box(w, tmp_path):
    w.mode = "overlay"
    for name, (file, write) in w.exports().items():
        if name.startswith(("before", "after")):
            write(tmp_path / file)
    for shows in ("before", "after"):
        with Image.open(tmp_path / f"{shows}.png") as picture:
            assert np.array_equal(np.asarray(picture.convert("RGBA")), w.rgba(shows=shows))


def test_the_table_cannot_be_spoiled_from_outside(w):
    table = w.table()
    table["n_pix"] = 0
    assert w.table()["n_pix"].min() > 0


# --- memory -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("fraction", "most"), [(0.009, 64e6), (1.0, 128e6)])
def test_memory_beyond_the_two_images(w, fraction, most):
    w.png()  # everything is imported
    sample = nb.samples.changed_pair(fraction=fraction)
    before, after = sample.before, sample.after
    assert before.nbytes == 64e6
    del sample
    tracemalloc.start()
    try:
        with nb.DiffExplorer(before, after) as large:
            large.png()
            large.chart.figure.canvas.png()
            assert tracemalloc.get_traced_memory()[1] <= most
    finally:
        tracemalloc.stop()


# --- first sight ------------------------------------------------------------------------------------------------


def luminance(rgb):
    """As the guidelines for accessible pages define it (WCAG 2.2)."""
    part = np.asarray(rgb) / 255
    part = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return part @ (0.2126, 0.7152, 0.0722)


def contrast(one, other):
    low, high = np.sort([luminance(one), luminance(other)], axis=0)
    return (high + 0.05) / (low + 0.05)


def seen(w):
    """The pixels of the first panel on the screen."""
    picture = np.asarray(Image.open(io.BytesIO(w.png())).convert("RGB"))
    left, bottom, right, top = (int(side + 0.5) for side in w.picture.axes.bbox.extents)
    return picture[len(picture) - top : len(picture) - bottom, left:right]


GRAY = np.random.default_rng(3).integers(0, 256, (400, 400)).astype(np.uint8)


@pytest.mark.parametrize("dim", [0, 80])
@pytest.mark.parametrize("cmap", ["gray", "viridis", "Pastel1"])
@pytest.mark.parametrize("image", [GRAY, GRAY // 8, 224 + GRAY // 8, np.full((400, 400), 128, np.uint8)])
def test_a_single_differing_pixel_finds_the_eye_and_keeps_its_colour(image, cmap, dim):
    after = image.copy()
    after[150, 240] ^= 40
    look = {"cmap": cmap, "dim": dim, "limits": (0, 255)}
    with nb.DiffExplorer(image, image, **look) as w:
        plain = seen(w)
    with nb.DiffExplorer(image, after, **look) as w:
        found = seen(w)
        own = nb.to_rgba(image, cmap, 0, 255)[150, 240, :3]
        row, col = (int(at * side / 400) for at, side in zip((150.5, 240.5), found.shape, strict=False))
        assert (found[row, col] == own).all()
    near = np.s_[row - 6 : row + 7, col - 6 : col + 7]
    changed = np.argwhere((found != plain).any(axis=-1))
    assert np.abs(changed - (row, col)).max() <= 6  # nothing else is covered
    stands_out = contrast(found[near], plain[near]) >= 3
    for quarter in (np.s_[:6, :6], np.s_[:6, 7:], np.s_[7:, :6], np.s_[7:, 7:]):
        assert stands_out[quarter].sum() >= 6


def test_the_largest_difference_is_the_first_row(w):
    assert w.table()["max_abs"].is_monotonic_decreasing
    assert w.table()["max_abs"][0] == w.result.metrics.max_abs


@pytest.mark.parametrize("values", [(4, 9), (1,), (0.001, 5000), (7e200, 8e200)])
def test_the_histogram_has_several_numbers_below_it(values):
    before = np.zeros((30, 40))
    after = before.copy()
    after.ravel()[: len(values)] = values
    with nb.DiffExplorer(before, after) as w:
        w.png()
        numbers = [label.get_text() for label in w.chart.axes.get_xticklabels()]
        low, high = w.chart.axes.get_xlim()
        assert len(numbers) >= 3
        places = w.chart.axes.get_xticks()
        np.testing.assert_allclose(places, [float(number.replace("−", "-")) for number in numbers])
        assert (places >= low * (1 - 1e-9)).all()
        assert (places <= high * (1 + 1e-9)).all()


def test_every_column_of_the_table_is_explained(w):
    (table,) = (child for child in w.shell._panel.children if hasattr(child, "about"))
    assert list(table.about) == list(w.table().columns)
