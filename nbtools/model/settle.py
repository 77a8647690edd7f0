"""Fast while dragging, the rest when the drag has come to rest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


def runs() -> bool:
    """Whether an event loop runs, so that something can be done later."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


class Settle:
    """Calls a function when no other call has been asked for within a pause.

    Parameters
    ----------
    action : callable
        What is done at rest.
    pause : float
        Seconds without a change after which the state counts as settled.
    """

    def __init__(self, action: Callable[[], object], pause: float) -> None:
        self._action, self._pause = action, pause
        self._turn = 0

    def later(self, pause: float | None = None) -> bool:
        """Ask for the call, after another pause if given; False when no event loop runs that could make it."""
        self._turn += 1
        if not runs():
            return False
        wait = self._pause if pause is None else pause
        turn = self._turn
        asyncio.get_running_loop().call_later(wait, lambda: self._rest(turn))
        return True

    def cancel(self) -> None:
        """Forget what was asked for."""
        self._turn += 1

    def _rest(self, turn: int) -> None:
        if turn == self._turn:
            self._action()
