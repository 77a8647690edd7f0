"""One image on a stage."""

from __future__ import annotations

from nbtools.draw.image.plain import PlainImage
from nbtools.draw.image.shades import Source
from nbtools.draw.scene import Panel, overlay, panel
from nbtools.widgets.base.stage import Click, Stage


class ImagePicture(Stage):
    """One image with its canvas.

    Parameters
    ----------
    source : Source
        What is shown first.
    alt, on_click
        As for `Stage`.
    """

    drawn: PlainImage
    bar_still = True

    def __init__(self, source: Source, *, alt: str = "", on_click: Click | None = None) -> None:
        super().__init__(
            source.shape, lambda panels: PlainImage(panels[0], source), alt=alt, on_click=on_click
        )

    def scene(self) -> list[Panel]:
        """Describe the image, and what lies over it and does not move."""
        artists = [*self.drawn.images, *self.canvas.moving]
        return [panel(self.axes, [*self.drawn.layers(), overlay(self.axes, artists)])]

    def show(self, source: Source) -> None:
        """Show an image in its colours; the view stays when the image has the same shape.

        Where this has not changed, only the moving artists are painted anew.
        """
        whole = self.drawn.show(source)
        if source.shape != self.shape:
            self.shape = source.shape
            self.home()
        self.canvas.changed(whole=whole)
