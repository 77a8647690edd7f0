"""All parameters of an object at once: their values, what is allowed, and what they start with.

The object is any `traitlets.HasTraits` whose class declares parameters.
"""

from __future__ import annotations

from typing import Any

from nbtools.model.naming import known
from nbtools.model.parameter import declared

Values = dict[str, Any]


def own(cls: type) -> list[str]:
    """List the parameters that keep their value themselves: all but those that are a part of another one."""
    return [name for name, trait in declared(cls).items() if trait.home == name]


def values(obj: Any) -> Values:
    """Give all parameters with their values; those that are a part of another one are left out."""
    return {name: getattr(obj, name) for name in own(type(obj))}


def settings(obj: Any) -> Values:
    """Give what undo brings back: the parameters that are no places one looks at."""
    return {name: getattr(obj, name) for name, trait in declared(type(obj)).items() if trait.undoable}


def plain(obj: Any) -> Values:
    """Give the parameters as json can write them."""
    return {name: declared(type(obj))[name].plain(value) for name, value in values(obj).items()}


def checked(obj: Any, given: Values) -> Values:
    """Check values before the first one is set; points come before their parts.

    Raises
    ------
    TypeError
        A name that is no parameter.
    ValueError
        A value that is not allowed; the message says what is.
    """
    known(type(obj), given)
    traits = declared(type(obj)).items()
    return {name: trait._validate(obj, given[name]) for name, trait in traits if name in given}


def nearest(obj: Any, given: Values) -> Values:
    """Give the allowed values that are nearest to some that may be out of bounds."""
    return {name: declared(type(obj))[name].nearest(obj, value) for name, value in given.items()}


def first(obj: Any, given: Values, fitted: Values, kept: Values, told: Values) -> Values:
    """Give the values that an object starts with.

    Parameters
    ----------
    given : dict
        What it is told; None where it is fitted.
    fitted : dict
        What the data decides.
    kept, told : dict
        The values of an earlier object, and what that was told: what was changed since wins over what is kept.
    """
    start = {name: declared(type(obj))[name].default() for name in own(type(obj))} | fitted
    start |= nearest(obj, kept)
    changed = {name: value for name, value in given.items() if name not in told or told[name] != value}
    return start | {
        name: value for name, value in changed.items() if value is not None or start.get(name) is None
    }


def neighbour(order: Any, now: int | None, by: int) -> int | None:
    """Give the next (+1) or the previous (-1) of some numbers; after the last comes the first.

    From a number that is not among them one comes to the first, or the last.

    Examples
    --------
    >>> [neighbour((4, 2, 7), now, +1) for now in (4, 7, None)], neighbour((4, 2, 7), None, -1), neighbour((), 3, 1)
    ([2, 4, 4], 7, None)
    """
    if not order:
        return None
    place = order.index(now) if now in order else (-1 if by > 0 else 0)
    return int(order[(place + by) % len(order)])
