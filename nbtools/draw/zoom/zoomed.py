"""A zoomed image with a cross in its middle and the rows and columns of the image beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nbtools.compute.numerals import told
from nbtools.compute.zoom.sample import sample
from nbtools.compute.zoom.window import roi_window
from nbtools.compute.zoom.zoom import Zoomed
from nbtools.draw.image.view import pixel_at
from nbtools.draw.marks.ticks import Ticks
from nbtools.draw.scene import Layer
from nbtools.draw.zoom.sampled import Sampled, Samples

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes


class ZoomedImage:
    """The result of a zoom on axes that tell rows and columns of the image; `artists` are those that move."""

    def __init__(self, axes: Axes, samples: Samples) -> None:
        self._sampled = Sampled(axes, samples)
        cross = [
            axes.plot([], [], "+", color=color, markersize=9, markeredgewidth=width, zorder=4)[0]
            for color, width in (("black", 2.6), ("white", 1.0))
        ]
        for line in cross:
            line.set(transform=axes.transAxes, data=([0.5], [0.5]))
        axes.spines[:].set_linewidth(1.2)  # the image covers the inner half
        axes.tick_params(left=False, bottom=False, labelleft=False, labelbottom=False)
        self._rows, self._cols = Ticks(axes, "left"), Ticks(axes, "bottom")
        self.artists: list[Artist] = [self._sampled, *cross, self._rows, self._cols]

    def show(self, samples: Samples, result: Zoomed) -> None:
        """Show a result in the colours of its samples."""
        self._sampled.show(samples, result.window, result.options)
        self._result = result
        (row0, col0), (row1, col1) = result.roi
        self._rows.number(row1 - 0.5, row0 - 0.5)
        self._cols.number(col0 - 0.5, col1 - 0.5)

    @property
    def images(self) -> list[Artist]:
        """What is described in `layers`."""
        return [self._sampled]

    def layers(self) -> list[Layer]:
        """Describe the result for a page."""
        image = self._sampled.layer()
        return [] if image is None else [image]

    def describe(self, row: int, col: int) -> str:
        """Tell row, column and value of a pixel of the image."""
        pixels = self._result.pixels
        if not (0 <= row < pixels.shape[0] and 0 <= col < pixels.shape[1]):
            return "outside of the image"
        return f"pixel {row}, {col}: {pixels.told(row, col)}"

    def tell(self, x: float, y: float) -> str:
        """Tell where a place on the axes is in the image, what the result has there, and the pixel of the image."""
        window = self._result.window
        out = [int(np.abs(places - at).argmin()) for places, at in ((window.rows, y), (window.cols, x))]
        row, col = window.rows[out[0]], window.cols[out[1]]
        here = roi_window([[row, col], [row + 1, col + 1]], (1, 1))
        options = {**self._result.options, "near": 24, "antialias": False}
        value = np.atleast_1d(sample(self._result.pixels, here, **options)[0, 0])
        values = " ".join("masked" if np.ma.is_masked(v) else told(v) for v in value)
        pixel = self.describe(*pixel_at(y, x))
        return f"row {row:.2f}, col {col:.2f}: value {values} ({pixel})"
