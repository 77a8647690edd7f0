"""The lock that all explorers share.

Widget messages may run on another thread than the cells, and matplotlib is not thread-safe. Parameters change, steps
are read and pictures are drawn under one lock, so that every thread sees one state. It is one for all explorers, not
one each: two linked explorers, changed from two threads at once, would wait for each other for ever.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from functools import wraps
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")


class Lock:
    """A lock that one thread may take several times, and that tells what explorers do from what others do."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._thread, self._depth = 0, 0

    def __enter__(self) -> None:
        self._lock.acquire()
        self._thread = threading.get_ident()
        self._depth += 1

    def __exit__(self, *error: object) -> None:
        self._depth -= 1
        self._lock.release()

    @property
    def own(self) -> bool:
        """Whether it is an explorer that is at work in this thread."""
        return self._depth > 0 and self._thread == threading.get_ident()

    @contextlib.contextmanager
    def lent(self) -> Iterator[None]:
        """Hold it for observers, whose work is not the explorer's own."""
        with self:
            depth, self._depth = self._depth, 0
            try:
                yield
            finally:
                self._depth = depth


LOCK = Lock()


def locked(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Let a function run under the lock, so that all it reads and sets belongs to one state."""

    @wraps(function)
    def run(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        with LOCK:
            return function(*args, **kwargs)

    return run
