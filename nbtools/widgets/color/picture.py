"""The picture of ColorExplorer: an image, and beside it the scale of its colours."""

from __future__ import annotations

from nbtools.draw.color.colored import ColoredImage
from nbtools.draw.image.shades import Shades
from nbtools.draw.scene import Panel
from nbtools.widgets.base.stage import Stage


class ColorPicture(Stage):
    """An image and its colours.

    Parameters
    ----------
    shades : Shades
        What is shown first.
    """

    drawn: ColoredImage
    margins = (44, 8, 24, 10)

    def __init__(self, shades: Shades) -> None:
        super().__init__(
            shades.shape,
            lambda panels: ColoredImage(panels[0], shades),
            alt="the image in its colours, and their scale",
        )

    @property
    def aspect(self) -> float:
        """Height of the image's place, as part of its width."""
        return float(self.axes.bbox.height / self.axes.bbox.width)

    def scene(self) -> list[Panel]:
        """Describe the image."""
        return self.described(self.drawn.layers(), self.drawn.images)

    def show(self, shades: Shades) -> None:
        """Show an image in its colours; other colours of the same one are painted alone."""
        self.drawn.show(shades)
        if shades.shape == self.shape:
            self.canvas.moved()
            return
        self.shape = shades.shape
        self.home()
