"""Axes on which every data pixel is a square."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes


class ImageAxes(Axes):
    """Axes that keep their place in the figure, and widen the view until a data pixel is a square.

    Whatever view was asked for stays visible; matplotlib's own ``adjustable="datalim"`` may cut it, and logs a
    warning each time.
    """

    def apply_aspect(self, position: Any = None) -> None:
        """Widen the shorter direction about its middle (called by matplotlib before it draws)."""
        self._set_position(self.get_position(original=True) if position is None else position, which="active")
        (left, right), (bottom, top) = self.get_xlim(), self.get_ylim()
        across, up = (right - left) / max(self.bbox.width, 1), (top - bottom) / max(self.bbox.height, 1)
        scale = max(abs(across), abs(up))
        if abs(across) < scale * (1 - 1e-9):
            self.set_xlim(*_widened(left, right, scale / abs(across)), auto=None)
        if abs(up) < scale * (1 - 1e-9):
            self.set_ylim(*_widened(bottom, top, scale / abs(up)), auto=None)


def _widened(first: float, last: float, factor: float) -> tuple[float, float]:
    middle, half = (first + last) / 2, (last - first) / 2 * factor
    return middle - half, middle + half
