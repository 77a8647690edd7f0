"""Small charts beside the picture, on canvases of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import MouseEvent
from matplotlib.figure import Figure

from nbtools.draw.scene import Layer, Panel, finished, panel
from nbtools.widgets.base.canvas import Canvas


class Chart(Protocol):
    """A figure whose `show` tells whether all of it has changed, or only what moves."""

    figure: Figure
    moving: list[Artist]


class Lined(Chart, Protocol):
    """A chart whose topmost moving artist is a line."""

    axes: Axes

    def line(self) -> Layer:
        """Describe it for a page."""


def chart_scene(canvas: Canvas, chart: Lined) -> list[Panel]:
    """Describe what is inside of the axes of a chart for a page."""
    backdrop = Layer("bitmap", {"place": (0, 0)}, {"rgba": canvas.backdrop})
    return [panel(chart.axes, [backdrop, finished(chart.axes, chart.moving[:-1]), chart.line()])]


def live(chart: Chart, alt: str) -> Canvas:
    """Make a canvas for a chart; `alt` is what it is, for readers who cannot see it."""
    canvas = Canvas(chart.figure, tools=False, alt=alt)
    canvas.resizable = False
    canvas.set_moving(*chart.moving)
    return canvas


def pointing(canvas: Canvas, cursors: Mapping[Axes, str]) -> None:
    """Show what a drag would do on some axes, by the name that CSS has for the cursor."""

    def moved(event: MouseEvent) -> None:
        if event.button is None:
            canvas.cursor = cursors.get(event.inaxes, "default") if event.inaxes else "default"

    canvas.mpl_connect("motion_notify_event", moved)
