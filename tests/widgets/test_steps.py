from collections import namedtuple

import numpy as np
import pytest

from nbtools.widgets.base.steps import step

Pair = namedtuple("Pair", "first second")
NAN = float("nan")
ARRAY = np.arange(3)


class Holder:
    """What a step needs of an explorer."""

    def __init__(self, value):
        self.value, self._kept = value, {}

    @step
    def result(value):
        """The value, in a box of its own."""
        return [value]

    @step
    def twice(result, value):
        """A step that reads another one."""
        return result * 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (5.0, 5.0),
        ("a", "".join(["a"])),
        (None, None),
        (NAN, float("nan")),
        ((1, "a", None), (1, "a", None)),
        (((1.5, NAN), ()), ((1.5, float("nan")), ())),
        ((ARRAY, 1), (ARRAY, 1)),
        ((0, (ARRAY, (ARRAY,))), (0, (ARRAY, (ARRAY,)))),
        (Pair(1, ARRAY), Pair(1, ARRAY)),
        (ARRAY, ARRAY),
    ],
)
def test_a_step_is_kept_while_what_it_reads_is_the_same(before, after):
    holder = Holder(before)
    kept = holder.result
    holder.value = after
    assert holder.result is kept


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (5.0, 5),
        (1, True),
        (0.0, NAN),
        (None, 0),
        ((1, 2), (1, 2, 3)),
        ((1, 2), (1, 2.0)),
        ((1, True), (1, 1)),
        (((1, 2), 3), ((1, 4), 3)),
        ((ARRAY, 1), (ARRAY.copy(), 1)),
        ((0, (ARRAY,)), (0, (ARRAY.copy(),))),
        ((ARRAY,), (None,)),
        ((None,), (ARRAY,)),
        ((1, ARRAY), Pair(1, ARRAY)),
        (ARRAY, ARRAY.copy()),
        (ARRAY, ARRAY[:]),
        ([1], [1]),  # it may have been changed since
    ],
)
def test_a_step_is_computed_again_when_what_it_reads_has_changed(before, after):
    holder = Holder(before)
    kept = holder.result
    holder.value = after
    assert holder.result is not kept
    assert holder.result[0] is after


def test_steps_that_read_steps_follow():
    holder = Holder((ARRAY, 1))
    kept = holder.twice
    holder.value = (ARRAY, 1)
    assert holder.twice is kept
    holder.value = (ARRAY, 2)
    assert holder.twice == [(ARRAY, 2)] * 2
