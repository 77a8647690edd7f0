"""Cells and contour lines of one field on one Axes, which agree: edges for the cells, centres for the lines."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from nbtools.compute import checks
from nbtools.compute.color.colormaps import colormap, lut
from nbtools.compute.color.limits import extremes
from nbtools.compute.grid.contour_blocks import Blocks
from nbtools.compute.grid.contours import Contours, as_levels, smooth
from nbtools.compute.grid.fields import Field, as_field
from nbtools.compute.shown import Shown
from nbtools.compute.spelling import understanding
from nbtools.draw.marks.scales import located
from nbtools.draw.mesh.cells import MeshCells
from nbtools.draw.mesh.lines import Bands, ContourLines

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.cm import ScalarMappable
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False, repr=False)
class MeshContour(Shown):
    """What `mesh_contour` has drawn; shows itself in a notebook if it made the figure.

    Attributes
    ----------
    mesh : Artist
        The cells, or the filled bands.
    contour : Artist
        The lines.
    ax : matplotlib.axes.Axes
        Where they are.
    contours : Contours
        The lines as vertices, the edges, the values used, and a table.
    limits : (float, float)
        Values of the first and the last colour.
    """

    _parts = ("contours", "limits")

    mesh: MeshCells | Bands
    contour: ContourLines
    ax: Axes
    contours: Contours
    limits: tuple[float, float]
    _cmap: Any
    _own: bool

    @property
    def figure(self) -> Figure:
        """The figure of the axes."""
        return self.ax.get_figure(root=True)  # type: ignore[return-value]

    @property
    def levels(self) -> tuple[float, ...]:
        """The values that have lines."""
        return self.contours.levels

    @property
    def mappable(self) -> ScalarMappable:
        """What ``figure.colorbar(..., ax=...)`` wants."""
        from matplotlib.cm import ScalarMappable
        from matplotlib.colors import Normalize

        return ScalarMappable(Normalize(*self.limits), self._cmap)

    def _about(self) -> str:
        return self.contours._about()

    def _repr_html_(self) -> str | None:
        return None if self._own else super()._repr_html_()

    def _repr_png_(self) -> bytes | None:
        if not self._own:
            return None
        file = io.BytesIO()
        self.figure.savefig(file, format="png")
        return file.getvalue()


@understanding
def mesh_contour(
    z: Any,
    x: Any = None,
    y: Any = None,
    where: str = "centers",
    levels: int | ArrayLike = 10,
    ax: Axes | None = None,
    *,
    cmap: Any = "viridis",
    vmin: float | None = None,
    vmax: float | None = None,
    colors: Any = None,
    linewidths: float = 1.0,
    labels: bool = False,
    filled: bool = False,
    smoothing: float = 0.0,
) -> MeshContour:
    """Draw the cells of a field and its contour lines on the same grid.

    Cells are drawn from edge to edge, lines through centres, from either: what is missing is found by
    `centers_to_edges` or `edges_to_centers`, on a logarithmic axis with logarithms. A screen pixel shows the cell in
    which its middle lies, as ``pcolormesh`` does; lines are those of ``contour``, exactly, at any size.

    Parameters
    ----------
    z : array-like, shape (rows, cols)
        The field; masked and NaN cells are holes in both. An xarray DataArray brings coordinates and labels.
    x, y : array-like, optional
        Coordinates of columns and rows: 1-D, even or not, rising or falling, numbers or dates; or 2-D.
    where : {"centers", "edges"}
        What x and y are: of edges there is one more along each axis.
    levels : int or array-like
        About so many round values, as matplotlib chooses them, or the values themselves.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a figure of its own, not one of pyplot's, if not given. Set a log scale before.
    cmap : str or Colormap
        Colours of the cells.
    vmin, vmax : float, optional
        Values of the first and the last colour; the smallest and largest one if not given.
    colors : color or list of colors, optional
        Of the lines; light on a dark rim, seen on any colour, if not given.
    linewidths : float
        In points; 0 for none.
    labels : bool
        Whether long lines get their number.
    filled : bool
        Fill the bands between levels instead of drawing cells.
    smoothing : float
        Sigma in cells of a Gaussian that z is smoothed with before anything is drawn.

    Returns
    -------
    MeshContour

    Raises
    ------
    TypeError, ValueError
        If an input is not what it should be; the message names it.

    Examples
    --------
    >>> drawn = mesh_contour([[0, 1, 2], [0, 1, 2]], x=[10, 20, 40], levels=[0.5])
    >>> drawn.contours.lines[0][0][:, 0], drawn.ax.get_xlim()
    (array([15., 15.]), (np.float64(5.0), np.float64(50.0)))
    """
    scales = ("linear", "linear") if ax is None else (_scale(ax.get_xscale()), _scale(ax.get_yscale()))
    field = smooth(as_field(z, x, y, where, scales=scales), smoothing)
    limits = color_limits(field, vmin, vmax)
    wanted = pick_levels(field, levels)
    width = checks.number("linewidths", linewidths)
    if width < 0:
        raise ValueError(f"linewidths must be >= 0 points, got {checks.short(linewidths)}")
    own, table = ax is None, lut(cmap)
    ax = _new_axes() if ax is None else ax
    mesh: MeshCells | Bands
    if checks.switch("filled", filled):
        mesh = Bands(ax)
        mesh.show(field, wanted, table, limits)
    else:
        mesh = MeshCells(ax, field, table, limits)
    contours = Contours(field, wanted, Blocks(field).all(wanted), float(smoothing))
    lines = ContourLines(ax)
    lines.show(wanted, contours.lines, width=width, colors=colors, labels=checks.switch("labels", labels))
    settle_axes(ax, field, mesh)
    return MeshContour(mesh, lines, ax, contours, limits, colormap(cmap), own)


def pick_levels(field: Field, levels: int | ArrayLike) -> tuple[float, ...]:
    """Give levels as they are, or about so many round ones between the smallest and the largest value."""
    if isinstance(levels, bool) or np.ndim(levels) or not np.isscalar(levels):
        if isinstance(levels, bool):
            raise ValueError(
                f"levels must be a whole number >= 0 or a row of numbers, got {checks.short(levels)}"
            )
        return as_levels(levels)
    return round_levels(field, checks.integer("levels", levels, minimum=0, maximum=10_000))


def round_levels(field: Field, count: int) -> tuple[float, ...]:
    """Choose round levels inside the range of a field as matplotlib's ``contour`` does for a number."""
    from matplotlib.ticker import MaxNLocator

    low, high, _ = extremes(field.image.values, field.image.bad)
    if not low < high or count == 0:
        return ()
    found = located(MaxNLocator(count + 1, min_n_ticks=1), low, high)
    return tuple(level for level in found if low < level < high)


