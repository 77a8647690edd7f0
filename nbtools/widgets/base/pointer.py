"""Where the mouse is in one picture, as a cross in the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.backend_bases import LocationEvent, MouseEvent

if TYPE_CHECKING:
    from nbtools.widgets.base.stage import Stage

Place = tuple[float, float] | None
_STYLES = (("white", 3.0, 7), ("black", 1.0, 8))


class Pointer:
    """A cross on the panels of a stage, and the place of the mouse for all who want to know it.

    Parameters
    ----------
    stage : Stage
        The picture; its moving artists must be named already.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage, self._outside = stage, False
        self._listeners: list[Callable[[Place, Axes | None], None]] = []
        self._crosses = {axes: [_line(axes, *style) for style in _STYLES] for axes in stage.panels}
        stage.move(*(line for cross in self._crosses.values() for line in cross))
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
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def show(self, place: Place, panels: Sequence[Axes] = ()) -> None:
        """Draw the cross at (row, col) of these panels and no others; with None, nowhere."""
        wanted = [axes for axes in panels if axes.get_visible()] if place is not None else []
        if not wanted and not any(cross[0].get_visible() for cross in self._crosses.values()):
            return
        for axes, cross in self._crosses.items():
            for line in cross:
                line.set_visible(axes in wanted)
                if place is not None:
                    line.set_data(*([value] for value in self._stage.to_axes(*place)))
        self._stage.canvas.moved()

    def _moved(self, event: MouseEvent) -> None:
        inside = event.inaxes in self._crosses and not self._outside
        if inside and event.xdata is not None and event.ydata is not None:
            self._tell(self._stage.from_axes(event.xdata, event.ydata), event.inaxes)

    def _crossed(self, event: LocationEvent) -> None:
        """Take the cross away; the browser may tell of a last motion when the mouse has already left."""
        if event.name != "axes_leave_event":
            self._outside = event.name == "figure_leave_event"
        self._tell(None, None)

    def _tell(self, place: Place, panel: Axes | None) -> None:
        for listener in list(self._listeners):
            listener(place, panel)


def _line(axes: Axes, color: str, width: float, zorder: float) -> Any:
    return axes.plot(
        [], [], "+", color=color, markersize=15, markeredgewidth=width, zorder=zorder, visible=False
    )[0]
