"""What of an explorer is for its users, and what only for its subclasses and for the shell."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any, TypeVar

import traitlets

from nbtools.model.parameter import BY_DATA, declared

_Member = TypeVar("_Member")
_RESULTS = ("color_limits", "profiles", "result")  # the steps that a user reads
_OF_WIDGETS = ("add_class", "layout", "observe", "remove_class", "unobserve")  # what is of use of ipywidgets
_OF_EXPLORERS = ("last_error", "picture")
_SECTION = "    Parameters\n    ----------\n"
_SHARED = {
    "name : str, optional": "Running the cell again closes the earlier explorer of that name and keeps its values.",
    "title : str, optional": "Shown above the picture, as literal text.",
    "nodata : float or sequence of float, optional": "Values that stand for no data, see `nbtools.as_image`.",
}


def inner(member: _Member) -> _Member:
    """Mark a method, also one that a subclass overrides, as none that a user calls."""
    member.__inner__ = True  # type: ignore[attr-defined]
    return member


def for_users(cls: type) -> list[str]:
    """List what completion offers: parameters, methods and properties that are not inner, and a few others."""
    results = {name for name in _RESULTS if hasattr(cls, name)}
    names = {*results, *_OF_WIDGETS, *_OF_EXPLORERS, *declared(cls)}
    hidden = {name for name, member in _members(cls) if _is_inner(member)}
    return sorted(({name for name, _ in _members(cls)} - hidden) | names)


class ForUsers(traitlets.MetaHasTraits):
    """Kind of a class that lists only what is for users, so that `help` is about that."""

    def __init__(cls, *about: Any) -> None:
        super().__init__(*about)
        cls._is_made = True  # until then, traitlets looks through all that there is

    def __dir__(cls) -> list[str]:
        return for_users(cls) if "_is_made" in vars(cls) else list(super().__dir__())


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
    """Give the signature of an explorer with what its constructor hands on: words, name, title and parameters."""
    own = [p for p in inspect.signature(cls.__init__).parameters.values() if p.kind is not p.VAR_KEYWORD][1:]
    keyword = inspect.Parameter.KEYWORD_ONLY
    shared = dict.fromkeys(cls.words) | {"name": None, "title": "", "nodata": None}
    shared |= {name: trait.default_value for name, trait in declared(cls).items()}
    known = {p.name for p in own}
    more = [
        inspect.Parameter(name, keyword, default=value) for name, value in shared.items() if name not in known
    ]
    return inspect.Signature([p for p in own if p.name != "words"] + more)


def full_doc(cls: Any) -> str | None:
    """Give the text about an explorer with what is said of its name, its title and each of its parameters."""
    doc: str | None = vars(cls).get("__doc__")
    if not doc or _SECTION not in doc:
        return doc
    first, about, rest = doc.partition("\n\n")
    doc = f"{first}\n\n{parameter_table(cls)}{about}{rest}"
    head, examples, tail = doc.partition("\n\n    Examples\n")
    rows = _SHARED | {f"{name} : {trait.kind}": trait.help for name, trait in declared(cls).items()}
    more = "".join(f"\n    {what}\n        {about}" for what, about in rows.items())
    return head.rstrip() + more + examples + tail


def parameter_table(cls: Any) -> str:
    """Write the parameters of an explorer with what they start with, what is allowed, and their units."""
    rows = [("parameter", "default", "allowed", "unit")]
    for name, trait in declared(cls).items():
        fitted = trait.default_value is None and "None" not in trait.allowed
        rows.append((name, BY_DATA if fitted else repr(trait.default_value), trait.allowed, trait.unit))
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rule = "  ".join("=" * width for width in wide)
    lines = ["  ".join(map(str.ljust, row, wide)).rstrip() for row in rows]
    return "\n".join(f"    {line}" for line in (rule, lines[0], rule, *lines[1:], rule))
