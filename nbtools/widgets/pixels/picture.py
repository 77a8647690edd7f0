"""The picture of PixelExplorer: an image with ticks, lines and numbers on its pixels, which the mouse moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from nbtools.compute.cells.window import PixelWindow
from nbtools.compute.images import Pixels
from nbtools.draw.cells.names import Both
from nbtools.draw.cells.numbered import NumberedImage, room_for
from nbtools.draw.image.layout import Box
from nbtools.draw.image.shades import Source
from nbtools.draw.image.view import View, showing
from nbtools.draw.scene import Panel
from nbtools.widgets.base.stage import ARROWS, Click, Stage

_EDGE = 9  # margin in px of the screen without labels


class PixelPicture(Stage):
    """The image.

    Parameters
    ----------
    pixels, source : Pixels, Source
        What is shown first: values and colours.
    names : pair of dict or None
        Names of rows and columns by their numbers.
    on_click : callable
        As for `Stage`.
    on_arrow : callable
        Called with the rows and columns by which an arrow key moves the marked pixel.
    """

    drawn: NumberedImage

    def __init__(
        self,
        pixels: Pixels,
        source: Source,
        names: Both,
        *,
        on_click: Click,
        on_arrow: Callable[[int, int], None],
    ) -> None:
        self._on_arrow = on_arrow
        self.margins = max(44, room_for(names[0]) + 14), _EDGE, 26, _EDGE
        super().__init__(
            pixels.shape,
            lambda panels: NumberedImage(panels[0], pixels, source, names),
            alt="the image with its pixels",
            on_click=on_click,
        )

    def show(
        self, pixels: Pixels, source: Source, marked: tuple[int, int], window: PixelWindow, **look: Any
    ) -> None:
        """Show an image, the marked pixel, which is brought into view, and the frame of a window.

        `look` are parameters of the explorer, see `NumberedImage.show`.
        """
        new = pixels.shape != self.shape
        before = self.drawn.marks.pixel
        turned = self.drawn.show(pixels, source, marked, window, **look)
        if turned or new:
            self.shape = pixels.shape
            self.place()
        if new:
            self.home()
        if new or marked != before:
            seen = self.seen
            view = showing(seen, *marked, self.shape)
            if view is not seen:
                self.view = view
        self.canvas.changed(whole=new or turned)

    def frame(self, window: PixelWindow) -> None:
        """Move the frame of the window, but not the marked pixel."""
        self.drawn.marks.window = window.rows, window.cols
        self.canvas.moved()

    def boxes(self, width: float, height: float) -> list[Box]:
        """Give the panel all the room that the labels leave, on whichever side they are."""
        left, bottom, across, up = self.room(width, height)
        rows, cols = self.drawn.sides
        right = self.margins[0] - _EDGE if rows == "right" else 0
        top = self.margins[2] - _EDGE if cols == "top" else 0
        return [(left - right, bottom - top, across, up)]

    def bar_box(self, boxes: Sequence[Box]) -> Box:
        """Give the place of the scale of colours: beside the labels, on whichever side they are."""
        left, bottom, across, up = super().bar_box(boxes)
        return left + (self.margins[0] - _EDGE) * (self.drawn.sides[0] == "right"), bottom, across, up

    def scene(self) -> list[Panel]:
        """Describe the image, but not numbers on its pixels, whose ink depends on the colours."""
        return [] if self.drawn.has_numbers else self.described(self.drawn.layers(), self.drawn.images)

    # --- the view -----------------------------------------------------------------------------------------------

    def ask_view(self, view: View) -> None:
        """Bring a part of the image into view; all that depends on it moves."""
        self._set_view(view)
        self.axes.apply_aspect()
        self.canvas.moved()

    def key(self, key: str) -> bool:
        """Move the marked pixel by an arrow key; with Shift, the view."""
        if key in ARROWS:
            self._on_arrow(*ARROWS[key])
            return True
        return super().key(key)
