"""Measure every frame of a stack in the background of a widget, with progress and cancel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import ipywidgets as W

from nbtools.compute.spots.stacks import iter_stack, told_stack
from nbtools.compute.turns import in_turns
from nbtools.widgets.base.shell import button

if TYPE_CHECKING:
    import pandas as pd

    from nbtools.widgets.spots.explorer import SpotExplorer


class AllFrames:
    """Two buttons and a progress bar; the measured table is `table` when it is done.

    One frame is measured between two turns of the kernel's event loop, so that the cancel button and everything else
    stay alive. Without a loop it runs through.
    """

    def __init__(self, explorer: SpotExplorer) -> None:
        self._explorer = explorer
        self.table: pd.DataFrame | None = None
        self._parts: list[pd.DataFrame] = []
        self._frames: Iterator[tuple[int, pd.DataFrame]] | None = None
        about = "With the parameters as they are now"
        self._start = button("Measure all frames", "play", about, self.start)
        self._cancel = W.Button(
            description="Cancel", icon="stop", disabled=True, tooltip="Stop; nothing is kept"
        )
        self._cancel.on_click(lambda _: self.cancel())
        self._bar = W.IntProgress(0, 0, len(explorer.data), description="frames")
        self._note = W.Label(f"{about}; edits by hand are left out")
        self.widget = W.VBox([W.HBox([self._start, self._cancel, self._bar]), self._note])

    def start(self) -> None:
        """Begin with the first frame."""
        with self._explorer.guarded():
            self._parts, self.table = [], None
            self._frames = iter_stack(self._explorer.data, **self._explorer.recipe())
            self._bar.max = len(self._explorer.data)
            self._show(running=True)
            in_turns(self._turn)

    def cancel(self) -> None:
        """Stop and forget what was measured."""
        self._frames, self._parts = None, []
        self._show(running=False)
        self._note.value = "cancelled"

    def _turn(self) -> bool:
        """Measure one frame; False when there is none left."""
        if self._frames is None:
            return False
        with self._explorer.guarded():
            item = next(self._frames, None)
            if item is None:
                self._finish()
                return False
            self._parts.append(item[1])
            self._bar.value = len(self._parts)
            return True
        self.cancel()  # an error was shown
        return False

    def _finish(self) -> None:
        import pandas as pd

        self._frames, self.table = None, pd.concat(self._parts, ignore_index=True)
        self._show(running=False)
        told = told_stack(self.table, len(self._parts))
        self._note.value = f"{told}; the table is in .frames.table of this explorer"

    def _show(self, *, running: bool) -> None:
        self._start.disabled, self._cancel.disabled = running, not running
        self._bar.value = len(self._parts)
