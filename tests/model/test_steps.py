import sys
import threading
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import traitlets

from nbtools.model.lock import locked
from nbtools.model.numbers import Number
from nbtools.model.steps import forget, kept, step

Pair = namedtuple("Pair", "first second")
NAN = float("nan")
ARRAY = np.arange(3)


class Holder:
    """All that a step needs: what it reads."""

    def __init__(self, value):
        self.value = value

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


def test_what_is_computed_meanwhile_leaves_no_trace():
    holder = Holder(1)
    before = holder.result
    with kept(holder):
        holder.value = 2
        assert holder.result == [2]
    holder.value = 1
    assert holder.result is before
    forget(holder)
    assert holder.result is not before


class Disk(traitlets.HasTraits):
    """A step that reads a parameter and another step, which follows from the same parameter."""

    radius = Number(5.0, 1, 1000, label="radius", help="r")
    data = 1

    @step
    def reach(data, radius):
        """How far it reaches."""
        return radius + data

    @step
    def room(reach, radius):
        """How much farther it reaches than its radius."""
        return reach - radius

    @locked
    def status(self):
        """Read two things."""
        return self.reach - self.radius


@pytest.fixture
def nervous():
    """Let threads take turns after every few lines."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_thousands_of_reads_are_of_one_state_while_another_thread_steers(nervous):
    disk, done = Disk(), threading.Event()

    def steer():
        while not done.is_set():
            for radius in (7.0, 300.0, 20.0):
                disk.radius = radius

    with ThreadPoolExecutor(1) as pool:
        steering = pool.submit(steer)
        try:
            assert all(disk.room == 1 == disk.status() for _ in range(3000))
        finally:
            done.set()
        steering.result()


def test_two_threads_that_set_a_parameter_do_not_interleave(nervous):
    disk, heard = Disk(), []

    def hear(change):
        heard.append(change.new)
        heard.append(disk.radius)  # nobody has changed it since

    disk.observe(hear, names="radius")

    def steer(values):
        for radius in values * 300:
            disk.radius = radius

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(steer, ((7.0, 300.0), (20.0, 30.0))))
    assert heard[::2] == heard[1::2]
