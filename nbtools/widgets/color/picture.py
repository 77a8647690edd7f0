"""The picture of ColorExplorer: an image, and beside it the scale of its colours."""

from __future__ import annotations

from typing import Any

from matplotlib.colors import Normalize

from nbtools.draw.color.colored import ColoredImage
from nbtools.draw.image.shades import Shades
from nbtools.draw.scene import Panel, waiting
from nbtools.widgets.base.stage import Stage

_GAP, _BAR, _TIP = 10, 14, 9  # px of the screen between image and scale, its width, the height of its ends
_TICK = 26  # px between two ticks


class ColorPicture(Stage):
    """An image and its colours.

    Parameters
    ----------
    shades : Shades
        What is shown first.
    """

    drawn: ColoredImage
    margins = (44, 76, 24, 10)

    def __init__(self, shades: Shades) -> None:
        super().__init__(
            shades.shape,
            lambda panels: ColoredImage(self.figure, panels[0], shades),
            alt="the image in its colours, and their scale",
        )

    @property
    def aspect(self) -> float:
        """Height of the image's place, as part of its width."""
        return float(self.axes.bbox.height / self.axes.bbox.width)

    def place(self, _event: Any = None) -> None:
        """Put image and scale where they belong."""
        super().place()
        left, bottom, across, up = self.room(*self.size)
        tall = max(up - 2 * _TIP, 1)
        self.put(self.drawn.bar.axes, (left + across + _GAP, bottom + _TIP, _BAR, tall))
        self.drawn.fit(tip=_TIP / tall, apart=_TICK / tall)

    def scene(self) -> list[Panel]:
        """Describe the image; the scale of its colours waits for the kernel."""
        return [*self.described(self.drawn.layers(), self.drawn.images), waiting(self.drawn.bar.axes, "bar")]

    def show(self, shades: Shades, norm: Normalize, outside: tuple[int, int]) -> None:
        """Show an image, see `ColoredImage.show`; other colours of the same one are painted alone."""
        self.drawn.show(shades, norm, outside)
        if shades.shape == self.shape:
            self.canvas.moved()
            return
        self.shape = shades.shape
        self.home()
