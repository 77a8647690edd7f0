import tracemalloc

import numpy as np
import pandas as pd
import pytest

from nbtools.compute.spots.spots import measure_spots
from nbtools.compute.spots.stacks import iter_stack, measure_stack, told_stack


class LazyStack:
    """Frames that are made when asked for; one of them cannot be read."""

    dtype, ndim = np.dtype(np.float64), 3

    def __init__(self, frames, broken=None, shape=(60, 80)):
        self.shape, self.broken, self.asked = (frames, *shape), broken, []

    def __len__(self):
        return self.shape[0]

    def __getitem__(self, index):
        self.asked.append(index)
        if index == self.broken:
            raise OSError("disk on fire")
        frame = np.zeros(self.shape[1:])
        frame[10 + index % 20, 20], frame[40, 30] = 50, 20 + index
        return frame


def test_stack_is_frame_by_frame():
    stack = LazyStack(5)
    table = measure_stack(stack, progress=False, radius=2)
    one_by_one = [measure_spots(stack[i], frame=i, radius=2) for i in range(5)]
    pd.testing.assert_frame_equal(table, pd.concat(one_by_one, ignore_index=True))
    assert len(table) == 10
    assert list(table.index) == list(range(10))


@pytest.mark.parametrize("method", ["center", "exact"])
def test_frames_without_spots_change_no_type(method):
    full = measure_stack(LazyStack(2), progress=False, method=method)
    stack = np.zeros((3, 60, 80))
    empty = measure_stack(stack, progress=False, method=method)
    assert len(empty) == 0
    pd.testing.assert_series_equal(empty.dtypes, full.dtypes)
    stack[1] = LazyStack(2)[1]
    some = measure_stack(stack, progress=False, method=method)
    pd.testing.assert_frame_equal(some, full[full["frame"] == 1].reset_index(drop=True))


def test_frames_are_read_when_their_turn_comes():
    stack = LazyStack(5)
    tables = iter_stack(stack, radius=2)
    stack.asked.clear()
    assert next(tables)[0] == 0
    assert next(tables)[0] == 1
    assert stack.asked == [0, 1]


@pytest.mark.parametrize("method", ["center", "exact"])
def test_a_frame_that_fails_is_reported_and_the_others_kept(method):
    whole = measure_stack(LazyStack(4), progress=False, radius=2, method=method)
    table = measure_stack(LazyStack(4, broken=2), progress=False, radius=2, method=method)
    failed = table[table["frame"] == 2]
    assert list(failed["flag"]) == ["failed: disk on fire"]
    numbers = failed.drop(columns=["frame", "flag", "n_pix", "n_bad", "err_from"])
    assert numbers.isna().all(axis=None)
    kept = table[table["frame"] != 2].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, whole[whole["frame"] != 2].reset_index(drop=True))


def test_a_wrong_option_is_no_matter_of_a_frame():
    with pytest.raises(ValueError, match="radius must be > 0 px, got -1"):
        iter_stack(LazyStack(3), radius=-1)
    with pytest.raises(ValueError, match="min_distance"):
        measure_stack(LazyStack(3), progress=False, min_distance=0)
    with pytest.raises(TypeError, match="radios"):
        iter_stack(LazyStack(3), radios=1)
    with pytest.raises(TypeError, match="frame"):
        iter_stack(LazyStack(3), frame=1)
    with pytest.raises(ValueError, match="stack must have the axes"):
        measure_stack(np.zeros((2, 3, 4, 5)), progress=False)


def test_masks_of_all_frames_and_of_each():
    stack = np.zeros((2, 30, 30))
    stack[:, 10, 10], stack[:, 20, 20] = 9, 5
    mask = np.zeros((2, 30, 30), bool)
    mask[1, 10, 10] = True
    each = measure_stack(stack, progress=False, mask=mask, radius=1, min_distance=5)
    assert list(each["row"]) == [10, 20, 20]
    both = measure_stack(stack, progress=False, mask=mask[1], radius=1, min_distance=5)
    assert list(both["row"]) == [20, 20]
    assert len(measure_stack(stack[0], progress=False, min_distance=5)) == 2


def test_progress_is_shown(capsys):
    measure_stack(LazyStack(3), radius=2)
    assert "3/3" in capsys.readouterr().err


def test_memory_does_not_grow_with_frames():
    def peak(frames):
        stack = LazyStack(frames, shape=(256, 256))
        tracemalloc.start()
        for _ in iter_stack(stack, radius=2):
            pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(2)
    frame = 256 * 256 * 8
    assert peak(30) < peak(3) + frame / 4


def test_frames_and_spots_are_told_in_words():
    stack = LazyStack(4, broken=2)
    table = measure_stack(stack, progress=False, threshold_abs=5.0, radius=3)
    assert told_stack(table, 4) == "6 spots in 3 frames, 1 frames failed"
