"""Small charts beside the picture, on canvases of their own."""

from __future__ import annotations

from typing import Protocol

from matplotlib.artist import Artist
from matplotlib.figure import Figure

from nbtools.widgets.base.canvas import Canvas


class Chart(Protocol):
    """A figure whose `show` tells whether all of it has changed, or only what moves."""

    figure: Figure
    moving: list[Artist]


def live(chart: Chart, alt: str) -> Canvas:
    """Make a canvas for a chart; `alt` is what it is, for readers who cannot see it."""
    canvas = Canvas(chart.figure, tools=False, alt=alt)
    canvas.resizable = False
    canvas.set_moving(*chart.moving)
    return canvas
