"""What only the page can do: hear keys and presses, take files, tell what pictures are, spare needless work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from nbtools.widgets.base.module import PICTURES, Module


class Page(Module):
    """An unseen widget that looks after the explorer it stands in.

    Attributes
    ----------
    alt : str
        How the text of the still picture begins, which stands before the explorer in a notebook.
    mark : str
        What is written in that picture.
    sliders : dict
        The model ids of the sliders, by the names of their parameters.
    choices : dict
        The model ids of what is chosen from: buttons, lists, tick boxes; by the names of their parameters.
    turns : dict
        The model id of a widget that plays, and over how many options of a parameter it goes in turns; by the name of
        that parameter.
    shortcuts : list of str
        Keys that the explorer understands wherever it has the focus, except where text is typed. The main picture
        understands more when the focus is on it.
    """

    files = PICTURES

    alt = traitlets.Unicode().tag(sync=True)
    mark = traitlets.Unicode().tag(sync=True)
    sliders = traitlets.Dict().tag(sync=True)
    choices = traitlets.Dict().tag(sync=True)
    turns = traitlets.Dict().tag(sync=True)
    shortcuts = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def hear(self, kind: str, action: Callable[[Any], object]) -> None:
        """Call a function with what the page tells, for each message of one kind.

        The kinds are "key" (the name of one that is meant for the explorer), "pressed" (True when the mouse is
        pressed down in the explorer, False when it is let go), "save" (``what`` of the choices is to be written,
        under which ``name``, and whether it may ``replace`` another file), "download" (``what`` of the choices is to
        be sent, under which ``name``, to which ``page``), "slide" (the places that the slider of the
        parameter ``name`` has ``passed``, and how many seconds ``ago`` the last one was: a link that was cut may
        have lost it), and "near" (the name of a parameter whose control somebody has come near to).
        """

        def told(widget: Any, content: dict[str, Any], buffers: Any) -> None:
            if kind in content:
                action(content[kind])

        self.on_msg(told)

    def give(self, page: str, name: str, content: bytes) -> None:
        """Send a file to the page that has asked for it; others leave it alone."""
        self.send({"download": page, "name": name}, buffers=[content])
