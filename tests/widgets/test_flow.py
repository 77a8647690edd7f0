"""How many frames may be under way: on links made of arithmetic."""

import pytest

from nbtools.widgets.base.flow import Flow


def run(delay, seconds, *, frame=0.0, gap=0.01):
    """Send whenever it is allowed over a link that takes `delay` s and is busy `frame` s with each frame.

    Returns the frames that were shown, and the most that were under way.
    """
    flow, now, free, shown, most, under_way = Flow(), 0.0, 0.0, 0, 0, []
    while now < seconds:
        while under_way and under_way[0] <= now:
            under_way.pop(0)
            flow.shown(now)
            shown += 1
        if flow.open(now):
            flow.sent(now)
            free = max(free, now) + frame
            under_way.append(free + delay)
        most = max(most, len(under_way))
        now += gap
    return shown, most


def test_a_page_that_is_near_gets_one_frame_after_the_other():
    assert run(0.03, 5)[1] == 1


def test_to_a_far_page_many_frames_are_under_way():
    shown, most = run(0.15, 10)
    assert 4 <= most <= 8
    assert shown > 3 * 10 / 0.16  # three times what one after the other would give


def test_frames_do_not_queue_where_the_link_is_full():
    """0.1 s for each frame: more than two or three under way would only wait for each other."""
    shown, most = run(0.15, 10, frame=0.1)
    assert most <= 4
    assert shown > 2 / 3 * 10 / 0.1


def test_a_link_that_was_cut_does_not_stop_frames_for_ever():
    flow = Flow()
    flow.sent(0.0)
    assert not flow.open(1.0)
    assert flow.open(6.0)


def test_an_answer_too_many_does_no_harm():
    flow = Flow()
    flow.shown(1.0)
    assert flow.open(1.0)


@pytest.mark.parametrize(("delay", "far"), [(0.02, False), (0.2, True)])
def test_far_is_where_no_frame_was_ever_quick(delay, far):
    flow = Flow()
    assert not flow.far
    for start in (1.0, 2.0, 3.0):
        flow.sent(start)
        flow.shown(start + delay)
    assert flow.far is far


def test_a_page_that_is_slow_is_not_far():
    flow = Flow()
    for start in (1.0, 2.0, 3.0):
        flow.sent(start)
        flow.shown(start + 0.2, spent=0.19)
    assert not flow.far
