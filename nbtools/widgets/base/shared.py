"""Layouts and styles that many widgets of an explorer have in common: each is a model of its own in the page."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

import ipywidgets as W

_pool: ContextVar[dict[Any, W.Widget] | None] = ContextVar("pool", default=None)


@contextlib.contextmanager
def sharing() -> Iterator[None]:
    """Let all that is made meanwhile share what is alike."""
    token = _pool.set({})
    try:
        yield
    finally:
        _pool.reset(token)


def layout(**values: Any) -> W.Layout:
    """Give a layout that is never changed."""
    return _shared(W.Layout, values)


def style(kind: type[W.Widget], **values: Any) -> W.Widget:
    """Give a style for widgets of a kind that is never changed."""
    return _shared(kind.style.klass, values)


def _shared(kind: type[W.Widget], values: dict[str, Any]) -> Any:
    pool = _pool.get()
    key = kind, *sorted(values.items())
    found = kind(**values) if pool is None or key not in pool else pool[key]
    if pool is not None:
        pool[key] = found
    return found
