"""The picture of GridExplorer: cells and lines in x and y, which the mouse moves, and two lines where it is cut."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import MouseEvent

from nbtools.compute.grid.fields import Field
from nbtools.compute.grid.places import coordinate_text, span, track
from nbtools.draw.color.bar import ColorBar
from nbtools.draw.image.layout import Box, fitted
from nbtools.draw.marks.numbers import compact
from nbtools.draw.mesh.cells import MeshCells
from nbtools.draw.mesh.lines import Bands, ContourLines, Lines
from nbtools.draw.mesh.mesh import show_dates
from nbtools.widgets.base.drag import under
from nbtools.widgets.base.lock import LOCK
from nbtools.widgets.grid.stage import GridStage

_NAMED, _GAP, _BAR = (
    16,
    10,
    12,
)  # px of the screen: for the name of an axis, beside the scale of colours, its width
_CLOSE = 6  # px within which the mouse takes hold of a line
_CUT: tuple[dict[str, Any], ...] = (
    {"color": "black", "linewidth": 1.8},
    {"color": "white", "linewidth": 1.0, "dashes": (4, 3)},
)


class GridPicture(GridStage):
    """A field with its contour lines.

    Parameters
    ----------
    field : Field
        What is shown first.
    rows_down : bool
        Whether row 0 is on top, as for images; else y grows upwards.
    on_cut : callable
        Called with (row, col) where the field is to be cut.
    on_sharpen : callable
        Called when lines must be exact.
    alt : str
        Text for readers who cannot see the picture.
    """

    margins = (52, 66, 26, 10)
    heights = (384, 384)

    def __init__(
        self,
        field: Field,
        rows_down: bool,
        on_cut: Callable[[float, float], None],
        on_sharpen: Callable[[], None],
        *,
        alt: str = "",
    ) -> None:
        self._field, self._rows_down = field, rows_down
        self._on_cut, self._on_sharpen = on_cut, on_sharpen
        self._at = 0, 0
        super().__init__(field.shape, alt=alt, on_click=lambda row, col, _: on_cut(row, col))

    def fill(self) -> None:
        """Make cells, lines, the lines of the cut, and the scale of colours."""
        table = np.zeros((259, 4), np.uint8)
        self.cells = MeshCells(self.axes, self._field, table, (0.0, 1.0))
        self.bands, self.lines = Bands(self.axes), ContourLines(self.axes)
        self._cuts = [
            self.axes.plot([], [], **style, zorder=4)[0] for style in _CUT for _ in ("row", "column")
        ]
        self._bar = ColorBar(self.figure)
        self.canvas.set_moving(self.cells, self.bands, self.lines, *self._cuts, *self._bar.artists)
        self._name()

    def show(
        self, field: Field, levels: tuple[float, ...], lines: Lines, table: np.ndarray, limits: Any, *,
        width: float, labels: bool, filled: bool, cut: tuple[int, int] | None, rows_down: bool,
    ) -> None:  # fmt: skip
        """Show a field and its lines; `cut` is (row, col) in cells of the whole field."""
        before, self._field = self._field, field
        new = (field.names, field.dates, field.scales) != (before.names, before.dates, before.scales)
        if new:
            self._name()
        ends = [[span(k).tolist() for k in (each.x_edges, each.y_edges)] for each in (before, field)]
        if field.shape != self.shape or rows_down != self._rows_down or ends[0] != ends[1] or new:
            self.shape, self._rows_down, new = field.shape, rows_down, True
            self.place()
            self.home()
        self.cells.set_visible(not filled)
        self.bands.set_visible(filled)
        self._paint(field, levels, table, limits)
        self.lines.show(levels, lines, width=width, labels=labels)
        ticks = self._bar.ticks
        ticks.number(limits[0], limits[1], 6)
        low, size = limits[0], limits[1] - limits[0]
        self._bar.show(table, ticks.places, [compact(low + place * size) for place in ticks.places])
        self._show_cut(cut)
        self.canvas.changed(whole=new)

    def rough(
        self, field: Field, levels: tuple[float, ...], lines: Lines, table: np.ndarray, limits: Any
    ) -> None:
        """Show other lines, and another field on fewer cells, while a slider moves."""
        self._paint(field, levels, table, limits)
        self.lines.show(levels, lines, width=self.lines.width, labels=self.lines.labels)
        self.canvas.moved()

    def _paint(self, field: Field, levels: tuple[float, ...], table: np.ndarray, limits: Any) -> None:
        if self.bands.get_visible():
            self.bands.show(field, levels, table, limits)
        else:
            self.cells.show(field, table, limits)

    def _show_cut(self, cut: tuple[int, int] | None) -> None:
        for k, line in enumerate(self._cuts):
            line.set_visible(cut is not None)
            if cut is not None:
                self._at = cut
                line.set_data(*track(self._field, cut, along_row=k % 2 == 0))

    def _name(self) -> None:
        """Name the axes, set their scales, and tell them of dates."""
        field = self._field
        self.axes.set_xscale(field.scales[0])
        self.axes.set_yscale(field.scales[1])
        for axis, name, dates in zip(
            (self.axes.xaxis, self.axes.yaxis), field.names[:2], field.dates, strict=True
        ):
            if dates:
                show_dates(axis, 7)
            axis.set_label_text(name, fontsize=8, color="0.2")
            axis.label.set_parse_math(False)
        self.axes.xaxis.labelpad = self.axes.yaxis.labelpad = 2
        self.axes.set_title(field.names[2], fontsize=8, color="0.2", loc="left", pad=3, parse_math=False)
        self.place()

    def boxes(self, width: float, height: float) -> list[Box]:
        """Give all the room to the panel but for names and the scale of colours; to an image, its shape."""
        left, bottom, across, up = self.room(width, height)
        room = left, bottom, across, up - _NAMED * bool(self._field.names[2]) // 2
        return [fitted(self._field.shape, room) if self._rows_down else room]

    def place(self, _event: Any = None) -> None:
        """Put the scale of colours beside the panel."""
        super().place()
        box, (width, height) = self.axes.get_position(), self.size
        self.put(self._bar.axes, (box.x1 * width + _GAP, box.y0 * height, _BAR, box.height * height))

    # --- words and mouse ----------------------------------------------------------------------------------------

    def describe(self, row: int, col: int, panel: Axes) -> str:
        """Tell row, column and value of a cell."""
        if not (0 <= row < self.shape[0] and 0 <= col < self.shape[1]):
            return "outside of the grid"
        image = self._field.image
        bad = image.bad is not None and bool(image.bad[row, col])
        name = self._field.names[2] or "value"
        return f"{name} {'none' if bad else format(image.values[row, col], '.6g')}   row {row}  col {col}"

    def tell(self, x: float, y: float) -> str:
        """Tell x, y and the cell there."""
        texts = [coordinate_text(self._field, axis, value) for axis, value in enumerate((x, y))]
        row, col = (int(np.floor(k + 0.5)) for k in self.from_axes(x, y))
        return f"{texts[0]}  {texts[1]}   {self.describe(row, col, self.axes)}"

    def sharpen(self) -> None:
        """Draw exactly what is drawn roughly while a slider moves."""
        with LOCK:
            self._on_sharpen()

    def grab(self, event: MouseEvent) -> tuple[bool, bool] | None:
        """Take hold of one or both of the lines where the field is cut."""
        if not self._cuts[0].get_visible():
            return None
        across, up = self.near(event, *self.to_axes(*self._at), _CLOSE)
        near = up, across  # of the row, which is a line across, and of the column
        return near if (any(near) and not self._field.curvilinear) or all(near) else None

    def pull(self, event: MouseEvent, held: tuple[bool, bool]) -> None:
        """Drag the cut along."""
        row, col = self.from_axes(*under(event, self.axes))
        self._on_cut(row if held[0] else self._at[0], col if held[1] else self._at[1])
