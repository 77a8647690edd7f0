"""How a result is shown: what it is in one line, then a line for each of its parts; never all of its numbers."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import fields
from itertools import islice
from typing import Any, ClassVar

import numpy as np

from nbtools.compute import checks
from nbtools.compute.markup import html_table
from nbtools.compute.numerals import told

_MOST = 7  # parts that are shown
_WIDE = 100  # letters of a part
_FIRST = 4  # values, names or rows of a part


class Shown:
    """Base of what functions and explorers give: a frozen dataclass, made with ``repr=False``.

    A subclass may say what it is in `_about`, and in `_parts` which of its attributes are shown, all of them cheap;
    if it does not, these are its public fields.
    """

    __slots__ = ()
    _parts: ClassVar[tuple[str, ...]] = ()

    def _about(self) -> str:
        """Say in one line of plain words what it is."""
        return ""

    def _rows(self) -> list[tuple[str, str]]:
        found: Any = self
        names = self._parts or [field.name for field in fields(found) if not field.name.startswith("_")]
        parts = {name: getattr(self, name) for name in names}
        rows = [(name, part_text(value)) for name, value in parts.items() if not _is_empty(value)]
        return rows if len(rows) <= _MOST else [*rows[: _MOST - 1], ("…", f"{len(rows) - _MOST + 1} more")]

    def __repr__(self) -> str:
        rows = self._rows()
        wide = max((len(name) for name, _ in rows), default=0)
        return "\n".join([f"<{_headline(self)}>", *(f"  {name:{wide}}  {text}" for name, text in rows)])

    def _repr_html_(self) -> str | None:
        return f"<div>{html.escape(_headline(self))}{html_table(self._rows(), left=True)}</div>"


def part_text(value: Any) -> str:
    """Write a part of a result in one line: shape, count, the first values.

    Parameters
    ----------
    value : object
        An array, a table, a result, or anything else.

    Returns
    -------
    str
        At most 100 letters.

    Examples
    --------
    >>> part_text(np.arange(12.0).reshape(3, 4))
    'float64 (3, 4): 0, 1, 2, 3, …'
    >>> part_text(np.eye(3, dtype=bool)), part_text((1.5, 2)), part_text({"a": 1, "b": 2})
    ('bool (3, 3): 3 True', '(1.5, 2)', '2: a, b')
    """
    text = " ".join(_text(value).split())
    return text if len(text) <= _WIDE else f"{text[: _WIDE - 1]}…"


def _headline(shown: Shown) -> str:
    about = " ".join(shown._about().split())
    return type(shown).__name__ + (f": {about}" if about else "")


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str | Mapping) and not value)


def _text(value: Any) -> str:
    if isinstance(value, Shown):
        return _headline(value)
    if value is np.ma.masked:
        return "--"
    if isinstance(value, np.ndarray):
        kind = f"{value.dtype} {value.shape}: "
        if value.dtype == bool:
            return f"{kind}{np.count_nonzero(value)} True"
        return kind + _listed(value.flat, value.size)
    if hasattr(value, "columns"):
        return f"{len(value)} rows: {', '.join(map(str, value.columns))}"
    if isinstance(value, Mapping):
        return f"{len(value)}: {_listed(map(str, value), len(value))}"
    if isinstance(value, str):
        return value
    if isinstance(value, float | np.floating):
        return told(value)
    if type(value) in (tuple, list):
        short = len(value) <= _FIRST
        return f"({_listed(value, len(value))})" if short else f"{len(value)}: {_listed(value, len(value))}"
    return str(value) if isinstance(value, np.generic | np.dtype) else checks.short(value)


def _listed(values: Iterable[Any], number: int) -> str:
    """Write the first of some values."""
    return ", ".join([*map(_text, islice(values, _FIRST)), *["…"] * (number > _FIRST)])
