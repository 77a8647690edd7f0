"""A table of rows in the browser: sorted by a click on a heading, a row is selected by click or arrow keys.

Only the rows that are shown travel to the browser; sorting happens here, on all of them. Cells are text, never HTML.
"""

from __future__ import annotations

import math
from typing import Any

import traitlets

from nbtools.widgets.base.module import Module

_MOST = 200


class Table(Module):
    """The visible top of a DataFrame.

    Attributes
    ----------
    sort : tuple of (str, bool)
        Column and whether it rises; empty: the order of the frame.
    selected : int
        Index of the selected row in the frame; -1: none.
    """

    file = "table.js"

    columns = traitlets.List(traitlets.Unicode()).tag(sync=True)
    rows: Any = traitlets.List().tag(sync=True)
    note = traitlets.Unicode().tag(sync=True)
    sort: Any = traitlets.List().tag(sync=True)
    selected = traitlets.Int(-1).tag(sync=True)

    def show(self, frame: Any) -> None:
        """Show the top rows of a frame in the chosen order, and always the selected one."""
        columns = [str(column) for column in frame.columns]
        order = frame
        if self.sort and self.sort[0] in columns:
            order = frame.sort_values(self.sort[0], ascending=bool(self.sort[1]), kind="stable")
        top = order.head(_MOST)
        if self.selected in order.index and self.selected not in top.index:
            top = frame.loc[[self.selected, *top.index[:-1]]]
        with self.hold_sync():
            self.columns = columns
            self.rows = [[int(row[0]), *map(_text, row[1:])] for row in top.itertuples(name=None)]
            self.note = f"{len(top)} of {len(frame)} rows" if len(top) < len(frame) else f"{len(frame)} rows"


def _text(value: Any) -> str:
    if isinstance(value, float):
        return "–" if math.isnan(value) else f"{value:.6g}"
    return str(value)
