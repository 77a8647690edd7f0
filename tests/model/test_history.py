import pytest

from nbtools.model import history
from nbtools.model.history import History


@pytest.fixture
def clock(monkeypatch):
    """Let a test move the time by hand."""
    now = [100.0]
    monkeypatch.setattr(history.time, "monotonic", lambda: now[0])
    return now


def test_steps_back_and_forth_and_stops_at_the_ends():
    past = History({"r": 1})
    past.record({"r": 2})
    past.record({"r": 3})
    assert [past.step(-1), past.step(-1), past.step(-1)] == [{"r": 2}, {"r": 1}, None]
    assert [past.step(+1), past.step(+1), past.step(+1)] == [{"r": 2}, {"r": 3}, None]


def test_a_new_change_forgets_what_was_undone():
    past = History({"r": 1})
    past.record({"r": 2})
    past.step(-1)
    past.record({"r": 5})
    assert past.step(+1) is None
    assert past.step(-1) == {"r": 1}


def test_a_whole_drag_is_one_step(clock):
    past = History({"r": 1})
    for value in range(2, 50):
        clock[0] += 0.1
        past.record({"r": value}, "r")
    assert past.step(-1) == {"r": 1}
    assert past.step(+1) == {"r": 49}


def test_a_pause_another_control_or_python_ends_a_drag(clock):
    past = History({"r": 1, "t": 0})
    past.record({"r": 2, "t": 0}, "r")
    clock[0] += 5
    past.record({"r": 3, "t": 0}, "r")
    past.record({"r": 3, "t": 1}, "t")
    past.record({"r": 3, "t": 2})
    past.record({"r": 3, "t": 3})
    seen = [past.step(-1) for _ in range(6)]
    assert seen[:5] == [
        {"r": 3, "t": 2},
        {"r": 3, "t": 1},
        {"r": 3, "t": 0},
        {"r": 2, "t": 0},
        {"r": 1, "t": 0},
    ]
    assert seen[5] is None


def test_a_drag_with_the_mouse_is_one_step_however_slow_it_is(clock):
    past = History({"r": 1})
    for first in (2, 5):
        past.press(True)
        for value in range(first, first + 3):
            past.record({"r": value}, "r")
            clock[0] += 5
        past.press(False)
        clock[0] += 0.1
    past.record({"r": 8}, "r")  # told late
    clock[0] += 5
    past.record({"r": 9}, "r")
    assert [past.step(-1) for _ in range(4)] == [{"r": 8}, {"r": 4}, {"r": 1}, None]


def test_a_drag_after_an_undo_does_not_eat_the_first_state(clock):
    past = History({"r": 1})
    past.record({"r": 2}, "r")
    past.step(-1)
    past.record({"r": 7}, "r")
    assert past.step(-1) == {"r": 1}


def test_no_change_is_no_step():
    past = History({"r": 1})
    past.record({"r": 1})
    assert past.step(-1) is None


def test_a_state_that_is_replaced_is_no_step():
    history = History({"a": 1})
    history.replace({"a": 2})
    assert history.step(-1) is None
    history.record({"a": 2})
    history.record({"a": 3})
    assert history.step(-1) == {"a": 2}
    assert history.step(-1) is None
