"""A table of rows in the browser: sorted by a click on a heading, a row is selected by click or arrow keys.

Only the rows that are shown travel to the browser; sorting happens here, on all of them. Cells are text, never HTML.
"""

from __future__ import annotations

from typing import Any

import traitlets

from nbtools.compute.tables import top_rows
from nbtools.widgets.base.module import Module


class Table(Module):
    """The visible top of a DataFrame.

    Attributes
    ----------
    sort : tuple of (str, bool)
        Column and whether it rises; empty: the order of the frame.
    selected : int
        Index of the selected row in the frame; -1: none.
    about : dict of str to str
        What columns mean, for those who point at their headings.
    """

    files = ("table.js",)

    columns = traitlets.List(traitlets.Unicode()).tag(sync=True)
    rows: Any = traitlets.List().tag(sync=True)
    note = traitlets.Unicode().tag(sync=True)
    sort: Any = traitlets.List().tag(sync=True)
    selected = traitlets.Int(-1).tag(sync=True)
    about: Any = traitlets.Dict().tag(sync=True)

    def show(self, frame: Any) -> None:
        """Show the top rows of a frame in the chosen order, and always the selected one."""
        top = top_rows(frame, self.sort, self.selected)
        with self.hold_sync():
            self.columns, self.rows, self.note = top.columns, top.rows, top.note
