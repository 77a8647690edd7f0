"""Where two images differ: the same numbers as numpy, scipy and scikit-image."""

import inspect

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.testing import assert_array_equal
from scipy import ndimage
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

import nbtools as nb
from nbtools.compute.diff import difference as module
from nbtools.compute.diff import strengths
from nbtools.compute.diff.pairs import as_pair

shapes = hnp.array_shapes(min_dims=2, max_dims=2, max_side=12)
BOX = ["row0", "col0", "row1", "col1"]


def noisy(shape=(40, 50), density=0.05, seed=0):
    rng = np.random.default_rng(seed)
    before = rng.random(shape) * 100
    return before, np.where(rng.random(shape) < density, before + rng.normal(size=shape) * 20, before)


@given(
    shapes.flatmap(lambda shape: st.tuples(*[hnp.arrays(np.int16, shape, elements=st.integers(-4, 4))] * 2)),
    st.sampled_from([0, 0.5, 1, 3]),
    st.sampled_from([0, 0.5, 1]),
    st.integers(0, 3),
)
def test_all_numbers_equal_those_of_numpy(images, atol, rtol, seed):
    masked = np.random.default_rng(seed).random(images[0].shape) < 0.2
    found = nb.difference(*images, atol=atol, rtol=rtol, mask=masked)
    before, after = (image.astype(float) for image in images)
    expected = ~np.isclose(before, after, atol=atol, rtol=rtol) & ~masked
    assert_array_equal(found.mask, expected)
    assert found.count == expected.sum()
    assert found.n_compared == (~masked).sum()
    assert found.fraction == (expected.sum() / (~masked).sum() if not masked.all() else 0)
    assert_array_equal(found.values, before - after)
    assert_array_equal(found.row_profile, expected.sum(axis=1))
    assert_array_equal(found.col_profile, expected.sum(axis=0))
    assert found.regions["n_pix"].sum() == found.count
    assert repr(found).splitlines()[0] == (
        f"<Difference: {expected.sum()} of {(~masked).sum()} pixels differ by more than {atol:g}>"
    )


@pytest.mark.parametrize("equal_nan", [True, False])
def test_nan_equals_nan_if_wanted(equal_nan):
    a, b = np.array([[np.nan, 1, np.nan, np.inf]]), np.array([[np.nan, np.nan, 2, np.inf]])
    found = nb.difference(a, b, equal_nan=equal_nan, atol=5)
    assert_array_equal(found.mask, ~np.isclose(a, b, atol=5, equal_nan=equal_nan))
    assert_array_equal(found.values, [[np.nan, np.nan, np.nan, np.nan]])
    assert found.regions["n_nan"].sum() == found.count


@pytest.mark.parametrize("density", [0.02, 0.3])
def test_regions_equal_those_of_scipy(density):
    before, after = noisy(density=density)
    found = nb.difference(before, after)
    labels, n = ndimage.label(before != after, structure=np.ones((3, 3)))
    boxes = [(r.start, c.start, r.stop, c.stop) for r, c in ndimage.find_objects(labels)]
    numbers = range(1, n + 1)
    amount = np.abs(before - after)
    expected = {
        box: (size, largest, mean)
        for box, size, largest, mean in zip(
            boxes,
            ndimage.sum_labels(before != after, labels, numbers),
            ndimage.maximum(amount, labels, numbers),
            ndimage.mean(amount, labels, numbers),
            strict=True,
        )
    }
    table = found.regions
    assert len(table) == n
    assert (np.diff(table["n_pix"]) <= 0).all()
    for row in table.itertuples():
        size, largest, mean = expected[row.row0, row.col0, row.row1, row.col1]
        assert (row.n_pix, row.max_abs) == (size, largest)
        assert row.mean_abs == pytest.approx(mean)
        assert amount[row.row, row.col] == largest
    strongest = nb.difference(before, after, sort="strength").regions
    assert (np.diff(strongest["max_abs"]) <= 0).all()
    assert len(strongest) == n


def test_near_regions_are_merged():
    before, after = np.zeros((9, 9)), np.zeros((9, 9))
    after[0, 0] = after[0, 3] = after[8, 8] = 1
    boxes = [nb.difference(before, after, merge_distance=k).regions[BOX].to_numpy() for k in (1, 2, 4)]
    assert boxes[0].tolist() == [[0, 0, 1, 1], [0, 3, 1, 4], [8, 8, 9, 9]]
    assert boxes[1].tolist() == [[0, 0, 1, 4], [8, 8, 9, 9]]
    assert len(boxes[2]) == 2


