"""Contour lines in words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nbtools.compute.grid.fields import Field
from nbtools.compute.numerals import told as number

_ENDINGS = {2: "nd", 3: "rd"}


def told(
    field: Field,
    levels: Sequence[float],
    lines: tuple[int, int] | None,
    *,
    smoothing: float = 0.0,
    every: int = 1,
    vertices: tuple[int, int] | None = None,
) -> str:
    """Say which levels there are, whether their lines are exact, and what was done to the values.

    Parameters
    ----------
    field : Field
        The values, before they are smoothed.
    levels : sequence of float
        The values that have lines.
    lines : (int, int) or None
        How many lines there are, and how many of them are closed; None where they have not been looked for.
    smoothing : float
        Sigma in cells.
    every : int
        That n.
    vertices : (int, int), optional
        Where there are too many: how many vertices the lines that are shown have, and about how many all have.

    Examples
    --------
    >>> from nbtools.compute.grid.fields import as_field
    >>> told(as_field([[0, 1, 2], [0, 1, 2]]), [0.5], None, smoothing=2, every=3).split(", 0.5, ")[1]
    'lines from every 3rd row and column while the slider moves, values smoothed with sigma 2 cells'
    """
    parts = [levels_text(levels)]
    if lines is not None and levels:
        parts.append(f"{lines[0]:,} exact lines, {lines[1]:,} of them closed")
    nth = (
        f"every {every}{_ENDINGS.get(every, 'th')} row and column"
        if every > 1
        else "all rows and columns in view"
    )
    if vertices is not None:
        verb, ask = ("drawn", "") if lines else ("lines", "; tick 'exact lines' or set exact=True for all")
        parts.append(f"{verb} from {nth}: {vertices[0]:,} vertices of about {vertices[1]:,}{ask}")
    elif lines is None:
        parts.append(f"lines from {nth} while the slider moves")
    if smoothing:
        parts.append(f"values smoothed with sigma {smoothing:g} cells")
    if field.image.bad is not None:
        parts.append(f"{int(field.image.bad.sum()):,} cells without a value")
    return ", ".join(parts)


def levels_text(levels: Sequence[float]) -> str:
    """Say in words which levels there are.

    Examples
    --------
    >>> levels_text([1.0, 2.0, 3.0]), levels_text([0.5])
    ('3 levels from 1 to 3, 1 apart', '1 level, 0.5')
    """
    if not levels:
        return "no levels"
    if len(levels) == 1:
        return f"1 level, {number(levels[0])}"
    steps = np.diff(levels)
    even = f", {number(steps[0])} apart" if np.allclose(steps, steps[0]) else ""
    return f"{len(levels)} levels from {number(levels[0])} to {number(levels[-1])}{even}"
