"""Contour lines: where a field, linear between the centres of its cells, has given values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbtools.compute import checks
from nbtools.compute.grid.contour_blocks import Blocks, Line
from nbtools.compute.grid.fields import Field, as_field
from nbtools.compute.shown import Shown
from nbtools.compute.spelling import understanding
from nbtools.compute.turns import Work, at_once

if TYPE_CHECKING:
    import pandas as pd

_PART = 1 << 19  # values that are smoothed in one go
_NONE = 1e-15  # cells: so little is nothing, to scipy, too


@dataclass(frozen=True, eq=False, repr=False)
class Contours(Shown):
    """Contour lines of a field. Made by `contour_lines`.

    Attributes
    ----------
    field : Field
        The values z, smoothed where this was asked for, with centres and edges of the cells.
    levels : tuple of float
        The values that have lines, rising.
    lines : tuple of tuple of ndarray, shape (n, 2)
        For each level its lines, each with (x, y) of its vertices; closed ones end where they begin. Larger values
        lie to the left of a line where x points right and y up. Dates are days since 1970-01-01.
    smoothing : float
        Sigma of the Gaussian that z was smoothed with, in cells; 0 for not at all.
    """

    _parts = ("levels", "z", "x_edges", "y_edges")

    field: Field
    levels: tuple[float, ...]
    lines: tuple[tuple[Line, ...], ...]
    smoothing: float = 0.0

    def _about(self) -> str:
        rows, cols = self.field.image.shape
        lines, levels = sum(map(len, self.lines)), len(self.levels)
        return f"{lines} lines at {levels or 'no'} level{'s' * (levels != 1)} of {rows} x {cols} values"

    @property
    def z(self) -> NDArray[Any]:
        """The values used, shape (rows, cols); bad ones are those of ``field.image.bad``."""
        return self.field.image.values

    @property
    def x_edges(self) -> NDArray[np.float64]:
        """Edges of the cells along x, as `pcolormesh` wants them."""
        return self.field.x_edges

    @property
    def y_edges(self) -> NDArray[np.float64]:
        """Edges of the cells along y, as `pcolormesh` wants them."""
        return self.field.y_edges

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row for each level.

        Columns: ``level``, ``n_lines``, ``n_closed`` of them, ``n_vertices``, ``length`` of all lines and
        ``enclosed``, the area inside of the closed ones, in units of x and y; one inside another counts for itself.
        """
        import pandas as pd

        rows = [_measured(level, lines) for level, lines in zip(self.levels, self.lines, strict=True)]
        names = ["level", "n_lines", "n_closed", "n_vertices", "length", "enclosed"]
        return pd.DataFrame(rows, columns=names).astype(dict.fromkeys(names[1:4], np.int64))


@understanding
def contour_lines(
    z: Any,
    levels: ArrayLike,
    x: Any = None,
    y: Any = None,
    where: str = "centers",
    *,
    smoothing: float = 0.0,
    xscale: str = "linear",
    yscale: str = "linear",
) -> Contours:
    """Find the contour lines of a field, as vertices in x and y.

    They are those of matplotlib's ``contour`` on the centres: the field is taken to be linear along the lines that
    join neighbouring centres, and cells beside a bad one have a corner cut off.

    Parameters
    ----------
    z : array-like, shape (rows, cols)
        The field; masked and NaN cells are holes. An xarray DataArray brings its coordinates.
    levels : array-like of float
        The values that get lines; sorted, and each taken once.
    x, y : array-like, optional
        Coordinates of columns and rows, 1-D or curvilinear, as for `mesh_contour`.
    where : {"centers", "edges"}
        What x and y are.
    smoothing : float
        Sigma of a Gaussian in cells that z is smoothed with before; holes stay holes, and smooth nothing.
    xscale, yscale : {"linear", "log"}
        With "log" the edges are geometric means of the centres.

    Returns
    -------
    Contours

    Raises
    ------
    TypeError, ValueError
        If an input is not what it should be; the message names it.

    Examples
    --------
    >>> found = contour_lines([[0, 1, 2], [0, 1, 2]], [0.5], x=[10, 20, 40])
    >>> found.lines[0][0]
    array([[15.,  1.],
           [15.,  0.]])
    """
    field = as_field(z, x, y, where, scales=(xscale, yscale))
    smoothed = smooth(field, smoothing)
    return Contours(smoothed, wanted := as_levels(levels), Blocks(smoothed).all(wanted), float(smoothing))


