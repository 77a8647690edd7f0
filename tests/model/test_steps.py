import sys
import threading
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import traitlets

from nbtools.model.lock import locked
from nbtools.model.numbers import Number
from nbtools.model.steps import Unfinished, forget, going, kept, known, patience, step, stop

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


# --- steps that take long -----------------------------------------------------------------------------------------


class Slow:
    """Something with a step that takes a hundred pieces."""

    def __init__(self, value):
        self.value, self.pieces = value, []

    @step
    def pieces_of(pieces):
        """Where the pieces are noted."""
        return pieces

    @step.long(value=0)
    def result(value, pieces_of):
        """The value, after some work."""
        for k in range(100):
            yield k / 100
            pieces_of.append((value, k))
        return [value]

    @step
    def twice(result):
        """A step that reads the one that takes long."""
        return result * 2


def lose_patience(slow, times=1):
    for _ in range(times):
        with pytest.raises(Unfinished), patience(slow, 0):
            _ = slow.twice


def test_a_long_step_goes_on_where_it_was():
    slow = Slow(1)
    lose_patience(slow, 3)
    assert slow.pieces == [(1, 0), (1, 1)]
    assert (going(slow).name, going(slow).share, going(slow).without) == ("result", 0.02, {"value": 0})
    assert not known(slow, "result")
    assert slow.twice == [1, 1]  # without patience for it, it is waited for
    assert slow.pieces == [(1, k) for k in range(100)]
    assert going(slow) is None
    assert known(slow, "result")
    assert slow.twice == [1, 1]
    assert len(slow.pieces) == 100


@pytest.mark.parametrize("end", [stop, forget])
def test_a_long_step_that_was_given_up_begins_anew(end):
    slow = Slow(1)
    lose_patience(slow, 3)
    end(slow)
    assert slow.twice == [1, 1]
    assert slow.pieces == [(1, 0), (1, 1), *((1, k) for k in range(100))]


def test_a_long_step_begins_anew_with_another_value():
    slow = Slow(1)
    lose_patience(slow, 3)
    slow.value = 2
    lose_patience(slow, 2)
    assert slow.twice == [2, 2]
    assert slow.pieces[2:] == [(2, k) for k in range(100)]


def test_a_longer_patience_around_counts():
    slow = Slow(1)
    with patience(slow, 1e6) as outer, patience(slow, 0) as inner:
        assert slow.twice == [1, 1]
    assert not outer.left
    assert not inner.left


def test_a_long_step_that_fails_is_not_kept():
    class Broken(Slow):
        @step.long()
        def result(value):
            """No value."""
            yield 0.5
            yield 0.6
            raise ValueError("broken")

    slow = Broken(1)
    lose_patience(slow)
    for _ in range(2):
        with pytest.raises(ValueError, match="broken"):
            _ = slow.twice
        assert going(slow) is None
