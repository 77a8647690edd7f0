"""The pictures of DiffExplorer: two linked panels, or both images in one; and a map with a histogram below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import MouseEvent
from matplotlib.patches import Rectangle

from nbtools.draw.diff.comparison import Face, Look
from nbtools.widgets.base.canvas import LOCK
from nbtools.widgets.base.pointer import Place
from nbtools.widgets.base.settle import Settle
from nbtools.widgets.base.stage import Box, Click, Stage

_LEFT, _RIGHT, _BOTTOM, _TOP, _GAP = 44, 8, 24, 23, 24  # px of the screen; the gap has room for a title
_WIDTH, _LOWEST, _HIGHEST = 548, 330, 568
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

    def __init__(
        self, look: Look, *, on_balance: Callable[[float], None], alt: str = "", on_click: Click | None = None
    ) -> None:
        self._mode = "side by side"
        self._balance, self._on_balance, self._dragging = 0.5, on_balance, False
        rows, cols = look.pair.shape
        self.shape = look.pair.shape
        self.look = look
        inner = _WIDTH - _LEFT - _RIGHT
        needed = 2 * inner * rows / cols + _GAP if self.stacked else (inner - _GAP) / 2 * rows / cols
        height = round(min(max(needed + _BOTTOM + _TOP, _LOWEST), _HIGHEST))
        super().__init__(look.pair.shape, (_WIDTH, height), panels=2, alt=alt, on_click=on_click)
        self.faces = [
            Face(axes, look, name) for axes, name in zip(self.panels, ("before", "after"), strict=True)
        ]
        self._boxes = [self._box(axes) for axes in self.panels]
        for axes in self.panels:
            axes.spines[:].set_linewidth(1.2)  # the image covers the inner half
        self.canvas.set_moving(*self.faces, *self._boxes)
        self.pointer.hear(self._point)
        self._rest = Settle(self.sharpen, _REST)
        for name in ("xlim_changed", "ylim_changed"):
            self.axes.callbacks.connect(name, self._hurry)

    def show(
        self, look: Look, mode: str, side: str, limit: Any, *, dim: float, balance: float, tile: float
    ) -> None:
        """Show the pair in a mode; a step of the tolerance or the like paints only the faces anew."""
        new = look is not self.look or mode != self._mode
        shape = look.pair.shape
        self.look, self._balance = look, balance
        one = {"signed": "difference", "blink": side}.get(mode, mode)
        names = ("before", "after") if mode == "side by side" else (one,)
        titles = names if mode in ("side by side", "blink") else (_TITLES[mode],)
        for axes, title in zip(self.panels, titles, strict=False):
            if axes.get_title(loc="left") != title:
                axes.set_title(title, fontsize=8, color="0.2", loc="left", pad=3)
                new = True
        for face, name in zip(self.faces, names, strict=False):
            face.show(look, name, limit, dim=dim, balance=balance, tile=tile)
        if mode != self._mode:
            self._mode = mode
            self.place()
        if shape != self.shape:
            self.shape = shape
            self.place()
            self.show_all()
        self.canvas.draw_idle() if new else self.canvas.moved()

    @property
    def stacked(self) -> bool:
        """Whether the panels stand one above the other, which suits wide images."""
        rows, cols = self.shape
        return cols >= 1.2 * rows

    def look_at(self, box: Sequence[int] | None) -> None:
        """Draw a frame around a region (row0, col0, row1, col1) and bring it into view; None takes the frame away."""
        for patch in self._boxes:
            patch.set_visible(box is not None and (patch is self._boxes[0] or self.panels[1].get_visible()))
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

    def boxes(self, width: float, height: float) -> list[Box]:
        """Give two panels above or beside each other, or all the room to one."""
        across, up = width - _LEFT - _RIGHT, height - _BOTTOM - _TOP
        if self._mode != "side by side":
            return [(_LEFT, _BOTTOM, across, up)]
        if self.stacked:
            half = (up - _GAP) // 2
            return [(_LEFT, _BOTTOM + half + _GAP, across, half), (_LEFT, _BOTTOM, across, half)]
        half = (across - _GAP) // 2
        return [(_LEFT, _BOTTOM, half, up), (_LEFT + half + _GAP, _BOTTOM, half, up)]

    def place(self, _event: Any = None) -> None:
        """Put the panels where they belong, and hide what belongs to a panel that is hidden."""
        super().place()
        both = self._mode == "side by side"
        self.panels[0].tick_params(labelbottom=not (both and self.stacked))
        self.panels[1].tick_params(labelleft=self.stacked)
        if hasattr(self, "faces"):  # not yet while the stage is made
            self.faces[1].set_visible(both)
            self._boxes[1].set_visible(both and self._boxes[0].get_visible())
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

    def pressed(self, event: MouseEvent) -> None:
        """Take hold of the divider when the mouse is near it."""
        super().pressed(event)
        divider = self.axes.bbox.x0 + self._balance * self.axes.bbox.width
        near = abs(event.x - divider) <= _CLOSE * self.canvas.device_pixel_ratio
        idle = not self.canvas.toolbar.mode and event.inaxes is self.axes
        self._dragging = self._mode == "curtain" and near and idle

    def moved(self, event: MouseEvent) -> None:
        """Drag the divider."""
        if self._dragging:
            share = (event.x - self.axes.bbox.x0) / self.axes.bbox.width
            self._on_balance(min(max(share, 0.0), 1.0))

    def released(self, event: MouseEvent) -> None:
        """Let go of the divider, or click."""
        if self._dragging:
            self._dragging = False
        else:
            super().released(event)

    def _point(self, place: Place, panel: Axes | None) -> None:
        """Show in the other panel where the mouse is."""
        self.pointer.show(place, [axes for axes in self.panels if axes is not panel])

    def _box(self, axes: Axes) -> Rectangle:
        patch = Rectangle(
            (0, 0), 1, 1, fill=False, edgecolor="#D55E00", linewidth=1.5, zorder=3, visible=False
        )
        axes.add_patch(patch)
        return patch


def _inside(middle: float, half: float, size: int) -> tuple[float, float]:
    """Give the ends of a range about a middle, moved so that nothing beyond the image is shown where it fits."""
    middle = min(max(middle, half), size - half) if 2 * half < size else size / 2
    return middle - half, middle + half
