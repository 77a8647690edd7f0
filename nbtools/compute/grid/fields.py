"""A field on a grid: its values, and where the centres and the edges of its cells are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.grid.grids import centers_of, edges_of, require_monotonic
from nbtools.compute.images import Image, NoData, as_image

Places = NDArray[np.float64]
_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, eq=False)
class Field:
    """Values on a grid. Made by `as_field`.

    Attributes
    ----------
    image : Image
        The values z, shape (rows, cols), and which of them are bad.
    x, y : ndarray of float64
        Centres of the cells: 1-D, one for each column of x and each row of y; or both of shape (rows, cols) where the
        grid is curvilinear. Dates are days since 1970-01-01.
    x_edges, y_edges : ndarray of float64
        Edges of the cells, one more along each axis.
    names : tuple of str
        What x, y and z are called, with units; empty where nobody knows.
    dates : tuple of bool
        Whether x and y are dates.
    scales : tuple of str
        "linear" or "log" for x and y: how edges lie between centres.
    rows_down : bool
        Whether row 0 is on top, as for images: y are numbers of rows, and nobody gave them. Else y grows upwards.
    """

    image: Image
    x: Places
    y: Places
    x_edges: Places
    y_edges: Places
    names: tuple[str, str, str] = ("", "", "")
    dates: tuple[bool, bool] = (False, False)
    scales: tuple[str, str] = ("linear", "linear")
    rows_down: bool = False

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and columns."""
        return self.image.shape

    @property
    def curvilinear(self) -> bool:
        """Whether each cell has coordinates of its own."""
        return self.x.ndim == 2

    def with_values(self, values: NDArray[Any]) -> Field:
        """Give other values on the same grid; those that are not finite are bad, and so are the bad ones here."""
        return replace(self, image=as_image(values, mask=self.image.bad))

    def part(self, rows: slice, cols: slice) -> Field:
        """Take some rows and columns of a grid that is not curvilinear."""
        bad = self.image.bad
        image = Image(self.image.values[rows, cols], None if bad is None else bad[rows, cols])
        edges = [k[some.start : some.stop + 1] for k, some in ((self.x_edges, cols), (self.y_edges, rows))]
        return replace(self, image=image, x=self.x[cols], y=self.y[rows], x_edges=edges[0], y_edges=edges[1])

    def every(self, step: int) -> Field:
        """Take each `step`-th row and column of centres, in cells that cover those between them."""
        if step == 1:
            return self
        start = [min(step // 2, size - 1) for size in self.shape]
        part = tuple(slice(first, None, step) for first in start)
        bad = self.image.bad
        image = Image(self.image.values[part], None if bad is None else bad[part])
        index = [np.r_[np.arange(n) * step, size] for n, size in zip(image.shape, self.shape, strict=True)]
        if self.curvilinear:
            corners = np.ix_(*index)
            return replace(
                self, image=image, x=self.x[part], y=self.y[part],
                x_edges=self.x_edges[corners], y_edges=self.y_edges[corners],
            )  # fmt: skip
        return replace(
            self, image=image, x=self.x[part[1]], y=self.y[part[0]],
            x_edges=self.x_edges[index[1]], y_edges=self.y_edges[index[0]],
        )  # fmt: skip

    def at(self, rows: NDArray[np.float64], cols: NDArray[np.float64]) -> tuple[Places, Places]:
        """Give x and y at places between the centres, by linear interpolation along the lines that join them.

        Parameters
        ----------
        rows, cols : ndarray of float64
            From 0 to the last row and column. Where neither is a whole number, the place is taken to lie on a
            diagonal of its four centres, as the corners of contours beside a hole do.

        Returns
        -------
        x, y : ndarray of float64
        """
        if not self.curvilinear:
            return _between(self.x, cols), _between(self.y, rows)
        i, down = _split(rows, self.shape[0])
        j, across = _split(cols, self.shape[1])
        found = []
        turned = (down > 0) & (across > 0) & (np.abs(down - across) > np.abs(down + across - 1))
        diagonal = (down > 0) & (across > 0)
        for c in (self.x, self.y):
            a, b = c[i, j], c[np.minimum(i + 1, self.shape[0] - 1), j]
            d = c[i, np.minimum(j + 1, self.shape[1] - 1)]
            e = c[np.minimum(i + 1, self.shape[0] - 1), np.minimum(j + 1, self.shape[1] - 1)]
            edge = a + down * (b - a) + across * (d - a)  # one of the two is 0
            found.append(np.where(diagonal, np.where(turned, d + down * (b - d), a + down * (e - a)), edge))
        return found[0], found[1]


def as_field(
    z: Any,
    x: Any = None,
    y: Any = None,
    where: str = "centers",
    *,
    scales: tuple[str, str] = ("linear", "linear"),
    nodata: NoData = None,
) -> Field:
    """Take values on a grid in, with centres and edges of its cells.

    Parameters
    ----------
    z : array-like, shape (rows, cols)
        Numbers as `as_image` takes them. Of an xarray DataArray the coordinates of its axes are x and y unless
        others are given, and names and units become labels.
    x, y : array-like, optional
        Coordinates of columns and rows: 1-D, or of the shape of the grid where it is curvilinear; then both. Without
        them the cells are one unit wide, and centres are whole numbers.
    where : {"centers", "edges"}
        What x and y are: of edges there is one more along each axis.
    scales : pair of {"linear", "log"}
        Of x and y: with "log" edges are geometric means of centres, or centres of edges.
    nodata : float or sequence of float, optional
        Values that stand for no data, see `as_image`.

    Returns
    -------
    Field

    Raises
    ------
    TypeError
        If anything is not numbers, or dates for x and y.
    ValueError
        If shapes do not fit, or coordinates do not rise or fall strictly.

    Examples
    --------
    >>> field = as_field([[1, 2, 3], [4, 5, 6]], x=[0, 1, 3])
    >>> field.x_edges, field.y_edges
    (array([-0.5,  0.5,  2. ,  4. ]), array([-0.5,  0.5,  1.5]))
    """
    if isinstance(z, Field):
        return z
    checks.choice("where", where, ("centers", "edges"))
    image = as_image(z, nodata=nodata, name="z")
    names = ["", "", _label(z, image.name)]
    given, counted = [x, y], y is None
    for k, dim in enumerate(reversed(image.dims)):
        if (
            given[k] is None
            and dim in image.coords
            and where == "centers"
            and np.ndim(image.coords[dim]) == 1
        ):
            given[k] = image.coords[dim]
            names[k] = _label(z.coords[dim], dim) if hasattr(z, "coords") else dim
        elif hasattr(given[k], "attrs"):
            names[k] = _label(given[k], getattr(given[k], "name", None) or "")
    extra = where == "edges"
    sides = [_side("xy"[k], given[k], image.shape, k, extra, scales[k]) for k in (0, 1)]
    if sides[0][0].ndim != sides[1][0].ndim:
        given = [_spread(given[k], image.shape, k, extra) for k in (0, 1)]
        sides = [_side("xy"[k], given[k], image.shape, k, extra, scales[k]) for k in (0, 1)]
    (x, x_edges, x_dates), (y, y_edges, y_dates) = sides
    return Field(
        image,
        x,
        y,
        x_edges,
        y_edges,
        (names[0], names[1], names[2]),
        (x_dates, y_dates),
        (scales[0], scales[1]),
        counted and y.ndim == 1 and bool((y == np.arange(len(y))).all()),
    )


def _side(
    name: str, given: Any, shape: tuple[int, int], k: int, extra: bool, scale: str
) -> tuple[Places, Places, bool]:
    """Find centres and edges along one axis; `extra` says that edges are given."""
    size = shape[1 - k]
    if given is None:
        given = np.arange(size + extra, dtype=np.float64) - 0.5 * extra
        scale = "linear"
    values = np.asarray(given)
    dates = values.dtype.kind == "M"
    wanted = (shape[0] + extra, shape[1] + extra) if values.ndim == 2 else (size + extra,)
    if values.shape != wanted:
        kind = "edges" if extra else "centers"
        raise ValueError(
            f"{name} must have shape {wanted} for where={kind!r} and z of shape {shape}, got {values.shape}"
        )
    if extra:
        edges, centers = given, centers_of(name, given, scale=scale)
    else:
        single = 1 in values.shape
        width: Any = None
        if single:  # a cell as wide as it is high, one unit, or one day
            width = np.timedelta64(1, "D") if dates else (10.0 if scale == "log" else 1.0)
        edges, centers = edges_of(name, given, width=width, scale=scale), given
    if values.ndim == 1 and not dates:
        require_monotonic(name, values)
    return _floats(centers), _floats(edges), dates


def _floats(values: Any) -> Places:
    found = np.asarray(values)
    if found.dtype.kind == "M":
        found = (found - np.datetime64("1970-01-01")) / _DAY
    found = np.array(found, np.float64)
    found.flags.writeable = False
    return found


def _spread(given: Any, shape: tuple[int, int], k: int, extra: bool) -> Any:
    """Repeat 1-D coordinates along the other axis."""
    size = shape[1 - k] + extra
    values = np.arange(size) - 0.5 * extra if given is None else np.asarray(given)
    if values.ndim == 2:
        return values
    values = _floats(values)
    return np.broadcast_to(values if k == 0 else values[:, None], (shape[0] + extra, shape[1] + extra))


def _label(data: Any, name: Any) -> str:
    """Put a name and its unit together, as CF conventions keep them."""
    attributes = getattr(data, "attrs", {})
    text = str(attributes.get("long_name") or attributes.get("standard_name") or name or "")
    unit = attributes.get("units")
    return f"{text} ({unit})" if unit and text else text


def _split(places: NDArray[np.float64], size: int) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    index = np.minimum(places.astype(np.intp), size - 1)
    return index, places - index


def _between(values: Places, places: NDArray[np.float64]) -> Places:
    index, share = _split(places, len(values))
    first = values[index]
    found: Places = first + share * (values[np.minimum(index + 1, len(values) - 1)] - first)
    return found
