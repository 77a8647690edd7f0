"""The picture of ZoomExplorer: the result, which the mouse moves and zooms."""

from __future__ import annotations

from nbtools.compute.zoom.zoom import Zoomed
from nbtools.draw.image.layout import Box, fitted
from nbtools.draw.image.view import View
from nbtools.draw.scene import Panel
from nbtools.draw.zoom.sampled import Samples
from nbtools.draw.zoom.zoomed import ZoomedImage
from nbtools.widgets.base.stage import OnView, Stage


class ZoomPicture(Stage):
    """The result; its axes tell rows and columns of the image, and its view is a parameter of the explorer.

    Parameters
    ----------
    samples : Samples
        What is shown first.
    on_view : callable
        Called with the part of the image that is to be shown.
    """

    drawn: ZoomedImage
    asks = True

    def __init__(self, samples: Samples, on_view: OnView) -> None:
        self._on_view = on_view
        super().__init__(
            samples.shape, lambda panels: ZoomedImage(panels[0], samples), alt="the zoomed image"
        )

    def show(self, samples: Samples, result: Zoomed) -> None:
        """Show a result."""
        self.drawn.show(samples, result)
        new = samples.shape != self.shape
        if new:
            self.shape = samples.shape
            self.place()
        self._set_view(result.roi)
        self.canvas.changed(whole=new)

    def scene(self) -> list[Panel]:
        """Describe the result, unless it has colours of its own."""
        layers = self.drawn.layers()
        return self.described(layers, self.drawn.images) if layers else []

    def ask_view(self, view: View) -> None:
        """Let the explorer show a part of the image."""
        self._on_view(view)

    def boxes(self, width: float, height: float) -> list[Box]:
        """Give the panel the shape of the image, or all the room: the view is exactly what the result shows."""
        room = self.room(width, height)
        return [fitted(self.shape, room) if self.equal else room]

    def tell(self, x: float, y: float) -> str:
        """Say what is at a place on the axes, also between pixels."""
        return self.drawn.tell(x, y)
