"""What GridExplorer can be told and what it computes: parameters and steps."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nbtools.compute.color.limits import extremes
from nbtools.compute.grid.contour_blocks import Blocks
from nbtools.compute.grid.contours import Contours, as_levels, count_closed, smooth, smoothing_work
from nbtools.compute.grid.crossings import crossings
from nbtools.compute.grid.fields import Field
from nbtools.compute.images import Image
from nbtools.compute.turns import Work
from nbtools.draw.mesh.lines import QuickLines
from nbtools.draw.mesh.mesh import round_levels
from nbtools.draw.scene import Live
from nbtools.model.choices import Switch
from nbtools.model.numbers import Number
from nbtools.model.parameter import Parameter
from nbtools.model.steps import step
from nbtools.widgets.base.contrast import Contrasted

BUDGET = 200_000  # vertices of lines that are drawn before somebody asks for more
DRAWN = 3_000_000  # vertices that are drawn in a page where somebody has asked for all: in one or two seconds
_ROUGH = 250  # rows and columns from which lines are drawn while a slider moves, at most
Levels = tuple[float, ...]


class Values(Parameter):
    """A row of numbers, rising."""

    _kind = "sequence of float"

    def validate(self, obj: Any, value: Any) -> Levels:
        """Refuse what is no row of finite numbers; sort them."""
        return as_levels(value, self.name)


class GridModel(Contrasted):
    """Parameters and steps of `GridExplorer`."""

    levels = Number(
        10, 0, 40, integer=True, hard=(0, 1000), help="About so many contour lines, at round values."
    )
    at = Values(
        (),
        help="The values that have lines; empty: about as many round ones as levels says (from Python only).",
    )
    smoothing = Number(
        0.0,
        0,
        10,
        step=0.25,
        hard=(0, 1000),
        unit="cells",
        help="Sigma of a Gaussian that the values are smoothed with before cells and lines are drawn.",
    )
    line_width = Number(1.0, 0, 5, step=0.25, unit="pt", help="Width of the lines; 0 for none.")
    labels = Switch(False, label="numbers", help="Write the level on long lines.")
    filled = Switch(False, help="Fill the bands between levels instead of showing cells.")
    exact = Switch(
        False,
        label="exact lines",
        help=f"Draw all lines exactly where they have more than {BUDGET:,} vertices, in a page up to {DRAWN:,}.",
    )
    cut = Switch(True, help="Show where the field is cut, and its values along row and column.")
    row = Number(0, integer=True, undoable=False, help="Row of the grid along which it is cut.")
    col = Number(0, integer=True, undoable=False, help="Column of the grid along which it is cut.")

    live = {  # noqa: RUF012  # a ClassVar of the base
        **Contrasted.live,
        "row": (
            Live("row line", "at", through="row_places"),
            Live("along row", "nth"),
            Live("at row", "at", through="row_marks"),
            Live("row name", "late"),
        ),
        "col": (
            Live("col line", "at", through="col_places"),
            Live("along col", "nth"),
            Live("at col", "at", through="col_marks"),
            Live("col name", "late"),
        ),
    }

    several = ("levels",)

    def spelled(self, given: dict[str, Any]) -> dict[str, Any]:
        """Give what it is told under the names of the parameters: levels may be a number of them, or the values."""
        found = super().spelled(given)
        if np.iterable(found.get("levels")) and not isinstance(found["levels"], str):
            if "at" in found:
                raise TypeError("give levels or at, not both: they are two names of one thing")
            found["at"] = as_levels(found.pop("levels"))
        elif "levels" in found:
            found.setdefault("at", ())
        return found

    @step.long(smoothing=0.0)
    def smoothed(data: Field, smoothing: float) -> Work[Field]:
        """The field as it is shown."""
        return smoothing_work(data, smoothing)

    @step
    def blocks(smoothed: Field) -> Blocks:
        """The field, ready to be contoured."""
        return Blocks(smoothed)

    @step
    def wanted(smoothed: Field, levels: int, at: Levels) -> Levels:
        """The values that have lines."""
        return at or round_levels(smoothed, levels)

    @step.long(exact=False)
    def result(smoothed: Field, blocks: Blocks, wanted: Levels, smoothing: float) -> Work[Contours]:
        """What `nbtools.contour_lines` gives."""
        lines = yield from blocks.work(wanted)
        return Contours(smoothed, wanted, lines, smoothing)

    @step.long(exact=False)
    def counted(result: Contours) -> Work[tuple[int, int]]:
        """How many lines there are, and how many of them are closed."""
        closed = 0
        for k, lines in enumerate(result.lines):
            yield k / len(result.lines)
            closed += count_closed(lines)
        return sum(map(len, result.lines)), closed

    @step
    def vertices(smoothed: Field, wanted: Levels) -> int:
        """About how many vertices all lines have."""
        return crossings(smoothed, wanted)

    @step
    def samples(data: Field) -> tuple[Image, ...]:
        """What the percentiles are of."""
        return (data.image,)

    @step
    def ends(data: Field) -> tuple[float, float]:
        """The smallest and the largest value, between which cuts are plotted."""
        low, high, _ = extremes(data.image.values, data.image.bad)
        return (low, high) if np.isfinite(low) else (0.0, 1.0)

    # --- while a slider moves -----------------------------------------------------------------------------------

    @step
    def thinning(data: Field) -> int:
        """Each how many rows and columns lines are drawn from while a slider moves."""
        return max(1, math.ceil(max(data.shape) / _ROUGH))

    @step
    def thin(data: Field, thinning: int) -> Field:
        """The field with fewer rows and columns."""
        return data.every(thinning)

    @step
    def rough_field(thin: Field, thinning: int, smoothing: float) -> Field:
        """The same, smoothed."""
        return smooth(thin, smoothing / thinning)

    @step
    def rough_wanted(rough_field: Field, levels: int, at: Levels) -> Levels:
        """The values that have lines in it."""
        return at or round_levels(rough_field, levels)

    @step
    def rough_lines(rough_field: Field) -> QuickLines:
        """Finds lines in it."""
        return QuickLines(rough_field)
