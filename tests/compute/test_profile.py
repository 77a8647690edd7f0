"""Intensity along a line: against scikit-image, scipy, a loop, and shapes of known width."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy import ndimage, signal
from skimage.color import rgb2gray
from skimage.measure import profile_line

import nbtools as nb
from nbtools.compute.images import as_image
from nbtools.compute.profile.line import Grip, Line, grip, line_names
from nbtools.compute.profile.profile import profile_table

RANDOM = np.random.default_rng(0)
IMAGE = RANDOM.random((150, 230))
ENDS = [
    ((13.3, 14.2), (140.1, 210.7)),
    ((140.1, 210.7), (13.3, 14.2)),
    ((75, 5), (75, 220)),
    ((75, 220), (75, 5)),
    ((140.25, 33.5), (5, 33.5)),
    ((10, 10), (100, 100)),
    ((20.2, 150.9), (21.9, 148.8)),
    ((60.25, 80.75), (60.25, 80.75)),
]
quarters = st.integers(-40, 240).map(lambda n: n / 4)
places = st.tuples(quarters, quarters)


def clear_of_ties(line):
    """Say which places of a line have all their samples clear of the edges between pixels."""
    rows, cols = line.places()
    beside = (np.arange(line.width) - (line.width - 1) / 2)[:, None]
    samples = np.stack([rows + line.across[0] * beside, cols + line.across[1] * beside])
    return (np.abs(samples % 1 - 0.5) > 1e-6).all(axis=(0, 1))


@pytest.mark.parametrize("width", [1, 2, 3, 8])
@pytest.mark.parametrize("order", range(6))
@pytest.mark.parametrize(("start", "end"), ENDS)
def test_equal_to_scikit_image(start, end, order, width):
    found = nb.line_profile(IMAGE, start, end, width, order)
    wanted = profile_line(IMAGE, start, end, linewidth=width, order=order)
    assert found.values.shape == wanted.shape
    clear = clear_of_ties(found.line) if order == 0 else slice(None)
    assert_allclose(found.values[clear], wanted[clear], atol=1e-12)
    assert (found.n_used == width).all()


@pytest.mark.parametrize("order", range(6))
def test_near_the_border_inside_of_the_image_too(order):
    for start, end in (((-0.4, -0.4), (149.4, 229.4)), ((0, 0), (0, 229)), ((149.3, 3), (100, -0.3))):
        wanted = profile_line(IMAGE, start, end, order=order)
        assert_allclose(nb.line_profile(IMAGE, start, end, order=order).values, wanted, atol=1e-12)


@pytest.mark.parametrize("order", range(6))
def test_equal_to_map_coordinates_at_the_places_of_the_table(order):
    table = nb.line_profile(IMAGE, (3.1, 200.2), (120.7, 20.4), order=order).table
    wanted = ndimage.map_coordinates(IMAGE, [table.row, table.col], order=order, mode="reflect")
    assert_allclose(table.value, wanted, atol=1e-12)


def by_loop(image, bad, start, end, width, order):
    """Take samples one by one: those in a good pixel count, and the four pixels around each are weighted."""
    line = Line(start, end, width)
    values, numbers = [], []
    for row, col in zip(*line.places(), strict=True):
        kept = []
        for k in range(width):
            r, c = (
                at + (k - (width - 1) / 2) * step for at, step in zip((row, col), line.across, strict=True)
            )
            i, j = math.floor(r + 0.5 + 1e-9), math.floor(c + 0.5 + 1e-9)
            if not (0 <= i < image.shape[0] and 0 <= j < image.shape[1]) or bad[i, j]:
                continue
            if order == 0:
                kept.append(image[i, j])
                continue
            total = 0.0
            for y in (math.floor(r), math.floor(r) + 1):
                for x in (math.floor(c), math.floor(c) + 1):
                    weight = (1 - abs(r - y)) * (1 - abs(c - x))
                    total += (
                        weight * image[min(max(y, 0), len(image) - 1), min(max(x, 0), image.shape[1] - 1)]
                    )
            kept.append(total)
        values.append(np.mean(kept) if kept else np.nan)
        numbers.append(len(kept))
    return np.array(values), numbers


@given(start=places, end=places, width=st.integers(1, 5), order=st.integers(0, 1), seed=st.integers(0, 9))
def test_equal_to_a_loop_over_samples_across_borders_and_bad_pixels(start, end, width, order, seed):
    rng = np.random.default_rng(seed)
    # blocks of one value each: the good pixels around a bad one are equal, so that all agree on what stands for it
    image = np.kron(rng.integers(0, 9, (3, 4)), np.ones((9, 9)))
    bad = np.zeros(image.shape, bool)
    bad[4::9, 4::9] = True
    found = nb.line_profile(np.where(bad, np.nan, image), start, end, width, order)
    values, numbers = by_loop(image, bad, start, end, width, order)
    assert_allclose(found.values, values, atol=1e-9)
    assert found.n_used.tolist() == numbers
    assert (np.isnan(found.values) == (found.n_used == 0)).all()


@given(start=places, end=places, width=st.integers(1, 5), order=st.integers(1, 5))
def test_a_reversed_line_gives_the_reversed_profile(start, end, width, order):
    image = IMAGE[:45, :52]
    one, other = (
        nb.line_profile(image, start, end, width, order),
        nb.line_profile(image, end, start, width, order),
    )
    inside = (one.n_used == width) & (other.n_used[::-1] == width)
    assert_allclose(one.values[inside], other.values[::-1][inside], atol=1e-9)
    assert one.length == other.length


@pytest.mark.parametrize("order", range(6))
def test_a_mask_and_bad_pixels_are_left_out_and_spoil_nothing(order):
    image = ndimage.gaussian_filter(IMAGE, 6)
    mask = np.zeros(image.shape, bool)
    mask[70:78, 100:112] = mask[20, ::7] = True
    broken = np.where(mask, RANDOM.choice([np.nan, np.inf, -np.inf], image.shape), image)
    for start, end, width in (((74, 5), (74, 220), 1), ((10, 60), (140, 150), 1), ((74, 5), (74, 220), 21)):
        found = nb.line_profile(image, start, end, width, order, mask=mask)
        clean = nb.line_profile(image, start, end, width, order)
        nearest = tuple(np.floor(each + 0.5).astype(int) for each in (found.rows, found.cols))
        if width == 1:
            assert_array_equal(np.isnan(found.values), mask[nearest])
        assert_allclose(found.values, np.where(found.n_used, clean.values, np.nan), atol=0.01)
        for same in (
            nb.line_profile(broken, start, end, width, order),
            nb.line_profile(np.ma.array(broken, mask=mask), start, end, width, order),
            nb.line_profile(as_image(broken), start, end, width, order),
            nb.line_profile(as_image(image), start, end, width, order, mask=mask.astype(int)),
        ):
            assert_array_equal(same.values, found.values)
            assert_array_equal(same.n_used, found.n_used)


def test_samples_outside_are_left_out():
    image = np.arange(20.0).reshape(4, 5)
    found = nb.line_profile(image, (1, -2), (1, 6), width=3)
    assert found.n_used.tolist() == [0, 0, 3, 3, 3, 3, 3, 0, 0]
    assert_array_equal(found.values, [np.nan, np.nan, 5, 6, 7, 8, 9, np.nan, np.nan])
    edge = nb.line_profile(image, (0, 0), (0, 4), width=3)
    assert (edge.n_used == 2).all()
    assert_array_equal(edge.values, (image[0] + image[1]) / 2)
    away = nb.line_profile(image, (50, 50), (60, 50))
    assert np.isnan(away.values).all()
    assert np.isnan([away.background, away.fwhm, away.peak_distance, away.peak_value]).all()


@pytest.mark.parametrize("dtype", ["?", "u1", ">u2", "i4", "u8", "i8", "f2", ">f4", "f8", "g"])
@pytest.mark.parametrize("order", [0, 1, 3])
def test_any_type_is_interpolated_in_float64(dtype, order):
    image = RANDOM.integers(0, 2 if dtype == "?" else 100, (30, 40)).astype(dtype)
    image.flags.writeable = False
    wanted = profile_line(image.astype(float), (2.2, 3.1), (25.9, 33.3), linewidth=3, order=order)
    found = nb.line_profile(image[::-1, ::-1].copy()[::-1, ::-1], (2.2, 3.1), (25.9, 33.3), 3, order)
    assert found.values.dtype == np.float64
    assert_allclose(found.values, wanted, atol=1e-10)


@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize("dtype", ["u1", "f8"])
def test_colours_give_their_luminance(channels, dtype):
    image = (RANDOM.random((40, 50, channels)) * (255 if dtype == "u1" else 1)).astype(dtype)
    found = nb.line_profile(image, (3, 4), (33, 44.5), 3, channel_axis=-1)
    assert_allclose(found.values, profile_line(rgb2gray(image[..., :3]), (3, 4), (33, 44.5), linewidth=3))
    first = nb.line_profile(np.moveaxis(image, -1, 0), (3, 4), (33, 44.5), 3, channel_axis=0)
    assert_array_equal(first.values, found.values)


def test_images_of_one_pixel_and_lines_of_one_place():
    point = nb.line_profile([[7]], (0, 0), (0, 0), order=3)
    assert (point.values.tolist(), point.n_used.tolist(), point.length) == ([7.0], [1], 0.0)
    assert (point.background, point.peak_value, point.peak_distance) == (7.0, 7.0, 0.0)
    assert math.isnan(point.fwhm)
    band = nb.line_profile(np.arange(9.0).reshape(3, 3), (1, 2), (1, 2), width=3)
    assert_array_equal(band.values, profile_line(np.arange(9.0).reshape(3, 3), (1, 2), (1, 2), linewidth=3))
    assert nb.line_profile([[1.0, 2.0]], (0, 0), (0, 1)).values.tolist() == [1.0, 2.0]


@pytest.mark.parametrize("order", [1, 3])
def test_only_pixels_near_the_line_are_read(order):
    class Watched(np.ndarray):
        read = 0

        def __getitem__(self, key):
            found = super().__getitem__(key)
            Watched.read += found.size
            return found

    image = np.zeros((2000, 3000)).view(Watched)
    nb.line_profile(image, (5, 5), (1990, 2990), width=3, order=order)
    assert 0 < Watched.read < image.size / 5
    huge = np.broadcast_to(np.float32(3), (10**6, 10**6))
    assert (nb.line_profile(huge, (0, 0), (500, 300), order=order).values.round(9) == 3).all()


# --- distances, background and width ------------------------------------------------------------------------------


def test_distances_and_places():
    found = nb.line_profile(IMAGE, (10, 20), (13, 24), pixel_size=0.5, unit="µm")
    assert (found.length_px, found.length, found.unit) == (5.0, 2.5, "µm")
    assert_allclose(found.distance, [0, 0.5, 1, 1.5, 2, 2.5])
    table = found.table
    assert list(table) == ["distance", "row", "col", "value", "n_used"]
    assert not any(hasattr(pd.DataFrame, name) for name in table)
    assert_allclose(np.hypot(table.row - 10, table.col - 20) * 0.5, table.distance)
    assert_array_equal(table.value, found.values)
    assert nb.line_profile(IMAGE, (10, 20), (13, 24)).unit == "px"


@pytest.mark.parametrize("sigma", [2.0, 3.7, 8])
@pytest.mark.parametrize("angle", [0, 0.3, np.pi / 4, 2])
def test_the_width_of_a_gaussian(sigma, angle):
    rows, cols = np.indices((161, 161)) - 80.0
    image = 5 + 100 * np.exp(-0.5 * (rows**2 + cols**2) / sigma**2)
    step = 75 * np.array([np.sin(angle), np.cos(angle)])
    found = nb.line_profile(image, 80.3 - step, 80.3 + step, order=3, pixel_size=0.25, unit="mm")
    # A chord through (80.3, 80.3) passes the middle at some distance, but cuts a Gaussian of the same width
    assert found.fwhm == pytest.approx(
        0.25 * 2 * math.sqrt(2 * math.log(2)) * sigma, rel=0.02 if sigma > 2 else 0.05
    )
    assert found.background == pytest.approx(5, abs=1e-6)
    assert found.peak_distance == pytest.approx(0.25 * 75, abs=0.25)
    assert sum(found.crossings) / 2 == pytest.approx(found.peak_distance, abs=0.25)


def test_the_widths_of_filaments_whose_widths_are_known():
    sample = nb.samples.filaments(noise=2)
    for k, wanted in enumerate(sample.fwhm):
        found = nb.line_profile(sample.image, *sample.across(k, 70), width=15, order=3)
        assert found.fwhm == pytest.approx(wanted, rel=0.06)
        assert found.peak_value - found.background == pytest.approx(sample.heights[k], rel=0.05)


@pytest.mark.parametrize("width", [1, 2, 5, 9])
def test_the_width_of_a_box(width):
    image = np.zeros((5, 60))
    image[:, 20 : 20 + width] = 8.0
    found = nb.line_profile(image, (2, 0), (2, 59), 3)
    assert (found.fwhm, found.background, found.half_maximum) == (width, 0.0, 4.0)
    assert found.crossings == (19.5, 19.5 + width)


@given(st.lists(st.integers(0, 50), min_size=3, max_size=40), st.integers(-5, 20))
def test_the_width_is_that_of_scipy(values, background):
    found = nb.line_profile([values], (0, 0), (0, len(values) - 1), background=background)
    peak, high = int(np.argmax(values)), max(values)
    assert (found.peak_value, found.peak_distance) == (high, peak)
    half = (high + background) / 2
    sides = values[:peak], values[peak:]
    if high <= background or any(min(side, default=high) > half for side in sides):
        assert math.isnan(found.fwhm)
        return
    prominence = tuple(np.array([value]) for value in (float(high - background), 0, len(values) - 1))
    widths, _, first, last = signal.peak_widths(np.array(values, float), [peak], 0.5, prominence)
    assert found.fwhm == pytest.approx(widths[0])
    assert found.crossings == pytest.approx((first[0], last[0]))


@pytest.mark.parametrize(
    "values",
    [[9, 5, 1, 0, 0, 0], [0, 0, 1, 5, 9], [0, 0, 9, np.nan, 0, 0], [0, np.nan, 9, 8, 0, 0], [3, 3, 3], [1]],
    ids=["at the start", "at the end", "gap behind", "gap before", "flat", "one"],
)
def test_no_width_where_a_side_is_not_seen(values):
    found = nb.line_profile([values], (0, 0), (0, len(values) - 1), background=0)
    assert math.isnan(found.fwhm)


def test_the_background_is_the_lower_median_near_one_end():
    values = np.full(100, 50.0)
    values[:10], values[-10:] = 3, 5
    values[[2, 4, 97]] = 1e6, -1e6, np.nan
    for some, wanted in ((values, 3), (values[::-1], 3), (np.delete(values, slice(10)), 5)):
        assert nb.line_profile([some], (0, 0), (0, len(some) - 1)).background == wanted
    assert nb.line_profile([values], (0, 0), (0, 99), background=20.5).background == 20.5
    assert nb.line_profile([[4.0, 9.0, 2.0]], (0, 0), (0, 2)).background == 2


@pytest.mark.parametrize("scale", [1e308, 1e-310])
def test_huge_and_tiny_values_give_no_warning(scale):
    values = np.array([-1, -1, 0.5, 1, 0.5, -1, -1]) * scale
    found = nb.line_profile([values] * 3, (1, 0), (1, 6), 3)
    assert found.peak_distance == 3
    if scale < 1:
        assert found.fwhm == pytest.approx(2 + 2 / 3, rel=1e-6)


# --- lines ----------------------------------------------------------------------------------------------------------


@given(start=places, end=places, at=places, width=st.integers(1, 9))
def test_geometry_of_a_line(start, end, at, width):
    line = Line(start, end, width)
    assert line.at(0) == pytest.approx(start)
    assert line.at(line.length) == pytest.approx(end)
    assert line.at(1e9) == pytest.approx(end if line.length else start)
    spots = np.stack(line.places(), axis=1)
    steps = np.hypot(*np.diff(spots, axis=0).T)
    assert (steps <= 1 + 1e-9).all()
    fine = np.linspace(start, end, 4001)
    assert line.away(at) == pytest.approx(np.hypot(*(fine - at).T).min(), abs=0.05)
    assert math.dist(line.at(line.along(at)), at) == pytest.approx(line.away(at))
    first, second, third, fourth = line.corners
    assert math.dist(first, fourth) == pytest.approx(width)
    assert math.dist(first, second) == pytest.approx(line.length)
    assert_allclose((first + fourth) / 2, start, atol=1e-9)
    assert_allclose((second + third) / 2, end, atol=1e-9)


def test_moving_a_line():
    line = Line((1, 2), (3, 4), 5)
    assert line.moved("start", (10, 20)) == Line((11, 22), (3, 4), 5)
    assert line.moved("end", (10, 20)) == Line((1, 2), (13, 24), 5)
    assert line.moved("line", (10, 20)) == Line((11, 22), (13, 24), 5)
    assert line == Line((1, 2), (3, 4), 5)


@pytest.mark.parametrize(
    ("place", "reach", "wanted"),
    [
        ((0, 0), 4, Grip(0, "start")),
        ((2, -2), 4, Grip(0, "start")),
        ((0, 31), 4, Grip(0, "end")),
        ((-3, 15), 4, Grip(0, "line")),
        ((-5, 15), 4, None),
        ((10, 15), 12, Grip(1, "line")),
        ((10, 1), 12, Grip(1, "start")),
        ((20, 40.9), 4, Grip(3, "line")),  # short: the middle third is not an end
        ((20, 39.5), 4, Grip(3, "start")),
        ((40, 40), 4, Grip(5, "start")),  # of equals the one on top
        ((60, 60), 4, Grip(6, "end")),  # a point: pulled into a line
    ],
)
def test_what_is_near_a_place(place, reach, wanted):
    lines = [
        Line((0, 0), (0, 30)),
        Line((10, 0), (10, 30)),
        Line((90, 0), (90, 3)),
        Line((20, 40), (20, 42)),
        Line((40, 40), (50, 40)),
        Line((40, 40), (50, 41)),
        Line((60, 60), (60, 60)),
    ]
    assert grip(lines, place, reach) == wanted


def test_nothing_is_near_where_there_are_no_lines():
    assert grip([], (0, 0), 100) is None


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nb.line_profile(IMAGE, 3, (1, 2)), r"^start must be \(row, col\), got 3"),
        (lambda: nb.line_profile(IMAGE, (1, 2), (1, np.inf)), r"^end\[1\] must be a finite number"),
        (lambda: nb.line_profile(IMAGE, (1, 2), (3, 4), 0), "^width must be a whole number >= 1 px, got 0"),
        (lambda: nb.line_profile(IMAGE, (1, 2), (3, 4), 1.5), "^width must be a whole number"),
        (lambda: nb.line_profile(IMAGE, (1, 2), (3, 4), order=6), "^order must be from 0 to 5, got 6"),
        (lambda: nb.line_profile(IMAGE, (1, 2), (3, 4), order=True), "^order must be"),
        (lambda: nb.line_profile(IMAGE, (1, 2), (3, 4), background=np.nan), "^background must be a finite"),
        (lambda: nb.line_profile(IMAGE, (1, 2), (3, 4), pixel_size=2), "^unit must be a text"),
        (lambda: nb.line_profile(IMAGE, (1, 2), (3, 4), unit="mm"), "^pixel_size must be given"),
        (
            lambda: nb.line_profile(IMAGE, (0, 0), (0, 1e9)),
            "^a line must have at most 100,000,000 samples, got",
        ),
        (lambda: nb.line_profile(IMAGE, (0, 0), (0, 9), 10**8), "^a line must have at most"),
        (lambda: nb.line_profile(np.zeros((9, 9, 3)), (1, 2), (3, 4)), "pass channel_axis=-1"),
        (
            lambda: nb.line_profile(np.zeros((9, 9)), (1, 2), (3, 4), channel_axis=0),
            "^image must have 3 or 4",
        ),
        (lambda: nb.line_profile(np.zeros((9, 3)), (1, 2), (3, 4), channel_axis=1), "3 dimensions"),
        (lambda: nb.line_profile(np.zeros((0, 3)), (1, 2), (3, 4)), "at least one pixel"),
        (lambda: nb.line_profile(np.zeros((3, 3), complex), (90, 90), (99, 99)), "complex"),
        (lambda: nb.line_profile(IMAGE, (1, 2), (3, 4), mask=IMAGE.T > 2), "^mask must have the shape"),
    ],
)
def test_mistakes_are_named(call, message):
    with pytest.raises((TypeError, ValueError), match=message):
        call()


@pytest.mark.parametrize(
    ("part", "by", "start", "end"),
    [
        ("start", (-5, 3), (0, 7), (8, 9)),
        ("end", (50, 50), (2, 4), (19, 29)),
        ("line", (50, 1), (13, 5), (19, 10)),
        ("line", (-3, -30), (0, 0), (6, 5)),
    ],
)
def test_a_line_moves_as_far_as_the_image_goes(part, by, start, end):
    line = Line((2, 4), (8, 9), 3)
    assert line.moved(part, by, (20, 30)) == Line(start, end, 3)
    assert line.ends == (2, 4, 8, 9)


def test_a_profile_tells_of_itself_in_plain_words():
    image = np.zeros((9, 21))
    image[:, 8:11] = 10.0
    found = nb.line_profile(image, (0, 0), (0, 20), width=3, pixel_size=0.5, unit="mm")
    assert found.told() == (
        "20 px = 10 mm, highest value 10 at 4 mm, FWHM 1.5 mm, background 0, 21 of 63 samples bad or outside"
    )
    assert found.n_left_out == 21
    assert found.told_at(4.2) == "at 4 mm: row 0.00, col 8.00, value 10"
    assert nb.line_profile(image, (4, 8), (4, 10)).told() == (
        "2 px, highest value 10 at 0 px, no width at half maximum, background 10"
    )
    nothing = nb.line_profile(np.full((9, 9), np.nan), (4, 0), (4, 8)).told()
    assert nothing == "8 px, no good pixels, 9 of 9 samples bad or outside"


def test_names_of_lines_are_completed_and_differ():
    assert line_names([], 2) == ["line 0", "line 1"]
    assert line_names(["line 1", "line 2"], 4) == ["line 1", "line 2", "line 2'", "line 3"]
    assert line_names(["a", "b"], 1) == ["a"]


def test_one_table_of_several_profiles():
    profiles = {name: nb.line_profile(IMAGE, (5, 5), end) for name, end in (("b", (5, 9)), ("a", (9, 5)))}
    table = profile_table(profiles)
    assert table["line"].tolist() == ["b"] * 5 + ["a"] * 5
    assert table.index.tolist() == list(range(10))
    for name, profile in profiles.items():
        part = table[table["line"] == name].drop(columns="line").reset_index(drop=True)
        pd.testing.assert_frame_equal(part, profile.table)
