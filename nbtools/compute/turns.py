"""Long work in the background of a notebook: a piece of it in each turn of the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from typing import TypeVar

Result = TypeVar("Result")

Work = Generator[
    float, None, Result
]  # after each piece it tells which share is done; it returns what it found


def at_once(work: Work[Result]) -> Result:
    """Do all of some work, and give what it found.

    Examples
    --------
    >>> def work():
    ...     yield 0.5
    ...     return "found"
    >>> at_once(work())
    'found'
    """
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: Result = end.value
            return found


def within(work: Work[Result], low: float, high: float) -> Work[Result]:
    """Do some work as a part of more: the shares that it tells lie between two others.

    Examples
    --------
    >>> def work():
    ...     yield 0.5
    >>> list(within(work(), 0.8, 1.0))
    [0.9]
    """
    while True:
        try:
            share = next(work)
        except StopIteration as end:
            found: Result = end.value
            return found
        yield low + (high - low) * share


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
