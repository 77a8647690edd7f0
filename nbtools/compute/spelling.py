"""One thing has one name, and the other names that people type for it are understood everywhere.

`OTHER_NAMES` is the one list of them. Functions read it by `understanding`, explorers by `nbtools.model.naming`: who
has a thing understands all of its names, but for one that is the name of something else there.
"""

from __future__ import annotations

import difflib
import functools
import inspect
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, ParamSpec, TypeVar

from nbtools.compute import checks

OTHER_NAMES: dict[str, tuple[str, ...]] = {
    "antialias": ("anti_aliasing", "smooth_first"),
    "atol": ("threshold", "threshold_abs"),
    "center": ("centre",),
    "cmap": ("colormap", "colours", "colors"),
    "contrast": ("percentiles",),
    "cval": ("value", "fill_value"),
    "fmt": ("format",),
    "invert": ("dark_spots",),
    "line_width": ("linewidth", "linewidths"),
    "linewidth": ("line_width", "linewidths"),
    "linewidths": ("line_width", "linewidth"),
    "merge_distance": ("merge",),
    "mode": ("outside",),
    "percentiles": ("contrast",),
    "smoothing": ("sigma",),
    "threshold": ("threshold_abs", "atol"),
    "threshold_abs": ("threshold",),
}
PAIRS = {"limits": ("vmin", "vmax")}  # where there are the two but not the pair, it is understood, too

Values = dict[str, Any]
_P = ParamSpec("_P")
_R = TypeVar("_R")


def other_names(own: Collection[str]) -> dict[str, str]:
    """Say which parameter each other name means where there are parameters of some names.

    Examples
    --------
    >>> other_names(["threshold_abs", "cval", "value"])
    {'threshold': 'threshold_abs', 'fill_value': 'cval'}
    """
    return {other: name for name in own for other in OTHER_NAMES.get(name, ()) if other not in own}


def pairs_of(own: Collection[str]) -> dict[str, tuple[str, str]]:
    """Say which pairs are understood where there are parameters of some names.

    Examples
    --------
    >>> pairs_of(["vmin", "vmax"])
    {'limits': ('vmin', 'vmax')}
    """
    return {pair: two for pair, two in PAIRS.items() if pair not in own and set(two) <= set(own)}


def translated(
    given: Mapping[str, Any],
    others: Mapping[str, str],
    pairs: Mapping[str, tuple[str, str]],
    taken: Iterable[str] = (),
) -> Values:
    """Give values under the names of the parameters that are meant.

    Parameters
    ----------
    given : mapping
        Values by any names; those that are not known stay.
    others : mapping
        What other names mean.
    pairs : mapping
        Names of pairs, and of the two parameters that each gives at once.
    taken : iterable of str
        Parameters that were given before.

    Raises
    ------
    TypeError
        If a parameter is given under two names.
    ValueError
        If a pair is no pair.

    Examples
    --------
    >>> translated({"threshold": 3, "center": (1, 2)}, {"threshold": "atol"}, {"center": ("row", "col")})
    {'atol': 3, 'row': 1, 'col': 2}
    >>> translated({"threshold": 3, "atol": 4}, {"threshold": "atol"}, {})
    Traceback (most recent call last):
    ...
    TypeError: give atol or threshold, not both: they are two names of one thing
    """
    found: Values = {}
    came = {name: name for name in taken}
    for name, value in given.items():
        if name in pairs:
            news = dict(zip(pairs[name], two_of(name, value, pairs[name]), strict=True))
        else:
            news = {others.get(name, name): value}
        for own, item in news.items():
            if own in came:
                first, second = sorted((came[own], name), key=lambda word: (word != own, word))
                raise TypeError(f"give {first} or {second}, not both: they are two names of one thing")
            came[own], found[own] = name, item
    return found


def two_of(name: str, value: Any, parts: tuple[str, str]) -> tuple[Any, Any]:
    """Take a pair apart.

    Raises
    ------
    ValueError
        If it is none.

    Examples
    --------
    >>> two_of("center", 3, ("row", "col"))
    Traceback (most recent call last):
    ...
    ValueError: center must be a pair (row, col), got 3
    """
    try:
        first, second = value
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be a pair ({', '.join(parts)}), got {checks.short(value)}") from None
    return first, second


def nearest(name: str, meanings: Mapping[str, str]) -> str | None:
    """Find what is most likely meant by a wrong name: the meaning of the one that is written almost alike.

    Examples
    --------
    >>> nearest("treshold", {"threshold": "threshold_abs", "radius": "radius"})
    'threshold_abs'
    >>> nearest("x", {"radius": "radius"}) is None
    True
    """
    close = difflib.get_close_matches(name, meanings, 1, 0.65)
    return meanings[close[0]] if close else None


def understanding(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Let a function understand other names of its parameters, and start with what is set for all.

    A wrong name is a TypeError that says which one is meant.
    """
    from nbtools.compute import defaults  # which is decorated with this

    signature = inspect.signature(function).parameters
    names = tuple(signature)
    known, others, pairs = frozenset(names), other_names(names), pairs_of(names)
    open_ended = any(parameter.kind is parameter.VAR_KEYWORD for parameter in signature.values())
    meanings = {name: name for name in names} | others | {pair: pair for pair in pairs}

    @functools.wraps(function)
    def understood(*args: Any, **options: Any) -> _R:
        given = names[: len(args)]
        if not options.keys() <= known:
            options = translated(options, others, pairs, given)
            for name in () if open_ended else options.keys() - known:
                meant = nearest(name, meanings)
                hint = f"did you mean {meant}?" if meant else f"it has {', '.join(names)}"
                raise TypeError(f"{function.__name__}() has no argument {name!r}; {hint}")
        for name, value in defaults.for_all().items():
            if name in known and name not in options and name not in given:
                options[name] = value
        return function(*args, **options)

    return understood
