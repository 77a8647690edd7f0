"""What the mouse does on a canvas: one way to drag, which is to take hold of something, move it, and let go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backend_bases import FigureCanvasBase, MouseEvent


def drag(
    canvas: FigureCanvasBase,
    grab: Callable[[MouseEvent], Any],
    move: Callable[[MouseEvent, Any], None],
    *,
    at_once: bool = False,
    hover: Callable[[MouseEvent], None] | None = None,
) -> None:
    """Let the mouse drag something on a canvas.

    Parameters
    ----------
    canvas : FigureCanvasBase
        Where the mouse is.
    grab : callable
        Called with the event when a button is pressed; gives what is taken hold of, or None.
    move : callable
        Called with each event of the mouse and what `grab` gave, until the button is let go.
    at_once : bool
        Whether what is taken hold of comes to the mouse already when the button is pressed.
    hover : callable, optional
        Called with each event of the mouse while nothing is held.
    """
    held: Any = None

    def press(event: MouseEvent) -> None:
        nonlocal held
        held = grab(event)
        if at_once and held is not None:
            move(event, held)

    def motion(event: MouseEvent) -> None:
        if held is not None:
            move(event, held)
        elif hover is not None:
            hover(event)

    def release(event: MouseEvent) -> None:
        nonlocal held
        held = None

    canvas.mpl_connect("button_press_event", press)
    canvas.mpl_connect("motion_notify_event", motion)
    canvas.mpl_connect("button_release_event", release)


def drag_over(canvas: FigureCanvasBase, axes: Axes, move: Callable[[float, float], None]) -> None:
    """Call a function with x and y under the mouse while it is dragged over an axes, from the press on."""

    def to(event: MouseEvent, _held: bool) -> None:
        move(*under(event, axes))

    drag(canvas, lambda event: event.inaxes is axes or None, to, at_once=True)


def hover_over(canvas: FigureCanvasBase, axes: Axes, tell: Callable[[float | None], None]) -> None:
    """Call a function with x under the mouse while it moves over an axes, and with None when it leaves."""

    def to(event: MouseEvent) -> None:
        if event.inaxes is axes:
            tell(event.xdata)

    canvas.mpl_connect("motion_notify_event", to)
    for name in ("axes_leave_event", "figure_leave_event"):
        canvas.mpl_connect(name, lambda _: tell(None))


def under(event: MouseEvent, axes: Axes) -> tuple[float, float]:
    """Give x and y on an axes under the mouse, which may be beside it."""
    x, y = axes.transData.inverted().transform((event.x, event.y))
    return float(x), float(y)
