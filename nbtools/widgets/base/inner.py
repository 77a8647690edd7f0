"""What of an explorer is for its users, and what only for its subclasses and for the shell."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any, TypeVar

from nbtools.widgets.base.parameters import declared

_Member = TypeVar("_Member")
_RESULTS = ("color_limits", "result")  # the steps that a user reads
_OF_WIDGETS = ("add_class", "layout", "observe", "remove_class", "unobserve")  # what is of use of ipywidgets
_OF_EXPLORERS = ("last_error", "picture")


def inner(member: _Member) -> _Member:
    """Mark a method, also one that a subclass overrides, as none that a user calls."""
    member.__inner__ = True  # type: ignore[attr-defined]
    return member


def for_users(cls: type) -> list[str]:
    """List what completion offers: parameters, methods and properties that are not inner, and a few others."""
    names = {*_RESULTS, *_OF_WIDGETS, *_OF_EXPLORERS, *declared(cls)}
    hidden = {name for name, member in _members(cls) if _is_inner(member)}
    return sorted((names | {name for name, _ in _members(cls)}) - hidden)


def _members(cls: type) -> Iterator[tuple[str, Any]]:
    for base in cls.__mro__:
        if base.__module__.startswith("nbtools."):
            for name, member in vars(base).items():
                if not name.startswith("_") and (
                    inspect.isfunction(member) or isinstance(member, property | classmethod)
                ):
                    yield name, member


def _is_inner(member: Any) -> bool:
    function = member.fget if isinstance(member, property) else member
    return getattr(function, "__inner__", False)


def full_signature(cls: Any) -> inspect.Signature:
    """Give the signature of an explorer with name, title and all parameters, which its constructor only hands on."""
    own = [p for p in inspect.signature(cls.__init__).parameters.values() if p.kind is not p.VAR_KEYWORD][1:]
    keyword = inspect.Parameter.KEYWORD_ONLY
    shared = {"name": None, "title": ""} | {
        name: trait.default_value for name, trait in declared(cls).items()
    }
    known = {p.name for p in own}
    more = [
        inspect.Parameter(name, keyword, default=value) for name, value in shared.items() if name not in known
    ]
    return inspect.Signature([p for p in own if p.name != "words"] + more)
