"""Steps: what an explorer computes, each a pure function, computed only when something that it reads has changed."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from nbtools.widgets.base.lock import LOCK


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

    def __get__(self, explorer: Any, owner: type | None = None) -> Any:
        if explorer is None:
            return self
        with LOCK:
            values = tuple(getattr(explorer, name) for name in self.reads)
            kept, value = explorer._kept.get(self.name, (None, None))
            if not _same(kept, values):
                value = self.function(*values)
                explorer._kept[self.name] = values, value
            return value


def _same(a: Any, b: Any) -> bool:
    """Whether a step need not be computed again: arrays and other objects are the same only if they are one."""
    if a is b:
        return True
    if type(a) is not type(b):
        return False
    if isinstance(a, tuple):
        return len(a) == len(b) and all(map(_same, a, b))
    return isinstance(a, int | float | str) and (a == b or (a != a and b != b))
