"""ZoomExplorer: zoom into an image without changing its shape, around a centre or between two corners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nbtools.compute.color.limits import extremes
from nbtools.compute.images import Pixels, as_pixels
from nbtools.compute.ranges import held, ticks
from nbtools.compute.zoom.resample import nearest_cval
from nbtools.compute.zoom.window import zoom_showing
from nbtools.draw.image.view import View
from nbtools.widgets.zoom.model import ZoomModel
from nbtools.widgets.zoom.overview import Overview
from nbtools.widgets.zoom.picture import ZoomPicture

if TYPE_CHECKING:
    import pandas as pd

    from nbtools.draw.scene import Panel
    from nbtools.widgets.base.canvas import Canvas


class ZoomExplorer(ZoomModel):
    """Zoom into an image; the result has its shape, and every pixel says where it comes from.

    While something moves, only what the screen can show is computed; `result` is computed in full when it is read.
    Beyond the image it keeps less than a quarter of the bytes of a float64 image (a pyramid of means in float32).

    Parameters
    ----------
    image : array_like
        (row, col) image of any integer or float type; masked arrays and xarray DataArrays are understood. It is not
        copied.
    channel_axis : int, optional
        For colour pictures: the axis with red, green, blue and perhaps alpha.
    **options
        Start values of the parameters, e.g. ``row=70, col=70, factor=3``, and what all explorers have.

    Examples
    --------
    >>> import nbtools as nb
    >>> w = nb.ZoomExplorer(nb.samples.spots(shape=(81, 81)).image, row=70, col=60, factor=3)
    >>> w.result.array.shape, w.result.roi
    ((81, 81), ((57.0, 47.0), (84.0, 74.0)))
    >>> w.close()
    """

    picture: ZoomPicture
    words = ("channel_axis",)
    mouse_help = (
        "Drag the rectangle in the overview, or a corner of it; a click beside the rectangle brings it there. The "
        "magnifying glass fills the picture with what lies between two corners. With the focus on the picture, arrow "
        "keys move it, + and - zoom, 0 shows all."
    )

    # --- life ---------------------------------------------------------------------------------------------------

    def take(self, image: Any) -> Pixels:
        """Check the image."""
        return as_pixels(image, nodata=self._nodata, **self._words)

    def fit(self) -> dict[str, Any]:
        """Fit the ranges to shape and values; start with the whole image."""
        rows, cols = self._data.shape
        self.fit_range("row", 0, max(rows - 1, 0.5))
        self.fit_range("col", 0, max(cols - 1, 0.5))
        self.fit_range("factor", 0.25, float(max(16, 2 ** np.ceil(np.log2(max(rows, cols) / 4)))))
        low, high, _ = extremes(self._data.numbers.reshape(rows, -1))
        if np.isfinite(low):
            low, high = held(low, high)
            span = max(high - low, 1e-9 * max(abs(low), abs(high)))
            step = ticks(span, 200, self._data.values.dtype)
            ends = [
                nearest_cval(self._data.numbers.dtype, 0, end)
                for end in (min(low, 0.0), max(high, 0.0) + step)
            ]
            self.fit_range("cval", float(ends[0]), float(ends[1]), step)
        return {"row": (rows - 1) / 2, "col": (cols - 1) / 2}

    def build(self) -> None:
        """Make the pictures and their places."""
        self.picture = ZoomPicture(self.source, self._look)
        self.overview = Overview(self.source, self._look)
        self.shell.group("What is shown", self.overview.canvas, "row", "col", "factor")
        self.shell.group("Between and beyond the pixels", "order", "antialias", "mode", "cval")
        if not self._data.colored:
            self.shell.group("Look", "contrast", "cmap")

    def draw(self) -> None:
        """Move both pictures to what is shown."""
        self.shell.reveal("cval", self.mode in ("constant", "shift"))
        self.shell.reveal("antialias", self.factor < 1)
        source, result = self.source, self.result
        self.picture.show(source, result)
        self.overview.show(source, result.roi, equal=self.aspect == "equal")

    def scenes(self) -> dict[Canvas, list[Panel]]:
        """Describe both pictures."""
        return {**super().scenes(), self.overview.canvas: self.overview.scene()}

    def status(self) -> str:
        """Say what is in the middle, what is shown, and what lies outside."""
        return self.window.told((self.row, self.col), self._data.shape)

    # --- the view -----------------------------------------------------------------------------------------------

    def _look(self, view: View) -> None:
        """Show a part of the image, all of it where it has another shape."""
        row, col, factor = zoom_showing(view, self._data.shape, self.picture.axes.bbox.height)
        low, high, _ = self.range_of("factor")
        self.steer_all(
            "view",
            row=self.nearest("row", row),
            col=self.nearest("col", col),
            factor=min(max(factor, low), high),
        )

    # --- what comes out -----------------------------------------------------------------------------------------

    def rgba(self, *, marks: bool = True) -> np.ndarray:
        """Give the result in colours, one pixel for each of its pixels; there are no marks on it.

        Returns
        -------
        ndarray of uint8, shape (rows, cols, 4)
            RGBA.
        """
        return self.source.rgba(self.result)

    def in_pixels(self, points: np.ndarray) -> np.ndarray:
        """Give (row, col) in `rgba` of places in the image."""
        start, end = np.array(self.result.roi)
        return (points + 0.5 - start) / (end - start) * self._data.shape - 0.5

    def table(self) -> pd.DataFrame:
        """One row for each row and column of the result: ``axis`` ("row" or "col"), ``out`` (there), ``source``."""
        return self.result.coordinates

    def call(self) -> dict[str, Any]:
        """Say which call gives `result`."""
        options = {name: value for name, value in self.result.options.items() if name != "mode"}
        return {
            "function": "zoomed",
            "inputs": [self._source_text(self.written()["image"])],
            "arguments": {
                "center": (self.row, self.col),
                "factor": self.factor,
                **options,
                "mode": self.mode,
                **self._said(),
            },
            "then": ["array = result.array", "table = result.coordinates"],
        }
