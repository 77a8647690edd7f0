"""Names of rows and columns."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks

_UNITS = "Y", "M", "D", "m", "s", "ms", "us", "ns"
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
        numbers = [checks.integer(which, key, minimum=0) for key in names]
        found = dict(zip(numbers, texts(names.values()), strict=True))
        if max(found, default=0) >= count:
            raise ValueError(f"{which} must have numbers from 0 to {count - 1}, got {max(found)}")
        return found
    if isinstance(names, str) or not hasattr(names, "__len__"):
        raise TypeError(
            f"{which} must be a sequence of names, or names by their numbers, got {checks.short(names)}"
        )
    if len(names) != count:
        raise ValueError(f"{which} must have one name for each of {count}, got {len(names)}")
    return dict(enumerate(texts(names)))


def texts(names: Iterable[Any]) -> list[str]:
    """Write names as short as they can be while they stay distinct: floats in three digits or more, dates in few.

    Examples
    --------
    >>> texts(np.logspace(0, 1, 5)), texts([0.5, 12345.25, 1e-9]), texts(["a", 1, None])
    (['1', '1.78', '3.16', '5.62', '10'], ['0.5', '12345', '1e-09'], ['a', '1', 'None'])
    >>> texts(np.array(["2020-01-01", "2020-01-02"], "M8[ns]")), texts(np.array(["2020", "2021"], "M8[ns]"))
    (['2020-01-01', '2020-01-02'], ['2020', '2021'])
    """
    found = list(names)
    if found and all(isinstance(name, float | np.floating) for name in found):
        return _of_floats([float(name) for name in found])
    naive = all(getattr(name, "tzinfo", None) is None for name in found)
    if found and naive and all(isinstance(name, datetime.date | np.datetime64) for name in found):
        return _of_dates(np.array(found, "M8"))
    return list(map(str, found))


def _of_floats(values: list[float]) -> list[str]:
    written: list[str] = []
    for digits in range(3, 18):
        written = [_short(value, digits) for value in values]
        if len(set(written)) == len(set(values)):
            break
    return written


def _short(value: float, digits: int) -> str:
    if not 1e-4 <= abs(value) < 1e6:
        return f"{value:.{digits}g}"
    text = f"{value:.{max(digits - 1 - math.floor(math.log10(abs(value))), 0)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _of_dates(dates: NDArray[np.datetime64]) -> list[str]:
    """Write dates in the largest unit that loses nothing."""
    known = dates[~np.isnat(dates)]
    unit: Any = next((unit for unit in _UNITS if (known.astype(f"M8[{unit}]") == known).all()), "auto")
    written = np.datetime_as_string(dates, unit=unit)
    return [text if text == "NaT" else text.replace("T", " ") for text in written.tolist()]


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
