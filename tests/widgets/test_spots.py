"""SpotExplorer: that its numbers are those of the pure functions, whatever it is told."""

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from PIL import Image
from skimage.feature import peak_local_max

import nbtools as nb
from nbtools.widgets.base.explorer import _descendants

FILM = nb.samples.spot_stack(frames=4, n=8, shape=(64, 80), seed=2).stack


@pytest.fixture
def image():
    image = np.array(nb.samples.spots(n=10, shape=(80, 100), seed=7).image)
    image[5, 5] = np.nan
    return image


def recomputed(w, image):
    space = {"image": image}
    exec(w.code(), space)
    return space["table"]


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"min_distance": 3, "threshold_abs": 12.5, "radius": 2.5},
        {"method": "exact", "radius": 6.25},
        {"background": (6, 11)},
        {"invert": True, "threshold_abs": 8.0},
        {"prominence": 4.0, "exclude_border": True},
        {"added": [(0, 3, 4), (0, 20.5, 30.25), (1, 9, 9)]},
        {"radius": 50},
        {"threshold_abs": 1e9},
    ],
    ids=str,
)
def test_table_is_what_the_code_gives(image, told):
    with nb.SpotExplorer(image) as w:
        w.set(**told)
        pd.testing.assert_frame_equal(w.table(), recomputed(w, image))


def test_spots_and_sums_equal_scikit_image_and_a_loop(image):
    image = np.nan_to_num(image)
    rows, cols = np.indices(image.shape)
    with nb.SpotExplorer(image, threshold_abs=14.0, min_distance=4, radius=3.5) as w:
        peaks = peak_local_max(image, min_distance=4, threshold_abs=14.0, exclude_border=False, p_norm=np.inf)
        assert np.array_equal(w.result.centers, peaks)
        loop = [image[(rows - r) ** 2 + (cols - c) ** 2 <= 3.5**2].sum() for r, c in peaks]
        np.testing.assert_allclose(w.result.sums, loop, rtol=1e-12)
        np.testing.assert_allclose(w.disks.sums, loop, rtol=1e-12)


def test_a_radius_step_finds_no_peaks_again(image):
    with nb.SpotExplorer(image) as w:
        candidates, radial = w.candidates, w.radial
        w.radius = 6.5
        assert w.candidates is candidates
        assert w.radial is radial
        w.threshold_abs += 1
        assert w.candidates is candidates


def test_a_stack_frame_by_frame():
    with nb.SpotExplorer(FILM, threshold_abs=15.0) as w:
        for frame in (2, 0, 3):
            w.frame = frame
            pd.testing.assert_frame_equal(w.table(), recomputed(w, FILM))
            assert (w.table()["frame"] == frame).all()
        with pytest.raises(ValueError, match="frame must be a whole number between 0 and 3, got 4"):
            w.frame = 4


def test_the_threshold_slider_widens_for_a_brighter_frame():
    film = np.stack([FILM[0], FILM[0] * 7])
    with nb.SpotExplorer(film) as w:
        before = w.range_of("threshold_abs")[1]
        w.frame = 1
        assert w.range_of("threshold_abs")[1] > 5 * before
        w.threshold_abs = float(film[1].max()) * 0.9
        assert len(w.result) >= 1


def test_all_frames_at_once_and_by_the_button_are_the_pure_function():
    with nb.SpotExplorer(FILM, threshold_abs=15.0, radius=4.0, background=(6, 9)) as w:
        expected = nb.measure_stack(
            FILM, progress=False, threshold_abs=15.0, radius=4.0, background=(6, 9), min_distance=10
        )
        pd.testing.assert_frame_equal(w.measure_all(progress=False), expected)
        w.frames.start()
        pd.testing.assert_frame_equal(w.frames.table, expected)
        w.frames.cancel()


def test_spots_by_hand_are_marked_undone_and_only_in_their_frame():
    with nb.SpotExplorer(FILM, threshold_abs=15.0) as w:
        found = len(w.result)
        w.add_spot(20.5, 30)
        assert w.table()["flag"].iloc[-1].startswith("manual")
        w.frame = 1
        assert not w.table()["flag"].str.contains("manual").any()
        w.frame = 0
        row, col = w.result.centers[0]
        w.remove_spot(row + 1, col)
        assert len(w.result) == found
        assert (w.result.centers[0] != (row, col)).any()
        pd.testing.assert_frame_equal(w.table(), recomputed(w, FILM))
        w.undo()
        assert len(w.result) == found + 1
        w.remove_spot(20.5, 30)
        assert len(w.result) == found
        with pytest.raises(LookupError, match="no spot within"):
            w.remove_spot(-300, -300)


def test_a_spot_beside_the_image_is_refused(image):
    with nb.SpotExplorer(image) as w:
        with pytest.raises(ValueError, match="row, col must lie in the image of 80 x 100 px, got 1000, 5"):
            w.add_spot(1000, 5)
        assert w.added == ()


