"""Which parameters of an object a name means: its own, the words of its label, and those that peers have for it.

Besides, some names mean a part of a parameter or two parameters at once, see `End` and `Both`; a class lists them as
its ``also``.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from nbtools.compute.spelling import nearest, other_names, translated
from nbtools.model.parameter import declared

Values = dict[str, Any]


@dataclass(frozen=True)
class End:
    """A name for one end of a parameter that is a pair."""

    of: str
    at: int


@dataclass(frozen=True)
class Both:
    """A name for two parameters at once."""

    parts: tuple[str, str]


def others(cls: Any) -> dict[str, str]:
    """Say which parameter each other name means: those that peers have for it, and the words of its label."""
    return _others(cls)


@cache
def _others(cls: type) -> dict[str, str]:
    own = declared(cls)
    listed = other_names([name for name, trait in own.items() if trait.also is None])
    listed |= {other: name for name, trait in own.items() for other in trait.also or ()}
    listed |= {_identifier(trait.label): name for name, trait in own.items()}
    taken = {*own, *_also(cls), *getattr(cls, "words", ()), *inspect.signature(cls).parameters}
    free = (
        other for other in listed if other not in taken and not hasattr(cls, other) and other.isidentifier()
    )
    return {other: listed[other] for other in free}


def names(cls: Any) -> dict[str, str]:
    """Give all names that are understood, each with what is meant by it."""
    more = {name: name for name in (*_also(cls), *getattr(cls, "words", ()))}
    return {name: name for name in declared(cls)} | others(cls) | more


def spelled(cls: Any, given: Mapping[str, Any]) -> Values:
    """Give values under the names of the parameters that are meant.

    An end whose other end is not given stays as it is, see `joined`; one that is None is none.

    Raises
    ------
    TypeError
        A name that is no parameter, with the one that is most likely meant; or one thing under two names.
    ValueError
        A pair that is none.
    """
    also = _also(cls)
    pairs = {name: item.parts for name, item in also.items() if isinstance(item, Both)}
    found = translated(given, others(cls), pairs)
    known(cls, found)
    for name, item in _ends(cls):
        if name in found:
            if item.of in found:
                raise TypeError(f"give {item.of} or {name}, not both: they are two names of one thing")
            if found[name] is None:
                del found[name]
    for whole in {item.of for _, item in _ends(cls)}:
        ends = [name for name, item in _ends(cls) if item.of == whole]
        if all(name in found for name in ends):
            found[whole] = tuple(found.pop(name) for name in ends)
    return found


def joined(cls: Any, given: Values, now: Mapping[str, tuple[Any, Any]]) -> Values:
    """Put ends that are given alone into their pairs, beside the other end as it is now."""
    found = {name: value for name, value in given.items() if name not in dict(_ends(cls))}
    for name, item in _ends(cls):
        if name in given:
            pair = list(now[item.of])
            pair[item.at] = given[name]
            found[item.of] = tuple(pair)
    return found


def alone(cls: Any, given: Values) -> Values:
    """Give those that are ends without the other end."""
    return {name: value for name, value in given.items() if name in dict(_ends(cls))}


def known(cls: Any, given: Iterable[str]) -> None:
    """Raise a TypeError for a name that is no parameter, with the one that is most likely meant."""
    for name in given:
        if name not in declared(cls) and name not in _also(cls):
            meant = nearest(name, names(cls))
            hint = f"did you mean {meant!r}?" if meant else f"it has {', '.join(declared(cls))}"
            raise TypeError(f"{cls.__name__} has no parameter {name!r}; {hint}")


def own_name(cls: Any, name: str) -> str:
    """Give the parameter that a name means."""
    found = others(cls).get(name, name)
    if found not in declared(cls):
        known(cls, [name])
        raise TypeError(f"{cls.__name__} has no parameter {name!r}; it has {', '.join(declared(cls))}")
    return found


def hint(cls: Any, name: str) -> str:
    """Ask whether something else is meant that is written almost like a name; of all others, say nothing."""
    from nbtools.model.inner import for_users

    meant = nearest(name, {word: word for word in for_users(cls)} | names(cls))
    return f"; did you mean {meant!r}?" if meant else ""


def read(obj: Any, name: str, now: Mapping[str, tuple[Any, Any]]) -> Any:
    """Give the value that another name stands for."""
    item = _also(type(obj)).get(name)
    if isinstance(item, End):
        return now[item.of][item.at]
    if item is not None:
        return tuple(getattr(obj, part) for part in item.parts)
    return getattr(obj, others(type(obj))[name])


def is_other(cls: Any, name: str) -> bool:
    """Whether a name is understood besides those of the parameters."""
    return name in _also(cls) or name in others(cls)


def _also(cls: Any) -> dict[str, End | Both]:
    found: dict[str, End | Both] = getattr(cls, "also", {})
    return found


def _ends(cls: Any) -> list[tuple[str, End]]:
    return [(name, item) for name, item in _also(cls).items() if isinstance(item, End)]


def _identifier(label: str) -> str:
    return label.replace(" ", "_").replace("-", "_")
