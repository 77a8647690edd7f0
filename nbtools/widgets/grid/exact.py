"""All contour lines exactly, in the background of a widget, with progress and cancel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import ipywidgets as W

from nbtools.compute.turns import in_turns
from nbtools.widgets.base.shell import button

if TYPE_CHECKING:
    from nbtools.compute.grid.contour_blocks import Blocks
    from nbtools.widgets.grid.explorer import GridExplorer

_STEPS = 100


class ExactLines:
    """A button that asks for all lines, another one that cancels, and a progress bar; seen where there are too many.

    Some blocks of the field are contoured between two turns of the kernel's event loop, so that the cancel button
    and everything else stay alive.
    """

    def __init__(self, explorer: GridExplorer) -> None:
        self._explorer = explorer
        self._work: Iterator[float] | None = None
        self._of: tuple[Blocks, tuple[float, ...]] | None = None  # what is looked at
        about = "Draw all lines, however many there are"
        self._start = button("Exact lines", "play", about, self._asked)
        self._cancel = button("Cancel", "stop", "Stop; fewer lines are drawn", self.cancel)
        self._bar = W.IntProgress(0, 0, _STEPS, layout=W.Layout(width="auto", min_width="40px", flex="1 1 0"))
        self.widget = W.HBox([self._start, self._cancel, self._bar])

    def show(self, *, needed: bool) -> None:
        """Show buttons and bar where they are needed, and what can be done."""
        running, exact = self._work is not None, self._explorer.exact
        self.widget.layout.display = None if needed else "none"
        self._start.disabled = running or exact
        self._cancel.disabled = not (running or exact)
        self._cancel.description = "Fewer lines" if exact and not running else "Cancel"
        self._bar.value = self._bar.value if running else _STEPS * exact

    def start(self) -> None:
        """Begin to look for all lines; do nothing if that is being done."""
        now = self._explorer.blocks, self._explorer.wanted
        if self._work is None or self._of is None or self._of[0] is not now[0] or self._of[1] != now[1]:
            running, self._of = self._work is not None, now
            self._work, self._bar.value = now[0].work(now[1]), 0
            if not running:
                in_turns(self._turn)

    def drop(self) -> None:
        """Stop, as all lines are there."""
        self._work = None

    def cancel(self) -> None:
        """Stop, and draw fewer lines."""
        self._work = None
        self._explorer.steer("exact", False, drag=False)
        self.show(needed=True)

    def _asked(self) -> None:
        with self._explorer.guarded():
            self.start()
            self.show(needed=True)

    def _turn(self) -> bool:
        """Do a piece of the work; False when there is none left."""
        if self._work is None:
            return False
        with self._explorer.guarded():
            share = next(self._work)
            self._bar.value = round(_STEPS * share)
            if share < 1:
                return True
            self._work = None
            if self._explorer.exact:
                self._explorer.refresh()
            else:
                self._explorer.exact = True
            return False
        self._work = None  # an error was shown
        return False