def test_growth_curves_flatten_once_the_background_is_subtracted():
    sample = nb.samples.spots(n=1, shape=(80, 80), radius=2.0, noise=0, seed=0)
    with nb.SpotExplorer(sample.image, radius=8.0, background=(14, 18), method="exact") as w:
        radii, curves = w.curves
        truth = 1 - np.exp(-(radii**2) / 2 / (2.0**2 + 1 / 12))
        np.testing.assert_allclose(
            curves[0], truth, atol=0.06
        )  # the peak is up to half a pixel off the centre
        w.background = None
        assert w.curves[1][0, len(radii) // 2] < 0.8


def test_snap_goes_to_the_brightest_or_darkest_pixel_near(image):
    with nb.SpotExplorer(image, threshold_abs=1e9, radius=5.0) as w:
        w.add_spot(30, 40, snap=True)
        row, col = (int(x) for x in w.result.centers[-1])
        rows, cols = np.indices(image.shape)
        near = (rows - 30) ** 2 + (cols - 40) ** 2 <= 25
        assert image[row, col] == image[near].max()
        w.set(invert=True, threshold_abs=-1e9)
        w.add_spot(30, 40, snap=True)
        row, col = (int(x) for x in w.result.centers[-1])
        assert image[row, col] == image[near].min()


@pytest.mark.parametrize(
    ("action", "keys", "change"),
    [
        ("add", (), 1),
        ("snap", (), 1),
        ("remove", (), -1),
        ("select", ("shift",), 1),
        ("select", ("ctrl",), -1),
    ],
)
def test_what_a_click_does(image, action, keys, change):
    with nb.SpotExplorer(image, click=action) as w:
        found = len(w.result)
        row, col = w.result.centers[0]
        w._clicked(row + 0.4, col, frozenset(keys))
        assert len(w.result) == found + change


def test_a_click_selects_the_nearest_spot_and_the_status_tells_it(image):
    with nb.SpotExplorer(image) as w:
        row, col = w.result.centers[2]
        w._clicked(row + 1, col - 1, frozenset())
        assert w.selected == 2
        assert f"spot 2 at row {row:g}, col {col:g}" in w.shell.message
        assert not w.undo()  # a selection is no change


def test_a_click_beside_the_image_is_ignored(image):
    with nb.SpotExplorer(image, click="add") as w:
        w._clicked(-3.0, 10.0, frozenset())
        assert w.added == ()


def test_status_counts_clipped_spots_and_bad_pixels():
    image = np.zeros((40, 40))
    image[2, 20] = image[20, 20] = 9.0
    image[20, 22] = np.nan
    with nb.SpotExplorer(image, threshold_abs=1.0, min_distance=5, radius=4.0) as w:
        assert w.shell.message == "2 spots, 1 clipped by the border, 1 bad pixels, sum of sums 18"
        w.threshold_abs = 10.0
        assert w.shell.message == "no spots: lower the threshold"


def test_csv_is_the_table(image, tmp_path):
    with nb.SpotExplorer(image) as w:
        w.to_csv(tmp_path / "a.csv")
        back = pd.read_csv(tmp_path / "a.csv", keep_default_na=True)
        np.testing.assert_allclose(back["disk_sum"], w.table()["disk_sum"], rtol=1e-12)
        assert list(back.columns) == list(w.table().columns)
        with pytest.raises(FileExistsError):
            w.to_csv(tmp_path / "a.csv")
        with pytest.raises(ValueError, match=r"path must end in \.csv"):
            w.to_csv(tmp_path / "a.xlsx")


def test_the_columns_of_the_table(image):
    with nb.SpotExplorer(image) as w:
        assert list(w.table().columns[:11]) == (
            [
                "frame",
                "row",
                "col",
                "peak",
                "disk_sum",
                "n_pix",
                "n_bad",
                "disk_mean",
                "background",
                "net",
                "flag",
            ]
        )


def table_widget(w):
    return next(x for x in _descendants(w) if type(x).__name__ == "Table")


def test_the_shown_table_sorts_all_rows_and_follows_the_selection(image):
    with nb.SpotExplorer(image) as w:
        shown = table_widget(w)
        assert shown.rows == []  # closed: not computed
        w.shell.toggle("table")
        assert [row[0] for row in shown.rows] == list(range(len(w.result)))
        shown.sort = ["disk_sum", True]
        assert [row[0] for row in shown.rows] == list(np.argsort(w.table()["disk_sum"], kind="stable"))
        shown.selected = 4
        assert w.selected == 4
        w.selected = 1
        assert shown.selected == 1


def test_the_first_threshold_shows_the_spots_and_not_the_noise():
    sample = nb.samples.spots(n=10, shape=(120, 150), radius=2.0, background=10, noise=1.0, seed=3)
    for image, options in (sample.image, {}), (20 - sample.image, {"invert": True}):
        with nb.SpotExplorer(image, **options, exclude_border=False) as w:
            assert len(w.result) == 10
        with nb.SpotExplorer(image, **options) as w:
            assert len(w.result) == 9  # one is too near to the border
            assert ("below" if options else "above") in w.status()
            assert f"threshold_abs={w.threshold_abs!r}" in w.code()


@pytest.mark.parametrize(
    ("shape", "radius"), [((1, 1), 0.5), ((5, 5), 1.0), ((12, 90), 2.5), ((60, 3000), 5.0)]
)
def test_in_small_images_the_first_circles_are_small(shape, radius):
    with nb.SpotExplorer(np.random.default_rng(2).normal(size=shape)) as w:
        assert w.radius == radius


def test_the_status_says_how_the_threshold_was_chosen_until_it_is_changed(image):
    with nb.SpotExplorer(image) as w:
        first = w.status()
        assert first.endswith(": all that are 5 sigma above the background (without the border)")
        w.radius = 3.0
        assert "threshold chosen" in w.status()
        w.threshold_abs += 1
        assert "chosen" not in w.status()
        w.reset()
        assert w.status() == first
        w.image = image * 2
        assert "chosen" not in w.status()
    with nb.SpotExplorer(image, threshold_abs=14.0) as w:
        assert "chosen" not in w.status()
        assert w.exclude_border is False


def test_dragging_the_line_of_the_histogram_stays_on_it(image):
    with nb.SpotExplorer(image) as w:
        low, high, _ = w.range_of("threshold_abs")
        w._drag_threshold(high + 100)
        assert w.threshold_abs == pytest.approx(high, rel=1e-11)
        w._drag_threshold(low - 100)
        assert w.threshold_abs == pytest.approx(low, rel=1e-11)


# --- pixels -----------------------------------------------------------------------------------------------------


def colored(w):
    norm = mpl.colors.Normalize(*w.color_limits)
    return mpl.colormaps[w.cmap](norm(np.ma.masked_invalid(w.pixels.values)), bytes=True)


def outline(shape, row, col, radius):
    """Pixels of a disk with one of their four neighbours outside of it."""
    rows, cols = np.indices(np.add(shape, 2)) - 1
    disk = (rows - row) ** 2 + (cols - col) ** 2 <= radius**2
    inside = disk[:-2, 1:-1] & disk[2:, 1:-1] & disk[1:-1, :-2] & disk[1:-1, 2:]
    return disk[1:-1, 1:-1] & ~inside


@pytest.mark.parametrize("cmap", ["gray", "magma"])
def test_rgba_has_matplotlibs_colours_and_the_circles_burnt_in(image, cmap):
    with nb.SpotExplorer(image, cmap=cmap, contrast=(3, 97), radius=4.5, threshold_abs=14.0) as w:
        plain = colored(w)
        assert np.array_equal(w.rgba(marks=False), plain)
        w.add_spot(0.25, 60.5)
        w.set(selected=1, background=(6, 8))
        found, centers = w.rgba(), w.centers
        assert len(centers) > 3
        groups = {"#CC79A7": [(r, c, ring) for r, c in centers for ring in (6, 8)],
                  "#F0E442": [(r, c, 4.5) for r, c in np.delete(centers[:-1], 1, axis=0)],
                  "#56B4E9": [(*centers[-1], 4.5)], "#FFFFFF": [(*centers[1], 4.5)]}  # fmt: skip
        expected, line = plain.copy(), np.zeros(image.shape, bool)
        for color, circles in groups.items():
            for circle in circles:
                here = outline(image.shape, *circle)
                expected[here] = np.multiply(mpl.colors.to_rgba(color), 255)
                line |= here
        last = np.all(expected == found, axis=2)
        assert last[outline(image.shape, *centers[1], 4.5)].all()
        near = line.copy()
        for shift, axis in ((1, 0), (-1, 0), (1, 1), (-1, 1)):
            near |= np.roll(line, shift, axis)
        assert np.array_equal(found[~near], plain[~near])
        edge = np.all(found == (0, 0, 0, 255), axis=2)
        assert (last | edge)[near].all()  # a circle, or the dark line beside one


def test_pixels_of_every_frame_of_a_stack(tmp_path):
    with nb.SpotExplorer(FILM, threshold_abs=15.0) as w:
        w.save_animation(tmp_path / "a.png", parameter="frame", values=range(4), progress=False, marks=False)
        assert w.frame == 0
        with Image.open(tmp_path / "a.png") as film:
            for number in range(4):
                film.seek(number)
                w.frame = number
                assert np.array_equal(np.asarray(film.convert("RGBA")), colored(w))


@pytest.mark.parametrize("shape", [(5, 200), (1, 120), (60, 3)])
def test_strips_have_any_min_distance_that_find_peaks_takes(shape):
    strip = np.random.default_rng(2).random(shape)
    with nb.SpotExplorer(strip, threshold_abs=0.0, min_distance=25) as w:
        assert w.range_of("min_distance")[:2] == (1, max(shape) // 2)
        for distance in (25, 40, 10**6):
            w.min_distance = distance
            found = nb.find_peaks(strip, min_distance=distance, threshold_abs=0.0)
            assert np.array_equal(w.result.centers, found)
