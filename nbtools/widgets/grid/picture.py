"""The picture of GridExplorer: cells and lines in x and y, which the mouse moves, and two lines where it is cut."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import MouseButton, MouseEvent

from nbtools.compute.grid.fields import Field
from nbtools.draw.marks.glyphs import compact
from nbtools.draw.marks.spectrum import Gradient
from nbtools.draw.marks.ticks import Ticks
from nbtools.draw.mesh.cells import MeshCells
from nbtools.draw.mesh.lines import Bands, ContourLines, Lines
from nbtools.draw.mesh.mesh import show_dates
from nbtools.widgets.base.canvas import LOCK
from nbtools.widgets.base.stage import Box, fitted
from nbtools.widgets.grid.stage import GridStage

_LEFT, _RIGHT, _BOTTOM, _TOP, _NAMED = (
    52,
    66,
    26,
    10,
    16,
)  # margins in px of the screen, more where axes have names
_WIDTH, _HEIGHT, _BAR, _GAP = 548, 420, 12, 10
_CLOSE = 6  # px within which the mouse takes hold of a line
_CUT = (("black", 1.8), ("white", 1.0))


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
        self._held: tuple[bool, bool] | None = None  # whether the row and the column are dragged along
        self._at = 0, 0
        super().__init__(
            field.shape, (_WIDTH, _HEIGHT), alt=alt, on_click=lambda row, col, _: on_cut(row, col)
        )
        self._name()
        self.cells = MeshCells(self.axes, field, np.zeros((259, 4), np.uint8), (0.0, 1.0))
        self.bands, self.lines = Bands(self.axes), ContourLines(self.axes)
        self._cuts = [
            self.axes.plot(
                [], [], color=color, linewidth=width, dashes=(4, 3) if k else (None, None), zorder=4
            )[0]
            for k, (color, width) in enumerate(_CUT)
            for _ in (0, 1)
        ]
        self._bar = self.figure.add_axes((0, 0, 1, 1), xticks=[], yticks=[])
        self._bar.spines[:].set(edgecolor="0.6", linewidth=0.8)
        self._gradient, self._scale = Gradient(self._bar), Ticks(self._bar, "right")
        self.place()
        self.canvas.set_moving(self.cells, self.bands, self.lines, *self._cuts, self._gradient, self._scale)

    def show(
        self, field: Field, levels: tuple[float, ...], lines: Lines, table: np.ndarray, limits: Any, *,
        width: float, labels: bool, filled: bool, cut: tuple[int, int] | None, rows_down: bool,
    ) -> None:  # fmt: skip
        """Show a field and its lines; `cut` is (row, col) in cells of the whole field."""
        before, self._field = self._field, field
        new = (field.names, field.dates, field.scales) != (before.names, before.dates, before.scales)
        if new:
            self._name()
        ends = [[_span(k).tolist() for k in (each.x_edges, each.y_edges)] for each in (before, field)]
        if field.shape != self.shape or rows_down != self._rows_down or ends[0] != ends[1] or new:
            self.shape, self._rows_down, new = field.shape, rows_down, True
            self.place()
            self.show_all()
        self.cells.set_visible(not filled)
        self.bands.set_visible(filled)
        if filled:
            self.bands.show(field, levels, table, limits)
        else:
            self.cells.show(field, table, limits)
        self.lines.show(levels, lines, width=width, labels=labels)
        self._gradient.table = table
        self._scale.number(limits[0], limits[1], 6)
        low, span = limits[0], limits[1] - limits[0]
        self._scale.names = [compact(low + place * span) for place in self._scale.places]
        self._show_cut(cut)
        self.canvas.draw_idle() if new else self.canvas.moved()

    def rough(
        self, field: Field, levels: tuple[float, ...], lines: Lines, table: np.ndarray, limits: Any
    ) -> None:
        """Show other lines, and another field on fewer cells, while a slider moves."""
        if self.bands.get_visible():
            self.bands.show(field, levels, table, limits)
        else:
            self.cells.show(field, table, limits)
        self.lines.show(levels, lines, width=self.lines.width, labels=self.lines.labels)
        self.canvas.moved()

    def _show_cut(self, cut: tuple[int, int] | None) -> None:
        for k, line in enumerate(self._cuts):
            line.set_visible(cut is not None)
            if cut is not None:
                self._at = cut
                line.set_data(*self._track(cut, along_row=k % 2 == 0))

    def _track(self, cut: tuple[int, int], along_row: bool) -> tuple[np.ndarray, np.ndarray]:
        """Give x and y of the centres of a row, or of a column."""
        field, (row, col) = self._field, cut
        if field.curvilinear:
            part: Any = (row, slice(None)) if along_row else (slice(None), col)
            return field.x[part], field.y[part]
        if along_row:
            return _span(field.x_edges), np.repeat(field.y[row], 2)
        return np.repeat(field.x[col], 2), _span(field.y_edges)

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
        x, y, z = (_NAMED * bool(name) for name in self._field.names)
        room = _LEFT + y, _BOTTOM + x, width - _LEFT - _RIGHT - y, height - _BOTTOM - _TOP - x - z // 2
        return [fitted(self._field.shape, room) if self._rows_down else room]

    def place(self, _event: Any = None) -> None:
        """Put the scale of colours beside the panel."""
        super().place()
        if hasattr(self, "_bar"):
            box, ratio = self.axes.get_position(), self.canvas.device_pixel_ratio
            across = self.figure.bbox.width / ratio
            self._bar.set_position((box.x1 + _GAP / across, box.y0, _BAR / across, box.height))

    # --- words and mouse ------------------------------------------------------------------------------------------

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
        texts = [
            f"{name.split(' (')[0] or letter} {self._date(value) if dates else format(value, '.6g')}"
            for name, letter, value, dates in zip(
                self._field.names, "xy", (x, y), self._field.dates, strict=False
            )
        ]
        row, col = (int(np.floor(k + 0.5)) for k in self.from_axes(x, y))
        return f"{texts[0]}  {texts[1]}   {self.describe(row, col, self.axes)}"

    def _date(self, days: float) -> str:
        if not np.isfinite(days) or abs(days) > 1e8:
            return f"{days:.6g}"
        return str(np.datetime64(0, "s") + np.timedelta64(round(days * 86400), "s")).replace("T", " ")

    def sharpen(self) -> None:
        """Draw exactly what is drawn roughly while a slider moves."""
        with LOCK:
            self._on_sharpen()

    def pressed(self, event: MouseEvent) -> None:
        """Take hold of one or both of the lines where the field is cut."""
        super().pressed(event)
        self._held = None
        left = event.button == MouseButton.LEFT and event.inaxes is self.axes and not self.canvas.toolbar.mode
        if left and self._cuts[0].get_visible():
            x, y = self.axes.transData.transform(self.to_axes(*self._at))
            reach = _CLOSE * self.canvas.device_pixel_ratio
            near = abs(event.y - y) <= reach, abs(event.x - x) <= reach
            self._held = near if (any(near) and not self._field.curvilinear) or all(near) else None

    def moved(self, event: MouseEvent) -> None:
        """Drag the cut along."""
        if self._held is not None:
            x, y = self.axes.transData.inverted().transform((event.x, event.y))
            row, col = self.from_axes(float(x), float(y))
            self._on_cut(row if self._held[0] else self._at[0], col if self._held[1] else self._at[1])

    def released(self, event: MouseEvent) -> None:
        """Let go, or cut where the mouse was clicked."""
        if self._held is not None:
            self._held = None
        else:
            super().released(event)


def _span(values: np.ndarray) -> np.ndarray:
    return np.array([values.min(), values.max()]) if values.ndim == 2 else values[[0, -1]]
