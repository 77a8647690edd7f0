"""The picture of GridExplorer: cells and lines in x and y, which the mouse moves, and two lines where it is cut."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.backend_bases import MouseEvent

from nbtools.compute.grid.fields import Field
from nbtools.compute.grid.places import coordinate_text, span
from nbtools.draw.image.layout import Box, fitted
from nbtools.draw.image.view import pixel_at
from nbtools.draw.mesh.contoured import ContouredField
from nbtools.draw.mesh.lines import Lines
from nbtools.draw.mouse import under
from nbtools.draw.scene import Panel
from nbtools.draw.straight import places_on
from nbtools.model.lock import LOCK
from nbtools.widgets.grid.stage import GridStage

_NAMED = 16  # px of the screen: for the name of an axis
_PLAIN = 0.75  # height of a field in x and y that fills the picture, as part of its width
_CLOSE = 6  # px within which the mouse takes hold of a line
_CURSORS: dict[Any, str] = {(True, False): "ns-resize", (False, True): "ew-resize", (True, True): "move"}


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

    margins = (52, 8, 26, 10)

    def __init__(
        self, field: Field, on_cut: Callable[[float, float], None], on_sharpen: Callable[[], None]
    ) -> None:
        self._on_cut, self._on_sharpen, self._image = on_cut, on_sharpen, field.rows_down
        super().__init__(
            field.shape,
            lambda panels: ContouredField(panels[0], field),
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
        """Describe the cells and what lies over them."""
        layers, drawn = self.drawn.layers(), self.drawn
        if not layers:
            return []
        found, *_ = self.described(layers, [*drawn.images, *drawn.straight_cuts])
        found.layers.extend(drawn.cut_layers(_CLOSE))
        return [found]

    def cut_places(self, axis: int) -> np.ndarray:
        """Say where in px the lines of the cut are: of each row (0) from below, or of each column (1)."""
        field = self.drawn.field
        return places_on(self.axes, (field.y, field.x)[axis], upright=axis == 1)

    @property
    def ratio(self) -> float:
        """Height of the field as part of its width: of an image its own, in x and y that of their units."""
        if self._image or not self.equal:
            return super().ratio if self._image else _PLAIN
        return self._unit_form or _PLAIN

    @property
    def _unit_form(self) -> float | None:
        """The form with which a unit of x is as long as one of y; None where these are no numbers on linear axes."""
        field = self.drawn.field
        if any(field.dates) or "log" in field.scales:
            return None
        (left, right), (low, high) = (span(edges) for edges in (field.x_edges, field.y_edges))
        return float(abs((high - low) / (right - left)))

    def boxes(self, width: float, height: float) -> list[Box]:
        """Give all the room to the panel but for names; where units are equal, the largest place of that form."""
        left, bottom, across, up = self.room(width, height)
        room = left, bottom, across, up - _NAMED * bool(self.drawn.field.names[2]) // 2
        return [fitted((self.ratio, 1.0), room) if self.equal else room]

    # --- words and mouse ----------------------------------------------------------------------------------------

    def tell(self, x: float, y: float) -> str:
        """Tell x, y and the cell there."""
        texts = [coordinate_text(self.drawn.field, axis, value) for axis, value in enumerate((x, y))]
        return f"{texts[0]}, {texts[1]}, {self.describe(*pixel_at(*self.from_axes(x, y)))}"

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

    def cursor_over(self, event: MouseEvent) -> str | None:
        """Name the cursor over the lines where the field is cut."""
        return _CURSORS.get(self.grab(event))
