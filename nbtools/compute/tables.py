"""The visible top of a table: the few rows that travel to a page, with their cells as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nbtools.compute.numerals import told

_MOST = 200


@dataclass(frozen=True)
class Top:
    """The names of the columns; rows of an index and texts; a note about how many there are."""

    columns: list[str]
    rows: list[list[Any]]
    note: str


def top_rows(frame: Any, sort: Sequence[Any] = (), selected: int = -1) -> Top:
    """Give the top rows of a DataFrame in some order, and always the selected one.

    Parameters
    ----------
    frame : DataFrame
        The whole table, with whole numbers as its index.
    sort : (str, bool)
        Column and whether it rises; empty: the order of the frame.
    selected : int
        Index of the selected row; -1: none.
    """
    columns = [str(column) for column in frame.columns]
    order = frame
    if sort and sort[0] in columns:
        order = frame.sort_values(sort[0], ascending=bool(sort[1]), kind="stable")
    top = order.head(_MOST)
    if selected in order.index and selected not in top.index:
        top = frame.loc[[selected, *top.index[:-1]]]
    rows = [[int(row[0]), *map(_text, row[1:])] for row in top.itertuples(name=None)]
    return Top(
        columns, rows, f"{len(top)} of {len(frame)} rows" if len(top) < len(frame) else f"{len(frame)} rows"
    )


def _text(value: Any) -> str:
    return told(value) if isinstance(value, float) else str(value)
