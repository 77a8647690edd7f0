"""Where the mouse is in one picture, as a cross in the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.backend_bases import LocationEvent, MouseEvent

from nbtools.draw.marks.cross import Cross
from nbtools.model.listeners import Listeners

if TYPE_CHECKING:
    from nbtools.widgets.base.stage import Stage

Place = tuple[float, float] | None


class Pointer:
    """A cross on the panels of a stage, and the place of the mouse for all who want to know it.

    Parameters
    ----------
    stage : Stage
        The picture; its moving artists must be named already.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage, self._outside = stage, False
        self._listeners: Listeners[Place, Axes | None] = Listeners()
        self._cross = Cross(stage.panels)
        stage.move(*self._cross.artists)
        stage.canvas.set_transient(*self._cross.artists)
        stage.canvas.mpl_connect("motion_notify_event", self._moved)
        for name in ("axes_leave_event", "figure_leave_event", "figure_enter_event"):
            stage.canvas.mpl_connect(name, self._crossed)

    def hear(self, listener: Callable[[Place, Axes | None], None]) -> Callable[[], None]:
        """Call a function with (row, col) and the panel as the mouse moves, with None and None when it leaves.

        Returns
        -------
        callable
            Ends it.
        """
        return self._listeners.add(listener)

    def show(self, place: Place, panels: Sequence[Axes] = ()) -> None:
        """Draw the cross at (row, col) of these panels and no others; with None, nowhere."""
        if self._cross.show(None if place is None else self._stage.to_axes(*place), panels):
            self._stage.canvas.moved()

    def _moved(self, event: MouseEvent) -> None:
        inside = event.inaxes in self._stage.panels and not self._outside
        if inside and event.xdata is not None and event.ydata is not None:
            self._listeners.tell(self._stage.from_axes(event.xdata, event.ydata), event.inaxes)

    def _crossed(self, event: LocationEvent) -> None:
        """Take the cross away; the browser may tell of a last motion when the mouse has already left."""
        if event.name != "axes_leave_event":
            self._outside = event.name == "figure_leave_event"
        self._listeners.tell(None, None)
