"""A field in colours with contour lines, and two lines where it is cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.grid.fields import Field
from nbtools.compute.grid.places import span, track
from nbtools.compute.numerals import told
from nbtools.draw.marks.ticks import number_axis
from nbtools.draw.mesh.cells import MeshCells
from nbtools.draw.mesh.lines import Bands, ContourLines, Lines
from nbtools.draw.mesh.mesh import show_dates
from nbtools.draw.scene import Layer
from nbtools.draw.straight import straight

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

_CUT: tuple[dict[str, Any], ...] = (
    {"color": "black", "linewidth": 1.8},
    {"color": "white", "linewidth": 1.0, "dashes": (4, 3)},
)


class ContouredField:
    """A field with its contour lines; `artists` are those that move.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    field : Field
        What is shown first.

    Attributes
    ----------
    field : Field
        What is shown.
    cut : (int, int) or None
        The row and the column along which the field is cut.
    """

    def __init__(self, axes: Axes, field: Field) -> None:
        self._axes, self.field = axes, field
        self.cut: tuple[int, int] | None = None
        self._cells = MeshCells(axes, field, np.zeros((259, 4), np.uint8), (0.0, 1.0))
        self._bands, self._lines = Bands(axes), ContourLines(axes)
        self._cuts = [axes.plot([], [], **style, zorder=4)[0] for style in _CUT for _ in ("row", "column")]
        self.artists: list[Artist] = [self._cells, self._bands, self._lines, *self._cuts]
        self._name()

    def show(
        self,
        field: Field,
        levels: tuple[float, ...],
        lines: Lines,
        table: NDArray[np.uint8],
        limits: Any,
        *,
        width: float,
        labels: bool,
        filled: bool | Field,
        cut: tuple[int, int] | None,
    ) -> bool:
        """Show a field and its lines.

        Parameters
        ----------
        field : Field
            The values, in colours of `table` between `limits`.
        levels, lines
            The contours.
        width : float
            Width of the lines in points.
        labels : bool
            Whether levels are written on the lines.
        filled : bool or Field
            Whether what lies between two lines has one colour; a field if not all of `field` is to be filled.
        cut : (int, int) or None
            As for the class.

        Returns
        -------
        bool
            Whether names, scales, the room that the field fills, or the end where row 0 is have changed.
        """
        before, self.field, self.cut = self.field, field, cut
        other_names = (field.names, field.dates, field.scales) != (before.names, before.dates, before.scales)
        turned = field.rows_down != before.rows_down
        if other_names:
            self._name()
        ends = [[span(k).tolist() for k in (each.x_edges, each.y_edges)] for each in (before, field)]
        self._cells.set_visible(filled is False)
        self._bands.set_visible(filled is not False)
        self._paint(field if isinstance(filled, bool) else filled, levels, table, limits)
        self._lines.show(levels, lines, width=width, labels=labels)
        for k, line in enumerate(self._cuts):
            line.set_visible(cut is not None)
            if cut is not None:
                line.set_data(*track(field, cut, along_row=k % 2 == 0))
        return other_names or field.shape != before.shape or turned or ends[0] != ends[1]

    def rough(
        self, field: Field, levels: tuple[float, ...], lines: Lines, table: NDArray[np.uint8], limits: Any
    ) -> None:
        """Show other lines, and another field on fewer cells, in place of `field`."""
        self._paint(field, levels, table, limits)
        self._lines.show(levels, lines, width=self._lines.width, labels=self._lines.labels)

    @property
    def images(self) -> list[Artist]:
        """What is described in `layers`."""
        return [self._cells, self._bands]

    def layers(self) -> list[Layer]:
        """Describe the cells for a page; nothing where it cannot paint them, or bands are filled."""
        cells = None if self._bands.get_visible() else self._cells.layer()
        return [] if cells is None else [cells]

    @property
    def straight_cuts(self) -> list[Line2D]:
        """What is described in `cut_layers`."""
        return [] if self.cut is None or self.field.curvilinear else list(self._cuts)

    def cut_layers(self, near: float) -> list[Layer]:
        """Describe the lines where it is cut for a page; the mouse takes hold of them where it is so `near`."""
        return [
            straight(self._axes, [line], f"{name} line", upright=name == "col", near=near)
            for line, name in zip(self.straight_cuts, ("row", "col") * len(_CUT), strict=False)
        ]

    def describe(self, row: int, col: int) -> str:
        """Tell row, column and value of a cell."""
        image = self.field.image
        if not (0 <= row < self.field.shape[0] and 0 <= col < self.field.shape[1]):
            return "outside of the grid"
        bad = image.bad is not None and bool(image.bad[row, col])
        name = self.field.names[2] or "value"
        return f"row {row}, col {col}: {name} {'none' if bad else told(image.values[row, col])}"

    def _paint(self, field: Field, levels: tuple[float, ...], table: NDArray[np.uint8], limits: Any) -> None:
        if self._bands.get_visible():
            self._bands.show(field, levels, table, limits)
        else:
            self._cells.show(field, table, limits)

    def _name(self) -> None:
        """Name the axes, set their scales, and tell them of dates."""
        axes, field = self._axes, self.field
        axes.set_xscale(field.scales[0])
        axes.set_yscale(field.scales[1])
        for axis, name, dates in zip((axes.xaxis, axes.yaxis), field.names[:2], field.dates, strict=True):
            if dates:
                show_dates(axis, 7)
            elif axis.get_scale() == "linear":
                number_axis(axis)
            axis.set_label_text(name, fontsize=8, color="0.2")
            axis.label.set_parse_math(False)
        axes.xaxis.labelpad = axes.yaxis.labelpad = 2
        axes.set_title(field.names[2], fontsize=8, color="0.2", loc="left", pad=3, parse_math=False)
