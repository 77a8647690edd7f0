"""What only the page can do: hear keys and presses, take files, tell what pictures are, spare needless work."""

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
    sliders : list of str
        The model ids of the sliders.
    shortcuts : list of str
        Keys that the explorer understands wherever it has the focus, except where text is typed. The main picture
        understands more when the focus is on it.
    """

    _esm = pathlib.Path(__file__).with_name("page.js").read_text(encoding="utf-8")

    alts = traitlets.List(traitlets.Unicode()).tag(sync=True)
    canvases = traitlets.List(traitlets.Unicode()).tag(sync=True)
    sliders = traitlets.List(traitlets.Unicode()).tag(sync=True)
    shortcuts = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def on_key(self, action: Callable[[str], None]) -> None:
        """Call a function with the name of each key that is meant for the explorer."""

        def hear(widget: Any, content: Any, buffers: Any) -> None:
            if isinstance(content, str):
                action(content)

        self.on_msg(hear)

    def on_press(self, action: Callable[[bool], None]) -> None:
        """Call a function with True when the mouse is pressed down in the explorer, and False when it is let go."""

        def hear(widget: Any, content: Any, buffers: Any) -> None:
            if isinstance(content, dict) and "pressed" in content:
                action(content["pressed"] is True)

        self.on_msg(hear)

    def on_save(self, save: Callable[[int, str, bool], None]) -> None:
        """Call a function when a file is to be written: which of the choices, under which name, and over another."""

        def hear(widget: Any, content: Any, buffers: Any) -> None:
            if isinstance(content, dict) and "save" in content:
                told = content["save"]
                save(int(told["what"]), str(told["name"]), told["replace"] is True)

        self.on_msg(hear)

    def on_download(self, give: Callable[[], tuple[str, bytes] | None]) -> None:
        """Call a function for the name and the content of a file when the browser asks for it.

        The browser cannot say which file, and only the page that has asked gets it.
        """

        def hear(widget: Any, content: Any, buffers: Any) -> None:
            if isinstance(content, dict) and "download" in content and (file := give()) is not None:
                self.send({"download": content["download"], "name": file[0]}, buffers=[file[1]])

        self.on_msg(hear)