def color_limits(field: Field, vmin: float | None, vmax: float | None) -> tuple[float, float]:
    """Give the values of the first and the last colour, as asked for or the smallest and the largest."""
    low, high, _ = extremes(field.image.values, field.image.bad)
    low, high = (low, high) if np.isfinite(low) else (0.0, 1.0)
    first = low if vmin is None else float(checks.number("vmin", vmin))
    last = high if vmax is None else float(checks.number("vmax", vmax))
    if first > last:
        raise ValueError(f"vmin must be <= vmax, got {first:g} and {last:g}")
    return first, last


def settle_axes(ax: Axes, field: Field, artist: Any) -> None:
    """Bring the grid into view up to its edges, tell axes of dates, and name those that have no name yet."""
    ends = [(float(np.min(edges)), float(np.max(edges))) for edges in (field.x_edges, field.y_edges)]
    artist.sticky_edges.x[:], artist.sticky_edges.y[:] = ends
    ax.update_datalim(np.transpose(ends))
    for axis, name, dates in zip((ax.xaxis, ax.yaxis), field.names[:2], field.dates, strict=True):
        if dates:
            show_dates(axis, 8)
        if name and not axis.get_label_text():
            axis.set_label_text(name)
            axis.label.set_parse_math(False)
    ax.autoscale_view()


def show_dates(axis: Axis, most: int) -> None:
    """Write dates, at most so many, in few letters, on an axis whose values are days since 1970."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    axis.axis_date()
    locator = AutoDateLocator(minticks=2, maxticks=most)
    axis.set_major_locator(locator)
    axis.set_major_formatter(ConciseDateFormatter(locator))


def _scale(name: str) -> str:
    return "log" if name == "log" else "linear"


def _new_axes() -> Axes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 4.8), dpi=100, layout="constrained")
    FigureCanvasAgg(figure)
    return figure.add_subplot()
