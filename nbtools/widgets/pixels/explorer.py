"""PixelExplorer: the value of each pixel, with ticks under the middles of the pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from nbtools.compute.cells.window import PixelWindow, window_of
from nbtools.compute.images import Pixels, as_pixels
from nbtools.draw.cells.inspected import inspected
from nbtools.draw.cells.names import names_of
from nbtools.draw.image.view import pixel_in
from nbtools.draw.marks.burn import burn_outlines
from nbtools.widgets.base.pointer import Place
from nbtools.widgets.pixels.inspector import Inspector
from nbtools.widgets.pixels.model import PixelModel
from nbtools.widgets.pixels.picture import PixelPicture

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


_NAMES = ("row_names", "col_names")


class PixelExplorer(PixelModel):
    """Look at the pixels of an image and their values; zoom in, and ticks, lines and numbers appear.

    The inspector shows the window about the pixel under the mouse, or about the marked one; `result` is the window
    about the marked one. Beyond the image it keeps less than half of the bytes of a float64 image, and less than a
    quarter where no pixel is bad (a pyramid of means in float32).

    Parameters
    ----------
    image : array_like
        (row, col) image of any size and any integer or float type; masked arrays and xarray DataArrays are
        understood. It is not copied.
    channel_axis : int, optional
        For colour pictures: the axis with red, green, blue and perhaps alpha.
    row_names, col_names : sequence or mapping, optional
        Names: one for each row or column, or some by their numbers.
    **options
        Start values of the parameters, e.g. ``row=70, col=70, size=7``, and what all explorers have.

    Examples
    --------
    >>> import nbtools as nb
    >>> sample = nb.samples.confusion()
    >>> w = nb.PixelExplorer(sample.matrix, row_names=sample.names, col_names=sample.names, row=2, col=1, size=3)
    >>> w.result.value, w.result.rows
    (21, slice(1, 4, None))
    >>> w.close()
    """

    picture: PixelPicture
    words = ("channel_axis", *_NAMES)
    mouse_help = (
        "Move the mouse: the inspector shows the pixels about the cursor. Click: mark a pixel. With the focus on the "
        "picture, arrow keys move the marked pixel, with Shift the picture; + and - zoom, 0 shows all. p pins the "
        "inspector to the marked pixel."
    )
    shortcuts: ClassVar[dict[str, str]] = {"p": "pin"}

    # --- life ---------------------------------------------------------------------------------------------------

    def take(self, image: Any) -> Pixels:
        """Check the image, and that the names are its own."""
        pixels = as_pixels(image, channel_axis=self._words["channel_axis"], nodata=self._nodata)
        self._names = names_of(pixels.shape, **{name: self._words[name] for name in _NAMES})
        return pixels

    def fit(self) -> dict[str, Any]:
        """Fit the ranges to the shape; start in the middle. A format that does not suit the values is dropped."""
        rows, cols = self._data.shape
        self.fit_range("row", 0, max(rows - 1, 0))
        self.fit_range("col", 0, max(cols - 1, 0))
        try:
            self.parameters()["fmt"]._validate(self, self.fmt)
        except ValueError:
            self.fmt = "auto"
        return {"row": (rows - 1) // 2, "col": (cols - 1) // 2}

    def build(self) -> None:
        """Make the picture, the inspector and their places."""
        self._over: tuple[int, int] | None = None  # the pixel under the mouse
        self._marked: tuple[Any, ...] = ()
        self.picture = PixelPicture(
            self._data, self.source, self._names, on_click=self._clicked, on_arrow=self._moved_by
        )
        self.picture.pointer.hear(self._hover)
        self.picture.on_view(self._looked)
        self.inspector = Inspector()
        self.shell.group("Pixels", self.inspector, "row", "col", "size")
        look = ("contrast", "cmap") if not self._data.colored else ()
        self.shell.group("Picture", ("values", "grid", "pinned"), *look)
        self.shell.group("more", "fmt", "row_side", "col_side", folded=True)

    def draw(self) -> None:
        """Move the picture and the inspector to what is marked, or what is under the mouse."""
        result = self.result
        look = {name: getattr(self, name) for name in ("values", "grid", "fmt", "row_side", "col_side")}
        if (self._data, result.row, result.col) != self._marked:
            self._marked = self._data, result.row, result.col
            self._over = None
        window = self._inspected()
        self.picture.show(self._data, self.source, (result.row, result.col), window, **look)
        self.inspector.mark(result)
        self._inspect(window)

    def _inspected(self) -> PixelWindow:
        """Give the window that is looked at: about the mouse, or the marked pixel."""
        over = None if self.pinned else self._over
        return self.result if over is None else window_of(self._data, *over, self.size)

    def _inspect(self, window: PixelWindow) -> None:
        what = "pinned" if self.pinned else "marked" if self._over is None else "under the mouse"
        cells = self.picture.drawn.cells
        self.inspector.shown = inspected(window, cells, self.format, self._names, size=self.size, what=what)

    def status(self) -> str:
        """Say what the image is, and how to see its values; the inspector says the rest."""
        rows, cols = self._data.shape
        channels = f", {self._data.values.shape[2]} channels" if self._data.colored else ""
        bad = f", {self.bad} bad pixels" if self.bad else ""
        far = self.values and not self.picture.drawn.has_numbers
        return (
            f"{rows} x {cols} pixels of {self._data.values.dtype}{channels}{bad}"
            + "; zoom in for values" * far
        )

    def _looked(self) -> None:
        """Say how to see the values, or no longer, when another part is in view."""
        if self._built and self.last_error is None:
            self.picture.axes.apply_aspect()
            self.shell.say(self.status())

    # --- mouse and keys -----------------------------------------------------------------------------------------

    def _hover(self, place: Place, panel: Axes | None) -> None:
        over = None if place is None else pixel_in(*place, self._data.shape)
        if over != self._over:
            self._over = over
            if not self.pinned:
                with self.guarded():
                    window = self._inspected()
                    self.picture.frame(window)
                    self._inspect(window)

    def _clicked(self, row: float, col: float, _keys: frozenset[str]) -> None:
        pixel = pixel_in(row, col, self._data.shape)
        if pixel is not None:
            self.steer_all(None, row=pixel[0], col=pixel[1])

    def _moved_by(self, rows: int, cols: int) -> None:
        row, col = self.nearest("row", self.row + rows), self.nearest("col", self.col + cols)
        self.steer_all("arrows", row=int(row), col=int(col))

    def pin(self) -> None:
        """Let the inspector stay at the marked pixel, or follow the mouse again."""
        self.steer("pinned", not self.pinned, drag=False)

    # --- what comes out -----------------------------------------------------------------------------------------

    def rgba(self, *, marks: bool = True) -> np.ndarray:
        """Give one pixel for each pixel of the image, in the colours of the screen.

        Parameters
        ----------
        marks : bool
            Whether a frame is drawn on the pixels around the window.

        Returns
        -------
        ndarray of uint8, shape (rows, cols, 4)
            RGBA.
        """
        rgba, result = self.source.rgba(), self.result
        if not marks:
            return rgba
        around = np.zeros(self._data.shape, bool)
        around[tuple(slice(max(p.start - 1, 0), p.stop + 1) for p in (result.rows, result.cols))] = True
        return burn_outlines(rgba, around)

    def table(self) -> pd.DataFrame:
        """One row for each pixel of the marked window: ``row``, ``col``, ``value`` (or ``red``, ``green``, ...)."""
        return self.result.table()

    def literal(self) -> str:
        """Write the marked window as a line of Python that makes its array again: ``np.array(...)``."""
        return self.result.literal()

    def text(self) -> str:
        """Write the marked window as text with tabs between columns, as spreadsheets take it."""
        return self.result.text()

    def call(self) -> dict[str, Any]:
        """Say which call gives `result`."""
        said = {name: value for name, value in self._said().items() if name not in _NAMES}
        return {
            "function": "pixel_window",
            "inputs": [self._source_text(self.written()["image"]), repr(self.row), repr(self.col)],
            "arguments": {"size": self.size, **said},
            "then": ["table = result.table()"],
        }
