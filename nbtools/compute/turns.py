"""Long work in the background of a notebook: a piece of it in each turn of the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


def in_turns(piece: Callable[[], bool]) -> None:
    """Call a function until it gives False, once between two turns of the event loop; without a loop, at once.

    All else stays alive meanwhile. The first call comes before this returns. An error ends it.

    Parameters
    ----------
    piece : callable
        Does a piece of the work; tells whether there is more to do.

    Examples
    --------
    >>> left = [3, 2, 1]
    >>> in_turns(lambda: bool(left.pop() and left))
    >>> left
    []
    """
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        while piece():
            pass
        return

    def turn() -> None:
        if piece():
            loop.call_soon(turn)

    turn()
