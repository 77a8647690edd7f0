"""What only the page can do: hear keys, tell the pictures' texts to screen readers, spare needless work."""

from __future__ import annotations

import pathlib
from collections.abc import Callable
from typing import Any

import anywidget
import traitlets


class Page(anywidget.AnyWidget):
    """An unseen widget that looks after the explorer it stands in.

    Attributes
    ----------
    alts : list of str
        The texts of the pictures, in the order in which they stand in the page.
    canvases : list of str
        The model ids of the pictures.
    shortcuts : list of str
        Keys that the explorer understands wherever it has the focus, except where text is typed. The main picture
        understands more when the focus is on it.
    """

    _esm = pathlib.Path(__file__).with_name("page.js").read_text(encoding="utf-8")

    alts = traitlets.List(traitlets.Unicode()).tag(sync=True)
    canvases = traitlets.List(traitlets.Unicode()).tag(sync=True)
    shortcuts = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def on_key(self, action: Callable[[str], None]) -> None:
        """Call a function with the name of each key that is meant for the explorer."""

        def hear(widget: Any, content: Any, buffers: Any) -> None:
            action(str(content))

        self.on_msg(hear)
