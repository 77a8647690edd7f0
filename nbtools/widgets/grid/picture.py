"""The picture of GridExplorer: cells and lines in x and y, which the mouse moves, and two lines where it is cut."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.backend_bases import MouseEvent

from nbtools.compute.grid.fields import Field
from nbtools.compute.grid.places import coordinate_text
from nbtools.draw.image.layout import Box, fitted
from nbtools.draw.image.view import pixel_at
from nbtools.draw.mesh.contoured import ContouredField
from nbtools.draw.mesh.lines import Lines
from nbtools.draw.mouse import under
from nbtools.draw.scene import Panel, waiting
from nbtools.draw.straight import places_on
from nbtools.model.lock import LOCK
from nbtools.widgets.grid.stage import GridStage

_NAMED, _GAP, _BAR = (
    16,
    10,
    12,
)  # px of the screen: for the name of an axis, beside the scale of colours, its width
_PLAIN = 0.75  # height of a field in x and y, as part of its width
_CLOSE = 6  # px within which the mouse takes hold of a line


class GridPicture(GridStage):
    """A field with its contour lines.

    Parameters
    ----------
    field : Field
        What is shown first.
    on_cut : callable
        Called with (row, col) where the field is to be cut.
    on_sharpen : callable
        Called when lines must be exact.
    """

    margins = (52, 66, 26, 10)

    def __init__(
        self, field: Field, on_cut: Callable[[float, float], None], on_sharpen: Callable[[], None]
    ) -> None:
        self._on_cut, self._on_sharpen, self._image = on_cut, on_sharpen, field.rows_down
        super().__init__(
            field.shape,
            lambda panels: ContouredField(self.figure, panels[0], field),
            alt="a field with its contour lines",
            on_click=lambda row, col, _: on_cut(row, col),
        )

    def show(
        self,
        field: Field,
        levels: tuple[float, ...],
        lines: Lines,
        table: np.ndarray,
        limits: Any,
        **how: Any,
    ) -> None:
        """Show a field and its lines, see `ContouredField.show`."""
        new = self.drawn.show(field, levels, lines, table, limits, **how)
        if new:
            self.shape, self._image = field.shape, field.rows_down
            self.place()
            self.home()
        self.canvas.changed(whole=new)

    def rough(
        self, field: Field, levels: tuple[float, ...], lines: Lines, table: np.ndarray, limits: Any
    ) -> None:
        """Show other lines, and another field on fewer cells, while a slider moves."""
        self.is_rough = True
        self.drawn.rough(field, levels, lines, table, limits)
        self.canvas.moved()

    def scene(self) -> list[Panel]:
        """Describe the cells and what lies over them; the scale of colours waits for the kernel."""
        layers, drawn = self.drawn.layers(), self.drawn
        if not layers:
            return []
        found, *_ = self.described(layers, [*drawn.images, *drawn.straight_cuts])
        found.layers.extend(drawn.cut_layers(_CLOSE))
        return [found, waiting(drawn.bar.axes, "bar")]

    def cut_places(self, axis: int) -> np.ndarray:
        """Say where in px the lines of the cut are: of each row (0) from below, or of each column (1)."""
        field = self.drawn.field
        return places_on(self.axes, (field.y, field.x)[axis], upright=axis == 1)

    def wanted_height(self, across: float) -> float:
        """Say how many px suit an image; a field in x and y has a form of its own."""
        return super().wanted_height(across) if self._image else _PLAIN * across

    def boxes(self, width: float, height: float) -> list[Box]:
        """Give all the room to the panel but for names and the scale of colours; to an image, its shape."""
        left, bottom, across, up = self.room(width, height)
        room = left, bottom, across, up - _NAMED * bool(self.drawn.field.names[2]) // 2
        return [fitted(self.shape, room) if self.drawn.field.rows_down else room]

    def place(self, _event: Any = None) -> None:
        """Put the scale of colours beside the panel."""
        super().place()
        box, (width, height) = self.axes.get_position(), self.size
        self.put(self.drawn.bar.axes, (box.x1 * width + _GAP, box.y0 * height, _BAR, box.height * height))

    # --- words and mouse ----------------------------------------------------------------------------------------

    def tell(self, x: float, y: float) -> str:
        """Tell x, y and the cell there."""
        texts = [coordinate_text(self.drawn.field, axis, value) for axis, value in enumerate((x, y))]
        return f"{texts[0]}  {texts[1]}   {self.describe(*pixel_at(*self.from_axes(x, y)))}"

    def sharpen(self) -> None:
        """Draw exactly what is drawn roughly while a slider moves."""
        with LOCK:
            self._on_sharpen()

    def grab(self, event: MouseEvent) -> tuple[bool, bool] | None:
        """Take hold of one or both of the lines where the field is cut."""
        if self.drawn.cut is None:
            return None
        across, up = self.near(event, *self.to_axes(*self.drawn.cut), _CLOSE)
        near = up, across  # of the row, which is a line across, and of the column
        return near if (any(near) and not self.drawn.field.curvilinear) or all(near) else None

    def pull(self, event: MouseEvent, held: tuple[bool, bool]) -> None:
        """Drag the cut along."""
        row, col = self.from_axes(*under(event, self.axes))
        if (at := self.drawn.cut) is not None:
            self._on_cut(row if held[0] else at[0], col if held[1] else at[1])
