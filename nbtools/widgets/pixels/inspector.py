"""The inspector of PixelExplorer: the numbers about a pixel, to be read and copied."""

from __future__ import annotations

import pathlib
from typing import Any

import anywidget
import numpy as np
import traitlets

from nbtools.compute.cells.formats import PixelFormat
from nbtools.compute.cells.window import PixelWindow, summary
from nbtools.draw.cells.image import PictureCells
from nbtools.draw.cells.ticks import Names
from nbtools.draw.cells.values import reads_white

_HERE = pathlib.Path(__file__).parent
_HEADING, _LINE, _HIGHEST = 34, 15, 190  # px of the screen


class Inspector(anywidget.AnyWidget):
    """A window of pixels as a table in their colours. Cells are text, never HTML.

    Attributes
    ----------
    shown : dict
        What is seen: headings, cells as (text, colour, ink, whether it is the middle one), and what they come to.
    literal, text : str
        The marked window, as a line of Python and with tabs, as the buttons copy it.
    """

    _esm = (_HERE / "inspector.js").read_text(encoding="utf-8")
    _css = (_HERE / "inspector.css").read_text(encoding="utf-8")

    shown: Any = traitlets.Dict().tag(sync=True)
    literal = traitlets.Unicode().tag(sync=True)
    text = traitlets.Unicode().tag(sync=True)

    def mark(self, window: PixelWindow) -> None:
        """Take the window that is copied."""
        self.literal, self.text = window.literal(), window.text()

    def show(
        self,
        window: PixelWindow,
        cells: PictureCells,
        written: PixelFormat,
        names: tuple[Names | None, Names | None],
        size: int,
        what: str,
    ) -> None:
        """Show a window of a size in pixels; `what` says which one it is."""
        where = window.rows, window.cols
        values, masked = cells.array()
        colors = cells.colors(*where)
        ink = np.where(reads_white(colors), "white", "black").ravel().tolist()
        texts = written.texts(values[where], None if masked is None else masked[where])
        count = len(texts) // (colors.size // 3)
        texts = ["\n".join(texts[k : k + count]) for k in range(0, len(texts), count)]
        wide = window.cols.stop - window.cols.start
        here = (window.row - window.rows.start) * wide + window.col - window.cols.start
        flat = [
            (text, f"rgb({r},{g},{b})", color, k == here)
            for k, (text, (r, g, b), color) in enumerate(
                zip(texts, colors.reshape(-1, 3).tolist(), ink, strict=True)
            )
        ]
        self.shown = {
            "head": f"{what}: row {window.row}, col {window.col}",
            "rows": [_name(k, names[0]) for k in range(window.rows.start, window.rows.stop)],
            "cols": [_name(k, names[1]) for k in range(window.cols.start, window.cols.stop)],
            "cells": [flat[k : k + wide] for k in range(0, len(flat), wide)],
            "numbers": summary(window, "\n"),
            "height": min(_HEADING + size * (_LINE * count + 5), _HIGHEST),
        }


def _name(k: int, names: Names | None) -> str:
    return str(k) if names is None else names.get(k, str(k))
