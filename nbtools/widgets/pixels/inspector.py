"""The inspector of PixelExplorer: the numbers about a pixel, to be read and copied."""

from __future__ import annotations

import pathlib
from typing import Any

import anywidget
import traitlets

from nbtools.compute.cells.window import PixelWindow

_HERE = pathlib.Path(__file__).parent


class Inspector(anywidget.AnyWidget):
    """A window of pixels as a table in their colours. Cells are text, never HTML.

    Attributes
    ----------
    shown : dict
        What is seen, as `nbtools.draw.cells.inspected` gives it.
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
