"""Functions that want to be told when something happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, ParamSpec

_P = ParamSpec("_P")


class Listeners(Generic[_P]):
    """Functions that are called together.

    Examples
    --------
    >>> listeners = Listeners()
    >>> end = listeners.add(print)
    >>> listeners.tell("drawn")
    drawn
    >>> end()
    >>> listeners.tell("drawn")
    """

    def __init__(self) -> None:
        self._all: list[Callable[_P, object]] = []

    def add(self, listener: Callable[_P, object]) -> Callable[[], None]:
        """Call a function from now on; what is returned ends it."""
        self._all.append(listener)
        return lambda: self._all.remove(listener)

    def tell(self, *args: _P.args, **kwargs: _P.kwargs) -> None:
        """Call all, also where one of them ends itself or another one."""
        for listener in list(self._all):
            listener(*args, **kwargs)
