"""Measure every frame of a stack in the background of a widget, with progress and cancel."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import ipywidgets as W

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
        self._start = W.Button(
            description="Measure all frames",
            icon="play",
            tooltip="With the parameters as they are now",
            layout=W.Layout(width="auto"),
        )
        self._cancel = W.Button(
            description="Cancel", icon="stop", disabled=True, tooltip="Stop; nothing is kept"
        )
        self._bar = W.IntProgress(0, 0, len(explorer.data), description="frames")
        self._note = W.Label("With the parameters as they are now; edits by hand are left out")
        self._start.on_click(lambda _: self.start())
        self._cancel.on_click(lambda _: self.cancel())
        self.widget = W.VBox([W.HBox([self._start, self._cancel, self._bar]), self._note])

    def start(self) -> None:
        """Begin with the first frame."""
        from nbtools.compute.spots.stacks import iter_stack

        with self._explorer.guarded():
            self._parts, self.table = [], None
            self._frames = iter_stack(self._explorer.data, **self._explorer.recipe())
            self._bar.max = len(self._explorer.data)
            self._show(running=True)
            try:
                self._loop: Any = asyncio.get_running_loop()
            except RuntimeError:
                self._loop = None
            while self._turn() and self._loop is None:
                pass

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
            if self._loop is not None:
                self._loop.call_soon(self._turn)
            return True
        self.cancel()  # an error was shown
        return False

    def _finish(self) -> None:
        import pandas as pd

        self._frames = None
        self.table = pd.concat(self._parts, ignore_index=True)
        failed = self.table["flag"].str.startswith("failed").sum()
        self._show(running=False)
        self._note.value = (
            f"{len(self.table) - failed} spots in {len(self._parts) - failed} frames, {failed} frames failed; "
            "the table is in .frames.table of this explorer"
        )

    def _show(self, *, running: bool) -> None:
        self._start.disabled, self._cancel.disabled = running, not running
        self._bar.value = len(self._parts)
