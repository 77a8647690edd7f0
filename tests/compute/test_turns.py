"""Long work is done a piece a turn, so that all else goes on; an error or False ends it."""

import asyncio

import pytest

from nbtools.compute.turns import in_turns


def test_without_a_loop_it_runs_through():
    left = list(range(5))

    def piece():
        left.pop()
        return bool(left)

    in_turns(piece)
    assert left == []


def test_in_a_loop_others_have_their_turn_after_each_piece():
    order = []

    def piece():
        order.append("piece")
        return order.count("piece") < 3

    async def other():
        for _ in range(3):
            order.append("other")
            await asyncio.sleep(0)

    async def both():
        task = asyncio.ensure_future(other())
        in_turns(piece)
        assert order == ["piece"]
        await task
        await asyncio.sleep(0)

    asyncio.run(both())
    assert sorted(order) == ["other"] * 3 + ["piece"] * 3
    assert order[:4] == ["piece", "other", "piece", "other"]


def test_it_stops_when_it_is_told_to_from_outside():
    done, going = [], True

    def piece():
        done.append(len(done))
        return going

    async def stopped():
        nonlocal going
        in_turns(piece)
        for _ in range(3):
            await asyncio.sleep(0)
        going = False
        for _ in range(5):
            await asyncio.sleep(0)

    asyncio.run(stopped())
    assert 3 <= len(done) <= 5


@pytest.mark.parametrize("pieces", [0, 2])
def test_an_error_ends_it(pieces):
    done = []

    def piece():
        done.append(None)
        if len(done) > pieces:
            raise OSError("disk on fire")
        return True

    with pytest.raises(OSError, match="fire"):
        in_turns(piece)
    assert len(done) == pieces + 1
