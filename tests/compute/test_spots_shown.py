"""Spots as they are shown and edited: the disks of one radius, edits by hand, the spot near a place."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbtools.compute.images import as_image
from nbtools.compute.spots.at_radius import Disks
from nbtools.compute.spots.edits import Edits, edits_in, nearest_spot
from nbtools.compute.spots.growth import RadialSums
from nbtools.compute.spots.measure import measure_disks
from nbtools.compute.spots.spots import measure_centers

PLACES = st.tuples(st.floats(-5, 40), st.floats(-5, 40))


@pytest.fixture
def image():
    image = np.random.default_rng(1).random((30, 40))
    image[4, 5] = image[20, 22] = np.nan
    return as_image(image)


@pytest.mark.parametrize("method", ["center", "exact"])
def test_disks_are_those_that_are_measured(image, method):
    centers = [(5, 5), (0, 20), (21.5, 22), (29, 39)]
    disks = Disks(RadialSums(image, centers, 8), 3.5, method, manual=1)
    table = measure_disks(image, centers, 3.5, method=method)
    np.testing.assert_allclose(disks.sums, table["disk_sum"], rtol=1e-12)
    assert disks.n_bad == table["n_bad"].sum() > 0
    assert disks.n_clipped == table["flag"].str.contains("partial").sum() == 2
    assert [*map(tuple, disks.found.tolist())] == centers[:3]
    more = {"frame": 3, "background": (6, 9), "prominence": np.ones(3)}
    expected = measure_centers(image, np.array(centers), manual=1, radius=3.5, method=method, **more)
    pd.testing.assert_frame_equal(disks.measured(**more).table, expected.table)


def test_disks_in_words(image):
    disks = Disks(RadialSums(image, [(5, 5), (0.5, 20)], 8), 2.0, manual=1)
    total = np.nansum(disks.sums)
    told = f"2 spots, 1 added by hand, 1 clipped by the border, 1 bad pixels, sum of sums {total:.6g}"
    assert disks.told() == disks.told(2) == told
    assert disks.told(1) == f"{told}, spot 1 at row 0.5, col 20: {disks.sums[1]:.6g}"
    assert Disks(RadialSums(image, [(15, 8)], 8), 2.0).told().startswith("1 spot, 0 clipped")


def test_edits_are_those_of_one_frame():
    added, removed = ((0, 1, 2), (2, 3, 4.5), (0, 1, 2)), ((2, 9, 9),)
    assert edits_in(0, added, removed) == Edits(add=((1, 2), (1, 2)))
    assert edits_in(2, added, removed) == Edits(add=((3, 4.5),), remove=((9, 9),))
    assert edits_in(1, added, removed) == Edits()


@given(st.lists(PLACES, max_size=8), PLACES, st.floats(0, 30))
def test_the_nearest_spot_is_that_of_a_loop(centers, place, reach):
    distances = [np.hypot(row - place[0], col - place[1]) for row, col in centers]
    near = [k for k, distance in enumerate(distances) if distance <= reach]
    expected = min(near, key=lambda k: (distances[k], k)) if near else -1
    assert nearest_spot(np.array(centers).reshape(-1, 2), place, reach) == expected