def test_metrics_equal_scikit_image_whatever_the_tolerance():
    before, after = noisy()
    found = nb.difference(before, after, atol=1e9).metrics
    scale = before.max() - before.min()
    assert found.max_abs == pytest.approx(np.abs(before - after).max())
    assert found.mae == pytest.approx(np.abs(before - after).mean())
    assert found.rmse == pytest.approx(np.sqrt(((before - after) ** 2).mean()))
    assert found.psnr == pytest.approx(peak_signal_noise_ratio(before, after, data_range=found.data_range))
    assert found.ssim == pytest.approx(structural_similarity(before, after, data_range=found.data_range))
    assert found.data_range >= scale


def test_unsigned_differences_do_not_wrap_in_any_number():
    found = nb.difference(np.array([[3, 5]], np.uint8), np.array([[5, 5]], np.uint8))
    assert found.values.tolist() == [[-2, 0]]
    assert found.regions["max_abs"].tolist() == [2]
    assert (found.metrics.max_abs, found.metrics.mae) == (2, 1)


def test_tolerances_of_large_integers_are_exact():
    a, b = np.array([[2**53, 2**53 + 1, 2**53 + 2]]), np.zeros((1, 3), int)
    assert [nb.difference(a, b, atol=2**53 + k).count for k in range(3)] == [2, 1, 0]
    a, b = np.array([[2**64 - 1, 7]], np.uint64), np.array([[2**64 - 2, 7]], np.uint64)
    assert nb.difference(a, b).mask.tolist() == [[True, False]]


@pytest.mark.parametrize("offset", [(2, 3), (-4, 1), (0, -5)])
def test_an_offset_and_what_registration_finds(offset):
    scene = np.random.default_rng(5).random((80, 90))
    first = scene[10:60, 10:70]
    second = scene[10 + offset[0] : 60 + offset[0], 10 + offset[1] : 70 + offset[1]].copy()
    second[20, 30] += 1
    for found in (nb.difference(first, second, offset=offset), nb.difference(first, second, register=True)):
        assert found.offset == offset
        assert found.count == 1
        assert found.mask.shape == (50 - abs(offset[0]), 60 - abs(offset[1]))
        row, col = np.argwhere(found.mask)[0]
        assert (row + max(offset[0], 0), col + max(offset[1], 0)) == (20 + offset[0], 30 + offset[1])
    assert nb.difference(first, second).count > 1000


def test_a_color_pixel_differs_when_one_channel_does():
    before = np.random.default_rng(6).integers(0, 256, (12, 13, 3), np.uint8)
    after = before.copy()
    after[3, 4, 1] ^= 128
    after[7, 8] ^= 1
    found = nb.difference(before, after, channel_axis=-1)
    assert np.argwhere(found.mask).tolist() == [[3, 4], [7, 8]]
    assert_array_equal(found.values, before.astype(int) - after)
    assert found.regions["max_abs"].tolist() == [128, 1]
    assert nb.difference(before, after, atol=1, channel_axis=-1).count == 1


ODD = {
    "1x1": np.zeros((1, 1)),
    "flat": np.full((9, 12), 5.0),
    "zero": np.zeros((9, 12), np.uint8),
    "bool": np.ones((9, 12), bool),
    "nan": np.full((9, 12), np.nan),
    "inf": np.full((9, 12), np.inf),
    "masked": np.ma.masked_all((9, 12)),
    "row": np.arange(12.0)[np.newaxis],
    "column": np.arange(12)[:, np.newaxis],
    "most": np.full((9, 12), 2**64 - 1, np.uint64),
    "least": np.full((9, 12), -(2**63), np.int64),
    "huge": np.linspace(-1, 1, 108).reshape(9, 12) * 1e308,
}


@pytest.mark.parametrize("rtol", [0, 0.1])
@pytest.mark.parametrize("image", ODD.values(), ids=ODD)
def test_an_odd_image_equals_itself_and_its_opposite_gives_no_error(image, rtol):
    same = nb.difference(image, image.copy(), rtol=rtol)
    assert same.count == same.fraction == same.mask.sum() == len(same.regions) == 0
    assert "0 of" in repr(same)
    other = nb.difference(image, image[::-1, ::-1], rtol=rtol)
    for found in (same, other, nb.difference(image, np.zeros(image.shape), rtol=rtol, register=True)):
        for name in ("count", "fraction", "mask", "values", "regions", "metrics", "row_profile"):
            getattr(found, name)


