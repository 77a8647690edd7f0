"""Literal text in the markup of a page."""

from __future__ import annotations

import html
from collections.abc import Iterable


def html_table(rows: Iterable[tuple[str, ...]], *, left: bool = False) -> str:
    """Write rows of literal text as a table, the first column as headings.

    With `left` the cells begin at the left, whatever the page does with tables.

    Examples
    --------
    >>> html_table([("radius", "r < 3")])
    '<table><tr><th>radius</th><td>r &lt; 3</td></tr></table>'
    """
    escaped = [[html.escape(text) for text in row] for row in rows]
    style = ' style="text-align: left"' * left
    cells = ("".join(f"<td{style}>{text}</td>" for text in row[1:]) for row in escaped)
    lines = (f"<tr><th{style}>{row[0]}</th>{more}</tr>" for row, more in zip(escaped, cells, strict=True))
    return f"<table>{''.join(lines)}</table>"


def status(text: str, *, wrong: bool = False) -> str:
    """Write what a reader of the page is told at once.

    Examples
    --------
    >>> status("3 spots"), status("r must be > 0", wrong=True)
    ('<span role="status">3 spots</span>', '<span role="alert" class="nbtools-error">⚠ r must be &gt; 0</span>')
    """
    if wrong:
        return f'<span role="alert" class="nbtools-error">⚠ {html.escape(text)}</span>'
    return f'<span role="status">{html.escape(text)}</span>'
