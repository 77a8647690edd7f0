"""Axes without decoration, for charts that are small."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

_DPI, _FONT = 100, 7
INK, BARS, MARK = "0.25", "#56B4E9", "#D55E00"  # Okabe and Ito's sky blue and vermilion

Margins = tuple[float, float, float, float]


def chart_figure(width: int, height: int) -> Figure:
    """Make a figure of a size in px of the screen."""
    size = width / _DPI, height / _DPI
    return Figure(size, dpi=_DPI, facecolor="white", layout="none")  # type: ignore[arg-type]


def chart_axes(figure: Figure, margins: Margins) -> Axes:
    """Add plain axes with margins (left, bottom, right, top) in px of the screen."""
    width, height = (side * _DPI for side in figure.get_size_inches())
    left, bottom, right, top = margins
    axes = figure.add_axes(
        (left / width, bottom / height, (width - left - right) / width, (height - bottom - top) / height),
        facecolor="white",
    )
    axes.tick_params(labelsize=_FONT, length=2, pad=2, color="0.4", labelcolor=INK)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set(edgecolor="0.6", linewidth=0.8)
    for axis in (axes.xaxis, axes.yaxis):
        axis.get_offset_text().set(fontsize=_FONT, color=INK)
    axes.yaxis.get_offset_text().set(verticalalignment="top", x=0.01)  # in the axes: there is no room above
    axes.yaxis.OFFSETTEXTPAD = -1
    axes.set_navigate(False)
    return axes


def bar_corners(edges: NDArray[np.number], counts: NDArray[np.number]) -> list[NDArray[np.number]]:
    """Give the corners of the bars of a histogram on a logarithmic axis, which begins at 0.5; none for empty bins."""
    filled = np.flatnonzero(counts)
    left, right, top = edges[filled], edges[filled + 1], counts[filled]
    floor = np.full(top.shape, 0.5)
    corners = (left, floor), (left, top), (right, top), (right, floor)
    return list(np.stack([np.stack(corner, -1) for corner in corners], axis=1))
