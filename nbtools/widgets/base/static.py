"""The static picture of an explorer: what a saved notebook shows where no kernel runs.

An explorer is shown as two outputs: a PNG that always is the *last* state, and the live widget. While the widget
lives, its style sheet hides the PNG. The notebook on a web page, exported, or opened without its kernel shows it.
"""

from __future__ import annotations

import base64
import html
import struct
import uuid
from typing import TYPE_CHECKING, Any

from IPython import get_ipython
from IPython.display import display, update_display

from nbtools.model.lock import locked
from nbtools.model.settle import Settle
from nbtools.widgets.base.canvas import pages_are_there

if TYPE_CHECKING:
    from nbtools.widgets.base.explorer import Explorer

_MARIMO = (
    "marimo shows no boxes of ipywidgets, so this explorer stands still here. Change it by lines of Python, and "
    "see it with <code>mo.image(w.png())</code>, where <code>w</code> is the explorer."
)
_VIEW = "application/vnd.jupyter.widget-view+json"
_PAUSE = 0.5  # seconds without a change after which the state counts as settled, and
_FAR = 6.0  # those over a far link, where it is worth hundreds of live pictures


class Still:
    """What marimo shows, which cannot show the live widget: words that help, and the picture."""

    def __init__(self, png: bytes, text: str) -> None:
        self._png, self._text = png, text

    def _mime_(self) -> tuple[str, str]:
        data = base64.b64encode(self._png).decode()
        alt = html.escape(self._text, quote=True)
        return "text/html", f'<p>{_MARIMO}</p><img src="data:image/png;base64,{data}" alt="{alt}">'


class StaticPicture:
    """Keeps the PNG in the notebook up to date: after each cell, and when a drag has come to rest."""

    def __init__(self, explorer: Explorer) -> None:
        self._explorer = explorer
        self._id: str | None = None
        self._rest = Settle(self._settle, _PAUSE)
        self._stale = False

    @locked
    def bundle(self, *, rough: bool = False) -> tuple[dict[str, Any], dict[str, Any]]:
        """Picture, text and live view, with the alternative text of the picture, for a display.

        A `rough` picture is that of the screen, where what takes long may not be there yet.
        """
        if not rough:
            self._explorer.sharpen()
        # hosts may lose the text of a picture, by which the page would know it
        png = self._explorer.canvas.png(level=1 if rough else 6, nbtools=self._explorer.canvas.key)
        width, height = struct.unpack(">II", png[16:24])
        ratio = self._explorer.canvas.device_pixel_ratio
        kind, shell = type(self._explorer).__name__, self._explorer.shell
        text = f"<{kind}: {shell.message}>" if shell.working.waits else repr(self._explorer)
        data = {
            "text/plain": text,
            "image/png": base64.b64encode(png).decode(),
            _VIEW: {"version_major": 2, "version_minor": 0, "model_id": self._explorer.model_id},
        }
        about = {"alt": text[1:-1], "width": width / ratio, "height": height / ratio}
        return data, {"image/png": about}

    @locked
    def still(self) -> Still:
        """Words and picture for marimo."""
        return Still(self._explorer.png(), repr(self._explorer)[1:-1])

    def show(self) -> None:
        """Display the picture and, after it, the live widget."""
        if self._id is None:
            self._id = uuid.uuid4().hex
            if (shell := get_ipython()) is not None:
                shell.events.register("post_run_cell", self._settle)
        self._explorer.canvas.offer()
        waits = self._explorer.shell.working.waits
        self._stale = self._explorer.picture.is_rough or waits  # at the end of the cell it must not be
        data, about = self.bundle(rough=self._stale)
        view = {_VIEW: data.pop(_VIEW), "text/plain": data["text/plain"]}
        display(data, metadata=about, raw=True, display_id=self._id)
        display(view, raw=True)
        if self._stale:
            self._rest.later()

    def changed(self) -> None:
        """Note a change; the picture is made anew when no other follows at once.

        Where no loop runs there is no browser either: the end of the next cell settles.
        """
        if self._id is not None:
            self._stale = True
            self._rest.later(_FAR if self._explorer.canvas.far else _PAUSE)

    def _settle(self, *_: Any) -> None:
        """Bring it up to date; where somebody sees a page, what takes long brings its picture when it is done."""
        if not (self._explorer.shell.working.waits and pages_are_there()):
            self._update()

    def _update(self, *, rough: bool = False) -> None:
        if self._stale and self._id is not None:
            self._stale = False
            data, about = self.bundle(rough=rough)
            del data[_VIEW]
            update_display(data, metadata=about, raw=True, display_id=self._id)

    def close(self) -> None:
        """Bring the picture up to date for the last time."""
        self._update(rough=self._explorer.shell.working.waits)
        if self._id is not None and (shell := get_ipython()) is not None:
            shell.events.unregister("post_run_cell", self._settle)
        self._id = None
