"""Steps: what an explorer computes, each a pure function, computed only when something that it reads has changed."""

from __future__ import annotations

import contextlib
import inspect
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Any

from nbtools.compute.turns import Work
from nbtools.model.lock import LOCK


class Unfinished(Exception):
    """A step takes longer than there is patience for; when it is asked for again, it goes on."""


@dataclass
class Going:
    """A step that is not finished.

    Attributes
    ----------
    name : str
        Its name.
    reads : tuple
        What it has read.
    work : Work
        What is left to do.
    without : dict
        Parameters with which it is not needed, if any.
    share : float
        How much of it is done.
    """

    name: str
    reads: tuple[Any, ...]
    work: Work[Any]
    without: dict[str, Any]
    share: float = 0.0


@dataclass
class Patience:
    """Until when, in seconds of a steady clock, steps are waited for, and whether one of them was left."""

    until: float
    left: bool = False


class step:
    """A cached pure value: a function whose argument names say what it reads (parameters, other steps, ``data``).

    It is computed when it is asked for and one of its arguments is another one than last time. What takes long is a
    generator function, see `Work` and `long`.
    """

    def __init__(self, function: Callable[..., Any], **without: Any) -> None:
        self.function, self.without = function, without
        self.reads = tuple(inspect.signature(function).parameters)
        self.__doc__ = function.__doc__

    @classmethod
    def long(cls, **without: Any) -> Callable[[Callable[..., Work[Any]]], step]:
        """Declare a step that is waited for as long as there is `patience`, and parameters to do without, if any."""
        return lambda function: cls(function, **without)

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
                if isinstance(value, Generator):
                    value = _worked(obj, Going(self.name, values, value, self.without))
                results[self.name] = values, value
            return value


def _worked(obj: Any, begun: Going) -> Any:
    """Do the work of a step, or go on with it if it is under way, until it is done or patience is lost."""
    before, patience = going(obj), vars(obj).get("_patience")
    same = before is not None and before.name == begun.name and _same(before.reads, begun.reads)
    now = before if before is not None and same else begun
    try:
        while True:
            now.share = next(now.work)
            if patience is not None and time.monotonic() >= patience.until:
                break
    except BaseException as end:
        if now is before:
            stop(obj)
        if isinstance(end, StopIteration):
            return end.value
        raise
    vars(obj)["_going"], patience.left = now, True
    raise Unfinished


def going(obj: Any) -> Going | None:
    """Give the step of an object that was left unfinished, if any."""
    found: Going | None = vars(obj).get("_going")
    return found


def stop(obj: Any) -> None:
    """Give up what was left unfinished."""
    vars(obj)["_going"] = None


@contextlib.contextmanager
def patience(obj: Any, seconds: float) -> Iterator[Patience]:
    """Let steps that take long raise `Unfinished` after some seconds; without this, they are waited for.

    Inside of another one, the longer one counts.
    """
    before: Patience | None = vars(obj).get("_patience")
    until = time.monotonic() + seconds
    now = Patience(until if before is None else max(until, before.until))
    vars(obj)["_patience"] = now
    try:
        yield now
    finally:
        vars(obj)["_patience"] = before


def known(obj: Any, name: str) -> bool:
    """Whether a step would be there at once: it is what it reads that is computed for this."""
    with LOCK:
        before, _ = _results(obj).get(name, (None, None))
        now = tuple(getattr(obj, read) for read in getattr(type(obj), name).reads)
        return _same(before, now)


def forget(obj: Any) -> None:
    """Let go of the results of all steps of an object."""
    stop(obj)
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
