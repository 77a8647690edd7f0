"""Stamps hold light on dark, and land where they should."""

import numpy as np
import pytest
from matplotlib.transforms import Bbox

from nbtools.draw.marks.stamps import cut, paint

RED = np.array([255, 0, 0])


def grid(side):
    return np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2) - side // 2


def picture_of(stamp, side):
    """Give the RGBA of a stamp as a square picture, the lowest row first."""
    pixels = np.zeros((side, side), np.uint32)
    some = slice(stamp.parts[0], None)
    x, y = stamp.offsets[some].T + side // 2
    pixels[y, x] = stamp.pixels[some]
    return pixels[..., None].view(np.uint8)


@pytest.mark.parametrize("background", [0, 90, 255])
def test_light_lies_over_dark(background):
    rng, near = np.random.default_rng(0), grid(9)
    light, dark = rng.random((2, 3, len(near)))
    light[:, ::3] = 0
    for k, stamp in enumerate(cut(near, light, dark, "red")):
        rgba = picture_of(stamp, 9).reshape(-1, 4).astype(float)
        alpha = rgba[:, 3:] / 255
        found = rgba[:, :3] * alpha + background * (1 - alpha)
        wanted = background * (1 - dark[k, :, None])
        wanted = RED * light[k, :, None] + wanted * (1 - light[k, :, None])
        np.testing.assert_allclose(found, wanted, atol=1.1)


def test_pixels_come_in_the_order_of_their_importance_and_empty_ones_are_left_out():
    rng, near = np.random.default_rng(1), grid(15)
    light = np.where(rng.random((4, len(near))) < 0.7, 0, rng.random((4, len(near))))
    dark = np.where(rng.random((4, len(near))) < 0.5, 0, rng.random((4, len(near))))
    for stamp, some_light, some_dark in zip(cut(near, light, dark, "red"), light, dark, strict=True):
        begin, *ends = stamp.parts.tolist()
        assert sorted(ends) == ends
        assert ends[-1] == len(near)
        assert len(near) - begin == np.count_nonzero((some_light > 1e-3) | (some_dark > 2e-3))
        place = (stamp.offsets + 7) @ (1, 15)
        assert not some_light[place[begin : ends[0]]].any(where=some_light[place[begin : ends[0]]] > 0.15)
        assert (some_light[place[ends[2] :]] > 0.5).all()


@pytest.mark.parametrize("box", [(3, 5, 43, 35), (3.4, 5.6, 42.7, 34.9), (0, 0, 1, 1)])
def test_stamps_land_where_they_should_and_are_cut_off_at_the_edges(box):
    rng, near = np.random.default_rng(2), grid(7)
    stamps = cut(near, rng.random((2, len(near))), rng.random((2, len(near))), "red")
    for stamp in stamps:
        for x, y in [(10, 20), (3, 5), (42, 34), (0, 4), (45, 36), (40, 2), (2, 37), (0, 0)]:
            left, bottom, found = paint([(stamp, np.array([(x, y)]))], Bbox.from_extents(box))
            assert (left, bottom) == (int(box[0]), int(box[1]))
            wanted = np.zeros((100, 100, 4), np.uint8)
            wanted[y + 17 : y + 24, x + 17 : x + 24] = picture_of(stamp, 7)
            rows, cols = found.shape[:2]
            np.testing.assert_array_equal(found, wanted[bottom + 20 :, left + 20 :][:rows, :cols])
            assert (left + cols, bottom + rows) == (int(np.ceil(box[2])), int(np.ceil(box[3])))


def test_where_stamps_overlap_the_light_wins():
    near = grid(5)
    light, dark = np.zeros((2, len(near))), np.ones((2, len(near)))
    light[0, near[:, 0] == 0] = 1  # an upright line
    light[1, near[:, 1] == 0] = 1  # a level one
    rng = np.random.default_rng(3)
    places = [rng.integers(0, 30, (200, 2)) for _ in range(2)]
    stamped = list(zip(cut(near, light, dark, "red"), places, strict=True))
    expected = np.zeros((30, 30), bool)
    for where, lit in zip(places, light, strict=True):
        for place in where:
            for x, y in near[lit > 0] + place:
                if 0 <= x < 30 and 0 <= y < 30:
                    expected[y, x] = True
    for order in (1, -1):
        found = paint(stamped[::order], Bbox.from_extents(0, 0, 30, 30))[2]
        np.testing.assert_array_equal(found[..., 0] == 255, expected)


def test_nothing_stamped_is_an_empty_picture():
    stamps = cut(grid(3), np.zeros((1, 9)), np.zeros((1, 9)), "red")
    found = paint(
        [(stamps[0], np.array([(1, 1)])), (stamps[0], np.empty((0, 2), int))], Bbox.from_extents(0, 0, 4, 3)
    )
    assert found[2].shape == (3, 4, 4)
    assert not found[2].any()
