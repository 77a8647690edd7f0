"""Names of rows and columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbtools.compute import checks

Names = dict[int, str]
Both = tuple[Names | None, Names | None]  # of rows and of columns


def read_names(which: str, names: Any, count: int) -> Names | None:
    """Check the names of rows or columns; None where they are numbered.

    Parameters
    ----------
    which : str
        Name of the parameter.
    names : sequence, mapping or None
        One name for each, or names by their numbers, the others having none.
    count : int
        Number of rows or columns.

    Raises
    ------
    TypeError
        If the names are none of these.
    ValueError
        If there are not as many as there should be, or a number lies outside.

    Examples
    --------
    >>> read_names("rows", ["cat", "dog"], 2)
    {0: 'cat', 1: 'dog'}
    >>> read_names("rows", ["cat"], 2)
    Traceback (most recent call last):
    ...
    ValueError: rows must have one name for each of 2, got 1
    """
    if names is None:
        return None
    if isinstance(names, Mapping):
        found = {checks.integer(which, key, minimum=0): str(name) for key, name in names.items()}
        if max(found, default=0) >= count:
            raise ValueError(f"{which} must have numbers from 0 to {count - 1}, got {max(found)}")
        return found
    if isinstance(names, str) or not hasattr(names, "__len__"):
        raise TypeError(
            f"{which} must be a sequence of names, or names by their numbers, got {checks.short(names)}"
        )
    if len(names) != count:
        raise ValueError(f"{which} must have one name for each of {count}, got {len(names)}")
    return dict(enumerate(map(str, names)))


def names_of(shape: tuple[int, int], **given: Any) -> Both:
    """Check the names of rows, then those of columns, each given by the name of its parameter.

    Examples
    --------
    >>> names_of((2, 9), row_names=["cat", "dog"], col_names=None)
    ({0: 'cat', 1: 'dog'}, None)
    """
    rows, cols = (read_names(*each, count) for each, count in zip(given.items(), shape, strict=True))
    return rows, cols


def named(k: int, names: Names | None) -> str:
    """Write the number of a row or a column with its name.

    Examples
    --------
    >>> named(1, {1: "dog"}), named(0, {1: "dog"})
    ('1 (dog)', '0')
    """
    return str(k) if names is None or k not in names else f"{k} ({names[k]})"
