"""GridExplorer: the cells of a grid and its contour lines, which agree."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import numpy as np

from nbtools.compute.code import Verbatim
from nbtools.compute.color.shading import shade
from nbtools.compute.grid.fields import Field, as_field
from nbtools.compute.grid.told import told
from nbtools.draw.color.bar import Scale
from nbtools.draw.image.view import pixel_at
from nbtools.draw.mesh.clear import LEVELS, clear_start
from nbtools.draw.mesh.cuts import CutCharts
from nbtools.draw.mesh.fewer import FewerLines, around, fewer_lines
from nbtools.draw.mesh.lines import Lines, burn_lines, flatten
from nbtools.draw.scene import behind
from nbtools.model.inner import inner
from nbtools.model.settle import Settle, runs
from nbtools.model.steps import Unfinished, known
from nbtools.widgets.base.charts import live
from nbtools.widgets.grid.model import BUDGET, DRAWN, GridModel
from nbtools.widgets.grid.picture import GridPicture

if TYPE_CHECKING:
    import pandas as pd

    from nbtools.draw.scene import Panel
    from nbtools.widgets.base.canvas import Canvas

# what is drawn from fewer rows and columns while it moves
_HURRIED = "opening", "levels", "at", "smoothing"
# who says one of these has chosen what lines are shown
_CHOOSES = {"levels", "at", "smoothing", "line_width"}
_PAUSE = 0.15  # seconds after which a view that is moved has come to rest


class GridExplorer(GridModel):
    """Look at a field on a grid: cells from edge to edge, contour lines through the centres.

    The screen shows the cell below each of its pixels, and lines from every n-th row and column while a slider
    moves; at rest they are exact, and the status says which. Where they have too many vertices to be drawn at once,
    those of what is in view are drawn, from fewer rows and columns, until `exact` is set; `result` and `table()` are
    always of all. Without levels or smoothing of yours, there are fewer lines where ten levels would hide the
    picture. Beyond the field it keeps the lines and a float64
    copy of the field once it is smoothed, which takes three more while it is made; of a curvilinear grid also the
    corners of the cells and how to find them, four times the field, and seven times while they are made.

    Parameters
    ----------
    z : array_like
        (row, col) field of any integer or float type; masked arrays are understood, and xarray DataArrays with their
        coordinates, names and units. It is not copied.
    x, y : array_like, optional
        Coordinates of columns and rows: 1-D (even or not, rising or falling, numbers or dates) or both 2-D. Without
        y, row 0 is on top as for images; with y, it grows upwards.
    where : {"centers", "edges"}
        What x and y are: of edges there is one more along each axis.
    xscale, yscale : {"linear", "log"}
        Scales of the axes.
    **options
        Start values of the parameters, e.g. ``levels=20, smoothing=1.5``, and what all explorers have.

    Examples
    --------
    >>> import nbtools as nb
    >>> w = nb.GridExplorer([[0, 1, 2], [0, 1, 2]], x=[10, 20, 40], at=[0.5])
    >>> w.result.lines[0][0][:, 0], w.result.x_edges
    (array([15., 15.]), array([ 5., 15., 30., 50.]))
    >>> w.close()
    """

    picture: GridPicture
    _chosen: tuple[int, float] = (LEVELS, 0)  # levels and smoothing at first
    mouse_help = (
        "Click to cut the field there, or drag the dashed lines. With the focus on the picture, arrow keys move it, "
        "+ and - zoom, 0 shows all."
    )

    def __init__(
        self,
        z: Any,
        x: Any = None,
        y: Any = None,
        where: str = "centers",
        *,
        xscale: str = "linear",
        yscale: str = "linear",
        **options: Any,
    ) -> None:
        words = {"where": where, "xscale": xscale, "yscale": yscale}
        super().__init__(z if x is None and y is None else (z, x, y), words=words, **options)

    row_places = property(inner(lambda explorer: explorer.picture.cut_places(0)))
    col_places = property(inner(lambda explorer: explorer.picture.cut_places(1)))
    row_marks = property(inner(lambda explorer: explorer._cuts.places(1)))
    col_marks = property(inner(lambda explorer: explorer._cuts.places(0)))

    # --- life ---------------------------------------------------------------------------------------------------

    def take(self, image: Any) -> Field:
        """Check the field and its coordinates: z, or (z, x, y)."""
        scales = self._words["xscale"], self._words["yscale"]
        return as_field(*_given(image), self._words["where"], scales=scales, nodata=self._nodata)

    def fit(self) -> dict[str, Any]:
        """Fit the cut to the shape; start in the middle, with lines that leave something to be seen between them."""
        rows, cols = self._data.shape
        self.fit_range("row", 0, rows - 1)
        self.fit_range("col", 0, cols - 1)
        found: dict[str, Any] = {"row": rows // 2, "col": cols // 2}
        found["aspect"] = "equal" if self._data.rows_down else "auto"
        if not self._built and not _CHOOSES.intersection(self._arguments):
            found["levels"], found["smoothing"] = self._chosen = clear_start(self._data)
        return found

    def build(self) -> None:
        """Make the picture, the charts, and their places."""
        self._rough = False
        self._fewer: FewerLines | None = None  # what is drawn in place of too many lines
        self._of: tuple[Any, ...] = ()  # what that was made for
        self._looked = Settle(self._look, _PAUSE)
        self.picture = GridPicture(self._data, self._cut_at, self.finish)
        self.picture.on_view(self._view_moved)
        self._cuts = CutCharts()
        self._cut_canvas = live(self._cuts, "values along a row and a column of the grid")
        self.shell.group("Contours", "levels", "smoothing", "line_width", ("labels", "filled", "exact"))
        self.shell.reveal("exact", False)
        self.shell.group("Look", "contrast", "cmap")
        self.shell.group("Cut", "cut", self._cut_canvas, "row", "col")
        self.shell.table("levels", self._rows)

    def color_scale(self) -> Scale:
        """Give what the colour bar shows."""
        return Scale(self.table_of_colors, self.color_limits)

    def draw(self) -> None:
        """Move the picture to what is shown; draw from fewer rows and columns while the lines are dragged."""
        self._rough = self._steering in _HURRIED and self.thinning > 1
        self.shell.reveal("levels", not self.at)
        for name in ("row", "col"):
            self.shell.reveal(name, self.cut)
        self._cut_canvas.layout.display = None if self.cut else "none"
        if self._rough and self._steering != "opening":
            levels = self.rough_wanted
            field = self.rough_field if self._steering == "smoothing" or self.filled else self.smoothed
            lines = self.rough_lines(levels)
            self.picture.rough(field, levels, lines, self.table_of_colors, self.color_limits)
        else:
            self._show()

    def finish(self) -> None:
        """Draw at rest what was drawn roughly, and fewer lines of what is in view where there are too many."""
        if self._rough or (self._fewer is not None and self._of != self._now()):
            self._rough = False
            self._show()
            self.shell.say(self.status())

    def _view_moved(self) -> None:
        if self._built and self._fewer is not None:
            self._looked.later()

    def _look(self) -> None:
        """Find fewer lines of what is in view now."""
        if not self._closed:
            with self.guarded():
                self.finish()

    def _now(self) -> tuple[Any, ...]:
        """Say what fewer lines are of: levels, values, and what is in view."""
        return (*around(self.smoothed.shape, self.picture.view), self.smoothed, self.wanted)

    def _lines(self) -> Lines:
        """Find all lines, or fewer: where they are too many to be drawn, and while they are looked for."""
        many = self.vertices > BUDGET
        self.shell.reveal("exact", many)
        if self.exact or not many:
            with contextlib.suppress(Unfinished):
                lines = self.result.lines
                if self.vertices <= DRAWN or not runs():
                    self._fewer = None
                    return lines
        if self._fewer is None or self._of != self._now():
            self._of = self._now()
            self._fewer = fewer_lines(self.smoothed, self.wanted, self.picture.view, BUDGET)
        return self._fewer.lines

    def _show(self) -> None:
        cut = (self.row, self.col) if self.cut else None
        levels = self.rough_wanted if self._rough else self.wanted
        lines = self.rough_lines(levels) if self._rough else self._lines()
        fewer = None if self._rough else self._fewer
        filled = fewer.field if self.filled and fewer is not None else self.filled
        how = {"width": self.line_width, "labels": self.labels, "filled": filled, "cut": cut}
        field = self.data if self._rough else self.smoothed
        self.picture.show(field, levels, lines, self.table_of_colors, self.color_limits, **how)
        self.picture.is_rough = self._rough
        if self.cut:
            whole = self._cuts.show(field, (self.row, self.col), self.ends)
            self._cut_canvas.changed(whole=whole)

    def scenes(self) -> dict[Canvas, list[Panel]]:
        """Describe the field, its cut, and the values along that."""
        found = super().scenes()
        if self.cut:
            found[self._cut_canvas] = self._cuts.panels(behind(self._cut_canvas.backdrop))
        return found

    def status(self) -> str:
        """Say which levels there are, whether lines are exact, and what was done to the values."""
        levels = self.rough_wanted if self._rough else self.wanted
        how: dict[str, Any] = {"smoothing": self.smoothing}
        if self._rough:
            how["every"] = self.thinning
        elif self._fewer is not None:
            how |= {"every": self._fewer.every, "vertices": (self._fewer.vertices, self.vertices)}
        counts = not self._rough and (self._fewer is None or (self.exact and known(self, "result")))
        text = told(self._data, levels, self.counted if counts else None, **how)
        if (self.levels, self.smoothing) == self._chosen != (LEVELS, 0) and not self.at:
            text += f" (chosen to leave something to be seen; levels={LEVELS}, smoothing=0 shows all)"
        return f"{text}, cut at {self.picture.describe(self.row, self.col)}" if self.cut else text

    def _cut_at(self, row: float, col: float) -> None:
        """Cut the field near a place."""
        row, col = pixel_at(row, col)
        self.steer_all("cut", row=self.nearest("row", row), col=self.nearest("col", col))

    # --- what comes out -----------------------------------------------------------------------------------------

    def rgba(self, *, marks: bool = True) -> np.ndarray:
        """Give exactly one pixel for each cell of the grid, in the colours of the screen.

        Parameters
        ----------
        marks : bool
            Whether the contour lines are burnt in, in their width on the screen where a pixel is 1/100 inch.

        Returns
        -------
        ndarray of uint8, shape (rows, cols, 4)
            RGBA, row 0 on top.
        """
        field, levels = self.smoothed, self.wanted
        values = flatten(field.image.values, levels) if self.filled else field.image.values
        pixels = shade(values, self.table_of_colors, self.color_limits, field.image.bad)
        if marks and self.line_width and levels:
            burn_lines(pixels, self.blocks, levels, self.line_width)
        return pixels

    def _rows(self) -> pd.DataFrame:
        """Give the table for the page: of lines that nobody asks for, the levels."""
        if self._fewer is None or self.exact:
            return self.table()
        import pandas as pd

        return pd.DataFrame({"level": self.wanted})

    def table(self) -> pd.DataFrame:
        """One row for each level.

        Columns: ``level``, ``n_lines``, ``n_closed`` of them, ``n_vertices``, ``length`` and ``enclosed`` area.
        """
        return self.result.table

    def inputs(self) -> dict[str, tuple[Any, str]]:
        """Give z, x and y, as far as they were given."""
        if isinstance(self._image, tuple):
            given = zip("zxy", self._image, strict=True)
            return {
                name: (value, f"image[{k}]") for k, (name, value) in enumerate(given) if value is not None
            }
        return {"z": (self._image, "image")}

    def call(self) -> dict[str, Any]:
        """Say which call gives `result`."""
        arguments: dict[str, Any] = {"levels": list(self.wanted)}
        spelled = self.written()
        arguments |= {name: Verbatim(spelled[name]) for name in "xy" if name in spelled}
        plain = {"where": "centers", "xscale": "linear", "yscale": "linear", "smoothing": 0.0}
        said = {**self._words, "smoothing": self.smoothing}
        arguments |= {name: value for name, value in said.items() if value != plain[name]}
        return {
            "function": "contour_lines",
            "inputs": [self._source_text(spelled["z"])],
            "arguments": arguments,
            "then": ["table = result.table"],
        }


def _given(image: Any) -> tuple[Any, Any, Any]:
    """Give z, x and y of what is looked at: z, or all three."""
    return image if isinstance(image, tuple) and len(image) == 3 else (image, None, None)
