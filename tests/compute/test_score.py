"""Found spots against true ones: the same pairs as by trying all, and plain words where something is wrong."""

from itertools import combinations, permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.optimize import linear_sum_assignment

import nbtools as nb
from nbtools.compute.spots.score import score_spots

places = st.lists(st.tuples(st.integers(0, 5), st.sampled_from([0, 0.5, 1, 2.25, 4])), max_size=5)


def by_trying_all(found, truth, tolerance):
    """Most pairs, and their least sum of distances."""
    few, many = sorted((found, truth), key=len)
    for n in range(len(few), 0, -1):
        sums = [
            sum(distances)
            for some in combinations(few, n)
            for others in permutations(many, n)
            if max(distances := [np.hypot(*np.subtract(a, b)) for a, b in zip(some, others, strict=True)])
            <= tolerance
        ]
        if sums:
            return n, min(sums)
    return 0, 0.0


@given(places, places, st.sampled_from([0, 0.5, 1, 1.5, 2.25, 9]))
def test_pairs_are_those_of_trying_all(found, truth, tolerance):
    score = score_spots(found, truth, tolerance)
    n, total = by_trying_all(found, truth, tolerance)
    assert len(score.pairs) == n
    assert_allclose(score.distances.sum(), total, atol=1e-9)
    for (i, j), distance in zip(score.pairs, score.distances, strict=True):
        assert np.hypot(*np.subtract(found[i], truth[j])) == distance <= tolerance
    for k, all_of_them, rest in ((0, found, score.false), (1, truth, score.missed)):
        assert sorted([*score.pairs[:, k], *rest]) == list(range(len(all_of_them)))
    assert (score.n_found, score.n_truth) == (len(found), len(truth))
    assert_array_equal(score.precision, n / len(found) if found else np.nan)
    assert_array_equal(score.recall, n / len(truth) if truth else np.nan)
    assert_array_equal(score.mean_distance, np.nan if not n else score.distances.mean())
    if n:
        both = score.precision, score.recall
        assert score.f1 == pytest.approx(2 * np.prod(both) / sum(both))
    else:
        assert_array_equal(score.f1, 0 if found or truth else np.nan)


@pytest.mark.parametrize("tolerance", [1.0, 4.0, 20.0])
def test_groups_give_the_same_as_one_assignment_of_all(tolerance):
    rng = np.random.default_rng(0)
    truth = rng.uniform(0, 100, (150, 2))
    found = np.concatenate([truth[20:] + rng.normal(0, 1, (130, 2)), rng.uniform(0, 100, (40, 2))])
    distance = np.hypot(*(found[:, None] - truth).transpose(2, 0, 1))
    cost = np.where(distance <= tolerance, distance / 20, 1000.0)
    rows, cols = linear_sum_assignment(cost)
    possible = distance[rows, cols] <= tolerance
    score = score_spots(found, truth, tolerance)
    assert_array_equal(score.pairs, np.stack([rows, cols], axis=1)[possible])
    assert_array_equal(score.distances, distance[rows, cols][possible])


def test_more_pairs_go_before_nearer_ones():
    score = score_spots(
        [(0, 0), (0, 3)], [(0, 2), (0, 5)], 2
    )  # the nearest pair alone would leave the others out
    assert score.pairs.tolist() == [[0, 0], [1, 1]]
    assert (score.precision, score.recall, score.f1, score.mean_distance) == (1, 1, 1, 2)


def test_many_spots_take_no_matrix_of_all():
    rng = np.random.default_rng(0)
    truth = rng.permutation(np.indices((200, 200)).reshape(2, -1).T * 5.0)
    order = rng.permutation(len(truth))
    score = score_spots(truth[order] + rng.uniform(-1, 1, truth.shape), truth, 1.5)
    assert_array_equal(score.pairs, np.stack([np.arange(len(truth)), order], axis=1))


def test_spots_of_a_sample_are_scored():
    sample = nb.samples.spots(n=20, seed=1)
    table = nb.measure_spots(sample.image, threshold_abs=20)
    score = nb.score_spots(table, sample.positions, 2)
    assert_array_equal(score.pairs, score_spots(table[["row", "col"]].to_numpy(), sample.positions, 2).pairs)
    assert (score.precision, score.recall, score.f1, len(score.false), len(score.missed)) == (1, 1, 1, 0, 0)
    assert 0 < score.mean_distance < 0.75
    assert repr(score).startswith("<SpotScore: 20 of 20 found, 0 false>")
    worse = nb.score_spots(table[5:], sample.positions, 2)
    assert (worse.precision, worse.recall, len(worse.missed)) == (1, 0.75, 5)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (([(1, 2, 3)], [], 1), ValueError, r"found must have shape \(n, 2\)"),
        (([], [(1, np.nan)], 1), ValueError, "truth must be finite"),
        ((["ab"], [], 1), ValueError, "found must have shape"),
        (([("a", "b")], [], 1), TypeError, "found must be an array of numbers"),
        (
            (pd.DataFrame({"y": [1], "col": [2]}), [], 1),
            ValueError,
            "found must have the columns .* no 'row'",
        ),
        (([], [], -1), ValueError, "tolerance must be >= 0 px, got -1"),
        (([], [], np.inf), ValueError, "tolerance must be >= 0 px and finite, got inf"),
        (([], [], True), ValueError, "tolerance must be >= 0 px, got True"),
    ],
)
def test_what_is_wrong_is_named(arguments, error, message):
    with pytest.raises(error, match=message):
        score_spots(*arguments)
