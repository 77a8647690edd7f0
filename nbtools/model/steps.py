"""Steps: what an explorer computes, each a pure function, computed only when something that it reads has changed."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Iterator
from typing import Any

from nbtools.model.lock import LOCK


class step:
    """A cached pure value: a function whose argument names say what it reads (parameters, other steps, ``data``).

    It is computed when it is asked for and one of its arguments is another one than last time.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.reads = tuple(inspect.signature(function).parameters)
        self.__doc__ = function.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, obj: Any, owner: type | None = None) -> Any:
        if obj is None:
            return self
        with LOCK:
            values = tuple(getattr(obj, name) for name in self.reads)
            results = _results(obj)
            before, value = results.get(self.name, (None, None))
            if not _same(before, values):
                value = self.function(*values)
                results[self.name] = values, value
            return value


def forget(obj: Any) -> None:
    """Let go of the results of all steps of an object."""
    _results(obj).clear()


@contextlib.contextmanager
def kept(obj: Any) -> Iterator[None]:
    """Let steps be computed meanwhile; afterwards their results are those of before."""
    results = _results(obj)
    before = dict(results)
    try:
        yield
    finally:
        results.clear()
        results.update(before)


def _results(obj: Any) -> dict[str, tuple[tuple[Any, ...], Any]]:
    """Give what the steps of an object read and gave when they were last computed, by their names."""
    found: dict[str, tuple[tuple[Any, ...], Any]] = vars(obj).setdefault("_kept", {})
    return found


def _same(a: Any, b: Any) -> bool:
    """Whether a step need not be computed again: arrays and other objects are the same only if they are one."""
    if a is b:
        return True
    if type(a) is not type(b):
        return False
    if isinstance(a, tuple):
        return len(a) == len(b) and all(map(_same, a, b))
    return isinstance(a, int | float | str) and (a == b or (a != a and b != b))
