import asyncio

from nbtools.model.settle import Settle


def test_without_an_event_loop_nothing_is_promised():
    assert not Settle(lambda: None, 0.0).later()


def test_many_changes_in_a_row_are_settled_once():
    done = []

    async def drag():
        settle = Settle(lambda: done.append(1), 0.01)
        assert all([settle.later() for _ in range(5)])
        await asyncio.sleep(0.05)
        settle.later()
        settle.cancel()
        await asyncio.sleep(0.05)

    asyncio.run(drag())
    assert done == [1]


def test_one_call_may_wait_longer():
    done = []

    async def drag():
        settle = Settle(lambda: done.append(1), 0.01)
        settle.later(0.1)
        await asyncio.sleep(0.05)
        assert done == []
        await asyncio.sleep(0.1)

    asyncio.run(drag())
    assert done == [1]