def test_masked_everything_compares_nothing():
    before, after = noisy()
    found = nb.difference(before, after, mask=np.ones(before.shape, bool))
    assert (found.count, found.n_compared, found.fraction, len(found.regions)) == (0, 0, 0.0, 0)
    assert found.row_profile.tolist() == [0] * 40


@pytest.mark.parametrize("wrong", [-1, np.nan, np.inf, True, "1", None])
@pytest.mark.parametrize("name", ["atol", "rtol"])
def test_wrong_tolerances_are_named(name, wrong):
    with pytest.raises((TypeError, ValueError), match=rf"^{name} must be "):
        nb.difference(np.eye(2), np.eye(2), **{name: wrong})


def test_wrong_options_and_shapes_are_named():
    with pytest.raises(ValueError, match=r"^merge_distance must be a whole number >= 0( px)?, got -1"):
        nb.difference(np.eye(2), np.eye(2), merge_distance=-1)
    with pytest.raises(ValueError, match=r"^sort must be 'size' or 'strength', got 'place'"):
        nb.difference(np.eye(2), np.eye(2), sort="place")
    with pytest.raises(ValueError, match=r"must have one shape, got \(2, 2\) and \(3, 3\)"):
        nb.difference(np.eye(2), np.eye(3))


def test_nothing_is_computed_before_it_is_asked_for(monkeypatch):
    asked = []
    for place, name in ((strengths, "image_metrics"), (module, "region_table"), (module, "signed")):
        monkeypatch.setattr(place, name, lambda *args, name=name, **options: asked.append(name))
    monkeypatch.setattr(module.Strengths, "window", lambda *args: asked.append("window"))
    found = nb.difference(*noisy())
    assert asked == []
    for _ in range(2):
        _ = found.metrics, found.values
    assert sorted(set(asked)) == ["image_metrics", "signed"]


def test_the_images_stay_as_they_were():
    before, after = noisy()
    copies = before.copy(), after.copy()
    found = nb.difference(before, after, rtol=0.1, atol=1)
    for name, _ in inspect.getmembers(type(found), lambda member: hasattr(member, "__get__")):
        if not name.startswith("_"):
            getattr(found, name)
    assert_array_equal(before, copies[0])
    assert_array_equal(after, copies[1])
    assert np.shares_memory(as_pair(before, after).before, before)


def test_metrics_are_computed_once_for_all_tolerances():
    found = nb.difference(*noisy(), atol=0.1)
    other = module.Difference(found.strengths, 0.2)
    assert other.metrics is found.metrics


def test_a_region_is_found_by_a_pixel_of_its_box_and_told_in_words():
    before, after = noisy(density=0.02)
    found = nb.difference(before, after, atol=5, merge_distance=1)
    for number, row in found.regions.iterrows():
        box = found.box(number)
        assert box == tuple(row[BOX])
        assert all(isinstance(end, int) for end in box)
        first = (found.regions["row0"] <= row.row) & (row.row < found.regions["row1"])
        first &= (found.regions["col0"] <= row.col) & (row.col < found.regions["col1"])
        assert found.region_at(int(row.row), int(row.col)) == int(np.flatnonzero(first)[0])
        row0, col0, row1, col1 = box
        assert found.told(number) == (
            f"{found.told()}, region {number + 1} of {len(found.regions)}: rows {row0} to {row1 - 1}, "
            f"cols {col0} to {col1 - 1}, {row.n_pix:.0f} px"
        )
    assert found.region_at(-1, 3) == found.region_at(40, 3) is None
    assert nb.difference(before, before).region_at(0, 0) is None


def test_a_difference_in_words():
    before, after = noisy()
    mask = np.arange(2000).reshape(before.shape) < 100
    found = nb.difference(before, after, atol=3, mask=mask)
    percent = f"{100 * found.fraction:.3g}"
    told = f"{found.count} of 1,900 pixels differ by more than 3 ({percent} %), 100 masked"
    assert found.told() == told
    assert nb.difference(before, before).told() == "the images are equal in all 2,000 pixels"
    largest = np.abs(before - after).max()
    none = f"no pixel differs by more than 1000; the largest difference is {largest:.6g}"
    assert nb.difference(before, after, atol=1000).told() == none
    moved = nb.difference(before, before[2:, 3:], offset=(2, 3)).told()
    assert moved.endswith("in all 1,786 pixels, after is moved by 2 rows and 3 cols")
