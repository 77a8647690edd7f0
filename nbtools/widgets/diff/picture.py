"""The picture of DiffExplorer: two linked panels, or both images in one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backend_bases import MouseEvent

from nbtools.draw.diff.comparison import Look, Told
from nbtools.draw.diff.panels import DiffPanels
from nbtools.draw.image.layout import Box, halves
from nbtools.draw.image.view import around, centered, extent
from nbtools.draw.scene import Panel, finished, overlay, panel
from nbtools.model.lock import LOCK
from nbtools.model.settle import Settle
from nbtools.widgets.base.pointer import Place
from nbtools.widgets.base.stage import Click, Stage

_GAP = 24  # px of the screen between the panels, with room for a title
_CLOSE = 10  # px within which the mouse takes hold of the divider
_REST = 0.2  # seconds without a move after which the view has come to rest


class DiffPicture(Stage):
    """Two images with everything that is marked on them.

    Parameters
    ----------
    look : Look
        What is shown first.
    on_balance : callable
        Called with the share of the width, 0 to 1, to which the divider of the curtain is dragged.
    on_click
        As for `Stage`.
    """

    drawn: DiffPanels
    margins = (44, 8, 24, 23)

    def __init__(self, look: Look, *, on_balance: Callable[[float], None], on_click: Click) -> None:
        self._on_balance = on_balance
        super().__init__(
            look.pair.shape,
            lambda panels: DiffPanels(panels, look),
            panels=2,
            alt="two images in which the differing pixels stand out",
            on_click=on_click,
        )
        self.pointer.hear(self._point)
        self._rest = Settle(self.sharpen, _REST)
        for name in ("xlim_changed", "ylim_changed"):
            self.axes.callbacks.connect(name, lambda _: self.drawn.hurry(self._rest.later()))

    def show(self, look: Look, mode: str, side: str, limit: Any, **how: float) -> None:
        """Show the pair in a mode, see `DiffPanels.show`; a step of the tolerance paints only the images anew."""
        other_mode, other_shape = mode != self.drawn.mode, look.pair.shape != self.shape
        self.shape = look.pair.shape
        whole = self.drawn.show(look, mode, side, limit, **how)
        if other_mode or other_shape:
            self.place()
        if other_shape:
            self.home()
        self.canvas.changed(whole=whole)

    def told_pair(self, told: Told, side: str, every: bool) -> list[Panel]:
        """Describe what is seen for a page, see `DiffPanels.layers`; nothing where it cannot paint that."""
        images = self.drawn.layers(told, side, every)
        foreign = self.canvas.foreign()
        return [
            panel(axes, [
                overlay(axes, foreign),
                image,
                finished(axes, [*(artist for artist in foreign if artist.axes is axes), *self.drawn.over(axes)]),
            ])
            for axes, image in zip(self.panels, images, strict=False)
            if image is not None
        ]  # fmt: skip

    @property
    def stacked(self) -> bool:
        """Whether the panels stand one above the other, which suits wide images."""
        return self.ratio <= 1 / 1.2

    def look_at(self, box: Sequence[int] | None) -> None:
        """Draw a frame around a region (row0, col0, row1, col1) and bring it into view; None takes the frame away."""
        self.drawn.frame(box)
        if box is not None:
            rows, cols = extent(self.seen)
            self.view = around(box, self.shape, cols / rows)

    def center(self, row: float, col: float) -> None:
        """Bring a place into the middle of the view."""
        self.view = centered(self.view, row, col)

    def wanted_height(self, across: float) -> float:
        """Say how high two panels, above or beside each other, are best."""
        if not self.drawn.both:
            return across * self.ratio
        return 2 * across * self.ratio + _GAP if self.stacked else (across - _GAP) / 2 * self.ratio

    def boxes(self, width: float, height: float) -> list[Box]:
        """Give two panels above or beside each other, or all the room to one."""
        room = self.room(width, height)
        return halves(room, _GAP, stacked=self.stacked) if self.drawn.both else [room]

    def place(self, _event: Any = None) -> None:
        """Put the panels where they belong."""
        super().place()
        self.panels[0].tick_params(labelbottom=not (self.drawn.both and self.stacked))
        self.panels[1].tick_params(labelleft=self.stacked)
        self.pointer.show(None)

    def sharpen(self) -> None:
        """Find the cells of the grid of screen pixels exactly, once the view has come to rest."""
        with LOCK:
            self._rest.cancel()
            if self.drawn.hurry(False):
                self.canvas.draw_idle()

    # --- mouse --------------------------------------------------------------------------------------------------

    def grab(self, event: MouseEvent) -> bool | None:
        """Take hold of the divider of the curtain when the mouse is near it."""
        return self._at_divider(event) or None

    def pull(self, event: MouseEvent, held: bool) -> None:
        """Drag the divider."""
        self._on_balance(self.drawn.share(event.x))

    def cursor_over(self, event: MouseEvent) -> str | None:
        """Name the cursor over the divider."""
        return "ew-resize" if self._at_divider(event) else None

    def _at_divider(self, event: MouseEvent) -> bool:
        divider = self.drawn.divider()
        reach = _CLOSE * self.canvas.device_pixel_ratio
        return divider is not None and abs(event.x - divider) <= reach

    def _point(self, place: Place, panel: Axes | None) -> None:
        """Show in the other panel where the mouse is."""
        self.pointer.show(place, [axes for axes in self.panels if axes is not panel])
