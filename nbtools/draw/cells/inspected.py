"""The numbers of a window of pixels, as a table in their colours is made of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from nbtools.compute.cells.formats import PixelFormat
from nbtools.compute.cells.window import PixelWindow, summary
from nbtools.draw.cells.image import PictureCells
from nbtools.draw.cells.names import Both, Names, named
from nbtools.draw.cells.values import reads_white

_HEADING, _LINE, _EDGES, _HIGHEST = 34, 15, 3, 180  # px of the screen


def inspected(
    window: PixelWindow, cells: PictureCells, written: PixelFormat, names: Both, *, size: int, what: str
) -> dict[str, Any]:
    """Lay out a window of pixels.

    Parameters
    ----------
    window : PixelWindow
        The pixels.
    cells : PictureCells
        The image with its colours.
    written : PixelFormat
        How values are written.
    names : pair of dict or None
        Names of rows and columns by their numbers.
    size : int
        Rows of a window that is not cut at the border: the table has room for them.
    what : str
        Which window it is.

    Returns
    -------
    dict
        ``head``; names of ``rows`` and ``cols``; rows of ``cells``, each (text, colour, ink, whether it is the
        middle one); what the ``numbers`` come to; and the ``height`` in px of the screen.
    """
    values, masked = cells.array()
    where = window.rows, window.cols
    colors = cells.colors(*where)
    rows, cols, _ = colors.shape
    texts = written.texts(values[where], None if masked is None else masked[where])
    lines = len(texts) // (rows * cols)
    ink = np.where(reads_white(colors), "white", "black")

    def cell(row: int, col: int) -> tuple[str, str, str, bool]:
        first = (row * cols + col) * lines
        red, green, blue = colors[row, col].tolist()
        here = (row + window.rows.start, col + window.cols.start) == (window.row, window.col)
        return "\n".join(texts[first : first + lines]), f"rgb({red},{green},{blue})", str(ink[row, col]), here

    return {
        "head": f"{what}: row {named(window.row, names[0])}, col {named(window.col, names[1])}",
        "rows": _names(window.rows, names[0]),
        "cols": _names(window.cols, names[1]),
        "cells": [[cell(row, col) for col in range(cols)] for row in range(rows)],
        "numbers": summary(window, "\n"),
        "height": min(_HEADING + size * (_LINE * lines + _EDGES), _HIGHEST),
    }


def _names(part: slice, names: Names | None) -> list[str]:
    return [str(k) if names is None else names.get(k, str(k)) for k in range(part.start, part.stop)]
