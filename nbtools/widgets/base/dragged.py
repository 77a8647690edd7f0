"""A stage whose image is dragged along with the mouse."""

from __future__ import annotations

from typing import ClassVar

from matplotlib.backend_bases import MouseButton, MouseEvent

from nbtools.widgets.base.stage import Stage, View


class DraggedStage(Stage):
    """A stage whose view is moved by dragging the image; clicks are told as by any stage."""

    # px that the mouse moves before the image follows; below 0 each motion counts
    slack: ClassVar[float] = -1
    _grabbed: tuple[float, float, View] | None = None  # where the mouse was pressed, and what was in view

    def pressed(self, event: MouseEvent) -> None:
        """Take hold of the image."""
        super().pressed(event)
        if event.inaxes is self.axes and event.button == MouseButton.LEFT and not self.canvas.toolbar.mode:
            self._grabbed = event.x, event.y, self.view

    def moved(self, event: MouseEvent) -> None:
        """Drag the image along with the mouse."""
        if self._grabbed is None:
            return
        x, y, ((row0, col0), (row1, col1)) = self._grabbed
        if max(abs(event.x - x), abs(event.y - y)) > self.slack:
            down = (event.y - y) / self.axes.bbox.height * (row1 - row0)
            left = (x - event.x) / self.axes.bbox.width * (col1 - col0)
            self.view = (row0 + down, col0 + left), (row1 + down, col1 + left)

    def released(self, event: MouseEvent) -> None:
        """Let go; where a click is expected, not to have moved is one."""
        self._grabbed = None
        super().released(event)
