"""No differing pixel is lost at any zoom, and each keeps its colour: painted frames against loops over all pixels."""

import io
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.testing import assert_array_equal

from nbtools.compute.color.colormaps import lut
from nbtools.compute.color.shading import shade
from nbtools.compute.diff.blocks import Maxima
from nbtools.compute.diff.pairs import as_pair
from nbtools.compute.diff.strengths import Strengths
from nbtools.compute.images import as_image
from nbtools.draw.diff.comparison import Face, Look, exact_pixels
from nbtools.draw.image.raster import Raster
from nbtools.draw.image.shades import Shades, TrueColors

SIDE = 48  # screen pixels of the figure
EMPTY = (0, 128, 0, 255)
DIM = 0.8
LIMITS = (0.0, 1.0)
SPAN = 1.0
TABLE, SIGNED = lut("viridis"), lut("RdBu_r")
BLACK, WHITE, MARK = (0, 0, 0, 255), (255, 255, 255, 255), (213, 94, 0, 255)


def changed(shape, density=0.05, seed=0):
    """An image, and the same with a few other pixels; always a few at corners and edges."""
    rng = np.random.default_rng(seed)
    before = rng.random(shape)
    other = rng.random(shape)
    where = rng.random(shape) < density
    rows, cols = shape
    for place in ((0, 0), (rows - 1, 0), (0, cols - 1), (rows - 1, cols - 1), (rows // 2, 0), (0, cols // 2)):
        where[place] = rng.random() < 0.5
    return before, np.where(where, other, before)


def look_of(before, after, **options):
    pair = as_pair(before, after, **options)
    images = [as_image(values, mask=pair.masked) for values in (pair.before, pair.after)]
    shades = [Shades(image, TABLE, LIMITS) for image in images]
    return Look(Maxima(Strengths(pair)), *shades, SIGNED, SPAN)


def show(look, view=None, *, shows="before", limit=0, box=(0, 0, 1, 1), size=SIDE, dpi=100, **options):
    figure = Figure((size / dpi, size / dpi), dpi=dpi, facecolor="green")
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes(box, facecolor="green")
    axes.set_axis_off()
    face = Face(axes, look, shows)
    rows, cols = look.pair.shape
    xlim, ylim = view or ((-0.5, cols - 0.5), (rows - 0.5, -0.5))
    axes.set(xlim=xlim, ylim=ylim)
    face.show(look, shows, limit, **{"dim": DIM, "balance": 0.5, "tile": 7.0} | options)
    return canvas, face


def frame(canvas):
    canvas.draw()
    return np.array(canvas.buffer_rgba())


def ordinary(image, view, box):
    """Paint the image with the raster for single ones."""
    figure = Figure((SIDE / 100, SIDE / 100), dpi=100, facecolor="green")
    canvas, axes = FigureCanvasAgg(figure), figure.add_axes(box, facecolor="green")
    axes.set_axis_off()
    Raster(axes, as_image(image), vmin=LIMITS[0], vmax=LIMITS[1], cmap="viridis")
    axes.set(xlim=view[0], ylim=view[1])
    return frame(canvas)


def faded(rgba, dim=DIM):
    return np.rint(rgba + (255.0 - rgba) * dim).astype(np.uint8)


def under(low, high, limits, size):
    """Say for each screen pixel of an axis, from low to high, which data pixels lie under it; None: not painted.

    Enlarged, it is the one under the centre of the screen pixel. Reduced, each data pixel lies under the one screen
    pixel that has its centre; and those at the border of the image, where that one is not painted, under the last.
    """
    per_pixel = (limits[1] - limits[0]) / (high - low)

    def place(data):
        return low + (data - 1e-9 - limits[0]) / per_pixel

    in_axes = [pixel for pixel in range(SIDE) if low <= pixel + 0.5 < high]
    centers = {pixel: limits[0] + (pixel + 0.5 - low) * per_pixel + 1e-9 for pixel in in_axes}
    painted = [pixel for pixel in in_axes if -0.5 <= centers[pixel] < size - 0.5]
    if abs(per_pixel) <= 1:
        return [[math.floor(centers[pixel] + 0.5)] if pixel in painted else None for pixel in range(SIDE)]
    painted = painted or [pixel for pixel in in_axes if pixel == math.floor(place(size / 2 - 0.5))]
    if not painted:
        return [None] * SIDE
    borders = sorted([place(-0.5), place(size - 0.5)])
    first, last = painted[0], painted[-1]
    takes_less = first - 1 in in_axes or borders[0] >= first - 0.5
    takes_more = last + 1 in in_axes or borders[1] <= last + 1.5
    found = {pixel: [] for pixel in painted}
    for data in range(size):
        pixel = math.floor(place(data))
        if pixel < first and takes_less:
            pixel = first
        if pixel > last and takes_more:
            pixel = last
        if pixel in found:
            found[pixel].append(data)
    return [found.get(pixel) for pixel in range(SIDE)]


def assert_nothing_is_lost(before, after, view, limit, shows="before", box=(0, 0, 1, 1)):
    """Compare each pixel of a frame with all the data pixels under it; return the data pixels that are marked."""
    look = look_of(before, after)
    found = frame(show(look, view, shows=shows, limit=limit, box=box)[0]).tolist()
    scale = min(abs(np.subtract(*limits)) / SIDE / side for limits, side in zip(view, box[2:], strict=True))
    assert scale > 1 / 6  # else there are outlines
    image = before if shows == "before" else after
    faint, colors = faded(ordinary(image, view, box)).tolist(), shade(image, TABLE, LIMITS)
    strengths = np.abs(before - after)
    x, y = SIDE * box[0], SIDE * box[1]
    cols = under(x, x + SIDE * box[2], view[0], before.shape[1])
    rows = under(y, y + SIDE * box[3], view[1], before.shape[0])[::-1]
    seen = np.zeros(before.shape, bool)
    marked, others = [], []
    for (i, r), (j, c) in ((i, j) for i in enumerate(rows) for j in enumerate(cols)):
        if r is None or c is None:
            assert found[i][j] == list(EMPTY)
            continue
        below = strengths[np.ix_(r, c)]
        if below.max(initial=0) > limit:
            strongest = [colors[r[k], c[m]].tolist() for k, m in np.argwhere(below == below.max())]
            assert found[i][j] in strongest
            seen[np.ix_(r, c)] |= below > limit
            marked.append((i, j))
        elif found[i][j] != faint[i][j]:
            assert tuple(found[i][j]) in (BLACK, WHITE)
            others.append((i, j))
    assert all(is_ringed(marked, place) for place in others)
    return seen


def is_ringed(marked, place):
    """Whether the nearest mark is so far that its ring is here."""
    return 3.5 < np.hypot(*np.subtract(marked, place).T).min() <= 5.5


edge = st.one_of(st.sampled_from([0.0, 0.25]), st.floats(0, 0.4))


@settings(max_examples=60)
@given(
    shape=st.tuples(st.integers(1, 220), st.integers(1, 220)),
    center=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    zoom=st.tuples(st.floats(-3, 1.5), st.floats(-3, 1.5)),
    flips=st.tuples(st.booleans(), st.booleans()),
    limit=st.one_of(st.just(0.0), st.floats(0, 1)),
    density=st.sampled_from([0, 0.002, 0.05]),
    box=st.tuples(edge, edge, st.floats(0.3, 0.6), st.floats(0.3, 0.6)),
    shows=st.sampled_from(["before", "after"]),
)
def test_any_zoom(shape, center, zoom, flips, limit, density, box, shows):
    before, after = changed(shape, density)
    view = []
    for axis in (1, 0):
        half = max(shape[axis] * 2 ** zoom[axis] / 2, SIDE / 10)
        middle = center[axis] * shape[axis]
        view.append((middle - half, middle + half)[:: -1 if flips[axis] else 1])
    assert_nothing_is_lost(before, after, view, limit, shows, box)


@settings(max_examples=60)
@given(
    shape=st.tuples(st.integers(1, 220), st.integers(1, 220)),
    flips=st.tuples(st.booleans(), st.booleans()),
    limit=st.sampled_from([0.0, 0.3]),
    box=st.tuples(edge, edge, st.floats(0.3, 0.6), st.floats(0.3, 0.6)),
    margin=st.sampled_from([0, 0, 0.3, 5, 400]),
)
def test_with_the_whole_image_in_view_each_differing_pixel_is_marked(shape, flips, limit, box, margin):
    before, after = changed(shape)
    view = [
        (-0.5 - margin, size - 0.5 + margin)[:: -1 if flip else 1]
        for size, flip in zip(shape[::-1], flips, strict=True)
    ]
    reduced = all(abs(np.subtract(*limits)) > SIDE * side for limits, side in zip(view, box[2:], strict=True))
    if reduced:  # enlarged by a part of a pixel, one at the edge may have no centre of a screen pixel on it
        seen = assert_nothing_is_lost(before, after, view, limit, box=box)
        assert_array_equal(seen, np.abs(before - after) > limit)


@pytest.mark.parametrize("shape", [(200, 150), (48, 48), (49, 97), (1, 300), (333, 1), (47, 30)])
def test_a_single_pixel_anywhere_is_marked(shape):
    rows, cols = shape
    for place in [(0, 0), (rows - 1, cols - 1), (0, cols - 1), (rows - 1, 0), (rows // 2, cols // 3)]:
        before, after = np.zeros(shape), np.zeros(shape)
        after[place] = 1
        found = frame(show(look_of(before, after), shows="after")[0])
        marked = np.argwhere((found == TABLE[255]).all(axis=-1))
        assert len(marked) >= 1
        ends = marked * np.array(shape) / SIDE, (marked + 1) * np.array(shape) / SIDE
        middle = np.array(place) + 0.5
        assert ((ends[0] <= middle + 1) & (ends[1] >= middle - 1)).all()


# 3 x 4 pixels and 12 screen pixels for each: no pixel of the screen is shared
PLAIN = np.array([[0.1, 0.3, 0.5, 0.7], [0.2, 0.4, 0.6, 0.8], [0.9, 0.1, 0.3, 0.5]])
OTHER = PLAIN.copy()
OTHER[0, 1], OTHER[2, 3] = 0.9, 0.2
DIFFERS = PLAIN != OTHER
FIT = (-0.5, 3.5), (2.5, -1.5)  # rows -1 .. 2


def middles(found):
    """Give the colours in the middles of the data pixels."""
    return found[18::12, 6::12]


def colored(values, marked=DIFFERS):
    rgba = shade(values, TABLE, LIMITS)
    return np.where(marked[..., None], rgba, faded(rgba))


def fit(shows, look=None, **options):
    return frame(show(look or look_of(PLAIN, OTHER), FIT, shows=shows, **options)[0])


def test_before_and_after_keep_the_colors_of_what_differs():
    assert_array_equal(middles(fit("before")), colored(PLAIN))
    assert_array_equal(middles(fit("after")), colored(OTHER))
    strong = DIFFERS & (np.abs(PLAIN - OTHER) > 0.4)
    assert_array_equal(middles(fit("after", limit=0.4)), colored(OTHER, strong))
    assert_array_equal(middles(fit("after", dim=0)), shade(OTHER, TABLE, LIMITS))


def test_signed_differences():
    signed = shade(PLAIN - OTHER, SIGNED, (-SPAN, SPAN))
    expected = np.where(DIFFERS[..., None], signed, faded(shade(np.zeros((3, 4)), SIGNED, (-SPAN, SPAN))))
    assert_array_equal(middles(fit("difference")), expected)
    weak = np.abs(PLAIN - OTHER) <= 0.4
    expected[weak] = faded(signed[weak])
    assert_array_equal(middles(fit("difference", limit=0.4)), expected)


@pytest.mark.parametrize("shape", [(200, 150), (97, 300)])
@pytest.mark.parametrize("limit", [0, 0.3])
def test_signed_differences_are_those_of_largest_size_from_afar(shape, limit):
    before, after = changed(shape, 0.02)
    view = (-0.5, shape[1] - 0.5), (shape[0] - 0.5, -0.5)
    found = frame(show(look_of(before, after), shows="difference", limit=limit)[0])
    rows, cols = under(0, SIDE, view[1], shape[0])[::-1], under(0, SIDE, view[0], shape[1])
    for i, j in np.ndindex(SIDE, SIDE):
        below = (before - after)[np.ix_(rows[i], cols[j])].ravel()
        largest = below[np.abs(below).argmax()]
        color = shade(np.array([largest]), SIGNED, (-SPAN, SPAN))[0]
        assert_array_equal(found[i, j], color if abs(largest) > limit else faded(color))


@pytest.mark.parametrize("balance", [0, 0.3, 0.5, 1])
def test_a_curtain_has_before_on_its_left(balance):
    found, left, right = (fit(shows, balance=balance) for shows in ("curtain", "before", "after"))
    column = round(balance * SIDE)
    assert_array_equal(found[:, : max(column - 2, 0)], left[:, : max(column - 2, 0)])
    beyond = min(column + 4, SIDE)  # the outlines of a marked pixel next to it
    assert_array_equal(found[:, beyond:], right[:, beyond:])
    assert (found[20, max(column - 2, 0) : column] == BLACK).all()
    assert (found[20, column : column + 2] == WHITE).all()


def test_fade_overlay_and_checkerboard():
    first, second = colored(PLAIN).astype(float), colored(OTHER).astype(float)
    np.testing.assert_allclose(middles(fit("fade", balance=0.25)), 0.75 * first + 0.25 * second, atol=1)
    gray = [each @ (0.299, 0.587, 0.114, 0) for each in (first, second)]
    expected = np.stack([gray[0], gray[1], gray[0], np.full((3, 4), 255)], -1)
    np.testing.assert_allclose(middles(fit("overlay")), expected, atol=1)
    odd = np.add.outer(np.arange(3), np.arange(4)) % 2 == 1
    expected = np.where(odd[..., None], second, first)
    assert_array_equal(middles(fit("checkerboard", tile=1)), expected)
    assert_array_equal(middles(fit("checkerboard", tile=4)), first)


def test_the_map_shows_a_single_pixel_in_nine():
    before = np.full((96, 96), 0.5)
    after = before.copy()
    after[41, 60] = after[0, 0] = 1
    found = frame(show(look_of(before, after), shows="map")[0])
    expected = np.empty_like(found)
    expected[:] = faded(shade(np.full(1, 0.5), TABLE, LIMITS))[0]
    expected[19:22, 29:32] = expected[:2, :2] = MARK
    assert_array_equal(found, expected)


@pytest.mark.parametrize(("size", "outlines"), [(4, False), (5.99, False), (6, True), (12, True)])
def test_outlines_from_six_screen_pixels_on(size, outlines):
    before, after = np.full((40, 40), 0.5), np.full((40, 40), 0.5)
    after[3, 4] = 1
    half = SIDE / size / 2
    view = (4 - half, 4 + half), (3 + half, 3 - half)
    found = frame(show(look_of(before, after), view, shows="after")[0])
    assert (found == BLACK).all(axis=-1).any() == outlines
    assert (found == WHITE).all(axis=-1).any() == outlines
    if outlines:
        begin, end = round(SIDE / 2 - size / 2), round(SIDE / 2 + size / 2)
        line = found[SIDE // 2]
        assert_array_equal(line[[begin - 1, begin, end - 1, end]], [WHITE, BLACK, BLACK, WHITE])
        assert_array_equal(line[begin + 1 : end - 1], np.broadcast_to(TABLE[255], (end - begin - 2, 4)))


@pytest.mark.parametrize(("size", "written"), [(39.9, False), (40, True), (60, True)])
@pytest.mark.parametrize("shows", ["before", "after", "difference", "map"])
def test_values_from_forty_screen_pixels_on(size, written, shows):
    before, after = np.full((3, 3), 0.2), np.full((3, 3), 0.2)
    after[1, 1] = 0.4
    half = 90 / size
    view = (1 - half, 1 + half), (1 + half, 1 - half)
    found = frame(show(look_of(before, after), view, shows=shows, size=180)[0])
    inside = found[90 - 15 : 90 + 15, 90 - 18 : 90 + 18, :3]
    assert (inside.min(axis=-1) > 240).any() == (written and shows != "map")
    elsewhere = found[90 - 15 : 90 + 15, 90 + int(size * 0.6) : 90 + int(size), :3]
    assert len(np.unique(elsewhere.reshape(-1, 3), axis=0)) == 1


def test_the_values_that_are_written(monkeypatch):
    written = []
    monkeypatch.setattr("nbtools.draw.diff.comparison.write", lambda *args: written.append(args[2:4]))
    before = np.array([[5, 1], [2, 200]], np.uint8)
    after = np.array([[7, 1], [2, 100]], np.uint8)
    look = look_of(before, after)
    texts = {
        "before": ["5", "200"],
        "after": ["7", "100"],
        "difference": ["-2", "100"],
        "fade": ["-2", "100"],
    }
    for shows, expected in texts.items():
        canvas, face = show(look, shows=shows, size=100)
        frame(canvas)
        found, places = written.pop()
        assert found == expected
        np.testing.assert_allclose(places, [(25, 75), (75, 25)])
        face.show(look, shows, 2, dim=DIM, balance=0.5, tile=8)
        frame(canvas)
        assert written.pop()[0] == expected[1:]


@pytest.mark.parametrize("dtype", [np.uint8, np.float64])
@pytest.mark.parametrize("side", [4, 192])
def test_color_pictures(dtype, side):
    rng = np.random.default_rng(3)
    before = rng.integers(0, 256, (side, side, 3), np.uint8)
    after = before.copy()
    place = side // 4, side // 2
    after[place] = 255 - before[place]
    top = 255 if dtype == np.uint8 else 1.0
    pictures = [(each / (1 if top == 255 else 255)).astype(dtype) for each in (before, after)]
    pair = as_pair(*pictures, channel_axis=-1)
    sides = [TrueColors(pixels, lut("gray")[-1]) for pixels in pair.pixels]
    look = Look(Maxima(Strengths(pair)), *sides, SIGNED, top)
    for shows, picture in (("before", before), ("after", after)):
        found = frame(show(look, shows=shows)[0])
        at = (18, 30) if side == 4 else (12, 24)
        assert_array_equal(found[at], (*picture[place], 255))
        if side == 4:
            expected = faded(picture)
            expected[place] = picture[place]
            assert_array_equal(found[6::12, 6::12, :3], expected)
        else:
            dark = np.argwhere((found[..., :3] < faded(np.zeros(1))).any(axis=-1))
            assert all(tuple(place) == at or is_ringed([at], place) for place in dark)
    found = frame(show(look, shows="difference")[0])
    amount = pair.before[place].astype(float) - pair.after[place]
    largest = amount[np.abs(amount).argmax()]
    assert_array_equal(found[at], shade(np.array([largest]), SIGNED, (-top, top))[0])


@pytest.mark.parametrize("side", [4, 192])
def test_nan_against_a_number_is_marked_with_the_color_of_bad_pixels(side):
    from matplotlib import colormaps

    table = lut(colormaps["viridis"].with_extremes(bad="red"))
    before = np.full((side, side), 0.5)
    after = before.copy()
    after[side // 4, side // 2] = np.nan
    before[0, 0] = after[0, 0] = np.nan
    pair = as_pair(before, after)
    shades = [Shades(as_image(each), table, LIMITS) for each in (before, after)]
    look = Look(Maxima(Strengths(pair)), *shades, lut(colormaps["RdBu_r"].with_extremes(bad="lime")), SPAN)
    at = (18, 30) if side == 4 else (12, 24)
    for limit in (0, 1e300):
        assert_array_equal(frame(show(look, shows="after", limit=limit)[0])[at], (255, 0, 0, 255))
        assert_array_equal(frame(show(look, shows="before", limit=limit)[0])[at], table[128])
        assert_array_equal(frame(show(look, shows="difference", limit=limit)[0])[at], (0, 255, 0, 255))
    if side == 4:
        assert_array_equal(frame(show(look)[0])[6, 6], faded(np.array([255, 0, 0, 255])))


class Counted:
    """A source that counts how often it is asked."""

    def __init__(self, source):
        self.source, self.calls = source, []

    def reduced(self, *args):
        self.calls.append("reduced")
        return self.source.reduced(*args)

    def at(self, *args):
        self.calls.append("at")
        return self.source.at(*args)


@pytest.mark.parametrize("shows", ["before", "after", "difference", "curtain", "fade", "overlay",
                                   "checkerboard", "map"])  # fmt: skip
def test_moving_the_limit_reads_nothing_again(shows, monkeypatch):
    before, after = changed((200, 150))
    look = look_of(before, after)
    sides = Counted(look.before), Counted(look.after)
    look = Look(look.maxima, *sides, SIGNED, SPAN)
    calls = []
    cells = Maxima.cells
    monkeypatch.setattr(Maxima, "cells", lambda self, *edges: (calls.append(self), cells(self, *edges))[1])
    canvas, face = show(look, shows=shows)
    frame(canvas)
    once = calls.count(look.maxima), *(len(side.calls) for side in sides)
    assert once[0] == 1
    for limit in (0.1, 0.5, 0.9, 0):
        face.show(look, shows, limit, dim=DIM, balance=0.5, tile=7.0)
        found = frame(canvas)
        assert (calls.count(look.maxima), *(len(side.calls) for side in sides)) == once
        assert_array_equal(found, frame(show(look_of(before, after), shows=shows, limit=limit)[0]))
    face.axes.set_xlim(10, 90)
    frame(canvas)
    assert calls.count(look.maxima) == 2


def test_dimming_again_and_again_keeps_little():
    canvas, face = show(look_of(*changed((200, 150))), shows="fade")
    for dim in np.linspace(0, 1, 30):
        face.show(face.look, "fade", 0, dim=dim, balance=0.5, tile=7.0)
        found = frame(canvas)
    assert len(face._scene._kept) < 12
    assert_array_equal(found, frame(show(face.look, shows="fade", dim=1)[0]))


@pytest.mark.parametrize("fmt", ["svg", "pdf"])
@pytest.mark.parametrize("shape", [(2, 2), (200, 150)])
def test_vector_formats(fmt, shape):
    before, after = changed(shape, 0.5)
    canvas, _ = show(look_of(before, after), shows="after", size=100)
    file = io.BytesIO()
    canvas.figure.savefig(file, format=fmt, dpi=288)
    assert len(file.getvalue()) > 1000
    if fmt == "svg":
        assert b"<image" in file.getvalue()


def test_nothing_in_view_and_hidden():
    look = look_of(PLAIN, OTHER)
    canvas, face = show(look, ((100, 200), (50, 20)))
    assert (frame(canvas) == EMPTY).all()
    assert face.scene() is None
    canvas, face = show(look)
    face.set_visible(False)
    assert (frame(canvas) == EMPTY).all()
    assert face.get_window_extent().bounds == pytest.approx((0, 0, SIDE, SIDE))


def test_axes_that_are_not_linear_are_refused():
    canvas, face = show(look_of(PLAIN, OTHER))
    face.axes.set(xscale="log", xlim=(1, 3))
    with pytest.raises(ValueError, match="axes must be linear, got"):
        frame(canvas)


@pytest.mark.parametrize("shows", ["before", "after", "difference", "fade", "overlay", "map"])
def test_an_exact_picture_has_one_pixel_for_each_pixel(shows):
    before, after = changed((SIDE, SIDE), 0.01)
    look = look_of(before, after)
    found = exact_pixels(look, shows, 0.2, dim=DIM, balance=0.5, tile=7.0)
    assert_array_equal(found, frame(show(look, shows=shows, limit=0.2)[0]))


@pytest.mark.parametrize("size", [12, 200])
def test_masked_pixels_have_the_bad_colour_in_signed_differences(size):
    before = np.zeros((20, 40))
    mask = np.zeros(before.shape, bool)
    mask[:, 20:] = True
    pair = as_pair(before, before + mask, mask=mask)
    solid, diverging = TABLE.copy(), SIGNED.copy()
    solid[-1] = diverging[-1] = MARK
    shades = [Shades(as_image(values, mask=mask), solid, LIMITS) for values in (pair.before, pair.after)]
    look = Look(Maxima(Strengths(pair)), *shades, diverging, SPAN)
    found = frame(show(look, shows="difference", size=size, dim=0)[0])
    middle = found[found.shape[0] // 2]
    assert tuple(middle[-2]) == MARK
    assert tuple(middle[1]) != MARK
