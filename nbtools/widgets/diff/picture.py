"""The picture of DiffExplorer: two linked panels, or both images in one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import MouseEvent
from matplotlib.patches import Rectangle

from nbtools.draw.diff.comparison import Face, Look
from nbtools.widgets.base.lock import LOCK
from nbtools.widgets.base.pointer import Place
from nbtools.widgets.base.settle import Settle
from nbtools.widgets.base.stage import Box, Click, Stage

_GAP = 24  # px of the screen between the panels, with room for a title
_CLOSE = 10  # px within which the mouse takes hold of the divider
_MARGIN, _LEAST = 0.75, 24  # around a region: part of its size; pixels that are seen at least
_REST = 0.2  # seconds without a move after which the view has come to rest
_TITLES = {
    "signed": "before − after",
    "curtain": "before | after",
    "fade": "before and after, mixed",
    "overlay": "before magenta, after green",
    "checkerboard": "before and after in turns",
}


class DiffPicture(Stage):
    """Two images with everything that is marked on them.

    Parameters
    ----------
    look : Look
        What is shown first.
    on_balance : callable
        Called with the share of the width, 0 to 1, to which the divider of the curtain is dragged.
    alt, on_click
        As for `Stage`.
    """

    margins = (44, 8, 24, 23)
    heights = (283, 521)

    def __init__(
        self, look: Look, *, on_balance: Callable[[float], None], alt: str = "", on_click: Click | None = None
    ) -> None:
        self._mode, self._balance, self._on_balance = "side by side", 0.5, on_balance
        self.look = look
        super().__init__(look.pair.shape, panels=2, alt=alt, on_click=on_click)
        self._rest = Settle(self.sharpen, _REST)
        for name in ("xlim_changed", "ylim_changed"):
            self.axes.callbacks.connect(name, self._hurry)

    def fill(self) -> None:
        """Make the images and the frames of the region that is looked at."""
        self.faces = [
            Face(axes, self.look, name) for axes, name in zip(self.panels, ("before", "after"), strict=True)
        ]
        self._frames = [_frame(axes) for axes in self.panels]
        for axes in self.panels:
            axes.spines[:].set_linewidth(1.2)  # the image covers the inner half
        self.canvas.set_moving(*self.faces, *self._frames)
        self.pointer.hear(self._point)

    def show(
        self, look: Look, mode: str, side: str, limit: Any, *, dim: float, balance: float, tile: float
    ) -> None:
        """Show the pair in a mode; a step of the tolerance or the like paints only the faces anew."""
        other_mode, other_shape = mode != self._mode, look.pair.shape != self.shape
        new = look is not self.look or other_mode
        self.look, self._balance, self._mode, self.shape = look, balance, mode, look.pair.shape
        one = {"signed": "difference", "blink": side}.get(mode, mode)
        names = ("before", "after") if self._both else (one,)
        titles = names if mode in ("side by side", "blink") else (_TITLES[mode],)
        for axes, title in zip(self.panels, titles, strict=False):
            if axes.get_title(loc="left") != title:
                axes.set_title(title, fontsize=8, color="0.2", loc="left", pad=3)
                new = True
        for face, name in zip(self.faces, names, strict=False):
            face.show(look, name, limit, dim=dim, balance=balance, tile=tile)
        if other_mode or other_shape:
            self.place()
        if other_shape:
            self.home()
        self.canvas.changed(whole=new)

    @property
    def _both(self) -> bool:
        return self._mode == "side by side"

    @property
    def stacked(self) -> bool:
        """Whether the panels stand one above the other, which suits wide images."""
        rows, cols = self.shape
        return cols >= 1.2 * rows

    def look_at(self, box: Sequence[int] | None) -> None:
        """Draw a frame around a region (row0, col0, row1, col1) and bring it into view; None takes the frame away."""
        for patch in self._frames:
            patch.set_visible(box is not None and (patch is self._frames[0] or self.panels[1].get_visible()))
            if box is not None:
                row0, col0, row1, col1 = box
                patch.set_bounds(col0 - 1, row0 - 1, col1 - col0 + 1, row1 - row0 + 1)
        if box is not None:
            half = max((1 + 2 * _MARGIN) * max(row1 - row0, col1 - col0), _LEAST) / 2
            aspect = self.axes.bbox.width / self.axes.bbox.height
            rows, cols = self.shape
            top, bottom = _inside((row0 + row1) / 2, half * max(1 / aspect, 1), rows)
            left, right = _inside((col0 + col1) / 2, half * max(aspect, 1), cols)
            self.view = ((top, left), (bottom, right))

    def center(self, row: float, col: float) -> None:
        """Bring a place into the middle of the view."""
        (row0, col0), (row1, col1) = self.view
        self.shift(row - (row0 + row1 - 1) / 2, col - (col0 + col1 - 1) / 2)

    def wanted_height(self, across: float) -> float:
        """Say how high two panels, above or beside each other, are best."""
        rows, cols = self.shape
        return 2 * across * rows / cols + _GAP if self.stacked else (across - _GAP) / 2 * rows / cols

    def boxes(self, width: float, height: float) -> list[Box]:
        """Give two panels above or beside each other, or all the room to one."""
        left, bottom, across, up = room = self.room(width, height)
        if not self._both:
            return [room]
        if self.stacked:
            half = (up - _GAP) // 2
            return [(left, bottom + half + _GAP, across, half), (left, bottom, across, half)]
        half = (across - _GAP) // 2
        return [(left, bottom, half, up), (left + half + _GAP, bottom, half, up)]

    def place(self, _event: Any = None) -> None:
        """Put the panels where they belong, and hide what belongs to a panel that is hidden."""
        super().place()
        self.panels[0].tick_params(labelbottom=not (self._both and self.stacked))
        self.panels[1].tick_params(labelleft=self.stacked)
        self.faces[1].set_visible(self._both)
        self._frames[1].set_visible(self._both and self._frames[0].get_visible())
        self.pointer.show(None)

    def sharpen(self) -> None:
        """Find the cells of the grid of screen pixels exactly, once the view has come to rest."""
        with LOCK:
            self._rest.cancel()
            if self.faces[0].hurried:
                for face in self.faces:
                    face.hurried = False
                self.canvas.draw_idle()

    def _hurry(self, _axes: Axes) -> None:
        hurried = self._rest.later()
        for face in self.faces:
            face.hurried = hurried

    def describe(self, row: int, col: int, panel: Axes) -> str:
        """Tell row, column, both values and their difference, from the full data."""
        rows, cols = self.shape
        if not (0 <= row < rows and 0 <= col < cols):
            return ""
        pair = self.look.pair
        where = np.array([row]), np.array([col])
        a, b = (
            " ".join(f"{x:.6g}" for x in np.atleast_1d(image[row, col]))
            for image in (pair.before, pair.after)
        )
        masked = pair.masked is not None and pair.masked[row, col]
        d = "masked" if masked else f"difference {self.look.differences(*where)[0]:.6g}"
        return f"row {row}  col {col}  before {a}  after {b}  {d}"

    # --- mouse --------------------------------------------------------------------------------------------------

    def grab(self, event: MouseEvent) -> bool | None:
        """Take hold of the divider of the curtain when the mouse is near it."""
        divider = self.axes.bbox.x0 + self._balance * self.axes.bbox.width
        near = abs(event.x - divider) <= _CLOSE * self.canvas.device_pixel_ratio
        return True if self._mode == "curtain" and near else None

    def pull(self, event: MouseEvent, held: bool) -> None:
        """Drag the divider."""
        share = (event.x - self.axes.bbox.x0) / self.axes.bbox.width
        self._on_balance(min(max(share, 0.0), 1.0))

    def _point(self, place: Place, panel: Axes | None) -> None:
        """Show in the other panel where the mouse is."""
        self.pointer.show(place, [axes for axes in self.panels if axes is not panel])


def _frame(axes: Axes) -> Rectangle:
    patch = Rectangle((0, 0), 1, 1, fill=False, edgecolor="#D55E00", linewidth=1.5, zorder=3, visible=False)
    axes.add_patch(patch)
    return patch


def _inside(middle: float, half: float, size: int) -> tuple[float, float]:
    """Give the ends of a range about a middle, moved so that nothing beyond the image is shown where it fits."""
    middle = min(max(middle, half), size - half) if 2 * half < size else size / 2
    return middle - half, middle + half
