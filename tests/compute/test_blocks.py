"""The largest strength of each cell is that of a loop over all pixels, whatever the grid."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nbtools.compute.diff.blocks import Maxima
from nbtools.compute.diff.pairs import as_pair
from nbtools.compute.diff.strengths import Strengths
from nbtools.draw.image.screen import line_up


def pair_of(rows, cols, dtype="f8", density=0.1, nan=False, seed=0):
    rng = np.random.default_rng(seed)
    before = rng.integers(0, 100, (rows, cols)).astype(dtype)
    steps = rng.integers(0, 100, before.shape).astype(dtype)
    after = np.where(rng.random(before.shape) < density, steps, before)
    if nan:
        after[rng.random(before.shape) < density / 2] = np.nan
    return as_pair(before, after, mask=rng.random(before.shape) < 0.05)


def assert_equals_a_loop(maxima, rows, cols):
    found, where = maxima.cells(rows, cols)
    strengths = maxima.strengths.window(slice(None), slice(None))
    assert found.shape == where.shape == (len(rows) - 1, len(cols) - 1)
    assert found.dtype == strengths.dtype
    for i, j in np.ndindex(found.shape):
        cell = strengths[rows[i] : rows[i + 1], cols[j] : cols[j + 1]]
        assert found[i, j] == cell.max(initial=0)
        if found[i, j] == 0:
            assert where[i, j] == -1
        else:
            row, col = divmod(int(where[i, j]), strengths.shape[1])
            assert rows[i] <= row < rows[i + 1]
            assert cols[j] <= col < cols[j + 1]
            assert strengths[row, col] == found[i, j]


@st.composite
def edges(draw, size):
    """Edges as a screen has them, or any others; often of a part of the image only."""
    if draw(st.booleans()):
        start = draw(st.integers(0, size - 1))
        stop = draw(st.integers(start + 1, size))
        return np.array(sorted({start, stop, *draw(st.lists(st.integers(start, stop), max_size=8))}), np.intp)
    scale = draw(st.one_of(st.integers(1, 9).map(float), st.floats(1, 9)))
    first = draw(st.floats(-scale, size - 0.5))
    marks = np.ceil(first + scale * np.arange(draw(st.integers(2, 12))) - 0.5)
    marks = np.unique(np.clip(marks, 0, size)).astype(np.intp)
    return marks if len(marks) > 1 else np.array([0, size])


@settings(max_examples=150)
@given(
    st.data(),
    st.tuples(st.integers(1, 40), st.integers(1, 40)),
    st.sampled_from(["u1", "u8", "f8", "f4"]),
    st.sampled_from([0, 0.01, 0.1, 0.9]),
    st.integers(0, 3),
)
def test_any_grid(data, shape, dtype, density, seed):
    pair = pair_of(*shape, dtype, density, nan=dtype[0] == "f" and data.draw(st.booleans()), seed=seed)
    rtol = data.draw(st.sampled_from([0, 0.2]))
    maxima = Maxima(Strengths(pair, rtol))
    for _ in range(2):  # the second one finds levels that are there
        assert_equals_a_loop(maxima, *(data.draw(edges(size)) for size in shape))


@settings(max_examples=100)
@given(
    st.tuples(st.integers(1, 90), st.integers(1, 90)),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
    st.tuples(st.floats(-3, 2), st.floats(-3, 2)),
    st.integers(1, 15),
    st.booleans(),
)
def test_the_grids_of_screens(shape, center, zoom, side, falling):
    lines = []
    for size, middle, power in zip(shape, center, zoom, strict=True):
        half = size * 2**power / 2
        limits = middle * size - half, middle * size + half
        lines.append(line_up(0.3, 0.3 + side, limits[:: -1 if falling else 1], size, 1))
    if None not in lines:
        assert_equals_a_loop(Maxima(Strengths(pair_of(*shape))), *(line.edges for line in lines))


@pytest.mark.parametrize("shape", [(1, 1), (1, 37), (37, 1), (64, 64), (65, 31)])
def test_single_pixels_are_found_from_far_and_near(shape):
    rows, cols = shape
    for place in {(0, 0), (rows - 1, cols - 1), (0, cols - 1), (rows // 2, cols // 3)}:
        before = np.zeros(shape, np.uint8)
        before[place] = 7
        maxima = Maxima(Strengths(as_pair(before, np.zeros(shape, np.uint8))))
        for steps in (1, 3, 8, 100):
            grid = [np.unique(np.append(np.arange(0, size, steps), size)) for size in shape]
            found, where = maxima.cells(*grid)
            assert found.tolist() == np.maximum.reduceat(
                np.maximum.reduceat(before, grid[0][:-1], axis=0), grid[1][:-1], axis=1
            ).tolist()  # fmt: skip
            assert np.unravel_index(where[found > 0][0], shape) == place


def test_the_strongest_of_all_types_is_exact():
    before = np.array([[2**64 - 1, 2**64 - 2, 2**63 + 1, 2**53 + 1]], np.uint64)
    maxima = Maxima(Strengths(as_pair(before, np.zeros_like(before))))
    found, where = maxima.cells(np.array([0, 1]), np.array([0, 2, 4]))
    assert found.tolist() == [[2**64 - 1, 2**63 + 1]]
    assert where.tolist() == [[0, 2]]


def test_a_look_reads_the_pair_only_where_cells_share_a_block(monkeypatch):
    pair = pair_of(512, 512, density=0.01)
    maxima = Maxima(Strengths(pair))
    grid = np.arange(0, 513, 8)
    maxima.cells(grid, grid)
    read = []
    at = Strengths.at
    monkeypatch.setattr(Strengths, "window", None)
    monkeypatch.setattr(
        Strengths, "at", lambda self, rows, cols: read.append(rows.size) or at(self, rows, cols)
    )
    maxima.cells(grid, grid)
    assert sum(read) == 0
    grid = np.unique(np.append(np.arange(0, 512, 8.7).astype(np.intp), 512))
    maxima.cells(grid, grid)
    assert sum(read) < 0.1 * 512**2


@pytest.mark.parametrize("density", [0, 0.01, 1])
def test_building_takes_less_than_one_image(density):
    pair = pair_of(1000, 1000, density=density)
    tracemalloc.start()
    maxima = Maxima(Strengths(pair))
    maxima.cells(np.array([0, 1000]), np.array([0, 1000]))
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 4.1e6  # levels: a third of 8 + 4 bytes for each pixel
    assert peak < 8e6  # one image; measured 5.9e6