def as_levels(levels: Any, name: str = "levels") -> tuple[float, ...]:
    """Check that levels are finite numbers; sort them, each once."""
    try:
        return tuple(sorted({float(checks.number(name, level)) for level in levels}))
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be a row of finite numbers, got {checks.short(levels)}") from None


def smooth(field: Field, sigma: float) -> Field:
    """Smooth a field with a Gaussian; bad cells stay bad and have no weight.

    Parameters
    ----------
    field : Field
        The field.
    sigma : float
        In cells, ``>= 0``; 0 gives the field itself.

    Returns
    -------
    Field
        The normalised convolution, reflected at the borders: ``G * (z w) / G * w`` with w = 0 for bad cells
        (Knutsson and Westin, 1993, doi:10.1109/CVPR.1993.341081).
    """
    return at_once(smoothing_work(field, sigma))


def smoothing_work(field: Field, sigma: float) -> Work[Field]:
    """Smooth a field as `smooth` does, part by part."""
    if checks.number("smoothing", sigma, high=1e5, unit="cells") < 0:
        raise ValueError(f"smoothing must be >= 0 cells, got {checks.short(sigma)}")
    if sigma <= _NONE:
        return field
    values, bad = field.image.values, field.image.bad
    kind = np.float32 if values.dtype == np.float32 else np.float64
    if bad is None:
        return field.with_values((yield from _gaussian(values.astype(kind), sigma)))
    weight = yield from _gaussian((~bad).astype(kind), sigma)
    sums = yield from _gaussian(np.where(bad, 0, values).astype(kind), sigma)
    with np.errstate(invalid="ignore", divide="ignore"):
        return field.with_values(sums / weight)


def _gaussian(values: Line, sigma: float) -> Work[Line]:
    """Smooth `values` in their place, along columns and then along rows, as `scipy.ndimage.gaussian_filter` does."""
    from scipy.ndimage import gaussian_filter1d

    for axis, lines in enumerate((values.T, values)):
        step = max(1, _PART // lines.shape[1])
        for start in range(0, len(lines), step):
            yield (axis + start / len(lines)) / 2
            part = lines[start : start + step]
            gaussian_filter1d(part, sigma, mode="reflect", output=part)
    return values


def count_closed(lines: Sequence[Line]) -> int:
    """Count the lines that end where they begin."""
    if not lines:
        return 0
    ends = (np.array([line[k] for line in lines]) for k in (0, -1))
    return int(((np.array([*map(len, lines)]) > 2) & np.equal(*ends).all(axis=1)).sum())


def _measured(level: float, lines: Sequence[Line]) -> tuple[float, int, int, int, float, float]:
    if not lines:
        return level, 0, 0, 0, 0.0, 0.0
    sizes = np.array([*map(len, lines)])
    every, stops = np.concatenate(lines), np.cumsum(sizes)
    begin = stops - sizes
    closed = (sizes > 2) & (every[begin] == every[stops - 1]).all(axis=1)
    steps = np.diff(every, axis=0)
    steps[stops[:-1] - 1] = 0  # from one line to the next
    every -= np.repeat(every[begin], sizes, axis=0)
    x, y = every.T
    areas = np.add.reduceat(np.append(x[:-1] * y[1:] - x[1:] * y[:-1], 0), begin) / 2
    length, enclosed = np.hypot(*steps.T).sum(), np.abs(areas[closed]).sum()
    return level, len(lines), int(closed.sum()), len(every), float(length), float(enclosed)
