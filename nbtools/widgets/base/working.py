"""Steps that take long: done between turns of the kernel's event loop, with a bar that tells how far they are."""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import ipywidgets as W

from nbtools.compute.turns import in_turns
from nbtools.model import settle, steps
from nbtools.model.values import nearest
from nbtools.widgets.base.control import AUTO

if TYPE_CHECKING:
    from nbtools.widgets.base.explorer import Explorer

_AT_FIRST = 0.25  # seconds that a step is waited for before the bar is shown, and
_PIECE = 0.05  # those between two turns of the event loop
_PARTS = 100


class Working:
    """Goes on with a step that takes long while everything else stays alive; without an event loop it is waited for.

    Meanwhile the last good picture stays, unless an explorer draws something less. A button cancels: then those
    parameters are set with which the step is not needed; where there are none, the last change is taken back.

    Parameters
    ----------
    explorer : Explorer
        Whose steps these are.
    place : ipywidgets.HBox
        The line of the title, where bar and button are put once they are needed.
    """

    def __init__(self, explorer: Explorer, place: W.HBox) -> None:
        self._explorer, self._place = explorer, place
        self.waits = False  # whether the picture is not what it will be
        self._loop: asyncio.AbstractEventLoop | None = None  # in whose turns a step goes on
        self._shown: tuple[W.IntProgress, W.Button] | None = None
        explorer.on("closed", self._stop)

    @contextlib.contextmanager
    def patience(self, *, anew: bool = False) -> Iterator[None]:
        """Go on later with a step that is asked for meanwhile and takes long; the rest of the block is skipped.

        With `anew`, all that is needed is asked for: a step that nobody asks for any more is given up.
        """
        seconds = _AT_FIRST if settle.runs() else math.inf
        self.waits &= not anew
        try:
            with steps.patience(self._explorer, seconds) as now, contextlib.suppress(steps.Unfinished):
                yield
        finally:
            if now.left:
                self._go_on()
            elif not self.waits:
                self._stop()
            self._show()

    def finish(self) -> None:
        """Wait for a step that is not finished, and draw."""
        if self.waits:
            with steps.patience(self._explorer, math.inf):
                self._explorer.refresh()

    def cancel(self) -> None:
        """Give up the step that is not finished: do without, or else take back the last change."""
        explorer = self._explorer
        with explorer.guarded():
            if (going := steps.going(explorer)) is not None:
                self._stop()
                without = nearest(explorer, going.without)
                if without:
                    explorer.set(**without)
                else:
                    explorer.undo()
                told = "".join(f"{name} = {value}, " for name, value in without.items())
                explorer.shell.note(f"cancelled: {told}")
                self._show()

    def _stop(self) -> None:
        self.waits = False
        steps.stop(self._explorer)

    def _go_on(self) -> None:
        self.waits = True
        if self._loop is not (loop := asyncio.get_running_loop()):
            self._loop = loop
            loop.call_soon(in_turns, self._turn)

    def _turn(self) -> bool:
        """Go on for a while, then draw; False when nothing is left to do."""
        explorer, loop, self._loop = self._explorer, self._loop, None
        if not self.waits:
            return False
        with explorer.guarded():
            if (going := steps.going(explorer)) is not None:  # else somebody has waited for it
                with steps.patience(explorer, _PIECE) as now, contextlib.suppress(steps.Unfinished):
                    getattr(explorer, going.name)
                if now.left:
                    self._loop = loop
                    self._show()
                    return True
            explorer.refresh()
            return False
        self._stop()  # an error was shown
        self._show()
        return False

    def _show(self) -> None:
        """Show how far it is; nothing when all is done."""
        if self._shown is None:
            if not self.waits:
                return
            bar = W.IntProgress(0, 0, _PARTS, layout=W.Layout(width="100px", flex="0 0 auto"))
            about = "Stop, and do without what takes long"
            cancel = W.Button(description="Cancel", icon="stop", tooltip=about, layout=W.Layout(**AUTO))
            cancel.on_click(lambda _: self.cancel())
            self._shown = bar, cancel
            title, *rest = self._place.children
            self._place.children = title, *self._shown, *rest
        for widget in self._shown:
            widget.layout.display = None if self.waits else "none"
        (self._explorer.add_class if self.waits else self._explorer.remove_class)("nbtools-busy")
        if (going := steps.going(self._explorer)) is not None:
            self._shown[0].value = round(_PARTS * going.share)
